//! Links: an agent says who a contact is, and says otherwise later. Kept for the tenant, by keyed hashes only.

use crate::desk::{Desk, UK, customer, sign_with};
use axum::http::StatusCode;
use serde_json::{Value, json};

const MARIA: &str = "maria@example.com";
const DANA_PHONE: &str = "+447700900188";
const ACCOUNT: &str = "17841400000000777";

fn maria() -> Value {
    json!({"address": MARIA, "verified": true})
}

fn account() -> Value {
    json!([{"network": "instagram", "id": ACCOUNT, "username": "mari.on.the.road"}])
}

impl Desk {
    async fn tie(&self, way: &str, session: &str, customer: &Value) {
        let reply = self.post(way, session, &json!({"handle": customer["handle"]})).await;
        assert_eq!(reply.status, StatusCode::NO_CONTENT, "{}", reply.text);
    }

    fn linked(&self) -> Vec<Value> {
        self.setup().json(&["link", "list", "--tenant", &self.tenant])["links"].as_array().unwrap().clone()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_in_a_social_network_is_linked_and_known_again() {
    let desk = Desk::open().await;
    let (session, card) = desk.open_with(&json!({"contact": {"emails": [maria()], "social": account()}})).await;
    let her = customer(&card, 0);
    assert_eq!((&her["matched"]["by"], &her["linking"]), (&json!("email"), &json!("offer")));
    desk.tie("/api/link", &session, her).await;
    let card = desk.card(&session, &json!({"seq": 2})).await;
    assert_eq!(customer(&card, 0)["linking"], "linked");

    // Another day, another conversation: she writes from there alone.
    desk.wait(24 * 60 * 60);
    let only_account = json!({"contact": {"name": "Mari", "social": account()}});
    let (session, card) = desk.open_with(&only_account).await;
    let her = customer(&card, 0).clone();
    assert_eq!((&her["name"], &her["matched"]["by"]), (&json!("Maria Sørensen"), &json!("link")));
    assert_eq!((&her["matched"]["grade"], &her["matched"]["value"]), (&json!("verified"), &json!(MARIA)));
    // A username says nothing, nor does the same id in another network.
    for social in [
        json!([{"network": "instagram", "username": "mari.on.the.road"}]),
        json!([{"network": "facebook", "id": ACCOUNT}]),
        json!([{"network": "instagram", "id": "17841400000000778"}]),
    ] {
        let (_, card) = desk.open_with(&json!({"contact": {"name": "Mari", "social": social}})).await;
        assert_eq!(card["notice"]["code"], "no_contact", "{social}");
    }

    desk.tie("/api/unlink", &session, &her).await;
    let (_, card) = desk.open_with(&only_account).await;
    assert_eq!(card["notice"]["code"], "no_contact");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_settles_who_of_several_it_is_until_it_is_taken_away() {
    let desk = Desk::open().await;
    let contact = json!({"contact": {"emails": [maria()], "phones": [{"number": DANA_PHONE, "verified": true}]}});
    let (session, card) = desk.open_with(&contact).await;
    let several = card["stores"][0]["found"]["several"].as_array().unwrap().clone();
    assert!(several.iter().all(|one| one["linking"] == "offer"));
    let dana = several.iter().find(|one| one["name"] == "Dana Price").unwrap();
    desk.tie("/api/link", &session, dana).await;
    desk.wait(60 * 60);
    let (session, card) = desk.open_with(&contact).await;
    let dana = customer(&card, 0);
    assert_eq!((&dana["name"], &dana["linking"]), (&json!("Dana Price"), &json!("linked")));
    desk.tie("/api/unlink", &session, dana).await;
    let (_, card) = desk.open_with(&contact).await;
    assert_eq!(card["stores"][0]["found"]["several"].as_array().unwrap().len(), 2, "the agent chooses again");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_linked_what_when_is_recorded_once() {
    let desk = Desk::open().await;
    let contact = json!({"contact": {"emails": [maria()], "social": account()}, "sub": "agent-7"});
    let (session, card) = desk.open_with(&contact).await;
    let her = customer(&card, 0);
    for _ in 0..3 {
        desk.tie("/api/link", &session, her).await;
    }
    desk.wait(60);
    for _ in 0..3 {
        desk.tie("/api/unlink", &session, her).await;
    }
    desk.tie("/api/link", &session, her).await;
    let links = desk.linked();
    let told: Vec<_> = links
        .iter()
        .map(|link| {
            ["network", "made_by", "made_at", "removed_by"].map(|of| link[of].as_str().unwrap_or("-")).join(" ")
        })
        .collect();
    let (first, then) = ("2026-11-21T12:00:00Z", "2026-11-21T12:01:00Z");
    assert_eq!(
        told,
        [
            format!("instagram agent-7 {first} agent-7"),
            format!("email agent-7 {first} agent-7"),
            format!("instagram agent-7 {then} -"),
            format!("email agent-7 {then} -"),
        ]
    );
    assert!(links.iter().all(|link| link["shop"] == UK && link["removed_at"].as_str().is_none_or(|at| at == then)));
    let entries = desk.setup().json(&["access", "export", "--tenant", &desk.tenant])["entries"].clone();
    let what: Vec<_> = entries.as_array().unwrap().iter().map(|entry| entry["what"].as_str().unwrap()).collect();
    assert_eq!(what, ["seen", "linked", "unlinked", "linked"]);
    let words = desk.setup().run(&["link", "list", "--tenant", &desk.tenant], "");
    let words = String::from_utf8(words.stdout).unwrap();
    assert!(words.contains("agent-7  linked by instagram to gid://shopify/Customer/"), "{words}");
    assert!(words.contains(&format!("unlinked {then} by agent-7")), "{words}");
    // After 90 days nobody needs to know any more who took a link away.
    desk.app.db.sweep(desk.now() + 91 * 24 * 60 * 60).await.unwrap();
    assert_eq!(desk.linked().len(), 2, "what stands stays");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_the_contact_nothing_is_kept_in_the_clear() {
    let desk = Desk::open().await;
    let phones = json!([{"number": "07700 900142", "verified": true}]);
    let (session, card) =
        desk.open_with(&json!({"contact": {"emails": [maria()], "phones": phones, "social": account()}})).await;
    desk.tie("/api/link", &session, customer(&card, 0)).await;
    assert_eq!(desk.linked().len(), 3);
    let kept = desk.setup().kept();
    let has = |text: &str| kept.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(has("instagram"), "else this test looks in the wrong place");
    for personal in [MARIA, "maria", "447700900142", "7700900142", ACCOUNT, "mari.on.the.road"] {
        assert!(!has(personal), "{personal}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_host_does_not_vouch_for_follows_the_inbox() {
    let desk = Desk::open().await;
    let contact = |sure: bool| json!({"contact": {"emails": [{"address": MARIA, "verified": sure}]}});
    let (session, card) = desk.open_with(&contact(false)).await;
    let her = customer(&card, 0);
    assert_eq!((&her["matched"]["grade"], &her["linking"]), (&json!("unverified"), &json!("offer")));
    desk.tie("/api/link", &session, her).await;
    let (session, card) = desk.open_with(&contact(false)).await;
    let her = customer(&card, 0).clone();
    assert_eq!((&her["matched"]["by"], &her["matched"]["grade"]), (&json!("link"), &json!("unverified")));
    // From now on only verified addresses count, and links by others neither hold nor are made.
    desk.set_inbox(&["--unverified", "no"]);
    let (_, card) = desk.open_with(&contact(false)).await;
    assert_eq!(card["notice"]["code"], "not_verified");
    let reply = desk.post("/api/link", &session, &json!({"handle": her["handle"]})).await;
    assert_eq!(reply.problem(), "nothing_to_link");
    // Where matching is off altogether, a link by a verified address is what is left.
    desk.set_inbox(&["--match-email", "off"]);
    let (_, card) = desk.open_with(&contact(true)).await;
    assert_eq!(customer(&card, 0)["matched"]["by"], "link");
    let (_, card) = desk.open_with(&contact(false)).await;
    assert_eq!(card["notice"]["code"], "matching_off");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_customer_of_this_session_can_be_linked() {
    let desk = Desk::open().await;
    let (_, another) = desk.open_conversation("kofi.mensah@example.com").await;
    let (session, card) = desk.open_conversation(MARIA).await;
    let order = &customer(&card, 0)["orders"]["rows"][0]["handle"];
    for handle in [&customer(&another, 0)["handle"], order, &json!("gid://shopify/Customer/1"), &json!("")] {
        let reply = desk.post("/api/link", &session, &json!({"handle": handle})).await;
        assert_eq!(reply.problem(), "not_found", "{handle}");
    }
    let (guest, card) = desk.open_conversation("priya.nair@example.com").await;
    let reply = desk.post("/api/link", &guest, &json!({"handle": customer(&card, 0)["handle"]})).await;
    assert_eq!(reply.problem(), "not_found", "a guest is no customer");
    assert_eq!(desk.post("/api/link", "", &json!({"handle": order})).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(desk.linked(), [] as [Value; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_several_contacts_the_chosen_one_is_linked() {
    let desk = Desk::open().await;
    let contacts = json!({"contact": null, "contacts": [
        {"name": "Mari", "social": account()}, {"name": "Maria", "emails": [maria()]}]});
    let (session, _) = desk.open_with(&contacts).await;
    let card = desk.card(&session, &json!({"person": 1, "seq": 2})).await;
    let handle = &customer(&card, 0)["handle"];
    let reply = desk.post("/api/link", &session, &json!({"handle": handle})).await;
    assert_eq!((reply.problem().as_str(), &reply.json()["problem"]["field"]), ("bad_request", &json!("person")));
    let reply = desk.post("/api/link", &session, &json!({"handle": handle, "person": 2})).await;
    assert_eq!(reply.problem(), "bad_request");
    let reply = desk.post("/api/link", &session, &json!({"handle": handle, "person": 0})).await;
    assert_eq!(reply.status, StatusCode::NO_CONTENT);
    assert_eq!(desk.linked().iter().map(|link| &link["network"]).collect::<Vec<_>>(), ["instagram"]);
    let card = desk.card(&session, &json!({"person": 0, "seq": 3})).await;
    assert_eq!(customer(&card, 0)["name"], "Maria Sørensen");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_tenant_knows_nothing_of_a_link() {
    let desk = Desk::open().await;
    let contact = json!({"contact": {"emails": [maria()], "social": account()}});
    let (session, card) = desk.open_with(&contact).await;
    desk.tie("/api/link", &session, customer(&card, 0)).await;
    let setup = desk.setup();
    let theirs = setup.json(&["tenant", "add", "Neighbour"])["tenant"].as_str().unwrap().to_owned();
    let inbox = setup.inbox(&theirs, &[]);
    setup.connect(&theirs, UK, &desk.sandbox.token(UK));
    let claims = desk.claims(json!({"name": "Mari", "social": account()}));
    let reply = desk.post("/api/card", "", &json!({"token": sign_with(&inbox, &claims), "seq": 1})).await;
    assert_eq!(reply.json()["card"]["notice"]["code"], "no_contact");
    assert_eq!(setup.json(&["link", "list", "--tenant", &theirs])["links"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_to_be_forgotten_is_forgotten_in_links_too() {
    let desk = Desk::open().await;
    let through = desk.through_own_app().await;
    let contact = json!({"contact": {"emails": [maria()], "phones": [{"number": DANA_PHONE, "verified": true}]}});
    let (session, card) = desk.open_with(&contact).await;
    // Two people are linked to one contact; the second link is to Dana, by Maria's address among others.
    for one in card["stores"][0]["found"]["several"].as_array().unwrap() {
        desk.tie("/api/link", &session, one).await;
    }
    let (kofi, card) = desk.open_with(&json!({"contact": {"emails": ["kofi.mensah@example.com"]}})).await;
    desk.tie("/api/link", &kofi, customer(&card, 0)).await;
    assert_eq!(desk.linked().len(), 5);
    desk.tell(&through, "customers/data_request", MARIA).await;
    let listed = desk.setup().json(&["compliance", "list", "--tenant", &desk.tenant]);
    assert_eq!(listed["requests"][0]["done"]["links"], 2, "those to her account");
    let number = listed["requests"][0]["request"].to_string();
    let export = ["compliance", "export", "--tenant", &desk.tenant, "--request", &number];
    assert_eq!(desk.setup().json(&export)["held"]["links"].as_array().unwrap().len(), 2);
    desk.tell(&through, "customers/redact", MARIA).await;
    let left: Vec<_> = desk.linked().iter().map(|link| link["network"].as_str().unwrap().to_owned()).collect();
    assert_eq!(left, ["phone", "email"], "Dana's by her own phone, and Kofi's");
    desk.sandbox.clear_log();
    // Some more than the shop's: the store with all of it.
    let setup = desk.setup();
    setup.json(&["store", "disconnect", "--tenant", &desk.tenant, "--shop", UK]);
    assert_eq!(desk.linked().len(), 2, "a store that is disconnected keeps its links");
    desk.tell(&through, "shop/redact", MARIA).await;
    assert_eq!(desk.linked(), [] as [Value; 0]);
}
