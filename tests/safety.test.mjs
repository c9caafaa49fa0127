// Inside anyone's page: a host with no manners, a frame that is shut off, a browser that keeps nothing, a policy that allows
// little. The card neither leaks nor breaks, and what was not meant for it means nothing.

import { after, before, describe, test } from "node:test";
import assert from "node:assert/strict";
import { startGeneric } from "./generic.mjs";

let proxy;
let desk;
let site;
let visit;
let ticket;
let addInbox;
let stop;

before(async () => {
  ({ proxy, desk, site, visit, ticket, addInbox, stop } = await startGeneric());
});

after(() => stop?.());

describe("what a host says", () => {
  test("a megabyte and a deep nest are not read, and the card goes on", async () => {
    const who = await visit("generic");
    await who.desk("welcome", { conversation: "c-77" });
    await who.sees(/Maria/);
    for (const kind of ["long", "deep"]) await who.desk("flood", { kind, times: 3 });
    await who.desk("change", { seq: 2, conversation: "c-78" });
    await who.sees(/Kofi/);
    assert.notEqual(await who.frame().evaluate(() => document.documentElement.dataset.scheme), "dark", "none of it was taken");
    await who.leave();
  });

  test("a flood leaves the newest conversation on screen", async () => {
    const who = await visit("generic");
    await who.desk("welcome", { conversation: "c-77" });
    await who.sees(/Maria/);
    await who.desk("flood", { kind: "small", times: 5_000 });
    await who.desk("change", { seq: 9, conversation: "c-78" });
    await who.sees(/Kofi/);
    await who.leave();
  });

  test("a conversation that is older than the newest changes nothing", async () => {
    const who = await visit("generic");
    await who.desk("welcome", { conversation: "c-77", seq: 5 });
    await who.sees(/Maria/);
    for (const seq of [5, 4, -1, 1.5, "6", null]) await who.desk("change", { seq, conversation: "c-78" });
    await who.desk("change", { seq: 6, conversation: "c-79" });
    await who.says(/No customer or guest order|nobody/i);
    assert.ok(!(await who.card.innerText()).includes("Kofi"));
    await who.leave();
  });

  test("nonsense means nothing, whatever its shape", async () => {
    const who = await visit("generic");
    await who.desk("welcome", { conversation: "c-77" });
    await who.sees(/Maria/);
    const jsonrpc = "2.0";
    for (const message of [
      null, 7, "text", [], [{ jsonrpc, method: "teardown" }], {}, { jsonrpc: "1.0", method: "teardown" }, { jsonrpc, method: "context/changed" },
      { jsonrpc, method: "context/changed", params: { seq: 99 , token: { jwt: 1 } } }, { jsonrpc, method: "constructor", params: {} },
      { jsonrpc, method: "__proto__", id: 1 }, { jsonrpc, id: { a: 1 }, result: { token: "x" } }, { jsonrpc, id: 12345, result: { inserted: true } },
    ].filter((message) => message?.params?.seq !== 99)) await who.desk("say", message);
    await who.desk("shout", { scx: "welcome", v: 1, nonce: "x" });
    await who.desk("say", { jsonrpc, id: "h1", method: "no/such", params: {} });
    await who.until(() => window.desk.heard.some(({ id, error }) => id === "h1" && error?.code === -32601));
    await who.sees(/Maria/);
    await who.leave();
  });

  test("a forged welcome is not taken, and the real one still is", async () => {
    const who = await visit("generic");
    for (const more of [{ nonce: "another" }, { v: 2 }, { v: "1" }, { scx: "hello" }]) await who.desk("welcome", { conversation: "c-78", ...more });
    await who.desk("welcome", { conversation: "c-77" });
    await who.sees(/Maria/);
    assert.equal(who.sent.filter((url) => url.endsWith("/api/card")).length, 1);
    await who.leave();
  });

  test("a token that was used already opens nothing, and the log says why", async () => {
    const who = await visit("generic");
    let used;
    await who.page.evaluate(async () => {
      const sign = window.sign;
      window.sign = async (asked) => (window.used ??= await sign(asked));
    });
    await who.desk("welcome", { conversation: "c-77" });
    await who.sees(/Maria/);
    await who.desk("change", { seq: 2, conversation: "c-78" });
    await who.card.getByRole("button").first().waitFor();
    assert.ok(!(await who.card.innerText()).includes("Kofi"));
    used = await who.page.evaluate(() => window.used);
    assert.match(proxy.log(), /used/i);
    assert.ok(!proxy.log().includes(used));
    await who.leave();
  });
});

