// Can everybody use it? axe-core on every screen, in light and dark, and pictures for people to look at.

import { after, before, describe, test } from "node:test";
import assert from "node:assert/strict";
import { constants, copyFile, mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { FULL, openInbox, output, root, startBrowser, startDemo } from "./inbox.mjs";
import { STATES, inState } from "./states.mjs";

let browser;
let axe;
let folder;

before(async () => {
  axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  folder = await output();
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
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

/** The whole interface in light and dark, from right to left, and in a language with long words. */
const LOOKS = [
  { look: "light", scheme: "light", locale: "en-GB" },
  { look: "dark", scheme: "dark", locale: "en-GB" },
  { look: "ar", scheme: "light", locale: "ar" },
  { look: "de", scheme: "dark", locale: "de-DE" },
];

for (const { look, scheme, locale } of LOOKS) {
  describe(look, () => {
    let demo;
    before(async () => {
      demo = await startDemo("--locale", locale);
    });
    after(() => demo?.stop());

    for (const [name, state] of Object.entries(STATES)) {
      test(`${name}, ${look}: no barriers, nothing too wide, and a picture at 280, 320 and 400 pixels`, async () => {
        await inState(demo, state, async () => {
          const inbox = await openInbox(browser, demo, { scheme, hash: state.hash, side: 280, height: 1000 });
          try {
            await state.see(inbox, demo);
            await inbox.seeRunning();
            await check(inbox.cardFrame, `the card, ${name}, ${look}`);
            await check(inbox.page.mainFrame(), `the inbox, ${name}, ${look}`);
            const right = await inbox.cardFrame.evaluate(() => getComputedStyle(document.documentElement).direction === "rtl");
            assert.equal(right, look === "ar");
            for (const side of [280, 320, 400]) {
              await widen(inbox, side);
              await inbox.page.locator("#card-pane").screenshot({ path: join(folder, `${name}-${look}-${side}.png`) });
            }
          } finally {
            await inbox.close({ allow: state.fault ? [/Failed to load resource/] : [] });
          }
        });
      });
    }
  });
}

/** Makes the sidebar so wide, and sees that everything fits into it. */
async function widen(inbox, side) {
  const handle = inbox.page.getByRole("separator");
  await handle.press("Home");
  for (let width = 280; width < side; width += 20) await handle.press("ArrowLeft");
  const wide = await inbox.cardFrame.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wide <= 0, `at ${side} pixels the card is ${wide} too wide`);
  await inbox.page.evaluate(() => document.activeElement?.blur());
}

test("the README's picture", async () => {
  const demo = await startDemo();
  const inbox = await openInbox(browser, demo, { hash: "c-1042", side: 360, deviceScaleFactor: 2 });
  await inbox.seeReady();
  const made = join(folder, "readme.png");
  await inbox.page.screenshot({ path: made });
  // Its times of day differ from run to run, so the committed one is made anew only where all is: --full.
  const committed = join(root, "docs", "screenshot.png");
  await mkdir(dirname(committed), { recursive: true });
  await copyFile(made, committed, FULL ? 0 : constants.COPYFILE_EXCL).catch((error) => assert.equal(error.code, "EEXIST"));
  await inbox.close();
  await demo.stop();
});
