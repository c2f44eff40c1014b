//! Reads files from paths, in parallel. The program opens all its inputs here.

#[cfg(feature = "lsp")]
mod folder;
#[cfg(feature = "lsp")]
mod ignores;
#[cfg(feature = "lsp")]
mod index;
mod links;
mod open;
mod shown;

#[cfg(feature = "lsp")]
pub use folder::{Input, Options, Visit, walk};
#[cfg(feature = "lsp")]
pub use index::is_tracked;
pub use links::{check_link, work_tree};
pub use open::{MANIFEST, SETTINGS, read_file, read_named, reason};
pub use shown::shown;
