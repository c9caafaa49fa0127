// An app made with Help Scout's own SDK: what our emulation of the host must satisfy.

import HelpScout from "@helpscout/javascript-sdk";

window.seen = [];
HelpScout.watchApplicationContext((context) => window.seen.push(context.customer?.firstName ?? null));
HelpScout.getApplicationContext().then((context) => (window.first = context.customer?.firstName));
window.grow = (height) => HelpScout.setAppHeight(height);
