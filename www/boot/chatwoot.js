// The first words to Chatwoot: it says once, when the frame has loaded, which conversation is open, and again when it is
// asked. One text, posted by the window above; what it means is read in src/host/chatwoot.rs.
const prefix = page.options?.prefix || 'chatwoot';
const moved = () => false;
onmessage = event => {
  if (!heard(event) || typeof event.data !== 'string' || !event.data.includes('"appContext"')) return;
  if (host) return host.queue.push(event.data);
  silence();
  met({ origin: event.origin, queue: [event.data] });
};
knock(() => tell(prefix + '-dashboard-app:fetch-info'), () => {});
load('');
