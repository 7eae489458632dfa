/* data-fold on a <details open>: on a phone it is closed at first, so that a long page is short to scan; data-fold="keep"
   stays open. Without this file all stand open, as they do on a desk. */
(() => {
  "use strict";
  if (!matchMedia("(max-width: 47.99rem)").matches) return;
  const asked = document.getElementById(location.hash.slice(1));
  document.querySelectorAll("details[data-fold]").forEach((fold) => {
    if (fold.dataset.fold !== "keep" && !fold.contains(asked)) fold.open = false;
  });
})();
