//! What holds for any input, however odd: each function takes bytes, and panics where a promise is broken.
//! The fuzz targets call them with what libFuzzer thinks of, and the tests of the program with manifests that
//! are broken at random.

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
