// <shopify-context-card> in a page of a vendor's: the two-line script tag with the real card; and with a card that behaves badly,
// what the element does not let it do.

import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { brotliCompressSync } from "node:zlib";
import { join } from "node:path";
import { createHash } from "node:crypto";
import { output, startBrowser } from "./inbox.mjs";
import { startDesk } from "./desk.mjs";
import { startProxy } from "./proxy.mjs";

const UK = "acme-uk.myshopify.com";
let proxy;
let browser;
let desk;
let rogue;

before(async () => {
  [proxy, browser] = await Promise.all([startProxy(), startBrowser()]);
  await proxy.run(["store", "connect", "--tenant", proxy.tenant, "--shop", UK, "--token-stdin"], await proxy.token(UK));
  rogue = await startRogue();
  // Nothing but what docs/embed.md asks for, and the page's own.
  desk = await startDesk({
    policy: () => `default-src 'none'; script-src ${proxy.address} 'nonce-page'; style-src 'self' 'nonce-page'; connect-src 'self'; img-src data:; frame-src ${proxy.address} ${rogue.origin}`,
  });
  desk.inbox = await proxy.run(["inbox", "add", "--tenant", proxy.tenant, "--host", "generic", "--origin", desk.origin]);
});

after(async () => {
  await browser?.close();
  await rogue?.stop();
  await desk?.stop();
  await proxy?.stop();
});

/** In place of the card: a page that says hello, and then does what the test says. */
async function startRogue() {
  const server = createServer((_, response) => {
    response.setHeader("content-type", "text/html");
    response.end(`<!doctype html><title>rogue</title><script>
      const heard = [], answers = new Map();
      let port, welcome, id = 0;
      addEventListener("message", (event) => {
        if (event.data?.scx !== "welcome") return;
        [welcome, port] = [event.data, event.ports[0]];
        window.from = event.origin;
        port.onmessage = ({ data }) => data.method ? heard.push(data) : answers.get(data.id)?.(data);
      });
      const hello = (nonce) => parent.postMessage({ scx: "hello", v: [1], nonce }, "*");
      const post = (message) => port.postMessage(message);
      const ask = (method, params) => new Promise((done) => { answers.set(++id, done); post({ jsonrpc: "2.0", id, method, params }); });
      hello("first"); hello("first");
    </script>`);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    stop: () => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve))),
  };
}

const script = () => `<script src="${proxy.address}/embed.js"></script>`;
const tag = (more = "") => `<shopify-context-card id="card" inbox="${desk.inbox.inbox}" token-url="/context-card/token" conversation="c-77" ${more}></shopify-context-card>`;

