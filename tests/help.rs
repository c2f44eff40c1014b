//! Help that fits the screen, and suggestions for misspelt words.

mod common;

use std::process::Output;

use common::{Folder, stderr, stdout};
use unicode_width::UnicodeWidthStr as _;

/// The default width of a terminal.
const WIDTH: usize = 80;

fn run(folder: &Folder, arguments: &[&str]) -> Output {
    let mut program = folder.program();
    let program = program.env("COLUMNS", WIDTH.to_string());
    program.args(arguments).output().expect("it runs")
}

fn help(arguments: &[&str]) -> String {
    let output = run(&Folder::new(), arguments);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}");
    stdout(&output)
}

/// The message on standard error, with exit code 2 and empty standard output.
fn refusal(folder: &Folder, arguments: &[&str]) -> String {
    let output = run(folder, arguments);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    assert_eq!(stdout(&output), "", "{arguments:?}");
    stderr(&output)
}

const COMMANDS: [&[&str]; 12] = [
    &[],
    &["check"],
    &["plan"],
    &["explain"],
    &["rules"],
    &["config"],
    &["config", "show"],
    &["config", "init"],
    &["config", "test"],
    &["lsp"],
    &["completions"],
    &["man"],
];

#[test]
fn short_help_fits_a_screen() {
    for (arguments, most) in [
        (&["-h"][..], 60),
        (&["check", "-h"], 75),
        (&["plan", "-h"], 75),
    ] {
        let lines = help(arguments).lines().count();
        assert!(lines <= most, "{arguments:?}: {lines} lines");
    }
}

#[test]
fn no_line_of_help_is_wider_than_the_terminal() {
    for command in COMMANDS {
        for form in ["-h", "--help"] {
            let arguments: Vec<_> = command.iter().copied().chain([form]).collect();
            let text = help(&arguments);
            for line in text.lines() {
                // A wide line is wrapped at a place where clap has no text.
                assert!(line.width() <= WIDTH, "{arguments:?}: {line}");
                assert!(!line.contains('`'), "{arguments:?}: {line}");
            }
            let variables = text.contains("SPARK_ECI_LINT_COLOR");
            assert_eq!(variables, form == "--help", "{arguments:?}");
        }
    }
}

#[test]
fn an_example_is_one_line() {
    let text = help(&["-h"]);
    let (_, examples) = text.split_once("Examples:\n").expect("examples");
    for line in examples.lines().filter(|line| !line.is_empty()) {
        assert!(line.contains("spark-eci-lint"), "{line}");
    }
}

#[test]
fn every_option_has_a_heading() {
    for command in [&["--help"][..], &["check", "--help"], &["plan", "--help"]] {
        let text = help(command);
        let (_, options) = text.split_once("\nOptions:\n").expect("options");
        let options = options.split("\n\nOutput:\n").next().expect("options");
        let of_no_group: Vec<_> = options
            .lines()
            .filter(|line| line.trim_start().starts_with('-'))
            .map(str::trim)
            .collect();
        let own: &[_] = match command.len() {
            1 => &["-h, --help", "-V, --version"],
            _ => &["-h, --help"],
        };
        assert_eq!(of_no_group, own, "{command:?}");
    }
}

#[test]
fn the_long_version_has_the_dates_of_prices_and_specs() {
    let text = help(&["--version"]);
    let version = env!("CARGO_PKG_VERSION");
    let wanted = format!("spark-eci-lint {version} (prices of 2024-11-27, specs of 2024-05-31)\n");
    assert_eq!(text, wanted);
    assert_eq!(help(&["-V"]), format!("spark-eci-lint {version}\n"));
}

