//! No token and no client secret, byte by byte, where it should not be.

use super::killed::Serving;
use super::*;
use crate::desk::browser;
use context_card_sandbox::OauthFault;
use std::io::Read as _;

#[tokio::test(flavor = "multi_thread")]
async fn renewals_at_full_log_level_leave_no_secret_anywhere() {
    let connected = Connected::by_code_at(Desk::in_real_time().await).await;
    let browser = browser();
    let mut secrets = vec![SECRET.to_owned()];
    let mut collect = async || {
        let row = connected.row().await;
        let sealed = row.connection.sealed;
        secrets.extend(connected.opened(&sealed.refresh).await);
        let key = connected.desk.app.data_key(&connected.tenant).await.ok().unwrap();
        secrets.push(key.open(Purpose::AccessToken, &[connected.store.as_str(), UK], &sealed.access).unwrap());
    };
    collect().await;
    let mut serving = Serving::start_with_log(&connected, "trace");
    let mut log = serving.child.stderr.take().unwrap();
    let reading = std::thread::spawn(move || {
        let mut text = Vec::new();
        log.read_to_end(&mut text).map(|_| text).unwrap()
    });
    let mut answers = Vec::new();
    // A renewal that works, one whose answer is lost and one that is refused, page and all.
    connected.desk.sandbox.oauth_fault(UK, OauthFault::LostAnswer, 1);
    for email in ["maria@example.com", "mari@example.com"] {
        connected.desk.sandbox.expire_access_tokens(UK);
        answers.push(serving.card(&browser, &connected, email).await.unwrap().to_string());
        collect().await;
    }
    connected.desk.sandbox.kill_refresh_token(UK, CLIENT_ID);
    connected.desk.sandbox.expire_access_tokens(UK);
    answers.push(serving.card(&browser, &connected, "ryo@example.jp").await.unwrap().to_string());
    assert!(answers[2].contains("reconnect_needed"), "{}", answers[2]);
    serving.kill();

    let log = reading.join().unwrap();
    assert!(holds(&log, "oauth:refresh_token"), "there is a log at all");
    secrets.sort();
    secrets.dedup();
    assert_eq!(secrets.len(), 1 + 3 * 2, "three pairs");
    let mut places = vec![log];
    places.extend(answers.into_iter().map(String::into_bytes));
    places.push(connected.desk.setup().kept());
    for secret in &secrets {
        assert!(places.iter().all(|place| !holds(place, secret)), "{secret} got out");
    }
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}
