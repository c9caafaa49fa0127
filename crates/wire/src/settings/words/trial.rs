//! The words of the view that plays the host.

super::section! {
    /// The words of the view that plays the host.
    TrialWords {
        heading,
    }
}
