// The snippets for a vendor's backend, each in its own language: a host token that the proxy takes, and a ticket. What is not
// installed is left out, and named.

import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { get } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { root } from "./inbox.mjs";
import { startProxy } from "./proxy.mjs";

const run = promisify(execFile);
const UK = "acme-uk.myshopify.com";
const ORIGIN = "https://inbox.example";

let proxy;
let inbox;
let folder;

before(async () => {
  proxy = await startProxy();
  await proxy.run(["store", "connect", "--tenant", proxy.tenant, "--shop", UK, "--token-stdin"], await proxy.token(UK));
  inbox = await proxy.run(["inbox", "add", "--tenant", proxy.tenant, "--host", "generic", "--origin", ORIGIN]);
  folder = await mkdtemp(join(tmpdir(), "context-card-guide-"));
});

after(async () => {
  await rm(folder, { recursive: true, force: true });
  await proxy?.stop();
});

// What each language is run with: the two snippets under the names that they say, and a few lines that a route of the vendor
// would have. `sign` prints a token for the nonce in the argument, `ticket` an address.
const GO = (call) => `package main
import ("fmt"; "os"; "desk/contextcard")
func main() {
	nonce := ""
	if len(os.Args) > 1 { nonce = os.Args[1] }
	_ = nonce
	agent := contextcard.Agent{ID: "agent-9", Name: "Ada", Role: "agent"}
	contact := contextcard.Contact{Emails: []contextcard.Email{{Address: "maria@example.com", Verified: true}}}
	said, err := contextcard.${call}
	if err != nil { panic(err) }
	fmt.Print(said)
}`;
const JAVA = (name, call) => `import java.util.List; import java.util.Map;
public class ${name} { public static void main(String[] args) throws Exception {
  var agent = new HostToken.Agent("agent-9", "Ada \\"the\\" Ångström", "agent");
  var contact = Map.of("emails", List.of(Map.of("address", "maria@example.com", "verified", true)));
  System.out.print(${call});
} }`;
const RUBY = `agent = { id: "agent-9", name: "Ada", role: "agent" }
conversation = { id: "c-77" }
contact = { emails: [{ address: "maria@example.com", verified: true }] }
`;
const PHP = `$agent = ['id' => 'agent-9', 'name' => 'Ada', 'role' => 'agent'];
$conversation = ['id' => 'c-77'];
$contact = ['emails' => [['address' => 'maria@example.com', 'verified' => true]]];
`;
const NODE = `const agent = { id: "agent-9", name: "Ada", role: "agent" }, conversation = { id: "c-77" };
const contact = { emails: [{ address: "maria@example.com", verified: true }] };
`;
const PYTHON = `import sys
agent = {"id": "agent-9", "name": "Ada", "role": "agent"}
conversation = {"id": "c-77"}
contact = {"emails": [{"address": "maria@example.com", "verified": True}]}
`;
const LANGUAGES = [
  {
    name: "Node.js", program: "node", always: true,
    snippets: { "sign.mjs": "host-token.mjs", "ticket.mjs": "card-address.mjs" },
    files: {
      "sign.mjs": `import { hostToken } from "./host-token.mjs";\n${NODE}console.log(hostToken({ agent, conversation, contact, nonce: process.argv[2] }));`,
      "ticket.mjs": `import { cardAddress } from "./card-address.mjs";\n${NODE}console.log(await cardAddress({ agent, conversation, contact }));`,
    },
    sign: ["node", "sign.mjs"], ticket: ["node", "ticket.mjs"],
  },
  {
    name: "Python", program: "python3", always: true,
    snippets: { "sign.py": "host_token.py", "ticket.py": "card_address.py" },
    files: {
      "sign.py": `${PYTHON}from host_token import host_token\nprint(host_token(agent, conversation, contact, sys.argv[1]))`,
      "ticket.py": `${PYTHON}from card_address import card_address\nprint(card_address(agent, conversation, contact))`,
    },
    sign: ["python3", "sign.py"], ticket: ["python3", "ticket.py"],
  },
  {
    name: "Ruby", program: "ruby",
    snippets: { "sign.rb": "host_token.rb", "ticket.rb": "card_address.rb" },
    files: {
      "sign.rb": `require_relative "host_token"\n${RUBY}puts host_token(agent: agent, conversation: conversation, contact: contact, nonce: ARGV[0])`,
      "ticket.rb": `require_relative "card_address"\n${RUBY}puts card_address(agent: agent, conversation: conversation, contact: contact)`,
    },
    sign: ["ruby", "-w", "sign.rb"], ticket: ["ruby", "-w", "ticket.rb"],
  },
  {
    name: "PHP", program: "php",
    snippets: { "sign.php": "host_token.php", "ticket.php": "card_address.php" },
    files: {
      "sign.php": `<?php require 'host_token.php';\n${PHP}echo host_token($agent, $conversation, $contact, $argv[1]);`,
      "ticket.php": `<?php require 'card_address.php';\n${PHP}echo card_address($agent, $conversation, $contact);`,
    },
    sign: ["php", "sign.php"], ticket: ["php", "ticket.php"],
  },
  {
    name: "Go", program: "go",
    snippets: { "sign.go": "contextcard/host_token.go", "ticket.go": "contextcard/card_address.go" },
    files: {
      "go.mod": "module desk\n\ngo 1.18\n",
      "sign/main.go": GO('HostToken(agent, "c-77", contact, nonce)'),
      "ticket/main.go": GO('CardAddress(agent, "c-77", contact)'),
    },
    sign: ["go", "run", "./sign"], ticket: ["go", "run", "./ticket"],
  },
  {
    name: "Java", program: "javac",
    snippets: { "sign.java": "HostToken.java", "ticket.java": "CardAddress.java" },
    files: {
      "Sign.java": JAVA("Sign", 'HostToken.sign(agent, "c-77", contact, args[0])'),
      "Ticket.java": JAVA("Ticket", 'CardAddress.of(agent, "c-77", contact)'),
    },
    prepare: ["javac", "-Xlint:all", "-Werror", "HostToken.java", "CardAddress.java", "Sign.java", "Ticket.java"],
    sign: ["java", "Sign"], ticket: ["java", "Ticket"],
  },
];

