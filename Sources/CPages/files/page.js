// What pages do beyond plain HTML: parts marked data-live are fetched again when something has happened, times count on, and
// the keyboard moves through lists. Everything works without this file, only less lively.
"use strict";
(() => {
  document.documentElement.classList.add("script");

  // Times.
  const units = [[86400, "d"], [3600, "h"], [60, "min"], [1, "s"]];
  const length = (seconds) => {
    if (seconds < 1) return "0 s";
    const i = units.findIndex(([size]) => seconds >= size);
    const [size, name] = units[i];
    const whole = Math.floor(seconds / size);
    const next = units[i + 1];
    const rest = next && whole < 10 && i < 2 ? Math.floor((seconds - whole * size) / next[0]) : 0;
    return `${whole} ${name}` + (rest ? ` ${rest} ${next[1]}` : "");
  };
  const tick = () => {
    const now = Date.now();
    for (const time of document.querySelectorAll("time[datetime]")) {
      const seconds = Math.round((Date.parse(time.dateTime) - now) / 1000);
      if (Number.isNaN(seconds)) continue;
      let text = null;
      if ("until" in time.dataset) text = length(Math.max(0, seconds));
      if ("since" in time.dataset) text = length(Math.max(0, -seconds));
      if ("ago" in time.dataset && -seconds < 86400 * 7) text = length(Math.max(0, -seconds)) + " ago";
      if (text !== null && text !== time.textContent) time.textContent = text;
    }
  };
  tick();
  setInterval(tick, 1000);

  // Live parts. The server says only that something happened; what it looks like is the page itself, asked for again.
  const isBeingUsed = (part) =>
    part.contains(document.activeElement) && document.activeElement.matches("input, textarea, select") ||
    part.querySelector("input:checked") !== null;
  let fetching = false, again = false;
  const refresh = async () => {
    if (fetching) { again = true; return; }
    fetching = true;
    try {
      const answer = await fetch(location.href, { headers: { accept: "text/html" }, credentials: "same-origin", cache: "no-store" });
      if (answer.redirected && new URL(answer.url).pathname !== location.pathname) { location.reload(); return; }
      if (answer.ok) {
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
        for (const part of document.querySelectorAll("[data-live][id]")) {
          const other = fresh.getElementById(part.id);
          if (!other || isBeingUsed(part)) continue;
          const focused = part.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
          if (part.innerHTML === other.innerHTML) continue;
          part.replaceChildren(...Array.from(other.childNodes, (node) => document.importNode(node, true)));
          if (focused) part.querySelector(`[href="${CSS.escape(focused)}"]`)?.focus();
        }
        tick();
        document.documentElement.dataset.refreshed = String(Date.now());
      }
    } catch { /* the next event tries again */ }
    fetching = false;
    if (again) { again = false; setTimeout(refresh, 300); }
  };
  const address = document.body.dataset.events;
  if (address && "EventSource" in window) {
    let timer = 0;
    const source = new EventSource(address);
    source.addEventListener("change", () => { clearTimeout(timer); timer = setTimeout(refresh, 120); });
    // What happened between the making of this page and now (or while the server was away) is looked up at once.
    source.addEventListener("open", () => { document.documentElement.dataset.listening = "yes"; refresh(); });
    addEventListener("pagehide", () => source.close());
  }

  // All of a group at once.
  document.addEventListener("change", (event) => {
    if (event.target.matches?.("[data-all]")) {
      for (const box of event.target.form.querySelectorAll("input[name=gate]")) box.checked = event.target.checked;
    }
  });

  // Chapters of a video.
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-seek]");
    const video = document.getElementById("video");
    if (!button || !video) return;
    video.currentTime = Number(button.dataset.seek);
    video.play();
  });

  // The keyboard.
  let prefix = 0;
  const rooms = { i: "/", r: "/runs", s: "/skills", p: "/people" };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches?.("input, textarea, select")) return;
    if (Date.now() - prefix < 1200 && rooms[event.key]) { location.href = rooms[event.key]; return; }
    if (event.key === "g") { prefix = Date.now(); return; }
    const links = Array.from(document.querySelectorAll(".rows h3 a, tbody td:first-child > a"));
    const at = links.indexOf(document.activeElement);
    if (event.key === "j" || event.key === "k") {
      const next = links[event.key === "j" ? Math.min(at + 1, links.length - 1) : Math.max(at - 1, 0)];
      next?.focus();
      if (next) event.preventDefault();
    }
    if (event.key === "x") {
      const box = links[at]?.closest("li")?.querySelector("input[type=checkbox]");
      if (box) box.checked = !box.checked;
    }
  });
})();
