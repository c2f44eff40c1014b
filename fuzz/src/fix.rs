use spark_eci_lint::{
    finding::Severity,
    fix::{self, FixOptions},
    lint::{LintOptions, LintedFile, Settings, add_ignores, lint_bytes},
    written::{self, FileForm},
};

/// After fixing a file, the result can be parsed, needs no more fixes, and no fix is a mistake.
pub fn fix(bytes: &[u8]) {
    let settings = Settings::default();
    let lint = LintOptions {
        settings: &settings,
        patch_of: None,
        form: FileForm::Manifests,
        chart: None,
    };
    for with_unsafe in [false, true] {
        let Some(report) = lint_bytes(bytes, lint) else {
            return;
        };
        let options = FixOptions {
            lint,
            with_unsafe,
            only: &[],
        };
        match fix::fix(&report, options) {
            Ok(None) => {}
            Ok(Some(fixed)) => {
                let text = &fixed.text;
                let now = lint_bytes(text.as_bytes(), lint).expect("still an application");
                assert_eq!(now.applications.len(), report.applications.len());
                assert!(now.not_judged <= report.not_judged, "{text}");
                let again = fix::fix(&now, options).expect("can be fixed");
                assert!(again.is_none(), "{text}");
            }
            Err(reason) => assert!(!reason.contains("mistake"), "{reason}"),
        }
        let file = LintedFile {
            path: "a.yaml".to_owned(),
            file: None,
            report,
        };
        if let Ok(Some((text, _))) = add_ignores(&file, lint, Severity::Warning, "why") {
            assert!(
                written::same_values(file.report.source.as_str(), &text, FileForm::Manifests),
                "{text}"
            );
        }
    }
}
