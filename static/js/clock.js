/* Promises count down: [data-due] says what the server's `left` filter says, and its .x-promise changes tone. */
(() => {
  "use strict";
  const EVERY = 15000;
  const NEAR = 60;

  function span(minutes) {
    const parts = [[Math.floor(minutes / 1440), inTongue("天")], [Math.floor((minutes % 1440) / 60), inTongue("小时")], [minutes % 60, inTongue("分")]];
    const said = parts.filter(([count]) => count).slice(0, 2).map(([count, unit]) => `${count} ${unit}`);
    return said.join(" ") || inTongue("不到 1 分");
  }

  /* The demo's clock may run ahead of the phone's: the page says its own moment in <html data-now>. */
  const ahead = (Date.parse(document.documentElement.dataset.now) || Date.now()) - Date.now();

  function draw(element) {
    const due = Date.parse(element.dataset.due);
    if (Number.isNaN(due)) return;
    const left = due - (Date.now() + ahead);
    const said = { span: span(Math.floor(Math.abs(left) / 60000)) };
    const words = left >= 0 ? inTongue("还剩 {span}", said) : left > -60000 ? inTongue("刚超时") : inTongue("已超 {span}", said);
    if (element.textContent !== words) element.textContent = words;
    const promise = element.closest(".x-promise");
    if (!promise) return;
    promise.classList.toggle("x-promise--over", left < 0);
    promise.classList.toggle("x-promise--near", left >= 0 && left <= NEAR * 60000);
  }

  function tick() { document.querySelectorAll("[data-due]").forEach(draw); }
  setInterval(() => { if (!document.hidden) tick(); }, EVERY);
  document.addEventListener("visibilitychange", tick);
  document.addEventListener("htmx:load", tick);
  document.addEventListener("live:changed", tick);
})();
