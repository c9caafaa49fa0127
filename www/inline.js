// The loader of the card without an iframe: <shopify-context-card-inline>. The card is drawn into the element's shadow root, in
// the vendor's own page. Vendors get it as /inline.js from the proxy and in the package of pkg/; docs/embed.md tells when to
// choose it. A name of its own, since it promises less: whatever runs in the page can read the card.
//
// What keeps it safe:
// - The proxy lets only pages on the inbox's origins have a card without an iframe, and only where that was switched on.
// - The page says nothing of a customer by itself: for each conversation the vendor's backend signs a token.
// - Card and page speak scx/1 over a port, as they do with an iframe. Every conversation has a number, `seq`; what the card
//   wants to do for an older one is refused.
//
// All that depends on the proxy's version comes from the proxy: this file may be older or newer than that. It asks
// `GET embed/{inbox}/inline`, and calls `show` of the program that the answer names (www/inline/card.js).
(() => {
const name = 'shopify-context-card-inline', names = ['src', 'inbox', 'conversation', 'next', 'scheme', 'theme', 'token', 'token-url'];
// On a server there is nothing to do, and a second time neither.
if (!globalThis.customElements || customElements.get(name)) return;

const own = document.currentScript?.src,
// One card in the page, from when the element is put there until it is taken away.
start = host => {
  let seq = 1, busy = 0;
  const frame = document.createElement('section'), nonce = crypto.randomUUID(), { port1: port, port2 } = new MessageChannel, gone = new AbortController,
  // part: host.js

  // What is there before the program, or where it can't be had: one sentence, and a way on.
  refuse = (code, message, reference = '') => {
    const again = document.createElement('button'), text = document.createElement('p');
    again.type = 'button';
    again.textContent = 'Try again';
    again.onclick = () => {
      host.disconnectedCallback();
      host.connectedCallback();
    };
    text.setAttribute('role', 'alert');
    text.textContent = message;
    frame.replaceChildren(text, again);
    tell('problem', { code, reference });
  },
  begin = async () => {
    const number = seq, token = sign(nonce), base = new URL('.', host.src?.replace(/\/?$/, '/') || own).href.slice(0, -1);
    try {
      const answer = await fetch(base + '/embed/' + host.inbox + '/inline', { credentials: 'omit', signal: gone.signal }), page = await answer.json(), { problem } = page;
      if (!answer.ok) return refuse(problem.code, problem.message, problem.reference);
      const { show } = await import(/* webpackIgnore: true */ /* @vite-ignore */ new URL(page.program, base));
      await show({
        root: host.shadowRoot, main: frame, page, base, signal: gone.signal,
        nonce, port: port2, seq: number, token,
        caps: { insertReply: host.replies && { maxLen: 5e3 }, openUrl: {}, tokenRefresh: {} }
      });
    } catch (thrown) {
      if (gone.signal.aborted) return;
      console.error(thrown);
      refuse('unreachable', 'The Shopify card could not be loaded.');
    }
  },

  // What follows from a change of the element. What is said before the program is there waits in the port.
  change = {
    conversation: () => ++seq && move(),
    next: async () => {
      const later = host.next, token = later && await sign(nonce, later);
      if (token) send('context/next', { token });
    },
    scheme: () => change.theme(),
    theme: () => send('theme/changed', { scheme: host.scheme || 'auto', tokens: host.theme }),
    stop() {
      watch.disconnect(send('teardown'));
      // What is on its way still arrives. An open port would keep the card's memory.
      port.close(gone.abort(frame.remove()));
    }
  };
  frame.id = 'scx-card';
  frame.setAttribute('aria-label', host.getAttribute('aria-label') || 'Shopify customer');
  host.shadowRoot.append(frame);
  port.onmessage = hear;
  change.theme();
  watch.observe(frame);
  begin();
  return change;
};

// part: element.js
})();
