// Signing in at the organisation's provider, in a window of its own: the code goes back to exactly the card that opened it, or is
// shown to be typed. Chatwoot's frame around the card is on another site than the card, and so is the provider.

import { after, before, test } from "node:test";
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import assert from "node:assert/strict";
import { output, startBrowser } from "./inbox.mjs";
import { startIssuer } from "./issuer.mjs";
import { startProxy } from "./proxy.mjs";
import { REFUSED, owner as signedIn, person as somebody, reachable } from "./owners.mjs";

const UK = "acme-uk.myshopify.com";
const axe = readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let proxy;
let browser;
let folder;
let helpdesk;
let host;
let inbox;
let issuer;
let lonely;

const PAGE = `<!doctype html><meta charset="utf-8"><title>Chatwoot</title>
<style>html, body, iframe { margin: 0; border: 0; inline-size: 100%; block-size: 100%; display: block }</style>
<script>
  const heard = [];
  onmessage = ({ data }) => { heard.push(data); if (data === "chatwoot-dashboard-app:fetch-info") tell(); };
  const tell = () => {
    const contact = { id: 1, name: "Maria", email: "maria@example.com", phone_number: null };
    const data = { conversation: { id: 7, channel: "Channel::WebWidget" }, contact, currentAgent: { id: 1, name: "Ada", email: "ada@inbox.example" } };
    frames[0].postMessage(JSON.stringify({ event: "appContext", data }), "*");
  };
  const show = (address) => {
    const frame = document.createElement("iframe");
    frame.title = "Shopify";
    const sandbox = new URLSearchParams(location.search).get("sandbox");
    if (sandbox) frame.sandbox = sandbox;
    frame.onload = tell;
    frame.src = address;
    document.body.replaceChildren(frame);
  };
</script><body>`;

before(async () => {
  folder = await output();
  const environment = { CONTEXT_CARD_ALLOW_LOOPBACK_ISSUER: "1" };
  [proxy, browser, issuer, lonely] = await Promise.all([startProxy({ environment }), startBrowser(), startIssuer(), startIssuer({ alone: true })]);
  helpdesk = createServer((_, response) => response.writeHead(200, { "content-type": "text/html" }).end(PAGE));
  await new Promise((resolve) => helpdesk.listen(0, "127.0.0.1", resolve));
  host = `http://localhost:${helpdesk.address().port}`;
  await proxy.run(["store", "connect", "--tenant", proxy.tenant, "--shop", UK, "--token-stdin"], await proxy.token(UK));
  ({ inbox } = await add("Front desk"));
  await at(issuer);
});

after(async () => {
  await browser?.close();
  helpdesk?.close();
  issuer?.stop();
  lonely?.stop();
  await proxy?.stop();
});

async function add(name) {
  const made = await proxy.run(["inbox", "add", "--tenant", proxy.tenant, "--host", "chatwoot", "--origin", host, "--name", name]);
  await proxy.run(["inbox", "set", "--inbox", made.inbox, "--reach", "search"]);
  return made;
}

/** Agents sign in there from now on. */
async function at({ address }, domain = "inbox.example") {
  const set = ["provider", "set", "--tenant", proxy.tenant, "--label", "Acme", "--issuer", address, "--client-id", "card"];
  await proxy.run([...set, "--domain", domain]);
}

/** Somebody with the conversation open. */
async function agent({ of = inbox, sandbox = "", ...options } = {}) {
  const who = await somebody(browser, { viewport: { width: 360, height: 700 }, ...options });
  const requests = [];
  who.context.on("request", (request) => requests.push(new URL(request.url()).pathname));
  const card = who.page.frameLocator("iframe").locator("#scx-card");
  await who.page.goto(`${host}/${sandbox && `?sandbox=${encodeURIComponent(sandbox)}`}`);
  await who.page.evaluate((address) => show(address), `${proxy.address}/embed/${of}`);
  const button = card.getByRole("button", { name: "Sign in with Acme" });
  return {
    ...who,
    card,
    button,
    requests,
    frame: () => who.page.frames().find((frame) => frame.url().startsWith(proxy.address)),
    seeCard: (text) => card.getByText(text).first().waitFor(),
    seeCustomer: (name) => card.getByRole("heading", { name }).first().waitFor(),
    /** The provider's window. */
    async opens() {
      const popup = who.page.waitForEvent("popup");
      await button.click();
      return popup;
    },
    async type(code) {
      await card.locator("#scx-code").fill(code);
      await card.getByRole("button", { name: "Sign in", exact: true }).click();
    },
  };
}

