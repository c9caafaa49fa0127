//! One store's queue for tasks: they take a turn, wait for it, and give it back.
//!
//! While somebody waits, one task keeps the door: it sleeps until the next turn is due. Nobody waits: no task, no timer.

use super::queue::{Flight, Landing, Queue, Standing, Verdict, Waiting};
use super::{Meters, Urgency};
use crate::shopify::Timer;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, oneshot};

/// The gate of one bucket.
#[derive(Debug)]
pub(in crate::shopify) struct Gate {
    inner: Mutex<Inner>,
    /// Somebody came who may be due earlier than those before.
    changed: Notify,
    timer: Timer,
    meters: Meters,
}

#[derive(Debug)]
struct Inner {
    queue: Queue<Caller>,
    /// Whether the door is kept.
    kept: bool,
}

type Caller = oneshot::Sender<Result<Pass, u32>>;

/// A question's place in the order of its store. It keeps it when it has to ask again.
#[derive(Debug)]
pub(in crate::shopify) struct Place {
    gate: Arc<Gate>,
    document: u64,
    urgency: Urgency,
    /// So long it may still wait.
    patience: Duration,
    number: Option<u64>,
}

/// The right to send one request. Dropped without a word, it is taken to have cost what was expected.
#[derive(Debug)]
pub(in crate::shopify) struct Pass {
    gate: Arc<Gate>,
    flight: Option<Flight>,
}

impl Gate {
    pub(super) fn new(timer: Timer, meters: Meters) -> Self {
        let queue = Queue::new(timer.now());
        Self { inner: Mutex::new(Inner { queue, kept: false }), changed: Notify::new(), timer, meters }
    }

    /// Whether it is as good as new.
    pub(super) fn is_full(&self) -> bool {
        let now = self.timer.now();
        self.with(|inner| inner.queue.is_fresh(now))
    }

    /// How its bucket stands now.
    pub(super) fn standing(&self) -> Standing {
        let now = self.timer.now();
        self.with(|inner| inner.queue.standing(now))
    }

    fn with<T>(&self, act: impl FnOnce(&mut Inner) -> T) -> T {
        act(&mut self.inner.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes the queue, and tells everybody whose turn it is then.
    fn change(self: &Arc<Self>, act: impl FnOnce(&mut Inner, Duration)) {
        let now = self.timer.now();
        let verdicts = self.with(|inner| {
            act(inner, now);
            inner.queue.turn(now)
        });
        self.tell(verdicts);
    }

    /// Outside of the lock: a pass that nobody takes any more comes back through it.
    fn tell(self: &Arc<Self>, verdicts: Vec<Verdict<Caller>>) {
        for verdict in verdicts {
            let (caller, word) = match verdict {
                Verdict::Go(caller, flight) => (caller, Ok(Pass { gate: self.clone(), flight: Some(flight) })),
                Verdict::Refused(caller, seconds) => (caller, Err(seconds)),
            };
            // Who is gone hears nothing; the pass they would have had is given back when it is dropped here.
            drop(caller.send(word));
        }
    }

    /// Keeps the door for as long as somebody waits.
    async fn keep(self: Arc<Self>) {
        loop {
            let now = self.timer.now();
            let (verdicts, wake) = self.with(|inner| {
                let verdicts = inner.queue.turn(now);
                let wake = inner.queue.wake(now);
                inner.kept = wake.is_some();
                (verdicts, wake)
            });
            self.tell(verdicts);
            let Some(wake) = wake else { return };
            tokio::select! {
                () = self.timer.sleep(wake.saturating_sub(now)) => {}
                () = self.changed.notified() => {}
            }
        }
    }
}

impl Place {
    pub(in crate::shopify) const fn new(gate: Arc<Gate>, document: u64, urgency: Urgency, patience: Duration) -> Self {
        Self { gate, document, urgency, patience, number: None }
    }

    /// Waits for a turn, within the patience.
    ///
    /// # Errors
    /// With the seconds to wait, where that is longer.
    pub(in crate::shopify) async fn turn(&mut self) -> Result<Pass, u32> {
        let began = self.gate.timer.now();
        let fresh = self.number.is_none();
        let passed = self.gate.with(|inner| {
            let number = *self.number.get_or_insert_with(|| inner.queue.number());
            // Who comes a second time is before those who wait, so the queue decides.
            let flight = if fresh { inner.queue.pass(self.document, self.urgency, began) } else { None };
            flight.ok_or(number)
        });
        let number = match passed {
            Ok(flight) => return Ok(Pass { gate: self.gate.clone(), flight: Some(flight) }),
            Err(number) => number,
        };
        let word = self.wait(number, began).await;
        let waited = self.gate.timer.now().saturating_sub(began);
        self.patience = self.patience.saturating_sub(waited);
        match word {
            Ok(_) if !waited.is_zero() => self.gate.meters.waited(self.urgency, waited),
            Ok(_) => {}
            Err(_) => self.gate.meters.refused(self.urgency),
        }
        word
    }

    async fn wait(&self, number: u64, began: Duration) -> Result<Pass, u32> {
        let (caller, word) = oneshot::channel();
        let leaving = Leaving { gate: &self.gate, number, urgency: self.urgency };
        let mut unkept = false;
        self.gate.change(|inner, now| {
            let until = began + self.patience;
            let (document, urgency) = (self.document, self.urgency);
            inner.queue.wait(Waiting { number, document, urgency, since: now, until, caller });
            unkept = !std::mem::replace(&mut inner.kept, true);
        });
        if unkept {
            tokio::spawn(self.gate.clone().keep());
        } else {
            self.gate.changed.notify_one();
        }
        let word = word.await;
        std::mem::forget(leaving);
        // The queue answers everybody; were it lost, trying again in a second does no harm.
        word.unwrap_or(Err(1))
    }
}

/// Leaves the queue when the one who waits goes away.
struct Leaving<'a> {
    gate: &'a Arc<Gate>,
    number: u64,
    urgency: Urgency,
}

impl Drop for Leaving<'_> {
    fn drop(&mut self) {
        self.gate.change(|inner, _| inner.queue.leave(self.number, self.urgency));
    }
}

impl Pass {
    /// Says how the request ended.
    pub(in crate::shopify) fn settle(mut self, landing: Landing) {
        self.land(landing);
    }

    fn land(&mut self, landing: Landing) {
        if let Some(flight) = self.flight.take() {
            self.gate.change(|inner, now| inner.queue.settle(&flight, landing, now));
        }
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        self.land(Landing::Silent);
    }
}

#[cfg(test)]
mod tests;