async function visit(html, { allow = [], ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 400, height: 900 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const complaints = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  desk.html = html;
  desk.asked.length = 0;
  await page.goto(desk.origin);
  const card = page.frameLocator("#card iframe");
  return {
    context,
    page,
    card,
    sees: (name, frame = card) => frame.getByRole("heading", { name }).first().waitFor(),
    on: (work, value) => page.locator("#card").evaluate(work, value),
    async leave() {
      await context.close();
      assert.deepEqual(complaints.filter((text) => !allow.some((pattern) => pattern.test(text))), []);
    },
  };
}

/** With the rogue card: its frame once it was welcomed. */
async function met(html, options) {
  const who = await visit(html, options);
  const found = async () => {
    for (;;) {
      const frame = who.page.frames().find((one) => one.url().startsWith(rogue.origin));
      if (frame) return frame;
      await who.page.waitForEvent("framenavigated");
    }
  };
  const frame = await found();
  await frame.waitForFunction(() => welcome);
  return { ...who, frame };
}

test("two lines put the card into a page, under a strict policy", async () => {
  const who = await visit(`${script()}${tag()}<textarea></textarea>`);
  await who.sees("Maria Sørensen");
  assert.equal(desk.asked.length, 1, "one token for the first card");
  // Without a listener for replies there is nothing to insert into.
  await who.card.locator('[data-act="copy"]').first().waitFor();
  assert.equal(await who.card.locator('[data-act="insert"]').count(), 0);
  // It grows with the card.
  await who.page.waitForFunction(() => {
    const frame = document.querySelector("#card").shadowRoot.querySelector("iframe");
    return frame.getBoundingClientRect().height > 400;
  });
  await who.page.screenshot({ path: join(await output(), "element.png"), fullPage: true });
  await who.leave();
});

test("another conversation is another customer, and a reply lands in the page", async () => {
  const who = await visit(`${script()}${tag()}<textarea></textarea><script nonce="page">
    window.heard = [];
    for (const type of ["ready", "problem", "insert-reply", "resize"]) document.addEventListener(type, (event) => heard.push(event.type));
    document.querySelector("#card").addEventListener("insert-reply", (event) => { document.querySelector("textarea").value = event.detail.text; });
  </script>`);
  await who.sees("Maria Sørensen");
  await who.card.getByRole("button", { name: "Insert in reply" }).first().click();
  await who.page.waitForFunction(() => document.querySelector("textarea").value.includes("#1042"));
  // What comes next is asked for ahead.
  const ahead = who.page.waitForResponse((response) => response.url().endsWith("/api/next"));
  await who.on((card) => (card.next = "c-78"));
  assert.equal((await ahead).status(), 204);
  await who.on((card) => (card.conversation = "c-78"));
  await who.sees("Kofi Mensah");
  assert.equal(await who.on((card) => card.getAttribute("conversation")), "c-77", "a property is no attribute");
  await who.on((card) => card.setAttribute("conversation", "c-77"));
  await who.sees("Maria Sørensen");
  const heard = await who.page.evaluate(() => [...new Set(window.heard)].sort());
  assert.deepEqual(heard, ["insert-reply", "ready", "resize"]);
  // A backend that gives no token: the card says so, and the page hears of it.
  await who.on((card) => (card.conversation = "c-0"));
  await who.page.waitForFunction(() => window.heard.includes("problem"));
  await who.context.close();
});

test("a card that is taken away and put back is there again, and two are side by side", async () => {
  const who = await visit(`${script()}${tag()}<div id="other"></div>`);
  await who.sees("Maria Sørensen");
  await who.on((card) => {
    window.kept = card;
    card.remove();
  });
  assert.equal(await who.page.locator("iframe").count(), 0);
  await who.page.evaluate(() => document.body.append(window.kept));
  await who.sees("Maria Sørensen");
  await who.page.evaluate(() => {
    const second = window.kept.cloneNode();
    second.id = "second";
    second.setAttribute("conversation", "c-78");
    document.body.append(second);
  });
  await who.sees("Kofi Mensah", who.page.frameLocator("#second iframe"));
  await who.sees("Maria Sørensen");
  await who.leave();
});

test("what was set before the element was known counts", async () => {
  const who = await visit(`<shopify-context-card id="card" inbox="${desk.inbox.inbox}"></shopify-context-card><script nonce="page">
    const card = document.querySelector("#card");
    card.conversation = "c-78";
    card.token = async (request) => (await fetch("/context-card/token", { method: "POST", body: JSON.stringify(request) })).text();
    card.theme = { "--scx-accent": "#123456" };
  </script>${script()}${script()}`);
  await who.sees("Kofi Mensah");
  const accent = () => document.documentElement.style.getPropertyValue("--scx-accent");
  const frame = who.page.frames().find((one) => one.url().startsWith(proxy.address));
  await frame.waitForFunction(accent);
  assert.equal(await frame.evaluate(accent), "#123456");
  await who.leave();
});

test("a ticket's card needs no token of the page", async () => {
  const token = desk.sign({ conversation: "c-77" });
  const made = await fetch(`${proxy.address}/api/tickets`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ token }) });
  const { url } = await made.json();
  const who = await visit(`${script()}${tag(`ticket-url="${url}"`)}`);
  await who.sees("Maria Sørensen");
  await who.page.frames().at(-1).waitForFunction(() => document.documentElement.dataset.scheme === undefined);
  assert.equal(desk.asked.length, 0);
  await who.on((card) => (card.conversation = "c-78"));
  await who.sees("Kofi Mensah");
  await who.leave();
});

const rogueTag = (more = "") => `${script()}<shopify-context-card id="card" src="${rogue.origin}" inbox="i_x" token-url="/context-card/token" conversation="c-77" ${more}></shopify-context-card>`;

