//! `spark-eci-lint rules`: the list of all rules.

use std::io::{self, Write};

use serde::Serialize;

use super::{
    args::{ConfigChoice, ListFormat},
    exit,
    output::{exit_code, report_config_errors, to_stdout},
};
use crate::{
    finding::{RuleInfo, RuleOrigin, Severity},
    named::Named,
    project::Project,
    report::printable,
    rules::RuleSet,
};

pub(super) fn run(format: ListFormat, choice: &ConfigChoice) -> u8 {
    let project = Project::new(choice.choice(), choice.flags());
    let of_folder = project.of(None);
    if report_config_errors(&project) {
        return exit::FAILURE;
    }
    let rules = &of_folder.effective.settings.rule_set;
    let written = to_stdout(|out| match format {
        ListFormat::Human => table(rules, out),
        ListFormat::Json => json(rules, out),
    });
    exit_code(&written)
}

fn table(rules: &RuleSet, out: &mut dyn Write) -> io::Result<()> {
    let infos = rules.infos();
    let width = |of: fn(&RuleInfo) -> &str| {
        let widths = infos.iter().map(|info| of(info).len());
        widths.max().unwrap_or_default()
    };
    let (ids, names) = (width(|info| &info.id), width(|info| &info.name));
    for info in &infos {
        writeln!(
            out,
            "{:<ids$}  {:<7}  {:<names$}  {}",
            info.id,
            info.severity.name(),
            info.name,
            printable(&info.summary)
        )?;
    }
    Ok(())
}

fn json(rules: &RuleSet, out: &mut dyn Write) -> io::Result<()> {
    let list: Vec<_> = rules
        .infos()
        .into_iter()
        .map(|info| JsonRule::from(&**info))
        .collect();
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
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<&'r str>,
    /// File and line of a rule that is not built in.
    #[serde(skip_serializing_if = "Option::is_none")]
    configured: Option<&'r str>,
    fix: &'r str,
    url: &'r str,
    references: &'r [String],
}

impl<'r> From<&'r RuleInfo> for JsonRule<'r> {
    fn from(info: &'r RuleInfo) -> Self {
        let (since, configured) = match &info.origin {
            RuleOrigin::Version(version) => (Some(&**version), None),
            RuleOrigin::Configuration(place) => (None, Some(&**place)),
        };
        Self {
            id: &info.id,
            name: &info.name,
            summary: &info.summary,
            description: &info.description,
            group: &info.group,
            severity: info.severity,
            since,
            configured,
            fix: info.fix.name(),
            url: &info.url,
            references: &info.references,
        }
    }
}
