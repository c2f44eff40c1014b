//! A missing required field.

use std::collections::{BTreeMap, HashMap};

use crate::{
    finding::{Diagnostic, Severity},
    judged::JudgedApplication,
    source::Span,
    spark::{Meaning, MissingField, Webhook},
};

pub(in crate::rules) const PAGE: &str = page!("ECI009-missing-field");

pub(in crate::rules) fn check(judged: &JudgedApplication<'_, '_>) -> Vec<Diagnostic> {
    let roles = judged.application.kind.spec().roles.iter();
    let roles: Vec<_> = roles.map(|role| role.field).collect();
    let wrong = Wrong::new(judged, &roles);
    if wrong.is_of_other_kind {
        return Vec::new();
    }
    let mut blocks: BTreeMap<(Span, String), Vec<&MissingField>> = BTreeMap::new();
    let webhook = judged.environment.pods.webhook;
    for missing in &judged.form.mismatches().missing_fields {
        if missing.is_filled && webhook == Webhook::On {
            continue;
        }
        let block = block(&missing.owner, &roles);
        // Fields of the spec and of roles are reported one by one: they are not parts of one unfinished block.
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
        .map(|((_, block), missing)| diagnostic(judged, &wrong, &block, &missing))
        .collect();
    found.sort_by_key(|diagnostic| diagnostic.primary.span);
    found
}

/// The part of the spec, of a role or of a pod template in which a mapping is: `monitoring`, `driver.gpu`,
/// `driver.env[2]`. Everything that is missing in one part is one mistake. `None` for the spec and the roles.
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
    wrong: &Wrong<'_>,
    block: &str,
    missing: &[&MissingField],
) -> Diagnostic {
    let first = missing[0];
    let is_filled = missing.iter().all(|missing| missing.is_filled);
    let mut owners: Vec<(&str, Vec<String>)> = Vec::new();
    for missing in missing {
        let field = format!("`{}`", missing.field);
        match owners.iter_mut().find(|(owner, _)| *owner == missing.owner) {
            Some((_, fields)) => fields.push(field),
            None => owners.push((&missing.owner, vec![field])),
        }
    }
    let lacks: Vec<_> = (owners.iter())
        .map(|(owner, fields)| format!("missing {} in {}", fields.join(" and "), name(owner)))
        .collect();
    let fields: Vec<_> = missing
        .iter()
        .map(|missing| match &*missing.owner {
            owner if owners.len() > 1 => format!("`{owner}.{}`", missing.field),
            _ => format!("`{}`", missing.field),
        })
        .collect();
    let consequence = match judged.environment.pods.webhook {
        Webhook::Unknown if is_filled => {
            "the API server rejects the application, unless the operator's webhook sets it first"
        }
        Webhook::Off if is_filled => {
            "the API server rejects the application, because the operator's webhook is off"
        }
        _ => "the API server rejects the application",
    };
    let message = format!("{}: {consequence}", lacks.join(", and "));
    let label = format!("missing {}", fields.join(", "));
    let mut diagnostic = Diagnostic::at(first.place, label, message)
        .help(format!("add {}", fields.join(", ")))
        .follows_from(wrong.causes(block, first));
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

/// What else is wrong in each part. The API server reports it before missing fields, and a misspelt field may be
/// the missing one.
struct Wrong<'a> {
    /// The places, by the part in which they are.
    by_block: HashMap<&'a str, Vec<Span>>,
    /// Of fields of the spec and the roles that are misspelt: the mapping and the field that was meant.
    misspelt: HashMap<(&'a str, &'static str), Span>,
    /// True where the spec is that of another kind.
    is_of_other_kind: bool,
}

impl<'a> Wrong<'a> {
    fn new(judged: &'a JudgedApplication<'_, '_>, roles: &[&str]) -> Self {
        let mismatches = judged.form.mismatches();
        let mut wrong = Self {
            by_block: HashMap::new(),
            misspelt: HashMap::new(),
            is_of_other_kind: false,
        };
        let mut add = |path: &'a str, place| {
            if let Some(block) = block(path, roles) {
                wrong.by_block.entry(block).or_default().push(place);
            }
        };
        for violation in &mismatches.violations {
            add(&violation.path, violation.node.span());
        }
        for field in &mismatches.unknown_fields {
            add(&field.owner.path, field.entry.key_span);
        }
        for field in &mismatches.unknown_fields {
            match field.meaning {
                Some(Meaning::Misspelt(meant)) => {
                    let place = field.entry.key_span;
                    wrong.misspelt.insert((&field.owner.path, meant), place);
                }
                Some(Meaning::OfKind(..)) => wrong.is_of_other_kind = true,
                _ => {}
            }
        }
        wrong
    }

    fn causes(&self, block: &str, first: &MissingField) -> Vec<Span> {
        let misspelt = self.misspelt.get(&(&*first.owner, first.field));
        let of_block = self.by_block.get(block).into_iter().flatten();
        of_block.chain(misspelt).copied().collect()
    }
}
