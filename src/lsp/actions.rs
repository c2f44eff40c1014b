//! The code actions: fix a finding, apply all safe fixes, ignore a finding, and choose another spec.

use std::collections::HashMap;

use gen_lsp_types::{
    CodeAction, CodeActionKind, DocumentChange, Edit as LspEdit,
    OptionalVersionedTextDocumentIdentifier, Range, SnippetTextEdit, StringValue, TextDocumentEdit,
    TextDocumentIdentifier, TextEdit, WorkspaceEdit,
};
use serde_json::{Value, json};
use similar::{DiffTag, TextDiff};

use super::documents::View;
use crate::{
    eci::USE_SPECS,
    finding::{Finding, Safety},
    fix::{FixOptions, fix},
    judged::{self, JudgedApplication, JudgedPod},
    kube::Mib,
    lint::{self, Ignore},
    source::{Edit, Span, offset},
    spark::Application,
    text,
    written::{self, Origins},
};

pub(super) const FIX_ALL: &str = "source.fixAll.spark-eci-lint";
pub(super) const SPEC: &str = "refactor.rewrite.spark-eci-lint";
/// The reason of a suppression until the user writes one.
const REASON: &str = "TODO: why";
/// The most specs that are offered for a pod.
const MAX_SPECS: usize = 6;

/// The actions at a range, of the kinds in `only`; `None` means all kinds.
pub(super) fn code_actions(
    view: View<'_>,
    range: Range,
    only: Option<&[String]>,
) -> Vec<CodeAction> {
    if !view.client.literal_actions {
        return Vec::new();
    }
    let wants = |kind: &str| {
        only.is_none_or(|only| {
            // A kind includes all kinds below it.
            only.iter().any(|wanted| {
                let rest = kind.strip_prefix(wanted.as_str());
                rest.is_some_and(|rest| {
                    wanted.is_empty() || rest.is_empty() || rest.starts_with('.')
                })
            })
        })
    };
    let span = view.text.span(range);
    let mut actions = Vec::new();
    if wants("quickfix") {
        actions.extend(finding_actions(view, span));
    }
    if wants(SPEC) {
        actions.extend(spec_actions(view, span));
    }
    if wants(FIX_ALL) {
        actions.extend(fix_all(view));
    }
    actions
}

fn action(title: impl Into<String>, kind: &'static str, edit: WorkspaceEdit) -> CodeAction {
    CodeAction {
        title: title.into(),
        kind: Some(CodeActionKind::from(kind)),
        diagnostics: None,
        is_preferred: None,
        disabled: None,
        edit: Some(edit),
        command: None,
        data: None,
        tags: None,
    }
}

fn finding_actions(view: View<'_>, span: Span) -> Vec<CodeAction> {
    let findings = view.report.iter().flat_map(|report| &report.findings);
    let touches = |finding: &&Finding| {
        let place = finding.diagnostic.primary.span;
        place.start <= span.end && span.start <= place.end
    };
    let findings: Vec<&Finding> = findings
        .filter(touches)
        .filter(|finding| view.presenter().shows(finding))
        .collect();
    let mut actions: Vec<CodeAction> = findings
        .iter()
        .flat_map(|finding| fixes(view, finding))
        .collect();
    for finding in findings {
        actions.extend(ignore(view, finding));
    }
    actions
}

/// An action for each way to fix a finding; the safe fix is what the editor prefers.
fn fixes(view: View<'_>, finding: &Finding) -> Vec<CodeAction> {
    let preferred = finding.diagnostic.fix.as_ref();
    let preferred = preferred.filter(|fix| fix.safety == Safety::Safe);
    let ways = finding.diagnostic.ways();
    ways.map(|fix| {
        let title = match fix.safety {
            Safety::Safe => fix.title.clone(),
            Safety::Unsafe => text!("{title} (needs a decision)", title = fix.title),
        };
        let title = view.client.language.shown(&title);
        let is_preferred = preferred.is_some_and(|preferred| std::ptr::eq(preferred, fix));
        CodeAction {
            diagnostics: Some(vec![view.presenter().diagnostic(finding)]),
            is_preferred: is_preferred.then_some(true),
            ..action(title, "quickfix", workspace_edit(view, &fix.edits))
        }
    })
    .collect()
}

