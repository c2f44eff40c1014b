//! Splits the text of a template into tokens.
//!
//! Source: `text/template/parse/lex.go`.

use std::ops::Range;

use super::problem::Problem;

/// A token and its place in the source.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Token {
    pub(super) fn range(self) -> Range<usize> {
        self.start..self.end
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// Text outside of actions, after trimming.
    Text,
    Open,
    Close,
    Space,
    /// A quoted string, with its quotes.
    Quoted,
    /// A string in back quotes, including the quotes.
    Raw,
    Letter,
    Number,
    Identifier,
    /// `.name`
    Field,
    /// `$name` or `$`
    Variable,
    Dot,
    Assign,
    Declare,
    Pipe,
    Comma,
    LeftParenthesis,
    RightParenthesis,
    End,
}

const OPEN: &str = "{{";
const CLOSE: &str = "}}";
const SPACES: [char; 4] = [' ', '\t', '\r', '\n'];

/// All tokens; the last one marks the end.
pub(super) fn lex(source: &str) -> Result<Vec<Token>, Problem> {
    let mut lexer = Lexer {
        source,
        at: 0,
        tokens: Vec::new(),
    };
    lexer.run()?;
    Ok(lexer.tokens)
}

struct Lexer<'s> {
    source: &'s str,
    at: usize,
    tokens: Vec<Token>,
}

