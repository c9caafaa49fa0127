//! Addresses that the host's backend signs, in both ways: who gets a card by one, who does not, and what the log says of it. And
//! addresses that a host fills in without signing anything: hints, and no more.

use crate::desk::{Desk, Inbox, ORIGIN, PUBLIC_URL, Reply, Setup, sign_with};
use crate::inboxes::key_pair;
use crate::settings::{as_owner, owner_cookie};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use context_card::auth::ADDRESS_LIFE;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;
use std::process::Command;
use std::sync::{Arc, Mutex};
use tracing_subscriber::fmt::MakeWriter;

/// An inbox of this tenant with a signed address.
pub(crate) fn signed(setup: &Setup<'_>, tenant: &str, signature: &str) -> Inbox {
    let kind = ["--host", "signed-url", "--origin", ORIGIN, "--signature", signature];
    let made = setup.json(&[&["inbox", "add", "--tenant", tenant][..], &kind].concat());
    let text = |key: &str| made[key].as_str().unwrap().to_owned();
    Inbox { id: text("inbox"), key: text("key"), secret: text("signing_secret") }
}

pub(crate) fn context(email: &str) -> Value {
    let contact = json!({"name": "Maria", "emails": [{"address": email, "verified": true}]});
    json!({"sub": "agent-9", "name": "Ada", "conversation": {"id": "c-77", "channel": "email"}, "contact": contact})
}

/// `v1.…` as a backend makes it.
pub(crate) fn by_hmac(inbox: &Inbox, time: i64, nonce: &str, context: &str) -> String {
    let signed = format!("v1.{}.{time}.{nonce}.{}", inbox.key, URL_SAFE_NO_PAD.encode(context));
    let mac = Hmac::<Sha256>::new_from_slice(inbox.secret.as_bytes()).unwrap().chain_update(&signed).finalize();
    let hex: String = mac.into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{signed}.{hex}")
}

/// A nonce that no other has.
fn nonce(name: &str) -> String {
    format!("{name:-<16}")
}

fn shows_maria(page: &Reply) -> bool {
    page.text.contains("Maria Sørensen")
}

/// The session in a page, where there is one.
fn session(page: &Reply) -> Option<String> {
    let (_, data) = page.text.split_once("id=\"scx-card-data\">")?;
    let data: Value = serde_json::from_str(data.split_once("</script>")?.0).ok()?;
    Some(data["session"].as_str()?.to_owned())
}

async fn open(desk: &Desk, inbox: &Inbox, scx: &str) -> Reply {
    let page = desk.get(&format!("/embed/{}?scx={scx}", inbox.id)).await;
    assert_eq!(page.status, StatusCode::OK);
    // What names people stays where it was.
    for (name, value) in [("referrer-policy", "no-referrer"), ("cache-control", "no-store")] {
        assert_eq!(page.header(name), value);
    }
    assert!(page.text.contains("history.replaceState"), "the boot script takes it out of the address");
    assert!(scx.is_empty() || !page.text.contains(scx));
    page
}

/// What this thread's requests write into the log while it is there.
struct Log(Arc<Mutex<Vec<u8>>>, tracing::subscriber::DefaultGuard);

impl Log {
    fn begin() -> Self {
        let kept = Arc::new(Mutex::new(Vec::new()));
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_ansi(false)
            .with_writer(Kept(kept.clone()))
            .finish();
        Self(kept, tracing::subscriber::set_default(subscriber))
    }

    fn end(self) -> String {
        drop(self.1);
        String::from_utf8(std::mem::take(&mut *self.0.lock().unwrap())).unwrap()
    }
}

