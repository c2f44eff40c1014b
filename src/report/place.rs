//! Paths and URIs in reports.

use std::path::{Component, Path, PathBuf};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// The characters that RFC 3986 does not allow in a path.
const PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=')
    .remove(b'@');

/// A path as a URI.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Uri {
    Relative(String),
    Absolute(String),
}

/// The path relative to a base folder, with `/` as separator; `None` if it is not below.
#[must_use]
pub fn relative_to(path: &str, base: &Path, current: &Path) -> Option<String> {
    if base == current && is_plain(path) {
        return Some(path.to_owned());
    }
    let relative = normal(&current.join(path));
    let relative = relative.strip_prefix(normal(base)).ok()?;
    let parts = relative
        .components()
        .map(|part| part.as_os_str().to_string_lossy());
    Some(parts.collect::<Vec<_>>().join("/"))
}

/// A path as a URI, relative if it is below the root.
pub(super) fn uri(path: &str, root: &Path, current: &Path) -> Uri {
    match relative_to(path, root, current) {
        Some(relative) => Uri::Relative(encode(&relative)),
        None => {
            let absolute = normal(&current.join(path))
                .to_string_lossy()
                .replace('\\', "/");
            let slash = if absolute.starts_with('/') { "" } else { "/" };
            Uri::Absolute(format!("file://{slash}{}", encode(&absolute)))
        }
    }
}

/// True for a path that needs no normalization. Nearly all paths are like that, and every finding asks.
fn is_plain(path: &str) -> bool {
    let mut parts = Path::new(path).components();
    parts.all(|part| matches!(part, Component::Normal(_)))
        && path.split('/').all(|part| !matches!(part, "" | "."))
}

fn encode(path: &str) -> String {
    utf8_percent_encode(path, PATH).to_string()
}

/// A path for a URL in Markdown, without characters that have a meaning there.
pub(super) fn encode_for_link(path: &str) -> String {
    const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.');
    utf8_percent_encode(path, PLAIN).to_string()
}

/// Removes `.` and `..` from the text, without reading the disk.
fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                normal.pop();
            }
            part => normal.push(part),
        }
    }
    normal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_below_the_folder_are_relative_and_encoded() {
        let current = Path::new("/repo/k8s");
        let relative = |path: &str| Uri::Relative(path.to_owned());
        assert_eq!(
            uri("./a b/作业.yaml", current, current),
            relative("a%20b/%E4%BD%9C%E4%B8%9A.yaml")
        );
        assert_eq!(
            uri("/repo/k8s/x#1.yaml", current, current),
            relative("x%231.yaml")
        );
        assert_eq!(
            uri("../k8s/c:d.yaml", current, current),
            relative("c%3Ad.yaml")
        );
        assert_eq!(
            uri("../other/x.yaml", current, current),
            Uri::Absolute("file:///repo/other/x.yaml".to_owned())
        );
        assert_eq!(uri("<stdin>", current, current), relative("%3Cstdin%3E"));
    }

    #[test]
    fn a_workspace_above_the_folder_is_the_base() {
        let path = relative_to("jobs/a.yaml", Path::new("/repo"), Path::new("/repo/k8s"));
        assert_eq!(path.as_deref(), Some("k8s/jobs/a.yaml"));
        assert_eq!(
            relative_to("a.yaml", Path::new("/other"), Path::new("/repo")),
            None
        );
        for (path, short) in [
            ("a/b.yaml", Some("a/b.yaml")),
            ("a//b.yaml", Some("a/b.yaml")),
            ("./a/./b.yaml", Some("a/b.yaml")),
            ("a/../b.yaml", Some("b.yaml")),
            ("../b.yaml", None),
            ("/repo/a.yaml", Some("a.yaml")),
            ("/a.yaml", None),
        ] {
            let repo = Path::new("/repo");
            assert_eq!(relative_to(path, repo, repo).as_deref(), short, "{path}");
        }
    }
}
