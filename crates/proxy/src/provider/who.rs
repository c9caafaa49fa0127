//! Who somebody is by an id token that holds, and whether they may sign in. Pure.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The longest subject and name that are taken, in characters.
const LONGEST: usize = 255;

/// Who may sign in. Whatever is named must hold; one of the two is always named, else everybody with an account there could.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allowed {
    /// The domains of their e-mail addresses, in small letters. The provider must have verified the address.
    pub domains: Vec<String>,
    /// The claim that lists their groups.
    pub claim: String,
    /// The groups, of which they must be in one.
    pub groups: Vec<String>,
}

/// Who signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    /// What the provider knows them by.
    pub subject: String,
    /// Their name, where it tells one.
    pub name: Option<String>,
}

/// Why somebody may not sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAllowed {
    /// The provider does not say who it is.
    #[error("the provider names no subject (sub)")]
    Nameless,
    /// Nothing is named that could hold.
    #[error("neither domains nor groups are set")]
    Nobody,
    /// There is no e-mail address, or the provider does not answer for it.
    #[error("the provider has not verified their e-mail address (email_verified)")]
    Unverified,
    /// Their e-mail address is elsewhere.
    #[error("their e-mail address is in no allowed domain")]
    Domain,
    /// They are in other groups.
    #[error("they are in no allowed group")]
    Group,
}

/// Who the claims are of, where they may sign in.
pub(super) fn who(allowed: &Allowed, claims: &Value) -> Result<Who, NotAllowed> {
    let fits = |text: &&str| !text.is_empty() && text.chars().count() <= LONGEST && !text.contains(char::is_control);
    let text = |name: &str| claims.get(name).and_then(Value::as_str).map(str::trim).filter(fits);
    let subject = text("sub").ok_or(NotAllowed::Nameless)?;
    let Allowed { domains, claim, groups } = allowed;
    if domains.is_empty() && groups.is_empty() {
        return Err(NotAllowed::Nobody);
    }
    if !domains.is_empty() {
        // Some say it as a text.
        let verified = claims.get("email_verified").is_some_and(|it| *it == Value::Bool(true) || *it == "true");
        let (_, domain) = text("email").and_then(|it| it.rsplit_once('@')).ok_or(NotAllowed::Unverified)?;
        if !verified {
            return Err(NotAllowed::Unverified);
        }
        if !domains.contains(&domain.to_lowercase()) {
            return Err(NotAllowed::Domain);
        }
    }
    if !groups.is_empty() {
        let is_allowed = |group: &Value| group.as_str().is_some_and(|group| groups.iter().any(|one| one == group));
        let is_in = match claims.get(claim) {
            Some(Value::Array(list)) => list.iter().any(is_allowed),
            Some(one) => is_allowed(one),
            None => false,
        };
        if !is_in {
            return Err(NotAllowed::Group);
        }
    }
    let name = text("name").or_else(|| text("preferred_username")).or_else(|| text("email"));
    Ok(Who { subject: subject.to_owned(), name: name.map(str::to_owned) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn allowed(domains: &[&str], groups: &[&str]) -> Allowed {
        let list = |list: &[&str]| list.iter().map(|one| (*one).to_owned()).collect();
        Allowed { domains: list(domains), claim: "groups".into(), groups: list(groups) }
    }

    fn ada() -> Value {
        json!({"sub": "9", "name": " Ada ", "email": "ada@Inbox.Example", "email_verified": true, "groups": ["support", "all"]})
    }

    fn with(name: &str, value: Value) -> Value {
        let mut claims = ada();
        claims[name] = value;
        claims
    }

    #[test]
    fn who_is_in_an_allowed_domain_or_group_signs_in() {
        let ada_is = Who { subject: "9".into(), name: Some("Ada".into()) };
        for allowed in [
            allowed(&["inbox.example"], &[]),
            allowed(&["a.example", "inbox.example"], &["support"]),
            allowed(&[], &["support", "other"]),
        ] {
            assert_eq!(who(&allowed, &ada()).unwrap(), ada_is, "{allowed:?}");
        }
        let mut one = ada();
        one["groups"] = json!("support");
        one["email_verified"] = json!("true");
        assert_eq!(who(&allowed(&["inbox.example"], &["support"]), &one).unwrap(), ada_is);
        // A group's provider need not say any address.
        let one = with("email_verified", json!(false));
        assert_eq!(who(&allowed(&[], &["support"]), &one).unwrap(), ada_is);
    }

    #[test]
    fn nobody_else_does() {
        let (inbox, support) = (allowed(&["inbox.example"], &[]), allowed(&[], &["support"]));
        for (allowed, claims, why) in [
            (&allowed(&[], &[]), ada(), NotAllowed::Nobody),
            (&allowed(&["example"], &[]), ada(), NotAllowed::Domain),
            (&allowed(&["inbox.example.evil"], &[]), ada(), NotAllowed::Domain),
            (&allowed(&["inbox.example"], &["admins"]), ada(), NotAllowed::Group),
            (&allowed(&[], &["Support"]), ada(), NotAllowed::Group),
            (&inbox, with("email_verified", json!(false)), NotAllowed::Unverified),
            (&inbox, with("email_verified", Value::Null), NotAllowed::Unverified),
            (&inbox, with("email", json!("ada@evil.example")), NotAllowed::Domain),
            (&inbox, with("email", json!("ada@sub.inbox.example")), NotAllowed::Domain),
            (&inbox, with("email", json!("ada@inbox.example@evil.example")), NotAllowed::Domain),
            (&inbox, with("email", json!("inbox.example")), NotAllowed::Unverified),
            (&inbox, with("email", Value::Null), NotAllowed::Unverified),
            (&support, with("groups", json!({"support": true})), NotAllowed::Group),
            (&support, with("groups", json!([["support"]])), NotAllowed::Group),
            (&support, with("groups", Value::Null), NotAllowed::Group),
            (&inbox, with("sub", json!("")), NotAllowed::Nameless),
            (&inbox, with("sub", json!(9)), NotAllowed::Nameless),
            (&inbox, with("sub", json!("a\nb")), NotAllowed::Nameless),
        ] {
            assert_eq!(who(allowed, &claims), Err(why), "{allowed:?} {claims}");
        }
    }

    #[test]
    fn a_name_is_what_the_provider_has() {
        let inbox = allowed(&["inbox.example"], &[]);
        let mut claims = with("name", json!("x".repeat(300)));
        assert_eq!(who(&inbox, &claims).unwrap().name.as_deref(), Some("ada@Inbox.Example"));
        claims["preferred_username"] = json!("ada");
        assert_eq!(who(&inbox, &claims).unwrap().name.as_deref(), Some("ada"));
    }
}
