//! Who goes to Shopify now, who waits and who is told how long it would take. Pure: time comes in as an argument.
//!
//! Agents go first, in the order in which they came. Background work goes where no agent waits, and leaves half of the bucket
//! to them; having waited half of its patience it takes the rest too, so that it is never held up for ever.

use super::Urgency;
use super::bucket::Bucket;
use super::costs::{Costs, Expected};
use crate::shopify::reply::{Cost, whole};
use std::collections::VecDeque;
use std::time::Duration;

/// After Shopify has said "throttled", nobody goes for so long: somebody else takes points out, and asking on would not help.
const BREATH: Duration = Duration::from_millis(100);

/// One store's queue. `W` is how the one who waits is told.
#[derive(Debug)]
pub(super) struct Queue<W> {
    bucket: Bucket,
    costs: Costs,
    agents: VecDeque<Waiting<W>>,
    background: VecDeque<Waiting<W>>,
    flying: Flying,
    /// Until then Shopify wants nothing at all.
    closed: Duration,
    last: u64,
}

/// How a bucket stands, as far as is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Standing {
    /// The points that are there.
    pub available: f64,
    /// What fits in.
    pub maximum: f64,
    /// What comes back each second.
    pub rate: f64,
    /// Whether somebody waits for them.
    pub waiting: bool,
}

/// The requests under way, taken together.
#[derive(Clone, Copy, Debug, Default)]
struct Flying {
    many: u32,
    /// How many of them had a guessed cost.
    guessed: u32,
    /// What was taken out of the bucket for them.
    charged: f64,
    /// What of it will come back, as expected.
    back: f64,
}

/// Somebody who waits, or wants to.
#[derive(Debug)]
pub(super) struct Waiting<W> {
    /// Their place in the order.
    pub(super) number: u64,
    /// What they ask, hashed.
    pub(super) document: u64,
    /// Whether they mind.
    pub(super) urgency: Urgency,
    /// When they began to wait.
    pub(super) since: Duration,
    /// Until when they wait.
    pub(super) until: Duration,
    /// How they are told.
    pub(super) caller: W,
}

/// A request under way.
#[derive(Debug)]
pub(super) struct Flight {
    document: u64,
    charged: f64,
    expected: Expected,
}

/// How a request ended.
#[derive(Clone, Copy, Debug)]
pub(in crate::shopify) enum Landing {
    /// Shopify told what it cost.
    Billed(Cost),
    /// Shopify throttled it, and may have told why; else the seconds are its word.
    Throttled(Option<Cost>, u32),
    /// It never ran.
    Free,
    /// It may have run: no answer came.
    Silent,
}

/// What happens to somebody.
#[derive(Debug)]
pub(super) enum Verdict<W> {
    /// They go.
    Go(W, Flight),
    /// They would have to wait for longer than they want to: so many seconds.
    Refused(W, u32),
}

impl<W> Queue<W> {
    pub(super) fn new(now: Duration) -> Self {
        Self {
            bucket: Bucket::full(now),
            costs: Costs::default(),
            agents: VecDeque::new(),
            background: VecDeque::new(),
            flying: Flying::default(),
            closed: Duration::ZERO,
            last: 0,
        }
    }

    /// A place in the order, behind all who came before.
    pub(super) const fn number(&mut self) -> u64 {
        self.last += 1;
        self.last
    }

    /// Lets somebody go at once, where nobody is before them.
    pub(super) fn pass(&mut self, document: u64, urgency: Urgency, now: Duration) -> Option<Flight> {
        self.bucket.restore(now);
        let alone = self.agents.is_empty() && (urgency == Urgency::Agent || self.background.is_empty());
        let left = match urgency {
            Urgency::Agent => 0.0,
            Urgency::Background => self.bucket.reserve(),
        };
        (alone && self.fits(document, left, now)).then(|| self.charge(document))
    }

    /// Takes somebody in; what becomes of them says the next [`Queue::turn`].
    pub(super) fn wait(&mut self, waiting: Waiting<W>) {
        let line = self.line(waiting.urgency);
        let place = line.iter().rposition(|other| other.number < waiting.number).map_or(0, |before| before + 1);
        line.insert(place, waiting);
    }

    /// Forgets somebody who went away.
    pub(super) fn leave(&mut self, number: u64, urgency: Urgency) {
        self.line(urgency).retain(|waiting| waiting.number != number);
    }

    const fn line(&mut self, urgency: Urgency) -> &mut VecDeque<Waiting<W>> {
        match urgency {
            Urgency::Agent => &mut self.agents,
            Urgency::Background => &mut self.background,
        }
    }

    /// Takes in how a request ended. One that may have run is taken to have cost what was expected.
    pub(super) fn settle(&mut self, flight: &Flight, landing: Landing, now: Duration) {
        self.bucket.restore(now);
        self.flying.land(flight);
        let (gone, cost) = match landing {
            Landing::Billed(cost) => (cost.actual.unwrap_or_default(), Some(cost)),
            Landing::Throttled(cost, _) => (0.0, cost),
            Landing::Free => (0.0, None),
            Landing::Silent => (flight.expected.actual, None),
        };
        self.bucket.put_back(flight.charged - gone);
        if let Some(cost) = cost {
            self.costs.learn(flight.document, cost.requested, cost.actual);
        }
        let level = cost.and_then(|cost| cost.level);
        if let Some(told) = level {
            self.bucket.correct(told, self.flying.charged);
        }
        if let Landing::Throttled(_, seconds) = landing {
            // With the level it is known when there is enough again; without it Shopify's word counts.
            let pause = if level.is_some() { BREATH } else { Duration::from_secs(u64::from(seconds)) };
            self.closed = self.closed.max(now + pause);
        }
    }

