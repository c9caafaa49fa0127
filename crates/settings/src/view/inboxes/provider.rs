//! The organisation's provider, where agents sign in beside by code. For owners: whom it lets in sees customers.

use super::Screen;
use super::ask::{Question, ask};
use crate::client;
use crate::dom;
use crate::view::entry::{Entry, Kind};
use crate::view::parts::{copy_button, notice};
use context_card_wire::Notice;
use context_card_wire::settings::words::InboxesWords;
use context_card_wire::settings::{ProviderOpened, ProviderRequest, ProviderSecret, ProviderSet};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;

/// What is written into the form.
#[derive(Clone, Copy)]
struct Form {
    screen: Screen,
    opened: RwSignal<Option<ProviderOpened>>,
    label: RwSignal<String>,
    issuer: RwSignal<String>,
    client_id: RwSignal<String>,
    secret: RwSignal<String>,
    domains: RwSignal<String>,
    claim: RwSignal<String>,
    groups: RwSignal<String>,
    busy: RwSignal<bool>,
    problem: RwSignal<Option<Notice>>,
}

impl Form {
    fn new(screen: Screen) -> Self {
        let empty = || RwSignal::new(String::new());
        Self {
            screen,
            opened: RwSignal::new(None),
            label: empty(),
            issuer: empty(),
            client_id: empty(),
            secret: empty(),
            domains: empty(),
            claim: empty(),
            groups: empty(),
            busy: RwSignal::new(false),
            problem: RwSignal::new(None),
        }
    }

    /// Takes in what is kept by now.
    fn take(self, opened: ProviderOpened) {
        let ProviderSet { label, issuer, client_id, domains, claim, groups } =
            opened.provider.clone().unwrap_or_default();
        self.label.set(label);
        self.issuer.set(issuer);
        self.client_id.set(client_id);
        self.domains.set(domains.join(", "));
        self.claim.set(claim);
        self.groups.set(groups.join(", "));
        self.secret.set(String::new());
        self.opened.set(Some(opened));
    }

    fn load(self) {
        spawn_local(async move {
            let answer = client::get::<ProviderOpened>(&self.screen.panel, "/api/settings/provider").await;
            if self.screen.is_gone() {
                return;
            }
            match answer {
                Ok(opened) => self.take(opened),
                Err(refused) => self.problem.set(Some(refused.notice(&self.screen.panel))),
            }
        });
    }

    fn save(self) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.problem.set(None);
        let list = |text: RwSignal<String>| {
            let text = text.get_untracked();
            text.split(',').map(str::trim).filter(|one| !one.is_empty()).map(str::to_owned).collect()
        };
        let typed = self.secret.get_untracked();
        let has_secret = self.opened.with_untracked(|opened| opened.as_ref().is_some_and(|opened| opened.has_secret));
        let secret = match (typed.trim().is_empty(), has_secret) {
            (false, _) => ProviderSecret::New(typed),
            (true, true) => ProviderSecret::Keep,
            (true, false) => ProviderSecret::None,
        };
        let set = ProviderSet {
            label: self.label.get_untracked(),
            issuer: self.issuer.get_untracked(),
            client_id: self.client_id.get_untracked(),
            domains: list(self.domains),
            claim: self.claim.get_untracked(),
            groups: list(self.groups),
        };
        let request = ProviderRequest { set, secret };
        spawn_local(async move {
            let path = "/api/settings/provider";
            let answer = client::put::<ProviderOpened, serde_json::Value>(&self.screen.panel, path, &request).await;
            if self.screen.is_gone() {
                return;
            }
            self.busy.set(false);
            match answer {
                Ok(opened) => {
                    let name = request.set.label.trim();
                    self.screen.panel.say(self.screen.say(|words| &words.provider_saved, &[("name", name)]));
                    self.take(opened);
                }
                Err(Err(refused)) => self.refuse(refused.notice(&self.screen.panel)),
                // There is nothing that it could conflict with.
                Err(Ok(_)) => {}
            }
        });
    }

    fn remove(self) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.problem.set(None);
        spawn_local(async move {
            let answer = client::delete::<ProviderOpened>(&self.screen.panel, "/api/settings/provider").await;
            if self.screen.is_gone() {
                return;
            }
            self.busy.set(false);
            match answer {
                Ok(opened) => {
                    self.take(opened);
                    self.screen.panel.say(self.screen.word(|words| &words.provider_removed));
                    dom::focus_soon("provider-label");
                }
                Err(refused) => self.refuse(refused.notice(&self.screen.panel)),
            }
        });
    }

    /// Says what is wrong, and leads there.
    fn refuse(self, problem: Notice) {
        let field = problem.field.clone();
        self.problem.set(Some(problem));
        if let Some(field) = field.filter(|field| FIELDS.contains(&field.as_str())) {
            dom::focus_soon(format!("provider-{field}"));
        }
    }
}

