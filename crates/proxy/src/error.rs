//! How a problem becomes an answer: the one place that maps it to an HTTP status. The words come from [`text`](crate::text).

use crate::auth::{Refused, SessionError};
use crate::db::DbError;
use crate::ids::random_text;
use crate::text::{Locale, Text};
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use context_card_wire::{Notice, Problem, ProblemReply};

/// An answer that is not a success.
#[derive(Debug)]
pub struct ApiError {
    problem: Problem,
    /// Where the request itself is at fault in a way that HTTP has its own status for.
    status: Option<StatusCode>,
    /// The agent's language, where the agent is known.
    locale: Option<Box<Locale>>,
    /// For the log only; never sent.
    cause: Option<String>,
    /// A sentence for the reader in place of the problem's own, in their language already; never logged.
    sentence: Option<String>,
}

/// A new reference: it stands in the answer and in the log.
#[must_use]
pub fn reference() -> String {
    // Without randomness there is no reference, but still an answer.
    random_text(10).unwrap_or_default()
}

impl ApiError {
    /// The proxy itself failed.
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        Self { cause: Some(cause.to_string()), ..Self::from(Problem::Internal) }
    }

    /// The session no longer holds.
    #[must_use]
    pub fn session_expired() -> Self {
        Problem::SessionExpired.into()
    }

    /// What was sent is wrong.
    #[must_use]
    pub fn bad_request(field: Option<&str>, reason: &str) -> Self {
        Problem::BadRequest { field: field.map(str::to_owned), reason: reason.to_owned() }.into()
    }

    /// What was sent breaks a rule: 422, with the field and a whole sentence in the reader's language.
    #[must_use]
    pub fn rule(field: &str, sentence: String) -> Self {
        let error = Self::bad_request(Some(field), "it breaks a rule").with_status(StatusCode::UNPROCESSABLE_ENTITY);
        error.saying(sentence)
    }

    /// The same in these words, which are in the reader's language already.
    #[must_use]
    pub fn saying(self, sentence: String) -> Self {
        Self { sentence: Some(sentence), ..self }
    }

    /// The same with a status of its own.
    #[must_use]
    pub fn with_status(self, status: StatusCode) -> Self {
        Self { status: Some(status), ..self }
    }

    /// The same in the agent's language.
    #[must_use]
    pub fn in_locale(self, locale: &Locale) -> Self {
        Self { locale: Some(Box::new(locale.clone())), ..self }
    }

    /// The problem in words. Logs it with its reference: called once, where the answer is made.
    #[must_use]
    pub fn notice(&self) -> Notice {
        let reference = reference();
        let (code, cause) = (self.problem.code(), self.cause.as_deref());
        if matches!(self.problem, Problem::Internal) {
            tracing::error!(reference, code, cause, "failed");
        } else {
            // Display of a problem holds fixed texts only, nothing of a person.
            tracing::info!(reference, code, why = %self.problem, cause, "refused");
        }
        let locale = self.locale.as_deref().cloned().unwrap_or_default();
        let notice = Text::of(&locale).notice(&self.problem, &reference);
        match &self.sentence {
            Some(sentence) => Notice { message: sentence.clone(), admin: None, ..notice },
            None => notice,
        }
    }

    /// The status of the answer.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status.unwrap_or_else(|| status(&self.problem))
    }
}

fn status(problem: &Problem) -> StatusCode {
    match problem {
        Problem::BadRequest { .. } | Problem::NoContact | Problem::NothingToLink => StatusCode::BAD_REQUEST,
        Problem::BadSearch => StatusCode::UNPROCESSABLE_ENTITY,
        Problem::SessionExpired | Problem::NotSignedIn { .. } | Problem::SignInNeeded => StatusCode::UNAUTHORIZED,
        Problem::EmbeddingNotAllowed | Problem::NotAllowed | Problem::ScopeMissing { .. } | Problem::ProtectedData => {
            StatusCode::FORBIDDEN
        }
        Problem::NotVerified
        | Problem::MatchingOff
        | Problem::SwitchedOff
        | Problem::HintOnly
        | Problem::CodeRefused => StatusCode::FORBIDDEN,
        Problem::NotFound | Problem::NoMatch | Problem::NothingFound | Problem::OlderThan60Days => {
            StatusCode::NOT_FOUND
        }
        Problem::Conflict | Problem::SeveralMatches | Problem::MoreFound { .. } | Problem::NotConfigured => {
            StatusCode::CONFLICT
        }
        Problem::Throttled { .. } | Problem::TooManyRequests => StatusCode::TOO_MANY_REQUESTS,
        Problem::StoreUnreachable
        | Problem::StoreFrozen
        | Problem::StoreGone
        | Problem::Disconnected
        | Problem::ReconnectNeeded => StatusCode::BAD_GATEWAY,
        Problem::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

impl From<Problem> for ApiError {
    fn from(problem: Problem) -> Self {
        Self { problem, status: None, locale: None, cause: None, sentence: None }
    }
}

impl From<DbError> for ApiError {
    fn from(error: DbError) -> Self {
        Self::internal(error)
    }
}

impl From<Refused> for ApiError {
    fn from(refused: Refused) -> Self {
        Problem::NotSignedIn { reason: refused.to_string() }.into()
    }
}

impl From<SessionError> for ApiError {
    fn from(error: SessionError) -> Self {
        match error {
            SessionError::Refused | SessionError::Expired => Self::session_expired(),
            SessionError::Unavailable => Self::internal(error),
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let retry = match self.problem {
            Problem::Throttled { seconds } => Some(seconds),
            Problem::TooManyRequests => Some(1),
            _ => None,
        };
        let mut response = (self.status(), Json(ProblemReply { problem: self.notice() })).into_response();
        if let Some(seconds) = retry {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