    /// Lets go who can, and sends away who would have to wait for too long.
    pub(super) fn turn(&mut self, now: Duration) -> Vec<Verdict<W>> {
        let mut verdicts = Vec::new();
        self.bucket.restore(now);
        while let Some(first) = self.agents.pop_front() {
            if !self.fits(first.document, 0.0, now) {
                self.agents.push_front(first);
                break;
            }
            verdicts.push(Verdict::Go(first.caller, self.charge(first.document)));
        }
        self.refuse_agents(now, &mut verdicts);
        while let Some(first) = self.background.pop_front() {
            if !self.agents.is_empty() || !self.fits(first.document, self.reserve(&first, now), now) {
                self.background.push_front(first);
                break;
            }
            verdicts.push(Verdict::Go(first.caller, self.charge(first.document)));
        }
        self.refuse_background(now, &mut verdicts);
        verdicts
    }

    /// When the next turn is due, where nobody comes and no answer arrives before.
    pub(super) fn wake(&self, now: Duration) -> Option<Duration> {
        let open = self.closed.max(now);
        let go = |waiting: &Waiting<W>, left| {
            open.max(now + self.bucket.until(self.costs.of(waiting.document).requested, left))
        };
        let first = match (self.agents.front(), self.background.front()) {
            (Some(agent), _) => Some(go(agent, 0.0)),
            // It goes with the reserve left, or when that holds no longer.
            (None, Some(work)) => Some(go(work, self.bucket.reserve()).min(go(work, 0.0).max(work.aged()))),
            (None, None) => None,
        };
        let ends = self.agents.iter().chain(&self.background).map(|waiting| waiting.until);
        ends.chain(first).min()
    }

    /// How the bucket stands, and whether somebody waits.
    pub(super) fn standing(&mut self, now: Duration) -> Standing {
        self.bucket.restore(now);
        let waiting = !self.agents.is_empty() || !self.background.is_empty() || self.closed > now;
        self.bucket.standing(waiting)
    }

    /// Nobody waits, nobody is under way, and the bucket is full.
    pub(super) fn is_fresh(&mut self, now: Duration) -> bool {
        self.bucket.restore(now);
        let idle = self.agents.is_empty() && self.background.is_empty() && self.flying.many == 0;
        idle && self.closed <= now && self.bucket.is_full()
    }

    fn fits(&self, document: u64, left: f64, now: Duration) -> bool {
        self.closed <= now && self.bucket.holds(self.costs.of(document).requested, left)
    }

    fn charge(&mut self, document: u64) -> Flight {
        let expected = self.costs.of(document);
        let flight = Flight { document, charged: expected.requested, expected };
        self.bucket.take(flight.charged);
        self.flying.start(&flight);
        flight
    }

    /// What background work has to leave.
    fn reserve(&self, waiting: &Waiting<W>, now: Duration) -> f64 {
        if now >= waiting.aged() { 0.0 } else { self.bucket.reserve() }
    }

    fn refuse_agents(&mut self, now: Duration, verdicts: &mut Vec<Verdict<W>>) {
        if self.agents.is_empty() {
            return;
        }
        // What comes back is not known before the first answers: nobody is sent away for a guess.
        let certain = self.flying.guessed == 0;
        let mut ahead = -self.bucket.level() - self.flying.back;
        for waiting in std::mem::take(&mut self.agents) {
            let cost = self.costs.of(waiting.document);
            let wait = self.bucket.time_for(ahead + cost.requested).max(self.closed.saturating_sub(now));
            if now >= waiting.until || (certain && now + wait > waiting.until) {
                verdicts.push(Verdict::Refused(waiting.caller, whole(wait.as_secs_f64())));
            } else {
                ahead += cost.actual;
                self.agents.push_back(waiting);
            }
        }
    }

    fn refuse_background(&mut self, now: Duration, verdicts: &mut Vec<Verdict<W>>) {
        if self.background.iter().all(|waiting| now < waiting.until && self.closed <= waiting.until) {
            return;
        }
        for waiting in std::mem::take(&mut self.background) {
            if now < waiting.until && self.closed <= waiting.until {
                self.background.push_back(waiting);
                continue;
            }
            let wait = self.bucket.until(self.costs.of(waiting.document).requested, 0.0);
            let wait = wait.max(self.closed.saturating_sub(now));
            verdicts.push(Verdict::Refused(waiting.caller, whole(wait.as_secs_f64())));
        }
    }
}

impl<W> Waiting<W> {
    /// From then on it need leave nothing to agents who do not come.
    fn aged(&self) -> Duration {
        self.since + self.until.saturating_sub(self.since) / 2
    }
}

impl Flying {
    fn start(&mut self, flight: &Flight) {
        self.many += 1;
        self.guessed += u32::from(flight.expected.guessed);
        self.charged += flight.charged;
        self.back += flight.charged - flight.expected.actual;
    }

    fn land(&mut self, flight: &Flight) {
        self.many = self.many.saturating_sub(1);
        if self.many == 0 {
            // Fractions that are left over from counting go with the last one.
            *self = Self::default();
            return;
        }
        self.guessed = self.guessed.saturating_sub(u32::from(flight.expected.guessed));
        self.charged -= flight.charged;
        self.back -= flight.charged - flight.expected.actual;
    }
}

#[cfg(test)]
mod tests;
