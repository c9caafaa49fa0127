// host-token.mjs: Node.js, nothing to install
import { createPrivateKey, randomUUID, sign } from "node:crypto";

// Your private key, PEM: the other half of the public key {{KEY}}. It stays in your backend's secrets.
const KEY = createPrivateKey(process.env.CONTEXT_CARD_PRIVATE_KEY);
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
  const signed = part({ alg: "{{ALGORITHM}}", typ: "JWT", kid: "{{KEY}}" }) + "." + part(claims);
  const key = { key: KEY, dsaEncoding: "ieee-p1363" };
  const hash = "{{ALGORITHM}}" === "EdDSA" ? null : "sha256";
  return signed + "." + sign(hash, Buffer.from(signed), key).toString("base64url");
}

// In your route POST /context-card/token, for an agent who is signed in and may see this conversation:
//   const { conversation, nonce } = await request.json();
//   return hostToken({ agent, conversation: { id: conversation }, contact, nonce });
