// An OpenID Connect provider on this machine, for the tests: whoever comes there is Ada, once she says yes.

import { createHash, createSign, generateKeyPairSync, randomBytes } from "node:crypto";
import { createServer } from "node:http";

const base64 = (bytes) => Buffer.from(bytes).toString("base64url");

/** `alone`: it cuts its pages off from whoever opened them, as some providers do. */
export async function startIssuer({ alone = false } = {}) {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const jwk = { ...publicKey.export({ format: "jwk" }), kid: "one", use: "sig", alg: "RS256" };
  const codes = new Map();
  let address;
  const json = (response, body, status = 200) => response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  const server = createServer(async (request, response) => {
    const url = new URL(request.url, address);
    switch (url.pathname) {
      case "/.well-known/openid-configuration":
        return json(response, {
          issuer: address,
          authorization_endpoint: `${address}/authorize`,
          token_endpoint: `${address}/token`,
          jwks_uri: `${address}/jwks`,
          response_types_supported: ["code"],
          subject_types_supported: ["public"],
          id_token_signing_alg_values_supported: ["RS256"],
        });
      case "/jwks":
        return json(response, { keys: [jwk] });
      case "/authorize": {
        const code = base64(randomBytes(12));
        codes.set(code, Object.fromEntries(url.searchParams));
        const back = `${url.searchParams.get("redirect_uri")}?code=${code}&state=${encodeURIComponent(url.searchParams.get("state"))}`;
        return response
          .writeHead(200, { "content-type": "text/html", ...(alone && { "cross-origin-opener-policy": "same-origin" }) })
          .end(`<!doctype html><html lang="en"><title>Acme</title><a href="${back.replaceAll("&", "&amp;")}">Yes, I am Ada</a>`);
      }
      case "/token": {
        let body = "";
        for await (const chunk of request) body += chunk;
        const form = new URLSearchParams(body);
        const asked = codes.get(form.get("code"));
        codes.delete(form.get("code"));
        if (!asked || base64(createHash("sha256").update(form.get("code_verifier")).digest()) !== asked.code_challenge) {
          return json(response, { error: "invalid_grant" }, 400);
        }
        const now = Math.floor(Date.now() / 1000);
        const claims = { iss: address, aud: asked.client_id, sub: "u-9", name: "Ada Lovelace", email: "ada@inbox.example", email_verified: true, nonce: asked.nonce, iat: now, exp: now + 300 };
        const signed = [{ alg: "RS256", kid: "one" }, claims].map((part) => base64(JSON.stringify(part))).join(".");
        const signature = base64(createSign("RSA-SHA256").update(signed).sign(privateKey));
        return json(response, { access_token: "worthless", token_type: "Bearer", expires_in: 300, id_token: `${signed}.${signature}` });
      }
      default:
        return response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${server.address().port}`;
  return { address, stop: () => server.close() };
}
