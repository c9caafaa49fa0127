// The screen for stores, as an owner uses it: the three ways to connect, what is wrong with a store and what helps, links,
// apps, disconnecting; by mouse and by keyboard; and what an admin sees of it.

import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { output, startBrowser } from "./inbox.mjs";
import { startProxy } from "./proxy.mjs";
import { REFUSED, looking, owner, ownerAtStores, person } from "./owners.mjs";

const UK = "acme-uk.myshopify.com";
const PARIS = "maison-lumiere.myshopify.com";
const TOKYO = "kumo-tokyo.myshopify.com";

let proxy;
let browser;
let folder;

before(async () => {
  folder = await output();
  [proxy, browser] = await Promise.all([startProxy(), startBrowser()]);
});

after(async () => {
  await browser?.close();
  await proxy?.stop();
});

/** What the shops do by order: faults and the like. */
async function shops(method, path, body) {
  const response = await fetch(`${proxy.sandbox}/_sandbox/${path}`, {
    method,
    headers: body ? { "content-type": "application/json" } : {},
    body: body && JSON.stringify(body),
  });
  assert.ok(response.ok, `${method} ${path} was answered by ${response.status}`);
}

const stores = async () => (await proxy.run(["store", "list", "--tenant", proxy.tenant])).stores;
const storeOf = async (shop) => (await stores()).find((store) => store.shop === shop);

/** The box of a store. */
const box = (who, name) => who.page.getByRole("article", { name });

/** Waits until a store's own sign says that it is connected. */
const connected = (who, name) =>
  box(who, name).locator("header .sign").filter({ hasText: /^✓\s*Connected$/ }).waitFor();

/** Fills the form in, from the button on. */
async function fill(who, { way, shop, id, secret, token }) {
  const begin = who.page.locator("#connect-begin");
  const form = who.page.locator("#connect-shop");
  await begin.or(form).first().waitFor();
  if (await begin.isVisible()) await begin.click();
  if (way) await who.page.getByRole("radio", { name: way }).check();
  await form.fill(shop);
  if (id) await who.page.locator("#connect-client-id").fill(id);
  if (secret) await who.page.locator("#connect-client-secret").fill(secret);
  if (token) await who.page.locator("#connect-token").fill(token);
}

test("an owner connects the first store in Shopify, and is back in the panel", async () => {
  const who = await ownerAtStores(proxy, browser);
  // With nothing there yet, the form is open.
  await who.page.locator("#connect-shop").fill("https://admin.shopify.com/store/acme-uk/orders");
  await who.page.locator("#connect-shop").blur();
  assert.equal(await who.page.locator("#connect-shop").inputValue(), UK, "what it means is written there");
  await who.press("Continue");
  await who.see("Brightfield & Sons will see data of acme-uk.myshopify.com in its helpdesk.");
  await who.see("To find the customer who is writing");
  await who.press("Continue to Shopify");
  await who.see("Sandbox: install app?");
  await who.press("Install");
  await who.see("Acme UK is connected.");
  assert.equal(who.page.url(), `${proxy.address}/settings#stores`, "nothing of Shopify's answer stays in the address");
  await connected(who, "Acme UK");
  assert.equal((await storeOf(UK)).grant, "authorization_code");
  await box(who, "Acme UK").getByRole("button", { name: "Test connection: Acme UK" }).click();
  await who.see("Acme UK answers. The connection works.");
  await box(who, "Acme UK").getByRole("button", { name: "Show details" }).click();
  for (const text of ["Holds until", "Can be renewed until", "Points for requests:", "Shopify gives this app customers' names", "read_returns"]) {
    await box(who, "Acme UK").getByText(text).first().waitFor();
  }
  await who.leave();
});

