//! A field that has to be there.

use std::collections::BTreeMap;

use crate::{
    finding::{Diagnostic, Severity},
    judged::JudgedApplication,
    source::Span,
    spark::{Meaning, MissingField, Webhook},
};

pub(in crate::rules) const PAGE: &str = include_str!("../../../rules/ECI009-missing-field.md");

pub(in crate::rules) fn check(judged: &JudgedApplication<'_, '_>) -> Vec<Diagnostic> {
    let roles = judged.application.kind.spec().roles.iter();
    let roles: Vec<_> = roles.map(|role| role.field).collect();
    let mut blocks: BTreeMap<(Span, String), Vec<&MissingField>> = BTreeMap::new();
    let webhook = judged.environment.pods.webhook;
    for missing in &judged.form.mismatches().missing_fields {
        if missing.is_filled && webhook == Webhook::On {
            continue;
        }
        let block = block(&missing.owner, &roles);
        // Fields of the spec and of roles are no parts of something that is half written.
        let is_alone = block.is_none();
        let name = block.map_or_else(|| missing.field.to_owned(), str::to_owned);
        let place = if is_alone {
            missing.place
        } else {
            Span::default()
        };
        blocks.entry((place, name)).or_default().push(missing);
    }
    let mut found: Vec<_> = (blocks.into_iter())
        .map(|((_, block), missing)| diagnostic(judged, &block, &missing))
        .collect();
    found.sort_by_key(|diagnostic| diagnostic.primary.span);
    found
}

/// The part of the spec, of a role or of a pod template in which a mapping is: `monitoring`, `driver.gpu`,
/// `driver.env[2]`. What is missing there is one mistake. `None` for the spec and the roles.
fn block<'p>(path: &'p str, roles: &[&str]) -> Option<&'p str> {
    const TEMPLATES: [&str; 2] = ["emplate.spec.", "emplateSpec.spec."];
    let first = path.split('.').next()?;
    if path == "spec" || roles.contains(&path) {
        return None;
    }
    let mut templates = TEMPLATES.iter();
    let of_template = templates.find_map(|template| Some(path.find(template)? + template.len()));
    let of_role = || roles.contains(&first).then_some(first.len() + 1);
    let start = of_template.or_else(of_role).unwrap_or(0);
    let length = path[start..].find('.').unwrap_or(path.len() - start);
    Some(&path[..start + length])
}

fn diagnostic(
    judged: &JudgedApplication<'_, '_>,
    block: &str,
    missing: &[&MissingField],
) -> Diagnostic {
    let first = missing[0];
    let is_filled = missing.iter().all(|missing| missing.is_filled);
    let mut owners: Vec<(&str, Vec<String>)> = Vec::new();
    for missing in missing {
        let field = format!("no `{}`", missing.field);
        match owners.iter_mut().find(|(owner, _)| *owner == missing.owner) {
            Some((_, fields)) => fields.push(field),
            None => owners.push((&missing.owner, vec![field])),
        }
    }
    let lacks: Vec<_> = (owners.iter())
        .map(|(owner, fields)| format!("{} has {}", name(owner), fields.join(" and ")))
        .collect();
    let fields: Vec<_> = missing
        .iter()
        .map(|missing| format!("`{}`", missing.field))
        .collect();
    let what = if first.is_in_template {
        "pod"
    } else {
        "object"
    };
    let consequence = match judged.environment.pods.webhook {
        Webhook::Unknown if is_filled => format!(
            "the API server refuses the {what}, unless the operator's webhook fills it in first"
        ),
        Webhook::Off if is_filled => {
            format!("the API server refuses the {what}, as the operator's webhook is off")
        }
        _ => format!("the API server refuses the {what}"),
    };
    let message = format!("{}: {consequence}", lacks.join(", and "));
    let label = format!("{} is missing", fields.join(", "));
    let mut diagnostic = Diagnostic::at(first.place, label, message)
        .help(format!("add {}", fields.join(", ")))
        .follows_from(causes(judged, block, first));
    if is_filled && judged.environment.pods.webhook == Webhook::Unknown {
        diagnostic = diagnostic.severity(Severity::Warning);
    }
    diagnostic.rests_on_absence = true;
    diagnostic
}

fn name(owner: &str) -> String {
    match owner {
        "" => "the application".to_owned(),
        "spec" => "the application's spec".to_owned(),
        owner => format!("`{owner}`"),
    }
}

/// The places of what else is wrong there: the API server tells it first, and what is missing may be what was
/// meant.
fn causes(judged: &JudgedApplication<'_, '_>, block: &str, first: &MissingField) -> Vec<Span> {
    let mismatches = judged.form.mismatches();
    let is_in_block = |path: &str| {
        let rest = path.strip_prefix(block);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    };
    let values = mismatches.violations.iter();
    let values = values.filter(|violation| is_in_block(&violation.path));
    let fields = mismatches.unknown_fields.iter().filter(|field| {
        let is_meant =
            matches!(field.meaning, Some(Meaning::Misspelt(meant)) if meant == first.field);
        is_in_block(&field.owner.path) || is_meant && field.owner.path == first.owner
    });
    let places = values.map(|violation| violation.node.span());
    places
        .chain(fields.map(|field| field.entry.key_span))
        .collect()
}
