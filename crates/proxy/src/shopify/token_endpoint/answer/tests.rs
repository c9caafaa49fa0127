use super::*;

fn answer(asked: Asked, status: u16, body: &str) -> Result<Granted, TokenError> {
    read(asked, status, body.as_bytes())
}

fn error(asked: Asked, status: u16, body: &str) -> TokenError {
    answer(asked, status, body).unwrap_err()
}

fn page(words: &str) -> String {
    format!("<!doctype html><html><body><main><h1>Oops</h1><p>{words}</p></main></body></html>")
}

#[test]
fn a_pair_is_read() {
    let body = r#"{"access_token":"shpat_1","scope":"read_customers,write_orders","expires_in":3599,
                   "refresh_token":"shprt_1","refresh_token_expires_in":7776000}"#;
    let granted = answer(Asked::Code, 200, body).unwrap();
    assert_eq!(granted.access.expose(), "shpat_1");
    assert_eq!(granted.refresh.unwrap().expose(), "shprt_1");
    assert_eq!(granted.scopes, ["read_customers", "read_orders", "write_orders"]);
    assert_eq!((granted.expires_in, granted.refresh_expires_in), (3599, Some(7_776_000)));
}

#[test]
fn a_token_of_client_credentials_comes_alone() {
    let body = r#"{"access_token":"f8563253","scope":"read_products","expires_in":86399}"#;
    let granted = answer(Asked::Client, 200, body).unwrap();
    assert!(granted.refresh.is_none());
    assert_eq!(granted.expires_in, 86399);
}

#[test]
fn a_life_that_is_not_told_is_an_hour_and_never_endless() {
    for life in ["", r#","expires_in":null"#, r#","expires_in":0"#, r#","expires_in":-1"#] {
        let body = format!(r#"{{"access_token":"shpat_1","refresh_token":"shprt_1"{life}}}"#);
        assert_eq!(answer(Asked::Refresh, 200, &body).unwrap().expires_in, 3600, "{life}");
    }
    let body = r#"{"access_token":"shpat_1","expires_in":3599.0}"#;
    assert_eq!(answer(Asked::Refresh, 200, body).unwrap().expires_in, 3599);
}

#[test]
fn what_holds_no_token_is_no_answer() {
    let too_long = format!(r#"{{"access_token":"{}"}}"#, "x".repeat(LONGEST_TOKEN + 1));
    for body in [
        "",
        "{}",
        "[]",
        "<html>welcome</html>",
        r#"{"access_token":"#,
        r#"{"access_token":""}"#,
        r#"{"access_token":"two words"}"#,
        r#"{"access_token":"shpat_1","refresh_token":""}"#,
        r#"{"access_token":"line\nbreak"}"#,
        &too_long,
    ] {
        assert_eq!(error(Asked::Refresh, 200, body), TokenError::Passing(Cause::NotAnAnswer), "{body}");
    }
}

#[test]
fn each_refusal_says_what_can_be_done() {
    use Asked::{Client, Code, Migration, Refresh};
    use TokenError as E;
    let dead = r#"{"error":"invalid_request","error_description":"This request requires an active refresh_token"}"#;
    let spent =
        r#"{"error":"invalid_request","error_description":"The authorization code was not found or was already used"}"#;
    let grant = r#"{"error":"invalid_grant"}"#;
    let secret = r#"{"error":"invalid_client","error_description":"Client authentication failed"}"#;
    let subject = r#"{"error":"invalid_subject_token","error_description":"…"}"#;
    for (asked, status, body, expected) in [
        (Refresh, 401, dead, E::DeadRefreshToken),
        (Refresh, 400, dead, E::DeadRefreshToken),
        (Refresh, 400, grant, E::DeadRefreshToken),
        (Refresh, 401, r#"{"error":"invalid_request"}"#, E::DeadRefreshToken),
        (Code, 400, spent, E::CodeRefused),
        (Code, 400, grant, E::CodeRefused),
        (Migration, 400, subject, E::DeadToken),
        (Migration, 400, grant, E::DeadToken),
        (Refresh, 401, secret, E::BadSecret),
        (Code, 400, secret, E::BadSecret),
        (Client, 400, secret, E::BadSecret),
        (Client, 200, secret, E::BadSecret),
        (Client, 400, r#"{"error":"shop_not_permitted"}"#, E::NotSameOrganisation),
        (Client, 400, r#"{"error":"app_not_installed"}"#, E::NotInstalled),
        (Refresh, 404, "<html>no</html>", E::NoSuchShop),
        (Refresh, 404, r#"{"errors":"Not Found"}"#, E::NoSuchShop),
        (Refresh, 402, r#"{"errors":"Unavailable Shop"}"#, E::Frozen),
        (Refresh, 423, "", E::Frozen),
    ] {
        assert_eq!(error(asked, status, body), expected, "{asked:?} {status} {body}");
    }
}

#[test]
fn a_page_for_people_is_searched_for_the_code() {
    for (asked, words, expected) in [
        (
            Asked::Client,
            "Oauth error shop_not_permitted: Client credentials cannot be performed on this shop.",
            TokenError::NotSameOrganisation,
        ),
        (Asked::Client, "Oauth error app_not_installed: …", TokenError::NotInstalled),
        (Asked::Refresh, "Oauth error invalid_client: …", TokenError::BadSecret),
        (
            Asked::Refresh,
            "invalid_request: This request requires an active refresh_token",
            TokenError::DeadRefreshToken,
        ),
        (Asked::Code, "application_cannot_be_found", TokenError::BadSecret),
    ] {
        assert_eq!(error(asked, 400, &page(words)), expected, "{words}");
    }
    let refused = |code: &str| TokenError::Refused(Refused { status: 400, code: code.to_owned() });
    assert_eq!(error(Asked::Client, 400, &page("Something went wrong")), refused(""));
    assert_eq!(error(Asked::Client, 400, &page("Oauth error invalid_scope")), refused("invalid_scope"));
    assert_eq!(error(Asked::Client, 400, &page("my_invalid_client_page")), refused(""), "only whole words count");
}

#[test]
fn what_passes_is_told_from_what_stays() {
    let dead = r#"{"error":"invalid_request","error_description":"This request requires an active refresh_token"}"#;
    for status in [302, 408, 429, 430, 500, 502, 503, 504, 520, 522, 530, 540] {
        for body in ["", "<html>invalid_client</html>", dead] {
            let expected = TokenError::Passing(Cause::Status(status));
            assert_eq!(error(Asked::Refresh, status, body), expected, "{status}: the status counts, not the words");
        }
    }
}

#[test]
fn no_text_of_shopifys_goes_on() {
    let told = |body: &str| error(Asked::Refresh, 400, body).to_string();
    assert!(told(r#"{"error":"new_reason","error_description":"Ask maria@example.com"}"#).contains("(new_reason)"));
    for code in ["<b>bold</b>", "Ask maria@example.com", "shpat_1234567890", &"x".repeat(41)] {
        let said = told(&format!(r#"{{"error":"{code}","error_description":"Ask maria@example.com"}}"#));
        assert!(said.contains("(status 400)"), "{said}");
    }
}
