//! Splits a condition into the parts that must all be true. The false part decides what a finding marks.

/// Splits an expression at `&&`, unless it has an operator with lower precedence: `||` or `?`. An expression with rare syntax
/// is not split.
pub(super) fn conjuncts(text: &str) -> Vec<&str> {
    if ["'''", "\"\"\""].iter().any(|sign| text.contains(sign)) {
        return vec![text];
    }
    let mut parts = Vec::new();
    let (mut start, mut depth) = (0, 0_u32);
    let mut quote = None;
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        match (quote, byte) {
            (Some(_), b'\\') => at += 1,
            (Some(open), _) if open == byte => quote = None,
            // A raw string or bytes: `r'\'`, not the end of `'driver'`.
            (None, b'\'' | b'"') if text[..at].ends_with(['r', 'R', 'b', 'B']) => {
                return vec![text];
            }
            (None, b'/') if bytes.get(at + 1) == Some(&b'/') => return vec![text],
            (None, b'\'' | b'"') => quote = Some(byte),
            (None, b'(' | b'[' | b'{') => depth += 1,
            (None, b')' | b']' | b'}') => depth = depth.saturating_sub(1),
            (None, b'&') if depth == 0 && bytes.get(at + 1) == Some(&b'&') => {
                parts.push(&text[start..at]);
                at += 1;
                start = at + 1;
            }
            (None, b'|') if depth == 0 => return vec![text],
            // `a.?b` is a field that may be absent.
            (None, b'?') if depth == 0 && !text[..at].ends_with('.') => return vec![text],
            _ => {}
        }
        at += 1;
    }
    parts.push(&text[start..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::conjuncts;

    #[test]
    fn parts_are_told_from_what_only_looks_like_it() {
        for (text, parts) in [
            ("a && b&&c", &["a ", " b", "c"][..]),
            ("a && (b && c)", &["a ", " (b && c)"]),
            ("x.all(y, y && z) && b", &["x.all(y, y && z) ", " b"]),
            (
                "a == '&&' && b == \"\\\"&&\"",
                &["a == '&&' ", " b == \"\\\"&&\""],
            ),
            ("a.?b.orValue(true) && c", &["a.?b.orValue(true) ", " c"]),
            ("a && b || c", &["a && b || c"]),
            ("a ? b && c : d", &["a ? b && c : d"]),
            ("a == r'\\' && b", &["a == r'\\' && b"]),
            ("a == 'driver' && b", &["a == 'driver' ", " b"]),
            ("a == 'http://x' && b", &["a == 'http://x' ", " b"]),
            ("a // b && c", &["a // b && c"]),
            ("a", &["a"]),
        ] {
            assert_eq!(conjuncts(text), parts, "{text}");
        }
    }
}
