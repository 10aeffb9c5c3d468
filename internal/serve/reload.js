// Put into pages by studylog serve, never into a built site: brings the page up to date when the site changed, exchanges
// its style sheets when only those did, and lays the diagnostics of a failed build over it. Their text is set as text,
// never as HTML.
(() => {
  "use strict";
  const me = document.currentScript;
  me.remove(); // it is no part of the page
  const own = me.src.slice(0, me.src.lastIndexOf("/") + 1);
  const place = "studylog-place";
  let generation = me.dataset.generation;
  let source;
  let work = Promise.resolve(); // one thing after the other
  let text; // of the page that was fetched last

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
    const { ok, doc } = await page();
    const now = sheets(doc);
    const old = sheets(document);
    if (!ok || now.length !== old.length) return reload();
    await Promise.all(old.map((link, i) => {
      if (now[i].href === link.href && link.href.includes("/assets/")) return;
      return new Promise((done, failed) => {
        const fresh = link.cloneNode();
        fresh.href = now[i].href;
        fresh.addEventListener("load", () => done(link.remove()));
        fresh.addEventListener("error", failed);
        link.after(fresh);
      });
    }));
  }

  // page fetches the page as it is now. tag is this script's own element in it.
  async function page() {
    const answer = await fetch(location.href, { cache: "no-store" });
    const text = await answer.text();
    const doc = new DOMParser().parseFromString(text, "text/html");
    const tag = doc.querySelector("script[data-generation]");
    tag?.remove();
    return { ok: answer.ok && !answer.redirected, doc, tag, text };
  }

  const data = 'script[type="application/ld+json"]';
  const about = `meta:not([charset], [http-equiv]), link:not([rel~="stylesheet"]), ${data}`;
  const scripts = (doc) => [...doc.querySelectorAll(`script:not(${data})`)];

  // What holds for as long as a page is open: a change of it needs a new one. So do templates, which cannot be compared.
  const lasting = (doc) =>
    [doc.documentElement.lang, doc.documentElement.dir]
      .concat(sheets(doc).map((e) => e.href), scripts(doc).map((e) => e.src))
      .concat([...doc.querySelectorAll("base, style, template, meta[http-equiv]")].map((e) => e.outerHTML + e.innerHTML))
      .join("\n");

  // exchange puts the page as it is now in place of the one that is shown, without loading it: what is the same stays, and
  // with it the focus, what is selected, and what the reader unfolded. Scripts then find a page that they have not seen;
  // only the theme's own are known to bear that.
  async function exchange() {
    const now = await page();
    const again = now.tag?.dataset.again?.split(" ") || [];
    const known = (script) => again.includes(script.getAttribute("src"));
    if (!now.ok || !now.tag || now.tag.dataset.build || !scripts(now.doc).every(known) || lasting(now.doc) !== lasting(document)) return reload();
    const plain = now.text.replaceAll(now.tag.dataset.generation, "");
    if (plain === text) return;
    text = plain;
    const refocus = focus();
    const overlay = document.getElementById("studylog-overlay");
    overlay?.remove();
    describe(now.doc);
    alter(document.body, now.doc.body);
    if (overlay) document.body.append(overlay);
    await Promise.all(scripts(document).map(run));
    refocus();
  }

  // describe puts what the head says of the page into the head: nothing of it is seen but the title.
  function describe(doc) {
    document.title = doc.title;
    const old = [...document.head.querySelectorAll(about)];
    const now = [...doc.head.querySelectorAll(about)];
    if (old.length === now.length && old.every((e, i) => e.isEqualNode(now[i]))) return;
    old.forEach((e) => e.remove());
    document.head.append(...now);
  }

  // alter makes the nodes below old those below now.
  function alter(old, now) {
    const from = [...old.childNodes];
    const to = [...now.childNodes];
    let start = 0;
    while (start < from.length && start < to.length && from[start].isEqualNode(to[start])) start++;
    while (from.length > start && to.length > start && from.at(-1).isEqualNode(to.at(-1))) from.pop(), to.pop();
    const both = Math.min(from.length, to.length);
    for (let i = start; i < both; i++) become(from[i], to[i]);
    from.slice(both).forEach((node) => node.remove());
    if (both) old.childNodes[both - 1].after(...to.slice(both));
    else old.prepend(...to);
  }

  // become makes one node another, of the same kind if it can.
  function become(old, now) {
    if (old.nodeName !== now.nodeName || old.namespaceURI !== now.namespaceURI) return old.replaceWith(now);
    if (old.isEqualNode(now)) return;
    if (old.nodeType !== Node.ELEMENT_NODE) {
      old.nodeValue = now.nodeValue;
      return;
    }
    const reader = (name) => name === "open" && old.localName === "details"; // who unfolded it
    for (const { name } of [...old.attributes]) if (!now.hasAttribute(name) && !reader(name)) old.removeAttribute(name);
    for (const attr of now.attributes) {
      if (old.getAttribute(attr.name) !== attr.value && !reader(attr.name)) old.setAttributeNode(attr.cloneNode());
    }
    alter(old, now);
  }

  // run has a script run again.
  function run(script) {
    return new Promise((done, failed) => {
      const fresh = document.createElement("script");
      for (const { name, value } of script.attributes) fresh.setAttribute(name, value);
      fresh.async = false; // in their order
      fresh.addEventListener("load", done);
      fresh.addEventListener("error", failed);
      script.replaceWith(fresh);
    });
  }

  // focus remembers what has the focus, and returns what gives it to that or, if it is gone, to what stands there now.
  function focus() {
    const was = document.activeElement;
    const alike = () => [...document.querySelectorAll(was.localName)];
    if (!was || was === document.body) return () => {};
    const at = alike().indexOf(was);
    const { selectionStart, selectionEnd } = was;
    return () => {
      if (was.isConnected || document.activeElement !== document.body) return;
      const is = (was.id && document.getElementById(was.id)) || alike()[at];
      is?.focus({ preventScroll: true });
      if (selectionStart != null) is?.setSelectionRange?.(selectionStart, selectionEnd);
    };
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
      work = work.then(msg.restyled === generation ? restyle : exchange).catch(reload);
      generation = msg.generation;
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
