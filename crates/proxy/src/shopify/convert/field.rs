//! One field of an object, read by its row of the catalogue.

use super::{Reader, count_at, delivery, instant_at, line_item, link, list_at, order, text_at};
use crate::shopify::Why;
use context_card_wire::catalogue::{Chosen, Group, Read};
use context_card_wire::{Field, FieldSpec, Link, Picture, Value as Shown};
use serde_json::Value;

/// Codes that say that there is nothing; they are not drawn.
const NOTHING: [(&str, &str); 2] = [("return", "NO_RETURN"), ("risk_recommendation", "NONE")];

impl Reader<'_> {
    /// The chosen fields of some groups, in the chosen order. `place` is the object's pointer in the data.
    pub(super) fn fields(&self, ids: &[String], groups: &[Group], object: &Value, place: &str) -> Vec<Field> {
        let chosen = ids.iter().filter_map(|id| Some((id, Chosen::of(id)?)));
        let chosen = chosen.filter(|(_, field)| groups.contains(&field.group()));
        chosen.flat_map(|(id, field)| self.field(id, &field, object, place)).collect()
    }

    /// One field: nothing where it is empty, several where a parcel has several tracking numbers.
    pub(super) fn field(&self, id: &str, chosen: &Chosen, object: &Value, place: &str) -> Vec<Field> {
        let granted = self.store.grants(chosen.scope().handle());
        let (label, mut values, pointer) = match chosen {
            Chosen::Row(spec) => {
                let values = if granted { self.values(spec, object) } else { Vec::new() };
                (self.text.words().label(id), values, pointer(spec.read).to_owned())
            }
            Chosen::Metafield(field) => {
                let found = object.get(field.alias());
                let name = found.and_then(|found| text_at(found, "/definition/name"));
                let values = found.filter(|_| granted).map_or_else(Vec::new, |found| self.metafield(found));
                (name.map_or_else(|| field.name(), str::to_owned), values, ["/", &field.alias()].concat())
            }
        };
        if values.is_empty() {
            values.extend(self.blank(chosen.scope().handle(), &[place, &pointer].concat()));
        }
        let named = |value| Field { id: id.to_owned(), label: label.clone(), value };
        values.into_iter().map(named).collect()
    }

    /// The reason why a field is missing though it is chosen; none where it is just empty.
    fn blank(&self, needed: &str, place: &str) -> Option<Shown> {
        let card = &self.text.words().card;
        let scope = |scope: &str| card.blank_scope.fill(&[("name", scope)]);
        if !self.store.grants(needed) {
            return Some(Shown::Blank(scope(needed)));
        }
        let reason = match self.denied(place)? {
            Why::Scope(name) if !name.is_empty() => scope(name),
            Why::Protected => card.blank_protected.text(),
            Why::Scope(_) | Why::Failed => card.blank_denied.text(),
        };
        Some(Shown::Blank(reason))
    }

    fn values(&self, spec: &FieldSpec, object: &Value) -> Vec<Shown> {
        let badge = |vocabulary: &str, code: &str| Shown::Badge(self.text.badge(vocabulary, code));
        let plain = |text: &str| Shown::Text(text.to_owned());
        let number = |n: u64| Shown::Text(self.text.count(n));
        let one = match spec.read {
            Read::Text(pointer) => text_at(object, pointer).map(plain),
            Read::Count(pointer) => count_at(object, pointer).map(number),
            Read::Money(pointer) => object.pointer(pointer).and_then(|money| self.money(money, None)).map(Shown::Money),
            Read::MoneyBag(pointer) => self.nonzero_bag(object, pointer).map(Shown::Money),
            Read::Total(pointer) => self.bag(object, pointer).map(Shown::Money),
            Read::Differing(pointer, other) => self.differing_bag(object, pointer, other).map(Shown::Money),
            Read::OrderTotal => self.order_total(object).map(Shown::Money),
            Read::Average => self.average(object).map(Shown::Money),
            Read::Allocated => self.allocated(object).map(Shown::Money),
            Read::Price(pointer) => self.price(object, pointer).map(Shown::Money),
            Read::Moment(pointer) => {
                instant_at(object, pointer).map(|at| Shown::Date(self.text.moment(at, self.now, self.agent_zone)))
            }
            Read::Day(pointer) => {
                instant_at(object, pointer).map(|at| Shown::Date(self.text.day(at, self.now, self.store_zone)))
            }
            Read::Status(pointer, vocabulary) => text_at(object, pointer)
                .filter(|code| !NOTHING.contains(&(vocabulary, *code)))
                .map(|code| badge(vocabulary, code)),
            Read::Flag(pointer) => {
                object.pointer(pointer).and_then(Value::as_bool).map(|set| Shown::Text(self.yes_or_no(set)))
            }
            Read::Mark(pointer, code) => {
                (object.pointer(pointer) == Some(&Value::Bool(true))).then(|| badge("mark", code))
            }
            Read::OrderType => order::kind_of(object).map(|code| badge("order_type", code)),
            Read::Source => self.source(object).map(Shown::Text),
            Read::Risk(pointer) => order::risk(object, pointer).map(|code| badge("risk", code)),
            Read::LineStatus => {
                // A cancelled order ships nothing more, whatever its items' quantities say.
                let cancelled = self.at("/order/cancelledAt").is_some();
                line_item::status(object, cancelled).map(|code| badge("line", code))
            }
            Read::Texts(pointer) => list(texts(object, pointer)),
            Read::Gateways(pointer) => list(texts(object, pointer).iter().map(|name| gateway(name)).collect()),
            Read::Attributes(pointer) => list(self.attributes(object, pointer)),
            Read::OtherPhones => list(other_phones(object)),
            Read::Address(pointer) => object.pointer(pointer).and_then(|address| {
                let name = text_at(address, "/name").map(str::to_owned);
                list(name.into_iter().chain(texts(address, "/formatted")).collect())
            }),
            Read::Place(pointer) => object.pointer(pointer).and_then(|place| {
                let parts = ["/name", "/address/country"].into_iter().filter_map(|part| text_at(place, part));
                let parts: Vec<_> = parts.map(str::to_owned).collect();
                (!parts.is_empty()).then(|| Shown::Text(self.text.list(&parts)))
            }),
            Read::Page(pointer) => self.address(object, pointer).map(|url| self.page_link(url)),
            Read::ProductPage(pointer) => object.pointer(pointer).and_then(|product| {
                let page = self.address(product, "/onlineStoreUrl");
                page.or_else(|| self.admin(Group::Product, product)).map(|url| self.page_link(url))
            }),
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
            Read::Number(pointer) => text_at(object, pointer).and_then(number_of).map(plain),
            Read::VariantTitle(pointer) => {
                text_at(object, pointer).filter(|title| *title != line_item::NO_VARIANT).map(plain)
            }
            Read::Stock(pointer) => stock(object, pointer, "/inventoryItem/tracked").and_then(|n| self.whole(n)),
            Read::TotalStock(pointer) => stock(object, pointer, "/tracksInventory").and_then(|n| self.whole(n)),
            Read::Admin => self
                .admin(spec.group, object)
                .map(|url| Shown::Link(Link { text: self.text.words().card.open_in_shopify.text(), url })),
            Read::StoreName => Some(plain(&self.store.name)),
            Read::StoreDomain => Some(plain(self.store.shop.as_str())),
            Read::Always => None,
        };
        one.into_iter().collect()
    }

    pub(super) fn yes_or_no(&self, yes: bool) -> String {
        let card = &self.text.words().card;
        if yes { card.yes.text() } else { card.no.text() }
    }

    /// A number that may be below zero, as stock that was sold before it came.
    fn whole(&self, n: i64) -> Option<Shown> {
        self.text.number(&n.to_string()).map(Shown::Text)
    }

    /// An address that may be clicked.
    fn address(&self, object: &Value, pointer: &str) -> Option<String> {
        text_at(object, pointer).and_then(|address| link::safe(address, self.plain_http))
    }

    fn page_link(&self, url: String) -> Shown {
        Shown::Link(Link { text: self.text.words().card.open_page.text(), url })
    }

    /// `Attribute`s as `key: value`; those whose key begins with `_` are hidden by custom.
    fn attributes(&self, object: &Value, pointer: &str) -> Vec<String> {
        let attribute = |attribute: &Value| {
            let key = text_at(attribute, "/key").filter(|key| !key.starts_with('_'))?;
            let value = text_at(attribute, "/value")?;
            Some(self.text.words().card.attribute.fill(&[("key", key), ("value", value)]))
        };
        list_at(object, pointer).filter_map(|(_, one)| attribute(one)).collect()
    }

    pub(super) fn picture(&self, image: &Value) -> Option<Picture> {
        let url = self.address(image, "/url")?;
        Some(Picture { url, alt: text_at(image, "/altText").unwrap_or_default().to_owned() })
    }

    /// A tracking number as a link where the carrier's address is safe, else as text.
    fn tracking(&self, info: &Value) -> Option<Shown> {
        let url = self.address(info, "/url");
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
            Group::Product => "products",
            Group::LineItem | Group::Fulfillment | Group::Variant | Group::Store => return None,
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
        | Read::Differing(pointer, _)
        | Read::Moment(pointer)
        | Read::Day(pointer)
        | Read::Status(pointer, _)
        | Read::Flag(pointer)
        | Read::Mark(pointer, _)
        | Read::Risk(pointer)
        | Read::Texts(pointer)
        | Read::Gateways(pointer)
        | Read::Attributes(pointer)
        | Read::Address(pointer)
        | Read::Place(pointer)
        | Read::Page(pointer)
        | Read::ProductPage(pointer)
        | Read::Tracking(pointer)
        | Read::Carriers(pointer)
        | Read::Number(pointer)
        | Read::VariantTitle(pointer)
        | Read::Price(pointer)
        | Read::Stock(pointer)
        | Read::TotalStock(pointer) => pointer,
        Read::OrderTotal => "/currentTotalPriceSet",
        Read::Average => "/amountSpent",
        Read::Allocated => "/discountAllocations",
        Read::OrderType | Read::Source => "/sourceName",
        Read::LineStatus => "/unfulfilledQuantity",
        Read::OtherPhones => "/addressesV2",
        Read::Delivery => "/displayFulfillmentStatus",
        Read::Admin => "/legacyResourceId",
        // Nothing that Shopify could hold back.
        Read::StoreName | Read::StoreDomain | Read::Always => "/",
    }
}

