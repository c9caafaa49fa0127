// The host's side of scx/1, for either loader: what the card may ask the page for, and what it is told. It stands in a list of
// constants after `host` (the element), `seq`, `busy`, `nonce`, `port`, `frame` (what the card is in) and before `change` (what
// follows from a change of the element).
  send = (method, params) => port?.postMessage({ jsonrpc: '2.0', method, params }),
  tell = (type, asked) => host.dispatchEvent(new CustomEvent(type, { bubbles: true, composed: true, cancelable: true, detail: asked })),
  about = () => ({ seq, context: { conversation: { id: host.conversation } } }),

  // A host token, by the page's own function or from its own route.
  sign = async (nonce, conversation = host.conversation) => {
    try {
      if (host.token) return await host.token({ conversation, nonce });
      const answer = await fetch(host['token-url'], { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ conversation, nonce }) });
      if (answer.ok) return await answer.text();
    } catch (thrown) {
      console.error(thrown);
    }
  },
  stale = number => {
    if (number != seq) throw -32001;
  },
  fresh = async nonce => {
    const before = seq, token = await sign(nonce);
    stale(before);
    return { ...about(), token };
  },

  // What the card may ask for. What is not in this table does not exist.
  methods = {
    __proto__: null,
    'context/get': () => fresh(nonce),
    'token/refresh': asked => fresh(asked.nonce),
    'reply/insert': asked => {
      stale(asked.seq);
      if (!(asked.text.length <= 5e3)) throw -32004;
      return { inserted: tell('insert-reply', asked) };
    },
    'url/open': asked => {
      if (!/^(https|mailto|tel):/.test(asked.url)) throw -32003;
      if (tell('open-url', asked)) open(asked.url, '_blank', 'noopener');
    },
    'size/changed': asked => {
      if (tell('resize', asked)) frame.height = asked.height;
    },
    problem: asked => tell('problem', asked),
    ready: () => change.next(tell('ready'))
  },
  hear = async ({ data: { id, method, params: asked = {} }, target }) => {
    let answer;
    try {
      setTimeout(() => busy--, 1e3);
      if (busy++ > 19) throw -32029;
      // Nothing in it is long, and nothing in it has an inside: so nothing is deep.
      if (Object.values(asked).some(value => value?.length > 65535 || Object(value) === value)) throw -32004;
      if (!methods[method]) throw -32601;
      answer = { result: await methods[method](asked) || {} };
    } catch (thrown) {
      answer = { error: { code: +thrown || -32603, message: '', data: { seq } } };
    }
    if (id) target.postMessage({ jsonrpc: '2.0', id, ...answer });
  },
  watch = new IntersectionObserver(seen => send('visibility/changed', { visible: seen.pop().isIntersecting })),
  // The customer before is not to be seen while the card hears of it.
  move = () => send('context/changed', about(frame.animate({ opacity: [0, 0] }, 150))),
