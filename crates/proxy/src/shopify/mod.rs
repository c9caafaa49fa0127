//! Placeholder until the branch `shopify` is merged: on a conflict, the version of the branch `shopify` is the right one.
use crate::store::ShopDomain;
use crate::tokens::AccessToken;
#[derive(Clone)]
pub struct Client;
#[derive(Debug, thiserror::Error)]
#[error("x")]
pub struct TemplateError;
#[derive(Debug, thiserror::Error)]
#[error("x")]
pub struct ShopifyError;
impl ShopifyError {
    pub fn needs_reconnect(&self) -> bool {
        false
    }
}
impl Client {
    pub fn new(_: &str) -> Result<Self, TemplateError> {
        Ok(Self)
    }
    pub fn insecure_origin(&self) -> Option<String> {
        None
    }
}
pub struct Probe {
    pub name: String,
    pub currency: String,
    pub timezone: String,
    pub scopes: Vec<String>,
}
pub async fn probe(_: &Client, _: &ShopDomain, _: &AccessToken) -> Result<Probe, ShopifyError> {
    Err(ShopifyError)
}
