//! The pages that need no account, in the language of whoever opens them.

use super::links::link;
use super::{Browser, CLIENT, SECRET, connected, empty, location, path, sees};
use crate::desk::{Desk, PUBLIC_URL, Reply, UK};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use context_card::text::SettingsMessages;
use context_card_sandbox::SandboxApp;
use serde_json::Value;

/// What the pages say in English, and what is said there of connecting.
fn english() -> Vec<String> {
    fn texts(value: &Value, all: &mut Vec<String>) {
        match value {
            Value::Object(map) => map.values().for_each(|value| texts(value, all)),
            Value::String(text) => all.extend(text.split(['{', '}']).map(str::trim).map(str::to_owned)),
            _ => {}
        }
    }
    let english: Value = serde_json::from_str(include_str!("../../../../../www/messages/settings/en.json")).unwrap();
    let mut all = Vec::new();
    texts(&english["pages"], &mut all);
    texts(&english["connect"]["outcome"], &mut all);
    texts(&english["connect"]["reason"], &mut all);
    // A single word may be one of another language too.
    all.retain(|text| text.contains(' '));
    all
}

/// A page that is whole in a language: says so itself, tells whoever keeps answers, and has nothing left of English.
fn speaks(reply: &Reply, language: &str, direction: &str, sentence: &str) {
    sees(reply, &format!("<html lang=\"{language}\" dir=\"{direction}\">"));
    sees(reply, sentence);
    assert_eq!(reply.header("content-language"), language);
    assert_eq!(reply.header("vary"), "accept-language");
    assert!(reply.header("content-type").starts_with("text/html"));
    if language != "en" {
        let left: Vec<_> = english().into_iter().filter(|text| reply.text.contains(text)).collect();
        assert!(left.is_empty(), "{left:?} in {}", reply.text);
    }
}

async fn every_page(language: &'static str, direction: &str, when: &str) {
    let desk = empty().await;
    let says = SettingsMessages::of(language);
    let pages = &says.pages;
    let reads = |reply: &Reply, sentence: &str| speaks(reply, language, direction, sentence);
    let text = |message: &context_card::text::Message| message.text();
    let guest = Browser::speaking(language);

    reads(&guest.get(&desk, "/owner").await, &text(&pages.owner_by_link));
    reads(&guest.get(&desk, "/settings").await, &text(&pages.signed_out));
    let over = guest.post(&desk, "/owner", &[("token", "x")]).await;
    assert_eq!(over.status, StatusCode::GONE);
    reads(&over, &text(&pages.owner_link_over));
    reads(&guest.post(&desk, "/owner", &[]).await, &text(&pages.bad_form));
    let foreign = Request::post("/owner").header("sec-fetch-site", "cross-site").body(Body::empty()).unwrap();
    reads(&guest.send(&desk, foreign).await, &text(&pages.not_from_here));
    reads(&guest.get(&desk, "/settings/stores").await, &text(&pages.not_found));
    reads(&guest.get(&desk, "/embed/i_nobody").await, &text(&pages.no_inbox));
    reads(&guest.get(&desk, "/embed/i_nobody/settings").await, &text(&pages.no_inbox));

    let app = desk.app();
    let owner = desk.owner().await;
    owner.turns_to(language);
    reads(&owner.get(&desk, "/owner").await, &text(&pages.settings));
    let settings = owner.get(&desk, "/settings").await;
    assert_eq!((settings.header("content-language"), settings.header("vary")), (language, "accept-language"));
    sees(&settings, &format!("<noscript><p>{}</p></noscript>", text(&pages.settings_need_script)));

    let token = link(&desk, &owner, &app).await;
    reads(&guest.get(&desk, "/connect").await, &text(&pages.connect_by_link));
    reads(&guest.get(&desk, "/connect/cancelled").await, &text(&pages.cancelled));
    let ours = location(&guest.post(&desk, "/connect", &[("token", &token)]).await);
    let page = guest.get(&desk, &ours).await;
    reads(&page, &text(&pages.confirm_continue));
    reads(&page, says.connect.reason("read_orders"));
    let consent = location(&guest.post(&desk, &ours, &[]).await);
    let denied = guest.get(&desk, path(&desk.sandbox.deny(&consent).unwrap())).await;
    reads(&denied, &says.connect.outcome("denied").what);
    reads(&denied, &text(&pages.failed_again));
    // Dates as the language writes them.
    sees(&denied, when);
    let consent = location(&guest.post(&desk, &ours, &[]).await);
    let done = location(&guest.get(&desk, &desk.approve(&consent)).await);
    let done = guest.get(&desk, &done).await;
    reads(&done, &text(&pages.done_close));
    sees(&done, UK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_german_reads_every_page_in_german() {
    every_page("de", "ltr", ">21.11.2026, 12:00</time> UTC").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_reads_arabic_reads_every_page_from_right_to_left() {
    every_page("ar", "rtl", "(UTC)").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_granted_is_told_in_their_language() {
    let desk = empty().await;
    let app = desk.app();
    let redirect = format!("{PUBLIC_URL}/connect/{app}/callback");
    let scopes = ["read_customers", "read_products"].map(str::to_owned).to_vec();
    desk.sandbox.add_app(SandboxApp { scopes, ..SandboxApp::new(CLIENT, SECRET, &[&redirect]) });
    let owner = desk.owner().await;
    owner.turns_to("ar-EG, en;q=0.4");
    let done = connected(&desk, &owner, &app).await;
    let says = SettingsMessages::of("ar");
    speaks(&done, "ar", "rtl", &says.pages.done_missing.text());
    sees(&done, says.connect.lacks("read_orders"));
}

#[tokio::test(flavor = "multi_thread")]
async fn whose_language_is_not_spoken_here_or_no_language_at_all_reads_english() {
    let desk = Desk::open().await;
    let long = "x-".repeat(20_000);
    for wanted in ["", "sv", "tlh;q=1", "*", "de;q=much", "de;q=0", ";;,,q=1", &long] {
        let page = Browser::speaking(wanted).get(&desk, "/owner").await;
        assert_eq!(page.status, StatusCode::OK, "{wanted}");
        speaks(&page, "en", "ltr", "Sign in as an owner");
        assert!(!page.text.contains("x-x-"), "nothing of the header is on the page");
    }
    speaks(&Browser::speaking("sv, de;q=0.2, fr;q=0.8").get(&desk, "/owner").await, "fr", "ltr", "Se connecter");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_gets_a_problem_in_place_of_a_page() {
    let desk = empty().await;
    for address in ["/settings", "/nowhere"] {
        let reply = desk.get(address).await;
        assert!(reply.header("content-type").starts_with("application/json"), "{address}");
        assert!(["session_expired", "not_found"].contains(&reply.problem().as_str()), "{}", reply.text);
    }
}
