//! Compiles the expressions of a custom rule. Errors are reported at their place.

use super::{conjuncts::conjuncts, custom_rule::Reader};
use crate::{
    cel::{Expression, Problem, Scope, Template},
    facts,
    finding::Diagnostic,
    rules::{Expressions, On},
    source::Span,
    yaml::Node,
};

fn is_condition(expression: &Expression) -> bool {
    expression.result_type().can_be_bool()
}

impl<'d> Reader<'_, 'd, '_> {
    /// `None` if `check` or `message` is missing.
    pub(super) fn expressions(&mut self, on: On) -> Option<Expressions> {
        let scope = match on {
            On::Pod => &facts::OF_POD,
            On::Application => &facts::OF_APPLICATION,
        };
        let when = self.condition("when", scope);
        let check = self.condition("check", scope);
        let check = check.map(|whole| self.parts(whole, scope));
        let at = self.place(scope);
        let message = self.message(scope);
        Some(Expressions {
            when,
            check: check?,
            message: message?,
            at,
        })
    }

    fn problem(&mut self, node: Node<'d>, problem: Problem) {
        let place = part(node, self.source.file.text.as_str(), problem.span);
        let error = Diagnostic::at(place, "here", problem.message);
        self.errors.push(match problem.help {
            Some(help) => error.help(help),
            None => error,
        });
    }

    fn expression(&mut self, node: Node<'d>, scope: &Scope) -> Option<Expression> {
        let text = node.scalar_text()?;
        match Expression::compile(text, scope) {
            Ok(expression) => Some(expression),
            Err(problem) => {
                self.problem(node, problem);
                // The rule exists, but does nothing.
                Expression::compile("true", scope).ok()
            }
        }
    }

    fn condition(&mut self, name: &str, scope: &Scope) -> Option<Expression> {
        let node = self.node(name)?;
        let expression = self.expression(node, scope)?;
        if !is_condition(&expression) {
            let ty = expression.result_type();
            let message = format!(
                "`{name}` must be `true` or `false`, but is of the type {}",
                ty.name()
            );
            self.error(node, "not a condition", message);
        }
        Some(expression)
    }

    /// The parts of the check that must all be true; a finding marks the false one.
    fn parts(&self, whole: Expression, scope: &Scope) -> Vec<Expression> {
        let text = self.node("check").and_then(Node::scalar_text);
        let parts = conjuncts(text.unwrap_or_default()).into_iter();
        let parts = parts.map(|part| Expression::compile(part, scope).ok());
        match parts.collect::<Option<Vec<_>>>() {
            Some(parts) if parts.len() > 1 && parts.iter().all(is_condition) => parts,
            _ => vec![whole],
        }
    }

    fn place(&mut self, scope: &Scope) -> Option<Expression> {
        let node = self.node("at")?;
        let expression = self.expression(node, scope)?;
        if expression.reads().is_empty() && node.scalar_text() != Some("true") {
            let is_known = self
                .errors
                .iter()
                .any(|error| node.span().contains(error.primary.span));
            if !is_known {
                self.error(
                    node,
                    "reads nothing",
                    "`at` is a path, such as `pod.memory`",
                );
            }
        }
        Some(expression)
    }

    fn message(&mut self, scope: &Scope) -> Option<Template> {
        let node = self.node("message")?;
        match Template::compile(node.scalar_text()?, scope) {
            Ok(template) => Some(template),
            Err(problem) => {
                self.problem(node, problem);
                Template::compile("", scope).ok()
            }
        }
    }
}

/// The place of a part of a text. If the text is written with escapes, it is the place of the whole.
pub(super) fn part(node: Node<'_>, source: &str, part: std::ops::Range<usize>) -> Span {
    let exact = node.part_span(source, part.clone());
    if exact != node.span() || part.is_empty() {
        return exact;
    }
    let text = node.scalar_text().unwrap_or_default();
    folded(text, source, node.span(), &part).unwrap_or(exact)
}

/// Like [`part`], for a folded or indented text, whose source differs only in white space.
fn folded(text: &str, source: &str, whole: Span, part: &std::ops::Range<usize>) -> Option<Span> {
    let written = &source[whole.range()];
    // The header of a block scalar has an indicator, and perhaps a comment.
    let header = if written.starts_with(['|', '>']) {
        written.find('\n')?
    } else {
        written.len() - written.trim_start_matches(['"', '\'']).len()
    };
    let mut places = written[header..]
        .char_indices()
        .filter(|(_, letter)| !letter.is_whitespace());
    let (mut start, mut end) = (None, None);
    for (at, letter) in text.char_indices() {
        if letter.is_whitespace() {
            continue;
        }
        let (place, same) = places.next()?;
        if same != letter {
            return None;
        }
        let place = whole.start as usize + header + place;
        if at >= part.start && at < part.end {
            start = start.or(Some(place));
            end = Some(place + letter.len_utf8());
        }
    }
    let offset = crate::source::offset;
    Some(Span::new(offset(start?), offset(end?)))
}
