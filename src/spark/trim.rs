/// Java's `trim`: removes control characters and spaces, but no other white space. U+3000 from Chinese input methods
/// and U+00A0 from web pages remain, and Spark rejects them.
pub(super) fn trim(text: &str) -> &str {
    text.trim_matches(|letter| letter <= ' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f_only_what_java_trims_is_trimmed() {
        assert_eq!(trim(" \t\n1g\u{1}\r"), "1g");
        for kept in ["1g\u{a0}", "\u{3000}1g", "1g\u{2003}", "1g\u{85}"] {
            assert_eq!(trim(kept), kept);
        }
    }
}
