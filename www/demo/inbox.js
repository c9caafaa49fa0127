// The demo inbox: conversations, a thread, a composer, and the card at the side. All that a vendor does for the card in the
// browser stands under "The card" below; the rest is what any inbox has.

const CHANNELS = {
  email: "E-mail",
  whatsapp: "WhatsApp",
  instagram: "Instagram",
  messenger: "Messenger",
  viber: "Viber",
  sms: "SMS",
  voice: "Voice",
};
const NARROW = 280;
const WIDE = 400;

const at = (id) => document.getElementById(id);
const folded = matchMedia("(max-width: 700px)");
const drawer = matchMedia("(max-width: 1020px)");
const started = Date.now();

const drafts = new Map(); // conversation id → what the agent has written there
const sent = new Map(); // conversation id → what was sent from here
let conversations = [];
let open = null;
let card = null;

// — Small helpers —

function element(tag, { text, ...properties } = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  if (text !== undefined) made.textContent = text;
  made.append(...children);
  return made;
}

function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

function setIcon(button, name) {
  button.querySelector("use").setAttribute("href", `#i-${name}`);
}

/** What the page remembers between visits. Where storage is forbidden it forgets, and works all the same. */
const memory = {
  get(key) {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  },
  set(key, value) {
    try {
      localStorage.setItem(key, value);
    } catch {
      // Nothing is lost but the setting.
    }
  },
};

async function ask(path, { body, signal } = {}) {
  const response = await fetch(path, {
    method: body === undefined ? "GET" : "POST",
    headers: body === undefined ? {} : { "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
    signal,
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
}

// — Names, times, faces —

const segments = new Intl.Segmenter(undefined, { granularity: "grapheme" });

function initials(name) {
  if (/^\+?[\d\s-]+$/.test(name)) return "#";
  const letters = name
    .split(/\s+/)
    .map((word) => [...segments.segment(word)][0]?.segment ?? "")
    .filter((letter) => /\p{L}/u.test(letter));
  return (letters.length > 1 ? [letters[0], letters.at(-1)] : letters).join("").toLocaleUpperCase() || "?";
}

function face(name) {
  const sum = [...name].reduce((total, sign) => total + sign.codePointAt(0), 0);
  return element("span", { className: `face tint-${sum % 6}`, text: initials(name), ariaHidden: "true" });
}

function ago(minutes) {
  if (minutes < 1) return "now";
  if (minutes < 60) return `${Math.floor(minutes)} min`;
  if (minutes < 1440) return `${Math.floor(minutes / 60)} h`;
  return `${Math.floor(minutes / 1440)} d`;
}

const clock = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat(document.documentElement.lang, { weekday: "long", day: "numeric", month: "long" });

const messages = (conversation) => [...conversation.messages, ...(sent.get(conversation.id) ?? [])];
const minutes = (message) => message.minutes_ago ?? (Date.now() - message.time) / 60_000;
const time = (message) => new Date(message.time ?? started - message.minutes_ago * 60_000);

function address({ emails = [], phones = [], social = [] }) {
  return emails[0]?.address ?? phones[0]?.number ?? social[0]?.username ?? "";
}

// — The list —

function row(conversation) {
  const last = messages(conversation).at(-1);
  const { name } = conversation.contact;
  const snippet = `${last.from === "agent" ? "You: " : ""}${last.text.replaceAll(/\s+/g, " ")}`;
  const button = element(
    "button",
    { type: "button", className: "row" },
    element("span", { className: "row-face" }, face(name), chip(conversation.channel)),
    element(
      "span",
      { className: "row-text" },
      element(
        "span",
        { className: "row-top" },
        element("span", { className: "row-name", text: name, dir: "auto" }),
        element("span", { className: "unseen", text: `, ${CHANNELS[conversation.channel]}, ` }),
        element("span", { className: "row-time", text: ago(minutes(last)) }),
      ),
      ...(conversation.subject ? [element("span", { className: "row-subject", text: conversation.subject, dir: "auto" })] : []),
      element("span", { className: "row-snippet", text: snippet, dir: "auto" }),
    ),
  );
  if (conversation.unread) {
    button.classList.add("unread");
    button.append(element("span", { className: "dot" }, element("span", { className: "unseen", text: "unread" })));
  }
  button.dataset.id = conversation.id;
  if (conversation === open) button.setAttribute("aria-current", "true");
  button.addEventListener("click", () => openConversation(conversation, { focus: folded.matches }));
  return element("li", {}, button);
}

function chip(channel) {
  const made = element("span", { className: `chip chip-${channel}`, title: CHANNELS[channel], ariaHidden: "true" });
  made.append(icon(channel));
  return made;
}

function drawList() {
  const words = at("search").value.trim().toLocaleLowerCase();
  const hit = (conversation) =>
    [conversation.contact.name, conversation.subject ?? "", address(conversation.contact), ...messages(conversation).map((m) => m.text)]
      .some((text) => text.toLocaleLowerCase().includes(words));
  const hits = conversations.filter(hit);
  const focused = document.activeElement?.dataset?.id;
  at("list").replaceChildren(...hits.map(row));
  if (focused) at("list").querySelector(`[data-id="${focused}"]`)?.focus();
  at("nothing-found").hidden = hits.length > 0;
  const unread = conversations.filter((conversation) => conversation.unread).length;
  at("open-count").textContent = unread ? `${unread} new` : "";
  document.title = `${unread ? `(${unread}) ` : ""}Inbox · Postroom`;
}

// Arrows go through the list, as in any mail program; Tab still reaches each row.
at("list").addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const rows = [...at("list").querySelectorAll(".row")];
  const next = rows[rows.indexOf(document.activeElement) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
});

at("search").addEventListener("input", drawList);

// — The thread —

function drawThread() {
  const { contact, others = [], channel, subject } = open;
  at("thread-name").textContent = subject ?? contact.name;
  at("thread-channel").replaceChildren(icon(channel), CHANNELS[channel]);
  at("thread-address").textContent = [subject && contact.name, address(contact), ...others.map(({ name }) => name)].filter(Boolean).join(" · ");

  const parts = [];
  let lastDay = "";
  for (const message of messages(open)) {
    const today = day.format(time(message));
    if (today !== lastDay) parts.push(element("p", { className: "day", text: today }));
    lastDay = today;
    parts.push(bubble(message, contact.name));
  }
  at("thread").replaceChildren(...parts);
  at("thread").scrollTop = at("thread").scrollHeight;
}

function bubble(message, name) {
  const who = { contact: name, agent: at("agent-name").textContent, call: "Telephone" }[message.from];
  const stamp = element("time", { dateTime: time(message).toISOString(), text: clock.format(time(message)) });
  const head = element("p", { className: "bubble-head" }, element("span", { text: who, dir: "auto" }), " ", stamp);
  const body = element("p", { className: "bubble-text", text: message.text, dir: "auto" });
  const made = element("article", { className: `bubble from-${message.from}` });
  if (message.from === "call") made.append(icon("voice"));
  made.append(element("div", { className: "bubble-body" }, head, body));
  return made;
}

// — The composer: a draft belongs to its conversation —

function drawComposer() {
  const voice = open.channel === "voice";
  at("draft").value = drafts.get(open.id) ?? "";
  at("draft").disabled = voice;
  at("draft").placeholder = voice ? "The number is withheld: there is nobody to write to." : `Reply to ${open.contact.name}…`;
  at("composer-hint").textContent = voice ? "" : `Goes out by ${CHANNELS[open.channel]}`;
  drawSend();
}

function drawSend() {
  at("send").disabled = !at("draft").value.trim();
}

at("draft").addEventListener("input", () => {
  drafts.set(open.id, at("draft").value);
  drawSend();
});

at("draft").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) at("composer").requestSubmit();
});

