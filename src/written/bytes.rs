//! What the bytes of a file tell before they are decoded and split into documents.

use std::sync::LazyLock;

use memchr::memmem;
use regex::bytes::Regex;

use super::FileForm;
use crate::spark;

/// False only when nothing is said about a file with these bytes. Definitions of the operators' kinds, which can be
/// most of the bytes of a tree, are searched twice and not read any further.
#[must_use]
pub fn may_matter(bytes: &[u8], form: FileForm) -> bool {
    match form {
        FileForm::IncompleteChart => true,
        FileForm::Other => spark::may_mention(bytes),
        FileForm::Manifests => {
            spark::may_mention(bytes) && (spark::has_escapes(bytes) || has_manifest(bytes))
        }
    }
}

/// True where a document names Spark and is more than a definition.
fn has_manifest(bytes: &[u8]) -> bool {
    // One search for all of these: each on its own would take as long.
    static MARKS: LazyLock<Regex> =
        LazyLock::new(|| Regex::new("apiVersion|\npatches|\n---").expect("a valid pattern"));
    let matters = |document: &[u8], has_more: bool| {
        spark::names_spark(document) && (has_more || !is_definition(document))
    };
    let mut start = 0;
    let mut has_more = bytes.starts_with(PATCHES);
    for mark in MARKS.find_iter(bytes) {
        match mark.as_bytes() {
            b"\n---" => {
                if matters(&bytes[start..mark.start()], has_more) {
                    return true;
                }
                start = mark.start();
                has_more = false;
            }
            b"\npatches" => has_more = true,
            _ => has_more |= spark::is_version(&bytes[mark.end()..]),
        }
    }
    matters(&bytes[start..], has_more)
}

/// True for a custom resource definition, which names kinds and holds no object of them.
pub(super) fn is_definition(document: &[u8]) -> bool {
    memmem::find_iter(document, b"CustomResourceDefinition").any(|at| {
        let line = memchr::memrchr(b'\n', &document[..at]).map_or(0, |line| line + 1);
        let before = document[line..at].trim_ascii_end();
        let before = before.strip_suffix(b"\"").unwrap_or(before);
        let before = before.strip_suffix(b"'").unwrap_or(before);
        before.trim_ascii_end() == b"kind:"
    })
}

const PATCHES: &[u8] = b"patches";

/// True where a kustomization may change objects.
pub(super) fn may_patch(document: &[u8]) -> bool {
    document.starts_with(PATCHES) || memmem::find(document, b"\npatches").is_some()
}
