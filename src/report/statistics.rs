//! The number of findings of each rule.

use std::{
    cmp::Reverse,
    collections::BTreeMap,
    io::{self, Write},
};

use serde::Serialize;

use crate::{
    finding::{Finding, Safety, Severity},
    lint::Run,
};

#[derive(Serialize)]
struct Row<'r> {
    rule: &'r str,
    name: &'r str,
    severity: Severity,
    count: usize,
    /// The number of findings that `--fix` fixes.
    fixable: usize,
    /// The number of further findings that `--unsafe-fixes` fixes.
    unsafely_fixable: usize,
}

/// The rules with findings of at least `lowest`, the most frequent first.
fn rows(run: &Run, lowest: Severity) -> Vec<Row<'_>> {
    let mut rows: BTreeMap<&str, Row<'_>> = BTreeMap::new();
    let shown = run.findings().map(|(_, finding)| finding);
    for finding in shown.filter(|finding| finding.severity >= lowest) {
        let info = &finding.rule;
        let row = rows.entry(&info.id).or_insert_with(|| Row {
            rule: &info.id,
            name: &info.name,
            severity: finding.severity,
            count: 0,
            fixable: 0,
            unsafely_fixable: 0,
        });
        row.severity = row.severity.max(finding.severity);
        row.count += 1;
        match safety(finding) {
            Some(Safety::Safe) => row.fixable += 1,
            Some(Safety::Unsafe) => row.unsafely_fixable += 1,
            None => {}
        }
    }
    let mut rows: Vec<_> = rows.into_values().collect();
    rows.sort_by_key(|row| (Reverse(row.count), row.rule));
    rows
}

fn safety(finding: &Finding) -> Option<Safety> {
    finding.diagnostic.fix.as_ref().map(|fix| fix.safety)
}

/// Writes a table of the rules, and how many findings can be fixed.
///
/// # Errors
/// Errors of the writer.
pub fn write_statistics(run: &Run, lowest: Severity, out: &mut dyn Write) -> io::Result<()> {
    let rows = rows(run, lowest);
    let width = |of: &dyn Fn(&Row<'_>) -> usize| rows.iter().map(of).max().unwrap_or_default();
    let counts = width(&|row| row.count.to_string().len());
    let ids = width(&|row| row.rule.len());
    let names = width(&|row| row.name.len());
    for row in &rows {
        let line = format!(
            "{:>counts$}  {:<ids$}  {:<7}  {:<names$}  {}",
            row.count,
            row.rule,
            row.severity.to_string(),
            row.name,
            fixes(row.fixable, row.unsafely_fixable)
        );
        writeln!(out, "{}", line.trim_end())?;
    }
    let sum = |of: fn(&Row<'_>) -> usize| rows.iter().map(of).sum::<usize>();
    let all = sum(|row| row.count);
    let plural = if all == 1 { "" } else { "s" };
    write!(out, "{all} finding{plural}")?;
    let fixes = fixes(sum(|row| row.fixable), sum(|row| row.unsafely_fixable));
    if !fixes.is_empty() {
        write!(out, ", {fixes}")?;
    }
    let below = run.findings().count() - all;
    if below > 0 {
        write!(out, " ({below} less severe not counted: --severity info)")?;
    }
    writeln!(out)
}

fn fixes(safely: usize, unsafely: usize) -> String {
    match (safely, unsafely) {
        (0, 0) => String::new(),
        (safely, 0) => format!("{safely} fixable with --fix"),
        (0, unsafely) => format!("{unsafely} fixable with --fix --unsafe-fixes"),
        (safely, unsafely) => {
            format!("{safely} fixable with --fix, {unsafely} more with --unsafe-fixes")
        }
    }
}

/// Writes the rows as a JSON array.
///
/// # Errors
/// Errors of the writer.
pub fn write_json_statistics(run: &Run, lowest: Severity, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &rows(run, lowest))?;
    writeln!(out)
}
