// The proxy at a path of an origin that is not its own: behind a reverse proxy that takes the path off what it passes on, and
// behind one that leaves it there. Whatever a browser asks that origin for outside of the path is noted, and is a mistake.

import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { createServer, request as ask } from "node:http";
import { startBrowser } from "./inbox.mjs";
import { startDesk } from "./desk.mjs";
import { startIssuer } from "./issuer.mjs";
import { REFUSED, owner as signedIn, person } from "./owners.mjs";
import { startProxy } from "./proxy.mjs";

const UK = "acme-uk.myshopify.com";
const PREFIX = "/shopify";
const MARIA = /^Maria Sørensen/;
let browser;
let issuer;

before(async () => {
  [browser, issuer] = await Promise.all([startBrowser(), startIssuer()]);
});

after(async () => {
  await browser?.close();
  issuer?.stop();
});

/** A reverse proxy. `target` is told when it is known, since that has to know this address first. */
async function startFront(takesOff) {
  const front = { target: "", strays: [], origin: "", address: "", stop: null };
  const server = createServer((request, response) => {
    if (!request.url.startsWith(`${PREFIX}/`)) {
      front.strays.push(request.url);
      return response.writeHead(404).end();
    }
    const { hostname, port } = new URL(front.target);
    const path = takesOff ? request.url.slice(PREFIX.length) : request.url;
    const headers = { ...request.headers, "x-forwarded-for": request.socket.remoteAddress, "x-forwarded-proto": "http" };
    const asked = ask({ hostname, port, path, method: request.method, headers }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      response.flushHeaders();
      answer.pipe(response);
    });
    asked.on("error", () => response.destroy());
    response.on("close", () => asked.destroy());
    request.pipe(asked);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  front.origin = `http://127.0.0.1:${server.address().port}`;
  front.address = front.origin + PREFIX;
  front.stop = () => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve)));
  return front;
}

/** What Chatwoot's page says of its conversation. */
const CHATWOOT = `<!doctype html><meta charset="utf-8"><title>Chatwoot</title><link rel="icon" href="data:,">
<script>
  const tell = () => {
    const contact = { id: 1, name: "Maria", email: "maria@example.com", phone_number: null };
    const data = { conversation: { id: 7, channel: "Channel::WebWidget" }, contact, currentAgent: { id: 1, name: "Ada", email: "ada@inbox.example" } };
    frames[0].postMessage(JSON.stringify({ event: "appContext", data }), "*");
  };
  onmessage = ({ data }) => { if (data === "chatwoot-dashboard-app:fetch-info") tell(); };
  const show = (address) => {
    const frame = document.createElement("iframe");
    frame.width = "400"; frame.height = "700"; frame.title = "Shopify"; frame.src = address;
    document.body.replaceChildren(frame);
  };
</script><body>`;

