//! Shopify's Admin API: asking it, and turning its answers into what the card shows. Its own texts never leave here.
//!
//! | file | what lives there |
//! |---|---|
//! | `address` | where a shop is asked |
//! | `client` | one request: limits, retries, the log line |
//! | `throttle` | the queue in front of each store |
//! | `timer` | how time passes while Shopify is waited for |
//! | `reply` | an HTTP answer as data or as an error |
//! | `error` | what can go wrong, by what the caller can do |
//! | `search` | terms of Shopify's search syntax |
//! | `listing` | which orders a list holds: its terms, and the check of every row |
//! | `number` | order numbers as people type them |
//! | `selection` | fragments from the field catalogue |
//! | `operations` | the GraphQL operations, `operations/*.graphql` |
//! | `probe` | what a connection may do |
//! | `scopes` | what a list of granted scopes allows |
//! | `token_endpoint` | getting access tokens, and getting them anew |
//! | `convert` | answers → wire |

mod address;
mod client;
pub mod convert;
mod error;
mod listing;
mod number;
mod operations;
mod probe;
mod reply;
mod scopes;
pub mod search;
mod selection;
mod throttle;
mod timer;
mod token_endpoint;

pub use address::{BadTemplate, UrlTemplate};
pub use client::{Client, ClientError, Question};
pub use error::{Cause, Denial, Refusal, ShopifyError, Why};
pub use listing::{Listing, Whose};
pub use number::{number_term, number_terms, same_number};
pub use operations::protected_document;
pub use operations::{CardDocument, SearchDocument, history_document, search_document};
pub use operations::{GUESTS, IDENTIFIERS, NUMBERS, Operation, PAGE, alias, orders_document};
pub use operations::{card_document, details_document, orders_found_document, own_address_document, probe_document};
pub use operations::{metafield_definitions_document, product_document};
pub use operations::{webhook_create_document, webhook_delete_document, webhooks_document};
pub use probe::{Probe, probe, probe_store};
pub use reply::{Cost, Level, Reply};
pub use scopes::with_implied;
pub use selection::Selection;
pub use throttle::{Meters, Standing, Urgency};
pub use timer::Timer;
pub use token_endpoint::{AppCredentials, Granted, Refused, TokenEndpoint, TokenError};

/// The version that is asked for.
pub const VERSION: &str = "2026-10";
