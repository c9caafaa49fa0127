//! How large a message on the port may be.

/// The longest message, as JSON, in bytes.
const LONGEST: usize = 64 * 1024;
/// The deepest nesting of objects and lists.
const DEEPEST: u32 = 8;

/// Whether a message, written as JSON, is small and flat enough to be read.
pub(super) fn fits(json: &str) -> bool {
    if json.len() > LONGEST {
        return false;
    }
    let (mut depth, mut in_text, mut escaped) = (0_u32, false, false);
    for byte in json.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'{' | b'[' if !in_text => {
                depth += 1;
                if depth > DEEPEST {
                    return false;
                }
            }
            b'}' | b']' if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_of_eight_levels_fits_and_of_nine_does_not() {
        let nested = |levels: usize| ["[".repeat(levels), "]".repeat(levels)].concat();
        assert!(fits(&nested(8)));
        assert!(!fits(&nested(9)));
        assert!(fits(r#"[{},{},{},{},{},{},{},{},{},{}]"#), "side by side is not deep");
    }

    #[test]
    fn brackets_in_a_text_are_text() {
        assert!(fits(r#"{"text":"[[[[[[[[[[ \" [[[[[[[[["}"#));
    }

    #[test]
    fn a_message_longer_than_64_kib_is_not_read() {
        assert!(fits(&"x".repeat(65_536)));
        assert!(!fits(&"x".repeat(65_537)));
    }
}
