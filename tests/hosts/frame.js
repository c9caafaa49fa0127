// What every host's page does: it puts up the card's frame.

const query = new URLSearchParams(location.search);

/** Whether the test asks for a variant. */
export const says = (name) => query.get(name);

/** A frame with the card, or with whatever the test names. */
export function put({ name, src = query.get("card") } = {}) {
  const frame = document.createElement("iframe");
  if (name) frame.name = name;
  frame.title = "Shopify customer";
  frame.allow = "clipboard-write";
  frame.src = src;
  document.querySelector("#place").replaceChildren(frame);
  return frame;
}

/** Another frame of the same page, which speaks to the card's as a neighbour. */
export function neighbour(message) {
  const frame = document.createElement("iframe");
  document.body.append(frame);
  frame.contentWindow.eval(`parent.frames[0].postMessage(${JSON.stringify(message)}, "*")`);
}
