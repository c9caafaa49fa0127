// The card in an element of somebody else's page, as a module that the proxy serves: `show` is called by the loader
// (www/inline.js), which may be of another version. The proxy's build puts this together with `STYLE`, the card's style sheet, and
// `program`, the JavaScript around the card's Wasm as a function: each call is a program of its own, with a memory of its own.
// So there may be several cards in a page, nothing of one can get into another, and what was a card's is freed with it.

const style = new CSSStyleSheet();
style.replaceSync(STYLE);

// Compiled once for all cards of the page; anew where that has failed.
let compiled;
const wasm = address => compiled ||= WebAssembly.compileStreaming(fetch(address, { credentials: 'omit' })).catch(error => {
  compiled = undefined;
  throw error;
});

// What stands for the window around the card: what scrolls it, in terms of the card's own top, and the agent's coming back.
const surroundings = (main, signal) => {
  const box = () => {
    for (let it = main; (it = it.assignedSlot || it.parentNode || it.host) && it !== document.body;)
      if (it.scrollHeight > it.clientHeight && /auto|scroll/.test(getComputedStyle(it).overflowY)) return it;
    return document.scrollingElement;
  };
  const above = it => (it === document.scrollingElement ? 0 : it.getBoundingClientRect().top) - main.getBoundingClientRect().top;
  const around = new EventTarget();
  Object.defineProperty(around, 'scrollY', { get: () => Math.max(0, above(box())) });
  around.scrollBy = (_, by) => { box().scrollTop += by; };
  // A page that shows the card's top already stays as it is.
  around.scrollTo = (_, to) => { around.scrollBy(0, to - around.scrollY); };
  const tell = ({ type }) => around.dispatchEvent(new Event(type));
  addEventListener('focus', tell, { signal });
  document.addEventListener('visibilitychange', tell, { signal });
  return around;
};

/**
 * Shows a card. `main` is the loader's element in the shadow root `root`; `page` the proxy's answer, from the address `base`; the rest
 * is what a host says in its welcome, with the host token as a promise. Everything ends with `signal`, and a `teardown` on the port.
 */
export const show = async ({ root, main, page: { page, html, language, direction }, base, signal, nonce, port, seq, token, caps }) => {
  const speak = (lang, dir) => Object.assign(main, { className: 'scx', lang, dir });
  const early = { click: null };
  const queue = [];
  const moved = () => queue.some(it => it?.method === 'context/changed' && it.params?.seq > seq);
  // Until the program listens itself: what is clicked or said meanwhile is handed over.
  const begun = new AbortController();
  main.addEventListener('click', ({ target }) => {
    const button = target.closest?.('[data-act]');
    if (button) early.click = { act: button.dataset.act, arg: button.dataset.arg || '' };
  }, { signal: begun.signal });
  // Keys pressed in the card are the card's, as they are in a frame. The page can't tell a field of the card from the element, and
  // would take what is typed for its shortcuts.
  for (const key of ['keydown', 'keypress', 'keyup']) main.addEventListener(key, event => event.stopPropagation());
  const fetching = new AbortController();
  signal.addEventListener('abort', () => fetching.abort(), { signal: begun.signal });
  port.onmessage = ({ data }) => {
    queue.push(data);
    if (data?.method === 'theme/changed' && /^(dark|light)$/.test(data.params?.scheme)) main.dataset.scheme = data.params.scheme;
    if (moved()) fetching.abort(main.replaceChildren());
  };

  root.adoptedStyleSheets = [style];
  page.base = base;
  speak(language, direction);
  // What the browser's user has set: the style sheet begins anew there.
  main.style.setProperty('--rem', getComputedStyle(main).fontSize);
  main.innerHTML = html;

  const ask = async () => {
    const jwt = await token;
    if (!jwt || moved()) return {};
    const body = JSON.stringify({ token: jwt, nonce, parent_origin: location.origin, seq });
    try {
      const answer = await fetch(base + '/api/card', { method: 'POST', body, headers: { 'content-type': 'application/json' }, credentials: 'omit', signal: fetching.signal });
      const { session, expires_in, card, speech, html, problem } = await answer.json();
      if (moved()) return {};
      if (!answer.ok) return { problem };
      if (speech) {
        Object.assign(page.words, speech.words);
        speak(speech.language, speech.direction);
      }
      if (html) main.innerHTML = html;
      return { session, expires_in, card };
    } catch {
      return moved() ? {} : { problem: { code: 'offline', message: page.words.offline, action: 'retry' } };
    }
  };
  const it = program();
  const [arrival] = await Promise.all([ask(), wasm(new URL(page.wasm, base)).then(module => it.init({ module_or_path: module }))]);
  begun.abort();
  if (signal.aborted) return;
  it.start({
    session: null, expires_in: null, card: null, problem: null, click: null,
    // Another conversation meanwhile: what came for the one before is not drawn.
    ...!moved() && { ...arrival, click: early.click },
    page, nonce, tree: root, around: surroundings(main, signal),
    host: { port, origin: location.origin, seq, caps, queue },
  });
};
