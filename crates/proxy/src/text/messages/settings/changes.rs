//! What is told of a change of the settings, and of an invented customer.

use crate::text::Message;
use serde::Deserialize;

messages! {
    /// The history of changes. Each is a whole sentence.
    ChangesMessages {
        order_card,
        order_details,
        customer_details,
        added,
        removed,
        moved,
        added_removed,
        added_moved,
        removed_moved,
        added_removed_moved,
        same,
        reset,
        switched_on,
        switched_off,
        store_connected,
        store_disconnected,
        store_rotated,
        store_subscribed,
        prefix,
        no_prefix,
        app_added,
        app_secret,
        app_scopes,
        app_removed,
        inbox_added,
        inbox_changed,
        inbox_stores,
        inbox_removed,
        key_added,
        key_revoked,
        code_made,
        sign_in_ended,
        provider_set,
        provider_removed,
        unknown,
    }
}

messages! {
    /// The card of an invented customer.
    PreviewMessages {
        example,
    }
}
