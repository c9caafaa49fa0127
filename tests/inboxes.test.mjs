// Inboxes in the settings, as an owner works with them: adding one and building the card into a page with nothing but what
// is copied from the screen, changing it, rotating its secret. And an admin, who looks and switches.

import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { createServer } from "node:http";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { output, startBrowser } from "./inbox.mjs";
import { startProxy } from "./proxy.mjs";

const UK = "acme-uk.myshopify.com";
const PARIS = "maison-lumiere.myshopify.com";
const AGENT = { id: "agent-9", name: "Ada", role: "agent" };
const MARIA = { emails: [{ address: "maria@example.com", verified: true }] };

let proxy;
let browser;
let axe;
let pictures;
const cleanup = [];

before(async () => {
  axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  pictures = await output();
  [proxy, browser] = await Promise.all([startProxy(), startBrowser()]);
  for (const shop of [UK, PARIS]) {
    await proxy.run(["store", "connect", "--tenant", proxy.tenant, "--shop", shop, "--token-stdin"], await proxy.token(shop));
  }
});

after(async () => {
  for (const end of cleanup.reverse()) await end();
  await browser?.close();
  await proxy?.stop();
});

// — People —

/** Somebody with a browser of their own, what it complains about, and how often they clicked or filled something in. */
async function person(options = {}) {
  const context = await browser.newContext({ viewport: { width: 1000, height: 900 }, reducedMotion: "reduce", ...options });
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const complaints = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  const who = {
    context,
    page,
    steps: 0,
    see: (text) => page.getByText(text).first().waitFor(),
    async press(name, within = page) {
      who.steps += 1;
      await within.getByRole("button", { name, exact: true }).first().click();
    },
    async fill(label, text, within = page) {
      who.steps += 1;
      await within.getByLabel(label).first().fill(text);
    },
    clipboard: () => page.evaluate(() => navigator.clipboard.readText()),
    async leave({ allow = [] } = {}) {
      await context.close();
      assert.deepEqual(complaints.filter((text) => !allow.some((pattern) => pattern.test(text))), []);
    },
  };
  return who;
}

/** A refusal's status is a complaint of the browser's; nothing else may be. */
const REFUSED = [/status of 4\d\d/];

let cookies;
/** An owner with the inboxes on screen. */
async function owner(options) {
  const who = await person(options);
  if (cookies) await who.context.addCookies(cookies);
  else {
    const { url } = await proxy.run(["owner-link", "--tenant", proxy.tenant]);
    await who.page.goto(url);
    await who.press("Sign in");
    await who.page.waitForURL(/\/(stores|settings)/);
    cookies = await who.context.cookies();
    who.steps = 0;
  }
  await who.page.goto(`${proxy.address}/settings#inboxes`);
  await who.page.locator("#inboxes-heading").waitFor();
  return who;
}

/** An inbox's box in the list. */
const box = (who, name) => who.page.locator("article.inbox").filter({ has: who.page.getByRole("heading", { name, exact: true }) });

async function unfold(within, title) {
  const summary = within.locator("details > summary", { hasText: title }).first();
  if (!(await summary.evaluate((it) => it.parentElement.open))) await summary.click();
}

async function reachable(who, where) {
  await who.page.evaluate(axe);
  const { violations } = await who.page.evaluate(() =>
    axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }),
  );
  const told = violations.map(({ id, help, nodes }) => `${id}: ${help}\n    ${nodes.map((node) => node.html.slice(0, 160)).join("\n    ")}`);
  assert.deepEqual(told, [], where);
  const wide = await who.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wide <= 0, `${where} is ${wide} pixels too wide`);
}

const picture = (who, name) => who.page.screenshot({ path: join(pictures, `inboxes-${name}.png`), fullPage: true });

// — A helpdesk, made of what was copied —

