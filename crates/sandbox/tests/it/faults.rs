//! Each fault, the log, and the gate.

use context_card_sandbox::{Fault, Options, Sandbox, StartError};
use serde_json::{Value, json};

use crate::support::{Day, UK, read};

const QUERY: &str = "query Probe { shop { name } again: shop { id } }";

#[tokio::test]
async fn every_status_has_shopifys_body() {
    let day = Day::begin().await;
    let token = day.sandbox.token(UK);
    for status in [401, 402, 403, 404, 409, 422, 423, 429, 430, 500, 502, 503, 520, 540] {
        day.sandbox.fault(UK, Fault::Status(status), 1);
        let response = day.send(UK, &token, QUERY, json!({})).await;
        assert_eq!(response.status(), status);
        let html = response.headers()["content-type"].to_str().unwrap().starts_with("text/html");
        assert_eq!(html, matches!(status, 502 | 520 | 540));
        assert_eq!(response.headers().contains_key("retry-after"), status == 429);
        let text = response.text().await.unwrap();
        if !html {
            let body: Value = serde_json::from_str(&text).unwrap();
            assert!(body["errors"].is_string(), "{body}");
        }
        let well = day.send(UK, &token, QUERY, json!({})).await;
        assert_eq!(well.status(), 200, "only once");
    }
}

