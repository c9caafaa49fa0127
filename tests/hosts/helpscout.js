// Help Scout's side of its apps: contexts when they are asked for and when they change, and room. The vendor's own SDK must be
// content with it (`sdk-helpscout.js`).

import { neighbour, put, says } from "./frame.js";

let frame;

const send = () => frame?.contentWindow.postMessage({ type: "SEND_APP_CONTEXT", ...desk.context }, "*");

const desk = (window.desk = {
  asked: [],
  heights: [],
  neighbour,
  show(context) {
    desk.context = { company: { id: 1 }, mailbox: { id: 2 }, user: { id: 3, firstName: "Ada", isAdmin: false }, ...context };
    if (frame) send();
    else frame = put({ name: "app-12-34", src: says("sdk") ? "/sdk-helpscout" : undefined });
  },
  open: (id, customer) => desk.show({ conversation: { id, number: id, subject: "Where is it?" }, customer }),
  none: () => desk.show({}),
  many: (id, customers) => desk.show({ conversation: { id, customers } }),
  /** Whoever is asked the next time says this. */
  edit(customer) {
    desk.context.customer = customer;
  },
});

addEventListener("message", ({ data, source }) => {
  if (source !== frame?.contentWindow || !data?.type) return;
  const { type, value, appId, iframeId } = data;
  if (type === "GET_APP_CONTEXT") {
    desk.asked.push({ appId, iframeId });
    send();
  }
  if (type === "SET_APP_HEIGHT") {
    desk.heights.push(value);
    frame.style.height = `${value}px`;
  }
});
