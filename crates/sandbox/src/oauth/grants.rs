//! What one shop has granted: the installed apps with their codes and tokens, and each app's bucket of points.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value, json};
use time::{Duration, OffsetDateTime};

use super::line::{Line, Pair};
use super::{DAY, HOUR, NINETY_DAYS, Refusal, SandboxApp, chance, compressed};
use crate::access::Scopes;
use crate::bucket::Bucket;
use crate::webhooks::Subscriptions;

/// How long a code can be exchanged.
const CODE: Duration = Duration::seconds(60);

/// Everything that one shop has granted.
#[derive(Debug, Default)]
pub(crate) struct Grants {
    installations: BTreeMap<String, Installation>,
    tokens: HashMap<String, Token>,
}

/// An app in a shop.
#[derive(Debug)]
pub(crate) struct Installation {
    pub(crate) scopes: Scopes,
    pub(crate) bucket: Bucket,
    pub(crate) subscriptions: Subscriptions,
    codes: HashMap<String, Code>,
    /// The token without end, once one was asked for.
    endless: Option<String>,
    line: Option<Line>,
}

#[derive(Debug)]
struct Code {
    until: OffsetDateTime,
    redirect: String,
    per_user: bool,
}

#[derive(Debug)]
struct Token {
    app: String,
    /// `None` for a token without end.
    until: Option<OffsetDateTime>,
}

/// What a token is good for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Nothing: it is unknown, revoked or expired.
    Dead,
    Live {
        app: String,
        scopes: Scopes,
        endless: bool,
    },
}

/// What the token endpoint gives.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Granted {
    access: String,
    scope: String,
    expires_in: Option<i64>,
    refresh: Option<(String, i64)>,
    per_user: bool,
}

impl Granted {
    pub(crate) fn json(&self) -> Value {
        let mut body = Map::new();
        body.insert("access_token".to_owned(), self.access.as_str().into());
        body.insert("scope".to_owned(), self.scope.as_str().into());
        if let Some(seconds) = self.expires_in {
            body.insert("expires_in".to_owned(), seconds.into());
        }
        if let Some((token, seconds)) = &self.refresh {
            body.insert("refresh_token".to_owned(), token.as_str().into());
            body.insert("refresh_token_expires_in".to_owned(), (*seconds).into());
        }
        if self.per_user {
            body.insert("associated_user_scope".to_owned(), self.scope.as_str().into());
            let owner = json!({
                "id": 902_541_635, "first_name": "Sam", "last_name": "Owner", "email": "owner@example.com", "email_verified": true,
                "account_owner": true, "locale": "en", "collaborator": false,
            });
            body.insert("associated_user".to_owned(), owner);
        }
        body.into()
    }
}

impl Grants {
    /// Takes a token in that a merchant made in the admin: without end, of an app of its own.
    pub(crate) fn adopt(&mut self, token: &str, app: &str, scopes: Scopes, now: OffsetDateTime) {
        self.install(app, scopes, now).endless = Some(token.to_owned());
        self.tokens.insert(token.to_owned(), Token { app: app.to_owned(), until: None });
    }

    /// Installs an app, or grants an installed one these scopes.
    pub(crate) fn install(&mut self, app: &str, scopes: Scopes, now: OffsetDateTime) -> &mut Installation {
        let installation = self.installations.entry(app.to_owned()).or_insert_with(|| Installation {
            scopes: Scopes::default(),
            bucket: Bucket::full(now),
            subscriptions: Subscriptions::default(),
            codes: HashMap::new(),
            endless: None,
            line: None,
        });
        installation.scopes = scopes;
        installation
    }

    pub(crate) fn installation(&self, app: &str) -> Option<&Installation> {
        self.installations.get(app)
    }

    pub(crate) fn installation_mut(&mut self, app: &str) -> Option<&mut Installation> {
        self.installations.get_mut(app)
    }

    pub(crate) fn installations_mut(&mut self) -> impl Iterator<Item = &mut Installation> {
        self.installations.values_mut()
    }

    /// Removes an app with all its tokens; gives back what it had.
    pub(crate) fn uninstall(&mut self, app: &str) -> Option<Installation> {
        self.tokens.retain(|_, token| token.app != app);
        self.installations.remove(app)
    }

    /// What a token is good for.
    pub(crate) fn standing(&self, token: &str, now: OffsetDateTime) -> Standing {
        let live = self.tokens.get(token).filter(|t| t.until.is_none_or(|until| now < until));
        match live.and_then(|token| Some((token, self.installations.get(&token.app)?))) {
            None => Standing::Dead,
            Some((token, installation)) => Standing::Live {
                app: token.app.clone(),
                scopes: installation.scopes.clone(),
                endless: token.until.is_none(),
            },
        }
    }

    /// A code for an installed app, to be exchanged once.
    pub(crate) fn code(&mut self, app: &str, redirect: &str, per_user: bool, now: OffsetDateTime) -> Option<String> {
        let code = chance();
        let made = Code { until: now + CODE, redirect: redirect.to_owned(), per_user };
        self.installations.get_mut(app)?.codes.insert(code.clone(), made);
        Some(code)
    }

