//! After a renewal that failed for a reason that may pass, the store's rest: Shopify is not asked again for a while.

use super::RenewError;
use crate::ids::StoreId;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// After a refusal. Seconds.
const LONG: i64 = 60;
/// After a failure that passes. Only work that nobody waits for keeps it. Seconds.
const SHORT: i64 = 15;

/// The stores that rest.
#[derive(Default)]
pub(super) struct Rests(Mutex<HashMap<StoreId, Rest>>);

struct Rest {
    version: i64,
    until: i64,
    error: RenewError,
}

impl Rests {
    /// Notes a failure of these credentials.
    pub(super) fn begin(&self, store: &StoreId, version: i64, error: RenewError, now: i64) {
        let until = now + if error.is_passing() { SHORT } else { LONG };
        let mut rests = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        rests.retain(|_, rest| rest.until > now);
        rests.insert(store.clone(), Rest { version, until, error });
    }

    /// Why these credentials rest; none where they don't, or where somebody waits and the failure may have passed.
    pub(super) fn reason(&self, store: &StoreId, version: i64, now: i64, waited_for: bool) -> Option<RenewError> {
        let rests = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let rest = rests.get(store).filter(|rest| rest.version == version && now < rest.until)?;
        (!(waited_for && rest.error.is_passing())).then(|| rest.error.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shopify::{Cause, TokenError};

    #[test]
    fn a_refusal_rests_a_minute_and_what_passes_is_asked_again_when_somebody_waits() {
        let (rests, store) = (Rests::default(), StoreId::parse("s_a").unwrap());
        rests.begin(&store, 7, TokenError::BadSecret.into(), 100);
        assert!(rests.reason(&store, 7, 159, true).is_some());
        assert!(rests.reason(&store, 7, 160, true).is_none(), "the minute is over");
        assert!(rests.reason(&store, 8, 101, true).is_none(), "other credentials");
        rests.begin(&store, 7, TokenError::Passing(Cause::Timeout).into(), 200);
        assert!(rests.reason(&store, 7, 201, true).is_none());
        assert!(rests.reason(&store, 7, 201, false).is_some());
    }
}
