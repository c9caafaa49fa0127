// The hosts that speak over postMessage: each with the vendor's own code where there is some, else with an emulation that the
// vendor's own SDK is content with. Whatever differs between them is in `hosts/`.

import { after, before, describe, test } from "node:test";
import assert from "node:assert/strict";
import { generateKeyPairSync, sign } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startBrowser } from "./inbox.mjs";
import { startProxy } from "./proxy.mjs";
import { answer, startSites } from "./hosts/site.mjs";

const UK = "acme-uk.myshopify.com";
const MARIA = { name: "Maria Sørensen", email: "maria@example.com" };
const KOFI = { name: "Kofi Mensah", email: "kofi.mensah@example.com" };
const TOM = { name: "Tom O'Brien", email: "tom.o'brien@example.com" };
const KEY = "shopify-context-card/context";
const NOBODY = "no e-mail or phone number that may be looked up";

/** How each host is told of a person, and how somebody who is not the host would say it. */
const HOSTS = {
  chatwoot: {
    person: ({ name, email, phone = null }) => ({ id: 9, name, email, phone_number: phone }),
    conversation: (n) => n,
    // It answers when it is asked, and the card asks whenever the agent comes back.
    again: (agent) => agent.page.frames()[1].evaluate(() => window.dispatchEvent(new Event("focus"))),
    forged: (person) => JSON.stringify({ event: "appContext", data: { conversation: { id: 99 }, contact: person } }),
  },
  front: {
    person: ({ name, email, phone }) => ({
      handle: email,
      type: "email",
      name,
      contact: phone && { id: "crd_1", name, handles: [{ type: "phone", handle: phone }], customAttributes: [] },
    }),
    conversation: (n) => `cnv_${n}`,
    inserts: true,
    forged: (person) => ({ type: "context_update", context: { id: "x", type: "singleConversation", functionArities: {}, conversation: { id: "cnv_99", recipient: person } } }),
  },
  livechat: {
    person: ({ name, email }) => ({ name, email }),
    conversation: (n) => `chat-${n}`,
    nobody: (desk) => desk("none"),
    inserts: true,
    forged: (person) => ({
      "@@livechat/postmessenger": true,
      owner: "somebody",
      instance: 0,
      type: "call",
      request: 1,
      data: { method: "handle", args: [{ event_name: "livechat:customer_profile", event_data: { ...person, chat: { id: "x" } } }] },
    }),
  },
  helpscout: {
    person: ({ name, email, phone }) => ({
      id: 9,
      firstName: name.split(" ")[0],
      lastName: name.split(" ")[1],
      emails: [{ id: 1, value: email }],
      phones: phone ? [{ id: 1, value: phone, type: "mobile" }] : [],
      socialProfiles: [{ id: 1, type: "twitter", url: "https://twitter.com/somebody" }],
    }),
    conversation: (n) => n,
    forged: (person) => ({ type: "SEND_APP_CONTEXT", conversation: { id: 99 }, customer: person }),
  },
  mcp: {
    person: ({ name, email, phone }) => ({ name, emails: [email], phones: phone ? [{ number: phone }] : [] }),
    conversation: (n) => `c-${n}`,
    forged: (person) => ({ jsonrpc: "2.0", method: "ui/notifications/host-context-changed", params: { [KEY]: { conversation: { id: "x" }, contact: person } } }),
  },
};

let proxy;
let browser;
let sites;
const inboxes = {};

async function addInbox(host, origin, ...options) {
  const { inbox } = await proxy.run(["inbox", "add", "--tenant", proxy.tenant, "--host", host, "--origin", origin, ...options]);
  await proxy.run(["inbox", "set", "--inbox", inbox, "--reach", "search"]);
  return inbox;
}

before(async () => {
  // A vendor's address is on the web, and the card on this machine: that the browser would keep apart.
  [proxy, browser, sites] = await Promise.all([startProxy(), startBrowser("--disable-features=LocalNetworkAccessChecks"), startSites()]);
  await proxy.run(["store", "connect", "--tenant", proxy.tenant, "--shop", UK, "--token-stdin"], await proxy.token(UK));
  for (const host of Object.keys(HOSTS)) inboxes[host] = await addInbox(host, sites.site);
});

