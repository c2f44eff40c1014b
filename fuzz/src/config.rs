use spark_eci_lint::{
    config::{self, Placed},
    finding::Diagnostic,
    report::{Style, write_config_errors},
    source::SourceText,
};

/// A configuration is accepted, or its errors have places inside it.
pub fn config(bytes: &[u8]) {
    let Ok(source) = SourceText::from_bytes(bytes) else {
        return;
    };
    let read_file =
        |path: &Placed| Err(Box::new(Diagnostic::at(path.place, "no file", "no files")));
    let Err(diagnostics) = config::parse("spark-eci-lint.yaml", source.as_str(), &read_file) else {
        return;
    };
    assert!(!diagnostics.is_empty());
    let mut out = String::new();
    write_config_errors(
        "spark-eci-lint.yaml",
        &source,
        &diagnostics,
        Style::PLAIN,
        &mut out,
    )
    .expect("a report");
    for diagnostic in diagnostics {
        let place = diagnostic.primary.span.range();
        assert!(source.as_str().get(place).is_some(), "{out}");
    }
}
