//! The right customer: several contacts, every identifier, numbers without a country, order numbers, and what an inbox lets
//! match. Through the real routes.

use crate::desk::{Desk, LUMIERE, UK, customer};
use axum::http::StatusCode;
use serde_json::{Value, json};

const MARIA: &str = "maria@example.com";
const DANA_PHONE: &str = "+447700900188";

impl Desk {
    /// Opens a conversation with these claims beside the usual ones: session and card.
    pub(crate) async fn open_with(&self, more: &Value) -> (String, Value) {
        let mut claims = self.claims(json!({}));
        for (name, value) in more.as_object().unwrap() {
            claims[name] = value.clone();
        }
        let reply = self.post("/api/card", "", &json!({"token": self.sign(&claims), "seq": 1})).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text);
        let reply = reply.json();
        (reply["session"].as_str().unwrap().to_owned(), reply["card"].clone())
    }

    /// The card of a session, asked for in this way.
    pub(crate) async fn card(&self, session: &str, request: &Value) -> Value {
        let reply = self.post("/api/card", session, request).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text);
        reply.json()["card"].clone()
    }

    pub(crate) fn set_inbox(&self, options: &[&str]) -> Value {
        self.setup().json(&[&["inbox", "set", "--inbox", &self.inbox.id], options].concat())
    }
}

fn verified(address: &str) -> Value {
    json!({"address": address, "verified": true})
}

