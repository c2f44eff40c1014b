//! What could not be checked, and why.

use crate::{
    eci::EntryKind,
    finding::{Diagnostic, Severity},
    judged::{JudgedApplication, JudgedPod, SizedEntry},
    source::Span,
    spark::{Problem, Role, Unjudged},
    written::{Reason, TemplateKind, UnjudgedText},
};

pub(in crate::rules) const PAGE: &str = page!("ECI002-not-judged");

/// The rule's id.
pub const ID: &str = "ECI002";

/// The finding for a text that was not judged. `chart` is the folder of the Helm chart to which its file belongs.
#[must_use]
pub fn text_diagnostic(text: &UnjudgedText, chart: Option<&str>) -> Diagnostic {
    let (label, message, help) = match text.reason {
        Reason::Template(kind) => (
            "a template action",
            "not checked: this document is a template and not valid YAML yet",
            render(kind, chart),
        ),
        Reason::Patch => (
            "only a part",
            "not checked: this is a patch, not a whole application",
            "check the result: `kustomize build FOLDER | spark-eci-lint -`".to_owned(),
        ),
        Reason::Dependency => (
            "not in `charts/`",
            "not checked: this chart is not here; it may create Spark applications",
            format!(
                "fetch it and check the result: `helm dependency update {chart} && helm template {chart} | spark-eci-lint -`",
                chart = chart.unwrap_or("./chart")
            ),
        ),
        Reason::Text => (
            "in this text",
            "not checked: this text contains a Spark application, but cannot be read as a manifest",
            "write the application into its own file, or pipe what is applied to `spark-eci-lint -`"
                .to_owned(),
        ),
        Reason::File => (
            "here",
            "not checked: this file contains a Spark application, but is not a manifest",
            "pipe what it creates to `spark-eci-lint -`, as YAML or JSON".to_owned(),
        ),
    };
    Diagnostic::at(text.place, label, message).help(help)
}

/// The finding for a kustomization that builds Spark applications and was not built; `name` is its folder. What
/// kustomize rejects, too, is never applied.
#[must_use]
pub fn kustomization_diagnostic(
    place: Span,
    name: &str,
    reason: &str,
    is_refused: bool,
) -> Diagnostic {
    if is_refused {
        let message = format!("kustomize cannot build {name}: {reason}");
        return Diagnostic::at(place, "here", message).severity(Severity::Error);
    }
    let message = format!("not checked: {name} was not built: {reason}");
    Diagnostic::at(place, "because of this", message).help(format!(
        "check what is built: `kubectl kustomize {name} | spark-eci-lint -`"
    ))
}

/// The finding for a chart, or a template of one, that may create Spark applications and was not rendered; `what` names
/// it, `command` renders it with Helm.
#[must_use]
pub fn chart_diagnostic(
    place: Span,
    what: &str,
    reason: &str,
    command: &str,
    is_refused: bool,
) -> Diagnostic {
    if is_refused {
        let message = format!("Helm cannot render {what}: {reason}");
        return Diagnostic::at(place, "here", message).severity(Severity::Error);
    }
    let message = format!("{what} was not rendered and is checked only as it is written: {reason}");
    Diagnostic::at(place, "because of this", message).help(format!(
        "check what is rendered: `{command} | spark-eci-lint -`"
    ))
}

/// How to render a template.
fn render(kind: TemplateKind, chart: Option<&str>) -> String {
    match kind {
        TemplateKind::Helm => {
            let chart = chart.unwrap_or("./chart");
            format!("render it first: `helm template {chart} | spark-eci-lint -`")
        }
        TemplateKind::Jinja => "render it first: for a file of an Airflow DAG, `airflow tasks render DAG TASK DATE` \
             shows what the task will create"
            .to_owned(),
        TemplateKind::Argo => {
            "fill it in first: `argo submit --dry-run -o yaml` shows the workflow with its parameters".to_owned()
        }
        TemplateKind::Names => {
            "fill it in first, such as with `envsubst < FILE | spark-eci-lint -`".to_owned()
        }
    }
}

