//! The proxy at a path of somebody else's origin, behind both kinds of reverse proxy: one that takes the path off what it passes
//! on, and one that leaves it there. Nothing that a browser is given leads to the origin's own pages.

use crate::connect::{Browser, CLIENT, SECRET, location, sees};
use crate::desk::{Desk, PUBLIC_URL, Reply, UK};
use crate::issuer::Issuer;
use crate::settings::{as_owner, session_of};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use context_card::public_url::{NotPublic, PublicUrl};
use context_card_sandbox::SandboxApp;
use serde_json::{Value, json};

const PREFIX: &str = "/shopify";

/// The proxy, and what stands before it.
struct Front {
    desk: Desk,
    takes_off: bool,
}

impl Front {
    /// Each kind.
    async fn both(desk: &Desk) -> [Self; 2] {
        let at = async |takes_off| Self { desk: desk.reached_at(&[PUBLIC_URL, PREFIX].concat()).await, takes_off };
        [at(true).await, at(false).await]
    }

    /// What the proxy is asked for where a browser asks for this: an address of ours, or a path as a page has it.
    fn asked(&self, address: &str) -> String {
        let path = address.strip_prefix(PUBLIC_URL).unwrap_or(address);
        let own = path.strip_prefix(PREFIX).filter(|own| own.starts_with('/'));
        let own = own.unwrap_or_else(|| panic!("{address} is not behind the prefix"));
        if self.takes_off { own.to_owned() } else { path.to_owned() }
    }

    async fn get(&self, who: &Browser, address: &str) -> Reply {
        who.get(&self.desk, &self.asked(address)).await
    }

    async fn post(&self, who: &Browser, address: &str, form: &[(&str, &str)]) -> Reply {
        who.post(&self.desk, &self.asked(address), form).await
    }

    async fn call(&self, who: &Browser, method: &str, path: &str, body: &Value) -> Reply {
        who.call(&self.desk, method, &self.asked(&[PREFIX, path].concat()), body).await
    }

    async fn owner(&self) -> Browser {
        let owner = Browser::default();
        let token = self.desk.owner_link(&self.desk.tenant, None).await;
        let there = self.post(&owner, "/shopify/owner", &[("token", &token)]).await;
        assert_eq!(location(&there), "/shopify/settings");
        owner
    }
}

