//! A sandbox at a fixed moment, and a way to ask it.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that can't ask has failed")]

use context_card_sandbox::{Options, Sandbox};
use reqwest::{Client, Response};
use serde_json::{Value, json};
use time::macros::datetime;

pub(crate) const UK: &str = "acme-uk.myshopify.com";
pub(crate) const FRANCE: &str = "maison-lumiere.myshopify.com";
pub(crate) const JAPAN: &str = "kumo-tokyo.myshopify.com";

/// An operation of `tests/operations`.
macro_rules! operation {
    ($name:literal) => {
        include_str!(concat!("../operations/", $name, ".graphql"))
    };
}
pub(crate) use operation;

/// A day in the shops.
pub(crate) struct Day {
    pub(crate) sandbox: Sandbox,
    client: Client,
}

impl Day {
    pub(crate) async fn begin() -> Self {
        // Another test may have been first.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let options = Options { now: Some(datetime!(2026-11-21 12:00 UTC)), ..Options::default() };
        Self { sandbox: Sandbox::start(options).await.unwrap(), client: Client::new() }
    }

    pub(crate) fn url(&self, shop: &str) -> String {
        format!("{}/admin/api/2026-10/graphql.json", self.sandbox.url_template().replace("{shop}", shop))
    }

    pub(crate) async fn send(&self, shop: &str, token: &str, query: &str, variables: Value) -> Response {
        let body = json!({"query": query, "variables": variables}).to_string();
        self.post(&self.url(shop), token, "application/json", body).await
    }

    pub(crate) async fn post(&self, url: &str, token: &str, kind: &str, body: String) -> Response {
        let request = self.client.post(url).header("X-Shopify-Access-Token", token).header("Content-Type", kind);
        request.body(body).send().await.unwrap()
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        self.client.get(format!("{}{path}", self.sandbox.origin())).send().await.unwrap()
    }

    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// The answer's JSON, asked with the shop's own token.
    pub(crate) async fn ask(&self, shop: &str, query: &str, variables: Value) -> Value {
        self.ask_as(shop, &self.sandbox.token(shop), query, variables).await
    }

    pub(crate) async fn ask_as(&self, shop: &str, token: &str, query: &str, variables: Value) -> Value {
        read(self.send(shop, token, query, variables).await).await
    }

    /// The id of an order.
    pub(crate) async fn order(&self, shop: &str, name: &str) -> String {
        let text = format!("name:\"{name}\"");
        let found = self.ask(shop, operation!("order_by_number"), json!({"text": text})).await;
        found["data"]["orders"]["nodes"][0]["id"].as_str().unwrap_or_else(|| panic!("no {name}: {found}")).to_owned()
    }

    /// Everything about an order.
    pub(crate) async fn whole(&self, shop: &str, name: &str) -> Value {
        let id = self.order(shop, name).await;
        let mut answer = self.ask(shop, operation!("whole_order"), json!({"id": id})).await;
        assert_eq!(answer["errors"], Value::Null, "{name}");
        answer["data"]["order"].take()
    }

    /// What searching customers finds, as e-mail addresses.
    pub(crate) async fn search(&self, text: &str) -> Vec<String> {
        let found = self.ask(UK, operation!("search_customers"), json!({"text": text, "many": 50})).await;
        let nodes = found["data"]["customers"]["nodes"].as_array().unwrap_or_else(|| panic!("{found}"));
        nodes.iter().map(|n| n["defaultEmailAddress"]["emailAddress"].as_str().unwrap_or("-").to_owned()).collect()
    }
}

pub(crate) async fn read(response: Response) -> Value {
    serde_json::from_str(&response.text().await.unwrap()).unwrap()
}
