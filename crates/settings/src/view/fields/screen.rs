//! What all parts of the screen know, and what is read and saved. Each reading has a number: an answer to an older one, or one
//! that comes when the screen is gone, is dropped.

use super::HEADING;
use crate::app::Panel;
use crate::client::{self, Refused};
use crate::dom;
use crate::state::fields::{Known, Lift, List, Tab, Work, draft_key};
use context_card_wire::settings::words::{FieldsWords, fill};
use context_card_wire::settings::{FieldChoices, InboxName};
use context_card_wire::{CardConfig, Notice, SettingsConflict};
use leptos::prelude::*;
use std::cell::RefCell;
use std::collections::HashMap;
use wasm_bindgen_futures::spawn_local;

thread_local! {
    /// Drafts, for browsers that keep nothing in a frame: they outlive at least the change to another screen.
    static DRAFTS: RefCell<HashMap<String, String>> = RefCell::default();
}

/// How far the chosen fields are.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Load {
    /// On their way.
    Loading,
    /// They did not come.
    Failed(Notice),
    /// Here.
    Ready,
}

/// How far the saving is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Saving {
    /// Nothing to tell.
    Idle,
    /// On its way.
    Busy,
    /// Done, until the next change.
    Done,
    /// Given up on purpose, until the next change.
    Discarded,
    /// It could not be saved.
    Failed(Notice),
}

/// What all parts of the screen know. Cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Screen {
    pub(super) panel: Panel,
    /// The inbox; none for all.
    pub(super) inbox: RwSignal<Option<String>>,
    pub(super) load: RwSignal<Load>,
    pub(super) work: RwSignal<Work>,
    /// What can be chosen, once it is here.
    pub(super) known: RwSignal<Option<Known>>,
    /// Why it is not.
    pub(super) unknown: RwSignal<Option<Notice>>,
    pub(super) tab: RwSignal<Tab>,
    /// A field that is lifted by the keyboard.
    pub(super) lift: RwSignal<Option<Lift>>,
    /// A field that is dragged.
    pub(super) drag: RwSignal<Option<super::drag::Drag>>,
    /// The list that something is added to.
    pub(super) picker: RwSignal<Option<List>>,
    pub(super) saving: RwSignal<Saving>,
    /// Whether a draft was taken up.
    pub(super) resumed: RwSignal<bool>,
    /// Whether the difference to somebody else's choice is shown.
    pub(super) comparing: RwSignal<bool>,
    /// Whether the history is open.
    pub(super) history: RwSignal<bool>,
    /// Counts the readings.
    turn: StoredValue<u32>,
    /// Under which name the draft is kept.
    key: StoredValue<String>,
}

impl Screen {
    pub(super) fn new(panel: Panel) -> Self {
        let screen = Self {
            panel,
            inbox: RwSignal::new(None),
            load: RwSignal::new(Load::Loading),
            work: RwSignal::new(Work::new(CardConfig::default(), true)),
            known: RwSignal::new(None),
            unknown: RwSignal::new(None),
            tab: RwSignal::new(Tab::default()),
            lift: RwSignal::new(None),
            drag: RwSignal::new(None),
            picker: RwSignal::new(None),
            saving: RwSignal::new(Saving::Idle),
            resumed: RwSignal::new(false),
            comparing: RwSignal::new(false),
            history: RwSignal::new(false),
            turn: StoredValue::new(0),
            key: StoredValue::new(String::new()),
        };
        Effect::new(move |_| {
            if screen.load.get() == Load::Ready {
                screen.keep_draft();
            }
        });
        panel.ask_while(move || screen.load.get() == Load::Ready && screen.work.with(Work::is_dirty));
        screen
    }

    /// A word of this screen's.
    pub(super) fn word(&self, of: impl FnOnce(&FieldsWords) -> &String) -> String {
        self.panel.words.with_value(|words| of(&words.fields).clone())
    }

    /// A sentence of this screen's with its gaps filled.
    pub(super) fn fill(&self, of: impl FnOnce(&FieldsWords) -> &String, values: &[(&str, &str)]) -> String {
        self.panel.words.with_value(|words| fill(of(&words.fields), values))
    }

    /// The name of a list.
    pub(super) fn list_name(&self, list: List) -> String {
        self.word(|words| match list {
            List::OrderCard => &words.order_card,
            List::OrderDetails => &words.order_details,
            List::CustomerDetails => &words.customer_details,
        })
    }

    /// The name of a field.
    pub(super) fn label(&self, id: &str) -> String {
        self.known.with(|known| known.as_ref().map_or_else(|| id.to_owned(), |known| known.label(id)))
    }

    /// The inbox that is chosen, by name.
    pub(super) fn inbox_name(&self) -> Option<InboxName> {
        let inbox = self.inbox.get()?;
        self.panel.opened.with(|opened| {
            opened.as_ref().and_then(|opened| opened.inboxes.iter().find(|it| it.inbox == inbox).cloned())
        })
    }

    /// An address of the proxy's for the inbox that is chosen.
    pub(super) fn path(&self, path: &str) -> String {
        self.inbox.with_untracked(|inbox| match inbox {
            Some(inbox) => format!("{path}?inbox={inbox}"),
            None => path.to_owned(),
        })
    }

    /// The number of the newest reading; none where the screen is gone.
    pub(super) fn newest(&self) -> Option<u32> {
        self.turn.try_get_value()
    }

    fn next_turn(&self) -> u32 {
        self.turn.update_value(|turn| *turn += 1);
        self.turn.get_value()
    }

