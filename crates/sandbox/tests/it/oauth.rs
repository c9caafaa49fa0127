//! A developer's day with OAuth: the page, the code, the tokens, and everything that Shopify refuses.

#![expect(clippy::unwrap_used, reason = "a test that can't ask has failed")]

use context_card_sandbox::{Expiring, OauthFault, SandboxApp, TokenGate};
use hmac::{Hmac, KeyInit as _, Mac as _};
use reqwest::redirect::Policy;
use reqwest::{Client, Response};
use serde_json::{Value, json};
use sha2::Sha256;
use time::Duration;

use crate::support::{Day, FRANCE, UK, read};

const BACK: &str = "https://card.example/connect/callback";
const ID: &str = "card-app";
const SECRET: &str = "card-secret";
const PROBE: &str = "{ shop { name } }";
const EXCHANGE: &str = "urn:ietf:params:oauth:grant-type:token-exchange";
const OFFLINE: &str = "urn:shopify:params:oauth:token-type:offline-access-token";

/// A day on which the app is registered.
async fn day() -> Day {
    let day = Day::begin().await;
    day.sandbox.add_app(SandboxApp::new(ID, SECRET, &[BACK]));
    day
}

fn link(day: &Day, shop: &str, more: &[(&str, &str)]) -> String {
    let page = format!("{}/{shop}/admin/oauth/authorize", day.sandbox.origin());
    let usual =
        [("client_id", ID), ("scope", "read_customers,write_orders"), ("redirect_uri", BACK), ("state", "nonce/1")];
    let kept = usual.iter().filter(|(key, _)| more.iter().all(|(other, _)| other != key));
    url::Url::parse_with_params(&page, kept.chain(more)).unwrap().into()
}

