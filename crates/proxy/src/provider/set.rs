//! What somebody sets of a provider, checked: the panel and the command line have the same rules.

use super::{Allowed, Http};
use crate::db::ProviderRow;
use context_card_wire::settings::ProviderSet;
use url::Url;

/// The most domains, or groups, that may be allowed.
const MOST: usize = 20;
/// The longest label, in characters.
const LONGEST_LABEL: usize = 40;
/// The longest text else.
const LONGEST: usize = 300;

/// What is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// What agents call it.
    #[error("a name has 1 to 40 characters and no line breaks")]
    Label,
    /// The issuer.
    #[error("the issuer is an address that begins with https:// and is reachable from the internet")]
    Issuer,
    /// The client id.
    #[error("the client id is the one that the provider shows")]
    Client,
    /// The client secret.
    #[error("the kept secret belongs to another issuer or client; give the new one")]
    Secret,
    /// The domains; or nobody is allowed at all.
    #[error("say who may sign in: domains such as example.com, or groups with the claim that lists them")]
    Domains,
    /// The groups.
    #[error("a group has a name, and there are at most 20")]
    Groups,
    /// The claim with the groups.
    #[error("groups need the name of the claim that lists them")]
    Claim,
}

impl Unfit {
    /// The field's name in the API.
    #[must_use]
    pub const fn field(self) -> &'static str {
        match self {
            Self::Label => "label",
            Self::Issuer => "issuer",
            Self::Client => "client_id",
            Self::Secret => "secret",
            Self::Domains => "domains",
            Self::Groups => "groups",
            Self::Claim => "claim",
        }
    }
}

/// A secret as it is taken. None where it can't be one.
#[must_use]
pub fn secret(text: &str) -> Option<&str> {
    let text = text.trim();
    (!text.is_empty() && text.len() <= LONGEST && text.bytes().all(|byte| byte.is_ascii_graphic())).then_some(text)
}

/// What was set, as it is kept; without the secret.
///
/// # Errors
/// What is wrong with it.
pub fn fit(http: &Http, set: &ProviderSet) -> Result<ProviderRow, Unfit> {
    let label = plain(&set.label, LONGEST_LABEL).ok_or(Unfit::Label)?;
    let client_id = plain(&set.client_id, LONGEST).ok_or(Unfit::Client)?;
    let issuer = plain(&set.issuer, LONGEST).ok_or(Unfit::Issuer)?;
    let url = Url::parse(&issuer).ok().filter(|url| url.query().is_none() && url.fragment().is_none());
    if !url.is_some_and(|url| http.may_ask(&url)) {
        return Err(Unfit::Issuer);
    }
    let domains = list(&set.domains).ok_or(Unfit::Domains)?;
    let domains: Vec<String> = domains.iter().map(|one| one.trim_start_matches('@').to_lowercase()).collect();
    let groups = list(&set.groups).ok_or(Unfit::Groups)?;
    let claim = plain(&set.claim, LONGEST).unwrap_or_default();
    let is_domain = |one: &String| one.contains('.') && !one.starts_with('.') && !one.contains(['@', ' ', '/']);
    if (domains.is_empty() && groups.is_empty()) || !domains.iter().all(is_domain) {
        return Err(Unfit::Domains);
    }
    if !groups.is_empty() && claim.is_empty() {
        return Err(Unfit::Claim);
    }
    Ok(ProviderRow { issuer, client_id, sealed: None, label, allowed: Allowed { domains, claim, groups } })
}

fn plain(text: &str, most: usize) -> Option<String> {
    let text = text.trim();
    let good = !text.is_empty() && text.chars().count() <= most && !text.contains(char::is_control);
    good.then(|| text.to_owned())
}

/// Empty ones are left out.
fn list(list: &[String]) -> Option<Vec<String>> {
    let filled: Vec<&String> = list.iter().filter(|one| !one.trim().is_empty()).collect();
    (filled.len() <= MOST).then_some(())?;
    filled.into_iter().map(|one| plain(one, LONGEST)).collect()
}
