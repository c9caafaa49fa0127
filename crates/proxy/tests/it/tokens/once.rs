//! However many wait, Shopify is asked once.

use super::*;
use context_card::clock::Clock;
use context_card::tokens::RenewError;
use context_card_sandbox::TokenGate;
use futures_util::future::join_all;

fn refreshes(asked: &[String]) -> usize {
    asked.iter().filter(|operation| *operation == "oauth:refresh_token").count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_cards_on_an_expired_token_refresh_it_once() {
    let connected = Connected::by_code().await;
    connected.pass(3600);
    let desk = &connected.desk;
    let cards = (0..1000).map(|number| async move {
        // Fifty contacts, each looked at by twenty agents.
        let email = format!("nobody-{}@example.com", number % 50);
        let (_, card) = desk.open_conversation(&email).await;
        told(&card)
    });
    for told in join_all(cards).await {
        assert!(told.is_empty(), "{told:?}");
    }
    let asked = connected.asked();
    assert_eq!(refreshes(&asked), 1);
    assert_eq!(asked.len(), 51, "and each question is asked once");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_refresh_a_token_once() {
    let connected = Connected::by_code().await;
    connected.pass(3600);
    let now = connected.desk.sandbox.now();
    let other = connected.desk.setup().app(Clock::at(now)).await;
    // Both know the old pair, and both want a new one at the same time.
    let row = connected.row().await;
    connected.desk.sandbox.hold_tokens(UK, TokenGate::BeforeWork);
    let (ours, theirs) = (
        (0..50).map(|_| connected.ask_with(&connected.desk.app, &row)),
        (0..50).map(|_| connected.ask_with(&other, &row)),
    );
    let opening = async {
        connected.desk.sandbox.token_request_waits(UK, TokenGate::BeforeWork).await;
        connected.desk.sandbox.release_tokens(UK, TokenGate::BeforeWork);
    };
    let (ours, theirs, ()) = tokio::join!(join_all(ours), join_all(theirs), opening);
    for result in ours.into_iter().chain(theirs) {
        result.unwrap();
    }
    assert_eq!(refreshes(&connected.asked()), 1);
    assert_eq!(connected.row().await.connection.version, row.connection.version + 1);
}

#[tokio::test]
async fn a_token_with_less_than_five_minutes_is_used_and_renewed_beside() {
    let connected = Connected::by_code().await;
    connected.pass(3400);
    let before = connected.row().await.connection;
    connected.desk.sandbox.hold_tokens(UK, TokenGate::BeforeWork);
    assert_eq!(connected.told().await, [""; 0], "nobody waits for the refresh");
    connected.desk.sandbox.token_request_waits(UK, TokenGate::BeforeWork).await;
    connected.desk.sandbox.release_tokens(UK, TokenGate::BeforeWork);
    // Whoever asks for a new one now joins the renewal that is under way.
    let app = &connected.desk.app;
    let held = app.keeper.renew(&connected.tenant, &connected.store, before.version).await.unwrap();
    assert_eq!(held.version, before.version + 1);
    let after = connected.row().await.connection;
    assert_eq!(after.expires, Some(app.clock.unix() + 3600));
    assert_eq!(connected.opened(&after.sealed.previous_refresh).await, connected.opened(&before.sealed.refresh).await);
    assert_eq!(refreshes(&connected.asked()), 1);
}

#[tokio::test]
async fn a_token_with_time_left_is_left_alone() {
    let connected = Connected::by_code().await;
    connected.pass(3000);
    assert_eq!(connected.told().await, [""; 0]);
    assert_eq!(connected.told().await, [""; 0], "from memory");
    assert_eq!(connected.asked(), ["Card"]);
}

#[tokio::test]
async fn cached_answers_open_and_renew_no_token() {
    let connected = Connected::by_code().await;
    connected.pass(3595);
    connected.told().await;
    connected.asked();
    connected.desk.sandbox.oauth_fault(UK, context_card_sandbox::OauthFault::Status(503), 100);
    assert_eq!(connected.told().await, [""; 0]);
    assert_eq!(connected.asked(), [""; 0]);
}

#[tokio::test]
async fn whoever_finds_new_credentials_in_the_database_uses_them() {
    let connected = Connected::by_code().await;
    let old = connected.row().await;
    connected.pass(3600);
    connected.told().await;
    connected.asked();
    // One who read the old row, and comes late.
    connected.ask(&old).await.unwrap();
    assert_eq!(connected.asked(), ["Name"]);
}

#[tokio::test]
async fn a_store_that_is_connected_anew_meanwhile_keeps_what_its_owner_brought() {
    let connected = Connected::by_code().await;
    let before = connected.row().await.connection;
    let (sandbox, keeper) = (&connected.desk.sandbox, &connected.desk.app.keeper);
    let pasted = sandbox.token(UK);
    sandbox.hold_tokens(UK, TokenGate::AfterWork);
    let renewing = keeper.renew(&connected.tenant, &connected.store, before.version);
    let connecting = async {
        sandbox.token_request_waits(UK, TokenGate::AfterWork).await;
        let access = AccessToken::new(pasted.clone());
        let given = Given { grant: Grant::Token, access, refresh: None, expires_in: None };
        connected.connect(before.app.clone().unwrap(), given).await;
        sandbox.release_tokens(UK, TokenGate::AfterWork);
    };
    let (held, ()) = tokio::join!(renewing, connecting);
    assert_eq!(held.unwrap().token.expose(), pasted, "who waited for the renewal is served too");
    let after = connected.row().await.connection;
    assert_eq!((after.grant, after.version), (Grant::Token, before.version + 1), "the late pair is not kept over it");
    assert_eq!(connected.told().await, [""; 0]);
}

#[tokio::test]
async fn a_connection_that_is_made_anew_is_never_taken_for_the_one_before() {
    let connected = Connected::by_code().await;
    let before = connected.row().await.connection;
    connected.pass(1);
    connected.desk.app.db.disconnect(&connected.tenant, &connected.store).await.unwrap();
    let given = consent(&connected.desk).await;
    connected.connect(before.app.unwrap(), given).await;
    assert_ne!(connected.row().await.connection.version, before.version);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renewal_ends_with_its_connection() {
    let connected = Connected::by_code().await;
    connected.pass(2 * 60 * 60);
    let sandbox = &connected.desk.sandbox;
    sandbox.hold_tokens(UK, TokenGate::BeforeWork);
    let before = connected.row().await.connection;
    let renewing = connected.desk.app.keeper.renew(&connected.tenant, &connected.store, before.version);
    let disconnecting = async {
        sandbox.token_request_waits(UK, TokenGate::BeforeWork).await;
        connected.desk.app.db.disconnect(&connected.tenant, &connected.store).await.unwrap();
    };
    // Shopify still holds its answer back.
    let (held, ()) = tokio::join!(renewing, disconnecting);
    assert_eq!(held.unwrap_err(), RenewError::Died, "ended, not given up by itself");
    sandbox.release_tokens(UK, TokenGate::BeforeWork);
    let again = connected.desk.app.keeper.renew(&connected.tenant, &connected.store, before.version).await;
    assert_eq!(again.unwrap_err(), RenewError::Disconnected, "and nobody asks again");
}
