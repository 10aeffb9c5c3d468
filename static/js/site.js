// Small enhancements. Every page is whole without them. It may run again when what it worked on was replaced, as serve
// does: so what is listened to is set, not added, and nothing is left in the global scope.
{
  const lang = document.documentElement.lang, all = (q, e = document) => [...e.querySelectorAll(q)]

  // "in 3 days" or "3 days ago" beside what is planned for a day. The page itself says nothing relative to today.
  for (const time of all("time[data-relative]")) {
    const [y, m, d] = time.dateTime.split("-"), now = new Date
    const days = Math.round((Date.UTC(y, m - 1, d) - Date.UTC(now.getFullYear(), now.getMonth(), now.getDate())) / 864e5)
    time.textContent = ` (${new Intl.RelativeTimeFormat(lang, {numeric: "auto"}).format(days, "day")})`
    time.hidden = false
  }

  // Paper has no button to unfold what is folded.
  onbeforeprint = () => all("details").forEach(e => e.open = true)

  // A comparison of eight rows or more, or with columns of numbers, can be sorted and filtered; what is chosen stands
  // in the address.
  for (const table of all("table.cmp")) {
    const tools = document.querySelector(".tools"), body = table.tBodies[0], heads = [...table.tHead.rows[0].cells]
    if (!tools) break
    const state = new URLSearchParams(location.search), {compare} = new Intl.Collator(lang, {numeric: true})
    const text = c => c.matches(".nil") ? "" : [...c.childNodes].filter(n => !n.matches?.(".src, .pl")).map(n => n.textContent).join("").trim()
    const rows = [...body.rows].map(row => {
      const cells = [...row.cells].map(text)
      return {row, find: cells.join(" ").toLocaleLowerCase(lang), since: all("[data-date]", row).map(e => e.dataset.date),
        by: cells.map((s, i) => s && heads[i].matches(".ar") ? +s.replace("−", "-").replace(/[^-.\d]/g, "") : s.replace(/^[^\p{L}\d]+/u, "") || s)}
    })
    const make = (tag, props, ...children) => {
      const e = Object.assign(document.createElement(tag), props)
      e.append(...children)
      return e
    }

    const query = make("input", {type: "search", value: state.get("q") || ""})
    const dates = [...new Set(rows.flatMap(r => r.since))].sort().reverse()
    const since = make("select", {}, make("option", {value: ""}, "any time"), ...dates.map(d => make("option", {value: d}, new Date(d).toLocaleDateString("en-GB", {dateStyle: "medium", timeZone: "UTC"}))))
    since.value = dates.includes(state.get("since")) ? state.get("since") : ""
    const status = make("span", {role: "status"})
    tools.append(make("label", {}, "Filter ", query))
    if (dates.length > 1) tools.append(make("label", {}, "Changed since ", since))
    tools.append(status)

    const boxes = all(".cols input"), chosen = state.get("cols")?.split(",")
    if (chosen) boxes.forEach(b => b.checked = chosen.includes(b.value))
    const sort = state.get("sort") || ""
    let down = sort[0] == "-", column = heads.findIndex(h => h.dataset.id == sort.slice(down))

    const show = () => {
      const words = query.value.toLocaleLowerCase(lang).split(/\s+/)
      let count = 0, hash = location.hash.slice(1)
      try { hash = decodeURIComponent(hash) } catch {}
      const target = document.getElementById(hash) // :target is not set yet while the page loads
      for (const {row, find, since: dates} of rows) {
        row.hidden = !row.contains(target) && !(words.every(w => find.includes(w)) && (!since.value || dates.some(d => d >= since.value)))
        count += !row.hidden
      }
      status.textContent = count < rows.length ? `${count} of ${rows.length} rows` : ""
      heads.forEach((h, i) => i == column ? h.setAttribute("aria-sort", down ? "descending" : "ascending") : h.removeAttribute("aria-sort"))
      body.append(...(column < 0 ? rows : rows.toSorted((a, b) => {
        const x = a.by[column], y = b.by[column]
        return (x === "") - (y === "") || (down ? -1 : 1) * (x.toFixed ? x - y : compare(x, y))
      })).map(r => r.row))
    }
    const changed = () => {
      const set = (k, v) => v ? state.set(k, v) : state.delete(k), on = boxes.filter(b => b.checked)
      set("q", query.value)
      set("since", since.value)
      set("sort", column < 0 ? "" : (down ? "-" : "") + heads[column].dataset.id)
      set("cols", on.length < boxes.length ? on.map(b => b.value).join() || "-" : "")
      history.replaceState(null, "", (`${state}` ? "?" + state : location.pathname) + location.hash)
      show()
    }

    heads.forEach((h, i) => {
      const button = make("button", {type: "button"}, ...h.childNodes)
      button.onclick = () => {
        if (i != column) column = i, down = false
        else if (!down) down = true
        else column = -1, down = false
        changed()
      }
      h.append(button)
    })
    table.classList.add("sorts")
    query.oninput = since.onchange = changed
    boxes.forEach(b => b.onchange = changed)
    onhashchange = show
    show()
  }
}
