// How the tests speak of an owner in the settings panel by itself: signing in, going to a screen, looking at it.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";

/** A refusal's status is a complaint of the browser's; nothing else may be. */
export const REFUSED = [/status of [45]\d\d/];

const axe = readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Somebody with a browser of their own, and what it complains about. */
export async function person(browser, options = {}) {
  const context = await browser.newContext({ viewport: { width: 900, height: 900 }, reducedMotion: "reduce", locale: "en-GB", ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const complaints = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  return {
    page,
    context,
    see: (text) => page.getByText(text).first().waitFor(),
    press: (name) => page.getByRole("button", { name, exact: true }).first().click(),
    follow: (name) => page.getByRole("link", { name, exact: true }).first().click(),
    async leave({ allow = [] } = {}) {
      await context.close();
      assert.deepEqual(complaints.filter((text) => !allow.some((pattern) => pattern.test(text))), []);
    },
  };
}

/** An owner who has just signed in by a link, in the panel. */
export async function owner(proxy, browser, options) {
  const { url } = await proxy.run(["owner-link", "--tenant", proxy.tenant]);
  const who = await person(browser, options);
  await who.page.goto(url);
  await who.press("Sign in");
  await who.page.getByRole("heading", { name: /^Card settings of/ }).waitFor();
  return who;
}

/** The same on the screen for stores, once everything is there. */
export async function ownerAtStores(proxy, browser, options) {
  const who = await owner(proxy, browser, options);
  await who.page.goto(`${proxy.address}/settings#stores`);
  await who.page.getByRole("heading", { name: "Stores", exact: true }).waitFor();
  await who.page.locator(".stores [aria-busy]").waitFor({ state: "detached" });
  return who;
}

/** Everybody can use what is on the screen: axe-core finds nothing, and nothing is wider than the screen. */
export async function reachable(who, where) {
  await who.page.evaluate(await axe);
  const { violations } = await who.page.evaluate(() =>
    axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }),
  );
  const told = violations.map(({ id, help, nodes }) => `${id}: ${help}\n    ${nodes.map((node) => node.html.slice(0, 160)).join("\n    ")}`);
  assert.deepEqual(told, [], where);
  const wide = await who.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wide <= 0, `${where} is ${wide} pixels too wide`);
}

/** Pictures of a screen, and a check that everybody can use it. */
export function looking(who, folder, kind) {
  return async (name) => {
    await reachable(who, `${name}, ${kind}`);
    await who.page.screenshot({ path: join(folder, `${name}-${kind}.png`), fullPage: true });
  };
}
