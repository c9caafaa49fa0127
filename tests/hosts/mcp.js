// A host of MCP Apps: the standard's own AppBridge.

import { AppBridge, PostMessageTransport } from "@modelcontextprotocol/ext-apps/app-bridge";
import { neighbour, put, says } from "./frame.js";

const KEY = "shopify-context-card/context";
let bridge;

const desk = (window.desk = {
  opened: [],
  sizes: [],
  neighbour,
  shown: [],
  async start(context, { links = true } = {}) {
    desk.context = { theme: "light", locale: "en-GB", ...context };
    const frame = put({ src: "about:blank" });
    bridge = new AppBridge(null, { name: "Host", version: "1.0.0" }, links ? { openLinks: {} } : {}, { hostContext: desk.context });
    bridge.oninitialized = () => (desk.initialized = true);
    bridge.onsizechange = ({ height }) => void desk.sizes.push(height);
    bridge.onopenlink = async ({ url }) => {
      desk.opened.push(url);
      return {};
    };
    bridge.onrequestdisplaymode = async ({ mode }) => {
      desk.shown.push(mode);
      desk.change({ displayMode: mode });
      return { mode };
    };
    await bridge.connect(new PostMessageTransport(frame.contentWindow, frame.contentWindow));
    frame.src = says("card");
  },
  change(context) {
    desk.context = { ...desk.context, ...context };
    bridge.setHostContext(desk.context);
  },
  open(id, contact) {
    const context = { [KEY]: { conversation: { id, channel: "chat" }, contact } };
    return bridge ? desk.change(context) : desk.start(context);
  },
  several: (id, contacts) => desk.change({ [KEY]: { conversation: { id }, contacts } }),
  tool: (contact) => bridge.sendToolInput({ arguments: { conversation: { id: "tool" }, contact } }),
  end: () => bridge.teardownResource({}),
});
