// The settings panel's screen for fields, as an admin uses it: with the mouse, with the keyboard alone, with a finger; two
// admins at once; without a network; narrow, dark, from right to left.

import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";
import { output, startBrowser } from "./inbox.mjs";
import { startProxy } from "./proxy.mjs";

const UK = "acme-uk.myshopify.com";

let proxy;
let browser;
let axe;
let folder;

before(async () => {
  axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  folder = await output();
  [proxy, browser] = await Promise.all([startProxy(), startBrowser()]);
});

after(async () => {
  await browser?.close();
  await proxy?.stop();
});

/** An organisation of its own for each test. */
async function organisation({ store = false, inboxes = [], helpdesk } = {}) {
  const { tenant } = await proxy.run(["tenant", "add", "Brightfield & Sons"]);
  if (store) await proxy.run(["store", "connect", "--tenant", tenant, "--shop", UK, "--token-stdin"], await proxy.token(UK));
  const ids = {};
  for (const name of inboxes) {
    const origin = helpdesk ?? `https://${name.toLowerCase()}.example`;
    ids[name] = (await proxy.run(["inbox", "add", "--tenant", tenant, "--host", "generic", "--origin", origin])).inbox;
  }
  return { tenant, inboxes: ids };
}

/** An owner with the panel open, in a browser of their own, and what it complains about. */
async function admin({ tenant }, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, reducedMotion: "reduce", acceptDownloads: true, ...options });
  const page = await context.newPage();
  const who = watched(context, page, page);
  const { url } = await proxy.run(["owner-link", "--tenant", tenant]);
  await page.goto(url);
  await page.getByRole("button").first().click();
  await page.waitForURL(/\/stores$|\/settings/);
  await page.goto(`${proxy.address}/settings#fields`);
  await who.ready();
  return who;
}

