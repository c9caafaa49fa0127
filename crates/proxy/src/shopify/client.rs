//! One request to a shop: time limits, size limit, retries, short waits, and the one log line about it.

use super::error::Cause;
use super::reply::{self, Head, Reply};
use super::{BadTemplate, ShopifyError, UrlTemplate, VERSION};
use crate::store::ShopDomain;
use crate::tokens::AccessToken;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderValue, RETRY_AFTER};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// Who asks.
const USER_AGENT: &str = concat!("shopify-context-card/", env!("CARGO_PKG_VERSION"));
/// A connection takes this long at most.
const CONNECT: Duration = Duration::from_secs(3);
/// A question with all its retries takes this long at most: an agent is waiting.
const TOTAL: Duration = Duration::from_secs(10);
/// The largest answer that is read. A card's is some 20 KB.
const LARGEST: usize = 8 * 1024 * 1024;
/// So long Shopify's wish to wait is fulfilled without a word.
const PATIENCE: Duration = Duration::from_secs(2);
/// The wait before the one retry.
const BREATH: Duration = Duration::from_millis(200);

/// Asks shops. Cheap to clone; keeps its connections.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    template: UrlTemplate,
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

/// What is asked.
#[derive(Clone, Debug)]
pub struct Question<'a> {
    /// The name of the operation in the document; for the log.
    pub operation: &'static str,
    /// The GraphQL document.
    pub document: &'a str,
    /// Its variables.
    pub variables: &'a Value,
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
        Ok(Self { http, template, patience: PATIENCE, total: TOTAL })
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

    /// Asks a shop. Retries once what passes; waits out a short throttle.
    ///
    /// # Errors
    /// When no data comes.
    pub async fn ask(
        &self,
        shop: &ShopDomain,
        token: &AccessToken,
        question: Question<'_>,
    ) -> Result<Reply, ShopifyError> {
        let asking = async {
            let mut patience = Patience::of(self.patience);
            loop {
                let result = self.ask_once(shop, token, &question).await;
                match result.as_ref().err().and_then(|error| patience.pause(error)) {
                    Some(pause) => tokio::time::sleep(pause).await,
                    None => return result,
                }
            }
        };
        tokio::time::timeout(self.total, asking).await.unwrap_or_else(|_| {
            tracing::warn!(%shop, operation = question.operation, "Shopify did not answer in time");
            Err(ShopifyError::Unreachable(Cause::Timeout))
        })
    }

    async fn ask_once(
        &self,
        shop: &ShopDomain,
        token: &AccessToken,
        question: &Question<'_>,
    ) -> Result<Reply, ShopifyError> {
        let began = Instant::now();
        let mut secret = HeaderValue::from_str(token.expose()).map_err(|_| ShopifyError::Token)?;
        secret.set_sensitive(true);
        let body = json!({"query": question.document, "variables": question.variables});
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
                tracing::warn!(%shop, operation = question.operation, %cause, "Shopify can't be asked");
                return Err(ShopifyError::Unreachable(cause));
            }
        };
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let result = match read_body(response, LARGEST).await {
            Ok(bytes) => reply::read(Head { status, retry_after: text(&headers, RETRY_AFTER.as_str()) }, &bytes),
            Err(cause) => Err(ShopifyError::Unreachable(cause)),
        };
        log(shop, question.operation, status, &headers, began.elapsed(), &result);
        result
    }
}

/// How often, and how long, one question may be asked again.
struct Patience {
    retried: bool,
    left: Duration,
}

impl Patience {
    const fn of(left: Duration) -> Self {
        Self { retried: false, left }
    }

    /// How long to pause before asking again; none where the error stands.
    fn pause(&mut self, error: &ShopifyError) -> Option<Duration> {
        if let ShopifyError::Throttled { seconds } = error {
            let wait = Duration::from_secs(u64::from(*seconds));
            self.left = self.left.checked_sub(wait)?;
            return Some(wait);
        }
        if self.retried || !error.is_worth_a_retry() {
            return None;
        }
        self.retried = true;
        Some(BREATH.min(self.left))
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
    if let Some(served) = text(headers, "x-shopify-api-version").filter(|served| *served != VERSION) {
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
    fn a_short_throttle_is_waited_for_and_a_long_one_is_told() {
        let mut patience = Patience::of(PATIENCE);
        let throttled = |seconds| ShopifyError::Throttled { seconds };
        assert_eq!(patience.pause(&throttled(1)), Some(Duration::from_secs(1)));
        assert_eq!(patience.pause(&throttled(1)), Some(Duration::from_secs(1)));
        assert_eq!(patience.pause(&throttled(1)), None);
        assert_eq!(Patience::of(Duration::ZERO).pause(&throttled(1)), None);
        assert_eq!(Patience::of(PATIENCE).pause(&throttled(3)), None);
    }

    #[test]
    fn what_passes_is_tried_once_more_and_what_stays_is_not() {
        let mut patience = Patience::of(PATIENCE);
        let passing = ShopifyError::Unreachable(Cause::Status(503));
        assert_eq!(patience.pause(&passing), Some(BREATH));
        assert_eq!(patience.pause(&passing), None);
        for error in [
            ShopifyError::Token,
            ShopifyError::Frozen,
            ShopifyError::Gone,
            ShopifyError::Unreachable(Cause::Timeout),
            ShopifyError::Unreachable(Cause::NotAnAnswer),
            ShopifyError::Unreachable(Cause::Status(430)),
        ] {
            assert_eq!(Patience::of(PATIENCE).pause(&error), None, "{error}");
        }
    }

    #[test]
    fn a_client_can_be_made() {
        let client = Client::new("https://{shop}").unwrap();
        assert!(!client.template().plain_http());
    }
}