after(async () => {
  await browser?.close();
  await proxy?.stop();
  await sites?.stop();
});

/** An agent with the host's page open. `at`: where that is; a vendor's own address is answered by us. */
async function visit(host, { at = sites.site, inbox = inboxes[host], query = {}, prepare } = {}) {
  const context = await browser.newContext({ viewport: { width: 800, height: 800 }, reducedMotion: "reduce" });
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  if (at.startsWith("https:")) {
    await context.route(`${at}/**`, async (route) => route.fulfill(await answer(new URL(route.request().url()).pathname)));
  }
  await prepare?.(context);
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const sent = [];
  const faults = [];
  context.on("request", (request) => request.url().includes("/api/") && sent.push(`${request.url()} ${request.postData() ?? ""}`));
  page.on("pageerror", (error) => faults.push(String(error)));
  const refused = new Promise((resolve) => context.on("requestfailed", (request) => request.url().includes("/embed/") && resolve(request)));
  await page.goto(`${at}/${host}?${new URLSearchParams({ card: `${proxy.address}/embed/${inbox}`, ...query })}`);
  const card = page.frameLocator('iframe[title="Shopify customer"]').locator("#scx-card");
  const kind = HOSTS[host];
  const desk = (name, ...args) => page.evaluate(([name, args]) => void window.desk[name](...args), [name, args]);
  const visit = {
    page,
    card,
    sent,
    /** The card's page, where the browser does not show it. */
    refused,
    desk,
    /** What the host's page has noted. */
    noted: (name) => page.evaluate((name) => window.desk[name], name),
    until: (test, arg) => page.waitForFunction(test, arg),
    open: (n, person) => desk("open", kind.conversation(n), kind.person(person)),
    nobody: (n) => (kind.nobody ?? ((desk) => desk("open", kind.conversation(n), null)))(desk),
    see: (text) => card.getByText(text).first().waitFor(),
    seeCustomer: ({ name }) => card.getByRole("heading", { name }).first().waitFor(),
    async signIn() {
      const { code } = await proxy.run(["sign-in-code", "--inbox", inbox, "--name", "Ada"]);
      await card.locator("#scx-code").fill(code);
      await card.locator('[data-act="code"]').click();
    },
    /** From Maria to somebody else: nothing of her stays. */
    async turnTo(n, person) {
      await visit.open(n, person);
      await visit.seeCustomer(person);
      assert.ok(!(await card.innerText()).includes("Maria"));
    },
    /** The first conversation, and signing in. */
    async begin(person = MARIA) {
      await visit.open(1, person);
      await visit.signIn();
      await visit.seeCustomer(person);
    },
    seeScheme: (scheme) => page.frameLocator('iframe[title="Shopify customer"]').locator(`html[data-scheme="${scheme}"]`).waitFor(),
    async leave() {
      await context.close();
      assert.deepEqual(faults, []);
    },
  };
  return visit;
}

/** Holds the answer about this person back, from when it was `asked` for until `go`. */
function holding({ email }) {
  let go;
  let held;
  const late = new Promise((resolve) => (go = resolve));
  const asked = new Promise((resolve) => (held = resolve));
  const hold = async (route) => {
    if (!route.request().postData().includes(email)) return route.continue();
    held();
    await late;
    // Whoever does not want it any more has gone.
    await route.continue().catch(() => {});
  };
  return { asked, go, prepare: (context) => context.route("**/api/card", hold) };
}