const there = (program) => run("which", [program]).then(() => true, () => false);

async function post(path, body) {
  const answer = await fetch(`${proxy.address}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return { status: answer.status, ...(await answer.json()) };
}

/** A page as an iframe gets it: Node's `fetch` says that it is none, and then a ticket is not used. */
const page = (address) =>
  new Promise((resolve, reject) => {
    get(address, async (answer) => resolve(Buffer.concat(await answer.toArray()).toString())).on("error", reject);
  });

for (const language of LANGUAGES) {
  test(`a backend in ${language.name} signs who is asking, and gets an address`, async (context) => {
    if (!(await there(language.program))) {
      assert.ok(!language.always, `${language.program} is missing`);
      return context.skip(`left out: ${language.program} is not installed`);
    }
    const place = join(folder, language.name);
    const put = async (name, text) => {
      await mkdir(join(place, name, ".."), { recursive: true });
      await writeFile(join(place, name), text);
    };
    const values = { CARD: proxy.address, INBOX: inbox.inbox, ORIGIN, KEY: inbox.key };
    for (const [snippet, name] of Object.entries(language.snippets)) {
      const text = await readFile(join(root, "www/guide/generic", snippet), "utf8");
      await put(name, text.replaceAll(/\{\{(\w+)\}\}/g, (_, value) => values[value]));
    }
    for (const [name, text] of Object.entries(language.files)) await put(name, text);
    const env = { ...process.env, CONTEXT_CARD_SECRET: inbox.signing_secret, GOFLAGS: "-mod=mod", GOCACHE: join(folder, "go"), HOME: folder };
    const ask = async ([program, ...args], ...more) => (await run(program, [...args, ...more], { cwd: place, env })).stdout.trim();
    if (language.prepare) await ask(language.prepare);

    const token = await ask(language.sign, "a-nonce");
    const begun = await post("/api/session", { token, nonce: "a-nonce", parent_origin: ORIGIN });
    assert.equal(begun.status, 200, JSON.stringify(begun));
    assert.match(begun.agent.name, /^Ada/);
    const again = await post("/api/session", { token, nonce: "a-nonce", parent_origin: ORIGIN });
    assert.notEqual(again.status, 200, "a token is good once");
    const other = await post("/api/session", { token: await ask(language.sign, "a-nonce"), nonce: "another", parent_origin: ORIGIN });
    assert.notEqual(other.status, 200, "for its own nonce only");

    assert.ok((await page(await ask(language.ticket))).includes("Maria Sørensen"), "the address shows the card");
  });
}

test("docs/embed.md shows the very files that these tests run", async () => {
  const docs = await readFile(join(root, "docs/embed.md"), "utf8");
  const values = { CARD: "https://card.example", INBOX: "i_…", ORIGIN, KEY: "k_…" };
  const blocks = [...docs.matchAll(/<!-- (file|part of): (.+?) -->\n```\w+\n([\s\S]+?)\n```/g)];
  assert.equal(blocks.length, 5);
  assert.equal(docs.match(/^```\w/gm).length, blocks.length, "each block names its file");
  for (const [, how, path, block] of blocks) {
    const file = (await readFile(join(root, path), "utf8")).replaceAll(/\{\{(\w+)\}\}/g, (_, value) => values[value]).trimEnd();
    assert.ok(how === "file" ? file === block : file.includes(block), path);
  }
  for (const [, path] of docs.matchAll(/\]\((\.\.\/[^)#]+)/g)) await readFile(join(root, "docs", path));
});
