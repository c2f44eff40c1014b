//! `spark-eci-lint rules`.

use std::{
    borrow::Cow,
    io::{self, Write},
};

use anstream::ColorChoice;
use serde::Serialize;

use super::{
    args::{ListFormat, Rules as Arguments},
    exit, language,
    output::{exit_code, report_config_errors, stdout_style, to_stdout},
    rules_table, tip,
};
use crate::{
    finding::{Language, RuleInfo, RuleOrigin, Severity},
    project::Project,
    rules::{RuleSet, first_paragraph, selects},
};

pub(super) fn run(arguments: &Arguments, color: ColorChoice, language: Language) -> u8 {
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
        ListFormat::Human => rules_table::write(&infos, language, stdout_style(color), out),
        ListFormat::Json => {
            let rules = infos.into_iter();
            json(rules.map(|info| JsonRule::new(info, language)), out)
        }
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
    description: Cow<'r, str>,
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
    pub(super) fn with_page(info: &'r RuleInfo, language: Language) -> Self {
        let page = language::page(info, language);
        Self {
            page: Some(page.unwrap_or(&info.page)),
            ..Self::new(info, language)
        }
    }

    fn new(info: &'r RuleInfo, language: Language) -> Self {
        let (since, configured) = match &info.origin {
            RuleOrigin::Version(version) => (Some(&**version), None),
            RuleOrigin::Configuration(place) => (None, Some(&**place)),
        };
        let description = language::page(info, language).map(first_paragraph);
        Self {
            id: &info.id,
            name: &info.name,
            summary: info.summary_in(language),
            description: description.map_or(Cow::Borrowed(&info.description), Cow::Owned),
            group: &info.group,
            severity: info.severity,
            since,
            configured,
            fix: info.fix.name(),
            url: info.url_in(language),
            references: &info.references,
            page: None,
        }
    }
}
