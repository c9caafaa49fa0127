//! Linking a customer to the contact by hand.

use super::html::{self, Button, word};
use super::notice::{self, Mood};
use super::{Look, icon, nothing};
use crate::state::{At, arg, link_id};
use context_card_wire::{CustomerCard, Linking};
use leptos::prelude::*;

/// Links this customer, or unlinks them; and why that was refused.
pub(super) fn link(look: &Look<'_>, who: &CustomerCard, at: At) -> AnyView {
    let (act, label) = match who.linking {
        Linking::No => return nothing(),
        Linking::Offer => ("link", &look.words.link),
        Linking::Linked => ("unlink", &look.words.unlink),
    };
    let Some(handle) = &who.handle else { return nothing() };
    let (arg, id) = (Some(arg(at)), Some(link_id(handle)));
    let it = Button { class: "plain tie", act, arg, id, off: look.state.is_linking(handle), ..Button::default() };
    let button = html::button(it, vec![icon::icon(icon::LINK), word("", label.clone())]);
    let refused = match &look.state.refused {
        Some((whose, why)) if whose == handle => notice::notice(look, why, Mood::Aside, look.state.now),
        _ => nothing(),
    };
    html::all(vec![button, refused])
}
