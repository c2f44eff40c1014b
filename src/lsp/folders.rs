//! Lints all manifests below the open folders, for `workspace/diagnostic`.

use std::{
    collections::{BTreeMap, HashMap, HashSet, hash_map::DefaultHasher},
    fs,
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

use super::{
    built::lint_all,
    client::Client,
    diagnostics::Presenter,
    of_builds::join,
    text::DocumentText,
    workspace::{path_of, uri_of},
};
use crate::{
    finding::Severity,
    lint::{self, FileReport},
    project::{Builds, ForFile, Met, Project, Texts, named_resources},
    spark,
    walk::{self, Input, Visit},
};

pub(super) struct Walk {
    pub(super) client: Client,
    pub(super) lowest: Severity,
    pub(super) folders: Vec<PathBuf>,
    pub(super) project: Arc<Project>,
    /// Open files, whose text in the editor is checked instead.
    pub(super) open: HashSet<PathBuf>,
    /// The texts of the open files, by resolved path.
    pub(super) texts: Texts,
    pub(super) is_cancelled: Arc<AtomicBool>,
}

pub(super) type DiagnosticsByPath = BTreeMap<PathBuf, Vec<Diagnostic>>;

impl Walk {
    /// Lints all manifests; `None` if the walk was cancelled.
    pub(super) fn run(&self) -> Option<DiagnosticsByPath> {
        let visitor = Visitor {
            walk: self,
            walked: Mutex::default(),
        };
        let inputs: Vec<_> = self.folders.iter().cloned().map(Input::Path).collect();
        walk::walk(&inputs, walk::Options::default(), &visitor);
        if self.is_cancelled.load(Ordering::Relaxed) {
            return None;
        }
        let walked = visitor.walked.into_inner();
        let mut diagnostics = self.diagnostics(walked.unwrap_or_else(PoisonError::into_inner));
        if self.is_cancelled.load(Ordering::Relaxed) {
            return None;
        }
        for error in self.project.errors() {
            if self.open.contains(&error.file) {
                continue;
            }
            let text = DocumentText::new(error.text.clone(), self.client.unit);
            if let Some(uri) = uri_of(&error.file) {
                let presenter = self.presenter(&uri, &text);
                let errors = error.diagnostics.iter();
                let errors = errors.map(|diagnostic| presenter.config_error(diagnostic));
                diagnostics.insert(error.file.clone(), errors.collect());
            }
        }
        Some(diagnostics)
    }

    /// The findings of files that are checked alone, and of kustomizations and charts.
    fn diagnostics(&self, walked: Walked) -> DiagnosticsByPath {
        let builds = self.builds(&walked.met);
        let built = lint_all(&builds, &self.texts, &self.folders, |path| self.of(path));
        let built = built.into_iter().filter_map(|file| {
            let path = std::path::absolute(&file.path).ok()?;
            Some((path, file.report))
        });
        let mut built: BTreeMap<PathBuf, FileReport> = built.collect();
        let mut diagnostics = DiagnosticsByPath::new();
        for (path, alone) in walked.reports {
            let target = fs::canonicalize(&path).ok();
            let is_part = target.is_some_and(|target| builds.take(&target));
            let of_file = built.remove(&path);
            let findings = of_file.map_or_else(Vec::new, |built| built.findings);
            let report = join(&alone, &findings, is_part);
            self.present(&path, &report, &mut diagnostics);
        }
        for (path, report) in built {
            self.present(&path, &report, &mut diagnostics);
        }
        diagnostics
    }

    fn builds(&self, met: &Met) -> Builds {
        let mut texts = self.texts.values();
        let is_mentioned =
            !met.mentions.is_empty() || texts.any(|text| spark::may_mention(text.as_bytes()));
        if met.is_empty() || !is_mentioned {
            return Builds::default();
        }
        let mentions = met.mentions.iter();
        let mentions = mentions.filter_map(|path| fs::canonicalize(path).ok());
        let met = Met {
            mentions: mentions.collect(),
            ..met.clone()
        };
        let open: Vec<PathBuf> = self.open.iter().cloned().collect();
        Builds::find_in_editor(&met, &self.folders, &open, &self.project, &self.texts)
    }

    /// The settings of a file; `None` for a file that is not checked.
    fn of(&self, path: &Path) -> Option<ForFile> {
        let for_file = self.project.of(Some(path));
        let is_wanted = for_file.is_covered
            && !for_file.is_broken
            && !self.is_cancelled.load(Ordering::Relaxed);
        is_wanted.then_some(for_file)
    }

    fn present(&self, path: &Path, report: &FileReport, all: &mut DiagnosticsByPath) {
        let Some(uri) = uri_of(path) else { return };
        let text = DocumentText::new(report.source.as_str().to_owned(), self.client.unit);
        let presenter = self.presenter(&uri, &text);
        let here = presenter.diagnostics(Some(report)).into_iter();
        let here = here.map(|diagnostic| (path.to_owned(), diagnostic));
        for (path, diagnostic) in here.chain(presenter.elsewhere(report)) {
            all.entry(path).or_default().push(diagnostic);
        }
    }

    fn presenter<'s>(&self, uri: &'s Uri, text: &'s DocumentText) -> Presenter<'s> {
        Presenter {
            client: self.client,
            lowest: self.lowest,
            uri,
            text,
        }
    }
}

struct Visitor<'w> {
    walk: &'w Walk,
    walked: Mutex<Walked>,
}

