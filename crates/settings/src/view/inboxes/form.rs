//! The fields of an inbox: the same for a new one and for one that is there. What the proxy finds wrong stands at the field.

use super::Screen;
use crate::dom;
use crate::state::inboxes::{Draft, tidied};
use crate::view::entry::{Entry, Kind, wrong_line, wrong_with};
use context_card_markup::view;
use context_card_wire::settings::words::InboxesWords;
use context_card_wire::settings::{HighestRole, InboxReach, MatchBy};
use context_card_wire::{AddressSignature, Notice};
use leptos::prelude::*;

/// Languages to choose from; any other can be typed.
const LANGUAGES: [&str; 12] =
    ["ar-SA", "de-DE", "en-GB", "en-US", "es-ES", "fr-FR", "it-IT", "ja-JP", "nl-NL", "pl-PL", "pt-BR", "pt-PT"];

/// A form. Cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Form {
    pub(super) screen: Screen,
    /// Its fields' ids begin with this.
    pub(super) id: StoredValue<String>,
    pub(super) draft: RwSignal<Draft>,
    /// What the proxy, or the network, says against it.
    pub(super) problem: RwSignal<Option<Notice>>,
}

impl Form {
    pub(super) fn id_of(&self, field: &str) -> String {
        self.id.with_value(|id| format!("{id}-{field}"))
    }

    fn word(&self, of: impl FnOnce(&InboxesWords) -> &String) -> String {
        self.screen.word(of)
    }

    /// What is wrong with one of the addresses.
    fn wrong_address(self, at: usize) -> Signal<Option<String>> {
        Signal::derive(move || {
            let notice = self.problem.get()?;
            let meant = self.draft.with(|draft| draft.address_meant(notice.field.as_deref()?));
            (meant == Some(at)).then_some(notice.message)
        })
    }

    /// Keeps what the proxy said and moves to the field that it is about.
    pub(super) fn refuse(&self, notice: Notice) {
        let field = notice.field.clone().unwrap_or_default();
        let address = self.draft.with_untracked(|draft| draft.address_meant(&field));
        self.problem.set(Some(notice));
        dom::focus_soon(match address {
            Some(at) => self.id_of(&format!("origin-{at}")),
            None => self.id_of(&field),
        });
    }

    /// The problem where it belongs to none of the fields.
    pub(super) fn other_problem(self) -> Option<Notice> {
        const FIELDS: [&str; 5] = ["name", "stores", "locale", "timezone", "prefix"];
        self.problem.get().filter(|notice| {
            let field = notice.field.as_deref().unwrap_or_default();
            !FIELDS.contains(&field) && !field.starts_with("origins")
        })
    }
}

/// What people call it.
pub(super) fn name(form: Form) -> AnyView {
    let read = Signal::derive(move || form.draft.with(|draft| draft.set.name.clone()));
    let write = SignalSetter::map(move |text| form.draft.update(|draft| draft.set.name = text));
    let entry = Entry {
        id: form.id_of("name"),
        kind: Kind::Words("60"),
        label: form.word(|words| &words.name),
        aside: Some(form.screen.panel.word(|words| &words.shell.optional)),
        help: form.word(|words| &words.name_help),
        example: form.word(|words| &words.name_example),
        ..Entry::new(read, write, wrong_with(form.problem, "name"))
    };
    entry.draw()
}

/// The addresses of the host's pages.
pub(super) fn origins(form: Form, help: String, example: String) -> impl IntoView {
    let (help_id, example) = (form.id_of("origins-help"), StoredValue::new(example));
    let count = Memo::new(move |_| form.draft.with(|draft| draft.set.origins.len()));
    let add = move |_| {
        let at = count.get_untracked();
        form.draft.update(|draft| draft.set.origins.push(String::new()));
        dom::focus_soon(form.id_of(&format!("origin-{at}")));
    };
    let (described, heading) = (help_id.clone(), form.id_of("origins"));
    view! {
        <div class="entry" role="group" aria-labelledby=heading.clone()>
            <span class="label" id=heading.clone()>{form.word(|words| &words.origins)}</span>
            <span class="help" id=help_id>{help}</span>
            {move || (0..count.get()).map(|at| origin(form, at, count, &described, example)).collect_view()}
            <div>
                <button type="button" class="button small" on:click=add>{form.word(|words| &words.origin_more)}</button>
            </div>
        </div>
    }
}