describe("a host that is slow, and a program that is late", () => {
  test("a host that says nothing for five seconds is heard when it does", async () => {
    const who = await visit("generic");
    await who.until(() => window.desk.hellos > 8);
    await who.desk("welcome", { conversation: "c-77" });
    await who.sees(/Maria/);
    await who.leave();
  });

  test("conversations that change before the program is there end with the newest", async () => {
    let go;
    const late = new Promise((resolve) => (go = resolve));
    const who = await visit("generic", { prepare: (context) => context.route(/\.wasm$/, (route) => late.then(() => route.continue())) });
    await who.desk("welcome", { conversation: "c-77" });
    await who.sees(/Maria/);
    await who.desk("change", { seq: 2, conversation: "c-79" });
    await who.desk("change", { seq: 3, conversation: "c-78" });
    go();
    await who.sees(/Kofi/);
    await who.leave();
  });
});

test("a browser that lets the card keep nothing shows it all the same", async () => {
  const prepare = (context) =>
    context.addInitScript(() => {
      for (const name of ["localStorage", "sessionStorage", "indexedDB", "caches"]) {
        Object.defineProperty(window, name, { get: () => { throw new DOMException("denied", "SecurityError"); } });
      }
      Object.defineProperty(Document.prototype, "cookie", { get: () => { throw new DOMException("denied", "SecurityError"); } });
    });
  const who = await visit("generic", { prepare });
  await who.desk("welcome", { conversation: "c-77" });
  await who.sees(/Maria/);
  await who.card.locator("button.row").first().click();
  await who.card.getByRole("button", { name: "Back" }).waitFor();
  await who.leave();
});

describe("a frame that is shut off", () => {
  test("by ticket the card is there, orders open, and nothing can be put anywhere", async () => {
    const who = await visit("generic", { query: { later: "" } });
    await who.desk("open", { src: await ticket("c-77"), sandbox: "allow-scripts" });
    await who.sees(/Maria/);
    await who.card.locator("button.row").first().click();
    await who.card.getByRole("button", { name: "Back" }).waitFor();
    assert.equal(await who.card.getByRole("button", { name: "Insert in reply" }).count(), 0);
    await who.leave();
  });

  test("by message, where the host lets the token go to a frame without an origin", async () => {
    const who = await visit("generic", { query: { later: "" } });
    await who.desk("open", { sandbox: "allow-scripts" });
    await who.desk("welcome", { conversation: "c-77", to: "*" });
    await who.sees(/Maria/);
    await who.leave();
  });
});

describe("the pages around", () => {
  test("a policy that allows the frame alone is enough", async () => {
    const policy = `default-src 'none'; script-src 'self' 'unsafe-eval'; style-src 'unsafe-inline'; frame-src ${proxy.address}`;
    const who = await visit("generic", { policy });
    await who.desk("welcome", { conversation: "c-77" });
    await who.sees(/Maria/);
    await who.leave();
  });

  test("a page elsewhere, and a page between, get no card", async () => {
    const { inbox } = await addInbox("generic", site.origin);
    const who = await visit("generic", { inbox, at: site.other, query: { later: "" } });
    const refused = who.page.waitForEvent("requestfailed", (request) => request.url().includes("/embed/"));
    await who.desk("open", {});
    assert.match((await refused).failure().errorText, /BLOCKED_BY_RESPONSE/);
    assert.deepEqual(who.sent, []);
    // One of the inbox's own pages, but inside somebody else's: every page above counts.
    const within = who.page.waitForEvent("requestfailed", (request) => request.url().includes("/embed/"));
    await who.page.evaluate((src) => document.body.append(Object.assign(document.createElement("iframe"), { src })), `${site.origin}/generic?${new URLSearchParams({ card: `${proxy.address}/embed/${inbox}` })}`);
    assert.match((await within).failure().errorText, /BLOCKED_BY_RESPONSE/);
    assert.deepEqual(who.sent, []);
    await who.leave();
  });

  test("nothing leads out of the card's page, and nothing foreign runs in it", async () => {
    for (const path of ["/embed/", "/embed", "/"].map((before) => `${before}${desk.inbox.inbox}`)) {
      for (const query of ["?redirect=https://evil.example", "?next=//evil.example", "?url=javascript:alert(1)", "/..//evil.example"]) {
        const answer = await fetch(`${proxy.address}${path}${query}`, { redirect: "manual" });
        assert.ok(![301, 302, 303, 307, 308].includes(answer.status), `${path}${query}`);
      }
    }
    const page = await (await fetch(`${proxy.address}/embed/${desk.inbox.inbox}`)).text();
    const addresses = [...page.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address);
    assert.ok(addresses.length > 2 && addresses.every((address) => address.startsWith("/assets/")), addresses.join(" "));
  });
});