#[derive(Default)]
struct Walked {
    reports: Vec<(PathBuf, FileReport)>,
    met: Met,
}

impl Visitor<'_> {
    fn report(&self, path: &Path, bytes: &[u8]) -> Option<FileReport> {
        if !lint::may_matter(Some(path), bytes) || self.walk.open.contains(path) {
            return None;
        }
        lint::lint_bytes(bytes, self.walk.of(path)?.options())
    }
}

impl Visit for Visitor<'_> {
    fn file(&self, path: Option<&Path>, bytes: &[u8]) {
        let Some(path) = path else { return };
        if self.is_done() {
            return;
        }
        let is_mention = spark::may_mention(bytes);
        let report = self
            .report(path, bytes)
            .filter(|report| !report.findings.is_empty());
        let mut walked = self.walked.lock().unwrap_or_else(PoisonError::into_inner);
        if is_mention {
            walked.met.mentions.insert(path.to_owned());
        }
        walked.met.note(path, bytes);
        walked
            .reports
            .extend(report.map(|report| (path.to_owned(), report)));
    }

    fn named_by(&self, path: &Path, bytes: &[u8]) -> Vec<PathBuf> {
        named_resources(path, bytes)
    }

    fn unreadable(&self, _: &Path, _: &str) {
        // A diagnostic needs a text, and the editor itself reports files that it cannot open.
    }

    fn is_done(&self) -> bool {
        self.walk.is_cancelled.load(Ordering::Relaxed)
    }
}

/// The answer to the client: files with new, unchanged and removed diagnostics. Open files are left out, because the client
/// asks for them separately.
pub(super) fn report(
    diagnostics: &DiagnosticsByPath,
    previous: &[PreviousResultId],
    open: &HashSet<PathBuf>,
) -> WorkspaceDiagnosticReport {
    let is_open = |uri: &Uri| path_of(uri).is_some_and(|path| open.contains(&path));
    let mut previous: HashMap<&str, &str> = previous
        .iter()
        .map(|previous| (previous.uri.as_ref(), previous.value.as_str()))
        .collect();
    let mut items = Vec::new();
    for (path, diagnostics) in diagnostics {
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

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::{config::Flags, project::Choice};

    const ORDERS: &str = include_str!("../../testdata/quickstart/orders.yaml");

    #[test]
    fn a_cancelled_walk_checks_no_more_files() {
        let visit = |is_cancelled| {
            let walk = Walk {
                client: Client::from_params(&Value::Null),
                lowest: Severity::Info,
                folders: Vec::new(),
                project: Arc::new(Project::new(Choice::None, Flags::default())),
                open: HashSet::new(),
                texts: Texts::new(),
                is_cancelled: Arc::new(AtomicBool::new(is_cancelled)),
            };
            let visitor = Visitor {
                walk: &walk,
                walked: Mutex::default(),
            };
            visitor.file(Some(Path::new("/a.yaml")), ORDERS.as_bytes());
            let walked = visitor.walked.lock().expect("no panic");
            (visitor.is_done(), walked.reports.len())
        };
        assert_eq!(visit(false), (false, 1));
        assert_eq!(visit(true), (true, 0));
    }
}
