//! Puts the panel on the page, and keeps what all screens know.

use crate::client;
use crate::dom;
use crate::host::{self, Met};
use crate::read::{Unreadable, read};
use crate::state::Place;
use crate::view;
use context_card_wire::settings::{PanelOpened, PanelPage, PanelRole, PanelSpeech, PanelWords};
use context_card_wire::{Action, Notice, SessionReply, Words};
use leptos::prelude::*;
use serde::Deserialize;
use std::mem::take;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

/// A session is renewed after so many milliseconds; it holds five minutes.
const RENEW: i32 = 4 * 60 * 1000;

/// Why the panel can't start: each is a fault of the page.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The page's data is not what it should be.
    #[error("the page's data can't be read")]
    Page(#[from] Unreadable),
    /// The page has no element for the panel.
    #[error("the page has no element #scx-settings")]
    NoRoot,
}

/// What came with the page.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Arrived {
    session: Option<SessionReply>,
    problem: Option<Notice>,
}

/// Whether the panel knows who is there.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Entry {
    /// Asking.
    Waiting,
    /// Nobody may enter, and why.
    Refused(Notice),
    /// Somebody is in.
    In,
}

/// The panel's words. They are shared where a `StoredValue` would lend them to a closure: what lends is made once for every
/// closure, and there are hundreds of them.
#[derive(Clone, Copy)]
pub(crate) struct Spoken(StoredValue<Arc<PanelWords>>);

impl Spoken {
    fn get(self) -> Arc<PanelWords> {
        self.0.get_value()
    }

    /// Asks something of the words.
    pub(crate) fn with_value<T>(self, ask: impl FnOnce(&PanelWords) -> T) -> T {
        ask(&self.get())
    }

    /// Speaks another language from now on.
    fn set_value(self, words: PanelWords) {
        self.0.set_value(Arc::new(words));
    }
}

/// What all screens know. Cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Panel {
    /// The panel's words.
    pub(crate) words: Spoken,
    /// The card's words, for the preview.
    pub(crate) card_words: StoredValue<Words>,
    /// The language that the words are in.
    pub(crate) language: StoredValue<String>,
    /// The session, where a host vouches; owners have a cookie.
    pub(crate) session: RwSignal<Option<String>>,
    /// What stands before each of the proxy's paths.
    base: StoredValue<String>,
    /// Whether it is a page of its own, for owners.
    pub(crate) alone: bool,
    /// Whether somebody is in.
    pub(crate) entry: RwSignal<Entry>,
    /// What the first screen needs; asked for anew whenever a screen has changed something of it.
    pub(crate) opened: RwSignal<Option<PanelOpened>>,
    /// Which screen is open.
    pub(crate) place: RwSignal<Place>,
    /// Whether the proxy does not know any more who is there. What is on screen stays, so that nothing is lost.
    pub(crate) signed_out: RwSignal<bool>,
    /// What was just done, to be read out: "Saved". Those who see are told by what is on screen.
    pub(crate) said: RwSignal<String>,
    /// How many forms hold what nobody has saved: with one, leaving asks first. See [`Panel::ask_while`].
    unsaved: RwSignal<u32>,
}

impl Panel {
    /// What they may do.
    pub(crate) fn role(&self) -> PanelRole {
        self.opened.with(|opened| opened.as_ref().map_or(PanelRole::Admin, |opened| opened.agent.role))
    }

    /// Whether an owner is here, who may change everything.
    pub(crate) fn is_owner(&self) -> bool {
        self.role() == PanelRole::Owner
    }

    /// One of the proxy's paths, as the browser is to ask for it.
    pub(crate) fn path(&self, own: &str) -> String {
        self.base.with_value(|base| [base, own].concat())
    }

    /// A word of the panel's.
    pub(crate) fn word(&self, of: impl FnOnce(&PanelWords) -> &String) -> String {
        of(&self.words.get()).clone()
    }

    /// Says what was done. The same twice is read out twice: for a screen reader, only what changes is news.
    pub(crate) fn say(&self, text: impl Into<String>) {
        let text = text.into();
        let same = self.said.with_untracked(|said| *said == text);
        self.said.set(if same { text + "\u{a0}" } else { text });
    }

    /// Has the browser ask before the page goes, while `unsaved` says so and what calls this is on the page.
    pub(crate) fn ask_while(self, unsaved: impl Fn() -> bool + 'static) {
        let counted = Arc::new(AtomicBool::new(false));
        let count = move |now: bool| {
            if counted.swap(now, Ordering::Relaxed) != now {
                self.unsaved.update(|forms| *forms = if now { *forms + 1 } else { forms.saturating_sub(1) });
            }
        };
        let gone = count.clone();
        Effect::new(move || count(unsaved()));
        on_cleanup(move || gone(false));
    }

