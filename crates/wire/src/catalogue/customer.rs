//! The fields of a customer.

use super::{FieldSpec, Group, Kind, Read, Scope};

const fn of(id: &'static str, kind: Kind, selection: &'static str, read: Read) -> FieldSpec {
    FieldSpec::row(id, Group::Customer, kind, Scope::Customers, selection, read)
}

#[rustfmt::skip]
pub(super) const FIELDS: &[FieldSpec] = &[
    of("customer.name", Kind::Text, "displayName", Read::Text("/displayName")).personal(),
    of("customer.email", Kind::Text, "defaultEmailAddress { emailAddress }", Read::Text("/defaultEmailAddress/emailAddress")).personal(),
    of("customer.phone", Kind::Text, "defaultPhoneNumber { phoneNumber }", Read::Text("/defaultPhoneNumber/phoneNumber")).personal(),
    of("customer.other_phones", Kind::List, "defaultPhoneNumber { phoneNumber } addressesV2(first: 10) { nodes { phone } }", Read::OtherPhones).personal(),
    of("customer.email_marketing", Kind::Badge, "defaultEmailAddress { marketingState }", Read::Status("/defaultEmailAddress/marketingState", "marketing")),
    of("customer.sms_marketing", Kind::Badge, "defaultPhoneNumber { smsMarketingConsent { state } }", Read::Status("/defaultPhoneNumber/smsMarketingConsent/state", "marketing")),
    of("customer.created", Kind::Date, "createdAt", Read::Moment("/createdAt")),
    of("customer.note", Kind::Text, "note", Read::Text("/note")).personal(),
    of("customer.tags", Kind::List, "tags", Read::Texts("/tags")),
    of("customer.total_spent", Kind::Money, "amountSpent { amount currencyCode }", Read::Money("/amountSpent")),
    of("customer.total_orders", Kind::Text, "numberOfOrders", Read::Count("/numberOfOrders")),
    of("customer.average_order", Kind::Money, "amountSpent { amount currencyCode } numberOfOrders", Read::Average),
    FieldSpec::row("customer.last_order", Group::Customer, Kind::Date, Scope::Orders, "lastOrder { createdAt }", Read::Moment("/lastOrder/createdAt")),
    FieldSpec::row("customer.last_order_number", Group::Customer, Kind::Text, Scope::Orders, "lastOrder { name }", Read::Text("/lastOrder/name")),
    of("customer.default_address", Kind::List, "defaultAddress { name formatted }", Read::Address("/defaultAddress")).personal(),
    of("customer.state", Kind::Badge, "state", Read::Status("/state", "account")),
    of("customer.locale", Kind::Text, "locale", Read::Text("/locale")),
    of("customer.shopify_link", Kind::Link, "legacyResourceId", Read::Admin),
];
