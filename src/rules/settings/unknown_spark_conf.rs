//! A setting that Spark does not read: unknown, misspelt or of another version.

use std::collections::BTreeMap;

use crate::{
    finding::{Diagnostic, Fix, Safety},
    judged::JudgedApplication,
    source::{is_placeholder, odd_letter},
    spark::{
        KnownSetting, NEWEST_SPARK, OLDEST_SPARK, Role, Setting, SparkVersion, is_of_pods,
        known_setting, meant_settings,
    },
    yaml::Node,
};

pub(in crate::rules) const PAGE: &str = page!("ECI613-unknown-spark-conf");

/// For how many unknown settings of an application suggestions are computed: comparing names is the most expensive part
/// of the rule.
const COMPARED: usize = 100;

/// A setting that has no effect.
struct Unread<'c, 'd> {
    key: &'c str,
    setting: &'c Setting<'d>,
    /// What other versions of Spark read.
    known: Vec<KnownSetting>,
    meant: Option<String>,
    field: Option<(Option<Role>, Field)>,
}

pub(in crate::rules) fn check(judged: &JudgedApplication<'_, '_>) -> Vec<Diagnostic> {
    let written = judged.conf.of_spark_conf();
    let unread = written.filter_map(|(key, setting)| {
        let known = known_setting(key);
        let is_read = known.iter().any(|known| judged.may_read(key, known));
        (!is_read && !is_placeholder(key)).then_some((key, setting, known))
    });
    let unread: Vec<Unread<'_, '_>> = unread
        .enumerate()
        .map(|(at, (key, setting, known))| Unread {
            key,
            setting,
            meant: (known.is_empty() && at < COMPARED)
                .then(|| meant(judged, key))
                .flatten(),
            field: Field::of(key),
            known,
        })
        .filter(|unread| unread.is_meant_for_pods(judged))
        .collect();
    let mut names: BTreeMap<&str, usize> = BTreeMap::new();
    for meant in unread.iter().filter_map(|unread| unread.meant.as_deref()) {
        *names.entry(meant).or_default() += 1;
    }
    // Settings about the same part of a pod, such as its tolerations, are one mistake.
    let mut groups: BTreeMap<_, Vec<&Unread<'_, '_>>> = BTreeMap::new();
    for unread in &unread {
        let group = unread.field.filter(|_| unread.meant.is_none());
        let alone = group.is_none().then_some(unread.key);
        groups.entry((group, alone)).or_default().push(unread);
    }
    let diagnostics = groups.into_values().filter_map(|group| {
        let (first, others) = group.split_first()?;
        let is_alone = |meant: &str| names.get(meant) == Some(&1);
        let fix = first.meant.as_deref().filter(|meant| is_alone(meant));
        let fix = fix.and_then(|meant| rename(judged, first, meant));
        let diagnostic = first.diagnostic(judged).fix(fix);
        Some(others.iter().fold(diagnostic, |diagnostic, other| {
            diagnostic.related(other.setting.key_span, "has no effect either")
        }))
    });
    diagnostics.collect()
}

/// The setting that was probably meant, of those that are read.
fn meant(judged: &JudgedApplication<'_, '_>, key: &str) -> Option<String> {
    meant_settings(key).into_iter().find(|meant| {
        let mut known = known_setting(meant).into_iter();
        known.any(|known| judged.may_read(meant, &known))
    })
}

impl Unread<'_, '_> {
    /// False for settings that something other than Spark may read, and for those that do not affect a pod.
    fn is_meant_for_pods(&self, judged: &JudgedApplication<'_, '_>) -> bool {
        if self.meant.is_some() {
            return true;
        }
        if !self.known.is_empty() {
            return is_of_pods(self.key);
        }
        // Other classes that build pods, and newer versions, may read names of their own.
        let has_own_steps = ["driver", "executor"].iter().any(|role| {
            let key = format!("spark.kubernetes.{role}.pod.featureSteps");
            judged.conf.get(&key).is_some()
        });
        let is_newer = judged.is_version_known && judged.version > NEWEST_SPARK;
        self.key.starts_with("spark.kubernetes.") && !has_own_steps && !is_newer
    }

    fn diagnostic(&self, judged: &JudgedApplication<'_, '_>) -> Diagnostic {
        let (key, span) = (self.key, self.setting.key_span);
        let odd = odd_letter(key);
        let message = if self.known.is_empty() {
            format!(
                "unknown Spark setting `{key}`{odd}: no version from {OLDEST_SPARK} to {NEWEST_SPARK} reads it"
            )
        } else {
            format!(
                "Spark {} does not read `{key}`: it has no effect",
                judged.version
            )
        };
        let diagnostic = Diagnostic::at(span, "not read", message).help(self.help(judged));
        match self.already(judged) {
            Some(other) => diagnostic.related(other.span, "this one applies"),
            None => diagnostic,
        }
    }

