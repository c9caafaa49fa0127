//! Gladly: a lookup adaptor. Gladly asks for whoever might be a profile (`BASIC`), keeps the id of who is chosen, and from then on
//! asks for their data (`DETAILED`), which it keeps in the profile.
//!
//! Two things follow from that. The ids that it keeps say nothing of anybody. And what is no longer true has to be sent as an
//! empty text: what is left out, Gladly keeps.

use super::lines::{Entry, When, bare, entries, leads, remarks, said, secure};
use super::proof::{Refusal, hex, is_signed, mac};
use super::{Asked, Question, Shown, loose};
use crate::app::App;
use crate::error::ApiError;
use crate::host_kind::HostKind;
use axum::Json;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use context_card_wire::{
    CustomerCard, HintedContact, HostHint, Notice, OrderRow, ProblemReply, StoreCard, Value as Shape,
};
use hmac::Mac as _;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};
use time::macros::format_description;
use time::{OffsetDateTime, PrimitiveDateTime};
use utoipa::ToSchema;

/// The header with the signature.
const SIGNATURE: &str = "gladly-authorization";
/// The header that says when it was made.
const TIME: &str = "gladly-time";
/// The only way to sign.
const ALGORITHM: &str = "hmac-sha256";
/// By how much a signature's time may be off, in seconds.
const LATEST: i64 = 5 * 60;
/// So many headers may be signed.
const MOST_HEADERS: usize = 40;

/// What a lookup asks for.
#[derive(Deserialize, ToSchema)]
pub(crate) struct GladlyLookup {
    #[serde(rename = "lookupLevel")]
    lookup_level: LookupLevel,
    #[serde(default)]
    query: GladlyQuery,
}

/// How much is asked for.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "UPPERCASE")]
enum LookupLevel {
    /// Whoever it might be.
    Basic,
    /// The data of who was chosen.
    Detailed,
}

/// What Gladly knows of a profile.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct GladlyQuery {
    /// The profile's id at Gladly.
    #[serde(deserialize_with = "loose::text")]
    id: Option<String>,
    #[serde(deserialize_with = "loose::text")]
    name: Option<String>,
    #[serde(deserialize_with = "loose::list")]
    emails: Vec<String>,
    #[serde(deserialize_with = "loose::list")]
    phones: Vec<String>,
    /// Who was chosen.
    #[serde(deserialize_with = "loose::text")]
    external_customer_id: Option<String>,
}

/// The customers of a profile, or the data of one of them.
#[utoipa::path(post, path = "/cards/{inbox}/gladly", params(("inbox" = String, Path)), request_body = GladlyLookup, responses(
    (status = 200, body = Value), (status = "4XX", body = ProblemReply), (status = "5XX", body = ProblemReply)))]