test("what is wrong with the form is said at its field, and nothing is asked", async () => {
  const who = await ownerAtStores(proxy, browser);
  await fill(who, { shop: "www.acme.example" });
  await who.press("Continue");
  await who.see("That is not a store's address.");
  assert.equal(await who.page.locator("#connect-shop").getAttribute("aria-invalid"), "true");
  assert.ok(await who.page.locator("#connect-shop").evaluate((field) => field === document.activeElement));
  await fill(who, { way: "Client id and secret", shop: "acme-uk", id: "a b", secret: "x" });
  await who.press("Verify");
  await who.see("That is not a client id.");
  await who.press("Cancel");
  await who.page.locator("#connect-begin").waitFor();
  await who.leave({ allow: REFUSED });
});

test("client id and secret are verified before they are saved", async () => {
  const who = await ownerAtStores(proxy, browser);
  await fill(who, { way: "Client id and secret", shop: TOKYO, id: "sandbox-own-app", secret: "wrong" });
  await who.press("Verify");
  await who.see("Shopify does not accept the app's client id and secret.");
  await who.page.locator("#connect-client-secret").fill("sandbox-own-secret-worth-nothing");
  await who.press("Verify");
  await who.see("Nothing is saved yet.");
  assert.ok(!(await who.page.content()).includes("sandbox-own-secret"), "the secret is nowhere in the page");
  assert.equal(await storeOf(TOKYO), undefined);
  await who.press("Save");
  await who.see(/is connected\.$/);
  assert.equal((await storeOf(TOKYO)).grant, "client_credentials");
  await who.leave({ allow: REFUSED });
});

test("a pasted access token is verified before it is saved", async () => {
  const token = await proxy.token(PARIS);
  const who = await ownerAtStores(proxy, browser);
  await fill(who, { way: "Access token", shop: PARIS, token: "shpat_of_nobody" });
  await who.press("Verify");
  await who.see("Shopify does not accept the access token.");
  await who.page.locator("#connect-token").fill(token);
  await who.press("Verify");
  await who.see("Nothing is saved yet.");
  assert.ok(!(await who.page.content()).includes(token), "the token is nowhere in the page");
  await who.press("Save");
  await who.see("Maison Lumière is connected.");
  assert.equal((await storeOf(PARIS)).grant, "token");
  await who.leave({ allow: REFUSED });
});

test("a dead token is told, with the button that helps", async () => {
  const token = await proxy.token(PARIS);
  const who = await ownerAtStores(proxy, browser);
  const paris = box(who, "Maison Lumière");
  await shops("POST", "faults", { shop: PARIS, fault: "revoke_token" });
  await paris.getByRole("button", { name: /^Test connection/ }).first().click();
  await paris.getByText("Reconnect needed").waitFor();
  await paris.getByText("Shopify does not accept the access token.").waitFor();
  await looking(who, folder, "light-900")("stores-dead");
  await shops("POST", "faults", { shop: PARIS, fault: "restore_token" });
  await paris.getByRole("button", { name: "Reconnect: Maison Lumière" }).first().click();
  await who.page.getByRole("heading", { name: "Connect Maison Lumière again" }).waitFor();
  assert.equal(await who.page.locator("#connect-shop").inputValue(), PARIS);
  await who.page.locator("#connect-token").fill(token);
  await who.press("Verify");
  await who.press("Save");
  await connected(who, "Maison Lumière");
  await who.leave({ allow: REFUSED });
});

test("a scope that Shopify did not grant is named, and asked for again", async () => {
  const who = await ownerAtStores(proxy, browser);
  const uk = box(who, "Acme UK");
  await shops("POST", "scopes", { shop: UK, client_id: "sandbox-app", scopes: ["read_customers", "read_products", "read_locations", "read_returns"] });
  await uk.getByRole("button", { name: /^Test connection/ }).first().click();
  await uk.getByText("Shopify has not granted read_orders. No orders are shown.").waitFor();
  await looking(who, folder, "light-900")("stores-scope");
  await uk.getByRole("button", { name: "Ask for the scopes: Acme UK" }).click();
  await who.press("Continue to Shopify");
  await who.press("Install");
  await who.see("Acme UK is connected.");
  await connected(who, "Acme UK");
  await who.leave();
});

