//! `cargo xtask size --table`: what of a program weighs how much, by the crate or the part of ours that it was written for.
//! `docs/size.md` keeps it.
//!
//! Counted in instructions, of the program as it ships: names are kept for this alone. A function that was written for a type
//! (`<T as reactive_graph::traits::With>::with`) counts for the crate that wrote it, not for the type's.

use crate::screen;
use std::collections::BTreeMap;
use walrus::Module;

/// So many rows are printed; the others are one.
const ROWS: usize = 24;

/// Prints the table of one program.
pub(crate) fn print(name: &str, module: &Module) {
    let mut groups: BTreeMap<String, (u64, usize)> = BTreeMap::new();
    for (id, function) in module.funcs.iter_local() {
        let name = module.funcs.get(id).name.as_deref().unwrap_or_default();
        let group = groups.entry(group(name)).or_default();
        group.0 += function.size();
        group.1 += 1;
    }
    let all: u64 = groups.values().map(|(size, _)| size).sum();
    let mut rows: Vec<_> = groups.into_iter().collect();
    rows.sort_by_key(|(_, (size, _))| std::cmp::Reverse(*size));
    let rest = rows.split_off(rows.len().min(ROWS));
    let sum = rest.iter().fold((0, 0), |sum, (_, (size, count))| (sum.0 + size, sum.1 + count));
    rows.push(("everything else".to_owned(), sum));
    screen::line(&format!("{name}: {all} instructions"));
    for (group, (size, count)) in rows {
        let share = 1000 * size / all.max(1);
        screen::line(&format!("| {group} | {size} | {}.{} % | {count} |", share / 10, share % 10));
    }
}

/// Which crate a function is of; of ours, which part.
fn group(name: &str) -> String {
    let name = match name.strip_prefix('<').and_then(|rest| rest.split_once(" as ")) {
        // `<T as …>`: the trait's crate says more than a letter.
        Some((of, of_trait)) if !of.contains("::") => of_trait,
        _ => name,
    };
    let path = name.trim_start_matches(['<', '&', '*', '(', '[']).trim_start_matches("mut ").trim_start_matches("dyn ");
    let mut parts = path.split("::").map(|part| part.split(['<', '>', ' ', '[', '{']).next().unwrap_or_default());
    let first = parts.next().unwrap_or_default();
    let deep = match first {
        "context_card_settings" | "shopify_context_card" => 2,
        "context_card_wire" => 1,
        _ => 0,
    };
    std::iter::once(first).chain(parts.take(deep)).collect::<Vec<_>>().join("::")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_is_of_who_wrote_it() {
        for (name, of) in [
            ("context_card_settings::view::fields::row::row::{{closure}}::h0", "context_card_settings::view::fields"),
            ("<T as reactive_graph::traits::With>::try_with::h1", "reactive_graph"),
            ("<alloc::vec::Vec<T> as core::ops::drop::Drop>::drop::h2", "alloc"),
            ("<&mut serde_json::de::Deserializer<R> as serde::de::Deserializer>::x", "serde_json"),
            ("memcpy", "memcpy"),
        ] {
            assert_eq!(group(name), of);
        }
    }
}
