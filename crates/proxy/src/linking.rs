//! What a contact is known by, as links keep it: a keyed hash, under a key of the tenant's that never leaves the process.
//! Whoever has a copy of the database without the key file can't even try addresses on it.

use crate::contact::Contact;
use crate::matching::Matching;
use crate::tokens::{DataKey, Key};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// What the key for links is derived with.
const PURPOSE: &[u8] = b"link";
/// The network of e-mail addresses.
pub const EMAIL: &str = "email";
/// The network of phone numbers.
pub const PHONE: &str = "phone";

/// Something that a contact is known by, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Identity {
    /// `email`, `phone`, or a social network's name.
    pub network: String,
    /// The keyed hash of the address, the number, or the id in the network.
    pub hash: Vec<u8>,
}

/// Something that a contact is known by, and whether the host vouches for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// As it is kept.
    pub identity: Identity,
    /// Whether the host vouches for it.
    pub verified: bool,
}

/// Makes identities for one tenant.
#[derive(Clone, Debug)]
pub struct LinkKey(Key);

impl LinkKey {
    /// From a tenant's data key.
    #[must_use]
    pub fn of(data_key: &DataKey) -> Self {
        Self(data_key.derive(PURPOSE))
    }

    /// The identity of a contact who has `value` in a network: the address, the number, the network's own id.
    #[must_use]
    pub fn identity(&self, network: &str, value: &str) -> Identity {
        let hash = Hmac::<Sha256>::new_from_slice(self.0.bytes()).map(|mut mac| {
            mac.update(&(network.len() as u64).to_le_bytes());
            mac.update(network.as_bytes());
            mac.update(value.as_bytes());
            mac.finalize().into_bytes().to_vec()
        });
        // A key of 32 bytes is never refused.
        Identity { network: network.to_owned(), hash: hash.unwrap_or_default() }
    }

    /// Everything that a contact is known by and that a link may hang on: accounts in social networks by the network's id,
    /// which are the host's to know, e-mails, and phones as they are in a country. What the host has not verified counts
    /// where it may match.
    #[must_use]
    pub fn known(&self, contact: &Contact, country: &str, matching: Matching) -> Vec<Known> {
        let known = |network: &str, value: &str, verified| Known { identity: self.identity(network, value), verified };
        let accounts =
            contact.social.iter().filter_map(|social| Some(known(&social.network, social.id.as_deref()?, true)));
        let emails = contact.emails.iter().filter(|email| matching.email.links(email.verified));
        let phones = contact.phones_in(country).filter(|phone| matching.phone.links(phone.verified));
        let emails = emails.map(|email| known(EMAIL, &email.address, email.verified));
        accounts.chain(emails).chain(phones.map(|phone| known(PHONE, &phone.number, phone.verified))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contact::{Email, LocalPhone, Social};
    use crate::ids::TenantId;
    use crate::matching::Mode;
    use crate::tokens::{KeyFile, Vault};

    fn key(tenant: &str) -> LinkKey {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("card.key");
        let vault = Vault::new(&path, KeyFile::make(&path).unwrap());
        LinkKey::of(&vault.new_data_key(&TenantId::parse(tenant).unwrap()).unwrap().0)
    }

    #[test]
    fn what_the_host_has_not_verified_follows_the_inbox() {
        let contact = Contact {
            emails: [("a@x.io", true), ("b@x.io", false)]
                .map(|(text, sure)| Email::parse(text, sure).unwrap())
                .to_vec(),
            local_phones: LocalPhone::parse("07700 900142", false).into_iter().collect(),
            social: vec![
                Social::parse("instagram", Some("1789"), None).unwrap(),
                Social::parse("x", None, Some("maria")).unwrap(),
            ],
            ..Contact::default()
        };
        let networks = |country, matching| {
            let known = key("t_a").known(&contact, country, matching);
            known.iter().map(|known| known.identity.network.clone()).collect::<Vec<_>>().join(" ")
        };
        let off = Matching { email: Mode::Off, phone: Mode::Off };
        assert_eq!(networks("GB", Matching::default()), "instagram email email phone");
        assert_eq!(networks("", Matching::default()), "instagram email email", "no number without a country");
        assert_eq!(networks("GB", Matching::VERIFIED), "instagram email");
        assert_eq!(networks("GB", off), "instagram email");
    }

    #[test]
    fn an_identity_is_the_same_each_time_and_another_for_anybody_else() {
        let ours = key("t_a");
        let maria = ours.identity(EMAIL, "maria@example.com");
        assert_eq!(maria, ours.identity(EMAIL, "maria@example.com"));
        assert_eq!(maria.hash.len(), 32);
        for other in [
            ours.identity(EMAIL, "mari@example.com"),
            ours.identity("instagram", "maria@example.com"),
            ours.identity("emai", "lmaria@example.com"),
            key("t_a").identity(EMAIL, "maria@example.com"),
        ] {
            assert_ne!(maria.hash, other.hash);
        }
    }
}
