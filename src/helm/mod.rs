//! What Helm renders of a chart, with the place of everything in it.

mod functions;

pub use functions::HelmFunctions;
