//! An HTTP answer of the Admin API, read as data or as an error. Pure.

use super::error::{Cause, Denial, Refusal, ShopifyError, Why};
use serde_json::Value;

/// Data, perhaps with parts held back.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reply {
    /// `data`.
    pub data: Value,
    /// What is held back of it.
    pub denials: Vec<Denial>,
    /// What it cost.
    pub cost: Option<Cost>,
}

/// What a request cost, in Shopify's points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cost {
    /// What it might have cost at most; this is what is weighed against the limits.
    pub requested: f64,
    /// What it did cost; none where nothing ran.
    pub actual: Option<f64>,
    /// What is in the bucket now, where Shopify tells.
    pub level: Option<Level>,
}

/// Shopify's bucket of points for one app and shop.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Level {
    /// What fits in.
    pub maximum: f64,
    /// What is there.
    pub available: f64,
    /// What comes back each second.
    pub rate: f64,
}

/// The parts of an HTTP answer that say what happened, beside its body.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Head<'a> {
    /// The status.
    pub(super) status: u16,
    /// `Retry-After`.
    pub(super) retry_after: Option<&'a str>,
}

/// Reads an answer, and what it cost where Shopify tells, whatever else it says.
pub(super) fn read(head: Head<'_>, body: &[u8]) -> (Result<Reply, ShopifyError>, Option<Cost>) {
    let json: Option<Value> = serde_json::from_slice(body).ok();
    let cost = json.as_ref().and_then(|json| read_cost(json.get("extensions")?));
    (read_json(head, json, cost, body), cost)
}

fn read_json(head: Head<'_>, mut json: Option<Value>, cost: Option<Cost>, body: &[u8]) -> Result<Reply, ShopifyError> {
    if !(200..300).contains(&head.status) {
        return Err(by_status(head, json.as_ref(), body));
    }
    let Some(Value::Object(answer)) = &mut json else { return Err(ShopifyError::Unreachable(Cause::NotAnAnswer)) };
    let data = answer.remove("data").unwrap_or_default();
    let errors = match answer.get("errors") {
        None | Some(Value::Null) => &[][..],
        Some(Value::Array(errors)) => errors,
        // `errors` as a string is said of tokens and shops, with a status of its own; here it is out of place.
        Some(_) => return Err(ShopifyError::Unreachable(Cause::NotAnAnswer)),
    };
    let wait = cost.map_or(1, wait);
    let mut denials = Vec::new();
    for error in errors {
        denials.extend(read_error(error, !data.is_null(), wait)?);
    }
    if data.is_null() {
        // Everything is held back: the reason stands in for the data.
        return Err(match denials.into_iter().next().map(|denial| denial.why) {
            Some(Why::Protected) => ShopifyError::NotApproved,
            Some(Why::Scope(scope)) => ShopifyError::Scope { scope },
            Some(Why::Failed) | None => ShopifyError::Unreachable(Cause::NotAnAnswer),
        });
    }
    Ok(Reply { data, denials, cost })
}

fn by_status(head: Head<'_>, json: Option<&Value>, body: &[u8]) -> ShopifyError {
    // The words decide between kinds of 403; they go no further.
    let said = json.and_then(|json| json.get("errors")).and_then(Value::as_str).unwrap_or_default();
    let said = if said.is_empty() { &String::from_utf8_lossy(&body[..body.len().min(2000)]) } else { said };
    match head.status {
        401 => ShopifyError::Token,
        402 | 423 => ShopifyError::Frozen,
        403 => forbidden(said, json.is_some()),
        404 => ShopifyError::Gone,
        429 => {
            let seconds = head.retry_after.and_then(|text| text.trim().parse::<f64>().ok());
            ShopifyError::Throttled { seconds: whole(seconds.unwrap_or(1.0)) }
        }
        status @ (400 | 406 | 409 | 413 | 415 | 422) => ShopifyError::Refused(Refusal::Status(status)),
        status => ShopifyError::Unreachable(Cause::Status(status)),
    }
}

/// The kinds of 403, by Shopify's words.
fn forbidden(said: &str, is_json: bool) -> ShopifyError {
    if said.contains("Unavailable Shop") {
        ShopifyError::Frozen
    } else if said.contains("Non-expiring access tokens") {
        ShopifyError::TokenMustExpire
    } else if said.contains("not approved") {
        ShopifyError::NotApproved
    } else if let Some(scope) = scope_in(said) {
        ShopifyError::Scope { scope }
    } else if is_json {
        ShopifyError::Token
    } else {
        // A page in place of Shopify's word comes from what stands before it, and says nothing of the token.
        ShopifyError::Unreachable(Cause::Status(403))
    }
}

/// The scope in "requires merchant approval for `read_orders` scope".
fn scope_in(said: &str) -> Option<String> {
    let words = said.split(|letter: char| !(letter.is_ascii_lowercase() || letter == '_'));
    said.contains(" scope").then(|| words.into_iter().find(|word| is_scope(word)).map(str::to_owned)).flatten()
}

fn is_scope(word: &str) -> bool {
    let known = word.starts_with("read_") || word.starts_with("write_");
    known && word.len() < 64 && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
}

