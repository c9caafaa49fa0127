//! Each in their own language: the page, the card and the answer in the agent's, the reply in the customer's.

use crate::desk::{Desk, LUMIERE, PUBLIC_URL, UK};
use serde_json::{Value, json};

/// Opens the conversation as an agent of this language.
async fn open(desk: &Desk, email: &str, locale: &str) -> Value {
    let mut claims = desk.claims(json!({"emails": [{"address": email, "verified": true}]}));
    claims["locale"] = locale.into();
    desk.post("/api/card", "", &json!({"token": desk.sign(&claims), "seq": 1})).await.json()
}

fn answer(reply: &Value) -> [String; 2] {
    let answer = &reply["card"]["stores"][0]["found"]["customer"]["answer"];
    ["text", "reply"].map(|part| answer[part].as_str().unwrap_or_else(|| panic!("{reply}")).to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_agent_reads_german_and_the_customer_what_they_speak() {
    let desk = Desk::with_stores(&[LUMIERE]).await;
    let [text, reply] = answer(&open(&desk, "layla@example.ae", "de-AT").await);
    assert!(text.starts_with("ML-2070 vor 7 Tagen"), "{text}");
    assert!(reply.contains('\u{2068}') && reply.contains("طلبك"), "{reply}");
    let [_, reply] = answer(&open(&desk, "jonas.weber@example.de", "fr").await);
    assert!(reply.contains("Bestellung"), "{reply}");
    let [text, reply] = answer(&open(&desk, "emma.laurent@example.fr", "en-GB").await);
    assert!(reply.contains("ommande") && text.is_ascii(), "{text} {reply}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_learns_the_agents_language_with_the_card() {
    let desk = Desk::open().await;
    let reply = open(&desk, "maria@example.com", "ar-EG").await;
    assert_eq!((&reply["speech"]["language"], &reply["speech"]["direction"]), (&json!("ar"), &json!("rtl")));
    let words = reply["speech"]["words"].as_object().unwrap();
    assert!(words.len() > 50 && words["back"] != "Back", "{words:?}");
    assert_eq!(
        open(&desk, "maria@example.com", "en-US").await["speech"],
        Value::Null,
        "the page speaks English already"
    );

    desk.setup().json(&["inbox", "set", "--inbox", &desk.inbox.id, "--locale", "de-DE"]);
    let page = desk.get(&format!("/embed/{}", desk.inbox.id)).await.text;
    assert!(page.contains("<html lang=\"de\" dir=\"ltr\">") && page.contains("Zurück"), "{page}");
    assert_eq!(open(&desk, "maria@example.com", "de-AT").await["speech"], Value::Null);
    assert_eq!(open(&desk, "maria@example.com", "en").await["speech"]["words"]["back"], "Back");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_brings_a_page_that_is_read_from_right_to_left() {
    let desk = Desk::open().await;
    let mut claims = desk.claims(json!({"emails": [{"address": "maria@example.com", "verified": true}]}));
    claims["locale"] = "ar".into();
    let reply = desk.post("/api/tickets", "", &json!({"token": desk.sign(&claims)})).await.json();
    let page = desk.get(reply["url"].as_str().unwrap().strip_prefix(PUBLIC_URL).unwrap()).await.text;
    assert!(page.contains("<html lang=\"ar\" dir=\"rtl\">"), "{page}");
    assert!(page.contains("Maria Sørensen") && page.contains("\u{2068}#1042\u{2069}"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_orders_details_tell_what_happened_to_it() {
    let desk = Desk::with_stores(&[UK]).await;
    let (session, card) = desk.open_conversation("maria@example.com").await;
    let rows = card["stores"][0]["found"]["customer"]["orders"]["rows"].as_array().unwrap().clone();
    let row = rows.iter().find(|row| row["name"] == "#1042").unwrap();
    let order = desk.post("/api/order", &session, &json!({"handle": row["handle"]})).await.json();
    let steps: Vec<_> =
        order["timeline"].as_array().unwrap().iter().map(|step| step["text"].as_str().unwrap()).collect();
    assert_eq!(steps, ["Placed", "£84.00 paid with Shopify Payments", "Shipped with DHL"]);
    assert!(!order.to_string().contains("4242"), "no card data");
}
