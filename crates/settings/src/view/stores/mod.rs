//! The screen for stores: how each is, what is wrong and what helps; connecting another; the apps.
//!
//! | file | what lives there |
//! |---|---|
//! | `one` | a store: its state, what is wrong, buttons |
//! | `details` | what unfolds below it |
//! | `prefix` | how its order numbers begin, changed in place |
//! | `disconnect` | the question before it is disconnected |
//! | `wizard` | connecting a store, step by step |
//! | `apps` | the apps, their secrets and scopes |
//! | `rest` | stores that were connected once, and attempts |

mod apps;
mod details;
mod disconnect;
mod one;
mod prefix;
mod rest;
mod wizard;

use super::parts::notice;
use crate::app::Panel;
use crate::client::{self, Refused};
use crate::dom;
use context_card_markup::view;
use context_card_wire::Notice;
use context_card_wire::settings::words::{StoresWords, fill};
use context_card_wire::settings::{Fix, Stores, StoresDone, WhichStore};
use leptos::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen_futures::spawn_local;
use wizard::Wizard;

/// What came of the last thing that was done.
#[derive(Clone, PartialEq)]
pub(super) enum Came {
    /// It was done; what came of it, and whether that is good.
    Said(String, bool),
    /// It was refused.
    Refused(Notice),
}

/// The screen. Cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Screen {
    pub(super) panel: Panel,
    /// All of it; none before it is there.
    pub(super) all: RwSignal<Option<Stores>>,
    /// Why it is not there.
    failed: RwSignal<Option<Notice>>,
    /// What is going on, by a name of its own: one thing at a time.
    pub(super) busy: RwSignal<Option<String>>,
    /// What came of the last thing, and where it belongs: a store's id, or nothing for the whole screen.
    pub(super) came: RwSignal<Option<(String, Came)>>,
    /// The stores and other parts that are unfolded.
    pub(super) unfolded: RwSignal<Vec<String>>,
    /// The store that is to be disconnected, and its name.
    pub(super) leaving: RwSignal<Option<(String, String)>>,
    /// The store whose prefix is being changed.
    pub(super) prefixing: RwSignal<Option<String>>,
    /// The app whose secret is being replaced.
    pub(super) replacing: RwSignal<Option<String>>,
    /// Connecting a store.
    pub(super) wizard: Wizard,
}

/// The screen.
pub(crate) fn screen(panel: Panel) -> impl IntoView {
    let screen = Screen {
        panel,
        all: RwSignal::new(None),
        failed: RwSignal::new(None),
        busy: RwSignal::new(None),
        came: RwSignal::new(None),
        unfolded: RwSignal::new(Vec::new()),
        leaving: RwSignal::new(None),
        prefixing: RwSignal::new(None),
        replacing: RwSignal::new(None),
        wizard: Wizard::new(),
    };
    screen.load();
    let may_connect = Memo::new(move |_| screen.may_connect());
    let nothing = Memo::new(move |_| screen.has_nothing());
    view! {
        <section class="stores" aria-labelledby="stores-heading">
            <div class="stores-head">
                <h2 id="stores-heading">{screen.word(|words| &words.heading)}</h2>
                {move || may_connect.get().then(|| wizard::begin_button(screen))}
            </div>
            {(!screen.is_owner()).then(|| view! { <p class="message">{panel.word(|words| &words.shell.owners_only)}</p> })}
            {move || screen.outcome("")}
            {move || screen.wizard.open.get().then(|| wizard::steps(screen))}
            {move || nothing.get().then(|| view! { <p>{screen.word(|words| &words.none)}</p> })}
            {move || screen.body()}
            {disconnect::dialog(screen)}
        </section>
    }
}

impl Screen {
    /// A word of this screen's.
    pub(super) fn word(&self, of: impl FnOnce(&StoresWords) -> &String) -> String {
        self.panel.word(|words| of(&words.stores))
    }

    /// A sentence of this screen's with its gaps filled.
    pub(super) fn fill(&self, of: impl FnOnce(&StoresWords) -> &String, values: &[(&str, &str)]) -> String {
        self.panel.words.with_value(|words| fill(of(&words.stores), values))
    }

