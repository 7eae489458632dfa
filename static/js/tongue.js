/* What the scripts say, in the page's tongue: inTongue("最多 {most} 张", { most: 6 }). Chinese stands in the scripts, its
   English here; tests/house holds that every sentence of theirs is here, with the same {places}. Loaded before all others. */
(() => {
  "use strict";
  const ENGLISH = {
    "按时": "On time",
    "超时": "Late",
    "{month}月": "{month}",
    "件": "tickets",
    "天": "d",
    "小时": "h",
    "分": "min",
    "不到 1 分": "under 1 min",
    "还剩 {span}": "{span} left",
    "刚超时": "just past",
    "已超 {span}": "{span} over",
    "上次没提交的内容已经放回来了。": "What you had not submitted last time is back.",
    "页面内容有更新": "The page has changed",
    "已换成大字": "Large text is on",
    "已换成标准字": "Standard text is on",
    "没有完成：您取消了，或者等得太久。请再试一次，或改用验证码。": "Not done: it was cancelled or took too long. Please try again, or use a code.",
    "这台设备上已经有一把通行密钥了，不用再添加。": "This device has a passkey already; no need to add one.",
    "现在的网址不能使用通行密钥，请改用验证码登录。": "Passkeys do not work at this address; please sign in with a code.",
    "这台设备不支持通行密钥，请改用验证码登录。": "This device has no passkeys; please sign in with a code.",
    "没有完成，请检查网络后再试，或改用验证码登录。": "Not done: please check the network and try again, or sign in with a code.",
    "已选 {count} 张，共 {weight}；最多 {most} 张。": "{count} chosen, {weight} in all; at most {most}.",
    "第 {number} 张照片": "Photo {number}",
    "去掉第 {number} 张": "Remove photo {number}",
    "最多 {most} 张，多出的没有加上。": "At most {most}; the others were not added.",
    "“{name}”超过 15 MB，没有加上。": "“{name}” is over 15 MB and was not added.",
    "正在处理照片…": "Preparing the photos…",
    "知道了": "Close",
    "网络不通，刚才没有送到。内容还在，请稍后再试。": "No network: it was not sent. What you wrote is still there; please try again later.",
    "这一步没有办成，请再试一次。内容还在。": "This step did not succeed; please try again. What you wrote is still there.",
    "现在没有信号。已填的内容会留在手机里。": "No signal now. What you filled in stays on this phone.",
    "这个浏览器不能直接扫码：请用手机相机或微信扫墙上的码，或在下面输入码上的字。": "This browser cannot scan: please use your phone's camera or WeChat, or type the characters below.",
    "这不是小区的墙码，请对准墙上的码再试。": "This is no wall code of the estate; please point at the code on the wall.",
    "把墙码放进方框里。": "Bring the wall code into the square.",
    "没能打开相机：请允许使用相机，或在下面输入码上的字。": "The camera did not open: please allow it, or type the characters below.",
    "已复制。": "Copied.",
    "没能自动复制，请长按文字复制。": "It could not be copied; please press and hold the text.",
    "没有允许使用话筒。可以在浏览器设置里打开，或直接打字。": "The microphone is not allowed. Allow it in the browser's settings, or type.",
    "没有听到声音，请再说一次。": "Nothing was heard; please say it again.",
    "语音识别要连网，现在连不上。请直接打字。": "Speech needs the network, which is not there. Please type.",
    "没有听清，请再说一次或直接打字。": "It was not understood; please say it again, or type.",
    "在听，说完按一下": "Listening; tap when done",
  };
  const english = document.documentElement.lang === "en";
  window.inTongue = (words, values = {}) => Object.entries(values).reduce(
    (said, [name, value]) => said.replaceAll(`{${name}}`, () => String(value)), (english && ENGLISH[words]) || words,
  );
})();
