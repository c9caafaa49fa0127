//! The handshake of `scx/1` as a host sees it, step by step: what was heard of the card, and what follows. Pure; the view
//! holds the frame and the channel.

/// A step of the handshake, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The card says hello, from its own window and address.
    Hello,
    /// The host answers with a token and a port.
    Welcome,
    /// The card's program speaks on the port.
    Ready,
    /// The card takes the host's colours over.
    Theme,
    /// The card is shown, or why it is not.
    Card,
    /// The card puts a text into the reply.
    Insert,
}

/// What came of a step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mark {
    /// Not yet.
    #[default]
    Waiting,
    /// As it should be.
    Passed,
    /// Not as it should be.
    Failed,
    /// It can't come any more, since a step before it failed.
    Skipped,
}

/// Why a step failed, or what came with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// It came from this origin, in place of the card's.
    OtherOrigin(String),
    /// It does not speak version 1.
    OtherVersion,
    /// It names no nonce.
    NoNonce,
    /// Nothing came in time.
    Silence,
    /// The host token is not accepted; its own steps say why.
    Token,
    /// The host token belongs to another hello.
    OtherNonce,
    /// What the card says, or puts into the reply.
    Said(String),
}

/// One step as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Which.
    pub step: Step,
    /// What came of it.
    pub mark: Mark,
    /// When, in milliseconds from the start.
    pub at: Option<u32>,
    /// Why.
    pub why: Option<Why>,
}

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Heard {
    /// The window of the card's frame said hello.
    Hello {
        /// Where it came from.
        origin: String,
        /// The versions that it speaks.
        versions: Vec<f64>,
        /// The nonce.
        nonce: Option<String>,
    },
    /// The proxy has looked at the host token.
    Checked {
        /// Whether the card would accept it.
        accepted: bool,
        /// Whether it has a nonce, of another hello.
        other_nonce: bool,
    },
    /// The frame loads anew, with a ticket in place of a token.
    Ticket,
    /// A method on the port.
    Method(String),
    /// The colours that were sent are the card's.
    Colours,
    /// The card is drawn, perhaps with something to say.
    Shown(Option<String>),
    /// The card shows a problem in place of a customer.
    Problem(String),
    /// A text for the reply.
    Reply(String),
    /// Nothing came for so long that nothing will.
    Silence,
}

/// What follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Have the host token made, or looked at, for this hello.
    Check(Option<String>),
    /// Welcome the card: this nonce, over one port.
    Welcome(String),
}

/// A trial from its start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trial {
    origin: String,
    rows: Vec<Row>,
    nonce: Option<String>,
    checked: bool,
    ticketed: bool,
}

impl Trial {
    /// The steps, in order.
    pub const STEPS: [Step; 6] = [Step::Hello, Step::Welcome, Step::Ready, Step::Theme, Step::Card, Step::Insert];

    /// Begins. `origin`: the card's.
    #[must_use]
    pub fn new(origin: impl Into<String>) -> Self {
        let rows = Self::STEPS.map(|step| Row { step, mark: Mark::Waiting, at: None, why: None });
        Self { origin: origin.into(), rows: rows.into(), nonce: None, checked: false, ticketed: false }
    }

    /// The steps as they stand.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Whether a step is as it should be.
    #[must_use]
    pub fn passed(&self, step: Step) -> bool {
        self.rows.iter().any(|row| row.step == step && row.mark == Mark::Passed)
    }

    /// Whether nothing more is waited for but the reply, which a person asks for.
    #[must_use]
    pub fn over(&self) -> bool {
        self.rows.iter().all(|row| row.mark != Mark::Waiting || row.step == Step::Insert)
    }

    /// What happened, milliseconds from the start; gives what follows.
    pub fn hear(&mut self, heard: Heard, at: u32) -> Option<Effect> {
        match heard {
            Heard::Hello { origin, versions, nonce } => return self.hello(&origin, &versions, nonce, at),
            Heard::Checked { accepted, other_nonce } => {
                // Nobody to welcome.
                self.nonce.as_ref()?;
                let why = match (accepted, other_nonce) {
                    (false, _) => Why::Token,
                    (true, true) => Why::OtherNonce,
                    (true, false) => return self.welcome(at),
                };
                self.fail(Step::Welcome, why, at);
            }
            Heard::Ticket => {
                self.ticketed = true;
                self.nonce = None;
                self.set(Step::Hello, Mark::Waiting, None, None);
            }
            Heard::Method(method) if method == "ready" => self.pass(Step::Ready, None, at),
            Heard::Method(_) => {}
            Heard::Colours => self.pass(Step::Theme, None, at),
            Heard::Shown(said) => self.pass(Step::Card, said.map(Why::Said), at),
            Heard::Problem(said) => self.fail(Step::Card, Why::Said(said), at),
            Heard::Reply(text) => self.set(Step::Insert, Mark::Passed, Some(at), Some(Why::Said(text))),
            Heard::Silence => return self.silence(at),
        }
        None
    }

    fn hello(&mut self, origin: &str, versions: &[f64], nonce: Option<String>, at: u32) -> Option<Effect> {
        // It says hello until it is answered; only the first one counts.
        if self.nonce.is_some() {
            return None;
        }
        if origin != self.origin {
            self.fail(Step::Hello, Why::OtherOrigin(origin.to_owned()), at);
        } else if !versions.iter().any(|version| (version - 1.0).abs() < f64::EPSILON) {
            self.fail(Step::Hello, Why::OtherVersion, at);
        } else if let Some(nonce) = nonce.filter(|nonce| !nonce.is_empty() && nonce.len() <= 128) {
            self.set(Step::Hello, Mark::Passed, Some(at), None);
            self.nonce = Some(nonce.clone());
            if self.ticketed {
                return self.welcome(at);
            }
            self.checked = true;
            return Some(Effect::Check(Some(nonce)));
        } else {
            self.fail(Step::Hello, Why::NoNonce, at);
        }
        None
    }