    /// Asks anew what the first screen needs.
    pub(crate) fn look(self) {
        spawn_local(async move {
            let path = format!("/api/settings?language={}", self.language.get_value());
            match client::get::<PanelOpened>(&self, &path).await {
                Ok(mut opened) => {
                    if let Some(PanelSpeech { language, direction, panel, words }) = opened.speech.take() {
                        dom::speak(&language, &direction);
                        self.language.set_value(language);
                        self.words.set_value(panel);
                        self.card_words.set_value(words);
                    }
                    self.opened.set(Some(opened));
                    // Once is enough: setting it again would draw everything anew.
                    if self.entry.get_untracked() != Entry::In {
                        self.entry.set(Entry::In);
                    }
                }
                // What is on screen stays; a screen's own requests say what is wrong.
                Err(_) if self.opened.with_untracked(Option::is_some) => {}
                Err(refused) => self.entry.set(Entry::Refused(refused.notice(&self))),
            }
        });
    }
}

/// Puts the panel on the page.
///
/// # Errors
/// Where the page is not what it should be.
pub fn start(page: JsValue, arrived: JsValue) -> Result<(), StartError> {
    let mut page: PanelPage = read(page)?;
    let arrived: Arrived = read(arrived)?;
    let root: web_sys::HtmlElement = dom::find("scx-settings").ok_or(StartError::NoRoot)?;
    root.set_text_content(None);
    leptos::mount::mount_to(root, move || {
        let panel = Panel {
            words: Spoken(StoredValue::new(Arc::new(take(&mut page.panel)))),
            card_words: StoredValue::new(take(&mut page.words)),
            language: StoredValue::new(take(&mut page.language)),
            session: RwSignal::new(None),
            base: StoredValue::new(take(&mut page.base)),
            alone: page.inbox.is_empty(),
            entry: RwSignal::new(Entry::Waiting),
            opened: RwSignal::new(None),
            place: RwSignal::new(Place::of(&dom::hash()).unwrap_or_default()),
            signed_out: RwSignal::new(false),
            said: RwSignal::new(String::new()),
            unsaved: RwSignal::new(0),
        };
        follow_the_address(panel);
        ask_before_leaving(panel);
        enter(panel, &page, arrived);
        view::shell(panel)
    })
    .forget();
    Ok(())
}

/// Finds out who is there: by what came with the page, by the cookie, or from the host.
fn enter(panel: Panel, page: &PanelPage, arrived: Arrived) {
    match arrived {
        Arrived { session: Some(session), .. } => begin(panel, session),
        Arrived { problem: Some(problem), .. } => panel.entry.set(Entry::Refused(problem)),
        Arrived { .. } if panel.alone => panel.look(),
        Arrived { .. } => {
            let nobody = move || Notice {
                code: "no_host".to_owned(),
                message: panel.word(|words| &words.shell.no_session),
                admin: None,
                action: Action::Reopen,
                field: None,
                retry_in: None,
                reference: String::new(),
            };
            let framed = dom::window().parent().ok().flatten().is_some_and(|parent| parent != dom::window());
            let met = move |met| match met {
                Met::Session(session) => begin(panel, session),
                Met::Refused(refused) => panel.entry.set(Entry::Refused(refused.notice(&panel))),
                Met::Nobody => panel.entry.set(Entry::Refused(nobody())),
            };
            if !framed || host::meet(panel, page, met).is_err() {
                panel.entry.set(Entry::Refused(nobody()));
            }
        }
    }
}

fn begin(panel: Panel, reply: SessionReply) {
    panel.session.set(Some(reply.session));
    panel.look();
    renew_later(panel);
}

fn renew_later(panel: Panel) {
    dom::later(RENEW, move || {
        spawn_local(async move {
            client::renew(&panel).await;
            renew_later(panel);
        });
    });
}

/// The back button changes the screen.
fn follow_the_address(panel: Panel) {
    let changed = Closure::<dyn FnMut()>::new(move || {
        if let Some(place) = Place::of(&dom::hash()) {
            panel.place.set(place);
        }
    });
    // A window always takes listeners.
    drop(dom::window().add_event_listener_with_callback("hashchange", changed.as_ref().unchecked_ref()));
    changed.forget();
}

/// The browser asks before a page with unsaved changes goes. Where it does not, a draft is there (`state/fields/work.rs`).
fn ask_before_leaving(panel: Panel) {
    let asks = Closure::<dyn FnMut(web_sys::Event)>::new(move |event: web_sys::Event| {
        if panel.unsaved.get_untracked() > 0 {
            event.prevent_default();
        }
    });
    // A window always takes listeners.
    drop(dom::window().add_event_listener_with_callback("beforeunload", asks.as_ref().unchecked_ref()));
    asks.forget();
}
