//! Who changed which setting, when. No secrets, and nothing of a customer.

use super::scope::Within;
use super::{Db, DbError};
use crate::auth::Role;
use crate::ids::{InboxId, TenantId};
use serde_json::Value;
use sqlx::Row as _;
use sqlx::any::AnyRow;

/// What was changed. The names are kept, so they stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ChangeKind {
    /// Which fields are shown.
    Fields,
    /// An inbox gave up its own choice of fields.
    Reset,
    /// The card is shown in an inbox.
    SwitchedOn,
    /// The card is not shown in an inbox.
    SwitchedOff,
    /// A store was connected.
    StoreConnected,
    /// A store was disconnected.
    StoreDisconnected,
    /// A store's token was renewed by hand.
    StoreRotated,
    /// Shopify was asked to tell of a store's changes.
    StoreSubscribed,
    /// How a store's order numbers begin.
    Prefix,
    /// An app was added.
    AppAdded,
    /// An app has another secret.
    AppSecret,
    /// What an app asks for.
    AppScopes,
    /// An app was removed.
    AppRemoved,
    /// An inbox was added.
    InboxAdded,
    /// An inbox's name, origins, highest role, reach, language or time zone.
    InboxChanged,
    /// Which stores an inbox shows.
    InboxStores,
    /// An inbox was removed.
    InboxRemoved,
    /// An inbox has another key.
    KeyAdded,
    /// A key of an inbox was revoked.
    KeyRevoked,
    /// A code for an agent to sign in was made.
    CodeMade,
    /// An agent's sign-in was ended.
    SignInEnded,
    /// The provider where agents sign in was set.
    ProviderSet,
    /// The provider was removed.
    ProviderRemoved,
}

impl ChangeKind {
    /// All of them.
    pub const EVERY: [Self; 23] = [
        Self::Fields,
        Self::Reset,
        Self::SwitchedOn,
        Self::SwitchedOff,
        Self::StoreConnected,
        Self::StoreDisconnected,
        Self::StoreRotated,
        Self::StoreSubscribed,
        Self::Prefix,
        Self::AppAdded,
        Self::AppSecret,
        Self::AppScopes,
        Self::AppRemoved,
        Self::InboxAdded,
        Self::InboxChanged,
        Self::InboxStores,
        Self::InboxRemoved,
        Self::KeyAdded,
        Self::KeyRevoked,
        Self::CodeMade,
        Self::SignInEnded,
        Self::ProviderSet,
        Self::ProviderRemoved,
    ];

    /// Its name in the table, and of its sentence in `www/messages/settings`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fields => "fields",
            Self::Reset => "reset",
            Self::SwitchedOn => "switched_on",
            Self::SwitchedOff => "switched_off",
            Self::StoreConnected => "store_connected",
            Self::StoreDisconnected => "store_disconnected",
            Self::StoreRotated => "store_rotated",
            Self::StoreSubscribed => "store_subscribed",
            Self::Prefix => "prefix",
            Self::AppAdded => "app_added",
            Self::AppSecret => "app_secret",
            Self::AppScopes => "app_scopes",
            Self::AppRemoved => "app_removed",
            Self::InboxAdded => "inbox_added",
            Self::InboxChanged => "inbox_changed",
            Self::InboxStores => "inbox_stores",
            Self::InboxRemoved => "inbox_removed",
            Self::KeyAdded => "key_added",
            Self::KeyRevoked => "key_revoked",
            Self::CodeMade => "code_made",
            Self::SignInEnded => "sign_in_ended",
            Self::ProviderSet => "provider_set",
            Self::ProviderRemoved => "provider_removed",
        }
    }

    /// The one with this name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::EVERY.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// A change to be recorded.
