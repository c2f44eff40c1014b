use std::{ffi::OsStr, path::Path};

/// The kind of a file, determined by its name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FileForm {
    /// Manifests, or templates of them.
    #[default]
    Manifests,
    /// A Helm chart's `Chart.yaml` with a missing dependency.
    IncompleteChart,
    /// Another kind of text, such as a script, a program or a document, which may contain manifests.
    Other,
}

/// Extensions of files that are not manifests.
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
    /// Determines the form by the file's extension.
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

/// True for the name of a Helm chart's main file.
#[must_use]
pub fn is_chart(path: &Path) -> bool {
    path.file_name() == Some(OsStr::new("Chart.yaml"))
}
