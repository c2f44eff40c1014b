//! `spark-eci-lint rules`: the list of all rules.

use std::io::{self, Write};

use serde::Serialize;

use super::{
    args::ListFormat,
    output::{exit_code, to_stdout},
};
use crate::{
    finding::{RuleInfo, Severity},
    named::Named,
    rules,
};

pub(super) fn run(format: ListFormat) -> u8 {
    let written = to_stdout(|out| match format {
        ListFormat::Human => table(out),
        ListFormat::Json => json(out),
    });
    exit_code(&written)
}

fn table(out: &mut dyn Write) -> io::Result<()> {
    let width = rules::infos()
        .iter()
        .map(|info| info.name.len())
        .max()
        .unwrap_or_default();
    for info in rules::infos() {
        writeln!(
            out,
            "{}  {:<7}  {:<width$}  {}",
            info.id,
            info.severity.name(),
            info.name,
            info.summary
        )?;
    }
    Ok(())
}

fn json(out: &mut dyn Write) -> io::Result<()> {
    let list: Vec<_> = rules::infos().into_iter().map(JsonRule::from).collect();
    serde_json::to_writer_pretty(&mut *out, &list)?;
    writeln!(out)
}

#[derive(Serialize)]
struct JsonRule<'r> {
    id: &'r str,
    name: &'r str,
    summary: &'r str,
    description: &'r str,
    group: &'r str,
    severity: Severity,
    since: &'r str,
    fix: &'r str,
    url: &'r str,
    references: &'r [String],
}

impl<'r> From<&'r RuleInfo> for JsonRule<'r> {
    fn from(info: &'r RuleInfo) -> Self {
        Self {
            id: &info.id,
            name: &info.name,
            summary: &info.summary,
            description: &info.description,
            group: &info.group,
            severity: info.severity,
            since: &info.since,
            fix: info.fix.name(),
            url: &info.url,
            references: &info.references,
        }
    }
}
