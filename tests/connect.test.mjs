// Connecting a store, as people do it: an owner signs in by a link, goes through Shopify's consent page, or sends a link to
// somebody else.

import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { output, startBrowser } from "./inbox.mjs";
import { startProxy } from "./proxy.mjs";

const UK = "acme-uk.myshopify.com";
const PARIS = "maison-lumiere.myshopify.com";
const TOKYO = "kumo-tokyo.myshopify.com";

let proxy;
let browser;
let axe;
let folder;

before(async () => {
  axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  folder = await output();
  [proxy, browser] = await Promise.all([startProxy(), startBrowser()]);
});

after(async () => {
  await browser?.close();
  await proxy?.stop();
});

/** Somebody with a browser of their own, and what it complains about. */
async function person(options = {}) {
  const context = await browser.newContext({ viewport: { width: 900, height: 900 }, reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const complaints = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  return {
    page,
    see: (text) => page.getByText(text).first().waitFor(),
    press: (name) => page.getByRole("button", { name, exact: true }).first().click(),
    follow: (name) => page.getByRole("link", { name, exact: true }).first().click(),
    async leave({ allow = [] } = {}) {
      await context.close();
      assert.deepEqual(complaints.filter((text) => !allow.some((pattern) => pattern.test(text))), []);
    },
  };
}

/** A refusal's status is a complaint of the browser's; nothing else may be. */
const REFUSED = [/status of 4\d\d/];

async function owner(options) {
  const { url } = await proxy.run(["owner-link", "--tenant", proxy.tenant]);
  const who = await person(options);
  await who.page.goto(url);
  await who.press("Sign in");
  await who.page.getByRole("heading", { name: /^Card settings of/ }).waitFor();
  await who.page.goto(`${proxy.address}/stores`);
  await who.page.getByRole("heading", { name: /^Stores of/ }).waitFor();
  return who;
}

/** From the page for stores to Shopify's consent page. */
async function chooseShop(who, shop) {
  await who.page.goto(`${proxy.address}/stores/connect`);
  await who.page.locator("#app-shop").fill(shop);
  await who.press("Continue");
  await who.see("What will be asked for");
  await who.press("Continue to Shopify");
  await who.see("Sandbox: install app?");
}

async function reachable(who, where) {
  await who.page.evaluate(axe);
  const { violations } = await who.page.evaluate(() =>
    axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }),
  );
  const told = violations.map(({ id, help, nodes }) => `${id}: ${help}\n    ${nodes.map((node) => node.html.slice(0, 160)).join("\n    ")}`);
  assert.deepEqual(told, [], where);
  const wide = await who.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wide <= 0, `${where} is ${wide} pixels too wide`);
}

test("an owner signs in by a link, connects a store in Shopify and sees it in the list", async () => {
  const { url } = await proxy.run(["owner-link", "--tenant", proxy.tenant]);
  const who = await person();
  await who.page.goto(url);
  assert.equal(who.page.url(), `${proxy.address}/owner`, "what opens has left the address");
  await who.press("Sign in");
  await who.page.getByRole("heading", { name: "Card settings of Brightfield & Sons" }).waitFor();
  await who.page.goto(`${proxy.address}/stores`);
  await who.page.getByRole("heading", { name: "Stores of Brightfield & Sons" }).waitFor();
  await who.follow("Connect a store");
  await who.page.locator("#app-shop").fill("https://admin.shopify.com/store/acme-uk");
  await who.press("Continue");
  await who.see("read_customers");
  await who.see("To find the customer who is writing");
  await who.press("Continue to Shopify");
  await who.see("Sandbox: install app?");
  await who.press("Install");
  await who.page.getByRole("heading", { name: "Acme UK is connected" }).waitFor();
  assert.ok(!who.page.url().includes("code="), "nothing of Shopify's answer stays in the address");
  await who.follow("Stores");
  await who.page.getByRole("heading", { name: "Acme UK" }).waitFor();
  await who.see("Shopify's consent page");
  const { stores } = await proxy.run(["store", "list", "--tenant", proxy.tenant]);
  assert.deepEqual([stores[0].shop, stores[0].grant, stores[0].state], [UK, "authorization_code", "connected"]);
  // Test, and disconnect after being asked.
  await who.press("Test Acme UK");
  await who.see("The store was asked just now");
  await who.follow("Disconnect Acme UK");
  await who.see("nothing is asked from the shop");
  await who.press("Disconnect");
  await who.see("The store is disconnected.");
  await who.press("Sign out");
  await who.page.goto(`${proxy.address}/stores`);
  await who.see("you are not signed in");
  await who.leave({ allow: REFUSED });

  const second = await person();
  await second.page.goto(url);
  await second.press("Sign in");
  await second.see("This link does not hold any more");
  await second.see(`context-card owner-link --tenant ${proxy.tenant}`);
  await second.leave({ allow: REFUSED });
});

