// card-address.mjs
import { hostToken } from "./host-token.mjs";

// An address for an iframe. Good for one minute, and once. It names people: keep it out of your logs. With #scx= in place of
// ?scx= no server on the way sees it.
export function cardAddress({ agent, conversation, contact }) {
  return `{{CARD}}/embed/{{INBOX}}?scx=${hostToken({ agent, conversation, contact })}`;
}
