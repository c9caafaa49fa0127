// A helpdesk of a few lines, as a vendor would write it: a page on an origin of its own, and a route that signs host tokens.

import { createHmac, randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";

const KINDS = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css" };
/** Whom the conversations are with. */
export const CONTACTS = { "c-77": "maria@example.com", "c-78": "kofi.mensah@example.com", "c-79": "nobody@example.com" };

/**
 * Serves `desk.html`, or the files of `desk.folder`, on a port of its own. `policy` is the page's content security policy. The
 * inbox is told when it is known, since it has to know this origin first.
 */
export async function startDesk({ policy } = {}) {
  const desk = { html: "", folder: null, inbox: null, asked: [], stop: null, origin: "", sign };
  function sign({ conversation, nonce, role = "agent" }) {
    const now = Math.floor(Date.now() / 1000);
    const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const signed = [
      { alg: "HS256", typ: "JWT", kid: desk.inbox.key },
      {
        aud: "shopify-context-card", iss: desk.origin, sub: "agent-9", name: "Ada", role,
        iat: now, exp: now + 60, jti: randomUUID(), nonce,
        conversation: { id: conversation },
        contact: { emails: [{ address: CONTACTS[conversation], verified: true }] },
      },
    ].map(part).join(".");
    return `${signed}.${createHmac("sha256", desk.inbox.signing_secret).update(signed).digest("base64url")}`;
  }
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://desk");
    if (request.method === "POST" && pathname === "/context-card/token") {
      const body = JSON.parse(Buffer.concat(await request.toArray()).toString());
      desk.asked.push(body);
      if (!CONTACTS[body.conversation]) return response.writeHead(404).end();
      return response.end(`${desk.sign(body)}`);
    }
    if (policy) response.setHeader("content-security-policy", policy());
    const file = desk.folder && join(desk.folder, pathname === "/" ? "index.html" : pathname);
    const text = file ? await readFile(file).catch(() => null) : pathname === "/" && `<!doctype html><html lang="en"><meta charset="utf-8"><title>Helpdesk</title><link rel="icon" href="data:,">${desk.html}</html>`;
    if (!text) return response.writeHead(404).end();
    response.setHeader("content-type", KINDS[file ? extname(file) || ".html" : ".html"] ?? "text/plain");
    response.end(text);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  desk.origin = `http://127.0.0.1:${server.address().port}`;
  desk.stop = () => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve)));
  return desk;
}
