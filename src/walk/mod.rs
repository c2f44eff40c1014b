//! From paths to the bytes of files, in parallel.

mod folder;
mod read;
mod shown;

pub use folder::{Input, Options, Visit, walk};
pub use read::reason;
pub use shown::shown;
