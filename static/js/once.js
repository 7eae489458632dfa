/* A form goes once: the button is held while it is sent, and given back when the page is shown again. */
(() => {
  "use strict";
  const BACK = 20000;

  function hold(button) {
    button.setAttribute("aria-busy", "true");
    const words = button.querySelector("[data-busy]") ? null : button.dataset.busyWords;
    if (words) { button.dataset.words = button.innerHTML; button.textContent = words; }
  }

  function free(form) {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-busy]").forEach((button) => {
      button.removeAttribute("aria-busy");
      if (button.dataset.words) { button.innerHTML = button.dataset.words; delete button.dataset.words; }
    });
  }

  /* Not `disabled`: a disabled button's name and value would be left out of what is sent. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    if (event.submitter) hold(event.submitter);
    setTimeout(() => free(form), BACK);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest?.("form");
    if (form) free(form);
  });

  addEventListener("pageshow", (event) => {
    document.querySelectorAll("form").forEach(free);
    if (event.persisted && sessionStorage.getItem("fresh")) { sessionStorage.removeItem("fresh"); location.reload(); }
  });
  document.querySelectorAll("[data-back]").forEach((button) => {
    button.hidden = history.length < 2;
    button.addEventListener("click", () => {
      if (button.dataset.back === "fresh") sessionStorage.setItem("fresh", "1");
      history.back();
    });
  });
})();
