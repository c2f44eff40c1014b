//! Checks what a chart renders.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{BuiltText, Root, chart_fixes, choice::Choice, shell::quoted};
use crate::{
    finding::{Finding, Fix, Label, Safety},
    helm::{self, Helm, Rendered, Written},
    inputs::{Boundary, Problem, ProblemKind, Reader},
    lint::{FileReport, LintOptions, Settings, input_finding, lint_bytes},
    rules::{not_judged, unused_suppression},
    source::{OriginMap, Place, Quality, SourceFile, Span, offset},
    spark, text,
    written::{FileForm, dependencies},
    yaml,
};

/// The result of rendering a chart.
pub struct Outcome {
    /// The files that were read, with all links resolved.
    pub files: Vec<PathBuf>,
    /// `Chart.yaml`.
    file: Arc<SourceFile>,
    /// One rendering for each choice of values.
    renderings: Vec<Rendering>,
    /// The files that only define templates for others.
    partials: Vec<Arc<SourceFile>>,
    /// True if a named template may create a Spark application.
    has_partial_of_spark: bool,
    /// Why the chart could not even be read.
    problem: Option<Problem>,
}

struct Rendering {
    /// The values files to show.
    name: String,
    /// The same as a command of Helm.
    command: String,
    /// True if only the chart's own values are used. Many charts are not meant to be installed with these alone.
    is_default: bool,
    templates: Result<Vec<Rendered>, Problem>,
}

/// Renders a chart with each choice of values. `None` if its file cannot be read.
pub(super) fn render(
    root: &Root,
    choices: &[Choice],
    helm: Option<&Helm>,
    reader: &(dyn Reader + Sync),
    boundary: &Boundary,
) -> Option<Outcome> {
    let releases: Vec<_> = choices.iter().map(|choice| &choice.release).collect();
    let outcome = helm::render(&root.folder, &releases, helm, reader, boundary)?;
    let (renderings, problem) = match outcome.renderings {
        Ok(renderings) => (renderings, None),
        Err(problem) => (Vec::new(), Some(problem)),
    };
    let renderings = choices.iter().zip(renderings);
    let renderings = renderings.map(|(choice, templates)| Rendering {
        name: choice.name.clone(),
        command: choice.command.clone(),
        is_default: choice.is_default,
        templates,
    });
    Some(Outcome {
        files: outcome.files,
        file: outcome.file,
        renderings: renderings.collect(),
        has_partial_of_spark: mention(&outcome.partials),
        partials: outcome.partials,
        problem,
    })
}

/// A document that a fix changes.
pub struct ChangedDocument {
    /// The way that it is rendered.
    pub way: String,
    is_application: bool,
    name: String,
    /// The text before.
    text: String,
}

impl ChangedDocument {
    /// True for the application with this name, and for an object that may contain it.
    #[must_use]
    pub fn may_hold(&self, application: &str) -> bool {
        if self.is_application {
            self.name == application
        } else {
            self.text.contains(application)
        }
    }
}

fn is_application(text: &str, document: Span) -> bool {
    let document = yaml::parse(text, document).ok().flatten();
    let kind = document.as_ref().and_then(|document| {
        let kind = document.root().get("kind")?;
        kind.scalar_text()
    });
    kind.is_some_and(|kind| spark::KINDS.iter().any(|known| known.name == kind))
}

/// The name of a document's object.
fn name_of(text: &str, document: Span) -> Option<String> {
    let document = yaml::parse(text, document).ok()??;
    let name = document.root().get("metadata")?.get("name")?;
    name.scalar_text().map(str::to_owned)
}

fn mention(partials: &[Arc<SourceFile>]) -> bool {
    let mut partials = partials.iter();
    partials.any(|file| spark::may_mention(file.text.as_str().as_bytes()))
}

impl Outcome {
    /// The files whose output is known, by shown path: partials, and templates that render with some values. A template that
    /// is switched off counts as known, unless the whole chart renders no application with the values next to it: then it is
    /// not meant to be installed with these.
    #[must_use]
    pub fn known(&self) -> BTreeSet<&str> {
        let partials = self.partials.iter().map(|file| file.path.as_str());
        let is_meant = self.texts().next().is_some()
            || self
                .renderings
                .iter()
                .all(|rendering| !rendering.is_default);
        let rendered = self.templates().filter(|(_, template)| {
            let source = template.file.text.as_str().as_bytes();
            template.result.is_ok() && (is_meant || !spark::may_mention(source))
        });
        let rendered = rendered.map(|(_, template)| template.file.path.as_str());
        rendered.chain(partials).collect()
    }