fn texts(object: &Value, pointer: &str) -> Vec<String> {
    list_at(object, pointer).filter_map(|(_, text)| text_at(text, "")).map(str::to_owned).collect()
}

/// The phones of a customer's addresses that are not the customer's own, once each.
fn other_phones(customer: &Value) -> Vec<String> {
    let own = text_at(customer, "/defaultPhoneNumber/phoneNumber");
    let mut phones: Vec<String> = Vec::new();
    for phone in list_at(customer, "/addressesV2/nodes").filter_map(|(_, address)| text_at(address, "/phone")) {
        if own != Some(phone) && !phones.iter().any(|known| known == phone) {
            phones.push(phone.to_owned());
        }
    }
    phones
}

/// How many there are, where anybody counts them.
fn stock(object: &Value, pointer: &str, counted: &str) -> Option<i64> {
    object.pointer(counted).and_then(Value::as_bool).filter(|counted| *counted)?;
    object.pointer(pointer)?.as_i64()
}

/// `gid://shopify/LineItem/5` → `5`.
fn number_of(id: &str) -> Option<&str> {
    let number = id.rsplit('/').next()?;
    (!number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())).then_some(number)
}

/// A gateway's name for people: `shopify_payments` becomes `Shopify Payments`; what is a name already stays.
pub(super) fn gateway(name: &str) -> String {
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
