//! One store in words.

use super::list::{Reader, Shown, badge};
use super::problems;
use crate::app::App;
use crate::db::{AppRow, ConnectionState, Grant, StoreRow};
use crate::shopify::Standing;
use crate::text::Told;
use crate::tokens::may_migrate;
use context_card_wire::settings::{ConnectWay, Fix, StateOf, StoreOverview, TokenState, TopicState};
use context_card_wire::{Badge, Tone};

/// A connected store as the panel shows it.
pub(super) fn of(app: &App, reader: &Reader, row: &StoreRow, apps: &[AppRow], inboxes: &[Shown]) -> StoreOverview {
    let StoreRow { store, connection } = row;
    let settings = reader.text.settings();
    let says = &settings.store;
    let through = apps.iter().find(|known| Some(&known.app) == connection.app.as_ref());
    let asked = through.map(|known| known.scopes.clone()).unwrap_or_default();
    let held_back = held_back(app, row);
    let problems = problems::of(reader, row, through, held_back);
    let seen = app.keeper.seen(row);
    let standing = app.keeper.standing(&app.client, row);
    let (told, sentence) = settings.connect.webhooks(connection.webhooks.as_ref());
    let state = match (connection.state, problems.is_empty()) {
        (ConnectionState::ReconnectNeeded, _) => {
            badge("reconnect_needed", says.reconnect_needed.text(), Tone::Critical)
        }
        (ConnectionState::Connected, false) => badge("needs_care", says.needs_care.text(), Tone::Caution),
        (ConnectionState::Connected, true) => badge("connected", says.connected.text(), Tone::Positive),
    };
    StoreOverview {
        store: store.id.to_string(),
        name: store.name.clone(),
        shop: store.shop.to_string(),
        admin_url: format!("https://admin.shopify.com/store/{}", store.shop.name()),
        state,
        problems,
        way: match connection.grant {
            Grant::AuthorizationCode => ConnectWay::Consent,
            Grant::ClientCredentials => ConnectWay::Client,
            Grant::Token => ConnectWay::Token,
        },
        way_label: settings.connect.grant(connection.grant.as_str()).to_owned(),
        connected: reader.moment(connection.connected),
        connected_by: reader.who(&connection.connected_by),
        app: connection.app.as_ref().map(ToString::to_string),
        client_id: connection.client_id.clone(),
        scopes: reader.scopes(&asked, &store.scopes),
        token: token(reader, row),
        last_answer: seen.answered.map(|at| reader.moment(at)),
        no_answer: says.no_answer.text(),
        throttle: throttle(reader, standing),
        waiting: standing.is_some_and(|standing| standing.waiting),
        webhooks: StateOf { state: told_word(reader, told), text: sentence.to_owned() },
        topics: topics(reader, row),
        protected_data: protected(reader, held_back),
        prefix: store.prefix.clone(),
        inboxes: inboxes.iter().filter_map(|inbox| inbox.name_if(&store.id)).collect(),
        actions: actions(row, told),
    }
}

/// What can be done with it though nothing is wrong.
fn actions(row: &StoreRow, told: Told) -> Vec<Fix> {
    let mut actions = vec![Fix::Test];
    if told != Told::AtOnce && row.connection.app.is_some() {
        actions.push(Fix::Subscribe);
    }
    if may_migrate(row) {
        actions.push(Fix::Migrate);
    }
    actions.push(Fix::Reconnect);
    actions
}

/// Whether Shopify holds customers' data back: as answers showed, or as it refused to tell of changes.
fn held_back(app: &App, row: &StoreRow) -> Option<bool> {
    let refused = |found: &serde_json::Value| {
        found["topics"].as_object().is_some_and(|topics| topics.values().any(|state| state == "protected_data"))
    };
    let seen = app.keeper.seen(row).held_back;
    let known = seen.or(row.connection.held_back);
    known.or_else(|| row.connection.webhooks.as_ref().is_some_and(refused).then_some(true))
}

fn token(reader: &Reader, row: &StoreRow) -> TokenState {
    let says = &reader.text.settings().store;
    let connection = &row.connection;
    let text = match connection.grant {
        _ if connection.state == ConnectionState::ReconnectNeeded => &says.no_renewal,
        Grant::ClientCredentials => &says.renews,
        _ if connection.sealed.refresh.is_some() => &says.renews_until,
        _ if may_migrate(row) => &says.may_migrate,
        _ => &says.never_expires,
    };
    TokenState {
        text: text.text(),
        expires: connection.expires.map(|at| reader.moment(at)),
        refreshed: connection.refreshed.map(|at| reader.moment(at)),
        renewable: connection.refresh_expires.map(|at| reader.moment(at)),
    }
}

fn throttle(reader: &Reader, standing: Option<Standing>) -> String {
    let says = &reader.text.settings().store;
    let Some(Standing { available, maximum, rate, waiting }) = standing else { return says.throttle_unknown.text() };
    let (n, all, rate) = (reader.points(available), reader.points(maximum), reader.points(rate));
    let sentence = if waiting { &says.throttle_waiting } else { &says.throttle };
    sentence.fill(&[("n", &n), ("all", &all), ("rate", &rate)])
}

fn told_word(reader: &Reader, told: Told) -> Badge {
    let says = &reader.text.settings().store;
    match told {
        Told::AtOnce => badge("at_once", says.at_once.text(), Tone::Positive),
        Told::InPart => badge("in_part", says.in_part.text(), Tone::Caution),
        Told::WithinSeconds => badge("within_seconds", says.within_seconds.text(), Tone::Neutral),
    }
}

fn topics(reader: &Reader, row: &StoreRow) -> Vec<TopicState> {
    let says = &reader.text.settings().store;
    let topics = row.connection.webhooks.as_ref().and_then(|found| found["topics"].as_object());
    let state = |code: &str| match code {
        "ok" => badge(code, says.topic_ok.text(), Tone::Positive),
        "scope_missing" => badge(code, says.topic_scope_missing.text(), Tone::Caution),
        "protected_data" => badge(code, says.topic_protected_data.text(), Tone::Caution),
        _ => badge("refused", says.topic_refused.text(), Tone::Critical),
    };
    let topics = topics.into_iter().flatten();
    topics
        .map(|(topic, found)| TopicState { topic: topic.clone(), state: state(found.as_str().unwrap_or_default()) })
        .collect()
}

fn protected(reader: &Reader, held_back: Option<bool>) -> StateOf {
    let says = &reader.text.settings().store;
    let (code, word, text, tone) = match held_back {
        Some(true) => ("held_back", &says.protected_held, &says.protected_held_text, Tone::Caution),
        Some(false) => ("given", &says.protected_open, &says.protected_open_text, Tone::Positive),
        None => ("unknown", &says.protected_unknown, &says.protected_unknown_text, Tone::Neutral),
    };
    StateOf { state: badge(code, word.text(), tone), text: text.text() }
}
