// Without a state: all of them, each in a frame. With `?state=NAME`: that state, drawn by the real program, on answers from cards/.
(() => {
  const states = ['customer', 'guest', 'several', 'people', 'person', 'nobody-search', 'no-contact-search', 'two-stores', 'nothing', 'failed', 'throttled', 'not-configured', 'no-contact',
    'no-orders', 'long', 'right-to-left', 'skeleton', 'offline', 'many', 'filtered', 'no-such', 'order', 'product', 'details'];
  // What is clicked, one after the other, to get to a state.
  const order = '.row', clicks = { filtered: ['[data-arg="0.refunded"]'], 'no-such': ['[data-arg="0.open"]'], order: [order],
    product: [order, '[data-act="product"]'], details: ['[data-act="customer"]'] };
  const cards = { skeleton: 'customer', offline: 'customer', filtered: 'many', 'no-such': 'many', order: 'customer', product: 'customer', details: 'customer' };
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
  const now = it => JSON.parse(JSON.stringify(it), (key, value) => key === 'as_of' ? Date.now()
    : value && value.matched ? { linking: 'no', ...value } : value);
  const card = () => json(`cards/${cards[state] || state}.json`).then(now);
  // 5,000 orders, from these on: a few are refunded, none is open.
  const orders = async ({ cursor, filter, query }) => {
    const first = (await card()).stores[0].found.customer.orders, all = 5000, from = Number(cursor || 0);
    const which = [...Array(all).keys()].filter(n => query ? '#' + (8800 - n) === '#' + query.replace('#', '') : !filter || filter === 'refunded' && n % 200 === 1);
    const rows = which.slice(from, from + 10).map(n => JSON.parse(JSON.stringify(first.rows[n % 10]).replaceAll(first.rows[n % 10].name, '#' + (8800 - n)).replace(/"m\d+"/, `"m${n}"`)));
    return { rows, count: `${which.length} orders`, next: from + 10 < which.length ? String(from + 10) : undefined };
  };
  // What a search finds: type `nobody`, `failed`, or one letter, to see the rest.
  const search = query => {
    const problem = (code, message, action) => later({ problem: { code, message, action } }, 422);
    if (query.length < 2) return problem('bad_request', 'Type at least two letters.', 'nothing');
    if (query === 'failed') return problem('store_unreachable', 'Shopify did not answer. This is a failure, not an empty list.', 'retry');
    return json(`cards/${query === 'nobody' ? 'nothing' : '_found'}.json`).then(found => later({ ...now(found), contact: query }));
  };
  const ofPerson = async person => {
    if (person == null) return card();
    const { stores } = await json(`cards/${['customer', 'guest', 'nothing'][person]}.json`);
    return { ...await card(), stores: now(stores), person };
  };
  window.fetch = (to, options) => {
    const path = new URL(to.url || to, location.href).pathname;
    if (!path.startsWith('/api/')) return fetched(to, options);
    if (state === 'offline') return Promise.reject(new TypeError('no network'));
    if (path === '/api/search') return to.json().then(({ query }) => search(query));
    if (/link$/.test(path)) return later().then(() => new Response(null, { status: 204 }));
    if (path === '/api/card' && state === 'people') return to.json().then(({ person }) => ofPerson(person)).then(card => later({ card }));
    if (path === '/api/card') return card().then(card => later({ card }));
    if (path === '/api/order') return json('cards/_order.json').then(order => later(now(order)));
    if (path === '/api/history') return json('cards/_history.json').then(history => later(history));
    if (path === '/api/product') return json('cards/_product.json').then(product => later(now(product)));
    if (path === '/api/orders' && (cards[state] || state) === 'many') return new Request(to, options).json().then(orders).then(page => later(page));
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
    window.wasmBindings.start({ tree: document, around: window, page: { words }, nonce: 'gallery', session: 'gallery', expires_in: 300, card: drawn, problem: null, click: null, host: drawn ? host : null });
    if (!drawn) window.wasmBindings.meet(host);
    for (const selector of clicks[state] || []) {
      while (!document.querySelector(selector)) await new Promise(requestAnimationFrame);
      document.querySelector(selector).click();
    }
  });
})();
