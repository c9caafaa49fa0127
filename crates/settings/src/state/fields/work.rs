//! The fields as the admin has them on screen, saved or not: what may be done with them, undo and redo, and the draft that
//! outlives a reload.

use super::List;
use context_card_wire::CardConfig;
use context_card_wire::catalogue::Chosen;
use serde::{Deserialize, Serialize};

/// So many steps can be undone.
const STEPS: usize = 200;
/// So many metafields fit into a list: `CardConfig::check` says so.
const METAFIELDS: usize = 40;

/// What is chosen at one moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Whether it is this inbox's own, or all inboxes'. Where the choice is for all inboxes, always true.
    pub own: bool,
    /// The lists; the version counts for nothing here.
    pub lists: CardConfig,
}

/// Why something can't be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The inbox has no choice of its own yet.
    NotOwn,
    /// The list has as many fields as it takes.
    Full,
    /// It has as many metafields as it takes.
    FullOfMetafields,
    /// The field is chosen already.
    Twice,
    /// The order card needs a field.
    LeastOne,
    /// Details need three.
    LeastThree,
}

/// The fields on screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Work {
    /// What is saved, as far as is known here.
    base: CardConfig,
    /// What this work began from; its version is sent along. Another one than `base` where somebody else has saved since.
    from: CardConfig,
    /// Whether what is saved is all inboxes' choice, and this is one inbox.
    inherits: bool,
    now: Choice,
    undo: Vec<Choice>,
    redo: Vec<Choice>,
}

/// Unsaved work, as it is kept on the device.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Draft {
    from: CardConfig,
    inherits: bool,
    now: Choice,
}

fn unversioned(config: &CardConfig) -> CardConfig {
    CardConfig { version: 0, ..config.clone() }
}

impl Work {
    /// What was read. `inherits`: it is the choice for all inboxes, read for an inbox that has none of its own.
    #[must_use]
    pub fn new(saved: CardConfig, inherits: bool) -> Self {
        let now = Choice { own: !inherits, lists: unversioned(&saved) };
        Self { base: saved.clone(), from: saved, inherits, now, undo: Vec::new(), redo: Vec::new() }
    }

    /// The fields of a list.
    #[must_use]
    pub const fn ids(&self, list: List) -> &Vec<String> {
        list.of(&self.now.lists)
    }

    /// All lists, to be previewed or compared.
    #[must_use]
    pub const fn lists(&self) -> &CardConfig {
        &self.now.lists
    }

    /// What is sent to be saved: with the version that this began from.
    #[must_use]
    pub fn to_save(&self) -> CardConfig {
        CardConfig { version: self.from.version, ..self.now.lists.clone() }
    }

    /// What is saved, as far as is known.
    #[must_use]
    pub const fn saved_lists(&self) -> &CardConfig {
        &self.base
    }

    /// What this began from.
    #[must_use]
    pub const fn began_from(&self) -> &CardConfig {
        &self.from
    }

    /// Whether what is saved for this inbox is all inboxes' choice.
    #[must_use]
    pub const fn inherits(&self) -> bool {
        self.inherits
    }

    /// Whether it can be changed: an inbox without a choice of its own is told to have one first.
    #[must_use]
    pub const fn is_own(&self) -> bool {
        self.now.own
    }

    /// Whether somebody else has saved since this began.
    #[must_use]
    pub const fn is_behind(&self) -> bool {
        self.from.version != self.base.version
    }

    /// Whether something is not saved.
    #[must_use]
    pub fn is_dirty(&self) -> bool {
        self.now != self.as_saved()
    }

    fn as_saved(&self) -> Choice {
        Choice { own: !self.inherits, lists: unversioned(&self.base) }
    }

    /// Whether a list takes one more.
    ///
    /// # Errors
    /// Why it does not.
    pub fn can_add(&self, list: List) -> Result<(), Refused> {
        match list.most() {
            _ if !self.now.own => Err(Refused::NotOwn),
            Some(most) if self.ids(list).len() >= most => Err(Refused::Full),
            _ => Ok(()),
        }
    }

    /// Whether a list takes this field.
    ///
    /// # Errors
    /// Why it does not.
    pub fn can_add_field(&self, list: List, id: &str) -> Result<(), Refused> {
        let ids = self.ids(list);
        if ids.iter().any(|it| it == id) {
            return Err(Refused::Twice);
        }
        self.can_add(list)?;
        let is_metafield = |id: &str| matches!(Chosen::of(id), Some(Chosen::Metafield(_)));
        if is_metafield(id) && ids.iter().filter(|it| is_metafield(it)).count() >= METAFIELDS {
            return Err(Refused::FullOfMetafields);
        }
        Ok(())
    }

    /// Whether a field can be removed from a list.
    ///
    /// # Errors
    /// Why it can't.
    pub fn can_remove(&self, list: List) -> Result<(), Refused> {
        if !self.now.own {
            return Err(Refused::NotOwn);
        }
        if self.ids(list).len() > list.least() {
            return Ok(());
        }
        Err(if list.least() == 1 { Refused::LeastOne } else { Refused::LeastThree })
    }

