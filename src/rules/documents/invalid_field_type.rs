//! A value of the wrong type.

use crate::{
    finding::{Diagnostic, Fix, Safety, Severity},
    judged::{Fixer, JudgedApplication},
    kube::schema::Wanted,
    rules::quantities,
    source::Edit,
    spark::{Found, TooDeep, Violation},
    yaml::{Kind, Node, Scalar, quoted},
};

pub(in crate::rules) const PAGE: &str = page!("ECI006-invalid-field-type");

pub(in crate::rules) fn check(judged: &JudgedApplication<'_, '_>) -> Vec<Diagnostic> {
    let violations = judged.form.violations().iter();
    violations
        .map(|violation| match &violation.too_deep {
            Some(field) if field.is_certain(violation.found) => {
                too_deep(field).fix(move_out(judged.fixer, violation, field))
            }
            _ => diagnostic(violation).fix(fix(judged.fixer, violation)),
        })
        .collect()
}

fn too_deep(field: &TooDeep<'_>) -> Diagnostic {
    let TooDeep {
        key, map, outer, ..
    } = field;
    let owner = owner(field);
    let message = format!(
        "`{key}` is one level too deep: it is a field of {owner}, but is written below `{map}`, where the API server accepts only strings"
    );
    let help = if outer.get(key).is_some() {
        format!("remove it here: {owner} has another `{key}`, which is used")
    } else {
        format!("write it beside `{map}` in {owner}, not below it")
    };
    Diagnostic::at(field.key_span, "one level too deep", message).help(help)
}

fn owner(field: &TooDeep<'_>) -> String {
    match field.outer_path.as_str() {
        "spec" => "the application's spec".to_owned(),
        path => format!("`{path}`"),
    }
}

fn move_out(fixer: &Fixer<'_>, violation: &Violation<'_>, field: &TooDeep<'_>) -> Option<Fix> {
    let edits = fixer.editor()?.hoist(field.outer, field.map, &field.key)?;
    let safety = match violation.found {
        Found::List | Found::Mapping => Safety::Safe,
        // It may be a label of nodes after all.
        _ => Safety::Unsafe,
    };
    let title = format!("Move it out of `{}`", field.map);
    fixer.fix(safety, title, edits.into_iter().map(Some))
}

fn diagnostic(violation: &Violation<'_>) -> Diagnostic {
    let Violation {
        node,
        path,
        found,
        wanted,
        ..
    } = violation;
    let wanted_words = match (*wanted, *found) {
        // The lower bound would say nothing about a number that is too large.
        (Wanted::Integer { most, .. }, Found::Number(number)) if is_above(number, most) => {
            format!("an integer of at most {most}")
        }
        (wanted, _) => words(wanted),
    };
    let is_a_string = matches!((wanted, found), (Wanted::OneOf(_), Found::Text(_)));
    let message = if violation.is_in_template && !is_a_string {
        format!(
            "invalid `{path}`: must be {wanted_words}, not {}; a pod template that Kubernetes cannot read can stop the operator for all applications",
            describe(*found)
        )
    } else {
        format!(
            "invalid `{path}`: must be {wanted_words}, not {}; the API server rejects the object",
            describe(*found)
        )
    };
    // Spark writes its own restart policy into each pod.
    let is_overwritten = violation.is_in_template && path.ends_with("spec.restartPolicy");
    let help = match &violation.too_deep {
        Some(field) => format!(
            "{}; if it is meant as the field `{}` of {}, write it beside `{}`",
            help(violation),
            field.key,
            owner(field),
            field.map
        ),
        None => help(violation),
    };
    let diagnostic = Diagnostic::at(node.span(), format!("must be {wanted_words}"), message);
    let diagnostic = diagnostic.help(help);
    if is_overwritten && is_a_string {
        diagnostic.severity(Severity::Warning)
    } else {
        diagnostic
    }
}

/// Fields in which a number without a unit means bytes in one place and MiB in another.
const SIZES: [&str; 3] = ["memory", "memoryLimit", "memoryOverhead"];

