/* A name put by hand: what is drawn on the pad goes along as a picture. Without this file the name is typed and the
   resident's word is ticked; the pad is not shown. */
(() => {
  "use strict";

  function begin(field) {
    const pad = field.querySelector("[data-sign-pad]");
    const file = field.querySelector("[data-sign-file]");
    const canvas = pad?.querySelector("canvas");
    const can = (() => { try { return Boolean(new DataTransfer()); } catch { return false; } })();
    if (!canvas || !file || !can) return;
    const pen = canvas.getContext("2d");
    let drawn = false;

    function clear() {
      pen.fillStyle = "#fff";
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.lineWidth = 5; pen.lineCap = "round"; pen.lineJoin = "round"; pen.strokeStyle = "#1b2a24";
      drawn = false;
      file.value = "";
    }

    /* The pad is shown narrower than it is drawn. */
    function at(event) {
      const box = canvas.getBoundingClientRect();
      return [(event.clientX - box.left) * canvas.width / box.width, (event.clientY - box.top) * canvas.height / box.height];
    }

    function keep() {
      if (!drawn) return;
      canvas.toBlob((blob) => {
        if (!blob || !drawn) return;
        const carried = new DataTransfer();
        carried.items.add(new File([blob], "signature.png", { type: "image/png" }));
        file.files = carried.files;
      }, "image/png");
    }

    canvas.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      canvas.setPointerCapture(event.pointerId);
      pen.beginPath();
      pen.moveTo(...at(event));
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!canvas.hasPointerCapture(event.pointerId)) return;
      pen.lineTo(...at(event));
      pen.stroke();
      drawn = true;
    });
    canvas.addEventListener("pointerup", keep);
    canvas.addEventListener("pointercancel", keep);
    pad.querySelector("[data-sign-again]")?.addEventListener("click", clear);
    clear();
    pad.hidden = false;
  }

  document.querySelectorAll("[data-sign]").forEach(begin);
})();
