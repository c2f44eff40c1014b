//! Go's regular expressions, used by Helm and Kubernetes. Their grammar is that of the `regex` crate.

/// Rewrites classes such as `\d`, which are ASCII in Go and Unicode in the `regex` crate.
pub(crate) fn with_ascii_classes(pattern: &str) -> String {
    let mut written = String::new();
    let mut is_in_class = false;
    let mut letters = pattern.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => {
                let Some(next) = letters.next() else {
                    written.push('\\');
                    break;
                };
                let class = match (next, is_in_class) {
                    ('d', false) => "[0-9]",
                    ('d', true) => "0-9",
                    ('w', false) => "[0-9A-Za-z_]",
                    ('w', true) => "0-9A-Za-z_",
                    ('s', false) => r"[\t\n\f\r ]",
                    ('s', true) => r"\t\n\f\r ",
                    ('D', false) => "[^0-9]",
                    ('W', false) => "[^0-9A-Za-z_]",
                    ('S', false) => r"[^\t\n\f\r ]",
                    ('b', false) => r"(?-u:\b)",
                    _ => "",
                };
                if class.is_empty() {
                    written.push('\\');
                    written.push(next);
                } else {
                    written.push_str(class);
                    // After a class, `-` is literal rather than a range.
                    if is_in_class && letters.as_str().starts_with('-') {
                        letters.next();
                        written.push_str("\\-");
                    }
                }
            }
            '[' if is_in_class && !letters.as_str().starts_with(':') => written.push_str("\\["),
            '[' if !is_in_class => {
                is_in_class = true;
                written.push('[');
                // The first bracket in a class is literal.
                if letters.as_str().starts_with('^') {
                    written.extend(letters.next());
                }
                if letters.as_str().starts_with(']') {
                    letters.next();
                    written.push_str("\\]");
                }
            }
            '[' => {
                // A class such as `[:alpha:]`.
                written.push('[');
                for letter in letters.by_ref() {
                    written.push(letter);
                    if letter == ']' {
                        break;
                    }
                }
            }
            ']' => {
                is_in_class = false;
                written.push(']');
            }
            '&' | '~' if is_in_class => written.extend(['\\', letter]),
            letter => written.push(letter),
        }
    }
    written
}
