//! `context-card migrate`.

use super::{CommandError, Said};
use crate::config::{Common, Migrate};
use crate::db::{Db, PROXY_ROLE, migrate};
use serde_json::json;

pub(super) async fn run(common: &Common, options: &Migrate) -> Result<Said, CommandError> {
    let url = &common.database_url;
    if url.starts_with("sqlite:") {
        Db::open(url).await?.close().await;
        let words = "The schema is up to date. A SQLite database is brought up to date whenever it is opened.";
        return Ok(Said::new(words, json!({"database": "sqlite"})));
    }
    let done = migrate(url, options.proxy_role.as_deref()).await?;
    let role = &done.proxy_role;
    let steps = match done.steps {
        0 => "The schema was up to date".to_owned(),
        1 => "The schema is up to date: 1 step was made".to_owned(),
        steps => format!("The schema is up to date: {steps} steps were made"),
    };
    let mut words = format!("{steps}. The role {role} has its rights.");
    if role == PROXY_ROLE {
        words.push_str(&format!(
            "\nserve uses a role of its own; make it once: CREATE ROLE card LOGIN PASSWORD '…' IN ROLE {role}"
        ));
    }
    Ok(Said::new(words, json!({"database": "postgresql", "steps": done.steps, "proxy_role": role})))
}
