//! Metafields: the one family of fields beside the rows. A store's owner defines them; an admin picks from the definitions.
//!
//! `order.metafields.NAMESPACE.KEY` and `customer.metafields.NAMESPACE.KEY`. Namespace and key come from outside, and stand
//! in a GraphQL document; what is read here is therefore only what Shopify itself allows: letters, digits, `-` and `_`.

use super::{Group, Kind, Scope};

/// Shopify's limits on a namespace, in characters.
const NAMESPACE: std::ops::RangeInclusive<usize> = 2..=255;
/// Shopify's limits on a key, in characters.
const KEY: std::ops::RangeInclusive<usize> = 1..=64;

/// A metafield of orders or of customers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Metafield {
    owner: Owner,
    namespace: String,
    key: String,
}

/// Whose metafields can be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Owner {
    Order,
    Customer,
}

impl Metafield {
    /// Reads an id. None where it is not well formed.
    #[must_use]
    pub fn parse(id: &str) -> Option<Self> {
        let (owner, name) = match id.split_once(".metafields.")? {
            ("order", name) => (Owner::Order, name),
            ("customer", name) => (Owner::Customer, name),
            _ => return None,
        };
        let (namespace, key) = name.split_once('.')?;
        let fits = NAMESPACE.contains(&namespace.len()) && KEY.contains(&key.len());
        let plain = |text: &str| text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
        (fits && plain(namespace) && plain(key)).then(|| Self {
            owner,
            namespace: namespace.to_owned(),
            key: key.to_owned(),
        })
    }

    /// The metafield of this name, if it can be chosen.
    #[must_use]
    pub fn of(group: Group, namespace: &str, key: &str) -> Option<Self> {
        Self::parse(&[group.as_str(), "metafields", namespace, key].join("."))
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> String {
        [self.group().as_str(), "metafields", &self.namespace, &self.key].join(".")
    }

    /// `NAMESPACE.KEY`: what it is called where its definition has no name.
    #[must_use]
    pub fn name(&self) -> String {
        [self.namespace.as_str(), &self.key].join(".")
    }

    /// Whose it is.
    #[must_use]
    pub const fn group(&self) -> Group {
        match self.owner {
            Owner::Order => Group::Order,
            Owner::Customer => Group::Customer,
        }
    }

    /// The scope of its owner.
    #[must_use]
    pub const fn scope(&self) -> Scope {
        match self.owner {
            Owner::Order => Scope::Orders,
            Owner::Customer => Scope::Customers,
        }
    }

    /// The name of its value in an answer. Two metafields never share one.
    #[must_use]
    pub fn alias(&self) -> String {
        let mut alias = String::from("m_");
        for (at, text) in [&self.namespace, &self.key].into_iter().enumerate() {
            if at > 0 {
                alias.push_str("_k");
            }
            for letter in text.chars() {
                match letter {
                    '_' => alias.push_str("__"),
                    '-' => alias.push_str("_d"),
                    other => alias.push(other),
                }
            }
        }
        alias
    }

    /// What is asked for it.
    #[must_use]
    pub fn selection(&self) -> String {
        // Nothing in either text can end a string of GraphQL: see `parse`.
        format!(
            r#"{}: metafield(namespace: "{}", key: "{}") {{ type value definition {{ name }} }}"#,
            self.alias(),
            self.namespace,
            self.key
        )
    }
}

/// How values of a type of Shopify's are drawn; none for those that say nothing to a reader, as references to other things.
#[must_use]
pub fn kind(of: &str) -> Option<Kind> {
    let (list, single) = of.strip_prefix("list.").map_or((false, of), |single| (true, single));
    let kind = match single {
        _ if single.ends_with("_reference") => return None,
        "money" => Kind::Money,
        "date" | "date_time" => Kind::Date,
        "url" | "link" => Kind::Link,
        "json" | "json_string" => Kind::List,
        _ => Kind::Text,
    };
    Some(if list && kind != Kind::Link { Kind::List } else { kind })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_and_written() {
        for (id, name, alias) in [
            ("order.metafields.custom.engraving", "custom.engraving", "m_custom_kengraving"),
            ("customer.metafields.loyalty.tier-2", "loyalty.tier-2", "m_loyalty_ktier_d2"),
            ("order.metafields.app--12--x_y.a_b", "app--12--x_y.a_b", "m_app_d_d12_d_dx__y_ka__b"),
        ] {
            let field = Metafield::parse(id).unwrap_or_else(|| panic!("{id}"));
            assert_eq!((field.id().as_str(), field.name().as_str(), field.alias().as_str()), (id, name, alias));
        }
    }

    #[test]
    fn what_shopify_would_not_allow_is_no_metafield() {
        let long = |n| "a".repeat(n);
        for id in [
            "order.metafields.custom",
            "order.metafields.custom.",
            "order.metafields..engraving",
            "order.metafields.c.engraving",
            "order.metafields.custom.a.b",
            "order.metafields.custom.engr\"aving",
            "order.metafields.custom.x\") { id } y: metafield(key: \"z",
            "order.metafields.custom.zeilen\nbruch",
            "order.metafields.cus tom.engraving",
            "order.metafields.çustom.engraving",
            "order.metafields.custom.gravür",
            "order.metafields.custom.a\\",
            "order.metafields.custom.{a}",
            "order.metafields.custom.$a",
            "product.metafields.custom.engraving",
            "line_item.metafields.custom.engraving",
            "Order.metafields.custom.engraving",
            "metafields.custom.engraving",
            &["order.metafields.", &long(256), ".a"].concat(),
            &["order.metafields.custom.", &long(65)].concat(),
        ] {
            assert_eq!(Metafield::parse(id), None, "{id}");
        }
        let longest = ["order.metafields.", &long(255), ".", &long(64)].concat();
        assert!(Metafield::parse(&longest).is_some());
    }

    #[test]
    fn two_metafields_never_share_an_alias() {
        let alias =
            |namespace, key| Metafield::of(Group::Order, namespace, key).map(|field| field.alias()).unwrap_or_default();
        let names = [
            ("aa", "b_kc"),
            ("aa_kb", "c"),
            ("aa", "b-c"),
            ("aa", "b_dc"),
            ("aa", "b_c"),
            ("aa_b", "c"),
            ("aa-b", "c"),
        ];
        for (at, name) in names.iter().enumerate() {
            for other in &names[..at] {
                assert_ne!(alias(name.0, name.1), alias(other.0, other.1), "{name:?} {other:?}");
            }
        }
    }

    #[test]
    fn references_are_not_drawn() {
        for (of, drawn) in [
            ("single_line_text_field", Some(Kind::Text)),
            ("list.single_line_text_field", Some(Kind::List)),
            ("money", Some(Kind::Money)),
            ("list.url", Some(Kind::Link)),
            ("list.date", Some(Kind::List)),
            ("product_reference", None),
            ("list.metaobject_reference", None),
            ("json", Some(Kind::List)),
            ("something_new", Some(Kind::Text)),
        ] {
            assert_eq!(kind(of), drawn, "{of}");
        }
    }
}
