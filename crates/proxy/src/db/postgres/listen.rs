//! Signals between processes, by `NOTIFY` and `LISTEN`. `signals.rs` says what goes over them.

use super::Postgres;
use crate::db::DbError;
use sqlx::postgres::{PgListener, PgPoolOptions};
use std::time::Duration;

/// The channel.
pub(in crate::db) const CHANNEL: &str = "context_card";
/// The longest text that it carries, in bytes.
pub(in crate::db) const LONGEST: usize = 7999;
/// How long to wait before a lost connection is tried again.
const AGAIN: Duration = Duration::from_secs(1);

/// What comes in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::db) enum Said {
    /// A text, from another process or from this one.
    Text(String),
    /// The connection was lost for a while: something may have been missed.
    Gap,
}

/// Hears what is said on the channel. It connects again by itself.
#[derive(Debug)]
pub(in crate::db) struct Listener {
    listening: PgListener,
    /// That a gap was told, while it lasts.
    lost: bool,
}

impl Listener {
    /// The next thing that comes in. May be dropped while it waits.
    pub(in crate::db) async fn next(&mut self) -> Said {
        loop {
            match self.listening.try_recv().await {
                Ok(Some(heard)) => {
                    self.lost = false;
                    return Said::Text(heard.payload().to_owned());
                }
                // It is connected again.
                Ok(None) => {
                    self.lost = false;
                    return Said::Gap;
                }
                Err(error) => {
                    if !self.lost {
                        tracing::warn!(%error, "signals of other processes are not heard for now");
                        self.lost = true;
                        return Said::Gap;
                    }
                    tokio::time::sleep(AGAIN).await;
                }
            }
        }
    }
}

impl Postgres {
    /// Listens, in a session of its own.
    pub(in crate::db) async fn listen(&self) -> Result<Listener, DbError> {
        let pool = PgPoolOptions::new().max_connections(1).max_lifetime(None).idle_timeout(None);
        let pool = pool.connect_with(self.address.options.clone()).await?;
        let mut listening = PgListener::connect_with(&pool).await?;
        listening.ignore_pool_close_event(true);
        listening.listen(CHANNEL).await?;
        Ok(Listener { listening, lost: false })
    }
}
