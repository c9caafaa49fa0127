//! Agents of hosts that sign nothing: they sign in by a code that an admin made for them, and what the host says of a contact
//! stays a hint.

use crate::connect::Browser;
use crate::desk::{Desk, ORIGIN, PUBLIC_URL, Reply, customer};
use crate::settings::{admin_session, as_owner, owner_cookie, read, session_of, with_cookie};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use context_card::auth::{CODE_LIFE, CODE_TRIES};
use serde_json::{Value, json};

const CODE: &str = "/api/sign-in/code";
const RESUME: &str = "/api/sign-in/resume";
const END: &str = "/api/sign-in/end";
const AGENTS: &str = "/api/settings/agents";

/// A helpdesk with an inbox of Chatwoot's beside its own.
struct Unsigned {
    desk: Desk,
    inbox: String,
}

impl std::ops::Deref for Unsigned {
    type Target = Desk;

    fn deref(&self) -> &Desk {
        &self.desk
    }
}

impl Unsigned {
    /// One where hints are looked up.
    async fn open() -> Self {
        let desk = Self { inbox: String::new(), desk: Desk::open().await };
        let inbox = desk.another(&desk.tenant);
        desk.setup().json(&["inbox", "set", "--inbox", &inbox, "--reach", "search"]);
        desk.setup().behind("DELETE FROM changes");
        Self { inbox, ..desk }
    }

    fn another(&self, tenant: &str) -> String {
        let add = ["inbox", "add", "--tenant", tenant, "--host", "chatwoot", "--origin", "https://chat.example"];
        self.setup().json(&add)["inbox"].as_str().unwrap().to_owned()
    }

    /// A code that an admin makes for an agent.
    async fn code_for(&self, name: &str) -> String {
        let request = json!({"inbox": self.inbox, "name": name});
        let made = self.post(&format!("{AGENTS}/codes"), &admin_session(self).await, &request).await;
        assert_eq!(made.status, StatusCode::OK, "{}", made.text);
        made.json()["code"].as_str().unwrap().to_owned()
    }

    /// Types a code into the card.
    async fn types(&self, browser: &Browser, code: &str) -> Reply {
        browser.call(self, "POST", CODE, &json!({"inbox": self.inbox, "code": code})).await
    }

    /// Signs an agent in: the browser keeps the cookie.
    async fn sign_in(&self, name: &str) -> (Browser, String) {
        let browser = Browser::default();
        let started = self.types(&browser, &self.code_for(name).await).await;
        assert_eq!(started.status, StatusCode::OK, "{}", started.text);
        let session = started.json()["session"].as_str().unwrap().to_owned();
        (browser, session)
    }

    async fn resume(&self, browser: &Browser) -> Reply {
        browser.call(self, "POST", RESUME, &json!({"inbox": self.inbox})).await
    }

    /// Opens the conversation that the host hints at.
    async fn hinted(&self, session: &str, email: &str) -> Reply {
        let hint = json!({"conversation": "7", "contacts": [{"name": "Maria", "emails": [email]}]});
        self.post("/api/card", session, &json!({"hint": hint, "seq": 1})).await
    }

    /// What the page brings along: a session, where the browser keeps a sign-in.
    async fn arrives(&self, browser: &Browser, inbox: &str) -> Option<Value> {
        let page = browser.get(self, &format!("/embed/{inbox}")).await;
        assert_eq!(page.status, StatusCode::OK);
        let (_, rest) = page.text.split_once("id=\"scx-card-data\">")?;
        serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap()
    }
}

