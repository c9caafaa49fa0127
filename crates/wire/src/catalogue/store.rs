//! The fields of the store itself. They stand among an order's or a customer's details.

use super::{FieldSpec, Group, Kind, Read, Scope};

pub(super) const FIELDS: &[FieldSpec] = &[
    FieldSpec::row("store.name", Group::Store, Kind::Text, Scope::None, "", Read::StoreName),
    FieldSpec::row("store.domain", Group::Store, Kind::Text, Scope::None, "", Read::StoreDomain),
];
