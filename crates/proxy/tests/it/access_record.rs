//! Which agent saw which customer of which store, when.

use crate::desk::{Desk, LUMIERE, UK, customer};
use serde_json::{Value, json};

impl Desk {
    fn record(&self) -> Vec<Value> {
        let export = ["access", "export", "--tenant", &self.tenant];
        self.setup().json(&export)["entries"].as_array().unwrap().clone()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_customer_that_an_agent_sees_is_recorded() {
    let desk = Desk::open().await;
    desk.open_conversation("maria@example.com").await;
    let record = desk.record();
    assert_eq!(record.len(), 1);
    let entry = &record[0];
    assert_eq!((&entry["agent"], &entry["shop"]), (&json!("agent-9"), &json!(UK)));
    assert_eq!((&entry["inbox"], &entry["at"]), (&json!(desk.inbox.id), &json!("2026-11-21T12:00:00Z")));
    assert!(entry["subject"].as_str().unwrap().starts_with("gid://shopify/Customer/"));
    assert!(!entry.to_string().to_lowercase().contains("maria"), "never what was seen");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_that_looks_again_costs_one_entry_in_ten_minutes() {
    let desk = Desk::open().await;
    let (session, _) = desk.open_conversation("maria@example.com").await;
    desk.post("/api/card", &session, &json!({"seq": 2, "fresh": true})).await;
    desk.wait(100);
    desk.open_conversation("maria@example.com").await;
    assert_eq!(desk.record().len(), 1);
    desk.wait(600);
    desk.open_conversation("maria@example.com").await;
    assert_eq!(desk.record().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn tickets_orders_and_pages_of_orders_are_looks_too() {
    let desk = Desk::open().await;
    let ticket = desk.ticket("maria@example.com").await;
    desk.post("/api/next", "", &json!({"token": desk.host_token("kofi.mensah@example.com")})).await;
    assert_eq!(desk.record().len(), 0, "a ticket shows nobody yet, nor does what is asked ahead");
    desk.get(&ticket).await;
    assert_eq!(desk.record().len(), 1);
    let (session, card) = desk.open_conversation("maria@example.com").await;
    let maria = customer(&card, 0);
    desk.wait(700);
    desk.post("/api/session/renew", &session, &json!({})).await;
    let (session, card) = desk.open_conversation("nobody@example.com").await;
    assert_eq!(desk.record().len(), 1, "nobody was seen");
    assert!(card["stores"][0]["found"]["nothing"].is_object());
    assert_eq!(desk.post("/api/orders", &session, &json!({"handle": maria["handle"]})).await.problem(), "not_found");
    let (session, card) = desk.open_conversation("maria@example.com").await;
    let maria = customer(&card, 0);
    desk.post("/api/orders", &session, &json!({"handle": maria["handle"]})).await;
    assert_eq!(desk.record().len(), 2, "the same customer");
    desk.post("/api/order", &session, &json!({"handle": maria["orders"]["rows"][0]["handle"]})).await;
    let record = desk.record();
    assert_eq!(record.len(), 3);
    assert!(record[2]["subject"].as_str().unwrap().starts_with("gid://shopify/Order/"));
}

#[tokio::test(flavor = "multi_thread")]
async fn each_store_has_its_own_entry_and_guests_are_known_by_their_orders() {
    let desk = Desk::with_stores(&[UK, LUMIERE]).await;
    let (_, card) = desk.open_conversation("emma.laurent@example.fr").await;
    let found = card["stores"].as_array().unwrap();
    let customers = found.iter().filter(|store| store["found"]["customer"]["handle"].is_string()).count();
    let guests = found.iter().filter(|store| store["found"]["customer"]["guest"].is_string());
    let guest_orders: usize =
        guests.map(|store| store["found"]["customer"]["orders"]["rows"].as_array().unwrap().len()).sum();
    let record = desk.record();
    let of = |kind: &str| record.iter().filter(|entry| entry["subject"].as_str().unwrap().contains(kind)).count();
    assert_eq!((of("/Customer/"), of("/Order/")), (customers, guest_orders));
    assert!(!record.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_record_is_exported_as_csv_since_a_day() {
    let desk = Desk::open().await;
    let mut claims = desk.claims(json!({"emails": ["maria@example.com"]}));
    claims["sub"] = json!("=cmd|\"x\", the first");
    desk.post("/api/card", "", &json!({"token": desk.sign(&claims), "seq": 1})).await;
    let csv = |more: &[&str]| {
        let arguments = [&["access", "export", "--tenant", &desk.tenant], more].concat();
        let output = desk.setup().run(&arguments, "");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let lines: Vec<_> = csv(&[]).lines().map(str::to_owned).collect();
    assert_eq!(lines[0], "at,inbox,agent,store,shop,subject,what");
    assert!(lines[1].starts_with("2026-11-21T12:00:00Z,i_"), "{}", lines[1]);
    assert!(lines[1].contains(",\"'=cmd|\"\"x\"\", the first\",s_"), "{}", lines[1]);
    assert_eq!(lines.len(), 2);
    assert_eq!(csv(&["--since", "2026-11-21"]).lines().count(), 2);
    assert_eq!(csv(&["--since", "2026-11-22"]).lines().count(), 1, "the header alone");
    let output = desk.setup().run(&["access", "export", "--tenant", &desk.tenant, "--since", "yesterday"], "");
    assert!(String::from_utf8_lossy(&output.stderr).contains("2026-11-21"), "says what a day looks like");
}

#[tokio::test(flavor = "multi_thread")]
async fn entries_go_after_ninety_days() {
    let desk = Desk::open().await;
    desk.open_conversation("maria@example.com").await;
    let now = desk.app.clock.unix();
    desk.app.db.sweep(now + 89 * 24 * 60 * 60).await.unwrap();
    assert_eq!(desk.record().len(), 1);
    desk.app.db.sweep(now + 91 * 24 * 60 * 60).await.unwrap();
    assert_eq!(desk.record().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_recorded_is_not_shown() {
    let desk = Desk::open().await;
    let (session, _) = desk.open_conversation("nobody@example.com").await;
    desk.app.db.close().await;
    let reply = desk.post("/api/card", &session, &json!({"seq": 2})).await;
    assert_eq!(reply.problem(), "internal");
}
