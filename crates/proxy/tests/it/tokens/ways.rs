//! Connections of other kinds: client credentials, pasted tokens and their migration; and stores that nobody looks at.

use super::*;
use context_card_sandbox::OauthFault;

const FINE: [&str; 0] = [];
const DAY: i64 = 24 * 60 * 60;

#[tokio::test]
async fn client_credentials_are_asked_for_anew_each_day() {
    let connected = Connected::by_client_credentials().await;
    assert_eq!(connected.told().await, FINE);
    connected.pass(DAY);
    assert_eq!(connected.told().await, FINE);
    assert_eq!(connected.asked(), ["Card", "oauth:client_credentials", "Card"]);
    let connection = connected.row().await.connection;
    assert_eq!((connection.grant, connection.sealed.refresh), (Grant::ClientCredentials, None));
}

#[tokio::test]
async fn client_credentials_heal_when_the_app_is_installed_again() {
    let connected = Connected::by_client_credentials().await;
    connected.desk.sandbox.uninstall(UK, &connected.client_id).await;
    connected.pass(DAY);
    assert_eq!(connected.told().await, ["reconnect_needed"]);
    let told = (ConnectionState::ReconnectNeeded, Some("not_installed".to_owned()));
    assert_eq!(connected.state().await, told);
    assert_eq!(connected.told().await, ["reconnect_needed"]);
    assert_eq!(connected.asked(), ["oauth:client_credentials"], "once a minute is enough");
    connected.desk.sandbox.install(UK, &connected.client_id, SCOPES);
    connected.pass(60);
    assert_eq!(connected.told().await, FINE);
    assert_eq!(connected.state().await, (ConnectionState::Connected, None));
}

#[tokio::test]
async fn a_pasted_token_that_must_expire_is_exchanged_without_the_merchant() {
    let connected = Connected::by_token().await;
    assert_eq!(connected.told().await, FINE);
    let app = connected
        .desk
        .sandbox
        .app(&connected.client_id)
        .unwrap_or_else(|| connected.desk.sandbox.app_of_token(&connected.desk.sandbox.token(UK)));
    connected.desk.sandbox.add_app(SandboxApp { expiring: Expiring::Must, ..app });
    connected.pass(60);
    connected.asked();
    assert_eq!(connected.told().await, FINE);
    assert_eq!(connected.asked(), ["403", "oauth:token_exchange", "Card"]);
    let connection = connected.row().await.connection;
    assert_eq!(connection.grant, Grant::AuthorizationCode);
    assert_eq!(connection.expires, Some(connected.desk.app.clock.unix() + 3600));
    connected.pass(3600);
    assert_eq!(connected.told().await, FINE);
    assert_eq!(connected.asked(), ["oauth:refresh_token", "Card"]);
}

#[tokio::test]
async fn a_migration_whose_answer_was_lost_is_found_again() {
    let connected = Connected::by_token().await;
    connected.desk.sandbox.oauth_fault(UK, OauthFault::LostAnswer, 3);
    let row = connected.row().await;
    connected.desk.app.keeper.migrate(&row).await.unwrap_err();
    // The old token is dead by now. The card finds out, and brings the pair home.
    assert_eq!(connected.told().await, FINE);
    let asked = connected.asked();
    assert_eq!(asked[3..], ["401", "oauth:token_exchange", "Card"], "{asked:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_migrated_by_command() {
    let connected = Connected::by_token().await;
    let setup = connected.desk.setup();
    let store = connected.store.as_str();
    let said = setup.json(&["store", "migrate", "--store", store]);
    assert_eq!((said["grant"].as_str(), said["state"].as_str()), (Some("authorization_code"), Some("connected")));
    assert_eq!(connected.told().await, FINE);
    let again = setup.run(&["store", "migrate", "--store", store], "");
    let error = String::from_utf8(again.stderr).unwrap();
    assert!(!again.status.success() && error.contains("expire already"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pasted_token_without_its_app_can_t_be_renewed_and_heals_when_it_works_again() {
    use context_card_sandbox::Fault;
    let desk = Desk::open().await;
    let tenant = TenantId::parse(&desk.tenant).unwrap();
    let state = async || {
        let rows = desk.app.db.stores(&tenant).await.unwrap();
        rows[0].connection.state
    };
    let told = async || told(&desk.open_conversation("maria@example.com").await.1);
    desk.sandbox.fault(UK, Fault::RevokeToken, 1);
    assert_eq!(told().await, ["reconnect_needed"]);
    assert_eq!(state().await, ConnectionState::ReconnectNeeded);
    assert_eq!(told().await, ["reconnect_needed"]);
    desk.sandbox.fault(UK, Fault::RestoreToken, 1);
    assert_eq!(told().await, FINE);
    assert_eq!(state().await, ConnectionState::Connected);
}

#[tokio::test]
async fn an_idle_store_is_kept_alive_before_its_refresh_token_dies() {
    let connected = Connected::by_code().await;
    let keeper = &connected.desk.app.keeper;
    connected.pass(59 * DAY);
    assert_eq!(keeper.keep_alive().await.unwrap(), 0);
    connected.pass(2 * DAY);
    connected.desk.sandbox.oauth_fault(UK, OauthFault::Status(503), 3);
    assert_eq!(keeper.keep_alive().await.unwrap(), 0, "Shopify is down; the next hour comes");
    assert_eq!(connected.state().await, (ConnectionState::Connected, Some("unreachable".to_owned())));
    connected.pass(3600);
    assert_eq!(keeper.keep_alive().await.unwrap(), 1);
    assert_eq!(keeper.keep_alive().await.unwrap(), 0, "and then it has time again");
    assert_eq!(connected.state().await, (ConnectionState::Connected, None));
    connected.pass(89 * DAY);
    assert_eq!(connected.told().await, FINE, "more than 90 days after anybody looked");
}

#[tokio::test]
async fn a_store_that_nobody_keeps_alive_dies_as_shopify_says() {
    let connected = Connected::by_code().await;
    connected.pass(91 * DAY);
    assert_eq!(connected.told().await, ["reconnect_needed"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_is_tested_by_command_with_a_token_that_works() {
    // The command has the machine's clock, and must not think that the token's hour is over.
    let connected = Connected::by_code_at(Desk::in_real_time().await).await;
    connected.desk.sandbox.expire_access_tokens(UK);
    let said = connected.desk.setup().json(&["store", "test", "--store", connected.store.as_str()]);
    assert_eq!(said["state"], "connected");
    assert_eq!(connected.asked()[..2], ["401", "oauth:refresh_token"]);
    connected.desk.sandbox.kill_refresh_token(UK, CLIENT_ID);
    connected.desk.sandbox.expire_access_tokens(UK);
    let failed = connected.desk.setup().run(&["store", "test", "--store", connected.store.as_str()], "");
    let error = String::from_utf8(failed.stderr).unwrap();
    assert!(!failed.status.success() && error.contains("connect the store again"), "{error}");
    let listed = connected.desk.setup().json(&["store", "list"]);
    assert_eq!(listed["stores"][0]["state"], "reconnect_needed");
}
