// What a browser keeps for a frame on somebody else's page: cookies of others or not, storage apart for each site or none at all.
// The card is there in each of them, and whoever has signed in stays signed in where they did. Host and card are of two sites here.

import { after, before, describe, test } from "node:test";
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { startGeneric } from "./generic.mjs";
import { startBrowser } from "./inbox.mjs";

let host;
let probe;
let inbox;

before(async () => {
  [host, probe] = await Promise.all([startGeneric(), startProbe()]);
  ({ inbox } = await host.addInbox("chatwoot", host.site.other, host.site.third));
  await host.proxy.run(["inbox", "set", "--inbox", inbox, "--reach", "search"]);
});

after(() => Promise.all([host?.stop(), probe?.stop()]));

/** A frame that is not the card's, and says what the browser has kept of it since it was last there. */
async function startProbe() {
  const cookies = ["plain=1; SameSite=None; Secure; Path=/", "__Host-apart=1; SameSite=None; Secure; Path=/; Partitioned"];
  const server = createServer((request, response) => {
    response.writeHead(200, { "content-type": "text/html", "set-cookie": cookies });
    response.end(`<script>
      let storage;
      try { storage = localStorage.seen ?? "empty"; localStorage.seen = "kept"; } catch { storage = "throws"; }
      parent.postMessage({ cookies: ${JSON.stringify(request.headers.cookie ?? "")}, storage }, "*");
    </script>`);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { address: `http://127.0.0.1:${server.address().port}`, stop: () => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve))) };
}

/** What the browser keeps for the frame on a page, as the frame itself finds it. */
const kept = (page) =>
  page.evaluate(
    (src) =>
      new Promise((resolve) => {
        addEventListener("message", ({ data, source }) => source === frame.contentWindow && resolve(data));
        const frame = document.body.appendChild(Object.assign(document.createElement("iframe"), { src }));
      }),
    probe.address,
  );

const MARIA = { id: 9, name: "Maria Sørensen", email: "maria@example.com", phone_number: null };

/** What differs between them is found, not believed: the first load of a frame, the second, and the first on another site's page. */
const BROWSERS = {
  "cookies of others blocked, storage denied": {
    start: () => startBrowser(),
    finds: [{ cookies: "", storage: "throws" }, { cookies: "__Host-apart=1", storage: "throws" }, { cookies: "", storage: "throws" }],
  },
  "cookies of others blocked, storage apart for each site": {
    start: () => startBrowser("--disable-features=LocalNetworkAccessChecks", "--enable-features=ThirdPartyStoragePartitioning"),
    finds: [{ cookies: "", storage: "empty" }, { cookies: "__Host-apart=1", storage: "kept" }, { cookies: "", storage: "empty" }],
  },
  "cookies of others allowed, storage apart for each site": {
    profile: ["--disable-features=LocalNetworkAccessChecks", "--enable-features=ThirdPartyStoragePartitioning"],
    finds: [{ cookies: "", storage: "empty" }, { cookies: "plain=1; __Host-apart=1", storage: "kept" }, { cookies: "plain=1", storage: "empty" }],
  },
  "cookies of others allowed, storage shared": {
    profile: ["--disable-features=LocalNetworkAccessChecks,ThirdPartyStoragePartitioning"],
    finds: [{ cookies: "", storage: "empty" }, { cookies: "plain=1; __Host-apart=1", storage: "kept" }, { cookies: "plain=1", storage: "kept" }],
  },
};

for (const [what, { start, profile, finds }] of Object.entries(BROWSERS)) {
  describe(what, () => {
    let browser;
    let folder;
    before(async () => {
      folder = await mkdtemp(join(tmpdir(), "context-card-profile-"));
      browser = start ? await (await start()).newContext() : await openProfile(folder, profile);
    });
    after(async () => {
      await (browser?.browser?.() ?? browser)?.close();
      await rm(folder, { recursive: true, force: true });
    });

    test("this is such a browser", async () => {
      const page = await browser.newPage();
      const found = [];
      for (const site of [host.site.other, host.site.other, host.site.third]) {
        await page.goto(`${site}/generic`);
        found.push(await kept(page));
      }
      assert.deepEqual(found, finds);
      await page.close();
    });

    test("a host that signs sees the card, and orders open", async () => {
      const who = await host.visit("generic", { browser, at: host.site.other });
      await who.desk("welcome", { conversation: "c-77" });
      await who.sees(/Maria/);
      await who.card.locator("button.row").first().click();
      await who.card.getByRole("button", { name: "Back" }).waitFor();
      await who.leave();
    });

    test("whoever signs in stays signed in on this host's pages, and on no other's", async () => {
      const who = await host.visit("chatwoot", { browser, inbox, at: host.site.other });
      await who.desk("open", 1, MARIA);
      const { code } = await host.proxy.run(["sign-in-code", "--inbox", inbox, "--name", "Ada"]);
      await who.card.locator("#scx-code").fill(code);
      await who.card.getByRole("button", { name: "Sign in", exact: true }).click();
      await who.sees(/Maria/);
      await who.desk("open", 2, MARIA);
      await who.sees(/Maria/);
      assert.equal(await who.card.locator("#scx-code").count(), 0);
      await who.leave();

      const elsewhere = await host.visit("chatwoot", { browser, inbox, at: host.site.third });
      await elsewhere.desk("open", 1, MARIA);
      await elsewhere.card.locator("#scx-code").waitFor();
      await elsewhere.leave();

      const back = await host.visit("chatwoot", { browser, inbox, at: host.site.other });
      await back.desk("open", 1, MARIA);
      await back.sees(/Maria/);
      await back.card.getByRole("button", { name: "Sign out" }).click();
      await back.card.locator("#scx-code").waitFor();
      assert.ok(!(await back.card.innerText()).includes("Maria"));
      await back.desk("open", 2, MARIA);
      await back.card.locator("#scx-code").waitFor();
      await back.leave();
    });
  });
}

/** A browser with a profile that lets others keep cookies: one without never does, and some don't by default. */
async function openProfile(folder, args) {
  await mkdir(join(folder, "Default"));
  const profile = { cookie_controls_mode: 0, block_third_party_cookies: false };
  await writeFile(join(folder, "Default/Preferences"), JSON.stringify({ profile }));
  return chromium.launchPersistentContext(folder, {
    executablePath: process.env.CONTEXT_CARD_TEST_BROWSER ?? "/usr/bin/chromium",
    args: [...(process.getuid?.() === 0 ? ["--no-sandbox"] : []), ...args],
  });
}
