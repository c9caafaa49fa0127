//! The kinds of host: each is added by an owner, has its own first words in the page, and steps that name its address.

use super::{as_owner, owner_cookie};
use crate::desk::{Desk, Reply};
use axum::http::StatusCode;
use serde_json::{Value, json};

const PATH: &str = "/api/settings/inboxes";

async fn add(desk: &Desk, owner: &str, host: &str, set: Value) -> Reply {
    as_owner(desk, owner, "POST", PATH, &json!({"host": host, "set": set})).await
}

#[tokio::test(flavor = "multi_thread")]
async fn each_kind_of_host_has_its_own_first_words_and_its_steps() {
    let desk = Desk::open().await;
    let owner = owner_cookie(&desk).await;
    let list = as_owner(&desk, &owner, "GET", PATH, &Value::Null).await.json();
    for choice in list["hosts"].as_array().unwrap() {
        let (host, origin) = (choice["host"].as_str().unwrap(), choice["example"].as_str().unwrap());
        let added = add(&desk, &owner, host, json!({"name": host, "origins": [origin]})).await;
        assert_eq!(added.status, StatusCode::OK, "{host}: {}", added.text);
        let inbox = added.json()["inbox"].clone();
        assert_eq!(inbox["host_label"], choice["label"]);
        let id = inbox["inbox"].as_str().unwrap();
        let guide = as_owner(&desk, &owner, "GET", &format!("{PATH}/guide?inbox={id}"), &Value::Null).await;
        assert!(guide.text.contains(id), "{host}");
        // A secret of ours is for the hosts that sign with one, and in no steps.
        let (given, signs_with) = (added.json()["key"].clone(), inbox["signs_with"].as_str().unwrap().to_owned());
        assert_eq!(given.is_object(), matches!(signs_with.as_str(), "secret_or_key" | "our_secret"), "{host}");
        assert_eq!(inbox["keys"].as_array().unwrap().len(), usize::from(given.is_object()), "{host}");
        if let Some(secret) = given["secret"].as_str() {
            assert!(!guide.text.contains(secret), "{host}");
        }
        assert_eq!(signs_with == "nothing", inbox["sign_in"].as_bool().unwrap(), "{host}");
        if matches!(host, "intercom" | "gorgias" | "gladly") {
            // There is no page: the host's backend asks for the card.
            let address = format!("/cards/{id}/{host}");
            assert!(guide.text.contains(&address) && inbox["card_url"].as_str().unwrap().ends_with(&address), "{host}");
            continue;
        }
        let page = desk.get(&format!("/embed/{id}")).await;
        let first_words = match host {
            "generic" => "scx: 'hello'",
            "chatwoot" => "-dashboard-app:fetch-info",
            "front" => "WebViewBridge.handshake",
            "livechat" => "@@livechat/postmessenger",
            "helpscout" => "GET_APP_CONTEXT",
            "mcp" => "ui/initialize",
            "zendesk" => "iframe.handshake",
            "signed-url" => "get('scx')",
            "url" => "new MessageChannel().port1",
            other => panic!("{other} has no first words here"),
        };
        assert!(page.text.contains(first_words), "{host}");
        let policy = page.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.ends_with(&format!("frame-ancestors {origin}")), "{host}: {policy}");
        assert_eq!(
            page.text.contains(r#""sign_in":{}"#),
            !matches!(host, "generic" | "zendesk" | "signed-url"),
            "{host}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_star_is_taken_for_front_alone_and_only_as_its_vendor_writes_it() {
    let desk = Desk::open().await;
    let owner = owner_cookie(&desk).await;
    for (host, origin, taken) in [
        ("front", "https://*.frontapp.com", true),
        ("front", "https://*.frontapplication.com/", true),
        ("front", "https://*.evil.example", false),
        ("front", "https://*.app.frontapp.com", false),
        ("generic", "https://*.frontapp.com", false),
        ("chatwoot", "https://*.frontapp.com", false),
    ] {
        let reply = add(&desk, &owner, host, json!({"origins": [origin]})).await;
        let status = if taken { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        assert_eq!(reply.status, status, "{host}, {origin}: {}", reply.text);
        if !taken {
            assert_eq!(reply.json()["problem"]["field"], "origins[0]");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_white_label_of_chatwoot_says_what_its_messages_begin_with() {
    let desk = Desk::open().await;
    let owner = owner_cookie(&desk).await;
    let added = add(&desk, &owner, "chatwoot", json!({"origins": ["https://a.example"], "prefix": " trinoai "})).await;
    assert_eq!(added.status, StatusCode::OK, "{}", added.text);
    let inbox = added.json()["inbox"].clone();
    assert_eq!(inbox["set"]["prefix"], "trinoai");
    let id = inbox["inbox"].as_str().unwrap();
    assert!(desk.get(&format!("/embed/{id}")).await.text.contains(r#""options":{"prefix":"trinoai"}"#));
    desk.setup().json(&["inbox", "set", "--inbox", id, "--prefix", ""]);
    assert!(!desk.get(&format!("/embed/{id}")).await.text.contains("trinoai"));
    for (host, prefix) in [("chatwoot", "</script>"), ("chatwoot", "Trino"), ("front", "trinoai")] {
        let reply = add(&desk, &owner, host, json!({"origins": ["https://a.example"], "prefix": prefix})).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{host}, {prefix}");
        assert_eq!(reply.json()["problem"]["field"], "prefix");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn how_an_address_is_signed_is_set_for_the_hosts_that_sign_one() {
    let desk = Desk::open().await;
    let owner = owner_cookie(&desk).await;
    let of = |signature: Value| json!({"origins": ["https://a.example"], "signature": signature});
    let added = add(&desk, &owner, "signed-url", of(Value::Null)).await.json();
    assert_eq!(added["inbox"]["set"]["signature"], "hmac", "said, and not guessed");
    let jwt = add(&desk, &owner, "signed-url", of(json!("jwt"))).await.json();
    assert_eq!(jwt["inbox"]["set"]["signature"], "jwt");
    let (inbox, version) = (jwt["inbox"]["inbox"].clone(), jwt["inbox"]["version"].clone());
    let change = json!({"inbox": inbox, "version": version, "set": of(json!("hmac"))});
    let changed = as_owner(&desk, &owner, "PUT", PATH, &change).await;
    assert_eq!(changed.json()["set"]["signature"], "hmac", "{}", changed.text);
    let other = add(&desk, &owner, "url", of(json!("jwt"))).await;
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(other.json()["problem"]["field"], "signature");
    assert_eq!(add(&desk, &owner, "signed-url", of(json!("none"))).await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_adds_intercom_without_an_address_and_pastes_its_client_secret() {
    let desk = Desk::open().await;
    let owner = owner_cookie(&desk).await;
    let added = add(&desk, &owner, "intercom", json!({"name": "Intercom", "origins": []})).await;
    assert_eq!(added.status, StatusCode::OK, "{}", added.text);
    let id = added.json()["inbox"]["inbox"].clone();
    let paste = async |text: &str| {
        let request = json!({"inbox": id, "public_key": text});
        as_owner(&desk, &owner, "POST", &format!("{PATH}/keys"), &request).await
    };
    let made = as_owner(&desk, &owner, "POST", &format!("{PATH}/keys"), &json!({"inbox": id})).await;
    assert_eq!(made.json()["problem"]["field"], "public_key", "a secret of ours is of no use there");
    let refused = paste("not a secret, with spaces").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text);
    assert_eq!(refused.json()["problem"]["field"], "public_key");
    let taken = paste("7f1c9a52-43f1-4d0e-9f0a-client-secret").await;
    assert_eq!(taken.status, StatusCode::OK, "{}", taken.text);
    assert!(taken.json()["secret"].is_null() && !taken.text.contains("7f1c9a52"), "{}", taken.text);
    let trial = json!({"inbox": id, "proof": {"email": "maria@example.com"}});
    let tried = as_owner(&desk, &owner, "POST", &format!("{PATH}/trial"), &trial).await;
    assert_eq!(tried.status, StatusCode::UNPROCESSABLE_ENTITY, "there is nothing to frame: {}", tried.text);
}
