/* Rounds without signal: what is done at a point is kept on the phone with its own moment and key, shown as kept, and sent
   once, in order, when the network is there; through reloads and restarts. Without this file the forms go by themselves.
   Kept in IndexedDB: {id, person, url, spot, fields: [[name, text or Blob, file name]], at, said, held}. */
(() => {
  "use strict";
  const person = document.querySelector("[data-person]")?.dataset.person || "";
  const box = document.querySelector("[data-rounds-waiting]");
  if (!box || !window.indexedDB) return;
  const MOST = 500;
  let sending = false;

  const opened = new Promise((done, wrong) => {
    const asked = indexedDB.open("xiwei-rounds", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("deeds", { keyPath: "id", autoIncrement: true });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => wrong(asked.error);
  });
  async function with_(mode, does) {
    const store = (await opened).transaction("deeds", mode).objectStore("deeds");
    return new Promise((done, wrong) => {
      const asked = does(store);
      store.transaction.oncomplete = () => done(asked.result);
      store.transaction.onabort = () => wrong(store.transaction.error || asked.error);
      asked.onerror = (event) => event.preventDefault() || wrong(asked.error);
    });
  }
  const all = async () => (await with_("readonly", (store) => store.getAll())).filter((one) => one.person === person);
  const put = (one) => with_("readwrite", (store) => store.put(one));
  const drop = (id) => with_("readwrite", (store) => store.delete(id));

  async function hash(blob) {
    if (!window.crypto?.subtle) return "";
    const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", await blob.arrayBuffer()));
    return [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
  }

  /* What was kept of one who used this phone before is not shown to another; their deeds wait for them. */
  try {
    if (person && localStorage.getItem("rounds-person") !== person) {
      navigator.serviceWorker?.controller?.postMessage("forget");
      localStorage.setItem("rounds-person", person);
    }
  } catch { /* no storage: nothing was kept either */ }
  if ("serviceWorker" in navigator) {
    navigator.serviceWorker.register("/sw.js").then(() => navigator.serviceWorker.ready).then(() => {
      document.querySelectorAll("a[data-keep]").forEach((link) => { fetch(link.href, { credentials: "same-origin" }).catch(() => null); });
      if (!navigator.onLine) return;
      fetch("/rounds/", { credentials: "same-origin" }).catch(() => null);
    }).catch(() => null);
  }
  navigator.storage?.persist?.();

  function draw(kept) {
    box.hidden = kept.length === 0;
    box.querySelector("[data-rounds-count]").textContent = inTongue("存在这部手机里，{count} 处等着发", { count: kept.length });
    const list = box.querySelector("[data-rounds-list]");
    list.replaceChildren(...kept.map((one) => {
      const row = document.createElement("li");
      row.className = "x-row";
      const body = document.createElement("span");
      body.className = "x-row-body x-row-body--whole";
      const name = document.createElement("b");
      name.textContent = one.spot;
      const said = document.createElement("small");
      said.textContent = [new Date(one.at).toTimeString().slice(0, 5), one.said].filter(Boolean).join(" · ");
      body.append(name, said);
      row.append(body);
      if (one.held) {
        const open = document.createElement("a");
        open.className = "btn btn-sm";
        open.href = one.url.replace(/points\/(\d+)\/.*$/, "#p$1");
        open.textContent = inTongue("去改");
        const away = document.createElement("button");
        away.type = "button";
        away.className = "btn btn-sm";
        away.textContent = inTongue("不要了");
        away.addEventListener("click", async () => { await drop(one.id); draw(await all()); });
        row.append(open, away);
      }
      return row;
    }));
    for (const form of document.querySelectorAll("form[data-point]")) {
      const mine = kept.find((one) => new URL(one.url, location.href).pathname === new URL(form.action).pathname);
      const item = form.closest(".x-point");
      item.classList.toggle("x-point--kept", Boolean(mine) && !mine.held);
      if (mine?.held && !form.dataset.filled) refill(form, mine);
      if (mine && !mine.held) form.closest("details").open = false;
    }
  }

  /* What the server could not take stands in its form again, to be put right and sent anew. */
  function refill(form, one) {
    form.dataset.filled = "1";
    for (const [name, value] of one.fields) {
      if (value instanceof Blob || ["csrfmiddlewaretoken", "key", "at", "sent_at", "hashes"].includes(name)) continue;
      for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
        if (field.type === "radio" || field.type === "checkbox") field.checked = field.value === value || (field.type === "checkbox" && value === "on");
        else field.value = value;
      }
    }
    const files = one.fields.filter(([, value]) => value instanceof Blob);
    const input = form.querySelector("input[type=file]");
    if (files.length && input) {
      const basket = new DataTransfer();
      files.forEach(([, blob, name]) => basket.items.add(new File([blob], name, { type: blob.type })));
      input.files = basket.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
    form.closest("details").open = true;
    form.dataset.replaces = one.id;
  }

  function lacking(form, skips) {
    if (skips) return form.elements.note.value.trim().length < 2 ? inTongue("请写一句为什么没做成。") : "";
    for (const group of form.querySelectorAll("[role=radiogroup]")) {
      if (!group.querySelector(":checked")) return inTongue("“{text}”还没有选“好”或“有问题”。", { text: group.getAttribute("aria-label") });
    }
    for (const field of form.querySelectorAll(".x-check-number input")) {
      if (!/^[-+]?\d+([.,，]\d+)?$/.test(field.value.trim())) return inTongue("还有读数没有填，请填一个数。");
    }
    const photo = form.querySelector(".x-check--photo");
    if (photo && !form.querySelector("input[type=file]").files.length) return inTongue("“{text}”要拍一张照片。", { text: photo.textContent.trim() });
    return "";
  }

  async function keep(form, submitter) {
    const skips = submitter?.name === "skip";
    const wrong = lacking(form, skips);
    if (wrong) { window.xiwei?.say(wrong, "warning"); return; }
    const fields = [];
    const hashes = [];
    for (const [name, value] of new FormData(form, submitter)) {
      if (name === "csrfmiddlewaretoken") continue;
      if (value instanceof File) {
        if (!value.size) continue;
        fields.push([name, new Blob([await value.arrayBuffer()], { type: value.type }), value.name]);
        hashes.push(await hash(value));
      } else fields.push([name, value]);
    }
    const at = new Date().toISOString();
    const set = (name, value) => { const field = fields.find(([one]) => one === name); if (field) field[1] = value; else fields.push([name, value]); };
    set("at", at);
    set("hashes", hashes.join(","));
    if (form.dataset.replaces) { set("key", crypto.randomUUID?.() || `${Date.now()}-${Math.random()}`); await drop(Number(form.dataset.replaces)); }
    const one = { person, url: form.action.split("#")[0], spot: form.dataset.spot, fields, at, said: "", held: false };
    try {
      if ((await all()).length >= MOST) throw new DOMException("", "QuotaExceededError");
      await put(one);
      form.dispatchEvent(new CustomEvent("kept", { bubbles: true }));
    } catch (error) {
      window.xiwei?.say(error?.name === "QuotaExceededError" ? inTongue("手机存不下了。填的都还在这一页，请先清出一些空间，或等有信号再交。") : inTongue("没能存在手机里。填的都还在这一页，请等有信号再交。"), "error");
      return;
    }
    window.xiwei?.say(inTongue("{spot}，已存在手机里", { spot: form.dataset.spot }), "success");
    form.closest("details").open = false;
    const next = form.closest(".x-point").nextElementSibling?.querySelector("details");
    if (next) { next.open = true; next.scrollIntoView({ block: "start", behavior: "smooth" }); }
    draw(await all());
    await send();
  }

  /* One after another: the server reads their order and pace. A refusal holds back its own deed, not those after it. */
  async function send() {
    if (sending) return;
    sending = true;
    const tell = (words) => { box.querySelector("[data-rounds-said]").textContent = words; };
    let reload = false;
    try {
      const waiting = (await all()).filter((one) => !one.held);
      if (!waiting.length) return;
      const there = await fetch("/rounds/ready/", { credentials: "same-origin", headers: { Accept: "application/json" } });
      if (!there.ok || there.redirected) { tell(inTongue("登录过期了，请先登录；存着的不会丢。")); return; }
      const { person: signed, token } = await there.json();
      if (String(signed) !== person) { tell(inTongue("现在登录的是别人，存着的等您本人登录再发。")); return; }
      for (const one of waiting) {
        const body = new FormData();
        for (const [name, value, file] of one.fields) { if (name !== "sent_at") body.append(name, value, ...(value instanceof Blob ? [file] : [])); }
        body.append("sent_at", new Date().toISOString());
        const answer = await fetch(one.url, { method: "POST", body, credentials: "same-origin", headers: { Accept: "application/json", "X-CSRFToken": token } });
        if (answer.redirected || answer.status >= 500) { tell(inTongue("服务器这会儿收不了，存着的过一会儿再发。")); return; }
        const told = await answer.json().catch(() => null);
        if (!told) { tell(inTongue("服务器这会儿收不了，存着的过一会儿再发。")); return; }
        if (told.result === "taken") { await drop(one.id); reload = true; }
        else if (told.result === "overtaken") { await drop(one.id); remember(told.said); reload = true; }
        else await put({ ...one, held: true, said: told.said });
        draw(await all());
      }
      tell("");
    } catch {
      tell(inTongue("现在没有信号，存着的有信号了自动发。"));
    } finally {
      sending = false;
      const left = await all().catch(() => []);
      draw(left);
      if (reload && !left.some((one) => !one.held) && !document.querySelector("form[data-point]:focus-within, dialog[open]")) location.reload();
    }
  }

  /* Said after the page is drawn anew: what another had done meanwhile must not flash by. */
  function remember(words) { try { sessionStorage.setItem("rounds-told", [sessionStorage.getItem("rounds-told"), words].filter(Boolean).join("\n")); } catch { window.xiwei?.say(words, "warning"); } }
  try {
    const told = sessionStorage.getItem("rounds-told");
    if (told) { sessionStorage.removeItem("rounds-told"); told.split("\n").forEach((words) => window.xiwei?.say(words, "warning")); }
  } catch { /* nothing was told */ }

  /* The camera, in the form itself. */
  function scanIn(form) {
    const button = form.querySelector("[data-scan-here]");
    const frame = form.querySelector("[data-scan-box]");
    if (!button || !("BarcodeDetector" in window) || !navigator.mediaDevices?.getUserMedia) return;
    button.hidden = false;
    let stream = null;
    const stop = () => { stream?.getTracks().forEach((track) => track.stop()); stream = null; frame.hidden = true; };
    button.addEventListener("click", async () => {
      if (stream) { stop(); return; }
      try {
        stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
        const video = frame.querySelector("video");
        video.srcObject = stream;
        frame.hidden = false;
        await video.play();
        const detector = new BarcodeDetector({ formats: ["qr_code"] });
        while (stream) {
          const [code] = await detector.detect(video).catch(() => []);
          if (code) {
            navigator.vibrate?.(60);
            form.elements.code.value = code.rawValue.replace(/\/+$/, "").split("/").pop();
            form.elements.via.value = "scanned";
            stop();
          } else await new Promise((next) => { setTimeout(next, 200); });
        }
      } catch { stop(); window.xiwei?.say(inTongue("没能打开相机：请允许使用相机，或在下面输入码上的字。"), "warning"); }
    });
    form.elements.code.addEventListener("input", () => { form.elements.via.value = "typed"; });
    addEventListener("pagehide", stop);
  }

  document.querySelectorAll("form[data-point]").forEach((form) => {
    scanIn(form);
    form.addEventListener("submit", (event) => {
      if (event.defaultPrevented) return;  /* photos.js is still shrinking, and sends it again when done */
      event.preventDefault();
      event.stopPropagation();
      keep(form, event.submitter);
    });
  });
  box.querySelector("[data-rounds-send]").addEventListener("click", send);
  const offline = document.querySelector("[data-rounds-offline]");
  const notice = () => { if (offline) offline.hidden = navigator.onLine; };
  addEventListener("online", () => { notice(); send(); });
  addEventListener("offline", notice);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) send(); });
  setInterval(send, 20000);
  notice();
  all().then((kept) => {
    draw(kept);
    if (!document.querySelector(".x-point details[open]")) document.querySelector(".x-point:not(.x-point--kept) details")?.setAttribute("open", "");
  }).then(send).catch(() => null);
})();
