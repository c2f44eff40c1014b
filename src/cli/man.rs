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

/// Environment variables that are not options.
const VARIABLES: &[(&str, &str)] = &[
    (
        "COLUMNS",
        "The width of human output if standard output is not a terminal.",
    ),
    ("NO_COLOR", "Disables colours if it is set and not empty."),
    (
        "CLICOLOR_FORCE, FORCE_COLOR",
        "Forces colours even if standard output is not a terminal, if it is set, neither empty nor 0, and NO_COLOR is \
         not set.",
    ),
    ("CLICOLOR", "Disables colours if it is 0."),
    (
        "GITHUB_ACTIONS, TF_BUILD",
        "Set by GitHub Actions or Azure Pipelines: the default of --format is then github or azure.",
    ),
    (
        "GITHUB_STEP_SUMMARY",
        "The file to which the format github appends a summary.",
    ),
    (
        "SPARK_ECI_LINT_COMPLETE",
        "The shell to print completions for; see spark-eci-lint-completions(1).",
    ),
];

/// Files that are read without being named, except the configuration.
const FILES: &[(&str, &str)] = &[(
    ".gitignore, .ignore",
    "Files that are skipped in folders, unless git tracks them or --no-ignore is given.",
)];

const PLAN_EXAMPLES: &[Example] = &[
    ("spark-eci-lint plan k8s", "pods, instances and prices"),
    (
        "spark-eci-lint plan --diff-base origin/main --fail-above 20% k8s",
        "what a change costs, with a limit",
    ),
    (
        "spark-eci-lint plan --format html k8s > plan.html",
        "a self-contained HTML page",
    ),
];

const EXPLAIN_EXAMPLES: &[Example] = &[
    ("spark-eci-lint explain ECI303", "the page of a rule"),
    ("spark-eci-lint explain capacity", "the rules of a group"),
    (
        "spark-eci-lint explain --format json ECI303",
        "the same as JSON",
    ),
];

const RULES_EXAMPLES: &[Example] = &[
    ("spark-eci-lint rules", "all rules"),
    (
        "spark-eci-lint rules ECI3 placement",
        "the rules of an id prefix and a group",
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

/// The page of a command. The command must be built.
fn page(command: &Command) -> String {
    let usage = command.clone().render_usage().to_string();
    let usage = usage.trim_start_matches("Usage:").trim().to_owned();
    let shown = command.clone().override_usage(usage);
    let shown = shown.mut_args(|argument| argument.hide_env(true));
    // The empty date is quoted: otherwise the next argument of the macro would take its place.
    let man = Man::new(shown).manual("User Commands").date("\"\"");
    let mut out = Vec::new();
    // Writing to memory does not fail.
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

/// clap turns each help heading into a section, some of which have the names of standard sections such as FILES. They become
/// subsections of OPTIONS.
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

/// Every rendered part starts with the same macro definition, of which the page needs one, and separates paragraphs by blank
/// lines, which man pages must not have.
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

/// The sections that clap does not write.
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
        roff.text([roman("Same as "), bold(format!("--{long}")), roman(".")]);
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
        "The configuration. The nearest one in or above the folder of a file applies to it, up to the root of the repository.",
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
            ("0", "all examples passed"),
            ("1", "an example failed"),
            failure,
        ],
        "lsp" => vec![
            ("0", "the editor shut the server down"),
            ("1", "the editor disconnected without a shutdown request"),
            failure,
        ],
        _ => vec![("0", "success"), failure],
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
