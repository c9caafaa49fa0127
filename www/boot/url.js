// The first words where a host fills in the frame's address, and says nothing else: there are none, and no message is read. What
// the address names is a hint. It goes out of the address at once, and is handed over as the one message of this host; what it
// means is read in src/host/url.rs.
const moved = () => false;
const carried = [location.search, location.hash].map(part => part.slice(1)).join('&');
// A browser that lets nobody change the address shows the card all the same.
try { history.replaceState(null, '', location.pathname); } catch {}
const asked = new URLSearchParams(carried.length > 4096 ? '' : carried);
// A placeholder that nobody has filled in says nothing.
const said = (...names) => names.flatMap(name => asked.getAll(name)).map(value => value.trim())
  .filter(value => value && value.length <= 200 && !/[{}<>]/.test(value)).slice(0, 5);
if (top === window) alone();
// Nobody holds the other end of this port.
else met({
  port: new MessageChannel().port1, origin: above,
  queue: [{ conversation: said('conversation', 'session_id', 'thread_id')[0], channel: said('channel')[0], name: said('name')[0], emails: said('email'), phones: said('phone', 'mobile') }],
});
load('');