fn fix(fixer: &Fixer<'_>, violation: &Violation<'_>) -> Option<Fix> {
    let node = violation.node;
    // With a tag, removing the quotes does not change the type.
    let is_plain = !node.is_alias() && !node.is_tagged();
    let text = node.scalar_text().filter(|_| is_plain)?;
    let (title, new) = match (violation.wanted, node.kind()) {
        (Wanted::OneOf(values), Kind::Scalar(Scalar::Int(_) | Scalar::Float(_))) => {
            let is_allowed = values.contains(&text);
            is_allowed.then(|| ("Quote it", quoted(text)))?
        }
        (Wanted::Text, Kind::Scalar(scalar)) => {
            // YAML has several spellings of booleans; only `true` and `false` are certain.
            let is_clear = match scalar {
                Scalar::Bool(_) => matches!(text, "true" | "false"),
                _ => !text.is_empty(),
            };
            is_clear.then(|| ("Quote it", quoted(text)))?
        }
        (Wanted::Integer { .. }, Kind::Scalar(Scalar::Str(text))) => {
            fits_without_quotes(violation.wanted, text)
                .then(|| ("Write it without quotes", text.to_owned()))?
        }
        (Wanted::OneOf(_), Kind::Scalar(Scalar::Str(text))) => {
            let value = nearest(violation.wanted, text)?;
            let edit = fixer.editor()?.replace(node.span(), value);
            return fixer.fix(Safety::Unsafe, format!("Write `{value}`"), [edit]);
        }
        (Wanted::Bool, Kind::Scalar(Scalar::Str(text @ ("true" | "false")))) => {
            ("Write it without quotes", text.to_owned())
        }
        _ => return None,
    };
    let is_size = SIZES.iter().any(|size| violation.path.ends_with(size));
    let safety = match violation.too_deep {
        None if !is_size => Safety::Safe,
        _ => Safety::Unsafe,
    };
    fixer.fix(safety, title, [Some(Edit::replace(node.span(), new))])
}

fn words(wanted: Wanted) -> String {
    match wanted {
        Wanted::Text => "a string".to_owned(),
        Wanted::OneOf(values) => {
            let values: Vec<_> = values.iter().map(|value| format!("`{value}`")).collect();
            format!("one of {}", values.join(", "))
        }
        Wanted::Matching(pattern) => format!("a string that matches `{pattern}`"),
        Wanted::Length { least, most } => match (least, most) {
            (least, usize::MAX) => format!("a string of at least {}", characters(least)),
            (0, most) => format!("a string of at most {}", characters(most)),
            (least, most) => format!("a string of {least} to {}", characters(most)),
        },
        Wanted::DateTime => "a time such as `2026-01-31T12:00:00Z`".to_owned(),
        Wanted::Base64 => "base64".to_owned(),
        Wanted::Integer { .. } => format!("an integer{}", range(wanted)),
        Wanted::Number => "a number".to_owned(),
        Wanted::IntegerOrText => "an integer or a string".to_owned(),
        Wanted::Quantity => "a quantity such as `500m` or `4Gi`".to_owned(),
        Wanted::Bool => "`true` or `false`".to_owned(),
        Wanted::List => "a list".to_owned(),
        Wanted::Mapping => "a mapping".to_owned(),
    }
}

fn is_above(number: &str, most: i64) -> bool {
    number
        .parse()
        .is_ok_and(|number: i128| number > most.into())
}

fn characters(number: usize) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} character{plural}")
}

/// ` of at least 1`; nothing where the bounds are those of the integer type.
fn range(wanted: Wanted) -> String {
    const SMALLEST: i64 = i32::MIN as i64;
    const LARGEST: i64 = i32::MAX as i64;
    let Wanted::Integer { least, most } = wanted else {
        return String::new();
    };
    match (least, most) {
        (i64::MIN, i64::MAX) => String::new(),
        (SMALLEST, LARGEST) => format!(" of at most {most}"),
        (least, i64::MAX | LARGEST) => format!(" of at least {least}"),
        (i64::MIN | SMALLEST, most) => format!(" of at most {most}"),
        (least, most) => format!(" from {least} to {most}"),
    }
}

/// The allowed string that differs only in case or in a letter.
fn nearest(wanted: Wanted, text: &str) -> Option<&'static str> {
    let Wanted::OneOf(values) = wanted else {
        return None;
    };
    let mut values = values.iter().copied();
    let is_near = |value: &&str| {
        value.eq_ignore_ascii_case(text)
            || value.len() > 2
                && value.len().abs_diff(text.chars().count()) <= 1
                && strsim::damerau_levenshtein(value, text) == 1
    };
    values.find(is_near)
}

fn describe(found: Found<'_>) -> String {
    match found {
        Found::Text(text) => format!("the string \"{text}\""),
        Found::Bool(text) => format!("the boolean {text}"),
        Found::Number(text) => format!("the number {text}"),
        Found::List => "a list".to_owned(),
        Found::Mapping => "a mapping".to_owned(),
        Found::Null => "null".to_owned(),
    }
}