    /// True if nothing was rendered.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        let mut renderings = self.renderings.iter();
        renderings.all(|rendering| rendering.templates.is_err())
    }

    /// The rendered texts that may contain a Spark application.
    pub fn texts(&self) -> impl Iterator<Item = BuiltText<'_>> {
        let has_choice = self.renderings.len() > 1;
        let texts = self.templates().filter_map(move |(rendering, template)| {
            let written = template.result.as_ref().ok()?;
            Some(BuiltText {
                way: has_choice.then_some(rendering.name.as_str()),
                text: &written.text,
                map: &written.map,
            })
        });
        texts.filter(|built| spark::may_mention(built.text.as_bytes()))
    }

    /// See [`super::Outcome::changed_documents`].
    pub(super) fn changed_documents(&self, later: &Self) -> Option<Vec<ChangedDocument>> {
        let (before, after): (Vec<_>, Vec<_>) =
            (self.templates().collect(), later.templates().collect());
        if before.len() != after.len() {
            return None;
        }
        let mut changed = Vec::new();
        for ((rendering, one), (_, other)) in before.into_iter().zip(after) {
            let (one, other) = match (&one.result, &other.result) {
                (Ok(one), Ok(other)) if one.text == other.text => continue,
                (Ok(one), Ok(other)) => (&one.text, &other.text),
                (Err(_), Err(_)) => continue,
                _ => return None,
            };
            let (old, new) = (yaml::split(one), yaml::split(other));
            if old.len() != new.len() {
                return None;
            }
            for (old, new) in old.iter().zip(&new) {
                if one[old.span.range()] != other[new.span.range()] {
                    changed.push(ChangedDocument {
                        way: rendering.name.clone(),
                        is_application: is_application(one, old.span),
                        name: name_of(one, old.span).unwrap_or_default(),
                        text: one[old.span.range()].to_owned(),
                    });
                }
            }
        }
        Some(changed)
    }

    fn templates(&self) -> impl Iterator<Item = (&Rendering, &Rendered)> {
        let known = self.renderings.iter().filter_map(|rendering| {
            let templates = rendering.templates.as_ref().ok()?;
            Some(templates.iter().map(move |template| (rendering, template)))
        });
        known.flatten()
    }

    fn rendered(&self) -> BTreeSet<&str> {
        let rendered = self
            .templates()
            .filter(|(_, template)| template.result.is_ok());
        rendered
            .map(|(_, template)| template.file.path.as_str())
            .collect()
    }
}

/// Checks what a chart renders. All places are those in its templates and values files.
pub(super) fn lint(
    outcome: &Outcome,
    root: &Root,
    settings: &Settings,
    is_shared: impl Fn(&str) -> bool,
) -> Option<FileReport> {
    let options = LintOptions {
        settings,
        patch_of: None,
        form: FileForm::Manifests,
        chart: None,
    };
    let mut report = FileReport::new(outcome.file.text.clone());
    for (rendering, template) in outcome.templates() {
        if let Ok(written) = &template.result
            && let Some(mut found) = lint_bytes(written.text.as_bytes(), options)
        {
            // Another rendering may need it.
            found
                .findings
                .retain(|finding| finding.rule.id != unused_suppression::ID);
            let is_certain = |file: &SourceFile| root.holds(&file.path) && !is_shared(&file.path);
            found.change(|finding| {
                finding.ways = match &*outcome.renderings {
                    [_] => Vec::new(),
                    _ => vec![rendering.name.clone()],
                };
                finding.written_as.clone_from(&finding.application);
                place(finding, written, template, is_certain);
            });
            report.add(found.placed(outcome.file.text.clone(), &written.map, settings));
        }
    }
    for problem in problems(outcome, root) {
        report.not_judged += 1;
        let diagnostic = not_judged::chart_diagnostic(
            problem.place,
            &problem.what,
            &problem.reason,
            &problem.command,
            problem.is_refused,
        );
        let finding = input_finding(not_judged::ID, diagnostic, settings);
        report.findings.extend(finding.map(|mut finding| {
            finding.diagnostic.primary.file = Some(Arc::clone(&problem.file));
            finding
        }));
    }
    let is_empty = report.applications.is_empty() && report.not_judged == 0;
    (!is_empty).then(|| report.placed(outcome.file.text.clone(), &OriginMap::default(), settings))
}

