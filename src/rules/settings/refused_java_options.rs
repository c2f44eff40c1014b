//! Java options with which Spark does not start.

use std::ops::Range;

use super::consequence;

use crate::{
    finding::Diagnostic,
    judged::JudgedApplication,
    spark::{Role, Setting, SparkVersion, Stage},
};

pub(in crate::rules) const PAGE: &str = page!("ECI616-refused-java-options");

/// The settings whose Java options Spark checks, and since which version.
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

/// What Spark rejects in Java options.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Refused {
    Heap,
    /// The letters of the option for the heap, whatever they are a part of.
    Letters,
    Settings,
}

/// What is rejected, its place in the options, and the step that rejects it.
type Found = (Refused, Range<usize>, Stage);

pub(in crate::rules) fn check(judged: &JudgedApplication<'_, '_>) -> Vec<Diagnostic> {
    let checked = CHECKED.iter();
    let checked = checked.filter(|(_, _, since)| judged.version >= *since);
    checked
        .filter_map(|(role, key, _)| Some((*role, judged.conf.get(key)?)))
        .flat_map(|(role, setting)| {
            let options: &str = &setting.value;
            let found = match role {
                Role::Executor => of_executors(options),
                _ => of_driver(judged, options).into_iter().collect(),
            };
            found
                .into_iter()
                .filter_map(move |found| diagnostic(judged, role, setting, found))
        })
        .collect()
}

/// The driver looks for both anywhere in the executors' options.
fn of_executors(options: &str) -> Vec<Found> {
    let refused = [(Refused::Heap, "-Xmx"), (Refused::Settings, "-Dspark")];
    let found = refused.into_iter().filter_map(|(refused, start)| {
        let at = options.find(start)?;
        let start = options[..at]
            .rfind(char::is_whitespace)
            .map_or(0, |blank| blank + 1);
        let end = options[at..].find(char::is_whitespace);
        let end = end.map_or(options.len(), |blank| at + blank);
        Some((refused, start..end, Stage::DriverStart))
    });
    found.collect()
}

/// The version in which spark-submit begins to look at each of the driver's options. Before, it looks for `Xmx` anywhere.
const LOOKS_AT_EACH: SparkVersion = SparkVersion::new(4, 0);

fn of_driver(judged: &JudgedApplication<'_, '_>, options: &str) -> Option<Found> {
    if !options.contains("Xmx") {
        return None;
    }
    let each = java_options(options);
    let of_heap = each.iter().find(|(_, option)| option.starts_with("-Xmx"));
    if let Some((range, _)) = of_heap {
        return Some((Refused::Heap, range.clone(), Stage::SparkSubmit));
    }
    let is_older = |version| version < LOOKS_AT_EACH;
    let is_application_older = judged.is_version_known && is_older(judged.version);
    // Without a configuration, the Spark inside the operator is taken for a newer one.
    let is_submitted_by_older = is_older(judged.submit.version)
        && (judged.environment.pods.operator_spark.is_some() || judged.is_version_known);
    // A driver's pod runs the spark-submit of its image.
    let has_pod = judged.pods.iter().any(|pod| pod.pod.role.is_single());
    let stage = if is_submitted_by_older {
        Stage::SparkSubmit
    } else if is_application_older && has_pod {
        Stage::DriverStart
    } else {
        return None;
    };
    let (range, _) = each.iter().find(|(_, option)| option.contains("Xmx"))?;
    Some((Refused::Letters, range.clone(), stage))
}

/// The options as Spark splits them, without quotes, and the byte range of each.
///
/// Source: `CommandBuilderUtils.parseOptionString` of Apache Spark.
fn java_options(options: &str) -> Vec<(Range<usize>, String)> {
    let mut found = Vec::new();
    let mut option: Option<(usize, String)> = None;
    let mut quote = None;
    let mut is_escaped = false;
    for (at, letter) in options.char_indices() {
        if letter.is_whitespace() && quote.is_none() && !is_escaped {
            found.extend(option.take().map(|(start, option)| (start..at, option)));
            continue;
        }
        let (_, text) = option.get_or_insert_with(|| (at, String::new()));
        match letter {
            _ if is_escaped => {
                is_escaped = false;
                text.push(letter);
            }
            '\\' if quote != Some('\'') => is_escaped = true,
            '\'' | '"' if quote == Some(letter) => quote = None,
            '\'' | '"' if quote.is_none() => quote = Some(letter),
            _ => text.push(letter),
        }
    }
    found.extend(option.map(|(start, option)| (start..options.len(), option)));
    found
}

fn diagnostic(
    judged: &JudgedApplication<'_, '_>,
    role: Role,
    setting: &Setting<'_>,
    (refused, range, stage): Found,
) -> Option<Diagnostic> {
    let flag = &setting.value[range.clone()];
    let place = setting
        .node?
        .part_span(judged.fixer.source(), range.clone());
    let takes = match refused {
        Refused::Settings => "Spark settings are not allowed in Java options".to_owned(),
        Refused::Heap => "the heap size is not allowed in Java options".to_owned(),
        Refused::Letters => {
            format!("Spark before {LOOKS_AT_EACH} does not allow `Xmx` anywhere in Java options")
        }
    };
    let (name, consequence) = (&setting.name, consequence(stage));
    let message = format!("invalid Java option `{flag}` in `{name}`: {takes}; {consequence}");
    let help = match refused {
        Refused::Letters => "write it without these letters".to_owned(),
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
                "remove it, and set the heap size with `{prefix}{role}.memory{separator}{size}`, to which Spark adds the overhead"
            )
        }
    };
    Some(Diagnostic::at(place, "not allowed", message).help(help))
}
