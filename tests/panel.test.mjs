// The settings panel, role by role: who sees what, who is refused, and what happens when the network or a session is gone.

import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { openInbox, output, startBrowser, startDemo } from "./inbox.mjs";
import { startProxy } from "./proxy.mjs";

const UK = "acme-uk.myshopify.com";
const REFUSED = [/status of 4\d\d/];

let proxy;
let browser;
let axe;
let pictures;
let inbox;

before(async () => {
  axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  pictures = await output();
  [proxy, browser] = await Promise.all([startProxy(), startBrowser()]);
  ({ inbox } = await proxy.run([
    "inbox", "add", "--tenant", proxy.tenant, "--host", "generic", "--origin", "https://desk.example",
  ]));
});

after(async () => {
  await browser?.close();
  await proxy?.stop();
});

async function person(options = {}) {
  const context = await browser.newContext({ viewport: { width: 1100, height: 900 }, reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const complaints = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  return {
    context,
    page,
    see: (text) => page.getByText(text).first().waitFor(),
    press: (name) => page.getByRole("button", { name, exact: true }).first().click(),
    async leave({ allow = [] } = {}) {
      await context.close();
      assert.deepEqual(complaints.filter((text) => !allow.some((pattern) => pattern.test(text))), []);
    },
  };
}

async function owner(options) {
  const { url } = await proxy.run(["owner-link", "--tenant", proxy.tenant]);
  const who = await person(options);
  await who.page.goto(url);
  // In whatever language: the page's one button.
  await who.page.locator("button.strong").click();
  await who.page.waitForURL(/\/settings/);
  await who.page.locator(".places").waitFor();
  return who;
}

async function reachable(page, where) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() =>
    axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], iframes: false }),
  );
  const told = violations.map(({ id, help, nodes }) => `${id}: ${help}\n    ${nodes.map((node) => node.html.slice(0, 160)).join("\n    ")}`);
  assert.deepEqual(told, [], where);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wide <= 0, `${where} is ${wide} pixels too wide`);
}

const steps = (who) => who.page.locator(".trial-steps").last().locator("li");

async function tries(who, email) {
  await who.page.goto(`${proxy.address}/settings#inboxes/${inbox}/try`);
  await who.page.locator("#trial-email").fill(email);
  await who.press("Try it");
}

test("an owner with nothing yet is led through three steps, and signs out", async () => {
  const who = await owner();
  await who.page.getByRole("heading", { name: "Three steps to a working card" }).waitFor();
  await who.page.getByRole("heading", { name: "What agents see now" }).waitFor();
  await reachable(who.page, "the first day");
  await who.page.screenshot({ path: join(pictures, "panel-first-day.png"), fullPage: true });
  await who.page.getByRole("link", { name: "Connect a Shopify store" }).click();
  await who.page.locator('.places a[aria-current="page"]', { hasText: "Stores" }).waitFor();
  await who.press("Sign out");
  await who.page.waitForURL(/\/owner/);
  const left = await who.page.request.get(`${proxy.address}/settings`);
  assert.equal(left.status(), 401);
  await who.leave({ allow: REFUSED });
});

test("an owner tries an inbox and sees each step of the handshake", async () => {
  const token = await proxy.token(UK);
  await proxy.run(["store", "connect", "--tenant", proxy.tenant, "--shop", UK, "--token-stdin"], token);
  for (const look of [{}, { colorScheme: "dark" }, { viewport: { width: 320, height: 800 } }, { locale: "ar" }]) {
    const name = look.colorScheme ?? look.locale ?? (look.viewport ? "narrow" : "light");
    const who = await owner(look);
    await who.page.goto(`${proxy.address}/settings#inboxes/${inbox}/try`);
    await who.page.locator("#trial-email").fill("maria@example.com");
    await who.page.locator(".trial button.strong").click();
    const frame = who.page.frameLocator("#trial-frame");
    await frame.getByRole("heading", { name: "Maria Sørensen" }).first().waitFor();
    await who.page.waitForFunction(() => document.querySelectorAll(".trial-steps:last-of-type .sign.positive").length >= 5);
    await frame.locator('[data-act="insert"]').first().click();
    await who.page.waitForFunction(() => document.querySelectorAll(".trial-steps .sign.critical").length === 0);
    await steps(who).last().locator(".sign.positive").waitFor();
    await reachable(who.page, `a trial, ${name}`);
    await who.page.screenshot({ path: join(pictures, `panel-trial-${name}.png`), fullPage: true });
    await who.leave();
  }
});

test("a token with a mistake is pasted, and the step that fails says why", async () => {
  const who = await owner();
  await who.page.goto(`${proxy.address}/settings#inboxes/${inbox}/try`);
  await who.page.getByLabel("Paste a host token of your backend").check();
  await who.page.locator("#trial-token").fill("eyJhbGciOiJIUzI1NiIsImtpZCI6ImtfYSJ9.e30.AAAA");
  await who.press("Try it");
  await who.see("names no key of this inbox");
  await who.see("The host token is not accepted.");
  await who.page.screenshot({ path: join(pictures, "panel-trial-refused.png"), fullPage: true });
  await who.page.getByLabel("Sign a host token here").check();
  await who.page.locator("#trial-email").fill("nobody");
  await who.press("Try again");
  await who.see("This is no e-mail address.");
  await who.leave({ allow: REFUSED });
});

