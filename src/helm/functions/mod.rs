//! The functions available to charts: those of Sprig, and Helm's own.
//!
//! Source: `pkg/engine/funcs.go` and `pkg/engine/engine.go` of Helm 4, and Sprig 3.3. Functions that are random, need a
//! cluster or return the time have fixed results here.

mod convert;
mod dates;
mod decimal;
mod deep;
mod dicts;
mod encoding;
mod fixed;
mod flow;
mod go_duration;
mod go_layout;
mod json;
mod json_read;
mod lists;
mod math;
mod paths;
mod patterns;
mod semver;
mod strings;
#[cfg(test)]
mod tests;
mod toml;
mod types;
mod urls;
mod word_case;
mod words;
mod yaml;
mod yaml_read;
mod yaml_scalar;

use crate::gotemplate::{Function, Functions};

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct HelmFunctions;

impl Functions for HelmFunctions {
    fn get(&self, name: &str) -> Option<Function> {
        let subjects = [
            strings::get,
            flow::get,
            dicts::get,
            lists::get,
            yaml::get,
            json::get,
            math::get,
            types::get,
            encoding::get,
            patterns::get,
            words::get,
            semver::get,
            toml::get,
            paths::get,
            urls::get,
            dates::get,
            fixed::get,
        ];
        subjects.iter().find_map(|subject| subject(name))
    }
}
