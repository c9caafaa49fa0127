// Front's side of its plugin protocol: the port that a plugin hands up, contexts and calls on it. The vendor's own SDK must be
// content with it (`sdk-front.js`).

import { neighbour, put, says } from "./frame.js";

const HANDSHAKE = "@frontapp/ui-sdk#WebViewBridge.handshake";
let port;
let frame;
let contexts = 0;

// With the cancel token, which is not sent.
const functionArities = { createDraft: 2, updateDraft: 3, listMessages: 2, openUrl: 2 };

const push = () => port?.postMessage({ type: "context_update", context: desk.context });

const functions = {
  listMessages: () => ({ results: [{ id: "msg_new", date: new Date(2_000) }, { id: "msg_old", date: new Date(1_000) }], token: undefined }),
  createDraft(template) {
    desk.drafts.push({ ...template, updates: [] });
    desk.context.conversation.draftId = "drf_1";
    return { id: "drf_1" };
  },
  updateDraft(id, update) {
    if (id !== desk.context.conversation.draftId) throw new Error("no such draft");
    desk.drafts.push({ id, ...update });
  },
  openUrl: (url) => void desk.opened.push(url),
};

const desk = (window.desk = {
  drafts: [],
  opened: [],
  calls: [],
  refused: 0,
  neighbour,
  /** The plugin's frame stays; what is open comes on the port. */
  show(type, rest) {
    contexts += 1;
    desk.context = { id: `ctx_${contexts}`, type, functionArities, teammate: { id: "tea_1", name: "Ada" }, preferences: {}, authentication: {}, ...rest };
    frame ??= put({ src: says("sdk") ? "/sdk-front" : undefined });
    push();
  },
  open(id, recipient, draftId) {
    const conversation = { id, type: "email", status: "open", subject: "Where is it?", draftId, recipient, inboxes: [], tags: [], links: [] };
    desk.show("singleConversation", { conversation });
  },
  none: () => desk.show("noConversation"),
  many: (recipients) => desk.show("multiConversations", { conversations: recipients.map((recipient, n) => ({ id: `cnv_m${n}`, type: "email", recipient })) }),
  /** As when another conversation is opened, and the plugin has not heard of it yet. */
  moveOn() {
    desk.context = { ...desk.context, id: "ctx_elsewhere" };
  },
});

addEventListener("message", ({ data, source, ports }) => {
  if (data !== HANDSHAKE || source !== frame?.contentWindow) return;
  [port] = ports;
  port.onmessage = async ({ data: { type, id, contextId, name, args } }) => {
    if (type !== "function_call") return;
    desk.calls.push(name);
    try {
      if (contextId !== desk.context.id) throw new Error("this context is gone");
      port.postMessage({ type: "function_result", id, value: functions[name](...args) });
    } catch (error) {
      desk.refused += 1;
      port.postMessage({ type: "function_error", id, error: error.message });
    }
  };
  push();
});
