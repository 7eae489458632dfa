/* A rating asks what fits its stars: what was wrong with one to three, what was good with four and five. The other group is
   put away and not sent. Without this file both stand there, each under its heading. */
(() => {
  "use strict";
  const GOOD_FROM = 4;

  function show(form, name, wanted) {
    const group = form.querySelector(`input[name$="-${name}"]`)?.closest("fieldset");
    if (!group) return;
    group.hidden = group.disabled = !wanted;
    /* "4、5 星：哪里好" names its stars for whoever has no script; beside the chosen ones that is said. */
    const words = group.querySelector("legend")?.firstChild;
    if (words) words.data = words.data.replace(/^.*[：:]\s*/, "");
  }

  function fit(form) {
    const chosen = form.querySelector('input[name$="-stars"]:checked');
    show(form, "bad", Boolean(chosen) && Number(chosen.value) < GOOD_FROM);
    show(form, "good", Boolean(chosen) && Number(chosen.value) >= GOOD_FROM);
  }

  function begin(page) {
    page.querySelectorAll(".x-stars:not(.x-stars--read)").forEach((stars) => {
      const form = stars.closest("form");
      if (!form) return;
      fit(form);
      stars.addEventListener("change", () => fit(form));
    });
  }

  begin(document);
  document.addEventListener("htmx:load", (event) => { if (event.target !== document.body) begin(event.target); });
})();
