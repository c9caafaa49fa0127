// The first words to a host that speaks scx/1: hello, the checked welcome, and the token with the first request for the card.
const moved = () => host && host.queue.some(m => m && m.method === 'context/changed' && !(m.params && m.params.seq <= host.seq));

const hear = ({ data: message }) => {
  host.queue.push(message);
  if (message && message.method === 'theme/changed' && /^(dark|light)$/.test(message.params?.scheme)) doc.documentElement.dataset.scheme = message.params.scheme;
  if (moved() && !begun) {
    if (fetching) fetching.abort();
    main.replaceChildren();
    begin();
  }
};

const ask = async token => {
  fetching = new AbortController();
  try {
    const body = JSON.stringify({ token, nonce, parent_origin: host.origin, seq: host.seq || 0 });
    const answer = await fetch(page.base + '/api/card', { method: 'POST', body, headers: { 'content-type': 'application/json' }, credentials: 'omit', signal: fetching.signal });
    const reply = await answer.json();
    if (moved()) return;
    if (!answer.ok) boot.problem = reply.problem;
    else {
      Object.assign(boot, { session: reply.session, expires_in: reply.expires_in, card: reply.card });
      // The agent's language, where the page came in another one.
      const speech = reply.speech;
      if (speech) {
        Object.assign(words, speech.words);
        Object.assign(doc.documentElement, { lang: speech.language, dir: speech.direction });
      }
      if (reply.html && !program) main.innerHTML = reply.html;
    }
  } catch { if (!moved()) boot.problem = notice('offline', words.offline, 'retry'); }
  finally { fetching = 0; begin(); }
};

const welcome = event => {
  const it = event.data;
  if (!heard(event) || !it || Object.getPrototypeOf(it) !== Object.prototype || it.scx !== 'welcome' || it.v !== 1 ||
    it.nonce !== nonce || event.ports.length !== 1) return;
  stop();
  const met_now = { port: event.ports[0], origin: event.origin, seq: Number.isInteger(it.seq) ? it.seq : null, caps: it.caps || {}, info: it.host || null, queue: [] };
  // The port's first listener: the program puts its own in its place.
  met_now.port.onmessage = hear;
  if (begun || boot.card || !it.token) met(met_now);
  else { host = met_now; ask(it.token); }
};
const stop = () => { removeEventListener('message', welcome); silence(); };

addEventListener('message', welcome);
// Nothing in it: anybody may be the parent.
knock(() => top.postMessage({ scx: 'hello', v: [1], nonce, app: 'shopify-context-card', appVersion: page.version }, '*'), stop);
load('');
