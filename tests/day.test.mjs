// A day at the helpdesk: from the inbox to an order's details and back, the reply, the keyboard, the end.

import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { openInbox, startBrowser, startDemo } from "./inbox.mjs";

let demo;
let browser;

before(async () => {
  [demo, browser] = await Promise.all([startDemo(), startBrowser()]);
});

after(async () => {
  await browser?.close();
  await demo?.stop();
});

test("an agent answers Maria, who asks where her order is", async () => {
  const inbox = await openInbox(browser, demo);
  await inbox.openConversation("Maria");
  await inbox.seeCustomer("Maria Sørensen");
  await inbox.see("#1042 shipped 4 days ago with DHL, due yesterday");
  await inbox.seeOrder("#1042");
  await inbox.seeOrder("#1038");

  await inbox.openOrder("#1042");
  await inbox.see("DHL");
  await inbox.goBack();
  await inbox.seeOrder("#1042");

  await inbox.seeReady();
  await inbox.insertReply();
  await inbox.seeDraft(/#1042/);
  assert.equal(await inbox.page.locator(".from-agent").count(), 1, "inserting never sends");
  await inbox.page.getByRole("button", { name: "Send", exact: true }).click();
  await inbox.page.locator(".from-agent", { hasText: "#1042" }).waitFor();
  await inbox.close();
});

test("each channel's contact gets their own card", async () => {
  const inbox = await openInbox(browser, demo);
  for (const [who, name, order] of [
    ["Jonas", "Jonas Weber", /ML-\d+/],
    ["+81 90", /さくら/, /#5\d\d/],
    ["ليلى", "ليلى الحسن", /ML-\d+/],
    ["Tom O'Brien", "Tom O'Brien", /#\d+/],
  ]) {
    await inbox.openConversation(who);
    await inbox.seeCustomer(name);
    await inbox.card.locator("button.row", { hasText: order }).first().waitFor();
  }
  await inbox.close();
});

test("nobody and a failure do not look alike", async () => {
  const inbox = await openInbox(browser, demo, { hash: "c-1202" });
  await inbox.see("no e-mail or phone number");
  await inbox.openConversation("Unknown customer");
  await inbox.see(/No customer or guest order|nobody/i);
  await inbox.close();
});

test("a contact who is two customers is never decided by the card", async () => {
  const inbox = await openInbox(browser, demo, { hash: "c-1150" });
  await inbox.see("may be one of these customers");
  await inbox.card.getByRole("button", { name: /Dana Price/ }).click();
  await inbox.seeCustomer("Dana Price");
  await inbox.close();
});

test("the whole way by keyboard alone", async () => {
  const inbox = await openInbox(browser, demo);
  const { page } = inbox;
  await inbox.seeOrder("#1042");
  await inbox.seeReady();

  const press = async (key) => page.keyboard.press(key);
  const focused = () =>
    page.evaluate(() => document.activeElement?.dataset.id ?? document.activeElement?.id ?? document.activeElement?.tagName);
  const tabTo = async (isIt, what) => {
    for (let steps = 0; steps < 60; steps += 1) {
      if (await isIt()) return;
      await press("Tab");
    }
    assert.fail(`Tab never reaches ${what}; it is on ${await focused()}`);
  };

  // To the list, and by arrows to another conversation and back.
  await tabTo(async () => (await focused()) === "c-1042", "Maria's row");
  await press("ArrowDown");
  assert.equal(await focused(), "c-2071");
  await press("Enter");
  await inbox.seeCustomer("Jonas Weber");
  await press("ArrowUp");
  await press("Enter");
  await inbox.seeCustomer("Maria Sørensen");

  // Into the card: the order, and by Escape back to the same row.
  const inCard = (look) => inbox.cardFrame.evaluate(look);
  await tabTo(() => inCard(() => document.hasFocus() && document.activeElement?.dataset.act === "order"), "an order");
  const row = await inCard(() => document.activeElement.id);
  await press("Enter");
  await inbox.card.getByRole("button", { name: "Back" }).waitFor();
  await press("Escape");
  await inbox.seeOrder("#1042");
  await inbox.cardFrame.waitForFunction((id) => document.activeElement?.id === id, row);

  // The reply, by the card's own button.
  await page.locator("#draft").focus();
  await tabTo(() => inCard(() => document.hasFocus() && document.activeElement?.dataset.act === "insert"), "the reply");
  await press("Enter");
  await inbox.seeDraft(/#1042/);
  await inbox.close();
});

test("the sidebar is 280 to 400 pixels wide, by keyboard and by one click", async () => {
  const inbox = await openInbox(browser, demo);
  const { page } = inbox;
  const handle = page.getByRole("separator", { name: "Width of the customer panel" });
  const width = async () => (await page.locator("#card-frame").boundingBox()).width;
  await handle.press("Home");
  assert.equal(Math.round(await width()) <= 280, true, `${await width()}`);
  await handle.press("ArrowRight");
  assert.equal(await handle.getAttribute("aria-valuenow"), "280");
  await page.getByRole("button", { name: "Wide" }).click();
  assert.equal(await handle.getAttribute("aria-valuenow"), "400");
  await inbox.close();
});

test("on a narrow window everything can be reached, one pane at a time", async () => {
  const inbox = await openInbox(browser, demo, { width: 390, height: 760 });
  const { page } = inbox;
  await inbox.openConversation("Maria");
  await page.getByRole("button", { name: "Customer", exact: true }).click();
  await inbox.seeOrder("#1042");
  await page.getByRole("button", { name: "Close the customer panel" }).click();
  await page.getByRole("button", { name: "Back to the conversations" }).click();
  await page.locator(".row", { hasText: "Jonas" }).waitFor();
  await inbox.close();
});

test("on a screen of 320 pixels the whole card is in sight", async () => {
  const inbox = await openInbox(browser, demo, { hash: "c-1190", width: 320 });
  await inbox.page.getByRole("button", { name: /Customer/ }).first().press("Enter");
  await inbox.seeCustomer("ليلى الحسن");
  const { right } = await inbox.page.locator("shopify-context-card").evaluate((card) => card.getBoundingClientRect().toJSON());
  assert.ok(right <= 320, `the card ends at ${right} pixels`);
  await inbox.close();
});

test("when the demo is ended, nothing of it stays", async () => {
  const other = await startDemo();
  await Promise.all([other.inbox, `${other.card}/healthz`].map(async (url) => assert.ok((await fetch(url)).ok)));
  await other.stop();
  for (const url of [other.inbox, other.card, other.sandbox]) {
    await assert.rejects(fetch(url), "it no longer answers");
  }
});

test("when the command is killed, nothing of it stays either", async () => {
  const other = await startDemo();
  other.process.kill("SIGKILL");
  await other.ended;
  for (const url of [other.inbox, other.card, other.sandbox]) {
    // It ends by itself; each refused connection is the sign.
    while (await fetch(url).then(() => true, () => false));
  }
});
