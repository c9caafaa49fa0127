//! The signed first request of a host that signs nothing after it, as Zendesk makes it: who gets a session by it, and who does
//! not.

use crate::desk::{Desk, Reply};
use crate::inboxes::key_pair;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

const ACCOUNT: &str = "https://acme.zendesk.com";
const RSA: &[&str] = &["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"];

/// An inbox in Zendesk with the app's public key.
struct App {
    inbox: String,
    key: String,
    private: Vec<u8>,
}

fn app(desk: &Desk, reach: &str) -> App {
    let made = desk.setup().json(&["inbox", "add", "--tenant", &desk.tenant, "--host", "zendesk", "--origin", ACCOUNT]);
    let inbox = made["inbox"].as_str().unwrap().to_owned();
    desk.setup().json(&["inbox", "set", "--inbox", &inbox, "--reach", reach]);
    let (private, public) = key_pair(desk, "zendesk", RSA);
    let key = desk.setup().json(&["inbox", "key", "add", "--inbox", &inbox, "--public-key", &public]);
    App { inbox, key: key["key"].as_str().unwrap().to_owned(), private }
}

fn claims(desk: &Desk, jti: &str) -> Value {
    json!({
        "iss": "acme.zendesk.com", "aud": format!("{ACCOUNT}/api/v2/apps/installations/42.json"),
        "sub": format!("{ACCOUNT}/api/v2/users/7.json"), "iat": desk.now(), "exp": desk.now() + 3_600, "jti": jti
    })
}

impl App {
    fn sign(&self, claims: &Value) -> String {
        let key = EncodingKey::from_rsa_pem(&self.private).unwrap();
        jsonwebtoken::encode(&Header::new(Algorithm::RS256), claims, &key).unwrap()
    }

    async fn open(&self, desk: &Desk, token: &str) -> Reply {
        let request = Request::post(format!("/embed/{}?origin={ACCOUNT}&app_guid=g", self.inbox))
            .header("content-type", "application/x-www-form-urlencoded")
            .header("origin", ACCOUNT);
        desk.send(request.body(Body::from(format!("token={token}"))).unwrap()).await
    }
}

/// The session in a page, where there is one.
fn session(page: &Reply) -> Option<String> {
    let (_, data) = page.text.split_once("id=\"scx-card-data\">")?;
    let data: Value = serde_json::from_str(data.split_once("</script>")?.0).ok()?;
    Some(data["session"].as_str()?.to_owned())
}

async fn card(desk: &Desk, session: &str) -> Reply {
    let hint = json!({"conversation": "1", "contacts": [{"emails": ["maria@example.com"]}]});
    desk.post("/api/card", session, &json!({"hint": hint, "seq": 1})).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_request_signs_in_the_agent_and_the_contact_is_a_hint() {
    let desk = Desk::open().await;
    let app = app(&desk, "search");
    let page = app.open(&desk, &app.sign(&claims(&desk, "one"))).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.header("content-security-policy").ends_with(&format!("frame-ancestors {ACCOUNT}")));
    let session = session(&page).expect("a session");
    let reply = card(&desk, &session).await.json();
    let matched = &reply["card"]["stores"][0]["found"]["customer"]["matched"];
    assert_eq!(matched["grade"], "unverified", "{reply}");
    let renewed = desk.post("/api/session/renew", &session, &Value::Null).await;
    assert_eq!(renewed.status, StatusCode::OK, "{}", renewed.text);
    // When the app's key is revoked, the sessions end with it.
    desk.setup().json(&["inbox", "key", "revoke", "--inbox", &app.inbox, "--key", &app.key]);
    assert_eq!(card(&desk, &session).await.problem(), "session_expired");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_reach_search_the_hint_is_not_followed() {
    let desk = Desk::open().await;
    let app = app(&desk, "contact");
    let page = app.open(&desk, &app.sign(&claims(&desk, "one"))).await;
    desk.sandbox.clear_log();
    let reply = card(&desk, &session(&page).unwrap()).await.json();
    assert_eq!(reply["card"]["notice"]["code"], "hint_only");
    assert_eq!(desk.asked(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_signed_for_this_inbox_now_and_once_brings_no_session() {
    let desk = Desk::open().await;
    let app = app(&desk, "search");
    let with = |name: &str, value: Value| {
        let mut claims = claims(&desk, name);
        claims[name] = value;
        app.sign(&claims)
    };
    let now = desk.now();
    let (other, _) = key_pair(&desk, "other", RSA);
    let other = App { inbox: app.inbox.clone(), key: String::new(), private: other };
    let secret = EncodingKey::from_secret(b"secret");
    let forged = jsonwebtoken::encode(&Header::default(), &claims(&desk, "hs"), &secret).unwrap();
    for (why, token) in [
        ("another account", with("aud", json!("https://evil.zendesk.com/api/v2/apps/installations/42.json"))),
        ("a longer name", with("aud", json!("https://not-acme.zendesk.com/api/v2/apps/installations/42.json"))),
        ("expired", with("exp", json!(now - 61))),
        ("from the future", with("iat", json!(now + 120))),
        ("for a year", with("exp", json!(now + 365 * 86_400))),
        ("without an id", with("jti", json!(""))),
        ("another key", other.sign(&claims(&desk, "other"))),
        ("another algorithm", forged),
        ("no token", "x".to_owned()),
    ] {
        let page = app.open(&desk, &token).await;
        assert_eq!(page.status, StatusCode::OK, "{why}");
        assert_eq!(session(&page), None, "{why}");
    }
    let token = app.sign(&claims(&desk, "once"));
    assert!(session(&app.open(&desk, &token).await).is_some());
    assert_eq!(session(&app.open(&desk, &token).await), None, "each is taken once");
}

#[tokio::test(flavor = "multi_thread")]
async fn other_hosts_have_no_first_request() {
    let desk = Desk::open().await;
    let app = app(&desk, "search");
    let other = App { inbox: desk.inbox.id.clone(), ..self::app(&desk, "search") };
    let reply = other.open(&desk, &app.sign(&claims(&desk, "one"))).await;
    assert_eq!(reply.status, StatusCode::NOT_FOUND);
    // A session is brought by nothing else: a page without one has none.
    assert_eq!(session(&desk.get(&format!("/embed/{}", app.inbox)).await), None);
}