    /// Asks for everything.
    fn load(self) {
        self.failed.set(None);
        spawn_local(async move {
            let answer = client::get::<Stores>(&self.panel, "/api/settings/stores").await;
            if self.all.is_disposed() {
                return;
            }
            match answer {
                Ok(all) => {
                    let first = all.stores.is_empty() && all.disconnected.is_empty() && self.is_owner();
                    self.came_back(&all);
                    self.all.set(Some(all));
                    let asked = self.is_owner() && dom::hash() == "#stores/connect";
                    if asked {
                        // The address is done with, so that the link to it leads here another time.
                        dom::replace_hash("stores");
                    }
                    if first || asked {
                        self.wizard.begin(self, None);
                    }
                }
                Err(refused) => self.failed.set(Some(refused.notice(&self.panel))),
            }
        });
    }

    /// Says what came of it where somebody is just back from Shopify: the address names the attempt, once.
    fn came_back(self, all: &Stores) {
        let hash = dom::hash();
        let Some(attempt) = hash.strip_prefix("#stores/") else { return };
        let Some(attempt) = all.attempts.iter().find(|one| one.attempt == attempt) else { return };
        dom::replace_hash("stores");
        let Some(store) = all.stores.iter().find(|store| store.shop == attempt.shop) else { return };
        let said = self.fill(|words| &words.connected_now, &[("name", &store.name)]);
        self.tell(&store.store, Came::Said(said, true));
    }

    /// Whether somebody may begin to connect a store here and now.
    fn may_connect(self) -> bool {
        self.is_owner() && self.all.with(Option::is_some) && !self.wizard.open.get()
    }

    /// Whether there is no store, and nobody is connecting one.
    fn has_nothing(self) -> bool {
        self.all.with(|all| all.as_ref().is_some_and(|all| all.stores.is_empty())) && !self.wizard.open.get()
    }

    /// Whether an owner is here. Who is here does not change while the page is open: nothing is drawn anew for it, so
    /// that no form and no focus is lost when the panel looks how everything is.
    pub(super) fn is_owner(self) -> bool {
        untrack(|| self.panel.is_owner())
    }

    fn body(self) -> AnyView {
        let panel = self.panel;
        if let Some(problem) = self.failed.get() {
            return view! {
                {notice(panel, &problem)}
                <button type="button" class="button" on:click=move |_| self.load()>{panel.word(|words| &words.shell.retry)}</button>
            }
            .into_any();
        }
        let Some(all) = self.all.get() else {
            return view! {
                <div aria-busy="true">
                    <p class="hid">{panel.word(|words| &words.shell.loading)}</p>
                    <div class="bone tall"></div>
                    <div class="bone tall"></div>
                </div>
            }
            .into_any();
        };
        view! {
            {all.stores.iter().map(|store| one::store(self, store)).collect_view()}
            {rest::disconnected(self, &all.disconnected)}
            {apps::apps(self, &all)}
            {rest::attempts(self, &all.attempts)}
        }
        .into_any()
    }

    /// What came of the last thing, where it belongs here.
    pub(super) fn outcome(self, place: &str) -> Option<AnyView> {
        let (of, came) = self.came.get()?;
        if of != place {
            return None;
        }
        let id = format!("came-{place}");
        Some(match came {
            Came::Said(said, good) => {
                let class = if good { "message positive" } else { "message critical" };
                view! { <p class=class id=id tabindex="-1">{said}</p> }.into_any()
            }
            Came::Refused(problem) => {
                view! { <div id=id tabindex="-1">{notice(self.panel, &problem)}</div> }.into_any()
            }
        })
    }

    /// Shows what came of it, says it, and moves there.
    pub(super) fn tell(self, place: &str, came: Came) {
        if let Came::Said(said, _) = &came {
            self.panel.say(said.clone());
        }
        self.came.set(Some((place.to_owned(), came)));
        dom::focus_soon(format!("came-{place}"));
    }

