//! One field of an object, read by its row of the catalogue.

use super::{Reader, count_at, delivery, instant_at, link, list_at, text_at};
use crate::shopify::Why;
use context_card_wire::catalogue::{self, Group, Read};
use context_card_wire::{Field, FieldSpec, Link, Money, Picture, Value as Shown};
use serde_json::Value;

impl Reader<'_> {
    /// The chosen fields of some groups, in the chosen order. `place` is the object's pointer in the data.
    pub(super) fn fields(&self, ids: &[String], groups: &[Group], object: &Value, place: &str) -> Vec<Field> {
        let specs = ids.iter().filter_map(|id| catalogue::find(id)).filter(|spec| groups.contains(&spec.group));
        specs.flat_map(|spec| self.field(spec, object, place)).collect()
    }

    /// One field: nothing where it is empty, several where a parcel has several tracking numbers.
    fn field(&self, spec: &'static FieldSpec, object: &Value, place: &str) -> Vec<Field> {
        let mut values = if self.store.grants(spec.scope.handle()) { self.values(spec, object) } else { Vec::new() };
        if values.is_empty() {
            values.extend(self.blank(spec, place));
        }
        let named = |value| Field { id: spec.id.to_owned(), label: self.text.words().label(spec.id), value };
        values.into_iter().map(named).collect()
    }

    /// The reason why a field is missing though it is chosen; none where it is just empty.
    fn blank(&self, spec: &FieldSpec, place: &str) -> Option<Shown> {
        let card = &self.text.words().card;
        let scope = |scope: &str| card.blank_scope.fill(&[("name", scope)]);
        if !self.store.grants(spec.scope.handle()) {
            return Some(Shown::Blank(scope(spec.scope.handle())));
        }
        let reason = match self.denied(&[place, pointer(spec.read)].concat())? {
            Why::Scope(name) if !name.is_empty() => scope(name),
            Why::Protected => card.blank_protected.text(),
            Why::Scope(_) | Why::Failed => card.blank_denied.text(),
        };
        Some(Shown::Blank(reason))
    }

    fn values(&self, spec: &FieldSpec, object: &Value) -> Vec<Shown> {
        let one = match spec.read {
            Read::Text(pointer) => text_at(object, pointer).map(|text| Shown::Text(text.to_owned())),
            Read::Count(pointer) => count_at(object, pointer).map(|n| Shown::Text(self.text.count(n))),
            Read::Money(pointer) => object.pointer(pointer).and_then(|money| self.money(money, None)).map(Shown::Money),
            Read::MoneyBag(pointer) => self.bag(object, pointer).filter(|money| !is_zero(money)).map(Shown::Money),
            Read::Total(pointer) => self.bag(object, pointer).map(Shown::Money),
            Read::OrderTotal => self.order_total(object).map(Shown::Money),
            Read::Moment(pointer) => {
                instant_at(object, pointer).map(|at| Shown::Date(self.text.moment(at, self.now, self.agent_zone)))
            }
            Read::Day(pointer) => {
                instant_at(object, pointer).map(|at| Shown::Date(self.text.day(at, self.now, self.store_zone)))
            }
            Read::Status(pointer, vocabulary) => {
                text_at(object, pointer).map(|code| Shown::Badge(self.text.badge(vocabulary, code)))
            }
            Read::Texts(pointer) => list(texts(object, pointer)),
            Read::Gateways(pointer) => list(texts(object, pointer).iter().map(|name| gateway(name)).collect()),
            Read::Address(pointer) => object.pointer(pointer).and_then(|address| {
                let name = text_at(address, "/name").map(str::to_owned);
                list(name.into_iter().chain(texts(address, "/formatted")).collect())
            }),
            Read::Link(pointer) => text_at(object, pointer)
                .and_then(|address| link::safe(address, self.plain_http))
                .map(|url| Shown::Link(Link { text: url.clone(), url })),
            Read::Image(pointer) => object.pointer(pointer).and_then(|image| self.picture(image)).map(Shown::Image),
            Read::Tracking(pointer) => {
                return list_at(object, pointer).filter_map(|(_, info)| self.tracking(info)).collect();
            }
            Read::Carriers(pointer) => {
                let mut names: Vec<String> = Vec::new();
                for name in list_at(object, pointer).filter_map(|(_, info)| text_at(info, "/company")) {
                    if !names.iter().any(|known| known == name) {
                        names.push(name.to_owned());
                    }
                }
                (!names.is_empty()).then(|| Shown::Text(self.text.list(&names)))
            }
            Read::Delivery => delivery(object, self.text).map(Shown::Badge),
            Read::Admin => self
                .admin(spec.group, object)
                .map(|url| Shown::Link(Link { text: self.text.words().card.open_in_shopify.text(), url })),
            Read::StoreName => Some(Shown::Text(self.store.name.clone())),
        };
        one.into_iter().collect()
    }

    /// A `MoneyV2`, with what the buyer saw.
    pub(super) fn money(&self, money: &Value, presentment: Option<&Value>) -> Option<Money> {
        let read = |money: &'_ Value| {
            Some((text_at(money, "/amount")?.to_owned(), text_at(money, "/currencyCode")?.to_owned()))
        };
        let (amount, currency) = read(money)?;
        let other = presentment.and_then(read);
        let other = other.as_ref().map(|(amount, currency)| (amount.as_str(), currency.as_str()));
        Some(self.text.money((&amount, &currency), other))
    }

    fn bag(&self, object: &Value, pointer: &str) -> Option<Money> {
        let bag = object.pointer(pointer)?;
        self.money(bag.get("shopMoney")?, bag.get("presentmentMoney"))
    }

    fn order_total(&self, order: &Value) -> Option<Money> {
        let current = self.bag(order, "/currentTotalPriceSet")?;
        let original = || self.bag(order, "/totalPriceSet");
        if is_zero(&current) { original().or(Some(current)) } else { Some(current) }
    }

    pub(super) fn picture(&self, image: &Value) -> Option<Picture> {
        let url = link::safe(text_at(image, "/url")?, self.plain_http)?;
        Some(Picture { url, alt: text_at(image, "/altText").unwrap_or_default().to_owned() })
    }

    /// A tracking number as a link where the carrier's address is safe, else as text.
    fn tracking(&self, info: &Value) -> Option<Shown> {
        let url = text_at(info, "/url").and_then(|address| link::safe(address, self.plain_http));
        let text = text_at(info, "/number").or_else(|| text_at(info, "/company"));
        match (text, url) {
            (Some(text), Some(url)) => Some(Shown::Link(Link { text: text.to_owned(), url })),
            (None, Some(url)) => Some(Shown::Link(Link { text: url.clone(), url })),
            // A carrier alone is no tracking.
            (_, None) => text_at(info, "/number").map(|number| Shown::Text(number.to_owned())),
        }
    }

    pub(super) fn admin(&self, group: Group, object: &Value) -> Option<String> {
        let kind = match group {
            Group::Customer => "customers",
            Group::Order => "orders",
            Group::LineItem | Group::Fulfillment | Group::Store => return None,
        };
        link::admin(self.store, kind, text_at(object, "/legacyResourceId")?)
    }
}

