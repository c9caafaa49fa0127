// The first words to a host that speaks scx/1, before the card's program is there. It hands over once: see src/host/mod.rs.
(() => {
  const doc = document, main = doc.getElementById('scx-card');
  const data = id => { const tag = doc.getElementById(id); return tag && JSON.parse(tag.textContent); };
  const page = data('scx-page'), arrival = data('scx-card-data'), words = page.words, top = window.parent;
  const nonce = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16)))).replace(/[+/=]/g, c => ({ '+': '-', '/': '_' })[c] || '');
  const boot = { page, nonce, session: null, expires_in: null, card: null, problem: null, host: null, ...arrival };
  let program, begun, host, fetching, timers = [];

  const notice = (code, message, action) => ({ code, message, action });
  // A sentence above what is drawn, or in its place; plain text and one button.
  const say = (message, again) => {
    const box = doc.createElement('div'), text = doc.createElement('p'), button = doc.createElement('button');
    box.className = 'card'; box.setAttribute('role', 'alert'); text.className = 'notice failed'; text.textContent = message;
    button.className = 'button'; button.type = 'button'; button.textContent = words.retry;
    button.onclick = () => { box.remove(); again(); };
    text.append(button); box.append(text); main.before(box);
  };
  const moved = () => host && host.queue.some(m => m && m.method === 'context/changed' && !(m.params && m.params.seq <= host.seq));

  // The program starts once there is something to draw, or nothing more to wait for.
  const begin = () => {
    if (!program || begun || fetching) return;
    if (!boot.card && !boot.problem && !host) return;
    begun = true;
    early.end();
    boot.click = early.click;
    // Another conversation meanwhile: what came for the old one is not drawn again.
    if (moved()) Object.assign(boot, { card: null, session: null, problem: null, click: null });
    boot.host = host || null;
    try { program.start(boot); } catch (error) { broken(error); }
  };
  const broken = error => { console.error(error); say(words.not_started, () => location.reload()); };
  const load = again => import(page.script + again)
    .then(async it => { await it.default({ module_or_path: page.wasm }); program = it; begin(); })
    .catch(error => { console.error(error); say(words.not_started, () => load('?again=' + Date.now())); });

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
      const answer = await fetch('/api/card', { method: 'POST', body, headers: { 'content-type': 'application/json' }, credentials: 'omit', signal: fetching.signal });
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
    const it = event.data, from = event.origin;
    if (event.source !== top || !it || Object.getPrototypeOf(it) !== Object.prototype || it.scx !== 'welcome' || it.v !== 1 ||
      it.nonce !== nonce || event.ports.length !== 1 || !page.origins.includes(from)) return;
    const above = location.ancestorOrigins;
    if (above && above.length && above[0] !== 'null' && above[0] !== from) return;
    stop();
    host = { port: event.ports[0], origin: from, seq: Number.isInteger(it.seq) ? it.seq : null, caps: it.caps || {}, info: it.host || null, queue: [] };
    // The port's first listener: the program puts its own in its place.
    host.port.onmessage = hear;
    if (begun) program.meet(host);
    else if (boot.card || !it.token) begin();
    else ask(it.token);
  };
  const stop = () => { removeEventListener('message', welcome); timers.forEach(clearTimeout); };

  if (top === window) { if (!boot.card) boot.problem = notice('no_host', words.no_host, 'reopen'); }
  else {
    addEventListener('message', welcome);
    // Nothing in it: anybody may be the parent.
    const hello = () => top.postMessage({ scx: 'hello', v: [1], nonce, app: 'shopify-context-card', appVersion: page.version }, '*');
    timers = [0, 100, 250, 500, 1e3, 2e3, 3e3, 4e3, 5e3, 6e3, 7e3, 8e3, 9e3].map(after => setTimeout(hello, after));
    timers.push(setTimeout(() => { stop(); if (!boot.card) { boot.problem = notice('no_host', words.no_host, 'reopen'); begin(); } }, 1e4));
  }
  load('');
})();
