//! Options of Java with which Spark does not start.

use std::ops::Range;

use super::consequence;

use crate::{
    finding::Diagnostic,
    judged::JudgedApplication,
    spark::{Role, Setting, SparkVersion, Stage},
};

pub(in crate::rules) const PAGE: &str =
    include_str!("../../../rules/ECI616-refused-java-options.md");

/// The options of which settings Spark looks at, and since which version.
///
/// Sources: `SparkSubmitCommandBuilder.checkJavaOptions` and `SparkConf.validateSettings`, which a driver calls when it
/// starts. Both were run with these options in one release of each version from 2.4 to 4.3.
const CHECKED: [(Role, &str, SparkVersion); 4] = [
    (
        Role::Driver,
        "spark.driver.extraJavaOptions",
        SparkVersion::new(0, 0),
    ),
    (
        Role::Driver,
        "spark.driver.defaultJavaOptions",
        SparkVersion::new(3, 0),
    ),
    (
        Role::Executor,
        "spark.executor.extraJavaOptions",
        SparkVersion::new(0, 0),
    ),
    (
        Role::Executor,
        "spark.executor.defaultJavaOptions",
        SparkVersion::new(4, 0),
    ),
];

/// What is refused in them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Refused {
    Heap,
    Settings,
}

pub(in crate::rules) fn check(judged: &JudgedApplication<'_, '_>) -> Vec<Diagnostic> {
    let checked = CHECKED.iter();
    let checked = checked.filter(|(_, _, since)| judged.version >= *since);
    checked
        .filter_map(|(role, key, _)| Some((*role, judged.conf.get(key)?)))
        .flat_map(|(role, setting)| {
            let found = [Refused::Heap, Refused::Settings].into_iter();
            found.filter_map(move |refused| diagnostic(judged, role, setting, refused))
        })
        .collect()
}

/// The bytes of the first option that is refused. Before version 4.0, spark-submit refuses `Xmx` anywhere in the
/// driver's options.
fn find(options: &str, role: Role, refused: Refused) -> Option<Range<usize>> {
    let at = match (role, refused) {
        (Role::Executor, Refused::Heap) => options.find("-Xmx"),
        (Role::Executor, Refused::Settings) => options.find("-Dspark"),
        (_, Refused::Heap) => {
            let mut found = options.match_indices("-Xmx").map(|(at, _)| at);
            found.find(|at| {
                options[..*at]
                    .chars()
                    .next_back()
                    .is_none_or(char::is_whitespace)
            })
        }
        (_, Refused::Settings) => None,
    }?;
    let start = options[..at]
        .rfind(char::is_whitespace)
        .map_or(0, |blank| blank + 1);
    let end = options[at..].find(char::is_whitespace);
    Some(start..end.map_or(options.len(), |blank| at + blank))
}

fn diagnostic(
    judged: &JudgedApplication<'_, '_>,
    role: Role,
    setting: &Setting<'_>,
    refused: Refused,
) -> Option<Diagnostic> {
    let range = find(&setting.value, role, refused)?;
    let flag = &setting.value[range.clone()];
    let place = setting
        .node?
        .part_span(judged.fixer.source(), range.clone());
    let (what, stage) = match refused {
        Refused::Settings => ("settings of Spark", Stage::DriverStart),
        Refused::Heap if role == Role::Executor => ("the size of the heap", Stage::DriverStart),
        Refused::Heap => ("the size of the heap", Stage::SparkSubmit),
    };
    let (name, consequence) = (&setting.name, consequence(stage));
    let message = format!(
        "`{name}` has `{flag}`: Spark does not take {what} in options of Java; {consequence}"
    );
    let help = match refused {
        Refused::Settings => {
            let pair = flag.strip_prefix("-D").unwrap_or(flag);
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            format!("remove it, and write `{key}: \"{value}\"` in `sparkConf`")
        }
        Refused::Heap => {
            let prefix = if setting.name.contains('.') {
                "spark."
            } else {
                ""
            };
            let size = flag.strip_prefix("-Xmx").unwrap_or_default();
            let separator = if size.is_empty() { "" } else { ": " };
            format!(
                "remove it, and write the size of the heap as `{prefix}{role}.memory{separator}{size}`, to which Spark adds the overhead"
            )
        }
    };
    Some(Diagnostic::at(place, "refused", message).help(help))
}
