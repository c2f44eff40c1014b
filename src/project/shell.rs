//! Quotes words for a shell.

/// Quotes a word if necessary.
pub(super) fn quoted(word: &str) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || "_-+=./,:@%".contains(letter);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn only_what_a_shell_would_change_is_in_quotes() {
        assert_eq!(quoted("charts/orders"), "charts/orders");
        assert_eq!(quoted("cores=4"), "cores=4");
        assert_eq!(quoted(""), "''");
        assert_eq!(quoted("a=b c"), "'a=b c'");
        assert_eq!(quoted("list={1,2}"), "'list={1,2}'");
        assert_eq!(quoted("it's"), r"'it'\''s'");
        assert_eq!(quoted("$(rm)"), "'$(rm)'");
    }
}