/// Who a store found, in one word each.
fn found(card: &Value, store: usize) -> String {
    let found = &card["stores"][store]["found"];
    let name = |customer: &Value| customer["name"].as_str().unwrap_or_default().to_owned();
    match found.as_object().and_then(|found| found.keys().next()).map(String::as_str) {
        Some("customer") => name(&found["customer"]),
        Some("several") => found["several"].as_array().unwrap().iter().map(name).collect::<Vec<_>>().join(" or "),
        Some(other) => format!("{other}: {}", found[other]["code"].as_str().unwrap_or_default()),
        None => panic!("{card}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_several_contacts_the_agent_chooses_whom() {
    let desk = Desk::open().await;
    desk.sandbox.clear_log();
    let contacts = json!({"contact": null, "contacts": [
        {"name": "Maria", "emails": [verified(MARIA)]},
        {"emails": [verified("kofi.mensah@example.com")]},
        {"name": "Nobody's customer", "emails": [verified("nobody@example.com")]},
    ]});
    let (session, card) = desk.open_with(&contacts).await;
    assert_eq!(card["people"], json!(["Maria", "kofi.mensah@example.com", "Nobody's customer"]));
    assert_eq!((&card["person"], &card["stores"]), (&Value::Null, &json!([])), "nobody is chosen for the agent");
    assert_eq!(desk.asked(), 0, "and nobody is looked up");
    for (person, expected) in
        [(0, "Maria Sørensen"), (1, "Kofi Mensah"), (2, "nothing: no_match"), (0, "Maria Sørensen")]
    {
        let card = desk.card(&session, &json!({"person": person, "seq": 2})).await;
        assert_eq!((found(&card, 0).as_str(), &card["person"]), (expected, &json!(person)));
        assert_eq!(card["people"].as_array().unwrap().len(), 3, "the others can still be chosen");
    }
    assert_eq!(desk.asked(), 3, "each was asked for alone");
    let reply = desk.post("/api/card", &session, &json!({"person": 3, "seq": 3})).await;
    assert_eq!((reply.problem().as_str(), &reply.json()["problem"]["field"]), ("bad_request", &json!("person")));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_looked_at_is_recorded_of_the_chosen_contact_only() {
    let desk = Desk::open().await;
    let contacts = json!({"contact": null, "contacts": [
        {"emails": [verified(MARIA)]}, {"emails": [verified("kofi.mensah@example.com")]}]});
    let (session, _) = desk.open_with(&contacts).await;
    let entries = || desk.setup().json(&["access", "export", "--tenant", &desk.tenant])["entries"].clone();
    assert_eq!(entries(), json!([]));
    desk.card(&session, &json!({"person": 1, "seq": 2})).await;
    let entries = entries();
    assert_eq!((entries.as_array().unwrap().len(), &entries[0]["what"]), (1, &json!("seen")));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_four_identifiers_come_in_one_request_and_the_rest_on_demand() {
    let desk = Desk::open().await;
    let strangers: Vec<_> = (0..5).map(|n| verified(&format!("stranger{n}@example.com"))).collect();
    let emails: Vec<_> = strangers.into_iter().chain([verified(MARIA)]).collect();
    desk.sandbox.clear_log();
    let (session, card) = desk.open_with(&json!({"contact": {"emails": emails}})).await;
    assert_eq!((found(&card, 0).as_str(), &card["rest"]), ("nothing: no_match", &json!("Look up 2 more addresses")));
    assert_eq!(desk.asked(), 1);
    let card = desk.card(&session, &json!({"all": true, "seq": 2})).await;
    assert_eq!((found(&card, 0).as_str(), &card["rest"]), ("Maria Sørensen", &Value::Null));
    assert_eq!(desk.asked(), 2, "the first four are known already");
    let matched = &customer(&card, 0)["matched"];
    assert_eq!((&matched["by"], &matched["value"]), (&json!("email"), &json!(MARIA)));
}

#[tokio::test(flavor = "multi_thread")]
async fn where_a_further_request_fails_nobody_found_is_a_failure() {
    let desk = Desk::open().await;
    let emails: Vec<_> = (0..6).map(|n| verified(&format!("stranger{n}@example.com"))).collect();
    let (session, card) = desk.open_with(&json!({"contact": {"emails": emails}})).await;
    assert_eq!(found(&card, 0), "nothing: no_match");
    desk.sandbox.fault(UK, context_card_sandbox::Fault::InternalError, 9);
    let card = desk.card(&session, &json!({"all": true, "seq": 2})).await;
    assert!(found(&card, 0).starts_with("failed: "), "{}", found(&card, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_without_a_country_is_read_in_each_stores_own() {
    let desk = Desk::with_stores(&[UK, LUMIERE]).await;
    // Maria's in Britain; in France ten digits with a zero are a number too, but nobody's.
    let (_, card) =
        desk.open_with(&json!({"contact": {"phones": [{"number": "07700 900142", "verified": true}]}})).await;
    assert_eq!((card["stores"][0]["shop"].as_str(), found(&card, 0).as_str()), (Some(UK), "Maria Sørensen"));
    assert!(found(&card, 1).starts_with("nothing: "), "{}", found(&card, 1));
    let (_, card) = desk.open_with(&json!({"contact": {"phones": ["06 39 98 00 11"]}})).await;
    assert_eq!(card["stores"][0]["shop"], LUMIERE, "who knows the contact comes first");
    assert_eq!(customer(&card, 0)["matched"]["grade"], "unverified");
}

/// A guest's order, with a phone and no e-mail: nothing but its number finds it.
fn by_phone(name: &str, phone: &str) -> Value {
    json!({"name": name, "placed": "-2d 10:00", "phone": phone, "lines": [{"sku": "MUG-ECR", "quantity": 1}],
        "gateway": "shopify_payments"})
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_number_opens_the_contacts_own_order_and_no_other() {
    let desk = Desk::open().await;
    assert!(desk.sandbox.add_order(UK, by_phone("#7001", "+447700900777")));
    assert!(desk.sandbox.add_order(UK, by_phone("#7002", "+447700900778")));
    let conversation = |number: &str, phone: &str| json!({"conversation": {"id": "c-1", "order_numbers": [number]}, "contact": {"phones": [{"number": phone, "verified": true}]}});
    desk.sandbox.clear_log();
    let (_, card) = desk.open_with(&conversation("7001", "+447700900777")).await;
    let guest = customer(&card, 0);
    assert_eq!(
        (&guest["matched"]["by"], &guest["orders"]["rows"][0]["name"]),
        (&json!("order_number"), &json!("#7001"))
    );
    assert_eq!(desk.asked(), 1, "in the same request");
    // Somebody else's number: it might as well not exist.
    let (_, theirs) = desk.open_with(&conversation("#7002", "+447700900777")).await;
    let (_, nobodys) = desk.open_with(&conversation("#9999999", "+447700900777")).await;
    for mut card in [theirs, nobodys] {
        card["stores"][0]["as_of"] = json!(0);
        assert_eq!((found(&card, 0).as_str(), &card["hints"]), ("nothing: no_match", &Value::Null));
        assert!(["7002", "900778", "9999999"].iter().all(|other| !card.to_string().contains(other)), "{card}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_of_an_account_is_shown_alone_where_only_its_own_address_is_the_contacts() {
    let desk = Desk::open().await;
    let mut order = by_phone("#7003", DANA_PHONE);
    order["customer"] = json!("maria");
    order["email"] = json!("gift@example.com");
    assert!(desk.sandbox.add_order(UK, order));
    let (_, card) = desk
        .open_with(&json!({"conversation": {"order_numbers": ["7003"]}, "contact": {"emails": [verified("gift@example.com")]}}))
        .await;
    let shown = customer(&card, 0);
    assert_eq!(shown["matched"]["by"], "order_number");
    assert_eq!(shown["orders"]["rows"].as_array().unwrap().len(), 1);
    assert_eq!((&shown["handle"], &shown["guest"]), (&Value::Null, &Value::Null), "neither the account nor a guest");
    assert!(!card.to_string().contains(MARIA), "whose account it is stays hers");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_finds_nobody_by_itself_is_offered_as_a_search_where_agents_may_search() {
    let desk = Desk::open().await;
    let conversation = json!({"conversation": {"order_numbers": ["#1045", "1042"]}, "contact": {"emails": [verified(MARIA)],
        "social": [{"network": "instagram", "username": "@maria.s"}]}});
    let (_, card) = desk.open_with(&conversation).await;
    assert_eq!((&card["hints"], &card["search"]), (&Value::Null, &Value::Null));
    desk.set_inbox(&["--reach", "search"]);
    let (_, card) = desk.open_with(&conversation).await;
    let rows = customer(&card, 0)["orders"]["rows"].as_array().unwrap();
    assert!(rows.iter().any(|row| row["name"] == "#1042"), "her own is on the card already");
    let hints: Vec<_> = card["hints"].as_array().unwrap().iter().map(|hint| hint["query"].as_str().unwrap()).collect();
    assert_eq!(hints, ["1045", "maria.s"]);
    assert_eq!((&card["hints"][0]["text"], &card["search"]), (&json!("Search for order 1045"), &json!(true)));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_inbox_says_what_may_match_and_the_card_says_why_nobody_was_looked_up() {
    let desk = Desk::open().await;
    let by_email = |sure: bool| json!({"contact": {"emails": [{"address": MARIA, "verified": sure}]}});
    let by_phone = |sure: bool| json!({"contact": {"phones": [{"number": "+447700900142", "verified": sure}]}});
    for (options, contact, expected) in [
        (&["--match-email", "verified"][..], by_email(false), "not_verified"),
        (&[], by_email(true), "Maria Sørensen"),
        (&[], by_phone(false), "Maria Sørensen"),
        (&["--match-email", "off"], by_email(true), "matching_off"),
        (&["--match-phone", "off"], by_phone(true), "matching_off"),
        (&["--unverified", "yes"], by_email(true), "matching_off"),
        (&["--match-email", "all", "--match-phone", "all"], by_email(false), "Maria Sørensen"),
        (&["--unverified", "no"], by_phone(false), "not_verified"),
        (&[], by_phone(true), "Maria Sørensen"),
    ] {
        if !options.is_empty() {
            desk.set_inbox(options);
        }
        desk.sandbox.clear_log();
        let (_, card) = desk.open_with(&contact).await;
        match card["notice"]["code"].as_str() {
            Some(code) => assert_eq!((code, desk.asked()), (expected, 0), "{options:?} {contact}"),
            None => assert_eq!(found(&card, 0), expected, "{options:?} {contact}"),
        }
    }
    let said = desk.set_inbox(&["--match-email", "verified", "--match-phone", "off"]);
    assert_eq!((&said["match_email"], &said["match_phone"]), (&json!("verified"), &json!("off")));
    assert_eq!(said["unverified"], json!(false));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_customers_are_a_choice_with_the_reasons() {
    let desk = Desk::open().await;
    let (_, card) = desk
        .open_with(
            &json!({"contact": {"emails": [verified(MARIA)], "phones": [{"number": DANA_PHONE, "verified": false}]}}),
        )
        .await;
    assert_eq!(found(&card, 0), "Maria Sørensen or Dana Price");
    let reasons = card["stores"][0]["found"]["several"].as_array().unwrap();
    let reasons: Vec<_> = reasons.iter().map(|one| one["matched"]["text"].as_str().unwrap()).collect();
    assert_eq!(reasons, ["matched by e-mail", "matched by phone, not verified"]);
}
