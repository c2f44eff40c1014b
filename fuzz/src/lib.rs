//! Properties of the program for any input: each function takes bytes, and panics if a property is violated. The fuzz
//! targets call them with the inputs of libFuzzer, and the tests of the program with randomly broken manifests.

mod cel;
mod chart;
mod config;
mod fix;
mod lint;
mod lsp;
mod reports;
mod values;

pub use self::{
    cel::cel,
    chart::chart,
    config::config,
    fix::fix,
    lint::{lint, lint_quickly},
    lsp::lsp,
    values::values,
};
