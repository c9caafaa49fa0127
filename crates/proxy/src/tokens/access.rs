//! How a store's shop is asked: `lookup/` holds one of these for each store, and no token.

use super::{AccessToken, Keeper};
use crate::db::StoreRow;
use crate::shopify::{Client, Question, Reply, ShopifyError};
use crate::store::ShopDomain;
use std::sync::Arc;

/// How a store's shop is asked.
#[derive(Clone)]
pub enum Access {
    /// With this token, as it is.
    Token(AccessToken),
    /// With the token that the keeper hands out, which opens and renews it only where something is really asked.
    Kept(Keeper, Arc<StoreRow>),
}

impl Access {
    /// Asks the shop.
    ///
    /// # Errors
    /// When no data comes.
    pub async fn ask(&self, client: &Client, shop: &ShopDomain, question: Question<'_>) -> Result<Reply, ShopifyError> {
        match self {
            // Nothing but the shop is known here: all who ask it with bare tokens stand in one queue.
            Self::Token(token) => client.ask(shop, token, question).await,
            Self::Kept(keeper, row) => keeper.ask(client, row, question).await,
        }
    }
}
