// Twice as large: the page at 200 %, and the text alone at 200 %. Nothing is cut off, nothing is wider than the screen, and
// everything can be reached.

import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { join } from "node:path";
import { openInbox, output, startBrowser, startDemo } from "./inbox.mjs";
import { startProxy } from "./proxy.mjs";
import { owner } from "./owners.mjs";

const UK = "acme-uk.myshopify.com";

let proxy;
let demo;
let browser;
let folder;

before(async () => {
  [proxy, demo, browser, folder] = await Promise.all([startProxy(), startDemo(), startBrowser(), output()]);
  await proxy.run(["store", "connect", "--tenant", proxy.tenant, "--shop", UK, "--token-stdin"], await proxy.token(UK));
  await proxy.run(["inbox", "add", "--tenant", proxy.tenant, "--host", "generic", "--origin", "https://desk.example"]);
});

after(async () => {
  await browser?.close();
  await demo?.stop();
  await proxy?.stop();
});

/** Makes all text twice as large, as a browser that zooms text only does. */
const enlarge = (root) => {
  const all = [...document.querySelectorAll(root)].filter((element) => element instanceof HTMLElement);
  all.forEach((element) => (element.style.fontSize = ""));
  const sizes = all.map((element) => parseFloat(getComputedStyle(element).fontSize) * 2);
  all.forEach((element, at) => (element.style.fontSize = `${sizes[at]}px`));
};

/** What is cut off, wider than the screen, or can't be reached. */
const wrong = () => {
  const found = [];
  const wide = document.documentElement.scrollWidth - innerWidth;
  if (wide > 0) found.push(`the page is ${wide} pixels too wide`);
  const name = (element) => `${element.tagName.toLowerCase()}${element.id && `#${element.id}`}.${element.className} “${element.textContent.trim().slice(0, 40)}”`;
  const seen = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest(".hid, .skip, [inert]") && element.getClientRects().length > 0;
  for (const element of document.querySelectorAll("body *")) {
    if (!(element instanceof HTMLElement) || !seen(element) || element.matches("input, textarea, select, iframe")) continue;
    const style = getComputedStyle(element);
    const cut = (overflow) => overflow === "hidden" || overflow === "clip";
    if (cut(style.overflowX) && element.scrollWidth > element.clientWidth + 1 && style.textOverflow !== "ellipsis") found.push(`cut off: ${name(element)}`);
    if (cut(style.overflowY) && element.scrollHeight > element.clientHeight + 1) found.push(`cut off below: ${name(element)}`);
  }
  for (const element of document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")) {
    if (!seen(element) || element.type === "file") continue;
    element.scrollIntoView({ block: "center", inline: "nearest" });
    const box = element.getClientRects()[0];
    if (box.left < -1 || box.right > innerWidth + 1) found.push(`beyond the edge: ${name(element)}`);
    const at = document.elementFromPoint(Math.min(Math.max(box.left + box.width / 2, 0), innerWidth - 1), Math.min(Math.max(box.top + Math.min(box.height, innerHeight) / 2, 0), innerHeight - 1));
    const label = element.labels?.[0];
    if (at && !element.contains(at) && !at.contains(element) && !label?.contains(at)) found.push(`below ${name(at)}: ${name(element)}`);
  }
  scrollTo(0, 0);
  return found;
};

for (const [screen, there] of [
  ["fields", ".fields-row .fields-facts"],
  ["stores", ".stores article.store"],
  ["inboxes", ".inboxes article"],
]) {
  test(`the settings at 200 %: ${screen}`, async () => {
    const who = await owner(proxy, browser, { viewport: { width: 640, height: 450 }, deviceScaleFactor: 2 });
    await who.page.goto(`${proxy.address}/settings#${screen}`);
    await who.page.locator(there).first().waitFor();
    if (screen === "fields") await who.page.locator("#scx-card .row").first().waitFor();
    for (const fold of await who.page.locator("details.fold > summary:visible").all()) await fold.click();
    assert.deepEqual(await who.page.evaluate(wrong), [], "the page");
    await who.page.screenshot({ path: join(folder, `zoom-${screen}.png`), fullPage: true });
    await who.page.evaluate(enlarge, "#scx-settings, #scx-settings *");
    assert.deepEqual(await who.page.evaluate(wrong), [], "the text");
    await who.page.screenshot({ path: join(folder, `zoom-${screen}-text.png`), fullPage: true });
    // The products' pictures are at Shopify's, which is not there.
    await who.leave({ allow: [/ERR_NAME_NOT_RESOLVED/] });
  });
}

test("the card with its text at 200 %", async () => {
  const inbox = await openInbox(browser, demo, { hash: "c-1042", side: "360" });
  await inbox.seeReady();
  const look = async (name) => {
    await inbox.cardFrame.evaluate(enlarge, "#scx-card, #scx-card *");
    const found = await inbox.cardFrame.evaluate(wrong);
    await inbox.page.screenshot({ path: join(folder, `zoom-card-${name}.png`) });
    assert.deepEqual(found, [], name);
  };
  await look("list");
  await inbox.openOrder("#1042");
  await look("order");
  await inbox.close();
});