/// Another last character: wrong, and of the alphabet.
fn wrong(code: &str) -> String {
    let (rest, last) = code.split_at(code.len() - 1);
    format!("{rest}{}", if last == "a" { "b" } else { "a" })
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_signs_in_by_a_code_and_sees_whom_the_host_hints_at() {
    let desk = Unsigned::open().await;
    let code = desk.code_for(" Ada Lovelace ").await;
    assert_eq!((code.len(), code.matches('-').count()), (12, 2), "to be read out: {code}");
    let browser = Browser::default();
    // As somebody may type it.
    let typed = format!(" {} ", code.replace('-', " ").replace('0', "O").to_uppercase());
    let started = desk.types(&browser, &typed).await;
    assert_eq!(started.status, StatusCode::OK, "{}", started.text);
    let started = started.json();
    assert_eq!(started["agent"], json!({"id": "Ada Lovelace", "name": "Ada Lovelace", "role": "agent"}));
    assert_eq!((&started["expires_in"], &started["inbox"]), (&json!(300), &json!(desk.inbox)));
    let session = started["session"].as_str().unwrap();

    let opened = desk.hinted(session, "maria@example.com").await;
    assert_eq!(opened.status, StatusCode::OK, "{}", opened.text);
    let opened = opened.json();
    let maria = customer(&opened["card"], 0);
    assert!(opened.to_string().contains("\"grade\":\"unverified\""), "nobody vouches for the contact: {opened}");
    let session = opened["session"].as_str().expect("a session that knows the contact");
    let order = json!({"handle": maria["orders"]["rows"][0]["handle"]});
    assert_eq!(desk.post("/api/order", session, &order).await.status, StatusCode::OK);

    let export = desk.setup().json(&["access", "export", "--tenant", &desk.tenant]);
    let entries = export["entries"].as_array().unwrap();
    assert!(!entries.is_empty());
    for entry in entries {
        assert_eq!((&entry["what"], &entry["agent"]), (&json!("searched"), &json!("Ada Lovelace")), "{entry}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_reach_search_the_hint_opens_nobody() {
    let desk = Unsigned::open().await;
    desk.setup().json(&["inbox", "set", "--inbox", &desk.inbox, "--reach", "contact"]);
    let (_, session) = desk.sign_in("Ada").await;
    desk.sandbox.clear_log();
    let card = desk.hinted(&session, "maria@example.com").await.json()["card"].clone();
    assert_eq!((&card["notice"]["code"], &card["stores"]), (&json!("hint_only"), &json!([])));
    assert_eq!(desk.asked(), 0, "Shopify was not even asked");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_code_that_does_not_hold_is_refused_alike() {
    let desk = Unsigned::open().await;
    let browser = Browser::default();
    let (old, used, good) = (desk.code_for("Ada").await, desk.code_for("Ada").await, desk.code_for("Ada").await);
    assert_eq!(desk.types(&Browser::default(), &used).await.status, StatusCode::OK);
    let other = desk.another(&desk.tenant);
    let neighbours = desk.another(&desk.neighbour());
    desk.wait(CODE_LIFE);
    let foreign = desk.code_for("Ada").await;
    let mut refusals = Vec::new();
    for (inbox, code) in [
        (&desk.inbox, wrong(&foreign)),
        (&desk.inbox, old),
        (&desk.inbox, used),
        (&desk.inbox, "aaaa-aaa-aaa".to_owned()),
        (&desk.inbox, "nonsense".to_owned()),
        (&desk.inbox, String::new()),
        (&desk.inbox, "2".repeat(60_000)),
        (&other, foreign.clone()),
        (&neighbours, foreign.clone()),
    ] {
        let reply = browser.call(&desk, "POST", CODE, &json!({"inbox": inbox, "code": code})).await;
        assert_eq!((reply.status, &*reply.problem()), (StatusCode::FORBIDDEN, "code_refused"), "{code:.20}");
        let mut problem = reply.json();
        problem["problem"]["reference"] = Value::Null;
        refusals.push(problem);
    }
    assert!(refusals.iter().all(|one| *one == refusals[0]), "{refusals:?}");
    assert!(browser.cookies().is_empty());
    assert_eq!(desk.types(&browser, &foreign).await.status, StatusCode::OK, "in its own inbox it still holds");
    assert_eq!(desk.types(&browser, &good).await.problem(), "code_refused", "older than ten minutes");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_holds_until_its_last_second() {
    let desk = Unsigned::open().await;
    let code = desk.code_for("Ada").await;
    desk.wait(CODE_LIFE - 1);
    assert_eq!(desk.types(&Browser::default(), &code).await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_five_wrong_tries_the_right_one_comes_too_late() {
    let desk = Unsigned::open().await;
    let browser = Browser::default();
    let code = desk.code_for("Ada").await;
    for _ in 1..CODE_TRIES {
        assert_eq!(desk.types(&browser, &wrong(&code)).await.problem(), "code_refused");
    }
    assert_eq!(desk.types(&browser, &code).await.status, StatusCode::OK, "the fifth may be right");
    let code = desk.code_for("Ada").await;
    for _ in 0..CODE_TRIES {
        assert_eq!(desk.types(&browser, &wrong(&code)).await.problem(), "code_refused");
    }
    assert_eq!(desk.types(&browser, &code).await.problem(), "code_refused");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_signs_one_browser_in_however_many_try_at_once() {
    let desk = Unsigned::open().await;
    let beside = desk.beside().await;
    let code = desk.code_for("Ada").await;
    let request = json!({"inbox": desk.inbox, "code": code});
    let tries = (0..4).map(|at| {
        let (process, request) = (if at % 2 == 0 { &desk.desk } else { &beside }, &request);
        async move { Browser::default().call(process, "POST", CODE, request).await.status }
    });
    let answers = futures_util::future::join_all(tries).await;
    assert_eq!(answers.iter().filter(|status| **status == StatusCode::OK).count(), 1, "{answers:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_our_own_page_may_sign_in() {
    let desk = Unsigned::open().await;
    let (browser, _) = desk.sign_in("Ada").await;
    let cookie = browser.cookies().join("; ");
    let code = desk.code_for("Ada").await;
    for headers in [
        &[][..],
        &[("sec-fetch-site", "cross-site"), ("origin", "null")],
        &[("origin", "null")],
        &[("sec-fetch-site", "cross-site"), ("origin", ORIGIN)],
        &[("sec-fetch-site", "same-site"), ("origin", PUBLIC_URL)],
        &[("sec-fetch-site", "none")],
    ] {
        for path in [CODE, RESUME, END] {
            let body = match path {
                CODE => json!({"inbox": desk.inbox, "code": code}),
                _ => json!({"inbox": desk.inbox}),
            };
            let reply = with_cookie(&desk, &cookie, headers, "POST", path, &body).await;
            assert_eq!((reply.status, &*reply.problem()), (StatusCode::FORBIDDEN, "not_allowed"), "{path} {headers:?}");
            assert_eq!((reply.header("set-cookie"), reply.header("access-control-allow-origin")), ("", ""));
        }
    }
    for path in [CODE, RESUME, END] {
        let request = Request::builder()
            .method("OPTIONS")
            .uri(path)
            .header("origin", "null")
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "content-type");
        let reply = desk.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(reply.header("access-control-allow-origin"), "", "{path}");
        let more =
            browser.call(&desk, "POST", path, &json!({"inbox": desk.inbox, "code": code, "role": "admin"})).await;
        assert_eq!(more.status, StatusCode::BAD_REQUEST, "{path}: nothing is read over");
    }
    assert_eq!(desk.resume(&browser).await.status, StatusCode::OK, "nobody was signed out");
    assert_eq!(desk.types(&browser, &code).await.status, StatusCode::OK, "and no code used up");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_inbox_whose_host_signs_has_none_of_this() {
    let desk = Unsigned::open().await;
    let (browser, admin) = (Browser::default(), admin_session(&desk).await);
    for inbox in [desk.desk.inbox.id.as_str(), "i_nobody", "x"] {
        for (path, body) in [
            (CODE, json!({"inbox": inbox, "code": "aaaa-aaa-aaa"})),
            (RESUME, json!({"inbox": inbox})),
            (END, json!({"inbox": inbox})),
        ] {
            let reply = browser.call(&desk, "POST", path, &body).await;
            assert_eq!((reply.status, &*reply.problem()), (StatusCode::NOT_FOUND, "not_found"), "{path} {inbox}");
        }
        let listed = desk.call("GET", &format!("{AGENTS}?inbox={inbox}"), &admin, &Value::Null).await;
        let made = desk.post(&format!("{AGENTS}/codes"), &admin, &json!({"inbox": inbox, "name": "Ada"})).await;
        let ended = desk.post(&format!("{AGENTS}/end"), &admin, &json!({"inbox": inbox, "sign_in": "g_a"})).await;
        assert!([listed, made, ended].iter().all(|reply| reply.status == StatusCode::NOT_FOUND), "{inbox}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_cookie_brings_a_session_with_the_page() {
    let desk = Unsigned::open().await;
    let nobody = Browser::default();
    assert_eq!(desk.arrives(&nobody, &desk.inbox).await, None);
    assert_eq!(desk.resume(&nobody).await.problem(), "sign_in_needed");
    let (browser, _) = desk.sign_in("Ada").await;
    let arrival = desk.arrives(&browser, &desk.inbox).await.expect("a session");
    assert_eq!((&arrival["expires_in"], &arrival["card"]), (&json!(300), &Value::Null));
    let session = arrival["session"].as_str().unwrap();
    assert_eq!(desk.hinted(session, "maria@example.com").await.status, StatusCode::OK, "one round trip");
    let resumed = desk.resume(&browser).await.json();
    assert_eq!(desk.hinted(resumed["session"].as_str().unwrap(), "maria@example.com").await.status, StatusCode::OK);

    // A prefetch brings nothing, nor does another inbox's page, nor a cookie under another inbox's name.
    let cookie = browser.cookies().join("; ");
    let page = format!("/embed/{}", desk.inbox);
    let ahead = with_cookie(&desk, &cookie, &[("sec-purpose", "prefetch")], "GET", &page, &Value::Null).await;
    assert!(ahead.status.is_success() && !ahead.text.contains("id=\"scx-card-data\""));
    let other = desk.another(&desk.tenant);
    assert_eq!(desk.arrives(&browser, &other).await, None);
    let forged = cookie.replace(&desk.inbox, &other);
    let ours = [("sec-fetch-site", "same-origin")];
    let reply = with_cookie(&desk, &forged, &ours, "POST", RESUME, &json!({"inbox": other})).await;
    assert_eq!(reply.problem(), "sign_in_needed");
    assert_eq!(desk.arrives(&browser, &desk.desk.inbox.id).await, None, "nor where the host signs");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_with_what_it_hangs_on() {
    let desk = Unsigned::open().await;
    let admin = admin_session(&desk).await;

    // Ended by an admin.
    let (browser, session) = desk.sign_in("Ada").await;
    let list = read(&desk, &admin, &format!("{AGENTS}?inbox={}", desk.inbox)).await;
    assert_eq!((&list["agents"][0]["name"], &list["agents"][0]["way"]), (&json!("Ada"), &json!("code")));
    assert_eq!(list["agents"][0]["since"]["text"], "now");
    let end = json!({"inbox": desk.inbox, "sign_in": list["agents"][0]["sign_in"]});
    let ended = desk.post(&format!("{AGENTS}/end"), &admin, &end).await;
    assert_eq!(ended.json(), json!({"agents": []}));
    assert_eq!(desk.post(&format!("{AGENTS}/end"), &admin, &end).await.problem(), "not_found", "once");
    assert_eq!(desk.hinted(&session, "maria@example.com").await.problem(), "session_expired");
    assert_eq!(desk.post("/api/session/renew", &session, &json!({})).await.problem(), "session_expired");
    assert_eq!(desk.resume(&browser).await.problem(), "sign_in_needed");
    assert_eq!(desk.arrives(&browser, &desk.inbox).await, None);

    // By the agent: with the cookie, and without one.
    let (browser, session) = desk.sign_in("Ada").await;
    let ended = browser.call(&desk, "POST", END, &json!({"inbox": desk.inbox})).await;
    assert_eq!((ended.status, browser.cookies().len()), (StatusCode::NO_CONTENT, 0));
    assert_eq!(desk.hinted(&session, "maria@example.com").await.problem(), "session_expired");
    let (_, session) = desk.sign_in("Ada").await;
    let request = Request::post(END)
        .header("sec-fetch-site", "same-origin")
        .header("content-type", "application/json")
        .header("authorization", format!("Bearer {session}"))
        .body(Body::from(json!({"inbox": desk.inbox}).to_string()));
    assert_eq!(desk.send(request.unwrap()).await.status, StatusCode::NO_CONTENT);
    assert_eq!(desk.hinted(&session, "maria@example.com").await.problem(), "session_expired");

    // Switched off: at once, and on again.
    let (browser, session) = desk.sign_in("Ada").await;
    let code = desk.code_for("Bob").await;
    let switch = async |active: bool| {
        let request = json!({"inbox": desk.inbox, "active": active});
        assert_eq!(desk.call("PUT", "/api/settings/active", &admin, &request).await.status, StatusCode::OK);
    };
    switch(false).await;
    assert_eq!(desk.post("/api/search", &session, &json!({"query": "maria"})).await.problem(), "switched_off");
    desk.sandbox.clear_log();
    let card = desk.hinted(&session, "maria@example.com").await.json();
    assert_eq!((&card["card"]["notice"]["code"], desk.asked()), (&json!("switched_off"), 0));
    assert_eq!(desk.types(&Browser::default(), &code).await.problem(), "switched_off");
    assert_eq!(desk.arrives(&browser, &desk.inbox).await, None);
    switch(true).await;
    assert_eq!(desk.types(&Browser::default(), &code).await.status, StatusCode::OK, "the code was not used up");

    // The inbox is gone.
    desk.setup().behind(&format!("DELETE FROM inboxes WHERE inbox = '{}'", desk.inbox));
    assert_eq!(desk.hinted(&session, "maria@example.com").await.problem(), "session_expired");
    assert_eq!(desk.resume(&browser).await.problem(), "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_lasts_twelve_hours_and_no_longer() {
    let desk = Unsigned::open().await;
    let (browser, mut session) = desk.sign_in("Ada").await;
    let renew = async |session: &str| desk.post("/api/session/renew", session, &json!({})).await;
    for _ in 0..12 * 60 / 4 - 1 {
        desk.wait(4 * 60);
        let renewed = renew(&session).await;
        assert_eq!(renewed.status, StatusCode::OK, "{}", renewed.text);
        renewed.json()["session"].as_str().unwrap().clone_into(&mut session);
    }
    desk.wait(4 * 60 - 1);
    let last = desk.resume(&browser).await.json();
    assert_eq!(last["expires_in"], 1, "not beyond the twelve hours");
    desk.wait(1);
    assert_eq!(renew(&session).await.problem(), "session_expired");
    assert_eq!(renew(last["session"].as_str().unwrap()).await.problem(), "session_expired");
    assert_eq!(desk.resume(&browser).await.problem(), "sign_in_needed");
    assert_eq!(desk.arrives(&browser, &desk.inbox).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn admins_and_owners_make_codes_and_the_history_says_for_whom() {
    let desk = Unsigned::open().await;
    let (agent, owner) = (session_of(&desk, "agent").await, owner_cookie(&desk).await);
    let theirs = desk.another(&desk.neighbour());
    let (_, signed_in) = desk.sign_in("Ada").await;
    let list = format!("{AGENTS}?inbox={}", desk.inbox);
    for (method, path, body) in [
        ("GET", list.clone(), Value::Null),
        ("POST", format!("{AGENTS}/codes"), json!({"inbox": desk.inbox, "name": "Eve"})),
        ("POST", format!("{AGENTS}/end"), json!({"inbox": desk.inbox, "sign_in": "g_a"})),
    ] {
        for session in [&agent, &signed_in] {
            let refused = desk.call(method, &path, session, &body).await;
            assert_eq!((refused.status, &*refused.problem()), (StatusCode::FORBIDDEN, "not_allowed"), "{path}");
        }
        assert_eq!(desk.call(method, &path, "", &body).await.status, StatusCode::UNAUTHORIZED);
        if method == "POST" {
            let elsewhere = with_cookie(&desk, &owner, &[("origin", "null")], method, &path, &body).await;
            assert_eq!(elsewhere.status, StatusCode::FORBIDDEN, "{path}");
        }
        let path = path.replace(&desk.inbox, &theirs);
        let body = match &body {
            Value::Null => Value::Null,
            body => json!({"inbox": theirs, "name": body["name"], "sign_in": body["sign_in"]}),
        };
        // A neighbour's inbox is not there, whatever else is sent.
        let mut body = body;
        if let Some(body) = body.as_object_mut() {
            body.retain(|_, value| !value.is_null());
        }
        assert_eq!(as_owner(&desk, &owner, method, &path, &body).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let request = json!({"inbox": desk.inbox, "name": "Bob"});
    let made = as_owner(&desk, &owner, "POST", &format!("{AGENTS}/codes"), &request).await.json();
    assert_eq!((&made["name"], &made["expires_in"]), (&json!("Bob"), &json!(600)));
    let code = made["code"].as_str().unwrap();
    assert_eq!(desk.types(&Browser::default(), code).await.json()["agent"]["role"], "agent");
    let listed = as_owner(&desk, &owner, "GET", &list, &Value::Null).await.json();
    let bob = listed["agents"].as_array().unwrap().iter().find(|one| one["name"] == "Bob").unwrap();
    let end = json!({"inbox": desk.inbox, "sign_in": bob["sign_in"]});
    assert_eq!(as_owner(&desk, &owner, "POST", &format!("{AGENTS}/end"), &end).await.status, StatusCode::OK);
    let told = as_owner(&desk, &owner, "GET", "/api/settings/changes", &Value::Null).await.json();
    let told: Vec<_> = told["changes"].as_array().unwrap().iter().map(|one| one["what"].as_str().unwrap()).collect();
    assert_eq!(told, ["Signed Bob out", "Made a code to sign in for Bob", "Made a code to sign in for Ada"]);
    for name in ["", "  ", "a\nb", &"x".repeat(101)] {
        let request = json!({"inbox": desk.inbox, "name": name});
        let refused = as_owner(&desk, &owner, "POST", &format!("{AGENTS}/codes"), &request).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{name:?}");
        assert_eq!(refused.json()["problem"]["field"], "name");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_opens_is_kept_as_it_is() {
    let desk = Unsigned::open().await;
    let code = desk.code_for("Ada").await;
    let (browser, session) = desk.sign_in("Bob").await;
    let plain = code.replace('-', "");
    let cookie = browser.cookies().pop().unwrap();
    let cookie = cookie.split_once('=').unwrap().1;
    let kept = desk.setup().kept();
    for secret in [&code, &plain, &plain[4..], &code[5..], cookie, &session] {
        assert!(!kept.windows(secret.len()).any(|window| window == secret.as_bytes()), "{secret}");
    }
    // And is removed when it is too old.
    let rows = || {
        let count = |table: &str| desk.setup().behind(&format!("SELECT agent FROM {table}")).len();
        (count("sign_in_codes"), count("sign_ins"))
    };
    assert_eq!(rows(), (1, 1));
    desk.app.db.sweep(desk.now() + CODE_LIFE + 1).await.unwrap();
    assert_eq!(rows(), (0, 1));
    desk.app.db.sweep(desk.now() + 12 * 60 * 60 + 1).await.unwrap();
    assert_eq!(rows(), (0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_makes_a_code_too() {
    let desk = Desk::in_real_time().await;
    let unsigned = Unsigned { inbox: String::new(), desk };
    let inbox = unsigned.another(&unsigned.tenant);
    let desk = Unsigned { inbox, ..unsigned };
    let made = desk.setup().json(&["sign-in-code", "--inbox", &desk.inbox, "--name", " Ada "]);
    assert_eq!((&made["name"], &made["expires_in"], &made["inbox"]), (&json!("Ada"), &json!(600), &json!(desk.inbox)));
    let started = desk.types(&Browser::default(), made["code"].as_str().unwrap()).await;
    assert_eq!(started.json()["agent"]["name"], "Ada");
    let changes = desk.setup().behind("SELECT what FROM changes WHERE made_by = 'command-line'");
    assert!(changes.contains(&"code_made".to_owned()), "{changes:?}");
    for (inbox, name, says) in [
        (desk.inbox.as_str(), "", "1 to 100 characters"),
        (desk.desk.inbox.id.as_str(), "Ada", "proves who is asking"),
        ("i_nobody", "Ada", "there is no inbox"),
    ] {
        let refused = desk.setup().run(&["sign-in-code", "--inbox", inbox, "--name", name], "");
        let line = String::from_utf8(refused.stderr).unwrap();
        assert!(!refused.status.success() && line.contains(says), "{line}");
    }
}
