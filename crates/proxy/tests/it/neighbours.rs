//! Thousands of contacts in a shop full of neighbours: similar addresses, plus-addresses, quotes, other scripts, numbers one
//! digit apart, phones and order numbers that several people share. None of them ever gets a stranger's data.

use crate::desk::{Desk, UK};
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};

/// Numbers that look random, and are the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len())]
    }
}

const NAMES: &[&str] = &[
    "ana",
    "an.a",
    "ana+shop",
    "anna",
    "ána",
    "ana_b",
    "o'neil",
    "ana-b",
    "ANA",
    "安娜",
    "анна",
    "ana*",
    "email:ana",
    "ana|or",
];
const DOMAINS: &[&str] = &["example.com", "example.co", "example.org", "mail.example.com", "exämple.com"];

/// An address like many others.
fn email(dice: &mut Dice, spread: usize) -> String {
    let (name, domain) = (dice.of(NAMES), dice.of(DOMAINS));
    format!("{name}{}@{domain}", dice.below(spread))
}

/// A number one digit from others, of ten digits or eleven.
fn phone(dice: &mut Dice, spread: usize) -> String {
    let number = 770_090_000 + dice.below(spread);
    if dice.chance(50) { format!("+447{number}") } else { format!("+44{number}") }
}

struct Account {
    email: Option<String>,
    phone: Option<String>,
}

struct Placed {
    email: Option<String>,
    phone: Option<String>,
    account: Option<usize>,
}

/// A shop full of neighbours. Whoever is in it bears a mark that stands on each card of theirs.
struct Town {
    accounts: Vec<Account>,
    orders: HashMap<String, Placed>,
    spread: usize,
}

fn some(dice: &mut Dice, percent: usize, make: impl FnOnce(&mut Dice) -> String) -> Option<String> {
    if dice.chance(percent) { Some(make(dice)) } else { None }
}

fn settle(desk: &Desk, dice: &mut Dice, size: usize) -> Town {
    let spread = size / 20 + 2;
    let mut town = Town { accounts: Vec::new(), orders: HashMap::new(), spread };
    // Shopify lets an address and a number be one customer's only.
    let mut taken: HashSet<String> = HashSet::new();
    for n in 0..size {
        let email = some(dice, 85, |dice| email(dice, spread)).filter(|email| taken.insert(email.to_lowercase()));
        let phone = some(dice, 50, |dice| phone(dice, spread * 4)).filter(|phone| taken.insert(phone.clone()));
        let record = json!({"key": format!("p{n}"), "first": format!("mark-{n}."), "email": email, "phone": phone,
            "tags": [format!("mark-{n}.")], "since": "-90d 10:00"});
        assert!(desk.sandbox.add_customer(UK, record));
        town.accounts.push(Account { email, phone });
    }
    for n in 0..size {
        let name = format!("#8{n:05}");
        let account = dice.chance(40).then(|| dice.below(size));
        let (email, phone) = (some(dice, 70, |dice| email(dice, spread)), some(dice, 40, |dice| phone(dice, spread)));
        let customer = account.map(|at| format!("p{at}"));
        let record = json!({"name": name, "placed": format!("-{}d 10:00", n % 50 + 1), "email": email, "phone": phone,
            "customer": customer, "lines": [{"sku": "MUG-ECR", "quantity": 1}], "gateway": "shopify_payments"});
        assert!(desk.sandbox.add_order(UK, record));
        // An order without an address of its own has its customer's.
        let of_account = |own: Option<String>, theirs: fn(&Account) -> &Option<String>| {
            own.or_else(|| account.and_then(|at| theirs(&town.accounts[at]).clone()))
        };
        let (email, phone) = (of_account(email, |a| &a.email), of_account(phone, |a| &a.phone));
        town.orders.insert(name, Placed { email, phone, account });
    }
    town
}

/// A contact, as a host would name them, and what is theirs.
struct Visitor {
    claims: Value,
    own: HashSet<String>,
    emails: Vec<String>,
}