test("a link for somebody else is shown once, copied, and connects the shop", async () => {
  const who = await ownerAtStores(proxy, browser);
  await who.context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await fill(who, { way: "Shopify's consent page", shop: UK });
  await who.press("Continue");
  await who.press("Make a link for somebody else");
  await who.see("It is not shown again.");
  const url = await who.page.locator("#connect-link").inputValue();
  await who.press("Copy Link");
  await who.see("Copied");
  assert.equal(await who.page.evaluate(() => navigator.clipboard.readText()), url);
  await who.press("Close");
  assert.ok(!(await who.page.content()).includes(url), "it is gone");
  const guest = await person(browser);
  await guest.page.goto(url);
  await guest.see("asks to see data of the Shopify store");
  await guest.leave();
  await who.leave();
});

test("order numbers' prefix is changed in place, by keyboard", async () => {
  const who = await ownerAtStores(proxy, browser);
  const { page } = who;
  const uk = box(who, "Acme UK");
  await uk.getByRole("button", { name: "Show details" }).focus();
  await page.keyboard.press("Enter");
  await uk.getByRole("button", { name: "Change how the order numbers of Acme UK begin" }).focus();
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement?.id === "prefix");
  await page.keyboard.type("U K");
  await page.keyboard.press("Enter");
  await who.see("A prefix has visible characters");
  await page.keyboard.press("Control+A");
  await page.keyboard.type("UK-");
  await page.keyboard.press("Enter");
  await who.see("Order numbers of Acme UK begin with UK-.");
  assert.equal((await storeOf(UK)).prefix, "UK-");
  await who.leave({ allow: REFUSED });
});

test("a store is connected by keyboard alone", async () => {
  const token = await proxy.token(PARIS);
  const who = await ownerAtStores(proxy, browser);
  const { page } = who;
  await page.locator("#connect-begin").focus();
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement?.id === "connect-heading");
  await page.keyboard.press("Tab");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  assert.ok(await page.getByRole("radio", { name: "Access token" }).isChecked());
  await page.keyboard.press("Tab");
  await page.keyboard.type("maison-lumiere");
  await page.keyboard.press("Tab");
  await page.keyboard.type(token);
  await page.keyboard.press("Enter");
  await who.see("Nothing is saved yet.");
  await page.waitForFunction(() => document.activeElement?.id === "connect-heading");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await who.see("Maison Lumière is connected.");
  await page.waitForFunction(() => document.activeElement?.id?.startsWith("came-"));
  await who.leave();
});

test("an app's secret is replaced, and what Shopify must know of it can be copied", async () => {
  const who = await ownerAtStores(proxy, browser);
  const apps = who.page.getByRole("region", { name: "Apps" });
  await apps.getByRole("button", { name: "Show details" }).first().click();
  await apps.getByText(`${proxy.address}/connect/${proxy.app}/callback`).first().waitFor();
  await apps.getByRole("button", { name: "Replace the secret: sandbox-app" }).click();
  await who.page.locator("#secret-new").fill("two words");
  await who.press("Save");
  await who.see("That is not a client secret.");
  await who.page.locator("#secret-new").fill("a-new-secret");
  await who.press("Save");
  await who.see("The secret is replaced.");
  await apps.getByText("The secret before is still accepted").waitFor();
  await looking(who, folder, "light-900")("stores-apps");
  await who.page.reload();
  await apps.getByRole("button", { name: "Replace the secret: sandbox-app" }).click();
  await who.page.locator("#secret-new").fill("sandbox-secret-worth-nothing");
  await who.press("Save");
  await who.see("The secret is replaced.");
  await who.leave({ allow: REFUSED });
});

test("without a network nothing is lost, and the panel says so", async () => {
  const who = await ownerAtStores(proxy, browser);
  await who.page.route("**/api/settings/stores/verify", (route) => route.abort());
  await fill(who, { way: "Client id and secret", shop: TOKYO, id: "sandbox-own-app", secret: "sandbox-own-secret-worth-nothing" });
  await who.press("Verify");
  await who.see("No connection. Check the network and try again.");
  assert.equal(await who.page.locator("#connect-client-id").inputValue(), "sandbox-own-app");
  await who.page.unroute("**/api/settings/stores/verify");
  await who.press("Verify");
  await who.see("Nothing is saved yet.");
  await who.leave({ allow: [/ERR_FAILED/] });
});