    /// A code for tokens. A token without end is the same one each time.
    pub(crate) fn exchange(
        &mut self,
        app: &str,
        code: &str,
        redirect: Option<&str>,
        expiring: bool,
        now: OffsetDateTime,
    ) -> Result<Granted, Refusal> {
        let installation = self.installations.get_mut(app).ok_or(Refusal::Code)?;
        let code = installation.codes.remove(code).filter(|c| now < c.until).ok_or(Refusal::Code)?;
        if redirect.is_some_and(|said| said != code.redirect) {
            return Err(Refusal::Code);
        }
        let scope = compressed(&installation.scopes).join(",");
        if code.per_user {
            let access = format!("shpua_{}", chance());
            self.tokens
                .insert(access.clone(), Token { app: app.to_owned(), until: Some(now + Duration::seconds(DAY)) });
            return Ok(Granted { access, scope, expires_in: Some(DAY), refresh: None, per_user: true });
        }
        if expiring {
            // The line before this one ends here: its refresh tokens are dead, its access tokens live out their hour.
            let pair = Pair::new(now);
            installation.line = Some(Line::new(pair.clone()));
            return Ok(self.hand_out(app, pair, now));
        }
        let access = installation.endless.get_or_insert_with(|| format!("shpat_{}", chance())).clone();
        self.tokens.insert(access.clone(), Token { app: app.to_owned(), until: None });
        Ok(Granted { access, scope, expires_in: None, refresh: None, per_user: false })
    }

    /// A refresh token for a new pair.
    pub(crate) fn refresh(&mut self, app: &str, token: &str, now: OffsetDateTime) -> Result<Granted, Refusal> {
        let line = self.installations.get_mut(app).and_then(|i| i.line.as_mut());
        let renewed = line.and_then(|line| line.refresh(token, now)).ok_or(Refusal::RefreshToken)?;
        if let Some(lost) = renewed.lost {
            self.tokens.remove(&lost);
        }
        Ok(self.hand_out(app, renewed.pair, now))
    }

    /// A day's token for an app of the shop's own organisation.
    pub(crate) fn client_credentials(&mut self, app: &SandboxApp, now: OffsetDateTime) -> Result<Granted, Refusal> {
        if !app.same_organization {
            return Err(Refusal::OtherOrganization);
        }
        let installation = self.installations.get(&app.client_id).ok_or(Refusal::NotInstalled)?;
        let scope = compressed(&installation.scopes).join(",");
        // These look different: nobody may rely on how a token begins.
        let access = chance();
        let until = Some(now + Duration::seconds(DAY));
        self.tokens.insert(access.clone(), Token { app: app.client_id.clone(), until });
        Ok(Granted { access, scope, expires_in: Some(DAY), refresh: None, per_user: false })
    }

    /// A token without end for a pair; it can't be undone.
    pub(crate) fn migrate(&mut self, app: &str, subject: &str, now: OffsetDateTime) -> Result<Granted, Refusal> {
        let installation = self.installations.get_mut(app).ok_or(Refusal::Subject)?;
        if let Some(pair) = installation.line.as_ref().and_then(|line| line.again(subject, now)) {
            return Ok(self.hand_out(app, pair, now));
        }
        if installation.endless.as_deref() != Some(subject) {
            return Err(Refusal::Subject);
        }
        installation.endless = None;
        let pair = Pair::new(now);
        installation.line = Some(Line::migrated(pair.clone(), subject, now));
        self.tokens.remove(subject);
        Ok(self.hand_out(app, pair, now))
    }

    /// Ends the refresh tokens of an app; its access tokens live out their hour.
    pub(crate) fn kill_refresh_token(&mut self, app: &str) {
        if let Some(installation) = self.installations.get_mut(app) {
            installation.line = None;
        }
    }

    /// Ends all access tokens that have an end.
    pub(crate) fn expire_access_tokens(&mut self) {
        self.tokens.retain(|_, token| token.until.is_none());
    }

