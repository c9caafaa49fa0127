//! `context-card sign-in-code`: a one-time code for an agent whose host signs nothing.

use super::{CommandError, Said, open};
use crate::auth::CODE_LIFE;
use crate::codes::{self, CodeError, LONGEST_AGENT, Whom, agent_name};
use crate::config::{Common, SignInCode};
use crate::db::{ChangeKind, Way};
use crate::host_kind::Trust;
use crate::ids::InboxId;
use crate::text::BY_COMMAND;
use serde_json::json;

pub(super) async fn run(common: &Common, options: &SignInCode) -> Result<Said, CommandError> {
    let wrong = |option, value: &str, why: String| CommandError::Value { option, value: value.to_owned(), why };
    let name = agent_name(&options.name).ok_or_else(|| {
        wrong("--name", &options.name, format!("a name has 1 to {LONGEST_AGENT} characters and no line breaks"))
    })?;
    let opened = open(common).await?;
    let unknown = || CommandError::Unknown { what: "inbox", id: options.inbox.clone(), list: "inbox add" };
    let id = InboxId::parse(&options.inbox).ok_or_else(unknown)?;
    let inbox = opened.db.inbox(&id).await?.ok_or_else(unknown)?;
    if inbox.host.trust() != Trust::Unsigned {
        let why = "its host proves who is asking, so nobody signs in there".to_owned();
        return Err(wrong("--inbox", &options.inbox, why));
    }
    let (_, key) = opened.tenant(inbox.tenant.as_str()).await?;
    let whom = Whom { agent: name, name: Some(name), way: Way::Code, made_by: BY_COMMAND };
    let code = codes::make(&opened.db, &key, &inbox, whom, opened.clock.unix()).await?.text();
    let after = Some(json!({"name": name}));
    opened.record(&inbox.tenant, ChangeKind::CodeMade, Some(&inbox.inbox), None, after).await?;
    let words = format!("{code}\nThe code is for {name}, in the inbox {id}. It holds for ten minutes, and once.");
    Ok(Said::new(words, json!({"inbox": id, "name": name, "code": code, "expires_in": CODE_LIFE})))
}

impl From<CodeError> for CommandError {
    fn from(error: CodeError) -> Self {
        match error {
            CodeError::Db(error) => Self::Db(error),
            CodeError::Seal(error) => Self::Seal(error),
            CodeError::NoRandomness(_) => Self::NoRandomness,
            CodeError::Full => Self::CodesFull,
        }
    }
}