at("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = at("draft").value.trim();
  if (!text) return;
  sent.set(open.id, [...(sent.get(open.id) ?? []), { from: "agent", text, time: Date.now() }]);
  drafts.delete(open.id);
  drawThread();
  drawComposer();
  drawList();
  at("draft").focus();
});

/** The card offers a reply: it is added to what the agent has written, and never sent. */
function insertReply(text) {
  if (open.channel === "voice") return;
  const before = (drafts.get(open.id) ?? "").trimEnd();
  drafts.set(open.id, before ? `${before}\n\n${text}` : text);
  drawComposer();
  at("draft").setSelectionRange(at("draft").value.length, at("draft").value.length);
  say("Put into your reply");
}

let toastTimer = 0;
function say(text) {
  at("toast").textContent = text;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => (at("toast").textContent = ""), 4000);
}

// — The card —

/** The first conversation comes by ticket: its card is drawn before the card's own code has loaded. */
async function loadCard({ inbox }, conversation) {
  const ticket = await ask(`/api/conversations/${conversation.id}/ticket`, { body: {} }).catch(() => null);
  card = element("shopify-context-card");
  card.setAttribute("inbox", inbox);
  if (ticket) card.setAttribute("ticket-url", ticket.url);
  card.conversation = conversation.id;
  card.token = async ({ conversation: id, nonce }) => (await ask(`/api/conversations/${id}/token`, { body: { nonce } })).token;
  card.addEventListener("insert-reply", (event) => insertReply(event.detail.text));
  dress(card);
  at("card-frame").replaceChildren(card);
  // The agent may have gone on while the ticket was on its way.
  card.conversation = open.id;
}

/** The card's settings, for admins: the same element, vouched for by a token about nobody. */
let settings = null;
function openSettings({ inbox }) {
  settings = element("shopify-context-card", { ariaLabel: "Card settings" });
  settings.setAttribute("inbox", `${inbox}/settings`);
  settings.token = async ({ nonce }) => (await ask("/api/settings/token", { body: { nonce } })).token;
  dress(settings);
  at("settings-frame").replaceChildren(settings);
  at("settings-pane").showModal();
}

