/* The library does the talking to the browser; here its errors become sentences, and its buttons show only where
   passkeys are possible. Loaded before it, because it replaces nothing of ours. */
(() => {
  "use strict";
  const forms = document.querySelectorAll("form[data-passkeys]");
  if (window.PublicKeyCredential) forms.forEach((form) => { form.hidden = false; });

  const sentences = {
    NotAllowedError: inTongue("没有完成：您取消了，或者等得太久。请再试一次，或改用验证码。"),
    InvalidStateError: inTongue("这台设备上已经有一把通行密钥了，不用再添加。"),
    SecurityError: inTongue("现在的网址不能使用通行密钥，请改用验证码登录。"),
    NotSupportedError: inTongue("这台设备不支持通行密钥，请改用验证码登录。"),
  };
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    const said = sentences[event.detail.exception?.name] || inTongue("没有完成，请检查网络后再试，或改用验证码登录。");
    document.querySelectorAll("[data-passkey-error]").forEach((place) => { place.textContent = said; });
  });
})();
