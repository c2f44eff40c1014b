//! Versions and version requirements, as Helm parses them.
//!
//! Source: `version.go` and `constraints.go` of github.com/Masterminds/semver 3.4. The `semver` crate follows Cargo's
//! rules, which differ: here, `1.2` is not `^1.2`.

use std::{cmp::Ordering, sync::LazyLock};

use regex::{Captures, Regex};
use semver::Version;

/// Parses a version, which may start with `v` and have fewer than three numbers.
pub(crate) fn parse(text: &str) -> Option<Version> {
    let text = text.strip_prefix('v').unwrap_or(text);
    let end = text.find(['-', '+']).unwrap_or(text.len());
    let (numbers, rest) = text.split_at(end);
    let missing = match numbers.matches('.').count() {
        0 => ".0.0",
        1 => ".0",
        _ => "",
    };
    Version::parse(&format!("{numbers}{missing}{rest}")).ok()
}

/// True if a version satisfies a requirement; false if either cannot be parsed.
pub(crate) fn is_compatible(requirement: &str, version: &str) -> bool {
    match (parse(version), Requirement::parse(requirement)) {
        (Some(version), Some(requirement)) => requirement.allows(&version),
        _ => false,
    }
}

const VERSION: &str = r"v?([0-9|xX*]+)(\.[0-9|xX*]+)?(\.[0-9|xX*]+)?(-([0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*))?(\+([0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*))?";
const OPERATOR: &str = r"=||!=|>|<|>=|=>|<=|=<|~|~>|\^";

static RANGE: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!(r"\s*({VERSION})\s+-\s+({VERSION})\s*")));
static PART: LazyLock<Regex> = LazyLock::new(|| pattern(&format!(r"({OPERATOR})\s*({VERSION})")));
static WHOLE_PART: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!(r"^\s*({OPERATOR})\s*({VERSION})\s*$")));
static VALID: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"^(\s*({OPERATOR})\s*({VERSION})\s*)((?:\s+|,\s*)({OPERATOR})\s*({VERSION})\s*)*$"
    ))
});

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a valid pattern")
}

/// Alternatives, in each of which all parts must be satisfied.
#[derive(Clone, Debug)]
pub(crate) struct Requirement(Vec<Vec<Part>>);

#[derive(Clone, Debug)]
struct Part {
    operator: String,
    version: Version,
    written: Precision,
}

/// How many numbers of a version are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Precision {
    Nothing,
    Major,
    Minor,
    All,
}

impl Requirement {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = RANGE.replace_all(text, |found: &Captures<'_>| {
            format!(">= {}, <= {} ", &found[1], &found[11])
        });
        let alternatives = text.split("||").map(|alternative| {
            if !VALID.is_match(alternative) {
                return None;
            }
            PART.find_iter(alternative)
                .map(|part| Part::parse(part.as_str()))
                .collect()
        });
        alternatives.collect::<Option<_>>().map(Self)
    }

    pub(crate) fn allows(&self, version: &Version) -> bool {
        self.0.iter().any(|parts| {
            let has_pre = parts.iter().any(|part| !part.version.pre.is_empty());
            (has_pre || version.pre.is_empty()) && parts.iter().all(|part| part.allows(version))
        })
    }
}

impl Part {
    fn parse(text: &str) -> Option<Self> {
        let found = WHOLE_PART.captures(text)?;
        let group = |number: usize| found.get(number).map_or("", |found| found.as_str());
        let is_open = |text: &str| matches!(text, "" | "x" | "X" | "*");
        let inner = |number: usize| group(number).trim_start_matches('.');
        let (major, minor, pre) = (group(3), group(4), group(6));
        let (version, written) = if is_open(major) {
            (format!("0.0.0{pre}"), Precision::Nothing)
        } else if is_open(inner(4)) {
            (format!("{major}.0.0{pre}"), Precision::Major)
        } else if is_open(inner(5)) {
            (format!("{major}{minor}.0{pre}"), Precision::Minor)
        } else {
            (group(2).to_owned(), Precision::All)
        };
        Some(Self {
            operator: group(1).to_owned(),
            version: parse(&version)?,
            written,
        })
    }

