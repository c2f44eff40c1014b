//! `spark-eci-lint rules`.

use std::io::{self, Write};

use anstream::ColorChoice;
use serde::Serialize;

use super::{
    args::{ListFormat, Rules as Arguments},
    exit,
    output::{exit_code, report_config_errors, stdout_style, to_stdout},
    rules_table, tip,
};
use crate::{
    finding::{RuleInfo, RuleOrigin, Severity},
    project::Project,
    rules::{RuleSet, selects},
};

pub(super) fn run(arguments: &Arguments, color: ColorChoice) -> u8 {
    let choice = &arguments.choice;
    let project = Project::new(choice.choice(), choice.flags());
    let of_folder = project.of(None);
    if report_config_errors(&project) {
        return exit::FAILURE;
    }
    let rules = &of_folder.effective.settings.rule_set;
    for text in &arguments.selectors {
        if selected(rules, std::slice::from_ref(text)).is_empty() {
            return tip::print(&tip::unknown_rule("[RULE]...", text, rules));
        }
    }
    let infos = selected(rules, &arguments.selectors);
    let written = to_stdout(|out| match arguments.format {
        ListFormat::Human => rules_table::write(&infos, stdout_style(color), out),
        ListFormat::Json => json(infos.into_iter().map(JsonRule::from), out),
    });
    exit_code(&written)
}

/// The rules that any of the selectors selects; all without selectors.
pub(super) fn selected<'r>(rules: &'r RuleSet, texts: &[String]) -> Vec<&'r RuleInfo> {
    let is_selected = |rule: &&_| {
        let mut texts = texts.iter();
        texts.len() == 0 || texts.any(|text| selects(text, rule))
    };
    let rules = rules.iter().map(|rule| &**rule).filter(is_selected);
    rules.map(|rule| &**rule.info()).collect()
}

fn json<'r>(rules: impl Iterator<Item = JsonRule<'r>>, out: &mut dyn Write) -> io::Result<()> {
    let list: Vec<_> = rules.collect();
    serde_json::to_writer_pretty(&mut *out, &list)?;
    writeln!(out)
}

#[derive(Serialize)]
pub(super) struct JsonRule<'r> {
    id: &'r str,
    name: &'r str,
    summary: &'r str,
    description: &'r str,
    group: &'r str,
    severity: Severity,
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<&'r str>,
    /// File and line of a custom rule.
    #[serde(skip_serializing_if = "Option::is_none")]
    configured: Option<&'r str>,
    fix: &'r str,
    url: &'r str,
    references: &'r [String],
    /// The page as Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<&'r str>,
}

impl<'r> JsonRule<'r> {
    pub(super) fn with_page(info: &'r RuleInfo) -> Self {
        Self {
            page: Some(&info.page),
            ..Self::from(info)
        }
    }
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
            page: None,
        }
    }
}
