//! Versions and their constraints.
//!
//! Source: github.com/Masterminds/semver 3.4, whose constraints are not those of cargo.

use std::{cmp::Ordering, fmt::Debug, sync::LazyLock};

use regex::{Captures, Regex};
use semver::{BuildMetadata, Prerelease, Version};

use crate::gotemplate::{
    Call, Function, Object, Value,
    arguments::{exactly, text},
};

const OPERATORS: &str = r"!=|>=|=>|<=|=<|~>|=|>|<|~|\^|";
const VERSION: &str = r"v?([0-9|xX*]+)(\.[0-9|xX*]+)?(\.[0-9|xX*]+)?(-([0-9A-Za-z\-]+(\.[0-9A-Za-z\-]+)*))?(\+([0-9A-Za-z\-]+(\.[0-9A-Za-z\-]+)*))?";

pub(super) fn get(name: &str) -> Option<Function> {
    Some(match name {
        "semver" => |_, values| {
            let [version] = exactly("semver", values)?;
            let original = text(version)?.as_str();
            let version = parsed(original)?;
            let original = original.to_owned();
            Ok(Value::Object(std::rc::Rc::new(SemVer {
                version,
                original,
            })))
        },
        "semverCompare" => |call, values| {
            let [constraint, version] = exactly("semverCompare", values)?;
            let (constraint, version) = (text(constraint)?.as_str(), text(version)?.as_str());
            call.spend(10 + constraint.len())?;
            let groups = constraints(constraint)?;
            let version = parsed(version)?;
            Ok(Value::bool(
                groups.iter().any(|group| fits(group, &version)),
            ))
        },
        _ => return None,
    })
}

/// `semver.NewVersion`: parts may be missing.
fn parsed(text: &str) -> Result<Version, String> {
    static PATTERN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^v?(0|[1-9][0-9]*)(?:\.(0|[1-9][0-9]*))?(?:\.(0|[1-9][0-9]*))?(?:-([0-9A-Za-z.-]+))?(?:\+([0-9A-Za-z.-]+))?$")
            .expect("a valid pattern")
    });
    let invalid = || "invalid semantic version".to_owned();
    let found = PATTERN.captures(text).ok_or_else(invalid)?;
    let number = |group: usize| match found.get(group) {
        Some(number) => number.as_str().parse().map_err(|_| invalid()),
        None => Ok(0),
    };
    let part = |group: usize| found.get(group).map_or("", |part| part.as_str());
    Ok(Version {
        major: number(1)?,
        minor: number(2)?,
        patch: number(3)?,
        pre: Prerelease::new(part(4)).map_err(|_| invalid())?,
        build: BuildMetadata::new(part(5)).map_err(|_| invalid())?,
    })
}

struct Constraint {
    operator: String,
    version: Version,
    /// Only the first part is given.
    has_any_minor: bool,
    /// Only the first two parts are given.
    has_any_patch: bool,
    /// A part is not given.
    has_any: bool,
}

fn constraints(text: &str) -> Result<Vec<Vec<Constraint>>, String> {
    static RANGE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(&format!(r"\s*({VERSION})\s+-\s+({VERSION})\s*")).expect("a valid pattern")
    });
    static VALID: LazyLock<Regex> = LazyLock::new(|| {
        let one = format!(r"(?:{OPERATORS})\s*{VERSION}\s*");
        Regex::new(&format!(r"^\s*{one}(?:(?:\s+|,\s*){one})*$")).expect("a valid pattern")
    });
    static EACH: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(&format!(r"({OPERATORS})\s*({VERSION})")).expect("a valid pattern")
    });
    let text = RANGE.replace_all(text, |found: &Captures<'_>| {
        format!(">= {}, <= {} ", &found[1], &found[11])
    });
    text.split("||")
        .map(|group| {
            if group.trim().is_empty() {
                return Err(format!("improper constraint: {group}"));
            }
            if !VALID.is_match(group) {
                return Err(format!("improper constraint: {group}"));
            }
            EACH.captures_iter(group)
                .map(|found| constraint(&found))
                .collect()
        })
        .collect()
}

fn constraint(found: &Captures<'_>) -> Result<Constraint, String> {
    let part = |group: usize| found.get(group).map_or("", |part| part.as_str());
    let is_any = |part: &str| matches!(part.trim_start_matches('.'), "" | "x" | "X" | "*");
    let (major, minor, patch, pre) = (part(3), part(4), part(5), part(6));
    let (any_major, any_minor) = (is_any(major), is_any(minor));
    let version = if any_major {
        format!("0.0.0{pre}")
    } else if any_minor {
        format!("{major}.0.0{pre}")
    } else if is_any(patch) {
        format!("{major}{minor}.0{pre}")
    } else {
        part(2).to_owned()
    };
    let version = parsed(&version).map_err(|_| "constraint parser error")?;
    Ok(Constraint {
        operator: part(1).to_owned(),
        version,
        has_any_minor: !any_major && any_minor,
        has_any_patch: !any_major && !any_minor && is_any(patch),
        has_any: any_major || any_minor || is_any(patch),
    })
}

