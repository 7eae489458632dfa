/* Many files at once: the folder's own choice where the browser has one, the paths that forms do not send, and what is too
   heavy said before it is sent. Without this script the plain choice of files works alone. */
(() => {
  "use strict";
  /* data-unsaved on a form: leaving the page with something changed in it is asked about first; sending a form is not. */
  const changed = document.querySelector("form[data-unsaved]");
  if (changed) {
    let unsaved = false;
    changed.addEventListener("input", () => { unsaved = true; });
    document.addEventListener("submit", () => { unsaved = false; });
    window.addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
  }
  const form = document.querySelector("[data-bring]");
  if (!form) return;
  const files = form.querySelector("input[name=sent]");
  const paths = form.querySelector("input[name=paths]");
  const folder = form.querySelector("#id_folder");
  const said = form.querySelector("[data-bring-said]");
  const most = Number(form.dataset.most);
  const mostAll = Number(form.dataset.mostAll);
  const mega = (bytes) => (bytes / 1048576).toFixed(1);

  function tell(list) {
    const total = list.reduce((sum, file) => sum + file.size, 0);
    const heavy = list.find((file) => file.size > most && !/\.zip$/i.test(file.name));
    let words = inTongue("已选 {count} 份，共 {weight} MB。", { count: list.length, weight: mega(total) });
    if (heavy) words = inTongue("“{name}”太大，一份最多 {most} MB。", { name: heavy.name, most: mega(most) });
    if (total > mostAll) words = inTongue("一共 {weight} MB，一次最多 {most} MB，请分几次传。", { weight: mega(total), most: mega(mostAll) });
    said.textContent = words;
    form.querySelector("button.x-big").disabled = total > mostAll;
  }

  if (folder && "webkitdirectory" in folder) {
    form.querySelector("[data-bring-folder]").hidden = false;
    folder.addEventListener("change", () => {
      files.files = folder.files;
      paths.value = JSON.stringify([...folder.files].map((file) => file.webkitRelativePath || file.name));
      tell([...folder.files]);
    });
  }
  files.addEventListener("change", () => { paths.value = ""; tell([...files.files]); });
})();
