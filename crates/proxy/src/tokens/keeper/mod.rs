//! The keeper: hands out the stores' access tokens, renewed in time. Whoever asks a shop in the name of a connection does it
//! through here.
//!
//! A token is renewed once, however many wait for it: by one task in this process, under a lock across all processes, and only
//! if the credentials are still those that were found too old. Whoever comes second finds the new ones in the database.
//! Nothing is used before it is kept, and what it was got with is kept beside it (`renewal`), so that a process may die at any
//! moment.

mod doubt;
mod flights;
mod renewal;
mod rest;
mod seen;
mod standing;

use super::{Access, AccessToken, DataKey, OpenError, Purpose, Vault};
use crate::clock::Clock;
use crate::db::{ConnectionState, Db, DbError, Failure, StoreRow};
use crate::ids::{StoreId, TenantId, random_text};
use crate::shopify::{Cause, Client, Question, Reply, ShopifyError, TokenEndpoint, TokenError};
use crate::store::OpenStore;
use doubt::Doubts;
use flights::Flights;
use rest::Rests;
use seen::Sights;
use standing::{Renewal, Standing, TOKEN_REFUSED, expires, is_dead, is_healed_by_use, is_over, issued};
use std::sync::Arc;
use std::time::Duration;

pub use seen::Seen;
pub use standing::UNINSTALLED;

/// A refresh token that was not used for so long is used, though nobody looks at the store: it would die after 90 days.
const IDLE: i64 = 60 * 24 * 60 * 60;
/// So many idle stores are renewed at a time; the others' turn comes an hour later, and days before it would be too late.
const IDLE_AT_A_TIME: usize = 200;
/// The pause between two of them.
const SPREAD: Duration = Duration::from_millis(100);

/// With so many tokens one question is asked at most: the one that was read, one that somebody else got meanwhile, and a
/// fresh one; and once more, should that happen twice.
const ATTEMPTS: usize = 4;

/// Hands out access tokens. One for the process; cheap to clone.
#[derive(Clone)]
pub struct Keeper(Arc<Parts>);

struct Parts {
    db: Db,
    vault: Vault,
    endpoint: TokenEndpoint,
    clock: Clock,
    flights: Flights,
    rests: Rests,
    doubts: Doubts,
    sights: Sights,
}

/// An access token, and the version of the credentials that it belongs to.
#[derive(Clone, Debug)]
pub struct Held {
    /// The token.
    pub token: AccessToken,
    /// The version.
    pub version: i64,
    /// Whether Shopify gave it just now. What it thinks of such a token it will think of the next one too.
    pub fresh: bool,
}

/// Why there is no new access token.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RenewError {
    /// Shopify gave none.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// Connect the store again: Shopify refused these credentials before, for good.
    #[error("Shopify does not accept the store's credentials any more; connect the store again")]
    Dead,
    /// Connect the store again: there is nothing that a new token could be got with.
    #[error("the store's token can't be renewed; connect the store again")]
    NotRenewable,
    /// The store is not connected any more.
    #[error("the store is not connected any more")]
    Disconnected,
    /// Look into the log: the credentials can't be read, opened or kept here.
    #[error("the store's credentials can't be read or kept; the log says why")]
    Storage,
    /// The task that renewed has died.
    #[error("the renewing task died; try again")]
    Died,
}

impl RenewError {
    /// Whether trying again may help, without anybody doing anything about the connection.
    #[must_use]
    pub const fn is_passing(&self) -> bool {
        match self {
            Self::Token(error) => error.is_passing(),
            Self::Storage | Self::Died => true,
            Self::Dead | Self::NotRenewable | Self::Disconnected => false,
        }
    }
}

impl From<RenewError> for ShopifyError {
    fn from(error: RenewError) -> Self {
        match error {
            RenewError::Token(error) => Self::from(&error),
            RenewError::Dead | RenewError::NotRenewable | RenewError::Disconnected => Self::Token,
            RenewError::Storage => Self::Unreachable(Cause::Credentials),
            RenewError::Died => Self::died(),
        }
    }
}

impl From<DbError> for RenewError {
    fn from(error: DbError) -> Self {
        tracing::error!(%error, "a store's credentials can't be read or kept");
        Self::Storage
    }
}

impl From<OpenError> for RenewError {
    fn from(error: OpenError) -> Self {
        tracing::error!(%error, "a store's credentials can't be opened or sealed");
        Self::Storage
    }
}

impl Keeper {
    /// With nothing under way.
    #[must_use]
    pub fn new(db: Db, vault: Vault, endpoint: TokenEndpoint, clock: Clock) -> Self {
        let (flights, rests, doubts) = (Flights::default(), Rests::default(), Doubts::default());
        let sights = Sights::default();
        Self(Arc::new(Parts { db, vault, endpoint, clock, flights, rests, doubts, sights }))
    }