    fn welcome(&mut self, at: u32) -> Option<Effect> {
        self.pass(Step::Welcome, None, at);
        self.nonce.clone().map(Effect::Welcome)
    }

    /// Whatever is waited for does not come. The host token is looked at all the same.
    fn silence(&mut self, at: u32) -> Option<Effect> {
        if let Some(first) = self.rows.iter().find(|row| row.mark == Mark::Waiting).map(|row| row.step)
            && first != Step::Insert
        {
            self.fail(first, Why::Silence, at);
        }
        (!std::mem::replace(&mut self.checked, true)).then_some(Effect::Check(None))
    }

    fn pass(&mut self, step: Step, why: Option<Why>, at: u32) {
        if self.rows.iter().any(|row| row.step == step && row.mark == Mark::Waiting) {
            self.set(step, Mark::Passed, Some(at), why);
        }
    }

    /// What comes after it can't come any more. A card that shows a problem may still be asked again by a person.
    fn fail(&mut self, step: Step, why: Why, at: u32) {
        self.set(step, Mark::Failed, Some(at), Some(why));
        let later = self.rows.iter_mut().skip_while(|row| row.step != step).skip(1);
        later.filter(|row| row.mark == Mark::Waiting).for_each(|row| row.mark = Mark::Skipped);
    }

    fn set(&mut self, step: Step, mark: Mark, at: Option<u32>, why: Option<Why>) {
        if let Some(row) = self.rows.iter_mut().find(|row| row.step == step) {
            *row = Row { step, mark, at, why };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CARD: &str = "https://card.example";

    fn hello(origin: &str, nonce: &str) -> Heard {
        Heard::Hello { origin: origin.into(), versions: vec![1.0], nonce: Some(nonce.into()) }
    }

    fn marks(trial: &Trial) -> Vec<Mark> {
        trial.rows().iter().map(|row| row.mark).collect()
    }

    #[test]
    fn a_good_handshake_passes_every_step() {
        let mut trial = Trial::new(CARD);
        assert_eq!(trial.hear(hello(CARD, "n"), 5), Some(Effect::Check(Some("n".into()))));
        assert_eq!(trial.hear(hello(CARD, "n"), 6), None, "it says hello until it is answered");
        let checked = Heard::Checked { accepted: true, other_nonce: false };
        assert_eq!(trial.hear(checked, 10), Some(Effect::Welcome("n".into())));
        for heard in [Heard::Method("ready".into()), Heard::Colours, Heard::Shown(None)] {
            assert!(!trial.over());
            trial.hear(heard, 20);
        }
        assert!(trial.over(), "the reply is a person's to ask for");
        trial.hear(Heard::Reply("Hello".into()), 30);
        assert_eq!(marks(&trial), [Mark::Passed; 6]);
        assert_eq!(trial.rows()[0].at, Some(5));
        assert_eq!(trial.hear(Heard::Silence, 90), None);
        assert_eq!(marks(&trial), [Mark::Passed; 6]);
    }

    #[test]
    fn a_token_that_is_refused_ends_it_there() {
        let mut trial = Trial::new(CARD);
        trial.hear(hello(CARD, "n"), 5);
        trial.hear(Heard::Checked { accepted: false, other_nonce: false }, 10);
        assert_eq!(trial.rows()[1].why, Some(Why::Token));
        assert!(marks(&trial)[2..].iter().all(|mark| *mark == Mark::Skipped));
    }

    #[test]
    fn a_token_of_another_hello_is_not_sent() {
        let mut trial = Trial::new(CARD);
        trial.hear(hello(CARD, "n"), 5);
        assert_eq!(trial.hear(Heard::Checked { accepted: true, other_nonce: true }, 10), None);
        assert_eq!(trial.rows()[1].why, Some(Why::OtherNonce));
    }

    #[test]
    fn a_hello_that_is_none_is_not_answered() {
        let bad = |heard: Heard| {
            let mut trial = Trial::new(CARD);
            assert_eq!(trial.hear(heard, 1), None);
            trial.rows()[0].why.clone()
        };
        assert_eq!(bad(hello("https://evil.example", "n")), Some(Why::OtherOrigin("https://evil.example".into())));
        assert_eq!(bad(hello(CARD, "")), Some(Why::NoNonce));
        let two = Heard::Hello { origin: CARD.into(), versions: vec![2.0], nonce: Some("n".into()) };
        assert_eq!(bad(two), Some(Why::OtherVersion));
    }

    #[test]
    fn silence_fails_what_is_waited_for_and_the_token_is_still_looked_at() {
        let mut trial = Trial::new(CARD);
        assert_eq!(trial.hear(Heard::Silence, 9), Some(Effect::Check(None)));
        assert_eq!((trial.rows()[0].mark, trial.rows()[1].mark), (Mark::Failed, Mark::Skipped));
        assert_eq!(trial.hear(Heard::Checked { accepted: true, other_nonce: false }, 10), None, "nobody to welcome");
    }

    #[test]
    fn a_ticket_begins_the_handshake_anew_without_a_token() {
        let mut trial = Trial::new(CARD);
        trial.hear(hello(CARD, "n"), 5);
        trial.hear(Heard::Ticket, 6);
        assert_eq!(trial.hear(hello(CARD, "m"), 9), Some(Effect::Welcome("m".into())));
    }
}
