// Chatwoot's frame of a dashboard app: written from what its Frame.vue does, in the old version (`?old=1`) and in the new one.

import { neighbour, put, says } from "./frame.js";

const old = says("old");
const question = `${says("prefix") ?? "chatwoot"}-dashboard-app:fetch-info`;
let frame;

const send = () => frame?.contentWindow.postMessage(JSON.stringify({ event: "appContext", data: desk.data }), "*");

const desk = (window.desk = {
  asked: 0,
  neighbour,
  /** Another conversation is another frame; the context comes once, when that has loaded. */
  open(conversation, contact) {
    const currentAgent = { id: 7, name: "Ada", email: "ada@inbox.example" };
    // What a conversation carries along, and the card never reads.
    const messages = Array.from({ length: 20 }, (_, id) => ({ id, content_attributes: { email: { html_content: { full: "x".repeat(5_000) } } } }));
    desk.data = { conversation: { id: conversation, meta: { channel: "Channel::WebWidget" }, messages }, contact, currentAgent };
    if (!old) Object.assign(desk.data, { customAttributes: [], theme: desk.scheme ?? "light" });
    frame = put();
    frame.addEventListener("load", send);
  },
  /** It is not pushed. */
  edit(contact) {
    desk.data.contact = contact;
  },
  /** In the new version it is. */
  theme(scheme) {
    desk.scheme = desk.data.theme = scheme;
    if (!old) send();
  },
});

const hear = (event) => {
  if (event.data !== question) return;
  desk.asked += 1;
  if (old || event.source === frame.contentWindow) send();
};
if (old) window.onmessage = hear;
else addEventListener("message", hear);
