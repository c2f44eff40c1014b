use std::{path::PathBuf, time::Duration};

use super::FileReport;
use crate::{
    finding::{Finding, Label, Language, Severity},
    source::SourceText,
};

/// All that one call of the linter found.
#[derive(Debug, Default)]
pub struct Run {
    /// The files that name a Spark application, by path.
    pub files: Vec<LintedFile>,
    /// How many files were read, with an application or without.
    pub files_read: usize,
    /// How many paths could not be read.
    pub unreadable: usize,
    /// How many findings a baseline knew.
    pub known: usize,
    /// How many findings are about what was not changed.
    pub unchanged: usize,
    /// How many files that may name a Spark application are excluded.
    pub excluded: usize,
    /// How many manifests and folders ignore files leave out.
    pub ignored: usize,
    /// How long it took.
    pub elapsed: Duration,
}

/// A file that names a Spark application.
#[derive(Debug)]
pub struct LintedFile {
    /// The path as it is shown: as the user gave it, with `/` between its parts.
    pub path: String,
    /// The file itself; `None` for what is none, such as standard input.
    pub file: Option<PathBuf>,
    /// What was found.
    pub report: FileReport,
}

impl LintedFile {
    /// The path and the text of a label's file, which may be another one than the finding's.
    #[must_use]
    pub fn source_of<'f>(&'f self, label: &'f Label) -> (&'f str, &'f SourceText) {
        match &label.file {
            Some(file) => (&file.path, &file.text),
            None => (&self.path, &self.report.source),
        }
    }
}

impl Run {
    /// All findings with their files, in the order of paths and places.
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

    /// How many findings are of that severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.findings()
            .filter(|(_, finding)| finding.severity == severity)
            .count()
    }

    /// How many Spark applications were judged.
    #[must_use]
    pub fn applications(&self) -> usize {
        self.files
            .iter()
            .map(|file| file.report.applications.len())
            .sum()
    }

    /// How many documents name a Spark application and could not be judged.
    #[must_use]
    pub fn not_judged(&self) -> usize {
        self.files.iter().map(|file| file.report.not_judged).sum()
    }

    /// How many findings are suppressed.
    #[must_use]
    pub fn suppressed(&self) -> usize {
        self.files.iter().map(|file| file.report.suppressed).sum()
    }

    /// What was left out or taken away, each with its number: nothing where there is none.
    #[must_use]
    pub fn left_out(&self) -> Vec<(usize, &'static str)> {
        let mut counts = vec![
            (self.suppressed(), "suppressed"),
            (self.known, "known from the baseline"),
            (self.unchanged, "in what was not changed"),
            (self.not_judged(), "not judged"),
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
