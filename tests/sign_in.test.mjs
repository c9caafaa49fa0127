// A host that signs nothing: Chatwoot's frame as the card sees it, on another site than the card. Agents sign in by a code that
// an admin makes for them, and stay signed in by a cookie of their own, or in memory.

import { after, before, test } from "node:test";
import { createServer } from "node:http";
import { join } from "node:path";
import assert from "node:assert/strict";
import { output, startBrowser } from "./inbox.mjs";
import { startProxy } from "./proxy.mjs";
import { REFUSED, owner as signedIn, person as somebody, reachable } from "./owners.mjs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const UK = "acme-uk.myshopify.com";
const axe = readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let proxy;
let browser;
let folder;
let helpdesk;
let host;
let inbox;

/** What Chatwoot says of a conversation, whoever asks: a text, to everybody. */
const PAGE = `<!doctype html><meta charset="utf-8"><title>Chatwoot</title>
<style>html, body, iframe { margin: 0; border: 0; inline-size: 100%; block-size: 100%; display: block }</style>
<script>
  const params = new URLSearchParams(location.search);
  let open = { id: 7, email: "maria@example.com", name: "Maria" };
  const tell = () => {
    const contact = { id: 1, name: open.name, email: open.email, phone_number: null };
    const data = { conversation: { id: open.id, channel: "Channel::WebWidget" }, contact, currentAgent: { id: 1, name: "Ada", email: "ada@inbox.example" } };
    frames[0].postMessage(JSON.stringify({ event: "appContext", data }), "*");
  };
  const turnTo = (id, name, email) => { open = { id, name, email }; tell(); };
  onmessage = ({ data }) => { if (data === "chatwoot-dashboard-app:fetch-info") tell(); };
  const show = (address) => {
    const frame = document.createElement("iframe");
    frame.title = "Shopify";
    if (params.has("shut")) frame.sandbox = "allow-scripts";
    frame.onload = tell;
    frame.src = address;
    document.body.replaceChildren(frame);
  };
</script><body>`;

before(async () => {
  folder = await output();
  [proxy, browser] = await Promise.all([startProxy(), startBrowser()]);
  helpdesk = createServer((_, response) => response.writeHead(200, { "content-type": "text/html" }).end(PAGE));
  await new Promise((resolve) => helpdesk.listen(0, "127.0.0.1", resolve));
  // By another name than the card's: another site, to which the browser keeps cookies apart.
  host = `http://localhost:${helpdesk.address().port}`;
  await proxy.run(["store", "connect", "--tenant", proxy.tenant, "--shop", UK, "--token-stdin"], await proxy.token(UK));
  ({ inbox } = await add("Front desk"));
});

after(async () => {
  await browser?.close();
  helpdesk?.close();
  await proxy?.stop();
});

async function add(name) {
  const made = await proxy.run(["inbox", "add", "--tenant", proxy.tenant, "--host", "chatwoot", "--origin", host, "--name", name]);
  await proxy.run(["inbox", "set", "--inbox", made.inbox, "--reach", "search"]);
  return made;
}

const codeFor = async (name, of = inbox) => (await proxy.run(["sign-in-code", "--inbox", of, "--name", name])).code;

/** Somebody with the conversation open. */
async function agent({ of = inbox, shut = false, ...options } = {}) {
  const who = await somebody(browser, { viewport: { width: 360, height: 700 }, ...options });
  const requests = [];
  who.page.on("request", (request) => requests.push(new URL(request.url()).pathname));
  const card = who.page.frameLocator("iframe").locator("#scx-card");
  const show = () => who.page.evaluate((address) => show(address), `${proxy.address}/embed/${of}`);
  await who.page.goto(`${host}/${shut ? "?shut" : ""}`);
  await show();
  return {
    ...who,
    card,
    requests,
    /** The same conversation once more: Chatwoot makes a new frame. */
    again: show,
    frame: () => who.page.frames().find((frame) => frame.url().startsWith(proxy.address)),
    seeCard: (text) => card.getByText(text).first().waitFor(),
    seeCustomer: (name) => card.getByRole("heading", { name }).first().waitFor(),
    async type(code) {
      await card.locator("#scx-code").fill(code);
      await card.getByRole("button", { name: "Sign in", exact: true }).click();
    },
  };
}

