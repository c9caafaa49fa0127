// Every state of the card, and how to come to it. Nothing here depends on the language of the card.

import { SHOPS } from "./inbox.mjs";

/** What stands on the card of a conversation, whatever it is. */
const settled = (inbox) => inbox.card.locator(".section, .notice").first().waitFor();
const notice = (inbox, mood) => inbox.card.locator(`.notice.${mood}`).first().waitFor();
const heading = (inbox) => inbox.card.locator("#scx-title").waitFor();

/** Searches for somebody by hand. */
export async function search(inbox, text) {
  const field = inbox.card.locator("#scx-query");
  if (!(await field.isVisible())) await inbox.act("search").click();
  await field.fill(text);
  await field.press("Enter");
}

/** One of those who were found: it is never opened by itself, even where there is only one. */
export const choice = (inbox, name) => inbox.card.locator("button.choice", { hasText: name }).first();

async function openMaria(inbox) {
  await inbox.seeReady();
  await inbox.seeOrder("#1042");
}

async function openOrder(inbox) {
  await openMaria(inbox);
  await inbox.order("#1042").click();
  await heading(inbox);
  await inbox.card.locator(".item").first().waitFor();
}

export const STATES = {
  list: { hash: "c-1042", see: openMaria },
  order: { hash: "c-1042", see: openOrder },
  product: {
    hash: "c-1042",
    async see(inbox) {
      await openOrder(inbox);
      await inbox.act("product").click();
      await inbox.card.getByText("Calder Mill").waitFor();
    },
  },
  cancelled: {
    hash: "c-1187",
    async see(inbox) {
      await inbox.order("#1040").click();
      await inbox.card.locator(".item").first().waitFor();
    },
  },
  parcels: {
    hash: "c-2071",
    async see(inbox) {
      await inbox.order("ML-2071").click();
      await inbox.card.locator(".item").first().waitFor();
    },
  },
  edited: {
    hash: "c-1144",
    async see(inbox) {
      await inbox.order("#1037").click();
      await inbox.card.locator(".item").first().waitFor();
    },
  },
  customer: {
    hash: "c-1042",
    async see(inbox) {
      await openMaria(inbox);
      await inbox.act("customer").click();
      await heading(inbox);
      await inbox.card.locator(".bars").waitFor();
    },
  },
  table: {
    hash: "c-1042",
    async see(inbox) {
      await STATES.customer.see(inbox);
      await inbox.card.locator("summary", { hasText: /./ }).last().click();
      await inbox.card.getByRole("table").waitFor();
    },
  },
  several: { hash: "c-1150", see: (inbox) => inbox.act("choose").waitFor() },
  chosen: {
    hash: "c-1150",
    async see(inbox) {
      await inbox.act("choose").click();
      await inbox.act("again").waitFor();
    },
  },
  people: { hash: "c-1136", see: (inbox) => inbox.act("person").waitFor() },
  person: {
    hash: "c-1136",
    async see(inbox) {
      await inbox.act("person").click();
      await inbox.seeOrder("#1046");
    },
  },
  searching: {
    hash: "c-1042",
    async see(inbox) {
      await openMaria(inbox);
      await inbox.act("search").click();
      await inbox.card.locator("#scx-query").waitFor();
    },
  },
  found: {
    hash: "c-1201",
    async see(inbox) {
      await notice(inbox, "empty");
      await search(inbox, "maria");
      await inbox.card.getByText("Maria Costa").first().waitFor();
    },
  },
  "found-one": {
    hash: "c-1201",
    async see(inbox) {
      await notice(inbox, "empty");
      await search(inbox, "kofi.mensah@example.com");
      await choice(inbox, "Kofi Mensah").click();
      await inbox.seeOrder("#1037");
      await inbox.act("link").waitFor();
    },
  },
  "found-none": {
    hash: "c-1042",
    async see(inbox) {
      await openMaria(inbox);
      await search(inbox, "qwertzuiop");
      await notice(inbox, "empty");
    },
  },
  hints: { hash: "c-1133", see: (inbox) => inbox.card.locator(".ways").waitFor() },
  username: { hash: "c-1131", see: (inbox) => inbox.card.locator(".ways").waitFor() },
  many: {
    hash: "c-1170",
    async see(inbox) {
      await inbox.seeOrder("#105000");
      await inbox.act("filter").waitFor();
    },
  },
  filtered: {
    hash: "c-1170",
    async see(inbox) {
      await inbox.seeOrder("#105000");
      await inbox.act("filter", "0.refunded").click();
      await inbox.cardFrame.waitForFunction(() => document.querySelector("button.row") && !document.querySelector(".rows").innerText.includes("#105000"));
    },
  },
  "filtered-none": {
    hash: "c-1170",
    async see(inbox) {
      await inbox.seeOrder("#105000");
      const number = inbox.card.locator("input.number");
      await number.fill("7");
      await number.press("Enter");
      await inbox.cardFrame.waitForFunction(() => !document.querySelector("button.row"));
    },
  },
  guest: { hash: "c-1193", see: (inbox) => inbox.seeOrder("#1043") },
  unmatched: { hash: "c-1201", see: (inbox) => notice(inbox, "empty") },
  nobody: { hash: "c-1202", see: (inbox) => notice(inbox, "empty") },
  long: { hash: "c-1160", see: (inbox) => inbox.seeCustomer(/van der Meer/) },
  "long-order": {
    hash: "c-1160",
    async see(inbox) {
      await inbox.order("#1034").click();
      await inbox.card.locator(".item").first().waitFor();
    },
  },
  arabic: { hash: "c-1190", see: (inbox) => inbox.seeCustomer("ليلى الحسن") },
  japanese: { hash: "c-1188", see: (inbox) => inbox.seeCustomer(/さくら/) },
  unpaid: { hash: "c-1139", see: (inbox) => inbox.seeOrder("ML-2072") },
  loading: {
    hash: "c-1042",
    async see(inbox, demo) {
      await openMaria(inbox);
      for (const shop of SHOPS) await demo.shops.hold(shop);
      // Somebody of whom no failure is looked at: what came in time would stand in for it.
      await inbox.openConversation("Kofi Mensah");
      await inbox.card.locator(".skeleton").first().waitFor();
    },
  },
  failed: { hash: "c-1155", fault: { status: 503 }, see: (inbox) => notice(inbox, "failed") },
  frozen: { hash: "c-1155", fault: { status: 402 }, see: (inbox) => notice(inbox, "failed") },
  throttled: { hash: "c-1155", fault: "throttled", see: (inbox) => notice(inbox, "failed") },
  refused: { hash: "c-1155", fault: { status: 401 }, see: (inbox) => notice(inbox, "failed") },
  withheld: { hash: "c-1155", fault: { protected: "level2_withheld" }, see: (inbox) => notice(inbox, "failed") },
  scopes: { hash: "c-1187", fault: { scopes: ["read_customers"] }, see: settled },
};

/** Brings an inbox into a state, looks, and undoes what was done to the shops. */
export async function inState(demo, { fault }, look) {
  for (const shop of SHOPS) {
    if (fault) await demo.shops.fault(shop, fault, 100);
  }
  try {
    await look();
  } finally {
    await demo.shops.heal();
    await demo.shops.release();
  }
}
