use std::{ffi::OsStr, path::Path};

/// What kind of text a file holds, by its name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FileForm {
    /// Manifests, or templates of them.
    #[default]
    Manifests,
    /// A Helm chart's `Chart.yaml` with a dependency that is not there.
    IncompleteChart,
    /// A text of another kind, which may have manifests in it: a script, a program, a document.
    Other,
}

/// Endings of files that are no manifests.
const OTHER: &[&str] = &[
    "adoc",
    "bash",
    "bat",
    "c",
    "cc",
    "cpp",
    "cs",
    "cue",
    "dhall",
    "fish",
    "go",
    "gradle",
    "groovy",
    "hcl",
    "html",
    "ipynb",
    "java",
    "js",
    "jsonnet",
    "jsx",
    "k",
    "kt",
    "kts",
    "libsonnet",
    "lua",
    "markdown",
    "md",
    "mjs",
    "mk",
    "php",
    "pkl",
    "pl",
    "ps1",
    "py",
    "r",
    "rb",
    "rs",
    "rst",
    "scala",
    "sc",
    "sh",
    "sql",
    "star",
    "swift",
    "tex",
    "tf",
    "tfvars",
    "toml",
    "ts",
    "tsx",
    "xml",
    "zsh",
];

impl FileForm {
    /// The form of a file, by the ending of its name.
    #[must_use]
    pub fn of(path: &Path) -> Self {
        let ending = path.extension().and_then(OsStr::to_str).unwrap_or_default();
        if OTHER.iter().any(|known| ending.eq_ignore_ascii_case(known)) {
            Self::Other
        } else {
            Self::Manifests
        }
    }
}

/// True for the name of the file that describes a Helm chart.
#[must_use]
pub fn is_chart(path: &Path) -> bool {
    path.file_name() == Some(OsStr::new("Chart.yaml"))
}