    /// A store that is asked through this keeper.
    #[must_use]
    pub fn open_store(&self, row: StoreRow) -> OpenStore {
        OpenStore { store: row.store.clone(), access: Access::Kept(self.clone(), Arc::new(row)) }
    }

    /// Asks a store's shop, with a token that is good. Where Shopify refuses it all the same, it is renewed, and the new one
    /// is tried. What is learned of the connection is kept.
    ///
    /// # Errors
    /// When no data comes.
    pub async fn ask(&self, client: &Client, row: &StoreRow, question: Question<'_>) -> Result<Reply, ShopifyError> {
        let answer = self.ask_renewing(client, row, question).await;
        self.saw(row, &answer);
        self.doubt(client, row, &answer);
        answer
    }

    async fn ask_renewing(
        &self,
        client: &Client,
        row: &StoreRow,
        question: Question<'_>,
    ) -> Result<Reply, ShopifyError> {
        let question = question.paid_by(payer(row));
        let mut held = self.access(row).await?;
        for _ in 0..ATTEMPTS {
            let refused = match client.ask(&row.store.shop, &held.token, question).await {
                Err(error) if error.needs_reconnect() => error,
                Ok(reply) => {
                    self.works(row, held.version).await;
                    return Ok(reply);
                }
                Err(error) => return Err(error),
            };
            let renewed = if held.fresh {
                Err(RenewError::NotRenewable)
            } else {
                self.renew(&row.store.tenant, &row.store.id, held.version).await
            };
            held = match renewed {
                Ok(held) => held,
                Err(RenewError::NotRenewable) => {
                    self.refused(row, held.version).await;
                    return Err(refused);
                }
                Err(error) => return Err(error.into()),
            };
        }
        Err(ShopifyError::Token)
    }

    /// A store's access token, good for the next moments: as it is kept, or, where that has expired, a new one.
    ///
    /// # Errors
    /// When there is none to be had.
    pub async fn access(&self, row: &StoreRow) -> Result<Held, ShopifyError> {
        let (connection, now) = (&row.connection, self.0.clock.unix());
        if is_over(connection) {
            return Err(ShopifyError::Token);
        }
        match Standing::of(connection, now) {
            Standing::Good => Ok(self.open(row).await?),
            Standing::Ageing => {
                if !is_dead(connection) && self.rest(row, now, false).is_none() {
                    drop(self.join(&row.store.tenant, &row.store.id, connection.version));
                }
                Ok(self.open(row).await?)
            }
            Standing::Expired if is_dead(connection) => Err(ShopifyError::Token),
            Standing::Expired => match self.renew(&row.store.tenant, &row.store.id, connection.version).await {
                // It lives a few seconds more; that may do.
                Err(error) if error.is_passing() && now < expires(connection) => Ok(self.open(row).await?),
                result => Ok(result?),
            },
        }
    }

    /// A store was disconnected: a renewal that is under way ends, and asks Shopify nothing more.
    pub fn end(&self, store: &StoreId) {
        self.0.flights.end(store);
    }

    /// New credentials in place of those of version `used`: Shopify's, or those that somebody else got meanwhile.
    ///
    /// # Errors
    /// When there are none to be had.
    pub async fn renew(&self, tenant: &TenantId, store: &StoreId, used: i64) -> Result<Held, RenewError> {
        let mut held = self.join(tenant, store, used).await?;
        if held.version == used {
            // Joined a renewal that began before these credentials were known.
            held = self.join(tenant, store, used).await?;
        }
        Ok(held)
    }

    /// The same, but not in a task of its own: it ends where its caller does. The tests let it end at every step.
    ///
    /// # Errors
    /// As [`renew`](Self::renew).
    #[doc(hidden)]
    pub async fn renew_here(&self, tenant: &TenantId, store: &StoreId, used: i64) -> Result<Held, RenewError> {
        renewal::renew(&self.0, tenant, store, used).await
    }

    /// Exchanges a token that does not expire for a pair that does. There is no way back.
    ///
    /// # Errors
    /// [`RenewError::NotRenewable`] where the connection's app is not known, or its tokens expire already; else when Shopify
    /// gives no pair.
    pub async fn migrate(&self, row: &StoreRow) -> Result<Held, RenewError> {
        match Renewal::of(&row.connection) {
            Some(Renewal::Migration) => self.renew(&row.store.tenant, &row.store.id, row.connection.version).await,
            _ => Err(RenewError::NotRenewable),
        }
    }