at("close-settings").addEventListener("click", () => at("settings-pane").close());
at("settings-pane").addEventListener("close", () => {
  settings = null;
  at("settings-frame").replaceChildren();
});

/** The card takes on the inbox's colours. Its names for them are in the card's documentation. */
function dress(card) {
  const style = getComputedStyle(document.documentElement);
  const tokens = {
    "--scx-ink": "--ink",
    "--scx-muted": "--muted",
    "--scx-line": "--line",
    "--scx-surface": "--surface",
    "--scx-sunken": "--sunken",
    "--scx-accent": "--accent",
    "--scx-on-accent": "--on-accent",
    "--scx-focus": "--ring",
  };
  for (const name in tokens) tokens[name] = style.getPropertyValue(tokens[name]).trim();
  card.theme = tokens;
  card.setAttribute("scheme", document.documentElement.dataset.scheme);
}

function openConversation(conversation, { focus = false } = {}) {
  open = conversation;
  conversation.unread = false;
  // What was said of the last conversation is not said of this one.
  say("");
  if (card) card.conversation = conversation.id;
  history.replaceState(null, "", `#${conversation.id}`);
  drawThread();
  drawComposer();
  drawList();
  at("desk").dataset.pane = "thread";
  if (focus) at("thread-name").focus();
}

// — Light and dark —

function setScheme(scheme) {
  document.documentElement.dataset.scheme = scheme;
  const dark = scheme === "dark";
  setIcon(at("scheme"), dark ? "light" : "dark");
  at("scheme-label").textContent = dark ? "Light colours" : "Dark colours";
  for (const one of document.querySelectorAll("shopify-context-card")) dress(one);
}

at("scheme").addEventListener("click", () => {
  const scheme = document.documentElement.dataset.scheme === "dark" ? "light" : "dark";
  memory.set("scheme", scheme);
  setScheme(scheme);
});

// — The width of the sidebar: dragged, by arrow keys, or by one click —

function setWidth(wanted) {
  const width = Math.round(Math.min(WIDE, Math.max(NARROW, wanted)));
  document.documentElement.style.setProperty("--side", `${width}px`);
  at("handle").setAttribute("aria-valuenow", width);
  at("handle").setAttribute("aria-valuetext", `${width} pixels`);
  const wide = width > (NARROW + WIDE) / 2;
  at("width-label").textContent = wide ? "Narrow" : "Wide";
  setIcon(at("width"), wide ? "narrow" : "wide");
  memory.set("side", width);
}

const width = () => Number(at("handle").getAttribute("aria-valuenow"));

at("width").addEventListener("click", () => setWidth(width() > (NARROW + WIDE) / 2 ? NARROW : WIDE));

at("handle").addEventListener("keydown", (event) => {
  const wanted = { ArrowLeft: width() + 20, ArrowRight: width() - 20, Home: NARROW, End: WIDE }[event.key];
  if (wanted === undefined) return;
  event.preventDefault();
  setWidth(wanted);
});

at("handle").addEventListener("pointerdown", (event) => {
  const [from, before] = [event.clientX, width()];
  at("handle").setPointerCapture(event.pointerId);
  document.body.classList.add("dragging"); // the iframe must not swallow the pointer
  const move = ({ clientX }) => setWidth(before + from - clientX);
  at("handle").addEventListener("pointermove", move);
  at("handle").addEventListener(
    "lostpointercapture",
    () => {
      at("handle").removeEventListener("pointermove", move);
      document.body.classList.remove("dragging");
    },
    { once: true },
  );
});

// — Narrow windows: one pane at a time, and the card as a drawer —

function setDrawer(shown) {
  at("desk").toggleAttribute("data-drawer", shown);
  at("to-card").setAttribute("aria-expanded", String(shown));
}

at("to-card").addEventListener("click", () => {
  setDrawer(true);
  at("close-card").focus();
});
at("close-card").addEventListener("click", () => {
  setDrawer(false);
  at("to-card").focus();
});
at("card-pane").addEventListener("keydown", (event) => {
  if (event.key === "Escape" && drawer.matches) at("close-card").click();
});
at("to-list").addEventListener("click", () => {
  at("desk").dataset.pane = "list";
  at("list").querySelector("[aria-current]")?.focus();
});

// — Start —

setScheme(memory.get("scheme") ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"));
setWidth(Number(memory.get("side")) || 340);

try {
  const desk = await ask("/api/conversations");
  conversations = desk.conversations;
  at("agent-name").textContent = desk.agent.name;
  at("settings").hidden = desk.agent.role !== "admin";
  at("settings").addEventListener("click", () => openSettings(desk.card));
  at("agent-face").textContent = initials(desk.agent.name);
  const first = conversations.find(({ id }) => `#${id}` === location.hash) ?? conversations[0];
  const pane = folded.matches && !location.hash ? "list" : "thread";
  openConversation(first);
  at("desk").dataset.pane = pane;
  await loadCard(desk.card, first);
} catch {
  at("thread").replaceChildren(element("p", { className: "day", text: "The inbox can't be loaded. Load the page again." }));
}
