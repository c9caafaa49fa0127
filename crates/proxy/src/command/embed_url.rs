//! `context-card embed-url`: a ticket to try the card with, without a host.

use super::{CommandError, Said, open};
use crate::auth::{Behind, Session, TICKET_LIFE, Ticket};
use crate::config::{Common, EmbedUrl};
use crate::contact::{Contact, Email, Phone};
use crate::ids::InboxId;
use serde_json::json;

pub(super) async fn run(common: &Common, options: &EmbedUrl) -> Result<Said, CommandError> {
    let contact = contact(options)?;
    let opened = open(common).await?;
    let unknown = || CommandError::Unknown { what: "inbox", id: options.inbox.clone(), list: "inbox add" };
    let id = InboxId::parse(&options.inbox).ok_or_else(unknown)?;
    let inbox = opened.db.inbox(&id).await?.ok_or_else(unknown)?;
    if !inbox.host.has_page() {
        let why = "its host draws the card by itself, so there is no page to open".to_owned();
        return Err(CommandError::Value { option: "--inbox", value: options.inbox.clone(), why });
    }
    let key = opened.db.newest_key(&inbox).await?.ok_or(CommandError::NoKey)?;
    let public_url = opened.public_url().await?;
    let now = opened.clock.unix();
    let begun = Session::begin(&inbox, Behind::Key(key), &options.agent, options.role.into(), vec![contact], now);
    let session = begun.map_err(|_| CommandError::NoRandomness)?;
    let ticket = Ticket::random().map_err(|_| CommandError::NoRandomness)?;
    let sealed = ticket.seal(&session).map_err(|_| CommandError::NoRandomness)?;
    opened.db.add_ticket(&ticket.hash(), &inbox, &sealed, now + TICKET_LIFE).await?;
    let url = ticket.url(&public_url, &id);
    Ok(Said::new(url.clone(), json!({"url": url, "expires_in": TICKET_LIFE})))
}

fn contact(options: &EmbedUrl) -> Result<Contact, CommandError> {
    let wrong =
        |option, value: &str, why: &str| CommandError::Value { option, value: value.to_owned(), why: why.to_owned() };
    let emails = options
        .email
        .iter()
        .map(|text| Email::parse(text, true).ok_or_else(|| wrong("--email", text, "it is no e-mail address")))
        .collect::<Result<_, _>>()?;
    let phones = options
        .phone
        .iter()
        .map(|text| {
            Phone::parse(text, true).ok_or_else(|| wrong("--phone", text, "write it with its country: +44 7700 900142"))
        })
        .collect::<Result<_, _>>()?;
    Ok(Contact { emails, phones, ..Contact::default() })
}
