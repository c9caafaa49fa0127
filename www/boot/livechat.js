// The first words to LiveChat and HelpDesk: they begin, once the frame has loaded, and don't wait long. What is called after
// that is read in src/host/livechat.rs.
const moved = () => false;
const query = new URLSearchParams(location.search), theme = query.get('theme');
if (theme === 'light' || theme === 'dark') doc.documentElement.dataset.scheme = theme;
onmessage = event => {
  const it = event.data;
  if (!heard(event) || !it || it['@@livechat/postmessenger'] !== true) return;
  const answer = result => top.postMessage({ ...it, type: 'response', data: { error: false, result } }, event.origin);
  if (it.type === 'handshake') answer({ '@@livechat/4way': true, data: {} });
  else if (it.type === 'handshake_echo') {
    answer(null);
    if (host) return;
    silence();
    met({ origin: event.origin, caps: { owner: it.owner, instance: it.instance, plugin: query.get('plugin_id') }, queue: [] });
  } else if (host) host.queue.push(it);
};
knock(() => {}, () => {});
load('');