/// What to write: lower case, no full stop.
fn help(violation: &Violation<'_>) -> String {
    let Violation { node, path, .. } = violation;
    let is_of_cores = path.ends_with("cores");
    match (violation.wanted, violation.found) {
        (Wanted::Text, Found::Number(value) | Found::Bool(value)) => {
            // YAML takes `on` and `y` for booleans, too.
            let written = node.scalar_text().unwrap_or(value);
            format!("quote it: `\"{written}\"`")
        }
        (Wanted::Text, Found::List) => match joined(*node) {
            Some(text) => format!("write one string, such as `\"{text}\"`"),
            None => "write one string, without `-` and brackets".to_owned(),
        },
        (Wanted::Text, Found::Mapping) if path.contains("Conf.") => {
            "write the whole name of each setting as one key: `spark.executor.memory: 4g`".to_owned()
        }
        (Wanted::Text, _) => "write one string".to_owned(),
        (Wanted::OneOf(values), Found::Text(text)) => match nearest(violation.wanted, text) {
            Some(value) => format!("write `{value}`"),
            None => one_of(values),
        },
        (Wanted::OneOf(values), Found::Number(text)) if values.contains(&text) => {
            format!("quote it: `\"{text}\"`")
        }
        (Wanted::OneOf(values), _) => one_of(values),
        (Wanted::Integer { .. } | Wanted::Bool, Found::Text(text))
            if fits_without_quotes(violation.wanted, text) =>
        {
            format!("write it without quotes: `{text}`")
        }
        (Wanted::Integer { .. }, Found::Number(value)) if is_of_cores && value.contains('.') && value.parse::<f64>().is_ok_and(|cores| cores > 0.0) => {
            format!("request a part of a core with `coreRequest`, in quotes: `coreRequest: \"{value}\"`")
        }
        (Wanted::Integer { .. }, Found::Text(value)) if is_of_cores && is_millis(value) => {
            format!("request a part of a core with `coreRequest`: `coreRequest: {value}`")
        }
        (Wanted::Integer { most, .. }, Found::Number(number)) if is_above(number, most) => {
            "write a smaller number".to_owned()
        }
        (Wanted::Integer { .. }, _) => {
            format!("write a whole number{}, without quotes", range(violation.wanted))
        }
        (Wanted::Quantity, _) if path.ends_with("cpu") => quantities::OF_CPU.to_owned(),
        (Wanted::Quantity, _) => quantities::OF_MEMORY.to_owned(),
        (
            Wanted::Matching(_)
            | Wanted::Length { .. }
            | Wanted::DateTime
            | Wanted::Base64
            | Wanted::Number
            | Wanted::IntegerOrText,
            _,
        ) => format!("write {}", words(violation.wanted)),
        (Wanted::Bool, _) => "write `true` or `false`, without quotes".to_owned(),
        (Wanted::List, Found::Mapping) if path.ends_with("env") && is_of_variables(*node) => {
            "write each variable as an item: `- {name: NAME, value: TEXT}`".to_owned()
        }
        (Wanted::List, Found::Mapping) => {
            "make it an item of a list: write `- ` in front of its first key, or `[` and `]` around it"
                .to_owned()
        }
        (Wanted::List, _) => "write a list, each item after `- `".to_owned(),
        (Wanted::Mapping, Found::List) if has_names(*node) => {
            "write each item as `NAME: value`, without `-`".to_owned()
        }
        (Wanted::Mapping, Found::List) => "write `key: value`, without `-` and brackets".to_owned(),
        (Wanted::Mapping, _) => "write `key: value` below it".to_owned(),
    }
}

fn one_of(values: &[&str]) -> String {
    let names: Vec<_> = values.iter().map(|value| format!("`{value}`")).collect();
    format!("write {}", names.join(" or "))
}

fn fits_without_quotes(wanted: Wanted, text: &str) -> bool {
    match wanted {
        Wanted::Integer { least, most } => {
            let number = text.parse::<i64>();
            number.is_ok_and(|number| (least..=most).contains(&number))
        }
        _ => matches!(text, "true" | "false"),
    }
}

fn is_millis(text: &str) -> bool {
    let digits = text.strip_suffix('m').unwrap_or_default();
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// True for variables as a mapping, `A: b`, and not for one variable, `{name: A, value: b}`.
fn is_of_variables(mapping: Node<'_>) -> bool {
    let entries = mapping.entries();
    let mut values = entries.iter().map(|entry| entry.value.kind());
    mapping.get("name").is_none() && values.all(|kind| matches!(kind, Kind::Scalar(_)))
}

/// The items of a short list, separated by commas as Spark's settings and ECI's annotations do.
fn joined(list: Node<'_>) -> Option<String> {
    let items: Option<Vec<_>> = list.items().take(6).map(Node::scalar_text).collect();
    let text = items
        .filter(|items| (1..=5).contains(&items.len()))?
        .join(",");
    (text.len() <= 60).then_some(text)
}

/// True for a list of variables as containers have it: `{name: A, value: b}`.
fn has_names(list: Node<'_>) -> bool {
    let first = list.items().next();
    first.is_some_and(|first| first.get("name").is_some() && first.get("value").is_some())
}
