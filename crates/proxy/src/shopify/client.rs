//! One request to a shop: time limits, size limit, a turn in the store's queue, retries, and the one log line about it.

use super::error::Cause;
use super::reply::{self, Cost, Head, Reply};
use super::throttle::{Landing, Meters, Pass, Place, Standing, Throttle, Urgency};
use super::{BadTemplate, Operation, ShopifyError, Timer, UrlTemplate, VERSION};
use crate::store::ShopDomain;
use crate::tokens::AccessToken;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderValue, RETRY_AFTER};
use serde_json::{Value, json};
use std::hash::{DefaultHasher, Hasher as _};
use std::time::{Duration, Instant};

/// Who asks.
const USER_AGENT: &str = concat!("shopify-context-card/", env!("CARGO_PKG_VERSION"));
/// A connection takes this long at most.
const CONNECT: Duration = Duration::from_secs(3);
/// A question with all its retries takes this long at most: an agent is waiting.
const TOTAL: Duration = Duration::from_secs(10);
/// The largest answer that is read. A card's is some 20 KB.
const LARGEST: usize = 8 * 1024 * 1024;
/// So long an agent waits for a turn without a word.
const PATIENCE: Duration = Duration::from_secs(2);
/// The wait before the one retry.
const BREATH: Duration = Duration::from_millis(200);
/// The header with the version that Shopify served.
const SERVED: &str = "x-shopify-api-version";

/// Asks shops. Cheap to clone; keeps its connections.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    template: UrlTemplate,
    throttle: Throttle,
    patience: Duration,
    total: Duration,
}

/// The client can't be made.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The template is none.
    #[error(transparent)]
    Template(#[from] BadTemplate),
    /// The machine's certificates or the TLS library are at fault.
    #[error("can't set up requests to Shopify: {0}")]
    Http(#[from] reqwest::Error),
}

/// What is asked, for whom.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    operation: &'a Operation,
    variables: &'a Value,
    payer: &'a str,
    urgency: Urgency,
}

impl<'a> Question<'a> {
    /// An agent's question.
    #[must_use]
    pub const fn new(operation: &'a Operation, variables: &'a Value) -> Self {
        Self { operation, variables, payer: "", urgency: Urgency::Agent }
    }

    /// Who shares a bucket of points in the shop: the app, or where it is not known, the connection. Questions of the same
    /// payer to the same shop stand in one queue.
    #[must_use]
    pub const fn paid_by(self, payer: &'a str) -> Self {
        Self { payer, ..self }
    }

    /// Nobody waits for the answer: agents go first, and it may take a minute.
    #[must_use]
    pub const fn in_background(self) -> Self {
        Self { urgency: Urgency::Background, ..self }
    }
}

impl Client {
    /// A client for the shops of a template, for example `https://{shop}`.
    ///
    /// # Errors
    /// When it is no template, or the machine's certificates can't be read.
    pub fn new(template: &str) -> Result<Self, ClientError> {
        let template = UrlTemplate::parse(template)?;
        // Somebody else may have installed it already; then theirs is used.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut http = reqwest::Client::builder();
        if template.plain_http() {
            // The sandbox is on this machine; a company's proxy for the outside would not find it.
            http = http.no_proxy();
        }
        let http = http
            .user_agent(USER_AGENT)
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(CONNECT)
            .timeout(TOTAL)
            .https_only(!template.plain_http())
            .tcp_keepalive(Duration::from_secs(60))
            .pool_idle_timeout(Duration::from_secs(90))
            .build()?;
        Ok(Self { http, template, throttle: Throttle::new(Timer::real()), patience: PATIENCE, total: TOTAL })
    }

    /// The same client with another patience. With none it tells every throttle at once, and retries without a pause.
    #[must_use]
    pub fn with_patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// The same client, giving up after another time than ten seconds.
    #[must_use]
    pub fn with_time_limit(self, total: Duration) -> Self {
        Self { total, ..self }
    }

    /// The same client with nobody in its queues, and another sense of time for them.
    #[must_use]
    pub fn with_timer(self, timer: Timer) -> Self {
        Self { throttle: Throttle::new(timer), ..self }
    }

