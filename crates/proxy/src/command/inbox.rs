//! `context-card inbox add | set | key add | key rotate | key revoke`.

use super::{CommandError, Opened, Said, open, read_secret};
use crate::auth::{Algorithm, Reach};
use crate::config::{Common, InboxAdd, InboxCommand, InboxSet, KeyAdd, KeyCommand, SignatureArgument, YesNo};
use crate::db::{ChangeKind, Inbox, NewInbox};
use crate::host_kind::HostKind;
use crate::ids::{InboxId, KeyId, StoreId};
use crate::inboxes::{self, Unfit};
use crate::matching::{Matching, Mode};
use crate::tokens::{DataKey, SigningSecret};
use context_card_wire::HostOptions;
use context_card_wire::settings::SignsWith;
use serde_json::json;
use std::path::Path;

pub(super) async fn run(common: &Common, command: &InboxCommand) -> Result<Said, CommandError> {
    match command {
        InboxCommand::Add(options) => add(common, options).await,
        InboxCommand::Set(options) => set(common, options).await,
        InboxCommand::Key(KeyCommand::Add(options)) => add_key(common, options).await,
        InboxCommand::Key(KeyCommand::Rotate { inbox }) => {
            add_key(common, &KeyAdd { inbox: inbox.clone(), public_key: None, secret_stdin: false }).await
        }
        InboxCommand::Key(KeyCommand::Revoke { inbox, key }) => revoke_key(common, inbox, key).await,
    }
}

fn wrong(option: &'static str, value: &str, why: impl ToString) -> CommandError {
    CommandError::Value { option, value: value.to_owned(), why: why.to_string() }
}

/// An inbox by the id that somebody wrote, and its tenant's data key.
async fn find(opened: &Opened, id: &str) -> Result<(Inbox, DataKey), CommandError> {
    let unknown = || CommandError::Unknown { what: "inbox", id: id.to_owned(), list: "inbox add" };
    let inbox = opened.db.inbox(&InboxId::parse(id).ok_or_else(unknown)?).await?.ok_or_else(unknown)?;
    let (_, data_key) = opened.tenant(inbox.tenant.as_str()).await?;
    Ok((inbox, data_key))
}

async fn set(common: &Common, options: &InboxSet) -> Result<Said, CommandError> {
    let opened = open(common).await?;
    let inbox = loop {
        let (before, _) = find(&opened, &options.inbox).await?;
        let chosen = opened.db.inbox_stores(&before).await?;
        let inbox = wanted(before.clone(), options)?;
        let stores = chosen_stores(&opened, &inbox, &options.stores).await?;
        let all_stores = stores.as_ref().map_or(inbox.all_stores, Vec::is_empty);
        let inbox = Inbox { all_stores, ..inbox };
        // Where somebody has changed the same in this instant, what is there now is changed.
        if opened.db.change_inbox(&before, &inbox, stores.as_deref()).await? {
            let other_stores = stores.is_some_and(|stores| !is_same(&stores, &chosen));
            record(&opened, &before, &inbox, other_stores).await?;
            break inbox;
        }
    };
    let chosen: Vec<_> = opened.db.inbox_stores(&inbox).await?.iter().map(ToString::to_string).collect();
    let shown = if inbox.all_stores { json!("all") } else { json!(chosen) };
    let object = json!({
        "inbox": inbox.inbox, "name": inbox.name, "active": inbox.active, "reach": inbox.reach.as_str(), "unverified": inbox.matching.has_unverified(),
        "match_email": inbox.matching.email.as_str(), "match_phone": inbox.matching.phone.as_str(), "locale": inbox.locale,
        "timezone": inbox.timezone, "inline": inbox.options.inline, "stores": shown,
    });
    let stores = match (inbox.all_stores, chosen.is_empty()) {
        (true, _) => "all".to_owned(),
        (false, true) => "none: what was chosen has been disconnected".to_owned(),
        (false, false) => chosen.join(", "),
    };
    let words = format!(
        "The inbox {}\nName:        {}\nThe card:    {}\nReach:       {}\nBy e-mail:   {}\nBy phone:    {}\nLocale:      {}\nTime zone:   {}\nStores:      {stores}",
        inbox.inbox,
        if inbox.name.is_empty() { "none" } else { &inbox.name },
        if inbox.active { "switched on" } else { "switched off" },
        inbox.reach.as_str(),
        words_of(inbox.matching.email),
        words_of(inbox.matching.phone),
        inbox.locale.as_deref().unwrap_or("as the host token says"),
        inbox.timezone.as_deref().unwrap_or("as the host token says"),
    );
    Ok(Said::new(words, object))
}

