//! The proxy's parts together, on the sandbox.

mod shopify;