for (const [host, kind] of Object.entries(HOSTS)) {
  describe(host, () => {
    test("an agent signs in once, and then sees whoever the conversation is with", async () => {
      const agent = await visit(host);
      await agent.open(1, MARIA);
      await agent.card.locator("#scx-code").waitFor();
      assert.ok(!agent.sent.some((request) => request.includes("/api/card")), "nothing is asked for before");
      await agent.signIn();
      await agent.seeCustomer(MARIA);
      await agent.see("not verified");
      await agent.turnTo(2, KOFI);
      await agent.leave();
    });

    test("nobody else can say whom the conversation is with", async () => {
      const agent = await visit(host);
      await agent.begin();
      await agent.desk("neighbour", kind.forged(kind.person(KOFI)));
      await agent.open(3, TOM);
      await agent.seeCustomer(TOM);
      assert.ok(!agent.sent.some((request) => request.includes(KOFI.email)), "what a neighbour said was not asked for");
      await agent.leave();
    });

    test("on somebody else's page there is no card", async () => {
      const agent = await visit(host, { at: sites.other });
      await agent.open(1, MARIA);
      await agent.page.waitForFunction(() => document.querySelector("iframe"));
      // The browser puts its own page there, which says nothing and can't be looked into.
      assert.match((await agent.refused).failure().errorText, /BLOCKED_BY_RESPONSE/);
      assert.deepEqual(agent.sent, []);
      await agent.leave();
    });

    test("a contact who is edited is another customer", async () => {
      const agent = await visit(host);
      await agent.begin();
      await agent.turnTo(1, KOFI);
      await agent.leave();
    });

    test("a conversation without a contact is nobody's", async () => {
      const agent = await visit(host);
      await agent.begin();
      await agent.nobody(2);
      await agent.card.getByText("Maria").first().waitFor({ state: "detached" });
      await agent.see(NOBODY);
      await agent.leave();
    });

    test("an answer that comes late is never shown", async () => {
      const { prepare, asked, go } = holding(KOFI);
      const agent = await visit(host, { prepare });
      await agent.begin();
      await agent.open(2, KOFI);
      await asked;
      await agent.open(3, TOM);
      await agent.seeCustomer(TOM);
      go();
      await agent.card.getByRole("button", { name: "Refresh" }).click();
      await agent.seeCustomer(TOM);
      assert.ok(!(await agent.card.innerText()).includes("Kofi"));
      await agent.leave();
    });

    test("what was said is said again: nothing is asked twice", async () => {
      const agent = await visit(host);
      await agent.begin();
      const asked = () => agent.sent.filter((request) => request.includes("/api/card")).length;
      const before = asked();
      await (kind.again ?? (() => agent.open(1, MARIA)))(agent);
      // Whatever comes after it was read after it.
      await agent.open(2, KOFI);
      await agent.seeCustomer(KOFI);
      assert.equal(asked(), before + 1);
      await agent.leave();
    });

    test("a reply goes where the host takes it, and else to the clipboard", async () => {
      const agent = await visit(host);
      await agent.begin();
      const insert = agent.card.getByRole("button", { name: "Insert in reply" });
      if (kind.inserts) {
        await insert.first().waitFor();
      } else {
        assert.equal(await insert.count(), 0);
        await agent.card.locator(".answer [data-act=copy]").first().click();
        await agent.see("Copied");
        assert.match(await agent.page.evaluate(() => navigator.clipboard.readText()), /#\d+/);
      }
      await agent.leave();
    });

    test("where agents may not search, a hint is not followed", async () => {
      const { inbox } = await proxy.run(["inbox", "add", "--tenant", proxy.tenant, "--host", host, "--origin", sites.site]);
      const agent = await visit(host, { inbox });
      await agent.open(1, MARIA);
      await agent.signIn();
      await agent.see("nobody is looked up here");
      await agent.leave();
    });
  });
}

// — Chatwoot —

for (const old of ["", "1"]) {
  describe(`Chatwoot, ${old ? "as it was" : "as it is"}`, () => {
    test("another conversation is another frame, and the agent stays signed in", async () => {
      const agent = await visit("chatwoot", { query: { old } });
      await agent.begin();
      for (const [n, person] of [[2, KOFI], [3, TOM], [4, MARIA]]) {
        await agent.open(n, person);
        await agent.seeCustomer(person);
      }
      await agent.leave();
    });

    test("the context comes once, before the card's program is there, and is not lost", async () => {
      let go;
      const late = new Promise((resolve) => (go = resolve));
      const prepare = (context) => context.route(/\.wasm$/, (route) => late.then(() => route.continue()));
      const agent = await visit("chatwoot", { query: { old }, prepare });
      await agent.open(1, MARIA);
      await agent.until(() => window.desk.asked > 0);
      go();
      await agent.signIn();
      await agent.seeCustomer(MARIA);
      await agent.leave();
    });

    test("a contact who was edited is seen when the agent comes back", async () => {
      const agent = await visit("chatwoot", { query: { old } });
      await agent.begin();
      await agent.desk("edit", HOSTS.chatwoot.person(KOFI));
      await agent.page.frames()[1].evaluate(() => window.dispatchEvent(new Event("focus")));
      await agent.seeCustomer(KOFI);
      await agent.leave();
    });
  });
}

test("Chatwoot tells its scheme", async () => {
  const agent = await visit("chatwoot");
  await agent.begin();
  await agent.seeScheme("light");
  await agent.desk("theme", "dark");
  await agent.seeScheme("dark");
  await agent.seeCustomer(MARIA);
  await agent.leave();
});

test("a white label of Chatwoot is asked by its own name", async () => {
  const inbox = await addInbox("chatwoot", sites.site, "--prefix", "trinoai");
  const agent = await visit("chatwoot", { inbox, query: { prefix: "trinoai" } });
  await agent.begin();
  assert.ok((await agent.noted("asked")) > 0);
  await agent.leave();
  await assert.rejects(addInbox("front", sites.site, "--prefix", "trinoai"), /Chatwoot/);
});

test("a conversation without a contact is nobody's, and can be searched from", async () => {
  const agent = await visit("chatwoot");
  await agent.desk("open", 1, null);
  await agent.signIn();
  await agent.card.locator('[data-act="search"], #scx-query').first().waitFor();
  await agent.leave();
});

// — Front —

test("Front's own SDK is content with the host that the card is tested in", async () => {
  const agent = await visit("front", { query: { sdk: "1" } });
  await agent.open(1, MARIA);
  const frame = () => agent.page.frames()[1];
  await agent.page.waitForFunction(() => frames[0]?.seen?.length > 0);
  assert.deepEqual(await frame().evaluate(() => window.seen.at(-1)), { type: "singleConversation", handle: MARIA.email });
  await frame().evaluate(async () => {
    const { results } = await window.context.listMessages();
    await window.context.createDraft({ content: { body: "Hello", type: "text" }, replyOptions: { type: "reply", originalMessageId: results[0].id } });
    await window.context.openUrl("https://shop.example/");
  });
  assert.equal((await agent.noted("drafts"))[0].replyOptions.originalMessageId, "msg_new");
  assert.deepEqual(await agent.noted("opened"), ["https://shop.example/"]);
  await agent.desk("moveOn");
  await assert.rejects(frame().evaluate(() => window.context.openUrl("https://shop.example/")), /gone/);
  await agent.leave();
});

test("Front's pages have more than one name: a star is one of them, and only that", async () => {
  const inbox = await addInbox("front", "https://*.frontapp.com");
  const agent = await visit("front", { inbox, at: "https://app.frontapp.com" });
  await agent.begin();
  await agent.leave();
  // The browser would let it in; the card itself does not.
  const deeper = await visit("front", { inbox, at: "https://a.b.frontapp.com" });
  await deeper.open(1, MARIA);
  await deeper.page.frames()[1].waitForLoadState("load");
  assert.deepEqual(await deeper.noted("calls"), []);
  assert.ok(!deeper.sent.some((request) => request.includes(MARIA.email)));
  await deeper.leave();
});

test("in Front, a reply begins a draft, and goes on in one that is there", async () => {
  const agent = await visit("front");
  await agent.begin();
  await agent.card.getByRole("button", { name: "Insert in reply" }).first().click();
  await agent.until(() => window.desk.drafts.length === 1);
  const [draft] = await agent.noted("drafts");
  assert.deepEqual(draft.replyOptions, { type: "reply", originalMessageId: "msg_new" }, "in answer to the newest message");
  assert.equal(draft.content.type, "text");
  assert.match(draft.content.body, /#\d+/);
  await agent.desk("open", "cnv_7", HOSTS.front.person(KOFI), "drf_7");
  await agent.seeCustomer(KOFI);
  await agent.card.getByRole("button", { name: "Insert in reply" }).first().click();
  await agent.until(() => window.desk.drafts.length === 2);
  const second = (await agent.noted("drafts"))[1];
  assert.deepEqual([second.id, second.updateMode], ["drf_7", "insert"]);
  await agent.leave();
});

test("in Front, a reply for a conversation that is gone is put nowhere", async () => {
  const agent = await visit("front");
  await agent.begin();
  await agent.desk("moveOn");
  await agent.card.getByRole("button", { name: "Insert in reply" }).first().click();
  await agent.until(() => window.desk.refused === 1);
  assert.deepEqual(await agent.noted("drafts"), []);
  await agent.leave();
});

test("in Front, nothing may be open, or several conversations", async () => {
  const agent = await visit("front");
  await agent.begin();
  await agent.desk("many", [KOFI, TOM].map(HOSTS.front.person));
  await agent.see("Several people are in this conversation");
  await agent.card.getByRole("button", { name: "Kofi Mensah" }).click();
  await agent.seeCustomer(KOFI);
  await agent.desk("none");
  await agent.card.getByText("Kofi").first().waitFor({ state: "detached" });
  await agent.open(2, MARIA);
  await agent.seeCustomer(MARIA);
  await agent.leave();
});

test("Front opens the card's links", async () => {
  const agent = await visit("front");
  await agent.begin();
  await agent.card.locator("button.row").first().click();
  await agent.card.locator('a[href^="https://"]').first().click();
  await agent.until(() => window.desk.opened.length === 1);
  assert.match((await agent.noted("opened"))[0], /^https:\/\//);
  await agent.leave();
});

// — LiveChat and HelpDesk —

test("LiveChat's own library is connected before the card's program is there", async () => {
  let go;
  const late = new Promise((resolve) => (go = resolve));
  const agent = await visit("livechat", { prepare: (context) => context.route(/\.wasm$/, (route) => late.then(() => route.continue())) });
  await agent.open(1, MARIA);
  await agent.until(() => window.desk.connected);
  go();
  await agent.signIn();
  await agent.seeCustomer(MARIA);
  assert.deepEqual((await agent.noted("said"))[0], { plugin_id: "plugin-1", message: "plugin_inited" });
  await agent.leave();
});

test("in LiveChat, a reply goes into the message box while the chat is open", async () => {
  const agent = await visit("livechat");
  await agent.begin();
  await agent.card.getByRole("button", { name: "Insert in reply" }).first().click();
  await agent.until(() => window.desk.messages.length === 1);
  assert.match((await agent.noted("messages"))[0], /#\d+/);
  await agent.desk("open", "chat-9", KOFI, "archives");
  await agent.seeCustomer(KOFI);
  assert.equal(await agent.card.getByRole("button", { name: "Insert in reply" }).count(), 0, "in the archive there is nothing to reply to");
  await agent.leave();
});

test("LiveChat tells its scheme, in the address and later", async () => {
  const agent = await visit("livechat", { query: { theme: "dark" } });
  await agent.begin();
  await agent.seeScheme("dark");
  await agent.desk("theme", "light");
  await agent.seeScheme("light");
  await agent.leave();
});

test("in HelpDesk, the card is the requester's", async () => {
  const agent = await visit("livechat");
  await agent.desk("ticket", "T-1", MARIA);
  await agent.signIn();
  await agent.seeCustomer(MARIA);
  await agent.desk("none");
  await agent.card.getByText("Maria").first().waitFor({ state: "detached" });
  await agent.leave();
});

// — Help Scout —

test("Help Scout's own SDK is content with the host that the card is tested in", async () => {
  const agent = await visit("helpscout", { at: "https://secure.helpscout.net", query: { sdk: "1" } });
  await agent.open(1, MARIA);
  const frame = () => agent.page.frames()[1];
  await frame().waitForFunction(() => window.first);
  assert.equal(await frame().evaluate(() => window.first), "Maria");
  await agent.open(2, KOFI);
  await frame().waitForFunction(() => window.seen.at(-1) === "Kofi");
  await frame().evaluate(() => window.grow(512));
  await agent.until(() => window.desk.heights.includes(512));
  assert.deepEqual((await agent.noted("asked"))[0], { appId: "12-34", iframeId: "app-12-34" });
  await agent.leave();
});

test("in Help Scout, the card says which app it is, and asks for room", async () => {
  const agent = await visit("helpscout");
  await agent.begin();
  assert.deepEqual((await agent.noted("asked"))[0], { appId: "12-34", iframeId: "app-12-34" });
  await agent.until(() => window.desk.heights.at(-1) > 300);
  await agent.desk("edit", HOSTS.helpscout.person(KOFI));
  await agent.page.frames()[1].evaluate(() => window.dispatchEvent(new Event("focus")));
  await agent.seeCustomer(KOFI);
  await agent.leave();
});

test("in Help Scout, there may be nobody, or several customers", async () => {
  const agent = await visit("helpscout");
  await agent.begin();
  await agent.desk("many", 5, [KOFI, TOM].map(HOSTS.helpscout.person));
  await agent.see("Several people are in this conversation");
  await agent.card.getByRole("button", { name: "Tom O'Brien" }).click();
  await agent.seeCustomer(TOM);
  await agent.desk("none");
  await agent.card.getByText("Tom O'Brien").first().waitFor({ state: "detached" });
  await agent.leave();
});

// — MCP Apps —

test("a host of MCP Apps is told how high the card is, and opens its links", async () => {
  const agent = await visit("mcp");
  await agent.begin();
  assert.equal(await agent.noted("initialized"), true);
  await agent.until(() => window.desk.sizes.at(-1) > 300);
  await agent.card.locator("button.row").first().click();
  await agent.card.locator('a[href^="https://"]').first().click();
  await agent.until(() => window.desk.opened.length === 1);
  await agent.leave();
});

test("a host of MCP Apps tells its scheme and its tokens", async () => {
  const agent = await visit("mcp");
  await agent.begin();
  await agent.desk("change", { theme: "dark", styles: { variables: { "--color-background-primary": "#102030", "--font-sans": "url(x)" } } });
  await agent.seeScheme("dark");
  const token = (name) => agent.page.frames()[1].evaluate((name) => document.documentElement.style.getPropertyValue(name), name);
  assert.deepEqual([await token("--scx-surface"), await token("--scx-font")], ["#102030", ""]);
  await agent.leave();
});

test("a host of MCP Apps that can show the card in full does", async () => {
  const agent = await visit("mcp");
  await agent.desk("start", { availableDisplayModes: ["inline", "fullscreen"], displayMode: "inline" });
  await agent.signIn();
  await agent.open(1, MARIA);
  await agent.seeCustomer(MARIA);
  await agent.card.getByRole("button", { name: "Show larger" }).click();
  await agent.card.locator('[data-act="display"][aria-pressed="true"]').waitFor();
  assert.deepEqual(await agent.noted("shown"), ["fullscreen"]);
  // The host's own button makes it small again.
  await agent.desk("change", { displayMode: "inline" });
  await agent.card.locator('[data-act="display"][aria-pressed="false"]').waitFor();
  await agent.leave();
});

test("of a host of MCP Apps, the tool's arguments may name the contact, and there may be several", async () => {
  const agent = await visit("mcp");
  await agent.desk("start", {});
  await agent.signIn();
  await agent.desk("tool", HOSTS.mcp.person(MARIA));
  await agent.seeCustomer(MARIA);
  await agent.desk("several", "c-5", [KOFI, TOM].map(HOSTS.mcp.person));
  await agent.see("Several people are in this conversation");
  await agent.leave();
});

test("a host of MCP Apps ends the card", async () => {
  const agent = await visit("mcp");
  await agent.begin();
  await agent.desk("end");
  await agent.card.getByText("Maria").first().waitFor({ state: "detached" });
  await agent.leave();
});

// — Zendesk —

describe("Zendesk", () => {
  const keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const requester = ({ name, email, phone }) => ({ id: 9, name, email, identities: phone ? [{ type: "phone_number", value: phone }] : [] });
  let inbox;
  let folder;
  let tokens = 0;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "context-card-"));
    await writeFile(join(folder, "app.pem"), keys.publicKey.export({ type: "spki", format: "pem" }));
    inbox = await addInbox("zendesk", sites.site);
    await proxy.run(["inbox", "key", "add", "--inbox", inbox, "--public-key", join(folder, "app.pem")]);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  /** What Zendesk signs for the first request of a page. */
  function token(audience = sites.site) {
    const now = Math.floor(Date.now() / 1000);
    tokens += 1;
    const claims = { iss: "acme.zendesk.com", aud: `${audience}/api/v2/apps/installations/42.json`, sub: "users/7", iat: now, exp: now + 3_600, jti: `t-${tokens}` };
    const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const text = `${part({ alg: "RS256", typ: "JWT" })}.${part(claims)}`;
    return `${text}.${sign("sha256", Buffer.from(text), keys.privateKey).toString("base64url")}`;
  }
  const arrive = async (options) => visit("zendesk", { inbox, ...options });

  test("the first request signs the agent in, and the ticket's requester is found", async () => {
    const agent = await arrive();
    await agent.desk("begin", token(), 1, requester(MARIA));
    await agent.seeCustomer(MARIA);
    await agent.see("not verified");
    assert.equal((await agent.noted("instance")).at(-1), "instance-1");
    await agent.desk("edit", requester(KOFI));
    await agent.seeCustomer(KOFI);
    await agent.desk("edit", requester(TOM), "ticket.requester.email.changed");
    await agent.seeCustomer(TOM);
    await agent.desk("ask");
    await agent.until(() => window.desk.replied === "iframe.reply:app.willDestroy:1");
    await agent.desk("begin", token(), 2, requester(MARIA));
    await agent.seeCustomer(MARIA);
    await agent.leave();
  });

  test("a ticket without a requester is nobody's, and a neighbour can't name one", async () => {
    const agent = await arrive();
    await agent.desk("begin", token(), 1, requester(MARIA));
    await agent.seeCustomer(MARIA);
    await agent.desk("neighbour", JSON.stringify({ key: "zaf.ticket.requester.id.changed", message: {} }));
    await agent.desk("begin", token(), 2, null);
    await agent.see(NOBODY);
    assert.ok(!agent.sent.some((request) => request.includes(KOFI.email)));
    await agent.leave();
  });

  test("an answer that comes late is never shown", async () => {
    const { prepare, asked, go } = holding(KOFI);
    const agent = await arrive({ prepare });
    await agent.desk("begin", token(), 1, requester(MARIA));
    await agent.seeCustomer(MARIA);
    await agent.desk("edit", requester(KOFI));
    await asked;
    await agent.desk("edit", requester(TOM));
    await agent.seeCustomer(TOM);
    go();
    await agent.card.getByRole("button", { name: "Refresh" }).click();
    await agent.seeCustomer(TOM);
    assert.ok(!(await agent.card.innerText()).includes("Kofi"));
    await agent.leave();
  });

  test("a reply is put into the comment, the frame grows, and the scheme is Zendesk's", async () => {
    const agent = await arrive();
    await agent.desk("begin", token(), 1, requester(MARIA));
    await agent.seeCustomer(MARIA);
    await agent.card.getByRole("button", { name: "Insert in reply" }).first().click();
    await agent.until(() => window.desk.comments.length === 1);
    await agent.until(() => Number.parseInt(window.desk.heights.at(-1), 10) > 300);
    await agent.desk("theme", "dark");
    await agent.seeScheme("dark");
    await agent.leave();
  });

  test("a token is taken once, and for its own account only", async () => {
    const agent = await arrive();
    const once = token();
    await agent.desk("begin", once, 1, requester(MARIA));
    await agent.seeCustomer(MARIA);
    for (const refused of [once, token("https://evil.zendesk.com")]) {
      agent.sent.length = 0;
      await agent.desk("begin", refused, 2, requester(KOFI));
      await agent.card.locator(".notice").first().waitFor();
      assert.ok(!agent.sent.some((request) => request.includes(KOFI.email)));
    }
    await agent.leave();
  });

  test("where the address names somebody else's page, nothing is said to it", async () => {
    const agent = await arrive({ query: { origin: "https://evil.example" } });
    await agent.desk("begin", token(), 1, requester(MARIA));
    await agent.card.locator(".notice").first().waitFor();
    assert.equal(await agent.noted("shaken"), undefined);
    await agent.leave();
  });
});
