use super::*;
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

const GOOD: &str = r#"{"access_token":"shpat_2","scope":"read_orders","expires_in":3600,"refresh_token":"shprt_2"}"#;

/// What a shop does with a request.
enum Act {
    /// Answers: status, headers, body.
    Say(&'static str, String),
    /// Reads the request and closes the connection.
    Hang,
    /// Reads the request and says nothing, ever.
    Silence,
}

fn say(body: &str) -> Act {
    Act::Say("200 OK", body.to_owned())
}

/// A shop that does one thing after the other, and keeps the forms that reached it.
async fn shop(acts: impl IntoIterator<Item = Act>) -> (TokenEndpoint, Arc<Mutex<Vec<HashMap<String, String>>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let template = format!("http://{}/{{shop}}", listener.local_addr().unwrap());
    let (mut acts, forms) = (VecDeque::from_iter(acts), Arc::new(Mutex::new(Vec::new())));
    let kept = forms.clone();
    tokio::spawn(async move {
        let mut silent = Vec::new();
        while let Ok((mut stream, _)) = listener.accept().await {
            let form = read_form(&mut stream).await;
            kept.lock().unwrap().push(form);
            match acts.pop_front() {
                Some(Act::Say(status, body)) => {
                    let answer =
                        format!("HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n", body.len());
                    // Who asked may have gone away in the middle of a body that is too large.
                    let _ = stream.write_all([answer, body].concat().as_bytes()).await;
                }
                Some(Act::Hang) | None => {}
                Some(Act::Silence) => silent.push(stream),
            }
        }
    });
    let client = Client::new(&template).unwrap().with_time_limit(Duration::from_secs(1)).with_patience(Duration::ZERO);
    (TokenEndpoint::new(client), forms)
}

async fn read_form(stream: &mut TcpStream) -> HashMap<String, String> {
    let (mut bytes, mut chunk) = (Vec::new(), [0; 4096]);
    loop {
        let length = stream.read(&mut chunk).await.unwrap();
        bytes.extend_from_slice(&chunk[..length]);
        let text = String::from_utf8(bytes.clone()).unwrap();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let head = head.to_ascii_lowercase();
            let due = head.split("content-length: ").nth(1).unwrap().lines().next().unwrap().parse::<usize>().unwrap();
            if body.len() >= due {
                assert!(head.starts_with("post /acme.myshopify.com/admin/oauth/access_token "), "{head}");
                assert!(head.contains("accept: application/json"), "{head}");
                return url::form_urlencoded::parse(body.as_bytes()).into_owned().collect();
            }
        }
        assert!(length > 0, "the request is whole");
    }
}

fn acme() -> ShopDomain {
    ShopDomain::parse("acme.myshopify.com").unwrap()
}

fn app() -> AppCredentials {
    AppCredentials { client_id: "app-1".to_owned(), secret: ClientSecret::new("s & p=".to_owned()) }
}

fn refresh_token() -> RefreshToken {
    RefreshToken::new("shprt_1".to_owned())
}

#[tokio::test]
async fn each_way_sends_what_shopify_reads() {
    let (endpoint, forms) = shop([say(GOOD), say(GOOD), say(GOOD), say(GOOD)]).await;
    endpoint.exchange_code(&acme(), &app(), &AuthorizationCode::new("c0de".to_owned())).await.unwrap();
    endpoint.refresh(&acme(), &app(), &refresh_token()).await.unwrap();
    endpoint.client_credentials(&acme(), &app()).await.unwrap();
    endpoint.migrate(&acme(), &app(), &AccessToken::new("shpat_old".to_owned())).await.unwrap();
    let forms = forms.lock().unwrap();
    let base = [("client_id", "app-1"), ("client_secret", "s & p=")];
    let exchange = "urn:ietf:params:oauth:grant-type:token-exchange";
    let offline = "urn:shopify:params:oauth:token-type:offline-access-token";
    for (form, more) in forms.iter().zip([
        &[("code", "c0de"), ("expiring", "1")][..],
        &[("grant_type", "refresh_token"), ("refresh_token", "shprt_1")],
        &[("grant_type", "client_credentials")],
        &[
            ("grant_type", exchange),
            ("subject_token", "shpat_old"),
            ("subject_token_type", offline),
            ("requested_token_type", offline),
            ("expiring", "1"),
        ],
    ]) {
        let expected = base.iter().chain(more).map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        assert_eq!(*form, expected);
    }
    assert_eq!(forms.len(), 4);
}

