//! Agents sign in at the organisation's provider: the way there and back, who may, and everything that a provider, a browser or
//! somebody between them may do wrong. Every refusal has its reason in the log, and none in the page.

use crate::connect::{Browser, location, sees};
use crate::desk::{Desk, PUBLIC_URL, Reply, browser};
use crate::issuer::{Fault, Issuer};
use crate::log;
use crate::settings::{admin_session, as_owner, owner_cookie, read};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use context_card::auth::CODE_LIFE;
use serde_json::{Value, json};
use url::Url;

const PROVIDER: &str = "/api/settings/provider";
const CALLBACK: &str = "/sign-in/callback";

struct Helpdesk {
    desk: Desk,
    inbox: String,
    issuer: Issuer,
    owner: String,
}

impl std::ops::Deref for Helpdesk {
    type Target = Desk;

    fn deref(&self) -> &Desk {
        &self.desk
    }
}

fn unsigned(desk: &Desk, tenant: &str) -> String {
    let add = ["inbox", "add", "--tenant", tenant, "--host", "chatwoot", "--origin", "https://chat.example"];
    let inbox = desk.setup().json(&add)["inbox"].as_str().unwrap().to_owned();
    desk.setup().json(&["inbox", "set", "--inbox", &inbox, "--reach", "search"]);
    inbox
}

impl Helpdesk {
    /// One whose provider has the client's secret, and lets in who has an address at inbox.example.
    async fn open() -> Self {
        log::keep();
        let desk = Desk::open().await;
        let inbox = unsigned(&desk, &desk.tenant);
        let app = desk.app.clone();
        let issuer = Issuer::start(move || app.clock.unix()).await;
        let owner = owner_cookie(&desk).await;
        let helpdesk = Self { desk, inbox, issuer, owner };
        let set = helpdesk.set(&json!({"domains": ["inbox.example"]}), &json!({"new": "hu+sh"})).await;
        assert_eq!(set.status, StatusCode::OK, "{}", set.text);
        helpdesk
    }

    async fn set(&self, more: &Value, secret: &Value) -> Reply {
        let mut set = json!({"label": "Acme", "issuer": self.issuer.address, "client_id": "client-1"});
        for (name, value) in more.as_object().unwrap() {
            set[name] = value.clone();
        }
        as_owner(self, &self.owner, "PUT", PROVIDER, &json!({"set": set, "secret": secret})).await
    }

    async fn begins(&self, who: &Browser) -> Reply {
        who.get(self, &format!("/sign-in/{}", self.inbox)).await
    }

    /// From the card to the provider, where they say yes: the address that they are sent back to.
    async fn there(&self, who: &Browser) -> String {
        let to = location(&self.begins(who).await);
        // Installs the library for TLS, where nobody has yet.
        drop(browser());
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build().unwrap();
        let answer = client.get(to).send().await.unwrap();
        let back = answer.headers()["location"].to_str().unwrap();
        back.strip_prefix(PUBLIC_URL).expect("our address").to_owned()
    }

    /// The whole way: the page at its end.
    async fn way(&self, who: &Browser) -> Reply {
        let begun = self.begins(who).await;
        if begun.status != StatusCode::SEE_OTHER {
            return begun;
        }
        let back = self.there(who).await;
        who.get(self, &back).await
    }

    async fn types_in(&self, inbox: &str, code: &str) -> Reply {
        Browser::default().call(self, "POST", "/api/sign-in/code", &json!({"inbox": inbox, "code": code})).await
    }

    async fn types(&self, code: &str) -> Reply {
        self.types_in(&self.inbox, code).await
    }
}

/// The code on the page at the end.
fn code(page: &Reply) -> String {
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    page.text.split_once("data-code>").unwrap().1.split_once('<').unwrap().0.to_owned()
}

/// Nobody was signed in: this page, and this in the log under the reference that the page names.
fn refused(page: &Reply, status: StatusCode, sentence: &str, reason: &str) {
    assert_eq!(page.status, status, "{reason}: {}", page.text);
    sees(page, sentence);
    assert!(!page.text.contains("data-code") && page.header("set-cookie").is_empty(), "{reason}");
    assert_eq!(page.header("cross-origin-opener-policy"), "same-origin");
    let (_, rest) = page.text.split_once("class=\"ref\"").unwrap_or_else(|| panic!("no reference: {}", page.text));
    let reference = rest.split_once("<code>").unwrap().1.split_once('<').unwrap().0;
    assert!(reference.len() >= 10, "{reference}");
    let lines = log::lines_with(reference);
    assert_eq!(lines.len(), 1, "{reference}: {lines:?}");
    assert!(lines[0].contains(reason), "{reason}: {lines:?}");
    for personal in ["Ada", "u-9", "inbox.example", "elsewhere.example"] {
        assert!(!lines[0].contains(personal), "{personal}: {lines:?}");
    }
}

