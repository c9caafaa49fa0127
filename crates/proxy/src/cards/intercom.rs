//! Intercom: an app in the details of a conversation is a canvas, and another one for each click (Canvas Kit). Each request is
//! signed, and says which teammate asks and whom the conversation is with.
//!
//! The clicks name what is to be shown and of whom, by names that are good in this inbox only; whom the conversation is with
//! comes with each request anew, so that no click opens anybody else.

use super::lines::{Entry, When, cut, entries, leads, remarks, said, secure};
use super::proof::{Refusal, is_signed};
use super::{Asked, Question, Shown, loose};
use crate::app::App;
use crate::error::ApiError;
use crate::host_kind::HostKind;
use axum::Json;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use context_card_wire::{
    CustomerCard, Field, HintedContact, HostHint, Notice, OrderRow, ProblemReply, StoreCard, Words,
};
use serde::Deserialize;
use serde_json::{Value, json};

/// The header with the signature.
const SIGNATURE: &str = "x-body-signature";
/// So many orders of one store stand on the first canvas, which Intercom wants low.
const FIRST_ORDERS: usize = 3;
/// The same where there are several stores.
const FIRST_ORDERS_OF_EACH: usize = 1;
/// The longest text, in characters.
const LONGEST: usize = 300;
/// The largest canvas, in bytes: Intercom takes 64 KB.
const LARGEST: usize = 60_000;

#[derive(Default, Deserialize)]
#[serde(default)]
struct Sent {
    admin: Option<Teammate>,
    contact: Option<Person>,
    /// What older versions call the contact.
    customer: Option<Person>,
    conversation: Option<Conversation>,
    #[serde(deserialize_with = "loose::text")]
    component_id: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Teammate {
    #[serde(deserialize_with = "loose::text")]
    id: Option<String>,
    #[serde(deserialize_with = "loose::text")]
    name: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Person {
    #[serde(deserialize_with = "loose::text")]
    name: Option<String>,
    #[serde(deserialize_with = "loose::text")]
    email: Option<String>,
    #[serde(deserialize_with = "loose::text")]
    phone: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Conversation {
    #[serde(deserialize_with = "loose::text")]
    id: Option<String>,
}

/// What a canvas is to show. Customers are named as [`Shown::name_of`] names them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum View {
    /// Everybody who was found.
    #[default]
    Overview,
    /// The same, asked of Shopify anew.
    Refreshed,
    /// One of several.
    Picked(String),
    /// All orders that are there of one.
    Orders(String),
    /// One's details.
    Details(String),
}

impl View {
    /// What a click asks for. What nobody knows is the overview.
    fn clicked(component: &str) -> Self {
        match component.split_once('.') {
            Some(("pick", name)) => Self::Picked(name.to_owned()),
            Some(("orders", name)) => Self::Orders(name.to_owned()),
            Some(("details", name)) => Self::Details(name.to_owned()),
            _ if component == "refresh" => Self::Refreshed,
            _ => Self::Overview,
        }
    }

    /// Whose, where it is of one.
    fn name(&self) -> Option<&str> {
        match self {
            Self::Overview | Self::Refreshed => None,
            Self::Picked(name) | Self::Orders(name) | Self::Details(name) => Some(name),
        }
    }
}

/// The first canvas of a conversation.
#[utoipa::path(post, path = "/cards/{inbox}/intercom/initialize", params(("inbox" = String, Path)), request_body = Value,
    responses((status = 200, body = Value), (status = "4XX", body = ProblemReply), (status = "5XX", body = ProblemReply)))]
pub(crate) async fn initialize(
    State(app): State<App>,
    Path(inbox): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Value>, ApiError> {
    answer(&app, &inbox, &headers, body, |_| View::Overview).await
}

/// The canvas after a click.
#[utoipa::path(post, path = "/cards/{inbox}/intercom/submit", params(("inbox" = String, Path)), request_body = Value,
    responses((status = 200, body = Value), (status = "4XX", body = ProblemReply), (status = "5XX", body = ProblemReply)))]
