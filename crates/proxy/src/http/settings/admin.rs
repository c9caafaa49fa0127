//! Who is asking: an admin, by the session of a host token, or an owner, by their cookie.
//!
//! A session goes in a header, so only a program that holds it can send it. The cookie is sent by the browser, so with it
//! only our own pages may change something.

use crate::app::{App, locale_of};
use crate::auth::{Role, Session};
use crate::db::{ChangeKind, NewChange, TenantRow};
use crate::error::ApiError;
use crate::http::asker::{Asker, bearer, open};
use crate::http::pages::{is_ours, session_of};
use crate::http::reader::reader_locale;
use crate::ids::InboxId;
use crate::text::{Locale, Text, Zone};
use axum::extract::FromRequestParts;
use axum::http::Method;
use axum::http::request::Parts;
use context_card_wire::Problem;
use serde_json::Value;
use std::sync::Arc;

/// Somebody who may open the settings.
pub(crate) struct Admin {
    /// The organisation.
    pub(crate) tenant: TenantRow,
    /// [`Role::Admin`] or [`Role::Owner`].
    pub(crate) role: Role,
    /// The agent's id at the host, or the owner's id, `o_…`.
    pub(crate) id: String,
    /// The name, where one is known.
    pub(crate) name: Option<String>,
    /// The language.
    pub(crate) locale: Locale,
    /// The time zone, where one is known.
    pub(crate) zone: Option<Zone>,
    /// The session, where a host vouches for them.
    pub(crate) session: Option<Session>,
    /// The owner's session here, hashed, where they signed in by a link.
    pub(crate) signed_in: Option<Vec<u8>>,
}

impl Admin {
    /// Refuses who may not do what this role may.
    pub(crate) fn needs(&self, role: Role) -> Result<(), ApiError> {
        if self.role >= role { Ok(()) } else { Err(ApiError::from(Problem::NotAllowed).in_locale(&self.locale)) }
    }

    /// The words in their language.
    pub(crate) fn text(&self) -> Arc<Text> {
        Text::of(&self.locale)
    }

    /// Records a change that they made: see [`NewChange`] for what `before` and `after` may hold.
    pub(crate) async fn change(
        &self,
        app: &App,
        what: ChangeKind,
        inbox: Option<&InboxId>,
        before: Option<Value>,
        after: Option<Value>,
    ) -> Result<(), ApiError> {
        Ok(app.db.add_change(&self.new_change(app, what, inbox, before, after)).await?)
    }

    /// The same to be written together with the change itself.
    pub(crate) fn new_change(
        &self,
        app: &App,
        what: ChangeKind,
        inbox: Option<&InboxId>,
        before: Option<Value>,
        after: Option<Value>,
    ) -> NewChange {
        NewChange {
            tenant: self.tenant.tenant.clone(),
            at: app.clock.unix(),
            made_by: self.id.clone(),
            name: self.name.clone(),
            role: self.role,
            inbox: inbox.cloned(),
            what,
            before,
            after,
        }
    }
}

impl FromRequestParts<App> for Admin {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let admin = match bearer(parts) {
            Some(text) => by_session(app, open(app, text).await?).await?,
            None => by_cookie(app, parts).await?,
        };
        admin.needs(Role::Admin)?;
        Ok(admin)
    }
}

async fn by_session(app: &App, asker: Asker) -> Result<Admin, ApiError> {
    let Asker { session, .. } = asker;
    let tenant = app.db.tenant(&session.tenant).await?.ok_or_else(ApiError::session_expired)?;
    Ok(Admin {
        tenant,
        role: session.role,
        id: session.agent.clone(),
        name: session.agent_name.clone(),
        locale: locale_of(&session),
        zone: session.timezone.as_deref().and_then(Zone::parse),
        session: Some(session),
        signed_in: None,
    })
}

async fn by_cookie(app: &App, parts: &Parts) -> Result<Admin, ApiError> {
    let locale = reader_locale(&parts.headers);
    let owner = session_of(app, &parts.headers).await?;
    let owner = owner.ok_or_else(|| ApiError::session_expired().in_locale(&locale))?;
    if parts.method != Method::GET && !is_ours(&parts.headers, &app.public_url) {
        return Err(ApiError::from(Problem::NotAllowed).in_locale(&locale));
    }
    let zone = parts.headers.get("scx-timezone").and_then(|value| value.to_str().ok()).and_then(Zone::parse);
    Ok(Admin {
        tenant: owner.tenant,
        role: Role::Owner,
        id: owner.owner,
        name: owner.name,
        locale,
        zone,
        session: None,
        signed_in: Some(owner.session),
    })
}
