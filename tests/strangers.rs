//! Hostile pull requests: each test has the shape that once hid an application, read a secret or hung, and the required
//! behaviour.

mod common;

use std::{
    path::Path,
    process::{Command, Output, Stdio},
};

use common::{Folder, skip, stderr, stdout};

/// Two errors: ECI101 for each role.
const BAD: &str = "apiVersion: sparkoperator.k8s.io/v1beta2
kind: SparkApplication
metadata:
  name: bad
  namespace: jobs
spec:
  type: Scala
  mode: cluster
  image: spark:3.5.1
  mainClass: a.B
  mainApplicationFile: local:///a.jar
  sparkVersion: 3.5.1
  driver:
    cores: 1
    memory: 1g
  executor:
    instances: 2
    cores: 1
    memory: 1g
";
const ALL_OFF: &str = "rules: {ECI101: off, ECI102: off}\n";

fn ok() -> String {
    let placed = "    nodeSelector: {type: virtual-kubelet}\n    tolerations: [{key: virtual-kubelet.io/provider, operator: Exists}]\n";
    BAD.replace("    cores: 1\n", &format!("    cores: 1\n{placed}"))
}

fn run(folder: &Folder, arguments: &[&str]) -> Output {
    folder
        .program()
        .args(
            (!arguments
                .iter()
                .any(|argument| argument.starts_with("--format")))
            .then_some("--format=concise"),
        )
        .args(arguments)
        .stdin(Stdio::null())
        .env("XDG_CONFIG_HOME", folder.path())
        .output()
        .expect("the program")
}

/// The number of findings of a rule.
fn count(output: &Output, rule: &str) -> usize {
    let rule = format!("[{rule}]");
    stdout(output)
        .lines()
        .filter(|line| line.contains(&rule))
        .count()
}

/// The exit code and the numbers of findings of ECI001 and ECI101.
fn outcome(output: &Output) -> (Option<i32>, usize, usize) {
    (
        output.status.code(),
        count(output, "ECI001"),
        count(output, "ECI101"),
    )
}

fn lint(text: &str) -> Output {
    run(&Folder::with("app.yaml", text), &["app.yaml"])
}

fn git(folder: &Path, arguments: &[&str]) -> bool {
    let identity = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
    let mut command = Command::new("git");
    let output = command
        .current_dir(folder)
        .args(identity)
        .args(arguments)
        .output();
    let Ok(output) = output else {
        skip("there is no git");
        return false;
    };
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    true
}

/// A repository whose first commit is tagged `base`. `None` if git is not installed.
fn repository(files: &[(&str, &str)]) -> Option<Folder> {
    let folder = Folder::new();
    for (name, text) in files {
        folder.write(name, text);
    }
    (git(folder.path(), &["init", "--quiet", "--initial-branch=main"])
        && git(folder.path(), &["add", "--all"])
        && git(folder.path(), &["commit", "--quiet", "--message=a"])
        && git(folder.path(), &["tag", "base"]))
    .then_some(folder)
}

#[test]
fn a1_line_breaks_that_only_kubectl_knows_are_an_error() {
    for letter in ['\u{85}', '\u{2028}', '\u{2029}'] {
        let hidden = BAD.replacen("\nkind:", &format!("\n# see docs{letter}kind:"), 1);
        assert_eq!(outcome(&lint(&hidden)), (Some(1), 1, 0));
        let larger = ok().replace(
            "  executor:\n",
            &format!("  executor: # see{letter}    memory: 64g{letter}    cores: 16\n"),
        );
        assert_eq!(outcome(&lint(&larger)).1, 1);
        // Where it is insignificant, it is no mistake.
        let harmless = BAD.replacen("\nkind:", &format!("\n# see docs{letter}\nkind:"), 1);
        assert_eq!(outcome(&lint(&harmless)), (Some(1), 0, 2));
    }
}

#[test]
fn a1_content_after_a_carriage_return_is_checked_and_named() {
    let hidden = |end: &str| {
        ok().replace(
            "  executor:\n",
            &format!("  executor: # see{end}    memory: 64q{end}    cores: 16\n"),
        )
        .replace("    instances: 2\n    cores: 1\n", "    instances: 2\n")
        .replacen("    memory: 1g\n", "    memory: 2g\n", 1)
    };
    let text = hidden("\r");
    let executor = text.rfind("    memory: 1g\n").expect("the executor's");
    let text = [
        &text[..executor],
        &text[executor + "    memory: 1g\n".len()..],
    ]
    .concat();
    let output = lint(&text);
    assert!(
        stdout(&output).contains("warning[ECI001] a carriage return alone"),
        "{}",
        stdout(&output)
    );
    assert_eq!(count(&output, "ECI601"), 1);
    for text in [text.replace('\r', "\r\n"), BAD.replace('\n', "\r")] {
        assert_eq!(outcome(&lint(&text)).1, 0, "{text:?}");
    }
    assert_eq!(outcome(&lint(&BAD.replace('\n', "\r"))), (Some(1), 0, 2));
}

#[test]
fn a2_a_syntax_error_is_an_error_for_any_spelling_of_kind() {
    let deep = format!("{}{}", "[".repeat(300), "]".repeat(300));
    for kind in [
        "&k SparkApplication",
        "\"\\x53parkApplication\"",
        "!!str SparkApplication",
        ">-\n  SparkApplication",
    ] {
        for broken in ["  arguments: [-, a]\n", &format!("  deps: {deep}\n")] {
            let text = BAD.replace("SparkApplication", kind) + broken;
            assert_eq!(outcome(&lint(&text)), (Some(1), 1, 0), "{kind} {broken}");
        }
    }
}

