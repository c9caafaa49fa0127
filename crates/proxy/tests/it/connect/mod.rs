//! Every way to connect a store, and each way it can fail: with the sentence that the person reads, and without a request
//! to Shopify where there must be none.

mod commands;
mod consent;
mod languages;
mod links;
mod owners;
mod secrets;
mod typed;

use crate::desk::{Desk, PUBLIC_URL, Reply, UK};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use context_card::auth::{OWNER_LINK_LIFE, OwnerPass, Pass};
use context_card::ids::TenantId;
use context_card::public_url::PublicUrl;
use context_card_sandbox::SandboxApp;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Mutex;

pub(crate) const CLIENT: &str = "client-1";
pub(crate) const SECRET: &str = "hush-hush-1";

/// A browser: it keeps cookies, and says where its requests come from.
#[derive(Default)]
pub(crate) struct Browser {
    cookies: Mutex<BTreeMap<String, String>>,
    /// The languages that it asks for; empty where it asks for none.
    languages: Mutex<String>,
}

impl Browser {
    /// The browser of somebody who reads this language.
    pub(crate) fn speaking(languages: &str) -> Self {
        let browser = Self::default();
        browser.turns_to(languages);
        browser
    }

    fn turns_to(&self, languages: &str) {
        languages.clone_into(&mut self.languages.lock().unwrap());
    }

    pub(crate) async fn get(&self, desk: &Desk, path: &str) -> Reply {
        self.send(desk, Request::get(path).header("sec-fetch-site", "none").body(Body::empty()).unwrap()).await
    }

    /// Sends a form of one of our own pages.
    pub(crate) async fn post(&self, desk: &Desk, path: &str, form: &[(&str, &str)]) -> Reply {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let request = Request::post(path)
            .header("sec-fetch-site", "same-origin")
            .header("content-type", "application/x-www-form-urlencoded");
        self.send(desk, request.body(Body::from(body)).unwrap()).await
    }

    /// Asks the settings' API, as the panel does.
    pub(crate) async fn call(&self, desk: &Desk, method: &str, path: &str, body: &Value) -> Reply {
        let request = Request::builder().method(method).uri(path).header("content-type", "application/json");
        let request = request.header("sec-fetch-site", "same-origin");
        self.send(desk, request.body(Body::from(body.to_string())).unwrap()).await
    }

    /// Does something with stores in the panel.
    pub(crate) async fn does(&self, desk: &Desk, what: &str, body: &Value) -> Reply {
        self.call(desk, "POST", &format!("/api/settings/stores/{what}"), body).await
    }

    /// What the panel shows of stores.
    pub(crate) async fn stores(&self, desk: &Desk) -> Value {
        let reply = self.call(desk, "GET", "/api/settings/stores", &Value::Null).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text);
        reply.json()
    }

    pub(crate) async fn send(&self, desk: &Desk, mut request: Request<Body>) -> Reply {
        let sent: Vec<String> =
            self.cookies.lock().unwrap().iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !sent.is_empty() {
            request.headers_mut().insert(header::COOKIE, sent.join("; ").parse().unwrap());
        }
        request.headers_mut().insert(header::ACCEPT, "text/html,application/xhtml+xml,*/*;q=0.8".parse().unwrap());
        let languages = self.languages.lock().unwrap().clone();
        if !languages.is_empty() {
            request.headers_mut().insert(header::ACCEPT_LANGUAGE, languages.parse().unwrap());
        }
        let reply = desk.send(request).await;
        for line in reply.headers.get_all(header::SET_COOKIE) {
            let line = line.to_str().unwrap();
            let (name, rest) = line.split_once('=').unwrap();
            let (value, flags) = rest.split_once(';').unwrap();
            assert!(name.starts_with("__Host-"), "{line}");
            // An agent's belongs to a page in a host's frame.
            let site = if name.contains("scx-i_") { "SameSite=None; Partitioned" } else { "SameSite=Lax" };
            for flag in ["Path=/", "Secure", "HttpOnly", site] {
                assert!(flags.contains(flag), "{line}");
            }
            let mut cookies = self.cookies.lock().unwrap();
            if flags.contains("Max-Age=0") {
                cookies.remove(name);
            } else {
                cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        reply
    }

    pub(crate) fn cookies(&self) -> Vec<String> {
        self.cookies.lock().unwrap().iter().map(|(name, value)| format!("{name}={value}")).collect()
    }

    fn forget(&self, begin: &str) {
        self.cookies.lock().unwrap().retain(|name, _| !name.starts_with(begin));
    }
}

/// Where a reply sends the browser.
pub(crate) fn location(reply: &Reply) -> String {
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.text);
    reply.header("location").to_owned()
}

/// The part of one of our addresses that a browser asks for.
pub(crate) fn path(url: &str) -> &str {
    url.strip_prefix(PUBLIC_URL).unwrap_or(url)
}

/// What a page says to a person.
pub(crate) fn sees(reply: &Reply, sentence: &str) {
    assert!(reply.text.contains(sentence), "{} does not say {sentence:?}: {}", reply.status, reply.text);
}

/// An answer of the API that says why a store is not connected, with a reference that is in the list.
pub(crate) fn told(desk: &Desk, reply: &Reply, sentence: &str) {
    assert!(reply.status.is_client_error() || reply.status.is_server_error(), "{}", reply.text);
    let problem = reply.json()["problem"].clone();
    assert_eq!(problem["message"], sentence, "{problem}");
    let listed = desk.setup().json(&["store", "attempts", "--tenant", &desk.tenant]);
    let known = listed["attempts"].as_array().unwrap().iter().any(|attempt| attempt["attempt"] == problem["reference"]);
    assert!(known, "{problem} is in the list: {listed}");
}

