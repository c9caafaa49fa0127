//! What goes wrong with a connection's tokens, what the agent sees of it, and how it is over.

use super::*;
use context_card_sandbox::{Fault, OauthFault};

const FINE: [&str; 0] = [];
const CONNECTED: (ConnectionState, Option<String>) = (ConnectionState::Connected, None);

fn dead(code: &str) -> (ConnectionState, Option<String>) {
    (ConnectionState::ReconnectNeeded, Some(code.to_owned()))
}

#[tokio::test]
async fn what_passes_within_a_moment_is_not_seen() {
    for fault in [OauthFault::LostAnswer, OauthFault::Status(503), OauthFault::Status(520), OauthFault::Html] {
        let connected = Connected::by_code().await;
        connected.pass(3600);
        connected.desk.sandbox.oauth_fault(UK, fault.clone(), 2);
        assert_eq!(connected.told().await, FINE, "{fault:?}");
        assert_eq!(connected.asked(), ["oauth:refresh_token", "oauth:refresh_token", "oauth:refresh_token", "Card"]);
        // And what was kept is good: the next hour begins as usual.
        connected.pass(3600);
        assert_eq!(connected.told().await, FINE, "{fault:?}");
        assert_eq!(connected.asked(), ["oauth:refresh_token", "Card"], "{fault:?}");
    }
}

#[tokio::test]
async fn a_missing_life_is_an_hour() {
    let connected = Connected::by_code().await;
    connected.pass(3600);
    connected.desk.sandbox.oauth_fault(UK, OauthFault::NoExpiresIn, 1);
    assert_eq!(connected.told().await, FINE);
    let expires = connected.row().await.connection.expires;
    assert_eq!(expires, Some(connected.desk.app.clock.unix() + 3600));
}

#[tokio::test]
async fn a_failing_endpoint_disturbs_nobody_while_the_token_lives() {
    let connected = Connected::by_code().await;
    connected.pass(3400);
    connected.desk.sandbox.oauth_fault(UK, OauthFault::Status(500), 100);
    assert_eq!(connected.told().await, FINE);
    connected.pass(195);
    assert_eq!(connected.told().await, FINE, "five seconds before its end, and no other to be had");
    connected.pass(60);
    let (_, card) = connected.desk.open_conversation("maria@example.com").await;
    assert_eq!(told(&card), ["store_unreachable"], "the last good data, and why it is not of now");
    assert!(card["stores"][0]["found"]["customer"].is_object());
    assert_eq!(connected.state().await.0, ConnectionState::Connected);
    connected.desk.sandbox.clear_faults();
    connected.pass(60);
    assert_eq!(connected.told().await, FINE);
    assert_eq!(connected.state().await, CONNECTED);
}

#[tokio::test]
async fn a_dead_refresh_token_needs_its_owner_once_and_without_a_loop() {
    let connected = Connected::by_code().await;
    connected.pass(3600);
    connected.desk.sandbox.kill_refresh_token(UK, CLIENT_ID);
    assert_eq!(connected.told().await, ["reconnect_needed"]);
    assert_eq!(connected.asked(), ["oauth:refresh_token"]);
    assert_eq!(connected.state().await, dead("dead_refresh_token"));
    let reference = connected.row().await.connection.failure.unwrap().reference;
    assert_eq!(reference.len(), 10);
    for _ in 0..3 {
        connected.pass(3600);
        assert_eq!(connected.told().await, ["reconnect_needed"]);
    }
    assert_eq!(connected.asked(), FINE, "Shopify is not asked again with what is dead");
    connected.connect_again().await;
    assert_eq!(connected.told().await, FINE);
    assert_eq!(connected.state().await, CONNECTED);
}

#[tokio::test]
async fn a_dead_refresh_token_disturbs_nobody_while_the_access_token_lives() {
    let connected = Connected::by_code().await;
    connected.desk.sandbox.kill_refresh_token(UK, CLIENT_ID);
    connected.pass(3400);
    assert_eq!(connected.told().await, FINE);
    let (tenant, store) = (&connected.tenant, &connected.store);
    let version = connected.row().await.connection.version;
    connected.desk.app.keeper.renew(tenant, store, version).await.unwrap_err();
    connected.pass(60);
    assert_eq!(connected.told().await, FINE);
    assert_eq!(connected.state().await, dead("dead_refresh_token"), "the owner knows in time");
    connected.pass(140);
    assert_eq!(connected.told().await, ["reconnect_needed"]);
}

#[tokio::test]
async fn invalid_grant_is_a_dead_refresh_token() {
    let connected = Connected::by_code().await;
    connected.pass(3600);
    connected.desk.sandbox.oauth_fault(UK, OauthFault::Refuse("invalid_grant".to_owned()), 1);
    assert_eq!(connected.told().await, ["reconnect_needed"]);
    assert_eq!(connected.state().await, dead("dead_refresh_token"));
}

#[tokio::test]
async fn the_refresh_token_before_saves_a_pair_that_got_lost() {
    let connected = Connected::by_code().await;
    let first = connected.row().await.connection;
    connected.pass(3600);
    connected.told().await;
    let second = connected.row().await.connection;
    // Shopify has given out another pair for the first refresh token since: a copy of the database was in use. That kills
    // the pair that is kept here, but not the refresh token before it.
    let token = RefreshToken::new(connected.opened(&first.sealed.refresh).await.unwrap());
    endpoint(&connected.desk).refresh(&shop(), &credentials(CLIENT_ID, SECRET), &token).await.unwrap();
    connected.asked();
    connected.pass(3600);
    assert_eq!(connected.told().await, FINE);
    assert_eq!(connected.asked(), ["oauth:refresh_token", "oauth:refresh_token", "Card"]);
    let third = connected.row().await.connection;
    assert_eq!(third.version, second.version + 1);
    assert_eq!(connected.opened(&third.sealed.previous_refresh).await, connected.opened(&first.sealed.refresh).await);
    connected.pass(3600);
    assert_eq!(connected.told().await, FINE, "and it lives on");
}

