//! How Shopify signs: the query of a redirect in hex, the body of a webhook in base64.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use url::form_urlencoded::Serializer;

/// The `hmac` parameter for a query: all other parameters, sorted by name.
pub(crate) fn of_query(secret: &str, pairs: &[(String, String)]) -> String {
    let mut sorted: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (key, value) in pairs.iter().filter(|(key, _)| !matches!(key.as_str(), "hmac" | "signature")) {
        sorted.entry(key).or_default().push(value);
    }
    let mut message = Serializer::new(String::new());
    for (key, values) in sorted {
        message.append_pair(key, &values.join(","));
    }
    hex(&sign(secret, message.finish().replace('+', "%20").as_bytes()))
}

/// `X-Shopify-Hmac-Sha256` for a body.
pub(crate) fn of_body(secret: &str, body: &[u8]) -> String {
    STANDARD.encode(sign(secret, body))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn sign(secret: &str, message: &[u8]) -> Vec<u8> {
    // A key may have any length, so this can't fail; an empty signature would match nothing.
    Hmac::<Sha256>::new_from_slice(secret.as_bytes())
        .map(|mac| mac.chain_update(message).finalize().into_bytes().to_vec())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{of_body, of_query};

    fn query(text: &str) -> Vec<(String, String)> {
        url::form_urlencoded::parse(text.as_bytes()).into_owned().collect()
    }

    #[test]
    fn shopifys_examples_come_out() {
        let plain = "code=0907a61c0c8d55e99db179b68161bc00&shop=some-shop.myshopify.com&timestamp=1337178173";
        let signed = "4712bf92ffc2917d15a2f5a273e39f0116667419aa4b6ac0b3baaf26fa3c4d20";
        assert_eq!(of_query("hush", &query(plain)), signed);
        assert_eq!(of_query("hush", &query(&format!("signature=x&{plain}&hmac={signed}"))), signed);
        let with_state = "code=0907a61c0c8d55e99db179b68161bc00&state=0.6784241404160823&timestamp=1337178173&shop=some-shop.myshopify.com";
        let signed = "700e2dadb827fcc8609e9d5ce208b2e9cdaab9df07390d2cbca10d7c328fc4bf";
        assert_eq!(of_query("hush", &query(with_state)), signed);
        let body = br#"{"shop_id":954889,"shop_domain":"example.myshopify.com"}"#;
        assert_eq!(of_body("hush", body), "aWGfbqUACx5KtRhny0TE1/GqBn4XUmextJmCws4UcYE=");
    }

    #[test]
    fn a_space_and_a_plus_are_two_things() {
        assert_ne!(of_query("hush", &query("a=b%20c")), of_query("hush", &query("a=b%2Bc")));
        assert_eq!(of_query("hush", &query("a=b+c")), of_query("hush", &query("a=b%20c")));
    }
}
