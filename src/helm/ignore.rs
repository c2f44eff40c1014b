//! `.helmignore`. Unlike in git, the first rule that matches decides, and `!` ignores everything else.
//!
//! Source: `pkg/ignore/rules.go` of Helm 4.1.4.

use regex::Regex;

use super::glob::go_pattern;

/// A bound, because each rule is tried on each file.
const MAX_RULES: usize = 1000;

/// The rules for a chart in a folder; packed charts have none.
#[derive(Debug, Default)]
pub(super) struct Ignore {
    rules: Vec<Rule>,
}

#[derive(Debug)]
struct Rule {
    pattern: Regex,
    is_negated: bool,
    is_for_folders: bool,
    is_for_names: bool,
}

impl Ignore {
    /// Parses the file. An error has the line number (from 0) and the reason.
    pub(super) fn parse(text: &str) -> Result<Self, (usize, &'static str)> {
        let mut ignore = Self::default();
        for (number, line) in text.lines().enumerate() {
            ignore.add(line).map_err(|reason| (number, reason))?;
        }
        Ok(ignore)
    }

    /// Adds the built-in rule of Helm: dot files in `templates` are not templates.
    pub(super) fn with_defaults(mut self) -> Self {
        let _ = self.add("templates/.?*");
        self
    }

    fn add(&mut self, line: &str) -> Result<(), &'static str> {
        let rule = line.trim();
        if rule.is_empty() || rule.starts_with('#') {
            return Ok(());
        }
        if rule.contains("**") {
            return Err("Helm does not support `**` here");
        }
        if self.rules.len() >= MAX_RULES {
            return Err("there are too many rules");
        }
        let (is_negated, rule) = strip(rule, |rule| rule.strip_prefix('!'));
        let (is_for_folders, rule) = strip(rule, |rule| rule.strip_suffix('/'));
        let (is_at_top, rule) = strip(rule, |rule| rule.strip_prefix('/'));
        self.rules.push(Rule {
            pattern: go_pattern(rule).ok_or("the pattern is invalid")?,
            is_negated,
            is_for_folders,
            is_for_names: !is_at_top && !rule.contains('/'),
        });
        Ok(())
    }

    /// True for a file or folder that is not part of the chart. `path` is relative to the chart.
    pub(super) fn ignores(&self, path: &str, is_folder: bool) -> bool {
        let name = path.rsplit('/').next().unwrap_or(path);
        for rule in &self.rules {
            let fits = is_folder || !rule.is_for_folders;
            let subject = if rule.is_for_names { name } else { path };
            let matches = fits && rule.pattern.is_match(subject);
            if matches != rule.is_negated {
                return true;
            }
        }
        false
    }
}

fn strip<'t>(text: &'t str, part: impl Fn(&'t str) -> Option<&'t str>) -> (bool, &'t str) {
    part(text).map_or((false, text), |rest| (true, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From `rules_test.go` of Helm, with its results.
    #[test]
    fn rules_apply_as_for_helm() {
        for (rule, path, is_folder, ignored) in [
            ("helm.txt", "helm.txt", false, true),
            ("helm.*", "helm.txt", false, true),
            ("helm.*", "rudder.txt", false, false),
            ("*.txt", "tiller.txt", false, true),
            ("*", "cargo/a.txt", false, true),
            ("cargo/*.txt", "cargo/a.txt", false, true),
            ("cargo/*.*", "cargo/a.txt", false, true),
            ("cargo/*.txt", "mast/a.txt", false, false),
            ("ru[c-e]?er.txt", "rudder.txt", false, true),
            ("templates/.?*", "templates/.dotfile", false, true),
            ("cargo/", "cargo", true, true),
            ("cargo/", "cargo/a.txt", false, false),
            ("mast/", "mast/a.txt", false, false),
            ("helm.txt/", "helm.txt", false, false),
            ("/a.txt", "a.txt", false, true),
            ("/a.txt", "cargo/a.txt", false, false),
            ("/cargo/a.txt", "cargo/a.txt", false, true),
            ("!helm.txt", "helm.txt", false, false),
            ("!helm.txt", "tiller.txt", false, true),
            ("!*.txt", "cargo", true, true),
            ("!cargo/", "mast/a.txt", false, true),
        ] {
            let ignore = Ignore::parse(rule).expect("a rule");
            assert_eq!(ignore.ignores(path, is_folder), ignored, "{rule} {path}");
        }
    }

    #[test]
    fn rules_that_helm_does_not_support_are_refused() {
        assert!(matches!(Ignore::parse("a\n\nfoo/**\n"), Err((2, _))));
        assert!(matches!(Ignore::parse("[a\n"), Err((0, _))));
    }
}
