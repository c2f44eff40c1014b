//! Renders charts like Helm, with the place of everything in the output.
//!
//! Nothing is read from the network, and no process is started unless the user allows it (`external`). Source: Helm
//! 4.1.4.

mod archive;
mod build;
mod capabilities;
mod chart;
mod chart_files;
mod dependencies;
mod external;
mod folder;
mod functions;
mod glob;
mod ignore;
mod loading;
#[cfg(test)]
mod loading_tests;
mod metadata;
mod prepare;
mod release;
mod render;
mod scalar;
mod scope;
mod templates;
mod tree;
mod values;
#[cfg(test)]
mod values_tests;
mod version;
mod written;

pub use build::{Outcome, render};
pub use capabilities::Capabilities;
pub use external::Helm;
pub use release::{Release, check_release_name};
pub use render::Rendered;
pub use values::{Part, Setting, SettingKind, Values, check, check_settings};
pub use written::Written;
