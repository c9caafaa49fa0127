//! Inboxes: the places where the card is embedded.

use super::keys::add_key;
use super::scope::Within;
use super::{Db, DbError, InboxKey, NewChange, Signal, What, changes};
use crate::auth::{Reach, Role};
use crate::host_kind::HostKind;
use crate::ids::{InboxId, StoreId, TenantId};
use crate::matching::{Matching, Mode};
use context_card_wire::HostOptions;
use sqlx::Row as _;
use sqlx::any::AnyRow;

/// One place where the card is embedded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inbox {
    /// Its id.
    pub inbox: InboxId,
    /// Whose it is.
    pub tenant: TenantId,
    /// The host's kind.
    pub host: HostKind,
    /// What people call it; empty where nobody has named it.
    pub name: String,
    /// Whether agents see the card there.
    pub active: bool,
    /// The origins that may be around the card, and that may issue host tokens.
    pub origins: Vec<String>,
    /// The highest role that its host tokens may claim.
    pub max_role: Role,
    /// What its sessions may look for.
    pub reach: Reach,
    /// Which e-mails and phones may match.
    pub matching: Matching,
    /// Whether it shows all of its tenant's stores, or only those that were chosen for it.
    pub all_stores: bool,
    /// The language and formats where the host token names none.
    pub locale: Option<String>,
    /// The time zone where the host token names none.
    pub timezone: Option<String>,
    /// What has to be known of the host beside its kind.
    pub options: HostOptions,
}

impl Inbox {
    /// What people call it; where it has no name, where it is embedded.
    #[must_use]
    pub fn shown(&self) -> &str {
        let embedded = || self.origins.first().map(|origin| origin.split("://").last().unwrap_or(origin));
        if self.name.is_empty() { embedded().unwrap_or(self.inbox.as_str()) } else { &self.name }
    }
}

/// What `inbox add` keeps.
#[derive(Clone, Debug)]
pub struct NewInbox {
    /// The inbox.
    pub inbox: Inbox,
    /// Its first key, where it begins with one.
    pub key: Option<InboxKey>,
    /// The stores that are chosen for it, where it does not show all.
    pub stores: Vec<StoreId>,
}

pub(super) const INBOX: &str = "inboxes.inbox, inboxes.tenant, host, inboxes.name, active, origins, max_role, reach, match_email, match_phone, all_stores, locale, timezone, options";