#[tokio::test]
async fn a_wrong_secret_drops_nobody_and_is_not_hammered() {
    let connected = Connected::by_code().await;
    connected.pass(3600);
    connected.desk.sandbox.add_app(SandboxApp::new(CLIENT_ID, "rotated", &[PUBLIC_URL]));
    assert_eq!(connected.told().await, ["reconnect_needed"]);
    assert_eq!(connected.told().await, ["reconnect_needed"]);
    assert_eq!(connected.asked(), ["oauth:refresh_token"], "once a minute is enough");
    assert_eq!(connected.state().await, (ConnectionState::Connected, Some("bad_secret".to_owned())));
    save_app(&connected.desk.app, &connected.tenant, CLIENT_ID, "rotated").await;
    connected.pass(60);
    assert_eq!(connected.told().await, FINE);
    assert_eq!(connected.state().await, CONNECTED);
}

#[tokio::test]
async fn the_secret_before_is_tried_while_shopify_rotates() {
    let connected = Connected::by_code().await;
    connected.pass(3600);
    save_app(&connected.desk.app, &connected.tenant, CLIENT_ID, "too early").await;
    assert_eq!(connected.told().await, FINE);
    assert_eq!(connected.asked(), ["oauth:refresh_token", "oauth:refresh_token", "Card"]);
}

#[tokio::test]
async fn a_frozen_store_is_told_and_thaws() {
    for status in [402, 423] {
        let connected = Connected::by_code().await;
        connected.told().await;
        connected.pass(3600);
        connected.desk.sandbox.oauth_fault(UK, OauthFault::Status(status), 1);
        assert_eq!(connected.told().await, ["store_frozen"]);
        assert_eq!(connected.state().await, (ConnectionState::Connected, Some("frozen".to_owned())));
        assert_eq!(connected.told().await, FINE, "the next one finds it open");
        assert_eq!(connected.state().await, CONNECTED);
    }
}

#[tokio::test]
async fn an_access_token_that_shopify_refuses_is_renewed_once() {
    let connected = Connected::by_code().await;
    connected.desk.sandbox.expire_access_tokens(UK);
    assert_eq!(connected.told().await, FINE);
    assert_eq!(connected.asked(), ["401", "oauth:refresh_token", "Card"]);
    assert_eq!(connected.state().await, CONNECTED);
}

#[tokio::test]
async fn a_token_that_somebody_else_got_meanwhile_may_be_refused_too() {
    let connected = Connected::by_code().await;
    let old = connected.row().await;
    connected.desk.app.keeper.renew(&connected.tenant, &connected.store, old.connection.version).await.unwrap();
    connected.desk.sandbox.expire_access_tokens(UK);
    connected.asked();
    // One who read the old row, and comes late: the old token, the one in the database, and only then a new one.
    connected.ask(&old).await.unwrap();
    assert_eq!(connected.asked(), ["401", "401", "oauth:refresh_token", "Name"]);
    assert_eq!(connected.state().await, CONNECTED);
}

#[tokio::test]
async fn a_token_that_was_just_renewed_is_not_renewed_again() {
    let connected = Connected::by_code().await;
    connected.pass(3600);
    connected.desk.sandbox.fault(UK, Fault::Status(401), 1);
    assert_eq!(connected.told().await, ["reconnect_needed"]);
    assert_eq!(connected.asked(), ["oauth:refresh_token", "401"]);
}

#[tokio::test]
async fn a_shop_that_refuses_new_tokens_too_is_asked_for_one_a_minute_and_heals_by_itself() {
    let connected = Connected::by_code().await;
    connected.desk.sandbox.fault(UK, Fault::Status(401), 2);
    assert_eq!(connected.told().await, ["reconnect_needed"]);
    assert_eq!(connected.asked(), ["401", "oauth:refresh_token", "401"]);
    assert_eq!(connected.state().await, dead("token_refused"));
    connected.desk.sandbox.fault(UK, Fault::Status(401), 1);
    assert_eq!(connected.told().await, ["reconnect_needed"]);
    assert_eq!(connected.asked(), ["401"], "no further refresh");
    assert_eq!(connected.told().await, FINE);
    assert_eq!(connected.state().await, CONNECTED);
}

#[tokio::test]
async fn an_app_that_was_uninstalled_needs_its_owner() {
    let connected = Connected::by_code().await;
    connected.desk.sandbox.uninstall(UK, CLIENT_ID).await;
    for _ in 0..2 {
        assert_eq!(connected.told().await, ["reconnect_needed"]);
    }
    assert_eq!(connected.state().await, dead("dead_refresh_token"));
    assert_eq!(connected.asked().iter().filter(|operation| operation.starts_with("oauth:")).count(), 1);
    connected.connect_again().await;
    assert_eq!(connected.told().await, FINE);
}

#[tokio::test]
async fn a_disconnected_store_is_not_asked_even_by_one_who_knew_it() {
    let connected = Connected::by_code().await;
    let row = connected.row().await;
    connected.pass(3600);
    connected.desk.app.db.disconnect(&connected.tenant, &connected.store).await.unwrap();
    connected.ask(&row).await.unwrap_err();
    assert_eq!(connected.asked(), FINE);
}
