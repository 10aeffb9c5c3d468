// Put into pages by studylog serve, never into a built site: reloads a page when the site changed, exchanges its style
// sheets when only those did, and lays the diagnostics of a failed build over it. Text is set as text, never as HTML.
(() => {
  "use strict";
  const me = document.currentScript;
  const own = me.src.slice(0, me.src.lastIndexOf("/") + 1);
  const place = "studylog-place";
  let generation = me.dataset.generation;
  let source;

  function reload() {
    stop();
    sessionStorage.setItem(place, JSON.stringify([location.href, scrollX, scrollY]));
    location.reload();
  }

  function restore() {
    const [href, x, y] = JSON.parse(sessionStorage.getItem(place) || "[]");
    sessionStorage.removeItem(place);
    if (href === location.href) scrollTo({ left: x, top: y, behavior: "instant" });
  }

  // A style sheet's name holds its hash: the page as it is now tells the new one.
  const sheets = (doc) => [...doc.querySelectorAll('link[rel~="stylesheet"]:not([data-studylog])')];

  async function restyle() {
    const answer = await fetch(location.href, { cache: "no-store" });
    const now = sheets(new DOMParser().parseFromString(await answer.text(), "text/html"));
    const old = sheets(document);
    if (!answer.ok || now.length !== old.length) return reload();
    old.forEach((link, i) => {
      const href = new URL(now[i].getAttribute("href"), document.baseURI).href;
      if (href === link.href && link.href.includes("/assets/")) return;
      const fresh = link.cloneNode();
      fresh.href = href;
      fresh.addEventListener("load", () => link.remove());
      fresh.addEventListener("error", reload);
      link.after(fresh);
    });
  }

  function element(name, text, cls) {
    const e = document.createElement(name);
    if (text) e.textContent = text;
    if (cls) e.className = cls;
    return e;
  }

  function item(n) {
    const li = element("li");
    const head = element("p");
    head.append(element("b", n.severity), " ", element("code", n.place));
    li.append(head, element("p", n.text));
    if (n.excerpt) {
      const pre = element("pre", n.excerpt);
      pre.tabIndex = 0;
      li.append(pre);
    }
    if (n.hint) li.append(element("p", "hint: " + n.hint, "studylog-hint"));
    return li;
  }

  function style() {
    if (document.querySelector("link[data-studylog]")) return;
    const link = element("link");
    link.rel = "stylesheet";
    link.href = own + "overlay.css";
    link.dataset.studylog = "";
    document.head.append(link);
  }

  function show(problems) {
    document.getElementById("studylog-overlay")?.remove();
    if (!problems.length) return;
    style();
    const box = element("section");
    box.id = "studylog-overlay";
    box.setAttribute("role", "alert");
    const close = element("button", "×");
    close.setAttribute("aria-label", "Close");
    close.addEventListener("click", () => box.remove());
    const list = element("ol", "", "studylog-notes");
    list.append(...problems.map(item));
    box.append(close, element("h2", "Not built: this is the last good site"), list);
    document.body.append(box);
  }

  let shown = "[]";
  function news(event) {
    const msg = JSON.parse(event.data);
    if (me.dataset.build) { // a page of serve's own: each build may have made a better one
      if (me.dataset.build !== String(msg.build) || msg.generation !== generation) reload();
      return;
    }
    if (msg.generation !== generation) {
      if (msg.restyled !== generation) return reload();
      generation = msg.generation;
      restyle().catch(reload);
    }
    const problems = JSON.stringify(msg.problems);
    if (problems === shown) return;
    shown = problems;
    show(msg.problems);
  }

  function start() {
    if (source || document.hidden) return;
    source = new EventSource(own + "events");
    source.addEventListener("message", news);
  }

  function stop() {
    source?.close();
    source = undefined;
  }

  // Only the page in front listens: a browser opens no more than six streams to a host.
  document.addEventListener("visibilitychange", () => (document.hidden ? stop() : start()));
  addEventListener("pagehide", stop);
  addEventListener("pageshow", start);
  addEventListener("load", restore);
  addEventListener("keydown", (e) => e.key === "Escape" && document.getElementById("studylog-overlay")?.remove());
  start();
})();
