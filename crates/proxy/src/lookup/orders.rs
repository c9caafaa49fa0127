//! Lists of orders: more of a customer's or a guest's, all of them or only some.

use super::{Lookup, Plan, Viewer, denials_reference, needs};
use crate::contact::Contact;
use crate::guest::Guest;
use crate::matching::{self, Identifier};
use crate::shopify::convert::{self, Page, Place};
use crate::shopify::{self, Listing, PAGE, Whose};
use crate::store::OpenStore;
use crate::text::Text;
use context_card_wire::{OrderFilter, OrderPage, Problem};
use serde_json::json;

/// So many pages are asked for at once where what comes does not belong to the list.
const AT_MOST: usize = 5;
/// So many orders make such a further page.
const FURTHER: u64 = 50;

/// Which orders are asked for.
#[derive(Clone, Debug, Default)]
pub struct OrdersAsked {
    /// Where the list goes on; none at its beginning.
    pub place: Option<Place>,
    /// Only these.
    pub filter: Option<OrderFilter>,
    /// Only the one with this number.
    pub number: Option<String>,
}

impl Lookup {
    /// A page of a customer's or a guest's orders.
    ///
    /// # Errors
    /// When Shopify gives no data, or has no such customer for this connection.
    pub async fn orders(
        &self,
        viewer: &Viewer,
        open: &OpenStore,
        contacts: &[Contact],
        whose: Whose,
        asked: OrdersAsked,
    ) -> Result<OrderPage, Problem> {
        needs(open, "read_orders")?;
        needs(open, "read_customers")?;
        let OrdersAsked { place, filter, number } = asked;
        let with = match (&whose, &place) {
            (Whose::Guest(_), _) => None,
            (Whose::Customer(_), Some(place)) => place.with.as_deref().and_then(Guest::parse),
            (Whose::Customer(id), None) => self.own_address(viewer, open, contacts, id).await?,
        };
        let listing = Listing { whose, with, filter, number, prefix: open.store.prefix.clone() };
        let mut place = place.unwrap_or_default();
        let (mut asked, mut size) = (1, PAGE);
        loop {
            let Page { page, next } = self.orders_page(viewer, open, &listing, &place, size).await?;
            match next {
                // Nothing of what came belongs here: an empty page would look like the end.
                Some(further) if page.rows.is_empty() && asked < AT_MOST => (place, size) = (further, FURTHER),
                _ => return Ok(page),
            }
            asked += 1;
        }
    }

    async fn orders_page(
        &self,
        viewer: &Viewer,
        open: &OpenStore,
        listing: &Listing,
        place: &Place,
        size: u64,
    ) -> Result<Page, Problem> {
        let selection = convert::selection(&viewer.config, &open.store);
        let by_search = listing.by_search();
        let query = listing.query();
        let mut variables = json!({"after": place.after, "query": query});
        if let Whose::Customer(id) = &listing.whose {
            variables["id"] = json!(id);
        }
        let operation = if by_search {
            // What the card shows already comes first again, and is left out.
            let again = if place.after.is_none() { place.shown.len() as u64 } else { 0 };
            variables["first"] = json!(size + again);
            shopify::orders_found_document(&selection, matches!(listing.whose, Whose::Customer(_)))
        } else {
            shopify::orders_document(&selection)
        };
        let kept = self.ask(viewer, open, Plan { operation, variables }, false).await.now(open)?;
        let text = Text::of(&viewer.locale);
        let reference = denials_reference(&kept, open.store.shop.as_str());
        let page = self.read(viewer, &text, open, &kept, &reference, |reader| {
            let Page { page, next } = reader.listed(listing, place)?;
            let sealed = next.as_ref().and_then(|next| reader.seal_place(next));
            Some(Page { page: OrderPage { next: sealed, ..page }, next })
        });
        page.ok_or_else(|| kept.reply.denials.first().map_or(Problem::NotFound, |denial| denial.why.problem()))
    }

    /// The customer's own address, where the session reaches what was ordered with it: it is the contact's, or the agent may
    /// search.
    pub(super) async fn own_address(
        &self,
        viewer: &Viewer,
        open: &OpenStore,
        contacts: &[Contact],
        id: &str,
    ) -> Result<Option<Guest>, Problem> {
        let plan = Plan { operation: shopify::own_address_document(), variables: json!({"id": id}) };
        let kept = self.ask(viewer, open, plan, false).await.now(open)?;
        let own = kept.reply.data.pointer("/customer/defaultEmailAddress/emailAddress");
        let own = own.and_then(|email| Guest::parse(&["email:", email.as_str()?].concat()));
        let asked = |contact| matching::identifiers(contact, &open.store.country, viewer.matching, &[]);
        let asked: Vec<_> = contacts.iter().flat_map(asked).collect();
        let is_asked =
            |guest: &Guest| asked.iter().any(|one| matches!(one, Identifier::Email(_)) && one.value() == guest.value());
        Ok(own.filter(|guest| viewer.may_search || is_asked(guest)))
    }
}