fn visitor(dice: &mut Dice, town: &Town) -> Visitor {
    let emails: Vec<_> = (0..dice.below(6)).map(|_| email(dice, town.spread)).collect();
    let phones: Vec<_> = (0..=dice.below(3)).map(|_| phone(dice, town.spread * 4)).collect();
    let numbers: Vec<_> = (0..dice.below(3)).map(|_| format!("8{:05}", dice.below(town.accounts.len()))).collect();
    let said = |kind: &str, text: &String, dice: &mut Dice| {
        if dice.chance(50) { json!(text) } else { json!({kind: text, "verified": true}) }
    };
    let claims = json!({"conversation": {"order_numbers": numbers}, "contact": {
        "emails": emails.iter().map(|text| said("address", text, dice)).collect::<Vec<_>>(),
        "phones": phones.iter().map(|text| said("number", text, dice)).collect::<Vec<_>>(),
    }});
    let own = emails.iter().map(|email| email.to_lowercase()).chain(phones).collect();
    Visitor { claims, own, emails }
}

impl Visitor {
    fn has(&self, email: &Option<String>, phone: &Option<String>) -> bool {
        email.as_ref().is_some_and(|email| self.own.contains(&email.to_lowercase()))
            || phone.as_ref().is_some_and(|phone| self.own.contains(phone))
    }

    /// What a card shows of the town: marks of accounts, names of orders. Fails where any of it is not theirs.
    fn look(&self, town: &Town, card: &Value) -> usize {
        let is_own = |at: usize| self.has(&town.accounts[at].email, &town.accounts[at].phone);
        let text = card["stores"].to_string();
        let mut shown = 0;
        for mark in text.split("mark-").skip(1) {
            let at: usize = mark.split('.').next().unwrap().parse().unwrap();
            assert!(is_own(at), "{} sees the account of {:?}: {text}", self.claims, town.accounts[at].email);
            shown += 1;
        }
        for name in text.split("\"#8").skip(1) {
            let name = format!("#8{}", &name[..5]);
            let order = &town.orders[&name];
            let own = self.has(&order.email, &order.phone) || order.account.is_some_and(is_own);
            assert!(own, "{} sees the order {name} of {:?}, {:?}: {text}", self.claims, order.email, order.phone);
            shown += 1;
        }
        // Addresses stand there as the store has them.
        for address in text.split('"').filter(|text| text.contains('@') && !text.contains(' ')) {
            let known = self.own.contains(&address.to_lowercase());
            let theirs = |account: &Account| account.email.as_deref() == Some(address);
            let by_phone = town.accounts.iter().enumerate().any(|(at, account)| theirs(account) && is_own(at));
            let ordered =
                |order: &Placed| order.email.as_deref() == Some(address) && self.has(&order.email, &order.phone);
            assert!(known || by_phone || town.orders.values().any(ordered), "{} sees {address}", self.claims);
        }
        shown
    }

    /// Whether an account has one of the first four identifiers' e-mails: then something must be shown.
    fn is_known(&self, town: &Town) -> bool {
        self.emails.iter().any(|own| {
            let theirs =
                |account: &Account| account.email.as_ref().is_some_and(|e| e.to_lowercase() == own.to_lowercase());
            town.accounts.iter().any(theirs)
        })
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_contact_ever_gets_a_strangers_data() {
    let full = std::env::var_os("CONTEXT_CARD_TEST_FULL").is_some();
    let (size, visitors) = if full { (1_000, 10_000) } else { (150, 300) };
    let desk = Desk::open().await;
    let mut dice = Dice(2026);
    let town = settle(&desk, &mut dice, size);
    let (mut shown, mut known) = (0, 0);
    for _ in 0..visitors {
        let visitor = visitor(&mut dice, &town);
        // Nobody waits for Shopify here.
        desk.sandbox.throttle(UK, 2000.0, 100.0);
        let (session, card) = desk.open_with(&visitor.claims).await;
        assert_ne!(card["stores"][0]["found"]["failed"]["code"], "throttled", "{card}");
        shown += visitor.look(&town, &card);
        if card["rest"].is_string() {
            desk.sandbox.throttle(UK, 2000.0, 100.0);
            let all = desk.card(&session, &json!({"all": true, "seq": 2})).await;
            shown += visitor.look(&town, &all);
            if visitor.is_known(&town) {
                assert!(visitor.look(&town, &all) > 0, "{} is known, and nobody was found", visitor.claims);
            }
        } else if visitor.is_known(&town) {
            known += 1;
            assert!(visitor.look(&town, &card) > 0, "{} is known, and nobody was found: {card}", visitor.claims);
        }
    }
    assert!(shown > visitors && known >= visitors / 20, "{shown} shown, {known} known: too few neighbours to prove it");
}
