/* data-draft="name" on a form: what is typed stays in this phone until the server has taken it, through a lost
   session, a dead battery or a refusal. The key, passwords and files are never kept. Each person of a shared phone has
   drafts of their own. */
(() => {
  "use strict";
  let told = false;  /* once a page, however many forms had a draft */
  const KEEP = 7 * 24 * 3600 * 1000;
  const whose = document.querySelector(".x-shell")?.dataset.person || "";
  const name = (form) => `draft:${whose}:${form.dataset.draft}`;
  const known = () => Boolean(document.querySelector(".x-shell--known"));
  const kept = (field) => field.name && !field.disabled && !["hidden", "password", "file", "submit"].includes(field.type);

  function read(form) {
    try {
      const draft = JSON.parse(localStorage.getItem(name(form)));
      return draft && Date.now() - draft.at < KEEP ? draft : null;
    } catch { return null; }
  }

  function keep(form) {
    const values = {};
    for (const field of form.elements) {
      if (!kept(field)) continue;
      if (field.type === "checkbox" || field.type === "radio") {
        if (field.checked) (values[field.name] ||= []).push(field.value);
      } else if (field.value) (values[field.name] ||= []).push(field.value);
    }
    try { localStorage.setItem(name(form), JSON.stringify({ at: Date.now(), values })); } catch { /* full or forbidden */ }
  }

  /* A list mostly begins with what the page knows better than the draft does; it is put back where it begins with nothing,
     or where the form says that the page only proposes (data-proposes). */
  function chosenAnew(form, list, value) {
    if (list.multiple || list.value === value || (list.value && !("proposes" in form.dataset))) return false;
    return [...list.options].some((option) => option.value === value);
  }

  function put(form, values) {
    let changed = false;
    for (const field of form.elements) {
      const was = kept(field) && values[field.name];
      if (!was) continue;
      if (field.type === "checkbox" || field.type === "radio") {
        if (was.includes(field.value) && !field.checked) { field.checked = changed = true; }
      } else if (field.tagName === "SELECT") {
        if (chosenAnew(form, field, was[0])) { field.value = was[0]; changed = true; }
      } else if (!field.value) { field.value = was.shift() || ""; changed = true; }
    }
    return changed;
  }

  function restore(form) {
    const draft = read(form);
    const text = Object.keys(draft?.values || {}).length;
    if (!text || form.querySelector(".x-errors, .is-invalid")) return;
    if (!put(form, draft.values)) return;
    form.dispatchEvent(new Event("input", { bubbles: true }));
    if (!told) window.xiwei?.say(inTongue("上次没提交的内容已经放回来了。"));
    told = true;
  }

  /* What the server only laid out (data-not-taken on the form itself) is newer than the draft: it becomes the draft. */
  function begin(form) {
    if ("notTaken" in form.dataset) keep(form); else restore(form);
    let waiting;
    form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(() => keep(form), 400); });
    form.addEventListener("kept", () => { clearTimeout(waiting); localStorage.removeItem(name(form)); });  /* rounds.js has it */
    form.addEventListener("submit", () => {
      clearTimeout(waiting);
      keep(form);
      sessionStorage.setItem("sent", JSON.stringify({ draft: name(form), known: known() }));
    });
  }

  /* The server took it when the next page shows no error and is not the sign-in page of a lost session. */
  function settle() {
    const sent = JSON.parse(sessionStorage.getItem("sent") || "null");
    if (!sent) return;
    sessionStorage.removeItem("sent");
    const refused = document.querySelector("[data-not-taken], .x-errors, .is-invalid");
    if (!refused && known() === sent.known) localStorage.removeItem(sent.draft);
  }

  settle();
  document.querySelectorAll("form[data-draft]").forEach(begin);
  document.addEventListener("htmx:load", (event) => {
    if (event.target !== document.body) event.target.querySelectorAll?.("form[data-draft]").forEach(begin);
  });
})();