test("the welcome goes to the card alone, once, and says what the page can do", async () => {
  const who = await met(rogueTag('scheme="dark"'));
  const { welcome, from } = await who.frame.evaluate(() => ({ welcome, from: window.from }));
  assert.equal(from, desk.origin);
  assert.match(welcome.token, /^ey/);
  assert.deepEqual(JSON.parse(JSON.stringify({ ...welcome, token: "" })), {
    scx: "welcome", v: 1, nonce: "first", seq: 1, token: "",
    caps: { openUrl: {}, resize: {}, tokenRefresh: {} },
  });
  assert.equal(desk.asked.length, 1, "a hello that is repeated is one hello");
  await who.frame.waitForFunction(() => heard.some(({ method }) => method === "visibility/changed"));
  const heard = await who.frame.evaluate("heard");
  assert.deepEqual(heard.map(({ method }) => method).sort(), ["theme/changed", "visibility/changed"]);
  assert.equal(heard.find(({ method }) => method === "theme/changed").params.scheme, "dark");
  // From another window, from another origin, the same words are nothing.
  await who.page.evaluate(() => {
    window.asked = [];
    document.querySelector("#card").token = (request) => void asked.push(request.nonce);
    window.postMessage({ scx: "hello", v: [1], nonce: "own window" }, "*");
    dispatchEvent(new MessageEvent("message", { data: { scx: "hello", v: [1], nonce: "wrong origin" }, origin: "https://evil.example", source: document.querySelector("#card").shadowRoot.querySelector("iframe").contentWindow }));
  });
  // A frame of the card's own origin, which is not the element's.
  await who.page.evaluate((src) => {
    const other = document.createElement("iframe");
    document.body.append(Object.assign(other, { src, title: "other" }));
    return new Promise((loaded) => (other.onload = loaded));
  }, `${rogue.origin}/other`);
  await who.page.frames().find((one) => one.url().endsWith("/other")).evaluate(() => hello("another frame"));
  await who.frame.evaluate(() => hello("loaded anew"));
  await who.page.waitForFunction(() => asked.length > 0);
  assert.deepEqual(await who.page.evaluate("asked"), ["loaded anew"]);
  await who.leave();
});

test("what the card may not do is refused", async () => {
  const who = await met(rogueTag(), { allow: [/404/] });
  await who.page.evaluate(() => {
    window.opened = [];
    window.open = (url) => opened.push(url);
    window.taken = [];
    document.querySelector("#card").addEventListener("insert-reply", ({ detail }) => taken.push(detail.text));
  });
  const ask = async (method, params) => {
    const { error, result } = await who.frame.evaluate(([method, params]) => ask(method, params), [method, params]);
    return error?.code ?? result;
  };
  const reply = (more) => ask("reply/insert", { seq: 1, mode: "insert", format: "text", text: "Hello", ...more });
  assert.deepEqual(await reply(), { inserted: true });
  assert.equal(await reply({ seq: 0 }), -32001);
  assert.equal(await reply({ seq: undefined }), -32001);
  assert.equal(await reply({ text: "x".repeat(5001) }), -32004);
  assert.equal(await reply({ text: "x".repeat(1_000_000) }), -32004);
  assert.equal(await reply({ text: ["x"] }), -32004);
  assert.equal(await reply({ text: 5 }), -32004);
  assert.equal(await reply({ more: [[[[[[[[[[]]]]]]]]]] }), -32004);
  for (const method of ["eval", "constructor", "__proto__", "toString", "display/request"]) assert.equal(await ask(method, {}), -32601, method);
  await who.leave();
});

test("only links that a person may follow are opened", async () => {
  const who = await met(rogueTag());
  await who.page.evaluate(() => {
    window.opened = [];
    window.open = (url) => opened.push(url);
  });
  const ask = async (method, params) => {
    const { error, result } = await who.frame.evaluate(([method, params]) => ask(method, params), [method, params]);
    return error?.code ?? result;
  };
  for (const url of ["javascript:alert(1)", "data:text/html,x", "http://plain.example", "//x", " https://x"]) assert.equal(await ask("url/open", { url }), -32003, url);
  assert.deepEqual(await ask("url/open", { url: "https://shop.example/" }), {});
  await who.on((card) => card.addEventListener("open-url", (event) => event.preventDefault()));
  await ask("url/open", { url: "https://own.example/" });
  assert.deepEqual(await who.page.evaluate("opened"), ["https://shop.example/"]);
  await who.leave();
});