test("somebody who says no in Shopify reads so, with a reference that is in the list", async () => {
  const who = await owner();
  await chooseShop(who, PARIS);
  await who.press("Cancel");
  await who.see("The request was declined in Shopify.");
  const reference = await who.page.locator(".ref code").innerText();
  assert.match(reference, /^c_/);
  await who.follow("Stores");
  await who.see(reference);
  const { attempts } = await proxy.run(["store", "attempts", "--tenant", proxy.tenant]);
  assert.equal(attempts.find(({ attempt }) => attempt === reference).outcome, "denied");
  await who.leave({ allow: REFUSED });
});

test("the answer in another browser connects nothing", async () => {
  const who = await owner();
  await chooseShop(who, PARIS);
  // Shopify's answer is kept back on its way to the right browser.
  let answer;
  await who.page.route(`${proxy.sandbox}/**/authorize**`, async (route) => {
    const response = await route.fetch({ maxRedirects: 0 });
    answer = response.headers().location;
    await route.fulfill({ contentType: "text/html", body: "<title>kept</title>kept back" });
  });
  await who.press("Install");
  await who.see("kept back");
  assert.match(answer, /callback\?.*hmac=/);
  const other = await person();
  await other.page.goto(answer);
  await other.see("This was begun in another browser.");
  await other.leave({ allow: REFUSED });
  // The right browser still may, once.
  await who.page.goto(answer);
  await who.page.getByRole("heading", { name: "Maison Lumière is connected" }).waitFor();
  await who.page.goto(answer);
  await who.see("This answer from Shopify was used before.");
  await who.leave({ allow: REFUSED });
});

test("a link that the command line made connects a shop, and the command says so", async () => {
  const waiting = proxy.begin(["store", "connect", "--tenant", proxy.tenant, "--shop", TOKYO, "--app", proxy.app]);
  const { url } = await waiting.next();
  const guest = await person();
  await guest.page.goto(url);
  await guest.see("asks to see data of the Shopify store");
  assert.ok(!guest.page.url().includes(new URL(url).hash.slice(1)), "what opens has left the address");
  await guest.see("Brightfield & Sons");
  await guest.see("To show a customer's orders of the last 60 days");
  await guest.follow("Cancel");
  await guest.see("Nothing was connected");
  await guest.page.goBack();
  await guest.press("Continue to Shopify");
  await guest.press("Install");
  await guest.see("You can close this window.");
  const store = await waiting.next();
  assert.deepEqual([store.shop, store.state], [TOKYO, "connected"]);
  assert.equal(await waiting.ended, 0);
  await guest.page.goto(url);
  await guest.see("This link does not hold any more");
  await guest.leave({ allow: REFUSED });
});

test("client id and secret are verified before they are saved", async () => {
  const who = await owner();
  await who.page.goto(`${proxy.address}/stores/connect`);
  await who.page.locator("#client-shop").fill(TOKYO);
  await who.page.locator("#client-id").fill("sandbox-own-app");
  await who.page.locator("#client-secret").fill("wrong");
  const verify = who.page.getByRole("region", { name: "By client id and secret" }).getByRole("button");
  await verify.click();
  await who.see("Shopify does not accept the app's client id and secret.");
  await who.page.goto(`${proxy.address}/stores/connect?shop=kumo-tokyo`);
  await who.page.locator("#client-id").fill("sandbox-own-app");
  await who.page.locator("#client-secret").fill("sandbox-own-secret-worth-nothing");
  await verify.click();
  await who.see("Nothing is saved yet.");
  assert.ok(!(await who.page.content()).includes("sandbox-own-secret"), "the secret is in no page");
  await who.press("Save");
  await who.see("client id and secret");
  const { stores } = await proxy.run(["store", "list", "--tenant", proxy.tenant]);
  assert.equal(stores.find(({ shop }) => shop === TOKYO).grant, "client_credentials");
  await who.leave({ allow: REFUSED });
});

