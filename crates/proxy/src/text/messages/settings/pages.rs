//! What the pages say that need no account: signing in, the page behind a link to connect a store, what came of it, and
//! pages in place of others.

use crate::text::Message;
use serde::Deserialize;

messages! {
    /// The pages that need no account. Each is a whole sentence, a title or what a button does.
    PageMessages {
        settings,
        stores,
        reference,
        reference_when,
        needs_script,
        settings_need_script,
        owner_title,
        owner_text,
        owner_once,
        owner_sign_in,
        owner_signed_in,
        owner_signed_in_as,
        owner_by_link,
        signed_out_title,
        signed_out,
        owner_link_over_title,
        owner_link_over,
        owner_link_command,
        connect_title,
        connect_go_on,
        connect_by_link,
        confirm_title,
        confirm_asks,
        confirm_scopes,
        confirm_shopify,
        confirm_continue,
        confirm_cancel,
        cancelled_title,
        cancelled,
        done_title,
        done_sees,
        done_missing,
        done_missing_remedy,
        done_scopes,
        done_close,
        failed_title,
        failed_again,
        not_done_title,
        not_from_here,
        bad_form,
        not_found_title,
        not_found,
        no_inbox,
        no_page,
        broken_title,
    }
}
