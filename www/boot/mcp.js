// The first words to a host of MCP Apps: ui/initialize, and its answer with what the host can do. What follows is read in
// src/host/mcp.rs.
const moved = () => false;
onmessage = event => {
  const it = event.data;
  if (!heard(event) || !it || it.jsonrpc !== '2.0') return;
  if (host) return host.queue.push(it);
  if (it.id !== 0 || !it.result) return;
  silence();
  met({ origin: event.origin, queue: [it] });
};
knock(() => tell({
  jsonrpc: '2.0', id: 0, method: 'ui/initialize',
  params: { appInfo: { name: 'shopify-context-card', version: page.version }, appCapabilities: { availableDisplayModes: ['inline', 'fullscreen'] }, protocolVersion: '2026-01-26' },
}), () => {});
load('');
