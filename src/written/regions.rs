//! Finds manifests in other kinds of text: here-documents of scripts, fenced blocks in Markdown, triple-quoted strings.

use std::sync::LazyLock;

use regex::Regex;

use crate::source::{MappedText, OriginMap, Span};

/// How many unclosed regions are searched for. Each search goes to the end of the text, so their number must be
/// limited.
const UNCLOSED: usize = 16;

/// The parts of a text that may be manifests, in order. Each consists of whole lines.
pub(super) fn regions(text: &str) -> Vec<Span> {
    static START: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            // `<<EOF`, `<<-'EOF'`, `<<~YAML`
            r#"<<[-~]?\s*\\?(?:"(\w+)"|'(\w+)'|(\w+))[^\n]*\n"#,
            // A fence with any indentation.
            r"|(?m:^)[ \t>]*(`{3,}|~{3,})[^\n`]*\n",
            // Python, Scala and similar languages.
            r#"|("""|''')[^\n]*\n"#,
        ))
        .expect("a valid pattern")
    });
    let mut found = Vec::new();
    let mut from = 0;
    let mut unclosed = 0;
    while let Some(start) = START.captures_at(text, from) {
        let (Some(whole), Some(end)) = (
            start.get(0),
            (1..=5).find_map(|group| Some((group, start.get(group)?.as_str()))),
        ) else {
            break;
        };
        let body = whole.end();
        let is_end = |line: &str| match end {
            (1..=3, word) => line.trim() == word,
            (4, fence) => line.trim_start_matches([' ', '\t', '>']).starts_with(fence),
            (_, quotes) => line.contains(quotes),
        };
        let mut at = body;
        let mut is_closed = false;
        for line in text[body..].split_inclusive('\n') {
            if is_end(line) {
                is_closed = true;
                break;
            }
            at += line.len();
        }
        // An unclosed fence ends with the document.
        if !is_closed && end.0 != 4 {
            unclosed += 1;
            if unclosed > UNCLOSED {
                break;
            }
            from = body;
            continue;
        }
        found.push(span(body, at));
        let line_end = text[at..].find('\n').map_or(text.len(), |end| at + end + 1);
        from = line_end;
    }
    found
}

/// The documents in an indented part of a text: separators are in the column of its first line.
pub(super) fn documents(text: &str, part: Span) -> Vec<Span> {
    let body = &text[part.range()];
    let first = body
        .lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default();
    let indentation = first.len() - first.trim_start_matches(' ').len();
    let mut found = Vec::new();
    let (mut start, mut at) = (part.start as usize, part.start as usize);
    for line in body.split_inclusive('\n') {
        let is_separator = line
            .get(indentation..)
            .is_some_and(|rest| rest.starts_with("---") && line[..indentation].trim().is_empty());
        if is_separator {
            found.push(span(start, at));
            start = at + line.len();
        }
        at += line.len();
    }
    found.push(span(start, at));
    found.retain(|part| !text[part.range()].trim().is_empty());
    found
}

/// Removes the prefix of each line: the tabs that the shell strips from a here-document, or the quotation marks of
/// Markdown.
pub(super) fn without_prefix(text: &str) -> Option<(String, OriginMap)> {
    let is_part = |letter: char| matches!(letter, '\t' | ' ' | '>');
    let first = text.lines().find(|line| !line.trim().is_empty())?;
    let prefix = &first[..first.len() - first.trim_start_matches(is_part).len()];
    if !prefix.contains(['\t', '>']) {
        return None;
    }
    let mut inner = MappedText::default();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let blank = line.len() - line.trim_start_matches(is_part).len();
        let cut = if line.starts_with(prefix) {
            prefix.len()
        } else if line[blank..].trim().is_empty() {
            blank
        } else {
            return None;
        };
        inner.copy(text, span(at + cut, at + line.len()));
        at += line.len();
    }
    let (inner, map) = inner.finish();
    Some((inner, map.with_line_prefix(prefix)))
}

fn span(start: usize, end: usize) -> Span {
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Span::new(offset(start), offset(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        regions(text)
            .into_iter()
            .map(|region| &text[region.range()])
            .collect()
    }

    #[test]
    fn here_documents_fences_and_triple_quotes_are_found() {
        assert_eq!(
            found("cat <<EOF | x\na: 1\nEOF\ncat <<-'END'\n\tb\n\tEND\n"),
            ["a: 1\n", "\tb\n"]
        );
        assert_eq!(
            found("text\n```yaml\na: 1\n```\nmore\n~~~\nb\n~~~\n"),
            ["a: 1\n", "b\n"]
        );
        assert_eq!(
            found("A = \"\"\"\na: 1\n\"\"\"\nB = '''\nb\n'''\n"),
            ["a: 1\n", "b\n"]
        );
        assert_eq!(found("x = 1 << 2\ny\n"), [""; 0]);
        assert_eq!(found("cat <<EOF\nnever closed\n"), [""; 0]);
        assert_eq!(found("```yaml\nnever: closed\n"), ["never: closed\n"]);
    }

    #[test]
    fn common_prefixes_are_removed() {
        let inner = |text| without_prefix(text).map(|(inner, _)| inner);
        assert_eq!(
            inner("\ta: 1\n\n\tb:\n\t  c: 2\n").as_deref(),
            Some("a: 1\n\nb:\n  c: 2\n")
        );
        assert_eq!(
            inner("> a: 1\n>\n> b: 2\n").as_deref(),
            Some("a: 1\n\nb: 2\n")
        );
        assert_eq!(inner("  a: 1\n"), None);
        assert_eq!(inner("\ta: 1\nb: 2\n"), None);
    }

    #[test]
    fn separators_are_in_the_column_of_the_first_line() {
        let text = "  a: 1\n  ---\n  b: |\n    ---\n    c\n";
        let whole = Span::new(0, u32::try_from(text.len()).expect("small"));
        let found: Vec<_> = documents(text, whole)
            .into_iter()
            .map(|part| &text[part.range()])
            .collect();
        assert_eq!(found, ["  a: 1\n", "  b: |\n    ---\n    c\n"]);
    }
}
