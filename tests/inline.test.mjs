// <shopify-context-card-inline> in a page of a vendor's, on another origin and under a strict policy: the card without an iframe.

import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { brotliCompressSync } from "node:zlib";
import { join } from "node:path";
import { output, startBrowser } from "./inbox.mjs";
import { startDesk } from "./desk.mjs";
import { startProxy } from "./proxy.mjs";

const UK = "acme-uk.myshopify.com";
let proxy;
let browser;
let desk;
let axe;

before(async () => {
  axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  [proxy, browser] = await Promise.all([startProxy(), startBrowser()]);
  await proxy.run(["store", "connect", "--tenant", proxy.tenant, "--shop", UK, "--token-stdin"], await proxy.token(UK));
  // What docs/embed.md asks for, and the page's own; no inline style.
  desk = await startDesk({
    policy: () => `default-src 'none'; script-src ${proxy.address} 'wasm-unsafe-eval' 'nonce-page'; style-src 'nonce-page'; connect-src 'self' ${proxy.address}; img-src data: https: ${proxy.sandbox}`,
  });
  desk.inbox = await proxy.run(["inbox", "add", "--tenant", proxy.tenant, "--host", "generic", "--origin", desk.origin]);
  await allow("yes");
});

after(async () => {
  await browser?.close();
  await desk?.stop();
  await proxy?.stop();
});

const allow = (to) => proxy.run(["inbox", "set", "--inbox", desk.inbox.inbox, "--inline", to]);
const script = () => `<script src="${proxy.address}/inline.js"></script>`;
const tag = (more = "") => `<shopify-context-card-inline id="card" inbox="${desk.inbox.inbox}" token-url="/context-card/token" conversation="c-77" ${more}></shopify-context-card-inline>`;

async function visit(html, { allow = [], at = desk.origin, prepare, ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 400, height: 900 }, reducedMotion: "reduce", ...options });
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const complaints = [];
  const asked = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => asked.push(request));
  await prepare?.(page);
  desk.html = html;
  desk.asked.length = 0;
  await page.goto(at);
  const card = page.locator("#card");
  return {
    context,
    page,
    card,
    asked,
    complaints,
    sees: (name, where = card) => where.getByRole("heading", { name }).first().waitFor(),
    on: (work, value) => card.evaluate(work, value),
    picture: async (name) => page.screenshot({ path: join(await output(), `inline-${name}.png`), fullPage: true }),
    async leave() {
      await context.close();
      assert.deepEqual(complaints.filter((text) => !allow.some((pattern) => pattern.test(text))), []);
    },
  };
}

/** The ids of what has the focus, from the page down into shadow roots. */
const focused = () => {
  let it = document.activeElement;
  while (it?.shadowRoot?.activeElement) it = it.shadowRoot.activeElement;
  return it?.id ?? "";
};

test("two lines put the card into the page itself, under a strict policy", async () => {
  const who = await visit(`${script()}${tag()}<textarea></textarea>`);
  await who.sees("Maria Sørensen");
  assert.equal(await who.page.locator("iframe").count(), 0);
  assert.equal(desk.asked.length, 1, "one token for the first card");
  // Without a listener for replies there is nothing to insert into.
  await who.card.locator('[data-act="copy"]').first().click();
  await who.page.waitForFunction(async () => (await navigator.clipboard.readText()).includes("#1042"));
  assert.equal(await who.card.locator('[data-act="insert"]').count(), 0);
  // No cookie goes anywhere, and none comes.
  for (const request of who.asked.filter((request) => request.url().startsWith(proxy.address))) {
    assert.equal((await request.allHeaders()).cookie, undefined);
    assert.equal((await (await request.response())?.allHeaders())?.["set-cookie"], undefined, request.url());
  }
  await who.picture("light");
  await who.leave();
});