#[tokio::test]
async fn shopifys_rarer_refusals_can_be_had_too() {
    let day = Day::begin().await;
    let token = day.sandbox.token(UK);
    let next = async |fault: Fault| {
        day.sandbox.fault(UK, fault, 1);
        let response = day.send(UK, &token, QUERY, json!({})).await;
        (response.status().as_u16(), response.text().await.unwrap())
    };
    for status in [402, 403] {
        assert_eq!(next(Fault::Frozen(status)).await, (status, r#"{"errors":"Unavailable Shop"}"#.to_owned()));
    }
    let (status, text) = next(Fault::NonExpiringRefused).await;
    assert!(status == 403 && text.contains("[API] Non-expiring access tokens are no longer accepted"), "{text}");
    let (status, text) = next(Fault::ApprovalRequired).await;
    assert!(status == 403 && text.contains("requires merchant approval"), "{text}");
    let (status, text) = next(Fault::HtmlStatus(404)).await;
    assert!(status == 404 && text.starts_with("<!DOCTYPE html>"), "{text}");
    let (status, text) = next(Fault::ErrorCode("SHOP_INACTIVE".to_owned())).await;
    let body: Value = serde_json::from_str(&text).unwrap();
    assert_eq!((status, &body["errors"][0]["extensions"]["code"]), (200, &json!("SHOP_INACTIVE")));
    assert_eq!(body.get("data"), None);
}

#[tokio::test]
async fn broken_answers_are_broken_as_asked() {
    let day = Day::begin().await;
    let token = day.sandbox.token(UK);
    let next = async |fault: Fault| {
        day.sandbox.fault(UK, fault, 1);
        let response = day.send(UK, &token, QUERY, json!({})).await;
        assert_eq!(response.status(), 200);
        response
    };
    let throttled = read(next(Fault::Throttled).await).await;
    assert_eq!(throttled["errors"][0]["extensions"]["code"], "THROTTLED");
    assert_eq!(throttled.get("data"), None);
    let internal = read(next(Fault::InternalError).await).await;
    assert_eq!(internal["errors"][0]["extensions"]["code"], "INTERNAL_SERVER_ERROR");
    assert!(internal["errors"][0]["extensions"]["requestId"].is_string());
    assert!(next(Fault::Html).await.text().await.unwrap().starts_with("<!DOCTYPE html>"));
    assert_eq!(next(Fault::EmptyBody).await.text().await.unwrap(), "");
    let half = next(Fault::TruncatedJson).await.text().await.unwrap();
    assert!(half.starts_with("{\"data\"") && serde_json::from_str::<Value>(&half).is_err());
    assert_eq!(next(Fault::WrongVersion).await.headers()["x-shopify-api-version"], "2027-01");
    assert_eq!(read(next(Fault::Slow(1)).await).await["data"]["shop"]["name"], "Acme UK");
}

/// Lets a request run until it is in the log, and checks that no answer came with it.
async fn arrives(day: &Day, asked: &mut std::pin::Pin<&mut impl Future<Output = Value>>) {
    let mut turns = 0;
    while turns < 100 {
        tokio::select! {
            biased;
            answer = asked.as_mut() => panic!("it should wait: {answer}"),
            () = tokio::task::yield_now() => {}
        }
        if !day.sandbox.log().is_empty() {
            turns += 1;
        }
    }
}

#[tokio::test]
async fn an_answer_can_stay_away_for_ever() {
    let day = Day::begin().await;
    day.sandbox.fault(UK, Fault::NeverAnswers, 1);
    let mut asked = std::pin::pin!(day.ask(UK, QUERY, json!({})));
    arrives(&day, &mut asked).await;
}

#[tokio::test]
async fn answers_wait_behind_the_gate() {
    let day = Day::begin().await;
    day.sandbox.hold(UK);
    let mut asked = std::pin::pin!(day.ask(UK, QUERY, json!({})));
    arrives(&day, &mut asked).await;
    day.sandbox.release(UK);
    assert_eq!(asked.await["data"]["shop"]["name"], "Acme UK");
}

#[tokio::test]
async fn the_log_tells_what_was_asked_and_no_token() {
    let day = Day::begin().await;
    day.ask(UK, QUERY, json!({})).await;
    let log = read(day.get("/_sandbox/log").await).await;
    let wanted = json!([{
        "time": "2026-11-21T12:00:00Z", "shop": UK, "path": format!("/{UK}/admin/api/2026-10/graphql.json"), "operation": "Probe",
        "root_fields": ["shop", "again: shop"], "requested_cost": 2, "actual_cost": 2, "status": 200,
    }]);
    assert_eq!(log, wanted);
    assert!(!log.to_string().contains("shpat_"));
    let cleared = day.client().delete(format!("{}/_sandbox/log", day.sandbox.origin())).send().await.unwrap();
    assert_eq!(cleared.status(), 204);
    assert!(day.sandbox.log().is_empty());
}

#[tokio::test]
async fn faults_can_be_set_from_outside() {
    let day = Day::begin().await;
    let url = format!("{}/_sandbox/faults", day.sandbox.origin());
    let set = async |body: Value| {
        let request = day.client().post(&url).header("Content-Type", "application/json").body(body.to_string());
        request.send().await.unwrap()
    };
    assert_eq!(set(json!({"shop": UK, "fault": {"status": 503}, "times": 2})).await.status(), 204);
    let token = day.sandbox.token(UK);
    for status in [503, 503, 200] {
        assert_eq!(day.send(UK, &token, QUERY, json!({})).await.status(), status);
    }
    assert_eq!(set(json!({"shop": UK, "fault": "revoke_token"})).await.status(), 204);
    assert_eq!(day.send(UK, &token, QUERY, json!({})).await.status(), 401);
    day.client().delete(&url).send().await.unwrap();
    assert_eq!(day.send(UK, &token, QUERY, json!({})).await.status(), 200);
    assert_eq!(set(json!({"shop": "nowhere", "fault": "html"})).await.status(), 404);
    let wrong = set(json!({"shop": UK, "fault": "earthquake"})).await;
    assert_eq!(wrong.status(), 422);
    assert!(read(wrong).await["error"].as_str().unwrap().contains("earthquake"));
}

#[tokio::test]
async fn a_port_in_use_says_what_to_do() {
    let first = Sandbox::start(Options::default()).await.unwrap();
    let second = Sandbox::start(Options { listen: Some(first.address()), ..Options::default() }).await;
    let error = second.unwrap_err();
    assert!(matches!(error, StartError::InUse(_)));
    assert!(error.to_string().contains("is in use: stop what listens there, or choose another with --listen"));
}
