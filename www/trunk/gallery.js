// Without a state: all of them, each in a frame. With `?state=NAME`: that state, drawn by the real program, on answers from cards/.
(() => {
  const states = ['customer', 'guest', 'several', 'two-stores', 'nothing', 'failed', 'throttled', 'not-configured', 'no-contact',
    'no-orders', 'long', 'right-to-left', 'skeleton', 'offline'];
  const asked = new URLSearchParams(location.search), state = asked.get('state');
  const main = document.getElementById('scx-card');
  const json = path => fetched(path).then(answer => answer.json());
  const fetched = window.fetch.bind(window);

  if (!state) {
    document.body.className = 'gallery';
    document.body.innerHTML = `<form>
      <label>Width <select name="width"><option>280<option selected>320<option>360<option>400</select></label>
      <label>Scheme <select name="scheme"><option value="">system<option>light<option>dark</select></label>
      <label><input type="checkbox" name="rtl"> right to left</label>
      <label><input type="checkbox" name="slow"> slow answers</label></form><section></section>`;
    const form = document.querySelector('form');
    const draw = () => {
      const chosen = new FormData(form);
      document.querySelector('section').replaceChildren(...states.map(name => {
        const figure = document.createElement('figure'), title = document.createElement('figcaption'), frame = document.createElement('iframe');
        title.textContent = frame.title = name;
        frame.style.width = chosen.get('width') + 'px';
        frame.src = '?' + new URLSearchParams({ state: name, scheme: chosen.get('scheme'), rtl: chosen.get('rtl') || '', slow: chosen.get('slow') || '' });
        figure.append(title, frame);
        return figure;
      }));
    };
    form.onchange = draw;
    return draw();
  }

  document.documentElement.dir = asked.get('rtl') || state === 'right-to-left' ? 'rtl' : 'ltr';
  if (asked.get('scheme')) document.documentElement.dataset.scheme = asked.get('scheme');
  const wait = asked.get('slow') ? 2000 : 150;
  const later = (body, status = 200) => new Promise(done => setTimeout(() => done(new Response(JSON.stringify(body), { status })), wait));

  // The proxy, played: as_of is now, so that ages count.
  const now = it => JSON.parse(JSON.stringify(it), (key, value) => key === 'as_of' ? Date.now() : value);
  const card = () => json(`cards/${state === 'skeleton' || state === 'offline' ? 'customer' : state}.json`).then(now);
  window.fetch = (to, options) => {
    const path = new URL(to.url || to, location.href).pathname;
    if (!path.startsWith('/api/')) return fetched(to, options);
    if (state === 'offline') return Promise.reject(new TypeError('no network'));
    if (path === '/api/card') return card().then(card => later({ card }));
    if (path === '/api/order') return json('cards/_order.json').then(order => later(now(order)));
    if (path === '/api/orders') return card().then(({ stores }) => later({
      ...stores[0].found.customer.orders, next: undefined,
      rows: stores[0].found.customer.orders.rows.map(row => ({ ...row, handle: row.handle + '-more' })) }));
    return later({ session: 'gallery', expires_in: 300 });
  };

  addEventListener('TrunkApplicationStarted', async () => {
    const words = (await json('en.json')).ui;
    // A host on the other end of a channel, with a composer that takes everything.
    const { port1, port2 } = new MessageChannel();
    port2.onmessage = ({ data }) => {
      console.info('to the host', data);
      if (data.method === 'reply/insert') port2.postMessage({ jsonrpc: '2.0', id: data.id, result: { inserted: true } });
      if (data.method === 'token/refresh' && state !== 'skeleton') port2.postMessage({ jsonrpc: '2.0', id: data.id, result: { token: 'gallery' } });
    };
    const host = { port: port1, origin: location.origin, seq: 1, caps: { insertReply: {}, tokenRefresh: {} }, queue: [] };
    const drawn = state === 'skeleton' || state === 'offline' ? null : await card();
    window.wasmBindings.start({ page: { words }, nonce: 'gallery', session: 'gallery', expires_in: 300, card: drawn, problem: null, click: null, host: drawn ? host : null });
    if (!drawn) window.wasmBindings.meet(host);
  });
})();