test("an agent signs in by a code, and is signed in when Chatwoot makes the frame anew", async () => {
  const ada = await agent();
  await ada.seeCard("Ask an admin for a code.");
  assert.equal(ada.requests.filter((path) => path.startsWith("/api/")).length, 0, "nothing is asked before");
  await ada.card.locator("#scx-code").fill((await codeFor("Ada")).toUpperCase().replaceAll("-", " "));
  await ada.card.locator("#scx-code").press("Enter");
  await ada.seeCustomer(/Maria/);
  await ada.page.screenshot({ path: join(folder, "sign-in-card.png") });

  const [cookie] = await ada.context.cookies(proxy.address);
  assert.deepEqual(
    { name: cookie.name, httpOnly: cookie.httpOnly, secure: cookie.secure, sameSite: cookie.sameSite, path: cookie.path },
    { name: `__Host-scx-${inbox}`, httpOnly: true, secure: true, sameSite: "None", path: "/" },
  );
  ada.requests.length = 0;
  await ada.again();
  await ada.seeCustomer(/Maria/);
  assert.deepEqual(ada.requests.filter((path) => path.startsWith("/api/") && path !== "/api/live"), ["/api/card"], "one round trip");
  assert.equal(await ada.card.locator("#scx-code").count(), 0);

  // Another conversation in the same frame, and one with nobody whom the store knows.
  await ada.page.evaluate(() => turnTo(8, "Priya", "priya.nair@example.com"));
  await ada.seeCustomer(/Priya/);
  await ada.leave({ allow: REFUSED });
});

test("where the browser keeps no cookie, the sign-in is in memory until the frame is gone", async () => {
  const bob = await agent();
  await bob.context.route("**/api/sign-in/code", async (route) => {
    // By Node, since Playwright's own fetch would put the cookie into the browser by itself.
    const asked = route.request();
    const { host: _host, "content-length": _length, ...headers } = await asked.allHeaders();
    const answer = await fetch(asked.url(), { method: asked.method(), headers, body: asked.postData() });
    assert.match(answer.headers.get("set-cookie"), /^__Host-/);
    const body = await answer.text();
    await route.fulfill({ status: answer.status, contentType: answer.headers.get("content-type"), body });
  });
  await bob.type(await codeFor("Bob"));
  await bob.seeCustomer(/Maria/);
  assert.deepEqual(await bob.context.cookies(), []);
  await bob.page.evaluate(() => turnTo(8, "Priya", "priya.nair@example.com"));
  await bob.seeCustomer(/Priya/);
  await bob.again();
  await bob.seeCard("Ask an admin for a code.");
  await bob.leave({ allow: REFUSED });
});

test("five wrong codes use the right one up, and each is said", async () => {
  const eve = await agent();
  const code = await codeFor("Eve");
  const wrong = code.slice(0, -1) + (code.endsWith("a") ? "b" : "a");
  for (let tries = 0; tries < 5; tries++) {
    const answered = eve.page.waitForResponse("**/api/sign-in/code");
    await eve.type(wrong);
    assert.equal((await answered).status(), 403);
    await eve.seeCard("This code is not right, or no longer holds.");
    await eve.card.getByRole("button", { name: "Sign in", exact: true }).waitFor();
    assert.equal(await eve.card.locator("#scx-code").inputValue(), wrong, "what was typed stays, to be mended");
  }
  await eve.page.screenshot({ path: join(folder, "sign-in-refused.png") });
  const answered = eve.page.waitForResponse("**/api/sign-in/code");
  await eve.type(code);
  assert.equal((await answered).status(), 403, "too late");
  await eve.type(await codeFor("Eve"));
  await eve.seeCustomer(/Maria/);
  await eve.leave({ allow: REFUSED });
});

test("a frame that is shut off says that nobody can sign in there", async () => {
  const who = await agent({ shut: true });
  await who.seeCard("Nobody can sign in here");
  assert.equal(await who.card.locator("input").count(), 0);
  await who.page.screenshot({ path: join(folder, "sign-in-shut.png") });
  await who.leave({ allow: REFUSED });
});

