//! Patterns of paths in a configuration, written as in `.gitignore`.
//!
//! Without the feature `path-patterns` each pattern is accepted, and none matches. The crate that reads them brings
//! every engine for regular expressions, a tenth of the WebAssembly module, and the page that uses the module knows no
//! paths.

use std::path::Path;

#[cfg(feature = "path-patterns")]
use ignore::gitignore::{Gitignore, GitignoreBuilder};

/// Patterns of which later ones win over earlier ones.
#[derive(Clone, Debug)]
pub(super) struct PathPatterns {
    #[cfg(feature = "path-patterns")]
    compiled: Gitignore,
}

#[cfg(feature = "path-patterns")]
impl PathPatterns {
    /// Patterns that match no path.
    pub(super) fn none() -> Self {
        Self {
            compiled: Gitignore::empty(),
        }
    }

    /// # Errors
    /// What is wrong with the first invalid pattern.
    pub(super) fn new(patterns: &[String]) -> Result<Self, String> {
        let mut builder = GitignoreBuilder::new("");
        for pattern in patterns {
            builder
                .add_line(None, pattern)
                .map_err(|error| error.to_string())?;
        }
        let compiled = builder.build().map_err(|error| error.to_string())?;
        Ok(Self { compiled })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.compiled.is_empty()
    }

    /// Whether a path in the configuration's folder, or a folder above it, matches.
    pub(super) fn matches(&self, path: &Path) -> bool {
        // A path that leads out of the folder matches nothing in it.
        !path.has_root()
            && !path.starts_with("..")
            && self
                .compiled
                .matched_path_or_any_parents(path, false)
                .is_ignore()
    }
}

#[cfg(not(feature = "path-patterns"))]
#[expect(clippy::unused_self, clippy::unnecessary_wraps)]
impl PathPatterns {
    pub(super) fn none() -> Self {
        Self {}
    }

    pub(super) fn new(_: &[String]) -> Result<Self, String> {
        Ok(Self {})
    }

    pub(super) fn is_empty(&self) -> bool {
        true
    }

    pub(super) fn matches(&self, _: &Path) -> bool {
        false
    }
}
