// How the tests speak of the inbox: what a person does and sees. Every function waits for what it is about; nothing here
// waits for time to pass.

import { spawn } from "node:child_process";
import { existsSync, watch } from "node:fs";
import { mkdtemp, mkdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import assert from "node:assert/strict";
import { chromium } from "playwright-core";

const here = dirname(fileURLToPath(import.meta.url));
export const root = dirname(here);
export const FULL = process.env.CONTEXT_CARD_TEST_FULL === "1";
/** How long anything may take before a test says that it does not happen. */
const PATIENCE = 15_000;

// — The demo —

/** Starts shops, proxy and inbox, all of its own, and waits until the card can be seen. */
export async function startDemo(...options) {
  const folder = await mkdtemp(join(tmpdir(), "context-card-"));
  const file = join(folder, "ready.json");
  const [program, ...first] = process.env.CONTEXT_CARD_TEST_XTASK
    ? [process.env.CONTEXT_CARD_TEST_XTASK]
    : [process.env.CARGO ?? "cargo", "xtask"];
  const xtask = spawn(program, [...first, "demo", "--port", "0", "--ready-file", file, "--skip-build", ...options], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let words = "";
  for (const stream of [xtask.stdout, xtask.stderr]) stream.on("data", (data) => (words += data));
  const ended = new Promise((resolve) => xtask.once("exit", resolve));
  await Promise.race([
    appears(file),
    ended.then((code) => assert.fail(`the demo ended with ${code}:\n${words}`)),
  ]);
  const ready = JSON.parse(await readFile(file, "utf8"));
  return {
    ...ready,
    process: xtask,
    ended,
    shops: shops(ready.sandbox),
    /** What one of the three has written so far: `card`, `inbox` or `sandbox`. */
    log: (name) => readFile(ready.logs[name], "utf8"),
    async stop() {
      xtask.kill("SIGTERM");
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Resolves when the file is there. The watching begins before the first look, so nothing falls in between. */
function appears(file) {
  return new Promise((resolve) => {
    const watcher = watch(dirname(file));
    const look = () => {
      if (!existsSync(file)) return;
      watcher.close();
      resolve();
    };
    watcher.on("change", look);
    look();
  });
}

/** The sandbox's control routes. */
function shops(sandbox) {
  const call = async (method, path, body) => {
    const response = await fetch(`${sandbox}/_sandbox/${path}`, {
      method,
      headers: body ? { "content-type": "application/json" } : {},
      body: body && JSON.stringify(body),
    });
    assert.ok(response.ok, `${method} ${path} was answered by ${response.status}`);
    return response.status === 204 ? null : response.json();
  };
  return {
    log: () => call("GET", "log"),
    clearLog: () => call("DELETE", "log"),
    fault: (shop, fault, times = 1) => call("POST", "faults", { shop, fault, times }),
    heal: () => call("DELETE", "faults"),
    points: (shop, restore_rate) => call("POST", "points", { shop, available: 2_000, restore_rate }),
    hold: (shop) => call("POST", "hold", { shop }),
    release: () => call("DELETE", "hold"),
  };
}

export const SHOPS = ["acme-uk.myshopify.com", "maison-lumiere.myshopify.com", "kumo-tokyo.myshopify.com"];

// — The browser —

export async function startBrowser(...more) {
  return chromium.launch({
    executablePath: process.env.CONTEXT_CARD_TEST_BROWSER ?? "/usr/bin/chromium",
    // Root in a container has no user namespaces to make a sandbox of.
    args: [...(process.getuid?.() === 0 ? ["--no-sandbox"] : []), ...more],
  });
}

/** Opens the inbox in a fresh browser profile. */
export async function openInbox(browser, demo, { scheme = "light", width = 1280, height = 800, side, hash = "", prepare, ...rest } = {}) {
  const context = await browser.newContext({
    colorScheme: scheme,
    viewport: { width, height },
    reducedMotion: "reduce",
    ...rest,
  });
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  if (side) await context.addInitScript((width) => self === top && localStorage.setItem("side", width), side);
  await prepare?.(context);
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  const inbox = new Inbox(context, page, demo);
  await page.goto(`${demo.inbox}${hash && `#${hash}`}`);
  return inbox;
}

/** The inbox on screen, and what the browser complains about meanwhile. */
export class Inbox {
  complaints = [];
  requests = [];

  constructor(context, page, demo) {
    Object.assign(this, { context, page, demo });
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) this.complaints.push(message.text());
    });
    page.on("pageerror", (error) => this.complaints.push(String(error)));
    context.on("request", (request) => this.requests.push(request));
  }

  /** The card: everything inside its iframe. */
  get card() {
    return this.page.frameLocator('iframe[title="Shopify customer"]').locator("#scx-card");
  }

  get cardFrame() {
    return this.page.frames().find((frame) => frame.url().startsWith(this.demo.card));
  }

  get draft() {
    return this.page.getByLabel("Reply", { exact: true });
  }

  async openConversation(name) {
    await this.page.locator(".row", { hasText: name }).first().click();
  }

  async seeConversation(name) {
    await this.page.locator(".row[aria-current]", { hasText: name }).waitFor();
  }

  async seeCustomer(name) {
    await this.card.getByRole("heading", { name }).first().waitFor();
  }

  async see(text) {
    await this.card.getByText(text).first().waitFor();
  }

  order(name) {
    return this.card.locator("button.row", { hasText: name });
  }

  async seeOrder(name) {
    await this.order(name).first().waitFor();
  }

  /** What can be clicked, by what it does: the same in every language. */
  act(what, of) {
    return this.card.locator(`[data-act="${what}"]${of === undefined ? "" : `[data-arg="${of}"]`}`).first();
  }

  /** Waits until Wasm has taken over and the host was met. */
  async seeReady() {
    await this.act("insert").waitFor();
    await this.seeRunning();
  }

  /** Wasm marks what it runs: see `www/boot`. */
  async seeRunning() {
    await this.page.frameLocator('iframe[title="Shopify customer"]').locator("html[data-scheme]").waitFor();
  }

  async openOrder(name) {
    await this.order(name).first().click();
    await this.card.getByRole("button", { name: "Back" }).waitFor();
  }

  async goBack() {
    await this.card.getByRole("button", { name: "Back" }).click();
  }

  async insertReply() {
    await this.card.getByRole("button", { name: "Insert in reply" }).first().click();
  }

  async seeDraft(pattern) {
    await this.page.waitForFunction(
      (source) => new RegExp(source, "u").test(document.querySelector("#draft").value),
      pattern.source,
    );
  }

  /** What is in the card, as text. */
  async words() {
    return this.card.innerText();
  }

  /** Ends the visit; a browser that complained fails the test. */
  async close({ allow = [] } = {}) {
    await this.context.close();
    const bad = this.complaints.filter((text) => !allow.some((pattern) => pattern.test(text)));
    assert.deepEqual(bad, [], "the browser's console is empty");
  }
}

/** A folder for pictures. */
export async function output() {
  const folder = join(here, "output");
  await mkdir(folder, { recursive: true });
  return folder;
}
