//! What is set of an inbox: a form for owners, facts for admins. Where somebody else has saved meanwhile, what they saved
//! stands beside what is being written.

use super::Screen;
use super::form::{self, Form};
use crate::client;
use crate::dom;
use crate::state::inboxes::{Draft, Setting, differing, shown_stores};
use crate::view::parts::notice;
use context_card_markup::view;
use context_card_wire::AddressSignature;
use context_card_wire::settings::words::InboxesWords;
use context_card_wire::settings::{ChangeInboxRequest, HighestRole, InboxConflict, InboxReach, InboxSettings, MatchBy};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

/// The settings of one inbox.
pub(super) fn settings(screen: Screen, inbox: RwSignal<InboxSettings>) -> AnyView {
    if screen.is_owner() { edit(screen, inbox).into_any() } else { look(screen, inbox).into_any() }
}

fn look(screen: Screen, inbox: RwSignal<InboxSettings>) -> impl IntoView {
    view! {
        {move || inbox.with(|inbox| {
            // Only white labels have a beginning of their own.
            let of_host = |it: &Setting| match it {
                Setting::Prefix => inbox.set.prefix.is_some(),
                Setting::Signature => inbox.set.signature.is_some(),
                Setting::Inline => inbox.set.inline,
                _ => true,
            };
            let all: Vec<_> = Setting::ALL.into_iter().filter(of_host).collect();
            facts(screen, inbox, &all)
        })}
        <p class="quiet">{screen.panel.word(|words| &words.shell.owners_only)}</p>
    }
}

/// Some of what is set, as a list.
fn facts(screen: Screen, inbox: &InboxSettings, settings: &[Setting]) -> AnyView {
    let facts = settings.iter().map(|setting| {
        let (label, value) = fact(screen, inbox, *setting);
        view! { <dt>{label}</dt><dd><bdi>{value}</bdi></dd> }
    });
    view! { <dl class="facts">{facts.collect_view()}</dl> }.into_any()
}

/// One thing that is set, in words.
fn fact(screen: Screen, inbox: &InboxSettings, setting: Setting) -> (String, String) {
    let set = &inbox.set;
    let by = |by: MatchBy| {
        screen.word(|words| match by {
            MatchBy::All => &words.match_all,
            MatchBy::Verified => &words.match_verified,
            MatchBy::Off => &words.match_off,
        })
    };
    let said = |text: &Option<String>| text.clone().unwrap_or_else(|| screen.word(|words| &words.as_token));
    let word = |of: fn(&InboxesWords) -> &String| screen.word(of);
    match setting {
        Setting::Name => (word(|words| &words.name), inbox.shown.clone()),
        Setting::Origins => (word(|words| &words.origins), set.origins.join(", ")),
        Setting::MaxRole => (
            word(|words| &words.max_role),
            match set.max_role {
                HighestRole::Agent => word(|words| &words.max_role_agent),
                HighestRole::Admin => word(|words| &words.max_role_admin),
            },
        ),
        Setting::Reach => (
            word(|words| &words.reach),
            match set.reach {
                InboxReach::Contact => word(|words| &words.reach_contact),
                InboxReach::Search => word(|words| &words.reach_search),
            },
        ),
        Setting::Stores => (word(|words| &words.stores), stores_told(screen, inbox)),
        Setting::MatchEmail => (word(|words| &words.match_email), by(set.match_email)),
        Setting::MatchPhone => (word(|words| &words.match_phone), by(set.match_phone)),
        Setting::Locale => (word(|words| &words.language), said(&set.locale)),
        Setting::Zone => (word(|words| &words.zone), said(&set.timezone)),
        Setting::Prefix => (word(|words| &words.prefix), set.prefix.clone().unwrap_or_else(|| "chatwoot".to_owned())),
        Setting::Signature => (
            word(|words| &words.signature),
            match set.signature.unwrap_or_default() {
                AddressSignature::Hmac => word(|words| &words.signature_hmac),
                AddressSignature::Jwt => word(|words| &words.signature_jwt),
            },
        ),
        Setting::Inline => (
            word(|words| &words.inline),
            word(if set.inline { |words| &words.inline_on } else { |words| &words.inline_off }),
        ),
    }
}

/// The stores that an inbox shows, in words.
pub(super) fn stores_told(screen: Screen, inbox: &InboxSettings) -> String {
    screen.stores.with(|stores| match shown_stores(inbox, stores) {
        None => screen.word(|words| &words.stores_all),
        Some(shown) if shown.is_empty() => screen.word(|words| &words.stores_gone),
        Some(shown) => shown.iter().map(|store| store.name.as_str()).collect::<Vec<_>>().join(", "),
    })
}