pub(crate) async fn look_up(
    State(app): State<App>,
    Path(inbox): Path<String>,
    address: Uri,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, ApiError> {
    // As Gladly has it: with the path under which browsers and hosts reach the proxy.
    let path = app.public_url.path(address.path());
    let signed = Signed::read(&headers, app.clock.unix());
    let question = Question::take(&app, HostKind::Gladly, &inbox, body, |secret, body| {
        let signed = signed.as_ref().map_err(|why| *why)?;
        signed.holds(secret.expose(), &path, address.query().unwrap_or_default(), body)
    });
    let question = question.await?;
    let GladlyLookup { lookup_level, query } = question.read()?;
    let config = app.db.card_config(&question.inbox.tenant, Some(&question.inbox.inbox)).await?;
    let chosen = query.external_customer_id.clone();
    let shown = question.card(&app, &asked(query), false).await?;
    match (lookup_level, chosen) {
        (LookupLevel::Basic, _) => Ok(candidates(&shown)),
        (LookupLevel::Detailed, Some(chosen)) => {
            let result = detailed(&shown, &chosen, config.customer_details.iter().map(String::as_str));
            Ok(Json(json!({"results": [result]})).into_response())
        }
        (LookupLevel::Detailed, None) => {
            Err(ApiError::bad_request(Some("externalCustomerId"), "a detailed lookup names who was chosen"))
        }
    }
}

fn asked(query: GladlyQuery) -> Asked {
    let GladlyQuery { id, name, emails, phones, .. } = query;
    let contact = HintedContact { name, emails, phones, ..HintedContact::default() };
    Asked { about: HostHint { conversation: id, channel: None, contacts: vec![contact] }, ..Asked::default() }
}

/// A signature, and what it is of.
struct Signed<'a> {
    headers: Vec<(&'a str, String)>,
    names: &'a str,
    time: &'a str,
    signature: &'a str,
}

impl<'a> Signed<'a> {
    /// Reads the headers. `now`: Unix seconds.
    fn read(headers: &'a HeaderMap, now: i64) -> Result<Self, Refusal> {
        let text = |name: &'static str| {
            let value = headers.get(name).ok_or(Refusal::Missing(name))?;
            value.to_str().map(str::trim).map_err(|_| Refusal::Unreadable(name))
        };
        let (said, time) = (text(SIGNATURE)?, text(TIME)?);
        let part = |name: &str| {
            let mut parts = said.split(',').filter_map(|part| part.trim().split_once('='));
            parts.find(|(key, _)| *key == name).map(|(_, value)| value)
        };
        let unreadable = Refusal::Unreadable(SIGNATURE);
        let names = part("SignedHeaders").ok_or(unreadable)?;
        let signature = part("Signature").ok_or(unreadable)?;
        if part("SigningAlgorithm") != Some(ALGORITHM) || names.split(';').count() > MOST_HEADERS {
            return Err(unreadable);
        }
        let form = format_description!("[year][month][day]T[hour][minute][second]Z");
        let at = PrimitiveDateTime::parse(time, form).map_err(|_| Refusal::Unreadable(TIME))?.assume_utc();
        let late = now - OffsetDateTime::unix_timestamp(at);
        if late > LATEST {
            return Err(Refusal::Old);
        }
        if late < -LATEST {
            return Err(Refusal::Future);
        }
        let value = |name: &'a str| {
            let value = headers.get(name).and_then(|value| value.to_str().ok()).ok_or(unreadable)?;
            Ok((name, value.split_whitespace().collect::<Vec<_>>().join(" ")))
        };
        let headers = names.split(';').map(value).collect::<Result<_, Refusal>>()?;
        Ok(Self { headers, names, time, signature })
    }

    /// Whether it is the signature of this request: of method, path, query, the headers that it names, and the body.
    fn holds(&self, secret: &str, path: &str, query: &str, body: &[u8]) -> Result<(), Refusal> {
        let headers: String = self.headers.iter().flat_map(|(name, value)| [name, ":", value, "\n"]).collect();
        let body = hex(&Sha256::digest(body));
        let request = ["POST", path, query, &headers, self.names, &body].join("\n");
        let text = [ALGORITHM, self.time, &hex(&Sha256::digest(request.as_bytes()))].join("\n");
        let day = self.time.split('T').next().unwrap_or_default();
        let key = mac(secret.as_bytes(), day.as_bytes()).ok_or(Refusal::Signature)?.finalize().into_bytes();
        if is_signed(&key, text.as_bytes(), self.signature) { Ok(()) } else { Err(Refusal::Signature) }
    }
}

/// Whoever a profile might be. One result stands for one choice: what the other stores have comes with it. Where nobody was
/// found because somebody could not be asked, that is no answer of «nobody»: a problem in words.
fn candidates(shown: &Shown) -> Response {
    let several = entries(&shown.card).any(|entry| matches!(entry, Entry::Person { alone: false, .. }));
    let people = entries(&shown.card).filter_map(|entry| match entry {
        Entry::Person { customer, alone, .. } if !several || !alone => Some(customer),
        _ => None,
    });
    let results: Vec<_> =
        people.filter_map(|customer| candidate(shown, customer)).take(if several { usize::MAX } else { 1 }).collect();
    match failure(shown) {
        Some(notice) if results.is_empty() => {
            (StatusCode::SERVICE_UNAVAILABLE, Json(ProblemReply { problem: notice.clone() })).into_response()
        }
        _ => Json(json!({"results": results})).into_response(),
    }
}

/// Why nobody could be asked, or not everybody.
fn failure(shown: &Shown) -> Option<&Notice> {
    let nobody_to_ask = |notice: &&Notice| !matches!(notice.code.as_str(), "no_contact" | "no_match" | "not_verified");
    let failed = entries(&shown.card).find_map(|entry| match entry {
        Entry::Nobody { notice, failed: true, .. } => Some(notice),
        _ => None,
    });
    shown.card.notice.as_ref().filter(nobody_to_ask).or(failed)
}

fn candidate(shown: &Shown, customer: &CustomerCard) -> Option<Value> {
    let mut result = json!({
        "externalCustomerId": shown.name_of(customer)?, "name": customer.name,
        "customAttributes": {"shopifyMatch": customer.matched.text},
    });
    // Gladly links by itself only where it finds its own address again.
    let value = &customer.matched.value;
    let list = if value.contains('@') { "emails" } else { "phones" };
    if !value.is_empty() {
        result[list] = json!([{"original": value}]);
    }
    Some(result)
}

