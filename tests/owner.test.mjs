// A new owner's first day: from an empty database to a working card, without documentation. Every click and every field in the
// browser is counted.

import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { output, startBrowser } from "./inbox.mjs";
import { startProxy } from "./proxy.mjs";

const UK = "acme-uk.myshopify.com";
/** So many clicks and fields may it take. */
const MOST = 25;

let proxy;
let browser;
let pictures;
const cleanup = [];

before(async () => {
  pictures = await output();
  [proxy, browser] = await Promise.all([startProxy({ empty: true }), startBrowser()]);
});

after(async () => {
  for (const end of cleanup.reverse()) await end();
  await browser?.close();
  await proxy?.stop();
});

/** Somebody at a browser, who counts what they do. */
async function person() {
  const context = await browser.newContext({ viewport: { width: 1100, height: 900 }, reducedMotion: "reduce" });
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const complaints = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  const did = [];
  return {
    page,
    did,
    async click(role, name, within = page) {
      did.push(`click ${name}`);
      await within.getByRole(role, { name, exact: true }).first().click();
    },
    async fill(label, text, within = page) {
      did.push(`fill ${label}`);
      await within.getByLabel(label, { exact: true }).first().fill(text);
    },
    clipboard: () => page.evaluate(() => navigator.clipboard.readText()),
    see: (text) => page.getByText(text).first().waitFor(),
    picture: (name) => page.screenshot({ path: join(pictures, `owner-${name}.png`), fullPage: true }),
    async leave() {
      await context.close();
      assert.deepEqual(complaints, []);
    },
  };
}

/** The helpdesk: a page of its own origin, into which is put what was copied, and a backend that signs. */
async function helpdesk() {
  const desk = { html: "", sign: async () => "" };
  const server = createServer(async (request, response) => {
    if (request.method === "POST") {
      return response.end(await desk.sign(JSON.parse(Buffer.concat(await request.toArray()).toString())));
    }
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(`<!doctype html><html lang="en"><title>Helpdesk</title><textarea aria-label="Reply"></textarea>${desk.html}</html>`);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanup.push(() => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve))));
  desk.origin = `http://127.0.0.1:${server.address().port}`;
  return desk;
}

/** The copied snippet, run as the helpdesk's backend. */
async function backend(snippet, secret) {
  const path = await mkdtemp(join(tmpdir(), "context-card-owner-"));
  cleanup.push(() => rm(path, { recursive: true, force: true }));
  await writeFile(join(path, "host-token.mjs"), snippet);
  process.env.CONTEXT_CARD_SECRET = secret;
  return import(pathToFileURL(join(path, "host-token.mjs")));
}

test("from an empty database to a working card in at most 25 clicks and fields", async () => {
  // What `serve` says is all that the owner knows.
  const said = proxy.log();
  assert.match(said, /Nothing is set up yet/);
  assert.match(said, /context-card tenant add/);
  const { tenant } = await proxy.run(["tenant", "add", "Brightfield & Sons"]);
  const { url } = await proxy.run(["owner-link", "--tenant", tenant]);

  const who = await person();
  await who.page.goto(url);
  await who.click("button", "Sign in");
  await who.page.getByRole("heading", { name: "Three steps to a working card" }).waitFor();
  await who.picture("1-three-steps");

  await who.click("link", "Connect a Shopify store");
  const shop = who.page.getByLabel("Store address", { exact: true });
  await who.page.locator("#connect-begin").or(shop).first().waitFor();
  if (!(await shop.isVisible())) await who.click("button", "Connect a store");
  await who.fill("Store address", UK);
  await who.fill("Client id", proxy.client.id);
  await who.fill("Client secret", proxy.client.secret);
  await who.click("button", "Continue");
  await who.see("What is asked for, and why");
  await who.picture("2-what-is-asked-for");
  await who.click("button", "Continue to Shopify");
  await who.see("Sandbox: install app?");
  await who.click("button", "Install");
  await who.page.waitForURL(/\/settings/);

  const desk = await helpdesk();
  await who.click("link", "Add an inbox");
  await who.fill("Address 1", desk.origin);
  await who.click("button", "Add the inbox");
  await who.see("It is shown this one time");
  await who.click("button", "Copy Signing secret");
  const secret = await who.clipboard();
  const step = (name) => who.page.locator(".added .todo > li").filter({ has: who.page.getByRole("heading", { name }) });
  const copy = async (name, label) => {
    const within = step(name);
    if (await within.getByRole("button", { name: label, exact: true }).count()) await who.click("button", label, within);
    await who.click("button", `Copy ${label}`, within);
    await within.getByRole("button", { name: "Copied", exact: true }).waitFor();
    return who.clipboard();
  };
  desk.html = await copy("Put the card into your page", "HTML");
  const { hostToken } = await backend(await copy("Sign who is asking", "Node.js"), secret);
  await who.picture("3-inbox-added");
  await who.click("button", "Done");
  await who.page.locator(".setup-steps").waitFor({ state: "detached" });
  await who.leave();
  assert.ok(who.did.length <= MOST, `${who.did.length} clicks and fields:\n${who.did.join("\n")}`);

  const contact = { emails: [{ address: "maria@example.com", verified: true }] };
  desk.sign = ({ conversation, nonce }) =>
    hostToken({ agent: { id: "agent-9", name: "Ada", role: "agent" }, conversation: { id: conversation }, contact, nonce });
  const agent = await person();
  await agent.page.goto(desk.origin);
  await agent.page.evaluate(() => window.showContextCard("c-77"));
  await agent.page.frameLocator("#context-card iframe").getByRole("heading", { name: "Maria Sørensen" }).first().waitFor();
  await agent.picture("4-a-working-card");
  await agent.leave();
});