/** A page on an origin of its own: `page.html` is what was pasted; `sign` answers with host tokens. */
async function helpdesk() {
  const desk = { html: "", sign: async () => "" };
  const server = createServer(async (request, response) => {
    if (request.method === "POST" && request.url === "/context-card/token") {
      const body = JSON.parse(Buffer.concat(await request.toArray()).toString());
      return response.end(await desk.sign(body));
    }
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(`<!doctype html><html lang="en"><title>Helpdesk</title><textarea aria-label="Reply"></textarea>${desk.html}</html>`);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanup.push(() => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve))));
  desk.origin = `http://127.0.0.1:${server.address().port}`;
  return desk;
}

async function folder() {
  const path = await mkdtemp(join(tmpdir(), "context-card-guide-"));
  cleanup.push(() => rm(path, { recursive: true, force: true }));
  return path;
}

/** The copied Node.js snippet as a backend. The secret comes from where its comment says. */
async function nodeBackend(snippet, env, more = {}) {
  const path = await folder();
  await writeFile(join(path, "host-token.mjs"), snippet);
  for (const [name, text] of Object.entries(more)) await writeFile(join(path, name), text);
  Object.assign(process.env, env);
  return { ...(await import(pathToFileURL(join(path, "host-token.mjs")))), path };
}

/** The copied Python snippet as a backend. */
async function pythonBackend(snippet, secret, more = {}) {
  const path = await folder();
  await writeFile(join(path, "host_token.py"), snippet);
  for (const [name, text] of Object.entries(more)) await writeFile(join(path, name), text);
  const run = (code, value) =>
    new Promise((resolve, reject) => {
      const env = { ...process.env, CONTEXT_CARD_SECRET: secret };
      const child = execFile("python3", ["-c", code], { cwd: path, env }, (error, out) => (error ? reject(error) : resolve(out.trim())));
      child.stdin.end(JSON.stringify(value));
    });
  return {
    hostToken: (value) => run("import json, sys\nfrom host_token import host_token\nprint(host_token(**json.load(sys.stdin)))", value),
    cardAddress: (value) => run("import json, sys\nfrom card_address import card_address\nprint(card_address(**json.load(sys.stdin)))", value),
  };
}

const signed = (backend, contact = MARIA, agent = AGENT) => ({ conversation, nonce }) =>
  backend.hostToken({ agent, conversation: { id: conversation }, contact, nonce });

/** Copies a step's snippet as a person does. */
async function copied(who, within, step, label) {
  const one = within.locator(".todo > li").filter({ has: who.page.getByRole("heading", { name: step }) });
  const choice = one.getByRole("button", { name: label, exact: true });
  if (await choice.count()) await choice.click();
  await who.press(`Copy ${label}`, one);
  await one.getByRole("button", { name: "Copied", exact: true }).waitFor();
  return who.clipboard();
}

async function seesTheCard(who, desk, conversation = "c-77") {
  await who.page.goto(desk.origin);
  await who.page.evaluate((id) => window.showContextCard?.(id), conversation);
  await who.page.frameLocator("shopify-context-card iframe").getByRole("heading", { name: "Maria Sørensen" }).first().waitFor();
}

/** What the proxy says to a host token; where the card is switched off, that stands in the card's place. */
async function outcome(token) {
  const body = JSON.stringify({ token, seq: 1 });
  const answer = await fetch(`${proxy.address}/api/card`, { method: "POST", headers: { "content-type": "application/json" }, body });
  const { card, problem } = await answer.json();
  const told = problem ?? card.notice;
  return told ? told.admin : "card";
}