#[tokio::test]
async fn a_lost_answer_is_asked_for_again_with_the_same_refresh_token() {
    let error = || Act::Say("503 Service Unavailable", "<html>".to_owned());
    for acts in
        [[Act::Hang, Act::Hang, say(GOOD)], [Act::Silence, error(), say(GOOD)], [say("<html>"), error(), say(GOOD)]]
    {
        let (endpoint, forms) = shop(acts).await;
        let granted = endpoint.refresh(&acme(), &app(), &refresh_token()).await.unwrap();
        assert_eq!(granted.access.expose(), "shpat_2");
        let forms = forms.lock().unwrap();
        assert_eq!(forms.len(), 3);
        assert!(forms.iter().all(|form| form["refresh_token"] == "shprt_1"));
    }
}

#[tokio::test]
async fn after_three_attempts_it_is_over_for_now() {
    let (endpoint, forms) = shop([Act::Hang, Act::Hang, Act::Hang, say(GOOD)]).await;
    let error = endpoint.refresh(&acme(), &app(), &refresh_token()).await.unwrap_err();
    assert!(matches!(error, TokenError::Passing(_)), "{error}");
    assert_eq!(forms.lock().unwrap().len(), 3);
}

#[tokio::test]
async fn what_shopify_refuses_is_not_asked_again() {
    let dead = r#"{"error":"invalid_request","error_description":"This request requires an active refresh_token"}"#;
    let (endpoint, forms) = shop([Act::Say("401 Unauthorized", dead.to_owned()), say(GOOD)]).await;
    let error = endpoint.refresh(&acme(), &app(), &refresh_token()).await.unwrap_err();
    assert_eq!(error, TokenError::DeadRefreshToken);
    assert_eq!(forms.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn a_code_is_sent_only_once() {
    for act in [Act::Hang, Act::Silence, say("<html>")] {
        let (endpoint, forms) = shop([act, say(GOOD)]).await;
        let code = AuthorizationCode::new("c0de".to_owned());
        let error = endpoint.exchange_code(&acme(), &app(), &code).await.unwrap_err();
        assert!(matches!(error, TokenError::Passing(_)), "{error}");
        assert_eq!(forms.lock().unwrap().len(), 1);
    }
}

#[tokio::test]
async fn secrets_follow_no_redirect() {
    let elsewhere = "302 Found\r\nlocation: /acme.myshopify.com/admin/oauth/access_token";
    let (endpoint, forms) = shop([Act::Say(elsewhere, String::new()), say(GOOD)]).await;
    let code = AuthorizationCode::new("c0de".to_owned());
    let error = endpoint.exchange_code(&acme(), &app(), &code).await.unwrap_err();
    assert_eq!(error, TokenError::Passing(Cause::Status(302)));
    assert_eq!(forms.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn an_answer_has_a_largest_size() {
    let large = || say(&format!(r#"{{"access_token":"shpat_2","padding":"{}"}}"#, "x".repeat(LARGEST)));
    let (endpoint, _) = shop([large(), large(), large()]).await;
    let error = endpoint.client_credentials(&acme(), &app()).await.unwrap_err();
    assert_eq!(error, TokenError::Passing(Cause::TooLarge));
}

#[tokio::test]
async fn a_silent_shop_is_given_up() {
    let (endpoint, _) = shop([Act::Silence, Act::Silence, Act::Silence]).await;
    let error = endpoint.refresh(&acme(), &app(), &refresh_token()).await.unwrap_err();
    assert_eq!(error, TokenError::Passing(Cause::Timeout));
}
