// Something changes in Shopify while an agent looks: the card shows it, and nothing that is open or read is lost.

import { spawn } from "node:child_process";
import { after, before, test } from "node:test";
import { dirname, join } from "node:path";
import assert from "node:assert/strict";
import { openInbox, root, SHOPS, startBrowser, startDemo } from "./inbox.mjs";

const [UK] = SHOPS;
const CLIENT = "sandbox-own-app";
const SECRET = "sandbox-own-secret-worth-nothing";

let demo;
let browser;
let webhooks;

/** The command line on the demo's database. */
async function run(args, stdin = "") {
  const folder = dirname(demo.logs.card);
  const program = join(process.env.CARGO_TARGET_DIR ?? join(root, "target"), "debug", "context-card");
  const child = spawn(program, ["--json", ...args], {
    env: {
      ...process.env,
      CONTEXT_CARD_DATABASE_URL: `sqlite:${join(folder, "demo.db")}`,
      CONTEXT_CARD_KEY_FILE: join(folder, "demo.key"),
      CONTEXT_CARD_SHOPIFY_URL_TEMPLATE: `${demo.sandbox}/{shop}`,
    },
    stdio: ["pipe", "pipe", "pipe"],
  });
  child.stdin.end(stdin);
  let said = "";
  let complaint = "";
  child.stdout.on("data", (data) => (said += data));
  child.stderr.on("data", (data) => (complaint += data));
  const code = await new Promise((resolve) => child.once("close", resolve));
  assert.equal(code, 0, `${args.join(" ")}: ${complaint}`);
  return JSON.parse(said);
}

async function sandbox(path, body) {
  const response = await fetch(`${demo.sandbox}/_sandbox/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  assert.ok(response.ok, `${path} was answered by ${response.status}`);
  return response.status === 204 ? null : response.json();
}

/** Tells the proxy, as Shopify would. */
const tell = (topic, about) => sandbox("webhooks", { shop: UK, client_id: CLIENT, topic, about, url: webhooks });

before(async () => {
  [demo, browser] = await Promise.all([startDemo(), startBrowser()]);
  const { tenants } = await run(["tenant", "list"]);
  const { tenant } = tenants[0];
  await run(["store", "connect", "--tenant", tenant, "--shop", UK, "--client-id", CLIENT, "--client-secret-stdin"], SECRET);
  const { apps } = await run(["app", "list", "--tenant", tenant]);
  webhooks = apps.find((app) => app.client_id === CLIENT).webhook_url;
});

after(async () => {
  await browser?.close();
  await demo?.stop();
});

/** Opens Maria's conversation and waits until her card listens. */
async function openMaria() {
  const inbox = await openInbox(browser, demo);
  const listening = inbox.page.waitForResponse((response) => response.url().endsWith("/api/live"));
  await inbox.openConversation("Maria");
  await inbox.seeCustomer(/Maria/);
  assert.equal((await listening).status(), 200);
  return inbox;
}

test("a changed name is on the card without a click, and the focus stays where it was", async () => {
  const inbox = await openMaria();
  await inbox.order("#1038").focus();
  await sandbox("changes", { shop: UK, customer: "maria@example.com", change: { name: ["Maria", "Lind"] } });
  await tell("customers/update", "maria@example.com");
  await inbox.seeCustomer("Maria Lind");
  const focused = await inbox.cardFrame.evaluate(() => document.activeElement.textContent);
  assert.match(focused, /#1038/);
  assert.equal(await inbox.card.getByText(/refreshing/i).count(), 0, "nothing is said");
  await inbox.close();
});

test("an open order stays open and shows what changed", async () => {
  const inbox = await openMaria();
  await inbox.openOrder("#1042");
  await inbox.see("DHL");
  const again = inbox.page.waitForResponse((response) => response.url().endsWith("/api/order"));
  await tell("orders/updated", "#1042");
  assert.equal((await again).status(), 200);
  await inbox.card.getByRole("button", { name: "Back" }).waitFor();
  await inbox.see("DHL");
  await inbox.close();
});

test("another customer's change is no business of this card", async () => {
  const inbox = await openMaria();
  const asked = () => inbox.requests.filter((request) => request.url().endsWith("/api/card")).length;
  const before = asked();
  await tell("customers/update", "kofi.mensah@example.com");
  await tell("customers/update", "maria@example.com");
  await inbox.page.waitForResponse((response) => response.url().endsWith("/api/card"));
  assert.equal(asked(), before + 1, "only for her own");
  await inbox.close();
});

test("a store that is disconnected goes from the open card at once", async () => {
  const inbox = await openMaria();
  const { stores } = await run(["store", "list"]);
  const { store } = stores.find((store) => store.shop === UK);
  await run(["store", "disconnect", "--store", store]);
  await inbox.card.getByText("Acme UK").first().waitFor({ state: "detached" });
  await inbox.close();
});
