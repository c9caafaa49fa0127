//! `GET /api/settings/stores`: all of it.

use super::{apps, overview};
use crate::app::App;
use crate::connect::{Outcome, scopes};
use crate::db::{Attempt, Inbox};
use crate::error::ApiError;
use crate::http::settings::admin::Admin;
use crate::http::settings::opened::name_of;
use crate::ids::StoreId;
use crate::text::{Instant, Text, Zone};
use axum::Json;
use axum::extract::State;
use context_card_wire::settings::{ConnectAttempt, DisconnectedStore, ScopeState, Stores};
use context_card_wire::{Badge, Moment, ProblemReply, Tone};
use std::collections::HashMap;
use std::sync::Arc;

/// How many attempts are told.
const ATTEMPTS: usize = 20;

/// Every store with its state, the newest attempts, and the apps.
#[utoipa::path(get, path = "/api/settings/stores", security(("session" = [])), responses(
    (status = 200, body = Stores), (status = "4XX", body = ProblemReply), (status = "5XX", body = ProblemReply)))]
pub(crate) async fn read(State(app): State<App>, admin: Admin) -> Result<Json<Stores>, ApiError> {
    Ok(Json(all(&app, &admin).await?))
}

/// Who reads, and when: everything is told in their words.
pub(super) struct Reader {
    pub(super) text: Arc<Text>,
    pub(super) now: i64,
    zone: Zone,
    /// What the owners are called.
    owners: HashMap<String, String>,
}

impl Reader {
    pub(super) fn of(app: &App, admin: &Admin) -> Self {
        let zone = admin.zone.clone().unwrap_or_else(Zone::utc);
        Self { text: admin.text(), now: app.clock.unix(), zone, owners: HashMap::new() }
    }

    /// Who did something.
    pub(super) fn who(&self, id: &str) -> String {
        self.text.who(id, self.owners.get(id).map(String::as_str))
    }

    /// A moment, Unix seconds.
    pub(super) fn moment(&self, unix: i64) -> Moment {
        self.text.moment(Instant::of_unix(unix), Instant::of_unix(self.now), &self.zone)
    }

    /// A number of points, without what is behind the point.
    pub(super) fn points(&self, points: f64) -> String {
        self.text.number(&format!("{points:.0}")).unwrap_or_default()
    }

    /// The scopes of a list: whether each is granted, why it is asked for, and what is not shown without it.
    pub(super) fn scopes(&self, asked: &[String], granted: &[String]) -> Vec<ScopeState> {
        let says = &self.text.settings().connect;
        let missing = scopes::not_granted(asked, granted);
        let all = missing.iter().chain(granted);
        all.map(|scope| {
            let has = granted.contains(scope);
            ScopeState {
                scope: scope.clone(),
                granted: has,
                asked: !has || asked.contains(scope),
                why: says.reason(scope).to_owned(),
                lacks: (!has).then(|| says.lacks(scope).to_owned()),
            }
        })
        .collect()
    }

    /// What an app asks for; nothing of it is granted or missing yet.
    pub(super) fn asked(&self, scopes: &[String]) -> Vec<ScopeState> {
        let of = |scope: &String| ScopeState {
            scope: scope.clone(),
            granted: false,
            asked: true,
            why: self.text.settings().connect.reason(scope).to_owned(),
            lacks: None,
        };
        scopes.iter().map(of).collect()
    }
}

/// A state in a word.
pub(super) fn badge(code: &str, text: String, tone: Tone) -> Badge {
    Badge { code: code.to_owned(), text, tone }
}

/// An inbox, and the stores that were chosen for it where not all are shown.
pub(super) struct Shown {
    inbox: Inbox,
    chosen: Vec<StoreId>,
}

impl Shown {
    /// Its name, if it shows this store.
    pub(super) fn name_if(&self, store: &StoreId) -> Option<String> {
        (self.inbox.all_stores || self.chosen.contains(store)).then(|| name_of(&self.inbox, false).name)
    }
}

async fn inboxes(app: &App, admin: &Admin) -> Result<Vec<Shown>, ApiError> {
    let mut all = Vec::new();
    for inbox in app.db.inboxes(&admin.tenant.tenant).await? {
        let chosen = if inbox.all_stores { Vec::new() } else { app.db.inbox_stores(&inbox).await? };
        all.push(Shown { inbox, chosen });
    }
    Ok(all)
}

/// Everything that the screen for stores shows.
pub(super) async fn all(app: &App, admin: &Admin) -> Result<Stores, ApiError> {
    let tenant = &admin.tenant.tenant;
    let (rows, known) = (app.db.stores(tenant).await?, app.db.apps(tenant).await?);
    let inboxes = inboxes(app, admin).await?;
    let owners = app.db.owner_names(tenant).await?;
    let reader = Reader { owners, ..Reader::of(app, admin) };
    let gone = app.db.disconnected_stores(tenant).await?.into_iter().map(|store| DisconnectedStore {
        store: store.id.to_string(),
        shop: store.shop.to_string(),
        name: store.name,
    });
    let attempts = app.db.attempts(tenant).await?;
    Ok(Stores {
        stores: rows.iter().map(|row| overview::of(app, &reader, row, &known, &inboxes)).collect(),
        disconnected: gone.collect(),
        attempts: attempts.iter().take(ATTEMPTS).map(|attempt| one_attempt(&reader, attempt)).collect(),
        apps: known.iter().map(|row| apps::overview(app, &reader, row)).collect(),
    })
}

fn one_attempt(reader: &Reader, attempt: &Attempt) -> ConnectAttempt {
    let settings = reader.text.settings();
    let says = &settings.store;
    let outcome = Outcome::parse(&attempt.outcome);
    let (word, tone) = match outcome {
        Outcome::Connected => (&says.attempt_connected, Tone::Positive),
        Outcome::Open if attempt.expires > reader.now => (&says.attempt_open, Tone::Info),
        Outcome::Open => (&says.attempt_unfinished, Tone::Neutral),
        _ => (&says.attempt_failed, Tone::Critical),
    };
    let missing =
        attempt.detail.as_deref().map(|detail| says.not_granted.fill(&[("name", &detail.replace(',', ", "))]));
    let (what, remedy) = match outcome {
        Outcome::Connected | Outcome::Open => (missing.unwrap_or_default(), String::new()),
        _ => {
            let words = settings.connect.outcome(&attempt.outcome);
            (words.what.clone(), words.remedy.clone())
        }
    };
    ConnectAttempt {
        attempt: attempt.attempt.to_string(),
        shop: attempt.shop.to_string(),
        state: badge(outcome.code(), word.text(), tone),
        what,
        remedy,
        at: reader.moment(attempt.ended.unwrap_or(attempt.created)),
        by_link: attempt.by_link,
    }
}