impl<'s> Lexer<'s> {
    fn rest(&self) -> &'s str {
        &self.source[self.at..]
    }

    fn problem(&self, start: usize, message: impl Into<String>) -> Problem {
        Problem::new(start..self.at.max(start), message)
    }

    fn add(&mut self, kind: TokenKind, start: usize) {
        self.tokens.push(Token {
            kind,
            start,
            end: self.at,
        });
    }

    fn run(&mut self) -> Result<(), Problem> {
        let mut trims_left = false;
        loop {
            let start = self.at;
            let found = self.rest().find(OPEN);
            let end = found.map_or(self.source.len(), |found| start + found);
            let inside = found.is_some_and(|_| is_trimmed_left(&self.source[end + OPEN.len()..]));
            let mut text = &self.source[start..end];
            let mut text_start = start;
            if trims_left {
                let trimmed = text.trim_start_matches(SPACES);
                text_start += text.len() - trimmed.len();
                text = trimmed;
            }
            if inside {
                text = text.trim_end_matches(SPACES);
            }
            if !text.is_empty() {
                self.tokens.push(Token {
                    kind: TokenKind::Text,
                    start: text_start,
                    end: text_start + text.len(),
                });
            }
            self.at = end;
            if found.is_none() {
                self.add(TokenKind::End, self.at);
                return Ok(());
            }
            trims_left = self.action(inside)?;
        }
    }

    /// Reads an action; true if it trims the text after it.
    fn action(&mut self, is_trimmed: bool) -> Result<bool, Problem> {
        let open = self.at;
        self.at += OPEN.len();
        if is_trimmed {
            self.at += 2;
        }
        if self.rest().starts_with("/*") {
            return self.comment(open);
        }
        self.add(TokenKind::Open, open);
        let mut depth = 0_usize;
        loop {
            if let Some((length, trims)) = close(self.rest()) {
                if depth > 0 {
                    return Err(self.problem(open, "a parenthesis is not closed"));
                }
                let start = self.at;
                self.at += length;
                self.add(TokenKind::Close, start);
                return Ok(trims);
            }
            let start = self.at;
            let Some(letter) = self.rest().chars().next() else {
                return Err(self.problem(open, "the action is not closed"));
            };
            match letter {
                ' ' | '\t' | '\r' | '\n' => {
                    while self.rest().starts_with(SPACES) && close(self.rest()).is_none() {
                        self.at += 1;
                    }
                    self.add(TokenKind::Space, start);
                }
                '=' => self.one(TokenKind::Assign),
                ':' => {
                    if !self.rest().starts_with(":=") {
                        return Err(self.problem(start, "expected `:=`"));
                    }
                    self.at += 2;
                    self.add(TokenKind::Declare, start);
                }
                '|' => self.one(TokenKind::Pipe),
                ',' => self.one(TokenKind::Comma),
                '"' => self.quoted('"', TokenKind::Quoted, "the string is not closed")?,
                '`' => self.raw()?,
                '\'' => self.quoted('\'', TokenKind::Letter, "the character is not closed")?,
                '$' => {
                    self.at += 1;
                    self.name(start, TokenKind::Variable)?;
                }
                '.' if !self.rest()[1..].starts_with(|next: char| next.is_ascii_digit()) => {
                    self.at += 1;
                    if self.is_at_terminator() {
                        self.add(TokenKind::Dot, start);
                    } else {
                        self.name(start, TokenKind::Field)?;
                    }
                }
                '+' | '-' | '.' => self.number()?,
                _ if letter.is_ascii_digit() => self.number()?,
                _ if is_of_name(letter) => self.name(start, TokenKind::Identifier)?,
                '(' => {
                    depth += 1;
                    self.one(TokenKind::LeftParenthesis);
                }
                ')' => {
                    depth = depth
                        .checked_sub(1)
                        .ok_or_else(|| self.problem(start, "unmatched `)`"))?;
                    self.one(TokenKind::RightParenthesis);
                }
                _ => {
                    self.at += letter.len_utf8();
                    return Err(self.problem(
                        start,
                        format!("unexpected character {letter:?} in an action"),
                    ));
                }
            }
        }
    }

    fn one(&mut self, kind: TokenKind) {
        let start = self.at;
        self.at += 1;
        self.add(kind, start);
    }

    fn comment(&mut self, open: usize) -> Result<bool, Problem> {
        let Some(end) = self.rest().find("*/") else {
            return Err(self.problem(open, "the comment is not closed"));
        };
        self.at += end + 2;
        let Some((length, trims)) = close(self.rest()) else {
            return Err(self.problem(open, "the comment ends before the action does"));
        };
        self.at += length;
        Ok(trims)
    }

    fn quoted(&mut self, quote: char, kind: TokenKind, message: &str) -> Result<(), Problem> {
        let start = self.at;
        self.at += 1;
        let mut letters = self.rest().char_indices();
        while let Some((at, letter)) = letters.next() {
            match letter {
                '\\' if letters.next().is_none_or(|(_, next)| next == '\n') => break,
                '\n' => break,
                _ if letter == quote => {
                    self.at += at + 1;
                    self.add(kind, start);
                    return Ok(());
                }
                _ => {}
            }
        }
        Err(self.problem(start, message))
    }

    fn raw(&mut self) -> Result<(), Problem> {
        let start = self.at;
        let Some(end) = self.source[start + 1..].find('`') else {
            return Err(self.problem(start, "the string is not closed"));
        };
        self.at = start + 1 + end + 1;
        self.add(TokenKind::Raw, start);
        Ok(())
    }

    /// A name, or a token that starts like one.
    fn name(&mut self, start: usize, kind: TokenKind) -> Result<(), Problem> {
        let length = self.rest().find(|letter| !is_of_name(letter));
        self.at += length.unwrap_or(self.rest().len());
        if !self.is_at_terminator() {
            let letter = self.rest().chars().next().unwrap_or_default();
            return Err(self.problem(start, format!("unexpected character {letter:?} in a name")));
        }
        self.add(kind, start);
        Ok(())
    }

    fn number(&mut self) -> Result<(), Problem> {
        let start = self.at;
        let is_of_number =
            |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_');
        let rest = self.rest().as_bytes();
        let mut length = 0;
        while let Some(byte) = rest.get(length) {
            let before = length.checked_sub(1).map(|at| rest[at]);
            let is_sign = matches!(byte, b'+' | b'-')
                && (before.is_none() || matches!(before, Some(b'e' | b'E' | b'p' | b'P')));
            if !is_sign && !is_of_number(char::from(*byte)) {
                break;
            }
            length += 1;
        }
        self.at += length;
        self.add(TokenKind::Number, start);
        if self.rest().starts_with(is_of_name) {
            return Err(self.problem(start, "invalid number"));
        }
        Ok(())
    }

    fn is_at_terminator(&self) -> bool {
        let rest = self.rest();
        rest.is_empty()
            || rest.starts_with(SPACES)
            || rest.starts_with(['.', ',', '|', ':', ')', '('])
            || rest.starts_with(CLOSE)
    }
}

fn is_of_name(letter: char) -> bool {
    letter == '_' || letter.is_alphanumeric()
}

/// True if an action starts with `- `, which trims the text before it.
fn is_trimmed_left(inside: &str) -> bool {
    let mut letters = inside.chars();
    letters.next() == Some('-') && letters.next().is_some_and(|next| SPACES.contains(&next))
}

/// The length of the closing delimiter, and whether it trims the text after it.
fn close(rest: &str) -> Option<(usize, bool)> {
    if rest.starts_with(CLOSE) {
        return Some((CLOSE.len(), false));
    }
    let mut letters = rest.chars();
    let is_space = letters
        .next()
        .is_some_and(|letter| SPACES.contains(&letter));
    (is_space && rest[1..].starts_with("-}}")).then_some((4, true))
}
