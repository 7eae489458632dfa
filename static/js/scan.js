/* /scan/: the camera reads a wall code where the browser can; else the form for typing it does.
   <div data-scan data-scan-form="#id"><video playsinline muted></video></div>, a button [data-scan-start]. */
(() => {
  "use strict";
  const box = document.querySelector("[data-scan]");
  if (!box) return;
  const video = box.querySelector("video");
  const starter = document.querySelector("[data-scan-start]");
  const said = document.querySelector("[data-scan-said]");
  const say = (words) => { if (said) said.textContent = words; };
  const able = "BarcodeDetector" in window && navigator.mediaDevices?.getUserMedia;
  let stream = null;
  if (!able) {
    box.hidden = true;
    if (starter) starter.hidden = true;
    say(inTongue("这个浏览器不能直接扫码：请用手机相机或微信扫墙上的码，或在下面输入码上的字。"));
    return;
  }

  /* Only our own addresses are followed; a bare code goes through the form, which asks the server. */
  function found(words) {
    stop();
    navigator.vibrate?.(60);
    let address = null;
    try { address = new URL(words); } catch { /* a bare code */ }
    if (address && /^\/[pf]\/[\w-]+\/?$/.test(address.pathname)) { location.assign(address.pathname); return; }
    const form = document.querySelector(box.dataset.scanForm || "#scan-form");
    const field = form?.querySelector("input:not([type=hidden])");
    if (address || !field) { say(inTongue("这不是小区的墙码，请对准墙上的码再试。")); start(); return; }
    field.value = words.trim();
    form.requestSubmit();
  }

  function stop() {
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
  }

  async function watch(detector) {
    while (stream) {
      const codes = await detector.detect(video).catch(() => []);
      if (codes.length && stream) { found(codes[0].rawValue); return; }
      await new Promise((next) => { setTimeout(next, 200); });
    }
  }

  async function start() {
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      video.srcObject = stream;
      await video.play();
      box.hidden = false;
      if (starter) starter.hidden = true;
      say(inTongue("把墙码放进方框里。"));
      watch(new BarcodeDetector({ formats: ["qr_code"] }));
    } catch {
      box.hidden = true;
      say(inTongue("没能打开相机：请允许使用相机，或在下面输入码上的字。"));
    }
  }

  addEventListener("pagehide", stop);
  if (starter) { starter.hidden = false; starter.addEventListener("click", start); }
  start();
})();
