//! Hovers: the plan of a pod on the fields that set its size, the description of an annotation on its
//! key, and the description of a rule on its id in a suppression.

use gen_lsp_types::{Contents, Hover, MarkupContent, MarkupKind, Position};

use super::{
    documents::View,
    fields::{field_words, part_at},
    spark_settings, words,
};
use crate::{
    eci::{Annotation, Status},
    finding::RuleInfo,
    plan::PodPlan,
    source::{self, Span, line_start},
    spark::{self, ANNOTATION_PREFIXES},
    written::{self, AtOffset, Spot},
    yaml::Step,
};

/// The fields of a role that set the size of its pod, even if a Spark setting overrides them.
const SIZES: [&str; 7] = [
    "cores",
    "coreRequest",
    "coreLimit",
    "instances",
    "memory",
    "memoryLimit",
    "memoryOverhead",
];

pub(super) fn hover(view: View<'_>, position: Position) -> Option<Hover> {
    let offset = view.text.offset(position);
    let (markdown, span) = rule_at(view, offset).or_else(|| value_at(view, offset))?;
    Some(Hover {
        contents: Contents::MarkupContent(if view.client.hover_markdown {
            MarkupContent {
                kind: MarkupKind::Markdown,
                value: markdown,
            }
        } else {
            MarkupContent {
                kind: MarkupKind::PlainText,
                value: markdown.replace("**", "").replace('`', ""),
            }
        }),
        range: Some(view.text.range(span)),
    })
}

/// The rule whose id or name is at an offset, in a suppression.
fn rule_at(view: View<'_>, offset: u32) -> Option<(String, Span)> {
    let (text, at) = (view.text.content(), offset as usize);
    let is_of_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
    let start = text[..at].trim_end_matches(is_of_name).len();
    let end = at + (text[at..].len() - text[at..].trim_start_matches(is_of_name).len());
    let line = line_start(text, start);
    let is_meant = text[line..start].contains("spark-eci-lint");
    let rules = &view.analysis.for_file.effective.settings.rule_set;
    let rule = rules.find(&text[start..end]).filter(|_| is_meant)?;
    let place = Span::new(source::offset(start), source::offset(end));
    Some((rule_words(rule.info()), place))
}

/// The name of a rule, its description and a link to its page.
pub(super) fn rule_words(rule: &RuleInfo) -> String {
    format!(
        "**{} {}** ({})\n\n{}\n\n[{}]({})",
        rule.id, rule.name, rule.severity, rule.description, rule.id, rule.url
    )
}

/// An entry on the way to the cursor, by its places in the file.
struct Written {
    name: String,
    key: Span,
    value: Span,
}

fn value_at(view: View<'_>, offset: u32) -> Option<(String, Span)> {
    let analysis = view.analysis;
    let part = analysis.part_at(offset)?;
    let start = part.span.start;
    let mut field = None;
    let keys = written::at_offset(part.text(), &part.whole(), offset - start, |spot| {
        let place = |span| Some(spot.origins.place(span)?.moved(start));
        field = field_at(spot);
        let keys = spot.entries().into_iter().map(|entry| {
            Some(Written {
                key: place(entry.key_span)?,
                value: place(entry.value.span())?,
                name: entry.key.into_owned(),
            })
        });
        keys.collect::<Option<Vec<Written>>>()
    });
    let AtOffset::Document(keys) = keys else {
        // A half-typed text has no keys, but its roles are known from before.
        let is_role = |pod: &PodPlan| pod.places.role.is_some_and(|role| holds(role, offset));
        return pods_words(view, is_role);
    };
    let keys = keys?;
    let entry = keys.last()?;
    let parent = keys.iter().rev().nth(1).map(|parent| parent.key);
    let catalog = &analysis.for_file.effective.settings.environment.catalog;
    let annotation = catalog.annotation(annotation_key(&entry.name));
    let of_pods = pods_words(view, |pod| {
        let places = &pod.places;
        let is_size = parent.is_some() && parent == places.role;
        places.role.is_some_and(|role| holds(role, offset))
            || is_size && SIZES.contains(&&*entry.name)
            || places.sizes.contains(&entry.value)
            || places.specs == Some(entry.value)
    });
    let is_at_key = holds(entry.key, offset);
    let is_setting = keys
        .iter()
        .rev()
        .nth(1)
        .is_some_and(|parent| parent.name == "sparkConf");
    let of_setting = || {
        is_setting
            .then(|| spark_settings::words(&entry.name))
            .flatten()
    };
    let of_key = (is_at_key || of_pods.is_none())
        .then(|| annotation.map(annotation_words).or_else(of_setting))
        .flatten();
    let span = if holds(entry.value, offset) && !is_at_key {
        entry.value
    } else {
        entry.key
    };
    match (of_key, of_pods) {
        (Some(words), Some((pods, _))) => Some((format!("{words}\n\n{pods}"), span)),
        (Some(words), None) | (None, Some((words, _))) => Some((words, span)),
        (None, None) => field.filter(|_| is_at_key).map(|words| (words, span)),
    }
}

