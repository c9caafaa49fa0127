//! Connecting a store: which way, which shop; a look at what is asked for; then to Shopify, or saved.
//!
//! | file | what lives there |
//! |---|---|
//! | `ways` | the form: the way, the shop, and what the way needs |
//! | `review` | before Shopify: who gets access to what, and why; or a link for somebody else |
//! | `verified` | after credentials were tried: what they may do, before they are saved |

mod review;
mod verified;
mod ways;

use super::Screen;
use crate::dom;
use crate::state::stores::{Blank, first_blank, shop_typed};
use context_card_markup::view;
use context_card_wire::settings::{AppDone, ConnectLink, ConnectWay, Consent, ConsentRequest, StoreOverview, Verified};
use context_card_wire::{Action, Notice};
use leptos::prelude::*;
use serde::Serialize;

/// Where somebody is.
#[derive(Clone, PartialEq)]
enum Step {
    /// Choosing and filling in.
    Ways,
    /// Looking at what will be asked for.
    Review,
    /// Holding a link for somebody else.
    Link(ConnectLink),
    /// Looking at what the credentials may do.
    Verified(Verified),
}

/// Connecting a store. Cheap to copy.
#[derive(Clone, Copy)]
pub(in crate::view) struct Wizard {
    /// Whether it is on the screen.
    pub(super) open: RwSignal<bool>,
    step: RwSignal<Step>,
    way: RwSignal<ConnectWay>,
    shop: RwSignal<String>,
    /// The app's id; empty for one that is to be added, or for a token whose app is not known.
    app: RwSignal<String>,
    client_id: RwSignal<String>,
    client_secret: RwSignal<String>,
    token: RwSignal<String>,
    problem: RwSignal<Option<Notice>>,
    /// The store that is connected again, by name.
    again: RwSignal<Option<String>>,
}

/// What is tried. It holds secrets, so it can be sent and nothing else.
#[derive(Serialize)]
struct Typed {
    shop: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_secret: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    app: Option<String>,
}

/// A new app.
#[derive(Serialize)]
pub(super) struct NewApp {
    pub(super) client_id: String,
    pub(super) client_secret: String,
}

impl Wizard {
    pub(super) fn new() -> Self {
        let empty = || RwSignal::new(String::new());
        Self {
            open: RwSignal::new(false),
            step: RwSignal::new(Step::Ways),
            way: RwSignal::new(ConnectWay::Consent),
            shop: empty(),
            app: empty(),
            client_id: empty(),
            client_secret: empty(),
            token: empty(),
            problem: RwSignal::new(None),
            again: RwSignal::new(None),
        }
    }

    /// Opens it: anew, or for a store that is to be connected again in the way it was.
    pub(super) fn begin(self, screen: Screen, store: Option<&StoreOverview>) {
        self.forget();
        let first_app = screen.all.with_untracked(|all| {
            all.as_ref().and_then(|all| all.apps.first()).map(|app| app.app.clone()).unwrap_or_default()
        });
        let way = store.map(|store| store.way).unwrap_or_default();
        self.way.set(way);
        self.shop.set(store.map(|store| store.shop.clone()).unwrap_or_default());
        let known = store.and_then(|store| store.app.clone());
        self.app.set(known.unwrap_or(if way == ConnectWay::Consent { first_app } else { String::new() }));
        self.client_id.set(match (way, store) {
            (ConnectWay::Client, Some(store)) => store.client_id.clone().unwrap_or_default(),
            _ => String::new(),
        });
        self.again.set(store.map(|store| store.name.clone()));
        self.step.set(Step::Ways);
        self.open.set(true);
        screen.came.set(None);
        dom::focus_soon("connect-heading");
    }

    /// Opens it for a shop.
    pub(super) fn begin_with(self, screen: Screen, shop: &str) {
        self.begin(screen, None);
        self.shop.set(shop.to_owned());
    }

    /// Forgets what was typed in.
    fn forget(self) {
        for text in [self.shop, self.app, self.client_id, self.client_secret, self.token] {
            text.set(String::new());
        }
        self.problem.set(None);
    }