test("an owner adds an inbox and builds the card in, with nothing but what is on the screen", async () => {
  const desk = await helpdesk();
  const who = await owner();
  await who.see("There is no inbox yet");
  await picture(who, "none");
  await reachable(who, "no inbox");
  who.steps = 0;
  await who.press("Add an inbox");
  await who.page.getByRole("heading", { name: "Add an inbox" }).waitFor();
  await reachable(who, "the form");
  await picture(who, "form");
  // What people paste is an address of a page, not an origin.
  await who.fill("Address 1", `${desk.origin}/tickets?view=open`);
  await who.press("Add the inbox");
  await who.see("It is shown this one time");
  assert.equal(await who.page.evaluate(() => document.activeElement.id), "added-heading");
  const added = who.page.locator(".added");
  await who.press("Copy Signing secret");
  const secret = await who.clipboard();
  assert.match(secret, /^[a-z0-9]{52}$/);
  desk.html = await copied(who, added, "Put the card into your page", "HTML");
  assert.ok(who.steps <= 5, `${who.steps} clicks and fields to the snippet`);
  const pinned = await copied(who, added, "Put the card into your page", "HTML + SRI");
  await reachable(who, "added");
  await picture(who, "added");

  const node = await nodeBackend(await copied(who, added, "Sign who is asking", "Node.js"), { CONTEXT_CARD_SECRET: secret });
  const inPython = await copied(who, added, "Sign who is asking", "Python");
  const python = await pythonBackend(inPython, secret);
  // Chosen once, a language is chosen in the next step too.
  assert.equal(await added.getByRole("button", { name: "Python", exact: true }).nth(1).getAttribute("aria-pressed"), "true");
  const address = await copied(who, added, "Or without a script", "Node.js");
  const addressPython = await copied(who, added, "Or without a script", "Python");
  await who.press("Done");
  await box(who, desk.origin.slice(7)).waitFor();
  assert.ok(!(await who.page.content()).includes(secret), "it is nowhere any more");

  const agent = await person();
  for (const backend of [node, python]) {
    desk.sign = signed(backend);
    await seesTheCard(agent, desk);
  }
  // The next conversation, and a reply.
  desk.sign = signed(node, { emails: [{ address: "nobody@example.com", verified: true }] });
  await agent.page.evaluate(() => window.showContextCard("c-78"));
  await agent.page.frameLocator("shopify-context-card iframe").getByText("nobody@example.com").first().waitFor();
  desk.sign = signed(node);
  await agent.page.evaluate(() => window.showContextCard("c-77"));
  const card = agent.page.frameLocator("iframe");
  await card.getByRole("button", { name: "Insert in reply" }).first().click();
  await agent.page.waitForFunction(() => document.querySelector("textarea").value.length > 0);

  // The same with the script pinned: the browser runs this very file.
  const plain = desk.html;
  desk.html = pinned;
  await seesTheCard(agent, desk);
  desk.html = plain;

  // Without a script: an address from the backend.
  const backend = await nodeBackend(await readFile(join(node.path, "host-token.mjs")), { CONTEXT_CARD_SECRET: secret }, { "card-address.mjs": address });
  const { cardAddress } = await import(pathToFileURL(join(backend.path, "card-address.mjs")));
  desk.html = `<iframe id="context-card" width="360" height="720" src="${await cardAddress({ agent: AGENT, conversation: { id: "c-77" }, contact: MARIA })}"></iframe>`;
  await agent.page.goto(desk.origin);
  await card.getByRole("heading", { name: "Maria Sørensen" }).first().waitFor();
  const again = await pythonBackend(inPython, secret, { "card_address.py": addressPython });
  desk.html = `<iframe id="context-card" width="360" height="720" src="${await again.cardAddress({ agent: AGENT, conversation: { id: "c-77" }, contact: MARIA })}"></iframe>`;
  await agent.page.goto(desk.origin);
  await card.getByRole("heading", { name: "Maria Sørensen" }).first().waitFor();
  await agent.leave();
  await who.leave();
});

test("a secret that was not copied is asked for before it is gone", async () => {
  const who = await owner();
  await who.press("Add an inbox");
  await who.fill("Address 1", "https://first.example");
  await who.fill("Name", "Forgetful");
  await who.press("Add the inbox");
  await who.see("It is shown this one time");
  const secret = await who.page.locator(".secret code").innerText();
  await who.press("Done");
  const dialog = who.page.getByRole("dialog", { name: "Have you kept the secret?" });
  await dialog.waitFor();
  await who.page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  assert.equal(await who.page.locator(".secret code").innerText(), secret);
  await who.press("Done");
  await who.press("Yes, I have it", dialog);
  await box(who, "Forgetful").waitFor();
  await who.leave();
});