fn fits(group: &[Constraint], version: &Version) -> bool {
    // Without one in the constraint, versions before a release fit nothing.
    let takes_pre = group
        .iter()
        .any(|constraint| !constraint.version.pre.is_empty());
    (version.pre.is_empty() || takes_pre) && group.iter().all(|constraint| constraint.fits(version))
}

impl Constraint {
    fn fits(&self, version: &Version) -> bool {
        let order = version.cmp_precedence(&self.version);
        match &*self.operator {
            "!=" => self.differs(version),
            ">" => self.is_below(version, order),
            "<" => order.is_lt(),
            ">=" | "=>" => order.is_ge(),
            "<=" | "=<" => self.is_at_least(version, order),
            "~" | "~>" => self.tilde(version, order),
            "^" => self.caret(version, order),
            _ if self.has_any => self.tilde(version, order),
            _ => order.is_eq(),
        }
    }

    fn differs(&self, version: &Version) -> bool {
        let (own, has_pre) = (
            &self.version,
            !version.pre.is_empty() || !self.version.pre.is_empty(),
        );
        if !self.has_any {
            return version.cmp_precedence(own).is_ne();
        }
        if own.major != version.major || own.minor != version.minor && !self.has_any_minor {
            return true;
        }
        if self.has_any_minor {
            return false;
        }
        if self.has_any_patch {
            return has_pre && own.pre != version.pre;
        }
        version.cmp_precedence(own).is_ne()
    }

    fn is_below(&self, version: &Version, order: Ordering) -> bool {
        let own = &self.version;
        if !self.has_any {
            return order.is_gt();
        }
        match version.major.cmp(&own.major) {
            Ordering::Greater => true,
            Ordering::Less => false,
            Ordering::Equal if self.has_any_minor => false,
            Ordering::Equal if self.has_any_patch => version.minor > own.minor,
            Ordering::Equal => order.is_gt(),
        }
    }

    fn is_at_least(&self, version: &Version, order: Ordering) -> bool {
        let own = &self.version;
        if !self.has_any {
            return order.is_le();
        }
        version.major < own.major
            || version.major == own.major && (version.minor <= own.minor || self.has_any_minor)
    }

    fn tilde(&self, version: &Version, order: Ordering) -> bool {
        let own = &self.version;
        if order.is_lt() {
            return false;
        }
        let is_zero = (own.major, own.minor, own.patch) == (0, 0, 0);
        if is_zero && !self.has_any_minor && !self.has_any_patch {
            return true;
        }
        version.major == own.major && (version.minor == own.minor || self.has_any_minor)
    }

    fn caret(&self, version: &Version, order: Ordering) -> bool {
        let own = &self.version;
        if order.is_lt() {
            return false;
        }
        if own.major > 0 || self.has_any_minor {
            return version.major == own.major;
        }
        if version.major > 0 {
            return false;
        }
        if own.minor > 0 || self.has_any_patch {
            return version.minor == own.minor;
        }
        version.minor == 0 && version.patch == own.patch
    }
}

/// What `semver` gives.
#[derive(Debug)]
struct SemVer {
    version: Version,
    original: String,
}

impl SemVer {
    fn number(number: u64) -> Value {
        Value::int(i64::try_from(number).unwrap_or(i64::MAX))
    }

    fn property(&self, name: &str) -> Option<Value> {
        let version = &self.version;
        Some(match name {
            "Major" => Self::number(version.major),
            "Minor" => Self::number(version.minor),
            "Patch" => Self::number(version.patch),
            "Prerelease" => Value::text(&version.pre),
            "Metadata" => Value::text(&version.build),
            "Original" => Value::text(&self.original),
            "String" => Value::text(&version.to_string()),
            _ => return None,
        })
    }
}

impl Object for SemVer {
    fn type_name(&self) -> &'static str {
        "*semver.Version"
    }

    fn field(&self, _: &str) -> Option<Value> {
        None
    }

    fn call(
        &self,
        _: &mut Call<'_>,
        method: &str,
        arguments: &[Value],
    ) -> Option<Result<Value, String>> {
        let other = |value: Option<&Value>| match value {
            Some(Value::Object(object)) => {
                let object: &dyn std::any::Any = &**object;
                object
                    .downcast_ref::<SemVer>()
                    .map(|other| other.version.clone())
            }
            _ => None,
        };
        let compare = |test: fn(Ordering) -> Value| match other(arguments.first()) {
            Some(other) => Ok(test(self.version.cmp_precedence(&other))),
            None => Err(format!(
                "wrong type for value; expected *semver.Version in {method}"
            )),
        };
        Some(match method {
            "Compare" => compare(|order| Value::int(order as i64)),
            "Equal" => compare(|order| Value::bool(order.is_eq())),
            "GreaterThan" => compare(|order| Value::bool(order.is_gt())),
            "GreaterThanEqual" => compare(|order| Value::bool(order.is_ge())),
            "LessThan" => compare(|order| Value::bool(order.is_lt())),
            "LessThanEqual" => compare(|order| Value::bool(order.is_le())),
            method => return self.property(method).map(Ok),
        })
    }

    fn printed(&self) -> String {
        self.version.to_string()
    }
}
