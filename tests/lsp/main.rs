//! The language server, over a connection in memory.

mod charts;
mod client;
#[path = "../common/mod.rs"]
mod common;
mod custom;
mod diagnostics;
mod editing;
mod embedded;
mod installed;
mod kustomized;
mod protocol;
mod random;
mod reading;
mod workspace;

/// An application whose executors do not fit the requested spec.
const ORDERS: &str = include_str!("../../testdata/quickstart/orders.yaml");
