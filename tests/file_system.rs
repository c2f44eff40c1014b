//! Special files, files that change, odd names and full disks: nothing blocks, nothing is lost, and each has its
//! message.
#![cfg(unix)]

mod common;

use std::{
    ffi::OsStr,
    fs,
    io::Write,
    os::unix::{ffi::OsStrExt, fs::symlink},
    path::PathBuf,
    process::{Child, Command, Output, Stdio},
};

use common::{Folder, finding_lines, stderr, stdout};

/// A finding that `--fix` fixes: Spark does not support the unit of `4Gi`.
const FIXABLE: &str = "apiVersion: sparkoperator.k8s.io/v1beta2\nkind: SparkApplication\nmetadata: {name: a}\nspec:\n  driver:\n    labels: {alibabacloud.com/eci: \"true\"}\n    memory: 4Gi\n  executor: {labels: {alibabacloud.com/eci: \"true\"}}\n";

fn folder(names: &[&OsStr]) -> Folder {
    let folder = Folder::new();
    for name in names {
        folder.write(name, FIXABLE);
    }
    folder
}

fn command(folder: &Folder, arguments: &[&str]) -> Command {
    let mut command = folder.program();
    command
        .args(["--format=concise", "--no-config"])
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn run(folder: &Folder, arguments: &[&str]) -> Told {
    Told::of(&command(folder, arguments).output().expect("the program"))
}

fn start(folder: &Folder, arguments: &[&str]) -> Child {
    command(folder, arguments).spawn().expect("the program")
}

fn pipe(folder: &Folder, name: &str) -> PathBuf {
    let path = folder.join(name);
    let made = Command::new("mkfifo").arg(&path).status();
    assert!(made.expect("mkfifo").success());
    path
}

struct Told {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Told {
    fn of(output: &Output) -> Self {
        Self {
            code: output.status.code(),
            out: finding_lines(&stdout(output)).fold(String::new(), |all, line| all + line + "\n"),
            err: stderr(output),
        }
    }

    fn has(&self, code: i32, message: &str) {
        let Self { out, err, .. } = self;
        assert_eq!(self.code, Some(code), "{out}\n{err}");
        assert!(err.contains(message), "{out}\n{err}");
    }
}

fn os(name: &str) -> &OsStr {
    OsStr::new(name)
}

// Not every file system supports such names.
#[cfg(target_os = "linux")]
#[test]
fn files_with_non_utf8_names_are_distinguished() {
    let names = [b"\xff.yaml", b"\xfe.yaml"].map(|name| OsStr::from_bytes(name));
    let folder = folder(&names);
    let told = run(&folder, &["."]);
    let lines: Vec<_> = told.out.lines().map(|line| &line[..9]).collect();
    assert_eq!(lines, [r"\xfe.yaml", r"\xff.yaml"], "{}", told.out);
}

// Not every file system supports such names.
#[cfg(target_os = "linux")]
#[test]
fn a_file_with_a_non_utf8_name_is_not_standard_input() {
    let name = OsStr::from_bytes(b"a\xff.yaml");
    let folder = folder(&[name]);
    let told = run(&folder, &["--fix", "."]);
    told.has(0, "1 finding fixed in 1 file");
    assert_eq!(told.out, "");
    assert_eq!(folder.read(name), FIXABLE.replace("4Gi", "4g"));
}

#[test]
fn a_deleted_file_is_not_standard_input() {
    let folder = folder(&[os("a.yaml"), os("b.yaml")]);
    let pipe = pipe(&folder, "pipe");
    // When the pipe is opened, `a.yaml` has been read, and `b.yaml` has not.
    let child = start(&folder, &["--fix", "a.yaml", "pipe", "b.yaml"]);
    let writer = fs::OpenOptions::new().write(true).open(pipe);
    fs::remove_file(folder.join("a.yaml")).expect("removed");
    fs::remove_file(folder.join("b.yaml")).expect("removed");
    drop(writer.expect("a pipe"));
    let told = Told::of(&child.wait_with_output().expect("an end"));
    told.has(2, "a.yaml was not changed: no such file or directory");
    told.has(2, "cannot read b.yaml: no such file or directory");
    assert!(!told.out.contains("apiVersion"), "{}", told.out);
    assert!(!folder.join("a.yaml").exists());
}

#[test]
fn concurrent_writes_are_kept() {
    let folder = folder(&[os("a.yaml")]);
    let pipe = pipe(&folder, "pipe");
    let child = start(&folder, &["--fix", "a.yaml", "pipe"]);
    let writer = fs::OpenOptions::new().write(true).open(pipe);
    folder.write("a.yaml", "kind: Another\n");
    drop(writer.expect("a pipe"));
    let told = Told::of(&child.wait_with_output().expect("an end"));
    told.has(2, "a.yaml was not changed: it was changed in the meantime");
    assert_eq!(folder.read("a.yaml"), "kind: Another\n");
    assert_eq!(folder.count(), 2);
}

#[test]
fn pipes_are_read_if_given_and_skipped_in_folders() {
    let folder = Folder::new();
    let pipe = pipe(&folder, "pipe.yaml");
    let told = run(&folder, &["."]);
    told.has(2, "cannot read pipe.yaml: neither a file nor a folder");
    let child = start(&folder, &["pipe.yaml"]);
    let mut writer = fs::OpenOptions::new().write(true).open(pipe).expect("open");
    writer.write_all(FIXABLE.as_bytes()).expect("written");
    drop(writer);
    let told = Told::of(&child.wait_with_output().expect("an end"));
    assert!(told.out.starts_with("pipe.yaml:7:13: "), "{}", told.out);
}

#[test]
fn devices_are_not_read() {
    let folder = folder(&[os("a.yaml")]);
    symlink("/dev/zero", folder.join("zero.yaml")).expect("a link");
    let told = run(&folder, &["."]);
    told.has(2, "cannot read zero.yaml: neither a file nor a folder");
    assert!(told.out.starts_with("a.yaml:7:13: "), "{}", told.out);
    run(&folder, &["/dev/zero"]).has(2, "cannot read /dev/zero: it is a device");
    run(&folder, &["/dev/null"]).has(0, "no Spark application");
}

#[test]
fn a_link_to_itself_is_reported_and_a_loop_of_folders_ends() {
    let folder = folder(&[os("a.yaml")]);
    fs::create_dir(folder.join("b")).expect("a folder");
    symlink("../b", folder.join("b/b")).expect("a link");
    symlink("..", folder.join("b/up")).expect("a link");
    let told = run(&folder, &["."]);
    assert_eq!(told.out.lines().count(), 1, "{}", told.out);
    symlink("self.yaml", folder.join("self.yaml")).expect("a link");
    let told = run(&folder, &["."]);
    told.has(2, "cannot read self.yaml: ");
    assert_eq!(told.out.lines().count(), 1, "{}", told.out);
}

#[test]
fn a_path_that_is_too_long_is_reported_and_the_rest_is_checked() {
    let folder = folder(&[os("z.yaml")]);
    folder.write("a.yaml", FIXABLE);
    // 30 names of 200 letters are more than a path can have, and 15 are not.
    let script = r#"
        name=$(printf '%0200d' 0)
        for depth in $(seq 30); do
            mkdir "$name" && cd "$name" || exit 1
            [ "$depth" != 15 ] || cp "$1" reached.yaml
        done
        cp "$1" lost.yaml
    "#;
    let made = Command::new("bash")
        .args(["-c", script, "bash"])
        .arg(folder.join("a.yaml"))
        .current_dir(folder.path())
        .status();
    assert!(made.expect("bash").success());
    let told = run(&folder, &["."]);
    told.has(2, "name too long");
    let found = ["a.yaml:", "/reached.yaml:", "z.yaml:"].map(|name| told.out.contains(name));
    assert_eq!(found, [true; 3], "{}", told.out);
    let names = told.err.lines().filter(|line| line.contains("cannot read"));
    assert_eq!(names.count(), 1, "{}", told.err);
}

/// The program in a shell in which all writes fail, as on a full disk.
fn on_full_disk(folder: &Folder, arguments: &str) -> Told {
    let program = env!("CARGO_BIN_EXE_spark-eci-lint");
    let script = format!("trap '' XFSZ; ulimit -f 0; exec '{program}' --no-config {arguments}");
    let mut shell = Command::new("bash");
    common::clean(&mut shell);
    shell.args(["-c", &script]).current_dir(folder.path());
    Told::of(&shell.output().expect("bash"))
}

#[test]
fn files_are_written_completely_or_not_at_all() {
    let folder = folder(&[os("a.yaml")]);
    let full = "file too large";
    on_full_disk(&folder, "--fix .").has(2, &format!("a.yaml was not changed: {full}"));
    on_full_disk(&folder, "--add-ignores --severity=info .").has(2, "a.yaml was not changed");
    assert_eq!(folder.read("a.yaml"), FIXABLE);
    folder.write("report.json", "the last one\n");
    on_full_disk(&folder, "--format=json=report.json .").has(2, "cannot write report.json");
    assert_eq!(folder.read("report.json"), "the last one\n");
    folder.write("known.json", "the last one\n");
    on_full_disk(&folder, "--write-baseline known.json .").has(2, "known.json");
    assert_eq!(folder.read("known.json"), "the last one\n");
    assert_eq!(folder.count(), 3, "no temporary file is left");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_at_standard_output_is_reported() {
    let folder = folder(&[os("a.yaml")]);
    for arguments in [&["."][..], &["plan", "."], &["--diff", "."]] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full");
        let mut command = folder.program();
        let command = command.args(arguments);
        let output = command.stdout(full.expect("a device")).output();
        Told::of(&output.expect("the program")).has(2, "cannot write to standard output: no space");
    }
}
