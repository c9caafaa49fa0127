//! The first day of an owner: three steps to a working card, and what agents see until then. Gone once stores and inboxes are
//! there.

use super::parts::{notice, tone_badge};
use crate::app::Panel;
use crate::dom;
use context_card_markup::view;
use context_card_wire::Tone;
use context_card_wire::settings::PanelOpened;
use leptos::prelude::*;

/// One of the three steps.
struct Step {
    label: String,
    why: String,
    address: &'static str,
    done: bool,
}

/// The steps, for owners who are not there yet; what agents see now, for everybody.
pub(crate) fn setup(panel: Panel, opened: &PanelOpened) -> AnyView {
    let pending = opened.pending.as_ref().map(|pending| {
        view! {
            <section aria-label=panel.word(|words| &words.shell.pending)>
                <h2>{panel.word(|words| &words.shell.pending)}</h2>
                {notice(panel, pending)}
            </section>
        }
    });
    let (stores, inboxes) = (opened.stores.connected > 0, !opened.inboxes.is_empty());
    let steps = (panel.is_owner() && !(stores && inboxes)).then(|| steps(panel, stores, inboxes));
    if pending.is_none() && steps.is_none() {
        return ().into_any();
    }
    view! { <div class="setup">{steps}{pending}</div> }.into_any()
}

fn steps(panel: Panel, stores: bool, inboxes: bool) -> impl IntoView {
    let word =
        |of: fn(&context_card_wire::settings::words::ShellWords) -> &String| panel.word(|words| of(&words.shell));
    let steps = [
        Step {
            label: word(|words| &words.setup_store),
            why: word(|words| &words.setup_store_why),
            address: "#stores/connect",
            done: stores,
        },
        Step {
            label: word(|words| &words.setup_inbox),
            why: word(|words| &words.setup_inbox_why),
            address: "#inboxes/add",
            done: inboxes,
        },
        // The usual fields are chosen from the beginning.
        Step {
            label: word(|words| &words.setup_fields),
            why: word(|words| &words.setup_fields_why),
            address: "#fields",
            done: true,
        },
    ];
    let next = steps.iter().position(|step| !step.done);
    // Where its form is open already, or its screen, the link leads there; otherwise the address does.
    let follow = |address: &'static str| {
        move |event: leptos::ev::MouseEvent| match address {
            "#stores/connect" if dom::focus("connect-heading") => event.prevent_default(),
            "#inboxes/add" if dom::focus("add-heading") => event.prevent_default(),
            "#fields" => dom::focus_soon("screen"),
            _ => {}
        }
    };
    let rows = steps.into_iter().enumerate().map(|(at, step)| {
        let class = if Some(at) == next { "button strong" } else { "button" };
        let state = step.done.then(|| tone_badge(Tone::Positive, &word(|words| &words.step_done)));
        view! {
            <li>
                <a class=class href=step.address on:click=follow(step.address)>{step.label}</a>
                <p class="quiet">{step.why}</p>
                {state}
            </li>
        }
    });
    view! {
        <section class="box" aria-label=word(|words| &words.setup)>
            <h2>{word(|words| &words.setup)}</h2>
            <ol class="setup-steps">{rows.collect_view()}</ol>
        </section>
    }
}