#[derive(Clone)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Kept {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// It opens nothing, it says what to do and nothing else, and the log says why.
async fn is_refused(desk: &Desk, inbox: &Inbox, scx: &str, why: &str, reason: &str) {
    let log = Log::begin();
    let page = open(desk, inbox, scx).await;
    let log = log.end();
    assert!(log.contains(reason), "{why}: {log}");
    for text in ["maria", "Maria", "Ada", "agent-9", inbox.secret.as_str()] {
        assert!(!log.contains(text), "{why}: {text} is in the log");
        assert!(!page.text.contains(text), "{why}: {text} is in the page");
    }
    assert!(scx.len() < 100 || !log.contains(&scx[..100]), "{why}");
    assert_eq!(session(&page), None, "{why}");
    assert!(page.text.contains("Open the conversation again."), "{why}: {}", page.text);
    // For the card's program, too: there is nobody else to be asked.
    assert!(page.text.contains(r#"id="scx-card-data">{"problem":{"code":"not_signed_in""#), "{why}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signed_address_opens_the_card_once_whichever_way_it_is_signed() {
    let desk = Desk::open().await;
    let mail = "maria@example.com";
    let (hmac, jwt) = (signed(&desk.setup(), &desk.tenant, "hmac"), signed(&desk.setup(), &desk.tenant, "jwt"));
    let one = by_hmac(&hmac, desk.now(), &nonce("one"), &context(mail).to_string());
    let two = sign_with(&jwt, &desk.claims(context(mail)["contact"].clone()));
    for (inbox, scx) in [(&hmac, one), (&jwt, two)] {
        let log = Log::begin();
        let page = open(&desk, inbox, &scx).await;
        let log = log.end();
        assert!(shows_maria(&page), "{}", page.text);
        assert!(page.header("content-security-policy").ends_with(&format!("frame-ancestors {ORIGIN}")));
        assert!(log.contains("answered") && !log.contains("maria") && !log.contains(&scx[..100]), "{log}");
        let session = session(&page).expect("a session");
        let renewed = desk.post("/api/session/renew", &session, &Value::Null).await;
        assert_eq!(renewed.status, StatusCode::OK, "{}", renewed.text);
        let card = desk.post("/api/card", &session, &json!({"seq": 1})).await.json();
        assert_eq!(card["card"]["stores"][0]["found"]["customer"]["matched"]["grade"], "verified", "{card}");
        is_refused(&desk, inbox, &scx, "replayed", "it was used before").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_does_not_hold_opens_nothing_and_the_log_says_why() {
    let desk = Desk::open().await;
    let inbox = signed(&desk.setup(), &desk.tenant, "hmac");
    let other = signed(&desk.setup(), &desk.tenant, "hmac");
    let (_, public) = key_pair(&desk, "rsa", &["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"]);
    let key = desk.setup().json(&["inbox", "key", "add", "--inbox", &inbox.id, "--public-key", &public]);
    let pem = std::fs::read_to_string(&public).unwrap();
    let confused = Inbox { key: key["key"].as_str().unwrap().to_owned(), secret: pem, ..inbox.clone() };
    let guessed = Inbox { secret: other.secret.clone(), ..inbox.clone() };
    let (now, mine) = (desk.now(), context("maria@example.com").to_string());
    let with = |context: &Value| by_hmac(&inbox, now, &nonce("with"), &context.to_string());
    let good = by_hmac(&inbox, now, &nonce("good"), &mine);
    // Another contact under the same signature.
    let theirs = URL_SAFE_NO_PAD.encode(context("mari@example.com").to_string());
    let changed = good.replace(good.split('.').nth(4).unwrap(), &theirs);
    let long = json!({"sub": "agent-9", "conversation": {"id": "x".repeat(6_000)}});
    let deep = format!(r#"{{"sub":"agent-9","contact":{{"social":{}1{}}}}}"#, "[".repeat(1_000), "]".repeat(1_000));
    desk.sandbox.clear_log();
    let (signature, form) = ("its signature is wrong", "it is not v1.");
    for (why, scx, reason) in [
        ("a second too old", by_hmac(&inbox, now - ADDRESS_LIFE - 6, &nonce("old"), &mine), "it has expired"),
        ("from the future", by_hmac(&inbox, now + 6, &nonce("new"), &mine), "made in the future"),
        ("another inbox's key", by_hmac(&other, now, &nonce("other"), &mine), "it names no key"),
        ("another inbox's secret", by_hmac(&guessed, now, &nonce("guess"), &mine), signature),
        ("a public key as a secret", by_hmac(&confused, now, &nonce("pem"), &mine), "its algorithm is not the key's"),
        ("a changed contact", changed, signature),
        ("another time", good.replace(&now.to_string(), &(now + 1).to_string()), signature),
        ("another nonce", good.replace(&nonce("good"), &nonce("evil")), signature),
        ("cut off", good[..good.len() - 2].to_owned(), form),
        ("without a signature", good.rsplit_once('.').unwrap().0.to_owned(), form),
        ("8 KB", by_hmac(&inbox, now, &nonce("long"), &long.to_string()), form),
        ("deep", by_hmac(&inbox, now, &nonce("deep"), &deep), "its claims are not as documented"),
        ("no JSON", by_hmac(&inbox, now, &nonce("json"), "maria"), "its claims are not as documented"),
        ("more than is known", with(&json!({"sub": "agent-9", "tenant": "t_a"})), "its claims are not as documented"),
        (
            "nobody asks",
            with(&json!({"contact": {"emails": ["maria@example.com"]}})),
            "its claims are not as documented",
        ),
        ("a ticket's text", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA".to_owned(), form),
        ("empty", String::new(), form),
    ] {
        is_refused(&desk, &inbox, &scx, why, reason).await;
    }
    is_refused(&desk, &other, &good, "at another inbox", "it names no key").await;
    let plain = desk.get(&format!("/embed/{}?scx={good}", desk.inbox.id)).await;
    assert!(!shows_maria(&plain) && session(&plain).is_none(), "nor where no address is signed");
    assert_eq!(desk.asked(), 0, "Shopify was not even asked");
    assert!(shows_maria(&open(&desk, &inbox, &good).await), "and none of it has used the good one up");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_in_the_address_keeps_every_rule_of_host_tokens() {
    let desk = Desk::open().await;
    let inbox = signed(&desk.setup(), &desk.tenant, "jwt");
    let other = signed(&desk.setup(), &desk.tenant, "jwt");
    let now = desk.now();
    desk.sandbox.clear_log();
    let claims = || desk.claims(context("maria@example.com")["contact"].clone());
    let with = |name: &str, value: Value| {
        let mut claims = claims();
        claims[name] = value;
        sign_with(&inbox, &claims)
    };
    let good = sign_with(&inbox, &claims());
    let [head, body, _] = good.split('.').collect::<Vec<_>>()[..] else { panic!("three parts") };
    let none = format!("{}.{body}.", URL_SAFE_NO_PAD.encode(format!(r#"{{"alg":"none","kid":"{}"}}"#, inbox.key)));
    let deep = format!("{}1{}", "[".repeat(1_000), "]".repeat(1_000));
    // As it comes from the wire: a thousand levels can't be made of values.
    let deep = claims().to_string().replace(r#""contact":{"#, &format!(r#""contact":{{"social":{deep},"#));
    let deep = URL_SAFE_NO_PAD.encode(deep);
    let mac = Hmac::<Sha256>::new_from_slice(inbox.secret.as_bytes()).unwrap();
    let mac = mac.chain_update(format!("{head}.{deep}")).finalize().into_bytes();
    let deep = format!("{head}.{deep}.{}", URL_SAFE_NO_PAD.encode(mac));
    for (why, scx, reason) in [
        ("expired", with("exp", json!(now - 6)), "it has expired"),
        ("from the future", with("iat", json!(now + 6)), "made in the future"),
        ("for an hour", with("exp", json!(now + 3_600)), "longer than 120 seconds"),
        ("another origin's", with("iss", json!("https://evil.example")), "its issuer (iss)"),
        ("for somebody else", with("aud", json!("other")), "its audience (aud)"),
        ("without an id", with("jti", json!("")), "its claims are not as documented"),
        ("another inbox's key", sign_with(&other, &claims()), "it names no key"),
        (
            "another secret",
            sign_with(&Inbox { key: inbox.key.clone(), ..other.clone() }, &claims()),
            "its signature is wrong",
        ),
        ("unsigned", none, "it is not a signed JWT"),
        ("8 KB", with("name", json!("x".repeat(6_000))), "or too long"),
        ("deep", deep, "its claims are not as documented"),
        ("empty", String::new(), "it is not a signed JWT"),
    ] {
        is_refused(&desk, &inbox, &scx, why, reason).await;
    }
    is_refused(&desk, &other, &good, "at another inbox", "it names no key").await;
    assert_eq!(desk.asked(), 0);
    assert!(shows_maria(&open(&desk, &inbox, &good).await));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_way_of_signing_never_passes_for_the_other() {
    let desk = Desk::open().await;
    let inbox = signed(&desk.setup(), &desk.tenant, "hmac");
    let hmac = by_hmac(&inbox, desk.now(), &nonce("one"), &context("maria@example.com").to_string());
    let jwt = sign_with(&inbox, &desk.claims(json!({"emails": ["maria@example.com"]})));
    is_refused(&desk, &inbox, &jwt, "a token where the HMAC is set", "it is not v1.").await;
    let set = |signature: &str| desk.setup().json(&["inbox", "set", "--inbox", &inbox.id, "--signature", signature]);
    set("jwt");
    is_refused(&desk, &inbox, &hmac, "an HMAC where the token is set", "it is not a signed JWT").await;
    assert!(shows_maria(&open(&desk, &inbox, &jwt).await));
    set("hmac");
    assert!(shows_maria(&open(&desk, &inbox, &hmac).await));
    // The setting is of these inboxes alone, and HMAC where nobody has said anything.
    let add = ["inbox", "add", "--tenant", &desk.tenant, "--origin", ORIGIN, "--host"];
    let plain = desk.setup().json(&[&add[..], &["signed-url"]].concat());
    let plain = Inbox { id: plain["inbox"].as_str().unwrap().to_owned(), ..inbox.clone() };
    is_refused(&desk, &plain, &jwt, "as it is made", "it is not v1.").await;
    let refused = desk.setup().run(&[&add[..], &["generic", "--signature", "jwt"]].concat(), "");
    assert!(!refused.status.success() && String::from_utf8_lossy(&refused.stderr).contains("--signature"));
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_are_rotated_with_an_overlap_and_end_at_once_when_they_are_revoked() {
    let desk = Desk::open().await;
    let old = signed(&desk.setup(), &desk.tenant, "hmac");
    let made = desk.setup().json(&["inbox", "key", "rotate", "--inbox", &old.id]);
    let text = |key: &str| made[key].as_str().unwrap().to_owned();
    let new = Inbox { key: text("key"), secret: text("signing_secret"), ..old.clone() };
    let by =
        |inbox: &Inbox, name: &str| by_hmac(inbox, desk.now(), &nonce(name), &context("maria@example.com").to_string());
    let page = open(&desk, &old, &by(&old, "one")).await;
    assert!(shows_maria(&page) && shows_maria(&open(&desk, &new, &by(&new, "one")).await), "a nonce is one key's");
    desk.setup().json(&["inbox", "key", "revoke", "--inbox", &old.id, "--key", &old.key]);
    is_refused(&desk, &old, &by(&old, "two"), "revoked", "its key was revoked").await;
    let reply = desk.post("/api/card", &session(&page).unwrap(), &json!({"seq": 1})).await;
    assert_eq!(reply.problem(), "session_expired");
    assert!(shows_maria(&open(&desk, &new, &by(&new, "two")).await));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_is_used_once_by_whichever_process_and_by_navigations_alone() {
    let desk = Desk::open().await;
    let beside = desk.beside().await;
    let inbox = signed(&desk.setup(), &desk.tenant, "hmac");
    let scx = by_hmac(&inbox, desk.now(), &nonce("one"), &context("maria@example.com").to_string());
    for (method, name, value) in
        [("GET", "sec-purpose", "prefetch"), ("GET", "sec-fetch-mode", "no-cors"), ("HEAD", "accept", "*/*")]
    {
        let request =
            Request::builder().method(method).uri(format!("/embed/{}?scx={scx}", inbox.id)).header(name, value);
        assert!(!shows_maria(&desk.send(request.body(Body::empty()).unwrap()).await), "{name}");
    }
    let tries = (0..4).map(|at| open(if at % 2 == 0 { &desk } else { &beside }, &inbox, &scx));
    let pages = futures_util::future::join_all(tries).await;
    assert_eq!(pages.iter().filter(|page| shows_maria(page)).count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_the_hash_it_comes_from_the_page_and_no_server_has_seen_it() {
    let desk = Desk::open().await;
    let (hmac, jwt) = (signed(&desk.setup(), &desk.tenant, "hmac"), signed(&desk.setup(), &desk.tenant, "jwt"));
    let one = by_hmac(&hmac, desk.now(), &nonce("one"), &context("maria@example.com").to_string());
    let two = sign_with(&jwt, &desk.claims(json!({"emails": ["maria@example.com"]})));
    let send = async |inbox: &Inbox, scx: &str, around: Value| {
        let address = json!({"inbox": inbox.id, "scx": scx});
        desk.post("/api/card", "", &json!({"address": address, "parent_origin": around, "seq": 0})).await
    };
    for (inbox, other, scx) in [(&hmac, &jwt, &one), (&jwt, &hmac, &two)] {
        assert_eq!(send(other, scx, Value::Null).await.problem(), "not_signed_in", "by the setting of the inbox");
        assert_eq!(send(inbox, scx, json!("https://evil.example")).await.problem(), "embedding_not_allowed");
        let opened = send(inbox, scx, json!(ORIGIN)).await;
        assert_eq!(opened.status, StatusCode::OK, "{}", opened.text);
        assert!(opened.text.contains("Maria Sørensen") && opened.json()["session"].is_string());
        assert_eq!(send(inbox, scx, Value::Null).await.problem(), "not_signed_in");
        is_refused(&desk, inbox, scx, "used already", "it was used before").await;
    }
    assert_eq!(send(&desk.inbox.clone(), &one, Value::Null).await.problem(), "not_found", "of signed addresses alone");
    let nobody = Inbox { id: "i_nobody".into(), ..hmac.clone() };
    assert_eq!(send(&nobody, &one, Value::Null).await.problem(), "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_claims_no_higher_role_than_its_inbox_may_vouch_for() {
    let desk = Desk::open().await;
    let inbox = signed(&desk.setup(), &desk.tenant, "hmac");
    let mut owner = context("maria@example.com");
    owner["role"] = json!("owner");
    let log = Log::begin();
    let page = open(&desk, &inbox, &by_hmac(&inbox, desk.now(), &nonce("one"), &owner.to_string())).await;
    assert!(shows_maria(&page) && log.end().contains("claimed a higher role"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_guides_own_snippets_sign_addresses_that_open() {
    let desk = Desk::in_real_time().await;
    let owner = owner_cookie(&desk).await;
    for signature in ["hmac", "jwt"] {
        let inbox = signed(&desk.setup(), &desk.tenant, signature);
        let path = format!("/api/settings/inboxes/guide?inbox={}", inbox.id);
        let guide = as_owner(&desk, &owner, "GET", &path, &Value::Null).await.json();
        let folder = desk.folder.path().join(signature);
        std::fs::create_dir(&folder).unwrap();
        // Each snippet says in its first line what its file is called.
        for snippet in guide["steps"][1]["snippets"].as_array().unwrap() {
            let code = snippet["code"].as_str().unwrap();
            let name = code.split([' ', ':', '\n']).nth(1).unwrap();
            std::fs::write(folder.join(name), code).unwrap();
        }
        let node = r#"import { cardAddress } from "./card-address.mjs";
            const contact = { emails: [{ address: "maria@example.com", verified: true }] };
            console.log(cardAddress({ agent: { id: "agent-9", name: "Ada Ångström" }, conversation: { id: "c-77" }, contact }));"#;
        let python = r#"from card_address import card_address
contact = {"emails": [{"address": "maria@example.com", "verified": True}]}
print(card_address({"id": "agent-9", "name": "Ada Ångström"}, {"id": "c-77"}, contact))"#;
        for (program, file, code) in [("node", "run.mjs", node), ("python3", "run.py", python)] {
            std::fs::write(folder.join(file), code).unwrap();
            let ran =
                Command::new(program).arg(file).current_dir(&folder).env("CONTEXT_CARD_SECRET", &inbox.secret).output();
            let ran = ran.unwrap_or_else(|error| panic!("{program}: {error}"));
            assert!(ran.status.success(), "{program}: {}", String::from_utf8_lossy(&ran.stderr));
            let address = String::from_utf8(ran.stdout).unwrap();
            let page = desk.get(address.trim().strip_prefix(PUBLIC_URL).expect("our address")).await;
            assert!(session(&page).is_some(), "{program}, {signature}: {}", page.text);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_nobody_signs_is_a_hint_and_says_nothing_to_the_proxy() {
    let desk = Desk::open().await;
    let add = ["inbox", "add", "--tenant", &desk.tenant, "--host", "url", "--origin", ORIGIN];
    let inbox = desk.setup().json(&add)["inbox"].as_str().unwrap().to_owned();
    desk.sandbox.clear_log();
    let log = Log::begin();
    for query in [
        "email=maria@example.com&name=Maria&session_id=s&token=crisp-token",
        "email=maria%40example.com&email=b@example.com&phone=%2B447700900142",
        "conversation=%7B%7BpcConversationId%7D%7D&name=Maria%ff%00",
        "scx=v1.k_a.1.0123456789abcdef.e30.00&email=maria@example.com",
    ] {
        let page = desk.get(&format!("/embed/{inbox}?{query}")).await;
        assert_eq!(page.status, StatusCode::OK, "{query}: {}", page.text);
        assert!(page.text.contains(r#""sign_in":{}"#) && page.text.contains("history.replaceState"), "{query}");
        assert_eq!((page.header("referrer-policy"), page.header("cache-control")), ("no-referrer", "no-store"));
        for text in ["maria", "Maria", "447700900142", "crisp-token"] {
            assert!(!page.text.contains(text), "{query}: {text} comes back");
        }
        assert_eq!(session(&page), None);
    }
    let hint = json!({"contacts": [{"emails": ["maria@example.com"]}]});
    assert_eq!(desk.post("/api/card", "", &json!({"hint": hint, "seq": 1})).await.problem(), "session_expired");
    let log = log.end();
    for text in ["maria", "Maria", "447700900142", "crisp-token"] {
        assert!(log.contains("answered") && !log.contains(text), "{text} is in the log");
    }
    assert_eq!(desk.asked(), 0, "without a sign-in nobody is looked up");
}
