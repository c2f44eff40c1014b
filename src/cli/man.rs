//! `spark-eci-lint man`: a manual page for each command.

use std::{
    fs,
    io::{self, Write as _},
    path::Path,
};

use clap::Command;
use clap_mangen::Man;
use roff::{Roff, bold, italic, line_break, roman};

use super::{
    args::Man as Arguments,
    exit,
    help::{self, EXAMPLES, EXIT_CODES, Example},
    output::{exit_code, failed, note, to_stdout},
    tip,
};
use crate::{config::FILE_NAMES, walk::reason};

/// Variables that are no options.
const VARIABLES: &[(&str, &str)] = &[
    (
        "COLUMNS",
        "The width of reports for people where standard output is no terminal.",
    ),
    ("NO_COLOR", "No colours, if it is set and not empty."),
    (
        "CLICOLOR_FORCE, FORCE_COLOR",
        "Colours also where standard output is no terminal, if it is set, neither empty nor 0, and NO_COLOR is not \
         set.",
    ),
    ("CLICOLOR", "No colours, if it is 0."),
    (
        "GITHUB_ACTIONS, TF_BUILD",
        "Where GitHub Actions or Azure Pipelines set it, the report is in their format unless --format says another.",
    ),
    (
        "GITHUB_STEP_SUMMARY",
        "The file to which a report in the format github adds a summary.",
    ),
    (
        "SPARK_ECI_LINT_COMPLETE",
        "The shell for which completions are printed; spark-eci-lint-completions(1) has more.",
    ),
];

/// Files that are read without being named.
const FILES: &[(&str, &str)] = &[(
    ".gitignore, .ignore",
    "What is not read in folders, unless git tracks it or --no-ignore is given.",
)];

const PLAN_EXAMPLES: &[Example] = &[
    ("spark-eci-lint plan k8s", "pods, instances and prices"),
    (
        "spark-eci-lint plan --diff-base origin/main --fail-above 20% k8s",
        "what a change costs, and a limit for it",
    ),
    (
        "spark-eci-lint plan --format html k8s > plan.html",
        "one page for a browser",
    ),
];

const EXPLAIN_EXAMPLES: &[Example] = &[
    ("spark-eci-lint explain ECI303", "the page of a rule"),
    ("spark-eci-lint explain capacity", "the rules of a group"),
    (
        "spark-eci-lint explain --format json ECI303",
        "the same for a program",
    ),
];

const RULES_EXAMPLES: &[Example] = &[
    ("spark-eci-lint rules", "all rules"),
    (
        "spark-eci-lint rules ECI3 placement",
        "those of a family and of a group",
    ),
];

pub(super) fn run(arguments: &Arguments) -> u8 {
    let mut command = help::command(true).disable_help_subcommand(true);
    command.build();
    if let Some(folder) = &arguments.output {
        return write_all(&command, folder);
    }
    let mut found = &command;
    for name in &arguments.subcommand {
        let Some(next) = found.find_subcommand(name) else {
            return tip::print(&tip::unknown_subcommand(found, name));
        };
        found = next;
    }
    let page = page(found);
    exit_code(&to_stdout(|out| out.write_all(page.as_bytes())))
}

fn write_all(command: &Command, folder: &Path) -> u8 {
    let failed = |path: &Path, error: &io::Error| {
        failed(format_args!(
            "cannot write {}: {}",
            path.display(),
            reason(error)
        ))
    };
    if let Err(error) = fs::create_dir_all(folder) {
        return failed(folder, &error);
    }
    let mut commands = vec![command];
    let mut written = 0;
    while let Some(command) = commands.pop() {
        let path = folder.join(format!("{}.1", name(command)));
        if let Err(error) = fs::File::create(&path).and_then(|mut file| {
            file.write_all(page(command).as_bytes())?;
            file.flush()
        }) {
            return failed(&path, &error);
        }
        written += 1;
        commands.extend(command.get_subcommands());
    }
    note(format_args!(
        "{written} pages written to {}",
        folder.display()
    ));
    exit::CLEAN
}

/// The name of a command's page: `spark-eci-lint-plan`.
fn name(command: &Command) -> &str {
    let name = command.get_display_name();
    name.unwrap_or_else(|| command.get_name())
}

/// The page of a command that is built.
fn page(command: &Command) -> String {
    let usage = command.clone().render_usage().to_string();
    let usage = usage.trim_start_matches("Usage:").trim().to_owned();
    let shown = command.clone().override_usage(usage);
    let shown = shown.mut_args(|argument| argument.hide_env(true));
    // Without quotes, an empty date would not be there, and what follows would take its place.
    let man = Man::new(shown).manual("User Commands").date("\"\"");
    let mut out = Vec::new();
    // What is written to memory is written.
    let _ = man
        .render_title(&mut out)
        .and_then(|()| man.render_name_section(&mut out))
        .and_then(|()| man.render_synopsis_section(&mut out))
        .and_then(|()| man.render_description_section(&mut out))
        .and_then(|()| man.render_options_section(&mut out));
    if command.has_subcommands() {
        let _ = man.render_subcommands_section(&mut out);
    }
    let text = without_preambles(&String::from_utf8_lossy(&out));
    below_options(command, &text) + &sections(command).to_roff()
}

