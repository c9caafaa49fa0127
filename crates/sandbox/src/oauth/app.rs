//! Apps: who may ask shops to be installed.

use serde::{Deserialize, Serialize};

/// Whether an app's offline tokens must expire.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Expiring {
    /// Custom apps: tokens without end are still taken.
    #[default]
    May,
    /// Public apps: a token without end is given out, but the Admin API refuses it with 403.
    Must,
}

/// An app as its developer registered it. As JSON for `POST /_sandbox/apps`, everything but the first two can be left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SandboxApp {
    /// The client id, which anybody may know.
    pub client_id: String,
    /// The client secret. Redirects and webhooks are signed with it.
    pub client_secret: String,
    /// The one before it, which the token endpoint still takes while the developer rotates.
    #[serde(default)]
    pub previous_secret: Option<String>,
    /// Where a merchant may be sent back to, letter by letter.
    #[serde(default)]
    pub redirect_urls: Vec<String>,
    /// Also every `http://127.0.0.1`, `http://localhost` and `http://[::1]`: for trying it out.
    #[serde(default)]
    pub loopback_redirects: bool,
    /// The scopes of the app's configuration: an install grants these, whatever the link asks for.
    /// Where there are none, an install grants what the link asks for.
    #[serde(default)]
    pub scopes: Vec<String>,
    /// Whether its tokens must expire.
    #[serde(default)]
    pub expiring: Expiring,
    /// Whether it belongs to the shops' own organisation, as client credentials demand.
    #[serde(default)]
    pub same_organization: bool,
    /// Where the compliance webhooks go that its configuration names.
    #[serde(default)]
    pub compliance_url: Option<String>,
}

impl SandboxApp {
    /// An app with nothing but its id, its secret and where merchants are sent back to.
    pub fn new(client_id: &str, client_secret: &str, redirect_urls: &[&str]) -> Self {
        Self {
            client_id: client_id.to_owned(),
            client_secret: client_secret.to_owned(),
            redirect_urls: redirect_urls.iter().map(|&url| url.to_owned()).collect(),
            ..Self::default()
        }
    }

    /// Whether this is its secret, or was until lately.
    pub(crate) fn knows(&self, secret: &str) -> bool {
        secret == self.client_secret || self.previous_secret.as_deref() == Some(secret)
    }

    /// Whether merchants may be sent there.
    pub(crate) fn may_redirect(&self, url: &str) -> bool {
        let loopback = || {
            let host = url::Url::parse(url)
                .ok()
                .filter(|u| u.scheme() == "http")
                .and_then(|u| u.host_str().map(str::to_owned));
            host.is_some_and(|host| matches!(host.as_str(), "127.0.0.1" | "localhost" | "[::1]"))
        };
        self.redirect_urls.iter().any(|known| known == url) || (self.loopback_redirects && loopback())
    }
}

/// The apps that are there from the start, for the demo and for newcomers.
pub(crate) fn ready_made() -> [SandboxApp; 2] {
    [
        SandboxApp { loopback_redirects: true, ..SandboxApp::new("sandbox-app", "sandbox-secret-worth-nothing", &[]) },
        installed_everywhere(),
    ]
}

/// The one of the shops' own organisation, for client credentials: every shop has it installed.
pub(crate) fn installed_everywhere() -> SandboxApp {
    SandboxApp {
        same_organization: true,
        loopback_redirects: true,
        ..SandboxApp::new("sandbox-own-app", "sandbox-own-secret-worth-nothing", &[])
    }
}

/// The custom app behind a token that a merchant copied from the admin: each such token is an app of its own.
pub(crate) fn of_token(token: &str) -> SandboxApp {
    let number = |salt: &str| {
        format!("{:016x}{:016x}", crate::stable_number(salt), crate::stable_number(&format!("{token}{salt}")))
    };
    SandboxApp {
        same_organization: true,
        ..SandboxApp::new(&number("client id"), &format!("shpss_{}", number("secret")), &[])
    }
}

#[cfg(test)]
mod tests {
    use super::{SandboxApp, ready_made};

    #[test]
    fn merchants_are_sent_back_only_where_the_app_said() {
        let app = SandboxApp::new("id", "secret", &["https://card.example/connect/callback"]);
        assert!(app.may_redirect("https://card.example/connect/callback"));
        for other in
            ["https://card.example/connect/callback/", "https://card.example/connect/callback?a=1", "http://127.0.0.1/"]
        {
            assert!(!app.may_redirect(other), "{other}");
        }
        let [any_loopback, _] = ready_made();
        assert!(any_loopback.may_redirect("http://127.0.0.1:8787/connect/callback"));
        assert!(any_loopback.may_redirect("http://localhost:1/"));
        for other in [
            "https://card.example/",
            "http://127.0.0.1.evil.example/",
            "http://user@evil.example/?127.0.0.1",
            "nonsense",
        ] {
            assert!(!any_loopback.may_redirect(other), "{other}");
        }
    }
}
