/* [data-share] sends this page's address by the phone's own sheet; [data-copy="words"] copies; [data-print] prints. */
(() => {
  "use strict";
  async function copy(words) {
    try {
      await navigator.clipboard.writeText(words);
      window.xiwei?.say(inTongue("已复制。"));
    } catch { window.xiwei?.say(inTongue("没能自动复制，请长按文字复制。"), "warning"); }
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-share], [data-copy], [data-print]");
    if (!button) return;
    if ("print" in button.dataset) { print(); return; }
    if ("copy" in button.dataset) { copy(button.dataset.copy || location.href); return; }
    const url = new URL(button.dataset.share || location.href, location.href).href;
    if (navigator.share) navigator.share({ title: document.title, url }).catch(() => {});
    else copy(url);
  });
  document.querySelectorAll("[data-print], [data-share], [data-copy]").forEach((button) => { button.hidden = false; });
})();