test("by keyboard: an order is opened, Escape goes back to where one was", async () => {
  const who = await visit(`<main><h1>Conversation</h1><textarea aria-label="Reply"></textarea></main>${script()}${tag()}`);
  await who.sees("Maria Sørensen");
  await who.page.evaluate(() => {
    window.keys = [];
    addEventListener("keydown", ({ key }) => keys.push(key));
  });
  const row = who.card.locator('[data-act="order"]').first();
  await row.focus();
  const id = await who.page.evaluate(focused);
  await who.page.keyboard.press("Enter");
  await who.card.getByRole("heading", { name: "#1042" }).first().waitFor();
  await who.page.waitForFunction(() => document.querySelector("#card").shadowRoot.activeElement?.tagName === "H2");
  await who.page.evaluate(axe);
  const { violations } = await who.page.evaluate(() => axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
  assert.deepEqual(violations.map(({ id, nodes }) => `${id} ${nodes[0].html}`), []);
  await who.picture("order");
  await who.page.keyboard.press("Escape");
  await who.sees("Maria Sørensen");
  await who.page.waitForFunction((id) => document.querySelector("#card").shadowRoot.activeElement?.id === id, id);
  // A helpdesk's shortcuts don't hear what is typed in the card.
  await who.card.getByLabel("Order number").first().fill("");
  await who.page.keyboard.type("r#");
  assert.equal(await who.card.getByLabel("Order number").first().inputValue(), "r#");
  assert.deepEqual(await who.page.evaluate("keys"), []);
  // What is typed elsewhere in the page stays there, and so does the focus.
  await who.page.getByLabel("Reply").focus();
  await who.on((card) => (card.conversation = "c-78"));
  await who.page.keyboard.type("Hello");
  await who.sees("Kofi Mensah");
  assert.equal(await who.page.getByLabel("Reply").inputValue(), "Hello");
  assert.equal(await who.page.evaluate(() => document.activeElement.tagName), "TEXTAREA");
  await who.leave();
});

test("another conversation is another customer at once, and a reply lands in the page", async () => {
  const who = await visit(`${script()}${tag()}<textarea></textarea><script nonce="page">
    window.heard = [];
    for (const type of ["ready", "problem", "insert-reply", "resize", "open-url"]) document.addEventListener(type, (event) => heard.push(event.type));
    const card = document.querySelector("#card");
    card.addEventListener("insert-reply", (event) => { document.querySelector("textarea").value = event.detail.text; });
    card.addEventListener("open-url", (event) => { window.opened = event.detail.url; event.preventDefault(); });
  </script>`);
  await who.sees("Maria Sørensen");
  await who.card.getByRole("button", { name: "Insert in reply" }).first().click();
  await who.page.waitForFunction(() => document.querySelector("textarea").value.includes("#1042"));
  await who.card.locator('[data-act="order"]').first().click();
  await who.card.locator('a[href^="https://"]').first().click();
  await who.page.waitForFunction(() => window.opened?.startsWith("https://"));
  await who.page.keyboard.press("Escape");
  await who.sees("Maria Sørensen");
  const ahead = who.page.waitForResponse((response) => response.url().endsWith("/api/next") && response.request().method() === "POST");
  await who.on((card) => (card.next = "c-78"));
  assert.equal((await ahead).status(), 204);
  // In every picture that the agent may have seen: never the customer before beside the new conversation.
  await who.page.evaluate(() => {
    window.late = [];
    const [root, began] = [document.querySelector("#card").shadowRoot, performance.now()];
    const look = () => {
      const shown = root.querySelector("#scx-card");
      if (window.moved && shown.textContent.includes("Maria") && getComputedStyle(shown).opacity !== "0") window.late.push(performance.now() - began);
      requestAnimationFrame(look);
    };
    look();
  });
  await who.on((card) => {
    window.moved = true;
    card.conversation = "c-78";
  });
  await who.sees("Kofi Mensah");
  assert.deepEqual(await who.page.evaluate("late"), []);
  await who.on((card) => {
    window.moved = false;
    card.setAttribute("conversation", "c-77");
  });
  await who.sees("Maria Sørensen");
  const heard = await who.page.evaluate(() => [...new Set(window.heard)].sort());
  assert.deepEqual(heard, ["insert-reply", "open-url", "ready"]);
  // A backend that gives no token: the card says so, and the page hears of it.
  await who.on((card) => (card.conversation = "c-0"));
  await who.page.waitForFunction(() => window.heard.includes("problem"));
  assert.equal(await who.card.getByText("Maria Sørensen").count(), 0);
  await who.context.close();
});

/** A program that comes when it is told to. */
function lateProgram() {
  let go;
  const held = new Promise((resolve) => (go = resolve));
  return { go, prepare: (page) => page.route(/_bg\..*\.wasm$/, (route) => held.then(() => route.continue())) };
}

test("who goes on before the program is there never sees the first", async () => {
  const { prepare, go } = lateProgram();
  const who = await visit(`${script()}${tag()}`, { prepare });
  // Drawn by the proxy, before the program is there; and what is clicked on it is not lost.
  await who.sees("Maria Sørensen");
  await who.on((card) => (card.conversation = "c-78"));
  await who.page.waitForFunction(() => !document.querySelector("#card").shadowRoot.textContent.includes("Maria"));
  go();
  await who.sees("Kofi Mensah");
  await who.leave();
});

test("a click before the program is there counts", async () => {
  const { prepare, go } = lateProgram();
  const who = await visit(`${script()}${tag()}`, { prepare });
  await who.card.locator('[data-act="order"]').first().click();
  go();
  await who.card.getByRole("heading", { name: "#1042" }).first().waitFor();
  await who.leave();
});

test("theme and dark are the card's alone, and the page's styles stay outside", async () => {
  const loud = `<style nonce="page">
    html { font-size: 62.5%; } :root { --scx-ink: red; --rem: 99px; }
    * { color: red !important; font: 44px/3 cursive !important; letter-spacing: 9px !important; text-transform: uppercase !important; direction: rtl; }
    section, h2, button, .card, #scx-card { display: none !important; }
  </style>`;
  const plain = await visit(`${script()}${tag()}`);
  await plain.sees("Maria Sørensen");
  const looks = (card) => {
    const at = (selector) => getComputedStyle(card.shadowRoot.querySelector(selector));
    const { color, fontSize, lineHeight, letterSpacing, textTransform, direction, fontFamily } = at("h3");
    return { color, fontSize, lineHeight, letterSpacing, textTransform, direction, fontFamily, icon: at(".icon").width, height: card.shadowRoot.querySelector(".card").offsetHeight };
  };
  const quiet = await plain.on(looks);
  assert.equal(quiet.fontSize, "15px");
  await plain.leave();
  const who = await visit(`${loud}${script()}${tag()}<h2>Page</h2>`);
  await who.sees("Maria Sørensen");
  assert.deepEqual(await who.on(looks), quiet);
  await who.picture("loud");
  // Ours don't get out.
  assert.equal(await who.page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--scx-surface")), "");
  const surface = (card) => getComputedStyle(card.shadowRoot.querySelector(".card")).backgroundColor;
  assert.equal(await who.on(surface), "rgb(255, 255, 255)");
  await who.on((card) => {
    card.scheme = "dark";
    card.theme = { "--scx-accent": "#ff8800", "--scx-ink": "url(https://evil.example)" };
  });
  await who.page.waitForFunction(() => getComputedStyle(document.querySelector("#card").shadowRoot.querySelector(".card")).backgroundColor === "rgb(26, 29, 33)");
  assert.equal(await who.on((card) => getComputedStyle(card.shadowRoot.querySelector("#scx-card")).getPropertyValue("--scx-accent")), "#ff8800");
  assert.equal(await who.on((card) => getComputedStyle(card.shadowRoot.querySelector("#scx-card")).getPropertyValue("--scx-ink")), "#e8eaed");
  assert.equal(await who.page.evaluate(() => document.documentElement.dataset.scheme), undefined);
  await who.leave();
  const night = await visit(`${script()}${tag()}`, { colorScheme: "dark", viewport: { width: 320, height: 900 } });
  await night.sees("Maria Sørensen");
  assert.equal(await night.on(surface), "rgb(26, 29, 33)");
  await night.picture("dark");
  assert.ok(await night.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  await night.leave();
});

test("in the agent's language, from right to left, whatever the page's", async () => {
  const who = await visit(`${script()}${tag()}`, { prepare: () => proxy.run(["inbox", "set", "--inbox", desk.inbox.inbox, "--locale", "ar"]) });
  await who.sees("Maria Sørensen");
  const [lang, direction, page] = await who.on((card) => {
    const inner = card.shadowRoot.querySelector("#scx-card");
    return [inner.lang, getComputedStyle(inner.firstElementChild).direction, document.documentElement.lang];
  });
  assert.deepEqual([lang, direction, page], ["ar", "rtl", "en"]);
  await who.picture("ar");
  await who.leave();
  await proxy.run(["inbox", "set", "--inbox", desk.inbox.inbox, "--locale", "en-GB"]);
});

test("two side by side know nothing of each other, and what is taken away is freed", async () => {
  const who = await visit(`${script()}${tag()}`);
  await who.sees("Maria Sørensen");
  await who.on((card) => {
    const second = card.cloneNode();
    second.id = "second";
    second.setAttribute("conversation", "c-78");
    document.body.append(second);
  });
  const second = who.page.locator("#second");
  await who.sees("Kofi Mensah", second);
  await who.card.locator('[data-act="order"]').first().click();
  await who.card.getByRole("heading", { name: "#1042" }).first().waitFor();
  await who.sees("Kofi Mensah", second);
  // Taken away and put back, again and again.
  for (let times = 0; times < 5; times++) {
    await who.on((card) => {
      window.kept = card;
      card.remove();
    });
    await who.page.evaluate(() => document.body.append(window.kept));
    await who.sees("Maria Sørensen");
  }
  await who.sees("Kofi Mensah", second);
  await who.page.evaluate(() => {
    window.kept.remove();
    document.querySelector("#second").remove();
    window.kept = null;
  });
  // Every memory of a card's is gone once the browser has cleaned up.
  const devtools = await who.context.newCDPSession(who.page);
  const { result } = await devtools.send("Runtime.evaluate", { expression: "WebAssembly.Memory.prototype" });
  let left;
  for (const until = Date.now() + 15_000; left !== 0 && Date.now() < until; ) {
    await devtools.send("HeapProfiler.collectGarbage");
    const { objects } = await devtools.send("Runtime.queryObjects", { prototypeObjectId: result.objectId });
    const { result: count } = await devtools.send("Runtime.callFunctionOn", { objectId: objects.objectId, functionDeclaration: "function () { return this.length; }", returnByValue: true });
    left = count.value;
    await devtools.send("Runtime.releaseObject", { objectId: objects.objectId });
  }
  assert.equal(left, 0);
  await who.leave();
});

test("a list that the page scrolls is drawn as it comes into view, and going back finds the place", async () => {
  const pane = `<style nonce="page">#pane { height: 420px; overflow: auto; }</style><div id="pane" tabindex="0">${tag()}</div>`;
  const who = await visit(`${script()}${pane}`);
  await who.sees("Maria Sørensen");
  const top = () => who.page.evaluate(() => document.querySelector("#pane").scrollTop);
  await who.page.evaluate(() => (document.querySelector("#pane").scrollTop = 120));
  assert.ok((await top()) > 100, "there is something to scroll");
  const before = await top();
  await who.on((card) => card.shadowRoot.querySelector('[data-act="order"]').click());
  await who.card.getByRole("heading", { name: "#1042" }).first().waitFor();
  await who.page.waitForFunction(() => document.querySelector("#pane").scrollTop === 0);
  await who.page.keyboard.press("Escape");
  await who.page.waitForFunction((before) => document.querySelector("#pane").scrollTop === before, before);
  await who.leave();
});

test("a page on another origin is refused, and so is one where it is switched off", async () => {
  const other = await startDesk();
  other.inbox = desk.inbox;
  other.html = `${script()}${tag()}<script>document.addEventListener("problem", (event) => { window.problem = event.detail.code; });</script>`;
  const stranger = await visit("", { at: other.origin });
  await stranger.page.waitForFunction(() => window.problem === "embedding_not_allowed");
  await stranger.card.getByRole("alert").waitFor();
  assert.equal(await stranger.on((card) => card.shadowRoot.textContent.includes("Maria")), false);
  assert.ok(stranger.asked.every((request) => !request.url().includes("/api/")), "no token went anywhere");
  await stranger.context.close();
  await other.stop();

  await allow("no");
  const off = await visit(`${script()}${tag()}`);
  await off.card.getByRole("alert").waitFor();
  await off.picture("refused");
  // Switched on, the way on is in the card.
  await allow("yes");
  await off.card.getByRole("button", { name: "Try again" }).click();
  await off.sees("Maria Sørensen");
  // Switched off while it is open: nothing more comes.
  await allow("no");
  await off.card.locator('[data-act="order"]').first().click();
  await off.card.locator(".notice.failed").first().waitFor();
  await off.context.close();
  await allow("yes");
});

test("an owner switches it on in the settings", async () => {
  await allow("no");
  const context = await browser.newContext({ viewport: { width: 1000, height: 900 }, reducedMotion: "reduce" });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const { url } = await proxy.run(["owner-link", "--tenant", proxy.tenant]);
  await page.goto(url);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(/\/(stores|settings)/);
  await page.goto(`${proxy.address}/settings#inboxes`);
  const inbox = page.locator("article.inbox").first();
  await inbox.locator("details > summary", { hasText: "Settings" }).first().click();
  assert.ok(await inbox.getByLabel("In an iframe").isChecked());
  await inbox.getByLabel("Also without an iframe").check();
  await page.screenshot({ path: join(await output(), "inline-settings.png"), fullPage: true });
  await inbox.getByRole("button", { name: "Save" }).click();
  await inbox.getByText("Nothing has been changed").or(inbox.locator('button[aria-disabled="true"]', { hasText: "Save" })).first().waitFor();
  await context.close();
  const who = await visit(`${script()}${tag()}`);
  await who.sees("Maria Sørensen");
  await who.leave();
});

test("a server that can't be reached is said, and can be tried again", async () => {
  let broken = true;
  const who = await visit(`${script()}${tag()}`, {
    allow: [/ERR_FAILED|Failed to fetch/],
    prepare: (page) => page.route(/\/inline$/, (route) => (broken ? route.abort() : route.continue())),
  });
  await who.card.getByRole("alert").waitFor();
  broken = false;
  await who.card.getByRole("button", { name: "Try again" }).click();
  await who.sees("Maria Sørensen");
  await who.leave();
});

test("the loader is small and comes with a name that can be pinned", async () => {
  const answer = await fetch(`${proxy.address}/inline.js`, { headers: { "accept-encoding": "identity" } });
  const text = await answer.text();
  assert.ok(brotliCompressSync(text).length <= 2048, `${brotliCompressSync(text).length} bytes`);
  assert.equal(answer.headers.get("access-control-allow-origin"), "*");
  const pinned = await fetch(`${proxy.address}/${answer.headers.get("etag").slice(1, -1)}`);
  assert.equal(await pinned.text(), text);
});