    fn close(self) {
        self.forget();
        self.open.set(false);
        dom::focus_soon("connect-begin");
    }

    fn go(self, step: Step) {
        self.problem.set(None);
        self.step.set(step);
        dom::focus_soon("connect-heading");
    }

    /// On to what will be asked for.
    pub(super) fn review(self, screen: Screen) {
        if self.app.with_untracked(String::is_empty) {
            return;
        }
        self.go(Step::Review);
        screen.came.set(None);
    }

    /// Whether an app is to be added on the way.
    fn adds_app(self) -> bool {
        self.way.get() == ConnectWay::Consent && self.app.with(String::is_empty)
    }

    fn text(self, field: Blank) -> RwSignal<String> {
        match field {
            Blank::Shop => self.shop,
            Blank::ClientId => self.client_id,
            Blank::ClientSecret => self.client_secret,
            Blank::Token => self.token,
        }
    }

    /// What is wrong with a field, told there.
    fn wrong(self, field: Blank, message: String) {
        self.problem.set(Some(Notice {
            code: "bad_request".to_owned(),
            message,
            admin: None,
            action: Action::Nothing,
            field: Some(field.name().to_owned()),
            retry_in: None,
            reference: String::new(),
        }));
    }

    /// Writes what the shop's field means there. Whether it means a shop.
    fn tidy_shop(self) -> bool {
        let shop = shop_typed(&self.shop.get_untracked());
        if let Some(shop) = shop.clone() {
            self.shop.set(shop);
        }
        shop.is_some()
    }

    /// What was refused: told at its field where it has one, and the focus goes there.
    fn refused(self, problem: Notice) {
        let field = problem.field.clone();
        self.problem.set(Some(problem));
        dom::focus_soon(match field.as_deref() {
            Some("shop") => "connect-shop",
            Some("client_id") => "connect-client-id",
            Some("client_secret") => "connect-client-secret",
            Some("token") => "connect-token",
            _ => "connect-problem",
        });
    }

    /// On from the form, where it is filled in.
    fn go_on(self, screen: Screen) {
        let (way, adds) = (self.way.get_untracked(), self.adds_app());
        if let Some(blank) = first_blank(way, adds, |field| self.text(field).get_untracked()) {
            self.wrong(blank, screen.word(|words| &words.fill_in));
            self.refused_at(blank);
            return;
        }
        if !self.tidy_shop() {
            self.wrong(Blank::Shop, screen.word(|words| &words.wrong_shop));
            self.refused_at(Blank::Shop);
            return;
        }
        match way {
            ConnectWay::Consent if adds => self.add_app(screen),
            ConnectWay::Consent => self.review(screen),
            ConnectWay::Client | ConnectWay::Token => self.verify(screen),
        }
    }

    fn refused_at(self, field: Blank) {
        if let Some(problem) =
            self.problem.get_untracked().filter(|problem| problem.field.as_deref() == Some(field.name()))
        {
            self.refused(problem);
        }
    }

    fn add_app(self, screen: Screen) {
        let body =
            NewApp { client_id: self.client_id.get_untracked(), client_secret: self.client_secret.get_untracked() };
        screen.work(
            "app".to_owned(),
            async move { crate::client::post::<AppDone>(&screen.panel, "/api/settings/apps", &body).await },
            move |answer| match answer {
                Ok(done) => {
                    self.client_secret.set(String::new());
                    screen.all.set(Some(done.stores));
                    self.app.set(done.app.app);
                    self.review(screen);
                }
                Err(problem) => self.refused(problem),
            },
        );
    }

