//! `spark-eci-lint explain`: shows a rule's page.

use std::io::{self, IsTerminal, Write};

use anstream::ColorChoice;
use termimad::{
    Alignment, MadSkin,
    crossterm::style::{Attribute, Color},
};

use super::{
    args::{Explain as Arguments, PageFormat},
    exit, language,
    output::{bold, exit_code, report_config_errors, stdout_style, to_stdout},
    reflow::reflow,
    rules::{JsonRule, selected},
    rules_table, tip,
};
use crate::{
    finding::{Language, RuleInfo, RuleOrigin},
    project::Project,
    report::{Style, printable, wrapped},
    rules::RuleSet,
};

pub(super) fn run(arguments: &Arguments, color: ColorChoice, language: Language) -> u8 {
    let text = &arguments.rule;
    // Configurations only matter for rules that are not built in.
    let mut rules = RuleSet::default();
    if rules.find(text).is_none() {
        let choice = &arguments.choice;
        let project = Project::new(choice.choice(), choice.flags());
        rules = project.of(None).effective.settings.rule_set.clone();
        if rules.find(text).is_none() && report_config_errors(&project) {
            return exit::FAILURE;
        }
    }
    let style = stdout_style(color);
    if let Some(rule) = rules.find(text) {
        let info = rule.info();
        return exit_code(&to_stdout(|out| {
            one(info, language, arguments.format, style, out)
        }));
    }
    let several = selected(&rules, std::slice::from_ref(text));
    if several.is_empty() {
        return tip::print(&tip::unknown_rule("<RULE>", text, &rules));
    }
    exit_code(&to_stdout(|out| {
        many(&several, language, arguments.format, style, out)
    }))
}

fn one(
    info: &RuleInfo,
    language: Language,
    format: PageFormat,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        PageFormat::Json => {
            serde_json::to_writer_pretty(&mut *out, &JsonRule::with_page(info, language))?;
            writeln!(out)
        }
        PageFormat::Markdown => plain(info, language, Style::PLAIN, out),
        // A file or a pager gets the Markdown source.
        PageFormat::Human
            if !io::stdout().is_terminal() && !style.color && style.width.is_none() =>
        {
            plain(info, language, style, out)
        }
        PageFormat::Human => {
            head(info, language, style, out)?;
            let page = page(info, language);
            // The head replaces the title of the page.
            let (title, below) = page.split_once('\n').unwrap_or_default();
            let page = if title.starts_with("# ") {
                below.trim_start()
            } else {
                &page
            };
            let page = skin(style)
                .text(&reflow(page), Some(style.columns()))
                .to_string();
            for line in page.lines() {
                writeln!(out, "{}", line.trim_end())?;
            }
            references(info, language, style, out)
        }
    }
}

fn many(
    infos: &[&RuleInfo],
    language: Language,
    format: PageFormat,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        PageFormat::Json => {
            let rules: Vec<_> = infos
                .iter()
                .map(|info| JsonRule::with_page(info, language))
                .collect();
            serde_json::to_writer_pretty(&mut *out, &rules)?;
            writeln!(out)
        }
        PageFormat::Markdown => {
            for (at, info) in infos.iter().enumerate() {
                if at > 0 {
                    writeln!(out)?;
                }
                plain(info, language, Style::PLAIN, out)?;
            }
            Ok(())
        }
        PageFormat::Human => rules_table::write(infos, language, style, out),
    }
}

fn plain(info: &RuleInfo, language: Language, style: Style, out: &mut dyn Write) -> io::Result<()> {
    head(info, language, style, out)?;
    write!(out, "{}", page(info, language))?;
    references(info, language, style, out)
}

fn page(info: &RuleInfo, language: Language) -> String {
    let page = language::page(info, language).unwrap_or(&info.page);
    let lines: Vec<_> = page.lines().map(printable).collect();
    lines.join("\n") + "\n"
}

/// Bold, underlined or cyan without a background, which is readable on dark and light terminals.
fn skin(style: Style) -> MadSkin {
    let mut skin = MadSkin::no_style();
    for header in &mut skin.headers {
        header.align = Alignment::Left;
    }
    if !style.color {
        return skin;
    }
    for header in &mut skin.headers {
        header.add_attr(Attribute::Bold);
    }
    for header in skin.headers.iter_mut().take(2) {
        header.add_attr(Attribute::Underlined);
    }
    skin.bold.add_attr(Attribute::Bold);
    skin.italic.add_attr(Attribute::Italic);
    skin.inline_code.set_fg(Color::DarkCyan);
    skin.code_block.set_fg(Color::DarkCyan);
    skin
}

fn head(info: &RuleInfo, language: Language, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let title = format!(
        "{} {}: {}",
        info.id,
        info.name,
        printable(info.summary_in(language))
    );
    let facts = format!(
        "{} · {} · {} · fix: {}",
        info.severity,
        info.group,
        match &info.origin {
            RuleOrigin::Version(version) => format!("since {version}"),
            RuleOrigin::Configuration(place) => printable(place).into_owned(),
        },
        info.fix.name()
    );
    let set = |text: &str| match style.width {
        None => text.to_owned(),
        Some(width) => wrapped(text, width, ""),
    };
    writeln!(out, "{}", bold(&set(&title), style))?;
    writeln!(out, "{}\n", set(&facts))
}

/// URLs are not wrapped, so that they can be opened and copied.
fn references(
    info: &RuleInfo,
    language: Language,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "\n{}", bold("References", style))?;
    for reference in &info.references {
        writeln!(out, "- {reference}")?;
    }
    let url = info.url_in(language);
    if info.references.iter().any(|reference| reference == url) {
        return Ok(());
    }
    writeln!(out, "- {url}")
}
