//! From paths to the bytes of files, in parallel. All that the program reads is opened here.

mod folder;
mod ignores;
mod index;
mod links;
mod open;
mod shown;

pub use folder::{Input, Options, Visit, walk};
pub use index::is_tracked;
pub use links::{check_link, work_tree};
pub use open::{MANIFEST, SETTINGS, read_file, read_named, reason};
pub use shown::shown;
