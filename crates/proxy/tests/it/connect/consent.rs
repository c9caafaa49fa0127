//! By Shopify's consent page, begun by an owner.

use super::{
    Browser, CLIENT, SECRET, came_back, changed, connected, empty, exchanges, location, path, reference, refused, sees,
};
use crate::desk::{LUMIERE, UK, customer};
use axum::http::StatusCode;
use context_card::auth::Pass;
use context_card::db::What;
use context_card_sandbox::{OauthFault, SandboxApp, TokenGate};

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_connects_a_store_and_agents_see_its_customers() {
    let desk = empty().await;
    let app = desk.app();
    let owner = desk.owner().await;
    let known = owner.stores(&desk).await["apps"][0].clone();
    assert_eq!(
        (&known["client_id"], &known["own"], &known["app"]),
        (&CLIENT.into(), &true.into(), &app.clone().into())
    );
    assert_eq!(known["redirect_url"], format!("https://card.example/connect/{app}/callback"));
    for (scope, why) in [("read_customers", "by e-mail or phone"), ("read_orders", "orders of the last 60 days")] {
        let scopes = known["scopes"].as_array().unwrap();
        let asked = scopes.iter().find(|asked| asked["scope"] == scope).expect("it is asked for");
        assert!(asked["why"].as_str().unwrap().contains(why), "{asked}");
    }
    let consent = desk.to_consent(&owner, &app, "https://admin.shopify.com/store/acme-uk/orders").await;
    let asked = url::Url::parse(&consent).unwrap();
    let query: std::collections::HashMap<_, _> = asked.query_pairs().into_owned().collect();
    assert_eq!(query["scope"], "read_customers,read_orders,read_products,read_locations,read_returns");
    assert_eq!(query["redirect_uri"], format!("https://card.example/connect/{app}/callback"));
    let reply = owner.get(&desk, &desk.approve(&consent)).await;
    assert!(!location(&reply).contains("code"), "the address holds nothing of Shopify's answer");
    let attempt = came_back(&reply);
    let page = owner.get(&desk, &format!("/connect/done/{attempt}")).await;
    for words in ["Acme UK", "is connected", "Acme", UK, "Reference"] {
        sees(&page, words);
    }
    let stores = desk.stores();
    assert_eq!((&stores[0]["grant"], &stores[0]["state"]), (&"authorization_code".into(), &"connected".into()));
    assert_eq!((&stores[0]["missing_scopes"], &stores[0]["app"]), (&serde_json::json!([]), &app.into()));
    assert!(stores[0]["expires"].as_str().unwrap().starts_with("2026-11-21T13:00:00"), "an hour: {stores}");
    assert!(stores[0]["refresh_expires"].as_str().unwrap().starts_with("2027-02-19"), "90 days: {stores}");
    assert!(stores[0]["connected_by"].as_str().unwrap().starts_with("o_"), "{stores}");
    let (_, card) = desk.open_conversation("maria@example.com").await;
    assert_eq!(customer(&card, 0)["name"], "Maria Sørensen");
    let list = owner.stores(&desk).await;
    assert_eq!((&list["stores"][0]["name"], &list["attempts"][0]["attempt"]), (&"Acme UK".into(), &attempt.into()));
    assert_eq!(reference(&page), list["attempts"][0]["attempt"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_secret_is_on_any_page() {
    let desk = empty().await;
    let app = desk.app();
    let owner = desk.owner().await;
    let consent = desk.to_consent(&owner, &app, UK).await;
    let state = consent.split("state=").nth(1).unwrap().split('&').next().unwrap().to_owned();
    let callback = desk.approve(&consent);
    let code = callback.split("code=").nth(1).unwrap().split('&').next().unwrap().to_owned();
    let mut pages = vec![owner.get(&desk, &callback).await.text];
    for address in ["/api/settings/stores", "/settings", "/owner"] {
        pages.push(owner.get(&desk, address).await.text);
    }
    pages.push(owner.get(&desk, &callback).await.text);
    for page in &pages {
        for secret in [SECRET, &state, &code, "shpat_", "shprt_"] {
            assert!(!page.contains(secret), "{secret} is on a page");
        }
    }
    for cookie in owner.cookies() {
        assert!(!cookie.contains(&state) && !cookie.contains(SECRET), "{cookie}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_used_again_changes_nothing() {
    let desk = empty().await;
    let app = desk.app();
    let owner = desk.owner().await;
    let callback = desk.approve(&desk.to_consent(&owner, &app, UK).await);
    location(&owner.get(&desk, &callback).await);
    assert_eq!(exchanges(&desk), 1);
    let again = owner.get(&desk, &callback).await;
    assert_eq!(again.status, StatusCode::GONE);
    refused(&desk, &again, "This answer from Shopify was used before.");
    assert_eq!(exchanges(&desk), 1, "no second exchange");
    let attempts = desk.setup().json(&["store", "attempts", "--tenant", &desk.tenant]);
    assert_eq!(attempts["attempts"][0]["outcome"], "connected", "it stays connected: {attempts}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_comes_many_times_at_once_is_exchanged_once() {
    let desk = empty().await;
    let app = desk.app();
    let owner = desk.owner().await;
    let callback = desk.approve(&desk.to_consent(&owner, &app, UK).await);
    let replies = futures_util::future::join_all((0..8).map(|_| owner.get(&desk, &callback))).await;
    let connected = replies.iter().filter(|reply| reply.status == StatusCode::SEE_OTHER).count();
    assert_eq!((connected, exchanges(&desk)), (1, 1));
    for reply in replies.iter().filter(|reply| reply.status != StatusCode::SEE_OTHER) {
        sees(reply, "This answer from Shopify was used before.");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_use_a_state_at_once_one_succeeds() {
    let desk = empty().await;
    let app = desk.app();
    let owner = desk.owner().await;
    let consent = url::Url::parse(&desk.to_consent(&owner, &app, UK).await).unwrap();
    let state = consent.query_pairs().find(|(key, _)| key == "state").unwrap().1.into_owned();
    let (db, hash) = (&desk.app.db, Pass::parse(&state).unwrap().hash());
    let tenant = db.tenant_of_state(&hash).await.unwrap().unwrap();
    let attempt = db.attempt_of_state(&tenant, &hash).await.unwrap().unwrap().attempt;
    // Both have read the attempt, and found its state unused.
    assert!(db.use_state(&tenant, &attempt, &hash, desk.now()).await.unwrap());
    assert!(!db.use_state(&tenant, &attempt, &hash, desk.now()).await.unwrap());
    refused(&desk, &owner.get(&desk, &desk.approve(consent.as_str())).await, "was used before.");
    assert_eq!(exchanges(&desk), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_that_goes_away_loses_nothing_that_shopify_gave() {
    let desk = empty().await;
    let app = desk.app();
    let owner = desk.owner().await;
    let callback = desk.approve(&desk.to_consent(&owner, &app, UK).await);
    let mut signals = desk.app.db.own_signals();
    desk.sandbox.hold_tokens(UK, TokenGate::AfterWork);
    tokio::select! {
        _ = owner.get(&desk, &callback) => panic!("the answer is kept back"),
        () = desk.sandbox.token_request_waits(UK, TokenGate::AfterWork) => {}
    }
    desk.sandbox.release_tokens(UK, TokenGate::AfterWork);
    let signal = signals.recv().await.unwrap();
    assert_eq!(signal.what, What::Connected);
    assert_eq!(desk.stores()[0]["state"], "connected");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_shopifys_answer_is_refused_before_shopify_is_asked() {
    let desk = empty().await;
    let app = desk.app();
    let other = ["app", "add", "--tenant", &desk.tenant, "--client-id", "client-2", "--client-secret-stdin"];
    let other = desk.setup().json_with(&other, "hush-2")["app"].as_str().unwrap().to_owned();
    let owner = desk.owner().await;
    let good = desk.approve(&desk.to_consent(&owner, &app, UK).await);
    let stranger = Browser::default();

    let mut wrong = good.clone();
    let last = wrong.pop().unwrap();
    wrong.push(if last == '0' { '1' } else { '0' });
    refused(&desk, &owner.get(&desk, &wrong).await, "The answer is not signed by Shopify.");
    let unsigned = good.split("&hmac").next().unwrap().to_owned();
    refused(&desk, &owner.get(&desk, &unsigned).await, "The answer is not signed by Shopify.");
    let forged = changed(&good, "another secret", &[]);
    refused(&desk, &owner.get(&desk, &forged).await, "The answer is not signed by Shopify.");
    let old = changed(&good, SECRET, &[("timestamp", "1763726300")]);
    refused(&desk, &owner.get(&desk, &old).await, "The answer from Shopify is too old.");
    let elsewhere = changed(&good, SECRET, &[("shop", LUMIERE)]);
    refused(&desk, &owner.get(&desk, &elsewhere).await, "Shopify answered for another store");
    let to_other = good.replace(&app, &other);
    refused(&desk, &owner.get(&desk, &to_other).await, "The answer came to the address of another app.");
    refused(&desk, &stranger.get(&desk, &good).await, "This was begun in another browser.");
    for unknown in [changed(&good, SECRET, &[("state", "")]), changed(&good, SECRET, &[("state", "AAAA")])] {
        let reply = owner.get(&desk, &unknown).await;
        assert_eq!(reply.status, StatusCode::BAD_REQUEST);
        sees(&reply, "Nobody here waits for this answer from Shopify.");
    }
    let twice = format!("{good}&shop={UK}");
    sees(&owner.get(&desk, &twice).await, "Nobody here waits for this answer");
    assert_eq!(exchanges(&desk), 0, "Shopify was not asked for tokens");
    assert_eq!(desk.stores(), serde_json::json!([]));

    location(&owner.get(&desk, &good).await);
    assert_eq!(exchanges(&desk), 1, "the right browser with the right answer still connects");
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_minutes_are_enough_or_it_begins_again() {
    let desk = empty().await;
    let app = desk.app();
    let owner = desk.owner().await;
    let consent = desk.to_consent(&owner, &app, UK).await;
    desk.wait(10 * 60);
    let callback = changed(&desk.approve(&consent), SECRET, &[("timestamp", &(desk.now()).to_string())]);
    let late = owner.get(&desk, &callback).await;
    assert_eq!(late.status, StatusCode::GONE);
    refused(&desk, &late, "It took longer than ten minutes.");
    assert_eq!(exchanges(&desk), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_who_signed_out_meanwhile_connects_nothing() {
    let desk = empty().await;
    let app = desk.app();
    let owner = desk.owner().await;
    let callback = desk.approve(&desk.to_consent(&owner, &app, UK).await);
    owner.post(&desk, "/owner/sign-out", &[]).await;
    refused(&desk, &owner.get(&desk, &callback).await, "The owner who began this is not signed in any more.");
    assert_eq!(exchanges(&desk), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_who_says_no_in_shopify_reads_so() {
    let desk = empty().await;
    let app = desk.app();
    let owner = desk.owner().await;
    let consent = desk.to_consent(&owner, &app, UK).await;
    let denied = desk.sandbox.deny(&consent).unwrap();
    refused(&desk, &owner.get(&desk, path(&denied)).await, "The request was declined in Shopify.");
    // An answer without a signature ends the attempt of this very browser, and of nobody else's.
    let consent = desk.to_consent(&owner, &app, UK).await;
    let denied = desk.sandbox.deny(&consent).unwrap();
    let unsigned = path(&denied).split("&hmac").next().unwrap().to_owned();
    let stranger = Browser::default();
    refused(&desk, &stranger.get(&desk, &unsigned).await, "This was begun in another browser.");
    refused(&desk, &owner.get(&desk, &unsigned).await, "The request was declined in Shopify.");
    assert_eq!(exchanges(&desk), 0);
    assert_eq!(desk.stores(), serde_json::json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_shopify_did_not_grant_is_named() {
    let desk = empty().await;
    let app = desk.app();
    let redirect = format!("https://card.example/connect/{app}/callback");
    let scopes = ["read_customers", "read_products"].map(str::to_owned).to_vec();
    desk.sandbox.add_app(SandboxApp { scopes, ..SandboxApp::new(CLIENT, SECRET, &[&redirect]) });
    let owner = desk.owner().await;
    let page = connected(&desk, &owner, &app).await;
    sees(&page, "Connected, but Shopify did not grant everything");
    sees(&page, "<code>read_orders</code></dt><dd>No orders are shown.</dd>");
    sees(&page, "<code>read_returns</code></dt><dd>Returns are not shown.</dd>");
    assert_eq!(desk.stores()[0]["missing_scopes"], serde_json::json!(["read_orders"]));
    let problem = owner.stores(&desk).await["stores"][0]["problems"][0].clone();
    assert_eq!(problem["code"], "scope_missing");
    assert_eq!(problem["fixes"], serde_json::json!(["grant_scopes", "test"]), "{problem}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shop_of_another_organisation_is_refused_before_shopify_is_asked() {
    let desk = empty().await;
    let app = desk.app();
    let vendors = desk.setup().json_with(&["app", "add", "--client-id", "vendor-1", "--client-secret-stdin"], "hush-v");
    let vendors = vendors["app"].as_str().unwrap().to_owned();
    desk.register(&vendors, "vendor-1", "hush-v");
    let owner = desk.owner().await;
    // Two owners of two organisations begin at the same time, through the vendor's app.
    let neighbour = desk.neighbour();
    let theirs = desk.owner_of(&neighbour).await;
    let ours = desk.approve(&desk.to_consent(&owner, &vendors, UK).await);
    let their_consent = desk.to_consent(&theirs, &vendors, UK).await;
    let their_answer = desk.approve(&their_consent);
    location(&owner.get(&desk, &ours).await);
    assert_eq!(exchanges(&desk), 1);
    let late = theirs.get(&desk, &their_answer).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    sees(&late, "Another organisation has connected this store through the same app.");
    for what in ["consent", "link"] {
        let again = theirs.does(&desk, what, &serde_json::json!({"app": vendors, "shop": UK})).await;
        assert_eq!(again.status, StatusCode::CONFLICT);
        let problem = again.json()["problem"].clone();
        assert!(problem["message"].as_str().unwrap().starts_with("Another organisation has connected this store"));
        let listed = desk.setup().json(&["store", "attempts", "--tenant", &neighbour]);
        assert_eq!(
            (&listed["attempts"][0]["attempt"], &listed["attempts"][0]["outcome"]),
            (&problem["reference"], &"taken".into())
        );
    }
    assert_eq!(exchanges(&desk), 1, "a second exchange would have ended the first one's refresh token");
    // Through an app of their own it is theirs as well.
    let page = connected(&desk, &owner, &app).await;
    sees(&page, "is connected");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_shopify_answers_in_place_of_tokens_is_said() {
    for (fault, sentence, status) in [
        (OauthFault::Refuse("invalid_client".into()), "does not accept the app", StatusCode::BAD_REQUEST),
        (OauthFault::Refuse("invalid_request".into()), "Shopify refused", StatusCode::BAD_REQUEST),
        (OauthFault::Html, "Shopify gave no usable answer.", StatusCode::BAD_GATEWAY),
        (OauthFault::Status(503), "Shopify gave no usable answer.", StatusCode::BAD_GATEWAY),
        (OauthFault::Status(402), "Shopify has frozen or locked the store.", StatusCode::BAD_REQUEST),
        (OauthFault::LostAnswer, "Shopify gave no usable answer.", StatusCode::BAD_GATEWAY),
    ] {
        let desk = empty().await;
        let app = desk.app();
        let owner = desk.owner().await;
        let callback = desk.approve(&desk.to_consent(&owner, &app, UK).await);
        desk.sandbox.oauth_fault(UK, fault.clone(), 1);
        let reply = owner.get(&desk, &callback).await;
        refused(&desk, &reply, sentence);
        assert_eq!(reply.status, status, "{fault:?}");
        assert_eq!(exchanges(&desk), 1, "{fault:?}: a code is sent once");
        sees(&connected(&desk, &owner, &app).await, "is connected");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_shopify_knows_no_more_is_said() {
    let desk = empty().await;
    let app = desk.app();
    let owner = desk.owner().await;
    let callback = changed(&desk.approve(&desk.to_consent(&owner, &app, UK).await), SECRET, &[("code", "spent")]);
    refused(&desk, &owner.get(&desk, &callback).await, "Shopify does not accept its own code any more.");
    assert_eq!(desk.stores(), serde_json::json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_signed_with_the_secret_before_is_shopifys_too() {
    let desk = empty().await;
    let app = desk.app();
    let owner = desk.owner().await;
    let consent = desk.to_consent(&owner, &app, UK).await;
    let callback = desk.approve(&consent);
    // The secret is rotated while somebody is in Shopify.
    let arguments = ["app", "add", "--tenant", &desk.tenant, "--client-id", CLIENT, "--client-secret-stdin"];
    let rotated = desk.setup().json_with(&arguments, "hush-hush-2");
    assert_eq!(rotated["app"], app.as_str(), "the same app");
    let redirect = format!("https://card.example/connect/{app}/callback");
    let previous_secret = Some(SECRET.to_owned());
    desk.sandbox.add_app(SandboxApp { previous_secret, ..SandboxApp::new(CLIENT, "hush-hush-2", &[&redirect]) });
    location(&owner.get(&desk, &callback).await);
    assert_eq!(desk.stores()[0]["state"], "connected");
}

#[tokio::test(flavor = "multi_thread")]
async fn connecting_again_keeps_the_store_with_its_settings() {
    let desk = empty().await;
    let app = desk.app();
    let token = desk.sandbox.token(UK);
    let first = desk.setup().connect(&desk.tenant, UK, &token);
    let store = first["store"].as_str().unwrap();
    desk.setup().json(&["store", "set", "--store", store, "--prefix", "UK-"]);
    desk.setup().json(&["inbox", "set", "--inbox", &desk.inbox.id, "--stores", store]);
    let owner = desk.owner().await;
    sees(&connected(&desk, &owner, &app).await, "is connected");
    let stores = desk.stores();
    assert_eq!((&stores[0]["store"], &stores[0]["prefix"]), (&store.into(), &"UK-".into()));
    assert_eq!(stores[0]["grant"], "authorization_code", "with the new credentials");
    let (_, card) = desk.open_conversation("maria@example.com").await;
    assert_eq!(card["stores"].as_array().unwrap().len(), 1, "still the inbox's store");
}