/// The inbox with what was named.
fn wanted(mut inbox: Inbox, options: &InboxSet) -> Result<Inbox, CommandError> {
    if let Some(reach) = options.reach {
        inbox.reach = reach.into();
    }
    inbox.matching = matching(inbox.matching, options);
    if let Some(text) = &options.locale {
        inbox.locale = Some(inboxes::locale(text).map_err(|why| wrong("--locale", text, why))?);
    }
    if let Some(text) = &options.timezone {
        inbox.timezone = Some(inboxes::zone(text).map_err(|why| wrong("--timezone", text, why))?);
    }
    if let Some(text) = &options.name {
        inbox.name = inboxes::name(text).map_err(|why| wrong("--name", text, why))?;
    }
    if let Some(text) = &options.prefix {
        inbox.options.prefix = inboxes::prefix(inbox.host, text).map_err(|why| wrong("--prefix", text, why))?;
    }
    if let Some(signature) = options.signature {
        let unfit = |why| wrong("--signature", signature.as_str(), why);
        inbox.options.signature = inboxes::signature(inbox.host, Some(signature.into())).map_err(unfit)?;
    }
    if let Some(inline) = options.inline {
        let wanted = matches!(inline, YesNo::Yes);
        inbox.options.inline = inboxes::inline(inbox.host, wanted).map_err(|why| wrong("--inline", "yes", why))?;
    }
    if let Some(active) = options.active {
        inbox.active = matches!(active, YesNo::Yes);
    }
    Ok(inbox)
}

/// Whether the same stores are named, in whatever order.
fn is_same(one: &[StoreId], other: &[StoreId]) -> bool {
    one.len() == other.len() && one.iter().all(|store| other.contains(store))
}

/// Records what was set of an inbox: one entry for each kind of change.
async fn record(opened: &Opened, before: &Inbox, inbox: &Inbox, other_stores: bool) -> Result<(), CommandError> {
    let told = |inbox: &Inbox| {
        Some(json!({
            "name": inbox.shown(), "active": inbox.active, "reach": inbox.reach.as_str(), "locale": inbox.locale,
            "match_email": inbox.matching.email.as_str(), "match_phone": inbox.matching.phone.as_str(),
            "timezone": inbox.timezone, "prefix": inbox.options.prefix, "signature": inbox.options.signature,
            "inline": inbox.options.inline,
        }))
    };
    let switched = if inbox.active { ChangeKind::SwitchedOn } else { ChangeKind::SwitchedOff };
    let as_before = Inbox { active: before.active, all_stores: before.all_stores, ..inbox.clone() };
    let kinds = [
        (before.active != inbox.active, switched),
        (before.all_stores != inbox.all_stores || other_stores, ChangeKind::InboxStores),
        (*before != as_before, ChangeKind::InboxChanged),
    ];
    for (_, what) in kinds.into_iter().filter(|(changed, _)| *changed) {
        opened.record(&inbox.tenant, what, Some(&inbox.inbox), told(before), told(inbox)).await?;
    }
    Ok(())
}

/// What may match from now on. `--unverified` speaks of both kinds; what is said of one kind counts for that.
fn matching(before: Matching, options: &InboxSet) -> Matching {
    let both = |before: Mode| match (options.unverified, before) {
        (Some(YesNo::Yes), Mode::Verified) => Mode::All,
        (Some(YesNo::No), Mode::All) => Mode::Verified,
        _ => before,
    };
    Matching {
        email: options.match_email.map_or_else(|| both(before.email), Into::into),
        phone: options.match_phone.map_or_else(|| both(before.phone), Into::into),
    }
}

const fn words_of(mode: Mode) -> &'static str {
    match mode {
        Mode::All => "matches, verified by the host or not",
        Mode::Verified => "matches where the host has verified it",
        Mode::Off => "never matches",
    }
}

/// The stores that were named, each one of the tenant's. `all` alone stands for every one; nothing leaves it as it is.
async fn chosen_stores(opened: &Opened, inbox: &Inbox, named: &[String]) -> Result<Option<Vec<StoreId>>, CommandError> {
    match named {
        [] => return Ok(None),
        [all] if all == "all" => return Ok(Some(Vec::new())),
        _ => {}
    }
    let own = opened.db.stores(&inbox.tenant).await?;
    let chosen = named.iter().map(|id| {
        let unknown = || CommandError::Unknown { what: "store", id: id.clone(), list: "store list" };
        own.iter().map(|row| &row.store.id).find(|store| store.as_str() == id).cloned().ok_or_else(unknown)
    });
    chosen.collect::<Result<Vec<_>, _>>().map(Some)
}

