//! Why the card can't start. What goes wrong later is a [`Notice`](context_card_wire::Notice) on the card.

/// Why the card can't start: each is a fault of the page, which the boot script turns into its sentence.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CardError {
    /// The page has no element for the card.
    #[error("the page has no element #scx-card")]
    NoRoot,
    /// The boot script handed over something else.
    #[error("the boot script's hand-over can't be read: {0}")]
    Handover(&'static str),
    /// The boot script handed over a host without its port.
    #[error("the host came without its port")]
    NoPort,
    /// The host was handed over before the page.
    #[error("meet was called before start")]
    NotStarted,
    /// A handler could not be attached.
    #[error("the browser refused a listener")]
    Listener,
}
