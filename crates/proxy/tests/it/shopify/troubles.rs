//! Every way in which Shopify is known to fail: the problem that the card tells, none of Shopify's words, and a whole card
//! when it is over.

use super::failures::failed;
use super::front::{Canned, Front};
use super::*;
use crate::desk::Desk;
use context_card_sandbox::{Fault, Protected};
use serde_json::json;

/// In every answer of these tests, and never on a card.
const WORDS: &str = "words of upstream";
const JSON: &[(&str, &str)] = &[("content-type", "application/json; charset=utf-8")];
const HTML: &[(&str, &str)] = &[("content-type", "text/html; charset=utf-8")];

/// `errors` as a string, as it is said of tokens and shops.
fn says(status: u16, errors: &str) -> Canned {
    let body = json!({"errors": format!("{errors} ({WORDS})")}).to_string();
    Canned { status, headers: JSON, body, breaks: false }
}

fn page(status: u16) -> Canned {
    let body = format!("<!DOCTYPE html><html><body><h1>{WORDS}</h1></body></html>");
    Canned { status, headers: HTML, body, breaks: false }
}

fn body(body: &str) -> Canned {
    Canned { status: 200, headers: JSON, body: body.to_owned(), breaks: false }
}

fn graphql(answer: serde_json::Value) -> Canned {
    body(&answer.to_string())
}

/// An error without data.
fn error(message: &str, code: &str) -> Canned {
    let error =
        json!({"message": format!("{message} ({WORDS})"), "extensions": {"code": code, "documentation": WORDS}});
    graphql(json!({"data": null, "errors": [error]}))
}

/// A part that is held back, beside data. Some such errors have no code.
fn denied(path: &[&str], message: &str, extensions: &serde_json::Value, data: &serde_json::Value) -> Canned {
    let mut error = json!({"message": format!("{message} ({WORDS})"), "locations": [], "path": path});
    if !extensions.is_null() {
        error["extensions"] = extensions.clone();
    }
    graphql(json!({"data": data, "errors": [error]}))
}

fn throttled() -> Canned {
    let cost = json!({"requestedQueryCost": 438, "actualQueryCost": null,
        "throttleStatus": {"maximumAvailable": 2000.0, "currentlyAvailable": 5.0, "restoreRate": 100.0}});
    graphql(json!({"errors": [{"message": "Throttled", "extensions": {"code": "THROTTLED", "documentation": WORDS}}],
        "extensions": {"cost": cost}}))
}

fn too_dear() -> Canned {
    graphql(json!({"errors": [{"message": format!("Query cost is 1180 ({WORDS})"),
            "extensions": {"code": "MAX_COST_EXCEEDED", "cost": 1180, "maxCost": 1000}}],
        "extensions": {"cost": {"requestedQueryCost": 1180, "actualQueryCost": null}}}))
}

