// The right customer: searched for, chosen, linked and unlinked, and whose orders to see where several people write.

import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { openInbox, startBrowser, startDemo } from "./inbox.mjs";
import { choice, search } from "./states.mjs";

let demo;
let browser;

before(async () => {
  [demo, browser] = await Promise.all([startDemo(), startBrowser()]);
});

after(async () => {
  await browser?.close();
  await demo?.stop();
});

test("of two people in a conversation the agent chooses whose orders to see", async () => {
  const inbox = await openInbox(browser, demo, { hash: "c-1136" });
  await inbox.see("Several people are in this conversation");
  assert.ok(!(await inbox.words()).includes("#1046"), "nothing of anybody is shown before");
  await inbox.card.getByRole("button", { name: "Amara Okafor" }).click();
  await inbox.seeCustomer("Amara Okafor");
  await inbox.seeOrder("#1039");
  await inbox.card.getByRole("button", { name: "Another person" }).click();
  await inbox.card.getByRole("button", { name: "Harriet Blackwood" }).click();
  await inbox.seeCustomer("Harriet Blackwood");
  await inbox.seeOrder("#1046");
  assert.ok(!(await inbox.words()).includes("#1039"), "and nothing of Amara's is left");
  await inbox.close();
});

test("somebody's order number is offered as a search, and who is found is linked, and stays so", async () => {
  const inbox = await openInbox(browser, demo, { hash: "c-1133" });
  await inbox.see(/No customer or guest order|nobody/i);
  assert.ok(!(await inbox.words()).includes("maria@example.com"), "an order number opens nothing by itself");
  await inbox.card.getByRole("button", { name: /1042/ }).click();
  await choice(inbox, "Maria Sørensen").waitFor();
  await inbox.card.getByRole("button", { name: "Link to this contact" }).click();
  await inbox.card.getByRole("button", { name: "Unlink" }).waitFor();

  // Another conversation and back: she is there by herself.
  await inbox.openConversation("Jonas");
  await inbox.seeCustomer("Jonas Weber");
  await inbox.openConversation("M. Sørensen");
  await inbox.seeCustomer("Maria Sørensen");
  await inbox.see(/linked/i);
  await inbox.card.getByRole("button", { name: "Unlink" }).click();
  await inbox.see(/No customer or guest order|nobody/i);
  await inbox.close();
});

test("a username is a hint; a linked account is known again", async () => {
  const inbox = await openInbox(browser, demo, { hash: "c-1131" });
  await inbox.card.getByRole("button", { name: /noor\.and\.sons/ }).waitFor();
  await search(inbox, "noor@example.kw");
  await choice(inbox, "Noor").waitFor();
  await inbox.card.getByRole("button", { name: "Link to this contact" }).click();
  await inbox.card.getByRole("button", { name: "Unlink" }).waitFor();
  await inbox.close();

  const later = await openInbox(browser, demo, { hash: "c-1131" });
  await later.seeCustomer(/Noor/);
  await later.close();
});

test("who is not known is searched for by e-mail, phone, name and order number", async () => {
  const inbox = await openInbox(browser, demo, { hash: "c-1201" });
  await inbox.see(/No customer or guest order|nobody/i);
  for (const [text, name] of [
    ["tom.o'brien@example.com", "Tom O'Brien"],
    ["+44 7700 900188", "Dana Price"],
    ["Kofi Mensah", "Kofi Mensah"],
    ["ML-2071", "Jonas Weber"],
    ["priya.nair@example.com", "Priya Nair"],
  ]) {
    await search(inbox, text);
    await choice(inbox, name).click();
    await inbox.seeCustomer(name);
  }
  await search(inbox, "nobody at all of this name");
  await inbox.see(/No customer|nobody|Nothing/i);
  await inbox.card.getByRole("button", { name: "Back to the conversation's contact" }).click();
  await inbox.cardFrame.waitForFunction(() => !document.body.innerText.includes("Priya"));
  await inbox.close();
});

