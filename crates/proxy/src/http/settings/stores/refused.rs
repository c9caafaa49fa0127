//! Why a store is not connected, as a problem in the reader's language.

use crate::connect::Failed;
use crate::error::ApiError;
use crate::http::pages::{logged, status_of};
use crate::http::settings::admin::Admin;
use crate::text::{Locale, OutcomeWords, Text};
use axum::Json;
use axum::response::{IntoResponse, Response};
use context_card_wire::{Action, Notice, ProblemReply};

/// Why it was not done.
pub(crate) enum Refused {
    /// As everywhere.
    Api(ApiError),
    /// The shop was not connected.
    Failed(Box<Failed>, Locale),
}

impl Refused {
    /// Connecting failed, told to this reader.
    pub(super) fn of(admin: &Admin) -> impl Fn(Failed) -> Self {
        let locale = admin.locale.clone();
        move |failed| Self::Failed(Box::new(failed), locale.clone())
    }
}

impl From<ApiError> for Refused {
    fn from(error: ApiError) -> Self {
        Self::Api(error)
    }
}

impl From<crate::db::DbError> for Refused {
    fn from(error: crate::db::DbError) -> Self {
        Self::Api(error.into())
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let (failed, locale) = match self {
            Self::Api(error) => return error.into_response(),
            Self::Failed(failed, locale) => (failed, locale),
        };
        let code = failed.outcome.code();
        let text = Text::of(&locale);
        let OutcomeWords { what, remedy } = text.settings().connect.outcome(code);
        let problem = Notice {
            code: code.to_owned(),
            message: what.clone(),
            admin: Some(remedy.clone()).filter(|remedy| !remedy.is_empty()),
            action: Action::Retry,
            field: None,
            retry_in: None,
            reference: logged(&failed),
        };
        (status_of(failed.outcome), Json(ProblemReply { problem })).into_response()
    }
}