fn origin(
    form: Form,
    at: usize,
    count: Memo<usize>,
    help: &str,
    example: StoredValue<String>,
) -> impl IntoView + use<> {
    let id = form.id_of(&format!("origin-{at}"));
    let (wrong_id, wrong) = (format!("{id}-wrong"), form.wrong_address(at));
    let label = form.screen.say(|words| &words.origin_n, &[("n", &(at + 1).to_string())]);
    let value = move || form.draft.with(|draft| draft.set.origins.get(at).cloned().unwrap_or_default());
    let write = move |text: String| {
        form.draft.update(|draft| {
            if let Some(origin) = draft.set.origins.get_mut(at) {
                *origin = text;
            }
        });
    };
    let remove = move |_| {
        form.draft.update(|draft| {
            draft.set.origins.remove(at);
        });
        form.problem.set(None);
        dom::focus_soon(form.id_of(&format!("origin-{}", at.saturating_sub(1))));
    };
    let named = move || form.screen.say(|words| &words.origin_remove, &[("name", &value())]);
    view! {
        <div class="address">
            <input
                id=id
                type="url"
                inputmode="url"
                dir="ltr"
                autocomplete="off"
                spellcheck="false"
                aria-label=label
                placeholder=example.get_value()
                aria-describedby=format!("{help} {wrong_id}")
                aria-invalid=move || wrong.with(Option::is_some).then_some("true")
                prop:value=value
                on:input=move |event| write(event_target_value(&event))
                on:change=move |event| write(tidied(&event_target_value(&event)))
            />
            {move || (count.get() > 1).then(|| view! {
                <button type="button" class="button plain small" aria-label=named on:click=remove>"✕"</button>
            })}
        </div>
        {wrong_line(wrong_id, wrong)}
    }
}

/// A choice of a few, each with what it means.
fn choices<T: Copy + PartialEq + Send + Sync + 'static>(
    form: Form,
    name: &'static str,
    label: String,
    all: Vec<(T, String, String)>,
    get: impl Fn(&Draft) -> T + Copy + Send + Sync + 'static,
    set: impl Fn(&mut Draft, T) + Copy + 'static,
) -> impl IntoView {
    let group = form.id_of(name);
    let all = all.into_iter().enumerate().map(|(at, (value, label, help))| {
        let id = format!("{group}-{at}");
        let help_id = format!("{id}-help");
        view! {
            <div class="choice">
                <input
                    type="radio"
                    id=id.clone()
                    name=group.clone()
                    aria-describedby=help_id.clone()
                    prop:checked=move || form.draft.with(|draft| get(draft) == value)
                    on:change=move |_| form.draft.update(|draft| set(draft, value))
                />
                <div>
                    <label for=id>{label}</label>
                    <p class="quiet" id=help_id>{help}</p>
                </div>
            </div>
        }
    });
    let all = all.collect_view();
    view! { <fieldset class="entry"><legend>{label}</legend>{all}</fieldset> }
}

/// The highest role.
pub(super) fn max_role(form: Form) -> impl IntoView {
    let of = |word: fn(&InboxesWords) -> &String| form.word(word);
    let all = vec![
        (HighestRole::Admin, of(|words| &words.max_role_admin), of(|words| &words.max_role_admin_help)),
        (HighestRole::Agent, of(|words| &words.max_role_agent), of(|words| &words.max_role_agent_help)),
    ];
    choices(form, "role", of(|w| &w.max_role), all, |draft| draft.set.max_role, |draft, role| draft.set.max_role = role)
}