/// Only the suppressions that can be written here and that work.
fn ignore(view: View<'_>, finding: &Finding) -> Vec<CodeAction> {
    let id = &finding.rule.id;
    let place = finding.diagnostic.primary.span;
    let Some(part) = view.analysis.part_at(place.start) else {
        return Vec::new();
    };
    let options = view.analysis.for_file.options();
    let start = part.span.start;
    let here = Span::new(place.start - start, place.end - start);
    let is_json = view.uri.as_ref().to_ascii_lowercase().ends_with(".json");
    let comment = format!("Ignore {id} on this line");
    let annotation = match &finding.application {
        Some(application) => match application.name.as_str() {
            "" => format!("Ignore {id} for this application"),
            name => format!("Ignore {id} for {name}"),
        },
        None => String::new(),
    };
    let ways = [
        (Ignore::Comment, comment, !is_json),
        (
            Ignore::Annotation,
            annotation,
            finding.application.is_some(),
        ),
    ];
    let possible = ways.into_iter().filter(|(_, _, is_possible)| *is_possible);
    possible
        .filter_map(|(way, title, _)| {
            let edit = lint::ignore(
                part.text(),
                &part.whole(),
                finding,
                here,
                way,
                REASON,
                options,
            )?;
            Some(CodeAction {
                diagnostics: Some(vec![view.presenter().diagnostic(finding)]),
                ..action(title, "quickfix", with_reason(view, &edit.moved(start)))
            })
        })
        .collect()
}

/// The specs large enough for the pod whose spec, or whose role, is at a place.
fn spec_actions(view: View<'_>, span: Span) -> Vec<CodeAction> {
    let Some(part) = view.analysis.part_at(span.start) else {
        return Vec::new();
    };
    let start = part.span.start;
    let options = view.analysis.for_file.options();
    let environment = &options.settings.environment;
    let mut fixes = Vec::new();
    let look = |source: &str, application: &Application<'_>, origins: &Origins| {
        let touches = |place: Span| {
            let place = origins.place(place).map(|place| place.moved(start));
            place.is_some_and(|place| place.start <= span.end && span.start <= place.end)
        };
        if touches(application.object.span()) {
            judged::judge(application, source, environment, |judged| {
                fixes.extend(spec_fixes(judged, &touches, origins));
            });
        }
        None::<()>
    };
    written::find_application(part.text(), &part.whole(), look);
    fixes
        .into_iter()
        .map(|(title, edits)| {
            let edits = edits.into_iter().map(|edit| edit.moved(start));
            let edits: Vec<_> = edits.collect();
            action(title, SPEC, workspace_edit(view, &edits))
        })
        .collect()
}

/// The ways to choose another spec, each with a title.
fn spec_fixes(
    application: &JudgedApplication<'_, '_>,
    touches: &dyn Fn(Span) -> bool,
    origins: &Origins,
) -> Vec<(String, Vec<Edit>)> {
    let mut fixes = Vec::new();
    for judged in &application.pods {
        let asked = judged.pod.annotation(USE_SPECS);
        let is_here = match asked {
            Some(asked) => touches(asked.node.span()) || touches(asked.key_span),
            None => touches(judged.pod.span) && judged.is_bound_for_eci(),
        };
        if !is_here {
            continue;
        }
        let prices = judged.environment.prices();
        let currency = prices.map_or("", |prices| prices.currency.as_str());
        let entries = || judged.entries.iter();
        let entry = entries()
            .find(|entry| touches(entry.span))
            .or(judged.entries.first());
        let choices = judged.choices().into_iter().filter_map(|(spec, hour)| {
            let fix = match entry {
                Some(entry) => judged.put_spec(entry, &spec.to_string())?,
                None if asked.is_none() => judged.ask_for(&spec.to_string())?,
                None => return None,
            };
            let (_, memory) = judged.size.requests()?;
            let free = Mib(spec.memory.0.saturating_sub(memory.0));
            let title = format!(
                "Request `{spec}` for the {}: {currency} {hour:.3} an hour, {free} free",
                judged.pod.role
            );
            Some((title, origins.edits(fix.edits)?))
        });
        fixes.extend(choices.take(MAX_SPECS));
        if asked.is_none() {
            fixes.extend(larger_heap(judged, origins));
        }
    }
    fixes
}

/// Without a requested spec, the largest heap that fits the instance that ECI provides.
fn larger_heap(judged: &JudgedPod<'_, '_>, origins: &Origins) -> Option<(String, Vec<Edit>)> {
    let (cpu, memory) = judged.size.sizing?;
    let given = judged.rounded_up(cpu, memory)?;
    let now = judged.pod.container.memory.as_ref().ok()?.as_ref()?;
    let now = now.computed()?.heap.value;
    let largest = judged.largest_heap(given.memory)?;
    let fix = judged.write_largest_heap(given.memory)?;
    let title = format!("Set `{}m`: the largest heap at the same price", largest.0);
    (largest > now).then(|| Some((title, origins.edits(fix.edits)?)))?
}

