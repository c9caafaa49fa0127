//! Carries webhooks to the app, as patient as Shopify: one second to connect, five in all, and no redirects.

use std::sync::OnceLock;
use std::time::Duration;

use reqwest::Client;
use reqwest::redirect::Policy;

use super::WebhookRequest;

/// The client, made when the first webhook leaves.
#[derive(Debug, Default)]
pub(crate) struct Courier {
    client: OnceLock<Option<Client>>,
}

impl Courier {
    /// The status of the answer, or nothing where none came.
    pub(crate) async fn carry(&self, request: &WebhookRequest, url: &str) -> Option<u16> {
        let client = self.client.get_or_init(client).as_ref()?;
        let mut sent = client.post(url).body(request.body.clone());
        for (name, value) in &request.headers {
            sent = sent.header(*name, value);
        }
        Some(sent.send().await.ok()?.status().as_u16())
    }
}

fn client() -> Option<Client> {
    // Somebody else in this process may have chosen one already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let patience = Client::builder().connect_timeout(Duration::from_secs(1)).timeout(Duration::from_secs(5));
    patience.redirect(Policy::none()).user_agent("Shopify-Captain-Hook").no_proxy().build().ok()
}
