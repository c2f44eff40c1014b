//! Tells which Apache Spark driver and executor pods Alibaba Cloud ECI will refuse, misplace,
//! starve or overcharge.
//!
//! The stages, each of which knows only those before it: [`source`], [`yaml`],
//! [`kube`], [`cel`], [`spark`] and [`eci`], [`written`], [`inputs`], [`kustomize`], [`gotemplate`], [`helm`], [`finding`], [`facts`], [`rules`], [`lint`], [`fix`], [`config`],
//! [`project`], [`plan`], [`report`]; [`walk`] finds the files, and [`cli`] and
//! [`lsp`] put all of it together.

pub mod cel;
pub mod cli;
pub mod config;
pub mod eci;
pub mod facts;
pub mod finding;
pub mod fix;
mod go_pattern;
pub mod gotemplate;
pub mod helm;
pub mod inputs;
pub mod judged;
pub mod kube;
pub mod kustomize;
pub mod lint;
pub mod lsp;
pub mod named;
pub mod plan;
pub mod project;
pub mod report;
pub mod rules;
pub mod source;
pub mod spark;
pub mod walk;
pub mod written;
pub mod yaml;