const yes = (page) => page.getByRole("link", { name: "Yes, I am Ada" }).click();

test("an agent signs in at the provider, and its window closes by itself", async () => {
  const ada = await agent();
  const opened = await ada.opens();
  await ada.seeCard("Sign in in the window that opens.");
  const closed = opened.waitForEvent("close");
  await yes(opened);
  await ada.seeCustomer(/Maria/);
  await closed;
  assert.equal(ada.requests.filter((path) => path === "/api/sign-in/code").length, 1);
  const names = (await ada.context.cookies(proxy.address)).map(({ name }) => name);
  assert.deepEqual(names, [`__Host-scx-${inbox}`], "what was kept on the way is gone");
  // Chatwoot makes a new frame: they stay signed in.
  await ada.page.evaluate((address) => show(address), `${proxy.address}/embed/${inbox}`);
  await ada.seeCustomer(/Maria/);
  assert.equal(await ada.card.locator("#scx-code").count(), 0);
  await ada.leave({ allow: REFUSED });
});

test("a window that the card did not open shows the code, to be typed once", async () => {
  const ada = await agent();
  const alone = await ada.context.newPage();
  await alone.goto(`${proxy.address}/sign-in/${inbox}`);
  await yes(alone);
  await alone.getByText("Type this code into the card.").waitFor();
  const code = (await alone.locator("[data-code]").innerText()).trim();
  assert.match(code, /^[a-z0-9]{4}-[a-z0-9]{3}-[a-z0-9]{3}$/);
  await alone.screenshot({ path: join(folder, "provider-code.png") });
  await ada.type(code);
  await ada.seeCustomer(/Maria/);
  const bob = await agent();
  await bob.type(code);
  await bob.seeCard("This code is not right, or no longer holds.");
  await bob.leave({ allow: REFUSED });
  await ada.leave({ allow: REFUSED });
});

test("where the provider cuts its window off from the card, the code is typed", async () => {
  await at(lonely);
  const ada = await agent();
  const opened = await ada.opens();
  await yes(opened);
  await opened.getByText("Type this code into the card.").waitFor();
  await ada.type((await opened.locator("[data-code]").innerText()).trim());
  await ada.seeCustomer(/Maria/);
  await ada.leave({ allow: REFUSED });
  await at(issuer);
});

test("whoever else opens the window gets no code, and the card takes none from anybody else", async () => {
  const eve = await agent();
  await eve.button.waitFor();
  // The helpdesk's own page opens it: another origin than the card's.
  const popup = eve.page.waitForEvent("popup");
  await eve.page.evaluate((address) => void window.open(address, "_blank", "popup"), `${proxy.address}/sign-in/${inbox}`);
  const opened = await popup;
  await yes(opened);
  await opened.getByText("Type this code into the card.").waitFor();
  const code = (await opened.locator("[data-code]").innerText()).trim();
  assert.ok(!JSON.stringify(await eve.page.evaluate(() => heard)).includes(code), "nothing was handed over");
  await opened.close();
  // A real code, from the page around the card, while the card waits for another window's.
  const waiting = await eve.opens();
  await eve.page.evaluate((code) => frames[0].postMessage({ scx: "code", code }, "*"), code);
  // From our own origin, but another window than the one that the card opened.
  await eve.frame().evaluate((code) => void window.postMessage({ scx: "code", code }, location.origin), code);
  await yes(waiting);
  await eve.seeCustomer(/Maria/);
  assert.equal(eve.requests.filter((path) => path === "/api/sign-in/code").length, 1, "only the code of its own window");
  await eve.leave({ allow: [...REFUSED, /postMessage/] });
});

