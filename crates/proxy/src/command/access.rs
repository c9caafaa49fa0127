//! `context-card access export`: the access record, as CSV or JSON. Written as it is read, however long it is.

use super::{CommandError, Said, open};
use crate::config::{AccessCommand, AccessExport, Common};
use crate::db::{AccessEntry, Db};
use crate::ids::{StoreId, TenantId};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::io::Write;
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;
use time::{Date, OffsetDateTime};

/// So many entries are read at a time.
const PAGE: i64 = 1000;

pub(super) async fn run(common: &Common, command: &AccessCommand) -> Result<Option<Said>, CommandError> {
    let AccessCommand::Export(options) = command;
    export(common, options).await.map(|()| None)
}

async fn export(common: &Common, options: &AccessExport) -> Result<(), CommandError> {
    let since = options.since.as_deref().map_or(Ok(i64::MIN), midnight)?;
    let opened = open(common).await?;
    let (tenant, _) = opened.tenant(&options.tenant).await?;
    let mut shops = Shops { db: &opened.db, tenant: &tenant.tenant, known: HashMap::new() };
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let json = common.json;
    out.write_all(if json { b"{\"entries\":[" } else { b"at,inbox,agent,store,shop,subject,what\r\n" })?;
    let mut after = 0;
    let mut first = true;
    loop {
        let page = opened.db.access_record(&tenant.tenant, since, after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = last.entry;
        for entry in &page {
            let shop = shops.of(&entry.store).await?;
            if json {
                write!(out, "{}{}", if first { "" } else { "," }, object(entry, &shop))?;
            } else {
                write_line(&mut out, entry, &shop)?;
            }
            first = false;
        }
    }
    if json {
        out.write_all(b"]}\n")?;
    }
    Ok(out.flush()?)
}

/// The shops of stores, each looked up once. A store that was removed has none any more.
struct Shops<'a> {
    db: &'a Db,
    tenant: &'a TenantId,
    known: HashMap<StoreId, String>,
}

impl Shops<'_> {
    async fn of(&mut self, store: &StoreId) -> Result<String, CommandError> {
        if let Some(shop) = self.known.get(store) {
            return Ok(shop.clone());
        }
        let shop = self.db.shop_of_store(self.tenant, store).await?.unwrap_or_default();
        self.known.insert(store.clone(), shop.clone());
        Ok(shop)
    }
}

/// An entry for programs.
pub(super) fn object(entry: &AccessEntry, shop: &str) -> Value {
    json!({
        "at": moment(entry.at),
        "inbox": entry.inbox,
        "agent": entry.agent,
        "store": entry.store,
        "shop": shop,
        "subject": entry.subject,
        "what": entry.what,
    })
}

fn write_line(out: &mut impl Write, entry: &AccessEntry, shop: &str) -> std::io::Result<()> {
    let AccessEntry { at, inbox, agent, store, subject, what, .. } = entry;
    let subject = subject.as_deref().unwrap_or_default();
    write!(out, "{},{inbox},{},{store},{shop},{},{what}\r\n", moment(*at), cell(agent), cell(subject))
}

/// A cell of CSV. What a spreadsheet would take for a formula is text: hosts choose the agents' ids.
fn cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if formula { ["'", text].concat() } else { text.to_owned() };
    if text.contains(['"', ',', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

/// Unix seconds as `2026-11-21T12:00:00Z`.
pub(super) fn moment(at: i64) -> String {
    OffsetDateTime::from_unix_timestamp(at).ok().and_then(|at| at.format(&Rfc3339).ok()).unwrap_or_default()
}

/// The beginning of a day in UTC.
fn midnight(day: &str) -> Result<i64, CommandError> {
    let date = Date::parse(day, format_description!("[year]-[month]-[day]"));
    let wrong = |_| CommandError::Value {
        option: "--since",
        value: day.to_owned(),
        why: "it is no day; it looks like 2026-11-21".to_owned(),
    };
    Ok(date.map_err(wrong)?.midnight().assume_utc().unix_timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_text_whatever_is_in_it() {
        assert_eq!(cell("agent-9"), "agent-9");
        assert_eq!(cell("Ada, \"the first\""), "\"Ada, \"\"the first\"\"\"");
        assert_eq!(cell("=HYPERLINK(\"x\")"), "\"'=HYPERLINK(\"\"x\"\")\"");
        assert_eq!(cell("+44"), "'+44");
    }

    #[test]
    fn a_day_begins_at_midnight() {
        assert_eq!(midnight("2026-11-21").unwrap(), 1_795_219_200);
        assert!(midnight("21.11.2026").is_err());
        assert_eq!(moment(1_795_219_200), "2026-11-21T00:00:00Z");
    }
}
