//! What is being written about an inbox, before it is saved.

use context_card_wire::settings::{InboxSet, InboxSettings, KeySettings, StoreName};

/// The settings of an inbox in a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// What is to be set. Its origins are as they were typed.
    pub set: InboxSet,
    /// The stores that are ticked, kept while all are shown, so that looking at the other choice loses nothing.
    pub ticked: Vec<String>,
}

impl Draft {
    /// Of a new inbox: one address to be filled in, the rest as it is best for most.
    #[must_use]
    pub fn new(stores: &[StoreName]) -> Self {
        let set = InboxSet { origins: vec![String::new()], ..InboxSet::default() };
        Self { set, ticked: ids(stores) }
    }

    /// Of an inbox that is there.
    #[must_use]
    pub fn of(set: &InboxSet, stores: &[StoreName]) -> Self {
        Self { ticked: set.stores.clone().unwrap_or_else(|| ids(stores)), set: set.clone() }
    }

    /// Ticks a store, or takes the tick away.
    pub fn tick(&mut self, store: &str, ticked: bool) {
        self.ticked.retain(|one| one != store);
        if ticked {
            self.ticked.push(store.to_owned());
        }
        self.ticked.sort_unstable();
        if self.set.stores.is_some() {
            self.set.stores = Some(self.ticked.clone());
        }
    }

    /// All stores, or those that are ticked.
    pub fn choose_stores(&mut self, all: bool) {
        self.set.stores = (!all).then(|| self.ticked.clone());
    }

    /// What is sent: addresses as origins, without the empty ones; texts that are empty say nothing.
    #[must_use]
    pub fn sent(&self) -> InboxSet {
        let said = |text: &Option<String>| text.as_deref().map(str::trim).filter(|t| !t.is_empty()).map(str::to_owned);
        let typed = self.set.origins.iter().map(|text| text.trim()).filter(|text| !text.is_empty());
        InboxSet {
            name: self.set.name.trim().to_owned(),
            origins: typed.map(str::to_owned).collect(),
            locale: said(&self.set.locale),
            timezone: said(&self.set.timezone),
            prefix: said(&self.set.prefix),
            ..self.set.clone()
        }
    }

    /// Whether it says anything else than what is saved.
    #[must_use]
    pub fn differs(&self, saved: &InboxSet) -> bool {
        let sorted = |set: &InboxSet| {
            let mut set = set.clone();
            if let Some(stores) = &mut set.stores {
                stores.sort_unstable();
            }
            set
        };
        sorted(&self.sent()) != sorted(saved)
    }

    /// Which of the addresses, as they stand in the form, the proxy means by `origins[1]`: empty ones were not sent.
    #[must_use]
    pub fn address_meant(&self, field: &str) -> Option<usize> {
        let at: usize = match field.strip_prefix("origins") {
            Some("") => 0,
            Some(rest) => rest.strip_prefix('[')?.strip_suffix(']')?.parse().ok()?,
            None => return None,
        };
        let filled = self.set.origins.iter().enumerate().filter(|(_, text)| !text.trim().is_empty());
        filled.map(|(at, _)| at).nth(at).or(Some(0))
    }
}

fn ids(stores: &[StoreName]) -> Vec<String> {
    let mut ids: Vec<_> = stores.iter().map(|store| store.store.clone()).collect();
    ids.sort_unstable();
    ids
}

/// An address as an origin, where it is clear what is meant: `inbox.example/app` is `https://inbox.example`. What is not clear
/// stays as it was typed; the proxy says what is wrong with it.
#[must_use]
pub fn tidied(text: &str) -> String {
    let typed = text.trim();
    let (scheme, rest) = match typed.split_once("://") {
        Some((scheme, rest)) => (scheme.to_ascii_lowercase(), rest),
        None => ("https".to_owned(), typed),
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let name = host.split(':').next().unwrap_or_default();
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | ':');
    let local = name == "localhost" || name.starts_with("127.");
    let known = scheme == "https" || scheme == "http" && local;
    let clear = known && host.chars().all(plain) && (name.contains('.') || local) && !name.starts_with('.');
    if clear { format!("{scheme}://{}", host.to_lowercase()) } else { typed.to_owned() }
}

/// One thing that can be set of an inbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// What people call it.
    Name,
    /// Its origins.
    Origins,
    /// The highest role.
    MaxRole,
    /// What agents may look for.
    Reach,
    /// Its stores.
    Stores,
    /// Which e-mails may match.
    MatchEmail,
    /// Which phones may match.
    MatchPhone,
    /// The language.
    Locale,
    /// The time zone.
    Zone,
    /// What a white label's messages begin with.
    Prefix,
    /// How the frame's address is signed.
    Signature,
    /// Whether there are cards without an iframe.
    Inline,
}

impl Setting {
    /// All of them, in the order of the form.
    pub const ALL: [Self; 12] = [
        Self::Name,
        Self::Origins,
        Self::MaxRole,
        Self::Reach,
        Self::Stores,
        Self::MatchEmail,
        Self::MatchPhone,
        Self::Locale,
        Self::Zone,
        Self::Prefix,
        Self::Signature,
        Self::Inline,
    ];

