//! What Shopify tells us by itself: which topic, signed by whom, about whom. Pure; `http/webhooks` calls this.
//!
//! | file | what lives there |
//! |---|---|
//! | `topic` | the topics that are understood, and those that are subscribed to |
//! | `signature` | the check of the raw body with an app's secrets |
//! | `delivery` | what the headers say |
//! | `payload` | what is read of a body: ids and what matches a contact, never kept |
//! | `configuration` | the lines of an app's configuration that only Shopify's own file can hold |

mod configuration;
mod delivery;
mod payload;
mod signature;
mod topic;

pub use configuration::compliance_toml;
pub use delivery::{Delivery, Headers, NotADelivery};
pub use payload::{DataRequest, Redaction, ScopesUpdate};
pub use payload::{data_request, of_customer, of_order, redaction, scopes_update, shop_named};
pub use signature::is_signed;
pub use topic::{SUBSCRIBED, Subscribed, Topic};

use crate::ids::AppId;
use crate::public_url::PublicUrl;

/// Where an app's webhooks arrive.
#[must_use]
pub fn address(public_url: &PublicUrl, app: &AppId) -> String {
    public_url.url(&format!("/webhooks/{app}"))
}