    /// What is counted about waiting.
    #[must_use]
    pub const fn meters(&self) -> &Meters {
        self.throttle.meters()
    }

    /// A request to post to one of a shop's own addresses, `/admin/…`.
    pub(super) fn post(&self, shop: &ShopDomain, path: &str) -> reqwest::RequestBuilder {
        self.http.post([&self.template.base(shop), path].concat())
    }

    /// How long a question with all its retries takes at most.
    pub(super) const fn time_limit(&self) -> Duration {
        self.total
    }

    /// How long it waits without a word; a retry pauses no longer.
    pub(super) const fn patience(&self) -> Duration {
        self.patience
    }

    /// What is left of Shopify's points in a shop for those who share a bucket there; none where nobody asked yet.
    #[must_use]
    pub fn standing(&self, shop: &ShopDomain, payer: &str) -> Option<Standing> {
        self.throttle.standing(shop.as_str(), payer)
    }

    /// Where shops are asked.
    #[must_use]
    pub const fn template(&self) -> &UrlTemplate {
        &self.template
    }

    /// Where shops are asked without encryption: the sandbox's origin. None for Shopify itself.
    #[must_use]
    pub fn insecure_origin(&self) -> Option<String> {
        self.template.insecure_origin()
    }

    /// Asks a shop, when the store's queue lets it. Retries once what passes; waits out a short throttle.
    ///
    /// # Errors
    /// When no data comes.
    pub async fn ask(
        &self,
        shop: &ShopDomain,
        token: &AccessToken,
        question: Question<'_>,
    ) -> Result<Reply, ShopifyError> {
        let operation = question.operation.name;
        let patience = question.urgency.patience(self.patience);
        let gate = self.throttle.gate(shop.as_str(), question.payer);
        let mut place = Place::new(gate, hash(&question.operation.document), question.urgency, patience);
        let asking = async {
            let mut retried = false;
            loop {
                let pass = place.turn().await.map_err(|seconds| {
                    tracing::warn!(%shop, operation, seconds, "the store's queue is too long for now");
                    ShopifyError::Throttled { seconds }
                })?;
                match self.ask_once(shop, token, &question, pass).await {
                    // The queue has been told; it knows whether waiting is worth it.
                    Err(ShopifyError::Throttled { .. }) => {}
                    Err(error) if !retried && error.is_worth_a_retry() => {
                        retried = true;
                        self.throttle.timer().sleep(BREATH.min(self.patience)).await;
                    }
                    result => return result,
                }
            }
        };
        // Waiting of background work is not waiting for Shopify.
        let total = self.total + patience.saturating_sub(self.patience);
        tokio::time::timeout(total, asking).await.unwrap_or_else(|_| {
            tracing::warn!(%shop, operation, "Shopify did not answer in time");
            Err(ShopifyError::Unreachable(Cause::Timeout))
        })
    }

    async fn ask_once(
        &self,
        shop: &ShopDomain,
        token: &AccessToken,
        question: &Question<'_>,
        pass: Pass,
    ) -> Result<Reply, ShopifyError> {
        let operation = question.operation.name;
        let began = Instant::now();
        let mut secret = HeaderValue::from_str(token.expose()).map_err(|_| ShopifyError::Token)?;
        secret.set_sensitive(true);
        let body = json!({"query": question.operation.document, "variables": question.variables});
        let sent = self
            .post(shop, &format!("/admin/api/{VERSION}/graphql.json"))
            .header("X-Shopify-Access-Token", secret)
            .header(ACCEPT, "application/json")
            .json(&body)
            .send()
            .await;
        let response = match sent {
            Ok(response) => response,
            Err(error) => {
                let cause = cause(&error);
                if cause == Cause::Connect {
                    pass.settle(Landing::Free);
                }
                tracing::warn!(%shop, operation, %cause, "Shopify can't be asked");
                return Err(ShopifyError::Unreachable(cause));
            }
        };
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let (result, cost) = match read_body(response, LARGEST).await {
            Ok(bytes) => reply::read(Head { status, retry_after: text(&headers, RETRY_AFTER.as_str()) }, &bytes),
            Err(cause) => (Err(ShopifyError::Unreachable(cause)), None),
        };
        pass.settle(landing(&result, cost));
        if matches!(result, Err(ShopifyError::Throttled { .. })) {
            self.meters().throttled(status);
        }
        if text(&headers, SERVED).is_some_and(|served| served != VERSION) {
            self.meters().other_version();
        }
        log(shop, operation, status, &headers, began.elapsed(), &result);
        result
    }
}

