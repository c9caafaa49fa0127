// The host's side of scx/1: what a helpdesk's page does so that the card in its sidebar knows which conversation is
// open. This file is all of it; `inbox.js` is an example of how it is used.
//
// What keeps it safe:
// - Only the card's own window, on the card's own origin, is answered, and only it can receive the port.
// - The page says nothing about a customer by itself: each conversation comes with a token that the backend signed.
// - Every conversation has a number, `seq`. What the card wants to do for an older one is refused.

/** The longest text that the card may put into a reply. */
const MAX_REPLY = 5000;

/** Errors of scx/1, as JSON-RPC wants them. */
const ERRORS = {
  invalid: { code: -32602, message: "invalid parameters" },
  unknown: { code: -32601, message: "method not found" },
  failed: { code: -32603, message: "internal error" },
  stale: { code: -32001, message: "stale context" },
  unsupported: { code: -32002, message: "unsupported" },
  denied: { code: -32003, message: "denied" },
  tooLarge: { code: -32004, message: "too large" },
};

class Refused extends Error {
  constructor(error, data) {
    super(error.message);
    this.error = data === undefined ? error : { ...error, data };
  }
}

/**
 * Connects one iframe with the card in it.
 *
 * - `frame`: the iframe element; `origin`: the card's origin, exactly.
 * - `token(conversation, nonce, signal)`: asks the backend for a host token, resolves to its text.
 * - `insert(conversation, text)`: puts text into the reply of that conversation. It never sends, and text is never HTML.
 * - `resize(height)`, `notify(text)`: optional.
 *
 * Returns `open(conversation)`, `theme(theme)` and `close()`.
 */