/** An inbox whose card is on screen, while its program is still on its way; `program()` lets it come. */
async function beforeTheProgram(hash) {
  let program;
  const there = new Promise((resolve) => (program = resolve));
  const prepare = (context) => context.route("**/*.wasm", async (route) => {
    await there;
    await route.continue();
  });
  return { program, inbox: await openInbox(browser, demo, { hash, prepare }) };
}

test("a search that is begun before the program is there is not lost", async () => {
  const { inbox, program } = await beforeTheProgram("c-1201");
  const field = inbox.card.locator("#scx-query");
  await field.fill("priya.nair@example.com");
  await field.press("Enter");
  program();
  await choice(inbox, "Priya Nair").waitFor();
  await inbox.close();
});

test("an order's number that is typed before the program is there is looked for", async () => {
  const { inbox, program } = await beforeTheProgram("c-1170");
  await inbox.seeOrder("#105000");
  const number = inbox.card.locator("input.number");
  await number.fill("104321");
  await number.press("Enter");
  program();
  await inbox.seeOrder("#104321");
  assert.equal(await number.inputValue(), "104321", "and stays in its field");
  await inbox.close();
});

test("an order's number that is typed while the page still arrives is looked for", async () => {
  // As soon as the field is there, before the script at the page's end.
  const quick = () => new MutationObserver((_, watch) => {
    const field = document.querySelector("input.number");
    if (!field) return;
    watch.disconnect();
    window.scripts = document.scripts.length;
    field.value = "104321";
    field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
  }).observe(document, { childList: true, subtree: true });
  const inbox = await openInbox(browser, demo, { hash: "c-1170", prepare: (context) => context.addInitScript(quick) });
  await inbox.seeOrder("#104321");
  const [then, now] = await inbox.cardFrame.evaluate(() => [window.scripts, document.scripts.length]);
  assert.ok(then < now, "the page's last script was not there yet");
  await inbox.close();
});

test("searching, choosing, an order, its product and back, by keyboard alone", async () => {
  const inbox = await openInbox(browser, demo, { hash: "c-1042" });
  await inbox.seeReady();
  const { page } = inbox;
  const inCard = (look, given) => inbox.cardFrame.evaluate(look, given);
  const tabTo = async (acts, what = acts) => {
    for (let steps = 0; steps < 80; steps += 1) {
      const here = await inCard(() => document.hasFocus() && (document.activeElement?.dataset.act ?? document.activeElement?.id));
      if (here === acts) return;
      await page.keyboard.press("Tab");
    }
    assert.fail(`Tab never reaches ${what}`);
  };
  const backTo = (acts) => inbox.cardFrame.waitForFunction((act) => document.activeElement?.dataset.act === act, acts);

  await tabTo("order");
  await page.keyboard.press("Enter");
  await inbox.card.getByRole("button", { name: "Back" }).waitFor();
  await tabTo("product");
  await page.keyboard.press("Enter");
  await inbox.see("Calder Mill");
  await page.keyboard.press("Escape");
  await backTo("product");
  await page.keyboard.press("Escape");
  await backTo("order");

  // Shift+Tab goes up again, to the search.
  for (let steps = 0; steps < 80; steps += 1) {
    if (await inCard(() => document.activeElement?.dataset.act === "search")) break;
    await page.keyboard.press("Shift+Tab");
  }
  await page.keyboard.press("Enter");
  await inbox.cardFrame.waitForFunction(() => document.activeElement?.type === "search");
  await page.keyboard.type("Maria");
  await page.keyboard.press("Enter");
  await inbox.see("Maria Costa");
  await tabTo("choose", "one of those who were found");
  await page.keyboard.press("Enter");
  await inbox.card.getByRole("button", { name: "Link to this contact" }).first().waitFor();
  await tabTo("link");
  await inbox.close();
});
