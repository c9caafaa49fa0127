// scx/1 from the card's side: what it asks of a host that can do it, and what it does where the host can't.

import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { startGeneric } from "./generic.mjs";
import { startBrowser } from "./inbox.mjs";

let host;
let browser;

before(async () => {
  [host, browser] = await Promise.all([startGeneric(), startBrowser()]);
});

after(async () => {
  await browser?.close();
  await host?.stop();
});

/** An agent whose host can do this. */
async function agent(caps, welcome = { conversation: "c-77" }) {
  const context = await browser.newContext({ viewport: { width: 400, height: 800 }, reducedMotion: "reduce" });
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const who = await host.visit("generic", { browser: context });
  await who.desk("welcome", { caps, ...welcome });
  const heard = (method) => who.page.evaluate((method) => window.desk.heard.filter((it) => it.method === method), method);
  return {
    ...who,
    heard,
    hears: async (method) => (await who.until((method) => window.desk.heard.some((it) => it.method === method), method), (await heard(method)).at(-1)),
    async leave() {
      await who.leave();
      await context.close();
    },
  };
}

test("a host that has more room gives it, and takes it back", async () => {
  const who = await agent({ displayModes: ["inline", "full"] });
  await who.sees(/Maria/);
  const larger = who.card.getByRole("button", { name: "Show larger" });
  assert.equal(await larger.getAttribute("aria-pressed"), "false");
  await larger.click();
  assert.deepEqual((await who.hears("display/request")).params, { mode: "full" });
  await who.card.locator('[data-act="display"][aria-pressed="true"]').waitFor();
  // It stays while an order is open, and in the next conversation.
  await who.card.locator("button.row").first().click();
  await who.card.getByRole("button", { name: "Back" }).waitFor();
  assert.equal(await larger.getAttribute("aria-pressed"), "true");
  await who.desk("change", { seq: 2, conversation: "c-78" });
  await who.sees(/Kofi/);
  await larger.click();
  await who.card.locator('[data-act="display"][aria-pressed="false"]').waitFor();
  assert.deepEqual((await who.heard("display/request")).map(({ params }) => params.mode), ["full", "inline"]);
  await who.leave();
});

test("a host that says no is shown as it says", async () => {
  const who = await agent({ displayModes: ["inline", "full"] });
  await who.sees(/Maria/);
  await who.page.evaluate(() => (window.desk.answers["display/request"] = () => ({ mode: "inline" })));
  await who.card.getByRole("button", { name: "Show larger" }).click();
  await who.hears("display/request");
  await who.desk("say", { jsonrpc: "2.0", id: "later", method: "no/such" });
  await who.until(() => window.desk.heard.some(({ id }) => id === "later"));
  assert.equal(await who.card.getByRole("button", { name: "Show larger" }).getAttribute("aria-pressed"), "false");
  await who.leave();
});

test("what a host can't do is not offered, and nothing is asked of it", async () => {
  const who = await agent({});
  await who.sees(/Maria/);
  assert.equal(await who.card.getByRole("button", { name: "Show larger" }).count(), 0);
  assert.equal(await who.card.getByRole("button", { name: "Insert in reply" }).count(), 0);
  await who.card.getByRole("button", { name: /^Copy/ }).first().click();
  await who.card.getByText("Copied").first().waitFor();
  const methods = await who.page.evaluate(() => window.desk.heard.map(({ method }) => method));
  assert.deepEqual([...new Set(methods)], ["ready"]);
  await who.leave();
});

test("a host that shows notes is told what became of a copy and of a reply", async () => {
  const who = await agent({ notify: {}, insertReply: {} });
  await who.sees(/Maria/);
  await who.card.getByRole("button", { name: /^Copy/ }).first().click();
  assert.deepEqual((await who.hears("notify")).params, { level: "success", text: "Copied" });
  await who.page.evaluate(() => (window.desk.answers["reply/insert"] = () => ({})));
  await who.card.getByRole("button", { name: "Insert in reply" }).first().click();
  await who.until(() => window.desk.heard.filter(({ method }) => method === "notify").length === 2);
  const [, second] = await who.heard("notify");
  assert.equal(second.params.level, "error");
  assert.ok(second.params.text.length > 10, second.params.text);
  await who.leave();
});

test("the card never asks for more height than there is", async () => {
  const who = await agent({ resize: { axis: "y", max: 200 } });
  await who.sees(/Maria/);
  await who.hears("size/changed");
  assert.deepEqual([...new Set((await who.heard("size/changed")).map(({ params }) => params.height))].filter((height) => height > 200), []);
  await who.leave();
});

test("a host that makes no new tokens is asked for the conversation's", async () => {
  const who = await agent({}, { conversation: null, open: "c-77" });
  await who.sees(/Maria/);
  assert.equal((await who.heard("context/get")).length, 1);
  assert.deepEqual(await who.heard("token/refresh"), []);
  await who.leave();
});

test("a host that has moved on while it was asked is followed", async () => {
  const who = await agent({ insertReply: {} }, { conversation: null, open: "c-78" });
  // Its answer is of a newer conversation than its welcome was.
  await who.sees(/Kofi/);
  await who.page.evaluate(() => (window.desk.answers["context/get"] = undefined));
  await who.card.getByRole("button", { name: "Insert in reply" }).first().click();
  assert.equal((await who.hears("reply/insert")).params.seq, 2);
  await who.leave();
});

test("twenty messages a second are read; which conversation is open always is", async () => {
  const who = await agent({});
  await who.sees(/Maria/);
  const codes = await who.page.evaluate(async () => {
    for (let n = 0; n < 60; n += 1) window.desk.say({ jsonrpc: "2.0", id: `f${n}`, method: "no/such" });
    const answers = () => window.desk.heard.filter(({ id }) => String(id).startsWith("f"));
    while (answers().length < 60) await new Promise((resolve) => setTimeout(resolve, 10));
    return answers().map(({ error }) => error.code);
  });
  // The burst may fall into two seconds.
  const read = codes.filter((code) => code === -32601).length;
  assert.ok(read === 20 || read === 40, `${read} were read`);
  assert.equal(codes.filter((code) => code === -32029).length, 60 - read);
  await who.desk("change", { seq: 2, conversation: "c-78" });
  await who.sees(/Kofi/);
  await who.leave();
});

test("a hundred conversations at once end with the newest, and most are never asked for", async () => {
  const who = await agent({});
  await who.sees(/Maria/);
  who.sent.length = 0;
  await who.desk("rush", { seq: 2, conversation: "c-78", times: 100 });
  await who.sees(/Kofi/);
  const asked = who.sent.filter((url) => url.endsWith("/api/card")).length;
  assert.ok(asked <= 41, `${asked} requests`);
  assert.ok(!(await who.card.innerText()).includes("Maria"));
  await who.leave();
});
