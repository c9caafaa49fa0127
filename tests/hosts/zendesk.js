// Zendesk's side of its app framework, written from the facts: the frame's first request is a POST with a signed token, then
// texts of JSON.

import { neighbour, says } from "./frame.js";

const GUID = "5f9c";
let frame;

const tell = (message) => frame.contentWindow.postMessage(JSON.stringify(message), new URL(says("card")).origin);
const told = () => ({ "ticket.id": desk.ticket.id, "ticket.requester": desk.ticket.requester, colorScheme: desk.scheme ?? "light" });

const invoked = {
  "ticket.comment.appendText"([text]) {
    if (desk.closed) throw new Error("the ticket is closed");
    desk.comments.push(text);
  },
  resize: ([{ height }]) => void desk.heights.push(height),
};

const desk = (window.desk = {
  comments: [],
  heights: [],
  listening: [],
  instance: [],
  neighbour,
  /** `token`: what Zendesk has signed for this request; another ticket is another frame. */
  begin(token, id, requester) {
    desk.ticket = { id, requester };
    frame = document.createElement("iframe");
    Object.assign(frame, { name: "zendesk", title: "Shopify customer" });
    document.querySelector("#place").replaceChildren(frame);
    const form = document.createElement("form");
    const origin = says("origin") ?? location.origin;
    Object.assign(form, { method: "post", target: "zendesk", action: `${says("card")}?${new URLSearchParams({ origin, app_guid: GUID })}` });
    const field = Object.assign(document.createElement("input"), { type: "hidden", name: "token", value: token });
    form.append(field);
    document.body.append(form);
    form.submit();
  },
  /** The requester of the open ticket is another one, or has another address. */
  edit(requester, event = "ticket.requester.id.changed") {
    desk.ticket.requester = requester;
    tell({ key: `zaf.${event}`, message: {} });
  },
  theme(scheme) {
    desk.scheme = scheme;
    tell({ key: "zaf.colorScheme.changed", message: scheme });
  },
  ask: () => tell({ key: "zaf.app.willDestroy:1", needsReply: true }),
});

addEventListener("message", ({ data, source }) => {
  if (source !== frame?.contentWindow) return;
  const { key, id, request, params, appGuid, instanceGuid } = JSON.parse(data);
  if (appGuid !== GUID) return;
  if (key === "iframe.handshake") {
    desk.shaken = true;
    const context = { product: "support", location: "ticket_sidebar", instanceGuid: "instance-1", ticketId: desk.ticket.id };
    return tell({ key: "zaf.app.registered", message: { context, metadata: { appId: 1, installationId: 42, settings: {} } } });
  }
  desk.instance.push(instanceGuid);
  if (key?.startsWith("iframe.on:")) desk.listening.push(key.slice("iframe.on:".length));
  if (key?.startsWith("iframe.reply:")) desk.replied = key;
  if (request === "get") {
    const all = told();
    tell({ id, result: { errors: {}, ...Object.fromEntries(params.map((path) => [path, all[path]])) } });
  }
  if (request === "invoke") {
    const [[name, args]] = Object.entries(params);
    try {
      invoked[name](args);
      tell({ id, result: { errors: {}, [name]: null } });
    } catch (error) {
      tell({ id, error: { name: "Error", message: error.message, path: name } });
    }
  }
});
