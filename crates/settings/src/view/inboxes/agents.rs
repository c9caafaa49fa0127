//! The agents of an inbox whose host signs nothing: a code for one of them, and who is signed in. Admins may do all of it.

use super::Screen;
use super::ask::{Question, ask};
use crate::client;
use crate::dom;
use crate::view::entry::{Entry, Kind};
use crate::view::parts::{copy_button, notice};
use context_card_wire::Notice;
use context_card_wire::settings::{Agents, CodeMade, EndSignInRequest, NewCodeRequest, SignInWay, SignedIn};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

/// What is going on with the agents of one inbox.
#[derive(Clone, Copy)]
struct Desk {
    screen: Screen,
    id: StoredValue<String>,
    name: RwSignal<String>,
    /// A code that was just made.
    made: RwSignal<Option<CodeMade>>,
    /// Who is signed in; none while that is on its way.
    signed_in: RwSignal<Option<Vec<SignedIn>>>,
    /// What is on its way, so that its button says so: the sign-in that ends, or an empty text for a code.
    busy: RwSignal<Option<String>>,
    problem: RwSignal<Option<Notice>>,
}

impl Desk {
    /// An id of something in this part.
    fn part(self, name: &str) -> String {
        self.id.with_value(|id| format!("{id}-{name}"))
    }

    fn load(self) {
        spawn_local(async move {
            let path = format!("/api/settings/agents?inbox={}", self.id.get_value());
            let answer = client::get::<Agents>(&self.screen.panel, &path).await;
            if self.screen.is_gone() {
                return;
            }
            match answer {
                Ok(Agents { agents }) => self.signed_in.set(Some(agents)),
                Err(refused) => self.problem.set(Some(refused.notice(&self.screen.panel))),
            }
        });
    }

    fn make(self) {
        if self.busy.get_untracked().is_some() {
            return;
        }
        self.busy.set(Some(String::new()));
        self.problem.set(None);
        self.made.set(None);
        let request = NewCodeRequest { inbox: self.id.get_value(), name: self.name.get_untracked() };
        spawn_local(async move {
            let answer = client::post::<CodeMade>(&self.screen.panel, "/api/settings/agents/codes", &request).await;
            if self.screen.is_gone() {
                return;
            }
            self.busy.set(None);
            match answer {
                Ok(made) => {
                    self.name.set(String::new());
                    self.screen.panel.say(self.screen.say(|words| &words.agents_made, &[("name", &made.name)]));
                    self.made.set(Some(made));
                    dom::focus_soon(self.part("code-made"));
                }
                Err(refused) => {
                    self.problem.set(Some(refused.notice(&self.screen.panel)));
                    if self.problem.with_untracked(|problem| of_name(problem.as_ref())) {
                        dom::focus_soon(self.part("code-for"));
                    }
                }
            }
        });
    }

    fn end(self, sign_in: String, name: String) {
        if self.busy.get_untracked().is_some() {
            return;
        }
        self.busy.set(Some(sign_in.clone()));
        self.problem.set(None);
        let request = EndSignInRequest { inbox: self.id.get_value(), sign_in };
        spawn_local(async move {
            let answer = client::post::<Agents>(&self.screen.panel, "/api/settings/agents/end", &request).await;
            if self.screen.is_gone() {
                return;
            }
            self.busy.set(None);
            match answer {
                Ok(Agents { agents }) => {
                    self.signed_in.set(Some(agents));
                    self.screen.panel.say(self.screen.say(|words| &words.agents_ended, &[("name", &name)]));
                    dom::focus_soon(self.part("signed-in"));
                }
                Err(refused) => {
                    // Who has ended meanwhile is on the list no more.
                    self.problem.set(Some(refused.notice(&self.screen.panel)));
                    self.load();
                }
            }
        });
    }
}

fn of_name(problem: Option<&Notice>) -> bool {
    problem.is_some_and(|problem| problem.field.as_deref() == Some("name"))
}

