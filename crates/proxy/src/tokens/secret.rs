//! Secret types: no `Display`, no `Serialize`, a `Debug` that shows nothing, zeroed on drop.

use std::fmt;
use zeroize::Zeroizing;

macro_rules! secret {
    ($(#[$doc:meta])+ $name:ident) => {
        $(#[$doc])+
        #[derive(Clone)]
        pub struct $name(Zeroizing<String>);

        impl $name {
            /// Takes a secret in.
            #[must_use]
            pub fn new(text: String) -> Self {
                Self(Zeroizing::new(text))
            }

            /// The secret itself. Whoever calls this says with it: here it is used.
            #[must_use]
            pub fn expose(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    };
}

secret!(
    /// A Shopify access token.
    AccessToken
);
secret!(
    /// What a new Shopify access token is asked for with.
    RefreshToken
);
secret!(
    /// What an app proves itself to Shopify with, and what signs its webhooks.
    ClientSecret
);
secret!(
    /// What a shop's owner brings back from Shopify, good for one pair of tokens.
    AuthorizationCode
);
secret!(
    /// What signs an inbox's host tokens. The text is used as it is: its UTF-8 bytes are the HMAC key.
    SigningSecret
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_nothing() {
        let token = AccessToken::new("shpat_very_secret".into());
        assert_eq!(format!("{token:?}"), "AccessToken(…)");
        assert_eq!(format!("{:?}", RefreshToken::new("shprt_very_secret".into())), "RefreshToken(…)");
        assert_eq!(format!("{:?}", ClientSecret::new("shpss_very_secret".into())), "ClientSecret(…)");
    }

    /// What a panic over a secret says.
    fn panic_over<E: fmt::Debug>(failed: Result<(), E>) -> String {
        let panicking = std::panic::AssertUnwindSafe(|| failed.unwrap());
        std::panic::catch_unwind(panicking).unwrap_err().downcast_ref::<String>().expect("a message").clone()
    }

    #[test]
    fn a_panic_shows_nothing() {
        let text = || "very_secret".to_owned();
        for (message, name) in [
            (panic_over(Err(AccessToken::new(text()))), "AccessToken(…)"),
            (panic_over(Err(RefreshToken::new(text()))), "RefreshToken(…)"),
            (panic_over(Err(ClientSecret::new(text()))), "ClientSecret(…)"),
            (panic_over(Err(AuthorizationCode::new(text()))), "AuthorizationCode(…)"),
            (panic_over(Err(SigningSecret::new(text()))), "SigningSecret(…)"),
        ] {
            assert!(message.contains(name) && !message.contains("very_secret"), "{message}");
        }
    }
}
