/* [data-speak="id of a textarea"]: a microphone that writes what it hears, where the browser can. */
(() => {
  "use strict";
  const Hearing = window.SpeechRecognition || window.webkitSpeechRecognition;
  if (!Hearing) return;

  const WHY = {
    "not-allowed": inTongue("没有允许使用话筒。可以在浏览器设置里打开，或直接打字。"),
    "no-speech": inTongue("没有听到声音，请再说一次。"),
    network: inTongue("语音识别要连网，现在连不上。请直接打字。"),
  };

  function begin(button) {
    const field = document.getElementById(button.dataset.speak);
    if (!field) return;
    const label = button.querySelector("span");
    const usual = label?.textContent;
    let ear = null;
    button.hidden = false;

    function rest() {
      ear = null;
      button.setAttribute("aria-pressed", "false");
      if (label) label.textContent = usual;
    }

    function listen() {
      ear = new Hearing();
      ear.lang = document.documentElement.lang === "en" ? "en-GB" : "zh-CN";
      ear.interimResults = true;
      ear.continuous = true;
      const before = field.value ? `${field.value.trimEnd()}，` : "";
      ear.onresult = (event) => {
        field.value = before + [...event.results].map((result) => result[0].transcript).join("");
        field.dispatchEvent(new Event("input", { bubbles: true }));
      };
      ear.onerror = (event) => { if (event.error !== "aborted") window.xiwei?.say(WHY[event.error] || inTongue("没有听清，请再说一次或直接打字。"), "warning"); };
      ear.onend = rest;
      ear.start();
      button.setAttribute("aria-pressed", "true");
      if (label) label.textContent = inTongue("在听，说完按一下");
    }

    button.addEventListener("click", () => { if (ear) ear.stop(); else listen(); });
  }

  document.querySelectorAll("[data-speak]").forEach(begin);
})();
