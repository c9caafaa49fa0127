//! The fields of a parcel: Shopify's fulfillment.

use super::{FieldSpec, Group, Kind, Read, Scope};

const fn of(id: &'static str, kind: Kind, selection: &'static str, read: Read) -> FieldSpec {
    FieldSpec::row(id, Group::Fulfillment, kind, Scope::Orders, selection, read)
}

/// A parcel may have several labels; all of them count.
const TRACKING: &str = "trackingInfo(first: 50) { company number url }";

#[rustfmt::skip]
pub(super) const FIELDS: &[FieldSpec] = &[
    of("fulfillment.status", Kind::Badge, "displayStatus", Read::Status("/displayStatus", "delivery")),
    of("fulfillment.carrier", Kind::Text, TRACKING, Read::Carriers("/trackingInfo")),
    of("fulfillment.tracking", Kind::Link, TRACKING, Read::Tracking("/trackingInfo")),
    of("fulfillment.shipped", Kind::Date, "createdAt", Read::Moment("/createdAt")),
    of("fulfillment.in_transit", Kind::Date, "inTransitAt", Read::Moment("/inTransitAt")),
    of("fulfillment.estimated_delivery", Kind::Date, "estimatedDeliveryAt", Read::Day("/estimatedDeliveryAt")),
    of("fulfillment.delivered", Kind::Date, "deliveredAt", Read::Moment("/deliveredAt")),
    of("fulfillment.items", Kind::Text, "totalQuantity", Read::Count("/totalQuantity")),
    FieldSpec::row("fulfillment.location", Group::Fulfillment, Kind::Text, Scope::Locations, "location { name address { country } }", Read::Place("/location")),
];