    /// Opens the choice of an inbox, or of all.
    pub(super) fn begin(self, inbox: Option<String>) {
        let tenant_and_person = self.panel.opened.with_untracked(|opened| {
            opened.as_ref().map(|opened| (opened.tenant.clone(), opened.agent.id.clone())).unwrap_or_default()
        });
        self.key.set_value(draft_key(&tenant_and_person.0, &tenant_and_person.1, inbox.as_deref()));
        self.load.set(Load::Loading);
        self.saving.set(Saving::Idle);
        self.resumed.set(false);
        self.lift.set(None);
        self.inbox.set(inbox);
        self.read(true);
    }

    /// Once more, after it failed.
    pub(super) fn again(self) {
        self.begin(self.inbox.get_untracked());
    }

    /// Reads the chosen fields; what can be chosen as well, if `all`.
    pub(super) fn read(self, all: bool) {
        let turn = self.next_turn();
        let (card, fields) = (self.path("/api/settings/card"), self.path("/api/settings/fields"));
        spawn_local(async move {
            let answer = client::get::<CardConfig>(&self.panel, &card).await;
            if self.newest() != Some(turn) {
                return;
            }
            match answer {
                Ok(saved) => self.take(saved),
                Err(refused) => self.load.set(Load::Failed(refused.notice(&self.panel))),
            }
        });
        if all {
            self.read_known(turn, fields);
        }
    }

    fn read_known(self, turn: u32, path: String) {
        self.unknown.set(None);
        spawn_local(async move {
            let answer = client::get::<FieldChoices>(&self.panel, &path).await;
            if self.newest() != Some(turn) {
                return;
            }
            match answer {
                Ok(choices) => self.known.set(Some(Known::new(choices))),
                Err(refused) => self.unknown.set(Some(refused.notice(&self.panel))),
            }
        });
    }

    /// Asks once more what can be chosen.
    pub(super) fn know_again(self) {
        let path = self.path("/api/settings/fields");
        if let Some(turn) = self.newest() {
            self.read_known(turn, path);
        }
    }

    fn take(self, saved: CardConfig) {
        let inherits = self.inbox_name_untracked().is_some_and(|inbox| !inbox.own_fields);
        let mut work = Work::new(saved, inherits);
        let resumed = self.draft().is_some_and(|draft| work.resume(&draft));
        self.work.set(work);
        self.resumed.set(resumed);
        self.load.set(Load::Ready);
        if resumed {
            self.panel.say(self.word(|words| &words.restored));
        }
    }

    fn inbox_name_untracked(&self) -> Option<InboxName> {
        untrack(|| self.inbox_name())
    }

    fn draft(&self) -> Option<String> {
        let key = self.key.get_value();
        dom::kept(&key).or_else(|| DRAFTS.with_borrow(|drafts| drafts.get(&key).cloned()))
    }

    fn keep_draft(&self) {
        let (key, draft) = (self.key.get_value(), self.work.with(Work::draft));
        dom::keep(&key, draft.as_deref());
        DRAFTS.with_borrow_mut(|drafts| match draft {
            Some(draft) => drafts.insert(key, draft),
            None => drafts.remove(&key),
        });
    }

    /// Changes what is on screen, and says what was done, where something was. Whether something was.
    pub(super) fn edit(&self, work: impl FnOnce(&mut Work) -> bool, said: impl FnOnce(&Work) -> String) -> bool {
        let done = self.work.try_update(work).unwrap_or(false);
        if done {
            let told = self.work.with_untracked(said);
            self.panel.say(told);
            if self.saving.get_untracked() != Saving::Busy {
                self.saving.set(Saving::Idle);
            }
            self.resumed.set(false);
        }
        done
    }

    /// Saves what is on screen.
    pub(super) fn save(self) {
        if self.saving.get_untracked() == Saving::Busy {
            return;
        }
        let Some(turn) = self.newest() else { return };
        let (config, path) = (self.work.with_untracked(Work::to_save), self.path("/api/settings/card"));
        self.saving.set(Saving::Busy);
        self.resumed.set(false);
        self.panel.say(self.panel.word(|words| &words.shell.saving));
        spawn_local(async move {
            let answer = client::put::<CardConfig, SettingsConflict>(&self.panel, &path, &config).await;
            if self.newest() != Some(turn) {
                return;
            }
            match answer {
                Ok(saved) => {
                    self.work.update(|work| work.was_saved(saved));
                    self.saving.set(Saving::Done);
                    self.panel.say(self.word(|words| &words.saved));
                    self.panel.look();
                    dom::focus_soon(HEADING);
                }
                Err(Ok(conflict)) => {
                    self.saving.set(Saving::Idle);
                    self.work.update(|work| work.somebody_saved(conflict.current));
                    self.comparing.set(true);
                }
                Err(Err(refused)) => self.not_saved(refused),
            }
        });
    }

    fn not_saved(&self, refused: Refused) {
        let problem = refused.notice(&self.panel);
        self.panel.say(problem.message.clone());
        // At the list that it is about.
        if let Some(list) = problem.field.as_deref().and_then(List::of_field) {
            self.tab.set(list.tab());
        }
        self.saving.set(Saving::Failed(problem));
    }

    /// Gives up what is not saved. It can be undone.
    pub(super) fn discard(self) {
        self.work.update(Work::discard);
        self.resumed.set(false);
        self.saving.set(Saving::Discarded);
        self.panel.say(self.word(|words| &words.discarded));
    }
}
