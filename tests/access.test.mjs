// Can everybody use it? axe-core on every screen, in light and dark, and pictures for people to look at.

import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { constants, copyFile, mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { FULL, SHOPS, openInbox, output, root, startBrowser, startDemo } from "./inbox.mjs";

let demo;
let browser;
let axe;
let folder;

before(async () => {
  axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  folder = await output();
  [demo, browser] = await Promise.all([startDemo(), startBrowser()]);
});

after(async () => {
  await browser?.close();
  await demo?.stop();
});

/** Runs axe in a frame. Its source is evaluated there: the CSP refuses script tags. */
async function check(frame, where) {
  await frame.evaluate(axe);
  const { violations } = await frame.evaluate(() =>
    axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], iframes: false }),
  );
  const told = violations.map(({ id, help, nodes }) => `${id}: ${help}\n    ${nodes.map((node) => `${node.html.slice(0, 160)} ${node.any[0]?.message ?? ""}`).join("\n    ")}`);
  assert.deepEqual(told, [], where);
}

const SCREENS = {
  list: { hash: "c-1042", see: (inbox) => inbox.seeReady() },
  order: {
    hash: "c-1042",
    async see(inbox) {
      await inbox.seeReady();
      await inbox.openOrder("#1042");
      await inbox.see("DHL");
    },
  },
  customer: {
    hash: "c-1042",
    async see(inbox) {
      await inbox.seeReady();
      await inbox.card.getByRole("button", { name: "Maria Sørensen" }).click();
      await inbox.card.getByRole("button", { name: "Back" }).waitFor();
    },
  },
  several: { hash: "c-1150", see: (inbox) => inbox.see("may be one of these customers") },
  empty: { hash: "c-1201", see: (inbox) => inbox.see(/No customer or guest order|nobody/i) },
  nobody: { hash: "c-1202", see: (inbox) => inbox.see("no e-mail or phone number") },
  long: { hash: "c-1160", see: (inbox) => inbox.seeCustomer(/van der Meer/) },
  arabic: { hash: "c-1190", see: (inbox) => inbox.seeCustomer("ليلى الحسن") },
  failed: { hash: "c-1155", fault: { status: 503 }, see: (inbox) => inbox.see("This is a failure, not an empty list") },
};

for (const scheme of ["light", "dark"]) {
  for (const [name, { hash, see, fault }] of Object.entries(SCREENS)) {
    test(`${name}, ${scheme}: no barriers, and a picture at 280, 320 and 400 pixels`, async () => {
      for (const shop of fault ? SHOPS : []) await demo.shops.fault(shop, fault, 100);
      const inbox = await openInbox(browser, demo, { scheme, hash, side: 280, height: 1000 });
      try {
        await see(inbox);
        await inbox.seeRunning();
        await check(inbox.cardFrame, `the card, ${name}, ${scheme}`);
        await check(inbox.page.mainFrame(), `the inbox, ${name}, ${scheme}`);
        for (const side of [280, 320, 400]) {
          const handle = inbox.page.getByRole("separator");
          await handle.press("Home");
          for (let width = 280; width < side; width += 20) await handle.press("ArrowLeft");
          const wide = await inbox.cardFrame.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          assert.ok(wide <= 0, `at ${side} pixels the card is ${wide} too wide`);
          await inbox.page.evaluate(() => document.activeElement?.blur());
          await inbox.page.locator("#card-pane").screenshot({ path: join(folder, `${name}-${scheme}-${side}.png`) });
        }
      } finally {
        await demo.shops.heal();
        await inbox.close({ allow: fault ? [/Failed to load resource/] : [] });
      }
    });
  }
}

test("the README's picture", async () => {
  const inbox = await openInbox(browser, demo, { hash: "c-1042", side: 360, deviceScaleFactor: 2 });
  await inbox.seeReady();
  const made = join(folder, "readme.png");
  await inbox.page.screenshot({ path: made });
  // Its times of day differ from run to run, so the committed one is made anew only where all is: --full.
  const committed = join(root, "docs", "screenshot.png");
  await mkdir(dirname(committed), { recursive: true });
  await copyFile(made, committed, FULL ? 0 : constants.COPYFILE_EXCL).catch((error) => assert.equal(error.code, "EEXIST"));
  await inbox.close();
});
