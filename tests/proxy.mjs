// The sandbox's shops and the proxy by themselves, for what needs no inbox: the owners' pages.

import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createInterface } from "node:readline";
import { tmpdir } from "node:os";
import { promisify } from "node:util";
import { join } from "node:path";
import assert from "node:assert/strict";
import { root } from "./inbox.mjs";

const built = join(process.env.CARGO_TARGET_DIR ?? join(root, "target"), "debug");

/** Starts a program and waits until it listens: its address, and how to stop it. */
async function start(name, args, env = {}) {
  const child = spawn(join(built, name), [...args, "--until-stdin-closes"], {
    env: { ...process.env, ...env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let words = "";
  child.stderr.on("data", (data) => (words += data));
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const listening = new Promise((resolve) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      const [, address] = /^listening on (.*)$/.exec(line) ?? [];
      if (address) resolve(address);
    });
  });
  const address = await Promise.race([listening, ended.then((code) => assert.fail(`${name} ended with ${code}:\n${words}`))]);
  return {
    address,
    log: () => words,
    async stop() {
      child.stdin.end();
      await ended;
    },
  };
}

/**
 * Shops, and a proxy with an organisation that has no store yet, but an app that the shops know. `bare`: without the app;
 * `empty`: with nothing at all.
 */
export async function startProxy({ empty = false, bare = false, environment = {} } = {}) {
  const folder = await mkdtemp(join(tmpdir(), "context-card-"));
  const sandbox = await start("context-card-sandbox", ["--listen", "127.0.0.1:0", "--plain-webhooks"]);
  const env = {
    CONTEXT_CARD_DATABASE_URL: `sqlite:${join(folder, "card.db")}`,
    CONTEXT_CARD_KEY_FILE: join(folder, "card.key"),
    CONTEXT_CARD_SHOPIFY_URL_TEMPLATE: `${sandbox.address}/{shop}`,
    ...environment,
  };
  const proxy = await start("context-card", ["serve", "--listen", "127.0.0.1:0"], env);
  const begin = (args, stdin = "") => {
    const child = spawn(join(built, "context-card"), ["--json", ...args], {
      env: { ...process.env, ...env },
      stdio: ["pipe", "pipe", "pipe"],
    });
    // A command that reads nothing may have ended before this is written.
    child.stdin.on("error", () => {});
    child.stdin.end(stdin);
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    let complaint = "";
    child.stderr.on("data", (data) => (complaint += data));
    const ended = new Promise((resolve) => child.once("exit", resolve));
    return {
      /** The next object that it prints. */
      async next() {
        const { value, done } = await lines.next();
        if (done) assert.fail(`${args.join(" ")} ended with ${await ended}: ${complaint}`);
        return JSON.parse(value);
      },
      ended,
      complaint: () => complaint,
    };
  };
  const run = (args, stdin) => begin(args, stdin).next();
  const client = { id: "sandbox-app", secret: "sandbox-secret-worth-nothing" };
  let tenant, app;
  if (!empty) {
    ({ tenant } = await run(["tenant", "add", "Brightfield & Sons"]));
    if (!bare) ({ app } = await run(["app", "add", "--tenant", tenant, "--client-id", client.id, "--client-secret-stdin"], client.secret));
  }
  return {
    address: proxy.address,
    sandbox: sandbox.address,
    tenant,
    app,
    client,
    run,
    begin,
    log: proxy.log,
    /** The Admin API access token of a shop. */
    async token(shop) {
      const { stdout } = await promisify(execFile)(join(built, "context-card-sandbox"), ["--print-tokens"]);
      return JSON.parse(stdout).find((one) => one.shop === shop).token;
    },
    async stop() {
      await proxy.stop();
      await sandbox.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
