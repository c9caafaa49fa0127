//! The screen for inboxes: where the card is embedded.
//!
//! | file | what lives there |
//! |---|---|
//! | `add` | adding one, and what is shown once it is there |
//! | `agents` | who is signed in, and codes for it, where the host signs nothing |
//! | `ask` | a question before what can't be undone |
//! | `form` | the fields, for a new one and for one that is there |
//! | `guide` | how the card gets into its host |
//! | `keys` | its keys: making, ending, pasting |
//! | `one` | an inbox in the list |
//! | `provider` | where agents sign in beside by code |
//! | `secret` | a signing secret, this one time |
//! | `settings` | what is set of it: the form for owners, facts for admins |

mod add;
mod agents;
mod ask;
mod form;
mod guide;
mod keys;
mod one;
mod provider;
mod secret;
mod settings;

use crate::app::Panel;
use crate::client;
use crate::dom;
use crate::view::parts::notice;
use context_card_markup::view;
use context_card_wire::Notice;
use context_card_wire::settings::words::InboxesWords;
use context_card_wire::settings::{HostChoice, InboxAdded, InboxSettings, Inboxes, StoreName};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

/// Whether the inboxes are there.
#[derive(Clone)]
enum Loaded {
    Waiting,
    Failed(Notice),
    There,
}

/// What stands above the list.
#[derive(Clone)]
enum Above {
    Nothing,
    /// The form for a new inbox.
    Adding,
    /// An inbox that was just added, with its secret.
    Added(StoredValue<InboxAdded>),
}

/// What the parts of the screen share. Cheap to copy.
#[derive(Clone, Copy)]
struct Screen {
    panel: Panel,
    loaded: RwSignal<Loaded>,
    above: RwSignal<Above>,
    inboxes: RwSignal<Vec<RwSignal<InboxSettings>>>,
    stores: RwSignal<Vec<StoreName>>,
    hosts: RwSignal<Vec<HostChoice>>,
    /// Whether somebody came back here from a trial, whose link is gone with it.
    came_back: bool,
}

impl Screen {
    /// A word of this screen's.
    fn word(&self, of: impl FnOnce(&InboxesWords) -> &String) -> String {
        self.panel.word(|words| of(&words.inboxes))
    }

    /// A sentence of this screen's with its gaps filled.
    fn say(&self, of: impl FnOnce(&InboxesWords) -> &String, values: &[(&str, &str)]) -> String {
        context_card_wire::settings::words::fill(&self.word(of), values)
    }

    /// Whether an owner is here. Who is here stays the same while the panel is open, so that nothing is drawn anew for it:
    /// a form would be lost.
    fn is_owner(self) -> bool {
        untrack(|| self.panel.is_owner())
    }

    /// Whether another screen is open by now: an answer that comes then finds nothing of this one.
    fn is_gone(self) -> bool {
        self.loaded.is_disposed()
    }

    fn load(self) {
        self.loaded.set(Loaded::Waiting);
        spawn_local(async move {
            match client::get::<Inboxes>(&self.panel, "/api/settings/inboxes").await {
                Ok(Inboxes { inboxes, stores, hosts }) => {
                    self.inboxes.set(inboxes.into_iter().map(RwSignal::new).collect());
                    self.stores.set(stores);
                    self.hosts.set(hosts);
                    self.loaded.set(Loaded::There);
                    if self.above.with_untracked(|above| matches!(above, Above::Adding)) {
                        dom::focus_soon("add-heading");
                    } else if self.came_back {
                        dom::focus_soon("inboxes-heading");
                    }
                }
                Err(refused) => self.loaded.set(Loaded::Failed(refused.notice(&self.panel))),
            }
        });
    }
}

/// The screen. `came_back`: from a view of one inbox.
pub(crate) fn screen(panel: Panel, came_back: bool) -> impl IntoView {
    let screen = Screen {
        panel,
        loaded: RwSignal::new(Loaded::Waiting),
        above: RwSignal::new(Above::Nothing),
        inboxes: RwSignal::new(Vec::new()),
        stores: RwSignal::new(Vec::new()),
        hosts: RwSignal::new(Vec::new()),
        came_back,
    };
    if screen.is_owner() && dom::hash() == "#inboxes/add" {
        // The address is done with, so that the link to it leads here another time.
        dom::replace_hash("inboxes");
        screen.above.set(Above::Adding);
    }
    screen.load();
    view! {
        <div class="inboxes">
            {move || match screen.loaded.get() {
                Loaded::Waiting => waiting(screen),
                Loaded::Failed(problem) => failed(screen, &problem),
                Loaded::There => there(screen),
            }}
        </div>
    }
}

fn waiting(screen: Screen) -> AnyView {
    view! {
        <h2>{screen.word(|words| &words.heading)}</h2>
        <div aria-busy="true">
            <p class="hid" role="status">{screen.panel.word(|words| &words.shell.loading)}</p>
            <div class="bone wide"></div>
            <div class="bone tall"></div>
            <div class="bone tall"></div>
        </div>
    }
    .into_any()
}

fn failed(screen: Screen, problem: &Notice) -> AnyView {
    view! {
        <h2>{screen.word(|words| &words.heading)}</h2>
        {notice(screen.panel, problem)}
        <button type="button" class="button" on:click=move |_| screen.load()>
            {screen.panel.word(|words| &words.shell.retry)}
        </button>
    }
    .into_any()
}

fn there(screen: Screen) -> AnyView {
    view! {
        {move || match screen.above.get() {
            Above::Nothing => heading(screen),
            Above::Adding => add::form(screen).into_any(),
            Above::Added(added) => add::added(screen, added).into_any(),
        }}
        <div class="list" hidden=move || !matches!(screen.above.get(), Above::Nothing)>
            <For each=move || screen.inboxes.get() key=|inbox| inbox.with_untracked(|inbox| inbox.inbox.clone()) let(inbox)>
                {one::one(screen, inbox)}
            </For>
            {screen.is_owner().then(|| provider::provider(screen))}
        </div>
    }
    .into_any()
}

/// The heading with the way to add an inbox.
fn heading(screen: Screen) -> AnyView {
    let empty = screen.inboxes.with(Vec::is_empty);
    let add = move |_| {
        screen.above.set(Above::Adding);
        dom::focus_soon("add-heading");
    };
    let button = screen.is_owner().then(|| {
        view! { <button type="button" id="add-inbox" class="button strong" on:click=add>{screen.word(|words| &words.add)}</button> }
    });
    view! {
        <div class="bar">
            <h2 id="inboxes-heading" tabindex="-1">{screen.word(|words| &words.heading)}</h2>
            {button}
        </div>
        <p class="quiet">{screen.word(|words| &words.intro)}</p>
        {(!screen.is_owner())
            .then(|| view! { <p class="quiet">{screen.panel.word(|words| &words.shell.owners_only)}</p> })}
        {empty
            .then(|| {
                view! {
                    <div class="box nothing">
                        <h3>{screen.word(|words| &words.none)}</h3>
                        <p>{screen.word(|words| &words.none_help)}</p>
                    </div>
                }
            })}
    }
    .into_any()
}
