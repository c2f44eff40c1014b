use std::{path::PathBuf, time::Duration};

use super::FileReport;
use crate::{
    finding::{Finding, Label, Language, Severity},
    source::SourceText,
};

/// The result of a run.
#[derive(Debug, Default)]
pub struct Run {
    /// The files with a Spark application, by path.
    pub files: Vec<LintedFile>,
    /// The number of files that were read, with and without applications.
    pub files_read: usize,
    /// The number of paths that could not be read.
    pub unreadable: usize,
    /// The number of findings in the baseline.
    pub known: usize,
    /// The number of findings about unchanged parts.
    pub unchanged: usize,
    /// The number of excluded files that may contain a Spark application.
    pub excluded: usize,
    /// The number of manifests and folders that ignore files skip.
    pub ignored: usize,
    /// The duration of the run.
    pub elapsed: Duration,
}

/// A file with a Spark application.
#[derive(Debug)]
pub struct LintedFile {
    /// The path to show: as the user gave it, with `/` as separator.
    pub path: String,
    /// The path on disk; `None` for standard input and the like.
    pub file: Option<PathBuf>,
    /// The report about the file.
    pub report: FileReport,
}

impl LintedFile {
    /// The path and the text of a label's file, which may differ from the finding's file.
    #[must_use]
    pub fn source_of<'f>(&'f self, label: &'f Label) -> (&'f str, &'f SourceText) {
        match &label.file {
            Some(file) => (&file.path, &file.text),
            None => (&self.path, &self.report.source),
        }
    }
}

impl Run {
    /// All findings with their files, ordered by path and place.
    pub fn findings(&self) -> impl Iterator<Item = (&LintedFile, &Finding)> {
        self.files.iter().flat_map(|file| {
            file.report
                .findings
                .iter()
                .map(move |finding| (file, finding))
        })
    }

    /// Shows all findings in another language. This comes last: what compares messages needs the English ones.
    pub fn translate(&mut self, language: Language) {
        let findings = self.files.iter_mut();
        for finding in findings.flat_map(|file| &mut file.report.findings) {
            finding.diagnostic.translate(language);
        }
    }

    /// The number of findings of a severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.findings()
            .filter(|(_, finding)| finding.severity == severity)
            .count()
    }

    /// The number of Spark applications that were checked.
    #[must_use]
    pub fn applications(&self) -> usize {
        self.files
            .iter()
            .map(|file| file.report.applications.len())
            .sum()
    }

    /// The number of documents with a Spark application that could not be checked.
    #[must_use]
    pub fn not_judged(&self) -> usize {
        self.files.iter().map(|file| file.report.not_judged).sum()
    }

    /// The number of suppressed findings.
    #[must_use]
    pub fn suppressed(&self) -> usize {
        self.files.iter().map(|file| file.report.suppressed).sum()
    }

    /// What was left out or removed, each with its number. Zeros are omitted.
    #[must_use]
    pub fn left_out(&self) -> Vec<(usize, &'static str)> {
        let mut counts = vec![
            (self.suppressed(), "suppressed"),
            (self.known, "in the baseline"),
            (self.unchanged, "in unchanged parts"),
            (self.not_judged(), "not checked"),
            (self.excluded, "excluded"),
            (self.ignored, "ignored by .gitignore or .ignore"),
        ];
        counts.retain(|(number, _)| *number > 0);
        counts
    }

    /// The worst severity found.
    #[must_use]
    pub fn worst(&self) -> Option<Severity> {
        self.findings().map(|(_, finding)| finding.severity).max()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::{LintOptions, Settings, lint_bytes};

    #[test]
    fn a_run_counts_over_its_files() {
        let settings = Settings::default();
        let options = LintOptions {
            settings: &settings,
            patch_of: None,
            form: crate::written::FileForm::Manifests,
            chart: None,
        };
        let whole = "apiVersion: sparkoperator.k8s.io/v1beta2
kind: SparkApplication
metadata: {name: a, annotations: {spark-eci-lint/ignore: 'ECI101: later'}}
spec: {driver: {}}
";
        let broken = "kind: SparkApplication\nmetadata: {name: a\n";
        let texts = [format!("{whole}---\n{broken}"), whole.to_owned()];
        let files = texts.iter().map(|text| LintedFile {
            path: "a.yaml".to_owned(),
            file: None,
            report: lint_bytes(text.as_bytes(), options).expect("an application"),
        });
        let run = Run {
            files: files.collect(),
            ..Run::default()
        };
        assert_eq!((run.applications(), run.not_judged()), (2, 1));
        // Of driver and executor of each.
        assert_eq!(run.suppressed(), 4);
    }
}
