// host-token.mjs: Node.js, nothing to install
import { createHmac, randomUUID } from "node:crypto";

// The signing secret of {{KEY}}. It was shown once, in the card's settings. It belongs into your backend's secrets,
// never into a page.
const SECRET = process.env.CONTEXT_CARD_SECRET;
const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");

// Says who asks, about which conversation, with whom. Good for one minute, and once.
export function hostToken({ agent, conversation, contact, nonce }) {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    aud: "shopify-context-card",
    iss: "{{ORIGIN}}",
    sub: agent.id,
    name: agent.name,
    role: agent.role, // "agent"; "admin" for who may open the card's settings
    iat: now,
    exp: now + 60,
    jti: randomUUID(),
    nonce,
    conversation, // { id: "c-77" }
    contact, // { emails: [{ address: "maria@example.com", verified: true }], phones: [{ number: "+447700900123" }] }
  };
  const signed = part({ alg: "HS256", typ: "JWT", kid: "{{KEY}}" }) + "." + part(claims);
  return signed + "." + createHmac("sha256", SECRET).update(signed).digest("base64url");
}

// In your route POST /context-card/token, for an agent who is signed in and may see this conversation:
//   const { conversation, nonce } = await request.json();
//   return hostToken({ agent, conversation: { id: conversation }, contact, nonce });