fn parameter(url: &str, name: &str) -> Option<String> {
    url::Url::parse(url).unwrap().query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

/// A browser that shows where it would be sent.
fn browser() -> Client {
    Client::builder().redirect(Policy::none()).build().unwrap()
}

/// Asks the token endpoint, in JSON, as the app.
async fn token(day: &Day, shop: &str, body: Value) -> Response {
    let mut whole = json!({"client_id": ID, "client_secret": SECRET});
    whole.as_object_mut().unwrap().extend(body.as_object().unwrap().clone());
    let url = format!("{}/{shop}/admin/oauth/access_token", day.sandbox.origin());
    let request =
        day.client().post(url).header("Content-Type", "application/json").header("Accept", "application/json");
    request.body(whole.to_string()).send().await.unwrap()
}

/// The answer of the token endpoint, whatever its status.
async fn answer(day: &Day, body: Value) -> (u16, Value) {
    let response = token(day, UK, body).await;
    (response.status().as_u16(), read(response).await)
}

/// Installs the app by the link and exchanges the code.
async fn connect(day: &Day, expiring: Value) -> Value {
    let code = parameter(&day.sandbox.approve(&link(day, UK, &[])).unwrap(), "code").unwrap();
    let (status, tokens) = answer(day, json!({"code": code, "expiring": expiring})).await;
    assert_eq!(status, 200, "{tokens}");
    tokens
}

async fn refresh(day: &Day, tokens: &Value) -> (u16, Value) {
    answer(day, json!({"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]})).await
}

/// The status of the Admin API for the tokens' access token.
async fn works(day: &Day, tokens: &Value) -> u16 {
    day.send(UK, tokens["access_token"].as_str().unwrap(), PROBE, json!({})).await.status().as_u16()
}

fn dead() -> Value {
    json!({"error": "invalid_request", "error_description": "This request requires an active refresh_token"})
}

#[tokio::test]
async fn a_merchant_installs_the_app_on_the_page() {
    let day = day().await;
    let page = browser().get(link(&day, UK, &[])).send().await.unwrap();
    assert_eq!(page.status(), 200);
    assert_eq!(page.headers()["x-frame-options"], "DENY");
    assert!(page.headers()["content-security-policy"].to_str().unwrap().contains("frame-ancestors 'none'"));
    let html = page.text().await.unwrap();
    for part in ["Sandbox: install app?", "Acme UK", UK, ID, "read_customers", "write_orders", ">Install<", ">Cancel<"]
    {
        assert!(html.contains(part), "{part} is missing: {html}");
    }
    let clicked = click(&day, "install").await;
    assert_eq!(clicked.status(), 302);
    let back = clicked.headers()["location"].to_str().unwrap().to_owned();
    assert!(back.starts_with(&format!("{BACK}?")), "{back}");
    assert_eq!(parameter(&back, "shop").as_deref(), Some(UK));
    assert_eq!(parameter(&back, "state").as_deref(), Some("nonce/1"));
    assert_eq!(parameter(&back, "timestamp").as_deref(), Some("1795262400"));
    assert_eq!(parameter(&back, "host").as_deref(), Some("YWRtaW4uc2hvcGlmeS5jb20vc3RvcmUvYWNtZS11aw"));
    assert_eq!(parameter(&back, "hmac"), Some(signed(&back, SECRET)));
    let again = browser().get(link(&day, UK, &[])).send().await.unwrap();
    assert_eq!(again.status(), 302, "installed with these scopes: there is nothing to ask");
    let more = browser().get(link(&day, UK, &[("scope", "read_products")])).send().await.unwrap();
    assert_eq!(more.status(), 200, "a new scope is asked for again");
    let (status, tokens) = answer(&day, json!({"code": parameter(&back, "code"), "expiring": "1"})).await;
    assert_eq!((status, &tokens["scope"]), (200, &json!("read_customers,write_orders")));
}

/// The signature that an app computes over a redirect.
fn signed(back: &str, secret: &str) -> String {
    let mut pairs: Vec<_> =
        url::Url::parse(back).unwrap().query_pairs().into_owned().filter(|(k, _)| k != "hmac").collect();
    pairs.sort();
    let message = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish().replace('+', "%20");
    let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap().chain_update(message.as_bytes());
    mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

async fn click(day: &Day, button: &str) -> Response {
    let link = link(day, UK, &[]);
    let (page, query) = link.split_once('?').unwrap();
    let form = browser().post(page).header("Content-Type", "application/x-www-form-urlencoded");
    form.body(format!("{query}&decision={button}")).send().await.unwrap()
}

#[tokio::test]
async fn a_merchant_who_cancels_is_sent_back_with_a_signed_no() {
    let day = day().await;
    let clicked = click(&day, "cancel").await;
    assert_eq!(clicked.status(), 302);
    let back = clicked.headers()["location"].to_str().unwrap();
    assert_eq!(parameter(back, "error").as_deref(), Some("access_denied"));
    assert_eq!(parameter(back, "state").as_deref(), Some("nonce/1"));
    assert!(parameter(back, "hmac").is_some() && parameter(back, "code").is_none());
    assert!(!day.sandbox.is_installed(UK, ID));
    assert_eq!(day.sandbox.deny(&link(&day, UK, &[])).unwrap(), back);
}

#[tokio::test]
async fn every_redirect_is_signed_with_the_apps_secret_of_that_moment() {
    let day = day().await;
    day.sandbox
        .add_app(SandboxApp { previous_secret: Some(SECRET.to_owned()), ..SandboxApp::new(ID, "rotated", &[BACK]) });
    let approved = day.sandbox.approve(&link(&day, UK, &[])).unwrap();
    assert_eq!(parameter(&approved, "hmac"), Some(signed(&approved, "rotated")));
    let denied = day.sandbox.deny(&link(&day, UK, &[("state", "a b+c&d=é")])).unwrap();
    assert_eq!(parameter(&denied, "state").as_deref(), Some("a b+c&d=é"));
    assert_eq!(parameter(&denied, "hmac"), Some(signed(&denied, "rotated")));
    let without = day.sandbox.approve(&link(&day, UK, &[("state", "")]).replace("&state=", "")).unwrap();
    assert_eq!(parameter(&without, "state"), None);
}

#[tokio::test]
async fn the_page_refuses_strangers_wrong_addresses_and_scopes_that_do_not_exist() {
    let day = day().await;
    let cases = [
        (
            ("client_id", "stranger"),
            "Oauth error invalid_request: Could not find Shopify API application with api_key stranger",
        ),
        (("redirect_uri", "https://evil.example/"), "Oauth error invalid_request: The redirect_uri is not whitelisted"),
        (
            ("redirect_uri", "https://card.example/connect/callback/"),
            "Oauth error invalid_request: The redirect_uri is not whitelisted",
        ),
        (("redirect_uri", ""), "Oauth error invalid_request: The redirect_uri is not whitelisted"),
        (("scope", "read_orders,read_minds"), "Oauth error invalid_scope: The access scope is invalid: read_minds"),
    ];
    for (change, sentence) in cases {
        let page = browser().get(link(&day, UK, &[change])).send().await.unwrap();
        assert_eq!(page.status(), 400, "{change:?}");
        let html = page.text().await.unwrap();
        assert!(html.contains(sentence), "{html}");
        assert_eq!(day.sandbox.approve(&link(&day, UK, &[change])).unwrap_err(), sentence);
    }
    let nowhere = browser().get(link(&day, "nowhere.myshopify.com", &[])).send().await.unwrap();
    assert_eq!(nowhere.status(), 404);
    let script = browser().get(link(&day, UK, &[("client_id", "<script>")])).send().await.unwrap();
    assert!(!script.text().await.unwrap().contains("<script>"));
}

#[tokio::test]
async fn an_apps_own_configuration_decides_what_is_granted() {
    let day = day().await;
    let narrow = SandboxApp { scopes: vec!["read_orders".to_owned()], ..SandboxApp::new(ID, SECRET, &[BACK]) };
    day.sandbox.add_app(narrow);
    assert_eq!(connect(&day, json!("1")).await["scope"], "read_orders", "whatever the link asked for");
}

#[tokio::test]
async fn a_code_brings_an_expiring_token_once() {
    let day = day().await;
    let back = day.sandbox.approve(&link(&day, UK, &[])).unwrap();
    let code = json!({"code": parameter(&back, "code"), "expiring": true});
    let elsewhere = token(&day, FRANCE, code.clone()).await;
    assert_eq!(elsewhere.status(), 400, "the code is another shop's");
    let (status, tokens) = answer(&day, code.clone()).await;
    assert_eq!(status, 200);
    assert_eq!(tokens["scope"], "read_customers,write_orders");
    assert_eq!((&tokens["expires_in"], &tokens["refresh_token_expires_in"]), (&json!(3600), &json!(7_776_000)));
    assert!(tokens["access_token"].as_str().unwrap().starts_with("shpat_"));
    assert!(tokens["refresh_token"].as_str().unwrap().starts_with("shprt_"));
    assert_eq!(works(&day, &tokens).await, 200);
    let refused = json!({"error": "invalid_request", "error_description": "The authorization code was not found or was already used"});
    assert_eq!(answer(&day, code).await, (400, refused));
    day.sandbox.advance(Duration::seconds(3599));
    assert_eq!(works(&day, &tokens).await, 200);
    day.sandbox.advance(Duration::seconds(1));
    assert_eq!(works(&day, &tokens).await, 401);
}

#[tokio::test]
async fn who_asks_for_one_persons_token_gets_a_day_and_no_refresh_token() {
    let day = day().await;
    let back = day.sandbox.approve(&link(&day, UK, &[("grant_options[]", "per-user")])).unwrap();
    let (status, online) = answer(&day, json!({"code": parameter(&back, "code"), "expiring": "1"})).await;
    assert_eq!((status, &online["expires_in"]), (200, &json!(86399)));
    assert_eq!(online["associated_user"]["account_owner"], true);
    assert_eq!(online.get("refresh_token"), None);
    assert_eq!(works(&day, &online).await, 200);
}

#[tokio::test]
async fn a_token_without_end_is_given_out_and_refused_where_the_app_must_expire() {
    let day = day().await;
    let tokens = connect(&day, json!("0")).await;
    assert_eq!(tokens.as_object().unwrap().len(), 2, "{tokens}");
    assert_eq!(works(&day, &tokens).await, 200);
    day.sandbox.add_app(SandboxApp { expiring: Expiring::Must, ..SandboxApp::new(ID, SECRET, &[BACK]) });
    let refused = day.send(UK, tokens["access_token"].as_str().unwrap(), PROBE, json!({})).await;
    assert_eq!(refused.status(), 403);
    let text = read(refused).await["errors"].as_str().unwrap().to_owned();
    assert!(text.starts_with("[API] Non-expiring access tokens are no longer accepted"), "{text}");
    assert_eq!(works(&day, &connect(&day, json!(1)).await).await, 200);
}

#[tokio::test]
async fn a_token_without_end_is_migrated_once_and_for_all() {
    let day = day().await;
    let old = connect(&day, json!("0")).await;
    let migration = json!({
        "grant_type": EXCHANGE, "subject_token": old["access_token"], "subject_token_type": OFFLINE, "requested_token_type": OFFLINE, "expiring": "1",
    });
    let (status, pair) = answer(&day, migration.clone()).await;
    assert_eq!((status, &pair["expires_in"]), (200, &json!(3600)), "{pair}");
    assert_eq!(works(&day, &old).await, 401);
    assert_eq!(works(&day, &pair).await, 200);
    assert_eq!(answer(&day, migration.clone()).await.1, pair, "a retry brings the same pair");
    assert_eq!(refresh(&day, &pair).await.0, 200);
    let (status, refused) = answer(&day, migration).await;
    assert_eq!((status, &refused["error"]), (400, &json!("invalid_subject_token")));
}

#[tokio::test]
async fn a_lost_answer_is_recovered_with_the_old_refresh_token() {
    let day = day().await;
    let first = connect(&day, json!("1")).await;
    day.sandbox.oauth_fault(UK, OauthFault::LostAnswer, 1);
    let url = format!("{}/{UK}/admin/oauth/access_token", day.sandbox.origin());
    let body = json!({"client_id": ID, "client_secret": SECRET, "grant_type": "refresh_token", "refresh_token": first["refresh_token"]});
    let lost = browser().post(url).header("Content-Type", "application/json").body(body.to_string()).send().await;
    assert!(lost.is_err(), "{lost:?}");
    let (status, second) = refresh(&day, &first).await;
    assert_eq!(status, 200);
    assert_ne!(second["refresh_token"], first["refresh_token"]);
    assert_eq!(works(&day, &second).await, 200);
    assert_eq!(works(&day, &first).await, 200, "the old access token lives out its hour");
    assert_eq!(refresh(&day, &second).await.0, 200);
    assert_eq!(refresh(&day, &first).await, (401, dead()), "its replacement was used");
    let log = day.sandbox.log();
    let statuses: Vec<u16> =
        log.iter().filter(|e| e.operation.as_deref() == Some("oauth:refresh_token")).map(|e| e.status).collect();
    assert_eq!(statuses, [0, 200, 200, 401]);
}

#[tokio::test]
async fn refresh_tokens_die_by_age_by_a_new_connection_by_an_uninstall_and_by_hand() {
    let day = day().await;
    let first = connect(&day, json!("1")).await;
    let second = connect(&day, json!("1")).await;
    assert_eq!(refresh(&day, &first).await, (401, dead()));
    day.sandbox.kill_refresh_token(UK, ID);
    assert_eq!(refresh(&day, &second).await, (401, dead()));
    assert_eq!(works(&day, &second).await, 200);
    let third = connect(&day, json!("1")).await;
    day.sandbox.advance(Duration::days(90));
    assert_eq!(refresh(&day, &third).await, (401, dead()));
    let fourth = connect(&day, json!("1")).await;
    day.sandbox.uninstall(UK, ID).await;
    assert_eq!(refresh(&day, &fourth).await, (401, dead()));
    assert_eq!(works(&day, &fourth).await, 401);
    assert!(!day.sandbox.is_installed(UK, ID));
}

#[tokio::test]
async fn access_tokens_can_be_ended_early_and_scopes_changed() {
    let day = day().await;
    let tokens = connect(&day, json!("1")).await;
    day.sandbox.set_scopes(UK, ID, &["read_products"]).await;
    let probe = day
        .ask_as(
            UK,
            tokens["access_token"].as_str().unwrap(),
            "{ currentAppInstallation { accessScopes { handle } } }",
            json!({}),
        )
        .await;
    assert_eq!(probe["data"]["currentAppInstallation"]["accessScopes"], json!([{"handle": "read_products"}]));
    day.sandbox.expire_access_tokens(UK);
    assert_eq!(works(&day, &tokens).await, 401);
    let (_, renewed) = refresh(&day, &tokens).await;
    assert_eq!(renewed["scope"], "read_products");
    assert_eq!(works(&day, &renewed).await, 200);
    assert_eq!(
        day.send(UK, &day.sandbox.token(UK), PROBE, json!({})).await.status(),
        200,
        "a token without end goes on"
    );
}

#[tokio::test]
async fn client_credentials_need_the_same_organisation_and_an_install() {
    let day = day().await;
    let ask = json!({"grant_type": "client_credentials"});
    let stranger = token(&day, UK, ask.clone()).await;
    assert_eq!(stranger.status(), 400);
    let html = stranger.text().await.unwrap();
    assert!(
        html.contains("Oauth error shop_not_permitted: Client credentials cannot be performed on this shop."),
        "{html}"
    );
    day.sandbox.add_app(SandboxApp { same_organization: true, ..SandboxApp::new(ID, SECRET, &[BACK]) });
    let absent = token(&day, UK, ask.clone()).await;
    assert_eq!(absent.status(), 400);
    assert!(absent.text().await.unwrap().contains("Oauth error app_not_installed"));
    day.sandbox.install(UK, ID, &["read_orders"]);
    let (status, tokens) = answer(&day, ask.clone()).await;
    assert_eq!((status, &tokens["expires_in"]), (200, &json!(86399)));
    assert_eq!(tokens.get("refresh_token"), None);
    day.sandbox.advance(Duration::seconds(86398));
    let (_, second) = answer(&day, ask).await;
    assert_eq!(works(&day, &tokens).await, 200);
    day.sandbox.advance(Duration::seconds(1));
    assert_eq!(works(&day, &tokens).await, 401);
    assert_eq!(works(&day, &second).await, 200);
    let own = day.sandbox.own_app();
    let ready =
        json!({"client_id": own.client_id, "client_secret": own.client_secret, "grant_type": "client_credentials"});
    assert_eq!(answer(&day, ready).await.0, 200, "ready from the start");
}

#[tokio::test]
async fn a_wrong_secret_is_an_invalid_client_and_the_one_before_is_still_taken() {
    let day = day().await;
    let (status, refused) = answer(&day, json!({"client_secret": "guess", "grant_type": "client_credentials"})).await;
    assert_eq!((status, &refused["error"]), (401, &json!("invalid_client")));
    let (_, refused) = answer(&day, json!({"client_id": "nobody", "grant_type": "client_credentials"})).await;
    assert_eq!(refused["error"], "invalid_client");
    let tokens = connect(&day, json!("1")).await;
    day.sandbox
        .add_app(SandboxApp { previous_secret: Some(SECRET.to_owned()), ..SandboxApp::new(ID, "rotated", &[BACK]) });
    let (status, tokens) = refresh(&day, &tokens).await;
    assert_eq!(status, 200, "{tokens}");
    day.sandbox.add_app(SandboxApp::new(ID, "rotated", &[BACK]));
    assert_eq!(refresh(&day, &tokens).await.1["error"], "invalid_client");
}

#[tokio::test]
async fn forms_are_read_too_and_what_is_missing_is_named() {
    let day = day().await;
    day.sandbox.add_app(SandboxApp { same_organization: true, ..SandboxApp::new(ID, SECRET, &[BACK]) });
    day.sandbox.install(UK, ID, &[]);
    let url = format!("{}/{UK}/admin/oauth/access_token", day.sandbox.origin());
    let form = async |body: String, accept: &str| {
        let request = day
            .client()
            .post(&url)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Accept", accept);
        request.body(body).send().await.unwrap()
    };
    let whole = format!("client_id={ID}&client_secret={SECRET}&grant_type=client_credentials");
    assert_eq!(form(whole, "application/json").await.status(), 200);
    let bare = read(form(format!("client_id={ID}&client_secret={SECRET}"), "application/json").await).await;
    assert_eq!(bare["error_description"], "The request is missing the parameter code");
    let strange =
        read(form(format!("client_id={ID}&client_secret={SECRET}&grant_type=password"), "application/json").await)
            .await;
    assert_eq!(strange["error"], "unsupported_grant_type");
    let html = form(format!("client_id={ID}&client_secret=x"), "text/html").await;
    assert!(html.headers()["content-type"].to_str().unwrap().starts_with("text/html"));
    assert!(html.text().await.unwrap().contains("Oauth error invalid_client"));
    assert_eq!(token(&day, "nowhere.myshopify.com", json!({})).await.status(), 404);
}

#[tokio::test]
async fn every_fault_of_the_token_endpoint_leaves_the_pair_as_it_was() {
    let day = day().await;
    let tokens = connect(&day, json!("1")).await;
    let body = json!({"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]});
    for status in [402, 423, 429, 500, 502, 503, 520] {
        day.sandbox.oauth_fault(UK, OauthFault::Status(status), 1);
        assert_eq!(token(&day, UK, body.clone()).await.status(), status);
    }
    day.sandbox.oauth_fault(UK, OauthFault::Html, 1);
    let html = token(&day, UK, body.clone()).await;
    assert_eq!(html.status(), 200);
    assert!(html.text().await.unwrap().starts_with("<!DOCTYPE html>"));
    day.sandbox.oauth_fault(UK, OauthFault::Refuse("invalid_grant".to_owned()), 1);
    let (status, refused) = answer(&day, body.clone()).await;
    assert_eq!((status, &refused["error"]), (400, &json!("invalid_grant")));
    day.sandbox.oauth_fault(UK, OauthFault::Slow(1), 1);
    day.sandbox.oauth_fault(UK, OauthFault::NoExpiresIn, 1);
    let (_, first) = answer(&day, body.clone()).await;
    assert_eq!(first["expires_in"], 3600);
    let (status, without) = refresh(&day, &first).await;
    assert_eq!((status, without.get("expires_in")), (200, None));
    assert!(without["refresh_token"].is_string());
    day.sandbox.advance(Duration::seconds(3600));
    assert_eq!(works(&day, &without).await, 401, "it expires all the same");
}

#[tokio::test]
async fn the_endpoint_can_be_held_before_and_after_the_work() {
    let day = day().await;
    let tokens = connect(&day, json!("1")).await;
    day.sandbox.clear_log();
    day.sandbox.hold_tokens(UK, TokenGate::BeforeWork);
    let body = json!({"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]});
    {
        let mut asked = std::pin::pin!(token(&day, UK, body.clone()));
        tokio::select! {
            biased;
            _ = asked.as_mut() => panic!("it is held"),
            () = day.sandbox.token_request_waits(UK, TokenGate::BeforeWork) => {}
        }
        assert_eq!(day.sandbox.log(), [], "nothing is done yet");
        let gates = read(day.get("/_sandbox/token-gates").await).await;
        assert_eq!(gates[0], json!({"shop": UK, "gate": "before_work", "held": true, "waiting": 1}));
    }
    // The client has gone; Shopify does what it was asked to, all the same.
    day.sandbox.hold_tokens(UK, TokenGate::AfterWork);
    day.sandbox.release_tokens(UK, TokenGate::BeforeWork);
    day.sandbox.token_request_waits(UK, TokenGate::AfterWork).await;
    assert_eq!(day.sandbox.log()[0].status, 200);
    day.sandbox.clear_faults();
    assert_eq!(refresh(&day, &tokens).await.0, 200, "the old one recovers it");
}

#[tokio::test]
async fn a_request_can_stay_without_an_answer() {
    let day = day().await;
    let tokens = connect(&day, json!("1")).await;
    day.sandbox.clear_log();
    day.sandbox.oauth_fault(UK, OauthFault::NeverAnswers, 1);
    let body = json!({"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]});
    let mut asked = std::pin::pin!(token(&day, UK, body));
    let mut turns = 0;
    while turns < 100 {
        tokio::select! {
            biased;
            _ = asked.as_mut() => panic!("it should not answer"),
            () = tokio::task::yield_now() => {}
        }
        turns += usize::from(!day.sandbox.log().is_empty());
    }
    assert_eq!(day.sandbox.log()[0].status, 0);
}

#[tokio::test]
async fn the_tokens_of_one_app_share_their_points() {
    let day = day().await;
    let first = connect(&day, json!("1")).await;
    let (_, second) = refresh(&day, &first).await;
    let left = async |tokens: &Value| {
        let answer = day
            .ask_as(UK, tokens["access_token"].as_str().unwrap(), "{ orders(first: 50) { nodes { id } } }", json!({}))
            .await;
        answer["extensions"]["cost"]["throttleStatus"]["currentlyAvailable"].as_i64().unwrap()
    };
    let (one, two) = (left(&first).await, left(&second).await);
    assert!(two < one && one < 2000, "{one} {two}");
    day.sandbox.drain(UK);
    let refused = day.ask_as(UK, first["access_token"].as_str().unwrap(), PROBE, json!({})).await;
    assert_eq!(refused["errors"][0]["extensions"]["code"], "THROTTLED");
    day.sandbox.throttle(UK, 0.0, 50.0);
    day.sandbox.advance(Duration::seconds(1));
    let slow = day.ask_as(UK, first["access_token"].as_str().unwrap(), PROBE, json!({})).await;
    assert_eq!(slow["extensions"]["cost"]["throttleStatus"]["currentlyAvailable"], 49);
    assert_eq!(slow["extensions"]["cost"]["throttleStatus"]["restoreRate"], 50.0);
}

#[tokio::test]
async fn no_token_and_no_secret_is_in_the_log() {
    let day = day().await;
    let tokens = connect(&day, json!("1")).await;
    browser().get(link(&day, UK, &[])).send().await.unwrap();
    refresh(&day, &tokens).await;
    let log = day.get("/_sandbox/log").await.text().await.unwrap();
    assert!(
        log.contains("oauth:authorize")
            && log.contains("oauth:authorization_code")
            && log.contains("oauth:refresh_token")
    );
    for secret in ["shpat_", "shprt_", SECRET, "nonce"] {
        assert!(!log.contains(secret), "{secret} is in {log}");
    }
}

#[tokio::test]
async fn another_process_can_do_all_of_it_by_the_control_routes() {
    let day = Day::begin().await;
    let order = async |path: &str, body: Value| {
        let url = format!("{}/_sandbox/{path}", day.sandbox.origin());
        let request = day.client().post(url).header("Content-Type", "application/json").body(body.to_string());
        let status = request.send().await.unwrap().status().as_u16();
        assert!(status < 300, "{path} {status}");
    };
    order("apps", json!({"client_id": ID, "client_secret": SECRET, "redirect_urls": [BACK], "expiring": "must", "same_organization": true})).await;
    assert_eq!(day.sandbox.app(ID).unwrap().expiring, Expiring::Must);
    order("install", json!({"shop": UK, "client_id": ID, "scopes": ["read_orders"]})).await;
    let tokens = connect(&day, json!("1")).await;
    order("scopes", json!({"shop": UK, "client_id": ID, "scopes": ["read_products"]})).await;
    order("tokens", json!({"shop": UK, "end": "access_tokens"})).await;
    assert_eq!(works(&day, &tokens).await, 401);
    order("faults", json!({"shop": UK, "oauth": {"status": 503}, "times": 1})).await;
    assert_eq!(token(&day, UK, json!({})).await.status(), 503);
    let (_, tokens) = refresh(&day, &tokens).await;
    assert_eq!(tokens["scope"], "read_products");
    order("points", json!({"shop": UK, "available": 0})).await;
    let throttled = day.ask_as(UK, tokens["access_token"].as_str().unwrap(), PROBE, json!({})).await;
    assert_eq!(throttled["errors"][0]["extensions"]["code"], "THROTTLED");
    order("tokens", json!({"shop": UK, "client_id": ID, "end": "refresh_token"})).await;
    assert_eq!(refresh(&day, &tokens).await, (401, dead()));
    order("token-gates", json!({"shop": UK, "gate": "after_work"})).await;
    let gates = read(day.get("/_sandbox/token-gates").await).await;
    assert_eq!(gates[1]["held"], true);
    order("uninstall", json!({"shop": UK, "client_id": ID})).await;
    assert!(!day.sandbox.is_installed(UK, ID));
}
