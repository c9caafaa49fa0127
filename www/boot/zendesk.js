// The first words to Zendesk's app framework: the address says who is above and which app this is, and the handshake goes to
// exactly that. Texts of JSON, both ways. What follows is read in src/host/zendesk.rs.
const moved = () => false;
const said = name => new URLSearchParams(location.search).get(name) || new URLSearchParams(location.hash.slice(1)).get(name);
const site = said('origin'), guid = said('app_guid');
onmessage = event => {
  if (!heard(event) || event.origin !== site || typeof event.data !== 'string' || !event.data.startsWith('{')) return;
  if (host) return host.queue.push(event.data);
  if (!event.data.includes('"zaf.app.registered"')) return;
  silence();
  met({ origin: site, caps: { guid }, queue: [event.data] });
};
// Whoever is named and is none of the inbox's is not spoken with at all.
if (site && guid && known(site)) {
  const shake = JSON.stringify({ key: 'iframe.handshake', message: { version: '2.0' }, appGuid: guid, instanceGuid: guid });
  knock(() => top.postMessage(shake, site), () => {});
} else alone();
load('');