export function connectCard({ frame, origin, token, insert, resize, notify }) {
  let seq = 0;
  let current = null; // the conversation that is open
  let shown = null; // the one that the card was told of last
  let ticket = null; // the conversation whose ticket the frame was loaded with, and its number
  let nonce = null; // of the card's hello
  let port = null;
  let theme = null;
  let asking = null; // an AbortController for the token that is on its way

  // Step 2 of the handshake: the card has said hello to whoever is around it. Its frame may load anew (an agent
  // reloads it, a ticket expired): each new hello then gets a new port, and the old one is closed.
  async function hello(event) {
    if (event.source !== frame.contentWindow || event.origin !== origin) return;
    const { data } = event;
    if (data?.scx !== "hello" || !Array.isArray(data.v) || !data.v.includes(1)) return;
    if (typeof data.nonce !== "string" || data.nonce.length > 128 || data.nonce === nonce || !current) return;

    const mine = (nonce = data.nonce);
    // A page with a ticket begins with the ticket's conversation, even if the agent has gone on since.
    const { conversation, number } = ticket ?? { conversation: current, number: seq };
    port?.close();
    port = null;
    const signed = await token(conversation, mine).catch(() => null);
    if (nonce !== mine) return; // it has said hello again meanwhile

    const channel = new MessageChannel();
    port = channel.port1;
    port.onmessage = ({ data: message }) => answer(channel.port1, message);
    const welcome = {
      scx: "welcome",
      v: 1,
      nonce: mine,
      seq: number,
      host: { name: "Postroom", version: "1" },
      caps: {
        insertReply: { modes: ["insert"], formats: ["text"], maxLen: MAX_REPLY },
        openUrl: {},
        ...(resize && { resize: { axis: "y", max: 4000 } }),
        ...(notify && { notify: {} }),
        displayModes: ["inline"],
        tokenRefresh: {},
      },
    };
    if (signed) welcome.token = signed;
    // The exact origin: the port can be delivered to nobody else.
    frame.contentWindow.postMessage(welcome, origin, [channel.port2]);
    if (theme) send("theme/changed", theme);
    // The agent may have gone on while the token was on its way, or before the frame was there at all.
    if (current === conversation) show(conversation);
    else tell(current, seq);
  }

  function show(conversation) {
    shown = conversation;
    frame.dataset.ready = "";
  }

  /** Tells the card which conversation is open now. Until it knows, the customer before is not to be seen. */
  async function tell(conversation, number) {
    asking?.abort();
    if (!port) return;
    asking = new AbortController();
    const to = port;
    const signed = await token(conversation, nonce, asking.signal).catch(() => null);
    if (number !== seq || to !== port) return;
    send("context/changed", { seq: number, context: context(conversation, number), ...(signed && { token: signed }) });
    show(conversation);
  }

  // No more than the card needs to know before it has asked; who the customer is stands in the signed token.
  function context(conversation, number) {
    return { seq: number, conversation: { id: conversation.id, channel: conversation.channel } };
  }

  function send(method, params) {
    port?.postMessage({ jsonrpc: "2.0", method, params });
  }

  // The methods that the card may call. What is not in this table does not exist.
  const methods = {
    ready() {},
    async "context/get"() {
      const [conversation, number] = [current, seq];
      const signed = await token(conversation, nonce);
      if (number !== seq) throw new Refused(ERRORS.stale, { seq });
      return { seq: number, context: context(conversation, number), token: signed };
    },
    async "token/refresh"({ nonce: wanted }) {
      if (typeof wanted !== "string" || !wanted || wanted.length > 128) throw new Refused(ERRORS.invalid);
      const number = seq;
      const signed = await token(current, wanted);
      if (number !== seq) throw new Refused(ERRORS.stale, { seq });
      return { token: signed };
    },
    "reply/insert"({ seq: number, mode, format, text }) {
      if (number !== seq || shown !== current) throw new Refused(ERRORS.stale, { seq });
      if (mode !== "insert" || format !== "text") throw new Refused(ERRORS.unsupported);
      if (typeof text !== "string" || !text) throw new Refused(ERRORS.invalid);
      if (text.length > MAX_REPLY) throw new Refused(ERRORS.tooLarge);
      insert(current, text);
      return { inserted: true };
    },
    "url/open"({ url }) {
      const parsed = URL.canParse(url) ? new URL(url) : null;
      if (!parsed || !["https:", "mailto:", "tel:"].includes(parsed.protocol)) throw new Refused(ERRORS.denied);
      window.open(parsed, "_blank", "noopener,noreferrer");
      return {};
    },
    "display/request"() {
      return { mode: "inline" };
    },
    "size/changed"({ height }) {
      if (Number.isFinite(height) && height >= 0) resize?.(Math.min(height, 4000));
    },
    notify({ text }) {
      if (typeof text === "string" && text) notify?.(text.slice(0, 200));
    },
  };

  async function answer(to, message) {
    if (message?.jsonrpc !== "2.0" || typeof message.method !== "string") return;
    const reply = (rest) => {
      if (message.id !== undefined && to === port) to.postMessage({ jsonrpc: "2.0", id: message.id, ...rest });
    };
    try {
      if (!Object.hasOwn(methods, message.method)) throw new Refused(ERRORS.unknown);
      reply({ result: (await methods[message.method](Object(message.params))) ?? {} });
    } catch (error) {
      reply({ error: error instanceof Refused ? error.error : ERRORS.failed });
    }
  }

  window.addEventListener("message", hello);

  return {
    /** The agent opens a conversation. `ticketed`: the iframe is about to load with this one's ticket. */
    open(conversation, { ticketed = false } = {}) {
      if (conversation === current) return;
      current = conversation;
      seq += 1;
      delete frame.dataset.ready;
      if (ticketed) {
        ticket = { conversation, number: seq };
        show(conversation);
      } else {
        tell(conversation, seq);
      }
    },
    /** `{ scheme: "light" | "dark", tokens: { "--scx-…": "…" } }` */
    theme(changed) {
      theme = changed;
      send("theme/changed", theme);
    },
    /** The sidebar is closed for good. */
    close() {
      window.removeEventListener("message", hello);
      asking?.abort();
      port?.close();
    },
  };
}
