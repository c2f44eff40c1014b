/// A text without what Java's `trim` takes away: control characters and the blank, but no other white space. What
/// comes with Chinese input (U+3000) or from web pages (U+00A0) stays, and Spark refuses it.
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