fn edit(screen: Screen, inbox: RwSignal<InboxSettings>) -> impl IntoView {
    let first = inbox.get_untracked();
    let draft = screen.stores.with_untracked(|stores| Draft::of(&first.set, stores));
    let form = Form {
        screen,
        id: StoredValue::new(first.inbox.clone()),
        draft: RwSignal::new(draft),
        problem: RwSignal::new(None),
    };
    let (busy, theirs) = (RwSignal::new(false), RwSignal::new(false));
    let differs = Memo::new(move |_| inbox.with(|inbox| form.draft.with(|draft| draft.differs(&inbox.set))));
    screen.panel.ask_while(move || differs.get());

    let again = move || {
        form.draft
            .set(inbox.with_untracked(|inbox| screen.stores.with_untracked(|stores| Draft::of(&inbox.set, stores))));
        form.problem.set(None);
        theirs.set(false);
    };
    let save = move || {
        if busy.get_untracked() || !differs.get_untracked() {
            return;
        }
        busy.set(true);
        form.problem.set(None);
        let request = inbox.with_untracked(|inbox| ChangeInboxRequest {
            inbox: inbox.inbox.clone(),
            version: inbox.version.clone(),
            set: form.draft.with_untracked(Draft::sent),
        });
        spawn_local(async move {
            let path = "/api/settings/inboxes";
            let answer = client::put::<InboxSettings, InboxConflict>(&screen.panel, path, &request).await;
            if screen.is_gone() {
                return screen.panel.look();
            }
            busy.set(false);
            match answer {
                Ok(saved) => {
                    screen.panel.say(screen.say(|words| &words.changed, &[("name", &saved.shown)]));
                    inbox.set(saved);
                    again();
                    screen.panel.look();
                }
                Err(Ok(InboxConflict { problem, current })) => {
                    inbox.set(current);
                    form.problem.set(Some(problem));
                    theirs.set(true);
                }
                Err(Err(refused)) => form.refuse(refused.notice(&screen.panel)),
            }
        });
    };
    let host = screen.hosts.with_untracked(|hosts| hosts.iter().find(|host| host.host == first.host).cloned());
    let (prefix, signature, inline) =
        host.as_ref().map(|host| (host.prefix, host.signature, host.inline)).unwrap_or_default();
    let (help, example) = host.map(|host| (host.origins, host.example)).unwrap_or_default();
    let what_they_saved = move || {
        theirs.get().then(|| {
            inbox.with(|inbox| {
                let other = form.draft.with(|draft| differing(&draft.sent(), &inbox.set));
                view! {
                    <div class="theirs">
                        <h4>{screen.word(|words| &words.theirs)}</h4>
                        {facts(screen, inbox, &other)}
                        <button type="button" class="button small" on:click=move |_| again()>
                            {screen.word(|words| &words.take_theirs)}
                        </button>
                    </div>
                }
            })
        })
    };
    let save_word = move || {
        if busy.get() {
            screen.panel.word(|words| &words.shell.saving)
        } else if theirs.get() {
            screen.word(|words| &words.keep_mine)
        } else {
            screen.panel.word(|words| &words.shell.save)
        }
    };
    let discard = move |_| {
        again();
        dom::focus_soon(form.id_of("name"));
    };
    let idle = move || !differs.get() || busy.get();
    view! {
        <form novalidate on:submit=move |event| { event.prevent_default(); save(); }>
            {form::name(form)}
            {form::origins(form, help, example)}
            {form::max_role(form)}
            {form::reach(form)}
            {form::stores(form)}
            {form::more(form)}
            {prefix.then(|| form::prefix(form))}
            {signature.then(|| form::signature(form))}
            {inline.then(|| form::inline(form))}
            {move || form.other_problem().map(|problem| notice(screen.panel, &problem))}
            {what_they_saved}
            <div class="actions">
                <button type="submit" class="button strong" aria-disabled=move || idle().then_some("true")>{save_word}</button>
                {move || differs.get().then(|| view! {
                    <button type="button" class="button" on:click=discard>{screen.word(|words| &words.discard)}</button>
                })}
                {move || (!differs.get()).then(|| view! {
                    <span class="quiet">{screen.word(|words| &words.nothing_changed)}</span>
                })}
            </div>
        </form>
    }
}
