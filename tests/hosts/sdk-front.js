// A plugin made with Front's own SDK: what our emulation of the host must satisfy.

import Front, { contextUpdates } from "@frontapp/plugin-sdk";

window.seen = [];
window.sdk = Front;
contextUpdates.subscribe((context) => {
  window.context = context;
  window.seen.push({ type: context.type, handle: context.conversation?.recipient?.handle });
});
