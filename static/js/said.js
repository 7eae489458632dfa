/* What the page says: toasts go after a while, refusals take the focus, a lost connection is said once.
   window.xiwei.say(words, tone) is the way for other files to speak. */
(() => {
  "use strict";
  const STAYS = 6000;

  function close(toast) { toast.remove(); }

  function arm(toast) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "x-toast-close";
    button.setAttribute("aria-label", inTongue("知道了"));
    button.textContent = "×";
    button.addEventListener("click", () => close(toast));
    toast.append(button);
    if (!toast.className.includes("--error")) setTimeout(() => close(toast), STAYS);
  }

  function say(words, tone = "info") {
    const holder = document.querySelector(".x-toasts");
    if (!holder) return;
    const toast = document.createElement("div");
    toast.className = `x-toast x-toast--${tone}`;
    const text = document.createElement("span");
    text.textContent = words;
    toast.append(text);
    holder.append(toast);
    arm(toast);
  }

  /* For screen readers alone: what changed on the page. */
  function tell(words) {
    const region = document.getElementById("live");
    if (!region) return;
    region.textContent = "";
    setTimeout(() => { region.textContent = words; }, 50);
  }

  window.xiwei = { say, tell };
  document.querySelectorAll("[data-toast]").forEach(arm);
  document.querySelector("[data-focus]")?.focus();
  /* What a page asks for by itself (its bell, its live part) is not what somebody sent. */
  document.body.addEventListener("htmx:sendError", (event) => event.detail.requestConfig?.verb !== "get" && say(inTongue("网络不通，刚才没有送到。内容还在，请稍后再试。"), "error"));
  document.body.addEventListener("htmx:responseError", (event) => {
    if (event.detail.requestConfig?.verb !== "get") say(inTongue("这一步没有办成，请再试一次。内容还在。"), "error");
  });
  addEventListener("offline", () => say(inTongue("现在没有信号。已填的内容会留在手机里。"), "warning"));
})();
