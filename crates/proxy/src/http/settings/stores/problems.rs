//! What is wrong with a store, worst first, each with what helps.

use super::list::Reader;
use crate::connect::{Outcome, scopes};
use crate::db::{AppRow, ConnectionState, Grant, StoreRow};
use crate::tokens::may_migrate;
use context_card_wire::Problem;
use context_card_wire::settings::{Fix, StoreProblem};

/// An access that can't be renewed any more within so many seconds is told of.
const SOON: i64 = 7 * 24 * 60 * 60;

/// What is wrong. `held_back`: whether Shopify holds customers' data back, where that is known.
pub(super) fn of(reader: &Reader, row: &StoreRow, app: Option<&AppRow>, held_back: Option<bool>) -> Vec<StoreProblem> {
    let mut problems: Vec<_> = [
        failure(reader, row, app),
        missing(reader, row, app),
        protected(reader, held_back),
        ending(reader, row),
        webhooks(reader, row),
    ]
    .into_iter()
    .flatten()
    .collect();
    problems.sort_by_key(|problem| !problem.critical);
    problems
}

fn problem(code: &str, what: String, remedy: String, fixes: Vec<Fix>) -> StoreProblem {
    StoreProblem { code: code.to_owned(), critical: false, what, remedy, at: None, reference: String::new(), fixes }
}

/// The connection does not work, or failed last time.
fn failure(reader: &Reader, row: &StoreRow, app: Option<&AppRow>) -> Option<StoreProblem> {
    let settings = reader.text.settings();
    let says = &settings.store;
    let connection = &row.connection;
    let lost = connection.state == ConnectionState::ReconnectNeeded;
    let code = match &connection.failure {
        Some(failure) => failure.code.as_str(),
        None if lost => Outcome::TokenRefused.code(),
        None => return None,
    };
    let own = app.is_some_and(|app| app.tenant.is_some());
    let (remedy, fixes) = match code {
        "bad_secret" if own => (says.secret_remedy.text(), vec![Fix::ReplaceSecret, Fix::Test]),
        _ if lost && may_migrate(row) => (says.reconnect_remedy.text(), vec![Fix::Reconnect, Fix::Migrate, Fix::Test]),
        _ if lost => (says.reconnect_remedy.text(), vec![Fix::Reconnect, Fix::Test]),
        code => {
            let remedy = &settings.connect.outcome(code).remedy;
            let known = Outcome::parse(code).code() == code && !remedy.is_empty();
            (if known { remedy.clone() } else { says.test_remedy.text() }, vec![Fix::Test])
        }
    };
    Some(StoreProblem {
        critical: lost || code != "passing",
        at: connection.failure.as_ref().map(|failure| reader.moment(failure.at)),
        reference: connection.failure.as_ref().map(|failure| failure.reference.clone()).unwrap_or_default(),
        ..problem(code, settings.connect.failure(code).to_owned(), remedy, fixes)
    })
}

/// Scopes that are needed or asked for, and not granted.
fn missing(reader: &Reader, row: &StoreRow, app: Option<&AppRow>) -> Option<StoreProblem> {
    let settings = reader.text.settings();
    let asked = app.map(|app| app.scopes.clone()).unwrap_or_default();
    let missing = scopes::not_granted(&asked, &row.store.scopes);
    if missing.is_empty() {
        return None;
    }
    let mut what = vec![settings.store.scope_missing.fill(&[("name", &reader.text.list(&missing))])];
    what.extend(missing.iter().map(|scope| settings.connect.lacks(scope).to_owned()));
    what.dedup();
    let (remedy, fixes) = match row.connection.grant {
        Grant::AuthorizationCode if app.is_some() => {
            (&settings.store.scope_remedy_consent, vec![Fix::GrantScopes, Fix::Test])
        }
        _ => (&settings.store.scope_remedy_other, vec![Fix::Test]),
    };
    let critical = !row.store.missing_scopes().is_empty();
    Some(StoreProblem { critical, ..problem("scope_missing", what.join(" "), remedy.text(), fixes) })
}

fn protected(reader: &Reader, held_back: Option<bool>) -> Option<StoreProblem> {
    let remedy = reader.text.notice(&Problem::ProtectedData, "").admin.unwrap_or_default();
    let what = reader.text.settings().store.protected_held_text.text();
    (held_back == Some(true)).then(|| problem("protected_data", what, remedy, vec![Fix::Test]))
}

/// Nobody looked at the store for so long that its access is about to end.
fn ending(reader: &Reader, row: &StoreRow) -> Option<StoreProblem> {
    let until = row.connection.refresh_expires.filter(|until| *until < reader.now + SOON)?;
    if row.connection.state == ConnectionState::ReconnectNeeded {
        return None;
    }
    let says = &reader.text.settings().store;
    let what = says.expires_soon.fill(&[("when", &reader.moment(until).text)]);
    Some(problem("access_ends", what, says.reconnect_remedy.text(), vec![Fix::Test, Fix::Reconnect]))
}

/// Shopify does not tell of changes, for a reason that asking again may mend.
fn webhooks(reader: &Reader, row: &StoreRow) -> Option<StoreProblem> {
    let found = row.connection.webhooks.as_ref()?;
    let refused = found["topics"].as_object().is_some_and(|topics| topics.values().any(|state| state == "refused"));
    if !refused && found["error"].is_null() {
        return None;
    }
    let (_, what) = reader.text.settings().connect.webhooks(Some(found));
    Some(problem("webhooks", what.to_owned(), String::new(), vec![Fix::Subscribe]))
}