test("whoever frames the card from elsewhere gets no card", async () => {
  const who = await somebody(browser);
  await who.page.goto(host.replace("localhost", "127.0.0.1"));
  const refused = who.page.waitForEvent("console", (message) => /frame-ancestors/.test(message.text()));
  await who.page.evaluate((address) => show(address), `${proxy.address}/embed/${inbox}`);
  await refused;
  assert.equal(await who.page.frameLocator("iframe").locator("#scx-card").count(), 0);
  await who.leave({ allow: [/.*/] });
});

test("signing in looks right everywhere: narrow, dark, in Arabic", async () => {
  for (const [kind, options, locale] of [
    ["light", { viewport: { width: 280, height: 500 } }],
    ["dark", { viewport: { width: 320, height: 500 }, colorScheme: "dark" }],
    ["arabic", { viewport: { width: 280, height: 500 } }, "ar"],
    ["german", { viewport: { width: 280, height: 500 } }, "de"],
  ]) {
    const { inbox: of } = await add(`Looks ${kind}`);
    if (locale) await proxy.run(["inbox", "set", "--inbox", of, "--locale", locale]);
    const who = await agent({ of, ...options });
    await who.card.locator("#scx-code").waitFor();
    const look = async (name) => {
      const frame = who.frame();
      await frame.evaluate(await axe);
      const { violations } = await frame.evaluate(() => axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }));
      assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120))}`), [], `${name}, ${kind}`);
      const wide = await frame.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(wide <= 0, `${name}, ${kind} is ${wide} pixels too wide`);
      await who.page.screenshot({ path: join(folder, `sign-in-${name}-${kind}.png`) });
    };
    await look("asked");
    const answered = who.page.waitForResponse("**/api/sign-in/code");
    await who.card.locator("#scx-code").fill("nonsense");
    await who.card.locator('[data-act="code"]').click();
    await answered;
    await who.card.locator(".notice").waitFor();
    await look("refused");
    await who.leave({ allow: REFUSED });
  }
});

test("an owner makes a code in the panel, sees who is signed in, and signs them out", async () => {
  const { inbox: of } = await add("Night shift");
  for (const [kind, options] of [
    ["light", {}],
    ["dark", { colorScheme: "dark", viewport: { width: 320, height: 900 } }],
    ["arabic", { locale: "ar", viewport: { width: 400, height: 900 } }],
  ]) {
    const who = await ownerOf(options);
    await who.page.goto(`${proxy.address}/settings#inboxes`);
    const box = who.page.locator("article", { has: who.page.locator(`[id="${of}-heading"]`) });
    await box.locator("summary").first().click();
    await box.locator(`[id="${of}-code-for"]`).fill("Ada Lovelace");
    await box.locator("form button[type=submit]").first().click();
    const shown = box.locator(".code-made code");
    await shown.waitFor();
    const code = (await shown.innerText()).trim();
    assert.match(code, /^[a-z0-9]{4}-[a-z0-9]{3}-[a-z0-9]{3}$/);
    await reachable(who, `code, ${kind}`);
    await who.page.screenshot({ path: join(folder, `sign-in-panel-code-${kind}.png`), fullPage: true });
    if (kind === "light") {
      const ada = await agent({ of });
      await ada.type(code);
      await ada.seeCustomer(/Maria/);
      await who.press("Done");
      await box.getByText("Ada Lovelace").first().waitFor();
      await reachable(who, "signed in, light");
      await who.page.screenshot({ path: join(folder, "sign-in-panel-list-light.png"), fullPage: true });
      await who.press("Sign Ada Lovelace out");
      await who.page.locator("dialog[open]").getByRole("button", { name: "Sign Ada Lovelace out" }).click();
      await box.getByText("Nobody is signed in.").waitFor();
      await ada.page.evaluate(() => turnTo(8, "Priya", "priya.nair@example.com"));
      await ada.seeCard("Ask an admin for a code.");
      await ada.leave({ allow: REFUSED });
    }
    await who.leave({ allow: REFUSED });
  }
});

/** An owner, whatever language their browser speaks. */
async function ownerOf({ locale, ...options }) {
  if (!locale) return signedIn(proxy, browser, options);
  const who = await somebody(browser, { ...options, locale });
  const { url } = await proxy.run(["owner-link", "--tenant", proxy.tenant]);
  await who.page.goto(url);
  await who.page.locator("form button").first().click();
  await who.page.waitForURL("**/settings");
  return who;
}
