//! A field to write into: its label, its help, and what is wrong with it, told together. Every form is made of these.

use context_card_markup::view;
use context_card_wire::Notice;
use leptos::prelude::*;

/// What is written into a field.
pub(crate) enum Kind {
    /// Words in people's own language, at most so many characters.
    Words(&'static str),
    /// What machines read: it runs from left to right in every language.
    Code,
    /// The same, of several lines.
    Lines,
    /// The same, with proposals.
    Proposed(Vec<String>),
    /// The same, hidden.
    Secret,
    /// An e-mail address.
    Email,
}

/// A field.
pub(crate) struct Entry {
    /// Its id on the page.
    pub(crate) id: String,
    /// What is written into it.
    pub(crate) kind: Kind,
    /// Its label.
    pub(crate) label: String,
    /// What stands behind the label, more quietly.
    pub(crate) aside: Option<String>,
    /// A sentence of help; empty where there is none.
    pub(crate) help: String,
    /// What stands in it while it is empty.
    pub(crate) example: String,
    /// What stands in it.
    pub(crate) value: Signal<String>,
    /// Takes what somebody writes.
    pub(crate) write: SignalSetter<String>,
    /// What is wrong with it.
    pub(crate) wrong: Signal<Option<String>>,
    /// What is done when somebody leaves it. Nothing may come or go at that moment: a button that is just being pressed would
    /// move away from below the pointer, and the press would be lost.
    pub(crate) left: Option<Callback<()>>,
}

impl Entry {
    /// A field for code, with nothing but a value and what is wrong with it: the rest is for the caller to say.
    pub(crate) fn new(
        value: impl Into<Signal<String>>,
        write: impl Into<SignalSetter<String>>,
        wrong: Signal<Option<String>>,
    ) -> Self {
        Self {
            id: String::new(),
            kind: Kind::Code,
            label: String::new(),
            aside: None,
            help: String::new(),
            example: String::new(),
            value: value.into(),
            write: write.into(),
            wrong,
            left: None,
        }
    }

    /// The same for a text that is kept as it is written, where the last answer tells what is wrong with it: that goes as soon as
    /// somebody mends the text. `field`: its name in the API.
    pub(crate) fn over(value: RwSignal<String>, problem: RwSignal<Option<Notice>>, field: &'static str) -> Self {
        let write = SignalSetter::map(move |text: String| {
            value.set(text);
            if problem.with_untracked(|problem| problem.as_ref().is_some_and(|it| it.field.as_deref() == Some(field))) {
                problem.set(None);
            }
        });
        Self::new(value, write, wrong_with(problem, field))
    }

    /// Draws it.
    pub(crate) fn draw(self) -> AnyView {
        let Self { id, kind, label, aside, help, example, value, write, wrong, left } = self;
        let invalid = move || wrong.with(Option::is_some).then_some("true");
        let (help_id, wrong_id) = (format!("{id}-help"), format!("{id}-wrong"));
        let told = format!("{help_id} {wrong_id}");
        let code = !matches!(kind, Kind::Words(_));
        let (direction, spelling) = (code.then_some("ltr"), code.then_some("false"));
        let name = match kind {
            Kind::Secret => "password",
            Kind::Email => "email",
            _ => "text",
        };
        let most = if let Kind::Words(most) = kind { Some(most) } else { None };
        let lines = matches!(kind, Kind::Lines);
        let proposals = if let Kind::Proposed(proposals) = kind { proposals } else { Vec::new() };
        let list = (!proposals.is_empty()).then(|| format!("{id}-list"));
        let field = if lines {
            view! {
                <textarea id=id.clone() rows="5" autocomplete="off" autocapitalize="off" spellcheck=spelling placeholder=example dir=direction
                    prop:value=move || value.get() aria-describedby=told aria-invalid=invalid
                    on:input=move |event| write.set(event_target_value(&event))></textarea>
            }
            .into_any()
        } else {
            view! {
                <input id=id.clone() type=name maxlength=most list=list.clone()
                    autocomplete="off" autocapitalize=code.then_some("off") spellcheck=spelling placeholder=example dir=direction
                    prop:value=move || value.get() aria-describedby=told aria-invalid=invalid
                    on:input=move |event| write.set(event_target_value(&event))
                    on:focusout=move |_| if let Some(left) = left { left.run(()) } />
            }
            .into_any()
        };
        view! {
            <div class="entry">
                <label for=id>{label}{aside.map(|aside| view! { " " <span class="quiet">{aside}</span> })}</label>
                {field}
                {list.map(|list| view! {
                    <datalist id=list>{proposals.into_iter().map(|one| view! { <option value=one></option> }).collect_view()}</datalist>
                })}
                <span class="help" id=help_id>{help}</span>
                {wrong_line(wrong_id, wrong)}
            </div>
        }
        .into_any()
    }
}

/// What the last answer says against one field, by its name in the API.
pub(crate) fn wrong_with(problem: RwSignal<Option<Notice>>, field: &'static str) -> Signal<Option<String>> {
    Signal::derive(move || {
        problem.with(|problem| {
            let problem = problem.as_ref()?;
            (problem.field.as_deref() == Some(field)).then(|| problem.message.clone())
        })
    })
}

/// The line below a field that tells what is wrong with it.
pub(crate) fn wrong_line(id: String, wrong: Signal<Option<String>>) -> AnyView {
    view! { <span class="wrong" id=id role="alert">{move || wrong.get()}</span> }.into_any()
}
