// The npm package, as a vendor uses it: installed from its tarball into fresh Vite apps, checked by TypeScript, built, and the
// card seen in Chromium.

import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { output, root, startBrowser } from "./inbox.mjs";
import { startDesk } from "./desk.mjs";
import { startProxy } from "./proxy.mjs";

const run = promisify(execFile);
const here = dirname(fileURLToPath(import.meta.url));
const UK = "acme-uk.myshopify.com";
let proxy;
let browser;
let desk;
let folder;
let tarball;

before(async () => {
  [proxy, browser] = await Promise.all([startProxy(), startBrowser()]);
  await proxy.run(["store", "connect", "--tenant", proxy.tenant, "--shop", UK, "--token-stdin"], await proxy.token(UK));
  desk = await startDesk();
  desk.inbox = await proxy.run(["inbox", "add", "--tenant", proxy.tenant, "--host", "generic", "--origin", desk.origin]);
  await proxy.run(["inbox", "set", "--inbox", desk.inbox.inbox, "--inline", "yes"]);
  // Beside the tests' own packages: there the apps find Vite and the frameworks, without a network.
  await mkdir(await output(), { recursive: true });
  folder = await mkdtemp(join(here, "output", "package-"));
  const [program, ...first] = process.env.CONTEXT_CARD_TEST_XTASK ? [process.env.CONTEXT_CARD_TEST_XTASK] : [process.env.CARGO ?? "cargo", "xtask"];
  await run(program, [...first, "package", "--to", folder], { cwd: root });
  const [name] = (await readdir(folder)).filter((file) => file.endsWith(".tgz"));
  tarball = join(folder, name);
});

after(async () => {
  await browser?.close();
  await desk?.stop();
  await proxy?.stop();
  if (folder) await rm(folder, { recursive: true, force: true });
});

const SIGN = `const sign = async (request: TokenRequest) =>
  (await fetch("/context-card/token", { method: "POST", body: JSON.stringify(request) })).text();
`;
const COMPILER = {
  compilerOptions: {
    target: "es2022", module: "esnext", moduleResolution: "bundler", lib: ["es2022", "dom", "dom.iterable"],
    strict: true, noEmit: true, exactOptionalPropertyTypes: true, jsx: "react-jsx", types: [],
  },
  include: ["src"],
};

/** The apps: what a vendor writes, and nothing more. */
const APPS = {
  plain: {
    "src/main.ts": ({ card, inbox }) => `import "shopify-context-card";
import "shopify-context-card/inline";
import type { TokenRequest } from "shopify-context-card";
${SIGN}
const card = document.createElement("shopify-context-card");
card.src = "${card}";
card.inbox = "${inbox}";
card.conversation = "c-77";
card.token = sign;
card.addEventListener("insert-reply", ({ detail }) => {
  (document.querySelector("textarea") as HTMLTextAreaElement).value = detail.text;
});
card.addEventListener("problem", (event) => console.info(event.detail.code, event.detail.reference));
// @ts-expect-error: a colour is a text
card.theme = { "--scx-accent": 5 };
card.theme = { "--scx-accent": "#123456" };
document.querySelector("#app")!.append(card);
const inline = document.createElement("shopify-context-card-inline");
Object.assign(inline, { src: "${card}", inbox: "${inbox}", token: sign });
inline.conversation = "c-78";
// @ts-expect-error: a ticket is the address of a frame
inline["ticket-url"] = "https://card.example";
inline.addEventListener("insert-reply", ({ detail }) => console.info(detail.text));
document.querySelector("#app")!.append(inline);
document.querySelector("button")!.addEventListener("click", () => (card.conversation = "c-78"));
`,
  },
  react: {
    "src/main.tsx": ({ card, inbox }) => `import { StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";
import type { TokenRequest } from "shopify-context-card/react";
import "shopify-context-card/react";
${SIGN}
// @ts-expect-error: an inbox is needed
export const without = <shopify-context-card />;
function Whole() {
  const [key, next] = useState(0);
  return <><button onClick={() => next(key + 1)}>next</button><Page id={key ? "c-78" : "c-77"} /></>;
}
function Page({ id }: { id: string }) {
  const [draft, write] = useState("");
  return (
    <>
      <shopify-context-card
        src="${card}" inbox="${inbox}" conversation={id} token={sign} theme={{ "--scx-accent": "#123456" }}
        oninsert-reply={(event) => write(event.detail.text)}
      />
      <textarea value={draft} readOnly />
    </>
  );
}
createRoot(document.querySelector("#app")!).render(<StrictMode><Whole /></StrictMode>);
`,
  },
  vue: {
    "src/main.ts": ({ card, inbox }) => `import { createApp, defineComponent, h, ref } from "vue";
import type { InsertReply, TokenRequest } from "shopify-context-card/vue";
import "shopify-context-card/vue";
${SIGN}
const App = defineComponent(() => {
  const [conversation, draft] = [ref("c-77"), ref("")];
  return () => [
    h("button", { onClick: () => (conversation.value = "c-78") }, "next"),
    h("shopify-context-card", {
      src: "${card}", inbox: "${inbox}", conversation: conversation.value, token: sign, theme: { "--scx-accent": "#123456" },
      onInsertReply: (event: CustomEvent<InsertReply>) => (draft.value = event.detail.text),
    }),
    h("textarea", { value: draft.value }),
  ];
});
createApp(App).mount("#app");
`,
  },
};

