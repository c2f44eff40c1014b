use std::sync::LazyLock;

use memchr::memmem;
use regex::Regex;

/// The first words of placeholders that have no brackets or other signs.
const WORDS: &[&str] = &["replace", "change", "fill", "todo", "fixme", "tbd"];

/// True for a value that has to be filled in before it is applied: `${MEMORY}`, `$(MEMORY)`, `<memory>`, `{{
/// .Values.memory }}`, `@MEMORY@`, `%MEMORY%`, `__MEMORY__`, `[[ memory ]]`, `(( memory ))`, `#{memory}`, `{memory}`,
/// `%(memory)s`, `REPLACE_ME`.
#[must_use]
pub fn is_placeholder(value: &str) -> bool {
    // Unicode classes would make the pattern, which every run compiles, several times as large.
    static PLACEHOLDER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(r"\$\{[^}]*\}|\$\([^)]*\)|\$[A-Za-z_][0-9A-Za-z_]*|<[A-Za-z_][^<>]*>|\{\{.*?\}\}|\{%.*?%\}|@[A-Za-z_][0-9A-Za-z_.-]*@|%[A-Za-z_][0-9A-Za-z_]*%|",
            r"__[A-Za-z0-9]+(?:[_.-][A-Za-z0-9]+)*__|\[\[[^\[\]]*\]\]|\(\([^()]*\)\)|#\{[^{}]*\}|%\([0-9A-Za-z_]+\)[sd]|",
            r"^\{[A-Za-z_][0-9A-Za-z_.-]*\}|",
            r"^(?:REPLACE|CHANGE|FILL)[_-]?(?:THIS|ME|IN)(?:[_-]?[0-9A-Za-z_]+)?$|^(?i:todo|fixme|tbd|changeme|replaceme|change-me|replace-me)$",
        ))
            .expect("a valid pattern")
    });
    // Checking for the characters that all placeholders share is much cheaper than matching or compiling the pattern.
    let bytes = value.as_bytes();
    let may_be = bytes.iter().any(|byte| b"$<{@%[(".contains(byte))
        || memmem::find(bytes, b"__").is_some()
        || WORDS.iter().any(|word| {
            let start = bytes.get(..word.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes()))
        });
    may_be && PLACEHOLDER.is_match(value)
}

/// Also true for words in capitals, such as `NUM_EXECUTORS`. Numbers, quantities and specs are never written like that,
/// but names of other things may be.
#[must_use]
pub fn is_number_placeholder(value: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    let is_name = value.contains('_')
        && value.starts_with(|letter: char| letter.is_ascii_uppercase())
        && value.bytes().all(is_part);
    is_name || is_placeholder(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_distinguished_from_values() {
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
            "NET_ADMIN",
        ] {
            assert!(!is_placeholder(value), "{value}");
        }
    }
}