/// The type of the field at a place, from the schema of its kind.
fn field_at(spot: &Spot<'_, '_>) -> Option<String> {
    let outside = spot.steps_to_application()?;
    let object = match outside.checked_sub(1).map(|last| &spot.path[last]) {
        None => spot.root(),
        Some(Step::Entry(entry)) => entry.value,
        Some(Step::Item(item)) => *item,
    };
    let kind = spark::application(object, None)?.kind.spec();
    let keys = spot.path[outside..].iter().filter_map(|step| match step {
        Step::Entry(entry) => Some(&*entry.key),
        Step::Item(_) => None,
    });
    let keys: Vec<&str> = keys.collect();
    let (name, owner) = keys.split_last()?;
    let owner = part_at(kind, owner.iter().copied())?;
    let words = field_words(owner, name, owner.field(name)?);
    Some(format!("**{name}**: {words}"))
}

fn holds(span: Span, offset: u32) -> bool {
    span.start <= offset && offset <= span.end
}

fn pods_words(view: View<'_>, is_meant: impl Fn(&PodPlan) -> bool) -> Option<(String, Span)> {
    let environment = &view.analysis.for_file.effective.settings.environment;
    let pods: Vec<_> = (view.analysis.pods().iter())
        .filter(|pod| is_meant(pod))
        .collect();
    let place = pods.first()?.places.role?;
    let plans: Vec<_> = pods
        .iter()
        .map(|pod| words::plan(pod, environment))
        .collect();
    Some((plans.join("\n\n"), place))
}

/// The key of an annotation without the prefix of a Spark setting.
pub(super) fn annotation_key(key: &str) -> &str {
    ANNOTATION_PREFIXES
        .iter()
        .find_map(|prefix| key.strip_prefix(prefix))
        .unwrap_or(key)
}

/// The description of an annotation, its values and its status.
pub(super) fn annotation_words(annotation: &Annotation) -> String {
    let mut lines = vec![
        format!("**{}**: {}", annotation.key, annotation.summary),
        String::new(),
    ];
    if let Some(allowed) = annotation.value.allowed() {
        lines.push(format!("- value: {allowed}"));
    }
    match &annotation.status {
        Status::Current => {}
        Status::Deprecated { instead, since } => {
            let since = match since {
                Some(since) => format!("since {since}"),
                None => "Alibaba Cloud gives no date".to_owned(),
            };
            lines.push(format!("- deprecated ({since}): use {}", instead.of_all()));
        }
        Status::ObsoleteSpec => {
            lines.push("- obsolete: use `k8s.aliyun.com/eci-use-specs`".to_owned());
        }
        Status::OfImageCache { .. } => {
            lines.push("- an annotation of an `ImageCache`, not of a pod".to_owned());
        }
        Status::Output => lines.push("- written by ECI: do not set it".to_owned()),
    }
    if let Some(source) = &annotation.source {
        let (page, as_of) = (&source.page, &source.as_of);
        lines.push(format!("- [documentation]({page}), as of {as_of}"));
    }
    lines.join("\n")
}
