// The loader: <shopify-context-card>, an element for any page. It puts up the card's frame and plays the host's side of
// scx/1. Vendors get it as /embed.js from the proxy and in the package of pkg/; docs/embed.md tells how it is used.
//
// What keeps it safe:
// - Only the card's own window, on the card's own origin, is answered, and only it can receive the port.
// - The page says nothing of a customer by itself: for each conversation the vendor's backend signs a token.
// - Every conversation has a number, `seq`. What the card wants to do for an older one is refused.
//
// It has to stay small (cargo xtask size): on its way out it loses its white space, and these words become a letter each.
// short: host=i frame=d ticketed=c send=Q tell=J sign=f fresh=U about=x methods=g hear=p hello=v watch=z move=t start=y answer=s before=h mine=O number=k busy=R port=n value=l thrown=r seen=o type=P key=a url=e now=q names=u change=m name=M stale=N later=T asked=b own=L
(() => {
const name = 'shopify-context-card', names = ['src', 'inbox', 'conversation', 'next', 'scheme', 'theme', 'token', 'token-url', 'ticket-url'];
// On a server there is nothing to do, and a second time neither.
if (!globalThis.customElements || customElements.get(name)) return;

const own = document.currentScript?.src,
// One card in the page, from when the element is put there until it is taken away.
start = host => {
  let seq = 1, busy = 0, nonce, port;
  const frame = document.createElement('iframe'), url = new URL('embed/' + host.inbox, host.src?.replace(/\/?$/, '/') || own),
  // part: host.js
  // The card says hello until it is answered, and again when its frame loads anew: each hello gets a port of its own.
  hello = async ({ source, origin, data }) => {
    if (source != frame.contentWindow || origin != url.origin || data?.scx != 'hello' || data.nonce == nonce) return;
    const mine = nonce = data.nonce, number = ticketed ? 1 : seq, token = ticketed ? 0 : await sign(mine), { port1, port2 } = new MessageChannel;
    if (mine != nonce) return;
    ticketed = 0;
    port = port1;
    port.onmessage = hear;
    source.postMessage({
      scx: 'welcome', v: 1, nonce, seq: number, token,
      caps: { insertReply: host.replies && { maxLen: 5e3 }, openUrl: {}, resize: {}, tokenRefresh: {} }
    }, origin, [port2]);
    change.theme();
    if (number != seq) move();
    watch.observe(frame);
  },

  // What follows from a change of the element.
  change = {
    conversation: () => ++seq && port && move(),
    next: async () => {
      const later = host.next, token = port && later && await sign(nonce, later);
      if (token) send('context/next', { token });
    },
    scheme: () => change.theme(),
    theme: () => send('theme/changed', { scheme: host.scheme || 'auto', tokens: host.theme }),
    stop() {
      removeEventListener('message', hello);
      watch.disconnect(send('teardown'));
      nonce = frame.remove();
    }
  };
  // A page with a ticket knows whom it is about, even if the host has gone on by the time it says hello.
  let ticketed = url.search = new URL(host['ticket-url'] || url, url).search;
  host.shadowRoot.append(frame);
  // Attributes, which any rule for ::part(frame) is stronger than.
  frame.width = '100%';
  frame.height = 320;
  frame.part = 'frame';
  frame.style = 'border:0;display:block';
  frame.title = host.ariaLabel || 'Shopify customer';
  frame.allow = 'clipboard-write';
  frame.src = url;
  addEventListener('message', hello);
  return change;
};

// part: element.js
})();