/// The fields of the form, as the API names them.
const FIELDS: [&str; 7] = ["label", "issuer", "client_id", "secret", "domains", "claim", "groups"];

/// The section below the list.
pub(super) fn provider(screen: Screen) -> impl IntoView {
    let form = Form::new(screen);
    let toggled = move |event: leptos::ev::Event| {
        if event_target::<Element>(&event).has_attribute("open") && form.opened.with_untracked(Option::is_none) {
            form.load();
        }
    };
    view! {
        <article class="box inbox" aria-labelledby="provider-heading">
            <h3 id="provider-heading">{screen.word(|words| &words.provider)}</h3>
            <p class="quiet">{screen.word(|words| &words.provider_help)}</p>
            <details class="fold" on:toggle=toggled>
                <summary>{screen.word(|words| &words.settings)}</summary>
                <div class="inside">{content(form)}</div>
            </details>
        </article>
    }
}

fn content(form: Form) -> impl IntoView {
    let Form { screen, problem, .. } = form;
    let there = Memo::new(move |_| form.opened.with(Option::is_some));
    view! {
        {move || {
            problem.get().filter(|it| !it.field.as_deref().is_some_and(|field| FIELDS.contains(&field)))
                .map(|it| notice(screen.panel, &it))
        }}
        {move || if there.get() {
            fields(form).into_any()
        } else if problem.with(Option::is_none) {
            view! {
                <div aria-busy="true">
                    <p class="hid" role="status">{screen.panel.word(|words| &words.shell.loading)}</p>
                    <div class="bone tall"></div>
                </div>
            }
            .into_any()
        } else {
            ().into_any()
        }}
    }
}

fn fields(form: Form) -> impl IntoView {
    let Form { screen, problem, opened, busy, .. } = form;
    let word = |of: fn(&InboxesWords) -> &String| screen.word(of);
    let entry = |field: &'static str, value: RwSignal<String>, label: String, help: String| Entry {
        id: format!("provider-{field}"),
        kind: if field == "label" {
            Kind::Words("40")
        } else if field == "secret" {
            Kind::Secret
        } else {
            Kind::Code
        },
        label,
        help,
        ..Entry::over(value, problem, field)
    };
    let none = String::new;
    let entries = [
        entry("label", form.label, word(|words| &words.provider_label), word(|words| &words.provider_label_help)),
        entry("issuer", form.issuer, word(|words| &words.provider_issuer), none()),
        entry("client_id", form.client_id, word(|words| &words.provider_client), none()),
        entry("secret", form.secret, word(|words| &words.provider_secret), word(|words| &words.provider_secret_help)),
        entry(
            "domains",
            form.domains,
            word(|words| &words.provider_domains),
            word(|words| &words.provider_domains_help),
        ),
        entry("groups", form.groups, word(|words| &words.provider_groups), word(|words| &words.provider_groups_help)),
        entry("claim", form.claim, word(|words| &words.provider_claim), none()),
    ];
    let redirect =
        opened.with_untracked(|opened| opened.as_ref().map(|it| it.redirect_url.clone()).unwrap_or_default());
    let (copied, label) = (redirect.clone(), word(|words| &words.provider_redirect));
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        form.save();
    };
    let save_word = move || screen.word(|words| if busy.get() { &words.provider_saving } else { &words.provider_save });
    view! {
        <p class="quiet">{label.clone()}</p>
        <div class="copied">
            <code dir="ltr">{redirect}</code>
            {copy_button(screen.panel, &label, move || copied.clone())}
        </div>
        <form novalidate on:submit=save>
            {entries.map(Entry::draw).into_iter().collect_view()}
            <div class="actions">
                <button type="submit" class="button strong" aria-disabled=move || busy.get().then_some("true")>{save_word}</button>
            </div>
        </form>
        {move || {
            let name = opened.with(|opened| opened.as_ref()?.provider.as_ref().map(|set| set.label.clone()));
            name.map(|name| removing(form, &name))
        }}
    }
}

fn removing(form: Form, name: &str) -> impl IntoView + use<> {
    let Form { screen, busy, .. } = form;
    let asked = RwSignal::new(false);
    let label = screen.word(|words| &words.provider_remove);
    let question = Question {
        id: "ask-provider".to_owned(),
        open: asked,
        title: screen.say(|words| &words.provider_remove_ask, &[("name", name)]),
        text: Signal::stored(vec![screen.word(|words| &words.provider_remove_text)]),
        yes: label.clone(),
        no: screen.panel.word(|words| &words.shell.cancel),
        danger: true,
    };
    view! {
        <div class="actions">
            <button
                type="button"
                class="button small"
                aria-disabled=move || busy.get().then_some("true")
                on:click=move |_| asked.set(!busy.get_untracked())
            >
                {label}
            </button>
        </div>
        {ask(question, move || form.remove())}
    }
}