impl Db {
    /// Adds an inbox, with its first key where it has one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_inbox(&self, new: &NewInbox, now: i64) -> Result<(), DbError> {
        let NewInbox { inbox, key, stores } = new;
        let origins = serde_json::to_string(&inbox.origins).map_err(|_| DbError::Damaged("inboxes"))?;
        let options = serde_json::to_string(&inbox.options).map_err(|_| DbError::Damaged("inboxes"))?;
        let mut change = self.change(&inbox.tenant).await?;
        sqlx::query(
            "INSERT INTO inboxes (inbox, tenant, host, origins, max_role, reach, match_email, match_phone, locale, timezone,
               created, name, active, all_stores, options)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        )
        .bind(&inbox.inbox)
        .bind(&inbox.tenant)
        .bind(inbox.host.as_str())
        .bind(origins)
        .bind(inbox.max_role.as_str())
        .bind(inbox.reach.as_str())
        .bind(inbox.matching.email.as_str())
        .bind(inbox.matching.phone.as_str())
        .bind(&inbox.locale)
        .bind(&inbox.timezone)
        .bind(now)
        .bind(&inbox.name)
        .bind(i64::from(inbox.active))
        .bind(i64::from(inbox.all_stores))
        .bind(options)
        .execute(&mut *change)
        .await?;
        choose(&mut change, inbox, stores).await?;
        if let Some(key) = key {
            add_key(&mut change, inbox, key, now).await?;
        }
        change.done().await
    }

    /// Switches the card of an inbox on or off, and records it. False where it is so already. Its open cards learn of it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn switch_inbox(&self, inbox: &Inbox, active: bool, entry: &NewChange) -> Result<bool, DbError> {
        let mut change = self.change(&inbox.tenant).await?;
        let done = sqlx::query("UPDATE inboxes SET active = $1 WHERE tenant = $2 AND inbox = $3 AND active <> $1")
            .bind(i64::from(active))
            .bind(&inbox.tenant)
            .bind(&inbox.inbox)
            .execute(&mut *change)
            .await?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        changes::add(&mut change, entry).await?;
        let signal = self.announce_inbox(&mut change, inbox).await?;
        change.done().await?;
        self.tell(signal);
        Ok(true)
    }

    /// Tells that what an inbox shows or allows changed, as part of the change. This process is told once that counts.
    async fn announce_inbox(&self, change: &mut Within, inbox: &Inbox) -> Result<Signal, DbError> {
        let signal = Signal { tenant: inbox.tenant.clone(), store: None, what: What::Inbox(inbox.inbox.clone()) };
        self.announce_with(change, &signal).await?;
        Ok(signal)
    }

    /// Keeps what of an inbox is another than it was when it was read, and the stores chosen for it; `None` leaves these as they
    /// are. What else somebody changes in the same instant stays. False, and nothing is kept, where somebody has changed the
    /// same. Its open cards learn of it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn change_inbox(
        &self,
        before: &Inbox,
        inbox: &Inbox,
        stores: Option<&[StoreId]>,
    ) -> Result<bool, DbError> {
        let (old, new) = (columns(before)?, columns(inbox)?);
        let mut change = self.change(&inbox.tenant).await?;
        for ((column, old), (_, new)) in old.into_iter().zip(new) {
            if old == new {
                continue;
            }
            let done = match (old, new) {
                (Kept::Text(old), Kept::Text(new)) => {
                    // Without a text there is NULL, which is equal to nothing.
                    let update = format!(
                        "UPDATE inboxes SET {column} = $1
                         WHERE tenant = $2 AND inbox = $3 AND coalesce({column}, '') = $4"
                    );
                    let query = sqlx::query(sqlx::AssertSqlSafe(update)).bind(new).bind(&inbox.tenant);
                    query.bind(&inbox.inbox).bind(old.unwrap_or_default()).execute(&mut *change).await?
                }
                (Kept::Flag(old), Kept::Flag(new)) => {
                    let update =
                        format!("UPDATE inboxes SET {column} = $1 WHERE tenant = $2 AND inbox = $3 AND {column} = $4");
                    let query = sqlx::query(sqlx::AssertSqlSafe(update)).bind(i64::from(new)).bind(&inbox.tenant);
                    query.bind(&inbox.inbox).bind(i64::from(old)).execute(&mut *change).await?
                }
                // A column has one type.
                _ => return Err(DbError::Damaged("inboxes")),
            };
            if done.rows_affected() == 0 {
                return Ok(false);
            }
        }
        if let Some(stores) = stores {
            sqlx::query("DELETE FROM inbox_stores WHERE tenant = $1 AND inbox = $2")
                .bind(&inbox.tenant)
                .bind(&inbox.inbox)
                .execute(&mut *change)
                .await?;
            choose(&mut change, inbox, stores).await?;
        }
        let signal = self.announce_inbox(&mut change, inbox).await?;
        change.done().await?;
        self.tell(signal);
        Ok(true)
    }

    /// The stores that were chosen for an inbox.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn inbox_stores(&self, inbox: &Inbox) -> Result<Vec<StoreId>, DbError> {
        let mut within = self.within(&inbox.tenant).await?;
        let query = sqlx::query_scalar("SELECT store FROM inbox_stores WHERE tenant = $1 AND inbox = $2");
        Ok(query.bind(&inbox.tenant).bind(&inbox.inbox).fetch_all(&mut *within).await?)
    }

    /// A tenant's inboxes, in the order in which they were added.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn inboxes(&self, tenant: &TenantId) -> Result<Vec<Inbox>, DbError> {
        let query =
            sqlx::AssertSqlSafe(format!("SELECT {INBOX} FROM inboxes WHERE tenant = $1 ORDER BY created, rowid"));
        let mut within = self.within(tenant).await?;
        sqlx::query(query).bind(tenant).fetch_all(&mut *within).await?.iter().map(read_inbox).collect()
    }

    /// One inbox, by the id in the embed address.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn inbox(&self, inbox: &InboxId) -> Result<Option<Inbox>, DbError> {
        let Some(tenant) = self.tenant_of_inbox(inbox).await? else { return Ok(None) };
        let query = sqlx::AssertSqlSafe(format!("SELECT {INBOX} FROM inboxes WHERE tenant = $1 AND inbox = $2"));
        let mut within = self.within(&tenant).await?;
        let row = sqlx::query(query).bind(&tenant).bind(inbox).fetch_optional(&mut *within).await?;
        row.as_ref().map(read_inbox).transpose()
    }
}

