//! `POST /api/sign-in/code | resume | end`: agents of hosts that sign nothing sign in, stay so, and sign out.
//!
//! The sign-in lives in a cookie of the inbox's own, partitioned by the page around the card, or where the browser keeps none,
//! in the card's memory as a session. Only our own pages may call: the browser says so, and a sandboxed frame has no page of
//! ours. Inboxes whose host signs have none of this.

use super::asker::{AnyAsker, bearer};
use super::body::Body;
use super::embed::found;
use super::pages::{Cookie, cookie, is_ours, set};
use super::session::seal;
use crate::app::{App, locale_of_page};
use crate::auth::{Behind, Pass, Session};
use crate::codes::{self, SIGN_IN_LIFE};
use crate::db::{Inbox, SignIn};
use crate::error::ApiError;
use crate::host_kind::Trust;
use axum::Json;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use context_card_wire::{AgentInfo, CodeRequest, Problem, ProblemReply, ResumeRequest, SessionReply, SessionStarted};

/// A request that one of our own pages made.
pub(crate) struct FromHere(HeaderMap);

impl FromRequestParts<App> for FromHere {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        if is_ours(&parts.headers, &app.public_url) {
            Ok(Self(parts.headers.clone()))
        } else {
            Err(Problem::NotAllowed.into())
        }
    }
}

/// The session of a sign-in that is to be ended, where the browser keeps no cookie.
pub(crate) struct Mine(Option<Session>);

impl FromRequestParts<App> for Mine {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        match bearer(parts) {
            // One that does not hold any more has nothing to end.
            Some(_) => Ok(Self(AnyAsker::from_request_parts(parts, app).await.ok().map(|AnyAsker(it)| it.session))),
            None => Ok(Self(None)),
        }
    }
}

/// Trades a one-time code for a session, and leaves a cookie with which it can be resumed for twelve hours.
#[utoipa::path(post, path = "/api/sign-in/code", request_body = CodeRequest, responses(
    (status = 200, body = SessionStarted), (status = "4XX", body = ProblemReply), (status = "5XX", body = ProblemReply)))]
pub(crate) async fn by_code(
    State(app): State<App>,
    _: FromHere,
    Body(request): Body<CodeRequest>,
) -> Result<Response, ApiError> {
    let inbox = unsigned(&app, &request.inbox).await?;
    let localised = |error: ApiError| error.in_locale(&locale_of_page(&inbox));
    if !inbox.active {
        return Err(localised(Problem::SwitchedOff.into()));
    }
    let (key, now) = (app.data_key(&inbox.tenant).await?, app.clock.unix());
    let redeemed = codes::redeem(&app.db, &key, &inbox, &request.code, now).await.map_err(ApiError::internal)?;
    let sign_in = redeemed.ok_or_else(|| localised(Problem::CodeRefused.into()))?;
    let pass = Pass::random().map_err(ApiError::internal)?;
    app.db.add_sign_in(&inbox, &sign_in, &pass.hash()).await?;
    tracing::info!(inbox = %inbox.inbox, sign_in = %sign_in.sign_in, way = sign_in.way.as_str(), "an agent signed in");
    let session = Session::from_sign_in(&inbox, &sign_in, now)?;
    let SessionReply { session: text, expires_in } = seal(&app, &session)?;
    let agent = AgentInfo { id: session.agent, name: session.agent_name, role: session.role.as_str().to_owned() };
    let started = SessionStarted { session: text, expires_in, agent, inbox: inbox.inbox.to_string() };
    let kept = Cookie::in_frames(cookie_of(&app, &inbox), pass.text(), SIGN_IN_LIFE);
    Ok((set(vec![kept]), Json(started)).into_response())
}

/// Another session of the agent whose cookie the browser keeps.
#[utoipa::path(post, path = "/api/sign-in/resume", request_body = ResumeRequest, responses(
    (status = 200, body = SessionReply), (status = "4XX", body = ProblemReply), (status = "5XX", body = ProblemReply)))]
pub(crate) async fn resume(
    State(app): State<App>,
    FromHere(headers): FromHere,
    Body(request): Body<ResumeRequest>,
) -> Result<Json<SessionReply>, ApiError> {
    let inbox = unsigned(&app, &request.inbox).await?;
    let session = resumed(&app, &inbox, &headers).await?;
    let needed = || ApiError::from(Problem::SignInNeeded).in_locale(&locale_of_page(&inbox));
    Ok(Json(seal(&app, &session.ok_or_else(needed)?)?))
}

/// Signs the agent out, in this browser: by the cookie, or by a session in the header where there is no cookie. Their sessions end
/// at once.
#[utoipa::path(post, path = "/api/sign-in/end", request_body = ResumeRequest, security((), ("session" = [])), responses(
    (status = 204), (status = "4XX", body = ProblemReply), (status = "5XX", body = ProblemReply)))]
pub(crate) async fn end(
    State(app): State<App>,
    FromHere(headers): FromHere,
    Mine(session): Mine,
    Body(request): Body<ResumeRequest>,
) -> Result<Response, ApiError> {
    let inbox = unsigned(&app, &request.inbox).await?;
    if let Some(sign_in) = kept(&app, &inbox, &headers).await? {
        app.db.end_sign_in(&inbox.tenant, &sign_in.sign_in).await?;
    }
    if let Some(Session { behind: Behind::SignIn(sign_in), .. }) = session.filter(|it| it.inbox == inbox.inbox) {
        app.db.end_sign_in(&inbox.tenant, &sign_in).await?;
    }
    Ok((StatusCode::NO_CONTENT, set(vec![Cookie::gone_in_frames(cookie_of(&app, &inbox))])).into_response())
}

/// The session of the agent whose cookie the browser keeps for this inbox, where its host signs nothing.
pub(super) async fn resumed(app: &App, inbox: &Inbox, headers: &HeaderMap) -> Result<Option<Session>, ApiError> {
    if inbox.host.trust() != Trust::Unsigned {
        return Ok(None);
    }
    let Some(sign_in) = kept(app, inbox, headers).await? else { return Ok(None) };
    let now = app.clock.unix();
    // Five minutes, and not beyond the twelve hours.
    Ok(Some(Session::from_sign_in(inbox, &sign_in, now)?.renewed(now)?))
}

/// The inbox, where its host signs nothing. Another is as little there as one that never was.
async fn unsigned(app: &App, inbox: &str) -> Result<Inbox, ApiError> {
    let inbox = found(app, inbox).await?;
    if inbox.host.trust() == Trust::Unsigned { Ok(inbox) } else { Err(Problem::NotFound.into()) }
}

/// The sign-in whose cookie came with a request.
async fn kept(app: &App, inbox: &Inbox, headers: &HeaderMap) -> Result<Option<SignIn>, ApiError> {
    let Some(pass) = cookie(headers, &cookie_of(app, inbox)).and_then(Pass::parse) else { return Ok(None) };
    Ok(app.db.sign_in_of_cookie(inbox, &pass.hash(), app.clock.unix()).await?)
}

/// The cookie's name: one for each inbox, since a browser may hold several.
fn cookie_of(app: &App, inbox: &Inbox) -> String {
    app.public_url.cookie(&format!("scx-{}", inbox.inbox))
}
