//! From what happens in a shop to the webhooks that tell the app.

use crate::access::Scopes;
use crate::state::State;
use crate::webhooks::Delivery;

impl State {
    /// Uninstalls an app and tells it.
    pub(crate) async fn uninstall(&self, shop: &str, client_id: &str) -> Vec<Delivery> {
        if let Some(open) = self.shops.get(shop) {
            open.grants().uninstall(client_id);
        }
        Vec::new()
    }

    /// Changes what an app may do and tells it.
    pub(crate) async fn set_scopes(&self, shop: &str, client_id: &str, scopes: Scopes) -> Vec<Delivery> {
        if let Some(installation) =
            self.shops.get(shop).map(|o| o.grants()).as_mut().and_then(|g| g.installation_mut(client_id))
        {
            installation.scopes = scopes;
        }
        Vec::new()
    }
}