/// A page that says why a store is not connected, with a reference that is in the list.
pub(crate) fn refused(desk: &Desk, reply: &Reply, sentence: &str) {
    assert!(reply.status.is_client_error() || reply.status.is_server_error(), "{}", reply.text);
    sees(reply, sentence);
    sees(reply, "Not connected");
    let reference = reference(reply);
    assert!(reply.text.contains("<time datetime=\"20"), "a time that programs read: {}", reply.text);
    let listed = desk.setup().json(&["store", "attempts", "--tenant", &desk.tenant]);
    let known = listed["attempts"].as_array().unwrap().iter().any(|attempt| attempt["attempt"] == *reference);
    assert!(known, "{reference} is in the list: {listed}");
}

pub(crate) fn reference(reply: &Reply) -> String {
    let (_, rest) = reply.text.split_once("Reference <code>").expect("a reference");
    rest.split('<').next().unwrap().to_owned()
}

/// How often Shopify's token endpoint was asked.
pub(crate) fn exchanges(desk: &Desk) -> usize {
    desk.sandbox.log().iter().filter(|entry| entry.path.ends_with("/access_token")).count()
}

impl Desk {
    /// A tenant's app, known here and to Shopify.
    pub(crate) fn app(&self) -> String {
        let arguments = ["app", "add", "--tenant", &self.tenant, "--client-id", CLIENT, "--client-secret-stdin"];
        let added = self.setup().json_with(&arguments, SECRET);
        let app = added["app"].as_str().unwrap().to_owned();
        self.register(&app, CLIENT, SECRET);
        app
    }

    /// Makes an app known to Shopify, with our redirect URL.
    pub(crate) fn register(&self, app: &str, client_id: &str, secret: &str) {
        let redirect = format!("{PUBLIC_URL}/connect/{app}/callback");
        self.sandbox.add_app(SandboxApp::new(client_id, secret, &[&redirect]));
    }

    /// The address of the card, as `serve` notes it.
    pub(crate) async fn note_public_url(&self) {
        self.app.db.set_public_url(&PublicUrl::parse(PUBLIC_URL).unwrap()).await.unwrap();
    }

    /// A second organisation.
    pub(crate) fn neighbour(&self) -> String {
        self.setup().json(&["tenant", "add", "Neighbour"])["tenant"].as_str().unwrap().to_owned()
    }

    /// A browser with an owner signed in.
    pub(crate) async fn owner(&self) -> Browser {
        self.owner_of(&self.tenant).await
    }

    pub(crate) async fn owner_of(&self, tenant: &str) -> Browser {
        let browser = Browser::default();
        let token = self.owner_link(tenant, None).await;
        assert_eq!(location(&browser.post(self, "/owner", &[("token", &token)]).await), "/settings");
        browser
    }

    /// What stands behind the `#` of a link to sign in, made by the desk's clock.
    pub(crate) async fn owner_link(&self, tenant: &str, name: Option<&str>) -> String {
        let pass = OwnerPass { tenant: TenantId::parse(tenant).unwrap(), pass: Pass::random().unwrap() };
        let until = self.now() + OWNER_LINK_LIFE;
        self.app.db.add_owner_link(&pass.tenant, &pass.pass.hash(), name, until).await.unwrap();
        pass.text()
    }

    /// Goes from the panel to Shopify: the address of the consent page.
    pub(crate) async fn to_consent(&self, browser: &Browser, app: &str, shop: &str) -> String {
        let reply = browser.does(self, "consent", &json!({"app": app, "shop": shop})).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text);
        reply.json()["url"].as_str().unwrap().to_owned()
    }

    /// Says yes in Shopify: the address that the browser is sent to.
    pub(crate) fn approve(&self, consent: &str) -> String {
        path(&self.sandbox.approve(consent).unwrap()).to_owned()
    }

    pub(crate) fn stores(&self) -> Value {
        self.setup().json(&["store", "list", "--tenant", &self.tenant])["stores"].clone()
    }
}

/// A desk without any store.
pub(crate) async fn empty() -> Desk {
    Desk::with_stores(&[]).await
}

/// The same answer of Shopify's with one parameter changed, signed with this secret.
pub(crate) fn changed(callback: &str, secret: &str, change: &[(&str, &str)]) -> String {
    use hmac::{Hmac, KeyInit as _, Mac as _};
    let (place, query) = callback.split_once('?').unwrap();
    let mut pairs: BTreeMap<String, String> = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    pairs.remove("hmac");
    for (key, value) in change {
        pairs.insert((*key).to_owned(), (*value).to_owned());
    }
    let text = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&pairs).finish().replace('+', "%20");
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(text.as_bytes());
    let hmac: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{place}?{text}&hmac={hmac}")
}

/// Where an owner is sent who comes back from Shopify: the panel, with the attempt.
pub(crate) fn came_back(reply: &Reply) -> String {
    location(reply).strip_prefix("/settings#stores/").expect("the panel").to_owned()
}

/// Connects by Shopify's consent page, as an owner.
pub(crate) async fn connected(desk: &Desk, browser: &Browser, app: &str) -> Reply {
    let consent = desk.to_consent(browser, app, UK).await;
    let reply = browser.get(desk, &desk.approve(&consent)).await;
    let attempt = came_back(&reply);
    browser.get(desk, &format!("/connect/done/{attempt}")).await
}
