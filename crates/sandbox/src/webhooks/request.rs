//! A webhook as it goes over the wire, signed with the app's secret.

/// A signed webhook, whole: whoever holds it can send it as often as it likes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookRequest {
    /// The shop's domain.
    pub shop: String,
    /// The app that it is signed for.
    pub client_id: String,
    /// Such as `orders/updated`.
    pub topic: String,
    /// All headers but the content type, with lowercase names.
    pub headers: Vec<(&'static str, String)>,
    /// The raw JSON that the signature covers.
    pub body: Vec<u8>,
}

/// A webhook that was sent somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// What was sent; send it again with `Sandbox::resend`.
    pub request: WebhookRequest,
    /// Where to.
    pub url: String,
    /// What the app answered; nothing where no answer came within five seconds.
    pub status: Option<u16>,
}
