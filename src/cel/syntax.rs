//! Parses an expression with the `cel` crate, which has the grammar.

use std::ops::Range;

use cel::{
    Env, IdedExpr, ParseError,
    common::ast::{LiteralValue, SourceInfo},
};

use super::{limits, problem::Problem};

/// The source positions of a syntax tree.
pub(super) struct Places<'t> {
    text: &'t str,
    info: SourceInfo,
}

/// Parses a text that [`scan`] has accepted. Recurses as deep as the text is long.
pub(super) fn parse(text: &str) -> Result<(IdedExpr, Places<'_>), Problem> {
    // An environment without macros leaves calls such as `all` unexpanded.
    match Env::default().parser().parse_with_source_info(text) {
        Ok((tree, info)) => Ok((tree, Places { text, info })),
        Err(errors) => {
            let is_told = |error: &&ParseError| !error.msg.starts_with("Incomplete");
            let all = &errors.errors;
            let error = all.iter().find(is_told).or(all.first());
            Err(error.map_or_else(
                || Problem::new(0..text.len(), "the expression is not valid CEL"),
                |error| syntax_error(text, error),
            ))
        }
    }
}

impl Places<'_> {
    /// The token of a node: a name, a literal, an operator or a bracket.
    pub(super) fn token(&self, node: &IdedExpr) -> Range<usize> {
        let (start, end) = self.info.offset_for(node.id).unwrap_or_default();
        let (start, end) = (start as usize, end as usize + 1);
        if self.text.get(start..end).is_some() {
            start..end
        } else {
            0..self.text.len()
        }
    }

    /// The name after the dot that is the token of a node.
    pub(super) fn name_after(&self, dot: usize) -> Range<usize> {
        let rest = self.text.get(dot..).unwrap_or_default();
        let skipped = rest.len() - rest.trim_start_matches(|c: char| !is_word(c)).len();
        let name = &rest[skipped..];
        let length = name.find(|c| !is_word(c)).unwrap_or(name.len());
        dot + skipped..dot + skipped + length
    }

    /// The name before the bracket that is the token of a node.
    pub(super) fn name_before(&self, bracket: usize) -> Range<usize> {
        let before = self.text.get(..bracket).unwrap_or_default().trim_end();
        let name = before.trim_end_matches(is_word).len();
        name..before.len()
    }

    /// The end of the closing bracket after `inner_end`.
    pub(super) fn closed(&self, inner_end: usize) -> usize {
        let rest = self.text.get(inner_end..).unwrap_or_default();
        match rest.find([')', ']', '}']) {
            Some(at) => inner_end + at + 1,
            None => inner_end,
        }
    }
}

fn is_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

fn syntax_error(text: &str, error: &ParseError) -> Problem {
    let line = usize::try_from(error.pos.0 - 1).unwrap_or_default();
    let column = usize::try_from(error.pos.1 - 1).unwrap_or_default();
    let mut start = 0;
    for part in text.split_inclusive('\n').take(line) {
        start += part.len();
    }
    let rest = &text[start..];
    let at = rest
        .char_indices()
        .nth(column)
        .map_or(rest.len(), |(at, _)| at)
        + start;
    let rest = &text[at..];
    let mut end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
    if end == 0 {
        end = rest.chars().next().map_or(0, char::len_utf8);
    }
    let span = at..at + end;
    let found = &text[span.clone()];
    let message = error.msg.strip_prefix("Syntax error: ");
    let problem = |message: &str| Problem::new(span.clone(), message);
    if found.is_empty() {
        return problem("the expression is incomplete");
    }
    match message {
        None if error.msg.starts_with("invalid int") => problem("the number is too large"),
        None if error.msg.starts_with("reserved") => {
            problem(&format!("`{found}` is a reserved word"))
        }
        None if error.msg.starts_with("unsupported syntax: '`'") => {
            problem("names in backquotes are not supported").help("write `a['b']`")
        }
        None => problem("the expression is not valid CEL"),
        Some(message) if message.contains("Recursion limit") => {
            problem("the expression is nested too deeply")
        }
        Some(_) => {
            let problem = problem(&format!("unexpected `{found}`"));
            match found {
                "=" => problem.help("write `==` to compare"),
                "&" | "and" | "AND" => problem.help("write `&&`"),
                "|" | "or" | "OR" => problem.help("write `||`"),
                _ => problem,
            }
        }
    }
}

/// The string of a string literal.
pub(super) fn text_of(literal: &LiteralValue) -> Option<&str> {
    match literal {
        LiteralValue::String(text) => Some(text.inner()),
        _ => None,
    }
}

/// Rejects in one pass what would be expensive to parse: length, nested brackets, unterminated strings.
pub(super) fn scan(text: &str) -> Result<(), Problem> {
    if text.len() > limits::LENGTH {
        let message = format!(
            "the expression has {} bytes, more than {}",
            text.len(),
            limits::LENGTH
        );
        return Err(Problem::new(0..0, message));
    }
    if text.trim().is_empty() {
        return Err(Problem::new(0..text.len(), "the expression is empty"));
    }
    let mut open: Vec<(usize, char)> = Vec::new();
    let mut at = 0;
    while let Some(letter) = text[at..].chars().next() {
        match letter {
            '\'' | '"' => {
                at = literal_end(text, at).ok_or_else(|| {
                    Problem::new(at..text.len(), format!("this {letter} is not closed"))
                })?;
                continue;
            }
            '/' if text[at..].starts_with("//") => {
                at += text[at..].find('\n').unwrap_or(text.len() - at);
                continue;
            }
            '(' | '[' | '{' => open.push((at, letter)),
            ')' | ']' | '}' => match open.pop() {
                Some((_, opening)) if closing(opening) == letter => {}
                Some((_, opening)) => {
                    let message = format!("`{opening}` is closed by `{letter}`");
                    let help = format!("write `{}`", closing(opening));
                    return Err(Problem::new(at..at + 1, message).help(help));
                }
                None => {
                    let message = format!("unmatched `{letter}`");
                    return Err(Problem::new(at..at + 1, message));
                }
            },
            _ => {}
        }
        if open.len() > limits::BRACKETS {
            let message = format!("brackets are nested more than {} deep", limits::BRACKETS);
            return Err(Problem::new(at..at + 1, message));
        }
        at += letter.len_utf8();
    }
    match open.pop() {
        Some((at, letter)) => {
            let message = format!("this `{letter}` is not closed");
            Err(Problem::new(at..at + 1, message))
        }
        None => Ok(()),
    }
}

fn closing(opening: char) -> char {
    match opening {
        '(' => ')',
        '[' => ']',
        _ => '}',
    }
}

/// The end of the string literal that starts with the quote at a place.
pub(super) fn literal_end(text: &str, quote_at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let quote = *bytes.get(quote_at)?;
    let prefix_start = text[..quote_at].trim_end_matches(is_word).len();
    let is_raw = matches!(
        &text[prefix_start..quote_at],
        "r" | "R" | "br" | "bR" | "Br" | "BR"
    );
    let is_triple = bytes[quote_at..].starts_with(&[quote; 3]);
    let mut at = quote_at + if is_triple { 3 } else { 1 };
    while let Some(&byte) = bytes.get(at) {
        if byte == b'\\' && !is_raw {
            at += 2;
            continue;
        }
        if is_triple {
            if bytes[at..].starts_with(&[quote; 3]) {
                return Some(at + 3);
            }
        } else if byte == quote {
            return Some(at + 1);
        } else if byte == b'\n' {
            return None;
        }
        at += 1;
    }
    None
}
