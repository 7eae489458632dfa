/* 大字 for someone without an account: kept in this browser. With an account it is a setting of the person. */
(() => {
  "use strict";
  const page = document.documentElement;
  document.querySelectorAll("[data-look-toggle]").forEach((button) => {
    button.hidden = false;
    button.setAttribute("aria-pressed", String(page.dataset.look === "large"));
    button.addEventListener("click", () => {
      const look = page.dataset.look === "large" ? "plain" : "large";
      page.dataset.look = look;
      button.setAttribute("aria-pressed", String(look === "large"));
      document.cookie = `look=${look}; path=/; max-age=31536000; samesite=lax`;
      window.xiwei?.tell(look === "large" ? inTongue("已换成大字") : inTongue("已换成标准字"));
    });
  });
})();