#[test]
fn a3_an_action_in_a_comment_makes_no_template() {
    for text in [
        format!("{BAD}  # {{{{ }}}}\n  x: [\n"),
        // Nor does one after the mistake.
        format!("{BAD}  x: ]\n  y: {{{{ .y }}}}\n"),
    ] {
        assert_eq!(outcome(&lint(&text)), (Some(1), 1, 0), "{text}");
    }
    let template = format!("{BAD}  x: {{{{ .x }}}}\n  y: [\n");
    let output = run(
        &Folder::with("app.yaml", &template),
        &["--severity=info", "app.yaml"],
    );
    assert_eq!(
        (output.status.code(), count(&output, "ECI002")),
        (Some(0), 1)
    );
    let output = run(
        &Folder::with("app.yaml", template),
        &["--fail-on-unjudged", "app.yaml"],
    );
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a4_a_complete_application_is_checked_even_if_listed_as_a_patch() {
    for (place, kustomization) in [
        (
            "app.yaml",
            "resources: [./app.yaml]\npatches: [{path: app.yaml, target: {kind: Nothing}}]\n",
        ),
        ("deep/app.yaml", "patches: [{path: deep/app.yaml}]\n"),
        (
            "base/app.yaml",
            "resources: [base]\npatches: [{path: base/app.yaml, target: {kind: Nope}}]\n",
        ),
    ] {
        let folder = Folder::with(place, BAD);
        folder.write("kustomization.yaml", kustomization);
        assert_eq!(
            outcome(&run(&folder, &["."])),
            (Some(1), 0, 2),
            "{kustomization}"
        );
    }
    // A fragment is a resource if the same kustomization lists it as one in another spelling.
    let part = BAD.replace("  type: Scala\n", "");
    let folder = Folder::with("app.yaml", &part);
    folder.write(
        "kustomization.yaml",
        "resources: [./app.yaml]\npatches: [{path: app.yaml}]\n",
    );
    assert_eq!(outcome(&run(&folder, &["."])), (Some(1), 0, 2));
    // kustomize rejects a patch without a target.
    folder.write("kustomization.yaml", "patches: [{path: ./app.yaml}]\n");
    let output = run(&folder, &["."]);
    assert_eq!(outcome(&output), (Some(1), 0, 0));
    assert_eq!(count(&output, "ECI002"), 1);
}

#[test]
fn a5_ignore_files_hide_nothing_that_git_tracks() {
    let Some(folder) = repository(&[("k8s/app.yaml", BAD), ("build/app.yaml", BAD)]) else {
        return;
    };
    folder.write(".gitignore", "*.yaml\nbuild/\n");
    folder.write(".ignore", "*.yaml\n");
    folder.write("build/made.yaml", BAD);
    let output = run(&folder, &["."]);
    assert_eq!(outcome(&output), (Some(1), 0, 4), "{}", stdout(&output));
    assert!(!stdout(&output).contains("made.yaml"));
    assert!(!stderr(&output).contains("ignored"), "{}", stderr(&output));
}

#[test]
fn a5_ignored_files_are_counted_without_a_git_index() {
    let folder = Folder::with("app.yaml", BAD);
    folder.write(".gitignore", "*.yaml\n");
    let output = run(&folder, &["."]);
    assert_eq!(output.status.code(), Some(0));
    assert!(
        stderr(&output).contains("1 manifest or folder ignored by"),
        "{}",
        stderr(&output)
    );
    let json = stdout(&run(&folder, &["--format=json", "."]));
    assert!(
        json.replace("\": ", "\":").contains("\"ignored\":1"),
        "{json}"
    );
    assert_eq!(
        outcome(&run(&folder, &["--no-ignore", "."])),
        (Some(1), 0, 2)
    );
}

#[test]
fn a6_a_configuration_can_lock_settings_of_subfolders() {
    for lower in [
        ALL_OFF,
        "overrides: [{paths: ['*'], rules: {ECI101: off, ECI102: off}}]\n",
        "placement: \"off\"\n",
        "cluster: ack-serverless\n",
        "exclude: ['*.yaml']\n",
        "include: ['other.yaml']\n",
        "rules: {ECI1: off}\n",
        "rules: {placement: off}\n",
        "ignore: [placement]\n",
        "ignore: [ECI101, missing-toleration]\n",
        "select: [ECI3]\n",
        "overrides: [{paths: ['*'], ignore: [ECI1]}]\n",
    ] {
        let folder = Folder::with("team/app.yaml", BAD);
        folder.write("ok.yaml", ok());
        folder.write("team/.spark-eci-lint.yaml", lower);
        folder.write("spark-eci-lint.yaml", "region: cn-hangzhou\n");
        assert_eq!(outcome(&run(&folder, &["."])).2, 0, "{lower}");
        folder.write(
            "spark-eci-lint.yaml",
            "locked: [rules, placement, cluster, exclude]\n",
        );
        let output = run(&folder, &["."]);
        assert_eq!(outcome(&output), (Some(1), 0, 2), "{lower}");
        assert!(
            stderr(&output).contains("locked by spark-eci-lint.yaml and ignored"),
            "{}",
            stderr(&output)
        );
    }
    let folder = Folder::with("spark-eci-lint.yaml", "locked: [ECI999]\n");
    folder.write("app.yaml", BAD);
    let output = run(&folder, &["--no-ignore", "."]);
    assert!(
        stderr(&output).contains("`ECI999` cannot be locked: it is neither a setting nor a rule"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn a6_no_list_excludes_a_locked_rule() {
    for (locked, lower, refused) in [
        (
            "[ECI101]",
            "ignore: [placement]\n",
            "`ignore` is ignored for ECI101, which",
        ),
        (
            "[ECI101]",
            "select: [ECI3]\n",
            "`select` is ignored for ECI101, which",
        ),
        (
            "[ignore, ECI101]",
            "ignore: [ECI1]\n",
            "`ignore` is locked by",
        ),
    ] {
        let folder = Folder::with("team/app.yaml", BAD);
        folder.write("team/spark-eci-lint.yaml", lower);
        folder.write("spark-eci-lint.yaml", format!("locked: {locked}\n"));
        let output = run(&folder, &["."]);
        assert_eq!(output.status.code(), Some(1), "{lower}");
        assert!(!lines(&output, "ECI101").is_empty(), "{lower}");
        assert!(stderr(&output).contains(refused), "{}", stderr(&output));
    }
}

#[test]
fn a6_settings_of_a_run_are_locked_like_others() {
    let folder = Folder::with("team/app.yaml", BAD);
    let run_in_team = || {
        let mut program = folder.program();
        program.current_dir(folder.join("team"));
        program.arg("app.yaml").output().expect("it runs")
    };
    for (name, lower) in [
        ("fail-on", "fail-on: never\n"),
        ("severity", "{severity: error, fail-on: never}\n"),
        ("format", "format: json=out.json\n"),
        ("baseline", "baseline: known.json\n"),
        ("exclude", "{exclude: ['*'], force-exclude: true}\n"),
    ] {
        folder.write(
            "spark-eci-lint.yaml",
            format!("locked: [fail-on, {name}]\n"),
        );
        folder.write("team/spark-eci-lint.yaml", lower);
        let output = run_in_team();
        assert_eq!(
            output.status.code(),
            Some(1),
            "{lower}: {}",
            stderr(&output)
        );
        let said = format!("`{name}` is locked by");
        let files = "`include` and `exclude` are locked by";
        assert!(
            stderr(&output).contains(&said) || stderr(&output).contains(files),
            "{}",
            stderr(&output)
        );
    }
    // A stricter value applies.
    folder.write(
        "spark-eci-lint.yaml",
        "{locked: [fail-on], fail-on: never}\n",
    );
    folder.write("team/spark-eci-lint.yaml", "fail-on: error\n");
    assert_eq!(run_in_team().status.code(), Some(1));
    folder.write("team/spark-eci-lint.yaml", "fail-on: never\n");
    assert_eq!(run_in_team().status.code(), Some(0));
}

#[test]
fn a6_values_stricter_than_locked_ones_apply() {
    let folder = Folder::with("team/app.yaml", BAD);
    for (upper, lower, code, warnings) in [
        ("{ECI101: warning, ECI102: off}", "{ECI101: error}", 1, 0),
        ("{ECI101: warning, ECI102: off}", "{ECI101: warning}", 0, 2),
        ("{ECI101: warning, ECI102: off}", "{ECI101: info}", 0, 2),
        ("{ECI101: warning, ECI102: off}", "{ECI102: warning}", 0, 2),
        // A rule that the upper configuration does not set has its default severity, error.
        ("{ECI102: off}", "{ECI101: warning}", 1, 0),
    ] {
        folder.write(
            "spark-eci-lint.yaml",
            format!("locked: [ECI101]\nrules: {upper}\n"),
        );
        folder.write(
            "team/spark-eci-lint.yaml",
            format!("rules: {{ECI102: off}}\noverrides: [{{paths: ['*'], rules: {lower}}}]\n"),
        );
        let output = run(&folder, &["team"]);
        let found = lines(&output, "ECI101");
        let number = found.iter().filter(|line| line.contains("warning")).count();
        assert_eq!(
            (output.status.code(), number),
            (Some(code), warnings),
            "{upper} {lower}: {found:?}"
        );
        let is_weaker =
            ["{ECI101: info}"].contains(&lower) || warnings == 0 && lower == "{ECI101: warning}";
        assert_eq!(
            stderr(&output).contains("is locked by"),
            is_weaker,
            "{upper} {lower}: {}",
            stderr(&output)
        );
    }
    folder.write("spark-eci-lint.yaml", "locked: [rules, require-reason]\n");
    let ignored = BAD.replace(
        "  driver:\n",
        "  # spark-eci-lint: ignore[ECI101]\n  driver:\n",
    );
    folder.write("team/app.yaml", ignored);
    for (lower, number) in [
        ("require-reason: true\n", 2),
        ("rules: {ECI101: {ignorable: false}}\n", 2),
        ("region: cn-beijing\n", 1),
    ] {
        folder.write("team/spark-eci-lint.yaml", lower);
        assert_eq!(count(&run(&folder, &["team"]), "ECI101"), number, "{lower}");
    }
}

#[test]
fn a6_resources_of_kustomizations_are_read_with_any_extension() {
    for (kustomization, name) in [
        ("kustomization.yaml", "app.txt"),
        ("Kustomization", "app"),
        ("base/kustomization.yml", "./deep/app.md"),
    ] {
        let folder = Folder::with(kustomization, format!("resources: [./{name}]\n"));
        let base = Path::new(kustomization).parent().expect("a folder");
        let path = base.join(name);
        folder.write(path.to_str().expect("a path"), BAD);
        let output = run(&folder, &["."]);
        assert_eq!(
            outcome(&output),
            (Some(1), 0, 2),
            "{name}: {}",
            stdout(&output)
        );
    }
    // kustomize includes nothing from outside of its folder.
    let folder = Folder::with(
        "k8s/kustomization.yaml",
        "resources: [../app.txt, /etc/passwd, a/../../app.txt]\n",
    );
    folder.write("app.txt", BAD);
    let output = run(&folder, &["k8s"]);
    assert_eq!(
        (outcome(&output), stderr(&output).contains("cannot read")),
        // kustomize rejects the kustomization, which is an error of its own.
        ((Some(1), 0, 0), false)
    );
}

#[test]
fn a6_excluded_files_are_counted() {
    let folder = Folder::with("new.yaml", BAD);
    folder.write("ok.yaml", ok());
    folder.write("spark-eci-lint.yaml", "exclude: [new.yaml]\n");
    let output = run(&folder, &["."]);
    assert!(
        stderr(&output).contains("1 file with Spark applications excluded"),
        "{}",
        stderr(&output)
    );
    for (format, text) in [
        ("json", "\"excluded\": 1"),
        ("sarif", "\"excluded\": 1"),
        ("markdown", "1 excluded"),
        ("human", ", 1 excluded"),
    ] {
        let told = stdout(&run(&folder, &[&format!("--format={format}"), "."]));
        let told = told.replace("\"excluded\":1", "\"excluded\": 1");
        assert!(told.contains(text), "{format}: {told}");
    }
}

#[test]
fn a6_no_suppressions_disables_all_suppressions() {
    let suppressed = format!("# spark-eci-lint: ignore-file[ECI101, ECI102] x\n{BAD}");
    let folder = Folder::with("app.yaml", suppressed);
    assert_eq!(outcome(&run(&folder, &["app.yaml"])).2, 0);
    assert_eq!(
        outcome(&run(&folder, &["--no-suppressions", "app.yaml"])),
        (Some(1), 0, 2)
    );
}

#[test]
fn a6_a_baseline_with_unknown_fields_or_too_large_counts_is_refused() {
    let folder = Folder::with("app.yaml", BAD);
    let row = "\"rule\": \"ECI101\", \"kind\": \"SparkApplication\", \"namespace\": \"jobs\", \"name\": \"bad\", \"role\": \"driver\"";
    for rows in [
        format!("{{{row}, \"count\": 1, \"comment\": 2}}"),
        format!("{{{row}, \"count\": 18446744073709551615}}"),
        format!("{{{row}, \"count\": 4294967295}}, {{{row}, \"count\": 2}}"),
    ] {
        folder.write(
            "baseline.json",
            format!("{{\"version\": 1, \"findings\": [{rows}]}}"),
        );
        let output = run(&folder, &["--baseline=baseline.json", "app.yaml"]);
        assert_eq!(output.status.code(), Some(2), "{rows}");
    }
    folder.write(
        "baseline.json",
        format!("{{\"version\": 1, \"findings\": [{{{row}, \"count\": 1}}]}}"),
    );
    assert_eq!(
        outcome(&run(&folder, &["--baseline=baseline.json", "app.yaml"])).2,
        1
    );
}

#[test]
fn a7_a_move_to_a_folder_with_other_settings_is_a_change() {
    let Some(folder) = repository(&[
        ("examples/bad.yaml", BAD),
        ("examples/.spark-eci-lint.yaml", ALL_OFF),
        ("prod/ok.yaml", &ok()),
        ("more/bad.yaml", &BAD.replace("bad", "more")),
    ]) else {
        return;
    };
    let (from, to) = (
        folder.join("examples/bad.yaml"),
        folder.join("prod/bad.yaml"),
    );
    std::fs::rename(from, to).expect("a move");
    // With the same settings, a moved application is unchanged.
    std::fs::rename(folder.join("more/bad.yaml"), folder.join("prod/more.yaml")).expect("a move");
    assert!(git(folder.path(), &["add", "--all"]));
    let output = run(&folder, &["--diff-base=base", "."]);
    assert_eq!(outcome(&output), (Some(1), 0, 2), "{}", stdout(&output));
    assert!(!stdout(&output).contains("more.yaml"));
}

#[test]
fn a8_a_document_with_items_is_a_list() {
    let indented = format!("  {}\n", BAD.trim_end().replace('\n', "\n  "));
    let item = format!("- {}", &indented[2..]);
    let without_kind = item
        .lines()
        .filter(|line| !line.contains("apiVersion") && !line.contains("kind:"))
        .collect::<Vec<_>>()
        .join("\n")
        .replacen("  metadata", "- metadata", 1);
    for text in [
        format!(
            "apiVersion: sparkoperator.k8s.io/v1beta2\nkind: SparkApplicationList\nitems:\n{without_kind}\n"
        ),
        format!("apiVersion: v1\nkind: ConfigMap\nitems:\n{item}"),
        format!("{}items:\n{item}", ok()),
    ] {
        assert_eq!(outcome(&lint(&text)), (Some(1), 0, 2), "{text}");
    }
}

#[test]
fn c1_a_file_name_is_no_option() {
    let folder = Folder::with("app.yaml", BAD);
    folder.write("x.yaml", ALL_OFF);
    folder.write("--config=x.yaml", "");
    let output = run(&folder, &["--config=x.yaml", "app.yaml"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("write `./--config=x.yaml` for the file"),
        "{}",
        stderr(&output)
    );
    assert_eq!(
        outcome(&run(
            &folder,
            &["--quiet", "--", "--config=x.yaml", "app.yaml"]
        )),
        (Some(1), 0, 2)
    );
    folder.write("--write-baseline=out/b.json", "");
    assert_eq!(
        run(&folder, &["--write-baseline=out/b.json", "app.yaml"])
            .status
            .code(),
        Some(2)
    );
    let hooks = include_str!("../.pre-commit-hooks.yaml");
    assert_eq!(hooks.matches("args: [--quiet, --]").count(), 4);
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).expect("a copy");
        }
    }
}

#[test]
fn c3_a_fake_repository_runs_nothing() {
    let Some(made) = repository(&[("app.yaml", BAD), (".gitattributes", "* filter=x\n")]) else {
        return;
    };
    let folder = Folder::new();
    copy(&made.join(".git"), &folder.join("k8s"));
    folder.write("k8s/config", "[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = .\n[filter \"x\"]\n\tclean = \"touch PWNED; cat\"\n");
    folder.write("k8s/.gitattributes", "* filter=x\n");
    folder.write("k8s/app.yaml", BAD.replace("1g", "2g"));
    let output = folder
        .program()
        .current_dir(folder.join("k8s"))
        .args([".", "--diff-base=base"])
        .output()
        .expect("the program");
    assert!(!folder.join("k8s/PWNED").exists());
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
}

#[test]
fn f_white_space_that_java_keeps_makes_a_size_invalid() {
    for space in ['\u{a0}', '\u{3000}', '\u{2003}'] {
        let text = ok()
            .replace("  executor:\n", "  executor:\n    memoryOverhead: X\n")
            .replace('X', &format!("1g{space}"));
        let output = lint(&text);
        assert_ne!(stdout(&output), "", "U+{:04X}", u32::from(space));
    }
}

/// The lines about a rule.
fn lines(output: &Output, rule: &str) -> Vec<String> {
    let rule = format!("[{rule}]");
    let text = stdout(output);
    let lines = text.lines().filter(|line| line.contains(&rule));
    lines.map(str::to_owned).collect()
}

#[test]
fn f_letters_that_look_like_others_are_named() {
    let with =
        |field: &str| ok().replace("    cores: 1\n", &format!("    cores: 1\n    {field}\n"));
    for (text, rule, named) in [
        (
            ok().replace("nodeSelector", "nodeSel\u{200b}ector"),
            "ECI007",
            "U+200B",
        ),
        (
            ok().replace("nodeSelector", "n\u{43e}deSelect\u{43e}r"),
            "ECI007",
            "U+043E",
        ),
        (ok().replace("{type:", "{typ\u{435}:"), "ECI104", "U+0435"),
        (
            ok().replace("kubelet}", "kubelet\u{200b}}"),
            "ECI104",
            "U+200B",
        ),
        (
            ok().replace(".io/provider", ".i\u{43e}/provider"),
            "ECI103",
            "U+043E",
        ),
        (
            ok().replace("provider", "\u{200b}provider"),
            "ECI103",
            "U+200B",
        ),
        (
            ok().replace("operator: Exists", "value: alibabacl\u{43e}ud"),
            "ECI103",
            "U+043E",
        ),
        (
            with("annotations: {k8s.aliyun.com/eci-use-sp\u{435}cs: 2-4Gi}"),
            "ECI011",
            "U+0435",
        ),
        (
            with("annotations: {k8s.aliyun.com/eci-use-specs: \"2-4Gi\u{3000}\"}"),
            "ECI202",
            "U+3000",
        ),
        (with("memoryOverhead: 1g\u{a0}"), "ECI601", "U+00A0"),
    ] {
        let output = run(
            &Folder::with("app.yaml", &text),
            &["--severity=info", "app.yaml"],
        );
        let found = lines(&output, rule);
        assert_eq!(found.len(), 2, "{named}: {}", stdout(&output));
        assert!(
            found
                .iter()
                .all(|line| line.contains(&format!("contains {named}"))),
            "{found:?}"
        );
    }
}

#[test]
fn f_a_toleration_key_with_a_typo_is_a_near_miss() {
    let output = lint(&ok().replace("kubelet.io/provider", "kubelet.io/provder"));
    assert_eq!((count(&output, "ECI103"), count(&output, "ECI102")), (2, 0));
    let output = lint(&ok().replace("kubelet.io/provider", "kubelet.io/name"));
    assert_eq!((count(&output, "ECI103"), count(&output, "ECI102")), (0, 2));
}

#[test]
fn f_values_that_spark_cannot_parse_are_rejected() {
    let conf = |line: &str| {
        format!(
            "{}  sparkConf:\n    {line}\n",
            ok().replace("    instances: 2\n", "")
        )
    };
    for text in [
        conf("spark.executor.instances: \"3\u{3000}\""),
        conf("spark.executor.instances: \"3000000000\""),
        conf("spark.dynamicAllocation.enabled: \"true\u{a0}\""),
    ] {
        assert_eq!(count(&lint(&text), "ECI604"), 1, "{text}");
    }
    let text = ok().replace("instances: 2", "instances: 2147483648");
    assert_eq!(count(&lint(&text), "ECI006"), 1, "{text}");
    for text in [
        conf("spark.executor.instances: \" 3\\t\""),
        conf("spark.dynamicAllocation.enabled: \" TRUE \""),
        ok().replace("instances: 2", "instances: 2147483647"),
    ] {
        assert_eq!(count(&lint(&text), "ECI604"), 0, "{text}");
    }
}

#[test]
fn f_too_large_quantities_are_reported() {
    let request = |value: &str| {
        let text = ok().replace(
            "    instances: 2\n",
            &format!("    instances: 2\n    coreRequest: \"{value}\"\n"),
        );
        let output = lint(&text);
        (count(&output, "ECI304"), count(&output, "ECI604"))
    };
    for value in ["1e308", "1E", "9223372036854775807Ei"] {
        assert_eq!(request(value), (1, 0), "{value}");
    }
    for value in [&format!(".{}", "9".repeat(50)), "-0"] {
        assert_eq!(request(value), (0, 0), "{value}");
    }
    assert_eq!(request("1x"), (0, 1));
}

#[test]
fn c5_templates_install_one_version_and_nothing_else() {
    let version = env!("CARGO_PKG_VERSION");
    let gitlab = include_str!("../packaging/gitlab/spark-eci-lint.yml");
    assert!(gitlab.contains(&format!("spark-eci-lint=={version}$")));
    assert!(gitlab.contains("--hash=sha256:$SPARK_ECI_LINT_SHA256"));
    assert!(gitlab.contains("--no-deps --only-binary :all:"));
    // A tag can be moved, but a commit cannot.
    for text in [
        include_str!("../action.yml"),
        include_str!("../.github/workflows/release.yml"),
        include_str!("../.github/workflows/ci.yml"),
    ] {
        let uses = text
            .lines()
            .filter_map(|line| line.trim_start_matches([' ', '-']).strip_prefix("uses: "));
        for uses in uses.filter(|uses| !uses.starts_with("./")) {
            let (_, commit) = uses.split_once('@').expect("a version");
            let commit: String = commit.chars().take_while(char::is_ascii_hexdigit).collect();
            assert_eq!(commit.len(), 40, "{uses}");
        }
        for install in text.lines().filter(|line| line.contains("cargo install")) {
            assert!(install.contains("--locked"), "{install}");
        }
    }
}

/// GitHub drops larger summaries.
const SUMMARY: usize = 1 << 20;

#[test]
fn c5_a_summary_is_bounded_in_bytes() {
    // Each of these letters takes 15 bytes.
    let text_of =
        |at: usize| BAD.replace("name: bad", &format!("name: \"{at}{}\"", "@".repeat(8000)));
    let names: Vec<_> = (0..200).map(text_of).collect();
    let entries: Vec<_> = (0..400)
        .map(|at| format!("{at}{}", "x".repeat(3000)))
        .collect();
    let list = entries.join(",");
    let annotation = format!("    annotations: {{k8s.aliyun.com/eci-use-specs: '{list}'}}\n");
    let specs = BAD.to_owned() + &annotation;
    let many: Vec<_> = (0..4)
        .map(|at| specs.replace("name: bad", &format!("name: a{at}")))
        .collect();
    for text in [names.join("---\n"), specs, many.join("---\n")] {
        let output = run(
            &Folder::with("app.yaml", &text),
            &["--format=markdown", "--severity=info", "app.yaml"],
        );
        let summary = stdout(&output);
        assert!(summary.len() < SUMMARY, "{}", summary.len());
        assert!(summary.contains("more are not shown here") || summary.contains("ECI101"));
        assert!(!summary.contains("@@"));
    }
}

#[cfg(unix)]
mod links {
    use std::{
        fs,
        os::unix::fs::symlink,
        time::{Duration, Instant},
    };

    use super::*;

    /// The program's output within ten seconds and a GiB of memory.
    fn bounded(folder: &Folder, arguments: &[&str]) -> Output {
        let program = env!("CARGO_BIN_EXE_spark-eci-lint");
        let mut command = Command::new("sh");
        common::clean(&mut command);
        command
            .current_dir(folder.path())
            .args([
                "-c",
                "ulimit -v 4194304; ulimit -t 20; exec \"$0\" \"$@\"",
                program,
            ])
            .args(arguments)
            .env("DEPLOY_TOKEN", "s3cr3t-value-123")
            .env("CI_COMMIT_MESSAGE", "fix: kind: SparkApplication")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program");
        let started = Instant::now();
        while child.try_wait().expect("a child").is_none() {
            if started.elapsed() > Duration::from_mins(1) {
                child.kill().expect("a child");
                panic!("it hangs");
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        child.wait_with_output().expect("what it says")
    }

    #[test]
    fn a6_a_link_has_the_settings_of_its_own_folder() {
        let folder = Folder::with("examples/bad.yaml", BAD);
        folder.write("examples/spark-eci-lint.yaml", ALL_OFF);
        fs::create_dir(folder.join("prod")).expect("a folder");
        symlink("../examples/bad.yaml", folder.join("prod/new.yaml")).expect("a link");
        folder.write("spark-eci-lint.yaml", "region: cn-hangzhou\n");
        let output = run(&folder, &["."]);
        assert_eq!(outcome(&output), (Some(1), 0, 2), "{}", stdout(&output));
        assert!(stdout(&output).contains("prod/new.yaml"));
        let output = run(&folder, &["--follow-links", "prod"]);
        assert_eq!(outcome(&output), (Some(1), 0, 2), "{}", stdout(&output));
    }

    #[test]
    fn a7_a_new_link_is_a_new_file() {
        let Some(folder) = repository(&[("examples/bad.yaml", BAD), ("prod/ok.yaml", &ok())])
        else {
            return;
        };
        symlink("../examples/bad.yaml", folder.join("prod/new.yaml")).expect("a link");
        assert!(git(folder.path(), &["add", "--all"]));
        let output = run(&folder, &["--diff-base=base", "prod"]);
        assert_eq!(outcome(&output), (Some(1), 0, 2), "{}", stdout(&output));
    }

    #[test]
    fn b1_ignore_files_that_are_links_or_pipes_are_not_read() {
        for (name, target) in [
            (".gitignore", "/dev/zero"),
            (".ignore", "/proc/self/pagemap"),
            (".gitignore", "/dev/stdin"),
        ] {
            let folder = Folder::with("app.yaml", BAD);
            symlink(target, folder.join(name)).expect("a link");
            assert_eq!(
                outcome(&bounded(&folder, &["--format=concise", "."])),
                (Some(1), 0, 2),
                "{name} {target}"
            );
        }
        let folder = Folder::with("app.yaml", BAD);
        let made = Command::new("mkfifo")
            .arg(folder.join(".gitignore"))
            .status();
        assert!(made.expect("mkfifo").success());
        assert_eq!(
            outcome(&bounded(&folder, &["--format=concise", "."])),
            (Some(1), 0, 2)
        );
    }

    #[test]
    fn b1_files_that_are_devices_or_too_large_are_not_read() {
        for (name, target) in [
            ("x.yaml", "/proc/self/pagemap"),
            ("x.yaml", "/dev/zero"),
            ("spark-eci-lint.yaml", "/proc/self/pagemap"),
            ("spark-eci-lint.yaml", "/dev/zero"),
        ] {
            let folder = Folder::with("app.yaml", BAD);
            symlink(target, folder.join(name)).expect("a link");
            let output = bounded(&folder, &["--format=concise", "."]);
            assert_eq!(output.status.code(), Some(2), "{name} {target}");
            assert!(stderr(&output).contains(name), "{}", stderr(&output));
        }
        for target in ["/proc/self/pagemap", "/dev/zero"] {
            let folder = Folder::with("app.yaml", BAD);
            symlink(target, folder.join("kustomization.yaml")).expect("a link");
            let output = bounded(&folder, &["--format=concise", "app.yaml"]);
            assert_eq!(outcome(&output), (Some(1), 0, 2), "{target}");
        }
        let folder = Folder::new();
        let sparse = fs::File::create(folder.join("x.yaml")).expect("a file");
        sparse.set_len(5 << 30).expect("a sparse file");
        let output = bounded(&folder, &["."]);
        assert_eq!(output.status.code(), Some(2));
        assert!(
            stderr(&output).contains("files of 4 GiB and more are not read"),
            "{}",
            stderr(&output)
        );
    }

    /// Messages of an editor, each after its length.
    fn messages(messages: &[&str]) -> String {
        let each = messages.iter();
        let each = each.map(|text| format!("Content-Length: {}\r\n\r\n{text}", text.len()));
        each.collect::<Vec<_>>().concat()
    }

    #[test]
    fn b1_the_language_server_survives_links_to_devices() {
        for (name, target) in [
            (".gitignore", "/dev/zero"),
            (".ignore", "/proc/self/pagemap"),
            (".gitignore", "/dev/stdin"),
            ("x.yaml", "/proc/self/pagemap"),
            ("x.yaml", "/dev/zero"),
            ("spark-eci-lint.yaml", "/proc/self/pagemap"),
            ("spark-eci-lint.yaml", "/dev/zero"),
            ("kustomization.yaml", "/dev/zero"),
        ] {
            let folder = Folder::with("app.yaml", BAD);
            symlink(target, folder.join(name)).expect("a link");
            let uri = format!("file://{}", folder.path().display());
            let start = format!(
                r#"{{"jsonrpc":"2.0","id":1,"method":"initialize","params":{{"capabilities":{{"textDocument":{{"diagnostic":{{}}}}}},"rootUri":"{uri}"}}}}"#
            );
            let said = messages(&[
                &start,
                r#"{"jsonrpc":"2.0","method":"initialized","params":{}}"#,
                r#"{"jsonrpc":"2.0","id":2,"method":"workspace/diagnostic","params":{"previousResultIds":[]}}"#,
            ]);
            let mut child = Command::new("sh")
                .args([
                    "-c",
                    "ulimit -v 1048576; ulimit -t 20; exec \"$0\" lsp",
                    env!("CARGO_BIN_EXE_spark-eci-lint"),
                ])
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .expect("the server");
            let mut input = child.stdin.take().expect("its input");
            std::io::Write::write_all(&mut input, said.as_bytes()).expect("a server");
            let mut output = std::io::BufReader::new(child.stdout.take().expect("its output"));
            // It answers pending requests and new ones.
            let answer = answer_to(&mut output, 2);
            // An unreadable configuration is reported, and nothing is checked.
            let told = if name == "spark-eci-lint.yaml" {
                "cannot be read"
            } else {
                "ECI101"
            };
            assert!(answer.contains(told), "{name} {target}: {answer}");
            let end = messages(&[
                r#"{"jsonrpc":"2.0","id":3,"method":"shutdown"}"#,
                r#"{"jsonrpc":"2.0","method":"exit"}"#,
            ]);
            std::io::Write::write_all(&mut input, end.as_bytes()).expect("a server");
            answer_to(&mut output, 3);
            assert!(
                child.wait().expect("the server").success(),
                "{name} {target}"
            );
        }
    }

    /// The answer to a request; other messages of the server are skipped.
    fn answer_to(output: &mut impl std::io::BufRead, id: u32) -> String {
        loop {
            let mut length = 0;
            loop {
                let mut line = String::new();
                assert_ne!(
                    output.read_line(&mut line).expect("an answer"),
                    0,
                    "the server has ended"
                );
                if let Some(text) = line.strip_prefix("Content-Length: ") {
                    length = text.trim().parse().expect("a number");
                }
                if line.trim().is_empty() {
                    break;
                }
            }
            let mut text = vec![0; length];
            output.read_exact(&mut text).expect("an answer");
            let text = String::from_utf8(text).expect("text");
            if text.contains(&format!("\"id\":{id},")) {
                return text;
            }
        }
    }

    #[test]
    fn b2_nothing_of_the_environment_reaches_a_report() {
        for name in [
            "app.yaml",
            "spark-eci-lint.yaml",
            "kustomization.yaml",
            "baseline.json",
        ] {
            for target in ["/proc/self/environ", "../.git/config"] {
                let folder = Folder::with("k8s/ok.yaml", ok());
                folder.write(".git/config", "kind: SparkApplication [s3cr3t-value-123\n");
                symlink(target, folder.join("k8s").join(name)).expect("a link");
                for arguments in [
                    &["--format=human", "--severity=info", "k8s"][..],
                    &["--format=human", "k8s/app.yaml"],
                    &["--format=human", "--config=k8s/spark-eci-lint.yaml", "k8s"],
                    &["--format=human", "--baseline=k8s/baseline.json", "k8s"],
                ] {
                    let output = bounded(&folder, arguments);
                    let told = stdout(&output) + &stderr(&output);
                    assert!(
                        !told.contains("s3cr3t"),
                        "{name} {target} {arguments:?}: {told}"
                    );
                }
            }
        }
    }

    #[test]
    fn b2_links_that_lead_out_are_named_and_not_read() {
        let outside = Folder::with("app.yaml", BAD);
        let folder = Folder::with("ok.yaml", ok());
        symlink(outside.join("app.yaml"), folder.join("app.yaml")).expect("a link");
        let output = run(&folder, &["."]);
        assert_eq!(output.status.code(), Some(2));
        assert!(
            stderr(&output)
                .contains("cannot read app.yaml: it is a link that leads out of the folder"),
            "{}",
            stderr(&output)
        );
        assert_eq!(
            outcome(&run(&folder, &["--follow-links", "."])),
            (Some(1), 0, 2)
        );
    }

    /// A manifest with a safe fix: Spark does not support the unit of `1Gi`.
    fn fixable() -> String {
        ok().replace("memory: 1g", "memory: 1Gi")
    }

    #[test]
    fn c2_a_stream_is_written_to_and_not_replaced() {
        let folder = Folder::with("app.yaml", BAD);
        symlink("/proc/self/fd/1", folder.join("so")).expect("a link");
        // `/dev/stdout` itself is such a link. It is not used here, because a failure of this test would delete it for
        // root.
        for name in ["/dev/fd/1", "so"] {
            let out = fs::File::create(folder.join("captured")).expect("a file");
            let status = folder
                .program()
                .args([&format!("--format=json={name}"), "--no-config", "app.yaml"])
                .stdout(out)
                .status()
                .expect("the program");
            assert_eq!(status.code(), Some(1), "{name}");
            assert!(folder.read("captured").contains("\"findings\""), "{name}");
        }
        assert!(folder.join("so").is_symlink());
    }

    #[test]
    fn c2_a_report_keeps_links_names_and_modes() {
        use std::os::unix::fs::{MetadataExt, PermissionsExt};
        let folder = Folder::with("app.yaml", BAD);
        folder.write("real.json", "");
        fs::set_permissions(folder.join("real.json"), fs::Permissions::from_mode(0o600))
            .expect("a mode");
        symlink("real.json", folder.join("link.json")).expect("a link");
        run(&folder, &["--format=json=link.json", "app.yaml"]);
        assert!(folder.join("link.json").is_symlink());
        assert!(folder.read("real.json").contains("findings"));
        let mode = fs::metadata(folder.join("real.json"))
            .expect("a file")
            .mode();
        assert_eq!(mode & 0o777, 0o600);
        fs::hard_link(folder.join("real.json"), folder.join("other.json")).expect("a name");
        fs::write(folder.join("real.json"), "").expect("a file");
        run(&folder, &["--format=json=real.json", "app.yaml"]);
        assert!(folder.read("other.json").contains("findings"));
    }

    #[test]
    fn c2_a_file_that_is_fixed_keeps_attributes_and_lists_of_access() {
        use std::os::unix::fs::MetadataExt;
        // Version 2 of the list: the owner, user 12345, the group, a mask and all others.
        let entry = |tag: u16, may: u16, id: u32| {
            [
                &tag.to_le_bytes()[..],
                &may.to_le_bytes(),
                &id.to_le_bytes(),
            ]
            .concat()
        };
        let mut access = 2_u32.to_le_bytes().to_vec();
        for (tag, may, id) in [
            (0x01, 6, u32::MAX),
            (0x02, 4, 12345),
            (0x04, 4, u32::MAX),
            (0x10, 4, u32::MAX),
            (0x20, 0, u32::MAX),
        ] {
            access.extend(entry(tag, may, id));
        }
        for (name, value) in [
            ("user.origin", &b"a team"[..]),
            ("system.posix_acl_access", &access),
        ] {
            let folder = Folder::with("app.yaml", fixable());
            let path = folder.join("app.yaml");
            if let Err(error) = xattr::set(&path, name, value) {
                skip(&format!("no {name} here: {error}"));
                continue;
            }
            let inode = fs::metadata(&path).expect("a file").ino();
            run(&folder, &["--fix", "app.yaml"]);
            assert!(folder.read("app.yaml").contains("memory: 1g"));
            let kept = xattr::get(&path, name).expect("attributes");
            assert_eq!(kept.as_deref(), Some(value), "{name}");
            // The program was able to set it, so the file was replaced.
            assert_ne!(fs::metadata(&path).expect("a file").ino(), inode);
        }
    }

    #[test]
    fn c2_a_file_that_is_fixed_keeps_its_group() {
        use std::os::unix::fs::{MetadataExt, chown};
        let folder = Folder::with("app.yaml", fixable());
        let path = folder.join("app.yaml");
        let own = fs::metadata(&path).expect("a file").gid();
        let groups = Command::new("id").arg("-G").output().expect("id");
        let groups = stdout(&groups);
        let mut others = groups
            .split_whitespace()
            .filter_map(|group| group.parse().ok());
        // The superuser can set any group.
        let is_superuser = fs::metadata(&path).expect("a file").uid() == 0;
        let other = others.find(|group| *group != own);
        let Some(other) = other.or(is_superuser.then_some(12345)) else {
            return skip("no second group");
        };
        chown(&path, is_superuser.then_some(12345), Some(other)).expect("another group");
        run(&folder, &["--fix", "app.yaml"]);
        assert!(folder.read("app.yaml").contains("memory: 1g"));
        let kept = fs::metadata(&path).expect("a file");
        assert_eq!(kept.gid(), other);
        if is_superuser {
            assert_eq!(kept.uid(), 12345);
        }
    }

    #[test]
    fn c2_nothing_is_written_through_a_link_that_leads_out() {
        let outside = Folder::with("o.yaml", fixable());
        let folder = Folder::with("jobs/ok.yaml", ok());
        folder.write(".git/HEAD", "");
        symlink(outside.join("o.yaml"), folder.join("jobs/a.yaml")).expect("a link");
        symlink(outside.join("o.yaml"), folder.join("out.json")).expect("a link");
        assert_eq!(run(&folder, &["--fix", "jobs"]).status.code(), Some(2));
        assert_eq!(
            run(&folder, &["--format=json=out.json", "jobs/ok.yaml"])
                .status
                .code(),
            Some(2)
        );
        assert_eq!(outside.read("o.yaml"), fixable());
    }

    #[test]
    fn c2_one_file_with_two_names_is_one_file() {
        let folder = Folder::with("k8s/a.yaml", fixable());
        symlink("a.yaml", folder.join("k8s/b.yaml")).expect("a link");
        let whole = folder.join("k8s");
        let output = run(&folder, &["--fix", "k8s", whole.to_str().expect("a path")]);
        assert!(output.status.code() < Some(2), "{}", stderr(&output));
        assert!(
            folder.read("k8s/a.yaml").contains("memory: 1g"),
            "{}",
            folder.read("k8s/a.yaml")
        );
        assert!(folder.join("k8s/b.yaml").is_symlink());
    }

    #[test]
    fn c2_an_edit_while_the_fix_is_written_is_not_lost() {
        let text = (0..1500)
            .map(|_| fixable())
            .collect::<Vec<_>>()
            .join("---\n");
        let folder = Folder::with("big.yaml", &text);
        let mut child = folder
            .program()
            .args(["--fix", "-q", "--no-config", "--format=concise", "big.yaml"])
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program");
        // A line is added as soon as the temporary file exists.
        while folder.count() < 2 && child.try_wait().expect("a child").is_none() {}
        let mut edited = fs::OpenOptions::new()
            .append(true)
            .open(folder.join("big.yaml"))
            .expect("a file");
        std::io::Write::write_all(&mut edited, b"# an edit\n").expect("an edit");
        child.wait().expect("the program");
        assert!(folder.read("big.yaml").ends_with("# an edit\n"));
    }

    #[test]
    fn c2_no_temporary_file_stays_after_a_signal() {
        let folder = Folder::with("app.yaml", BAD);
        folder.write(
            "many.yaml",
            (0..3000).map(|_| BAD).collect::<Vec<_>>().join("---\n"),
        );
        let mut child = folder
            .program()
            .args(["-q", "--no-config", "--format=human=out.txt", "many.yaml"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program");
        while folder.count() < 3 && child.try_wait().expect("a child").is_none() {}
        let _ = Command::new("kill")
            .args(["-TERM", &child.id().to_string()])
            .status();
        child.wait().expect("the program");
        let names = fs::read_dir(folder.path()).expect("a folder");
        let names: Vec<_> = names
            .map(|entry| entry.expect("an entry").file_name())
            .collect();
        assert!(
            names
                .iter()
                .all(|name| !name.to_string_lossy().starts_with(".tmp")),
            "{names:?}"
        );
    }
}
