//! `workspace/diagnostic`: all manifests below the folders that are open.

use std::{
    collections::{BTreeMap, HashMap, HashSet, hash_map::DefaultHasher},
    hash::{Hash, Hasher},
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use gen_lsp_types::{
    Diagnostic, FullDocumentDiagnosticReport, PreviousResultId, UnchangedDocumentDiagnosticReport,
    Uri, WorkspaceDiagnosticReport, WorkspaceDocumentDiagnosticReport,
    WorkspaceFullDocumentDiagnosticReport, WorkspaceUnchangedDocumentDiagnosticReport,
};

use super::{client::Client, diagnostics::Shown, text::Text, workspace::uri_of};
use crate::{
    finding::Severity,
    lint,
    project::Project,
    walk::{self, Input, Visit},
};

/// What is looked for, and where.
pub(super) struct Walk {
    pub(super) client: Client,
    pub(super) lowest: Severity,
    pub(super) folders: Vec<PathBuf>,
    pub(super) project: Arc<Project>,
    /// Files that are open: what is said about them is about their text in the editor.
    pub(super) open: HashSet<PathBuf>,
    /// Set when nobody waits for the answer any more.
    pub(super) is_cancelled: Arc<AtomicBool>,
}

/// What was found in files, by path.
pub(super) type Found = BTreeMap<PathBuf, Vec<Diagnostic>>;

impl Walk {
    /// Lints all manifests; `None` when that was called off.
    pub(super) fn run(&self) -> Option<Found> {
        let visitor = Visitor {
            walk: self,
            found: Mutex::default(),
        };
        let inputs: Vec<_> = self.folders.iter().cloned().map(Input::Path).collect();
        walk::walk(&inputs, walk::Options::default(), &visitor);
        if self.is_cancelled.load(Ordering::Relaxed) {
            return None;
        }
        let found = visitor.found.into_inner();
        let mut found = found.unwrap_or_else(PoisonError::into_inner);
        for error in self.project.errors() {
            if self.open.contains(&error.file) {
                continue;
            }
            let text = Text::new(error.text.clone(), self.client.unit);
            if let Some(uri) = uri_of(&error.file) {
                let shown = self.shown(&uri, &text);
                let diagnostics = error.diagnostics.iter();
                let wrong = diagnostics
                    .map(|diagnostic| shown.config_error(diagnostic))
                    .collect();
                found.insert(error.file.clone(), wrong);
            }
        }
        Some(found)
    }

    fn shown<'s>(&self, uri: &'s Uri, text: &'s Text) -> Shown<'s> {
        Shown {
            client: self.client,
            lowest: self.lowest,
            uri,
            text,
        }
    }
}

struct Visitor<'w> {
    walk: &'w Walk,
    found: Mutex<Found>,
}

impl Visit for Visitor<'_> {
    fn file(&self, path: Option<&Path>, bytes: &[u8]) {
        let Some(path) = path else { return };
        if self.is_done() || !lint::may_matter(bytes) || self.walk.open.contains(path) {
            return;
        }
        let for_file = self.walk.project.of(Some(path));
        if !for_file.is_covered || for_file.is_broken {
            return;
        }
        let report = lint::lint_bytes(bytes, for_file.options());
        let (Some(report), Some(uri)) = (report, uri_of(path)) else {
            return;
        };
        let text = Text::new(report.source.as_str().to_owned(), self.walk.client.unit);
        let diagnostics = self.walk.shown(&uri, &text).diagnostics(Some(&report));
        if !diagnostics.is_empty() {
            let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
            found.insert(path.to_owned(), diagnostics);
        }
    }

    fn unreadable(&self, _: &Path, _: &str) {
        // The editor shows what it cannot read where it is.
    }

    fn is_done(&self) -> bool {
        self.walk.is_cancelled.load(Ordering::Relaxed)
    }
}

/// The answer: what is new, what is as it was, and what is gone.
pub(super) fn report(
    found: &Found,
    previous: &[PreviousResultId],
    is_open: impl Fn(&Uri) -> bool,
) -> WorkspaceDiagnosticReport {
    let mut previous: HashMap<&str, &str> = previous
        .iter()
        .map(|previous| (previous.uri.as_ref(), previous.value.as_str()))
        .collect();
    let mut items = Vec::new();
    for (path, diagnostics) in found {
        let Some(uri) = uri_of(path) else { continue };
        let result_id = result_id(diagnostics);
        let is_known = previous.remove(uri.as_ref()) == Some(&result_id);
        if is_open(&uri) {
            continue;
        }
        items.push(if is_known {
            unchanged(uri, result_id)
        } else {
            full(uri, Some(result_id), diagnostics.clone())
        });
    }
    let mut gone: Vec<_> = previous.into_keys().collect();
    gone.sort_unstable();
    let gone = gone.into_iter().map(|uri| Uri(uri.to_owned()));
    items.extend(
        gone.filter(|uri| !is_open(uri))
            .map(|uri| full(uri, None, Vec::new())),
    );
    WorkspaceDiagnosticReport { items }
}

fn result_id(diagnostics: &[Diagnostic]) -> String {
    let mut hasher = DefaultHasher::new();
    diagnostics.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

fn full(
    uri: Uri,
    result_id: Option<String>,
    items: Vec<Diagnostic>,
) -> WorkspaceDocumentDiagnosticReport {
    let report = FullDocumentDiagnosticReport { result_id, items };
    WorkspaceDocumentDiagnosticReport::WorkspaceFullDocumentDiagnosticReport(
        WorkspaceFullDocumentDiagnosticReport {
            uri,
            version: None,
            full_document_diagnostic_report: report,
        },
    )
}

fn unchanged(uri: Uri, result_id: String) -> WorkspaceDocumentDiagnosticReport {
    let report = UnchangedDocumentDiagnosticReport { result_id };
    WorkspaceDocumentDiagnosticReport::WorkspaceUnchangedDocumentDiagnosticReport(
        WorkspaceUnchangedDocumentDiagnosticReport {
            uri,
            version: None,
            unchanged_document_diagnostic_report: report,
        },
    )
}