test("what is wrong stands at its field, and nothing typed is lost", async () => {
  const who = await owner();
  await who.press("Add an inbox");
  await who.press("Add the inbox");
  await who.see("Give at least one origin");
  assert.equal(await who.page.evaluate(() => document.activeElement.id), "new-origin-0");
  await who.fill("Address 1", "https://good.example");
  await who.press("Add another address");
  await who.fill("Address 2", "http://unsafe.example/app");
  await who.press("Add the inbox");
  const second = who.page.getByLabel("Address 2");
  await who.page.locator("#new-origin-1-wrong", { hasText: "begins with https://" }).waitFor();
  assert.equal(await second.getAttribute("aria-invalid"), "true");
  assert.equal(await who.page.evaluate(() => document.activeElement.id), "new-origin-1");
  await picture(who, "wrong");
  await reachable(who, "a wrong address");
  // The network is gone: what was typed stays, and it can be tried again.
  await second.fill("https://second.example");
  await who.context.setOffline(true);
  await who.press("Add the inbox");
  await who.see("No connection.");
  await who.context.setOffline(false);
  await who.press("Add the inbox");
  await who.see("It is shown this one time");
  await who.leave({ allow: [...REFUSED, /ERR_INTERNET_DISCONNECTED/] });
});

test("a secret is rotated while both hold, and the old one is ended", async () => {
  const who = await owner();
  const desk = await helpdesk();
  const made = await proxy.run(["inbox", "add", "--tenant", proxy.tenant, "--host", "generic", "--origin", desk.origin]);
  await who.page.reload();
  const inbox = box(who, desk.origin.slice(7));
  await unfold(inbox, "How to embed it");
  const snippet = await copied(who, inbox, "Sign who is asking", "Node.js");
  const old = await nodeBackend(snippet, { CONTEXT_CARD_SECRET: made.signing_secret });
  const token = (backend) => backend.hostToken({ agent: AGENT, conversation: { id: "c-77" }, contact: MARIA });
  await unfold(inbox, "Keys");
  await who.press("Make a new secret", inbox);
  await inbox.getByRole("heading", { name: "A new secret is made" }).waitFor();
  await who.press("Copy Signing secret", inbox);
  const secret = await who.clipboard();
  await who.press("Done", inbox);
  await who.see("Two or more keys hold.");
  await picture(who, "rotating");
  await reachable(who, "two keys");
  // The steps name the new key by now.
  await inbox.locator(".todo code", { hasNotText: made.key }).first().waitFor();
  await who.page.waitForFunction((key) => !document.querySelector(".todo").textContent.includes(key), made.key);
  const fresh = await nodeBackend(await copied(who, inbox, "Sign who is asking", "Node.js"), { CONTEXT_CARD_SECRET: secret });
  assert.deepEqual([await outcome(token(old)), await outcome(token(fresh))], ["card", "card"]);

  await who.press(`Revoke the key ${made.key}`, inbox);
  const dialog = who.page.getByRole("dialog", { name: `Revoke the key ${made.key}?` });
  await dialog.waitFor();
  await picture(who, "ending");
  await reachable(who, "the question");
  await who.press("Cancel", dialog);
  assert.equal(await outcome(token(old)), "card", "cancelled is not ended");
  await who.press(`Revoke the key ${made.key}`, inbox);
  await who.press(`Revoke the key ${made.key}`, dialog);
  await inbox.locator("summary", { hasText: "Revoked keys" }).waitFor();
  assert.match(await outcome(token(old)), /revoked/);
  assert.equal(await outcome(token(fresh)), "card");
  await who.leave();
});

