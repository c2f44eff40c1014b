//! Versions and version constraints.

use std::cmp::Ordering;

use semver::Version;

use crate::{
    gotemplate::{
        Call, Function, Object, Value,
        arguments::{exactly, text},
    },
    helm::version::{self, Requirement},
};

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
            let requirement = Requirement::parse(constraint)
                .ok_or_else(|| format!("improper constraint: {constraint}"))?;
            Ok(Value::bool(requirement.allows(&parsed(version)?)))
        },
        _ => return None,
    })
}

fn parsed(text: &str) -> Result<Version, String> {
    version::parse(text).ok_or_else(|| "invalid semantic version".to_owned())
}

/// The result of `semver`.
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