test("a store is disconnected after a question, and connected again", async () => {
  const who = await ownerAtStores(proxy, browser);
  const name = await who.page.getByRole("article").last().getByRole("heading").first().innerText();
  const last = box(who, name);
  const before = (await stores()).length;
  await last.getByRole("button", { name: `Disconnect: ${name}` }).click();
  await who.see("From that moment:");
  await who.page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
  assert.equal((await stores()).length, before, "asking changes nothing");
  await last.getByRole("button", { name: `Disconnect: ${name}` }).click();
  await looking(who, folder, "light-900")("stores-disconnect");
  await who.page.getByRole("dialog").getByRole("button", { name: "Disconnect" }).click();
  await who.see("is disconnected. Nothing is asked from it any more.");
  assert.equal((await stores()).length, before - 1);
  await who.page.getByRole("button", { name: `Connect again: ${name}` }).click();
  await who.page.locator("#connect-shop").waitFor();
  assert.match(await who.page.locator("#connect-shop").inputValue(), /myshopify\.com$/);
  await who.leave();
});

test("from nothing to a connected store in few steps: an app is added on the way", async () => {
  const other = await startProxy({ bare: true });
  try {
    let steps = 0;
    const who = await owner(other, browser);
    const { page } = who;
    const click = async (locator) => ((steps += 1), locator.click());
    const write = async (id, text) => ((steps += 1), page.locator(id).fill(text));
    await click(page.getByRole("link", { name: "Stores", exact: true }));
    await write("#connect-shop", "acme-uk");
    await write("#connect-client-id", "sandbox-app");
    await write("#connect-client-secret", "sandbox-secret-worth-nothing");
    await click(page.getByRole("button", { name: "Continue", exact: true }));
    await looking(who, folder, "light-900")("stores-review");
    await click(page.getByRole("button", { name: "Continue to Shopify" }));
    await click(page.getByRole("button", { name: "Install", exact: true }));
    await who.see("Acme UK is connected.");
    assert.ok(steps <= 7, `${steps} clicks and fields`);
    await who.leave();
  } finally {
    await other.stop();
  }
});

for (const colorScheme of ["light", "dark"]) {
  for (const width of [320, 900]) {
    test(`everybody can use it, ${colorScheme}, ${width} pixels`, async () => {
      const who = await ownerAtStores(proxy, browser, { colorScheme, viewport: { width, height: 900 } });
      const look = looking(who, folder, `${colorScheme}-${width}`);
      await look("stores");
      await box(who, "Acme UK").getByRole("button", { name: "Show details" }).click();
      await look("stores-details");
      await who.page.getByRole("button", { name: "Show attempts to connect" }).click();
      await look("stores-attempts");
      await who.page.locator("#connect-begin").click();
      await look("stores-ways");
      await who.page.getByRole("radio", { name: "Client id and secret" }).check();
      await look("stores-client");
      await fill(who, { way: "Shopify's consent page", shop: TOKYO });
      await who.press("Continue");
      await who.see("What is asked for");
      await look("stores-review");
      await who.press("Make a link for somebody else");
      await who.see("It is not shown again.");
      await look("stores-link");
      await who.leave();
    });
  }
}

test("from right to left", async () => {
  const arabic = await person(browser, { locale: "ar-SA" });
  const { url } = await proxy.run(["owner-link", "--tenant", proxy.tenant]);
  await arabic.page.goto(url);
  await arabic.page.getByRole("button").first().click();
  await arabic.page.waitForURL(/\/settings/);
  await arabic.page.goto(`${proxy.address}/settings#stores`);
  await arabic.page.getByRole("article", { name: "Acme UK" }).waitFor();
  assert.equal(await arabic.page.locator("html").getAttribute("dir"), "rtl");
  await looking(arabic, folder, "arabic-900")("stores");
  await arabic.leave();
});
