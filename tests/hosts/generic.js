// A host that speaks scx/1 with no manners: it says what the test says, when the test says it.

import { put } from "./frame.js";

const query = new URLSearchParams(location.search);
let frame, port, hello;

const desk = (window.desk = {
  hellos: 0,
  heard: [],
  /** What its questions are answered with; a question that is not in here waits. */
  answers: {
    "reply/insert": () => ({ inserted: true }),
    "display/request": ({ mode }) => ({ mode }),
    "context/get": async () => ({ seq: desk.conversation === "c-77" ? 1 : 2, token: await window.sign({ conversation: desk.conversation, nonce: (await hello).nonce }) }),
  },
  /** Puts the card up. `attributes` are the frame's: what a careful host shuts off. */
  open({ src, ...attributes } = {}) {
    frame = put({ src });
    for (const [name, value] of Object.entries(attributes)) frame.setAttribute(name, value);
    // A frame's new attributes hold for what it loads next.
    if (attributes.sandbox) frame.src = frame.src;
  },
  /** The welcome, with the token that the test signs. `open`: of whom it says so when it is asked; `to`: where it may be delivered. */
  async welcome({ conversation, open = conversation, to, ...more }) {
    const { nonce } = await hello;
    desk.conversation = open;
    const channel = new MessageChannel();
    port = channel.port1;
    port.onmessage = async ({ data }) => {
      desk.heard.push(data);
      const result = await desk.answers[data.method]?.(data.params);
      if (result && data.id) port.postMessage({ jsonrpc: "2.0", id: data.id, result });
    };
    const token = conversation && (await window.sign({ conversation, nonce }));
    const message = { scx: "welcome", v: 1, nonce, host: { name: "desk" }, token, caps: { insertReply: { modes: ["insert"], formats: ["text"] } }, seq: 1, ...more };
    frame.contentWindow.postMessage(message, to ?? new URL(frame.src).origin, [channel.port2]);
  },
  async change({ seq, conversation }) {
    const token = await window.sign({ conversation, nonce: undefined });
    port.postMessage({ jsonrpc: "2.0", method: "context/changed", params: { seq, token } });
  },
  /** Many conversations at once, the last of them this one. */
  async rush({ seq, conversation, times }) {
    const tokens = await Promise.all(Array.from({ length: times }, (_, n) => window.sign({ conversation: n + 1 < times ? "c-77" : conversation })));
    tokens.forEach((token, n) => port.postMessage({ jsonrpc: "2.0", method: "context/changed", params: { seq: seq + n, token } }));
  },
  say: (message) => port.postMessage(message),
  /** To the window, where nothing is read any more. */
  shout: (message) => frame.contentWindow.postMessage(message, "*"),
  /** Far too long, or far too deep. */
  flood({ kind, times = 1 }) {
    const nest = (levels) => (levels ? { in: nest(levels - 1) } : {});
    const pad = { long: "x".repeat(1_000_000), deep: nest(60), small: 1 }[kind];
    for (let n = 0; n < times; n += 1) port.postMessage({ jsonrpc: "2.0", method: "theme/changed", params: { scheme: "dark", pad } });
  },
});

hello = new Promise((resolve) =>
  addEventListener("message", ({ data, source }) => {
    if (source !== frame?.contentWindow || data?.scx !== "hello") return;
    desk.hellos += 1;
    resolve(data);
  }),
);
if (query.get("card") && !query.has("later")) desk.open();
