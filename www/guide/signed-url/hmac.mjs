// card-address.mjs: Node.js, nothing to install
import { createHmac, randomUUID } from "node:crypto";

// The signing secret of {{KEY}}. It was shown once, in the card's settings. It belongs into your backend's secrets,
// never into a page.
const SECRET = process.env.CONTEXT_CARD_SECRET;

// An address for an iframe: who asks, about which conversation, with whom. Good for one minute, and once. It names people:
// keep it out of your logs. With #scx= in place of ?scx= no server on the way sees it.
export function cardAddress({ agent, conversation, contact }) {
  const context = {
    sub: agent.id,
    name: agent.name,
    role: agent.role, // "agent"; "admin" for who may open the card's settings
    conversation, // { id: "c-77" }
    contact, // { emails: [{ address: "maria@example.com", verified: true }], phones: [{ number: "+447700900123" }] }
  };
  const time = Math.floor(Date.now() / 1000);
  const text = Buffer.from(JSON.stringify(context)).toString("base64url");
  const signed = `v1.{{KEY}}.${time}.${randomUUID()}.${text}`;
  const mac = createHmac("sha256", SECRET).update(signed).digest("hex");
  return `{{CARD}}/embed/{{INBOX}}?scx=${signed}.${mac}`;
}
