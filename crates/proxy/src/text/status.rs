//! Shopify's codes as words with a tone.

use context_card_wire::{Badge, Tone};

use super::Text;

impl Text {
    /// A code of a vocabulary as a badge. A code that is new to us is passed on readably.
    #[must_use]
    pub fn badge(&self, vocabulary: &str, code: &str) -> Badge {
        let text = self.words().status(vocabulary, code).map_or_else(|| readable(code), str::to_owned);
        Badge { code: code.to_owned(), text, tone: tone(vocabulary, code) }
    }
}

/// `SOME_NEW_STATUS` → `Some new status`.
#[must_use]
pub fn readable(code: &str) -> String {
    let text = code.replace('_', " ").to_lowercase();
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// How a code feels to the agent who reads it.
#[must_use]
pub fn tone(vocabulary: &str, code: &str) -> Tone {
    match (vocabulary, code) {
        ("payment", "PAID") => Tone::Positive,
        ("payment", "PENDING" | "AUTHORIZED" | "PARTIALLY_PAID") => Tone::Caution,
        ("payment", "EXPIRED") => Tone::Critical,

        ("fulfillment", "FULFILLED") => Tone::Positive,
        ("fulfillment", "UNFULFILLED" | "PARTIALLY_FULFILLED" | "ON_HOLD" | "OPEN") => Tone::Caution,
        ("fulfillment", "REQUEST_DECLINED") => Tone::Critical,
        ("fulfillment", "IN_PROGRESS" | "PENDING_FULFILLMENT" | "SCHEDULED") => Tone::Info,

        ("delivery", "DELIVERED" | "PICKED_UP") => Tone::Positive,
        ("delivery", "FAILURE" | "NOT_DELIVERED") => Tone::Critical,
        ("delivery", "ATTEMPTED_DELIVERY" | "DELAYED" | "LABEL_VOIDED") => Tone::Caution,
        (
            "delivery",
            "IN_TRANSIT"
            | "OUT_FOR_DELIVERY"
            | "READY_FOR_PICKUP"
            | "CARRIER_PICKED_UP"
            | "CONFIRMED"
            | "FULFILLED"
            | "LABEL_PRINTED"
            | "LABEL_PURCHASED"
            | "MARKED_AS_FULFILLED"
            | "SUBMITTED",
        ) => Tone::Info,

        ("return", "RETURN_REQUESTED") => Tone::Caution,
        ("return", "RETURN_FAILED") => Tone::Critical,
        ("return", "IN_PROGRESS" | "INSPECTION_COMPLETE") => Tone::Info,

        ("cancel_reason", "FRAUD" | "DECLINED") => Tone::Critical,

        ("marketing", "SUBSCRIBED") => Tone::Positive,
        ("marketing", "PENDING") => Tone::Info,
        ("marketing", "INVALID") => Tone::Caution,

        ("risk", "HIGH") | ("risk_recommendation", "CANCEL") => Tone::Critical,
        ("risk", "MEDIUM") | ("risk_recommendation", "INVESTIGATE") => Tone::Caution,
        ("risk", "LOW") | ("risk_recommendation", "ACCEPT") => Tone::Positive,
        ("risk", "PENDING") => Tone::Info,

        ("order_type", "TEST") => Tone::Caution,
        ("order_type", "DRAFT") => Tone::Info,
        ("mark", _) => Tone::Info,

        ("line", "FULFILLED") => Tone::Positive,
        ("line", "UNFULFILLED" | "PARTIALLY_FULFILLED") => Tone::Caution,

        ("product", "ACTIVE") => Tone::Positive,
        ("product", "DRAFT" | "UNLISTED") => Tone::Caution,

        ("account", "ENABLED") => Tone::Positive,
        ("account", "INVITED") => Tone::Info,
        _ => Tone::Neutral,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Locale;

    #[test]
    fn a_code_of_tomorrow_is_readable() {
        let badge = Text::of(&Locale::default()).badge("delivery", "HANDED_TO_DRONE");
        assert_eq!((badge.text.as_str(), badge.tone), ("Handed to drone", Tone::Neutral));
        assert_eq!(badge.code, "HANDED_TO_DRONE");
        assert_eq!(readable(""), "");
    }

    #[test]
    fn known_codes_have_word_and_tone() {
        let badge = Text::of(&Locale::default()).badge("delivery", "DELAYED");
        assert_eq!((badge.text.as_str(), badge.tone), ("Delayed", Tone::Caution));
    }
}