fn anew(page: &Reply, reason: &str) {
    refused(page, StatusCode::UNAUTHORIZED, "Signing in did not work", reason);
}

fn unusable(page: &Reply, reason: &str) {
    refused(page, StatusCode::BAD_GATEWAY, "provider can't be used", reason);
}

fn not_allowed(page: &Reply, reason: &str) {
    refused(page, StatusCode::FORBIDDEN, "you may not see customers here", reason);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_of_an_allowed_domain_signs_in_with_a_code_of_ours() {
    let desk = Helpdesk::open().await;
    let ada = Browser::default();
    let page = desk.way(&ada).await;
    sees(&page, "You are signed in");
    assert_eq!(page.header("cross-origin-opener-policy"), "unsafe-none", "else the card could not hear of the code");
    assert!(page.header("content-security-policy").contains("frame-ancestors 'none'"));
    assert_eq!(page.header("cache-control"), "no-store");
    assert!(ada.cookies().is_empty(), "nothing of it is kept");
    let code = code(&page);
    let started = desk.types(&code).await;
    assert_eq!(started.status, StatusCode::OK, "{}", started.text);
    let session = started.json();
    assert_eq!(session["agent"], json!({"id": "u-9", "name": "Ada Lovelace", "role": "agent"}));
    let session = session["session"].as_str().unwrap();
    let hint = json!({"conversation": "7", "contacts": [{"emails": ["maria@example.com"]}]});
    let opened = desk.post("/api/card", session, &json!({"hint": hint, "seq": 1})).await;
    assert_eq!(opened.status, StatusCode::OK, "{}", opened.text);
    sees(&opened, "Maria");
    let list = read(&desk, &admin_session(&desk).await, &format!("/api/settings/agents?inbox={}", desk.inbox)).await;
    assert_eq!((&list["agents"][0]["name"], &list["agents"][0]["way"]), (&json!("Ada Lovelace"), &json!("provider")));
    let embedded = desk.get(&format!("/embed/{}", desk.inbox)).await;
    assert!(embedded.text.contains(r#""sign_in":{"provider":"Acme"}"#));
    // And what vouches for somebody in the inbox vouches for them twelve hours long.
    let cookie = started.header("set-cookie");
    assert!(cookie.contains("Max-Age=43200") && cookie.contains("SameSite=None; Partitioned"), "{cookie}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_code_at_the_end_holds_once_for_ten_minutes_in_its_own_inbox() {
    let desk = Helpdesk::open().await;
    let ada = Browser::default();
    let used = code(&desk.way(&ada).await);
    assert_eq!(desk.types(&used).await.status, StatusCode::OK);
    assert_eq!(desk.types(&used).await.problem(), "code_refused", "once");
    let other = unsigned(&desk, &desk.tenant);
    let neighbours = unsigned(&desk, &desk.neighbour());
    let old = code(&desk.way(&ada).await);
    for inbox in [&other, &neighbours] {
        assert_eq!(desk.types_in(inbox, &old).await.problem(), "code_refused", "it is another inbox's");
    }
    desk.wait(CODE_LIFE);
    assert_eq!(desk.types(&old).await.problem(), "code_refused", "ten minutes");
    let good = code(&desk.way(&ada).await);
    desk.wait(CODE_LIFE - 1);
    assert_eq!(desk.types(&good).await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_way_there_asks_for_what_it_needs() {
    let desk = Helpdesk::open().await;
    let to = Url::parse(&location(&desk.begins(&Browser::default()).await)).unwrap();
    let of = |name: &str| to.query_pairs().find(|(key, _)| key == name).unwrap().1.into_owned();
    assert_eq!((&*of("client_id"), &*of("response_type"), &*of("tenant")), ("client-1", "code", "acme"));
    assert_eq!((&*of("code_challenge_method"), of("code_challenge").len()), ("S256", 43));
    assert_eq!((&*of("scope"), of("redirect_uri")), ("openid profile email", format!("{PUBLIC_URL}{CALLBACK}")));
    assert_eq!((of("state").len(), of("nonce").len()), (43, 43));
    let again = Url::parse(&location(&desk.begins(&Browser::default()).await)).unwrap();
    for (name, value) in again.query_pairs() {
        let is_new = ["state", "nonce", "code_challenge"].contains(&&*name);
        assert_eq!(of(&name) != value, is_new, "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_browser_that_began_may_end_it_and_only_in_time() {
    let desk = Helpdesk::open().await;
    let ada = Browser::default();
    let back = desk.there(&ada).await;
    let none = "keeps no sign-in that began here";
    anew(&Browser::default().get(&desk, &back).await, none);
    anew(&Browser::default().get(&desk, CALLBACK).await, none);
    let state = "the state is not the one";
    anew(&ada.get(&desk, &back.replace("state=", "state=x")).await, state);
    anew(&ada.get(&desk, CALLBACK).await, state);
    anew(&ada.get(&desk, &format!("{back}&state=x")).await, "not as specified");
    let bob = Browser::default();
    let bobs = desk.there(&bob).await;
    anew(&ada.get(&desk, &bobs).await, state);
    // Whatever the provider may say of the person stays out of the log.
    let (_, mine) = back.split_once("state=").unwrap();
    let no = ada.get(&desk, &format!("{CALLBACK}?error=access_denied&error_description=Ada&state={mine}")).await;
    anew(&no, "said no: access_denied");
    let no = ada.get(&desk, &format!("{CALLBACK}?error=Ada+Lovelace&state={mine}")).await;
    anew(&no, "said no: without a reason");
    desk.wait(10 * 60);
    anew(&ada.get(&desk, &back).await, none);
    desk.wait(-1);
    sees(&ada.get(&desk, &back).await, "You are signed in");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_providers_code_counts_once_and_for_the_browser_whose_proof_it_was_given_for() {
    let desk = Helpdesk::open().await;
    // Bob's code, put into Ada's way: her state, another's code.
    let (ada, bob) = (Browser::default(), Browser::default());
    let (adas, bobs) = (desk.there(&ada).await, desk.there(&bob).await);
    let of = |back: &str, name: &str| {
        let url = Url::parse(&format!("{PUBLIC_URL}{back}")).unwrap();
        url.query_pairs().find(|(key, _)| key == name).unwrap().1.into_owned()
    };
    let injected = format!("{CALLBACK}?code={}&state={}", of(&bobs, "code"), of(&adas, "state"));
    anew(&ada.get(&desk, &injected).await, "did not take the code: invalid_grant");
    // A code that was traded already, by a browser that kept what it should have forgotten.
    let cookie = ada.cookies().join("; ");
    code(&ada.get(&desk, &adas).await);
    let again = Request::get(&adas).header("cookie", cookie).header("accept", "text/html");
    let again = desk.send(again.body(Body::empty()).unwrap()).await;
    anew(&again, "did not take the code: invalid_grant");
    // The answer of somebody else than who was asked.
    let back = desk.there(&ada).await;
    anew(&ada.get(&desk, &format!("{back}&iss=https%3A%2F%2Fevil.example")).await, "another issuer");
    let named = format!("{back}&iss={}", desk.issuer.address);
    code(&ada.get(&desk, &named).await);
    // Meanwhile the organisation has gone to another provider.
    let back = desk.there(&ada).await;
    let elsewhere = Issuer::start(|| 0).await;
    let set = desk.set(&json!({"issuer": elsewhere.address, "domains": ["inbox.example"]}), &json!("none")).await;
    assert_eq!(set.status, StatusCode::OK, "{}", set.text);
    anew(&ada.get(&desk, &back).await, "another issuer");
    assert_eq!(elsewhere.proof(), None, "and it has learned nothing of the code");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_secret_goes_to_the_provider_in_the_header_and_a_public_client_has_none() {
    let desk = Helpdesk::open().await;
    code(&desk.way(&Browser::default()).await);
    // client-1:hu%2Bsh
    assert_eq!(desk.issuer.proof().as_deref(), Some("Basic Y2xpZW50LTE6aHUlMkJzaA=="));
    desk.set(&json!({"domains": ["inbox.example"]}), &json!("none")).await;
    code(&desk.way(&Browser::default()).await);
    assert_eq!(desk.issuer.proof().as_deref(), Some("client-1"));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_in_no_allowed_domain_or_group_is_told_so() {
    let desk = Helpdesk::open().await;
    let way = async || desk.way(&Browser::default()).await;
    desk.issuer.says("email", json!("ada@elsewhere.example"));
    not_allowed(&way().await, "in no allowed domain");
    desk.issuer.says("email", json!("ada@inbox.example"));
    desk.issuer.says("email_verified", json!(false));
    not_allowed(&way().await, "has not verified their e-mail address");
    desk.issuer.says("email_verified", Value::Null);
    not_allowed(&way().await, "has not verified their e-mail address");
    for (groups, is_in) in [(json!(["support"]), true), (json!(["others", "Support"]), false)] {
        let set = desk.set(&json!({"claim": "groups", "groups": groups}), &json!("keep")).await;
        assert_eq!(set.status, StatusCode::OK, "{}", set.text);
        let page = way().await;
        if is_in {
            code(&page);
        } else {
            not_allowed(&page, "in no allowed group");
        }
    }
    let both = json!({"claim": "groups", "groups": ["support"], "domains": ["inbox.example"]});
    desk.set(&both, &json!("keep")).await;
    not_allowed(&way().await, "has not verified their e-mail address");
    desk.issuer.says("email_verified", json!(true));
    code(&way().await);
    desk.issuer.says("groups", json!([]));
    not_allowed(&way().await, "in no allowed group");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_word_of_the_provider_that_does_not_hold_signs_nobody_in() {
    let desk = Helpdesk::open().await;
    for (fault, reason) in [
        (Fault::WrongNonce, "nonce is not the one"),
        (Fault::WrongAudience, "audience (aud, azp) is another"),
        (Fault::WrongIssuer, "issuer (iss) is another"),
        (Fault::Expired, "it has expired"),
        (Fault::Early, "made in the future"),
        (Fault::OtherKey, "signature is wrong"),
        (Fault::NoSignature, "algorithm is none that is checked with a public key"),
        (Fault::Secret, "algorithm is none that is checked with a public key"),
        (Fault::NoIdToken, "there is none"),
    ] {
        desk.issuer.does(fault);
        anew(&desk.way(&Browser::default()).await, reason);
    }
    desk.issuer.does(Fault::None);
    code(&desk.way(&Browser::default()).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_leads_elsewhere_or_says_too_much_is_not_used() {
    let desk = Helpdesk::open().await;
    for (fault, reason) in [
        (Fault::OtherIssuer, "names another issuer"),
        (Fault::HttpKeys, "not https, or not public"),
        (Fault::PrivateKeys, "not https, or not public"),
        (Fault::PrivateToken, "not https, or not public"),
        (Fault::PrivateSignIn, "not https, or not public"),
        (Fault::Redirect, "discovery document can't be had: the answer is a redirect"),
        (Fault::KeysRedirect, "keys can't be had: the answer is a redirect"),
        (Fault::TokenRedirect, "token can't be had: the answer is a redirect"),
        (Fault::Huge, "discovery document can't be had: the answer is larger"),
        (Fault::HugeKeys, "keys can't be had: the answer is larger"),
        (Fault::Garbage, "discovery document can't be had: the answer is none"),
    ] {
        desk.issuer.does(fault);
        unusable(&desk.way(&Browser::default()).await, reason);
    }
    desk.issuer.does(Fault::None);
    code(&desk.way(&Browser::default()).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_people_read_of_it_is_in_their_language() {
    let desk = Helpdesk::open().await;
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../www/messages/settings");
    let mut seen = Vec::new();
    for language in ["ar", "de", "en", "es", "fr", "it", "ja", "nl", "pl", "pt-BR"] {
        let words = std::fs::read_to_string(format!("{folder}/{language}.json")).unwrap();
        let words: Value = serde_json::from_str(&words).unwrap();
        let who = Browser::speaking(language);
        desk.issuer.does(Fault::None);
        let done = desk.way(&who).await;
        desk.issuer.does(Fault::Expired);
        let anew = desk.way(&who).await;
        desk.issuer.does(Fault::Redirect);
        let unusable = desk.way(&who).await;
        desk.issuer.does(Fault::None);
        desk.issuer.says("email_verified", json!(false));
        let not_allowed = desk.way(&who).await;
        desk.issuer.says("email_verified", json!(true));
        for (page, names) in [
            (done, &["provider_done", "provider_closes", "provider_type"][..]),
            (anew, &["sign_in_anew"]),
            (unusable, &["sign_in_unusable"]),
            (not_allowed, &["sign_in_not_allowed"]),
        ] {
            for name in names {
                let sentence = words["pages"][name].as_str().unwrap();
                sees(&page, sentence);
                assert!(!seen.contains(&sentence.to_owned()), "{language} says it as another: {sentence}");
                seen.push(sentence.to_owned());
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_option_no_issuer_on_this_machine_is_asked() {
    let desk = Helpdesk::open().await;
    let strict = desk.strict().await;
    let page = Browser::default().get(&strict, &format!("/sign-in/{}", desk.inbox)).await;
    unusable(&page, "discovery document can't be had: the address is not https, or not public");
    let set =
        json!({"label": "Acme", "issuer": desk.issuer.address, "client_id": "client-1", "domains": ["a.example"]});
    let owner = owner_cookie(&strict).await;
    let kept = as_owner(&strict, &owner, "PUT", PROVIDER, &json!({"set": set, "secret": "none"})).await;
    assert_eq!(kept.json()["problem"]["field"], "issuer");
    // Nor by a name that leads there.
    let set =
        json!({"label": "Acme", "issuer": "https://localhost:1", "client_id": "client-1", "domains": ["a.example"]});
    let kept = as_owner(&strict, &owner, "PUT", PROVIDER, &json!({"set": set, "secret": "none"})).await;
    assert_eq!(kept.json()["problem"]["field"], "issuer", "{}", kept.text);
    let lines = log::lines_with("an owner named a provider that can't be used");
    let reason = "discovery document can't be had: the address is not https, or not public";
    assert!(lines.iter().any(|line| line.contains(reason)), "{lines:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_hears_at_once_of_an_issuer_that_does_not_answer_as_one() {
    let desk = Helpdesk::open().await;
    let elsewhere = Issuer::start(|| 0).await;
    elsewhere.does(Fault::OtherIssuer);
    for issuer in [elsewhere.address.as_str(), "http://127.0.0.1:9"] {
        let refused = desk.set(&json!({"issuer": issuer, "domains": ["a.example"]}), &json!("none")).await;
        assert_eq!(
            (refused.status, &refused.json()["problem"]["field"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!("issuer"))
        );
    }
    // What is there stays, and may be changed in other ways while its provider is away.
    let opened = read(&desk, &admin_session(&desk).await, PROVIDER).await;
    assert_eq!(opened["provider"]["issuer"], desk.issuer.address);
    desk.issuer.does(Fault::OtherIssuer);
    let changed = desk.set(&json!({"domains": ["b.example"]}), &json!("keep")).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn neither_end_of_the_way_is_framed_and_other_inboxes_have_none() {
    let desk = Helpdesk::open().await;
    let signed = desk.desk.inbox.id.clone();
    let neighbours = unsigned(&desk, &desk.neighbour());
    let paused = unsigned(&desk, &desk.tenant);
    desk.setup().json(&["inbox", "set", "--inbox", &paused, "--active", "no"]);
    for inbox in [signed.as_str(), neighbours.as_str(), paused.as_str(), "i_nobody", "x"] {
        let page = Browser::default().get(&desk, &format!("/sign-in/{inbox}")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{inbox}");
    }
    let ada = Browser::default();
    let back = desk.there(&ada).await;
    for dest in ["iframe", "frame", "embed", "object", "empty"] {
        for path in [&format!("/sign-in/{}", desk.inbox), &back] {
            let request = Request::get(path).header("sec-fetch-dest", dest).header("cookie", ada.cookies().join("; "));
            let request = request.header("accept", "text/html").body(Body::empty()).unwrap();
            assert_eq!(desk.send(request).await.status, StatusCode::FORBIDDEN, "{dest} {path:.20}");
        }
    }
    code(&ada.get(&desk, &back).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_owners_set_it_and_what_it_cant_be_is_said() {
    let desk = Helpdesk::open().await;
    let admin = admin_session(&desk).await;
    let opened = read(&desk, &admin, PROVIDER).await;
    assert_eq!((&opened["provider"]["label"], &opened["has_secret"]), (&json!("Acme"), &json!(true)));
    assert_eq!(opened["redirect_url"], format!("{PUBLIC_URL}{CALLBACK}"));
    assert!(!opened.to_string().contains("hu+sh"));
    let kept = desk.setup().kept();
    assert!(!kept.windows(5).any(|window| window == b"hu+sh"));
    let set = json!({"set": opened["provider"], "secret": "keep"});
    assert_eq!(desk.call("PUT", PROVIDER, &admin, &set).await.problem(), "not_allowed");
    assert_eq!(desk.call("DELETE", PROVIDER, &admin, &Value::Null).await.problem(), "not_allowed");
    for (more, field) in [
        (json!({"issuer": "http://issuer.example", "domains": ["a.example"]}), "issuer"),
        (json!({"issuer": "https://10.0.0.1", "domains": ["a.example"]}), "issuer"),
        (json!({"issuer": "https://issuer.example/?x", "domains": ["a.example"]}), "issuer"),
        (json!({"label": " ", "domains": ["a.example"]}), "label"),
        (json!({"client_id": "", "domains": ["a.example"]}), "client_id"),
        (json!({}), "domains"),
        (json!({"domains": ["example"]}), "domains"),
        (json!({"groups": ["support"]}), "claim"),
    ] {
        let refused = desk.set(&more, &json!("none")).await;
        assert_eq!(
            (refused.status, &refused.json()["problem"]["field"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!(field)),
            "{more}"
        );
    }
    let other = desk.set(&json!({"client_id": "client-2", "domains": ["a.example"]}), &json!("keep")).await;
    assert_eq!(other.json()["problem"]["field"], "secret", "it belongs to the other client");
    let removed = as_owner(&desk, &desk.owner, "DELETE", PROVIDER, &Value::Null).await;
    assert_eq!((removed.status, removed.json()["provider"].clone()), (StatusCode::OK, Value::Null));
    assert_eq!(as_owner(&desk, &desk.owner, "DELETE", PROVIDER, &Value::Null).await.problem(), "not_found", "once");
    assert_eq!(desk.begins(&Browser::default()).await.status, StatusCode::NOT_FOUND);
    let embedded = desk.get(&format!("/embed/{}", desk.inbox)).await;
    assert!(!embedded.text.contains("Acme"));
    let told = as_owner(&desk, &desk.owner, "GET", "/api/settings/changes", &Value::Null).await.json();
    assert_eq!(told["changes"][0]["what"], "Removed the provider Acme");
    assert_eq!(told["changes"][1]["what"], "Set the provider Acme, where agents sign in");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_sets_it_too() {
    let desk = Desk::in_real_time().await;
    let tenant = ["--tenant", desk.tenant.as_str()];
    let base =
        ["provider", "set", "--label", "Acme", "--client-id", "client-1", "--domain", "Inbox.Example,@b.example"];
    let public = ["--issuer", "https://issuer.example"];
    let with = |more: &[&'static str]| [&base[..], &tenant[..], more].concat();
    let made = desk.setup().json_with(&with(&[&public[..], &["--client-secret-stdin"]].concat()), "hu+sh\n");
    assert_eq!(made["secret"], true);
    assert_eq!(made["domains"], json!(["inbox.example", "b.example"]));
    let shown = desk.setup().json(&[&["provider", "show"][..], &tenant].concat());
    assert_eq!((&shown["issuer"], &shown["client_id"]), (&json!("https://issuer.example"), &json!("client-1")));
    assert!(!shown.to_string().contains("hu+sh"));
    for (more, option) in [
        (vec!["--issuer", "http://127.0.0.1:9"], "--issuer"),
        (vec!["--issuer", "https://issuer.example", "--group", "support"], "--claim"),
    ] {
        let refused = desk.setup().run(&with(&more), "");
        let line = String::from_utf8(refused.stderr).unwrap();
        assert!(!refused.status.success() && line.contains(option), "{line}");
    }
    let none = desk.setup().run(&with(&[&public[..], &["--client-secret-stdin"]].concat()), "");
    assert!(!none.status.success(), "a secret that was announced and did not come");
    let local = with(&["--issuer", "http://127.0.0.1:9", "--allow-loopback-issuer"]);
    assert_eq!(desk.setup().json(&local)["secret"], false);
    let removed = desk.setup().json(&[&["provider", "remove"][..], &tenant].concat());
    assert_eq!(removed["removed"], true);
    let changes = desk
        .setup()
        .behind("SELECT what FROM changes WHERE made_by = 'command-line' AND what LIKE 'provider%' ORDER BY at, what");
    assert_eq!(changes.len(), 3, "{changes:?}");
    desk.setup().json_with(&with(&[&public[..], &["--client-secret-stdin"]].concat()), "hu+sh\n");
    // Last: who reads its files takes SQLite's locks away from this process.
    assert!(!desk.setup().kept().windows(5).any(|window| window == b"hu+sh"));
}
