//! Processes that die in the middle of a refresh: the store works afterwards, without anyone's help.

use super::*;
use crate::desk::{browser, customer};
use crate::postgres;
use context_card_sandbox::TokenGate;
use sqlx::{Connection as _, Executor as _};
use std::io::{BufRead as _, BufReader};
use std::pin::pin;
use std::process::{Child, Stdio};
use std::task::Poll;
use std::time::Duration;

const FINE: [&str; 0] = [];

/// Lets a future run until it has waited so many times; none where it was dropped then.
async fn dropped_after<T>(waits: usize, future: impl Future<Output = T>) -> Option<T> {
    let (mut future, mut waited) = (pin!(future), 0);
    std::future::poll_fn(|context| {
        if waited == waits {
            return Poll::Ready(None);
        }
        waited += 1;
        future.as_mut().poll(context).map(Some)
    })
    .await
}

#[tokio::test]
async fn a_refresh_may_end_at_every_step() {
    let connected = Connected::by_code().await;
    let keeper = connected.desk.app.keeper.clone();
    // How often it waits depends on how fast the others are, so it is brought to its end more than once.
    let (mut waits, mut ended) = (1, 0);
    while ended < 5 {
        let version = connected.row().await.connection.version;
        let renewing = keeper.renew_here(&connected.tenant, &connected.store, version);
        let whole = dropped_after(waits, renewing).await;
        connected.ask(&connected.row().await).await.unwrap_or_else(|error| panic!("after {waits} waits: {error}"));
        // And the refresh token that is kept now is as good.
        let row = connected.row().await;
        keeper.renew(&connected.tenant, &connected.store, row.connection.version).await.unwrap();
        assert_eq!(connected.told().await, FINE, "after {waits} waits");
        waits += 1;
        if let Some(held) = whole {
            held.unwrap();
            (waits, ended) = (1, ended + 1);
        }
    }
}

/// Where a process dies.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Step {
    /// Shopify has the request, and has done nothing yet; it will.
    Asked,
    /// Shopify has given out the new pair; the answer has not left.
    Given,
    /// The answer is there; it can't be kept yet.
    Answered,
    /// The new pair is kept; it has not been used.
    Kept,
    /// So many milliseconds after the card was asked for.
    Anytime(u64),
}

/// A proxy in a process of its own.
pub(super) struct Serving {
    pub(super) child: Child,
    address: String,
}

impl Serving {
    fn start(connected: &Connected) -> Self {
        Self::start_with_log(connected, "off")
    }

    pub(super) fn start_with_log(connected: &Connected, log: &str) -> Self {
        let mut child = connected
            .desk
            .setup()
            .command(&["serve", "--listen", "127.0.0.1:0", "--until-stdin-closes"])
            .env("RUST_LOG", log)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(if log == "off" { Stdio::inherit() } else { Stdio::piped() })
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("listening on ").expect("the address").to_owned();
        Self { child, address }
    }

    /// The card of a contact.
    pub(super) async fn card(
        &self,
        browser: &reqwest::Client,
        connected: &Connected,
        email: &str,
    ) -> Result<Value, reqwest::Error> {
        let body = json!({"token": connected.desk.host_token(email), "seq": 1});
        let request = browser.post(format!("{}/api/card", self.address)).header("content-type", "application/json");
        let text = request.body(body.to_string()).send().await?.text().await?;
        Ok(serde_json::from_str::<Value>(&text).unwrap()["card"].clone())
    }

    /// What `kill -9` does.
    pub(super) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // It may be dead already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Brings a process to a step of its refresh, and kills it there.
async fn die(connected: &Connected, serving: Serving, browser: &reqwest::Client, step: Step) {
    let sandbox = &connected.desk.sandbox;
    let version = connected.row().await.connection.version;
    let mut database = connected.desk.setup().back_door().await;
    match step {
        Step::Anytime(_) => sandbox.expire_access_tokens(UK),
        _ => {
            // By its own clock it is too old.
            database.execute("UPDATE connections SET expires = 1").await.unwrap();
        }
    }
    match step {
        Step::Asked => sandbox.hold_tokens(UK, TokenGate::BeforeWork),
        Step::Given | Step::Answered => sandbox.hold_tokens(UK, TokenGate::AfterWork),
        Step::Kept => sandbox.hold(UK),
        Step::Anytime(_) => {}
    }
    let lock = if postgres::here() { "BEGIN; LOCK TABLE connections IN EXCLUSIVE MODE" } else { "BEGIN IMMEDIATE" };
    let at_the_step = async {
        match step {
            Step::Asked => sandbox.token_request_waits(UK, TokenGate::BeforeWork).await,
            Step::Given => sandbox.token_request_waits(UK, TokenGate::AfterWork).await,
            Step::Answered => {
                sandbox.token_request_waits(UK, TokenGate::AfterWork).await;
                // Nobody else can write now.
                database.execute(lock).await.unwrap();
                sandbox.release_tokens(UK, TokenGate::AfterWork);
                tokio::time::sleep(Duration::from_millis(30)).await;
            }
            Step::Kept => {
                while connected.row().await.connection.version == version {
                    tokio::time::sleep(Duration::from_millis(1)).await;
                }
            }
            Step::Anytime(milliseconds) => tokio::time::sleep(Duration::from_millis(milliseconds)).await,
        }
    };
    tokio::select! {
        // Somebody whose card is not in memory yet.
        card = serving.card(browser, connected, "mari@example.com") => {
            assert!(matches!(step, Step::Anytime(_)), "it never came to {step:?}: {card:?}");
        }
        () = at_the_step => {}
    }
    serving.kill();
    sandbox.release(UK);
    sandbox.release_tokens(UK, TokenGate::BeforeWork);
    sandbox.release_tokens(UK, TokenGate::AfterWork);
    let kept = connected.row().await.connection.version != version;
    match step {
        Step::Asked | Step::Given | Step::Answered => assert!(!kept, "{step:?}"),
        Step::Kept => assert!(kept),
        Step::Anytime(_) => {}
    }
    database.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_process_leaves_a_store_that_works() {
    let rounds = if std::env::var_os("CONTEXT_CARD_TEST_FULL").is_some() { 200 } else { 10 };
    let connected = Connected::by_code_at(Desk::in_real_time().await).await;
    let browser = browser();
    let mut serving = Serving::start(&connected);
    for round in 0..rounds {
        let step = match round % 5 {
            0 => Step::Asked,
            1 => Step::Given,
            2 => Step::Answered,
            3 => Step::Kept,
            // From the first byte of the request to well after the answer.
            _ => Step::Anytime(round * 7 % 60),
        };
        die(&connected, serving, &browser, step).await;
        serving = Serving::start(&connected);
        let card = serving.card(&browser, &connected, "maria@example.com").await.unwrap();
        assert_eq!(told(&card), FINE, "round {round}, killed at {step:?}");
        assert_eq!(customer(&card, 0)["name"], "Maria Sørensen");
        assert_eq!(connected.state().await, (ConnectionState::Connected, None), "round {round}, killed at {step:?}");
    }
}