    fn is_same(self, one: &InboxSet, other: &InboxSet) -> bool {
        match self {
            Self::Name => one.name == other.name,
            Self::Origins => one.origins == other.origins,
            Self::MaxRole => one.max_role == other.max_role,
            Self::Reach => one.reach == other.reach,
            Self::Stores => one.stores == other.stores,
            Self::MatchEmail => one.match_email == other.match_email,
            Self::MatchPhone => one.match_phone == other.match_phone,
            Self::Locale => one.locale == other.locale,
            Self::Zone => one.timezone == other.timezone,
            Self::Prefix => one.prefix == other.prefix,
            Self::Signature => one.signature == other.signature,
            Self::Inline => one.inline == other.inline,
        }
    }
}

/// In which settings two differ.
#[must_use]
pub fn differing(one: &InboxSet, other: &InboxSet) -> Vec<Setting> {
    Setting::ALL.into_iter().filter(|setting| !setting.is_same(one, other)).collect()
}

/// The keys that hold, and those that have ended.
#[must_use]
pub fn parted(keys: &[KeySettings]) -> (Vec<&KeySettings>, Vec<&KeySettings>) {
    keys.iter().partition(|key| key.revoked.is_none())
}

/// The stores that an inbox shows, by name; none where it shows all.
#[must_use]
pub fn shown_stores<'a>(inbox: &InboxSettings, stores: &'a [StoreName]) -> Option<Vec<&'a StoreName>> {
    let chosen = inbox.set.stores.as_ref()?;
    Some(stores.iter().filter(|store| chosen.contains(&store.store)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stores() -> Vec<StoreName> {
        let store =
            |id: &str| StoreName { store: id.into(), name: id.to_uppercase(), shop: format!("{id}.myshopify.com") };
        vec![store("s_b"), store("s_a")]
    }

    #[test]
    fn an_address_becomes_an_origin_where_it_is_clear_what_is_meant() {
        for (typed, origin) in [
            ("inbox.example", "https://inbox.example"),
            (" HTTPS://Inbox.Example/app?x=1#y ", "https://inbox.example"),
            ("https://inbox.example:8443/", "https://inbox.example:8443"),
            ("http://localhost:3000/x", "http://localhost:3000"),
            ("http://127.0.0.1:8788", "http://127.0.0.1:8788"),
            ("http://inbox.example", "http://inbox.example"),
            ("https://user@inbox.example", "https://user@inbox.example"),
            ("https://*.inbox.example", "https://*.inbox.example"),
            ("inbox", "inbox"),
            ("two words.example", "two words.example"),
            ("bücher.example", "https://bücher.example"),
            ("", ""),
        ] {
            assert_eq!(tidied(typed), origin, "{typed}");
        }
    }

    #[test]
    fn empty_addresses_are_not_sent_and_the_answer_still_finds_its_field() {
        let mut draft = Draft::new(&[]);
        draft.set.origins = vec![String::new(), "https://a.example".into(), " ".into(), "b".into()];
        assert_eq!(draft.sent().origins, ["https://a.example", "b"]);
        assert_eq!(draft.address_meant("origins[1]"), Some(3));
        assert_eq!(draft.address_meant("origins"), Some(1));
        assert_eq!(draft.address_meant("name"), None);
        assert_eq!(Draft::new(&[]).address_meant("origins"), Some(0), "there is always one to fill in");
    }

    #[test]
    fn looking_at_the_other_choice_of_stores_loses_nothing() {
        let mut draft = Draft::new(&stores());
        assert_eq!(draft.sent().stores, None, "all");
        draft.choose_stores(false);
        draft.tick("s_a", false);
        assert_eq!(draft.sent().stores, Some(vec!["s_b".into()]));
        draft.choose_stores(true);
        assert_eq!(draft.sent().stores, None);
        draft.choose_stores(false);
        assert_eq!(draft.sent().stores, Some(vec!["s_b".into()]));
    }

    #[test]
    fn what_two_owners_wrote_differently_is_found() {
        let mine = InboxSet { name: "Mine".into(), ..InboxSet::default() };
        let theirs = InboxSet { timezone: Some("Asia/Tokyo".into()), ..InboxSet::default() };
        assert_eq!(differing(&mine, &theirs), [Setting::Name, Setting::Zone]);
        assert_eq!(differing(&mine, &mine), []);
    }

    #[test]
    fn what_says_the_same_is_no_change() {
        let saved = InboxSet {
            origins: vec!["https://a.example".into()],
            stores: Some(vec!["s_b".into()]),
            ..InboxSet::default()
        };
        let mut draft = Draft::of(&saved, &stores());
        assert!(!draft.differs(&saved));
        draft.set.name = "  ".into();
        draft.set.locale = Some(String::new());
        draft.set.origins.push(String::new());
        assert!(!draft.differs(&saved));
        draft.tick("s_a", true);
        assert!(draft.differs(&saved));
        draft.tick("s_a", false);
        assert!(!draft.differs(&saved));
    }
}