for (const takesOff of [true, false]) {
  test(`behind a reverse proxy that ${takesOff ? "takes the path off" : "passes the path on"}`, async (t) => {
    const front = await startFront(takesOff);
    const environment = {
      CONTEXT_CARD_PUBLIC_URL: `${front.address}/`,
      CONTEXT_CARD_TRUSTED_PROXY: "127.0.0.1",
      CONTEXT_CARD_ALLOW_LOOPBACK_ISSUER: "1",
    };
    const proxy = await startProxy({ environment });
    front.target = proxy.address;
    const desk = await startDesk({
      policy: () => `default-src 'none'; script-src ${front.origin} 'nonce-page'; style-src 'nonce-page'; connect-src 'self'; img-src data:; frame-src ${front.origin}`,
    });
    const chatwoot = createServer((_, response) => response.writeHead(200, { "content-type": "text/html" }).end(CHATWOOT));
    await new Promise((resolve) => chatwoot.listen(0, "127.0.0.1", resolve));
    t.after(async () => {
      chatwoot.closeAllConnections();
      chatwoot.close();
      await desk.stop();
      await front.stop();
      await proxy.stop();
    });
    await proxy.run(["store", "connect", "--tenant", proxy.tenant, "--shop", UK, "--token-stdin"], await proxy.token(UK));
    desk.inbox = await proxy.run(["inbox", "add", "--tenant", proxy.tenant, "--host", "generic", "--origin", desk.origin, "--max-role", "admin"]);

    await t.test("an owner signs in by a link, adds an inbox, tries it, and signs out", async () => {
      const who = await signedIn(proxy, browser);
      assert.equal(new URL(who.page.url()).pathname, "/shopify/settings");
      const [cookie] = await who.context.cookies();
      assert.equal(cookie.name, "__Host-shopify~context-card-owner");
      await who.page.goto(`${front.address}/settings#inboxes`);
      await who.press("Add an inbox");
      await who.page.getByLabel("Address 1").fill(desk.origin);
      await who.press("Add the inbox");
      await who.see("It is shown this one time");
      const added = who.page.locator(".added");
      await added.getByText(`${front.address}/embed.js`).first().waitFor();
      const [inbox] = /i_[a-z0-9]+/.exec(await added.textContent());
      await who.press("Done");

      await who.page.goto(`${front.address}/settings#inboxes/${inbox}/try`);
      await who.page.locator("#trial-email").fill("maria@example.com");
      await who.press("Try it");
      await who.page.frameLocator("#trial-frame").getByRole("heading", { name: MARIA }).first().waitFor();

      await who.press("Sign out");
      await who.page.waitForURL(`${front.address}/owner`);
      assert.equal((await who.page.request.get(`${front.address}/settings`)).status(), 401);
      await who.leave({ allow: REFUSED });
    });

    const visit = async (html) => {
      const who = await person(browser);
      desk.html = html;
      await who.page.goto(desk.origin);
      const card = who.page.frameLocator("shopify-context-card iframe");
      return { ...who, card, sees: (name) => card.getByRole("heading", { name }).first().waitFor() };
    };
    const script = `<script src="${front.address}/embed.js"></script>`;
    const tag = (more) => `<shopify-context-card inbox="${desk.inbox.inbox}" token-url="/context-card/token" conversation="c-77" ${more}></shopify-context-card>`;

    await t.test("an agent has the card by message, wherever the element has its address from", async () => {
      for (const src of ["", `src="${front.address}"`, `src="${front.address}/"`]) {
        const who = await visit(script + tag(src));
        await who.sees(MARIA);
        // What the program asks for, once it runs.
        await who.card.locator('[data-act="refresh"]').first().click();
        await who.page.evaluate(() => (document.querySelector("shopify-context-card").conversation = "c-78"));
        await who.sees(/Kofi/);
        await who.leave();
      }
    });

    const ticket = async (role) => {
      const body = JSON.stringify({ token: desk.sign({ conversation: "c-77", role }) });
      const made = await fetch(`${front.address}/api/tickets`, { method: "POST", headers: { "content-type": "application/json" }, body });
      return (await made.json()).url;
    };

    await t.test("and by ticket", async () => {
      const url = await ticket();
      assert.ok(url.startsWith(`${front.address}/embed/${desk.inbox.inbox}?ticket=`), url);
      const who = await visit(script + tag(`ticket-url="${url}"`));
      await who.sees(MARIA);
      await who.page.evaluate(() => (document.querySelector("shopify-context-card").conversation = "c-78"));
      await who.sees(/Kofi/);
      await who.leave();
    });

    await t.test("an admin has the panel in a tab and sees a preview", async () => {
      const who = await person(browser);
      await who.page.goto((await ticket("admin")).replace("?", "/settings?"));
      await who.page.getByRole("heading", { name: /^Card settings of/ }).waitFor();
      await who.page.locator("#scx-card h2, #scx-card h3").first().waitFor();
      await who.leave();
    });

    await t.test("an agent signs in by a code, at the provider, and stays so", async () => {
      // By another name than the card's: another site, to which the browser keeps cookies apart.
      const host = `http://localhost:${chatwoot.address().port}`;
      const { inbox } = await proxy.run(["inbox", "add", "--tenant", proxy.tenant, "--host", "chatwoot", "--origin", host]);
      await proxy.run(["inbox", "set", "--inbox", inbox, "--reach", "search"]);
      await proxy.run(["provider", "set", "--tenant", proxy.tenant, "--label", "Acme", "--issuer", issuer.address, "--client-id", "card", "--domain", "inbox.example"]);
      const agent = async () => {
        const who = await person(browser);
        const card = who.page.frameLocator("iframe").locator("#scx-card");
        const show = () => who.page.evaluate((address) => show(address), `${front.address}/embed/${inbox}`);
        await who.page.goto(host);
        await show();
        return { ...who, card, show, sees: (name) => card.getByRole("heading", { name }).first().waitFor() };
      };
      const ada = await agent();
      const { code } = await proxy.run(["sign-in-code", "--inbox", inbox, "--name", "Ada"]);
      await ada.card.locator("#scx-code").fill(code);
      await ada.card.locator("#scx-code").press("Enter");
      await ada.sees(MARIA);
      const names = (await ada.context.cookies()).map(({ name }) => name);
      assert.deepEqual(names, [`__Host-shopify~scx-${inbox}`]);
      await ada.show();
      await ada.sees(MARIA);
      await ada.leave({ allow: REFUSED });

      const eve = await agent();
      const popup = eve.page.waitForEvent("popup");
      await eve.card.getByRole("button", { name: "Sign in with Acme" }).click();
      const opened = await popup;
      const closed = opened.waitForEvent("close");
      await opened.getByRole("link", { name: "Yes, I am Ada" }).click();
      await eve.sees(MARIA);
      await closed;
      await eve.leave({ allow: REFUSED });
    });

    assert.deepEqual(front.strays, [], "nothing was asked for outside of the prefix");
  });
}
