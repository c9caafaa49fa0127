//! Inboxes in the settings: an owner adds and changes them, admins look, nobody else sees them.

use super::{admin_session, as_owner, owner_cookie, read, session_of, with_cookie};
use crate::desk::{Desk, Inbox, LUMIERE, Reply, UK, sign_with};
use axum::http::StatusCode;
use context_card::auth::Reach;
use context_card::db::Inbox as Row;
use context_card::ids::InboxId;
use serde_json::{Value, json};
use std::process::Command;

const PATH: &str = "/api/settings/inboxes";
const KEYS: &str = "/api/settings/inboxes/keys";
const REVOKE: &str = "/api/settings/inboxes/keys/revoke";

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text")).to_owned()
}

/// Adds an inbox as an owner, with these settings.
async fn add(desk: &Desk, owner: &str, set: &Value) -> Reply {
    as_owner(desk, owner, "POST", PATH, &json!({"host": "generic", "set": set})).await
}

/// The desk's own inbox, as the list has it.
async fn told(desk: &Desk, owner: &str) -> Value {
    let list = as_owner(desk, owner, "GET", PATH, &Value::Null).await.json();
    list["inboxes"].as_array().unwrap().iter().find(|one| one["inbox"] == desk.inbox.id.as_str()).unwrap().clone()
}

/// Changes some settings of the desk's own inbox.
async fn change(desk: &Desk, owner: &str, more: &Value) -> Reply {
    let mut inbox = told(desk, owner).await;
    for (name, value) in more.as_object().unwrap() {
        inbox["set"][name] = value.clone();
    }
    let body = json!({"inbox": inbox["inbox"], "version": inbox["version"], "set": inbox["set"]});
    as_owner(desk, owner, "PUT", PATH, &body).await
}

/// A host token of an inbox whose page is somewhere else.
fn token_from(desk: &Desk, inbox: &Inbox, origin: &str) -> String {
    let mut claims = desk.claims(json!({"emails": [{"address": "maria@example.com", "verified": true}]}));
    claims["iss"] = json!(origin);
    sign_with(inbox, &claims)
}