/// One of `errors`: a part that is held back, or the end of the request.
fn read_error(error: &Value, has_data: bool, wait: u32) -> Result<Option<Denial>, ShopifyError> {
    let code = error.pointer("/extensions/code").and_then(Value::as_str).unwrap_or_default();
    let message = error.get("message").and_then(Value::as_str).unwrap_or_default();
    let path = error.get("path").and_then(Value::as_array).map(Vec::as_slice).map(pointer);
    let why = match code {
        "THROTTLED" => return Err(ShopifyError::Throttled { seconds: wait }),
        "MAX_COST_EXCEEDED" => return Err(ShopifyError::Refused(Refusal::TooExpensive)),
        "SHOP_INACTIVE" => return Err(ShopifyError::Frozen),
        "INTERNAL_SERVER_ERROR" if !has_data => return Err(ShopifyError::Unreachable(Cause::Internal)),
        "INVALID_VARIABLE" => return Err(ShopifyError::Refused(Refusal::Variable)),
        // What is not there is `null` in the data, and that says it.
        "RESOURCE_NOT_FOUND" | "NOT_FOUND" if has_data => return Ok(None),
        _ if is_protected(message) => Why::Protected,
        "ACCESS_DENIED" => Why::Scope(required_scope(error, message)),
        _ if has_data && path.is_some() => Why::Failed,
        _ => return Err(ShopifyError::Refused(Refusal::Schema)),
    };
    Ok(Some(Denial { path: path.unwrap_or_default(), why }))
}

/// Shopify says this of data that needs its approval or a larger plan; such errors may have no code.
fn is_protected(message: &str) -> bool {
    message.contains("is not approved to access") || message.contains("personally identifiable information")
}

/// The scope in Shopify's words "`read_orders` access scope".
fn required_scope(error: &Value, message: &str) -> String {
    let required = error.pointer("/extensions/requiredAccess").and_then(Value::as_str).unwrap_or(message);
    let quoted = required.split('`').skip(1).step_by(2);
    quoted.into_iter().find(|word| is_scope(word)).unwrap_or_default().to_owned()
}

fn pointer(parts: &[Value]) -> String {
    let mut text = String::new();
    for part in parts {
        text.push('/');
        match part {
            Value::String(name) => text.push_str(name),
            other => text.push_str(&other.to_string()),
        }
    }
    text
}

fn read_cost(extensions: &Value) -> Option<Cost> {
    let cost = extensions.get("cost")?;
    let number = |pointer| cost.pointer(pointer).and_then(Value::as_f64);
    let level = || {
        Some(Level {
            maximum: number("/throttleStatus/maximumAvailable")?,
            available: number("/throttleStatus/currentlyAvailable")?,
            rate: number("/throttleStatus/restoreRate")?,
        })
    };
    Some(Cost { requested: number("/requestedQueryCost")?, actual: number("/actualQueryCost"), level: level() })
}

/// How long until the bucket holds what the request needs; at least a second.
fn wait(cost: Cost) -> u32 {
    let enough = |level: Level| (cost.requested - level.available) / level.rate;
    whole(cost.level.filter(|level| level.rate > 0.0).map_or(1.0, enough))
}

