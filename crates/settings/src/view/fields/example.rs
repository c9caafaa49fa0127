//! A value as the card draws it, in a line, without anything to click.

use context_card_markup::view;
use context_card_wire::{Field, Tone, Value};
use leptos::prelude::*;

/// The values of an example; nothing where there is none.
pub(super) fn example(fields: &[Field]) -> Option<AnyView> {
    let first = fields.first()?;
    Some(value(&first.value))
}

fn value(value: &Value) -> AnyView {
    let plain = |text: &str| view! { <bdi class="value">{text.to_owned()}</bdi> }.into_any();
    match value {
        Value::Text(text) | Value::Blank(text) => plain(text),
        Value::Money(money) => plain(&money.text),
        Value::Date(moment) => plain(&moment.text),
        Value::Link(link) => plain(&link.text),
        Value::List(texts) => plain(&texts.join(", ")),
        Value::Image(picture) if picture.alt.is_empty() => {
            view! { <span class="value tile" aria-hidden="true">"▣"</span> }.into_any()
        }
        Value::Image(picture) => plain(&picture.alt),
        Value::Badge(badge) => {
            let (class, icon) = match badge.tone {
                Tone::Positive => ("sign positive", "✓"),
                Tone::Caution => ("sign caution", "!"),
                Tone::Critical => ("sign critical", "✕"),
                Tone::Info => ("sign", "→"),
                Tone::Neutral => ("sign neutral", "•"),
            };
            view! { <span class=class><span aria-hidden="true">{icon}</span>{badge.text.clone()}</span> }.into_any()
        }
    }
}
