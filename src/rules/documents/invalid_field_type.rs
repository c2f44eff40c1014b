//! A value of another type than the API server takes.

use crate::{
    finding::{Diagnostic, Fix, Safety},
    judged::{Form, JudgedApplication},
    source::Edit,
    spark::{Violation, Wanted},
    yaml::{Kind, Scalar, quoted},
};

pub(in crate::rules) const PAGE: &str = include_str!("../../../rules/ECI006-invalid-field-type.md");

pub(in crate::rules) fn check(judged: &JudgedApplication<'_, '_>) -> Vec<Diagnostic> {
    let violations = judged.form.violations.iter();
    violations
        .map(|violation| diagnostic(violation).fix(fix(judged.form, violation)))
        .collect()
}

fn diagnostic(violation: &Violation<'_>) -> Diagnostic {
    let Violation {
        node,
        path,
        found,
        wanted,
    } = violation;
    let message = format!(
        "`{path}` is {found}, and the API server takes only {}",
        words(*wanted)
    );
    let diagnostic = Diagnostic::at(
        node.span(),
        format!("has to be {}", words(*wanted)),
        message,
    );
    match help(path, found, *wanted) {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}

fn fix(form: &Form<'_>, violation: &Violation<'_>) -> Option<Fix> {
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
    form.fix(Safety::Safe, title, [Some(Edit::replace(node.span(), new))])
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

fn help(path: &str, found: &str, wanted: Wanted) -> Option<String> {
    let is_quoted = found.strip_prefix("the string \"");
    match (wanted, is_quoted) {
        (Wanted::Text, None) => {
            let value = found
                .strip_prefix("the number ")
                .or_else(|| found.strip_prefix("the boolean "))?;
            Some(format!("quote it: `\"{value}\"`"))
        }
        (Wanted::Integer(_), None) if path.ends_with("cores") => Some(
            "a part of a core is asked for with `coreRequest`, in quotes: `coreRequest: \"0.5\"`"
                .to_owned(),
        ),
        (Wanted::Integer(_) | Wanted::Bool, Some(text)) => {
            let text = text.trim_end_matches('"');
            let is_plain = text.parse::<i64>().is_ok() || matches!(text, "true" | "false");
            is_plain.then(|| format!("write it without quotes: `{text}`"))
        }
        _ => None,
    }
}
