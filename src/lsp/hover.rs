//! Hovers: the plan of a pod on the fields that set its size, the description of an annotation on its
//! key, and the description of a rule on its id in a suppression.

use gen_lsp_types::{Contents, Hover, MarkupContent, MarkupKind, Position};

use super::{cursor, documents::View, words};
use crate::{
    eci::{Annotation, Status},
    finding::RuleInfo,
    plan::PodPlan,
    source::Span,
    spark::ANNOTATION_PREFIXES,
    yaml,
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

fn rule_at(view: View<'_>, offset: u32) -> Option<(String, Span)> {
    let (rule, span) = cursor::suppressed_rule(view.text.content(), offset)?;
    Some((rule_words(rule.info()), span))
}

/// The name of a rule, its description and a link to its page.
pub(super) fn rule_words(rule: &RuleInfo) -> String {
    format!(
        "**{} {}** ({})\n\n{}\n\n[{}]({})",
        rule.id, rule.name, rule.severity, rule.description, rule.id, rule.url
    )
}

fn value_at(view: View<'_>, offset: u32) -> Option<(String, Span)> {
    let analysis = view.analysis;
    let part = analysis.part_at(offset)?;
    let start = part.span.start;
    let text = part.text();
    let end = part.span.end - start;
    let document = yaml::parse(text, Span::new(0, end)).ok().flatten();
    let Some(document) = document else {
        // A text that is half typed has no keys, but its roles are known from before.
        return pods_words(view, |pod| holds(pod.places.role, offset));
    };
    let entries = cursor::entries_at(&document, offset - start);
    let entry = entries.last()?;
    let is_at = |span: Span| holds(span.moved(start), offset);
    let catalog = &analysis.for_file.effective.settings.environment.catalog;
    let annotation = catalog.annotation(annotation_key(&entry.key));
    let value = entry.value.span().moved(start);
    let parent = entries.iter().rev().nth(1);
    let parent = parent.map(|parent| parent.key_span.moved(start));
    let of_pods = pods_words(view, |pod| {
        let places = &pod.places;
        let is_size = parent == Some(places.role) && SIZES.contains(&&*entry.key);
        holds(places.role, offset)
            || is_size
            || places.sizes.contains(&value)
            || places.specs == Some(value)
    });
    let of_annotation = annotation
        .filter(|_| is_at(entry.key_span) || of_pods.is_none())
        .filter(|_| analysis.report.is_some())
        .map(annotation_words);
    let whole = Span::new(entry.key_span.start, entry.key_span.end).moved(start);
    let span = if is_at(entry.value.span()) && !is_at(entry.key_span) {
        value
    } else {
        whole
    };
    match (of_annotation, of_pods) {
        (Some(annotation), Some((pods, _))) => Some((format!("{annotation}\n\n{pods}"), span)),
        (Some(annotation), None) => Some((annotation, span)),
        (None, pods) => pods.map(|(words, _)| (words, span)),
    }
}

fn holds(span: Span, offset: u32) -> bool {
    span.start <= offset && offset <= span.end
}

fn pods_words(view: View<'_>, is_meant: impl Fn(&PodPlan) -> bool) -> Option<(String, Span)> {
    let environment = &view.analysis.for_file.effective.settings.environment;
    let pods: Vec<_> = (view.analysis.pods().iter())
        .filter(|pod| is_meant(pod))
        .collect();
    let place = pods.first()?.places.role;
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
                None => "Alibaba Cloud does not say since when".to_owned(),
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
        lines.push(format!("- [where it is described]({page}), as of {as_of}"));
    }
    lines.join("\n")
}
