//! Completion in an unfinished expression, for editors.

use std::ops::Range;

use super::{
    form::Form,
    functions::{self, Takes},
    limits, reference, syntax,
    types::Scope,
};

/// What can be inserted at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completions {
    /// The part already written, in bytes of the expression.
    pub replaces: Range<usize>,
    /// The possible replacements.
    pub candidates: Vec<Candidate>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    pub name: String,
    /// The type, or the signature.
    pub detail: String,
    pub summary: &'static str,
    /// True for a function that takes arguments.
    pub is_call: bool,
}

/// Completes at a place of an expression: fields after a dot, otherwise variables and functions.
///
/// Only the text before the place is used; it need not be a valid expression.
#[must_use]
pub fn complete(text: &str, at: usize, scope: &Scope) -> Completions {
    let before = text.get(..at).unwrap_or_default();
    if before.len() > limits::LENGTH {
        return Completions {
            replaces: before.len()..before.len(),
            candidates: Vec::new(),
        };
    }
    let start = before.trim_end_matches(is_word).len();
    let replaces = start..before.len();
    let reader = Reader { scope };
    let candidates = match dotted(&before[..start]) {
        Some(chain) => match reader.form(chain, LOCALS) {
            Some(form) => of_form(&form),
            None => of_space(chain),
        },
        None => everywhere(&before[..start], scope),
    };
    Completions {
        replaces,
        candidates,
    }
}

/// How many comprehension variables are resolved through one another.
const LOCALS: usize = 3;

fn is_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

/// The text before a dot or `.?`.
fn dotted(before: &str) -> Option<&str> {
    let before = before.strip_suffix('?').unwrap_or(before);
    before.strip_suffix('.')
}

fn of_form(form: &Form) -> Vec<Candidate> {
    let form = match form {
        Form::Optional(held) => held,
        form => form,
    };
    if let Form::Object(fields) = form {
        return fields
            .iter()
            .map(|field| candidate(field.name, &field.ty.name(), field.summary, false))
            .collect();
    }
    let mut found = Vec::new();
    if matches!(form, Form::List(_) | Form::Map(_) | Form::Any) {
        for (name, signature) in reference::MACROS {
            let fits = match form {
                Form::List(_) => signature.starts_with("list."),
                Form::Map(_) => signature.starts_with("map."),
                _ => signature.starts_with("list.") || signature.starts_with("map."),
            };
            if fits {
                found.push(candidate(name, signature, "", true));
            }
        }
    }
    if matches!(form, Form::Text | Form::Any) {
        for (name, signature) in reference::MACROS {
            if signature.starts_with("string.") {
                found.push(candidate(name, signature, "", true));
            }
        }
    }
    for function in functions::all().filter(|function| function.on_value) {
        let takes = |takes: &Takes| takes.accepts(form);
        let ways = function.overloads.iter().zip(function.signatures());
        for (overload, signature) in ways {
            if overload.takes.first().is_some_and(takes) {
                found.push(candidate(function.name, &signature, "", true));
            }
        }
    }
    once_each(found)
}

/// Functions with a prefix such as `math.` or `sets.`.
fn of_space(space: &str) -> Vec<Candidate> {
    let space = &space[space.trim_end_matches(is_word).len()..];
    let all = reference::callables().into_iter().filter_map(|callable| {
        let name = callable.name.strip_prefix(space)?.strip_prefix('.')?;
        Some(candidate(name, &callable.signature, "", true))
    });
    once_each(all.collect())
}

fn everywhere(before: &str, scope: &Scope) -> Vec<Candidate> {
    let variables = scope.variables.iter();
    let mut found: Vec<Candidate> = variables
        .map(|variable| candidate(variable.name, &variable.ty.name(), variable.summary, false))
        .collect();
    for name in locals(before) {
        found.push(candidate(name, "variable", "", false));
    }
    let is_alone = |signature: &str, name: &str| signature.starts_with(&format!("{name}("));
    found.extend(
        reference::callables()
            .into_iter()
            .filter(|callable| is_alone(&callable.signature, callable.name))
            .map(|callable| candidate(callable.name, &callable.signature, "", true)),
    );
    once_each(found)
}

fn candidate(name: &str, detail: &str, summary: &'static str, is_call: bool) -> Candidate {
    Candidate {
        name: name.to_owned(),
        detail: detail.to_owned(),
        summary,
        is_call,
    }
}

fn once_each(mut all: Vec<Candidate>) -> Vec<Candidate> {
    let mut seen = std::collections::BTreeSet::new();
    all.retain(|candidate| seen.insert(candidate.name.clone()));
    all
}

/// The comprehension variables in scope at the end of a text.
fn locals(before: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for at in brackets(before).0 {
        let name = &before[..at];
        let name = &name[name.trim_end_matches(is_word).len()..];
        if reference::MACROS.iter().any(|(known, _)| *known == name) {
            let variable = before[at + 1..]
                .split(',')
                .next()
                .unwrap_or_default()
                .trim();
            if before[at + 1..].contains(',')
                && !variable.is_empty()
                && variable.chars().all(is_word)
            {
                found.push(variable);
            }
        }
    }
    found
}

