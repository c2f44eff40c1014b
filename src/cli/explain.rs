//! `spark-eci-lint explain`: a rule's page, set for the terminal.

use std::io::{self, IsTerminal, Write};

use anstream::ColorChoice;
use termimad::MadSkin;

use super::{
    args::ConfigChoice,
    exit,
    output::{exit_code, failed, report_config_errors, stdout_style, to_stdout},
};
use crate::{
    finding::{RuleInfo, RuleOrigin},
    project::Project,
    report::printable,
    rules::{RuleSet, Selector},
};

pub(super) fn run(rule: &str, choice: &ConfigChoice, color: ColorChoice) -> u8 {
    // A configuration matters only to what is not built in.
    let mut rules = RuleSet::default();
    if rules.find(rule).is_none() {
        let project = Project::new(choice.choice(), choice.flags());
        rules = project.of(None).effective.settings.rule_set.clone();
        if rules.find(rule).is_none() && report_config_errors(&project) {
            return exit::FAILURE;
        }
    }
    let Some(found) = rules.find(rule) else {
        return failed(unknown(rule, &rules));
    };
    let page: Vec<_> = found.info().page.lines().map(printable).collect();
    let page = page.join("\n") + "\n";
    let style = stdout_style(color);
    let written = to_stdout(|out| {
        write!(out, "{}", head(found.info()))?;
        // A file or a pager gets the Markdown as it is.
        if io::stdout().is_terminal() || style.color {
            let skin = if style.color {
                MadSkin::default_dark()
            } else {
                MadSkin::no_style()
            };
            write!(out, "{}", skin.text(&page, Some(style.columns())))
        } else {
            write!(out, "{page}")
        }?;
        references(found.info(), out)
    });
    exit_code(&written)
}

fn head(info: &RuleInfo) -> String {
    format!(
        "{} {}: {}\n{} · {} · {} · fix: {}\n\n",
        info.id,
        info.name,
        printable(&info.summary),
        info.severity,
        info.group,
        match &info.origin {
            RuleOrigin::Version(version) => format!("since {version}"),
            RuleOrigin::Configuration(place) => printable(place).into_owned(),
        },
        info.fix.name()
    )
}

fn references(info: &RuleInfo, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\nReferences")?;
    for reference in &info.references {
        writeln!(out, "- {reference}")?;
    }
    if info.references.contains(&info.url) {
        return Ok(());
    }
    writeln!(out, "- {}", info.url)
}

fn unknown(rule: &str, rules: &RuleSet) -> String {
    if let Some(several) = Selector::read(rule, rules) {
        let several: Vec<_> = several.rules(rules).collect();
        let ids: Vec<_> = several
            .iter()
            .map(|rule| format!("`{}`", rule.id))
            .collect();
        return format!(
            "`{rule}` means {} rules: name one of {}",
            ids.len(),
            ids.join(", ")
        );
    }
    let help = rules.help_for(rule);
    format!("there is no rule `{rule}`; {help}")
}