test("the panel speaks the reader's language", async () => {
  for (const [locale, direction] of [["de-DE", "ltr"], ["ar", "rtl"]]) {
    const who = await owner({ locale });
    const html = who.page.locator("html");
    assert.equal(await html.getAttribute("lang"), locale.slice(0, 2));
    assert.equal(await html.getAttribute("dir"), direction);
    await who.leave();
  }
});

test("without a network the panel says so, and starts once there is one", async () => {
  const { url } = await proxy.run(["owner-link", "--tenant", proxy.tenant]);
  const who = await person();
  await who.page.route("**/api/settings?*", (route) => route.abort());
  await who.page.goto(url);
  await who.press("Sign in");
  await who.see("No connection. Check the network and try again.");
  await who.page.unroute("**/api/settings?*");
  await who.press("Try again");
  await who.page.locator(".places").waitFor();
  await who.leave({ allow: [/ERR_FAILED/] });
});

test("who is signed out in the middle of work is told, and loses nothing", async () => {
  const who = await owner();
  await tries(who, "maria@example.com");
  await who.page.frameLocator("#trial-frame").getByRole("heading", { name: "Maria Sørensen" }).first().waitFor();
  await who.page.request.post(`${proxy.address}/owner/sign-out`, { headers: { origin: proxy.address } });
  await who.press("Try again");
  await who.see("You are signed out.");
  assert.equal(await who.page.locator("#trial-email").inputValue(), "maria@example.com");
  // Without the owner's cookie the trial's frame is refused, as any other page's would be.
  await who.leave({ allow: [...REFUSED, /frame-ancestors/] });
});

test("who leaves a screen before its answer is there goes on undisturbed", async () => {
  const who = await owner();
  await who.page.clock.install();
  const places = who.page.locator(".places");
  await tries(who, "maria@example.com");
  await places.getByRole("link", { name: "Stores" }).click();
  // So long a trial waits for the card.
  await who.page.clock.fastForward(11_000);
  await places.getByRole("link", { name: "Inboxes" }).click();
  await who.page.locator(".inbox summary", { hasText: "Settings" }).first().click();
  await who.page.getByLabel("Name").fill("Support");
  const waits = [];
  await who.page.route("**/api/settings/inboxes", (route) => waits.push(route));
  await who.press("Save");
  await who.page.getByRole("button", { name: "Saving…", exact: true }).click({ force: true });
  await places.getByRole("link", { name: "Stores" }).click();
  const answered = who.page.waitForResponse("**/api/settings/inboxes");
  assert.equal(waits.length, 1, "a second click asks for nothing");
  await waits[0].continue();
  await who.page.unroute("**/api/settings/inboxes");
  await answered;
  await places.getByRole("link", { name: "Inboxes" }).click();
  await who.page.getByRole("heading", { name: "Support" }).waitFor();
  await who.leave();
});

test("the browser asks before what is typed into one inbox's settings is lost, though another's are open", async () => {
  await proxy.run(["inbox", "add", "--tenant", proxy.tenant, "--host", "generic", "--origin", "https://sales.example"]);
  const who = await owner();
  await who.page.locator(".places").getByRole("link", { name: "Inboxes" }).click();
  const settings = who.page.locator(".inbox summary", { hasText: "Settings" });
  await settings.first().click();
  await who.page.getByLabel("Name").first().fill("Support desk");
  await settings.last().click();
  await who.page.getByLabel("Name").nth(1).waitFor();
  const asked = who.page.waitForEvent("dialog");
  await who.page.close({ runBeforeUnload: true });
  const question = await asked;
  assert.equal(question.type(), "beforeunload");
  await question.accept();
  await who.leave();
});

test("who can't be signed out is told so beside the button", async () => {
  const who = await owner();
  await who.page.route("**/owner/sign-out", (route) => route.abort());
  await who.press("Sign out");
  await who.page.locator('.who [role="alert"]', { hasText: "No connection" }).waitFor();
  await who.leave({ allow: [/ERR_FAILED/] });
});

for (const role of ["admin", "agent"]) {
  test(`an ${role} opens the settings from the helpdesk`, async () => {
    const demo = await startDemo("--role", role);
    try {
      const desk = await openInbox(browser, demo);
      const button = desk.page.getByRole("button", { name: "Card settings", exact: true });
      if (role === "agent") {
        await desk.seeCustomer("Maria");
        assert.equal(await button.isVisible(), false, "the demo offers them to admins");
      } else {
        await button.click();
        const panel = desk.page.frameLocator('iframe[title="Card settings"]');
        await panel.getByRole("heading", { name: "Card settings of Postroom demo" }).waitFor();
        await panel.getByText(/, Admin$/).first().waitFor();
        assert.equal(await panel.getByRole("button", { name: "Sign out" }).count(), 0);
        await desk.page.screenshot({ path: join(pictures, "panel-in-the-demo.png") });
        const [tab] = await Promise.all([
          desk.context.waitForEvent("page"),
          panel.getByRole("button", { name: "Open in a new tab" }).click(),
        ]);
        await tab.getByRole("heading", { name: "Card settings of Postroom demo" }).waitFor();
      }
      await desk.close();
    } finally {
      await demo.stop();
    }
  });
}