/// Where a reading begins, to find out whether it was held back.
const fn pointer(read: Read) -> &'static str {
    match read {
        Read::Text(pointer)
        | Read::Count(pointer)
        | Read::Money(pointer)
        | Read::MoneyBag(pointer)
        | Read::Total(pointer)
        | Read::Moment(pointer)
        | Read::Day(pointer)
        | Read::Status(pointer, _)
        | Read::Texts(pointer)
        | Read::Gateways(pointer)
        | Read::Address(pointer)
        | Read::Link(pointer)
        | Read::Image(pointer)
        | Read::Tracking(pointer)
        | Read::Carriers(pointer) => pointer,
        Read::OrderTotal => "/currentTotalPriceSet",
        Read::Delivery => "/displayFulfillmentStatus",
        Read::Admin => "/legacyResourceId",
        Read::StoreName => "/",
    }
}

fn texts(object: &Value, pointer: &str) -> Vec<String> {
    list_at(object, pointer).filter_map(|(_, text)| text_at(text, "")).map(str::to_owned).collect()
}

/// A gateway's name for people: `shopify_payments` becomes `Shopify Payments`; what is a name already stays.
fn gateway(name: &str) -> String {
    let code = name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'-'));
    if !code {
        return name.to_owned();
    }
    let capital = |word: &str| {
        let (first, rest) = word.split_at(1);
        first.to_ascii_uppercase() + rest
    };
    name.split(['_', '-']).filter(|word| !word.is_empty()).map(capital).collect::<Vec<_>>().join(" ")
}

fn list(texts: Vec<String>) -> Option<Shown> {
    (!texts.is_empty()).then_some(Shown::List(texts))
}

fn is_zero(money: &Money) -> bool {
    money.amount.bytes().all(|b| matches!(b, b'0' | b'.' | b'-'))
}

#[cfg(test)]
mod tests {
    use super::gateway;

    #[test]
    fn gateways_are_named_as_people_know_them() {
        for (name, shown) in [
            ("shopify_payments", "Shopify Payments"),
            ("gift_card", "Gift Card"),
            ("manual", "Manual"),
            ("PayPal Express", "PayPal Express"),
            ("Cash on Delivery (COD)", "Cash on Delivery (COD)"),
            ("_", ""),
        ] {
            assert_eq!(gateway(name), shown);
        }
    }
}
