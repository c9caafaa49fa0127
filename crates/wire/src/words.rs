//! The interface's own words, in one language: a small message catalogue that comes with the page.
//!
//! What is in it is the `ui` part of `www/messages/<language>.json`. A language that lacks one does not build.

use serde::{Deserialize, Serialize};

/// Makes the struct and the list of its keys from one table.
macro_rules! words {
    ($($(#[$doc:meta])+ $key:ident,)+) => {
        /// The interface's words. `{n}`, `{name}` stand for what is put in.
        #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        pub struct Words { $($(#[$doc])+ pub $key: String,)+ }
        impl Words {
            /// Every key, as in the language files.
            pub const KEYS: &'static [&'static str] = &[$(stringify!($key)),+];

            /// Asks for each word by its key. In the browser this is a tenth of what a derived deserialiser weighs.
            pub fn from_keys(mut word: impl FnMut(&'static str) -> String) -> Self {
                let mut words = Self::default();
                let places = [$(&mut words.$key),+];
                for (place, key) in places.into_iter().zip(Self::KEYS) {
                    *place = word(key);
                }
                words
            }
        }
    };
}

words! {
    /// The card's name for screen readers.
    card,
    /// The button that asks Shopify again.
    refresh,
    /// While it is asking.
    refreshing,
    /// The age of the data, under ten seconds.
    just_now,
    /// The age of the data: `{n} s ago`.
    seconds_ago,
    /// The age of the data: `{n} min ago`.
    minutes_ago,
    /// The age of the data: `{n} h ago`.
    hours_ago,
    /// While the first card is on its way; heard, not seen.
    loading,
    /// Heard when a card has arrived: `Card of {name}`.
    loaded,
    /// Back from details to the list.
    back,
    /// The heading of the list of orders, for screen readers.
    orders,
    /// Opens an order: `Order {name}, details`.
    open_order,
    /// The next page of orders.
    more_orders,
    /// While it is on its way.
    loading_more,
    /// Where a customer has no orders.
    no_orders,
    /// Opens the reason why fewer orders are visible than there are.
    why,
    /// Opens the customer's details.
    customer_details,
    /// Heading of the parcels.
    parcels,
    /// Heading of the line items.
    items,
    /// A link to Shopify's admin.
    open_in_shopify,
    /// Said of every link that opens a new tab.
    opens_new_tab,
    /// Puts the answer into the host's composer.
    insert_reply,
    /// After it has.
    inserted,
    /// Copies a value: `Copy {name}`.
    copy,
    /// After it was copied.
    copied,
    /// Where the browser did not let it be copied.
    copy_failed,
    /// Asks again after a failure.
    retry,
    /// Counting down to the next try: `Again in {n} s`.
    retry_in,
    /// Where the agent must open the conversation again.
    reopen,
    /// The sentence for an admin is behind this.
    for_admins,
    /// `Reference {name}`: finds the occasion in the log.
    reference,
    /// Above several customers that a contact may be.
    choose_customer,
    /// Choose another of several customers.
    choose_again,
    /// Where the host never said it.
    no_host,
    /// Where the network between the browser and the proxy fails.
    offline,
    /// A value that is chosen but can't be shown.
    not_shown,
    /// The rest of a long list of tags: `{n} more`.
    more_tags,
    /// Beside a store that found nobody, while another did.
    nobody_here,
    /// Where the host did not take the reply.
    insert_failed,
    /// Heard when Shopify has been asked again.
    refreshed,
    /// Where the card is drawn, but its program did not load, so nothing on it can be clicked.
    not_started,
    /// Above what could not be asked again: the card below is older.
    still_shown,
    /// The list of a customer's tags, for screen readers.
    tags,
    /// Opens the search, and is its label.
    search,
    /// What can be typed there.
    search_hint,
    /// While it is under way.
    searching,
    /// Above what a search found: `Found for {name}`.
    search_found,
    /// Leaves the search.
    search_leave,
    /// Where the conversation has several contacts.
    choose_person,
    /// Choose another of several contacts.
    other_person,
    /// While the rest of a contact's addresses is looked up.
    looking_further,
    /// Ties a customer to the contact.
    link,
    /// Unties them.
    unlink,
    /// Heard when they are tied.
    linked,
    /// Heard when they are not any more.
    unlinked,
    /// The label of the choice which orders are shown.
    show,
    /// All orders.
    filter_all,
    /// Those neither archived nor cancelled.
    filter_open,
    /// Those not shipped, or not wholly.
    filter_unfulfilled,
    /// Those refunded, wholly or in part.
    filter_refunded,
    /// The label of the field for an order number.
    find_order,
    /// Where a filter or a number leaves none.
    no_such_orders,
    /// After the last order.
    all_shown,
    /// Heading of what happened to an order.
    timeline,
    /// Heading of the chart of orders over time.
    history,
    /// Opens the same figures as a table.
    as_table,
    /// The same as a table: the column of periods.
    period,
    /// The row of an order's details that opens the customer's.
    customer,
    /// Back from some orders to all of them.
    all_orders,
    /// While some orders are on their way; heard, not seen.
    loading_orders,
    /// Opens a product: `{name}, product`.
    open_product,
    /// The button that signs an agent in.
    sign_in,
    /// The name of the field for a code.
    sign_in_code,
    /// How to come by one.
    sign_in_help,
    /// In place of all that, where the host's frame lets nobody sign in.
    sign_in_shut,
    /// The button that opens the organisation's provider: `Sign in with {name}`.
    sign_in_with,
    /// In place of the help, once it was opened.
    sign_in_window,
    /// While it is being done.
    signing_in,
    /// The button that signs the agent out.
    sign_out,
    /// The button that asks the host to show the card larger; pressed while it does.
    larger,
}

impl Words {
    /// `text` with `{n}` or `{name}` filled in.
    #[must_use]
    pub fn fill(text: &str, value: &str) -> String {
        match text.split_once('{') {
            Some((before, rest)) => match rest.split_once('}') {
                Some((_, after)) => [before, value, after].concat(),
                None => text.to_owned(),
            },
            None => text.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fills_the_one_gap() {
        assert_eq!(Words::fill("{n} s ago", "12"), "12 s ago");
        assert_eq!(Words::fill("Order {name}, details", "#1042"), "Order #1042, details");
        assert_eq!(Words::fill("just now", "12"), "just now");
        assert_eq!(Words::fill("a { alone", "12"), "a { alone");
    }
}