test("a helpdesk may sign with a key pair of its own", async () => {
  const who = await owner();
  const desk = await helpdesk();
  await proxy.run(["inbox", "add", "--tenant", proxy.tenant, "--host", "generic", "--origin", desk.origin]);
  await who.page.reload();
  const inbox = box(who, desk.origin.slice(7));
  await unfold(inbox, "Keys");
  await unfold(inbox, "Add the public key");
  const keys = [
    ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
    ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
    ["-algorithm", "ED25519"],
  ];
  await unfold(inbox, "How to embed it");
  for (const [at, kind] of keys.entries()) {
    const secret = execFileSync("openssl", ["genpkey", ...kind], { stdio: ["ignore", "pipe", "ignore"] }).toString();
    const pem = execFileSync("openssl", ["pkey", "-pubout"], { input: secret }).toString();
    if (at === 0) {
      await who.fill("Public key", secret, inbox);
      await who.press("Add the public key", inbox);
      await who.see("This is no public key that can be used");
      assert.equal(await inbox.getByLabel("Public key").inputValue(), secret, "nothing typed is lost");
    }
    await who.fill("Public key", pem, inbox);
    await who.press("Add the public key", inbox);
    await who.page.waitForFunction((n) => document.querySelectorAll(".keys .sign.positive").length === n, at + 2);
    const kid = await inbox.locator(".keys code").first().innerText();
    await inbox.locator(".todo pre", { hasText: kid }).first().waitFor();
    const backend = await nodeBackend(await copied(who, inbox, "Sign who is asking", "Node.js"), { CONTEXT_CARD_PRIVATE_KEY: secret });
    assert.equal(await outcome(backend.hostToken({ agent: AGENT, conversation: { id: "c-77" }, contact: MARIA })), "card", kind[1]);
  }
  await picture(who, "public-key");
  await who.leave({ allow: REFUSED });
});

test("settings are changed in place, and the second of two owners is shown what the first saved", async () => {
  const who = await owner({ viewport: { width: 1000, height: 1400 } });
  await who.press("Add an inbox");
  await who.fill("Address 1", "https://both.example");
  await who.fill("Name", "Both");
  await who.press("Add the inbox");
  await who.press("Copy Signing secret");
  await who.press("Done");
  const second = await owner();
  const [mine, theirs] = [box(who, "Both"), box(second, "Both")];
  for (const inbox of [mine, theirs]) await unfold(inbox, "Settings");
  await mine.getByLabel("Every customer of the stores").check();
  await mine.getByLabel("Only these").check();
  await mine.getByLabel("Maison Lumière").uncheck();
  await mine.getByLabel("Time zone").fill("Europe/Berlin");
  await picture(who, "settings");
  await reachable(who, "settings");
  await who.press("Save", mine);
  await mine.getByText("Nothing is changed yet.").waitFor();
  await mine.getByText("Acme UK", { exact: true }).first().waitFor();
  const { stores } = await proxy.run(["inbox", "set", "--inbox", (await theirs.locator("h3").getAttribute("id")).replace("-heading", "")]);
  assert.equal(stores.length, 1);

  await theirs.getByLabel("Name").fill("Ours");
  await second.press("Save", theirs);
  await second.see("Somebody else has changed this inbox");
  await second.see("What they saved");
  assert.equal(await theirs.getByLabel("Name").inputValue(), "Ours", "what was typed stays");
  await picture(second, "conflict");
  await reachable(second, "two owners");
  await second.press("Take theirs", theirs);
  assert.equal(await theirs.getByLabel("Name").inputValue(), "Both");
  assert.ok(await theirs.getByLabel("Every customer of the stores").isChecked());
  await theirs.getByLabel("Name").fill("Ours");
  await second.press("Save", theirs);
  await box(second, "Ours").waitFor();
  await second.leave({ allow: REFUSED });
  await who.leave();
});

