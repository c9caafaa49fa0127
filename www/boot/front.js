// The first words to Front: a port of our own is handed up, and what is open comes on it. What that means is read in
// src/host/front.rs. Each port that is handed up is a new one; the first on which somebody speaks is the host's.
const moved = () => false;
const port = () => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }) => {
    if (host) return host.port === port1 && host.queue.push(data);
    if (data?.type !== 'context_update') return;
    silence();
    met({ port: port1, origin: above || null, queue: [data] });
  };
  return [port2];
};
knock(() => tell('@frontapp/ui-sdk#WebViewBridge.handshake', port), () => {}, [0, 3e3, 6e3]);
load('');