    fn allows(&self, version: &Version) -> bool {
        let own = &self.version;
        let order = version.cmp_precedence(own);
        match &*self.operator {
            "!=" => !self.is_equal(version),
            ">" => match self.written {
                Precision::All | Precision::Nothing => order == Ordering::Greater,
                Precision::Major => version.major > own.major,
                Precision::Minor => (version.major, version.minor) > (own.major, own.minor),
            },
            "<" => order == Ordering::Less,
            ">=" | "=>" => order != Ordering::Less,
            "<=" | "=<" => match self.written {
                Precision::All => order != Ordering::Greater,
                Precision::Major => version.major <= own.major,
                Precision::Nothing | Precision::Minor => {
                    (version.major, version.minor) <= (own.major, own.minor)
                }
            },
            "~" | "~>" => self.is_near(version),
            "^" => self.is_like(version),
            _ if self.written == Precision::All => order == Ordering::Equal,
            _ => self.is_near(version),
        }
    }

    fn is_equal(&self, version: &Version) -> bool {
        let own = &self.version;
        match self.written {
            Precision::Major => version.major == own.major,
            Precision::Minor => {
                (version.major, version.minor) == (own.major, own.minor)
                    && (version.pre.is_empty() && own.pre.is_empty() || version.pre == own.pre)
            }
            Precision::All | Precision::Nothing => version.cmp_precedence(own) == Ordering::Equal,
        }
    }

    /// `~`
    fn is_near(&self, version: &Version) -> bool {
        let own = &self.version;
        if version.cmp_precedence(own) == Ordering::Less {
            return false;
        }
        let is_zero = (own.major, own.minor, own.patch) == (0, 0, 0);
        if is_zero && matches!(self.written, Precision::All | Precision::Nothing) {
            return true;
        }
        version.major == own.major
            && (version.minor == own.minor || self.written == Precision::Major)
    }

    /// `^`
    fn is_like(&self, version: &Version) -> bool {
        let own = &self.version;
        if version.cmp_precedence(own) == Ordering::Less {
            return false;
        }
        if own.major > 0 || self.written == Precision::Major {
            return version.major == own.major;
        }
        if version.major > 0 {
            return false;
        }
        if own.minor > 0 || self.written == Precision::Minor {
            return version.minor == own.minor;
        }
        version.minor == 0 && version.patch == own.patch
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From the table of `TestConstraintsCheck` in Masterminds/semver, with its results.
    #[test]
    fn requirements_hold_as_for_helm() {
        for (requirement, version, holds) in [
            ("*", "1.2.3", true),
            ("~0.0.0", "1.2.3", true),
            ("0.x.x", "1.2.3", false),
            ("0.0.x", "1.2.3", false),
            ("0.0.0", "1.2.3", false),
            ("^0.0.0", "1.2.3", false),
            ("= 2.0", "1.2.3", false),
            ("= 2.0", "2.0.0", true),
            ("4.1", "4.1.0", true),
            ("4.1.x", "4.1.3", true),
            ("1.x", "1.4", true),
            ("!=4.1", "4.1.0", false),
            ("!=4.1", "5.1.0", true),
            ("!=4.x", "5.1.0", true),
            ("!=4.x", "4.1.0", false),
            ("<11", "0.1.0", true),
            ("<11", "11.1.0", false),
            (">1.1", "4.1.0", true),
            (">11", "11.1.0", false),
            (">11.1", "11.1.1", false),
            (">11.1", "11.2.1", true),
            (">=11", "11.1.2", true),
            (">=11.1.3", "11.1.2", false),
            ("<=11", "11.1.2", true),
            ("<=11.1", "11.1.2", true),
            ("<=11.1.1", "11.1.2", false),
            ("^1.2.3", "1.8.9", true),
            ("^0.2.3", "0.3.0", false),
            ("^0.0.3", "0.0.4", false),
            ("^0.0", "0.1.4", false),
            ("~1.2.3", "1.2.7", true),
            ("~1.2.3", "1.3.2", false),
            ("~1", "1.3.5", true),
            (">1.1, <2", "1.1.1", false),
            (">1.1, <2", "1.2.1", true),
            (">= 1.2 <3", "1.5.0", true),
            ("1.1 - 2", "1.1.1", true),
            ("1.1-3", "4.3.2", false),
            ("^1.1 || ^3", "3.9.0", true),
            (">=1.19.0-0", "v1.35.0", true),
            (">=1.19.0", "1.20.0-gke.1", false),
            (">=1.19.0-0", "1.20.0-gke.1", true),
            ("", "1.0.0", false),
            ("one", "1.0.0", false),
            ("1.0.0", "one", false),
        ] {
            assert_eq!(
                is_compatible(requirement, version),
                holds,
                "{requirement} {version}"
            );
        }
    }
}
