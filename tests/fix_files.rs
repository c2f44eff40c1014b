//! Rewritten files keep links, permissions and byte order marks, and nothing is lost.
#![cfg(unix)]

mod common;

use std::{
    fs,
    os::unix::fs::{PermissionsExt, symlink},
    process::Output,
};

use common::{Folder, stderr};

const BEFORE: &str = "apiVersion: sparkoperator.k8s.io/v1beta2\r\nkind: SparkApplication\r\nmetadata: {name: a}\r\nspec:\r\n  driver: &role\r\n    labels: {alibabacloud.com/eci: \"true\"}\r\n    memory: 4Gi # four\r\n  executor: {labels: {alibabacloud.com/eci: \"true\"}}\r\n";

fn run(folder: &Folder, arguments: &[&str]) -> Output {
    folder
        .program()
        .args(arguments)
        .output()
        .expect("the program")
}

#[test]
fn links_permissions_and_byte_order_marks_are_kept() {
    let folder = Folder::with("real.yaml", format!("\u{feff}{BEFORE}"));
    let (real, link) = (folder.join("real.yaml"), folder.join("link.yaml"));
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).expect("permissions");
    symlink("real.yaml", &link).expect("a link");
    let output = run(&folder, &["--fix", "link.yaml"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let after = format!("\u{feff}{}", BEFORE.replace("4Gi", "4g"));
    assert_eq!(folder.read("real.yaml"), after);
    assert!(fs::symlink_metadata(&link).expect("a link").is_symlink());
    let mode = fs::metadata(&real).expect("a file").permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
    assert_eq!(folder.count(), 2, "no temporary file is left");
}

#[test]
fn files_that_cannot_be_written_are_kept_and_reported() {
    let folder = Folder::with("a.yaml", BEFORE);
    let file = folder.join("a.yaml");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o444)).expect("permissions");
    for arguments in [&["--fix", "."], &["--add-ignores", "."]] {
        let output = run(&folder, arguments);
        let said = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(
            said.contains("a.yaml was not changed: it is read-only"),
            "{said}"
        );
        assert_eq!(folder.read("a.yaml"), BEFORE);
    }
}

#[test]
fn other_encodings_are_not_rewritten() {
    let mut bytes = vec![0xff, 0xfe];
    bytes.extend(BEFORE.encode_utf16().flat_map(u16::to_le_bytes));
    let folder = Folder::with("a.yaml", &bytes);
    let output = run(&folder, &["--fix", "."]);
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("only UTF-8 files can be changed"), "{said}");
    assert_eq!(fs::read(folder.join("a.yaml")).expect("a file"), bytes);
}

#[test]
fn invalid_bytes_are_not_rewritten() {
    let mut bytes = b"# spark-eci-lint: ignore-file[ECI101, spec] why\n".to_vec();
    bytes.extend(BEFORE.replace("spec:", "\x02spec:").bytes());
    let at = bytes.iter().position(|byte| *byte == 2).expect("it");
    bytes[at] = 0x90;
    let folder = Folder::with("a.yaml", &bytes);
    for (arguments, code) in [
        (["--fix", "--unsafe-fixes"], 1),
        (["--add-ignores", "."], 2),
    ] {
        let output = run(&folder, &arguments);
        let said = stderr(&output);
        assert_eq!(output.status.code(), Some(code), "{said}");
        assert_eq!(code == 2, said.contains("only UTF-8 files can be changed"));
        assert_eq!(fs::read(folder.join("a.yaml")).expect("a file"), bytes);
    }
}