test("who may not sign in is told so in the window, and the card waits on", async () => {
  await at(issuer, "elsewhere.example");
  const ada = await agent();
  const opened = await ada.opens();
  await yes(opened);
  await opened.getByText("you may not see customers here").waitFor();
  await opened.screenshot({ path: join(folder, "provider-refused.png") });
  await ada.button.waitFor();
  await ada.leave({ allow: REFUSED });
  await at(issuer);
});

test("where the frame may open no window, the card says what to do", async () => {
  const ada = await agent({ sandbox: "allow-scripts allow-same-origin" });
  await ada.button.click();
  await ada.seeCard("If no window opens, allow pop-ups for this page.");
  await ada.leave({ allow: [...REFUSED, /Blocked opening/] });
});

test("the button looks right everywhere: narrow, dark, in Arabic", async () => {
  for (const [kind, options, locale] of [
    ["light", { viewport: { width: 280, height: 500 } }],
    ["dark", { viewport: { width: 320, height: 500 }, colorScheme: "dark" }],
    ["arabic", { viewport: { width: 280, height: 500 } }, "ar"],
  ]) {
    const { inbox: of } = await add(`Looks ${kind}`);
    if (locale) await proxy.run(["inbox", "set", "--inbox", of, "--locale", locale]);
    const who = await agent({ of, ...options });
    const button = who.card.locator('[data-act="provider"]');
    await button.waitFor();
    const look = async (name) => {
      const frame = who.frame();
      await frame.evaluate(await axe);
      const { violations } = await frame.evaluate(() => axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }));
      assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120))}`), [], `${name}, ${kind}`);
      const wide = await frame.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(wide <= 0, `${name}, ${kind} is ${wide} pixels too wide`);
      await who.page.screenshot({ path: join(folder, `provider-${name}-${kind}.png`) });
    };
    await look("asked");
    const popup = who.page.waitForEvent("popup");
    await button.click();
    await (await popup).close();
    await look("opened");
    await who.leave({ allow: REFUSED });
  }
});

test("an owner sets the provider in the panel, and removes it again", async () => {
  for (const [kind, options] of [
    ["light", {}],
    ["dark", { colorScheme: "dark", viewport: { width: 320, height: 900 } }],
  ]) {
    const who = await signedIn(proxy, browser, options);
    await who.page.goto(`${proxy.address}/settings#inboxes`);
    const box = who.page.locator("article", { has: who.page.locator("#provider-heading") });
    await box.locator("summary").click();
    await box.locator("#provider-label").waitFor();
    assert.equal(await box.locator("#provider-label").inputValue(), "Acme");
    await box.getByText(`${proxy.address}/sign-in/callback`).waitFor();
    await box.locator("#provider-domains").fill("not a domain");
    await who.press("Save the provider");
    await box.getByText("Say who may sign in").waitFor();
    await reachable(who, `provider refused, ${kind}`);
    await who.page.screenshot({ path: join(folder, `provider-panel-${kind}.png`), fullPage: true });
    await box.locator("#provider-domains").fill("inbox.example, other.example");
    await box.locator("#provider-secret").fill("hush");
    await who.press("Save the provider");
    await who.page.getByText("The provider Acme is saved").first().waitFor();
    assert.equal(await box.locator("#provider-secret").inputValue(), "", "it is never shown again");
    await reachable(who, `provider saved, ${kind}`);
    if (kind === "dark") {
      await who.press("Remove the provider");
      await who.page.locator("dialog[open]").getByRole("button", { name: "Remove the provider" }).click();
      await who.page.getByText("The provider is removed").first().waitFor();
    }
    await who.leave({ allow: REFUSED });
  }
  const ada = await agent();
  await ada.card.locator("#scx-code").waitFor();
  assert.equal(await ada.button.count(), 0);
  await ada.leave({ allow: REFUSED });
  await at(issuer);
});