/// The data of who was chosen, with what other stores have of the same contact. Where they are not found any more, nothing is
/// left of them.
fn detailed<'a>(shown: &Shown, chosen: &str, fields: impl Iterator<Item = &'a str>) -> Value {
    let mut told: Vec<String> = shown.card.notice.iter().map(|notice| notice.message.clone()).collect();
    let (mut people, mut reference, mut failed) = (Vec::new(), String::new(), false);
    for entry in entries(&shown.card) {
        match entry {
            Entry::Person { store, customer, alone } => {
                let is_chosen = shown.name_of(customer).as_deref() == Some(chosen);
                if is_chosen {
                    people.insert(0, (store, customer));
                } else if alone {
                    people.push((store, customer));
                }
            }
            Entry::Nobody { store, notice, failed: true } => {
                told.push([&store.name, ": ", &notice.message].concat());
                reference.clone_from(&notice.reference);
                failed = true;
            }
            Entry::Nobody { notice, .. } if shown.card.stores.len() == 1 => told.push(notice.message.clone()),
            Entry::Nobody { .. } => {}
        }
    }
    let found = people.first().is_some_and(|(_, customer)| shown.name_of(customer).as_deref() == Some(chosen));
    if !found {
        people.clear();
        if told.is_empty() {
            let gone = context_card_wire::Problem::NoMatch;
            told.push(shown.text.notice(&gone, "").message);
        }
    }
    let mut seen: Vec<&str> = Vec::new();
    for notice in people.iter().flat_map(|(store, customer)| remarks(store, customer)) {
        if !seen.contains(&notice.message.as_str()) {
            seen.push(&notice.message);
            told.push(notice.message.clone());
        }
    }
    let mut attributes = Map::new();
    // What could not be asked is not known to be gone: Gladly goes on showing what it has, under the notice.
    if found || !failed {
        attributes = attributes_of(people.first().copied(), fields);
    }
    attributes.insert("shopifyNotice".into(), told.join(" ").into());
    attributes.insert("shopifyReference".into(), reference.into());
    let mut result = json!({"externalCustomerId": chosen, "customAttributes": attributes});
    if let Some((_, customer)) = people.first() {
        result["name"] = json!(customer.name);
    }
    if found || !failed {
        let orders =
            people.iter().flat_map(|(store, customer)| customer.orders.rows.iter().map(|row| order(store, row)));
        result["transactions"] = orders.collect();
    }
    result
}

/// The chosen customer fields and what stands above them on the card. Each is there, if only as an empty text.
fn attributes_of<'a>(
    person: Option<(&StoreCard, &CustomerCard)>,
    fields: impl Iterator<Item = &'a str>,
) -> Map<String, Value> {
    let mut attributes: Map<_, _> = fields.map(|id| (camel(bare(id)), Value::from(""))).collect();
    let customer = person.map(|(_, customer)| customer);
    let say = |text: Option<String>| Value::from(text.unwrap_or_default());
    attributes.insert("shopifyStore".into(), say(person.map(|(store, _)| store.name.clone())));
    attributes.insert("shopifyMatch".into(), say(customer.map(|customer| customer.matched.text.clone())));
    attributes.insert("shopifySummary".into(), say(customer.map(|customer| customer.figures.join(" · "))));
    let answer = customer.and_then(|customer| customer.answer.as_ref());
    attributes.insert("shopifyAnswer".into(), say(answer.map(|answer| answer.text.clone())));
    let link = customer.and_then(|customer| customer.url.as_deref()).and_then(secure);
    attributes.insert("shopifyLink".into(), say(link.map(str::to_owned)));
    for field in customer.into_iter().flat_map(|customer| &customer.details) {
        if let Some(text) = leads(field).map(str::to_owned).or_else(|| said(field, When::Exact)) {
            attributes.insert(camel(bare(&field.id)), text.into());
        }
    }
    attributes
}

/// An order as Gladly's card for orders knows it; fields that it does not know have their own names.
fn order(store: &StoreCard, row: &OrderRow) -> Value {
    let mut order = json!({"type": "ORDER", "orderNumber": row.name, "storeName": store.name});
    // Its number is there already.
    for field in row.fields.iter().filter(|field| field.id != "order.number") {
        let text = leads(field).map(str::to_owned).or_else(|| said(field, When::Exact));
        let (key, text) = match (field.id.as_str(), &field.value) {
            ("order.created", Shape::Date(moment)) => ("createdAt".to_owned(), Some(moment.at.clone())),
            ("order.total", _) => ("orderTotal".to_owned(), text),
            ("order.note", _) => ("note".to_owned(), text),
            ("order.shopify_link", _) => ("orderLink".to_owned(), leads(field).map(str::to_owned)),
            (id, _) => (camel(bare(id)), text),
        };
        let Some(text) = text else { continue };
        let is_status = matches!(field.value, Shape::Badge(_));
        if is_status && order.get("orderStatus").is_none() {
            order["orderStatus"] = text.clone().into();
        }
        order[key] = text.into();
    }
    order
}

