//! `GET /api/settings/inboxes`: every inbox with all that is set of it. Never a secret.

use super::hosts::{HOSTS, Host};
use crate::app::App;
use crate::auth::{Algorithm, Reach, Role};
use crate::db::{Inbox, KeyRow};
use crate::error::ApiError;
use crate::host_kind::Trust;
use crate::http::settings::admin::Admin;
use crate::http::settings::opened::name_of;
use crate::ids::InboxId;
use crate::matching::Mode;
use crate::text::{Instant, Text, Zone};
use axum::Json;
use axum::extract::State;
use context_card_wire::ProblemReply;
use context_card_wire::settings::{
    HighestRole, InboxReach, InboxSet, InboxSettings, Inboxes, KeySettings, MatchBy, StoreName,
};
use sha2::{Digest as _, Sha256};
use std::collections::HashSet;

/// Every inbox of the organisation, with its keys, and what there is to choose from: stores, and kinds of host.
#[utoipa::path(get, path = "/api/settings/inboxes", security(("session" = [])), responses(
    (status = 200, body = Inboxes), (status = "4XX", body = ProblemReply), (status = "5XX", body = ProblemReply)))]
pub(crate) async fn read(State(app): State<App>, admin: Admin) -> Result<Json<Inboxes>, ApiError> {
    let tenant = &admin.tenant.tenant;
    let teller = Teller::new(&app, &admin).await?;
    let mut inboxes = Vec::new();
    for inbox in app.db.inboxes(tenant).await? {
        inboxes.push(teller.tell(&app, &inbox).await?);
    }
    let stores = app.db.stores(tenant).await?.into_iter().map(|row| StoreName {
        store: row.store.id.to_string(),
        name: row.store.name,
        shop: row.store.shop.to_string(),
    });
    let hosts = HOSTS.iter().map(|host| host.choice(teller.text.settings()));
    Ok(Json(Inboxes { inboxes, stores: stores.collect(), hosts: hosts.collect() }))
}

/// One inbox as it is by now.
pub(super) async fn tell(app: &App, admin: &Admin, inbox: &InboxId) -> Result<InboxSettings, ApiError> {
    let inbox = crate::http::settings::inbox_of(app, admin, inbox.as_str()).await?;
    Teller::new(app, admin).await?.tell(app, &inbox).await
}

/// What is set of an inbox.
pub(super) async fn set_of(app: &App, inbox: &Inbox) -> Result<InboxSet, ApiError> {
    let stores = match inbox.all_stores {
        true => None,
        false => {
            let mut chosen: Vec<_> = app.db.inbox_stores(inbox).await?.iter().map(ToString::to_string).collect();
            chosen.sort_unstable();
            Some(chosen)
        }
    };
    Ok(InboxSet {
        name: inbox.name.clone(),
        origins: inbox.origins.clone(),
        max_role: match inbox.max_role {
            Role::Agent => HighestRole::Agent,
            Role::Admin | Role::Owner => HighestRole::Admin,
        },
        reach: match inbox.reach {
            Reach::Contact => InboxReach::Contact,
            Reach::Search => InboxReach::Search,
        },
        match_email: match_by(inbox.matching.email),
        match_phone: match_by(inbox.matching.phone),
        stores,
        locale: inbox.locale.clone(),
        timezone: inbox.timezone.clone(),
        prefix: inbox.options.prefix.clone(),
        signature: inbox.options.signature,
        inline: inbox.options.inline,
    })
}

const fn match_by(mode: Mode) -> MatchBy {
    match mode {
        Mode::All => MatchBy::All,
        Mode::Verified => MatchBy::Verified,
        Mode::Off => MatchBy::Off,
    }
}

/// Stands for what is set of an inbox: the same settings have the same, others another.
pub(super) fn version_of(set: &InboxSet) -> Result<String, ApiError> {
    let text = serde_json::to_vec(set).map_err(ApiError::internal)?;
    Ok(Sha256::digest(text).iter().take(8).map(|byte| format!("{byte:02x}")).collect())
}

/// What is needed to tell of any inbox.
struct Teller {
    text: std::sync::Arc<Text>,
    keys: Vec<KeyRow>,
    own_fields: HashSet<InboxId>,
    now: Instant,
    zone: Zone,
}

impl Teller {
    async fn new(app: &App, admin: &Admin) -> Result<Self, ApiError> {
        let tenant = &admin.tenant.tenant;
        Ok(Self {
            text: admin.text(),
            keys: app.db.keys(tenant).await?,
            own_fields: app.db.inboxes_with_own_fields(tenant).await?.into_iter().collect(),
            now: Instant::of(app.clock.now()),
            zone: admin.zone.clone().unwrap_or_else(Zone::utc),
        })
    }

    async fn tell(&self, app: &App, inbox: &Inbox) -> Result<InboxSettings, ApiError> {
        let set = set_of(app, inbox).await?;
        let shown = name_of(inbox, self.own_fields.contains(&inbox.inbox));
        let embed = app.public_url.url(&format!("/embed/{}", inbox.inbox));
        let settings_url = format!("{embed}/settings");
        let card_url = match inbox.host.has_page() {
            true => embed,
            false => app.public_url.url(&format!("/cards/{}/{}", inbox.inbox, inbox.host.as_str())),
        };
        Ok(InboxSettings {
            version: version_of(&set)?,
            inbox: shown.inbox,
            shown: shown.name,
            host_label: Host::of(inbox.host).label(self.text.settings()),
            host: shown.host,
            active: shown.active,
            own_fields: shown.own_fields,
            sign_in: inbox.host.trust() == Trust::Unsigned,
            signs_with: inbox.host.signs_with(),
            set,
            keys: self.keys.iter().filter(|key| key.inbox == inbox.inbox).map(|key| self.key(key)).collect(),
            settings_url,
            card_url,
        })
    }

    fn key(&self, row: &KeyRow) -> KeySettings {
        let moment = |unix: i64| self.text.moment(Instant::of_unix(unix), self.now, &self.zone);
        KeySettings {
            key: row.key.to_string(),
            algorithm: row.algorithm.as_str().to_owned(),
            public: row.algorithm != Algorithm::Hs256,
            created: moment(row.created),
            revoked: row.revoked.map(moment),
        }
    }
}
