// The end of signing in at a provider: the one-time code goes to the card that opened this window, which closes it; where there
// is no such card, it is shown, to be typed.
"use strict";

const code = document.querySelector("[data-code]").textContent;
// Exactly our own origin: whoever else has opened this window gets nothing.
if (window.opener) window.opener.postMessage({ scx: "code", code }, location.origin);
setTimeout(() => {
  document.querySelector("[data-handed]").hidden = true;
  document.querySelector("[data-typed]").hidden = false;
}, window.opener ? 1500 : 0);
