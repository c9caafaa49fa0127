//! A field as an admin chose it: a row of the catalogue, or a metafield.

use super::{FieldSpec, Group, Metafield, Scope, find};
use std::borrow::Cow;

/// A chosen field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chosen {
    /// A row of the catalogue.
    Row(&'static FieldSpec),
    /// A metafield.
    Metafield(Metafield),
}

impl Chosen {
    /// The field with this id; none where there is none of that name.
    #[must_use]
    pub fn of(id: &str) -> Option<Self> {
        find(id).map(Self::Row).or_else(|| Metafield::parse(id).map(Self::Metafield))
    }

    /// What it is a field of.
    #[must_use]
    pub const fn group(&self) -> Group {
        match self {
            Self::Row(spec) => spec.group,
            Self::Metafield(field) => field.group(),
        }
    }

    /// The scope that Shopify asks for it.
    #[must_use]
    pub const fn scope(&self) -> Scope {
        match self {
            Self::Row(spec) => spec.scope,
            Self::Metafield(field) => field.scope(),
        }
    }

    /// What it needs of the group's Shopify type: a GraphQL selection.
    #[must_use]
    pub fn selection(&self) -> Cow<'static, str> {
        match self {
            Self::Row(spec) => Cow::Borrowed(spec.selection),
            Self::Metafield(field) => Cow::Owned(field.selection()),
        }
    }
}
