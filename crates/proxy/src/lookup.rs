//! Placeholder until the branch `shopify` is merged: on a conflict, the version of the branch `shopify` is the right one.
use crate::{
    auth::Handles,
    clock::Clock,
    contact::Contact,
    ids::TenantId,
    shopify::Client,
    store::OpenStore,
    text::{Locale, Zone},
};
use context_card_wire::*;
use std::sync::Arc;
#[derive(Clone)]
pub struct Lookup;
pub struct Viewer {
    pub tenant: TenantId,
    pub handles: Handles,
    pub stores: Vec<OpenStore>,
    pub config: Arc<CardConfig>,
    pub locale: Locale,
    pub timezone: Option<Zone>,
    pub unverified_allowed: bool,
}
impl Lookup {
    pub fn new(_: Client, _: Clock) -> Self {
        Self
    }
    pub async fn card(&self, _: &Viewer, _: &Contact, _: bool) -> Card {
        Card { contact: None, stores: vec![], notice: None }
    }
    pub async fn prefetch(&self, _: &Viewer, _: &Contact) {}
    pub async fn order(&self, _: &Viewer, _: &OpenStore, _: &str, _: bool) -> Result<OrderDetails, Problem> {
        Err(Problem::NotFound)
    }
    pub async fn orders(
        &self,
        _: &Viewer,
        _: &OpenStore,
        _: &str,
        _: Option<&str>,
        _: Option<&str>,
    ) -> Result<OrderPage, Problem> {
        Err(Problem::NotFound)
    }
}
