//! The lines of an app's configuration that only Shopify's own file can hold.

use crate::ids::AppId;
use crate::public_url::PublicUrl;

/// What `app add` prints to be pasted into `shopify.app.toml`: Shopify takes the three privacy topics from there alone.
#[must_use]
pub fn compliance_toml(public_url: &PublicUrl, app: &AppId) -> String {
    let uri = super::address(public_url, app);
    format!(
        "[webhooks]\napi_version = \"{}\"\n\n[[webhooks.subscriptions]]\n\
         compliance_topics = [\"customers/data_request\", \"customers/redact\", \"shop/redact\"]\nuri = \"{uri}\"\n",
        crate::shopify::VERSION
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_app_is_told_where_its_privacy_topics_go() {
        let app = AppId::parse("a_x").unwrap();
        let text = compliance_toml(&PublicUrl::parse("https://helpdesk.example/shopify").unwrap(), &app);
        assert!(text.contains("uri = \"https://helpdesk.example/shopify/webhooks/a_x\""));
        for topic in ["customers/data_request", "customers/redact", "shop/redact"] {
            assert!(text.contains(topic));
        }
    }
}
