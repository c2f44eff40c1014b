//! Cheap tests on the bytes of a file, before it is decoded and split into documents.

use std::sync::LazyLock;

use memchr::memmem;
use regex::bytes::Regex;

use super::FileForm;
use crate::spark;

/// False only if a file with these bytes cannot have findings. Custom resource definitions of the operators, which can
/// be most of the bytes of a tree, are searched twice and then skipped.
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

/// True if a document mentions Spark and is not a definition.
fn has_manifest(bytes: &[u8]) -> bool {
    // A single search, because separate ones would each take as long.
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

/// True for a custom resource definition, which mentions kinds but has no objects of them.
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

/// True if a kustomization may patch objects.
pub(super) fn may_patch(document: &[u8]) -> bool {
    document.starts_with(PATCHES) || memmem::find(document, b"\npatches").is_some()
}
