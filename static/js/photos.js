/* Photos: shown as they are chosen, shrunk to 2000 px before they travel, removed with one tap, their weight said.
   Without this file the plain file input does the same job, only heavier. */
(() => {
  "use strict";
  const LONGEST = 2000;
  const HEAVIEST = 15 * 1024 * 1024;
  const WORTH = 600 * 1024;

  async function shrunk(file) {
    if (file.size < WORTH || !file.type.startsWith("image/") || !window.createImageBitmap) return file;
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      picture.close();
      const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
      if (!blob || blob.size >= file.size) return file;
      return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg", lastModified: file.lastModified });
    } catch { return file; }  /* a kind this browser cannot read goes as it is: the server can */
  }

  function weight(bytes) { return bytes < 1048576 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1048576).toFixed(1)} MB`; }

  function begin(field) {
    const input = field.querySelector("input[type=file]");
    const shown = field.querySelector("[data-photos-shown]");
    const said = field.querySelector("[data-photos-said]");
    const most = Number(field.dataset.max) || 6;
    const usual = said?.textContent;
    const can = (() => { try { return Boolean(new DataTransfer()); } catch { return false; } })();
    if (!input || !shown || !can) return;
    let files = [];
    let busy = 0;
    let work = Promise.resolve();
    input.classList.add("x-photo-input--dressed");

    function give() {
      const basket = new DataTransfer();
      files.forEach((file) => basket.items.add(file));
      input.files = basket.files;
    }

    function draw() {
      shown.querySelectorAll("[data-preview]").forEach((old) => { URL.revokeObjectURL(old.dataset.preview); old.remove(); });
      files.forEach((file, index) => shown.insertBefore(preview(file, index), shown.lastElementChild));
      shown.lastElementChild.hidden = files.length >= most;
      const total = files.reduce((sum, file) => sum + file.size, 0);
      if (said) said.textContent = files.length ? inTongue("已选 {count} 张，共 {weight}；最多 {most} 张。", { count: files.length, weight: weight(total), most }) : usual;
    }

    function preview(file, index) {
      const box = document.createElement("span");
      box.className = "x-photo";
      box.dataset.preview = URL.createObjectURL(file);
      const picture = document.createElement("img");
      picture.src = box.dataset.preview;
      picture.alt = inTongue("第 {number} 张照片", { number: index + 1 });
      const drop = document.createElement("button");
      drop.type = "button";
      drop.className = "x-photo-drop";
      drop.setAttribute("aria-label", inTongue("去掉第 {number} 张", { number: index + 1 }));
      drop.addEventListener("click", () => { files.splice(index, 1); give(); draw(); input.focus(); });
      box.append(picture, drop);
      return box;
    }

    async function add(chosen) {
      for (const file of chosen) {
        if (files.length >= most) { window.xiwei?.say(inTongue("最多 {most} 张，多出的没有加上。", { most }), "warning"); break; }
        const small = await shrunk(file);
        if (small.size > HEAVIEST) { window.xiwei?.say(inTongue("“{name}”超过 15 MB，没有加上。", { name: file.name }), "error"); continue; }
        files.push(small);
      }
      give();
      draw();
    }

    input.addEventListener("change", () => {
      const chosen = [...input.files];
      if (!chosen.length) { give(); return; }
      if (said) said.textContent = inTongue("正在处理照片…");
      busy += 1;
      work = work.then(() => add(chosen)).finally(() => { busy -= 1; });
    });
    /* A tap on 提交 while pictures are still being shrunk waits for them. */
    input.form?.addEventListener("submit", (event) => {
      if (!busy) return;
      event.preventDefault();
      event.stopPropagation();
      const { submitter } = event;
      work.then(() => input.form.requestSubmit(submitter));
    });
  }

  document.querySelectorAll("[data-photos]").forEach(begin);
  document.addEventListener("htmx:load", (event) => event.target.querySelectorAll?.("[data-photos]").forEach((field) => {
    if (!field.querySelector(".x-photo-input--dressed")) begin(field);
  }));
})();