/// Each answer with the code of the problem that the card has to tell.
fn troubles() -> Vec<(Canned, &'static str)> {
    let with = |headers, canned: Canned| Canned { headers, ..canned };
    let nobody = json!({"first": null, "guests": {"nodes": []}});
    let not_approved =
        "This app is not approved to access the Customer object. See https://partners.shopify.com/1/apps/2.";
    let plan = "Access to personally identifiable information (PII) like customer names, addresses, emails, phone numbers \
        is only available on Shopify, Advanced, and Plus plans.";
    let scope = "Access denied for customerByIdentifier field. Required access: `read_customers` access scope.";
    let mut all = vec![
        (says(401, "[API] Invalid API key or access token (unrecognized login or wrong password)"), "reconnect_needed"),
        (says(402, "Unavailable Shop"), "store_frozen"),
        (page(402), "store_frozen"),
        (says(403, "Unavailable Shop"), "store_frozen"),
        (says(403, "[API] Non-expiring access tokens are no longer accepted for the Admin API."), "reconnect_needed"),
        (says(403, "[API] This action requires merchant approval for read_customers scope."), "scope_missing"),
        (says(403, not_approved), "protected_data"),
        (says(403, "Forbidden"), "reconnect_needed"),
        (page(403), "store_unreachable"),
        (says(404, "Not Found"), "store_gone"),
        (page(404), "store_gone"),
        (says(423, "Locked"), "store_frozen"),
        (page(423), "store_frozen"),
        (with(&[("retry-after", "2.0")], says(429, "Exceeded 2 calls per second")), "throttled"),
        (says(429, "Exceeded 2 calls per second"), "throttled"),
        (page(429), "throttled"),
        (says(430, "Shopify Security Rejection"), "store_unreachable"),
        (with(&[("location", "https://elsewhere.example/")], says(302, "Found")), "store_unreachable"),
        (throttled(), "throttled"),
        (error("Throttled", "THROTTLED"), "throttled"),
        (too_dear(), "internal"),
        (
            error("Internal error. Looks like something went wrong on our end.", "INTERNAL_SERVER_ERROR"),
            "store_unreachable",
        ),
        (error("Field 'x' doesn't exist on type 'Customer'", "undefinedField"), "internal"),
        (error("Variable $first was provided invalid value", "INVALID_VARIABLE"), "internal"),
        (error("syntax error", "PARSE_ERROR"), "internal"),
        (error("Shop is inactive", "SHOP_INACTIVE"), "store_frozen"),
        (error(scope, "ACCESS_DENIED"), "scope_missing"),
        (error(not_approved, "ACCESS_DENIED"), "protected_data"),
        (error(plan, "ACCESS_DENIED"), "protected_data"),
        (denied(&["first"], not_approved, &json!(null), &nobody), "protected_data"),
        (denied(&["first"], plan, &json!({"code": "ACCESS_DENIED"}), &nobody), "protected_data"),
        (denied(&["first"], scope, &json!({"code": "ACCESS_DENIED"}), &nobody), "scope_missing"),
        (denied(&["first"], "It went wrong", &json!({"code": "INTERNAL_SERVER_ERROR"}), &nobody), "store_unreachable"),
        (denied(&["first"], "Something new", &json!({"code": "NEWS"}), &nobody), "store_unreachable"),
        (graphql(json!({"errors": WORDS})), "store_unreachable"),
        (graphql(json!({"data": null})), "store_unreachable"),
        (graphql(json!([WORDS])), "store_unreachable"),
        (body(""), "store_unreachable"),
        (body(r#"{"data":{"first":{"displayName":"Mar"#), "store_unreachable"),
        (Canned { breaks: true, ..body(r#"{"data":{"first":"#) }, "store_unreachable"),
        (page(200), "store_unreachable"),
    ];
    all.extend([400, 406, 409, 415, 422].map(|status| (says(status, "No"), "internal")));
    all.extend([500, 502, 503, 504].map(|status| (says(status, "Oops"), "store_unreachable")));
    all.extend([500, 502, 503, 504, 520, 522, 530, 540].map(|status| (page(status), "store_unreachable")));
    all
}

#[tokio::test]
async fn each_trouble_is_told_and_over_when_it_is_over() {
    let bench = Bench::start().await;
    let front = Front::before(&bench.sandbox).await;
    let sandbox = bench.sandbox.clone();
    let client = client(&bench.sandbox, &front.url_template()).with_patience(Duration::ZERO);
    let lookup = Lookup::new(client, Clock::from_fn(move || sandbox.now()));
    let viewer = bench.viewer(vec![bench.store(UK)]);
    for (canned, code) in troubles() {
        // What was kept of the trouble before is too old to stand in.
        bench.sandbox.advance(time::Duration::minutes(11));
        front.answers(canned.clone());
        let section = lookup.card(&viewer, &maria(), false).await.stores.remove(0);
        let notice = failed(&section);
        assert_eq!(notice.code, code, "{canned:?}");
        assert!(!notice.reference.is_empty(), "{canned:?}");
        assert!(!format!("{section:?}").contains(WORDS), "{section:?}");
        front.hands_on();
        let seconds = notice.retry_in.unwrap_or_default();
        assert_eq!(seconds > 0, code == "throttled", "{canned:?}");
        bench.sandbox.advance(time::Duration::seconds(seconds.into()));
        if seconds == 0 {
            // An answer of GraphQL's, even one that shows nothing, is kept for its 15 seconds.
            bench.sandbox.advance(time::Duration::seconds(16));
        }
        let whole = lookup.card(&viewer, &maria(), false).await.stores.remove(0);
        assert_eq!(whole.notices, [], "{canned:?}");
        assert_eq!(customer(whole).name, "Maria Sørensen", "{canned:?}");
    }
}

#[tokio::test]
async fn each_fault_of_a_shop_is_told_and_over_when_it_is_over() {
    let bench = Bench::start().await;
    for (fault, code) in [
        (Fault::Status(401), "reconnect_needed"),
        (Fault::Status(402), "store_frozen"),
        (Fault::Status(403), "reconnect_needed"),
        (Fault::Status(404), "store_gone"),
        (Fault::Status(423), "store_frozen"),
        (Fault::Status(429), "throttled"),
        (Fault::Status(430), "store_unreachable"),
        (Fault::Status(503), "store_unreachable"),
        (Fault::Status(520), "store_unreachable"),
        (Fault::Status(540), "store_unreachable"),
        (Fault::Html, "store_unreachable"),
        (Fault::EmptyBody, "store_unreachable"),
        (Fault::TruncatedJson, "store_unreachable"),
        (Fault::InternalError, "store_unreachable"),
        (Fault::Throttled, "throttled"),
        (Fault::RevokeToken, "reconnect_needed"),
        (Fault::Protected(Protected::Level1Withheld), "protected_data"),
        (Fault::Protected(Protected::Level2Withheld), "protected_data"),
    ] {
        bench.sandbox.advance(time::Duration::minutes(11));
        // Twice, as what passes is tried again.
        bench.sandbox.fault(UK, fault.clone(), 2);
        let section = bench.section(UK, &maria()).await;
        let notice = failed(&section);
        assert_eq!((notice.code.as_str(), &section.notices[..]), (code, &[][..]), "{fault:?}");
        assert!(!notice.reference.is_empty(), "{fault:?}");
        bench.sandbox.clear_faults();
        bench.sandbox.advance(time::Duration::seconds(16));
        assert_eq!(bench.customer(UK, &maria()).await.name, "Maria Sørensen", "{fault:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_version_of_the_api_is_counted() {
    let desk = Desk::open().await;
    desk.sandbox.fault(UK, Fault::WrongVersion, 1);
    let (_, card) = desk.open_conversation("maria@example.com").await;
    assert_eq!(crate::desk::customer(&card, 0)["name"], "Maria Sørensen", "the card is whole");
    let metrics = desk.get("/metrics").await;
    assert!(metrics.text.contains("\ncontext_card_shopify_other_version_total 1\n"), "{}", metrics.text);
}