fn fix_all(view: View<'_>) -> Option<CodeAction> {
    // The fixed text is checked alone, which is impossible for a part of a kustomization or chart.
    if view.is_part {
        return None;
    }
    let findings = view.report.iter().flat_map(|report| &report.findings);
    let mut safe = findings.filter(|finding| {
        let fix = finding.diagnostic.fix.as_ref();
        fix.is_some_and(|fix| fix.safety == Safety::Safe)
    });
    safe.next()?;
    let mut action = action(
        "Apply all safe fixes (spark-eci-lint)",
        FIX_ALL,
        WorkspaceEdit::default(),
    );
    action.edit = None;
    if view.client.resolves_edits {
        action.data = Some(json!({"uri": view.uri, "version": view.version}));
        return Some(action);
    }
    action.edit = Some(fixed(view)?);
    Some(action)
}

/// The URI of the document of an action whose edits are not computed yet.
pub(super) fn unresolved(action: &CodeAction) -> Option<String> {
    let data: &Value = action.data.as_ref()?;
    Some(data.get("uri")?.as_str()?.to_owned())
}

pub(super) fn resolve(view: View<'_>, mut action: CodeAction) -> CodeAction {
    action.edit = Some(fixed(view).unwrap_or_default());
    action
}

/// All safe fixes, as edits of the changed lines.
fn fixed(view: View<'_>) -> Option<WorkspaceEdit> {
    let report = view.analysis.report.as_ref()?;
    let options = FixOptions {
        lint: view.analysis.for_file.options(),
        with_unsafe: false,
        only: &[],
    };
    let fixed = fix(report, options).ok()??;
    Some(workspace_edit(
        view,
        &changed_lines(&view.analysis.content, &fixed.text),
    ))
}

fn changed_lines(old: &str, new: &str) -> Vec<Edit> {
    let diff = TextDiff::from_lines(old, new);
    let starts = |line: &dyn Fn(usize) -> Option<usize>| {
        let mut starts = vec![0];
        let mut at = 0;
        while let Some(length) = line(starts.len() - 1) {
            at += length;
            starts.push(at);
        }
        starts
    };
    let old_starts = starts(&|at| diff.old_slice(at).map(str::len));
    let new_starts = starts(&|at| diff.new_slice(at).map(str::len));
    let changes = diff.ops().iter().filter(|op| op.tag() != DiffTag::Equal);
    changes
        .map(|op| {
            let (from, to) = (op.old_range(), op.new_range());
            Edit {
                span: Span::new(offset(old_starts[from.start]), offset(old_starts[from.end])),
                text: new[new_starts[to.start]..new_starts[to.end]].to_owned(),
            }
        })
        .collect()
}

/// Edits of this version of the document, if the client supports versions.
fn workspace_edit(view: View<'_>, edits: &[Edit]) -> WorkspaceEdit {
    let edits = edits.iter().map(|edit| TextEdit {
        range: view.text.range(edit.span),
        new_text: edit.text.clone(),
    });
    if view.client.versions_edits {
        return versioned_edit(view, edits.map(LspEdit::TextEdit).collect());
    }
    WorkspaceEdit {
        changes: Some(HashMap::from([(view.uri.clone(), edits.collect())])),
        ..WorkspaceEdit::default()
    }
}

fn versioned_edit(view: View<'_>, edits: Vec<LspEdit>) -> WorkspaceEdit {
    let document = TextDocumentEdit {
        text_document: OptionalVersionedTextDocumentIdentifier {
            version: Some(view.version),
            text_document_identifier: TextDocumentIdentifier {
                uri: view.uri.clone(),
            },
        },
        edits,
    };
    WorkspaceEdit {
        document_changes: Some(vec![DocumentChange::TextDocumentEdit(document)]),
        ..WorkspaceEdit::default()
    }
}

/// An edit whose reason is a placeholder, if the client supports snippets in edits.
fn with_reason(view: View<'_>, edit: &Edit) -> WorkspaceEdit {
    if !(view.client.versions_edits && view.client.snippet_edits) {
        return workspace_edit(view, std::slice::from_ref(edit));
    }
    let snippet =
        super::snippet::escape(&edit.text).replacen(REASON, &format!("${{1:{REASON}}}"), 1);
    let edit = SnippetTextEdit {
        range: view.text.range(edit.span),
        snippet: StringValue { value: snippet },
        annotation_id: None,
    };
    versioned_edit(view, vec![LspEdit::SnippetTextEdit(edit)])
}