async fn add_key(common: &Common, options: &KeyAdd) -> Result<Said, CommandError> {
    let opened = open(common).await?;
    let (inbox, data_key) = find(&opened, &options.inbox).await?;
    let now = opened.clock.unix();
    if let Some(secret) = host_secret(inbox.host, options.secret_stdin)? {
        let key = inboxes::sealed(&data_key, &inbox.inbox, Algorithm::Hs256, &secret)?;
        opened.db.add_key(&inbox, &key, now).await?;
        record_key(&opened, &inbox, &key.key).await?;
        let words =
            format!("Added the key {}: what the host signs with its client secret is taken from now on.", key.key);
        return Ok(Said::new(
            words,
            json!({"inbox": inbox.inbox, "key": key.key, "algorithm": key.algorithm.as_str()}),
        ));
    }
    let signs = inbox.host.signs_with();
    let fits = match (options.public_key.is_some(), signs) {
        (_, SignsWith::SecretOrKey) | (false, SignsWith::OurSecret) | (true, SignsWith::ItsKey) => true,
        (_, SignsWith::OurSecret | SignsWith::ItsSecret | SignsWith::ItsKey | SignsWith::Nothing) => false,
    };
    if !fits {
        return Err(wrong("--inbox", &options.inbox, Unfit::Key(signs)));
    }
    let Some(file) = &options.public_key else {
        let (secret, key) = inboxes::new_secret(&data_key, &inbox.inbox)?;
        opened.db.add_key(&inbox, &key, now).await?;
        record_key(&opened, &inbox, &key.key).await?;
        let words = format!(
            "Added the key {}\nSigning secret:  {}\nKeep it in the host's backend; it is not shown again. Once the host signs with it, revoke the \
             old key: context-card inbox key revoke --inbox {} --key k_…",
            key.key,
            secret.expose(),
            inbox.inbox
        );
        let object = json!({"inbox": inbox.inbox, "key": key.key, "algorithm": key.algorithm.as_str(), "signing_secret": secret.expose()});
        return Ok(Said::new(words, object));
    };
    let pem = read_public_key(file)?;
    let algorithm = inboxes::public_key(&pem).map_err(|why| wrong("--public-key", &file.display().to_string(), why))?;
    let key = inboxes::sealed(&data_key, &inbox.inbox, algorithm, &pem)?;
    opened.db.add_key(&inbox, &key, now).await?;
    record_key(&opened, &inbox, &key.key).await?;
    let words = format!(
        "Added the public key {} ({}). Name it in the header of host tokens: kid.",
        key.key,
        algorithm.as_str()
    );
    Ok(Said::new(words, json!({"inbox": inbox.inbox, "key": key.key, "algorithm": algorithm.as_str()})))
}

async fn record_key(opened: &Opened, inbox: &Inbox, key: &KeyId) -> Result<(), CommandError> {
    let after = Some(json!({"name": key}));
    opened.record(&inbox.tenant, ChangeKind::KeyAdded, Some(&inbox.inbox), None, after).await
}

/// A secret of the host's own making, where one is piped in.
fn host_secret(host: HostKind, piped: bool) -> Result<Option<SigningSecret>, CommandError> {
    if !piped {
        return Ok(None);
    }
    if host.signs_with() != SignsWith::ItsSecret {
        return Err(wrong(
            "--secret-stdin",
            host.as_str(),
            "only Intercom signs with a secret of its own; others are given one",
        ));
    }
    let none = || wrong("--secret-stdin", "", inboxes::Unfit::HostSecret);
    let text = read_secret(none)?;
    inboxes::host_secret(&text).map(Some).map_err(|why| wrong("--secret-stdin", "", why))
}

/// The file's text, in a secret type: it may turn out to be a private key.
fn read_public_key(file: &Path) -> Result<SigningSecret, CommandError> {
    let unusable = |why: std::io::Error| wrong("--public-key", &file.display().to_string(), why);
    if std::fs::metadata(file).map_err(unusable)?.len() > inboxes::LARGEST_PUBLIC_KEY as u64 {
        return Err(wrong("--public-key", &file.display().to_string(), "it is too large for a public key"));
    }
    std::fs::read_to_string(file).map(SigningSecret::new).map_err(unusable)
}

async fn revoke_key(common: &Common, inbox: &str, key: &str) -> Result<Said, CommandError> {
    let opened = open(common).await?;
    let (inbox, _) = find(&opened, inbox).await?;
    let unknown = || wrong("--key", key, "the inbox has no such key");
    let id = KeyId::parse(key).ok_or_else(unknown)?;
    if !opened.db.revoke_key(&inbox, &id, opened.clock.unix()).await? {
        return Err(unknown());
    }
    let before = Some(json!({"name": id}));
    opened.record(&inbox.tenant, ChangeKind::KeyRevoked, Some(&inbox.inbox), before, None).await?;
    let words = format!("Revoked the key {id}. Its host tokens are refused, and its sessions have ended.");
    Ok(Said::new(words, json!({"inbox": inbox.inbox, "key": id, "revoked": true})))
}

