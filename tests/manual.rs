//! The manual pages.

mod common;

use std::{
    fs,
    io::Write as _,
    process::{Command, Stdio},
};

use common::{Folder, skip, stderr, stdout};

fn page(arguments: &[&str]) -> String {
    let folder = Folder::new();
    let mut program = folder.program();
    let output = program
        .arg("man")
        .args(arguments)
        .output()
        .expect("it runs");
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    stdout(&output)
}

/// The pages by file name.
fn pages() -> Vec<(String, String)> {
    let folder = Folder::new();
    let mut program = folder.program();
    let output = program.args(["man", "--output", "share/man1"]).output();
    let output = output.expect("it runs");
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let files = fs::read_dir(folder.path().join("share/man1")).expect("the folder");
    let page = |file: fs::DirEntry| {
        let text = fs::read_to_string(file.path()).expect("a page");
        (file.file_name().into_string().expect("UTF-8"), text)
    };
    let mut pages: Vec<_> = files.map(|file| page(file.expect("a file"))).collect();
    pages.sort();
    pages
}

#[test]
fn each_command_has_a_page() {
    let pages = pages();
    let names: Vec<_> = pages.iter().map(|(name, _)| name.as_str()).collect();
    let wanted = [
        "spark-eci-lint-check.1",
        "spark-eci-lint-completions.1",
        "spark-eci-lint-config-init.1",
        "spark-eci-lint-config-schema.1",
        "spark-eci-lint-config-show.1",
        "spark-eci-lint-config-test.1",
        "spark-eci-lint-config.1",
        "spark-eci-lint-explain.1",
        "spark-eci-lint-lsp.1",
        "spark-eci-lint-man.1",
        "spark-eci-lint-plan.1",
        "spark-eci-lint-rules.1",
        "spark-eci-lint.1",
    ];
    assert_eq!(names, wanted);
    let of = |name: &str| {
        &pages
            .iter()
            .find(|(known, _)| known == name)
            .expect("a page")
            .1
    };
    assert_eq!(&page(&[]), of("spark-eci-lint.1"));
    assert_eq!(&page(&["plan"]), of("spark-eci-lint-plan.1"));
    assert_eq!(
        &page(&["config", "show"]),
        of("spark-eci-lint-config-show.1")
    );
}

#[test]
fn a_page_has_all_sections() {
    let sections = |page: &str| {
        let lines = page.lines().filter_map(|line| line.strip_prefix(".SH "));
        lines
            .map(|name| name.trim_matches('"').to_owned())
            .collect::<Vec<_>>()
    };
    let wanted = [
        "NAME",
        "SYNOPSIS",
        "DESCRIPTION",
        "OPTIONS",
        "SUBCOMMANDS",
        "ENVIRONMENT",
        "FILES",
        "EXIT STATUS",
        "EXAMPLES",
        "SEE ALSO",
    ];
    assert_eq!(sections(&page(&[])), wanted);
    let without_subcommands: Vec<_> = wanted
        .iter()
        .filter(|name| **name != "SUBCOMMANDS")
        .collect();
    for command in ["check", "plan", "explain", "rules"] {
        let found = sections(&page(&[command]));
        assert_eq!(
            found.iter().collect::<Vec<_>>(),
            without_subcommands,
            "{command}"
        );
    }
}

#[test]
fn a_page_names_each_variable_and_shows_examples_verbatim() {
    let page = page(&[]).replace("\\-", "-");
    for variable in [
        "SPARK_ECI_LINT_REGION",
        "SPARK_ECI_LINT_FAIL_ON",
        "NO_COLOR",
        "FORCE_COLOR",
        "COLUMNS",
    ] {
        assert!(page.contains(variable), "{variable}");
    }
    assert!(
        page.contains(".nf\n\\fBspark-eci-lint plan k8s\\fR\n.fi\n"),
        "{page}"
    );
    assert!(page.contains("\\fBspark-eci-lint-plan\\fR(1)"), "{page}");
    assert!(!page.contains('`'), "{page}");
}

#[test]
fn groff_has_no_warnings() {
    if Command::new("groff").arg("--version").output().is_err() {
        return skip("groff is not here");
    }
    for (name, page) in pages() {
        let mut groff = Command::new("groff")
            .args(["-man", "-Tutf8", "-ww", "-rLL=80n"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("groff");
        let mut input = groff.stdin.take().expect("a pipe");
        input.write_all(page.as_bytes()).expect("groff reads");
        drop(input);
        let output = groff.wait_with_output().expect("groff");
        assert_eq!(stderr(&output), "", "{name}");
        let set = stdout(&output);
        assert!(
            set.contains("Manual") || set.contains("User Commands"),
            "{name}: {set}"
        );
    }
}

#[test]
fn a_page_that_cannot_be_written_is_reported() {
    let folder = Folder::new();
    folder.write("taken", "");
    let mut program = folder.program();
    let output = program
        .args(["man", "--output", "taken"])
        .output()
        .expect("it runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("cannot write taken"),
        "{}",
        stderr(&output)
    );
}
