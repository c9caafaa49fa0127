//! Asks a provider: an address that an owner has typed, so nothing inside our own network may be reached by it.
//!
//! https only, public addresses only, also after the name was looked up; no redirects, no proxy, five seconds, 256 KB.

use axum::http::{HeaderValue, header};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use serde_json::Value;
use std::error::Error;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use url::{Host, Url};

/// An answer may take this long, with the connection.
const TOTAL: Duration = Duration::from_secs(5);
/// The largest answer that is read. A provider's keys are some 5 KB.
const LARGEST: usize = 256 * 1024;

/// Why a provider was not asked, or did not answer.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// The address is not one that may be asked.
    #[error("the address is not https, or not public")]
    Address,
    /// The answer is larger than anything that a provider says.
    #[error("the answer is larger than 256 KB")]
    Large,
    /// It points somewhere else.
    #[error("the answer is a redirect")]
    Redirect,
    /// No answer in time.
    #[error("there was no whole answer in time")]
    Slow,
    /// No answer at all.
    #[error("there was no answer: {0}")]
    Silent(#[source] reqwest::Error),
    /// What came can't be an answer.
    #[error("the answer is none")]
    Malformed,
}

impl From<reqwest::Error> for HttpError {
    fn from(error: reqwest::Error) -> Self {
        if error.is_timeout() {
            return Self::Slow;
        }
        let mut cause = error.source();
        while let Some(one) = cause {
            // The name was looked up, and is of somebody's own network.
            if matches!(one.downcast_ref(), Some(Self::Address)) {
                return Self::Address;
            }
            cause = one.source();
        }
        Self::Silent(error.without_url())
    }
}

/// What came.
#[derive(Debug)]
pub(super) struct Answer {
    /// Whether its status says so.
    pub(super) is_good: bool,
    pub(super) json: Value,
}

/// Asks providers. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Http {
    client: reqwest::Client,
    /// Whether an issuer on this machine may be asked, without encryption: in tests.
    loopback: bool,
}

impl Http {
    /// A client. `loopback`: an issuer on this machine may be asked, too.
    ///
    /// # Errors
    /// When the machine's certificates can't be read.
    pub fn new(loopback: bool) -> Result<Self, reqwest::Error> {
        Self::within(loopback, TOTAL)
    }

    fn within(loopback: bool, total: Duration) -> Result<Self, reqwest::Error> {
        // Somebody else may have installed it already; then theirs is used.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .user_agent(concat!("shopify-context-card/", env!("CARGO_PKG_VERSION")))
            .redirect(reqwest::redirect::Policy::none())
            // A proxy would look names up by itself.
            .no_proxy()
            .https_only(!loopback)
            .connect_timeout(total)
            .timeout(total)
            .dns_resolver(Arc::new(Public { loopback }))
            .build()?;
        Ok(Self { client, loopback })
    }

    /// Whether an address may be asked, as far as it can be told from the address alone.
    #[must_use]
    pub fn may_ask(&self, url: &Url) -> bool {
        if !url.username().is_empty() || url.password().is_some() {
            return false;
        }
        // An address in numbers is looked up by nobody.
        let (literal, name) = match url.host() {
            Some(Host::Ipv4(address)) => (Some(IpAddr::V4(address)), ""),
            Some(Host::Ipv6(address)) => (Some(IpAddr::V6(address)), ""),
            Some(Host::Domain(name)) => (None, name),
            None => return false,
        };
        let here = self.loopback && (name == "localhost" || literal.is_some_and(|address| address.is_loopback()));
        let secure = url.scheme() == "https" || (here && url.scheme() == "http");
        secure && (here || literal.is_none_or(is_public))
    }

    /// Reads a document.
    pub(super) async fn get(&self, url: &Url) -> Result<Answer, HttpError> {
        self.ask(url, self.client.get(url.clone())).await
    }

    /// Sends a form, with what proves us in the header.
    pub(super) async fn post_form(&self, url: &Url, form: String, proof: Option<String>) -> Result<Answer, HttpError> {
        let mut asking = self.client.post(url.clone()).body(form);
        asking = asking.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        if let Some(proof) = proof {
            let mut proof = HeaderValue::try_from(proof).map_err(|_| HttpError::Malformed)?;
            proof.set_sensitive(true);
            asking = asking.header(header::AUTHORIZATION, proof);
        }
        self.ask(url, asking).await
    }

    async fn ask(&self, url: &Url, asking: reqwest::RequestBuilder) -> Result<Answer, HttpError> {
        if !self.may_ask(url) {
            return Err(HttpError::Address);
        }
        let mut answer = asking.header(header::ACCEPT, "application/json").send().await?;
        if answer.status().is_redirection() {
            return Err(HttpError::Redirect);
        }
        let is_good = answer.status().is_success();
        let mut read = Vec::new();
        while let Some(chunk) = answer.chunk().await? {
            if read.len() + chunk.len() > LARGEST {
                return Err(HttpError::Large);
            }
            read.extend_from_slice(&chunk);
        }
        let json = match serde_json::from_slice(&read) {
            Ok(json) => json,
            // What refuses need not say why.
            Err(_) if !is_good => Value::Null,
            Err(_) => return Err(HttpError::Malformed),
        };
        Ok(Answer { is_good, json })
    }
}

/// Looks names up, and gives nothing where one of the addresses is not public.
#[derive(Clone, Copy, Debug)]
struct Public {
    loopback: bool,
}

impl Resolve for Public {
    fn resolve(&self, name: Name) -> Resolving {
        let Self { loopback } = *self;
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let good = |address: IpAddr| is_public(address) || (loopback && address.is_loopback());
            if found.is_empty() || !found.iter().all(|one| good(one.ip())) {
                return Err(HttpError::Address.into());
            }
            let found: Addrs = Box::new(found.into_iter());
            Ok(found)
        })
    }
}

