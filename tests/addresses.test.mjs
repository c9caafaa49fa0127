// The first words of the hosts that say everything in the frame's address, without a browser: what goes out of the address, what
// is sent, and what is handed over.

import { test } from "node:test";
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { runInNewContext } from "node:vm";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const boot = (name) => readFile(fileURLToPath(new URL(join("../www/boot", `${name}.js`), import.meta.url)), "utf8");

/** A page of this host, as far as its first words need one. `answer`: what a request for the card brings. */
async function open(host, { search = "", hash = "", data = {}, framed = true, answer, stuck = false }) {
  const seen = { addresses: [], asked: [], started: null, listeners: 0, said: [] };
  const element = () => ({ append() {}, before() {}, remove() {}, replaceChildren() {}, setAttribute() {}, dataset: {}, set textContent(text) { seen.said.push(text); } });
  const main = { ...element(), id: "scx-card" };
  const tags = {
    "scx-page": { base: "/x", inbox: "i_a", origins: ["https://inbox.example"], words: { no_host: "no host", offline: "offline" }, script: "/card.js", wasm: "/card.wasm" },
    "scx-card-data": data,
  };
  const window = { listeners: seen };
  window.parent = framed ? { postMessage() { throw new Error("nothing is said to the page around"); } } : window;
  class MessageChannel {
    port1 = { mine: true };
  }
  const scope = {
    window, MessageChannel, URLSearchParams, AbortController, JSON, console, btoa, setTimeout: () => assert.fail("nobody is waited for"), clearTimeout() {},
    crypto: { getRandomValues: (bytes) => bytes },
    document: { getElementById: (id) => (id === "scx-card" ? main : { textContent: JSON.stringify(tags[id]) }), createElement: element, documentElement: {} },
    location: { search, hash, pathname: "/embed/i_a", ancestorOrigins: framed ? ["https://inbox.example"] : [] },
    history: { replaceState: (...all) => { if (stuck) throw new Error("not here"); seen.addresses.push(all[2]); } },
    addEventListener: () => (seen.listeners += 1),
    early: { end() {}, click: null },
    fetch: async (path, request) => {
      assert.deepEqual(seen.addresses, stuck ? [] : ["/embed/i_a"], "the address was clean by then");
      seen.asked.push([path, JSON.parse(request.body)]);
      if (!answer) throw new Error("offline");
      return { ok: !answer.problem, json: async () => answer };
    },
    program: { default: async () => {}, start: (boot) => (seen.started = boot), meet: () => assert.fail("met once") },
  };
  const script = `(() => {\n${await boot("start")}\n${await boot(host)}\n})();`.replaceAll("import(page.script + again)", "Promise.resolve(globalThis.program)");
  runInNewContext(script, scope);
  for (let turn = 0; turn < 20; turn += 1) await null;
  assert.equal(seen.listeners, 0, "no message of a window is read");
  return seen;
}

const plain = (value) => JSON.parse(JSON.stringify(value));

test("a signed address that was read already is only taken out", async () => {
  const arrived = { session: "s", expires_in: 300, card: { stores: [] } };
  const { addresses, asked, started } = await open("signed-url", { search: "?scx=v1.a.b", data: arrived });
  assert.deepEqual([addresses, asked, started.session, started.host], [["/embed/i_a"], [], "s", null]);
});

test("behind the # it is sent once, in the body of a request", async () => {
  const answer = { session: "s", expires_in: 300, card: { stores: [] }, html: "<p>card</p>" };
  const { addresses, asked, started } = await open("signed-url", { hash: "#scx=v1.k_a.1.n.e30.00", answer });
  assert.deepEqual(addresses, ["/embed/i_a"]);
  assert.deepEqual(asked, [["/x/api/card", { address: { inbox: "i_a", scx: "v1.k_a.1.n.e30.00" }, parent_origin: "https://inbox.example" }]]);
  assert.equal(started.session, "s");
});

test("why an address is refused reaches the card's program", async () => {
  const problem = { code: "not_signed_in", message: "Open the conversation again.", action: "reopen" };
  assert.deepEqual(plain((await open("signed-url", { search: "?scx=x", data: { problem } })).started.problem), problem);
  assert.deepEqual(plain((await open("signed-url", { hash: "#scx=x", answer: { problem } })).started.problem), problem);
  const bare = await open("signed-url", {});
  assert.deepEqual([bare.started.problem.code, bare.asked], ["no_host", []]);
  const offline = await open("signed-url", { hash: "#scx=x" });
  assert.deepEqual([offline.said.includes("offline"), offline.started], [true, null]);
});

test("what a plain address names is handed over as a hint, and nothing else of it", async () => {
  const search = "?conversation=c-7&name=%20Maria%20&email=maria%40example.com&email=m@example.com&phone=%2B447700900142&token=t&role=admin";
  const { addresses, asked, started } = await open("url", { search });
  assert.deepEqual([addresses, asked], [["/embed/i_a"], []]);
  const { port, origin, queue } = started.host;
  assert.deepEqual([port.mine, origin], [true, "https://inbox.example"]);
  assert.deepEqual(plain(queue), [{ conversation: "c-7", name: "Maria", emails: ["maria@example.com", "m@example.com"], phones: ["+447700900142"] }]);
});

test("placeholders that nobody filled in, and what is too long, say nothing", async () => {
  const of = async (parts) => plain((await open("url", parts)).started.host.queue[0]);
  assert.deepEqual(await of({ search: "?conversation={{pcConversationId}}&email=%7B%7Bcontact.email%7D%7D&name=" }), { emails: [], phones: [] });
  assert.deepEqual(await of({ search: `?name=${"x".repeat(201)}&email=a@example.com` }), { emails: ["a@example.com"], phones: [] });
  assert.deepEqual(await of({ search: `?email=a@example.com&x=${"x".repeat(4100)}` }), { emails: [], phones: [] });
  assert.deepEqual(await of({ search: `?${"email=a@example.com&".repeat(9)}` }), { emails: Array(5).fill("a@example.com"), phones: [] });
  assert.deepEqual(await of({ search: "?session_id=s-1", hash: "#mobile=%2B1555" }), { conversation: "s-1", emails: [], phones: ["+1555"] });
  assert.deepEqual(await of({}), { emails: [], phones: [] });
});

test("a plain address outside of a frame looks nobody up, and a stuck address shows the card", async () => {
  const { started } = await open("url", { search: "?email=a@example.com", framed: false });
  assert.deepEqual([started.problem.code, started.host], ["no_host", null]);
  const stuck = await open("url", { search: "?email=a@example.com", stuck: true });
  assert.deepEqual(plain(stuck.started.host.queue[0].emails), ["a@example.com"]);
});
