//! Which screen is open. It stands behind the `#` of the address, so that a reload and a link come back to it.

/// A screen of the panel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// What agents see.
    #[default]
    Fields,
    /// Shopify stores, their connections, and apps.
    Stores,
    /// Where the card is embedded.
    Inboxes,
}

impl Place {
    /// All of them, in the order of the navigation.
    pub const ALL: [Self; 3] = [Self::Fields, Self::Stores, Self::Inboxes];

    /// What stands behind the `#`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fields => "fields",
            Self::Stores => "stores",
            Self::Inboxes => "inboxes",
        }
    }

    /// The screen that an address names: `#stores`, `#stores/connect`. None where it names none.
    #[must_use]
    pub fn of(hash: &str) -> Option<Self> {
        let name = hash.trim_start_matches('#').split('/').next().unwrap_or_default();
        Self::ALL.into_iter().find(|place| place.name() == name)
    }

    /// The inbox that an address names for a trial: `#inboxes/i_…/try`.
    #[must_use]
    pub fn trial(hash: &str) -> Option<&str> {
        let inbox = hash.trim_start_matches('#').strip_prefix("inboxes/")?.strip_suffix("/try")?;
        (!inbox.is_empty() && !inbox.contains('/')).then_some(inbox)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_a_screen() {
        for place in Place::ALL {
            assert_eq!(Place::of(&format!("#{}", place.name())), Some(place));
        }
        assert_eq!(Place::of("#stores/connect"), Some(Place::Stores));
        assert_eq!(Place::of(""), None);
        assert_eq!(Place::of("#elsewhere"), None);
        assert_eq!(Place::trial("#inboxes/i_a/try"), Some("i_a"));
        for hash in ["#inboxes", "#inboxes//try", "#inboxes/i_a", "#stores/i_a/try", "#inboxes/i_a/b/try"] {
            assert_eq!(Place::trial(hash), None, "{hash}");
        }
    }
}