/** And the module of the guide as it stands there. */
const GUIDE = await readFile(join(root, "www/guide/generic/page.mjs"), "utf8");
APPS.guide = { "src/main.js": ({ card, inbox }) => `${GUIDE.replaceAll("{{CARD}}", card).replaceAll("{{INBOX}}", inbox)}
document.querySelector("button").addEventListener("click", () => (card.conversation = "c-78"));` };

for (const [name, files] of Object.entries(APPS)) {
  test(`a fresh Vite app (${name}) shows the card`, async () => {
    const app = join(folder, name);
    await mkdir(join(app, "src"), { recursive: true });
    const put = (file, text) => writeFile(join(app, file), text);
    const [main] = Object.keys(files);
    await put("package.json", JSON.stringify({ name: `app-${name}`, private: true, type: "module" }));
    await put("tsconfig.json", JSON.stringify(COMPILER));
    const more = /plain|guide/.test(name) ? "<button>next</button><textarea></textarea>" : "";
    await put("index.html", `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${name}</title><link rel="icon" href="data:,"></head><body>${more}<div id="app"></div><script type="module" src="/${main}"></script></body></html>`);
    await put(main, files[main]({ card: proxy.address, inbox: desk.inbox.inbox }));
    await run("npm", ["install", "--offline", "--no-audit", "--no-fund", "--no-package-lock", tarball], { cwd: app });
    const tool = (path, ...args) =>
      run(process.execPath, [join(here, "node_modules", path), ...args], { cwd: app }).catch((error) => assert.fail(`${error.stdout}\n${error.stderr}`));
    if (!main.endsWith(".js")) await tool("typescript/bin/tsc", "--project", ".");
    await tool("vite/bin/vite.js", "build", "--logLevel", "warn");

    desk.folder = join(app, "dist");
    const context = await browser.newContext({ viewport: { width: 400, height: 900 } });
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    const complaints = [];
    page.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(String(error)));
    await page.goto(desk.origin);
    const card = page.frameLocator("shopify-context-card iframe");
    await card.getByRole("heading", { name: "Maria Sørensen" }).first().waitFor();
    if (name === "plain") await page.locator("shopify-context-card-inline").getByRole("heading", { name: "Kofi Mensah" }).first().waitFor();
    await card.getByRole("button", { name: "Insert in reply" }).first().click();
    await page.waitForFunction(() => document.querySelector("textarea").value.includes("#1042"));
    await page.getByRole("button", { name: "next" }).click();
    await card.getByRole("heading", { name: "Kofi Mensah" }).first().waitFor();
    assert.deepEqual(complaints, []);
    await context.close();
  });
}

test("on a server the package is imported and does nothing", async () => {
  const app = join(folder, "plain");
  const code = 'await import("shopify-context-card"); await import("shopify-context-card"); await import("shopify-context-card/inline"); console.log(typeof HTMLElement)';
  const { stdout, stderr } = await run(process.execPath, ["--input-type=module", "-e", code], { cwd: app });
  assert.deepEqual([stdout.trim(), stderr], ["undefined", ""]);
});

test("the package holds what it names, and the loader as the proxy serves it", async () => {
  const inside = join(folder, "plain/node_modules/shopify-context-card");
  const manifest = JSON.parse(await readFile(join(inside, "package.json"), "utf8"));
  const there = (await readdir(inside)).sort();
  assert.deepEqual(there, [...manifest.files, "package.json"].sort());
  for (const name of ["embed.js", "inline.js"]) {
    assert.equal(await readFile(join(inside, name), "utf8"), await (await fetch(`${proxy.address}/${name}`)).text());
  }
  // What its README shows is what there is.
  const readme = await readFile(join(inside, "README.md"), "utf8");
  const elements = JSON.parse(await readFile(join(inside, "custom-elements.json"), "utf8"));
  assert.deepEqual(elements.modules.map(({ path, declarations: [{ tagName }] }) => [path, readme.includes(`<${tagName} `)]), [["embed.js", true], ["inline.js", true]]);
  const { attributes, events, members } = elements.modules[0].declarations[0];
  for (const { name } of [...attributes, ...events, ...members.filter(({ name }) => name !== "replies")]) assert.ok(readme.includes(`\`${name}\``), name);
});
