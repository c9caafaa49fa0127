// npm install shopify-context-card
import "shopify-context-card";

const card = document.createElement("shopify-context-card");
card.src = "{{CARD}}";
card.inbox = "{{INBOX}}";
card.conversation = "c-77"; // set it again whenever an agent opens another one

// Asks your backend for a host token, which it signs.
card.token = async ({ conversation, nonce }) => {
  const body = JSON.stringify({ conversation, nonce });
  const answer = await fetch("/context-card/token", { method: "POST", headers: { "content-type": "application/json" }, body });
  return answer.ok ? answer.text() : undefined;
};

// Puts the card's answer into the reply that the agent is writing. Yours: your editor is called here.
card.addEventListener("insert-reply", (event) => document.querySelector("textarea")?.setRangeText(event.detail.text));
document.body.append(card);
