// What the first words to every kind of host begin with, before the card's program is there: the program is fetched, what was
// clicked is handed over (early.js), failures are said. The host's own file follows in the same function; see src/host/mod.rs
// for the handover.
const doc = document, main = doc.getElementById('scx-card'), top = window.parent;
const data = id => { const tag = doc.getElementById(id); return tag && JSON.parse(tag.textContent); };
const page = data('scx-page'), words = page.words;
const nonce = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16)))).replace(/[+/=]/g, c => ({ '+': '-', '/': '_' })[c] || '');
const boot = { page, nonce, tree: doc, around: window, session: null, expires_in: null, card: null, problem: null, host: null, ...data('scx-card-data') };
// `host` is what is known of a host that has answered; `fetching` a request for a card that is under way.
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

// A host is there: it goes to the program, now or when that begins.
const met = it => { host = it; begun ? program.meet(host) : begin(); };
// Nobody answers: said, unless there is a card already.
const alone = () => { if (!boot.card) { boot.problem = notice('no_host', words.no_host, 'reopen'); begin(); } };
// Says something again and again until `stop`, for ten seconds; then nobody is there.
const knock = (speak, stop, times = [0, 100, 250, 500, 1e3, 2e3, 3e3, 4e3, 5e3, 6e3, 7e3, 8e3, 9e3]) => {
  if (top === window) return alone();
  timers = times.map(after => setTimeout(speak, after));
  timers.push(setTimeout(() => { stop(); alone(); }, 1e4));
};
const silence = () => timers.forEach(clearTimeout);
// Whether an origin is the one that the inbox names. A star, which only some kinds of host may have, is exactly one label.
const fits = (site, origin) => {
  const [head, tail] = site.split('*');
  return tail === undefined ? site === origin : origin.startsWith(head) && origin.endsWith(tail) && /^[a-z0-9-]+$/.test(origin.slice(head.length, -tail.length));
};
const known = origin => page.origins.some(site => fits(site, origin));
// Of the page above, where the browser says it.
const above = location.ancestorOrigins?.[0];
// Whether a message came from the window above, whose origin is one of the inbox's.
const heard = ({ source, origin }) => source === top && known(origin) && !(above && above !== 'null' && above !== origin);
// Says something to the window above, whichever of the inbox's origins that has, and to no other. Where only a star is known,
// `frame-ancestors` has let nobody else in.
const tell = (message, ports = () => []) => {
  const sites = !above || above === 'null' ? page.origins : known(above) ? [above] : [];
  for (const site of sites) top.postMessage(message, site.includes('*') ? '*' : site, ports());
};
