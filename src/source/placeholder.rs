use std::sync::LazyLock;

use memchr::memmem;
use regex::Regex;

/// True for a value that somebody is to fill in before it is applied: `${MEMORY}`, `$(MEMORY)`,
/// `<memory>`, `{{ .Values.memory }}`, `@MEMORY@`, `%MEMORY%`, `__MEMORY__`, `[[ memory ]]`, `(( memory ))`,
/// `#{memory}`, `{memory}`, `%(memory)s`, `REPLACE_ME`, `NUM_EXECUTORS`.
#[must_use]
pub fn is_placeholder(value: &str) -> bool {
    static PLACEHOLDER: LazyLock<Regex> = LazyLock::new(|| {
        // In the last line: words in capitals, which no value of a manifest is.
        Regex::new(concat!(r"\$\{[^}]*\}|\$\([^)]*\)|\$[A-Za-z_]\w*|<[A-Za-z_][^<>]*>|\{\{.*?\}\}|\{%.*?%\}|@[A-Za-z_][\w.-]*@|%[A-Za-z_]\w*%|",
            r"__[A-Za-z0-9]+(?:[_.-][A-Za-z0-9]+)*__|\[\[[^\[\]]*\]\]|\(\([^()]*\)\)|#\{[^{}]*\}|%\(\w+\)[sd]|",
            r"^\{[A-Za-z_][\w.-]*\}$|",
            r"^(?:REPLACE|CHANGE|FILL)[_-]?(?:THIS|ME|IN)(?:[_-]?\w+)?$|^(?i:todo|fixme|tbd|changeme|replaceme|change-me|replace-me)$|",
            r"^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$",
        ))
            .expect("a valid pattern")
    });
    // Looking for what all of them have is much cheaper than looking for them.
    let bytes = value.as_bytes();
    let may_be = bytes.iter().any(|byte| b"$<{@%[(".contains(byte))
        || memmem::find(bytes, b"__").is_some()
        || matches!(bytes, [first, ..] if b"RCFTrcft".contains(first))
        || bytes.contains(&b'_') && bytes[0].is_ascii_uppercase();
    may_be && PLACEHOLDER.is_match(value)
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
            "${{PARAMETER}}",
            "__APP_NAME__",
            "__mem__g",
            "@@MEM@@",
            "%%MEM%%",
            "%(mem)s",
            "[[x]]",
            "[[ .Params.mem ]]",
            "(( grab mem ))",
            "#{mem}#",
            "{mem}",
            "REPLACE_ME",
            "CHANGEME",
            "change-me",
            "TODO",
            "NUM_EXECUTORS",
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
            "NoSchedule",
            "SpotAsPriceGo",
            "python__main",
            "todo-list",
            "{a: 1}",
            "Exists",
        ] {
            assert!(!is_placeholder(value), "{value}");
        }
    }
}
