/* [data-dialog="id"] opens a <dialog>, [data-close] closes it; menus of <details data-menu> close on a tap elsewhere. */
(() => {
  "use strict";
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    if (opener) {
      const dialog = document.getElementById(opener.dataset.dialog);
      if (dialog?.showModal) { event.preventDefault(); dialog.showModal(); }
      return;
    }
    const closer = event.target.closest("[data-close]");
    if (closer) { event.preventDefault(); closer.closest("dialog")?.close(); return; }
    if (event.target instanceof HTMLDialogElement && event.target.open) event.target.close();
    document.querySelectorAll("details[data-menu][open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.querySelector("details[data-menu][open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary")?.focus();
  });
  /* A form that was refused inside a dialog is shown open again. */
  document.querySelectorAll("dialog").forEach((dialog) => {
    if (dialog.querySelector(".x-errors, .is-invalid") && dialog.showModal) dialog.showModal();
  });
})();
