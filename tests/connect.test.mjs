// Connecting a store, as people do it: an owner signs in by a link, goes through Shopify's consent page, or sends a link to
// somebody else.

import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { output, startBrowser } from "./inbox.mjs";
import { startProxy } from "./proxy.mjs";
import { REFUSED, looking, owner as signedIn, ownerAtStores, person as somebody } from "./owners.mjs";

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

const person = (options) => somebody(browser, options);
const owner = (options) => signedIn(proxy, browser, options);

/** From the panel to Shopify's consent page. */
async function chooseShop(who, shop) {
  await who.page.goto(`${proxy.address}/settings#stores`);
  await who.page.locator("#connect-begin, #connect-shop").first().waitFor();
  if (await who.page.locator("#connect-begin").isVisible()) await who.page.locator("#connect-begin").click();
  await who.page.locator("#connect-shop").fill(shop);
  await who.press("Continue");
  await who.see("What is asked for, and why");
  await who.press("Continue to Shopify");
  await who.see("Sandbox: install app?");
}

test("a link signs an owner in once, until they sign out", async () => {
  const { url } = await proxy.run(["owner-link", "--tenant", proxy.tenant]);
  const who = await person();
  await who.page.goto(url);
  assert.equal(who.page.url(), `${proxy.address}/owner`, "what opens has left the address");
  await who.press("Sign in");
  await who.page.getByRole("heading", { name: "Card settings of Brightfield & Sons" }).waitFor();
  await who.page.goto(`${proxy.address}/stores`);
  await who.page.getByRole("heading", { name: "Stores", exact: true }).waitFor();
  await who.page.evaluate(() => fetch("/owner/sign-out", { method: "POST" }));
  await who.page.goto(`${proxy.address}/settings`);
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
  await who.press("Show attempts to connect");
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
  await who.see("Maison Lumière is connected.");
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
      const who = await ownerAtStores(proxy, browser, { colorScheme, viewport: { width, height: 900 } });
      const look = looking(who, folder, `${colorScheme}-${width}`);
      // With no store yet the form is open.
      await who.page.locator("#connect-begin, #connect-shop").first().waitFor();
      if (await who.page.locator("#connect-begin").isVisible()) await who.page.locator("#connect-begin").click();
      await who.page.locator("#connect-shop").fill(UK);
      await who.press("Continue");
      await who.press("Make a link for somebody else");
      await who.see("It is not shown again");
      const url = await who.page.locator("#connect-link").inputValue();
      await who.page.goto(url);
      await who.see("What it will be able to do");
      await look("connect-confirm");
      await who.press("Continue to Shopify");
      // Installed before, Shopify does not ask again.
      await Promise.race([who.see("Sandbox: install app?").then(() => who.press("Install")), who.see("is connected")]);
      await who.see("You can close this window.");
      await look("connect-done");
      await who.page.goto(`${proxy.address}/connect/${proxy.app}/callback?code=x`);
      await look("connect-failed");
      await who.page.goto(`${proxy.address}/owner`);
      await look("owner-signed-in");
      await who.follow("Card settings");
      await who.press("Sign out");
      await who.page.waitForURL(`${proxy.address}/owner`);
      await look("owner");
      await who.page.goto(`${proxy.address}/settings`);
      await look("owner-signed-out");
      await who.leave({ allow: REFUSED });
    });
  }
}