enum Part<'t> {
    Name(&'t str),
    Index(&'t str),
    Call(&'t str),
}

struct Reader<'s> {
    scope: &'s Scope,
}

impl Reader<'_> {
    /// The form of the path at the end of a text; `None` if its first name is not a variable.
    fn form(&self, text: &str, locals: usize) -> Option<Form> {
        let (start, parts) = chain(text);
        let mut parts = parts.into_iter();
        let mut form = match parts.next()? {
            Part::Name(name) => match self.scope.position(name) {
                Some(at) => self.scope.variables[at].ty.into(),
                None => self.local(&text[..start], name, locals)?,
            },
            // The result of a function or an index at the start is not analysed.
            Part::Index(_) | Part::Call(_) => Form::Any,
        };
        for part in parts {
            form = then(form, &part);
        }
        Some(form)
    }

    /// The form of a comprehension variable.
    fn local(&self, before: &str, name: &str, locals: usize) -> Option<Form> {
        let locals = locals.checked_sub(1)?;
        let found = before.rmatch_indices(name).find_map(|(at, _)| {
            let head = before[..at].trim_end();
            let tail = before[at + name.len()..].trim_start();
            if !tail.starts_with(',') {
                return None;
            }
            if let Some(head) = head.strip_suffix('(') {
                return Some((head, false));
            }
            let head = head.strip_suffix(',')?;
            let head = head.trim_end_matches(is_word).trim_end();
            Some((head.strip_suffix('(')?, true))
        });
        let (head, is_second) = found?;
        let head = head.trim_end_matches(is_word);
        let range = self.form(head.strip_suffix('.')?, locals)?;
        Some(match range {
            Form::List(item) => (*item).clone(),
            Form::Map(value) if is_second => (*value).clone(),
            Form::Map(_) => Form::Text,
            _ => Form::Any,
        })
    }
}

/// The path at the end of a text, such as `pod.containers[0]`, and its start.
fn chain(text: &str) -> (usize, Vec<Part<'_>>) {
    let mut parts = Vec::new();
    let mut rest = text;
    loop {
        if rest.ends_with([')', ']']) {
            let Some(open) = opening(rest) else {
                break;
            };
            let inner = &rest[open + 1..rest.len() - 1];
            if rest.ends_with(']') {
                parts.push(Part::Index(inner));
                rest = &rest[..open];
                continue;
            }
            let before = &rest[..open];
            let start = before.trim_end_matches(is_word).len();
            parts.push(Part::Call(&before[start..]));
            rest = &before[..start];
        } else {
            let start = rest.trim_end_matches(is_word).len();
            parts.push(Part::Name(&rest[start..]));
            rest = &rest[..start];
        }
        match dotted(rest) {
            Some(before) => rest = before,
            None => break,
        }
    }
    parts.reverse();
    (rest.len(), parts)
}

/// The opening bracket that matches the one at the end of a text.
fn opening(text: &str) -> Option<usize> {
    brackets(text).1.filter(|_| text.ends_with([')', ']']))
}

/// The brackets that are open at the end of a text, and the last closed one.
fn brackets(text: &str) -> (Vec<usize>, Option<usize>) {
    let (mut open, mut closed) = (Vec::new(), None);
    let mut at = 0;
    while let Some(letter) = text[at..].chars().next() {
        match letter {
            '\'' | '"' => {
                at = syntax::literal_end(text, at).unwrap_or(text.len());
                continue;
            }
            '(' | '[' => open.push(at),
            ')' | ']' => closed = open.pop(),
            _ => {}
        }
        at += letter.len_utf8();
    }
    (open, closed)
}

fn then(form: Form, part: &Part<'_>) -> Form {
    let form = match form {
        Form::Optional(held) => (*held).clone(),
        form => form,
    };
    match (part, form) {
        (Part::Name(name), Form::Object(fields)) => {
            let found = fields.iter().find(|field| field.name == *name);
            found.map_or(Form::Any, |field| field.ty.into())
        }
        (Part::Index(key), Form::Object(fields)) => {
            let name = key.trim_matches(['\'', '"', '?']);
            let found = fields.iter().find(|field| field.name == name);
            found.map_or(Form::Any, |field| field.ty.into())
        }
        (Part::Name(_) | Part::Index(_), Form::Map(value)) => (*value).clone(),
        (Part::Index(_), Form::List(item)) => (*item).clone(),
        (Part::Call("filter" | "sortBy"), form) => form,
        (Part::Call(name), form) => match functions::find(name, true) {
            Some(function) => {
                let forms = [form];
                let mut ways = function.overloads.iter();
                let way =
                    ways.find(|way| way.takes.first().is_some_and(|of| of.accepts(&forms[0])));
                way.map_or(Form::Any, |way| way.gives.form(&forms))
            }
            None => Form::Any,
        },
        _ => Form::Any,
    }
}