/// Whether an address is one of the internet's, and of nobody's own network.
#[must_use]
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = matches!(
        (a, b, c),
        (0 | 10 | 127 | 224..=255, _, _)
            | (100, 64..=127, _)
            | (169, 254, _)
            | (172, 16..=31, _)
            | (192, 168, _)
            | (192, 0, 0 | 2)
            | (192, 88, 99)
            | (198, 18 | 19, _)
            | (198, 51, 100)
            | (203, 0, 113)
    );
    !special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [a, b, c, d, e, f, g, h] = address.segments();
    let inner = |high: u16, low: u16| {
        let ([one, two], [three, four]) = (high.to_be_bytes(), low.to_be_bytes());
        is_public_v4(Ipv4Addr::new(one, two, three, four))
    };
    match (a, b, c, d, e, f) {
        // An address of the older kind, dressed as one of these.
        (0, 0, 0, 0, 0, 0xffff) | (0x64, 0xff9b, 0, 0, 0, 0) => inner(g, h),
        (0x2002, ..) => inner(b, c),
        // Teredo and the like, examples, and what is tried out.
        (0x2001, 0..=0x01ff | 0x0db8, ..) | (0x3fff, 0..=0x0fff, ..) => false,
        // Nothing else is given out yet.
        (0x2000..=0x3fff, ..) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    #[test]
    fn only_public_addresses_are_public() {
        for address in
            ["1.1.1.1", "8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "::ffff:8.8.8.8", "2002:808:808::1"]
        {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
        for address in [
            "0.0.0.0",
            "10.1.2.3",
            "127.0.0.1",
            "127.8.8.8",
            "100.64.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "192.0.0.8",
            "192.0.2.1",
            "198.18.0.1",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::7f00:1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::a00:1",
            "64:ff9b:1::1",
            "fe80::1",
            "fec0::1",
            "fc00::1",
            "fd12::1",
            "ff02::1",
            "2001:db8::1",
            "2001::1",
            "2002:7f00:1::1",
            "100::1",
            "3fff::1",
        ] {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn an_address_that_an_owner_typed_is_https_and_outside() {
        let may = |loopback: bool, url: &str| Http::new(loopback).unwrap().may_ask(&Url::parse(url).unwrap());
        for url in ["https://issuer.example/a", "https://issuer.example:8443/", "https://8.8.8.8/"] {
            assert!(may(false, url) && may(true, url), "{url}");
        }
        for url in [
            "http://issuer.example/",
            "https://127.0.0.1/",
            "https://[::1]/",
            "https://10.0.0.1/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://user@issuer.example/",
            "https://u:p@issuer.example/",
            "ftp://issuer.example/",
            "data:,x",
        ] {
            assert!(!may(false, url), "{url}");
        }
        assert!(may(true, "http://127.0.0.1:9/") && may(true, "http://localhost:9/"));
        assert!(!may(true, "http://10.0.0.1/") && !may(true, "http://issuer.example/"));
    }

    /// An address on this machine that answers each connection with these bytes, over and over where `again`.
    async fn answering(bytes: &'static [u8], again: bool) -> Url {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = Url::parse(&format!("http://{}/", listener.local_addr().unwrap())).unwrap();
        tokio::spawn(async move {
            while let Ok((mut connection, _)) = listener.accept().await {
                tokio::spawn(async move {
                    let mut request = [0; 1024];
                    let _ = connection.read(&mut request).await;
                    while connection.write_all(bytes).await.is_ok() && again {}
                    // Held open: nothing more comes.
                    let _ = connection.read(&mut request).await;
                });
            }
        });
        url
    }

    async fn asked(url: &Url) -> Result<Answer, HttpError> {
        Http::within(true, Duration::from_millis(250)).unwrap().get(url).await
    }

    #[tokio::test]
    async fn an_answer_is_read_and_one_that_refuses_too() {
        let good = answering(b"HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\n{\"a\":1}", false).await;
        let answer = asked(&good).await.unwrap();
        assert!(answer.is_good && answer.json["a"] == 1);
        let bad = answering(b"HTTP/1.1 400 Bad\r\ncontent-length: 2\r\n\r\nno", false).await;
        assert!(!asked(&bad).await.unwrap().is_good);
        let html = answering(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n<a", false).await;
        assert!(matches!(asked(&html).await, Err(HttpError::Malformed)));
    }

    #[tokio::test]
    async fn what_comes_too_late_is_not_waited_for() {
        let silent = answering(b"", false).await;
        assert!(matches!(asked(&silent).await, Err(HttpError::Slow)));
        let half = answering(b"HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\n{\"a", false).await;
        assert!(matches!(asked(&half).await, Err(HttpError::Slow)));
    }

    #[tokio::test]
    async fn what_is_too_large_is_not_read_to_its_end() {
        // Without a length: it would go on for ever.
        let endless = answering(b"HTTP/1.1 200 OK\r\n\r\n                        ", true).await;
        assert!(matches!(asked(&endless).await, Err(HttpError::Large)));
    }

    #[tokio::test]
    async fn a_redirect_is_not_followed() {
        let to = b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n";
        assert!(matches!(asked(&answering(to, false).await).await, Err(HttpError::Redirect)));
    }

    #[tokio::test]
    async fn a_name_of_this_machine_is_not_asked() {
        let strict = Http::new(false).unwrap();
        let told = strict.get(&Url::parse("https://localhost/").unwrap()).await;
        assert!(matches!(told, Err(HttpError::Address)), "{told:?}");
    }
}
