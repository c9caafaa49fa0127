// LiveChat's and HelpDesk's side: the vendor's own library, which its agent app connects widgets with.

import { createIframe } from "@livechat/postmessage";
import { neighbour, says } from "./frame.js";

let api;
const connected = [];

const desk = (window.desk = {
  said: [],
  messages: [],
  neighbour,
  async start() {
    const card = says("card");
    const url = `${card}${card.includes("?") ? "&" : "?"}plugin_id=plugin-1&theme=${says("theme") ?? "light"}`;
    const { frame, promise } = createIframe(
      { container: document.querySelector("#place"), url },
      {
        handle({ plugin_id, message, data }) {
          desk.said.push({ plugin_id, message });
          if (message !== "put_message") return;
          if (desk.deaf) throw new Error("no chat is open");
          desk.messages.push(data);
        },
      },
    );
    frame.title = "Shopify customer";
    api = await promise;
    desk.connected = true;
    for (const event of connected.splice(0)) await desk.tell(...event);
  },
  async tell(name, data) {
    if (!api) return void connected.push([name, data]);
    await api.call("handle", { event_name: `livechat:${name}`, event_data: data });
  },
  /** A chat is opened, or its customer's details have changed. */
  open(chat, { name, email }, source = "chats") {
    return desk.tell("customer_profile", { id: `customer-${chat}`, name, email, geolocation: {}, chat: { id: chat, groupID: "0" }, source });
  },
  ticket: (id, requester) => desk.tell("ticket_info", { id, shortId: id, subject: "Where is it?", requester }),
  none: () => desk.tell("customer_profile", null),
  theme: (theme) => desk.tell("change_theme", { theme }),
});
desk.start();