    fn hand_out(&mut self, app: &str, pair: Pair, now: OffsetDateTime) -> Granted {
        let left = |until: OffsetDateTime, most: i64| (until - now).whole_seconds().clamp(0, most);
        let (expires_in, refresh_in) = (left(pair.access_until, HOUR), left(pair.refresh_until, NINETY_DAYS));
        let scope = self.installations.get(app).map(|i| compressed(&i.scopes).join(",")).unwrap_or_default();
        self.tokens.insert(pair.access.clone(), Token { app: app.to_owned(), until: Some(pair.access_until) });
        let refresh = Some((pair.refresh, refresh_in));
        Granted { access: pair.access, scope, expires_in: Some(expires_in), refresh, per_user: false }
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;
    use time::{Duration, OffsetDateTime};

    use super::{Granted, Grants, Refusal, Standing};
    use crate::access::Scopes;

    const NOON: OffsetDateTime = datetime!(2026-11-21 12:00 UTC);
    const BACK: &str = "https://card.example/back";

    fn installed() -> Grants {
        let mut grants = Grants::default();
        grants.install("app", Scopes::new(["read_orders", "write_customers"]), NOON);
        grants
    }

    fn connect(grants: &mut Grants, expiring: bool) -> Granted {
        let code = grants.code("app", BACK, false, NOON).unwrap();
        grants.exchange("app", &code, None, expiring, NOON).unwrap()
    }

    fn lives(grants: &Grants, token: &str, now: OffsetDateTime) -> bool {
        grants.standing(token, now) != Standing::Dead
    }

    #[test]
    fn a_code_is_good_once_for_a_minute_for_its_app_and_its_address() {
        let mut grants = installed();
        grants.install("other", Scopes::default(), NOON);
        let code = grants.code("app", BACK, false, NOON).unwrap();
        assert_eq!(grants.exchange("other", &code, None, true, NOON), Err(Refusal::Code));
        assert!(grants.exchange("app", &code, Some(BACK), true, NOON).is_ok());
        assert_eq!(grants.exchange("app", &code, None, true, NOON), Err(Refusal::Code));
        let late = grants.code("app", BACK, false, NOON).unwrap();
        assert_eq!(grants.exchange("app", &late, None, true, NOON + Duration::seconds(60)), Err(Refusal::Code));
        let elsewhere = grants.code("app", BACK, false, NOON).unwrap();
        assert_eq!(grants.exchange("app", &elsewhere, Some("https://evil.example"), true, NOON), Err(Refusal::Code));
        assert_eq!(grants.code("stranger", BACK, false, NOON), None);
    }

    #[test]
    fn an_expiring_token_lives_an_hour_and_a_new_exchange_ends_the_refresh_token_before() {
        let mut grants = installed();
        let first = connect(&mut grants, true);
        assert_eq!(first.scope, "read_orders,write_customers");
        assert!(lives(&grants, &first.access, NOON + Duration::seconds(3599)));
        assert!(!lives(&grants, &first.access, NOON + Duration::seconds(3600)));
        let second = connect(&mut grants, true);
        let (old, _) = first.refresh.unwrap();
        assert_eq!(grants.refresh("app", &old, NOON), Err(Refusal::RefreshToken));
        assert!(lives(&grants, &first.access, NOON), "the old access token lives out its hour");
        let (new, _) = second.refresh.unwrap();
        assert!(grants.refresh("app", &new, NOON).is_ok());
        assert!(lives(&grants, &second.access, NOON));
    }

    #[test]
    fn a_pair_that_got_lost_is_dead_with_both_its_tokens() {
        let mut grants = installed();
        let first = connect(&mut grants, true);
        let (old, _) = first.refresh.clone().unwrap();
        let lost = grants.refresh("app", &old, NOON).unwrap();
        let found = grants.refresh("app", &old, NOON).unwrap();
        assert!(!lives(&grants, &lost.access, NOON));
        assert!(lives(&grants, &found.access, NOON) && lives(&grants, &first.access, NOON));
    }

    #[test]
    fn a_migrated_token_stops_and_cannot_be_migrated_by_another_app() {
        let mut grants = installed();
        grants.install("other", Scopes::default(), NOON);
        let endless = connect(&mut grants, false);
        assert_eq!(connect(&mut grants, false).access, endless.access, "there is one token without end");
        assert_eq!(grants.migrate("other", &endless.access, NOON), Err(Refusal::Subject));
        let pair = grants.migrate("app", &endless.access, NOON).unwrap();
        assert!(!lives(&grants, &endless.access, NOON));
        assert!(lives(&grants, &pair.access, NOON));
        let later = NOON + Duration::minutes(10);
        let again = grants.migrate("app", &endless.access, later).unwrap();
        assert_eq!((again.access, again.expires_in), (pair.access, Some(3000)));
        let (refresh, _) = pair.refresh.unwrap();
        grants.refresh("app", &refresh, later).unwrap();
        assert_eq!(grants.migrate("app", &endless.access, later), Err(Refusal::Subject));
    }

    #[test]
    fn nothing_survives_an_uninstall() {
        let mut grants = installed();
        let pair = connect(&mut grants, true);
        let code = grants.code("app", BACK, false, NOON).unwrap();
        assert!(grants.uninstall("app").is_some());
        assert!(!lives(&grants, &pair.access, NOON));
        let (refresh, _) = pair.refresh.unwrap();
        assert_eq!(grants.refresh("app", &refresh, NOON), Err(Refusal::RefreshToken));
        assert_eq!(grants.exchange("app", &code, None, true, NOON), Err(Refusal::Code));
        grants.install("app", Scopes::default(), NOON);
        assert!(!lives(&grants, &pair.access, NOON), "nor does a new install bring it back");
        assert_eq!(
            grants.refresh("app", &refresh, NOON),
            Err(Refusal::RefreshToken),
            "nor does a new install bring it back"
        );
    }
}