test("a pasted access token is verified before it is saved", async () => {
  const token = await proxy.token(TOKYO);
  const who = await owner();
  await who.page.goto(`${proxy.address}/stores/connect`);
  const verify = who.page.getByRole("region", { name: "By an access token" }).getByRole("button");
  const paste = async (text) => {
    await who.page.locator("#token-shop").fill(TOKYO);
    await who.page.locator("#token").fill(text);
    await verify.click();
  };
  await paste("shpat_of_nobody");
  await who.see("Shopify does not accept the access token.");
  await who.page.goto(`${proxy.address}/stores/connect`);
  await paste(token);
  await who.see("Nothing is saved yet.");
  assert.ok(!(await who.page.content()).includes(token), "the token is in no page");
  await who.press("Save");
  await who.page.getByRole("heading", { name: /^Stores of/ }).waitFor();
  const { stores } = await proxy.run(["store", "list", "--tenant", proxy.tenant]);
  assert.equal(stores.find(({ shop }) => shop === TOKYO).grant, "token");
  await who.leave({ allow: REFUSED });
});

test("no page of these may be shown in a frame", async () => {
  const who = await person();
  const response = await who.page.goto(`${proxy.address}/owner`);
  assert.match(response.headers()["content-security-policy"], /frame-ancestors 'none'/);
  await who.page.setContent(`<iframe src="${proxy.address}/owner"></iframe>`);
  await who.page.waitForFunction(() => document.querySelector("iframe") !== null);
  const framed = who.page.frames().find((frame) => frame !== who.page.mainFrame());
  assert.ok(!(await framed.content().catch(() => "")).includes("Sign in as an owner"));
  await who.leave({ allow: [/frame/i, /refused/i, /status of 4\d\d/] });
});

for (const colorScheme of ["light", "dark"]) {
  for (const width of [320, 900]) {
    test(`every page can be used by everybody, ${colorScheme}, ${width} pixels`, async () => {
      const who = await owner({ colorScheme, viewport: { width, height: 900 } });
      const picture = (name) => who.page.screenshot({ path: join(folder, `owners-${name}-${colorScheme}-${width}.png`), fullPage: true });
      const look = async (name) => {
        await reachable(who, `${name}, ${colorScheme}, ${width}`);
        await picture(name);
      };
      await look("stores");
      await who.page.goto(`${proxy.address}/stores/connect`);
      await look("ways");
      await who.page.goto(`${proxy.address}/stores/review?app=${proxy.app}&shop=${UK}`);
      await look("review");
      await who.press("Make a link for somebody else");
      await who.see("It is not shown again");
      await look("link");
      const url = await who.page.locator("#link").inputValue();
      await who.page.goto(url);
      await who.see("What it will be able to do");
      await look("confirm");
      await who.press("Continue to Shopify");
      // Installed before, Shopify does not ask again.
      await Promise.race([who.see("Sandbox: install app?").then(() => who.press("Install")), who.see("is connected")]);
      await who.see("You can close this window.");
      await look("done");
      await who.page.goto(`${proxy.address}/stores`);
      await who.follow("Disconnect Acme UK");
      await who.see("From that moment");
      await look("disconnect");
      await who.press("Disconnect");
      await who.page.goto(`${proxy.address}/connect/${proxy.app}/callback?code=x`);
      await look("failed");
      await who.page.goto(`${proxy.address}/owner`);
      await look("signed-in");
      await who.page.goto(`${proxy.address}/stores`);
      await who.press("Sign out");
      await look("owner");
      await who.page.goto(`${proxy.address}/stores`);
      await look("signed-out");
      await who.leave({ allow: REFUSED });
    });
  }
}
