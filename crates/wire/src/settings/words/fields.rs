//! The words of the screen for fields.

super::section! {
    /// The words of the screen for fields.
    FieldsWords {
        heading,
    }
}