async fn card(desk: &Desk, token: &str) -> Reply {
    desk.post("/api/card", "", &json!({"token": token, "seq": 1})).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_adds_an_inbox_and_its_secret_signs_at_once() {
    let desk = Desk::open().await;
    let owner = owner_cookie(&desk).await;
    let added = add(&desk, &owner, &json!({"name": " Front desk ", "origins": ["https://Desk.example/"]})).await;
    assert_eq!(added.status, StatusCode::OK, "{}", added.text);
    let added = added.json();
    let (inbox, secret) = (added["inbox"].clone(), text(&added["key"]["secret"]));
    assert_eq!(
        (inbox["shown"].as_str(), inbox["host_label"].as_str()),
        (Some("Front desk"), Some("Your own helpdesk"))
    );
    assert_eq!(inbox["set"]["origins"], json!(["https://desk.example"]));
    assert_eq!((&inbox["set"]["reach"], &inbox["set"]["max_role"]), (&json!("contact"), &json!("admin")));
    assert_eq!(inbox["card_url"], format!("https://card.example/embed/{}", text(&inbox["inbox"])));
    assert_eq!(inbox["keys"][0]["algorithm"], "HS256");
    assert_eq!(inbox["keys"][0]["created"]["text"], "now");

    let new = Inbox { id: text(&inbox["inbox"]), key: text(&added["key"]["key"]), secret: secret.clone() };
    assert_eq!(card(&desk, &token_from(&desk, &new, "https://desk.example")).await.status, StatusCode::OK);
    assert_eq!(desk.get(&format!("/embed/{}", new.id)).await.status, StatusCode::OK);

    // The secret was in that one answer: in no other, and nowhere in what is kept.
    for path in [PATH, "/api/settings", "/api/settings/changes", &format!("{PATH}/guide?inbox={}", new.id)] {
        let again = as_owner(&desk, &owner, "GET", path, &Value::Null).await;
        assert!(!again.text.contains(&secret), "{path}");
    }
    let kept = desk.setup().kept();
    assert!(!kept.windows(secret.len()).any(|window| window == secret.as_bytes()));
    let changes = desk.setup().behind("SELECT what || ' ' || coalesce(after, '') FROM changes");
    assert!(
        changes.iter().any(|change| change.starts_with("inbox_added") && change.contains("Front desk")),
        "{changes:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_inbox_cant_be_is_said_with_the_field() {
    let desk = Desk::with_stores(&[UK]).await;
    let owner = owner_cookie(&desk).await;
    let good = json!({"origins": ["https://desk.example"]});
    let many: Vec<_> = (0..21).map(|n| format!("https://h{n}.example")).collect();
    for (name, value, field, says) in [
        (
            "origins",
            json!(["https://a.example", "https://desk.example/app?x=1"]),
            "origins[1]",
            "Use https://desk.example.",
        ),
        ("origins", json!(["desk.example"]), "origins[0]", "Did you mean https://desk.example?"),
        ("origins", json!(["http://desk.example"]), "origins[0]", "begins with https://"),
        ("origins", json!(["*"]), "origins[0]", "no web address"),
        ("origins", json!([]), "origins", "at least one"),
        ("origins", json!(many), "origins", "20"),
        ("name", json!("x".repeat(61)), "name", "60"),
        ("locale", json!("english please"), "locale", "de-DE"),
        ("timezone", json!("Middle/Earth"), "timezone", "Europe/Berlin"),
        ("stores", json!([]), "stores", "at least one store"),
        ("stores", json!(["s_nobody"]), "stores", "not connected"),
    ] {
        let mut set = good.clone();
        set[name] = value;
        let reply = add(&desk, &owner, &set).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{set}: {}", reply.text);
        let problem = reply.json()["problem"].clone();
        assert_eq!(problem["field"], field);
        assert!(text(&problem["message"]).contains(says), "{problem}");
    }
    let host = as_owner(&desk, &owner, "POST", PATH, &json!({"host": "fax", "set": good})).await;
    assert_eq!(
        (host.status, host.json()["problem"]["field"].clone()),
        (StatusCode::UNPROCESSABLE_ENTITY, json!("host"))
    );
    let unknown = add(&desk, &owner, &json!({"origins": ["https://a.example"], "owner": true})).await;
    assert_eq!(unknown.status, StatusCode::BAD_REQUEST, "nothing is read over");
    assert_eq!(read(&desk, &admin_session(&desk).await, PATH).await["inboxes"].as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_narrowed_counts_for_sessions_that_have_begun() {
    let desk = Desk::open().await;
    let owner = owner_cookie(&desk).await;
    assert_eq!(change(&desk, &owner, &json!({"reach": "search"})).await.status, StatusCode::OK);
    let admin = admin_session(&desk).await;
    let search = async || desk.post("/api/search", &admin, &json!({"query": "maria@example.com"})).await.status;
    assert_eq!(desk.call("GET", PATH, &admin, &Value::Null).await.status, StatusCode::OK);
    assert_eq!(search().await, StatusCode::OK);

    // The highest role: who was an admin is an agent now, and stays one when the session is renewed.
    assert_eq!(change(&desk, &owner, &json!({"max_role": "agent"})).await.status, StatusCode::OK);
    assert_eq!(desk.call("GET", PATH, &admin, &Value::Null).await.problem(), "not_allowed");
    assert_eq!(desk.post("/api/session/renew", &admin, &json!({})).await.status, StatusCode::OK);
    assert_eq!(search().await, StatusCode::OK);

    assert_eq!(change(&desk, &owner, &json!({"reach": "contact"})).await.status, StatusCode::OK);
    assert_eq!(search().await, StatusCode::FORBIDDEN);

    // An origin that is no longer the inbox's: its sessions end, those of the others go on.
    let elsewhere = "https://second.example";
    change(&desk, &owner, &json!({"origins": [crate::desk::ORIGIN, elsewhere]})).await;
    let begun = card(&desk, &token_from(&desk, &desk.inbox, elsewhere)).await.json();
    let begun = text(&begun["session"]);
    let open = async |session: &str| desk.post("/api/card", session, &json!({"seq": 2})).await.status;
    assert_eq!(open(&begun).await, StatusCode::OK);
    assert_eq!(change(&desk, &owner, &json!({"origins": [crate::desk::ORIGIN]})).await.status, StatusCode::OK);
    assert_eq!(open(&begun).await, StatusCode::UNAUTHORIZED);
    assert_eq!(open(&admin).await, StatusCode::OK);
    assert_eq!(card(&desk, &token_from(&desk, &desk.inbox, elsewhere)).await.status, StatusCode::UNAUTHORIZED);
    let policy = desk.get(&format!("/embed/{}", desk.inbox.id)).await.header("content-security-policy").to_owned();
    assert!(policy.ends_with("frame-ancestors https://inbox.example"), "{policy}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_from_before_is_held_to_what_the_inbox_allows_now() {
    let desk = Desk::open().await;
    let owner = owner_cookie(&desk).await;
    let ticket = desk.ticket("maria@example.com").await;
    change(&desk, &owner, &json!({"origins": ["https://moved.example"]})).await;
    let page = desk.get(&ticket).await;
    assert!(!page.text.contains("Maria"), "the ticket came from an origin that is gone");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_is_rotated_with_overlap_and_the_old_ones_sessions_end_with_it() {
    let desk = Desk::open().await;
    let owner = owner_cookie(&desk).await;
    let added = as_owner(&desk, &owner, "POST", KEYS, &json!({"inbox": desk.inbox.id})).await.json();
    let new = Inbox { id: desk.inbox.id.clone(), key: text(&added["key"]), secret: text(&added["secret"]) };
    assert_eq!(added["inbox"]["keys"][0]["key"], new.key.as_str(), "newest first");
    // Both hold meanwhile.
    let with_old = text(&card(&desk, &desk.host_token("maria@example.com")).await.json()["session"]);
    let with_new = text(&card(&desk, &token_from(&desk, &new, crate::desk::ORIGIN)).await.json()["session"]);

    desk.wait(60);
    let ended = as_owner(&desk, &owner, "POST", REVOKE, &json!({"inbox": desk.inbox.id, "key": desk.inbox.key})).await;
    assert_eq!(ended.status, StatusCode::OK, "{}", ended.text);
    let keys = ended.json()["keys"].clone();
    assert_eq!((&keys[1]["key"], &keys[1]["revoked"]["text"]), (&json!(desk.inbox.key), &json!("now")));
    assert!(keys[0].get("revoked").is_none());

    let refused = card(&desk, &desk.host_token("maria@example.com")).await;
    assert!(refused.text.contains("revoked"), "{}", refused.text);
    let open = async |session: &str| desk.post("/api/card", session, &json!({"seq": 2})).await.status;
    assert_eq!(open(&with_old).await, StatusCode::UNAUTHORIZED);
    assert_eq!(open(&with_new).await, StatusCode::OK);
    let guide = as_owner(&desk, &owner, "GET", &format!("{PATH}/guide?inbox={}", desk.inbox.id), &Value::Null).await;
    assert!(guide.text.contains(&new.key) && !guide.text.contains(&desk.inbox.key), "the newest that holds");

    let again = as_owner(&desk, &owner, "POST", REVOKE, &json!({"inbox": desk.inbox.id, "key": desk.inbox.key})).await;
    assert_eq!(again.json()["keys"][1]["revoked"]["at"], keys[1]["revoked"]["at"], "it ended when it ended");
    let nobodys = as_owner(&desk, &owner, "POST", REVOKE, &json!({"inbox": desk.inbox.id, "key": "k_nobody"})).await;
    assert_eq!(nobodys.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_inbox_has_ten_keys_at_most() {
    let desk = Desk::open().await;
    let owner = owner_cookie(&desk).await;
    let more = async || as_owner(&desk, &owner, "POST", KEYS, &json!({"inbox": desk.inbox.id})).await;
    for _ in 0..9 {
        assert_eq!(more().await.status, StatusCode::OK);
    }
    let one_too_many = more().await;
    assert_eq!(one_too_many.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(one_too_many.json()["problem"]["field"], "key");
    as_owner(&desk, &owner, "POST", REVOKE, &json!({"inbox": desk.inbox.id, "key": desk.inbox.key})).await;
    assert_eq!(more().await.status, StatusCode::OK, "ended ones don't count");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pasted_public_key_checks_what_the_host_signs() {
    let desk = Desk::open().await;
    let owner = owner_cookie(&desk).await;
    let private = Command::new("openssl").args(["genpkey", "-algorithm", "ED25519"]).output().unwrap().stdout;
    let file = desk.folder.path().join("private.pem");
    std::fs::write(&file, &private).unwrap();
    let public = Command::new("openssl").args(["pkey", "-pubout", "-in"]).arg(&file).output().unwrap().stdout;
    let pasted = async |pem: &[u8]| {
        let body = json!({"inbox": desk.inbox.id, "public_key": String::from_utf8(pem.to_vec()).unwrap()});
        as_owner(&desk, &owner, "POST", KEYS, &body).await
    };
    let added = pasted(&public).await.json();
    assert_eq!(
        (&added["inbox"]["keys"][0]["algorithm"], &added["inbox"]["keys"][0]["public"]),
        (&json!("EdDSA"), &json!(true))
    );
    assert!(added.get("secret").is_none());
    let kid = text(&added["key"]);
    let header = jsonwebtoken::Header { kid: Some(kid), ..jsonwebtoken::Header::new(jsonwebtoken::Algorithm::EdDSA) };
    let signing = jsonwebtoken::EncodingKey::from_ed_pem(&private).unwrap();
    let token =
        jsonwebtoken::encode(&header, &desk.claims(json!({"emails": ["maria@example.com"]})), &signing).unwrap();
    assert_eq!(card(&desk, &token).await.status, StatusCode::OK);

    for wrong in [private.as_slice(), b"hello", &[b'A'; 20_000]] {
        let refused = pasted(wrong).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(refused.json()["problem"]["field"], "public_key");
        assert!(!refused.text.contains("PRIVATE"), "{}", refused.text);
    }
    let kept = desk.setup().kept();
    let secret = String::from_utf8(private).unwrap().lines().nth(1).unwrap().to_owned();
    std::fs::remove_file(file).unwrap();
    assert!(!kept.is_empty() && !desk.setup().kept().windows(secret.len()).any(|window| window == secret.as_bytes()));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_chooses_which_stores_an_inbox_shows() {
    let desk = Desk::with_stores(&[UK, LUMIERE]).await;
    let owner = owner_cookie(&desk).await;
    let list = as_owner(&desk, &owner, "GET", PATH, &Value::Null).await.json();
    let stores = list["stores"].clone();
    assert_eq!((&stores[0]["shop"], &stores[1]["shop"]), (&json!(UK), &json!(LUMIERE)));
    assert!(list["inboxes"][0]["set"].get("stores").is_none(), "all of them");
    let shown = async || desk.open_conversation("maria@example.com").await.1["stores"].as_array().unwrap().len();
    assert_eq!(shown().await, 2);
    let chosen = change(&desk, &owner, &json!({"stores": [stores[1]["store"]]})).await.json();
    assert_eq!(chosen["set"]["stores"], json!([stores[1]["store"]]));
    assert_eq!(shown().await, 1);
    // The one that was chosen is disconnected: the choice stays, and can be saved again.
    desk.setup().json(&["store", "disconnect", "--store", stores[1]["store"].as_str().unwrap()]);
    assert_eq!(
        change(&desk, &owner, &json!({"name": "Front desk"})).await.json()["set"]["stores"],
        chosen["set"]["stores"]
    );
    let all = change(&desk, &owner, &json!({"stores": null})).await;
    assert_eq!(all.status, StatusCode::OK, "{}", all.text);
    assert_eq!(shown().await, 1);
    let changes = desk.setup().behind("SELECT what FROM changes ORDER BY change");
    assert_eq!(changes, ["inbox_stores", "store_disconnected", "inbox_changed", "inbox_stores"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_owners_the_second_is_told_what_the_first_saved() {
    let desk = Desk::open().await;
    let owner = owner_cookie(&desk).await;
    let read = told(&desk, &owner).await;
    assert_eq!(change(&desk, &owner, &json!({"name": "First"})).await.status, StatusCode::OK);
    let body = json!({"inbox": read["inbox"], "version": read["version"], "set": read["set"]});
    let second = as_owner(&desk, &owner, "PUT", PATH, &body).await;
    assert_eq!(second.status, StatusCode::CONFLICT);
    assert_eq!(second.json()["current"]["set"]["name"], "First");
    assert!(text(&second.json()["problem"]["message"]).contains("Somebody else"));
    assert_eq!(told(&desk, &owner).await["shown"], "First");
}

#[tokio::test(flavor = "multi_thread")]
async fn role_by_role_who_may_what() {
    let desk = Desk::open().await;
    let owner = owner_cookie(&desk).await;
    let guide = format!("{PATH}/guide?inbox={}", desk.inbox.id);
    let before = told(&desk, &owner).await;
    let (agent, admin) = (session_of(&desk, "agent").await, admin_session(&desk).await);
    for path in [PATH, guide.as_str()] {
        assert_eq!(desk.call("GET", path, "", &Value::Null).await.status, StatusCode::UNAUTHORIZED, "{path}");
        assert_eq!(desk.call("GET", path, &agent, &Value::Null).await.problem(), "not_allowed", "{path}");
        assert_eq!(desk.call("GET", path, &admin, &Value::Null).await.status, StatusCode::OK, "{path}");
        assert_eq!(as_owner(&desk, &owner, "GET", path, &Value::Null).await.status, StatusCode::OK, "{path}");
    }
    for (method, path, body) in [
        ("POST", PATH, json!({"host": "generic", "set": {"origins": ["https://a.example"]}})),
        ("PUT", PATH, json!({"inbox": desk.inbox.id, "version": before["version"], "set": before["set"]})),
        ("POST", KEYS, json!({"inbox": desk.inbox.id})),
        ("POST", REVOKE, json!({"inbox": desk.inbox.id, "key": desk.inbox.key})),
    ] {
        assert_eq!(desk.call(method, path, "", &body).await.status, StatusCode::UNAUTHORIZED, "{method} {path}");
        for session in [&agent, &admin] {
            let reply = desk.call(method, path, session, &body).await;
            assert_eq!(
                (reply.status, reply.problem().as_str()),
                (StatusCode::FORBIDDEN, "not_allowed"),
                "{method} {path}"
            );
        }
        // Another site's page has the owner's cookie sent, but may change nothing by it.
        for headers in
            [&[("sec-fetch-site", "cross-site")][..], &[("origin", "https://evil.example")], &[("origin", "null")]]
        {
            let reply = with_cookie(&desk, &owner, headers, method, path, &body).await;
            assert_eq!(reply.status, StatusCode::FORBIDDEN, "{method} {path} {headers:?}");
        }
    }
    assert_eq!(told(&desk, &owner).await, before, "nothing happened");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_organisations_inboxes_are_not_there() {
    let desk = Desk::open().await;
    let theirs = desk.setup().inbox(&desk.neighbour(), &[]);
    let owner = owner_cookie(&desk).await;
    let list = as_owner(&desk, &owner, "GET", PATH, &Value::Null).await;
    assert!(!list.text.contains(&theirs.id) && !list.text.contains(&theirs.key));
    let set = told(&desk, &owner).await["set"].clone();
    for (method, path, body) in [
        ("GET", format!("{PATH}/guide?inbox={}", theirs.id), Value::Null),
        ("PUT", PATH.to_owned(), json!({"inbox": theirs.id, "version": "", "set": set})),
        ("POST", KEYS.to_owned(), json!({"inbox": theirs.id})),
        ("POST", REVOKE.to_owned(), json!({"inbox": theirs.id, "key": theirs.key})),
        ("POST", REVOKE.to_owned(), json!({"inbox": desk.inbox.id, "key": theirs.key})),
    ] {
        let reply = as_owner(&desk, &owner, method, &path, &body).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{method} {path}: {}", reply.text);
    }
    let card = card(&desk, &token_from(&desk, &theirs, crate::desk::ORIGIN)).await.json()["card"].clone();
    assert_eq!(card["notice"]["code"], "not_configured", "their key still holds, and shows none of our stores");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_guide_has_this_inboxs_values_in_it_and_no_secret() {
    let desk = Desk::open().await;
    let guide = read(&desk, &admin_session(&desk).await, &format!("{PATH}/guide?inbox={}", desk.inbox.id)).await;
    let all = guide.to_string();
    assert!(all.contains(&desk.inbox.id) && all.contains("https://card.example/embed.js"));
    assert!(all.contains(&desk.inbox.key) && all.contains(crate::desk::ORIGIN) && !all.contains(&desk.inbox.secret));
    assert!(guide["steps"].as_array().unwrap().len() >= 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_others_change_in_the_same_instant_stays() {
    let desk = Desk::open().await;
    let db = &desk.app.db;
    let id = InboxId::parse(&desk.inbox.id).unwrap();
    let read = db.inbox(&id).await.unwrap().unwrap();
    // Between reading and writing, an admin switches the card off and the command line gives a name.
    let owner = owner_cookie(&desk).await;
    let off = json!({"inbox": desk.inbox.id, "active": false});
    assert_eq!(as_owner(&desk, &owner, "PUT", "/api/settings/active", &off).await.status, StatusCode::OK);
    desk.setup().json(&["inbox", "set", "--inbox", &desk.inbox.id, "--name", "Returns"]);
    let mut wanted = Row { reach: Reach::Search, locale: Some("de-DE".to_owned()), ..read.clone() };
    assert!(db.change_inbox(&read, &wanted, None).await.unwrap());
    let now = db.inbox(&id).await.unwrap().unwrap();
    assert_eq!(
        (now.active, &*now.name, now.reach, now.locale.as_deref()),
        (false, "Returns", Reach::Search, Some("de-DE"))
    );
    // Where both change the same, the second is told, and nothing of theirs is kept.
    (wanted.name, wanted.locale) = ("Sales".to_owned(), None);
    assert!(!db.change_inbox(&Row { name: String::new(), ..now.clone() }, &wanted, None).await.unwrap());
    assert_eq!(db.inbox(&id).await.unwrap().unwrap(), now);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_switch_and_a_save_at_once_both_hold() {
    let desk = Desk::open().await;
    let owner = owner_cookie(&desk).await;
    for turn in 0..12 {
        let active = turn % 2 == 1;
        let switch = json!({"inbox": desk.inbox.id, "active": active});
        let named = json!({"name": format!("Desk {turn}")});
        let (switched, saved) = tokio::join!(
            as_owner(&desk, &owner, "PUT", "/api/settings/active", &switch),
            change(&desk, &owner, &named)
        );
        assert_eq!((switched.status, saved.status), (StatusCode::OK, StatusCode::OK), "{}", saved.text);
        let now = told(&desk, &owner).await;
        assert_eq!((&now["active"], &now["set"]["name"]), (&json!(active), &named["name"]));
    }
}
