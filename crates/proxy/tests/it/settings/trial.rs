//! An owner tries an inbox: each step of the check, what it costs nobody, and who may.

use super::{admin_session, as_owner, owner_cookie, read, session_of};
use crate::desk::{Desk, PUBLIC_URL, UK, sign_with};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::{Value, json};

const TRIAL: &str = "/api/settings/inboxes/trial";

async fn attempt(desk: &Desk, cookie: &str, body: Value) -> Value {
    let reply = as_owner(desk, cookie, "POST", TRIAL, &body).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text);
    reply.json()
}

async fn pasted(desk: &Desk, cookie: &str, token: &str) -> Value {
    attempt(desk, cookie, json!({"inbox": desk.inbox.id, "proof": {"token": token}})).await
}

fn state<'a>(tried: &'a Value, step: &str) -> &'a str {
    let steps = tried["steps"].as_array().unwrap();
    let found = steps.iter().find(|one| one["step"] == step).unwrap_or_else(|| panic!("no step {step}: {tried}"));
    found["state"].as_str().unwrap()
}

fn why<'a>(tried: &'a Value, step: &str) -> &'a str {
    let found = tried["steps"].as_array().unwrap().iter().find(|one| one["step"] == step).unwrap();
    found["why"].as_str().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_made_for_a_trial_passes_every_step_and_opens_the_card_once() {
    let desk = Desk::open().await;
    let owner = owner_cookie(&desk).await;
    let body = json!({"inbox": desk.inbox.id, "nonce": "n-1", "proof": {"email": "maria@example.com"}});
    let tried = attempt(&desk, &owner, body).await;
    assert_eq!(tried["accepted"], true, "{tried}");
    for step in tried["steps"].as_array().unwrap() {
        assert_eq!(step["state"], "passed", "{step}");
    }
    assert!(why(&tried, "contact").contains("maria@example.com"));
    let open = json!({"token": tried["token"], "nonce": "n-1", "parent_origin": PUBLIC_URL, "seq": 1});
    let card = desk.post("/api/card", "", &open).await;
    assert_eq!(card.status, StatusCode::OK, "{}", card.text);
    assert_eq!(desk.post("/api/card", "", &open).await.problem(), "not_signed_in");

    let record = desk.setup().behind("SELECT what FROM access_record ORDER BY at, entry");
    assert_eq!(record[0], "searched", "an e-mail that an owner types is a search: {record:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pasted_token_is_looked_at_and_not_used_up() {
    let desk = Desk::open().await;
    let owner = owner_cookie(&desk).await;
    let token = desk.host_token("maria@example.com");
    for _ in 0..2 {
        assert_eq!(pasted(&desk, &owner, &token).await["accepted"], true);
    }
    assert_eq!(desk.post("/api/card", "", &json!({"token": token})).await.status, StatusCode::OK);
    let used = pasted(&desk, &owner, &token).await;
    assert_eq!((&used["accepted"], state(&used, "unused")), (&json!(false), "failed"));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_mistake_of_a_backend_is_named_all_at_once() {
    let desk = Desk::open().await;
    let owner = owner_cookie(&desk).await;
    let mut claims = desk.claims(json!({"emails": ["maria@example.com"]}));
    claims["iss"] = json!("https://elsewhere.example");
    claims["exp"] = json!(desk.now() + 500);
    claims["role"] = json!("owner");
    let tried = pasted(&desk, &owner, &desk.sign(&claims)).await;
    assert_eq!(tried["accepted"], false);
    assert_eq!((state(&tried, "issuer"), state(&tried, "lifetime")), ("failed", "failed"));
    assert!(why(&tried, "issuer").contains("https://inbox.example"), "it says which are allowed");
    assert_eq!((state(&tried, "signature"), state(&tried, "audience")), ("passed", "passed"));
    assert_eq!((state(&tried, "nonce"), state(&tried, "role")), ("noted", "noted"));
    assert!(why(&tried, "contact").contains("not verified"));

    let old = desk.claims(json!({}));
    desk.wait(200);
    let tried = pasted(&desk, &owner, &desk.sign(&old)).await;
    assert_eq!((state(&tried, "clock"), state(&tried, "contact")), ("failed", "noted"));

    let mut forged = desk.inbox.clone();
    forged.secret = "another secret of at least thirty-two bytes".into();
    let tried = pasted(&desk, &owner, &sign_with(&forged, &desk.claims(json!({})))).await;
    assert_eq!((state(&tried, "algorithm"), state(&tried, "signature")), ("passed", "failed"));
    assert_eq!(state(&tried, "issuer"), "skipped", "nothing of a forged token is believed");
    assert_eq!(state(&pasted(&desk, &owner, "nonsense").await, "readable"), "failed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_of_another_inbox_or_another_tenant_is_a_strangers() {
    let desk = Desk::open().await;
    let owner = owner_cookie(&desk).await;
    let other = desk.setup().inbox(&desk.tenant, &[]);
    let foreign = desk.setup().json(&["tenant", "add", "Neighbour"])["tenant"].as_str().unwrap().to_owned();
    let theirs = desk.setup().inbox(&foreign, &[]);
    for inbox in [&other, &theirs] {
        let tried = pasted(&desk, &owner, &sign_with(inbox, &desk.claims(json!({})))).await;
        assert_eq!((state(&tried, "key"), state(&tried, "signature")), ("failed", "skipped"));
    }
    let body = json!({"inbox": theirs.id, "proof": {"email": "maria@example.com"}});
    assert_eq!(as_owner(&desk, &owner, "POST", TRIAL, &body).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_owners_try_an_inbox() {
    let desk = Desk::open().await;
    let body = json!({"inbox": desk.inbox.id, "proof": {"email": "maria@example.com"}});
    for role in ["agent", "admin"] {
        let session = session_of(&desk, role).await;
        assert_eq!(desk.post(TRIAL, &session, &body).await.problem(), "not_allowed", "{role}");
    }
    let owner = owner_cookie(&desk).await;
    let wrong = json!({"inbox": desk.inbox.id, "proof": {"email": "nobody"}});
    let refused = as_owner(&desk, &owner, "POST", TRIAL, &wrong).await;
    assert_eq!(
        (refused.status, &refused.json()["problem"]["field"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("email"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn only_our_own_page_is_around_a_trial_and_only_an_owner_gets_one() {
    let desk = Desk::open().await;
    let path = format!("/embed/{}?trial=1", desk.inbox.id);
    let page = async |cookie: &str| {
        let request = Request::get(&path).header("cookie", cookie).body(Body::empty()).unwrap();
        desk.send(request).await
    };
    let ordinary = page("").await;
    assert!(ordinary.header("content-security-policy").ends_with("frame-ancestors https://inbox.example"));
    assert!(!ordinary.text.contains(PUBLIC_URL), "an ordinary card answers no page of ours");
    let tried = page(&owner_cookie(&desk).await).await;
    assert!(tried.header("content-security-policy").ends_with(&format!("frame-ancestors {PUBLIC_URL}")));
    assert!(!tried.text.contains("https://inbox.example"), "nor a trial anybody else's");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_can_t_work_is_said() {
    let desk = Desk::with_stores(&[]).await;
    let owner = owner_cookie(&desk).await;
    let tried = pasted(&desk, &owner, "nonsense").await;
    assert!(tried["remarks"][0]["text"].as_str().unwrap().contains("No store"));
    desk.setup().json(&["inbox", "key", "revoke", "--inbox", &desk.inbox.id, "--key", &desk.inbox.key]);
    let body = json!({"inbox": desk.inbox.id, "proof": {"email": "maria@example.com"}});
    let tried = attempt(&desk, &owner, body).await;
    assert_eq!(tried["accepted"], false);
    assert!(tried["remarks"].to_string().contains("No key is left"), "{tried}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_opens_the_panel_in_a_tab_once() {
    let desk = Desk::with_stores(&[UK]).await;
    let admin = admin_session(&desk).await;
    let url = desk.post("/api/settings/tab", &admin, &Value::Null).await.json()["url"].as_str().unwrap().to_owned();
    let path = url.strip_prefix(PUBLIC_URL).unwrap();
    let session = |text: &str| -> Option<String> {
        let (_, rest) = text.split_once("id=\"scx-arrived\">")?;
        let data: Value = serde_json::from_str(rest.split_once("</script>")?.0).ok()?;
        Some(data["session"]["session"].as_str()?.to_owned())
    };
    let opened = desk.get(path).await;
    let own = session(&opened.text).expect("a session");
    assert_eq!(read(&desk, &own, "/api/settings").await["agent"]["role"], "admin");
    assert_eq!(session(&desk.get(path).await.text), None, "once");

    let agent = session_of(&desk, "agent").await;
    assert_eq!(desk.post("/api/settings/tab", &agent, &Value::Null).await.problem(), "not_allowed");
    let owner = owner_cookie(&desk).await;
    let none = as_owner(&desk, &owner, "POST", "/api/settings/tab", &Value::Null).await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vendor_opens_the_panel_by_a_ticket() {
    let desk = Desk::open().await;
    let mut claims = desk.claims(json!({}));
    claims["role"] = json!("admin");
    let made = desk.post("/api/tickets", "", &json!({"token": desk.sign(&claims)})).await.json();
    let url = made["url"].as_str().unwrap().replace("?ticket=", "/settings?ticket=");
    let page = desk.get(url.strip_prefix(PUBLIC_URL).unwrap()).await;
    assert!(page.text.contains("\"session\":{"), "{}", page.text);
    assert!(page.header("content-security-policy").ends_with("frame-ancestors https://inbox.example"));
}
