// Switching conversations, quickly and with slow shops: what is on screen belongs to the conversation that is open.

import { after, before, beforeEach, test } from "node:test";
import assert from "node:assert/strict";
import { FULL, SHOPS, openInbox, startBrowser, startDemo } from "./inbox.mjs";

let demo;
let browser;

before(async () => {
  [demo, browser] = await Promise.all([startDemo(), startBrowser()]);
});

beforeEach(async () => {
  await demo.shops.release();
  await demo.shops.heal();
});

after(async () => {
  await browser?.close();
  await demo?.stop();
});

// What nobody but this contact has on their card.
const OWN = {
  "c-1042": ["Maria", "Maria Sørensen"],
  "c-2071": ["Jonas", "Jonas Weber"],
  "c-1188": ["+81 90", "さくら"],
  "c-1190": ["ليلى", "ليلى الحسن"],
  "c-1187": ["Tom O'Brien", "Tom O'Brien"],
  "c-1144": ["Kofi", "Kofi Mensah"],
};

/** Notes each time the card shows somebody who is not of the open conversation, as a person would see it. */
function watchForStrangers(inbox) {
  const strangers = [];
  const names = Object.entries(OWN).map(([id, [, name]]) => [id, name]);
  // Playwright reads the frame from outside; the open conversation and the frame's visibility are the inbox's.
  const look = async () => {
    const before = await inbox.page.evaluate(() => ({
      open: location.hash.slice(1),
      seen: getComputedStyle(document.querySelector("shopify-context-card").shadowRoot.querySelector("iframe")).opacity !== "0",
    }));
    const text = await inbox.cardFrame?.evaluate(() => document.body?.innerText ?? "").catch(() => "");
    const after = await inbox.page.evaluate(() => location.hash.slice(1));
    if (!before.seen || before.open !== after || !text) return;
    for (const [id, name] of names) {
      if (id !== before.open && text.includes(name)) strangers.push(`${name} while ${before.open} is open`);
    }
  };
  return { strangers, look };
}

test("ten fast switches with slow answers never show the wrong customer", async () => {
  const inbox = await openInbox(browser, demo);
  await inbox.seeReady();
  const { strangers, look } = watchForStrangers(inbox);
  for (const shop of SHOPS) await demo.shops.fault(shop, { slow: 400 }, 1000);

  const ids = Object.keys(OWN);
  const rounds = FULL ? 100 : 10;
  for (let at = 1; at <= rounds; at += 1) {
    const id = ids[at % ids.length];
    await inbox.page.locator(`.row[data-id="${id}"]`).click();
    await look();
  }
  const last = OWN[ids[rounds % ids.length]];
  await inbox.seeCustomer(last[1]);
  await look();
  assert.deepEqual(strangers, []);
  await inbox.close();
});

test("answers that come in the wrong order change nothing", async () => {
  const inbox = await openInbox(browser, demo);
  await inbox.seeReady();
  const { strangers, look } = watchForStrangers(inbox);
  for (const shop of SHOPS) await demo.shops.hold(shop);
  for (const id of ["c-2071", "c-1190", "c-1144"]) {
    await inbox.page.locator(`.row[data-id="${id}"]`).click();
    await look();
  }
  await demo.shops.release();
  await inbox.seeCustomer("Kofi Mensah");
  await look();
  assert.deepEqual(strangers, []);
  await inbox.close();
});

test("going on before the card has even loaded shows the later customer", async () => {
  const inbox = await openInbox(browser, demo);
  await inbox.openConversation("Jonas");
  await inbox.openConversation("Kofi");
  await inbox.seeCustomer("Kofi Mensah");
  const words = await inbox.words();
  assert.ok(!words.includes("Maria") && !words.includes("Jonas"), words);
  await inbox.close();
});

test("a draft belongs to its conversation", async () => {
  const inbox = await openInbox(browser, demo);
  await inbox.seeReady();
  await inbox.draft.fill("Hello Maria,");
  await inbox.insertReply();
  await inbox.seeDraft(/^Hello Maria,\n\n[\s\S]*#1042/);
  await inbox.openConversation("Jonas");
  assert.equal(await inbox.draft.inputValue(), "");
  assert.equal(await inbox.page.locator("#toast").textContent(), "", "nothing was put into Jonas' reply");
  await inbox.openConversation("Maria");
  assert.match(await inbox.draft.inputValue(), /^Hello Maria,/);
  await inbox.close();
});

test("a failed shop says so, and comes back by itself or by one click", async () => {
  const inbox = await openInbox(browser, demo);
  await inbox.seeReady();
  for (const shop of SHOPS) await demo.shops.fault(shop, { status: 503 }, 100);
  await inbox.openConversation("Emma Laurent");
  await inbox.see("This is a failure, not an empty list");
  await demo.shops.heal();
  await inbox.card.getByRole("button", { name: "Try again" }).first().click();
  await inbox.seeCustomer("Emma Laurent");
  await inbox.close({ allow: [/Failed to load resource/] });
});
