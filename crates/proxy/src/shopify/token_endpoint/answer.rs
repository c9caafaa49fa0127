//! An answer of the token endpoint, read as tokens or as an error. Pure.

use super::error::{Refused, TokenError};
use crate::shopify::{Cause, scopes};
use crate::tokens::{AccessToken, RefreshToken};
use serde::Deserialize;
use std::borrow::Cow;
use zeroize::Zeroizing;

/// So long a token is taken to live whose life Shopify does not tell: an hour, as expiring tokens do.
const UNTOLD: u32 = 3600;
/// The longest token that is believed to be one, in bytes.
const LONGEST_TOKEN: usize = 4096;
/// The longest code of a refusal that is passed on.
const LONGEST_CODE: usize = 40;

/// Tokens that Shopify gave. They count from the moment they were asked for.
#[derive(Clone, Debug)]
pub struct Granted {
    /// The access token.
    pub access: AccessToken,
    /// What the next one is asked for with; none with client credentials.
    pub refresh: Option<RefreshToken>,
    /// The scopes that are granted, read scopes that a write scope brings along included. Empty where Shopify says nothing.
    pub scopes: Vec<String>,
    /// How long the access token lives, in seconds. An hour where Shopify does not tell: only expiring tokens are asked for.
    pub expires_in: u32,
    /// How long the refresh token lives, in seconds, where Shopify tells.
    pub refresh_expires_in: Option<u32>,
}

/// What was asked for: the same code of Shopify's means different things.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// Tokens for a code that the owner brought.
    Code,
    /// The next pair.
    Refresh,
    /// A token for an app of the shop's own organisation.
    Client,
    /// An expiring pair for a token that does not expire.
    Migration,
}

impl Asked {
    /// Its name in the log.
    pub(super) const fn operation(self) -> &'static str {
        match self {
            Self::Code => "oauth:authorization_code",
            Self::Refresh => "oauth:refresh_token",
            Self::Client => "oauth:client_credentials",
            Self::Migration => "oauth:token_exchange",
        }
    }
}

#[derive(Deserialize)]
struct Body {
    access_token: Option<Zeroizing<String>>,
    refresh_token: Option<Zeroizing<String>>,
    #[serde(default)]
    scope: Option<String>,
    #[serde(default)]
    expires_in: Option<serde_json::Number>,
    #[serde(default)]
    refresh_token_expires_in: Option<serde_json::Number>,
}

#[derive(Deserialize)]
struct Refusal<'a> {
    #[serde(borrow, default)]
    error: Cow<'a, str>,
    #[serde(borrow, default)]
    error_description: Cow<'a, str>,
}

/// Reads an answer. Whether it is JSON or a page for people shows in the body; the content type is not to be relied on.
pub(super) fn read(asked: Asked, status: u16, body: &[u8]) -> Result<Granted, TokenError> {
    match status {
        200..300 => granted(asked, status, body),
        402 | 423 => Err(TokenError::Frozen),
        300..400 | 408 | 429 | 430 | 500.. => Err(TokenError::Passing(Cause::Status(status))),
        _ => Err(refusal(asked, status, body)),
    }
}

fn granted(asked: Asked, status: u16, body: &[u8]) -> Result<Granted, TokenError> {
    let not_an_answer = || TokenError::Passing(Cause::NotAnAnswer);
    let Body { access_token, refresh_token, scope, expires_in, refresh_token_expires_in } =
        serde_json::from_slice(body).map_err(|_| not_an_answer())?;
    let Some(access) = access_token else {
        return Err(refusal_in_json(asked, status, body).unwrap_or_else(not_an_answer));
    };
    if !is_token(&access) || refresh_token.as_ref().is_some_and(|token| !is_token(token)) {
        return Err(not_an_answer());
    }
    Ok(Granted {
        access: AccessToken::new(access.to_string()),
        refresh: refresh_token.map(|token| RefreshToken::new(token.to_string())),
        scopes: scopes::with_implied(scope.as_deref().unwrap_or_default().split(',')),
        expires_in: expires_in.as_ref().and_then(seconds).unwrap_or(UNTOLD),
        refresh_expires_in: refresh_token_expires_in.as_ref().and_then(seconds),
    })
}

/// Visible ASCII that fits into a header.
fn is_token(text: &str) -> bool {
    (1..=LONGEST_TOKEN).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// A life in whole seconds; none for what is no life.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped before")]
fn seconds(number: &serde_json::Number) -> Option<u32> {
    let seconds = number.as_f64().filter(|seconds| *seconds > 0.0)?;
    Some(seconds.clamp(1.0, f64::from(u32::MAX)) as u32)
}

fn refusal(asked: Asked, status: u16, body: &[u8]) -> TokenError {
    if let Some(error) = refusal_in_json(asked, status, body) {
        return error;
    }
    // A page for people. The code stands somewhere in its text.
    let page = String::from_utf8_lossy(body);
    let code = KNOWN.iter().find(|code| holds_word(&page, code)).copied();
    match code.and_then(|code| by_code(asked, status, code, &page)) {
        Some(error) => error,
        None => by_status(status, code.unwrap_or_default()),
    }
}

/// A refusal in JSON; none where the body is not one.
fn refusal_in_json(asked: Asked, status: u16, body: &[u8]) -> Option<TokenError> {
    let Refusal { error, error_description } = serde_json::from_slice(body).ok()?;
    if error.is_empty() {
        return None;
    }
    Some(by_code(asked, status, &error, &error_description).unwrap_or_else(|| by_status(status, &error)))
}

/// The codes that are looked for in pages.
const KNOWN: &[&str] = &[
    "app_not_installed",
    "shop_not_permitted",
    "application_cannot_be_found",
    "invalid_client",
    "invalid_grant",
    "invalid_subject_token",
    "invalid_request",
    "invalid_scope",
    "unauthorized_client",
    "unsupported_grant_type",
];

/// What a code means; `said` decides where Shopify uses one code for several things.
fn by_code(asked: Asked, status: u16, code: &str, said: &str) -> Option<TokenError> {
    let dead = match asked {
        Asked::Code => TokenError::CodeRefused,
        Asked::Refresh => TokenError::DeadRefreshToken,
        Asked::Migration => TokenError::DeadToken,
        Asked::Client => return by_code_of_any(code),
    };
    match (asked, code) {
        (_, "invalid_grant") | (Asked::Migration, "invalid_subject_token") => Some(dead),
        (Asked::Code, "invalid_request") if said.contains("authorization code") => Some(dead),
        (Asked::Refresh, "invalid_request") if status == 401 || said.contains("active refresh_token") => Some(dead),
        _ => by_code_of_any(code),
    }
}

fn by_code_of_any(code: &str) -> Option<TokenError> {
    match code {
        "invalid_client" | "application_cannot_be_found" => Some(TokenError::BadSecret),
        "app_not_installed" => Some(TokenError::NotInstalled),
        "shop_not_permitted" => Some(TokenError::NotSameOrganisation),
        _ => None,
    }
}

fn by_status(status: u16, code: &str) -> TokenError {
    if status == 404 {
        return TokenError::NoSuchShop;
    }
    let is_code = code.len() <= LONGEST_CODE && code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    TokenError::Refused(Refused { status, code: if is_code { code.to_owned() } else { String::new() } })
}

/// Whether a text holds a word as a whole.
fn holds_word(text: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    text.match_indices(word).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + word.len()..]);
        !before.ends_with(is_part) && !after.starts_with(is_part)
    })
}

#[cfg(test)]
mod tests;