/// Whole seconds, at least one and at most an hour.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped before")]
pub(super) fn whole(seconds: f64) -> u32 {
    seconds.ceil().clamp(1.0, 3600.0) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn answer(status: u16, body: &str) -> Result<Reply, ShopifyError> {
        read(Head { status, retry_after: None }, body.as_bytes()).0
    }

    fn ok(body: Value) -> Result<Reply, ShopifyError> {
        answer(200, &body.to_string())
    }

    fn error(message: &str, code: &str) -> Value {
        json!({"errors": [{"message": message, "extensions": {"code": code}}]})
    }

    #[test]
    fn data_and_cost_are_read() {
        let reply = ok(json!({"data": {"shop": {"name": "Acme"}},
            "extensions": {"cost": {"requestedQueryCost": 6, "actualQueryCost": 5.0}}}));
        let reply = reply.unwrap();
        assert_eq!(reply.data["shop"]["name"], "Acme");
        assert_eq!(reply.cost, Some(Cost { requested: 6.0, actual: Some(5.0), level: None }));
        assert!(reply.denials.is_empty());
    }

    #[test]
    fn each_status_says_what_can_be_done() {
        use ShopifyError as E;
        let non_expiring = r#"{"errors":"[API] Non-expiring access tokens are no longer accepted for the Admin API."}"#;
        let scope = r#"{"errors":"[API] This action requires merchant approval for read_orders scope."}"#;
        for (status, body, expected) in [
            (401, r#"{"errors":"[API] Invalid API key or access token"}"#, E::Token),
            (402, r#"{"errors":"Unavailable Shop"}"#, E::Frozen),
            (403, r#"{"errors":"Unavailable Shop"}"#, E::Frozen),
            (403, non_expiring, E::TokenMustExpire),
            (403, r#"{"errors":"Forbidden"}"#, E::Token),
            (403, "<html>no</html>", E::Unreachable(Cause::Status(403))),
            (403, scope, E::Scope { scope: "read_orders".into() }),
            (403, r#"{"errors":"This app is not approved to access the Order object"}"#, E::NotApproved),
            (404, "<html>", E::Gone),
            (423, "{}", E::Frozen),
            (429, "", E::Throttled { seconds: 1 }),
            (430, "{}", E::Unreachable(Cause::Status(430))),
            (400, "{}", E::Refused(Refusal::Status(400))),
            (500, "oops", E::Unreachable(Cause::Status(500))),
            (520, "<html>", E::Unreachable(Cause::Status(520))),
            (301, "", E::Unreachable(Cause::Status(301))),
            (200, "<html>", E::Unreachable(Cause::NotAnAnswer)),
            (200, "", E::Unreachable(Cause::NotAnAnswer)),
            (200, r#"{"data":{"shop":"#, E::Unreachable(Cause::NotAnAnswer)),
            (200, "[]", E::Unreachable(Cause::NotAnAnswer)),
            (200, "{}", E::Unreachable(Cause::NotAnAnswer)),
            (200, r#"{"data":null}"#, E::Unreachable(Cause::NotAnAnswer)),
            (200, r#"{"errors":"no"}"#, E::Unreachable(Cause::NotAnAnswer)),
        ] {
            assert_eq!(answer(status, body), Err(expected), "{status} {body}");
        }
    }

    #[test]
    fn a_wait_is_told_in_whole_seconds() {
        let head = Head { status: 429, retry_after: Some("2.0") };
        assert_eq!(read(head, b"").0, Err(ShopifyError::Throttled { seconds: 2 }));
        let mut body = error("Throttled", "THROTTLED");
        body["extensions"] = json!({"cost": {"requestedQueryCost": 438, "actualQueryCost": null,
            "throttleStatus": {"maximumAvailable": 2000.0, "currentlyAvailable": 5, "restoreRate": 100.0}}});
        let (result, cost) = read(Head { status: 200, retry_after: None }, body.to_string().as_bytes());
        assert_eq!(result, Err(ShopifyError::Throttled { seconds: 5 }));
        let level = Level { maximum: 2000.0, available: 5.0, rate: 100.0 };
        assert_eq!(cost, Some(Cost { requested: 438.0, actual: None, level: Some(level) }));
        assert_eq!(ok(error("Throttled", "THROTTLED")), Err(ShopifyError::Throttled { seconds: 1 }));
    }

    #[test]
    fn codes_without_data_end_the_request() {
        for (code, expected) in [
            ("MAX_COST_EXCEEDED", ShopifyError::Refused(Refusal::TooExpensive)),
            ("INTERNAL_SERVER_ERROR", ShopifyError::Unreachable(Cause::Internal)),
            ("INVALID_VARIABLE", ShopifyError::Refused(Refusal::Variable)),
            ("undefinedField", ShopifyError::Refused(Refusal::Schema)),
            ("BAD_REQUEST", ShopifyError::Refused(Refusal::Schema)),
            ("SHOP_INACTIVE", ShopifyError::Frozen),
        ] {
            assert_eq!(ok(error("It went wrong", code)), Err(expected), "{code}");
        }
        let not_approved = error("This app is not approved to access the Customer object.", "ACCESS_DENIED");
        assert_eq!(ok(not_approved), Err(ShopifyError::NotApproved));
        let mut denied =
            error("Access denied for orders field. Required access: `read_orders` access scope.", "ACCESS_DENIED");
        denied["data"] = Value::Null;
        assert_eq!(ok(denied), Err(ShopifyError::Scope { scope: "read_orders".into() }));
    }

    #[test]
    fn a_part_that_is_held_back_is_told_with_its_place_and_reason() {
        let reply = ok(json!({"data": {"first": {"orders": null, "phone": null}}, "errors": [
            {"message": "Access denied for orders field.", "path": ["first", "orders"], "extensions":
                {"code": "ACCESS_DENIED", "requiredAccess": "the `read_orders` access scope or the `read_quick_sale` access scope."}},
            {"message": "This app is not approved to access the Customer object. See …", "locations": [], "path": ["first", "phone"]},
            {"message": "?", "path": ["first", "nodes", 0], "extensions": {"code": "NEWS"}},
            {"message": "gone", "path": ["order"], "extensions": {"code": "RESOURCE_NOT_FOUND"}},
        ]}))
        .unwrap();
        let told: Vec<_> = reply.denials.iter().map(|denial| (denial.path.as_str(), &denial.why)).collect();
        assert_eq!(
            told,
            [
                ("/first/orders", &Why::Scope("read_orders".into())),
                ("/first/phone", &Why::Protected),
                ("/first/nodes/0", &Why::Failed),
            ]
        );
    }

    #[test]
    fn a_required_scope_is_never_free_text() {
        let error = json!({"extensions": {"requiredAccess": "`<b>read_orders</b>` or `read_orders` please"}});
        assert_eq!(required_scope(&error, ""), "read_orders");
        assert_eq!(required_scope(&json!({}), "no scope named"), "");
    }
}