/// What agents may look for.
pub(super) fn reach(form: Form) -> impl IntoView {
    let of = |word: fn(&InboxesWords) -> &String| form.word(word);
    let all = vec![
        (InboxReach::Contact, of(|words| &words.reach_contact), of(|words| &words.reach_contact_help)),
        (InboxReach::Search, of(|words| &words.reach_search), of(|words| &words.reach_search_help)),
    ];
    choices(
        form,
        "reach",
        of(|words| &words.reach),
        all,
        |draft| draft.set.reach,
        |draft, reach| draft.set.reach = reach,
    )
}

/// How the host's backend signs the frame's address.
pub(super) fn signature(form: Form) -> impl IntoView {
    let of = |word: fn(&InboxesWords) -> &String| form.word(word);
    let all = vec![
        (AddressSignature::Hmac, of(|words| &words.signature_hmac), of(|words| &words.signature_hmac_help)),
        (AddressSignature::Jwt, of(|words| &words.signature_jwt), of(|words| &words.signature_jwt_help)),
    ];
    choices(
        form,
        "signature",
        of(|words| &words.signature),
        all,
        |draft| draft.set.signature.unwrap_or_default(),
        |draft, signature| draft.set.signature = Some(signature),
    )
}

/// Whether its pages may have the card without an iframe.
pub(super) fn inline(form: Form) -> impl IntoView {
    let of = |word: fn(&InboxesWords) -> &String| form.word(word);
    let all = vec![
        (false, of(|words| &words.inline_off), of(|words| &words.inline_off_help)),
        (true, of(|words| &words.inline_on), of(|words| &words.inline_on_help)),
    ];
    choices(
        form,
        "inline",
        of(|words| &words.inline),
        all,
        |draft| draft.set.inline,
        |draft, inline| draft.set.inline = inline,
    )
}

/// Which stores it shows. With one store, or none, there is nothing to choose.
pub(super) fn stores(form: Form) -> impl IntoView {
    move || {
        let stores = form.screen.stores.get();
        let chosen = form.draft.with_untracked(|draft| draft.set.stores.is_some());
        (stores.len() > 1 || chosen).then(|| {
            let id = form.id_of("stores");
            let wrong = wrong_with(form.problem, "stores");
            let all = move || form.draft.with(|draft| draft.set.stores.is_none());
            let radio = |at: &'static str, is_all: bool, label: String| {
                let id = form.id_of(&format!("stores-{at}"));
                view! {
                    <div class="choice">
                        <input
                            type="radio"
                            id=id.clone()
                            name=form.id_of("stores-choice")
                            prop:checked=move || all() == is_all
                            on:change=move |_| form.draft.update(|draft| draft.choose_stores(is_all))
                        />
                        <label for=id>{label}</label>
                    </div>
                }
            };
            let boxes = stores.into_iter().map(|store| {
                let (id, ticked, of) = (form.id_of(&store.store), store.store.clone(), store.store);
                view! {
                    <div class="choice">
                        <input
                            type="checkbox"
                            id=id.clone()
                            prop:checked=move || form.draft.with(|draft| draft.ticked.contains(&ticked))
                            on:change=move |event| {
                                form.draft.update(|draft| draft.tick(&of, event_target_checked(&event)));
                            }
                        />
                        <label for=id><bdi>{store.name}</bdi> " " <span class="quiet" dir="ltr">{store.shop}</span></label>
                    </div>
                }
            });
            let boxes = boxes.collect_view();
            view! {
                <fieldset class="entry" id=id tabindex="-1">
                    <legend>{form.word(|words| &words.stores)}</legend>
                    {radio("all", true, form.word(|words| &words.stores_all))}
                    {radio("chosen", false, form.word(|words| &words.stores_chosen))}
                    <div class="under" hidden=all>{boxes}</div>
                    {wrong_line(form.id_of("stores-wrong"), wrong)}
                </fieldset>
            }
        })
    }
}

