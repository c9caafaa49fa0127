//! Accounts in social networks. They match only where somebody linked them: by network and id. A username is a hint.

use serde::{Deserialize, Serialize};

/// How many characters a network's name may have.
const LONGEST_NETWORK: usize = 40;
/// How many characters an id or a username may have.
const LONGEST_NAME: usize = 200;

/// An account in a social network.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Social {
    /// The network, in lower case: `instagram`.
    pub network: String,
    /// The network's own id of the account, which stays when they change their name.
    pub id: Option<String>,
    /// What they call themselves there, without `@`.
    pub username: Option<String>,
}

impl Social {
    /// Reads an account. `None` without a network, or with neither id nor username.
    #[must_use]
    pub fn parse(network: &str, id: Option<&str>, username: Option<&str>) -> Option<Self> {
        let network = network.trim().to_lowercase();
        let named = network.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
        // E-mail and phone are no networks: a link by one of them must not be made by the other's.
        if network.is_empty() || network.len() > LONGEST_NETWORK || !named || matches!(&*network, "email" | "phone") {
            return None;
        }
        let whole = |text: &&str| !text.is_empty() && text.chars().count() <= LONGEST_NAME;
        let id = id.map(str::trim).filter(whole).map(str::to_owned);
        let username = username.map(|name| name.trim().trim_start_matches('@')).filter(whole).map(str::to_owned);
        (id.is_some() || username.is_some()).then_some(Self { network, id, username })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_has_a_network_and_an_id_or_a_username() {
        let social = Social::parse(" Instagram ", Some("178900"), Some("@maria.s")).unwrap();
        assert_eq!((&*social.network, social.id.as_deref()), ("instagram", Some("178900")));
        assert_eq!(social.username.as_deref(), Some("maria.s"));
        for (network, id, username) in [
            ("", Some("1"), None),
            ("x y", Some("1"), None),
            ("instagram", Some(" "), Some("@")),
            ("email", Some("a@b.c"), None),
        ] {
            assert_eq!(Social::parse(network, id, username), None, "{network}");
        }
    }
}