async fn add(common: &Common, options: &InboxAdd) -> Result<Said, CommandError> {
    let origins = inboxes::origins(options.host, &options.origins).map_err(|why| {
        let at = if let Unfit::Origin { at, .. } = why { at } else { 0 };
        wrong("--origin", options.origins.get(at).map_or("", String::as_str), why)
    })?;
    let name = inboxes::name(&options.name).map_err(|why| wrong("--name", &options.name, why))?;
    let prefix =
        inboxes::prefix(options.host, &options.prefix).map_err(|why| wrong("--prefix", &options.prefix, why))?;
    let signature = inboxes::signature(options.host, options.signature.map(Into::into))
        .map_err(|why| wrong("--signature", options.signature.map_or("", SignatureArgument::as_str), why))?;
    let own = host_secret(options.host, options.secret_stdin)?;
    let opened = open(common).await?;
    let (tenant, data_key) = opened.tenant(&options.tenant).await?;
    let inbox = InboxId::random()?;
    let (secret, key) = match &own {
        Some(secret) => (None, Some(inboxes::sealed(&data_key, &inbox, Algorithm::Hs256, secret)?)),
        None if options.host.signs_with().takes_ours() => {
            let (secret, key) = inboxes::new_secret(&data_key, &inbox)?;
            (Some(secret), Some(key))
        }
        None => (None, None),
    };
    let new = NewInbox {
        inbox: Inbox {
            inbox: inbox.clone(),
            tenant: tenant.tenant,
            name,
            active: true,
            host: options.host,
            origins,
            max_role: options.max_role.into(),
            reach: Reach::Contact,
            matching: Matching::default(),
            all_stores: true,
            locale: None,
            timezone: None,
            options: HostOptions { prefix, signature, inline: false },
        },
        key,
        stores: Vec::new(),
    };
    opened.db.add_inbox(&new, opened.clock.unix()).await?;
    let after = Some(json!({"name": new.inbox.shown()}));
    opened.record(&new.inbox.tenant, ChangeKind::InboxAdded, Some(&inbox), None, after).await?;
    let mut object = json!({"inbox": inbox});
    let mut lines = vec![format!("Added the inbox {inbox}")];
    if let Some(key) = new.key.as_ref().map(|key| &key.key) {
        object["key"] = key.as_str().into();
    }
    if let (Some(secret), Some(key)) = (secret, new.key.as_ref().map(|key| &key.key)) {
        object["signing_secret"] = secret.expose().into();
        lines.push(format!("Key (kid):       {key}\nSigning secret:  {}", secret.expose()));
    }
    lines.extend(next_steps(options.host, &inbox, own.is_some()));
    Ok(Said::new(lines.join("\n"), object))
}

/// What is to be done with a new inbox.
fn next_steps(host: HostKind, inbox: &InboxId, has_secret: bool) -> Vec<String> {
    let address = |rest: &str| format!("<public-url>/cards/{inbox}/{rest}");
    match host {
        HostKind::Intercom => {
            let mut steps = Vec::new();
            if !has_secret {
                let command = format!("context-card inbox key add --inbox {inbox} --secret-stdin");
                steps.push(format!("Give it the app's client secret, which Intercom signs with: {command}"));
            }
            let (first, click) = (address("intercom/initialize"), address("intercom/submit"));
            steps.push(format!("Initialize URL:  {first}\nSubmit URL:      {click}"));
            steps
        }
        HostKind::Gorgias => vec![format!(
            "Keep it in the HTTP integration's header, Authorization: Bearer …; it is not shown again.\nURL (POST):      {}",
            address("gorgias")
        )],
        HostKind::Gladly => vec![format!(
            "Keep it as the app's signing key in Gladly; it is not shown again.\nURL:             {}",
            address("gladly")
        )],
        HostKind::Zendesk => {
            let command = format!("context-card inbox key add --inbox {inbox} --public-key FILE");
            vec![format!("Give it the app's public key, which Zendesk signs for: {command}")]
        }
        _ if host.signs_with() == SignsWith::Nothing => {
            vec![format!("Let an agent in:  context-card sign-in-code --inbox {inbox} --name NAME")]
        }
        _ => vec![
            "Keep the secret in the host's backend; it is not shown again.".to_owned(),
            format!("Try the card:    context-card embed-url --inbox {inbox} --email customer@example.com"),
        ],
    }
}
