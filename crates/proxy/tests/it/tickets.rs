//! Tickets: used once, in time, by a navigation.

use crate::desk::Desk;
use axum::body::Body;
use axum::http::{Request, StatusCode};

fn shows_maria(text: &str) -> bool {
    text.contains("Maria Sørensen")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_opens_the_card_once() {
    let desk = Desk::open().await;
    let ticket = desk.ticket("maria@example.com").await;
    assert!(!ticket.contains("maria") && !ticket.contains('@'), "it names nobody");
    assert!(shows_maria(&desk.get(&ticket).await.text));
    let again = desk.get(&ticket).await;
    assert_eq!(again.status, StatusCode::OK, "no dead end: the host is asked instead");
    assert!(!shows_maria(&again.text));
    assert!(again.text.contains("Open the conversation again"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_holds_for_a_minute() {
    let desk = Desk::open().await;
    let (in_time, late) = (desk.ticket("maria@example.com").await, desk.ticket("maria@example.com").await);
    desk.wait(60);
    assert!(shows_maria(&desk.get(&in_time).await.text));
    desk.wait(1);
    assert!(!shows_maria(&desk.get(&late).await.text));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_ahead_does_not_use_a_ticket_up() {
    let desk = Desk::open().await;
    let ticket = desk.ticket("maria@example.com").await;
    for (method, name, value) in [
        ("GET", "sec-purpose", "prefetch;prerender"),
        ("GET", "purpose", "prefetch"),
        ("GET", "sec-fetch-mode", "no-cors"),
        ("HEAD", "accept", "*/*"),
    ] {
        let request = Request::builder().method(method).uri(&ticket).header(name, value).body(Body::empty()).unwrap();
        assert!(!shows_maria(&desk.send(request).await.text), "{name}");
    }
    let request = Request::get(&ticket).header("sec-fetch-mode", "navigate").body(Body::empty()).unwrap();
    assert!(shows_maria(&desk.send(request).await.text));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_opens_nothing_at_another_inbox() {
    let desk = Desk::open().await;
    let other = desk.setup().inbox(&desk.tenant, &[]);
    let ticket = desk.ticket("maria@example.com").await;
    let elsewhere = ticket.replace(&desk.inbox.id, &other.id);
    assert!(!shows_maria(&desk.get(&elsewhere).await.text));
    assert!(shows_maria(&desk.get(&ticket).await.text), "and is not used up by the attempt");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_ticket_opens_nothing() {
    let desk = Desk::open().await;
    for text in ["", "x", "AAAA", "%00", "%3Cscript%3E", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
        let page = desk.get(&format!("/embed/{}?ticket={text}", desk.inbox.id)).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(!shows_maria(&page.text));
        assert!(text.is_empty() || !page.text.contains(&format!("ticket={text}")));
    }
}