/// The agents of this inbox.
pub(super) fn agents(screen: Screen, inbox: String) -> impl IntoView {
    let desk = Desk {
        screen,
        id: StoredValue::new(inbox),
        name: RwSignal::new(String::new()),
        made: RwSignal::new(None),
        signed_in: RwSignal::new(None),
        busy: RwSignal::new(None),
        problem: RwSignal::new(None),
    };
    desk.load();
    let name = Entry {
        id: desk.part("code-for"),
        kind: Kind::Words("100"),
        label: screen.word(|words| &words.agents_name),
        help: screen.word(|words| &words.agents_name_help),
        ..Entry::over(desk.name, desk.problem, "name")
    };
    let make = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        desk.make();
    };
    let making = move || desk.busy.with(|busy| busy.as_deref() == Some(""));
    let word = move || screen.word(|words| if making() { &words.key_making } else { &words.agents_make });
    view! {
        <p class="quiet">{screen.word(|words| &words.agents_help)}</p>
        <form novalidate on:submit=make>
            {name.draw()}
            <button type="submit" class="button" aria-disabled=move || desk.busy.get().map(|_| "true")>{word}</button>
        </form>
        {move || desk.made.get().map(|made| just_made(desk, &made))}
        {move || desk.problem.get().filter(|problem| !of_name(Some(problem))).map(|problem| notice(screen.panel, &problem))}
        <h4 id=desk.part("signed-in") tabindex="-1">{screen.word(|words| &words.agents_signed_in)}</h4>
        {move || desk.signed_in.with(|agents| list(desk, agents.as_deref()))}
    }
}

/// A code, this one time, large enough to be read out.
fn just_made(desk: Desk, made: &CodeMade) -> impl IntoView + use<> {
    let Desk { screen, made: shown, .. } = desk;
    let (id, code) = (desk.part("code-made"), made.code.0.clone());
    let (label, copied) = (screen.word(|words| &words.agents_code), code.clone());
    let done = move |_| {
        shown.set(None);
        desk.load();
        dom::focus_soon(desk.part("code-for"));
    };
    view! {
        <section class="made code-made" aria-labelledby=id.clone()>
            <h4 id=id.clone() tabindex="-1"><bdi>{screen.say(|words| &words.agents_made, &[("name", &made.name)])}</bdi></h4>
            <div class="copied">
                <code dir="ltr" tabindex="0" role="textbox" aria-readonly="true" aria-label=label.clone()>{code}</code>
                {copy_button(screen.panel, &label, move || copied.clone())}
            </div>
            <p>{screen.word(|words| &words.agents_made_help)}</p>
            <div class="actions">
                <button type="button" class="button" on:click=done>{screen.word(|words| &words.secret_done)}</button>
            </div>
        </section>
    }
}

fn list(desk: Desk, agents: Option<&[SignedIn]>) -> AnyView {
    let Desk { screen, .. } = desk;
    match agents {
        None => view! {
            <div aria-busy="true">
                <p class="hid" role="status">{screen.panel.word(|words| &words.shell.loading)}</p>
                <div class="bone wide"></div>
            </div>
        }
        .into_any(),
        Some([]) => view! { <p class="quiet">{screen.word(|words| &words.agents_nobody)}</p> }.into_any(),
        Some(agents) => {
            let rows = agents.iter().map(|agent| row(desk, agent)).collect_view();
            view! { <ul class="keys">{rows}</ul> }.into_any()
        }
    }
}

fn row(desk: Desk, agent: &SignedIn) -> impl IntoView + use<> {
    let Desk { screen, .. } = desk;
    let way = screen.word(|words| match agent.way {
        SignInWay::Code => &words.agents_by_code,
        SignInWay::Provider => &words.agents_by_provider,
    });
    let since = screen.say(|words| &words.agents_since, &[("when", &agent.since.text)]);
    let asked = RwSignal::new(false);
    let (sign_in, name) = (agent.sign_in.clone(), agent.name.clone());
    let label = screen.say(|words| &words.agents_end, &[("name", &name)]);
    let question = Question {
        id: format!("ask-{sign_in}"),
        open: asked,
        title: screen.say(|words| &words.agents_end_ask, &[("name", &name)]),
        text: Signal::stored(vec![screen.word(|words| &words.agents_end_text)]),
        yes: label.clone(),
        no: screen.panel.word(|words| &words.shell.cancel),
        danger: true,
    };
    let mine = sign_in.clone();
    let ending = move || desk.busy.with(|busy| busy.as_deref() == Some(mine.as_str()));
    let word = move || if ending() { screen.word(|words| &words.agents_ending) } else { label.clone() };
    let shown = name.clone();
    view! {
        <li>
            <p><strong><bdi>{shown}</bdi></strong></p>
            <p class="quiet">{way} " · " <span title=agent.since.exact.clone()>{since}</span></p>
            <button
                type="button"
                class="button small"
                aria-disabled=move || desk.busy.get().map(|_| "true")
                on:click=move |_| asked.set(desk.busy.get_untracked().is_none())
            >
                {word}
            </button>
            {ask(question, move || desk.end(sign_in.clone(), name.clone()))}
        </li>
    }
}
