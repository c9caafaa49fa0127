//! `GET /api/settings/agents`, `POST …/codes` and `…/end`: agents of an inbox whose host signs nothing. Admins may do all of it.

use super::admin::Admin;
use super::{Which, inbox_of, own_inbox};
use crate::app::App;
use crate::auth::CODE_LIFE;
use crate::codes::{self, LONGEST_AGENT, Whom, agent_name};
use crate::db::{ChangeKind, Inbox, SignIn, Way};
use crate::error::ApiError;
use crate::host_kind::Trust;
use crate::http::body::Body;
use crate::ids::SignInId;
use crate::text::{Instant, Zone};
use axum::Json;
use axum::extract::{Query, State};
use context_card_wire::settings::{
    Agents, CodeMade, EndSignInRequest, NewCodeRequest, ShownSecret, SignInWay, SignedIn,
};
use context_card_wire::{Problem, ProblemReply};
use serde_json::json;

/// Who is signed in to an inbox whose host signs nothing.
#[utoipa::path(get, path = "/api/settings/agents", params(Which), security(("session" = [])), responses(
    (status = 200, body = Agents), (status = "4XX", body = ProblemReply), (status = "5XX", body = ProblemReply)))]
pub(crate) async fn read(
    State(app): State<App>,
    admin: Admin,
    Query(which): Query<Which>,
) -> Result<Json<Agents>, ApiError> {
    let inbox = own_inbox(&app, &admin, which).await?.ok_or_else(|| not_found(&admin))?;
    Ok(Json(tell(&app, &admin, &unsigned(&admin, inbox)?).await?))
}

/// Makes a one-time code for one named agent. It is in this answer only.
#[utoipa::path(post, path = "/api/settings/agents/codes", request_body = NewCodeRequest, security(("session" = [])), responses(
    (status = 200, body = CodeMade), (status = 422, body = ProblemReply), (status = "4XX", body = ProblemReply),
    (status = "5XX", body = ProblemReply)))]
pub(crate) async fn make_code(
    State(app): State<App>,
    admin: Admin,
    Body(request): Body<NewCodeRequest>,
) -> Result<Json<CodeMade>, ApiError> {
    let inbox = unsigned(&admin, inbox_of(&app, &admin, &request.inbox).await?)?;
    let text = admin.text();
    let name = agent_name(&request.name).ok_or_else(|| {
        let most = text.count(u64::try_from(LONGEST_AGENT).unwrap_or(u64::MAX));
        let sentence = text.settings().inbox.agent_name.fill(&[("n", &most)]);
        ApiError::rule("name", sentence).in_locale(&admin.locale)
    })?;
    let key = app.data_key(&inbox.tenant).await?;
    let whom = Whom { agent: name, name: Some(name), way: Way::Code, made_by: &admin.id };
    let made = codes::make(&app.db, &key, &inbox, whom, app.clock.unix()).await.map_err(ApiError::internal)?;
    admin.change(&app, ChangeKind::CodeMade, Some(&inbox.inbox), None, Some(json!({"name": name}))).await?;
    let expires_in = u32::try_from(CODE_LIFE).unwrap_or(u32::MAX);
    Ok(Json(CodeMade { name: name.to_owned(), code: ShownSecret(made.text()), expires_in }))
}

/// Ends a sign-in: the agent's open cards there end at once.
#[utoipa::path(post, path = "/api/settings/agents/end", request_body = EndSignInRequest, security(("session" = [])), responses(
    (status = 200, body = Agents), (status = "4XX", body = ProblemReply), (status = "5XX", body = ProblemReply)))]
pub(crate) async fn end(
    State(app): State<App>,
    admin: Admin,
    Body(request): Body<EndSignInRequest>,
) -> Result<Json<Agents>, ApiError> {
    let inbox = unsigned(&admin, inbox_of(&app, &admin, &request.inbox).await?)?;
    let id = SignInId::parse(&request.sign_in).ok_or_else(|| not_found(&admin))?;
    let found = app.db.sign_ins(&inbox, app.clock.unix()).await?.into_iter().find(|one| one.sign_in == id);
    let one = found.ok_or_else(|| not_found(&admin))?;
    let before = Some(json!({"name": shown(&one)}));
    let entry = admin.new_change(&app, ChangeKind::SignInEnded, Some(&inbox.inbox), before, None);
    if !app.db.end_sign_in_of(&inbox, &id, &entry).await? {
        return Err(not_found(&admin));
    }
    Ok(Json(tell(&app, &admin, &inbox).await?))
}

fn not_found(admin: &Admin) -> ApiError {
    ApiError::from(Problem::NotFound).in_locale(&admin.locale)
}

/// An inbox whose host signs has none of this.
fn unsigned(admin: &Admin, inbox: Inbox) -> Result<Inbox, ApiError> {
    if inbox.host.trust() == Trust::Unsigned { Ok(inbox) } else { Err(not_found(admin)) }
}

fn shown(sign_in: &SignIn) -> &str {
    sign_in.name.as_deref().unwrap_or(&sign_in.agent)
}

async fn tell(app: &App, admin: &Admin, inbox: &Inbox) -> Result<Agents, ApiError> {
    let text = admin.text();
    let (now, zone) = (Instant::of(app.clock.now()), admin.zone.clone().unwrap_or_else(Zone::utc));
    let told = |one: SignIn| SignedIn {
        name: shown(&one).to_owned(),
        sign_in: one.sign_in.to_string(),
        since: text.moment(Instant::of_unix(one.made), now, &zone),
        way: match one.way {
            Way::Code => SignInWay::Code,
            Way::Provider => SignInWay::Provider,
        },
    };
    let agents = app.db.sign_ins(inbox, app.clock.unix()).await?.into_iter().map(told).collect();
    Ok(Agents { agents })
}
