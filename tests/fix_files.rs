//! Files that are rewritten: links, permissions and byte order marks stay, and nothing is lost.
#![cfg(unix)]

mod common;

use common::program;
use std::{
    fs,
    os::unix::fs::{PermissionsExt, symlink},
    path::Path,
    process::Output,
};

const BEFORE: &str = "apiVersion: sparkoperator.k8s.io/v1beta2\r\nkind: SparkApplication\r\nmetadata: {name: a}\r\nspec:\r\n  driver: &role\r\n    labels: {alibabacloud.com/eci: \"true\"}\r\n    memory: 4Gi # four\r\n  executor: {labels: {alibabacloud.com/eci: \"true\"}}\r\n";

fn linter(arguments: &[&str], folder: &Path) -> Output {
    program(folder)
        .args(arguments)
        .output()
        .expect("the program runs")
}

#[test]
fn links_permissions_and_marks_stay() {
    let folder = tempfile::tempdir().expect("a folder");
    let (real, link) = (
        folder.path().join("real.yaml"),
        folder.path().join("link.yaml"),
    );
    fs::write(&real, format!("\u{feff}{BEFORE}")).expect("a file");
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).expect("permissions");
    symlink("real.yaml", &link).expect("a link");
    let output = linter(&["--fix", "link.yaml"], folder.path());
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let after = format!("\u{feff}{}", BEFORE.replace("4Gi", "4g"));
    assert_eq!(fs::read_to_string(&real).expect("a file"), after);
    assert!(fs::symlink_metadata(&link).expect("a link").is_symlink());
    let mode = fs::metadata(&real).expect("a file").permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
    let left = fs::read_dir(folder.path()).expect("a folder").count();
    assert_eq!(left, 2, "no temporary file is left");
}

#[test]
fn what_cannot_be_written_stays_and_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("a.yaml");
    fs::write(&file, BEFORE).expect("a file");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o444)).expect("permissions");
    for arguments in [&["--fix", "."], &["--add-ignores", "."]] {
        let output = linter(arguments, folder.path());
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(
            said.contains("a.yaml stays as it is: it is read-only"),
            "{said}"
        );
        assert_eq!(fs::read_to_string(&file).expect("a file"), BEFORE);
    }
}

#[test]
fn other_encodings_are_not_rewritten() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("a.yaml");
    let mut bytes = vec![0xff, 0xfe];
    bytes.extend(BEFORE.encode_utf16().flat_map(u16::to_le_bytes));
    fs::write(&file, &bytes).expect("a file");
    let output = linter(&["--fix", "."], folder.path());
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("only files in UTF-8 are rewritten"), "{said}");
    assert_eq!(fs::read(&file).expect("a file"), bytes);
}

#[test]
fn bytes_that_are_no_text_are_not_rewritten() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("a.yaml");
    let mut bytes = b"# spark-eci-lint: ignore-file[ECI101, spec] why\n".to_vec();
    bytes.extend(BEFORE.replace("spec:", "\x02spec:").bytes());
    let at = bytes.iter().position(|byte| *byte == 2).expect("it");
    bytes[at] = 0x90;
    fs::write(&file, &bytes).expect("a file");
    for (arguments, code) in [
        (["--fix", "--unsafe-fixes"], 1),
        (["--add-ignores", "."], 2),
    ] {
        let output = linter(&arguments, folder.path());
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{said}");
        assert_eq!(
            code == 2,
            said.contains("only files in UTF-8 are rewritten")
        );
        assert_eq!(fs::read(&file).expect("a file"), bytes);
    }
}
