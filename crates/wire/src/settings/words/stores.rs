//! The words of the screen for stores.

super::section! {
    /// The words of the screen for stores.
    StoresWords {
        heading,
    }
}
