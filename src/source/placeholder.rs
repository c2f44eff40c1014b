use std::sync::LazyLock;

use regex::Regex;

/// True for a value that somebody is to fill in before it is applied: `${MEMORY}`, `$(MEMORY)`,
/// `<memory>`, `{{ .Values.memory }}`, `@MEMORY@`, `%MEMORY%`.
#[must_use]
pub fn is_placeholder(value: &str) -> bool {
    static PLACEHOLDER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\$\{[^}]*\}|\$\([^)]*\)|\$[A-Za-z_]\w*|<[A-Za-z_][^<>]*>|\{\{.*?\}\}|\{%.*?%\}|@[A-Za-z_][\w.-]*@|%[A-Za-z_]\w*%")
            .expect("a valid pattern")
    });
    // Looking for what all of them have is much cheaper than looking for them.
    value.contains(['$', '<', '{', '@', '%']) && PLACEHOLDER.is_match(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_told_from_values() {
        for value in [
            "${MEM}",
            "$(MEM)",
            "$MEM",
            "<memory>",
            "<NODE TYPE>",
            "{{ .Values.mem }}",
            "{% x %}",
            "@MEM@",
            "%MEM%",
            "${N}g",
        ] {
            assert!(is_placeholder(value), "{value}");
        }
        for value in [
            "4g",
            "4Gi",
            "2-4Gi",
            "500m",
            "10%",
            "",
            "a@b.c",
            "1 < 2",
            "{{APP_ID",
            "virtual-kubelet",
        ] {
            assert!(!is_placeholder(value), "{value}");
        }
    }
}
