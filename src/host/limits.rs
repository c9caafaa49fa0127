//! How large a message of a host may be: the longest, as JSON, in bytes, and the deepest nesting of objects and lists.

/// In our own protocol.
pub const OF_OURS: (usize, u32) = (64 * 1024, 8);
/// In a vendor's: a conversation comes with its messages in it, and those with whole e-mails.
pub const OF_VENDORS: (usize, u32) = (512 * 1024, 32);

/// Whether a message, written as JSON, is small and flat enough to be read.
pub fn fits(json: &str, (longest, deepest): (usize, u32)) -> bool {
    if json.len() > longest {
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
                if depth > deepest {
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
        assert!(fits(&nested(8), OF_OURS));
        assert!(!fits(&nested(9), OF_OURS));
        assert!(fits(r#"[{},{},{},{},{},{},{},{},{},{}]"#, OF_OURS), "side by side is not deep");
    }

    #[test]
    fn brackets_in_a_text_are_text() {
        assert!(fits(r#"{"text":"[[[[[[[[[[ \" [[[[[[[[["}"#, OF_OURS));
    }

    #[test]
    fn a_message_longer_than_64_kib_is_not_read() {
        assert!(fits(&"x".repeat(65_536), OF_OURS));
        assert!(!fits(&"x".repeat(65_537), OF_OURS));
        assert!(fits(&"x".repeat(65_537), OF_VENDORS), "a vendor's conversation has its messages in it");
        assert!(!fits(&"x".repeat(1_000_000), OF_VENDORS));
    }
}