/// What stands in a column that can be changed.
#[derive(PartialEq, Eq)]
enum Kept {
    Text(Option<String>),
    Flag(bool),
}

/// What can be changed of an inbox, by the names of its columns.
fn columns(inbox: &Inbox) -> Result<[(&'static str, Kept); 11], DbError> {
    let text = |text: &str| Kept::Text(Some(text.to_owned()));
    let origins = serde_json::to_string(&inbox.origins).map_err(|_| DbError::Damaged("inboxes"))?;
    let options = serde_json::to_string(&inbox.options).map_err(|_| DbError::Damaged("inboxes"))?;
    Ok([
        ("name", text(&inbox.name)),
        ("active", Kept::Flag(inbox.active)),
        ("origins", Kept::Text(Some(origins))),
        ("max_role", text(inbox.max_role.as_str())),
        ("reach", text(inbox.reach.as_str())),
        ("match_email", text(inbox.matching.email.as_str())),
        ("match_phone", text(inbox.matching.phone.as_str())),
        ("all_stores", Kept::Flag(inbox.all_stores)),
        ("locale", Kept::Text(inbox.locale.clone())),
        ("timezone", Kept::Text(inbox.timezone.clone())),
        ("options", Kept::Text(Some(options))),
    ])
}

/// Chooses stores for an inbox, as part of what else is changed.
async fn choose(within: &mut Within, inbox: &Inbox, stores: &[StoreId]) -> Result<(), DbError> {
    for store in stores {
        sqlx::query("INSERT INTO inbox_stores (inbox, tenant, store) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
            .bind(&inbox.inbox)
            .bind(&inbox.tenant)
            .bind(store)
            .execute(&mut **within)
            .await?;
    }
    Ok(())
}

/// Reads what [`INBOX`] selects.
pub(super) fn read_inbox(row: &AnyRow) -> Result<Inbox, DbError> {
    let damaged = DbError::Damaged("inboxes");
    let (origins, max_role, reach): (String, String, String) =
        (row.try_get("origins")?, row.try_get("max_role")?, row.try_get("reach")?);
    let (host, options): (String, String) = (row.try_get("host")?, row.try_get("options")?);
    let (email, phone): (String, String) = (row.try_get("match_email")?, row.try_get("match_phone")?);
    let (Some(host), Ok(origins), Ok(options), Some(max_role), Some(reach), Some(email), Some(phone)) = (
        HostKind::parse(&host),
        serde_json::from_str(&origins),
        serde_json::from_str(&options),
        Role::parse(&max_role),
        Reach::parse(&reach),
        Mode::parse(&email),
        Mode::parse(&phone),
    ) else {
        return Err(damaged);
    };
    Ok(Inbox {
        inbox: row.try_get("inbox")?,
        tenant: row.try_get("tenant")?,
        name: row.try_get("name")?,
        active: row.try_get::<i64, _>("active")? != 0,
        host,
        origins,
        max_role,
        reach,
        matching: Matching { email, phone },
        all_stores: row.try_get::<i64, _>("all_stores")? != 0,
        locale: row.try_get("locale")?,
        timezone: row.try_get("timezone")?,
        options,
    })
}
