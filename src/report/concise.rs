//! One line per finding: `path:line:column: severity[ID] message`, with columns in code points; then the number of findings.

use std::io::{self, Write};

use super::{Context, printable, summary};
use crate::{lint::Run, source::ColumnUnit};

pub(super) fn write(run: &Run, context: &Context<'_>, out: &mut dyn Write) -> io::Result<()> {
    for (file, finding) in context.findings(run) {
        let place = file
            .report
            .source
            .position(finding.diagnostic.primary.span.start, ColumnUnit::CodePoint);
        writeln!(
            out,
            "{}:{}:{}: {}[{}] {}",
            printable(&file.path),
            place.line,
            place.column,
            finding.severity,
            finding.rule.id,
            printable(&finding.message())
        )?;
    }
    match summary::line(run, context).filter(|_| context.counts) {
        Some(line) => writeln!(out, "{line}"),
        None => Ok(()),
    }
}