test("an inbox is added by keyboard alone", async () => {
  const who = await owner();
  const keyboard = who.page.keyboard;
  await who.page.getByRole("button", { name: "Add an inbox" }).focus();
  await keyboard.press("Enter");
  await who.page.waitForFunction(() => document.activeElement.id === "add-heading");
  for (let at = 0; at < 20; at += 1) {
    await keyboard.press("Tab");
    if (await who.page.evaluate(() => document.activeElement.id === "new-origin-0")) break;
  }
  await keyboard.type("keyboard.example");
  await keyboard.press("Enter");
  await who.see("It is shown this one time");
  for (let at = 0; at < 20; at += 1) {
    await keyboard.press("Tab");
    if (await who.page.evaluate(() => document.activeElement.textContent === "Copy Signing secret")) break;
  }
  await keyboard.press("Enter");
  await who.page.getByRole("button", { name: "Copied", exact: true }).first().waitFor();
  const done = who.page.getByRole("button", { name: "Done" });
  await done.focus();
  await keyboard.press("Enter");
  await box(who, "keyboard.example").waitFor();
  assert.equal(await who.page.evaluate(() => document.activeElement.id), "inboxes-heading");
  const summary = box(who, "keyboard.example").locator("summary", { hasText: "Keys" });
  await summary.focus();
  await keyboard.press("Enter");
  await box(who, "keyboard.example").locator(".keys .sign.positive", { hasText: "Holds" }).waitFor();
  await who.leave();
});

test("an admin in the helpdesk sees everything, changes nothing but the switch", async () => {
  const desk = await helpdesk();
  const made = await proxy.run(["inbox", "add", "--tenant", proxy.tenant, "--host", "generic", "--origin", desk.origin]);
  const boss = await owner();
  const inbox = box(boss, desk.origin.slice(7));
  await unfold(inbox, "How to embed it");
  desk.html = await copied(boss, inbox, "Show these settings to admins", "HTML");
  const backend = await nodeBackend(await copied(boss, inbox, "Sign who is asking", "Node.js"), { CONTEXT_CARD_SECRET: made.signing_secret });
  await boss.leave();

  desk.sign = signed(backend, undefined, { ...AGENT, role: "admin" });
  const who = await person();
  await who.page.goto(desk.origin);
  const panel = who.page.frameLocator("shopify-context-card iframe");
  await panel.getByRole("link", { name: "Inboxes" }).click();
  const mine = panel.locator("article.inbox").filter({ hasText: desk.origin });
  await mine.waitFor();
  await panel.getByText("Only an owner can change this.").first().waitFor();
  assert.equal(await panel.getByRole("button", { name: "Add an inbox" }).count(), 0);
  await mine.locator("summary", { hasText: "Settings" }).click();
  await mine.getByText("Whom may your helpdesk vouch for?").waitFor();
  assert.equal(await mine.getByRole("textbox").count(), 0);
  await mine.locator("summary", { hasText: "Keys" }).click();
  await mine.getByText(made.key).first().waitFor();
  assert.equal(await mine.getByRole("button", { name: /^(End|Make)/ }).count(), 0);
  await mine.getByRole("button", { name: "Switch off" }).click();
  await mine.locator(".bar").getByText("Switched off").waitFor();
  await picture(who, "admin");
  const token = () => backend.hostToken({ agent: AGENT, conversation: { id: "c-77" }, contact: MARIA });
  assert.match(await outcome(token()), /switch it on/);
  await mine.getByRole("button", { name: "Switch on" }).click();
  await mine.locator(".bar .sign.positive", { hasText: "Agents see the card" }).waitFor();
  assert.equal(await outcome(token()), "card");
  await who.leave();
});

test("the screen holds at 320 pixels, in the dark and from right to left", async () => {
  const open = async (options) => {
    const who = await owner(options);
    const first = who.page.locator("article.inbox").first();
    await first.waitFor();
    for (const title of await first.locator("> details > summary").all()) await title.click();
    await first.locator(".todo > li").first().waitFor();
    return who;
  };
  for (const [name, options] of Object.entries({
    light: {},
    dark: { colorScheme: "dark" },
    narrow: { viewport: { width: 320, height: 700 } },
    tiny: { viewport: { width: 280, height: 700 }, colorScheme: "dark" },
    arabic: { locale: "ar" },
  })) {
    const who = await open(options).catch(async (error) => {
      throw new Error(`${name}: ${error}`);
    });
    await reachable(who, name);
    await picture(who, name);
    await who.leave();
  }
});