function watched(context, page, root) {
  page.setDefaultTimeout(15_000);
  const complaints = [];
  page.on("console", (message) => {
    // The browser asks for an icon of its own accord.
    if (["error", "warning"].includes(message.type()) && !message.location().url.endsWith("/favicon.ico")) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  const row = (list, id) => root.locator(`[id="fields-row-${list}-${id}"]`);
  const handle = (list, id) => root.locator(`[id="fields-handle-${list}-${id}"]`);
  return {
    context,
    page,
    root,
    row,
    handle,
    remove: (list, id) => root.locator(`[id="fields-remove-${list}-${id}"]`),
    add: (list) => root.locator(`#fields-add-${list}`),
    button: (name) => root.getByRole("button", { name, exact: true }),
    dialog: root.locator("dialog[open]"),
    bar: root.locator(".fields-bar"),
    preview: root.locator("#scx-card"),
    ready: () => root.locator(".fields-row .fields-facts").first().waitFor(),
    see: (text) => root.getByText(text).first().waitFor(),
    /** The fields of a list, by id, as they stand on screen. */
    ids: (list) =>
      root.locator(`[id^="fields-row-${list}-"]`).evaluateAll((rows, before) => rows.map(({ id }) => id.slice(before)), `fields-row-${list}-`.length),
    /** Waits until a list reads so. */
    async reads(list, ids) {
      const wanted = ids.join(" ");
      await until(async () => (await this.ids(list)).join(" ") === wanted, async () => `${list}: ${(await this.ids(list)).join(" ")}, not ${wanted}`);
    },
    /** Waits until this was said to screen readers. */
    async hears(text) {
      await root.locator("p[role=status]", { hasText: text }).first().waitFor({ state: "attached" });
    },
    async opens(list) {
      await this.add(list).click();
      await this.dialog.locator(".pick").first().waitFor();
    },
    pick: (id) => root.locator(`dialog[open] .pick[data-field="${id}"]`).first(),
    async done() {
      await this.dialog.getByRole("button", { name: "Done" }).click();
      await this.dialog.waitFor({ state: "detached" });
    },
    async save() {
      await this.bar.getByRole("button", { name: "Save" }).click();
      await this.bar.getByText("Saved.").waitFor();
    },
    picture: (name) => page.screenshot({ path: join(folder, `fields-${name}.png`) }),
    async leave({ allow = [] } = {}) {
      await context.close();
      assert.deepEqual(complaints.filter((text) => !allow.some((pattern) => pattern.test(text))), []);
    },
  };
}

/** Waits until something is so, looking at every frame. */
async function until(so, otherwise) {
  const end = Date.now() + 15_000;
  while (!(await so())) {
    if (Date.now() > end) {
      for (const page of browser.contexts().flatMap((context) => context.pages())) await page.screenshot({ path: join(folder, "fields-failed.png") });
      assert.fail(await otherwise());
    }
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

async function reachable(who, where) {
  await who.page.evaluate(axe);
  const { violations } = await who.page.evaluate(() =>
    axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }),
  );
  const told = violations.map(({ id, help, nodes }) => `${id}: ${help}\n    ${nodes.map((node) => `${node.html.slice(0, 200)} ${node.failureSummary}`).join("\n    ")}`);
  assert.deepEqual(told, [], where);
  const wide = await who.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wide <= 0, `${where} is ${wide} pixels too wide`);
}

const ORDER_CARD = ["order.number", "order.total", "order.delivery_status"];
const ORDER_DETAILS = ["order.created", "fulfillment.tracking", "line_item.unit_price"];
const CUSTOMER_DETAILS = ["customer.email", "customer.phone", "customer.created"];
/** A refusal's status, and a network that is gone, are complaints of the browser's. */
const REFUSED = [/status of 4\d\d/, /ERR_/];

test("until something is saved the default fields hold, each with an example and its scope", async () => {
  const who = await admin(await organisation());
  await who.see("Configuration pending");
  await who.reads("order_card", ORDER_CARD);
  await who.reads("order_details", ORDER_DETAILS);
  const total = who.row("order_card", "order.total");
  assert.match(await total.innerText(), /Total[\s\S]*£[\s\S]*Needs read_orders/);
  await who.root.getByRole("tab", { name: "Customer information" }).click();
  await who.reads("customer_details", CUSTOMER_DETAILS);
  await who.picture("customer-tab");
  await who.leave();
});

test("with the mouse: one to three fields on the order card, never fewer than three details", async () => {
  const who = await admin(await organisation());
  // A fourth field on the order card: no, and why.
  assert.equal(await who.add("order_card").getAttribute("aria-disabled"), "true");
  await who.see("The order card has room for three fields.");
  await who.add("order_card").click({ force: true });
  assert.equal(await who.dialog.count(), 0);
  for (const id of ["order.total", "order.number"]) await who.remove("order_card", id).click();
  assert.equal(await who.remove("order_card", "order.delivery_status").getAttribute("aria-disabled"), "true");
  await who.see("The order card needs at least one field.");
  await who.remove("order_card", "order.delivery_status").click({ force: true });
  await who.reads("order_card", ["order.delivery_status"]);
  // Fewer than three details: no, and why. Which three is free.
  const first = who.remove("order_details", "order.created");
  // A forced click does not look what is above; the bar to save sticks to the lower edge.
  await first.evaluate((button) => button.scrollIntoView({ block: "center" }));
  await first.click({ force: true });
  await who.hears("Three fields are the least.");
  await who.opens("order_details");
  await who.pick("order.note").click();
  await who.hears("place 4 of 4");
  await who.pick("order.tags").click();
  await who.hears("place 5 of 5");
  assert.match(await who.pick("order.tags").innerText(), /Chosen/);
  await who.picture("picker");
  await who.done();
  await who.remove("order_details", "order.created").click();
  await who.remove("order_details", "fulfillment.tracking").click();
  await who.reads("order_details", ["line_item.unit_price", "order.note", "order.tags"]);
  await who.picture("unsaved");
  await who.save();
  await who.page.reload();
  await who.ready();
  await who.reads("order_card", ["order.delivery_status"]);
  await who.reads("order_details", ["line_item.unit_price", "order.note", "order.tags"]);
  await who.leave();
});

test("with the keyboard alone: tabs, adding, moving, removing, saving", async () => {
  const who = await admin(await organisation());
  const { keyboard } = who.page;
  const focused = () => who.page.evaluate(() => document.activeElement.id);
  await who.root.getByRole("tab", { name: "Order information" }).focus();
  await keyboard.press("ArrowRight");
  await who.reads("customer_details", CUSTOMER_DETAILS);
  await keyboard.press("Tab");
  assert.equal(await focused(), "fields-handle-customer_details-customer.email");
  // Lifted, moved, put back.
  await keyboard.press("Space");
  await who.hears("E-mail lifted, place 1 of 3");
  await keyboard.press("ArrowDown");
  await who.hears("E-mail, place 2 of 3");
  await who.reads("customer_details", ["customer.phone", "customer.email", "customer.created"]);
  await until(async () => (await focused()) === "fields-handle-customer_details-customer.email", focused);
  await who.picture("lifted");
  await keyboard.press("Escape");
  await who.hears("E-mail put back, place 1 of 3");
  await who.reads("customer_details", CUSTOMER_DETAILS);
  // Lifted, moved, dropped.
  await until(async () => (await focused()) === "fields-handle-customer_details-customer.email", focused);
  await keyboard.press("Enter");
  await keyboard.press("ArrowDown");
  await who.hears("E-mail, place 2 of 3");
  await until(async () => (await focused()) === "fields-handle-customer_details-customer.email", focused);
  await keyboard.press("ArrowDown");
  await who.hears("E-mail, place 3 of 3");
  await until(async () => (await focused()) === "fields-handle-customer_details-customer.email", focused);
  await keyboard.press("Space");
  await who.hears("E-mail dropped, place 3 of 3");
  await who.reads("customer_details", ["customer.phone", "customer.created", "customer.email"]);
  // Added: the field is searched, the arrow goes to what was found.
  await who.add("customer_details").focus();
  await keyboard.press("Enter");
  await who.dialog.waitFor();
  await until(async () => (await focused()) === "fields-search", focused);
  await keyboard.type("customer.note");
  await who.dialog.getByText("Fields found: 1").waitFor();
  await keyboard.press("ArrowDown");
  await keyboard.press("Enter");
  await who.hears("place 4 of 4");
  await keyboard.press("Escape");
  await who.dialog.waitFor({ state: "detached" });
  await until(async () => (await focused()) === "fields-add-customer_details", focused);
  // Moved by a button, removed; the focus goes on to the next.
  await who.root.locator('[id="fields-up-customer_details-customer.note"]').focus();
  await keyboard.press("Enter");
  await who.reads("customer_details", ["customer.phone", "customer.created", "customer.note", "customer.email"]);
  await who.remove("customer_details", "customer.phone").focus();
  await keyboard.press("Enter");
  await who.reads("customer_details", ["customer.created", "customer.note", "customer.email"]);
  await until(async () => (await focused()) === "fields-remove-customer_details-customer.created", focused);
  await who.root.locator("#fields-save").focus();
  await keyboard.press("Enter");
  await who.bar.getByText("Saved.").waitFor();
  await until(async () => (await focused()) === "fields-heading", focused);
  await who.leave();
});

/** Drags by the handle to below the middle of another row. */
async function drag(who, list, id, onto, { drop = true } = {}) {
  const box = (locator) => locator.boundingBox();
  await who.row(list, id).scrollIntoViewIfNeeded();
  const [from, to] = [await box(who.handle(list, id)), await box(who.row(list, onto))];
  const [x, y] = [from.x + from.width / 2, from.y + from.height / 2];
  const down = to.y > from.y;
  await who.page.mouse.move(x, y);
  await who.page.mouse.down();
  const row = await box(who.row(list, id));
  const middle = row.y + row.height / 2;
  const target = y + (to.y + to.height / 2 + (down ? 4 : -4)) - middle;
  for (let step = 1; step <= 5; step += 1) await who.page.mouse.move(x, y + ((target - y) * step) / 5);
  if (drop) await who.page.mouse.up();
}

test("a field is dragged by the mouse, and a line shows where it will be dropped", async () => {
  const who = await admin(await organisation());
  await drag(who, "order_card", "order.number", "order.delivery_status", { drop: false });
  await who.root.locator(".fields-row.drop-after").waitFor();
  await who.picture("dragged");
  await who.page.mouse.up();
  await who.reads("order_card", ["order.total", "order.delivery_status", "order.number"]);
  await drag(who, "order_card", "order.number", "order.total");
  await who.reads("order_card", ORDER_CARD);
  // Given up half way.
  await drag(who, "order_card", "order.total", "order.delivery_status", { drop: false });
  await who.page.keyboard.press("Escape");
  await who.page.mouse.up();
  await who.reads("order_card", ORDER_CARD);
  await who.leave();
});

test("a field is dragged with a finger", async () => {
  const who = await admin(await organisation(), { hasTouch: true, isMobile: true, viewport: { width: 400, height: 850 } });
  await who.row("order_card", "order.delivery_status").scrollIntoViewIfNeeded();
  const [from, to] = [await who.handle("order_card", "order.number").boundingBox(), await who.row("order_card", "order.total").boundingBox()];
  const [x, y] = [from.x + from.width / 2, from.y + from.height / 2];
  const cdp = await who.context.newCDPSession(who.page);
  const touch = (type, y) => cdp.send("Input.dispatchTouchEvent", { type, touchPoints: type === "touchEnd" ? [] : [{ x, y }] });
  await touch("touchStart", y);
  const far = to.height + 8;
  for (let step = 1; step <= 6; step += 1) await touch("touchMove", y + (far * step) / 6);
  await touch("touchEnd");
  await who.reads("order_card", ["order.total", "order.number", "order.delivery_status"]);
  await who.picture("phone");
  await who.leave();
});

test("unsaved changes survive a reload; undo, redo and discard", async () => {
  const who = await admin(await organisation());
  await who.root.locator('[id="fields-down-order_card-order.number"]').click();
  await who.remove("order_card", "order.delivery_status").click();
  await who.reads("order_card", ["order.total", "order.number"]);
  let asked = 0;
  who.page.on("dialog", (dialog) => {
    asked += 1;
    return dialog.accept();
  });
  await who.page.reload();
  await who.ready();
  assert.equal(asked, 1, "the browser asks before it leaves");
  await who.bar.getByText("Unsaved changes from before are back.").waitFor();
  await who.reads("order_card", ["order.total", "order.number"]);
  await who.remove("order_card", "order.number").click();
  await who.bar.getByRole("button", { name: "Undo" }).click();
  await who.reads("order_card", ["order.total", "order.number"]);
  await who.bar.getByRole("button", { name: "Redo" }).click();
  await who.reads("order_card", ["order.total"]);
  await who.bar.getByRole("button", { name: "Discard" }).click();
  await who.reads("order_card", ORDER_CARD);
  await who.bar.getByText("Changes discarded.").waitFor();
  await who.bar.getByRole("button", { name: "Undo" }).click();
  await who.reads("order_card", ["order.total"]);
  // Another screen and back.
  await who.root.getByRole("link", { name: "Stores" }).click();
  await who.root.getByRole("heading", { name: "Stores", exact: true }).waitFor();
  await who.root.getByRole("link", { name: "Fields" }).click();
  await who.reads("order_card", ["order.total"]);
  await who.bar.getByRole("button", { name: "Discard" }).click();
  await who.page.reload();
  await who.ready();
  await who.reads("order_card", ORDER_CARD);
  await who.leave();
});

test("the network is gone while saving: nothing is lost, and it can be tried again", async () => {
  const who = await admin(await organisation());
  await who.remove("order_card", "order.total").click();
  await who.context.setOffline(true);
  await who.bar.getByRole("button", { name: "Save" }).click();
  await who.bar.getByText("No connection.").waitFor();
  await who.bar.getByText("Nothing is lost").waitFor();
  await who.reads("order_card", ["order.number", "order.delivery_status"]);
  await who.picture("offline");
  await who.context.setOffline(false);
  await who.bar.getByRole("button", { name: "Try again" }).click();
  await who.bar.getByText("Saved.").waitFor();
  await who.leave({ allow: REFUSED });
});

test("two admins at once: the second is told, sees the difference and decides", async () => {
  const there = await organisation();
  const [ada, ben] = [await admin(there), await admin(there)];
  await ada.remove("order_card", "order.total").click();
  await ada.save();
  await ben.root.locator('[id="fields-down-order_card-order.number"]').click();
  await ben.opens("order_details");
  await ben.pick("order.note").click();
  await ben.done();
  await ben.bar.getByRole("button", { name: "Save" }).click();
  await ben.dialog.getByRole("heading", { name: "Somebody else has saved meanwhile" }).waitFor();
  const told = await ben.dialog.innerText();
  assert.match(told, /What they changed[\s\S]*Order card[\s\S]*Removed: Total/);
  assert.match(told, /What you changed[\s\S]*New order: Total, Order[\s\S]*Order details[\s\S]*Added: Note/i);
  await reachable(ben, "the difference");
  await ben.picture("conflict");
  await ben.dialog.getByRole("button", { name: "Look again" }).click();
  await ben.bar.getByRole("button", { name: "Show the difference" }).click();
  await ben.dialog.getByRole("button", { name: "Take theirs" }).click();
  await ben.reads("order_card", ["order.number", "order.delivery_status"]);
  await ben.bar.getByRole("button", { name: "Undo" }).click();
  await ben.reads("order_card", ["order.total", "order.number", "order.delivery_status"]);
  await ben.save();

  // Ada, who has seen nothing of it, keeps hers.
  await ada.remove("order_card", "order.delivery_status").click();
  await ada.bar.getByRole("button", { name: "Save" }).click();
  await ada.dialog.getByRole("button", { name: "Keep mine" }).click();
  await ada.bar.getByText("Saved.").waitFor();
  await ben.page.reload();
  await ben.ready();
  await ben.reads("order_card", ["order.number"]);
  await ada.leave({ allow: REFUSED });
  await ben.leave({ allow: REFUSED });
});

test("reset, export, import; a wrong file is refused with every reason", async () => {
  const who = await admin(await organisation());
  await who.remove("order_card", "order.total").click();
  const [file] = await Promise.all([who.page.waitForEvent("download"), who.button("Export").click()]);
  const path = join(folder, "fields-export.json");
  await file.saveAs(path);
  const exported = JSON.parse(await readFile(path, "utf8"));
  assert.deepEqual(exported.fields.order_card, ["order.number", "order.delivery_status"]);
  await who.button("Back to the default fields").click();
  await who.reads("order_card", ORDER_CARD);
  await who.root.locator("#fields-import").setInputFiles(path);
  await who.reads("order_card", ["order.number", "order.delivery_status"]);
  await who.bar.getByRole("button", { name: "Undo" }).click();
  await who.reads("order_card", ORDER_CARD);

  exported.colour = "red";
  exported.fields.order_card = ["order.number", "order.total", "order.note", "order.tags"];
  exported.fields.customer_details = ["customer.email", "customer.colour"];
  await writeFile(path, JSON.stringify(exported));
  await who.root.locator("#fields-import").setInputFiles(path);
  const told = await who.dialog.innerText();
  assert.match(told, /colour: this version does not know this entry/);
  assert.match(told, /order_card takes one to three fields. The file has: 4/);
  assert.match(told, /customer_details\[1\]: this version knows no field “customer.colour”/);
  assert.match(told, /customer_details needs at least three fields. The file has: 2/);
  await reachable(who, "a wrong file");
  await who.picture("import");
  await who.dialog.getByRole("button", { name: "Close" }).click();
  await who.reads("order_card", ORDER_CARD);
  await who.leave();
});

test("the history says who changed what, and leads back", async () => {
  const who = await admin(await organisation());
  await who.remove("order_card", "order.total").click();
  await who.save();
  await who.remove("order_card", "order.number").click();
  await who.save();
  await who.button("History").click();
  await who.dialog.locator(".change").nth(1).waitFor();
  const first = who.dialog.locator(".change").nth(1);
  assert.match(await first.innerText(), /Total/);
  await first.getByRole("button", { name: /^Look/ }).click();
  await first.getByText(/Added: /).waitFor();
  await reachable(who, "the history");
  await who.picture("history");
  await first.getByRole("button", { name: /^Go back/ }).click();
  await who.reads("order_card", ["order.number", "order.delivery_status"]);
  await who.save();
  await who.leave();
});

test("an inbox may choose differently, give that up, and be switched off", async () => {
  const there = await organisation({ inboxes: ["Sales", "Support"] });
  const who = await admin(there);
  const choose = (label) => who.root.getByLabel("Fields for").selectOption({ label });
  await choose("support.example");
  await who.see("This inbox uses the choice for all inboxes.");
  assert.equal(await who.root.locator(".fields-handle:visible").count(), 0, "nothing to change before it is its own");
  await who.button("Choose differently for this inbox").click();
  await who.remove("order_card", "order.total").click();
  await who.save();
  await who.see("This inbox has a choice of its own.");
  await who.root.getByLabel("Fields for").selectOption({ label: "All inboxes" });
  await who.reads("order_card", ORDER_CARD);
  await who.see("Inboxes with a choice of their own: support.example");
  await choose("support.example (chosen differently)");
  await who.reads("order_card", ["order.number", "order.delivery_status"]);
  await who.picture("inbox");
  await who.button("Use the choice for all inboxes again").click();
  await who.dialog.getByRole("button", { name: "Give up the own choice" }).click();
  await who.see("This inbox uses the choice for all inboxes.");
  await who.reads("order_card", ORDER_CARD);
  const active = who.root.getByRole("switch", { name: "Agents see the card here" });
  await active.click();
  await who.see("The card is off: agents in this inbox don't see it.");
  assert.equal(await active.getAttribute("aria-checked"), "false");
  await who.picture("off");
  await active.click();
  await who.root.locator('[role=switch][aria-checked="true"]').waitFor();
  await who.leave();
});

test("the preview is the real card, follows each change, and leads nowhere", async () => {
  const who = await admin(await organisation({ store: true }));
  await who.preview.locator(".row").first().waitFor();
  const cells = () => who.preview.locator(".row").first().locator(".cell").count();
  assert.equal(await cells(), 3);
  await who.remove("order_card", "order.total").click();
  await until(async () => (await cells()) === 2, async () => `${await cells()} cells`);
  for (const width of [280, 400]) {
    await who.root.getByRole("radio", { name: `${width} px` }).check();
    assert.equal(Math.round((await who.root.locator(".preview-frame").boundingBox()).width), width);
  }
  await who.root.getByRole("radio", { name: "Dark" }).check();
  const ground = await who.preview.locator(".card").evaluate((card) => getComputedStyle(card).backgroundColor);
  assert.equal(ground, "rgb(26, 29, 33)", "dark in a light page");
  await who.picture("preview-dark");
  await who.root.getByRole("radio", { name: "Light" }).check();
  // An order opens, and what is open follows too.
  await who.preview.locator(".row").first().click();
  await who.preview.locator("#scx-title").waitFor();
  const before = await who.preview.locator(".field dt").allInnerTexts();
  await who.opens("order_details");
  await who.pick("order.note").click();
  await who.done();
  await until(async () => (await who.preview.locator(".field dt").allInnerTexts()).length > before.length, () => "the note is not there");
  await who.picture("preview-order");
  await who.preview.locator("[data-act=back]").click();
  await who.preview.locator(".row").first().waitFor();
  await who.preview.locator("[data-act=customer]").first().click();
  await who.preview.locator("#scx-title").waitFor();
  await who.preview.locator("#scx-title").press("Escape");
  await who.preview.locator(".row").first().waitFor();
  const pages = who.context.pages().length;
  const links = who.preview.locator("a[href]");
  if (await links.count()) await links.first().click();
  assert.equal(who.context.pages().length, pages, "nothing has opened");
  assert.ok(who.page.url().startsWith(`${proxy.address}/settings`));
  // A real contact.
  await who.root.getByLabel("Whose card").selectOption("email");
  await who.root.getByLabel("E-mail of a customer").fill("maria@example.com");
  await who.button("Show").click();
  await who.preview.getByText("Maria", { exact: false }).first().waitFor();
  await who.picture("preview-real");
  // The products' pictures are at Shopify's, which is not there.
  await who.leave({ allow: [/ERR_NAME_NOT_RESOLVED/] });
});

test("every order of the preview opens, and what is open follows the fields", async () => {
  const who = await admin(await organisation({ store: true }));
  const opens = async (at) => {
    const name = (await who.preview.locator(".row").nth(at).innerText()).match(/#\d+/)[0];
    await who.preview.locator(".row").nth(at).click();
    await who.preview.locator("#scx-title", { hasText: name }).waitFor();
    await who.preview.locator(".field dt").first().waitFor();
    return name;
  };
  const back = async () => {
    await who.preview.locator("[data-act=back]").click();
    await who.preview.locator(".row").first().waitFor();
  };
  await who.preview.locator(".row").first().waitFor();
  for (const at of [1, 2, 0]) {
    await opens(at);
    await back();
  }
  // Somebody real's, whose orders have other names in each answer.
  await who.root.getByLabel("Whose card").selectOption("email");
  await who.root.getByLabel("E-mail of a customer").fill("maria@example.com");
  await who.button("Show").click();
  await who.preview.locator(".row").nth(2).waitFor();
  await opens(2);
  await back();
  const name = await opens(1);
  const before = await who.preview.locator(".field dt").count();
  await who.opens("order_details");
  await who.pick("order.source").click();
  await who.done();
  await until(async () => (await who.preview.locator(".field dt").count()) > before, () => "the new field is not in the open order");
  await who.preview.locator("#scx-title", { hasText: name }).waitFor();
  await who.leave({ allow: [/ERR_NAME_NOT_RESOLVED/] });
});

test("what the proxy itself refuses stands at the list that it is about", async () => {
  const who = await admin(await organisation());
  for (const [list, ids] of [
    ["order_card", ["order.number", "order.total", "order.note", "order.tags"]],
    ["customer_details", ["customer.email", "customer.note"]],
  ]) {
    await who.page.route("**/api/settings/card*", async (route) => {
      if (route.request().method() !== "PUT") return route.continue();
      const sent = route.request().postDataJSON();
      sent[list] = ids;
      const response = await route.fetch({ postData: JSON.stringify(sent) });
      assert.equal(response.status(), 422, "it is the proxy that refuses");
      await route.fulfill({ response });
    });
    await who.root.getByRole("tab", { name: "Order information" }).click();
    if (list === "order_card") await who.remove("order_card", "order.total").click();
    // "Save", and after a refusal "Try again".
    await who.bar.locator("#fields-save").click();
    const told = who.root.locator(".fields-list p.message.critical");
    await told.first().waitFor();
    const place = await told.first().evaluate((message) => message.closest(".fields-list").querySelector("h3").id.replace("fields-list-", ""));
    assert.equal(place, list);
    assert.equal(await told.count(), 1);
    await who.picture(`refused-${list}`);
    await who.page.unroute("**/api/settings/card*");
  }
  await who.leave({ allow: REFUSED });
});

test("metafields store by store; what can't be asked and what is not granted is said", async () => {
  const who = await admin(await organisation({ store: true }));
  await who.opens("order_details");
  await who.dialog.getByRole("heading", { name: "Metafields of Acme UK" }).waitFor();
  await who.dialog.getByLabel("Search fields").fill("acme uk");
  const metafield = who.dialog.locator(".pick").first();
  const id = await metafield.getAttribute("data-field");
  assert.match(id, /^order\.metafields\./);
  assert.notEqual(await metafield.locator(".fields-example .value").innerText(), "", "an example of its type");
  await metafield.click();
  await who.dialog.getByLabel("Search fields").fill("zzz");
  await who.dialog.getByText("No field matches “zzz”.").waitFor();
  await who.picture("search-none");
  await who.dialog.getByRole("button", { name: "Show all fields" }).click();
  await who.done();
  await who.row("order_details", id).getByText("Acme UK").waitFor();
  await who.save();

  // The store does not answer, and grants less.
  await who.page.route("**/api/settings/fields*", async (route) => {
    const response = await route.fetch();
    const choices = await response.json();
    const missing = { store: "Acme UK", shop: UK, grant: "Grant the scope read_orders to the app of Acme UK in Shopify, then connect the store again." };
    for (const field of choices.fields.filter(({ scope }) => scope === "read_orders")) field.missing = [missing];
    const notice = { code: "store_unreachable", message: "Acme UK can't be reached.", action: "retry", reference: "r_1" };
    choices.metafields = [{ store: "Acme UK", shop: UK, definitions: [], more: false, notices: [notice] }];
    await route.fulfill({ response, json: choices });
  });
  await who.page.reload();
  await who.ready();
  await who.row("order_card", "order.total").getByText("Acme UK does not show this yet. Grant the scope read_orders").waitFor();
  await who.opens("order_details");
  await who.dialog.getByText("Acme UK can't be reached.").waitFor();
  await who.pick("order.note").click();
  await who.hears("place 5 of 5");
  await who.picture("missing");
  await who.done();
  await who.leave();
});

test("what does not come is said, and can be asked for again", async () => {
  const who = await admin(await organisation());
  let fails = true;
  await who.page.route("**/api/settings/{card,fields,preview}*", (route) => (fails ? route.abort() : route.continue()));
  await who.page.reload();
  await who.root.getByRole("alert").getByText("No connection.").first().waitFor();
  await who.picture("failed");
  fails = false;
  await who.root.getByRole("button", { name: "Try again" }).first().click();
  await who.ready();
  await who.leave({ allow: REFUSED });
});

test("an admin sets the card up in the helpdesk's frame", async () => {
  let frame = "";
  const server = createServer((_, response) => {
    response.setHeader("content-type", "text/html");
    response.end(`<!doctype html><title>Helpdesk</title><iframe title="Settings" src="${frame}" width="880" height="880"></iframe>`);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const helpdesk = `http://127.0.0.1:${server.address().port}`;
  const there = await organisation({ inboxes: ["Helpdesk"], store: true, helpdesk });
  const { url } = await proxy.run(["embed-url", "--inbox", there.inboxes.Helpdesk, "--email", "maria@example.com", "--role", "admin"]);
  frame = url.replace(/\/embed\/([^/?]+)\?/, "/embed/$1/settings?");
  const context = await browser.newContext({ viewport: { width: 900, height: 900 }, reducedMotion: "reduce" });
  const page = await context.newPage();
  const who = watched(context, page, page.frameLocator("iframe"));
  await page.goto(helpdesk);
  await who.ready();
  await who.remove("order_card", "order.total").click();
  await who.save();
  await who.root.getByLabel("Whose card").selectOption("conversation");
  await who.preview.getByText("Maria", { exact: false }).first().waitFor();
  await who.picture("frame");
  await who.leave();
  server.close();
});

for (const colorScheme of ["light", "dark"]) {
  for (const [width, locale] of [[280, "en"], [320, "ar"], [1200, "en"], [1200, "ar"]]) {
    test(`everybody can use it: ${colorScheme}, ${width} pixels, ${locale}`, async () => {
      const who = await admin(await organisation({ store: true, inboxes: ["Support"] }), { colorScheme, locale, viewport: { width, height: 900 } });
      const name = (what) => `${what}-${colorScheme}-${width}-${locale}`;
      await who.preview.locator(".row").first().waitFor();
      await who.remove("order_card", "order.total").click();
      await reachable(who, name("lists"));
      await who.page.screenshot({ path: join(folder, `fields-${name("lists")}.png`), fullPage: true });
      await who.opens("order_details");
      await reachable(who, name("picker"));
      await who.picture(name("picker"));
      await who.page.keyboard.press("Escape");
      await who.dialog.waitFor({ state: "detached" });
      await who.leave();
    });
  }
}