pub(crate) async fn submit(
    State(app): State<App>,
    Path(inbox): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Value>, ApiError> {
    answer(&app, &inbox, &headers, body, |sent| View::clicked(sent.component_id.as_deref().unwrap_or_default())).await
}

async fn answer(
    app: &App,
    inbox: &str,
    headers: &HeaderMap,
    body: Body,
    view: impl Fn(&Sent) -> View,
) -> Result<Json<Value>, ApiError> {
    let signature = headers.get(SIGNATURE).ok_or(Refusal::Missing(SIGNATURE));
    let signature = signature.and_then(|value| value.to_str().map_err(|_| Refusal::Unreadable(SIGNATURE)));
    let question = Question::take(app, HostKind::Intercom, inbox, body, |secret, body| {
        let signature = signature?;
        if is_signed(secret.expose().as_bytes(), body, signature) { Ok(()) } else { Err(Refusal::Signature) }
    });
    let question = question.await?;
    let sent: Sent = question.read()?;
    let view = view(&sent);
    let shown = question.card(app, &asked(sent), view == View::Refreshed).await?;
    let components = fitting(canvas(&shown, &view), &shown.text.words().ui);
    Ok(Json(json!({"canvas": {"content": {"components": components}}})))
}

fn asked(sent: Sent) -> Asked {
    let (agent, name) = sent.admin.map(|admin| (admin.id, admin.name)).unwrap_or_default();
    let person = sent.contact.or(sent.customer).unwrap_or_default();
    let contact = HintedContact {
        name: person.name,
        emails: person.email.into_iter().collect(),
        phones: person.phone.into_iter().collect(),
        ..HintedContact::default()
    };
    let conversation = sent.conversation.and_then(|conversation| conversation.id);
    Asked { agent, name, about: HostHint { conversation, channel: None, contacts: vec![contact] } }
}

/// As many of the components as Intercom takes; that some are missing is said.
fn fitting(components: Vec<Value>, words: &Words) -> Vec<Value> {
    let mut left = LARGEST;
    let all = components.len();
    let mut kept: Vec<_> = components
        .into_iter()
        .map_while(|component| {
            left = left.checked_sub(component.to_string().len() + 1)?;
            Some(component)
        })
        .collect();
    if kept.len() < all {
        kept.push(text(&words.not_shown, "muted"));
    }
    kept
}

fn canvas(shown: &Shown, view: &View) -> Vec<Value> {
    let words = &shown.text.words().ui;
    let chosen = view.name().and_then(|name| {
        entries(&shown.card).find_map(|entry| match entry {
            Entry::Person { store, customer, alone } if shown.name_of(customer).as_deref() == Some(name) => {
                Some((store, customer, alone))
            }
            _ => None,
        })
    });
    match (view, chosen) {
        (View::Picked(name), Some((store, customer, alone))) => {
            let mut components = person(words, store, customer, Some(name), FIRST_ORDERS);
            if !alone {
                components.push(button("overview", &words.choose_again));
            }
            components
        }
        (View::Orders(name), Some((_, customer, alone))) => {
            let mut components = vec![text(&customer.name, "header"), text(&customer.orders.count, "muted")];
            components.extend(orders(&customer.orders.rows, name));
            components.extend(customer.orders.hidden.iter().map(|hidden| text(&hidden.message, "muted")));
            components.push(back(words, name, alone));
            components
        }
        (View::Details(name), Some((_, customer, alone))) => {
            let mut components = vec![text(&customer.name, "header")];
            components.extend(details(&customer.details));
            components.push(back(words, name, alone));
            components
        }
        // Whoever is not found any more is not shown, and neither is anybody else in their place.
        _ => overview(shown, words),
    }
}

fn overview(shown: &Shown, words: &Words) -> Vec<Value> {
    let several_stores = shown.card.stores.len() > 1;
    let most = if several_stores { FIRST_ORDERS_OF_EACH } else { FIRST_ORDERS };
    let mut components: Vec<Value> = shown.card.notice.iter().flat_map(|notice| told(words, notice, false)).collect();
    let mut choices: Vec<(&StoreCard, Vec<Value>)> = Vec::new();
    for entry in entries(&shown.card) {
        let (store, section) = match entry {
            Entry::Person { store, customer, alone: true } => {
                (store, person(words, store, customer, shown.name_of(customer).as_deref(), most))
            }
            Entry::Person { store, customer, alone: false } => {
                let choice = choice(customer, shown.name_of(customer).as_deref());
                match choices.last_mut() {
                    Some((of, several)) if of.shop == store.shop => several.push(choice),
                    _ => choices.push((store, vec![choice])),
                }
                continue;
            }
            Entry::Nobody { store, notice, failed } => (store, told(words, notice, failed)),
        };
        if several_stores {
            components.push(text(&store.name, "header"));
        }
        components.extend(section);
    }
    for (store, several) in choices {
        if several_stores {
            components.push(text(&store.name, "header"));
        }
        components.push(text(&words.choose_customer, "paragraph"));
        components.push(json!({"type": "list", "items": several}));
        components.extend(store.notices.iter().map(|notice| text(&notice.message, "muted")));
    }
    components.push(button("refresh", &words.refresh));
    components
}

/// A customer in a store: who they are and why, the answer, the newest orders.
fn person(words: &Words, store: &StoreCard, customer: &CustomerCard, name: Option<&str>, most: usize) -> Vec<Value> {
    let mut item = who(customer);
    item["id"] = json!(format!("who.{}", name.unwrap_or_default()));
    if let Some(url) = customer.url.as_deref().and_then(secure) {
        item["action"] = json!({"type": "url", "url": url});
    }
    let mut components = vec![json!({"type": "list", "items": [item]})];
    components.extend(customer.answer.iter().map(|answer| text(&answer.text, "paragraph")));
    let rows = &customer.orders.rows;
    components.extend(orders(&rows[..rows.len().min(most)], name.unwrap_or_default()));
    components.push(text(if rows.is_empty() { &words.no_orders } else { &customer.orders.count }, "muted"));
    components.extend(remarks(store, customer).map(|notice| text(&notice.message, "muted")));
    let Some(name) = name else { return components };
    if rows.len() > most {
        components.push(button(&format!("orders.{name}"), &words.all_orders));
    }
    if !customer.details.is_empty() {
        components.push(button(&format!("details.{name}"), &words.customer_details));
    }
    components
}

/// Who somebody is, and why it is them: never their identifiers alone.
fn who(customer: &CustomerCard) -> Value {
    let name = [Some(customer.name.as_str()), customer.guest.as_deref()].into_iter().flatten().collect::<Vec<_>>();
    json!({
        "type": "item", "title": cut(&name.join(" · "), LONGEST), "subtitle": cut(&customer.matched.text, LONGEST),
        "tertiary_text": cut(&customer.figures.join(" · "), LONGEST),
    })
}

/// One of several, to be chosen.
fn choice(customer: &CustomerCard, name: Option<&str>) -> Value {
    let mut item = who(customer);
    item["id"] = json!(format!("pick.{}", name.unwrap_or_default()));
    item["tertiary_text"] = json!(cut(&customer.matched.value, LONGEST));
    item["action"] = json!({"type": "submit"});
    item
}

/// A list of orders; none where there is none, since Intercom takes no empty list.
fn orders(rows: &[OrderRow], of: &str) -> Option<Value> {
    let items: Vec<_> = rows.iter().enumerate().map(|(at, row)| order(row, &format!("order.{of}.{at}"))).collect();
    (!items.is_empty()).then(|| json!({"type": "list", "items": items}))
}

fn order(row: &OrderRow, id: &str) -> Value {
    let told = row.fields.iter().filter(|field| leads(field).is_none() && field.id != "order.number");
    let told: Vec<_> = told.filter_map(|field| said(field, When::Ago)).collect();
    let mut item = json!({"type": "item", "id": id, "title": cut(&row.name, LONGEST)});
    if !told.is_empty() {
        item["subtitle"] = json!(cut(&told.join(" · "), LONGEST));
    }
    if let Some(url) = row.fields.iter().find_map(leads) {
        item["action"] = json!({"type": "url", "url": url});
    }
    item
}

/// The chosen fields: a table, and what leads somewhere as a list.
fn details(fields: &[Field]) -> Vec<Value> {
    let line = |field: &Field| {
        let value = cut(&said(field, When::Ago)?, LONGEST);
        Some(json!({"type": "field-value", "field": cut(&field.label, LONGEST), "value": value}))
    };
    let lines: Vec<_> = fields.iter().filter(|field| leads(field).is_none()).filter_map(line).collect();
    let links = fields.iter().enumerate().filter_map(|(at, field)| {
        let action = json!({"type": "url", "url": leads(field)?});
        let title = cut(&said(field, When::Ago)?, LONGEST);
        let label = cut(&field.label, LONGEST);
        Some(json!({"type": "item", "id": format!("link.{at}"), "title": title, "subtitle": label, "action": action}))
    });
    let links: Vec<_> = links.collect();
    let mut components = Vec::new();
    if !lines.is_empty() {
        components.push(json!({"type": "data-table", "items": lines}));
    }
    if !links.is_empty() {
        components.push(json!({"type": "list", "items": links}));
    }
    components
}

/// Why something is not shown, and where the log tells more.
fn told(words: &Words, notice: &Notice, failed: bool) -> Vec<Value> {
    let mut components = vec![text(&notice.message, if failed { "error" } else { "paragraph" })];
    components.extend(notice.admin.iter().map(|admin| text(admin, "muted")));
    if !notice.reference.is_empty() {
        components.push(text(&words.reference.replace("{name}", &notice.reference), "muted"));
    }
    components
}

/// The way back: to whom was chosen of several, else to everybody.
fn back(words: &Words, name: &str, alone: bool) -> Value {
    let to = if alone { "overview".to_owned() } else { format!("pick.{name}") };
    button(&to, &words.back)
}

fn button(id: &str, label: &str) -> Value {
    json!({"type": "button", "id": id, "label": label, "style": "secondary", "action": {"type": "submit"}})
}

/// A text. Intercom reads Markdown's links and bold in it, so both are taken apart: a customer's name is no link.
fn text(text: &str, style: &str) -> Value {
    let plain = cut(text, LONGEST).replace("](", "]\u{200b}(").replace("**", "*\u{200b}*");
    json!({"type": "text", "text": plain, "style": style})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_click_asks_for_what_is_known_or_for_the_overview() {
        assert_eq!(View::clicked("orders.abc"), View::Orders("abc".into()));
        assert_eq!(View::clicked("pick.a.b").name(), Some("a.b"));
        assert_eq!(View::clicked("refresh"), View::Refreshed);
        for unknown in ["", "overview", "drop.abc", "who.abc", "order.abc.1", "details"] {
            assert_eq!(View::clicked(unknown), View::Overview, "{unknown}");
        }
    }

    #[test]
    fn no_name_is_a_link_and_none_is_bold() {
        let told = text("[Refund](https://evil.example) **now**", "paragraph")["text"].to_string();
        assert!(!told.contains("](") && !told.contains("**"), "{told}");
    }

    #[test]
    fn a_canvas_is_never_larger_than_intercom_takes_and_says_what_is_missing() {
        let words = Words { not_shown: "Not shown".into(), ..Words::default() };
        let many: Vec<_> = (0..1000).map(|_| text(&"x".repeat(200), "muted")).collect();
        let kept = fitting(many, &words);
        assert!(json!(kept).to_string().len() < 64_000 && kept.len() > 100);
        assert_eq!(kept.last().unwrap()["text"], "Not shown");
        assert_eq!(fitting(vec![text("x", "muted")], &words).len(), 1);
    }
}