    fn verify(self, screen: Screen) {
        let text = |field: RwSignal<String>| Some(field.get_untracked());
        let body = match self.way.get_untracked() {
            ConnectWay::Token => Typed {
                shop: self.shop.get_untracked(),
                client_id: None,
                client_secret: None,
                token: text(self.token),
                app: text(self.app).filter(|app| !app.is_empty()),
            },
            _ => Typed {
                shop: self.shop.get_untracked(),
                client_id: text(self.client_id),
                client_secret: text(self.client_secret),
                token: None,
                app: None,
            },
        };
        screen.work(
            "verify".to_owned(),
            async move { crate::client::post::<Verified>(&screen.panel, "/api/settings/stores/verify", &body).await },
            move |answer| match answer {
                Ok(verified) => {
                    self.client_secret.set(String::new());
                    self.token.set(String::new());
                    self.go(Step::Verified(verified));
                }
                Err(problem) => self.refused(problem),
            },
        );
    }

    fn asked(self) -> ConsentRequest {
        ConsentRequest { shop: self.shop.get_untracked(), app: self.app.get_untracked() }
    }

    /// To Shopify's own page.
    fn to_shopify(self, screen: Screen) {
        let body = self.asked();
        screen.work(
            "consent".to_owned(),
            async move { crate::client::post::<Consent>(&screen.panel, "/api/settings/stores/consent", &body).await },
            move |answer| match answer {
                // A browser goes where its page leads it.
                Ok(Consent { url }) => drop(dom::window().location().set_href(&url)),
                Err(problem) => self.refused(problem),
            },
        );
    }

    /// A link for somebody else.
    fn make_link(self, screen: Screen) {
        let body = self.asked();
        screen.work(
            "link".to_owned(),
            async move { crate::client::post::<ConnectLink>(&screen.panel, "/api/settings/stores/link", &body).await },
            move |answer| match answer {
                Ok(link) => self.go(Step::Link(link)),
                Err(problem) => self.refused(problem),
            },
        );
    }
}

/// The button that begins.
pub(super) fn begin_button(screen: Screen) -> AnyView {
    view! {
        <button type="button" class="button strong" id="connect-begin" on:click=move |_| screen.wizard.begin(screen, None)>
            {screen.word(|words| &words.connect)}
        </button>
    }
    .into_any()
}

/// The step that somebody is at.
pub(super) fn steps(screen: Screen) -> AnyView {
    let wizard = screen.wizard;
    let heading = move || match (wizard.step.get(), wizard.again.get()) {
        (Step::Ways, None) => screen.word(|words| &words.connect),
        (Step::Ways, Some(name)) => screen.fill(|words| &words.connect_again_heading, &[("name", &name)]),
        (Step::Review, _) => screen.fill(|words| &words.connect_shop, &[("name", &wizard.shop.get())]),
        (Step::Link(_), _) => screen.fill(|words| &words.link_heading, &[("name", &wizard.shop.get())]),
        (Step::Verified(verified), _) => screen.fill(|words| &words.save_heading, &[("name", &verified.name)]),
    };
    let problem = move || {
        let told = ["shop", "client_id", "client_secret", "token"];
        let problem = wizard.problem.get()?;
        let elsewhere = problem.field.as_deref().is_some_and(|field| told.contains(&field));
        (!elsewhere || !matches!(wizard.step.get(), Step::Ways)).then(|| {
            view! { <div id="connect-problem" tabindex="-1">{crate::view::parts::notice(screen.panel, &problem)}</div> }
        })
    };
    view! {
        <section class="box connect" aria-labelledby="connect-heading">
            <h3 id="connect-heading" tabindex="-1">{heading}</h3>
            {problem}
            {move || match wizard.step.get() {
                Step::Ways => ways::form(screen),
                Step::Review => review::review(screen),
                Step::Link(link) => review::link(screen, &link),
                Step::Verified(verified) => verified::verified(screen, &verified),
            }}
        </section>
    }
    .into_any()
}

/// Leaves it.
fn cancel(screen: Screen) -> AnyView {
    view! {
        <button type="button" class="button" on:click=move |_| screen.wizard.close()>{screen.panel.word(|words| &words.shell.cancel)}</button>
    }
    .into_any()
}

/// Back to the form.
fn back(screen: Screen) -> AnyView {
    view! {
        <button type="button" class="button" on:click=move |_| screen.wizard.go(Step::Ways)>{screen.panel.word(|words| &words.shell.back)}</button>
    }
    .into_any()
}
