// The panel's own links and forms: where the focus goes, that a link leads there every time, and that no press is lost.

import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { startBrowser } from "./inbox.mjs";
import { startProxy } from "./proxy.mjs";
import { owner } from "./owners.mjs";

let proxy;
let browser;

before(async () => {
  [proxy, browser] = await Promise.all([startProxy(), startBrowser()]);
});

after(async () => {
  await browser?.close();
  await proxy?.stop();
});

const focused = (who, id) => who.page.waitForFunction((id) => document.activeElement?.id === id, id);

test("the link to a form leads into it, every time, and loses nothing", async () => {
  const who = await owner(proxy, browser);
  const add = who.page.locator('a[href="#inboxes/add"]');
  for (let turn = 0; turn < 2; turn += 1) {
    await add.click();
    await focused(who, "add-heading");
    await who.press("Cancel");
    await focused(who, "add-inbox");
  }
  await add.click();
  await focused(who, "add-heading");
  await who.page.locator("#new-name").fill("Returns");
  await add.click();
  await focused(who, "add-heading");
  assert.equal(await who.page.locator("#new-name").inputValue(), "Returns", "what was typed stays");
  const connect = who.page.locator('a[href="#stores/connect"]');
  for (let turn = 0; turn < 2; turn += 1) {
    await connect.click();
    await focused(who, "connect-heading");
    await who.press("Cancel");
    await focused(who, "connect-begin");
  }
  await who.page.locator('a[href="#fields"].button').click();
  await focused(who, "screen");
  await who.leave();
});

test("to a trial and back the focus is on the heading", async () => {
  await proxy.run(["inbox", "add", "--tenant", proxy.tenant, "--host", "generic", "--origin", "https://desk.example"]);
  const who = await owner(proxy, browser);
  await who.page.goto(`${proxy.address}/settings#inboxes`);
  await who.page.locator('a[href$="/try"]').first().click();
  await focused(who, "trial-heading");
  await who.page.locator('.trial a[href="#inboxes"]').click();
  await focused(who, "inboxes-heading");
  await who.leave();
});

test("nothing moves below the pointer while a field is left", async () => {
  const who = await owner(proxy, browser);
  await who.page.locator('a[href="#stores/connect"]').click();
  const shop = who.page.locator("#connect-shop");
  const top = async () => Math.round((await who.page.getByRole("button", { name: "Continue", exact: true }).boundingBox()).y);
  await shop.fill("www.acme.example");
  const before = await top();
  // Where no button takes the focus, as in Safari, a field is left for nothing.
  await shop.blur();
  assert.equal(await top(), before);
  await who.press("Continue");
  await who.see("That is not a store's address.");
  await shop.fill("acme-uk");
  assert.equal(await who.page.getByText("That is not a store's address.").count(), 0, "it goes with the mistake");
  await shop.blur();
  assert.equal(await shop.inputValue(), "acme-uk.myshopify.com");
  await who.leave();
});