/// What most leave as it is: matching, language, time zone.
pub(super) fn more(form: Form) -> impl IntoView {
    let set_email = |draft: &mut Draft, by| draft.set.match_email = by;
    let set_phone = |draft: &mut Draft, by| draft.set.match_phone = by;
    let of = |word: fn(&InboxesWords) -> &String| form.word(word);
    view! {
        <fieldset class="entry">
            <legend>{of(|words| &words.matching)}</legend>
            <p class="quiet">{of(|words| &words.matching_help)}</p>
            {match_by(form, "email", of(|words| &words.match_email), |draft| draft.set.match_email, set_email)}
            {match_by(form, "phone", of(|words| &words.match_phone), |draft| draft.set.match_phone, set_phone)}
        </fieldset>
        {language(form)}
        {time_zone(form)}
    }
}

fn language(form: Form) -> AnyView {
    let read = Signal::derive(move || form.draft.with(|draft| draft.set.locale.clone().unwrap_or_default()));
    let write = SignalSetter::map(move |text| form.draft.update(|draft| draft.set.locale = Some(text)));
    let entry = Entry {
        id: form.id_of("locale"),
        kind: Kind::Proposed(LANGUAGES.iter().map(|&tag| tag.to_owned()).collect()),
        label: form.word(|words| &words.language),
        help: form.word(|words| &words.language_help),
        example: form.word(|words| &words.as_token),
        ..Entry::new(read, write, wrong_with(form.problem, "locale"))
    };
    entry.draw()
}

fn time_zone(form: Form) -> AnyView {
    let read = Signal::derive(move || form.draft.with(|draft| draft.set.timezone.clone().unwrap_or_default()));
    let write = SignalSetter::map(move |text| form.draft.update(|draft| draft.set.timezone = Some(text)));
    let entry = Entry {
        id: form.id_of("timezone"),
        kind: Kind::Proposed(dom::time_zones()),
        label: form.word(|words| &words.zone),
        help: form.word(|words| &words.zone_help),
        example: form.word(|words| &words.as_token),
        ..Entry::new(read, write, wrong_with(form.problem, "timezone"))
    };
    entry.draw()
}

/// What the messages of a white label of Chatwoot begin with.
pub(super) fn prefix(form: Form) -> AnyView {
    let read = Signal::derive(move || form.draft.with(|draft| draft.set.prefix.clone().unwrap_or_default()));
    let write = SignalSetter::map(move |text| form.draft.update(|draft| draft.set.prefix = Some(text)));
    let entry = Entry {
        id: form.id_of("prefix"),
        label: form.word(|words| &words.prefix),
        aside: Some(form.screen.panel.word(|words| &words.shell.optional)),
        help: form.word(|words| &words.prefix_help),
        example: "chatwoot".to_owned(),
        ..Entry::new(read, write, wrong_with(form.problem, "prefix"))
    };
    entry.draw()
}

fn match_by(
    form: Form,
    field: &'static str,
    label: String,
    get: impl Fn(&Draft) -> MatchBy + Copy + Send + Sync + 'static,
    set: impl Fn(&mut Draft, MatchBy) + Copy + 'static,
) -> impl IntoView {
    let id = form.id_of(field);
    let all = [("all", MatchBy::All), ("verified", MatchBy::Verified), ("off", MatchBy::Off)];
    let options = all.map(|(value, by)| {
        let word = form.word(|words| match by {
            MatchBy::All => &words.match_all,
            MatchBy::Verified => &words.match_verified,
            MatchBy::Off => &words.match_off,
        });
        view! { <option value=value selected=move || form.draft.with(|draft| get(draft) == by)>{word}</option> }
    });
    let choose = move |event| {
        let value = event_target_value(&event);
        if let Some((_, by)) = all.into_iter().find(|(name, _)| *name == value) {
            form.draft.update(|draft| set(draft, by));
        }
    };
    view! {
        <label for=id.clone()>{label}</label>
        <select id=id on:change=choose>{options.into_iter().collect_view()}</select>
    }
}
