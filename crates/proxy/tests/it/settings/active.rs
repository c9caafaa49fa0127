//! The card switched off in an inbox: what agents see, and how it is switched on again.

use super::{admin_session, read};
use crate::desk::{Desk, Reply, customer};
use crate::webhooks::MARIA;
use axum::http::StatusCode;
use serde_json::{Value, json};

async fn switch(desk: &Desk, admin: &str, active: bool) -> Reply {
    desk.call("PUT", "/api/settings/active", admin, &json!({"inbox": desk.inbox.id, "active": active})).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_inbox_that_is_switched_off_shows_no_card_anywhere() {
    let desk = Desk::open().await;
    let (session, card) = desk.open_conversation(MARIA).await;
    let (owner, order) =
        (customer(&card, 0)["handle"].clone(), customer(&card, 0)["orders"]["rows"][0]["handle"].clone());
    let ticket = desk.ticket(MARIA).await;
    let admin = admin_session(&desk).await;
    let reply = switch(&desk, &admin, false).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text);
    assert_eq!(reply.json()["active"], false);
    desk.sandbox.clear_log();
    let (new, card) = desk.open_conversation(MARIA).await;
    for card in [card, desk.post("/api/card", &session, &json!({"seq": 2})).await.json()["card"].clone()] {
        assert_eq!(card["notice"]["code"], "switched_off");
        assert_eq!(card["notice"]["message"], "The card is switched off in this inbox.");
        assert_eq!(card["notice"]["admin"], "An admin can switch it on in the card’s settings.");
        assert!(card["stores"].as_array().is_none_or(Vec::is_empty), "{card}");
    }
    for (path, body) in [
        ("/api/orders", json!({"handle": owner})),
        ("/api/order", json!({"handle": order})),
        ("/api/history", json!({"handle": owner})),
        ("/api/search", json!({"query": "maria"})),
        ("/api/link", json!({"handle": owner})),
        ("/api/unlink", json!({"handle": owner})),
        ("/api/product", json!({"handle": order})),
    ] {
        for session in [&session, &new] {
            let reply = desk.post(path, session, &body).await;
            assert_eq!((reply.status, &*reply.problem()), (StatusCode::FORBIDDEN, "switched_off"), "{path}");
        }
    }
    for page in [ticket, desk.ticket(MARIA).await, format!("/embed/{}", desk.inbox.id)] {
        let page = desk.get(&page).await.text;
        assert!(page.contains("The card is switched off in this inbox."), "{page}");
        assert!(!page.contains("Maria"), "{page}");
    }
    assert_eq!(desk.asked(), 0, "nobody is looked up");
    assert_eq!(switch(&desk, &admin, true).await.json()["active"], true);
    let card = desk.post("/api/card", &session, &json!({"seq": 3})).await.json()["card"].clone();
    assert_eq!(customer(&card, 0)["name"], "Maria Sørensen");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_card_learns_at_once_that_it_is_switched_off_and_on_again() {
    let desk = Desk::open().await;
    let beside = desk.beside().await;
    let (session, _) = desk.open_conversation(MARIA).await;
    let (mut here, mut there) = (desk.listen(&session).await, beside.listen(&session).await);
    let admin = admin_session(&desk).await;
    for active in [false, true] {
        switch(&desk, &admin, active).await;
        assert_eq!(here.change().await, json!({"changed": {}}), "here");
        assert_eq!(there.change().await, json!({"changed": {}}), "in another process");
    }
    let second = desk.setup().inbox(&desk.tenant, &[]);
    let other = json!({"inbox": second.id, "active": false});
    desk.call("PUT", "/api/settings/active", &admin, &other).await;
    switch(&desk, &admin, true).await;
    desk.app.live.close();
    assert_eq!(here.rest().await, 0, "neither what is so already nor another inbox is news");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_time_changes_nothing_and_is_not_recorded() {
    let desk = Desk::open().await;
    let admin = admin_session(&desk).await;
    for active in [false, false, true, true] {
        assert_eq!(switch(&desk, &admin, active).await.status, StatusCode::OK);
    }
    let told = read(&desk, &admin, "/api/settings/changes").await;
    let told: Vec<_> = told["changes"].as_array().unwrap().iter().map(|change| change["what"].clone()).collect();
    assert_eq!(told, ["Switched the card on", "Switched the card off"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_settings_stay_open_so_that_somebody_can_switch_it_on() {
    let desk = Desk::open().await;
    let admin = admin_session(&desk).await;
    switch(&desk, &admin, false).await;
    assert_eq!(read(&desk, &admin, "/api/settings").await["inboxes"][0]["active"], false);
    let again = admin_session(&desk).await;
    assert_eq!(desk.post("/api/session/renew", &again, &json!({})).await.status, StatusCode::OK);
    let page = desk.get(&format!("/embed/{}/settings", desk.inbox.id)).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(switch(&desk, &again, true).await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_switches_and_names_too() {
    let desk = Desk::open().await;
    let set = |more: &[&str]| desk.setup().json(&[&["inbox", "set", "--inbox", &desk.inbox.id], more].concat());
    let off = set(&["--active", "no", "--name", " Support "]);
    assert_eq!((&off["active"], &off["name"]), (&json!(false), &json!("Support")));
    let (_, card) = desk.open_conversation(MARIA).await;
    assert_eq!(card["notice"]["code"], "switched_off");
    assert_eq!(set(&["--reach", "search"])["active"], false, "what is not named stays");
    assert_eq!(set(&["--active", "yes"])["name"], "Support");
    let (_, card) = desk.open_conversation(MARIA).await;
    assert_eq!(card.get("notice"), None);
    let named = desk.setup().inbox(&desk.tenant, &["--name", "Returns"]);
    let admin = admin_session(&desk).await;
    let inboxes = read(&desk, &admin, "/api/settings").await["inboxes"].clone();
    let name =
        |id: &str| inboxes.as_array().unwrap().iter().find(|inbox| inbox["inbox"] == id).unwrap()["name"].clone();
    assert_eq!((name(&desk.inbox.id), name(&named.id)), (json!("Support"), json!("Returns")));
}

#[tokio::test(flavor = "multi_thread")]
async fn until_a_store_is_connected_agents_are_told_who_can_do_it() {
    let desk = Desk::with_stores(&[]).await;
    let (session, card) = desk.open_conversation(MARIA).await;
    let notice = &card["notice"];
    assert_eq!(notice["code"], "not_configured");
    let message = notice["message"].as_str().unwrap();
    assert!(
        message.starts_with("Configuration pending.") && message.contains("An owner of your organisation"),
        "{message}"
    );
    let admin = admin_session(&desk).await;
    let opened = read(&desk, &admin, "/api/settings").await;
    assert_eq!(opened["pending"]["message"], *notice.get("message").unwrap());
    desk.setup().connect(&desk.tenant, crate::desk::UK, &desk.sandbox.token(crate::desk::UK));
    let card = desk.post("/api/card", &session, &json!({"seq": 2})).await.json()["card"].clone();
    assert_eq!(card.get("notice"), None);
    assert_eq!(customer(&card, 0)["orders"]["rows"][0]["fields"].as_array().unwrap().len(), 3, "the default fields");
    assert_eq!(read(&desk, &admin, "/api/settings").await.get("pending"), None::<&Value>);
}