    /// What is written for the setting that was meant.
    fn already<'s>(&self, judged: &'s JudgedApplication<'_, '_>) -> Option<&'s Setting<'s>> {
        let setting = judged.conf.get(self.meant.as_deref()?)?;
        setting.node.is_some().then_some(setting)
    }

    fn help(&self, judged: &JudgedApplication<'_, '_>) -> String {
        let field = self.field.map(|(role, field)| field.advice(judged, role));
        let versions = self.versions(judged.version);
        match (&self.meant, versions, field) {
            (Some(meant), _, _) => match self.already(judged) {
                Some(other) => format!(
                    "did you mean `{meant}`? `{}: {}` sets it already",
                    other.name, other.value
                ),
                None => format!("did you mean `{meant}`?"),
            },
            (None, Some(versions), Some(field)) => format!("{versions}; {field}"),
            (None, Some(versions), None) => versions,
            (None, None, Some(field)) => field,
            (None, None, None) => "remove it, or write a name that Spark has".to_owned(),
        }
    }

    /// Which versions read it.
    fn versions(&self, version: SparkVersion) -> Option<String> {
        let since = self.known.iter().filter_map(|known| known.since);
        let until = self.known.iter().filter_map(|known| known.until);
        match (
            since.filter(|since| *since > version).min(),
            until.filter(|until| *until < version).max(),
        ) {
            (Some(since), _) => Some(format!("Spark reads it since version {since}")),
            (None, Some(until)) => Some(format!("version {until} is the last that reads it")),
            (None, None) => None,
        }
    }
}

/// Writes the right name instead, where it is not there already.
fn rename(judged: &JudgedApplication<'_, '_>, unread: &Unread<'_, '_>, meant: &str) -> Option<Fix> {
    let settings = judged.fixer.spec().and_then(|spec| spec.get("sparkConf"))?;
    // With an invalid value, the fix would introduce another mistake.
    let mut known = known_setting(meant).into_iter();
    let is_refused = known.any(|known| {
        let refused = known.value.refuse(&unread.setting.value, judged.version);
        judged.may_read(meant, &known) && refused.is_some()
    });
    let is_there = unread.already(judged).is_some();
    if is_there || is_refused || is_duplicate(settings, unread.key) {
        return None;
    }
    let edit = judged
        .fixer
        .editor()?
        .replace_key(unread.setting.key_span, meant);
    judged
        .fixer
        .fix(Safety::Unsafe, format!("Rename it to `{meant}`"), [edit])
}

fn is_duplicate(settings: Node<'_>, key: &str) -> bool {
    let mut duplicates = settings.duplicate_keys().into_iter();
    duplicates.any(|(earlier, _)| earlier.key == key)
}

/// Fields of pods for which Spark has no setting.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Field {
    /// A field of the pod, which the operator has by the same name.
    OfPod(&'static str),
    ServiceAccount,
    Memory,
}

/// How the rest of a name begins, without dots and in small letters.
const FIELDS: [(&str, Field); 12] = [
    ("toleration", Field::OfPod("tolerations")),
    ("nodeselector", Field::OfPod("nodeSelector")),
    ("nodeaffinity", Field::OfPod("affinity")),
    ("podaffinity", Field::OfPod("affinity")),
    ("affinity", Field::OfPod("affinity")),
    ("priorityclass", Field::OfPod("priorityClassName")),
    ("hostnetwork", Field::OfPod("hostNetwork")),
    ("serviceaccount", Field::ServiceAccount),
    ("requestmemory", Field::Memory),
    ("requestsmemory", Field::Memory),
    ("limitmemory", Field::Memory),
    ("limitsmemory", Field::Memory),
];

impl Field {
    fn of(key: &str) -> Option<(Option<Role>, Self)> {
        let rest = key.strip_prefix("spark.kubernetes.")?;
        let of_role = [Role::Driver, Role::Executor].into_iter().find_map(|role| {
            let rest = rest.strip_prefix(role.name())?.strip_prefix('.')?;
            Some((Some(role), rest))
        });
        let (role, rest) = of_role.unwrap_or((None, rest));
        let mut plain = rest.to_lowercase();
        plain.retain(|letter| letter != '.');
        let (_, field) = FIELDS.iter().find(|(start, _)| plain.starts_with(start))?;
        Some((role, *field))
    }

    /// Where to write it instead.
    fn advice(self, judged: &JudgedApplication<'_, '_>, role: Option<Role>) -> String {
        let kind = judged.application.kind.spec();
        let is_template = !kind.has_role_fields;
        let name = match self {
            Self::OfPod(name) => name,
            Self::ServiceAccount if is_template => "serviceAccountName",
            Self::ServiceAccount => "serviceAccount",
            Self::Memory => {
                let role = role.map_or("executor", Role::name);
                return format!(
                    "Spark makes both request and limit of `spark.{role}.memory` and `spark.{role}.memoryOverhead`"
                );
            }
        };
        // A `SparkConnect` has a server instead of a driver.
        let is_meant = |known: Role| match role {
            Some(Role::Driver) => known.is_single(),
            Some(role) => known == role,
            None => true,
        };
        let roles = kind.roles.iter().filter(|known| is_meant(known.role));
        let fields: Vec<_> = roles
            .map(|role| format!("`{}.{name}`", role.paths.placement))
            .collect();
        format!("write {}", fields.join(" and "))
    }
}
