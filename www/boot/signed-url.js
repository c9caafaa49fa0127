// The first words where the host's backend signs the frame's address: there are none, and no message is read. What the address
// carries names people, so it goes out of the address at once. What stood behind the # has not been to the proxy yet.
const moved = () => false;
const scx = new URLSearchParams(location.hash.slice(1)).get('scx');
// A browser that lets nobody change the address shows the card all the same.
try { history.replaceState(null, '', location.pathname); } catch {}
const ask = async () => {
  fetching = 1;
  try {
    const body = JSON.stringify({ address: { inbox: page.inbox, scx }, parent_origin: above && above !== 'null' ? above : null });
    const answer = await fetch(page.base + '/api/card', { method: 'POST', body, headers: { 'content-type': 'application/json' }, credentials: 'omit' });
    const reply = await answer.json();
    if (!answer.ok) boot.problem = reply.problem;
    else {
      Object.assign(boot, { session: reply.session, expires_in: reply.expires_in, card: reply.card });
      const speech = reply.speech;
      if (speech) {
        Object.assign(words, speech.words);
        Object.assign(doc.documentElement, { lang: speech.language, dir: speech.direction });
      }
      if (reply.html && !program) main.innerHTML = reply.html;
    }
  } catch { say(words.offline, ask); }
  finally { fetching = 0; begin(); }
};
if (!boot.card && !boot.problem) scx ? ask() : alone();
load('');