#[derive(Clone, Debug)]
pub struct NewChange {
    /// Whose settings.
    pub tenant: TenantId,
    /// When, Unix seconds.
    pub at: i64,
    /// The admin, by the host's id; the owner, `o_…`; or the command line.
    pub made_by: String,
    /// Their name, where one is known.
    pub name: Option<String>,
    /// What they may do.
    pub role: Role,
    /// The inbox, where the change is of one.
    pub inbox: Option<InboxId>,
    /// What was changed.
    pub what: ChangeKind,
    /// What held before; none where there was nothing. An object; its texts fill the gaps of the sentence, as those of
    /// `after` do: `name` is the store's, the app's, the key's or the agent's. Never a secret.
    pub before: Option<Value>,
    /// What holds from then on; none where there is nothing.
    pub after: Option<Value>,
}

/// A change that was recorded.
#[derive(Clone, Debug)]
pub struct ChangeRow {
    /// Counts the changes.
    pub change: i64,
    /// When, Unix seconds.
    pub at: i64,
    /// The admin, by the host's id; the owner, `o_…`; or the command line.
    pub made_by: String,
    /// Their name, where one was known.
    pub name: Option<String>,
    /// The inbox, where the change is of one.
    pub inbox: Option<InboxId>,
    /// What was changed; none where a newer version wrote it.
    pub what: Option<ChangeKind>,
    /// What held before.
    pub before: Option<Value>,
    /// What held from then on.
    pub after: Option<Value>,
}

impl ChangeRow {
    /// Whether `after` is a choice of fields.
    #[must_use]
    pub const fn is_of_fields(&self) -> bool {
        matches!(self.what, Some(ChangeKind::Fields | ChangeKind::Reset))
    }
}

impl Db {
    /// Records a change.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_change(&self, new: &NewChange) -> Result<(), DbError> {
        let mut within = self.within(&new.tenant).await?;
        add(&mut within, new).await?;
        within.done().await
    }

    /// A tenant's changes, newest first: of one inbox and of all inboxes alike, or without `inbox` everything. `before`: only
    /// those with a smaller number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn changes(
        &self,
        tenant: &TenantId,
        inbox: Option<&InboxId>,
        before: Option<i64>,
        at_most: i64,
    ) -> Result<Vec<ChangeRow>, DbError> {
        let mut within = self.within(tenant).await?;
        let rows = sqlx::query(
            "SELECT change, at, made_by, name, inbox, what, before, after FROM changes
             WHERE tenant = $1 AND change < $2 AND ($3 = '' OR inbox IN ($3, '')) ORDER BY change DESC LIMIT $4",
        )
        .bind(tenant)
        .bind(before.unwrap_or(i64::MAX))
        .bind(inbox.map_or("", InboxId::as_str))
        .bind(at_most)
        .fetch_all(&mut *within)
        .await?;
        rows.iter().map(read).collect()
    }
}

/// Records a change together with others.
pub(super) async fn add(within: &mut Within, new: &NewChange) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO changes (tenant, at, made_by, name, role, inbox, what, before, after)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(&new.tenant)
    .bind(new.at)
    .bind(&new.made_by)
    .bind(&new.name)
    .bind(new.role.as_str())
    .bind(new.inbox.as_ref().map_or("", InboxId::as_str))
    .bind(new.what.as_str())
    .bind(new.before.as_ref().map(Value::to_string))
    .bind(new.after.as_ref().map(Value::to_string))
    .execute(&mut **within)
    .await?;
    Ok(())
}

fn read(row: &AnyRow) -> Result<ChangeRow, DbError> {
    let json = |column: &str| -> Result<Option<Value>, DbError> {
        let text: Option<String> = row.try_get(column)?;
        text.map(|text| serde_json::from_str(&text).map_err(|_| DbError::Damaged("changes"))).transpose()
    };
    let (inbox, what): (String, String) = (row.try_get("inbox")?, row.try_get("what")?);
    Ok(ChangeRow {
        change: row.try_get("change")?,
        at: row.try_get("at")?,
        made_by: row.try_get("made_by")?,
        name: row.try_get("name")?,
        inbox: InboxId::parse(&inbox),
        what: ChangeKind::parse(&what),
        before: json("before")?,
        after: json("after")?,
    })
}
