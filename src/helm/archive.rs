//! The files of a packed chart.
//!
//! Source: `pkg/chart/loader/archive/archive.go` of Helm 4.1.4.

use std::io::{self, Read};

use flate2::read::MultiGzDecoder;
use tar::{Archive, EntryType};

use super::loading::{Content, MAX_FILE, Part};

/// Why an archive cannot be read.
pub(super) enum Unpacked {
    /// Helm rejects it too.
    Refused(String),
    /// It exceeds the limits on a chart's files.
    TooMuch,
}

/// The size allowed for tar's own headers and padding.
const HEADERS: u64 = 16 << 20;

/// Returns the files of an archive, by their paths without the top-level folder. `left` and `bytes` limit the entries
/// and the bytes that are unpacked.
pub(super) fn files_of(
    packed: &[u8],
    shown: &str,
    left: &mut usize,
    bytes: usize,
) -> Result<Vec<Part>, Unpacked> {
    let invalid = |error: io::Error| Unpacked::Refused(format!("the archive is invalid: {error}"));
    let mut remaining = bytes;
    // An archive that expands to more than this ends as if it were truncated.
    let unzipped = MultiGzDecoder::new(packed).take(bytes as u64 + HEADERS);
    let mut archive = Archive::new(unzipped);
    let mut found = Vec::new();
    for entry in archive.entries().map_err(invalid)? {
        let mut entry = entry.map_err(invalid)?;
        *left = left.checked_sub(1).ok_or(Unpacked::TooMuch)?;
        let kind = entry.header().entry_type();
        let written = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        if kind.is_dir() || written.ends_with('/') {
            continue;
        }
        if matches!(kind, EntryType::XGlobalHeader | EntryType::XHeader) {
            continue;
        }
        let name = name_in_chart(&written).map_err(Unpacked::Refused)?;
        if entry.size() > MAX_FILE as u64 {
            let message = format!("`{written}` is larger than the 5 MiB that Helm reads");
            return Err(Unpacked::Refused(message));
        }
        let size = usize::try_from(entry.size()).unwrap_or(usize::MAX);
        remaining = remaining.checked_sub(size).ok_or(Unpacked::TooMuch)?;
        // Helm reads a link as an empty file; following it could leave the chart.
        let mut content = Vec::new();
        entry.read_to_end(&mut content).map_err(invalid)?;
        found.push(Part {
            name,
            content: Content::Packed(format!("{shown}/{written}"), content),
        });
    }
    if found.is_empty() {
        return Err(Unpacked::Refused("the archive has no files".to_owned()));
    }
    Ok(found)
}

/// The path of a file in its chart.
fn name_in_chart(written: &str) -> Result<String, String> {
    let delimiter = if written.contains('\\') { '\\' } else { '/' };
    let (first, rest) = written.split_once(delimiter).unwrap_or((written, ""));
    let rest = rest.replace(delimiter, "/");
    let mut parts: Vec<&str> = Vec::new();
    let mut leaves = rest.starts_with('/');
    for part in rest.split('/') {
        match part {
            "" | "." => {}
            ".." => leaves |= parts.pop().is_none(),
            part => parts.push(part),
        }
    }
    let has_drive = rest.as_bytes().get(1..3) == Some(b":/");
    if leaves || has_drive || parts.is_empty() || first == "Chart.yaml" {
        return Err(format!(
            "`{written}` is outside the top-level folder of the packed chart"
        ));
    }
    Ok(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From `archive_test.go` of Helm and its source.
    #[test]
    fn paths_stay_in_the_chart() {
        for (written, name) in [
            ("mychart/values.yaml", Some("values.yaml")),
            ("mychart\\templates\\a.yaml", Some("templates/a.yaml")),
            ("mychart/./a//b", Some("a/b")),
            ("mychart/a/../b", Some("b")),
            ("mychart/../b", None),
            ("mychart//etc/passwd", None),
            ("mychart/c:/a", None),
            ("Chart.yaml", None),
            ("mychart", None),
            ("./", None),
        ] {
            assert_eq!(name_in_chart(written).ok().as_deref(), name, "{written}");
        }
    }
}