#[test]
fn options_may_come_before_a_subcommand() {
    let folder = Folder::new();
    folder.write(
        "orders.yaml",
        include_str!("../testdata/quickstart/orders.yaml"),
    );
    let path = "orders.yaml";
    let same = |one: &[&str], other: &[&str]| {
        let (one_output, other_output) = (run(&folder, one), run(&folder, other));
        assert_eq!(one_output.status.code(), Some(0), "{one:?}");
        assert_eq!(stdout(&one_output), stdout(&other_output), "{one:?}");
        assert!(!stdout(&one_output).is_empty(), "{one:?}");
    };
    same(
        &["--no-config", "plan", path],
        &["plan", "--no-config", path],
    );
    same(
        &["--region", "ap-southeast-1", "-f", "json", "plan", path],
        &["plan", "--region=ap-southeast-1", "--format=json", path],
    );
    same(
        &["-f", "json", "-q", "check", path],
        &["check", "-qf", "json", path],
    );
    same(&["-f", "json", "rules"], &["rules", "--format", "json"]);
}

#[test]
fn a_file_with_the_name_of_a_subcommand_is_linted() {
    let folder = Folder::new();
    folder.write("plan", include_str!("../testdata/quickstart/orders.yaml"));
    for arguments in [
        &["-f", "concise", "./plan"][..],
        &["-f", "concise", "--", "plan"],
        &["check", "-f", "concise", "plan"],
    ] {
        let output = run(&folder, arguments);
        assert!(
            stdout(&output).contains("plan:27:13: warning[ECI303]"),
            "{arguments:?}"
        );
    }
}

#[test]
fn an_option_that_a_subcommand_does_not_have_is_refused() {
    let said = refusal(
        &Folder::new(),
        &["--region", "cn-hangzhou", "-q", "rules", "ECI3"],
    );
    assert!(said.contains("unexpected argument '--region'"), "{said}");
    assert!(
        said.contains("run it without the option: 'spark-eci-lint rules ECI3'"),
        "{said}"
    );
}

#[test]
fn a_misspelt_word_gets_a_tip() {
    let folder = Folder::new();
    folder.write(
        "k8s/orders.yaml",
        include_str!("../testdata/quickstart/orders.yaml"),
    );
    for (arguments, tip) in [
        (&["chek", "k8s"][..], "a similar subcommand exists: 'check'"),
        (
            &["--no-config", "pln", "k8s"],
            "a similar subcommand exists: 'plan'",
        ),
        (
            &["explan", "ECI303"],
            "a similar subcommand exists: 'explain'",
        ),
        (&["rule"], "a similar subcommand exists: 'rules'"),
        (&["init"], "'spark-eci-lint config init'"),
        (&["fix", "k8s"], "there is an option '--fix'"),
        (&["k8s", "plan"], "'spark-eci-lint plan k8s'"),
        (
            &["--format", "sarf", "k8s"],
            "a similar value exists: 'sarif'",
        ),
        (
            &["--format=sarf=out.sarif", "k8s"],
            "a similar value exists: 'sarif'",
        ),
        (
            &["--cluster", "akc", "k8s"],
            "a similar value exists: 'ack'",
        ),
        (
            &["--fail-on", "warn", "k8s"],
            "a similar value exists: 'warning'",
        ),
        (
            &["--severity", "eror", "k8s"],
            "a similar value exists: 'error'",
        ),
        (
            &["plan", "--price", "uds", "k8s"],
            "a similar value exists: 'USD'",
        ),
        (
            &["--select", "capasity", "k8s"],
            "a similar rule or group exists: 'capacity'",
        ),
        (
            &["--ignore", "toleration-mismach", "k8s"],
            "exists: 'toleration-mismatch'",
        ),
        (
            &["--select", "ECI9", "k8s"],
            "ids begin with `ECI0` to `ECI6`",
        ),
        (
            &["explain", "ECI3O3"],
            "a similar rule or group exists: 'ECI303'",
        ),
        (
            &["rules", "placment"],
            "a similar rule or group exists: 'placement'",
        ),
        (&["man", "pln"], "a similar subcommand exists: 'plan'"),
        (&["completions", "fihs"], "a similar value exists: 'fish'"),
    ] {
        let said = refusal(&folder, arguments);
        assert!(said.contains("  tip: "), "{arguments:?}: {said}");
        assert!(said.contains(tip), "{arguments:?}: {said}");
    }
}

#[test]
fn a_missing_folder_is_no_misspelt_subcommand() {
    let said = stderr(&run(&Folder::new(), &["manifests"]));
    assert!(said.contains("cannot read manifests"), "{said}");
    assert!(!said.contains("tip:"), "{said}");
}

