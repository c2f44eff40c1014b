//! Builds what kustomize builds, with the place of everything in it: applications are checked as they are applied, and
//! findings point at the base, the patch or the kustomization responsible.
//!
//! No process is started and nothing is read from the network. What cannot be built exactly is a
//! [`Problem`](crate::inputs::Problem).
//!
//! Source: kustomize 5.7 (`api/internal/target`, `api/internal/builtins`, `api/filters`, `kyaml/yaml`);
//! `.ci/try-kustomize` compares both over generated trees.

mod build;
mod built;
mod emit;
mod fields;
mod generators;
mod id;
mod images;
mod json_patch;
mod kustomization;
mod labels;
mod merge;
mod patches;
mod paths;
mod read;
mod replacements;
mod selector;
mod value;

pub use build::{Outcome, build};
pub use built::{Built, BuiltResource};
pub use kustomization::KUSTOMIZATION_FILES;
