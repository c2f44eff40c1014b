//! `spark-eci-lint explain`: a rule's page, set for the terminal.

use std::io::{self, IsTerminal, Write};

use anstream::ColorChoice;
use termimad::MadSkin;

use super::output::{exit_code, failed, stdout_style, to_stdout};
use crate::{finding::RuleInfo, rules};

pub(super) fn run(rule: &str, color: ColorChoice) -> u8 {
    let Some(found) = rules::find(rule) else {
        return failed(unknown(rule));
    };
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
            write!(
                out,
                "{}",
                skin.text(found.info().page, Some(style.columns()))
            )
        } else {
            write!(out, "{}", found.info().page)
        }?;
        references(found.info(), out)
    });
    exit_code(&written)
}

fn head(info: &RuleInfo) -> String {
    format!(
        "{} {}: {}\n{} · {} · since {} · fix: {}\n\n",
        info.id,
        info.name,
        info.summary,
        info.severity,
        info.group,
        info.since,
        info.fix.name()
    )
}

fn references(info: &RuleInfo, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\nReferences")?;
    for reference in &info.references {
        writeln!(out, "- {reference}")?;
    }
    writeln!(out, "- {}", info.url)
}

fn unknown(rule: &str) -> String {
    match rules::suggest(rule) {
        Some(name) => format!(
            "there is no rule `{rule}`; did you mean `{name}`? `spark-eci-lint rules` lists all"
        ),
        None => format!("there is no rule `{rule}`; `spark-eci-lint rules` lists all"),
    }
}
