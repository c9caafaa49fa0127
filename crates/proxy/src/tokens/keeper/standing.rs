//! What a connection's credentials need, by the time and by what went wrong before. Pure.

use crate::db::{Connection, ConnectionState, Grant};
use crate::shopify::TokenError;

/// An access token with less to live than this is renewed, while it is still used. Seconds.
const AGEING: i64 = 5 * 60;
/// With less than this it is not used any more: it could die on the way. Seconds.
const EXPIRED: i64 = 10;
/// So long a token lives whose end is not known, though tokens of its kind have one. Seconds.
const UNTOLD: i64 = 60 * 60;

/// The code of a connection whose access token Shopify did not accept, even a new one. It may be accepted again.
pub(super) const TOKEN_REFUSED: &str = "token_refused";

/// The code of a connection whose app was uninstalled, as its webhook told. Its token is dead without being asked.
pub const UNINSTALLED: &str = "uninstalled";

/// How an access token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// Good, as far as is known.
    Good,
    /// Good, but not for long: time for the next one.
    Ageing,
    /// Over, or as good as over.
    Expired,
}

/// How a new access token is got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Renewal {
    /// With the refresh token.
    Refresh,
    /// With the app's client id and secret alone.
    ClientCredentials,
    /// By exchanging a token that does not expire. There is no way back, so it is done only when Shopify refuses the token,
    /// or when somebody asks for it.
    Migration,
}

impl Renewal {
    /// How these credentials are renewed; none where they can't be.
    pub(super) const fn of(connection: &Connection) -> Option<Self> {
        match (connection.grant, &connection.app, &connection.sealed.refresh) {
            (_, None, _) => None,
            (Grant::ClientCredentials, Some(_), _) => Some(Self::ClientCredentials),
            (_, Some(_), Some(_)) => Some(Self::Refresh),
            (_, Some(_), None) => Some(Self::Migration),
        }
    }
}

impl Standing {
    /// How the access token of a connection is at a time, Unix seconds.
    pub(super) fn of(connection: &Connection, now: i64) -> Self {
        // What can't be renewed is used until Shopify refuses it.
        if !matches!(Renewal::of(connection), Some(Renewal::Refresh | Renewal::ClientCredentials)) {
            return Self::Good;
        }
        let (left, life) = (expires(connection) - now, expires(connection) - issued(connection));
        // Where tokens live shorter than usual, they are not renewed all the time.
        if left < EXPIRED.min(life / 4) {
            Self::Expired
        } else if left < AGEING.min(life / 2) {
            Self::Ageing
        } else {
            Self::Good
        }
    }
}

/// When the access token ends, Unix seconds. Only for credentials that can be renewed: their tokens all end.
pub(super) fn expires(connection: &Connection) -> i64 {
    connection.expires.unwrap_or_else(|| issued(connection) + UNTOLD)
}

/// When the credentials came, Unix seconds.
pub(super) fn issued(connection: &Connection) -> i64 {
    connection.refreshed.unwrap_or(connection.connected)
}

/// Whether only somebody who connects the store again can help: no further renewal is tried with these credentials.
pub(super) fn is_dead(connection: &Connection) -> bool {
    connection.state == ConnectionState::ReconnectNeeded
        // An app that is installed again gets its token by client credentials without anybody's help.
        && connection.grant != Grant::ClientCredentials
        && connection.failure.as_ref().is_some_and(|failure| failure.code != TOKEN_REFUSED)
}

/// Whether the token must not even be tried: the app was uninstalled.
pub(super) fn is_over(connection: &Connection) -> bool {
    is_dead(connection) && connection.failure.as_ref().is_some_and(|failure| failure.code == UNINSTALLED)
}

/// Whether an access token that works heals what was noted of the connection.
pub(super) fn is_healed_by_use(connection: &Connection) -> bool {
    connection.state == ConnectionState::ReconnectNeeded
        && connection.failure.as_ref().is_none_or(|failure| failure.code == TOKEN_REFUSED)
}

