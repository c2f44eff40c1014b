//! Validates a configuration against its form. Each error has its place.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    form::{Field, ON, ValueForm, Word, word_of, words},
    settings::SETTINGS,
    values::boolean,
};
use crate::{
    finding::{Diagnostic, RuleInfo},
    lint::Level,
    rules::{Rule, RuleSet, Selector},
    source::Span,
    yaml::{Entry, Kind, Node, Scalar},
};

/// Options that are not settings: the error for such a key names the option.
pub const OPTIONS: [&str; 25] = [
    "add-ignores",
    "api-versions",
    "color",
    "diff",
    "diff-base",
    "diff-scope",
    "fix",
    "fix-only",
    "follow-links",
    "helm",
    "kube-version",
    "namespace",
    "no-ignore",
    "no-suppressions",
    "quiet",
    "release-name",
    "rule",
    "set",
    "show-files",
    "statistics",
    "stdin-filename",
    "unsafe-fixes",
    "values",
    "verbose",
    "write-baseline",
];

/// A name that differs from a known one in at most this many letters is a typo.
const MAX_SLIP: usize = 3;

pub(super) fn duplicates(root: Node<'_>) -> impl Iterator<Item = Diagnostic> {
    let duplicates = root.mappings().into_iter().flat_map(Node::duplicate_keys);
    duplicates.map(|(earlier, later)| {
        let message = format!("duplicate key `{}`", later.key);
        Diagnostic::at(later.key_span, "again", message).related(earlier.key_span, "first")
    })
}

/// `name` is the name of the setting, `rules` are those that can be configured.
pub(super) fn check(
    node: Node<'_>,
    name: &str,
    form: &ValueForm,
    rules: &RuleSet,
    errors: &mut Vec<Diagnostic>,
) {
    // An empty value is the same as a missing key.
    if node.is_null() {
        return;
    }
    match form {
        ValueForm::Text if matches!(node.kind(), Kind::Scalar(Scalar::Str(_))) => {}
        ValueForm::Text => errors.push(no_text(node, name)),
        ValueForm::TextOrList if node.kind() == Kind::Sequence => {
            for item in node.items() {
                check(item, name, &ValueForm::Text, rules, errors);
            }
        }
        ValueForm::TextOrList => check(node, name, &ValueForm::Text, rules, errors),
        ValueForm::Number => {
            if node.as_u64().is_none() {
                errors.push(wrong_type(node, name, "a whole number, 0 or more"));
            }
        }
        ValueForm::Amount => {
            let is_amount = |number: f64| number.is_finite() && number >= 0.0;
            if !node.as_f64().is_some_and(is_amount) {
                errors.push(wrong_type(node, name, "a number, 0 or more"));
            }
        }
        ValueForm::Amounts if node.kind() != Kind::Mapping => {
            errors.push(wrong_type(node, name, "a mapping"));
        }
        ValueForm::Amounts => {
            for entry in node.entries() {
                check(entry.value, &entry.key, &ValueForm::Amount, rules, errors);
            }
        }
        ValueForm::Bool => {
            if boolean(node).is_none() {
                errors.push(wrong_type(node, name, "`true` or `false`"));
            }
        }
        ValueForm::Scalars => check_scalars(node, name, errors),
        ValueForm::OneOf(words) => errors.extend(check_word(node, name, words)),
        ValueForm::List(form) => {
            if node.kind() == Kind::Sequence {
                for item in node.items() {
                    check(item, name, form, rules, errors);
                }
            } else {
                let error = wrong_type(node, name, "a list");
                errors.push(match node.scalar_text() {
                    Some(text) => error.help(format!("write a list: `{name}: [{}]`", item(text))),
                    None => error,
                });
            }
        }
        ValueForm::Mapping(fields) => check_mapping(node, name, fields, rules, errors),
        ValueForm::WordOrMapping(words, fields) => match node.kind() {
            Kind::Scalar(_) => errors.extend(check_word(node, name, words)),
            Kind::Mapping => check_mapping(node, name, fields, rules, errors),
            Kind::Sequence => {
                let wanted = format!("one of {}, or a mapping", list(words));
                errors.push(wrong_type(node, name, &wanted));
            }
        },
        ValueForm::Manifest => {
            let is_text = matches!(node.kind(), Kind::Scalar(Scalar::Str(_)));
            if !is_text && node.kind() != Kind::Mapping {
                errors.push(wrong_type(
                    node,
                    name,
                    "a manifest, as a mapping or as a string",
                ));
            }
        }
        ValueForm::Rules => check_rules(node, name, rules, errors),
    }
}

