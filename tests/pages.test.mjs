// The pages that need no account, as somebody sees them who reads from right to left, at night, on a small telephone.

import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { output, startBrowser } from "./inbox.mjs";
import { startProxy } from "./proxy.mjs";
import { REFUSED, looking, person } from "./owners.mjs";

const PARIS = "maison-lumiere.myshopify.com";
const TOKYO = "kumo-tokyo.myshopify.com";

let proxy;
let browser;
let folder;

before(async () => {
  folder = await output();
  [proxy, browser] = await Promise.all([startProxy(), startBrowser()]);
});

after(async () => {
  await browser?.close();
  await proxy?.stop();
});

/** Every page, in the order in which people come by them. `shop`: nobody has installed the app there yet. `words`: what each page says. */
async function everyPage(kind, options, { shop, language, direction, words }) {
  const who = await person(browser, { viewport: { width: 320, height: 700 }, ...options });
  const look = looking(who, folder, kind);
  const at = async (name) => {
    await who.page.locator("main h1").waitFor();
    const html = await who.page.evaluate(() => [document.documentElement.lang, document.documentElement.dir]);
    assert.deepEqual(html, [language, direction], name);
    await who.page.getByText(words[name]).first().waitFor();
    await look(`pages-${name}`);
  };
  const go = (address) => who.page.goto(`${proxy.address}${address}`);
  const strong = () => who.page.locator(".button.strong:visible").click();

  await go("/owner");
  await at("owner");
  await go("/settings");
  await at("signed-out");
  const { url: owner } = await proxy.run(["owner-link", "--tenant", proxy.tenant]);
  await who.page.goto(owner);
  await at("sign-in");
  await strong();
  await who.page.waitForURL(/\/settings/);
  await go("/owner");
  await at("signed-in");
  await who.page.goto("about:blank");
  await who.page.goto(owner);
  await strong();
  await at("used");

  await go("/connect");
  await at("no-link");
  const waiting = proxy.begin(["store", "connect", "--tenant", proxy.tenant, "--shop", shop, "--app", proxy.app]);
  const { url: link } = await waiting.next();
  await who.page.goto(link);
  await who.page.waitForURL(/\/connect\/link\//);
  await at("confirm");
  await who.page.locator("a.button").click();
  await at("cancelled");
  await who.page.goBack();
  await strong();
  await who.press("Cancel");
  await at("denied");
  await who.page.goto(link);
  await who.page.waitForURL(/\/connect\/link\//);
  await strong();
  await who.press("Install");
  await at("done");
  await waiting.ended;

  await go("/nowhere");
  await at("nowhere");
  await go("/embed/i_nobody");
  await at("no-inbox");
  await who.leave({ allow: REFUSED });
}

test("every page in Arabic, dark, 320 pixels", () =>
  everyPage("ar-dark-320", { locale: "ar-EG", colorScheme: "dark" }, {
    shop: TOKYO,
    language: "ar",
    direction: "rtl",
    words: {
      owner: "افتح هذه الصفحة بالرابط الذي أُعطي لك",
      "signed-out": "لا يرى هذه الصفحة إلا المالكون",
      "sign-in": "يعمل الرابط مرة واحدة.",
      "signed-in": "أنت مسجّل الدخول بصفة مالك",
      used: "لم يعد هذا الرابط ساريًا",
      "no-link": "افتح هذه الصفحة بالرابط الذي أُرسل إليك.",
      confirm: "المتابعة إلى Shopify",
      cancelled: "لم يتم توصيل أي شيء",
      denied: "للبدء من جديد، افتح الرابط",
      done: "يمكنك إغلاق هذه النافذة.",
      nowhere: "لا يوجد شيء في هذا العنوان.",
      "no-inbox": "لا يوجد صندوق وارد في هذا العنوان.",
    },
  }));

test("every page in German, whose words are long, light, 320 pixels", () =>
  everyPage("de-light-320", { locale: "de-AT", colorScheme: "light" }, {
    shop: PARIS,
    language: "de",
    direction: "ltr",
    words: {
      owner: "Öffnen Sie diese Seite über den Link",
      "signed-out": "Nur Inhaber sehen diese Seite",
      "sign-in": "Der Link funktioniert einmal.",
      "signed-in": "Sie sind als Inhaber von",
      used: "Dieser Link gilt nicht mehr",
      "no-link": "Öffnen Sie diese Seite über den Link",
      confirm: "Weiter zu Shopify",
      cancelled: "Es wurde nichts verbunden",
      denied: "Um erneut zu beginnen",
      done: "Sie können dieses Fenster schließen.",
      nowhere: "Unter dieser Adresse gibt es nichts.",
      "no-inbox": "Unter dieser Adresse gibt es keinen Posteingang.",
    },
  }));