test("a reply for the conversation before is refused, whatever the card knows", async () => {
  const who = await met(rogueTag());
  await who.page.evaluate(() => {
    window.taken = [];
    document.querySelector("#card").addEventListener("insert-reply", ({ detail }) => taken.push(detail.text));
  });
  const reply = async (seq, text) => {
    const { error, result } = await who.frame.evaluate((params) => ask("reply/insert", params), { seq, text, mode: "insert", format: "text" });
    return error?.code ?? result;
  };
  assert.deepEqual(await reply(1, "Hello"), { inserted: true });
  // The page has gone on: what the card wants for the conversation before comes too late, even if it was not told yet.
  await who.on((card) => {
    card.token = () => new Promise((signed) => (window.signed = signed));
  });
  const late = who.frame.evaluate(() => ask("token/refresh", { nonce: "n" }));
  await who.page.waitForFunction(() => window.signed);
  await who.on((card) => {
    card.conversation = "c-78";
    window.signed("of the conversation before");
  });
  assert.equal((await late).error.code, -32001);
  assert.equal(await reply(1, "for Maria"), -32001);
  assert.deepEqual(await reply(2, "for Kofi"), { inserted: true });
  assert.deepEqual(await who.page.evaluate("taken"), ["Hello", "for Kofi"]);
  await who.leave();
});

test("a flood is cut off at twenty a second", async () => {
  const who = await met(rogueTag());
  const codes = await who.frame.evaluate(async () => {
    const all = await Promise.all(Array.from({ length: 60 }, () => ask("nothing", {})));
    return all.map(({ error }) => error.code);
  });
  assert.equal(codes.filter((code) => code === -32601).length, 20);
  assert.equal(codes.filter((code) => code === -32029).length, 40);
  await who.leave();
});

test("the card gets tokens, the next conversation and the end", async () => {
  const who = await met(rogueTag());
  const ask = (method, params) => who.frame.evaluate(([method, params]) => ask(method, params), [method, params]);
  const claims = (token) => JSON.parse(Buffer.from(token.split(".")[1], "base64url"));
  assert.equal(claims((await ask("token/refresh", { nonce: "second" })).result.token).nonce, "second");
  const { result } = await ask("context/get");
  assert.deepEqual([result.seq, result.context, claims(result.token).nonce], [1, { conversation: { id: "c-77" } }, "first"]);
  await who.on((card) => (card.next = "c-78"));
  await who.frame.waitForFunction(() => heard.some(({ method }) => method === "context/next"));
  const next = await who.frame.evaluate(() => heard.find(({ method }) => method === "context/next").params.token);
  assert.equal(claims(next).conversation.id, "c-78");
  // Heights: the page may keep its own.
  const height = () => who.on((card) => card.shadowRoot.querySelector("iframe").getBoundingClientRect().height);
  await ask("size/changed", { height: 612 });
  assert.equal(await height(), 612);
  await ask("size/changed", { height: "1px;position:fixed" });
  assert.ok((await height()) < 612);
  await who.on((card) => card.addEventListener("resize", (event) => event.preventDefault()));
  await ask("size/changed", { height: 700 });
  assert.ok((await height()) < 700);
  // Out of sight.
  await who.on((card) => (card.hidden = true));
  // By a clock: a frame out of sight is never painted.
  const polling = 20;
  await who.frame.waitForFunction(() => heard.some(({ method, params }) => method === "visibility/changed" && !params.visible), null, { polling });
  await who.leave();
});

test("the loader is small, the same for everybody, and can be pinned", async () => {
  const answer = await fetch(`${proxy.address}/embed.js`, { headers: { "accept-encoding": "identity" } });
  const text = await answer.text();
  assert.ok(brotliCompressSync(text).length <= 1536, `${brotliCompressSync(text).length} bytes`);
  assert.equal(answer.headers.get("access-control-allow-origin"), "*");
  assert.match(answer.headers.get("cache-control"), /max-age=300/);
  const etag = answer.headers.get("etag");
  const again = await fetch(`${proxy.address}/embed.js`, { headers: { "if-none-match": etag } });
  assert.deepEqual([again.status, await again.text()], [304, ""]);
  const pinned = await fetch(`${proxy.address}/${etag.slice(1, -1)}`);
  assert.match(pinned.headers.get("cache-control"), /immutable/);
  assert.equal(await pinned.text(), text);
  assert.equal((await fetch(`${proxy.address}/embed.000000000000.js`)).status, 404);
  const integrity = `sha384-${createHash("sha384").update(text).digest("base64")}`;
  const who = await visit(`<script src="${proxy.address}/${etag.slice(1, -1)}" integrity="${integrity}" crossorigin></script>${tag()}`);
  await who.sees("Maria Sørensen");
  await who.leave();
});