    /// Adds a field at the end of a list. Whether it did.
    pub fn add(&mut self, list: List, id: &str) -> bool {
        let fits = self.can_add_field(list, id).is_ok();
        fits && self.change(|lists| list.of_mut(lists).push(id.to_owned()))
    }

    /// Removes a field from a list. Whether it did.
    pub fn remove(&mut self, list: List, id: &str) -> bool {
        let may = self.can_remove(list).is_ok();
        may && self.change(|lists| list.of_mut(lists).retain(|it| it != id))
    }

    /// Moves a field within its list. Whether it did.
    pub fn shift(&mut self, list: List, from: usize, to: usize) -> bool {
        let count = self.ids(list).len();
        let may = self.now.own && from < count && to < count;
        may && self.change(|lists| {
            let ids = list.of_mut(lists);
            let id = ids.remove(from);
            ids.insert(to, id);
        })
    }

    /// Takes over other lists: the default, an import, older ones. Whether that changed anything.
    pub fn replace(&mut self, lists: &CardConfig) -> bool {
        let (new, was_own) = (unversioned(lists), self.now.own);
        if new == self.now.lists && was_own {
            return false;
        }
        self.step(Choice { own: true, lists: new });
        true
    }

    /// Begins a choice of the inbox's own.
    pub fn choose_own(&mut self) {
        if !self.now.own {
            self.step(Choice { own: true, lists: self.now.lists.clone() });
        }
    }

    fn change(&mut self, work: impl FnOnce(&mut CardConfig)) -> bool {
        let mut next = self.now.clone();
        work(&mut next.lists);
        if next == self.now {
            return false;
        }
        self.step(next);
        true
    }

    fn step(&mut self, next: Choice) {
        self.redo.clear();
        self.undo.push(std::mem::replace(&mut self.now, next));
        if self.undo.len() > STEPS {
            self.undo.remove(0);
        }
    }

    /// Whether there is something to undo.
    #[must_use]
    pub const fn can_undo(&self) -> bool {
        !self.undo.is_empty()
    }

    /// Whether there is something to do again.
    #[must_use]
    pub const fn can_redo(&self) -> bool {
        !self.redo.is_empty()
    }

    /// Takes the last step back. Whether there was one.
    pub fn undo(&mut self) -> bool {
        let Some(before) = self.undo.pop() else { return false };
        self.redo.push(std::mem::replace(&mut self.now, before));
        true
    }

    /// Takes the last undoing back. Whether there was one.
    pub fn redo(&mut self) -> bool {
        let Some(after) = self.redo.pop() else { return false };
        self.undo.push(std::mem::replace(&mut self.now, after));
        true
    }

    /// Back to what is saved. It can be undone.
    pub fn discard(&mut self) {
        let saved = self.as_saved();
        if saved != self.now {
            self.step(saved);
        }
        self.from = self.base.clone();
    }

    /// It was saved as this. What was changed while it was on its way stays, unsaved.
    pub fn was_saved(&mut self, saved: CardConfig) {
        self.base = saved.clone();
        self.from = saved;
        self.inherits = false;
    }

    /// Somebody else has saved this. What is on screen stays; saving it now is refused, until one is chosen.
    pub fn somebody_saved(&mut self, theirs: CardConfig) {
        self.base = theirs;
    }

    /// What is on screen shall hold, over what somebody else has saved.
    pub fn keep_mine(&mut self) {
        self.from = self.base.clone();
    }

    /// What somebody else has saved shall hold. It can be undone.
    pub fn take_theirs(&mut self) {
        self.discard();
    }

    /// Unsaved work as text, to be kept; none where everything is saved.
    #[must_use]
    pub fn draft(&self) -> Option<String> {
        if !self.is_dirty() {
            return None;
        }
        let draft = Draft { from: self.from.clone(), inherits: self.inherits, now: self.now.clone() };
        serde_json::to_string(&draft).ok()
    }

    /// Takes up a draft on top of what was just read. Whether there was something to take up: a draft that can't be read,
    /// breaks a rule or says what is saved anyway counts for nothing.
    pub fn resume(&mut self, draft: &str) -> bool {
        let Ok(Draft { from, now, .. }) = serde_json::from_str::<Draft>(draft) else { return false };
        let choice = Choice { own: now.own || !self.inherits, lists: unversioned(&now.lists) };
        if !choice.own || choice.lists.check().is_err() || choice == self.as_saved() {
            return false;
        }
        self.step(choice);
        self.from = from;
        true
    }
}

/// Under which name a draft is kept: one for each organisation, person and inbox.
#[must_use]
pub fn draft_key(tenant: &str, person: &str, inbox: Option<&str>) -> String {
    format!("scx-fields:{tenant}:{person}:{}", inbox.unwrap_or("*"))
}

#[cfg(test)]
mod tests;
