//! What holds in every language there is.

use super::answer::{Facts, Parcel, State, When, tell};
use super::*;
use context_card_wire::Problem;
use icu::plurals::{PluralCategory, PluralRules};
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::Arc;

const NOW: &str = "2026-11-21T10:00:00Z";

fn text(locale: &str) -> Arc<Text> {
    Text::of(&Locale::parse(locale).unwrap())
}

fn at(text: &str) -> Instant {
    Instant::parse(text).unwrap()
}

/// Without the marks that nobody sees.
fn plain(text: &str) -> String {
    let seen = text.replace(['\u{a0}', '\u{202f}'], " ");
    seen.replace(['\u{200e}', '\u{200f}', '\u{61c}', '\u{2068}', '\u{2069}'], "")
}

/// The file of a language as it is written.
fn file(tag: &str) -> Value {
    let path = format!("{}/../../www/messages/{tag}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// Every plural of a file: its path and its forms.
fn plurals(value: &Value, path: &str, found: &mut Vec<(String, BTreeSet<String>)>) {
    let Value::Object(map) = value else { return };
    if map.contains_key("other") {
        found.push((path.to_owned(), map.keys().cloned().collect()));
        return;
    }
    for (key, value) in map {
        plurals(value, &format!("{path}/{key}"), found);
    }
}

const fn name(category: PluralCategory) -> &'static str {
    match category {
        PluralCategory::Zero => "zero",
        PluralCategory::One => "one",
        PluralCategory::Two => "two",
        PluralCategory::Few => "few",
        PluralCategory::Many => "many",
        PluralCategory::Other => "other",
    }
}

#[test]
fn every_plural_has_the_forms_that_its_language_uses() {
    for tag in Messages::tags() {
        let locale = icu::locale::Locale::try_from_str(tag).unwrap();
        let rules = PluralRules::try_new_cardinal((&locale).into()).unwrap();
        let known: BTreeSet<_> = rules.categories().map(|category| name(category).to_owned()).collect();
        let mut found = Vec::new();
        plurals(&file(tag), "", &mut found);
        assert!(found.len() > 10, "{tag}");
        for (path, forms) in found {
            assert_eq!(forms, known, "{tag} {path}");
        }
    }
}

#[test]
fn the_direction_of_each_language_is_known_to_the_build() {
    for tag in Messages::tags() {
        let filled = text(tag).words().answer.place.shipped.fill(&[("order", "#1042"), ("when", "…")]);
        assert_eq!(filled.contains('\u{2068}'), text(tag).direction() == "rtl", "{tag}: {filled}");
    }
    assert_eq!((text("ar-EG").direction(), text("he").direction()), ("rtl", "ltr"), "Hebrew is answered in English");
}

/// A text that somebody reads: whole, and with what is set apart closed again.
fn check(tag: &str, of: &str, text: &str) {
    assert!(!text.trim().is_empty() && !text.contains(['{', '}']), "{tag} {of}: {text}");
    let mut open = 0;
    for mark in text.chars() {
        match mark {
            '\u{2068}' => open += 1,
            '\u{2069}' => open -= 1,
            _ => {}
        }
        assert!((0..=2).contains(&open), "{tag} {of}: {text:?}");
    }
    assert_eq!(open, 0, "{tag} {of}: {text:?}");
}

#[test]
fn every_problem_and_every_status_is_said_in_every_language() {
    let english = file("en");
    for tag in Messages::tags() {
        let text = text(tag);
        for problem in Problem::every() {
            let notice = text.notice(&problem, "r1");
            check(tag, problem.code(), &notice.message);
            assert_ne!(notice.message, problem.to_string(), "{tag} {}", problem.code());
            if let Some(admin) = notice.admin {
                check(tag, problem.code(), &admin);
            }
        }
        for (vocabulary, codes) in english["status"].as_object().unwrap() {
            for code in codes.as_object().unwrap().keys() {
                let badge = text.badge(vocabulary, code);
                check(tag, code, &badge.text);
                assert!(badge.text.chars().count() <= 40, "{tag} {code}: {} is no badge", badge.text);
            }
            assert_eq!(text.badge(vocabulary, "SOME_NEW_CODE").text, "Some new code", "{tag}");
        }
    }
}

/// Orders whose answers need every sentence there is, but for those about refunds and returns.
fn orders() -> Vec<Facts> {
    let order = |payment: &str, fulfillment: &str, returns: &str, parcels: Vec<Parcel>| Facts {
        name: "#1042".into(),
        placed: at("2026-11-16T09:00:00Z"),
        cancelled: None,
        payment: Some(payment.into()),
        fulfillment: fulfillment.into(),
        returns: Some(returns.into()),
        parcels,
    };
    let mut all = Vec::new();
    for fulfillment in
        ["FULFILLED", "IN_PROGRESS", "ON_HOLD", "PARTIALLY_FULFILLED", "RESTOCKED", "SCHEDULED", "UNFULFILLED"]
    {
        for payment in ["PAID", "PENDING", "EXPIRED", "VOIDED", "PARTIALLY_PAID", "REFUNDED", "PARTIALLY_REFUNDED"] {
            for returns in
                ["NO_RETURN", "RETURN_REQUESTED", "IN_PROGRESS", "INSPECTION_COMPLETE", "RETURNED", "RETURN_FAILED"]
            {
                let open = order(payment, fulfillment, returns, Vec::new());
                all.push(Facts { cancelled: Some(at("2026-11-19T09:00:00Z")), ..open.clone() });
                all.push(open);
            }
        }
    }
    let states = [
        State::Moving,
        State::Delayed,
        State::OutForDelivery,
        State::Attempted,
        State::Failed,
        State::ReadyForPickup,
        State::PickedUp,
        State::Delivered,
        State::Preparing,
    ];
    for state in states {
        for due in [None, Some(at("2026-11-20T12:00:00Z")), Some(at("2026-11-24T12:00:00Z"))] {
            for carrier in [None, Some("DHL".to_owned())] {
                let link = due.map(|_| "https://track.example.com/JD0146".to_owned());
                let (shipped, number) = (at("2026-11-17T14:03:00Z"), Some("JD0146".to_owned()));
                let parcel = Parcel { state, shipped, due, delivered: due, carrier, number, link };
                for n in [1, 2, 3, 5, 11] {
                    for fulfillment in ["FULFILLED", "PARTIALLY_FULFILLED"] {
                        all.push(order("PAID", fulfillment, "NO_RETURN", vec![parcel.clone(); n]));
                    }
                }
            }
        }
    }
    all
}

#[test]
fn every_answer_and_every_reply_is_whole_in_every_language() {
    let zone = Zone::parse("Europe/London").unwrap();
    let when = When { now: at(NOW), agent: &zone, store: &zone };
    for tag in Messages::tags() {
        let text = text(tag);
        for facts in orders() {
            let told = tell(&facts, &text, &text, when);
            for said in [&told.text, &told.reply] {
                check(tag, "answer", said);
                assert!(said.contains("#1042"), "{tag}: {said}");
            }
            assert_eq!(told.text.lines().count(), 1, "{tag}: {}", told.text);
            if let Some(link) = told.reply.find("https:") {
                let address = told.reply[link..].split([' ', '\n']).next().unwrap();
                assert_eq!(address, "https://track.example.com/JD0146", "{tag}: nothing hangs on an address");
            }
        }
    }
}

#[test]
fn each_language_tells_the_time_its_own_way() {
    let (now, then, due) = (at(NOW), at("2026-11-17T14:03:00Z"), at("2027-01-01T00:00:00Z"));
    for (tag, ago, in_days, stamp) in [
        ("en", "4 days ago", "in 41 days", "Nov 17, 2026, 2:03 PM"),
        ("en-GB", "4 days ago", "in 41 days", "17 Nov 2026, 14:03"),
        ("de", "vor 4 Tagen", "in 41 Tagen", "17.11.2026, 14:03"),
        ("de-AT", "vor 4 Tagen", "in 41 Tagen", "17.11.2026, 14:03"),
        ("fr", "il y a 4 jours", "dans 41 jours", "17 nov. 2026, 14:03"),
        ("fr-CA", "il y a 4 jours", "dans 41 jours", "17 nov. 2026, 14 h 03"),
        ("es", "hace 4 días", "dentro de 41 días", "17 nov 2026, 14:03"),
        ("it", "4 giorni fa", "tra 41 giorni", "17 nov 2026, 14:03"),
        ("pt-BR", "há 4 dias", "em 41 dias", "17 de nov. de 2026, 14:03"),
        ("pt-PT", "há 4 dias", "dentro de 41 dias", "17/11/2026, 14:03"),
        ("nl", "4 dagen geleden", "over 41 dagen", "17 nov 2026, 14:03"),
        ("pl", "4 dni temu", "za 41 dni", "17 lis 2026, 14:03"),
        ("ja", "4 日前", "41 日後", "2026/11/17 14:03"),
        ("ar", "قبل 4 أيام", "خلال 41 يومًا", "17/11/2026، 2:03 م"),
        ("ar-EG", "قبل ٤ أيام", "خلال ٤١ يومًا", "١٧/١١/٢٠٢٦، ٢:٠٣ م"),
    ] {
        let (text, zone) = (text(tag), Zone::utc());
        let told = [text.ago(then, now, &zone), text.in_days(due, now, &zone), text.stamp(then, &zone)];
        assert_eq!(told.map(|text| plain(&text)), [ago, in_days, stamp], "{tag}");
    }
}

#[test]
fn money_without_decimals_and_with_three_reads_right_everywhere() {
    for (tag, jpy, kwd) in [
        ("en", "¥1,235", "KWD 1,234.500"),
        ("de", "1.235 ¥", "1.234,500 KWD"),
        ("fr", "1 235 JP¥", "1 234,500 KWD"),
        ("es", "1235 JP¥", "1234,500 KWD"),
        ("it", "1235 JP¥", "1234,500 KWD"),
        ("pt-BR", "JP¥ 1.235", "KWD 1.234,500"),
        ("nl", "JP¥ 1.235", "KWD 1.234,500"),
        ("pl", "1235 JP¥", "1234,500 KWD"),
        ("ja", "￥1,235", "KWD 1,234.500"),
        ("ar", "1,235 JP¥", "1,234.500 د.ك."),
        ("ar-EG", "١٬٢٣٥ JP¥", "١٬٢٣٤٫٥٠٠ د.ك."),
    ] {
        assert_eq!(
            [text(tag).amount("1234.5", "JPY"), text(tag).amount("1234.5", "KWD")].map(|m| plain(&m)),
            [jpy, kwd]
        );
    }
    assert_eq!(plain(&text("en").amount("0.5", "BHD")), "BHD 0.500");
    assert_eq!(plain(&text("en").amount("89000.0", "KRW")), "₩89,000");
}

#[test]
fn things_are_counted_as_each_language_counts() {
    for (tag, expected) in [
        ("en", ["0 orders", "1 order", "2 orders", "5 orders", "22 orders"]),
        ("fr", ["0 commande", "1 commande", "2 commandes", "5 commandes", "22 commandes"]),
        ("pl", ["0 zamówień", "1 zamówienie", "2 zamówienia", "5 zamówień", "22 zamówienia"]),
        ("ja", ["注文0件", "注文1件", "注文2件", "注文5件", "注文22件"]),
        ("ar", ["لا طلبات", "طلب واحد", "طلبان", "5 طلبات", "22 طلبًا"]),
    ] {
        let text = text(tag);
        let counted = [0, 1, 2, 5, 22].map(|n| plain(&text.plural(&text.words().card.orders, n, &[])));
        assert_eq!(counted, expected, "{tag}");
    }
}

#[test]
fn names_of_any_script_pass_unharmed() {
    for name in ["Maria Sørensen", "ليلى الحسن", "山田 太郎", "Zoë 👩🏽‍🚀👨‍👩‍👧‍👦", "Z͑ͫaͨlgo", "אברהם", "𠮷野家"]
    {
        for tag in Messages::tags() {
            let text = text(tag);
            let said = text.words().card.since.fill(&[("name", name)]);
            assert!(said.contains(name), "{tag} {name}: {said}");
            check(tag, name, &said);
        }
    }
}