/// True if a problem is about a missing dependency that probably creates Spark applications.
fn names_missing_spark(problem: &Problem, chart: &SourceFile) -> bool {
    let text = chart.text.as_str();
    let whole = Span::new(0, offset(text.len()));
    if problem.file.path != chart.path {
        return false;
    }
    let Ok(Some(document)) = yaml::parse(text, whole) else {
        return false;
    };
    let mut needed = dependencies(&document).into_iter();
    needed.any(|needed| needed.is_of_spark() && problem.place.contains(needed.place))
}

/// True if the reason is in a file that describes a chart.
fn is_about_chart(problem: &Problem) -> bool {
    let path = &problem.file.path;
    path.ends_with("Chart.yaml") || path.ends_with("requirements.yaml")
}

struct Unrendered {
    what: String,
    reason: String,
    command: String,
    file: Arc<SourceFile>,
    place: Span,
    is_refused: bool,
}

fn problems(outcome: &Outcome, root: &Root) -> Vec<Unrendered> {
    let mut found: Vec<Unrendered> = Vec::new();
    let mut add = |what: String, command: &str, problem: &Problem| {
        // A missing chart of Spark is reported at its name.
        if names_missing_spark(problem, &outcome.file) {
            return;
        }
        let is_known = found.iter().any(|known: &Unrendered| {
            known.place == problem.place
                && known.file.path == problem.file.path
                && known.reason == problem.message
        });
        if !is_known {
            found.push(Unrendered {
                what,
                reason: problem.message.clone(),
                command: command.to_owned(),
                file: Arc::clone(&problem.file),
                place: problem.place,
                // A chart with dependencies to fetch, or an unfinished one, is not an error.
                is_refused: problem.kind == ProblemKind::Refused && !is_about_chart(problem),
            });
        }
    };
    let chart = &root.name;
    if let Some(problem) = &outcome.problem {
        add(
            format!("the chart {chart}"),
            &format!("helm template {}", quoted(chart)),
            problem,
        );
    }
    let rendered = outcome.rendered();
    let has_choice = outcome.renderings.len() > 1;
    for rendering in &outcome.renderings {
        let with = |what: &str| {
            if has_choice {
                format!("{what} with {}", rendering.name)
            } else {
                what.to_owned()
            }
        };
        match &rendering.templates {
            Err(problem) => {
                let what = with(&format!("the chart {chart}"));
                add(what, &rendering.command, problem);
            }
            Ok(templates) => {
                for template in templates {
                    let Err(problem) = &template.result else {
                        continue;
                    };
                    let text = template.file.text.as_str();
                    let may_matter = spark::may_mention(text.as_bytes())
                        || outcome.has_partial_of_spark
                            && (text.contains("include") || text.contains("template"));
                    // Many charts cannot be installed with their default values.
                    let is_expected =
                        rendering.is_default && rendered.contains(template.file.path.as_str());
                    if may_matter && !is_expected {
                        let is_here = problem.file.path == template.file.path;
                        let what = if is_here {
                            "this template"
                        } else {
                            &template.file.path
                        };
                        add(with(what), &rendering.command, problem);
                    }
                }
            }
        }
    }
    found
}

