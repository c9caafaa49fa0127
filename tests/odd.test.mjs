// The odd cases on screen: whatever a shop knows of a customer and their orders, the card holds it, and so does axe-core.
//
// Here the card stands in a page of its own, by a ticket: there is no inbox around it.

import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { output, startBrowser } from "./inbox.mjs";
import { startProxy } from "./proxy.mjs";

const SHOP = "odds-and-ends.myshopify.com";
/** Each with the order to open. */
const PEOPLE = {
  hubert: "EN1001-A",
  emoji: "EN1002-A",
  combining: "EN1003-A",
  sara: "EN1004-A",
  markup: "EN1005-A",
  nameless: "EN1006-A",
  heavy: "EN1008-A",
  money: "EN1015-A",
  links: "EN1020-A",
  bare: "EN1030-A",
  parts: "EN1033-A",
  lines: "EN1040-A",
  future: "EN1050-A",
  parcels: "EN1060-A",
  draft: "EN1072-A",
  undone: "EN1090-A",
  guest: "EN1082-A",
  nia: null,
};

let proxy;
let browser;
let axe;
let folder;
let inbox;

before(async () => {
  axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  folder = await output();
  [proxy, browser] = await Promise.all([startProxy(), startBrowser()]);
  const { tenant } = proxy;
  ({ inbox } = await proxy.run(["inbox", "add", "--tenant", tenant, "--host", "generic", "--origin", "https://inbox.example"]));
  await proxy.run(["store", "connect", "--tenant", tenant, "--shop", SHOP, "--token-stdin"], await proxy.token(SHOP));
});

after(async () => {
  await browser?.close();
  await proxy?.stop();
});

for (const [name, order] of Object.entries(PEOPLE)) {
  test(`${name}: nothing breaks, runs or sticks out`, async () => {
    const context = await browser.newContext({ viewport: { width: 280, height: 1200 }, reducedMotion: "reduce" });
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    const complaints = [];
    page.on("console", (message) => {
      // A page that stands alone is asked for an icon, and the card has none.
      if (message.location().url.endsWith("/favicon.ico")) return;
      if (["error", "warning"].includes(message.type())) complaints.push(`${message.text()} ${message.location().url}`);
    });
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("dialog", (dialog) => complaints.push(`a script of the shop's ran: ${dialog.message()}`));

    const { url } = await proxy.run(["embed-url", "--inbox", inbox, "--email", `${name}@odd.example`]);
    // Without a host around it, the card's program is seen by what it asks for first.
    const running = page.waitForRequest(/\/api\/live/);
    await page.goto(url);
    await running;
    const look = async (what) => {
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() =>
        window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], iframes: false }),
      );
      assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160))}`), [], `${name}, ${what}`);
      for (const width of [280, 400]) {
        await page.setViewportSize({ width, height: 1200 });
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(wide <= 0, `${what} is ${wide} pixels too wide at ${width}`);
        await page.screenshot({ path: join(folder, `odd-${name}-${what}-${width}.png`) });
      }
    };
    await look("list");
    if (order) {
      await page.locator("button.row", { hasText: order }).first().click();
      await page.locator(".details .item").first().waitFor();
      await look("order");
      await page.keyboard.press("Escape");
      await page.locator("button.row", { hasText: order }).first().waitFor();
    }
    const about = page.locator('[data-act="customer"]').first();
    if (await about.count()) {
      await about.click();
      await page.locator("#scx-title").waitFor();
      await look("customer");
    }
    await context.close();
    assert.deepEqual(complaints, []);
  });
}
