use spark_eci_lint::{
    lint::{FileReport, LintOptions, LintedFile, Run, Settings, lint_bytes},
    named::Named,
    plan::plan_bytes,
    report::Format,
    source::Span,
    written::FileForm,
};

use super::reports;

/// A file is linted, planned and reported: places are inside the text, and every report is well-formed.
pub fn lint(bytes: &[u8]) {
    reported(bytes, Format::ALL);
}

/// Like [`lint`], with only two of the reports: it takes a tenth of the time.
pub fn lint_quickly(bytes: &[u8]) {
    let sum = bytes.iter().fold(bytes.len(), |sum, byte| {
        sum.wrapping_mul(31) + usize::from(*byte)
    });
    let format = |nth: usize| Format::ALL[nth % Format::ALL.len()];
    reported(bytes, &[format(sum), format(sum / 16)]);
}

fn reported(bytes: &[u8], formats: &[Format]) {
    let settings = Settings::default();
    let options = LintOptions {
        settings: &settings,
        patch_of: None,
        form: FileForm::Manifests,
        chart: None,
    };
    let planned = plan_bytes(bytes, options);
    let Some(report) = lint_bytes(bytes, options) else {
        assert!(planned.is_none(), "a plan of what is no application");
        return;
    };
    places(&report);
    let path: String = String::from_utf8_lossy(bytes).chars().take(30).collect();
    let run = Run {
        files: vec![LintedFile {
            path,
            file: None,
            report,
        }],
        files_read: 1,
        ..Run::default()
    };
    reports::check(&run, formats);
}

/// All places are ranges of whole characters of the text.
fn places(report: &FileReport) {
    let text = report.source.as_str();
    let check = |span: Span| {
        assert!(text.get(span.range()).is_some(), "{span:?} in {text:?}");
    };
    report.extents.iter().copied().for_each(check);
    for finding in &report.findings {
        let diagnostic = &finding.diagnostic;
        check(diagnostic.primary.span);
        diagnostic
            .related
            .iter()
            .for_each(|label| check(label.span));
        let edits = diagnostic.fix.iter().flat_map(|fix| &fix.edits);
        edits.for_each(|edit| check(edit.span));
        assert!(!finding.message().is_empty());
    }
}
