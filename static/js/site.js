// Small enhancements. Every page is whole without them.
{
  const lang = document.documentElement.lang, all = (q, e = document) => [...e.querySelectorAll(q)]

  // "in 3 days" or "3 days ago" beside what is planned for a day. The page itself says nothing relative to today.
  for (const time of all("time[data-relative]")) {
    const [y, m, d] = time.dateTime.split("-"), now = new Date
    const days = Math.round((Date.UTC(y, m - 1, d) - Date.UTC(now.getFullYear(), now.getMonth(), now.getDate())) / 864e5)
    time.textContent = `(${new Intl.RelativeTimeFormat(lang, {numeric: "auto"}).format(days, "day")})`
    time.hidden = false
  }

  // Paper has no button to unfold what is folded.
  addEventListener("beforeprint", () => all("details").forEach(e => e.open = true))

  // A comparison of eight rows or more can be sorted and filtered; what is chosen stands in the address.
  for (const table of all("table.cmp")) {
    const body = table.tBodies[0], rows = [...body.rows], heads = [...table.tHead.rows[0].cells], tools = document.querySelector(".tools")
    if (rows.length < 8 || !tools) break
    const state = new URLSearchParams(location.search), order = new Intl.Collator(lang, {numeric: true}).compare
    const value = (row, i) => row.cells[i].matches(".nil") ? "" : [...row.cells[i].childNodes].filter(n => !n.matches?.(".src, .pl")).map(n => n.textContent).join("").trim()
    const make = (tag, props, ...children) => {
      const e = Object.assign(document.createElement(tag), props)
      e.append(...children)
      return e
    }

    const query = make("input", {type: "search", value: state.get("q") || ""})
    const dates = [...new Set(all("[data-date]", body).map(e => e.dataset.date))].sort().reverse()
    const since = make("select", {}, make("option", {value: ""}, "any time"), ...dates.map(d => make("option", {value: d}, d)))
    since.value = dates.includes(state.get("since")) ? state.get("since") : ""
    const status = make("span", {role: "status"})
    tools.append(make("label", {}, "Filter ", query))
    if (dates.length > 1) tools.append(make("label", {}, "Changed since ", since))
    tools.append(status)

    const boxes = all(".cols input"), chosen = state.get("cols")
    if (chosen) boxes.forEach(b => b.checked = chosen.split(",").includes(b.name.slice(1)))
    let [column, down] = (state.get("sort") || "").split("-")
    column = heads[column] && column !== "" ? +column : -1

    const show = () => {
      const words = query.value.toLocaleLowerCase(lang).split(/\s+/), target = decodeURIComponent(location.hash.slice(1))
      let count = 0
      for (const row of rows) {
        const text = row.textContent.toLocaleLowerCase(lang)
        row.hidden = row.id != target && !(words.every(w => text.includes(w)) && (!since.value || all("[data-date]", row).some(e => e.dataset.date >= since.value)))
        count += !row.hidden
      }
      status.textContent = count < rows.length ? `${count} of ${rows.length} rows` : ""
      heads.forEach((h, i) => i == column ? h.setAttribute("aria-sort", down ? "descending" : "ascending") : h.removeAttribute("aria-sort"))
      body.append(...(column < 0 ? rows : [...rows].sort((a, b) => {
        const x = value(a, column), y = value(b, column)
        return !x - !y || (down ? order(y, x) : order(x, y))
      })))
    }
    const changed = () => {
      const set = (k, v) => v ? state.set(k, v) : state.delete(k), on = boxes.filter(b => b.checked)
      set("q", query.value)
      set("since", since.value)
      set("sort", column < 0 ? "" : column + (down ? "-down" : ""))
      set("cols", on.length < boxes.length ? on.map(b => b.name.slice(1)).join() || "0" : "")
      history.replaceState(null, "", (state.size ? "?" + state : location.pathname) + location.hash)
      show()
    }

    heads.forEach((h, i) => {
      const button = make("button", {type: "button"}, ...h.childNodes)
      button.onclick = () => {
        if (i != column) column = i, down = ""
        else if (!down) down = "down"
        else column = -1, down = ""
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
