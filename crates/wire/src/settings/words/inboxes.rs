//! The words of the screen for inboxes.

super::section! {
    /// The words of the screen for inboxes.
    InboxesWords {
        heading,
    }
}
