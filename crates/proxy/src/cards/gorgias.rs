//! Gorgias: an HTTP integration asks for each ticket, and a widget in the sidebar draws what came back. Gorgias signs nothing, so
//! it sends the inbox's secret in a header. The customer's e-mail comes in the body and never in the address.
//!
//! A widget is drawn by a template that an admin arranges once, so the keys are the same in every language.

use super::lines::{Entry, When, bare, entries, leads, remarks, said, secure};
use super::proof::{Refusal, is_same};
use super::{Asked, Question, Shown, loose};
use crate::app::App;
use crate::error::ApiError;
use crate::host_kind::HostKind;
use axum::Json;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use context_card_wire::{CustomerCard, Field, HintedContact, HostHint, Notice, OrderRow, ProblemReply, StoreCard};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// What the integration's body holds, filled in by Gorgias.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub(crate) struct GorgiasTicket {
    /// The customer's e-mail: `{{ticket.customer.email}}`.
    #[serde(deserialize_with = "loose::text")]
    email: Option<String>,
    /// The customer's name.
    #[serde(deserialize_with = "loose::text")]
    name: Option<String>,
    /// The customer's phone number.
    #[serde(deserialize_with = "loose::text")]
    phone: Option<String>,
    /// The ticket's id.
    #[serde(deserialize_with = "loose::text")]
    ticket: Option<String>,
}

/// What the widget draws.
#[derive(Serialize, ToSchema)]
pub(crate) struct GorgiasCard {
    /// Why nobody was looked up, or that there are several to choose from.
    #[serde(skip_serializing_if = "Option::is_none")]
    notice: Option<String>,
    /// Whoever was found.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    customers: Vec<GorgiasCustomer>,
    /// The stores that found nobody, and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    stores: Vec<GorgiasStore>,
}

/// A customer in a store.
#[derive(Serialize, ToSchema)]
struct GorgiasCustomer {
    name: String,
    store: String,
    #[serde(rename = "match")]
    matched: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    guest: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    summary: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<String>,
    /// The chosen customer details, by the fields' ids.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    details: BTreeMap<String, String>,
    /// The newest orders: their names, and the chosen fields by their ids.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    orders: Vec<BTreeMap<String, String>>,
    /// How many orders there are.
    orders_count: String,
    /// What is not shown, and why.
    #[serde(skip_serializing_if = "String::is_empty")]
    notice: String,
}

/// A store that found nobody.
#[derive(Serialize, ToSchema)]
struct GorgiasStore {
    store: String,
    notice: String,
    /// Finds the occasion in the proxy's log.
    #[serde(skip_serializing_if = "String::is_empty")]
    reference: String,
}

/// The card of a ticket's customer, as JSON for a widget.
#[utoipa::path(post, path = "/cards/{inbox}/gorgias", params(("inbox" = String, Path)), request_body = GorgiasTicket,
    responses((status = 200, body = GorgiasCard), (status = "4XX", body = ProblemReply), (status = "5XX", body = ProblemReply)))]
pub(crate) async fn show(
    State(app): State<App>,
    Path(inbox): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<GorgiasCard>, ApiError> {
    let sent = bearer(&headers);
    let question = Question::take(&app, HostKind::Gorgias, &inbox, body, |secret, _| {
        let sent = sent?;
        if is_same(secret.expose(), sent) { Ok(()) } else { Err(Refusal::Secret) }
    });
    let question = question.await?;
    let ticket: GorgiasTicket = question.read()?;
    let shown = question.card(&app, &asked(ticket), false).await?;
    Ok(Json(card(&shown)))
}

/// The secret behind `Authorization: Bearer`.
fn bearer(headers: &HeaderMap) -> Result<&str, Refusal> {
    let value = headers.get(header::AUTHORIZATION).ok_or(Refusal::Missing("authorization"))?;
    let parted = value.to_str().ok().and_then(|text| text.split_once(' '));
    let (scheme, secret) = parted.ok_or(Refusal::Unreadable("authorization"))?;
    if scheme.eq_ignore_ascii_case("bearer") { Ok(secret.trim()) } else { Err(Refusal::Unreadable("authorization")) }
}

fn asked(ticket: GorgiasTicket) -> Asked {
    let contact = HintedContact {
        name: ticket.name,
        emails: ticket.email.into_iter().collect(),
        phones: ticket.phone.into_iter().collect(),
        ..HintedContact::default()
    };
    let about = HostHint { conversation: ticket.ticket, channel: None, contacts: vec![contact] };
    Asked { about, ..Asked::default() }
}

fn card(shown: &Shown) -> GorgiasCard {
    let mut card = GorgiasCard {
        notice: shown.card.notice.as_ref().map(|notice| notice.message.clone()),
        customers: Vec::new(),
        stores: Vec::new(),
    };
    for entry in entries(&shown.card) {
        match entry {
            Entry::Person { store, customer: found, alone } => {
                if !alone {
                    card.notice = Some(shown.text.words().ui.choose_customer.clone());
                }
                card.customers.push(customer(store, found));
            }
            Entry::Nobody { store, notice, .. } => card.stores.push(GorgiasStore {
                store: store.name.clone(),
                notice: notice.message.clone(),
                reference: notice.reference.clone(),
            }),
        }
    }
    card
}

fn customer(store: &StoreCard, customer: &CustomerCard) -> GorgiasCustomer {
    let remarks: Vec<_> = remarks(store, customer).map(|notice: &Notice| notice.message.as_str()).collect();
    GorgiasCustomer {
        name: customer.name.clone(),
        store: store.name.clone(),
        matched: customer.matched.text.clone(),
        guest: customer.guest.clone(),
        answer: customer.answer.as_ref().map(|answer| answer.text.clone()),
        summary: customer.figures.join(" · "),
        link: customer.url.as_deref().and_then(secure).map(str::to_owned),
        details: customer.details.iter().filter_map(pair).collect(),
        orders: customer.orders.rows.iter().map(order).collect(),
        orders_count: customer.orders.count.clone(),
        notice: remarks.join("\n"),
    }
}

fn order(row: &OrderRow) -> BTreeMap<String, String> {
    let name = ("name".to_owned(), row.name.clone());
    row.fields.iter().filter(|field| field.id != "order.number").filter_map(pair).chain([name]).collect()
}

/// A field by its id. The widget keeps what it got, so times are told exactly; a link is its address.
fn pair(field: &Field) -> Option<(String, String)> {
    let text = leads(field).map(str::to_owned).or_else(|| said(field, When::Exact))?;
    Some((bare(&field.id).replace('.', "_"), text))
}