/// `total_spent` as `totalSpent`.
fn camel(name: &str) -> String {
    let mut words = name.split(['_', '.', '-']).filter(|word| !word.is_empty());
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |all, word| {
        let mut letters = word.chars();
        let capital = letters.next().map(|letter| letter.to_ascii_uppercase());
        all.chars().chain(capital).chain(letters).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::{HeaderName, HeaderValue};

    const BODY: &str = r#"{"lookupLevel":"DETAILED","query":{"emails":["martha.williams@gmail.com"],"externalCustomerId":"abc","favoriteDate":"2018-08-19T07:00:00.000Z","favoriteFood":"Apple Pie","id":"o2sg-TMTSD2rTwMuxzewbA","name":"Martha Williams","phones":["+15013299800"]},"uniqueMatchRequired":true}"#;
    const PATH: &str = "/api/v2/customer/lookup";
    /// 2019-02-13 21:40:16 UTC.
    const NOW: i64 = 1_550_094_016;

    /// The example in Gladly's own documentation.
    fn example() -> HeaderMap {
        let headers = [
            ("content-type", "application/json"),
            ("accept", "application/json"),
            ("gladly-correlation-id", "vXmSEPjVSWCaCMzvjufxZg"),
            ("x-b3-traceid", "bd799210f8d549609a08ccef8ee7f166"),
            ("gladly-time", "20190213T214016Z"),
            (
                "gladly-authorization",
                "SigningAlgorithm=hmac-sha256, SignedHeaders=accept;content-type;gladly-correlation-id;gladly-time;x-b3-traceid, Signature=4c633fca4914f51df04c9ec40f4545d66d653e771c6634e33eed52a242bc278c",
            ),
        ];
        headers
            .into_iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect()
    }

    fn check(headers: &HeaderMap, now: i64, secret: &str, path: &str, body: &str) -> Result<(), Refusal> {
        Signed::read(headers, now)?.holds(secret, path, "", body.as_bytes())
    }

    #[test]
    fn the_example_of_gladlys_documentation_holds() {
        for now in [NOW, NOW + LATEST, NOW - LATEST] {
            assert_eq!(check(&example(), now, "test-apikey-1", PATH, BODY), Ok(()));
        }
    }

    #[test]
    fn nothing_else_holds() {
        let headers = example();
        assert_eq!(check(&headers, NOW, "test-apikey-2", PATH, BODY), Err(Refusal::Signature));
        assert_eq!(check(&headers, NOW, "test-apikey-1", "/other", BODY), Err(Refusal::Signature));
        assert_eq!(
            check(&headers, NOW, "test-apikey-1", PATH, &BODY.replace("martha", "mart")),
            Err(Refusal::Signature)
        );
        assert_eq!(check(&headers, NOW + LATEST + 1, "test-apikey-1", PATH, BODY), Err(Refusal::Old));
        assert_eq!(check(&headers, NOW - LATEST - 1, "test-apikey-1", PATH, BODY), Err(Refusal::Future));
        for (name, why) in [
            ("gladly-time", Refusal::Missing(TIME)),
            ("gladly-authorization", Refusal::Missing(SIGNATURE)),
            ("accept", Refusal::Unreadable(SIGNATURE)),
        ] {
            let mut less = example();
            less.remove(name);
            assert_eq!(check(&less, NOW, "test-apikey-1", PATH, BODY), Err(why), "{name}");
        }
        for (name, value, why) in [
            ("x-b3-traceid", "0", Refusal::Signature),
            ("gladly-time", "20190213T214017Z", Refusal::Signature),
            ("gladly-time", "yesterday", Refusal::Unreadable(TIME)),
            ("gladly-authorization", "Signature=00", Refusal::Unreadable(SIGNATURE)),
            (
                "gladly-authorization",
                "SigningAlgorithm=none, SignedHeaders=accept, Signature=",
                Refusal::Unreadable(SIGNATURE),
            ),
        ] {
            let mut other = example();
            other.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
            assert_eq!(check(&other, NOW, "test-apikey-1", PATH, BODY), Err(why), "{name}: {value}");
        }
    }

    #[test]
    fn fields_are_named_as_gladly_names_its_own() {
        assert_eq!(camel("total_spent"), "totalSpent");
        assert_eq!(camel("metafields.loyalty.tier-2"), "metafieldsLoyaltyTier2");
        assert_eq!(camel("email"), "email");
    }
}
