//! JSON bodies, parsed at the edge: what is wrong is said without repeating what was sent.

use crate::error::ApiError;
use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use serde::de::DeserializeOwned;

/// A JSON body of type `T`.
pub(crate) struct Body<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        match Json::<T>::from_request(request, state).await {
            Ok(Json(body)) => Ok(Self(body)),
            Err(rejection) => Err(refuse(&rejection)),
        }
    }
}

fn refuse(rejection: &JsonRejection) -> ApiError {
    match rejection {
        JsonRejection::MissingJsonContentType(_) => {
            ApiError::bad_request(None, "the content type must be application/json")
                .with_status(StatusCode::UNSUPPORTED_MEDIA_TYPE)
        }
        JsonRejection::JsonSyntaxError(_) => ApiError::bad_request(None, "the body is not JSON"),
        JsonRejection::JsonDataError(error) => {
            let field = named_field(&error.body_text());
            ApiError::bad_request(
                field.as_deref(),
                "a field is missing, unknown or of the wrong kind; see /openapi.json",
            )
        }
        _ if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            ApiError::bad_request(None, "the body is larger than 64 KiB").with_status(StatusCode::PAYLOAD_TOO_LARGE)
        }
        _ => ApiError::bad_request(None, "the body can't be read"),
    }
}

/// The field that serde's message is about: it stands before a colon, or in backticks. Only what looks like a field's name.
fn named_field(message: &str) -> Option<String> {
    let missing =
        message.split_once("missing field `").and_then(|(_, rest)| rest.split_once('`')).map(|(name, _)| name);
    let path = message.split_once("target type: ").and_then(|(_, rest)| rest.split_once(": ")).map(|(path, _)| path);
    let name = missing.or(path)?;
    let plain =
        name.len() <= 60 && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'[' | b']'));
    plain.then(|| name.to_owned())
}