fn no_text(node: Node<'_>, name: &str) -> Diagnostic {
    let error = wrong_type(node, name, "a string");
    match node.kind() {
        Kind::Scalar(_) => error.help("put it in quotes"),
        Kind::Sequence => match node.items().next().and_then(Node::scalar_text) {
            Some(text) => error.help(format!(
                "write a single value instead of a list: `{name}: {text}`"
            )),
            None => error.help("write a single value instead of a list"),
        },
        Kind::Mapping => error,
    }
}

fn item(text: &str) -> String {
    let is_plain = text
        .chars()
        .all(|letter| letter.is_ascii_alphanumeric() || "/._-".contains(letter));
    if is_plain {
        text.to_owned()
    } else {
        format!("\"{}\"", text.escape_debug())
    }
}

fn wrong_type(node: Node<'_>, name: &str, wanted: &str) -> Diagnostic {
    let text = node.scalar_text().unwrap_or_default();
    let found = match node.kind() {
        Kind::Scalar(Scalar::Str(_)) => "a string".to_owned(),
        Kind::Scalar(Scalar::Bool(_)) => format!("`{text}`"),
        Kind::Scalar(_) => format!("the number `{text}`"),
        Kind::Sequence => "a list".to_owned(),
        Kind::Mapping => "a mapping".to_owned(),
    };
    let message = format!("`{name}` is {found}, expected {wanted}");
    Diagnostic::at(node.span(), format!("expected {wanted}"), message)
}

fn check_word(node: Node<'_>, name: &str, words: &[Word]) -> Option<Diagnostic> {
    let known = list(words);
    let Some(text) = node.scalar_text() else {
        return Some(wrong_type(node, name, &format!("one of {known}")));
    };
    if word_of(text, words).is_some() {
        return None;
    }
    let message = format!("invalid value `{text}` for `{name}`: expected one of {known}");
    let error = Diagnostic::at(node.span(), "unknown value", message);
    let text = text.to_lowercase();
    let names = words.iter().map(|word| word.name);
    // `warn` is a typo for `warning`, but `no` is not one for `off`.
    let meant = names.min_by_key(|name| strsim::damerau_levenshtein(name, &text));
    let is_slip = |name: &&str| {
        let differs = strsim::damerau_levenshtein(name, &text);
        text.len() > 2 && (differs <= MAX_SLIP.min(name.len() / 2))
    };
    Some(match meant.filter(is_slip) {
        Some(meant) => error.help(format!("did you mean `{meant}`?")),
        None => error,
    })
}

fn list(words: &[Word]) -> String {
    let names = words.iter().map(|word| format!("`{}`", word.name));
    names.collect::<Vec<_>>().join(", ")
}

fn check_mapping(
    node: Node<'_>,
    name: &str,
    fields: &[Field],
    rules: &RuleSet,
    errors: &mut Vec<Diagnostic>,
) {
    if node.kind() != Kind::Mapping {
        errors.push(wrong_type(node, name, "a mapping"));
        return;
    }
    for entry in node.entries() {
        // YAML 1.1 reads the key `on` as `true`.
        let key = match &*entry.key {
            "true" => ON,
            key => key,
        };
        match fields.iter().find(|field| field.name == key) {
            Some(field) => check(entry.value, field.name, &field.form, rules, errors),
            None => errors.push(unknown_field(&entry, fields)),
        }
    }
    for field in fields.iter().filter(|field| field.is_required) {
        if node.get(field.name).is_none() {
            let message = format!("missing field `{}`", field.name);
            let label = format!("`{}` is missing", field.name);
            errors.push(Diagnostic::at(node.span(), label, message));
        }
    }
}

fn check_scalars(node: Node<'_>, name: &str, errors: &mut Vec<Diagnostic>) {
    if node.kind() != Kind::Mapping {
        errors.push(wrong_type(node, name, "a mapping"));
        return;
    }
    for entry in node.entries() {
        if !matches!(entry.value.kind(), Kind::Scalar(_)) {
            let error = wrong_type(entry.value, &entry.key, "a single value");
            errors.push(
                error.help("write a key for each value, with dots, such as `driver.cores: 4`"),
            );
        }
    }
}

