//! What Helm renders of a chart, with the place of everything in it.
//!
//! No process is started and nothing is read from the network. Source: Helm 4.1.4.

mod archive;
mod capabilities;
mod chart;
mod chart_files;
mod dependencies;
mod folder;
mod glob;
mod ignore;
mod loading;
mod metadata;
mod prepare;
mod scalar;
mod scope;
mod templates;
mod tree;
mod values;
mod version;

pub use capabilities::Capabilities;
pub use chart::{Chart, load};
pub use prepare::{Release, prepare};
pub use templates::{Role, Template};
pub use values::{Setting, SettingKind};