/// How a connection is after a renewal that failed.
pub(super) const fn state_after(error: &TokenError) -> ConnectionState {
    match error {
        TokenError::DeadRefreshToken
        | TokenError::DeadToken
        | TokenError::CodeRefused
        | TokenError::NotInstalled
        | TokenError::NotSameOrganisation => ConnectionState::ReconnectNeeded,
        // A wrong secret is put right with the app, and then the connection is as it was.
        TokenError::BadSecret
        | TokenError::NoSuchShop
        | TokenError::Frozen
        | TokenError::Passing(_)
        | TokenError::Refused(_) => ConnectionState::Connected,
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::db::{Failure, Sealed};
    use crate::ids::AppId;
    use serde_json::json;

    /// A pair that was given at 0 for an hour.
    pub(crate) fn pair() -> Connection {
        Connection {
            app: AppId::parse("a_a"),
            client_id: Some("app-1".to_owned()),
            grant: Grant::AuthorizationCode,
            sealed: Sealed { access: vec![1], refresh: Some(vec![2]), previous_refresh: None },
            expires: Some(3600),
            refresh_expires: Some(7_776_000),
            version: 1,
            state: ConnectionState::Connected,
            metadata: json!({}),
            connected: 0,
            connected_by: String::new(),
            refreshed: None,
            failure: None,
            webhooks: None,
            held_back: None,
        }
    }

    #[test]
    fn a_token_is_renewed_five_minutes_before_its_end_and_used_until_the_last_seconds() {
        let pair = pair();
        for (now, standing) in [
            (0, Standing::Good),
            (3300, Standing::Good),
            (3301, Standing::Ageing),
            (3590, Standing::Ageing),
            (3591, Standing::Expired),
            (9999, Standing::Expired),
        ] {
            assert_eq!(Standing::of(&pair, now), standing, "{now}");
        }
    }

    #[test]
    fn an_end_that_is_not_known_is_an_hour_away_from_when_the_token_came() {
        let unknown = Connection { expires: None, refreshed: Some(1000), ..pair() };
        assert_eq!(Standing::of(&unknown, 4000), Standing::Good);
        assert_eq!(Standing::of(&unknown, 4600), Standing::Expired);
    }

    #[test]
    fn a_token_that_lives_short_is_not_renewed_all_the_time() {
        let short = Connection { expires: Some(60), ..pair() };
        assert_eq!(Standing::of(&short, 0), Standing::Good);
        assert_eq!(Standing::of(&short, 31), Standing::Ageing);
        assert_eq!(Standing::of(&short, 51), Standing::Expired);
    }

    #[test]
    fn a_token_that_can_t_be_renewed_is_used_until_shopify_refuses_it() {
        let pasted = Connection {
            grant: Grant::Token,
            sealed: Sealed { access: vec![1], refresh: None, previous_refresh: None },
            ..pair()
        };
        assert_eq!(Standing::of(&pasted, 9999), Standing::Good);
        assert_eq!(Renewal::of(&pasted), Some(Renewal::Migration));
        let without_app = Connection { app: None, ..pasted };
        assert_eq!(Renewal::of(&without_app), None);
    }

    #[test]
    fn each_grant_is_renewed_in_its_own_way() {
        assert_eq!(Renewal::of(&pair()), Some(Renewal::Refresh));
        let client = Connection { grant: Grant::ClientCredentials, ..pair() };
        assert_eq!(Renewal::of(&client), Some(Renewal::ClientCredentials));
        assert_eq!(Standing::of(&client, 3601), Standing::Expired);
    }

    #[test]
    fn what_somebody_must_see_to_is_not_tried_again() {
        let failed = |code: &str| Connection {
            state: ConnectionState::ReconnectNeeded,
            failure: Some(Failure { code: code.to_owned(), at: 0, reference: String::new() }),
            ..pair()
        };
        assert!(is_dead(&failed("dead_refresh_token")));
        assert!(!is_healed_by_use(&failed("dead_refresh_token")), "the access token may live a little longer");
        assert!(!is_dead(&failed(TOKEN_REFUSED)) && is_healed_by_use(&failed(TOKEN_REFUSED)));
        let client = Connection { grant: Grant::ClientCredentials, ..failed("not_installed") };
        assert!(!is_dead(&client), "an app that is installed again needs nobody");
        assert!(!is_dead(&pair()) && !is_healed_by_use(&pair()));
    }
}
