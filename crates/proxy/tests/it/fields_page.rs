//! `docs/fields.md` is made from the field catalogue. With `CONTEXT_CARD_WRITE_DOCS=1` this test writes it; else it
//! finds out whether it is still true.

use context_card::text::Messages;
use context_card_wire::catalogue::{FIELDS, Group};
use context_card_wire::config::lists_of;
use std::fmt::Write as _;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/fields.md");

const HEAD: &str = "# Fields

What the card can show. An admin chooses three of an order's fields for the order card, and as many as they like, but at least
three, for an order's details and for the customer's. A field that is empty is not drawn. A field whose scope was not granted
is drawn as a named blank that says which scope it needs.

Names are those of `GET /api/settings/fields` and of a `CardConfig`. *Personal* fields are protected customer data, for which
Shopify may ask the app to be approved.

This page is made from the field catalogue (`crates/wire/src/catalogue`): run the tests of the proxy with
`CONTEXT_CARD_WRITE_DOCS=1` after a change.
";

const METAFIELDS: &str = "
## Metafields

Beside these, every metafield of orders and customers that a store's owner has defined can be chosen:
`order.metafields.NAMESPACE.KEY` and `customer.metafields.NAMESPACE.KEY`, at most 40 in a list. It is labelled with its
definition's name and drawn by its type:

| Type | Drawn as |
|---|---|
| text, id, colour, language | text; long texts are cut after 2,000 characters |
| rich text | its words, without styles |
| integer, decimal | a number in the agent's format |
| boolean | yes or no |
| date, date and time | a date |
| money | money |
| url, link | a link, where the address begins with `https:` |
| rating | `4.5 of 5` |
| dimension, volume, weight, other measurements | number and unit |
| lists of these | a list |
| JSON | its plain values; what is nested is left out |
| references to products, files and other things | not drawn |
";

fn page() -> String {
    let (_, words) = Messages::of("en");
    let mut page = HEAD.to_owned();
    for group in Group::EVERY {
        let place = match group {
            Group::Product | Group::Variant => {
                "All of these are shown where an agent opens a line item's product.".to_owned()
            }
            _ => format!(
                "For {}.",
                lists_of(group).iter().map(|list| format!("`{list}`")).collect::<Vec<_>>().join(" and ")
            ),
        };
        writeln!(
            page,
            "\n## {}\n\n{place}\n\n| Field | Label | Kind | Scope | What it is |\n|---|---|---|---|---|",
            words.group(group)
        )
        .unwrap();
        for spec in FIELDS.iter().filter(|spec| spec.group == group) {
            let scope = Some(spec.scope.handle()).filter(|scope| !scope.is_empty()).map(|scope| format!("`{scope}`"));
            let personal = if spec.personal { " *Personal.*" } else { "" };
            let row =
                (spec.id, words.label(spec.id), spec.kind.as_str(), scope.unwrap_or_default(), words.help(spec.id));
            writeln!(page, "| `{}` | {} | {} | {} | {}{personal} |", row.0, row.1, row.2, row.3, row.4).unwrap();
        }
    }
    page + METAFIELDS
}

#[test]
fn the_page_of_all_fields_is_up_to_date() {
    let page = page();
    if std::env::var_os("CONTEXT_CARD_WRITE_DOCS").is_some() {
        std::fs::write(PAGE, &page).unwrap();
    }
    let kept = std::fs::read_to_string(PAGE).unwrap_or_default();
    assert!(kept == page, "docs/fields.md is not up to date: run this test with CONTEXT_CARD_WRITE_DOCS=1");
}
