// Remembers the theme. Runs before the style sheet, so that no page flashes.
(d => {
  let k = "theme", t, f = () => {
    try { t = localStorage[k] } catch {}
    if (t) d.documentElement.dataset[k] = t
    d.querySelectorAll("[name=theme]").forEach(i => i.checked = i.value == (t || "auto"))
  }
  f()
  d.onreadystatechange = onpageshow = onstorage = f
  d.onchange = e => {
    if (e.target.name == k) { try { localStorage[k] = e.target.value } catch {} t = e.target.value; f() }
  }
})(document)
