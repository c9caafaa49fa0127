import { hostToken } from "./host-token.mjs";

// An address for an iframe: <iframe src="…">. It names nobody, and holds once, for a minute.
export async function cardAddress({ agent, conversation, contact }) {
  const answer = await fetch("{{CARD}}/api/tickets", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ token: hostToken({ agent, conversation, contact }) }),
  });
  if (!answer.ok) throw new Error((await answer.json()).problem.message);
  return (await answer.json()).url;
}
