// The vendors' pages, as the tests serve them: one page for each host, with its script made of `<host>.js` and, where there is
// one, the vendor's own package. Two addresses, so that one of them is nobody's inbox.

import { createServer } from "node:http";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const made = new Map();

/** A script of this folder with everything that it imports. */
function script(name) {
  if (!made.has(name)) {
    const options = { bundle: true, write: false, format: "iife", logLevel: "silent", define: { "process.env.NODE_ENV": '"production"' } };
    made.set(name, build({ ...options, entryPoints: [join(here, name)] }).then(({ outputFiles }) => outputFiles[0].text));
  }
  return made.get(name);
}

/** What a path of the site answers: `/front` is the page that runs `front.js`. */
export async function answer(path) {
  const [, name, ending] = /^\/([a-z-]+)(\.js)?$/.exec(path) ?? [];
  if (!name) return { status: 404, contentType: "text/plain", body: "" };
  if (ending) return { status: 200, contentType: "text/javascript", body: await script(`${name}.js`) };
  const style = "<style>body { margin: 0 } iframe { border: 0; width: 340px; height: 700px; display: block }</style>";
  const body = `<!doctype html><html lang="en"><title>${name}</title>${style}<div id="place"></div><script src="/${name}.js"></script></html>`;
  return { status: 200, contentType: "text/html; charset=utf-8", body };
}

/** Serves the pages: `site` is a host's, `other` somebody else's. */
export async function startSites() {
  const servers = await Promise.all(
    [0, 1].map(
      () =>
        new Promise((resolve) => {
          const server = createServer(async (request, response) => {
            const { status, contentType, body } = await answer(new URL(request.url, "http://site").pathname);
            response.writeHead(status, { "content-type": contentType }).end(body);
          });
          server.listen(0, "127.0.0.1", () => resolve(server));
        }),
    ),
  );
  const [site, other] = servers.map((server) => `http://127.0.0.1:${server.address().port}`);
  return { site, other, stop: () => Promise.all(servers.map((server) => new Promise((done) => server.close(done)))) };
}
