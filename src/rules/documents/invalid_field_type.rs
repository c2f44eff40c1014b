//! A value of another type than the API server takes.

use crate::{
    finding::{Diagnostic, Fix, Safety},
    judged::{Fixer, JudgedApplication},
    source::Edit,
    spark::{Found, Violation, Wanted},
    yaml::{Kind, Scalar, quoted},
};

pub(in crate::rules) const PAGE: &str = include_str!("../../../rules/ECI006-invalid-field-type.md");

pub(in crate::rules) fn check(judged: &JudgedApplication<'_, '_>) -> Vec<Diagnostic> {
    let violations = judged.form.violations().iter();
    violations
        .map(|violation| diagnostic(violation).fix(fix(judged.fixer, violation)))
        .collect()
}

fn diagnostic(violation: &Violation<'_>) -> Diagnostic {
    let Violation {
        node,
        path,
        found,
        wanted,
    } = violation;
    let wanted_words = words(*wanted);
    let message = format!(
        "`{path}` is {}, and the API server takes only {wanted_words}",
        describe(*found)
    );
    let diagnostic = Diagnostic::at(node.span(), format!("must be {wanted_words}"), message);
    match help(path, *found, *wanted) {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}

fn fix(fixer: &Fixer<'_>, violation: &Violation<'_>) -> Option<Fix> {
    let node = violation.node;
    // A tag would say the same again.
    let is_plain = !node.is_alias() && !node.is_tagged();
    let text = node.scalar_text().filter(|_| is_plain)?;
    let (title, new) = match (violation.wanted, node.kind()) {
        (Wanted::Text, Kind::Scalar(scalar)) => {
            // Which of its forms a boolean was meant as is known only where it is spelt out.
            let is_clear = match scalar {
                Scalar::Bool(_) => matches!(text, "true" | "false"),
                _ => !text.is_empty(),
            };
            is_clear.then(|| ("Quote it", quoted(text)))?
        }
        (Wanted::Integer(least), Kind::Scalar(Scalar::Str(text))) => {
            let is_one = text.parse::<i64>().is_ok_and(|number| number >= least);
            is_one.then(|| ("Write it without quotes", text.to_owned()))?
        }
        (Wanted::Bool, Kind::Scalar(Scalar::Str(text @ ("true" | "false")))) => {
            ("Write it without quotes", text.to_owned())
        }
        _ => return None,
    };
    fixer.fix(Safety::Safe, title, [Some(Edit::replace(node.span(), new))])
}

fn words(wanted: Wanted) -> String {
    match wanted {
        Wanted::Text => "a string".to_owned(),
        Wanted::OneOf(values) => format!("one of {}", values.join(", ")),
        Wanted::Integer(i64::MIN) => "an integer".to_owned(),
        Wanted::Integer(least) => format!("an integer of at least {least}"),
        Wanted::Bool => "`true` or `false`".to_owned(),
        Wanted::List => "a list".to_owned(),
        Wanted::Mapping => "a mapping".to_owned(),
    }
}

fn describe(found: Found<'_>) -> String {
    match found {
        Found::Text(text) => format!("the string \"{text}\""),
        Found::Bool(text) => format!("the boolean {text}"),
        Found::Number(text) => format!("the number {text}"),
        Found::List => "a list".to_owned(),
        Found::Mapping => "a mapping".to_owned(),
    }
}

fn help(path: &str, found: Found<'_>, wanted: Wanted) -> Option<String> {
    match (wanted, found) {
        (Wanted::Text, Found::Number(value) | Found::Bool(value)) => {
            Some(format!("quote it: `\"{value}\"`"))
        }
        (Wanted::Integer(_), Found::Text(text)) if text.parse::<i64>().is_ok() => {
            Some(format!("write it without quotes: `{text}`"))
        }
        (Wanted::Bool, Found::Text(text @ ("true" | "false"))) => {
            Some(format!("write it without quotes: `{text}`"))
        }
        (Wanted::Integer(_), Found::Number(_)) if path.ends_with("cores") => Some(
            "ask for a part of a core with `coreRequest`, in quotes: `coreRequest: \"0.5\"`"
                .to_owned(),
        ),
        _ => None,
    }
}
