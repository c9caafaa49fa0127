//! What a helpdesk's backend asks of the card's proxy. A host token goes in a body, a session in a header: neither
//! is ever part of an address.

use crate::host_token::{SignError, Signer};
use crate::options::CardSite;
use serde::Deserialize;
use serde_json::{Value, json};
use std::time::Duration;

/// Why the proxy gave nothing.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CardError {
    #[error(transparent)]
    Sign(#[from] SignError),
    /// It can't be reached, or its answer can't be read.
    #[error("the card's server does not answer")]
    Unreachable,
    /// It answered with a problem: its code and the reference under which its log knows more.
    #[error("the card's server refused: {code}, reference {reference}")]
    Refused { code: String, reference: String },
}

/// The card's proxy.
pub(crate) struct Card {
    http: reqwest::Client,
    site: CardSite,
    inbox: String,
}

impl Card {
    pub(crate) fn new(site: CardSite, inbox: String) -> Result<Self, reqwest::Error> {
        // Only the first call installs it, and any provider will do.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder().timeout(Duration::from_secs(15)).build()?;
        Ok(Self { http, site, inbox })
    }

    /// Where the card comes from.
    pub(crate) const fn site(&self) -> &CardSite {
        &self.site
    }

    /// Where the card is embedded.
    pub(crate) fn inbox(&self) -> &str {
        &self.inbox
    }

    /// Trades a host token for a one-time address. The proxy asks Shopify at this moment, before the iframe loads.
    pub(crate) async fn ticket(&self, token: &str) -> Result<String, CardError> {
        #[derive(Deserialize)]
        struct Ticket {
            url: String,
        }
        let request = self.http.post(format!("{}/api/tickets", self.site.address)).json(&json!({ "token": token }));
        Ok(answer::<Ticket>(request).await?.url)
    }

    /// Chooses what the card shows, as an admin of the inbox would.
    pub(crate) async fn choose_fields(&self, signer: &Signer) -> Result<(), CardError> {
        #[derive(Deserialize)]
        struct Session {
            session: String,
        }
        let Self { http, site: CardSite { address, .. }, inbox } = self;
        let body = json!({ "token": signer.sign_admin()?, "parent_origin": signer.origin() });
        let session = answer::<Session>(http.post(format!("{address}/api/session")).json(&body)).await?.session;

        let settings = format!("{address}/api/settings/card?inbox={inbox}");
        let mut fields = fields();
        // The version says which choice this one replaces: two admins never overwrite each other unseen.
        let now: Value = answer(http.get(&settings).bearer_auth(&session)).await?;
        fields["version"] = now.get("version").cloned().unwrap_or(json!(0));
        answer::<Value>(http.put(&settings).bearer_auth(&session).json(&fields)).await.map(drop)
    }
}

/// The fields of the demo: nearly everything that helps an agent.
fn fields() -> Value {
    json!({
        "order_card": ["order.number", "order.total", "order.delivery_status"],
        "order_details": [
            "order.created", "order.payment_status", "order.payment_method", "order.return_status", "order.cancelled",
            "order.cancel_reason", "order.total", "order.subtotal", "order.shipping", "order.discounts",
            "order.discount_codes", "order.refunded", "order.outstanding", "order.shipping_address", "order.location",
            "order.custom_attributes", "order.metafields.custom.delivery_window", "order.note", "order.tags", "order.risk",
            "fulfillment.status", "fulfillment.carrier", "fulfillment.tracking", "fulfillment.estimated_delivery",
            "fulfillment.delivered", "line_item.unit_price", "line_item.sku", "line_item.subscription", "line_item.status"
        ],
        "customer_details": [
            "customer.email", "customer.phone", "customer.created", "customer.total_spent", "customer.total_orders",
            "customer.average_order", "customer.last_order", "customer.email_marketing", "customer.sms_marketing",
            "customer.metafields.loyalty.tier", "customer.metafields.loyalty.points", "customer.default_address",
            "customer.note", "customer.tags"
        ]
    })
}

/// Sends a request and reads its answer, or the problem in its place.
async fn answer<T: serde::de::DeserializeOwned>(request: reqwest::RequestBuilder) -> Result<T, CardError> {
    #[derive(Deserialize)]
    struct Refusal {
        problem: Problem,
    }
    #[derive(Deserialize)]
    struct Problem {
        code: String,
        reference: String,
    }
    // The cause may hold the address with a ticket in it, so it is dropped here.
    let response = request.send().await.map_err(|_| CardError::Unreachable)?;
    if response.status().is_success() {
        return response.json().await.map_err(|_| CardError::Unreachable);
    }
    let Refusal { problem } = response.json().await.map_err(|_| CardError::Unreachable)?;
    Err(CardError::Refused { code: problem.code, reference: problem.reference })
}
