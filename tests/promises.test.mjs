// What the card promises: one request to Shopify, the same card natively and by Wasm, small, and nothing personal where
// it does not belong.

import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { SHOPS, openInbox, startBrowser, startDemo } from "./inbox.mjs";

let demo;
let browser;

before(async () => {
  [demo, browser] = await Promise.all([startDemo(), startBrowser()]);
});

after(async () => {
  await browser?.close();
  await demo?.stop();
});

const requests = async () => {
  const count = Object.fromEntries(SHOPS.map((shop) => [shop, 0]));
  for (const { shop } of await demo.shops.log()) count[shop] += 1;
  return count;
};

test("a card is one request to each store, and none when it is warm", async () => {
  await demo.shops.clearLog();
  const first = await openInbox(browser, demo, { hash: "c-1144" });
  await first.seeCustomer("Kofi Mensah");
  await first.seeRunning();
  assert.deepEqual(await requests(), Object.fromEntries(SHOPS.map((shop) => [shop, 1])));
  await first.close();

  await demo.shops.clearLog();
  const second = await openInbox(browser, demo, { hash: "c-1144" });
  await second.seeCustomer("Kofi Mensah");
  await second.seeRunning();
  assert.deepEqual(await requests(), Object.fromEntries(SHOPS.map((shop) => [shop, 0])));
  await second.close();
});

test("what the proxy draws is what Wasm draws", async () => {
  // The tree as the browser has parsed it: comments, and the order of attributes, say nothing.
  const drawn = () => {
    const copy = document.querySelector("#scx-card").cloneNode(true);
    const comments = document.createTreeWalker(copy, NodeFilter.SHOW_COMMENT);
    const found = [];
    while (comments.nextNode()) found.push(comments.currentNode);
    found.forEach((comment) => comment.remove());
    copy.normalize();
    // Ages are counted in the page, the status is said when Wasm has taken over, and what the host can do is known then.
    copy.querySelectorAll('.age, [role="status"]').forEach((node) => node.replaceChildren());
    copy.querySelectorAll('[data-act="insert"]').forEach((button) => button.remove());
    // Handles belong to a session, so they differ between two pages; the order in which they appear must not.
    const handles = new Map();
    const name = (value) => {
      if (!handles.has(value)) handles.set(value, `handle ${handles.size}`);
      return handles.get(value);
    };
    const plain = (value) => value.replace(/[\w-]{40,}/, name);
    const lines = [];
    const write = (node, depth) => {
      const space = "  ".repeat(depth);
      if (node.nodeType === Node.TEXT_NODE) return lines.push(`${space}"${node.data}"`);
      const attributes = [...node.attributes].map((it) => ` ${it.name}="${plain(it.value)}"`).sort();
      lines.push(`${space}<${node.localName}${attributes.join("")}>`);
      node.childNodes.forEach((child) => write(child, depth + 1));
    };
    write(copy, 0);
    return lines.join("\n");
  };
  for (const hash of ["c-1042", "c-2071", "c-1150", "c-1201", "c-1190"]) {
    const inbox = await openInbox(browser, demo, { hash });
    await inbox.seeRunning();
    const byWasm = await inbox.cardFrame.evaluate(drawn);
    // A ticket is used once, so the page is asked for by a new one, and its HTML is parsed without running anything.
    const { url } = await inbox.page.evaluate(
      async (id) => (await fetch(`/api/conversations/${id}/ticket`, { method: "POST" })).json(),
      hash,
    );
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(url);
    const natively = await page.evaluate(drawn);
    assert.ok(natively.length > 200, natively);
    assert.equal(byWasm, natively, hash);
    await context.close();
    await inbox.close();
  }
});

test("the first flight fits into 14 KB", async () => {
  const response = await fetch(`${demo.card}/embed/${demo.inbox_id}`, { headers: { "accept-encoding": "identity" } });
  const page = await response.text();
  const style = page.match(/href="([^"]+\.css)"/)?.[1];
  assert.ok(style, "the page names its styles");
  const { brotliCompressSync } = await import("node:zlib");
  const css = Buffer.from(await (await fetch(new URL(style, demo.card))).arrayBuffer());
  const bytes = brotliCompressSync(page).length + brotliCompressSync(css).length;
  assert.ok(bytes <= 14 * 1024, `page and styles are ${bytes} bytes`);
});

test("no token and no personal data in any address, log or answer", async () => {
  const inbox = await openInbox(browser, demo);
  const answers = [];
  inbox.context.on("response", (response) => {
    // The stream of changes does not end before its session; it tells of shops only.
    if (response.url().endsWith("/api/live")) return;
    if (response.url().startsWith(demo.card)) answers.push(response.body().then(String, () => ""));
  });
  const secrets = new Set();
  inbox.context.on("response", async (response) => {
    if (!/\/(token|api\/(card|session))$/.test(new URL(response.url()).pathname)) return;
    const body = await response.json().catch(() => ({}));
    for (const name of ["token", "session"]) if (body[name]) secrets.add(body[name]);
  });
  await inbox.seeReady();
  await inbox.openOrder("#1042");
  await inbox.see("DHL");
  await inbox.goBack();
  for (const [who, name] of [["Jonas", "Jonas Weber"], ["Kofi", "Kofi Mensah"], ["Priya", "Priya Nair"]]) {
    await inbox.openConversation(who);
    await inbox.seeCustomer(name);
  }
  const urls = inbox.requests.map((request) => request.url());
  const own = `${await demo.log("card")}\n${await demo.log("inbox")}`;
  const tokens = (await demo.log("sandbox")).match(/shpat_\w+/g) ?? [];
  // What must be there, so that a search in nothing does not pass for a search that finds nothing.
  assert.match(own, /\/api\/tickets/);
  assert.ok(urls.some((url) => url.includes("ticket=")), "the ticket's page was asked for");
  assert.equal(tokens.length >= 3, true, "the sandbox's own table has the tokens");
  assert.ok(secrets.size > 2, "host tokens were seen");

  const personal = ["maria@", "maria%40", "Maria", "Sørensen", "700900142", "jonas", "Jonas", "4915123456789", "kofi", "Kofi", "priya", "Priya", "Nair"];
  for (const text of personal) {
    for (const url of urls) assert.ok(!url.includes(text), `${text} in ${url}`);
    assert.ok(!own.includes(text), `${text} in a log`);
  }
  const bodies = await Promise.all(answers);
  for (const secret of [...secrets, ...tokens]) {
    for (const url of urls) assert.ok(!url.includes(secret), `a token in ${url.slice(0, 60)}`);
    assert.ok(!own.includes(secret), "a token in a log");
  }
  for (const token of tokens) {
    for (const body of bodies) assert.ok(!body.includes(token), "a Shopify token in an answer");
  }
  await inbox.close();
});

test("a page elsewhere can't show the card", async () => {
  const { createServer } = await import("node:http");
  const server = createServer((_, response) => {
    response.setHeader("content-type", "text/html");
    response.end(`<!doctype html><title>elsewhere</title><iframe src="${demo.card}/embed/${demo.inbox_id}"></iframe>`);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const context = await browser.newContext();
  const page = await context.newPage();
  const refused = page.waitForEvent("console", (message) => /frame-ancestors/.test(message.text()));
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  await refused;
  await context.close();
  server.close();
});