fn unknown_field(entry: &Entry<'_>, fields: &[Field]) -> Diagnostic {
    let names = || fields.iter().map(|field| field.name);
    let key = entry.key.to_lowercase();
    let distance = |name: &str| strsim::damerau_levenshtein(name, &key);
    let meant = names().min_by_key(|name| distance(name));
    let is_of_run = SETTINGS
        .iter()
        .any(|setting| setting.is_of_run && setting.name == key);
    let help = match meant.filter(|meant| distance(meant) <= MAX_SLIP) {
        _ if is_of_run => {
            "it applies to the whole run: move it to the top level of the configuration".to_owned()
        }
        _ if OPTIONS.contains(&&*key) => format!("it is a command-line option: `--{key}`"),
        Some(meant) => format!("did you mean `{meant}`?"),
        None => {
            let known: Vec<_> = names().map(|name| format!("`{name}`")).collect();
            format!("known keys: {}", known.join(", "))
        }
    };
    let message = format!("unknown key `{}`", entry.key);
    Diagnostic::at(entry.key_span, "unknown key", message).help(help)
}

fn check_rules(node: Node<'_>, name: &str, rules: &RuleSet, errors: &mut Vec<Diagnostic>) {
    if node.kind() != Kind::Mapping {
        errors.push(wrong_type(node, name, "a mapping of rules"));
        return;
    }
    let mut known: BTreeMap<String, Entry<'_>> = BTreeMap::new();
    for entry in node.entries() {
        let Some(selector) = Selector::read(&entry.key, rules) else {
            errors.push(unknown_rule(&entry.key, entry.key_span, rules));
            continue;
        };
        check_rule(&entry, &selector, rules, errors);
        match known.get(selector.key()) {
            Some(earlier) => {
                let what = if selector.is_one() {
                    "are the same rule"
                } else {
                    "select the same rules"
                };
                let message = format!("`{}` and `{}` {what}", earlier.key, entry.key);
                let error = Diagnostic::at(entry.key_span, "again", message);
                errors.push(error.related(earlier.key_span, "first"));
            }
            None => {
                known.insert(selector.key().to_owned(), entry);
            }
        }
    }
}

pub(super) fn unknown_rule(selector: &str, span: Span, rules: &RuleSet) -> Diagnostic {
    let message = format!("unknown rule or group `{selector}`");
    Diagnostic::at(span, "unknown rule", message).help(rules.help_for(selector))
}

fn check_rule(
    entry: &Entry<'_>,
    selector: &Selector,
    rules: &RuleSet,
    errors: &mut Vec<Diagnostic>,
) {
    let levels = words::<Level>();
    if entry.value.kind() != Kind::Mapping {
        check(
            entry.value,
            &entry.key,
            &ValueForm::OneOf(levels),
            rules,
            errors,
        );
        return;
    }
    let has_option = |rule: &Rule, name: &str| {
        let mut options = rule.info().options.iter();
        options.any(|option| option.name == name)
    };
    for field in entry.value.entries() {
        let form = match (&*field.key, selector) {
            ("severity", _) => ValueForm::OneOf(levels.clone()),
            ("ignorable", _) => ValueForm::Bool,
            (name, Selector::Rule(rule)) if has_option(rule, name) => ValueForm::Number,
            (name, Selector::Rule(rule)) => {
                errors.push(unknown_option(rule.info(), name, &field));
                continue;
            }
            (name, _) => {
                let owner = selector.rules(rules).find(|rule| has_option(rule, name));
                errors.push(option_of_several(
                    &entry.key,
                    owner.map(|rule| rule.info()),
                    &field,
                ));
                continue;
            }
        };
        check(field.value, &field.key, &form, rules, errors);
    }
}

/// The error for an option of a selector of several rules. `owner` is the one of them that has the option.
fn option_of_several(
    selector: &str,
    owner: Option<&Arc<RuleInfo>>,
    field: &Entry<'_>,
) -> Diagnostic {
    let key = &field.key;
    let message =
        format!("`{selector}` selects several rules, which do not share an option `{key}`");
    let help = match owner {
        Some(owner) => format!("set it for `{}` alone", owner.name),
        None => "shared options: severity, ignorable".to_owned(),
    };
    Diagnostic::at(field.key_span, "unknown option", message).help(help)
}

fn unknown_option(info: &RuleInfo, name: &str, field: &Entry<'_>) -> Diagnostic {
    let options = info.options.iter().map(|option| option.name.as_str());
    let known: Vec<_> = ["severity", "ignorable"]
        .into_iter()
        .chain(options)
        .collect();
    let message = format!("{} has no option `{name}`", info.name);
    let help = format!("known options: {}", known.join(", "));
    Diagnostic::at(field.key_span, "unknown option", message).help(help)
}