    /// Renews the credentials of stores that nobody looked at for 60 days, one after the other. Gives how many it renewed.
    /// A failure is noted, and tried again the next time.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_alive(&self) -> Result<usize, DbError> {
        let since = self.0.clock.unix() - IDLE;
        let due = self.0.db.due_refreshes(since).await?;
        let mut renewed = 0;
        for (number, (tenant, store)) in due.into_iter().take(IDLE_AT_A_TIME).enumerate() {
            if number > 0 {
                // Cards of other processes that wait for the lock come first.
                tokio::time::sleep(SPREAD).await;
            }
            let Some(row) = self.0.db.store(&tenant, &store).await? else { continue };
            if issued(&row.connection) >= since {
                // Another process was faster, or somebody looked at the store.
                continue;
            }
            match self.renew(&tenant, &store, row.connection.version).await {
                Ok(_) => renewed += 1,
                Err(error) => tracing::warn!(%store, %error, "an idle store could not be kept alive"),
            }
        }
        Ok(renewed)
    }

    fn join(
        &self,
        tenant: &TenantId,
        store: &StoreId,
        used: i64,
    ) -> impl Future<Output = Result<Held, RenewError>> + use<> {
        let (keeper, tenant, of) = (self.clone(), tenant.clone(), store.clone());
        self.0.flights.join(store, async move { renewal::renew(&keeper.0, &tenant, &of, used).await })
    }

    fn rest(&self, row: &StoreRow, now: i64, waited_for: bool) -> Option<RenewError> {
        self.0.rests.reason(&row.store.id, row.connection.version, now, waited_for)
    }

    async fn open(&self, row: &StoreRow) -> Result<Held, RenewError> {
        let key = self.0.data_key(&row.store.tenant).await?;
        open(&key, row)
    }

    /// A token worked: what it heals is noted.
    async fn works(&self, row: &StoreRow, version: i64) {
        if version == row.connection.version && is_healed_by_use(&row.connection) {
            tracing::info!(shop = %row.store.shop, store = %row.store.id, "a connection works again");
            self.0.note(row, version, ConnectionState::Connected, None).await;
        }
    }

    /// Shopify refuses even a new token, or one that can't be renewed.
    async fn refused(&self, row: &StoreRow, version: i64) {
        self.0.rests.begin(&row.store.id, version, TokenError::DeadToken.into(), self.0.clock.unix());
        let noted = version == row.connection.version && row.connection.state == ConnectionState::ReconnectNeeded;
        if !noted {
            let failure = self.0.failure(row, TOKEN_REFUSED);
            self.0.note(row, version, ConnectionState::ReconnectNeeded, Some(failure)).await;
        }
    }
}

impl Parts {
    async fn data_key(&self, tenant: &TenantId) -> Result<DataKey, RenewError> {
        let row = self.db.tenant(tenant).await?.ok_or(RenewError::Disconnected)?;
        Ok(self.vault.open_data_key(tenant, &row.data_key)?)
    }

    /// A failure with a reference that finds it in the log.
    fn failure(&self, row: &StoreRow, code: &str) -> Failure {
        let reference = random_text(10).unwrap_or_default();
        tracing::warn!(reference, shop = %row.store.shop, store = %row.store.id, code, "a connection does not work");
        Failure { code: code.to_owned(), at: self.clock.unix(), reference }
    }

    /// Notes how a connection is. What can't be noted is in the log.
    async fn note(&self, row: &StoreRow, version: i64, state: ConnectionState, failure: Option<Failure>) {
        let (tenant, store) = (&row.store.tenant, &row.store.id);
        if let Err(error) = self.db.note_connection(tenant, store, version, state, failure.as_ref()).await {
            tracing::error!(%store, %error, "how a connection is can't be noted");
        }
    }
}

/// Shopify counts by app and shop; a token whose app is not known has a bucket of its own.
fn payer(row: &StoreRow) -> &str {
    row.connection.client_id.as_deref().unwrap_or(row.store.id.as_str())
}

/// Whether somebody may exchange a connection's token, which never expires, for one that does.
#[must_use]
pub fn may_migrate(row: &StoreRow) -> bool {
    Renewal::of(&row.connection) == Some(Renewal::Migration)
}

/// What a store's secrets are sealed for.
fn sealed_for(row: &StoreRow) -> [&str; 2] {
    [row.store.id.as_str(), row.store.shop.as_str()]
}

fn open(key: &DataKey, row: &StoreRow) -> Result<Held, RenewError> {
    let token = key.open(Purpose::AccessToken, &sealed_for(row), &row.connection.sealed.access)?;
    Ok(Held { token: AccessToken::new(token), version: row.connection.version, fresh: false })
}
