/* data-live="/address": the element's inside is fetched again every 8 s while the page is seen. The server says 304 or
   204 where nothing changed. data-live-says is read to those who hear the page. Never while someone types in it. */
(() => {
  "use strict";
  const EVERY = 8000;
  const marks = new WeakMap();
  const was = new WeakMap();

  /* Each drawing has its own tokens; they are no change. */
  const bare = (html) => html.replace(/(name="(?:csrfmiddlewaretoken|key)" value=")[^"]*/g, "$1");

  /* The same link or button after the change as before it, for those who go by keyboard. */
  function again(element, focused) {
    if (!focused) return;
    const same = [...element.querySelectorAll(focused.tagName)].find((other) => (
      focused.id ? other.id === focused.id : other.getAttribute("href") === focused.getAttribute("href") && other.textContent === focused.textContent
    ));
    same?.focus({ preventScroll: true });
  }

  async function refresh(element) {
    if (element.contains(document.activeElement) && document.activeElement.matches("input, textarea, select")) return;
    if (element.querySelector("details[open], dialog[open]")) return;
    const headers = { "HX-Request": "true", "X-Live": "1" };
    if (marks.has(element)) headers["If-None-Match"] = marks.get(element);
    const answer = await fetch(element.dataset.live, { headers, cache: "no-store", redirect: "manual" });
    if (answer.status !== 200) return;
    const mark = answer.headers.get("ETag");
    const html = await answer.text();
    const same = bare(html) === was.get(element);
    const first = !was.has(element);
    was.set(element, bare(html));
    if (mark) marks.set(element, mark);
    if (!same) show(element, html, first);
  }

  function show(element, html, first) {
    const before = element.textContent.replace(/\s+/g, "");
    const open = scrollY;
    const focused = element.contains(document.activeElement) ? document.activeElement : null;
    element.innerHTML = html;
    window.htmx?.process(element);
    element.dispatchEvent(new CustomEvent("live:changed", { bubbles: true }));
    again(element, focused);
    scrollTo({ top: open, behavior: "instant" });
    const changed = before !== element.textContent.replace(/\s+/g, "");
    if (changed && !first) window.xiwei?.tell(element.dataset.liveSays || inTongue("页面内容有更新"));
  }

  function round() {
    if (document.hidden || !navigator.onLine) return;
    document.querySelectorAll("[data-live]").forEach((element) => refresh(element).catch(() => {}));
  }
  setInterval(round, EVERY);
  document.addEventListener("visibilitychange", round);
})();