#[test]
fn an_unknown_region_gets_a_suggestion() {
    let folder = Folder::new();
    folder.write(
        "orders.yaml",
        include_str!("../testdata/quickstart/orders.yaml"),
    );
    let said = stderr(&run(&folder, &["--region", "cn-hangzou", "."]));
    assert!(said.contains("`cn-hangzhou`"), "{said}");
}

#[test]
fn a_missing_value_is_reported_without_a_list_of_all_rules() {
    let said = refusal(&Folder::new(), &["--select"]);
    assert!(
        said.contains("a value is required for '--select <RULE>'"),
        "{said}"
    );
    assert!(!said.contains("ECI303"), "{said}");
}

#[test]
fn colours_can_be_forced() {
    let folder = Folder::new();
    folder.write(
        "orders.yaml",
        include_str!("../testdata/quickstart/orders.yaml"),
    );
    let has_colours = |variables: &[(&str, &str)], arguments: &[&str]| {
        let mut program = folder.program();
        for name in ["FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "NO_COLOR"] {
            program.env_remove(name);
        }
        program.envs(variables.iter().copied());
        let output = program.args(arguments).output().expect("it runs");
        (stdout(&output) + &stderr(&output)).contains("\x1b[")
    };
    for arguments in [
        &["orders.yaml"][..],
        &["-h"],
        &["rules"],
        &["explain", "ECI303"],
        &["chek"],
    ] {
        assert!(!has_colours(&[], arguments), "{arguments:?}");
        assert!(
            has_colours(&[("FORCE_COLOR", "1")], arguments),
            "{arguments:?}"
        );
        assert!(
            has_colours(&[("CLICOLOR_FORCE", "1")], arguments),
            "{arguments:?}"
        );
        assert!(
            !has_colours(&[("FORCE_COLOR", "0")], arguments),
            "{arguments:?}"
        );
        assert!(
            !has_colours(&[("FORCE_COLOR", "")], arguments),
            "{arguments:?}"
        );
        let both = [("FORCE_COLOR", "1"), ("NO_COLOR", "1")];
        assert!(!has_colours(&both, arguments), "{arguments:?}");
        let never: Vec<_> = ["--color=never"]
            .into_iter()
            .chain(arguments.iter().copied())
            .collect();
        assert!(
            !has_colours(&[("FORCE_COLOR", "1")], &never),
            "{arguments:?}"
        );
        let always: Vec<_> = ["--color=always"]
            .into_iter()
            .chain(arguments.iter().copied())
            .collect();
        assert!(has_colours(&[("NO_COLOR", "1")], &always), "{arguments:?}");
    }
}

#[test]
fn quoted_input_is_plain_text() {
    let folder = Folder::new();
    let bad = "\x1b[31m\n::error::x";
    for arguments in [
        &["explain", bad][..],
        &["rules", bad],
        &["--select", bad, "."],
        &["man", bad],
        &["plan", bad, "plan"],
        &[bad, "plan"],
        &["--region", "cn-hangzhou", "rules", bad],
    ] {
        let output = run(&folder, arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let said = stderr(&output);
        assert!(!said.contains('\x1b'), "{arguments:?}: {said:?}");
        assert!(!said.contains("\n::"), "{arguments:?}: {said:?}");
    }
}

#[test]
#[cfg(unix)]
fn on_a_terminal_it_says_what_it_waits_for() {
    let folder = Folder::new();
    let program = env!("CARGO_BIN_EXE_spark-eci-lint");
    let said = |arguments: &str| {
        let mut script = std::process::Command::new("script");
        common::clean(&mut script);
        script.current_dir(folder.path());
        script.args(["-qec", &format!("{program} {arguments}"), "/dev/null"]);
        script.stdin(std::process::Stdio::null());
        script.output().map(|output| stdout(&output))
    };
    let Ok(waits) = said("-") else {
        return common::skip("script is not here");
    };
    assert!(
        waits.contains("reading a manifest from the terminal"),
        "{waits}"
    );
    let quiet = said("-q -").expect("script");
    assert!(!quiet.contains("reading a manifest"), "{quiet}");
}
