// Five thousand orders: scrolled to the last one, smoothly, and never more than a few screens of them in the document.
//
// The card stands in a page of its own, by a ticket, with one store: the list goes on by scrolling alone.

import { after, before, beforeEach, test } from "node:test";
import assert from "node:assert/strict";
import { startBrowser } from "./inbox.mjs";
import { startProxy } from "./proxy.mjs";

const SHOP = "acme-uk.myshopify.com";
const ALL = 5_000;
/** What a card of 800 pixels may hold: the rows on screen, and as many above and below, in whole chunks. */
const MOST = 70;

let proxy;
let browser;
let inbox;
let page;
let complaints;

before(async () => {
  [proxy, browser] = await Promise.all([startProxy(), startBrowser()]);
  const { tenant } = proxy;
  ({ inbox } = await proxy.run(["inbox", "add", "--tenant", tenant, "--host", "generic", "--origin", "https://inbox.example"]));
  await proxy.run(["store", "connect", "--tenant", tenant, "--shop", SHOP, "--token-stdin"], await proxy.token(SHOP));
});

after(async () => {
  await browser?.close();
  await proxy?.stop();
});

/** Opens the card of Brightfield, and adds up every shift of the layout that nobody asked for. */
beforeEach(async () => {
  // A shop on a large plan: what Shopify lets through in a second is not what is looked at here.
  const body = JSON.stringify({ shop: SHOP, available: 2_000, restore_rate: 5_000 });
  await fetch(`${proxy.sandbox}/_sandbox/points`, { method: "POST", headers: { "content-type": "application/json" }, body });
  const context = await browser.newContext({ viewport: { width: 360, height: 800 }, reducedMotion: "reduce" });
  await context.addInitScript(() => {
    window.shifts = [];
    new PerformanceObserver((list) => {
      for (const { value, sources, hadRecentInput } of list.getEntries()) {
        const of = sources.map(({ node }) => node?.outerHTML?.slice(0, 80) ?? node?.nodeName);
        // After a minute the age of the data has other words; they may stand elsewhere in their own box, which has a fixed width.
        const age = sources.length > 0 && sources.every(({ node }) => node?.parentElement?.matches(".age"));
        if (!hadRecentInput && !age) window.shifts.push({ value, of });
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
  page = await context.newPage();
  page.setDefaultTimeout(15_000);
  complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  const { url } = await proxy.run(["embed-url", "--inbox", inbox, "--email", "orders@brightfield.example"]);
  const running = page.waitForRequest(/\/api\/live/);
  await page.goto(url);
  await running;
  await row("#105000").waitFor();
});

const row = (name) => page.locator("button.row", { hasText: name });

/** The names of the orders that are in the document. */
const drawn = () => page.$$eval("button.row", (rows) => rows.map((row) => row.innerText.match(/#\d+/)?.[0]));

test("5,000 orders are scrolled to the last, with few of them in the document and nothing that jumps", { timeout: 600_000 }, async () => {
  const seen = new Set();
  let most = 0;
  // The end of the first page is on screen from the start, so it has a button; all others come by scrolling.
  await page.locator('[data-act="more"]').click();
  await page.waitForFunction(() => document.querySelectorAll(".chunk").length > 1);
  for (let more = true; more; ) {
    const names = await drawn();
    names.forEach((name) => seen.add(name));
    most = Math.max(most, names.length);
    // To the end of what is there, as a person would: the next page comes by itself.
    more = await page.evaluate(async () => {
      const chunks = () => document.querySelectorAll(".chunk").length;
      const ends = () => !document.querySelector('[data-act="more"]');
      const before = chunks();
      if (ends()) return false;
      // The browser says in a frame of its own that the end of the list has left the screen.
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))));
      document.scrollingElement.scrollTo(0, document.scrollingElement.scrollHeight);
      return new Promise((resolve) => {
        // Every change of the card is looked at; nothing is waited for but the next page.
        const watcher = new MutationObserver(() => look());
        const look = () => {
          if (chunks() === before && !ends()) return;
          watcher.disconnect();
          resolve(true);
        };
        watcher.observe(document.body, { childList: true, subtree: true, attributes: true });
        look();
      });
    });
  }
  await page.evaluate(() => document.scrollingElement.scrollTo(0, document.scrollingElement.scrollHeight));
  await row("#100001").waitFor();
  (await drawn()).forEach((name) => seen.add(name));
  assert.equal(seen.size, ALL, "every order was seen");
  assert.ok(most <= MOST, `${most} rows were in the document at once`);
  const last = page.getByRole("listitem").filter({ has: row("#100001") });
  assert.equal(await last.getAttribute("aria-posinset"), String(ALL));
  assert.equal(await last.getAttribute("aria-setsize"), String(ALL));

  // Details and back: the same row, at the same place.
  const there = await page.evaluate(() => Math.round(document.scrollingElement.scrollTop));
  await row("#100001").click();
  await page.locator("#scx-title").waitFor();
  await page.keyboard.press("Escape");
  await row("#100001").waitFor();
  await page.waitForFunction((top) => Math.abs(document.scrollingElement.scrollTop - top) < 2, there);

  // And up again.
  await page.evaluate(() => document.scrollingElement.scrollTo(0, 0));
  await row("#105000").waitFor();
  assert.ok((await drawn()).length <= MOST);
  assert.deepEqual(await page.evaluate(() => window.shifts), [], "nothing jumps");
  assert.deepEqual(complaints, []);
});

test("an order among 5,000 is found by its number, and the refunded ones by a filter", async () => {
  await page.getByRole("button", { name: "Refunded", exact: true }).click();
  await page.waitForFunction(() => document.querySelector("button.row") && !document.querySelector(".rows").innerText.includes("#105000"));
  const number = page.getByLabel("Order number").first();
  await number.fill("102345");
  await number.press("Enter");
  await row("#102345").waitFor();
  await page.waitForFunction(() => document.querySelectorAll("button.row").length === 1);
  await number.fill("1");
  await number.press("Enter");
  await page.getByText("No such orders").last().waitFor();
  await page.getByRole("button", { name: "All", exact: true }).click();
  await row("#105000").waitFor();
  assert.deepEqual(complaints, []);
});