/// Headings of options are sections of their own for clap; some are called as sections that a page has anyway.
fn below_options(command: &Command, text: &str) -> String {
    let mut text = text.to_owned();
    let headings = command
        .get_arguments()
        .filter_map(clap::Arg::get_help_heading);
    for heading in headings {
        let request = |name, heading: &str| {
            let mut line = Roff::new();
            line.control(name, [heading]);
            line.to_roff()
        };
        let section = request("SH", &heading.to_uppercase());
        text = text.replace(&section, &request("SS", heading));
    }
    text
}

/// Each part begins with the same definition, of which one is enough, and has blank lines between its paragraphs,
/// which a page must not have.
fn without_preambles(text: &str) -> String {
    let mut kept = String::new();
    let mut is_defined = false;
    for line in text.lines() {
        let is_definition = line.starts_with(".ie ") || line.starts_with(".el ");
        if is_definition && is_defined {
            continue;
        }
        is_defined |= line.starts_with(".el ");
        kept.push_str(if line.is_empty() { ".sp" } else { line });
        kept.push('\n');
    }
    kept
}

/// What the command line's own description does not have.
fn sections(command: &Command) -> Roff {
    let mut roff = Roff::new();
    environment(command, &mut roff);
    files(command, &mut roff);
    roff.control("SH", ["EXIT STATUS"]);
    for (code, meaning) in exit_codes(command) {
        roff.control("TP", []);
        roff.text([bold(code)]);
        roff.text([roman(meaning)]);
    }
    let examples = examples(command);
    if !examples.is_empty() {
        roff.control("SH", ["EXAMPLES"]);
    }
    for (example, does) in examples {
        roff.control("PP", []);
        roff.text([roman(*does)]);
        roff.control("PP", []);
        roff.control("RS", ["4"]);
        roff.control("nf", []);
        roff.text([bold(*example)]);
        roff.control("fi", []);
        roff.control("RE", []);
    }
    see_also(command, &mut roff);
    roff
}

fn environment(command: &Command, roff: &mut Roff) {
    roff.control("SH", ["ENVIRONMENT"]);
    let mut options: Vec<_> = command
        .get_arguments()
        .filter_map(|argument| {
            let variable = argument.get_env()?.to_string_lossy().into_owned();
            Some((variable, argument.get_long()?))
        })
        .collect();
    options.sort();
    for (variable, long) in options {
        roff.control("TP", []);
        roff.text([bold(variable)]);
        roff.text([roman("The same as "), bold(format!("--{long}")), roman(".")]);
    }
    for (variable, meaning) in VARIABLES {
        roff.control("TP", []);
        roff.text([bold(*variable)]);
        roff.text([roman(*meaning)]);
    }
}

fn files(command: &Command, roff: &mut Roff) {
    if !command
        .get_arguments()
        .any(|argument| argument.get_long() == Some("config"))
    {
        return;
    }
    roff.control("SH", ["FILES"]);
    roff.control("TP", []);
    roff.text([italic(FILE_NAMES.join(", "))]);
    roff.text([roman(
        "The configuration: for each file, the nearest one in its folder or above it, up to the root of the repository.",
    )]);
    for (name, meaning) in FILES {
        roff.control("TP", []);
        roff.text([italic(*name)]);
        roff.text([roman(*meaning)]);
    }
}

fn exit_codes(command: &Command) -> Vec<(&'static str, &'static str)> {
    let failure = EXIT_CODES[2];
    match command.get_name() {
        "spark-eci-lint" | "check" => EXIT_CODES.to_vec(),
        "plan" => vec![
            ("0", "the plan was shown"),
            ("1", "the change costs more than --fail-above allows"),
            failure,
        ],
        "test" => vec![
            ("0", "all examples give what they are for"),
            ("1", "one of them does not"),
            failure,
        ],
        "lsp" => vec![
            ("0", "the editor said goodbye"),
            ("1", "it was gone without a word"),
            failure,
        ],
        _ => vec![("0", "what was asked for was shown or written"), failure],
    }
}

fn examples(command: &Command) -> &'static [Example] {
    match command.get_name() {
        "spark-eci-lint" | "check" => EXAMPLES,
        "plan" => PLAN_EXAMPLES,
        "explain" => EXPLAIN_EXAMPLES,
        "rules" => RULES_EXAMPLES,
        _ => &[],
    }
}

fn see_also(command: &Command, roff: &mut Roff) {
    roff.control("SH", ["SEE ALSO"]);
    let own = name(command).to_owned();
    let mut pages: Vec<_> = command
        .get_subcommands()
        .map(name)
        .map(str::to_owned)
        .collect();
    // The page above this one.
    if let Some((above, _)) = own
        .rsplit_once('-')
        .filter(|_| own != env!("CARGO_PKG_NAME"))
    {
        pages.insert(0, above.to_owned());
    }
    let mut line = Vec::new();
    for (at, page) in pages.into_iter().enumerate() {
        if at > 0 {
            line.push(roman(", "));
        }
        line.push(bold(page));
        line.push(roman("(1)"));
    }
    line.push(line_break());
    line.push(roman(env!("CARGO_PKG_REPOSITORY")));
    roff.text(line);
}
