// The end of signing in at a provider: the one-time code goes to the card that opened this window, which closes it; where there
// is no such card, it is shown, to be typed.
"use strict";

const code = document.querySelector("[data-code]").textContent;
// Exactly our own origin: whoever else has opened this window gets nothing.
if (window.opener) window.opener.postMessage({ scx: "code", code }, location.origin);
const show = () => {
  document.querySelector("[data-handed]").hidden = true;
  document.querySelector("[data-typed]").hidden = false;
};
// The card closes it at once; whoever still sees it after that has to type.
if (window.opener) setTimeout(show, 1500);
else show();
