// A host that speaks scx/1, for tests: its page does what the test says (`hosts/generic.js`), its backend signs (`desk.mjs`), and a
// proxy of its own serves the card.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { startBrowser } from "./inbox.mjs";
import { startDesk } from "./desk.mjs";
import { startProxy } from "./proxy.mjs";
import { answer } from "./hosts/site.mjs";

const UK = "acme-uk.myshopify.com";

/** A host's pages. `policy`: their content security policy, from now on. */
async function startSite() {
  const site = { policy: null };
  const server = createServer(async (request, response) => {
    const { status, contentType, body } = await answer(new URL(request.url, "http://site").pathname);
    if (site.policy) response.setHeader("content-security-policy", site.policy);
    response.writeHead(status, { "content-type": contentType }).end(body);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  // Three addresses of one server, each of them another site to the browser.
  const [origin, other, third] = ["127.0.0.1", "localhost", "third.localhost"].map((name) => `http://${name}:${server.address().port}`);
  return Object.assign(site, { origin, other, third, stop: () => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve))) });
}

/** All of it; what is given back ends with `stop`. */
export async function startGeneric() {
  const [proxy, site, desk] = await Promise.all([startProxy(), startSite(), startDesk()]);
  await proxy.run(["store", "connect", "--tenant", proxy.tenant, "--shop", UK, "--token-stdin"], await proxy.token(UK));
  const addInbox = (host, ...origins) =>
    proxy.run(["inbox", "add", "--tenant", proxy.tenant, "--host", host, ...origins.flatMap((origin) => ["--origin", origin])]);
  desk.inbox = await addInbox("generic", site.origin, site.other, site.third);
  // The tokens are this page's.
  desk.origin = site.origin;

  /** An agent at a host's page. `flags` are the browser's; `browser` one that is there already. */
  async function visit(name, { flags = [], browser: given, inbox = desk.inbox.inbox, query = {}, prepare, policy = null, at = site.origin } = {}) {
    const browser = given ?? (await startBrowser(...flags));
    // A browser with a profile of its own is its context.
    const context = browser.newContext ? await browser.newContext({ viewport: { width: 400, height: 800 }, reducedMotion: "reduce" }) : browser;
    await prepare?.(context);
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    const faults = [];
    page.on("pageerror", (error) => faults.push(String(error)));
    const sent = [];
    context.on("request", (request) => request.url().includes("/api/") && sent.push(request.url()));
    await page.exposeFunction("sign", (asked) => desk.sign(asked));
    desk.origin = at;
    site.policy = policy;
    await page.goto(`${at}/${name}?${new URLSearchParams({ card: `${proxy.address}/embed/${inbox}`, ...query })}`);
    const frame = page.frameLocator('iframe[title="Shopify customer"]');
    const card = frame.locator("#scx-card");
    return {
      page,
      card,
      sent,
      desk: (name, ...args) => page.evaluate(([name, args]) => window.desk[name](...args), [name, args]),
      until: (test, arg) => page.waitForFunction(test, arg),
      sees: (name) => card.getByRole("heading", { name }).first().waitFor(),
      says: (text) => card.getByText(text).first().waitFor(),
      frame: () => page.frames().find((one) => one.url().startsWith(proxy.address)),
      async leave() {
        await (given ? page.close() : browser.close());
        assert.deepEqual(faults, []);
      },
    };
  }

  /** The address of a page with a ticket in it. */
  async function ticket(conversation) {
    const answer = await fetch(`${proxy.address}/api/tickets`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ token: desk.sign({ conversation }) }),
    });
    assert.ok(answer.ok, await answer.clone().text());
    return (await answer.json()).url;
  }

  const stop = () => Promise.all([desk.stop(), site.stop(), proxy.stop()]);
  return { proxy, desk, site, visit, ticket, addInbox, stop };
}