/// The finding for an application whose spec comes from elsewhere.
#[must_use]
pub fn put_in_diagnostic(place: Span, chart: Option<&str>) -> Diagnostic {
    let message = "not checked: a template adds the whole `spec` of this application";
    Diagnostic::at(place, "nothing of it is written here", message)
        .help(render(TemplateKind::Helm, chart))
}

/// The finding for an application of which a template adds an unknown part.
#[must_use]
pub fn open_diagnostic(
    judged: &JudgedApplication<'_, '_>,
    chart: Option<&str>,
) -> Option<Diagnostic> {
    let place = judged.open_place()?;
    let message = "not completely checked: a template adds a part of this application, which may contain what is \
                   missing here";
    let help = match chart {
        Some(chart) => {
            format!("also check what the chart renders: `helm template {chart} | spark-eci-lint -`")
        }
        None => "also check what is rendered: pipe it to `spark-eci-lint -`".to_owned(),
    };
    Some(Diagnostic::at(place, "not all of it is written here", message).help(help))
}

/// The finding for an application of which a file holds only a part.
#[must_use]
pub fn patch_diagnostic(place: Span, kustomization: &str) -> Diagnostic {
    let message = format!(
        "not checked: this is only a part of an application, such as a patch of {kustomization}"
    );
    let folder = kustomization
        .rsplit_once('/')
        .map_or(".", |(folder, _)| folder);
    Diagnostic::at(place, "only a part", message).help(format!(
        "check the result: `kustomize build {folder} | spark-eci-lint -`"
    ))
}

/// The finding for an application that says nothing about its pods.
#[must_use]
pub fn empty_diagnostic(place: Span, missing: &str) -> Diagnostic {
    Diagnostic::at(
        place,
        "nothing to check",
        format!("nothing to check: this application has no `{missing}`, and so no pods"),
    )
}

/// The values of a pod that the other rules skip.
pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let mut diagnostics: Vec<Diagnostic> = judged
        .pod
        .unjudged()
        .filter(|setting| setting.problem == Problem::Placeholder)
        // What a template may add is reported once for the application.
        .filter(|setting| setting.origin.written)
        .map(|setting| unjudged(setting, judged.pod.role))
        .collect();
    diagnostics.dedup();
    let selectors = judged
        .pod
        .node_selector
        .iter()
        .filter(|pair| pair.has_placeholder());
    let selectors = selectors.map(|pair| {
        let message = format!("not checked: `{}: {}`: {FILL_IN}", pair.key, pair.value);
        Diagnostic::at(pair.node.span(), "to be filled in", message)
    });
    let tolerations = judged.pod.tolerations.iter();
    let tolerations = tolerations.filter(|toleration| toleration.fields.has_placeholder());
    let tolerations = tolerations.map(|toleration| {
        let message = format!("not checked: a part of this toleration: {FILL_IN}");
        Diagnostic::at(toleration.fields.node.span(), "to be filled in", message)
    });
    diagnostics.extend(selectors.chain(tolerations));
    diagnostics.extend(judged.entries.iter().filter_map(entry));
    diagnostics
}

/// The reason that follows a placeholder in a message.
const FILL_IN: &str = "the value is still to be filled in";

fn entry(entry: &SizedEntry) -> Option<Diagnostic> {
    let text = &entry.entry.text;
    match entry.entry.kind {
        EntryKind::Placeholder => {
            let message = format!("not checked: the spec `{text}`: {FILL_IN}");
            Some(Diagnostic::at(entry.span, "to be filled in", message))
        }
        EntryKind::InstanceType if entry.size.is_none() => {
            let message = format!("unknown size of `{text}`: the pod was not compared with it");
            let diagnostic = Diagnostic::at(entry.span, "size not known", message);
            Some(
                diagnostic
                    .help("compare it with the instance type's page in the ECS documentation"),
            )
        }
        _ => None,
    }
}

fn unjudged(unjudged: &Unjudged, role: Role) -> Diagnostic {
    Diagnostic::at(
        unjudged.origin.span,
        "to be filled in",
        format!("not checked: the {role}'s pod: {}", unjudged.message()),
    )
}
