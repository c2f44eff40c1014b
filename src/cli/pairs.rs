//! Option values of the form `NAME=VALUE`.

use crate::{config::check_pattern, judged::Placement, lint::Level, named::Named};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Driver,
    Executor,
}

impl Named for Role {
    const ALL: &'static [Self] = &[Self::Driver, Self::Executor];

    fn name(self) -> &'static str {
        match self {
            Self::Driver => "driver",
            Self::Executor => "executor",
        }
    }

    fn summary(self) -> &'static str {
        match self {
            Self::Driver => "Drivers, servers and masters",
            Self::Executor => "Executors and workers",
        }
    }
}

/// Without a role, the placement of all roles.
#[derive(Clone, Copy, Debug)]
pub(super) struct RolePlacement {
    pub(super) role: Option<Role>,
    pub(super) placement: Placement,
}

/// `ROLE=POLICY` or `POLICY`.
pub(super) fn placement(text: &str) -> Result<RolePlacement, String> {
    let (role, policy) = match text.split_once('=') {
        Some((role, policy)) => (Some(one_of::<Role>(role, "a role")?), policy),
        None => (None, text),
    };
    Ok(RolePlacement {
        role,
        placement: one_of(policy, "a placement")?,
    })
}

/// The policy of a role: one for this role wins over one for all roles, the last one wins among equals.
pub(super) fn placement_of(given: &[RolePlacement], role: Role) -> Option<Placement> {
    let of = |wanted: Option<Role>| given.iter().rfind(|given| given.role == wanted);
    let found = of(Some(role)).or_else(|| of(None));
    found.map(|found| found.placement)
}

#[derive(Clone, Debug)]
pub(super) struct RuleLevel {
    /// An id, an id prefix, a name or a group.
    pub(super) selector: String,
    pub(super) level: Level,
}

/// `RULE=LEVEL`.
pub(super) fn rule_level(text: &str) -> Result<RuleLevel, String> {
    let Some((selector, level)) = text.split_once('=') else {
        return Err(format!(
            "write `{text}=LEVEL`, where LEVEL is one of {}",
            names::<Level>()
        ));
    };
    Ok(RuleLevel {
        selector: selector.trim().to_owned(),
        level: one_of(level.trim(), "a level")?,
    })
}

pub(super) fn pattern(text: &str) -> Result<String, String> {
    check_pattern(text).map(|()| text.to_owned())
}

/// The first key that is given two different values.
pub(super) fn contradiction<K: PartialEq, V: PartialEq>(
    pairs: impl IntoIterator<Item = (K, V)>,
) -> Option<K> {
    let mut known: Vec<(K, V)> = Vec::new();
    for (key, value) in pairs {
        match known.iter().find(|(other, _)| *other == key) {
            Some((_, other)) if *other != value => return Some(key),
            Some(_) => {}
            None => known.push((key, value)),
        }
    }
    None
}

fn one_of<T: Named>(text: &str, what: &str) -> Result<T, String> {
    if let Some(value) = T::from_name(text) {
        return Ok(value);
    }
    let distance = |name: &str| strsim::damerau_levenshtein(name, &text.to_lowercase());
    let all = T::ALL.iter().map(|value| value.name());
    let meant = all.min_by_key(|name| distance(name));
    Err(
        match meant.filter(|name| distance(name) <= 2.max(name.len() / 2)) {
            Some(meant) => format!(
                "`{text}` is not {what}; did you mean `{meant}`? Possible values: {}",
                names::<T>()
            ),
            None => format!("`{text}` is not {what}; possible values: {}", names::<T>()),
        },
    )
}

fn names<T: Named>() -> String {
    let names = T::ALL.iter().map(|value| format!("`{}`", value.name()));
    names.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Severity;

    #[test]
    fn one_role_wins_over_all() {
        let given: Vec<_> = ["executor=allowed", "off"]
            .map(|text| placement(text).expect("a placement"))
            .into();
        assert_eq!(placement_of(&given, Role::Driver), Some(Placement::Off));
        assert_eq!(
            placement_of(&given, Role::Executor),
            Some(Placement::Allowed)
        );
        assert_eq!(placement_of(&[], Role::Driver), None);
        for (text, wanted) in [
            ("drivr=off", "did you mean `driver`?"),
            ("driver=requird", "did you mean `required`?"),
            ("driver=", "is not a placement"),
        ] {
            let why = placement(text).expect_err(text);
            assert!(why.contains(wanted), "{text}: {why}");
        }
    }

    #[test]
    fn a_rule_has_a_level() {
        let set = rule_level("ECI3 = Error").expect("a level");
        assert_eq!(set.selector, "ECI3");
        assert_eq!(set.level, Level::At(Severity::Error));
        for (text, wanted) in [
            ("ECI3", "write `ECI3=LEVEL`"),
            ("ECI3=warn", "did you mean `warning`?"),
        ] {
            let why = rule_level(text).expect_err(text);
            assert!(why.contains(wanted), "{text}: {why}");
        }
    }

    #[test]
    fn what_is_said_twice_is_said_with_one_value() {
        assert_eq!(contradiction([("a", 1), ("b", 2), ("a", 1)]), None);
        assert_eq!(contradiction([("a", 1), ("b", 2), ("a", 2)]), Some("a"));
    }
}
