//! Path patterns of a configuration, in the syntax of `.gitignore`.
//!
//! Without the feature `path-patterns` every pattern is accepted and none matches. The crate for patterns depends on all
//! regular expression engines, a tenth of the WebAssembly module, and the page with that module has no paths.

use std::path::Path;

#[cfg(feature = "path-patterns")]
use ignore::gitignore::{Gitignore, GitignoreBuilder};

/// Later patterns win over earlier ones.
#[derive(Clone, Debug)]
pub(super) struct PathPatterns {
    #[cfg(feature = "path-patterns")]
    compiled: Gitignore,
}

#[cfg(feature = "path-patterns")]
impl PathPatterns {
    pub(super) fn none() -> Self {
        Self {
            compiled: Gitignore::empty(),
        }
    }

    /// # Errors
    /// Why the first invalid pattern is invalid.
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

    /// True if a path in the configuration's folder, or a parent of it, matches.
    pub(super) fn matches(&self, path: &Path) -> bool {
        // A path outside of the folder matches no pattern.
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