/// What the store's queue has to know of an answer.
fn landing(result: &Result<Reply, ShopifyError>, cost: Option<Cost>) -> Landing {
    match (result, cost) {
        (Err(ShopifyError::Throttled { seconds }), cost) => Landing::Throttled(cost, *seconds),
        (_, Some(cost)) => Landing::Billed(cost),
        (Ok(_) | Err(ShopifyError::Unreachable(_)), None) => Landing::Silent,
        (Err(_), None) => Landing::Free,
    }
}

/// Reads a body up to the limit.
pub(super) async fn read_body(mut response: reqwest::Response, largest: usize) -> Result<Vec<u8>, Cause> {
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() > largest => return Err(Cause::TooLarge),
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => return Ok(body),
            Err(error) => return Err(cause(&error)),
        }
    }
}

pub(super) fn cause(error: &reqwest::Error) -> Cause {
    if error.is_timeout() {
        Cause::Timeout
    } else if error.is_connect() {
        Cause::Connect
    } else {
        Cause::Broken
    }
}

/// Tells documents apart, for what they cost.
fn hash(document: &str) -> u64 {
    let mut hash = DefaultHasher::new();
    hash.write(document.as_bytes());
    hash.finish()
}

pub(super) fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

/// The one line about a request. Codes, costs and Shopify's request id; no text of Shopify's, no value of a customer's.
fn log(
    shop: &ShopDomain,
    operation: &str,
    status: u16,
    headers: &HeaderMap,
    took: Duration,
    result: &Result<Reply, ShopifyError>,
) {
    let request_id = text(headers, "x-request-id").unwrap_or_default();
    let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    match result {
        Ok(reply) => {
            let (requested, actual) = (reply.cost.map(|cost| cost.requested), reply.cost.and_then(|cost| cost.actual));
            let denied = reply.denials.len();
            tracing::info!(%shop, operation, status, ms, requested, actual, denied, request_id, "asked Shopify");
            for denial in &reply.denials {
                tracing::info!(%shop, operation, path = denial.path, why = ?denial.why, "Shopify holds a part back");
            }
        }
        Err(error) => {
            let content = text(headers, CONTENT_TYPE.as_str()).unwrap_or_default();
            tracing::warn!(%shop, operation, status, ms, %error, content, request_id, "Shopify gave no data");
        }
    }
    if let Some(served) = text(headers, SERVED).filter(|served| *served != VERSION) {
        tracing::warn!(%shop, operation, asked = VERSION, served, "Shopify served another version of its API");
    }
    if let Some(reason) = text(headers, "x-shopify-api-deprecated-reason") {
        tracing::warn!(%shop, operation, reason, "Shopify calls this request deprecated");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_passes_is_tried_once_more_and_what_stays_is_not() {
        for (error, again) in [
            (ShopifyError::Unreachable(Cause::Status(503)), true),
            (ShopifyError::Unreachable(Cause::Internal), true),
            (ShopifyError::Unreachable(Cause::Broken), true),
            (ShopifyError::Token, false),
            (ShopifyError::TokenMustExpire, false),
            (ShopifyError::Frozen, false),
            (ShopifyError::Gone, false),
            (ShopifyError::Unreachable(Cause::Timeout), false),
            (ShopifyError::Unreachable(Cause::NotAnAnswer), false),
            (ShopifyError::Unreachable(Cause::Status(430)), false),
        ] {
            assert_eq!(error.is_worth_a_retry(), again, "{error}");
        }
    }

    #[test]
    fn a_client_can_be_made() {
        let client = Client::new("https://{shop}").unwrap();
        assert!(!client.template().plain_http());
    }
}