/// Every address of a page: attributes, and what the scripts are told.
fn addresses(page: &Reply) -> Vec<String> {
    let mut found = Vec::new();
    for begin in ["href=\"", "src=\"", "action=\"", "\"script\":\"", "\"wasm\":\"", "\"base\":\""] {
        found.extend(page.text.split(begin).skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()));
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn every_address_in_a_page_stands_behind_the_prefix() {
    let desk = Desk::open().await;
    for front in Front::both(&desk).await {
        let owner = front.owner().await;
        let inbox = &desk.inbox.id;
        let card = format!("/shopify/embed/{inbox}");
        for (address, status) in [
            ("/shopify/owner", 200),
            ("/shopify/settings", 200),
            ("/shopify/connect", 200),
            ("/shopify/connect/cancelled", 200),
            (card.as_str(), 200),
            (&format!("{card}?trial=1"), 200),
            (&format!("{card}/settings"), 200),
            ("/shopify/embed/i_nobody", 404),
            ("/shopify/nothing", 404),
            ("/shopify/", 404),
        ] {
            let page = front.get(&owner, address).await;
            assert_eq!(page.status, status, "{address}: {}", page.text);
            let found = addresses(&page);
            assert!(found.len() > 1, "{address}: {}", page.text);
            for other in found {
                assert!(other == PREFIX || other.starts_with("/shopify/"), "{address} leads to {other}");
                if other.starts_with("/shopify/assets/") && context_card::assets::complete() {
                    assert_eq!(front.get(&owner, &other).await.status, 200, "{address} loads {other}");
                }
            }
        }
        let stranger = Browser::default();
        assert_eq!(front.get(&stranger, "/shopify/settings").await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(location(&front.get(&owner, "/shopify/stores").await), "/shopify/settings#stores");
        assert_eq!(location(&front.post(&owner, "/shopify/owner/sign-out", &[]).await), "/shopify/owner");
        assert!(owner.cookies().is_empty(), "signed out: {:?}", owner.cookies());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_whole_prefix_is_taken_off_and_nothing_else_sees_it() {
    let desk = Desk::open().await;
    let behind = desk.reached_at(&[PUBLIC_URL, PREFIX].concat()).await;
    for (path, status) in
        [("/shopify/healthz", 200), ("/healthz", 200), ("/shopifyx/healthz", 404), ("/x/healthz", 404)]
    {
        assert_eq!(behind.get(path).await.status, status, "{path}");
    }
    assert_eq!(behind.get("/shopify").await.status, StatusCode::NOT_FOUND);
    assert_eq!(desk.get("/shopify/healthz").await.status, StatusCode::NOT_FOUND, "where there is no prefix");
    let counted = behind.get("/shopify/metrics").await.text;
    assert!(counted.contains("route=\"/healthz\"") && !counted.contains("route=\"/shopify"), "{counted}");
    // The query stays.
    let ticket =
        behind.post("/shopify/api/tickets", "", &json!({"token": behind.host_token("maria@example.com")})).await;
    let url = ticket.json()["url"].as_str().unwrap().to_owned();
    assert!(url.starts_with("https://card.example/shopify/embed/"), "{url}");
    let page = behind.get(url.strip_prefix(PUBLIC_URL).unwrap()).await;
    assert!(page.text.contains("Maria") && page.header("cache-control") == "no-store", "{}", page.text);
    // A card in a sandboxed frame may ask.
    let preflight = Request::builder().method("OPTIONS").uri("/shopify/api/card").header("origin", "null");
    let preflight = preflight.header("access-control-request-method", "POST").body(Body::empty()).unwrap();
    assert_eq!(behind.send(preflight).await.header("access-control-allow-origin"), "null");
    let described = behind.get("/shopify/openapi.json").await.json();
    assert_eq!(described["servers"], json!([{"url": "/shopify"}]));
    assert_eq!(desk.get("/openapi.json").await.json().get("servers"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_prefix_begins_as_one_of_our_own_paths() {
    let desk = Desk::open().await;
    let described = desk.get("/openapi.json").await.json();
    for path in described["paths"].as_object().unwrap().keys().map(String::as_str).chain(["/assets/x", "/embed.js"]) {
        let first = path.split('/').nth(1).unwrap();
        let refused = PublicUrl::parse(&format!("{PUBLIC_URL}/{first}/x"));
        assert_eq!(refused, Err(NotPublic::OurOwn), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_copied_elsewhere_names_the_prefix() {
    let desk = Desk::open().await;
    let app = desk.app();
    for front in Front::both(&desk).await {
        let owner = front.owner().await;
        let read = async |path: &str| front.call(&owner, "GET", path, &Value::Null).await.json();
        let inboxes = read("/api/settings/inboxes").await;
        let inbox = &desk.inbox.id;
        let card = format!("{PUBLIC_URL}/shopify/embed/{inbox}");
        assert_eq!(inboxes["inboxes"][0]["card_url"], card);
        assert_eq!(inboxes["inboxes"][0]["settings_url"], format!("{card}/settings"));
        let guide = read(&format!("/api/settings/inboxes/guide?inbox={inbox}")).await.to_string();
        for part in ["/embed.js", "/api/tickets"] {
            assert!(guide.contains(&format!("https://card.example/shopify{part}")), "{guide}");
        }
        assert!(!guide.replace("card.example/shopify", "").contains("card.example"), "{guide}");
        let stores = read("/api/settings/stores").await;
        assert_eq!(stores["apps"][0]["redirect_url"], format!("{PUBLIC_URL}/shopify/connect/{app}/callback"));
        assert_eq!(stores["apps"][0]["webhook_url"], format!("{PUBLIC_URL}/shopify/webhooks/{app}"));
        let provider = read("/api/settings/provider").await;
        assert_eq!(provider["redirect_url"], format!("{PUBLIC_URL}/shopify/sign-in/callback"));
        let admin = session_of(&desk, "admin").await;
        let tab = front.desk.post(&front.asked("/shopify/api/settings/tab"), &admin, &Value::Null).await.json();
        assert!(tab["url"].as_str().unwrap().starts_with(&format!("{card}/settings?ticket=")), "{tab}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_tells_addresses_with_the_prefix() {
    let desk = Desk::in_real_time().await;
    let at = PublicUrl::parse(&[PUBLIC_URL, PREFIX].concat()).unwrap();
    desk.app.db.set_public_url(&at).await.unwrap();
    let setup = desk.setup();
    let link = setup.json(&["owner-link", "--tenant", &desk.tenant])["url"].as_str().unwrap().to_owned();
    assert!(link.starts_with("https://card.example/shopify/owner#"), "{link}");
    let tried = setup.json(&["embed-url", "--inbox", &desk.inbox.id, "--email", "maria@example.com"]);
    let address = tried["url"].as_str().unwrap();
    assert!(address.starts_with(&format!("https://card.example/shopify/embed/{}?ticket=", desk.inbox.id)), "{tried}");
    desk.app();
    let listed = setup.json(&["app", "list", "--tenant", &desk.tenant]);
    let toml = listed["apps"][0]["toml"].as_str().unwrap();
    assert_eq!(toml.matches("https://card.example/shopify/").count(), toml.matches("https://card.example").count());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_origin_is_compared_without_the_prefix_and_exactly() {
    let desk = Desk::open().await;
    for front in Front::both(&desk).await {
        let cookie = front.owner().await.cookies().join("; ");
        let switch = async |origin: &str| {
            let request = Request::put(front.asked("/shopify/api/settings/active"))
                .header("cookie", &cookie)
                .header("origin", origin)
                .header("content-type", "application/json")
                .body(Body::from(json!({"inbox": desk.inbox.id, "active": true}).to_string()));
            front.desk.send(request.unwrap()).await.status
        };
        assert_eq!(switch(PUBLIC_URL).await, StatusCode::OK);
        for other in [
            "https://card.example/shopify",
            "https://card.example/",
            "https://card.example.evil.example",
            "http://card.example",
            "null",
        ] {
            assert_eq!(switch(other).await, StatusCode::FORBIDDEN, "{other}");
        }
        // An owner tries an inbox: our own page is around the card, and a page's origin has no path.
        let body = json!({"inbox": desk.inbox.id, "proof": {"email": "maria@example.com"}, "nonce": "n-1"});
        let path = front.asked("/shopify/api/settings/inboxes/trial");
        let tried = as_owner(&front.desk, &cookie, "POST", &path, &body).await.json();
        let around = async |origin: &str| {
            let open = json!({"token": tried["token"], "nonce": "n-1", "parent_origin": origin, "seq": 1});
            front.desk.post(&front.asked("/shopify/api/card"), "", &open).await.status
        };
        assert_eq!(around("https://card.example/shopify").await, StatusCode::FORBIDDEN);
        assert_eq!(around(PUBLIC_URL).await, StatusCode::OK);
        let page = Request::get(front.asked(&format!("/shopify/embed/{}?trial=1", desk.inbox.id)));
        let page = front.desk.send(page.header("cookie", &cookie).body(Body::empty()).unwrap()).await;
        assert!(page.header("content-security-policy").ends_with("frame-ancestors https://card.example"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_proxies_on_one_origin_do_not_sign_each_other_out() {
    let desk = Desk::open().await;
    let [one, _] = Front::both(&desk).await;
    let owner = one.owner().await;
    let another = desk.reached_at(&[PUBLIC_URL, "/shopify/eu"].concat()).await;
    let at_root = desk.reached_at(PUBLIC_URL).await;
    for (other, prefix) in [(&another, "/shopify/eu"), (&at_root, "")] {
        let token = other.owner_link(&desk.tenant, None).await;
        let there = owner.post(other, &[prefix, "/owner"].concat(), &[("token", &token)]).await;
        assert_eq!(location(&there), [prefix, "/settings"].concat());
    }
    let names: Vec<String> =
        owner.cookies().iter().map(|cookie| cookie.split('=').next().unwrap().to_owned()).collect();
    let expected =
        ["__Host-context-card-owner", "__Host-shopify~context-card-owner", "__Host-shopify~eu~context-card-owner"];
    assert_eq!(names, expected);
    location(&owner.post(&another, "/shopify/eu/owner/sign-out", &[]).await);
    sees(&one.get(&owner, "/shopify/settings").await, "scx-settings");
    sees(&owner.get(&at_root, "/settings").await, "scx-settings");
    assert_eq!(owner.get(&another, "/shopify/eu/settings").await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_is_connected_by_a_link_and_by_an_owner() {
    let desk = Desk::with_stores(&[]).await;
    let added = ["app", "add", "--tenant", &desk.tenant, "--client-id", CLIENT, "--client-secret-stdin"];
    let app = desk.setup().json_with(&added, SECRET)["app"].as_str().unwrap().to_owned();
    let redirect = format!("{PUBLIC_URL}/shopify/connect/{app}/callback");
    desk.sandbox.add_app(SandboxApp::new(CLIENT, SECRET, &[&redirect]));
    for front in Front::both(&desk).await {
        let owner = front.owner().await;
        let chosen = json!({"app": app, "shop": UK});
        let made = front.call(&owner, "POST", "/api/settings/stores/link", &chosen).await.json();
        let (address, token) = made["url"].as_str().unwrap().split_once('#').expect("a link");
        let guest = Browser::default();
        let page = front.get(&guest, address).await;
        sees(&page, "action=\"/shopify/connect\"");
        let ours = location(&front.post(&guest, "/shopify/connect", &[("token", token)]).await);
        let page = front.get(&guest, &ours).await;
        sees(&page, &format!("action=\"{ours}\""));
        sees(&page, "href=\"/shopify/connect/cancelled\"");
        let consent = location(&front.post(&guest, &ours, &[]).await);
        let back = desk.sandbox.approve(&consent).unwrap();
        let done = location(&front.get(&guest, &back).await);
        sees(&front.get(&guest, &done).await, "is connected");

        let begun = front.call(&owner, "POST", "/api/settings/stores/consent", &chosen).await.json();
        let back = desk.sandbox.approve(begun["url"].as_str().unwrap()).unwrap();
        let panel = location(&front.get(&owner, &back).await);
        assert!(panel.starts_with("/shopify/settings#stores/"), "{panel}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_signs_in_at_a_provider_and_by_the_code_that_comes_back() {
    let desk = Desk::open().await;
    let add = ["inbox", "add", "--tenant", &desk.tenant, "--host", "chatwoot", "--origin", "https://chat.example"];
    let inbox = desk.setup().json(&add)["inbox"].as_str().unwrap().to_owned();
    let app = desk.app.clone();
    let issuer = Issuer::start(move || app.clock.unix()).await;
    let set = json!({"label": "Acme", "issuer": issuer.address, "client_id": "client-1", "domains": ["inbox.example"]});
    for front in Front::both(&desk).await {
        let owner = front.owner().await;
        let body = json!({"set": set, "secret": {"new": "hu+sh"}});
        assert_eq!(front.call(&owner, "PUT", "/api/settings/provider", &body).await.status, StatusCode::OK);
        let agent = Browser::default();
        let to = location(&front.get(&agent, &format!("/shopify/sign-in/{inbox}")).await);
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build().unwrap();
        let answer = client.get(to).send().await.unwrap();
        let back = answer.headers()["location"].to_str().unwrap().to_owned();
        assert!(back.starts_with("https://card.example/shopify/sign-in/callback?"), "{back}");
        let page = front.get(&agent, &back).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        let code = page.text.split_once("data-code>").unwrap().1.split_once('<').unwrap().0;
        let started = front.call(&agent, "POST", "/api/sign-in/code", &json!({"inbox": inbox, "code": code})).await;
        assert_eq!(started.status, StatusCode::OK, "{}", started.text);
        assert!(agent.cookies()[0].starts_with(&format!("__Host-shopify~scx-{inbox}=")), "{:?}", agent.cookies());
        let resumed = front.call(&agent, "POST", "/api/sign-in/resume", &json!({"inbox": inbox})).await;
        assert_eq!(resumed.status, StatusCode::OK, "{}", resumed.text);
    }
}