/// Moves a finding from the rendered text to its sources.
fn place(
    finding: &mut Finding,
    written: &Written,
    template: &Rendered,
    is_certain: impl Fn(&SourceFile) -> bool,
) {
    let diagnostic = &mut finding.diagnostic;
    let fix = diagnostic.fix.take();
    let alternatives = std::mem::take(&mut diagnostic.alternatives);
    let span = inside_quotes(diagnostic.primary.span, &written.text);
    for label in std::iter::once(&mut diagnostic.primary).chain(&mut diagnostic.related) {
        move_label(label, written, template);
    }
    let is_approximate = |document: &Span| document.contains(span);
    if written.approximate.iter().any(is_approximate) {
        let note = text!(
            "the line is approximate: helm rendered it, and the output does not show its source"
        );
        diagnostic.help = Some(match diagnostic.help.take() {
            Some(help) => text!("{help}; {more}", help, more = note),
            None => note,
        });
    }
    let primary = diagnostic.primary.file.clone();
    let from_template = written.templates.place(span);
    let from_values = written.values.place(span);
    let is_elsewhere = |place: &Place| match (&place.file, &primary) {
        (Some(file), Some(primary)) => file.path != primary.path,
        _ => false,
    };
    let mut relate = |place: Place, message: &str| {
        let mut label = Label::new(place.span, message);
        label.file = place.file;
        diagnostic.related.push(label);
    };
    if is_elsewhere(&from_template) {
        relate(from_template, "the template writes it here");
    } else if is_elsewhere(&from_values) && from_values.quality != Quality::Near {
        relate(from_values, "the value comes from here");
    }
    if let Some(file) = &primary {
        let is_certain = is_certain(file);
        let place = |fix: Fix| {
            let mut fix = chart_fixes::place(fix, written, file)?;
            if !is_certain {
                fix.safety = Safety::Unsafe;
            }
            Some(fix)
        };
        diagnostic.fix = fix.and_then(place);
        diagnostic.alternatives = alternatives.into_iter().filter_map(place).collect();
    }
}

fn move_label(label: &mut Label, written: &Written, template: &Rendered) {
    let span = inside_quotes(label.span, &written.text);
    let place = best_place(span, written);
    label.span = place.span;
    // A label without a source belongs to the whole template.
    label.file = Some(place.file.unwrap_or_else(|| Arc::clone(&template.file)));
}

/// The most useful source of a part of the text.
fn best_place(span: Span, written: &Written) -> Place {
    let place = written.map.place(span);
    if place.quality != Quality::Near || span.is_empty() {
        return place;
    }
    // It starts and ends in one file, such as lines that a template copies from the values.
    let text = &written.text;
    let first = text[span.range()].chars().next().map_or(0, char::len_utf8);
    let last = text[span.range()]
        .chars()
        .next_back()
        .map_or(0, char::len_utf8);
    let length = |length: usize| u32::try_from(length).unwrap_or_default();
    let start = written
        .map
        .place(Span::new(span.start, span.start + length(first)));
    let end = written
        .map
        .place(Span::new(span.end - length(last), span.end));
    match (&start.file, &end.file) {
        (Some(one), Some(other)) if one.path == other.path && start.span.start <= end.span.end => {
            Place {
                span: Span::new(start.span.start, end.span.end),
                ..start
            }
        }
        _ => written.templates.place(span),
    }
}

/// The part of a text inside of its quotes, which may come from another file.
fn inside_quotes(span: Span, text: &str) -> Span {
    let part = &text[span.range()];
    let is_quoted = part.len() > 2
        && ['"', '\'']
            .iter()
            .any(|quote| part.starts_with(*quote) && part.ends_with(*quote));
    if is_quoted {
        Span::new(span.start + 1, span.end - 1)
    } else {
        span
    }
}

/// True for a file that describes a chart and renders nothing itself.
pub(super) fn is_description(file: &Path, root: &Root) -> bool {
    let name = file.file_name().map(|name| name.to_string_lossy());
    let is_named = name.is_some_and(|name| {
        ["Chart.yaml", "requirements.yaml", "values.yaml"].contains(&&*name)
            || name.ends_with(".tgz")
    });
    is_named || is_values(file, &root.folder) || root.has_values_in(file)
}

/// True for a file that may contain values in addition to the chart's own: `values-prod.yaml`, `values.prod.yaml`,
/// `values/prod.yaml`.
pub(super) fn is_values(file: &Path, chart: &Path) -> bool {
    let Ok(inside) = file.strip_prefix(chart) else {
        return false;
    };
    let is_yaml = inside
        .extension()
        .is_some_and(|ending| ending == "yaml" || ending == "yml");
    let mut parts = inside.iter().filter_map(|part| part.to_str());
    match (parts.next(), parts.next(), parts.next()) {
        (Some(name), None, None) => {
            is_yaml
                && ["values-", "values.", "values_"]
                    .iter()
                    .any(|start| name.starts_with(start))
                && name != "values.yaml"
        }
        (Some("values"), Some(_), None) => is_yaml,
        _ => false,
    }
}