    /// Whether this very thing is going on.
    pub(super) fn is_doing(self, name: &str) -> bool {
        self.busy.with(|busy| busy.as_deref() == Some(name))
    }

    /// Whether anything is going on.
    pub(super) fn is_busy(self) -> bool {
        self.busy.with(Option::is_some)
    }

    /// For the buttons' `aria-disabled`: one thing at a time.
    pub(super) fn disabled(self) -> Option<&'static str> {
        self.is_busy().then_some("true")
    }

    /// The word on a button that saves.
    pub(super) fn saving(self, name: &str) -> String {
        self.panel.word(|words| if self.is_doing(name) { &words.shell.saving } else { &words.shell.save })
    }

    /// Does one thing at a time, and gives what the proxy answered to `then`.
    pub(super) fn work<T: DeserializeOwned + 'static>(
        self,
        name: String,
        asking: impl Future<Output = Result<T, Refused>> + 'static,
        then: impl FnOnce(Result<T, Notice>) + 'static,
    ) {
        if self.busy.with_untracked(Option::is_some) {
            return;
        }
        self.busy.set(Some(name));
        spawn_local(async move {
            let answer = asking.await.map_err(|refused| refused.notice(&self.panel));
            if self.busy.try_set(None).is_some() {
                // Another screen is open by now.
                return self.panel.look();
            }
            then(answer);
        });
    }

    /// Does something with a store, and shows what came of it with that store.
    pub(super) fn act(self, what: &'static str, store: &str) {
        let body = WhichStore { store: store.to_owned() };
        let place = store.to_owned();
        let path = format!("/api/settings/stores/{what}");
        self.work(
            format!("{what} {store}"),
            async move { client::post::<StoresDone>(&self.panel, &path, &body).await },
            move |answer| self.done(&place, answer),
        );
    }

    /// Takes in how the stores are now.
    pub(super) fn done(self, place: &str, answer: Result<StoresDone, Notice>) {
        match answer {
            Ok(done) => {
                let there = done.stores.stores.iter().any(|store| store.store == place);
                self.all.set(Some(done.stores));
                self.panel.look();
                self.tell(if there { place } else { "" }, Came::Said(done.said, done.good));
            }
            Err(problem) => self.tell(place, Came::Refused(problem)),
        }
    }

    /// Replaces something at the proxy, where no conflict can be.
    pub(super) async fn put<T: DeserializeOwned>(self, path: &str, body: &impl Serialize) -> Result<T, Refused> {
        match client::put::<T, Never>(&self.panel, path, body).await {
            Ok(answer) => Ok(answer),
            Err(Err(refused)) => Err(refused),
            Err(Ok(never)) => match never {},
        }
    }

    /// Does what helps.
    pub(super) fn fix(self, fix: Fix, store: &str) {
        let found = self.all.with_untracked(|all| {
            let all = all.as_ref()?;
            all.stores.iter().find(|one| one.store == store).cloned()
        });
        let Some(found) = found else { return };
        match fix {
            Fix::Test => self.act("test", store),
            Fix::Subscribe => self.act("webhooks", store),
            Fix::Migrate => self.act("migrate", store),
            Fix::Reconnect => self.wizard.begin(self, Some(&found)),
            Fix::GrantScopes => {
                self.wizard.begin(self, Some(&found));
                self.wizard.review(self);
            }
            Fix::ReplaceSecret => {
                self.replacing.set(found.app);
                dom::focus_soon("secret-new");
            }
        }
    }

    /// Whether a part is unfolded.
    pub(super) fn is_unfolded(self, part: &str) -> bool {
        self.unfolded.with(|parts| parts.iter().any(|one| one == part))
    }

    /// Unfolds a part, or folds it.
    pub(super) fn unfold(self, part: &str) {
        self.unfolded.update(|parts| match parts.iter().position(|one| one == part) {
            Some(at) => drop(parts.remove(at)),
            None => parts.push(part.to_owned()),
        });
    }
}

/// What no conflict is: there is none.
#[derive(serde::Deserialize)]
enum Never {}
