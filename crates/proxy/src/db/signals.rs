//! What the processes on one database tell each other: that a store was connected, disconnected or changed, or an inbox.
//!
//! A signal is announced together with the change that it tells of. This process hears its own at once; the others hear it
//! through the database: in SQLite from rows, which are looked for five times a second and removed after a minute; in
//! PostgreSQL by `NOTIFY` and `LISTEN`. `listening` is who listens. What concerns a person is sealed before it comes here.

use super::postgres::{CHANNEL, LONGEST, Listener, Said};
use super::scope::Within;
use super::{Db, DbError, Kind};
use crate::ids::{InboxId, StoreId, TenantId};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;
use time::OffsetDateTime;
use tokio::sync::broadcast;
use tokio::time::{Interval, MissedTickBehavior, interval};

/// How often SQLite is asked for signals of other processes.
const EVERY: Duration = Duration::from_millis(200);
/// So many signals may wait for a listener that is busy; beyond that it is told that it missed some.
pub(super) const WAITING: usize = 1024;

/// Something that happened to a store or an inbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signal {
    /// Whose it is.
    pub tenant: TenantId,
    /// The store; none where it happened to an inbox.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub store: Option<StoreId>,
    /// What happened.
    pub what: What,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// It was connected, for the first time or again.
    Connected,
    /// Its scopes or its state changed: nothing that was known of it counts any more.
    Changed,
    /// It was disconnected or removed: no request may go out any more.
    Disconnected,
    /// Something of a customer or an order changed; sealed, in Base64.
    About(String),
    /// What an inbox shows or allows changed.
    Inbox(InboxId),
}

/// A signal on its way, and which process sent it: that one has heard it already.
#[derive(Serialize, Deserialize)]
struct Letter {
    from: String,
    #[serde(flatten)]
    signal: Signal,
}

/// What comes from other processes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// These, or none after all.
    Signals(Vec<Signal>),
    /// For a while nothing could be heard: some may have been missed.
    Gap,
}

/// Hears what other processes announce.
#[derive(Debug)]
pub struct Ear {
    me: Arc<str>,
    source: Source,
}

#[derive(Debug)]
enum Source {
    Rows {
        db: Db,
        /// The last signal that was heard.
        after: i64,
        every: Interval,
    },
    Channel(Listener),
}

impl Ear {
    /// The next signals of other processes; waits until there is something to look at, and may give none.
    /// Nothing is lost when the future is dropped.
    ///
    /// # Errors
    /// When the database fails; asking again is fine.
    pub async fn hear(&mut self) -> Result<Heard, DbError> {
        let texts = match &mut self.source {
            Source::Rows { db, after, every } => {
                every.tick().await;
                let query = "SELECT signal, content FROM signals WHERE signal > $1 ORDER BY signal";
                let rows: Vec<(i64, String)> = sqlx::query_as(query).bind(*after).fetch_all(&db.pool).await?;
                if let Some((last, _)) = rows.last() {
                    *after = *last;
                }
                rows.into_iter().map(|(_, content)| content).collect()
            }
            Source::Channel(listener) => match listener.next().await {
                Said::Text(text) => vec![text],
                Said::Gap => return Ok(Heard::Gap),
            },
        };
        Ok(Heard::Signals(texts.iter().filter_map(|text| self.read(text)).collect()))
    }

    fn read(&self, content: &str) -> Option<Signal> {
        match serde_json::from_str::<Letter>(content) {
            Ok(letter) => (*letter.from != *self.me).then_some(letter.signal),
            Err(_) => {
                // A newer version of the program may say more than this one understands.
                tracing::warn!("a signal of another process can't be read");
                None
            }
        }
    }
}

impl Db {
    /// The signals of this process, from now on.
    #[must_use]
    pub fn own_signals(&self) -> broadcast::Receiver<Signal> {
        self.heard.subscribe()
    }

    /// Hears the signals of other processes, from now on.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn ear(&self) -> Result<Ear, DbError> {
        let source = match &self.kind {
            Kind::Sqlite(_) => {
                let newest = sqlx::query_scalar("SELECT coalesce(max(signal), 0) FROM signals");
                let after = newest.fetch_one(&self.pool).await?;
                let mut every = interval(EVERY);
                every.set_missed_tick_behavior(MissedTickBehavior::Delay);
                Source::Rows { db: self.clone(), after, every }
            }
            Kind::Postgres(postgres) => Source::Channel(postgres.listen().await?),
        };
        Ok(Ear { me: self.me.clone(), source })
    }

    /// Announces something by itself, to this process too.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn announce(&self, signal: Signal) -> Result<(), DbError> {
        let mut within = self.within(&signal.tenant).await?;
        self.announce_with(&mut within, &signal).await?;
        within.done().await?;
        self.tell(signal);
        Ok(())
    }

    /// Announces something as part of a change: others hear it when the change counts.
    pub(super) async fn announce_with(&self, within: &mut Within, signal: &Signal) -> Result<(), DbError> {
        match &self.kind {
            Kind::Sqlite(_) => sqlx::query("INSERT INTO signals (at, content) VALUES ($1, $2)")
                // The machine's own time: it only says when the row can go.
                .bind(OffsetDateTime::now_utc().unix_timestamp())
                .bind(self.letter(signal)?),
            Kind::Postgres(_) => {
                let mut text = self.letter(signal)?;
                if text.len() > LONGEST {
                    // What is too long to be said in detail concerns the whole store.
                    text = self.letter(&Signal { what: What::Changed, ..signal.clone() })?;
                }
                sqlx::query("SELECT pg_notify($1, $2)").bind(CHANNEL).bind(text)
            }
        }
        .execute(&mut **within)
        .await?;
        Ok(())
    }

    fn letter(&self, signal: &Signal) -> Result<String, DbError> {
        let letter = Letter { from: self.me.to_string(), signal: signal.clone() };
        serde_json::to_string(&letter).map_err(|_| DbError::Damaged("signals"))
    }

    /// Tells this process.
    pub(super) fn tell(&self, signal: Signal) {
        // Commands have nobody who listens.
        let _ = self.heard.send(signal);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signal(what: What) -> Signal {
        Signal { tenant: TenantId::parse("t_a").unwrap(), store: StoreId::parse("s_a"), what }
    }

    #[tokio::test]
    async fn another_process_hears_what_was_announced_once_and_its_own_not_again() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("card.db").display());
        let (here, there) = (Db::open(&url).await.unwrap(), Db::open(&url).await.unwrap());
        here.announce(signal(What::Changed)).await.unwrap();
        let (mut ours, mut theirs, mut own) =
            (here.ear().await.unwrap(), there.ear().await.unwrap(), here.own_signals());
        here.announce(signal(What::Disconnected)).await.unwrap();
        here.announce(signal(What::About("sealed".into()))).await.unwrap();
        let heard = theirs.hear().await.unwrap();
        let all = vec![signal(What::Disconnected), signal(What::About("sealed".into()))];
        assert_eq!(heard, Heard::Signals(all), "not what was before");
        assert_eq!(theirs.hear().await.unwrap(), Heard::Signals(vec![]));
        assert_eq!(ours.hear().await.unwrap(), Heard::Signals(vec![]), "its own it has heard already");
        assert_eq!(own.try_recv().unwrap(), signal(What::Disconnected));
    }
}
