//! A customer's or a guest's orders over time.

use super::{Lookup, Plan, Viewer, denials_reference, needs};
use crate::contact::Contact;
use crate::shopify::{self, Listing, Whose};
use crate::store::OpenStore;
use crate::text::Text;
use context_card_wire::{History, Problem};
use serde_json::json;

impl Lookup {
    /// The newest orders, counted by month, quarter or year.
    ///
    /// # Errors
    /// When Shopify gives no data, or has no such customer for this connection.
    pub async fn history(
        &self,
        viewer: &Viewer,
        open: &OpenStore,
        contacts: &[Contact],
        whose: Whose,
    ) -> Result<History, Problem> {
        needs(open, "read_orders")?;
        needs(open, "read_customers")?;
        let with = match &whose {
            Whose::Guest(_) => None,
            Whose::Customer(id) => self.own_address(viewer, open, contacts, id).await?,
        };
        let listing = Listing { whose, with, filter: None, number: None, prefix: None };
        let mut variables = serde_json::Map::new();
        if let Whose::Customer(id) = &listing.whose {
            variables.insert("id".to_owned(), json!(id));
        }
        if listing.by_search() {
            variables.insert("query".to_owned(), json!(listing.query()));
        }
        let operation = shopify::history_document(listing.by_search(), matches!(listing.whose, Whose::Customer(_)));
        let plan = Plan { operation, variables: variables.into() };
        let kept = self.ask(viewer, open, plan, false).await.now(open)?;
        let text = Text::of(&viewer.locale);
        let reference = denials_reference(&kept, open.store.shop.as_str());
        let history = self.read(viewer, &text, open, &kept, &reference, |reader| reader.history(&listing));
        history.ok_or_else(|| kept.reply.denials.first().map_or(Problem::NotFound, |denial| denial.why.problem()))
    }
}
