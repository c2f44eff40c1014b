//! Finds the setting that was probably meant by an unknown one.

use std::sync::LazyLock;

use super::known_settings;
use crate::source::looks_like;

/// Prefixes of settings that determine the size, placement or contents of pods.
const OF_PODS: [&str; 14] = [
    "spark.driver.cores",
    "spark.driver.memory",
    "spark.driver.minMemory",
    "spark.driver.resource.",
    "spark.executor.cores",
    "spark.executor.instances",
    "spark.executor.memory",
    "spark.executor.minMemory",
    "spark.executor.pyspark.memory",
    "spark.executor.resource.",
    "spark.executorEnv.",
    "spark.dynamicAllocation.",
    "spark.kubernetes.",
    "spark.memory.offHeap.",
];

/// True for a setting that determines the size, placement or contents of pods.
#[must_use]
pub fn is_of_pods(name: &str) -> bool {
    OF_PODS.iter().any(|start| name.starts_with(start))
}

/// A setting and the segments of its name.
struct Candidate {
    name: &'static str,
    parts: Vec<String>,
    joined: String,
}

/// The maximum number of segments in a prefix.
const LONGEST_PREFIX: usize = 6;

/// Longer names are not compared; all settings, including the part after a prefix, are much shorter.
const LONGEST: usize = 512;

/// The names of pod settings that are similar to one, the most similar first.
#[must_use]
pub fn meant_settings(name: &str) -> Vec<String> {
    if name.len() > LONGEST {
        return Vec::new();
    }
    let whole = parts(name);
    let joined = whole.concat();
    let mut found: Vec<(usize, String)> = candidates()
        .iter()
        .filter_map(|candidate| {
            if candidate.name.ends_with('.') {
                below(candidate, name)
            } else if candidate.joined == joined || looks_like(name, candidate.name) {
                Some((0, candidate.name.to_owned()))
            } else {
                let slips = slips(&whole, &candidate.parts)?;
                Some((slips, filled(candidate.name, name)?))
            }
        })
        .collect();
    found.sort();
    found.dedup();
    found.into_iter().map(|(_, name)| name).collect()
}

/// The name with the prefix that was meant.
fn below(candidate: &Candidate, name: &str) -> Option<(usize, String)> {
    let dots = name.match_indices('.').take(LONGEST_PREFIX);
    let meant = dots.filter_map(|(dot, _)| {
        let (start, rest) = (&name[..dot], &name[dot + 1..]);
        let parts = parts(start);
        let slips = if parts.concat() == candidate.joined {
            Some(0)
        } else {
            slips(&parts, &candidate.parts)
        };
        let slips = slips.filter(|_| !rest.is_empty())?;
        Some((slips, format!("{}{rest}", candidate.name)))
    });
    meant.min()
}

/// This segment is ignored in comparisons.
const KUBERNETES: &str = "kubernetes";

/// A segment of a pattern that matches any name.
const ANY: &str = "*";

/// Replaces `*` in a pattern by the segment of a name with the same number of segments.
fn filled(pattern: &str, name: &str) -> Option<String> {
    let mut written = name.split('.').filter(|part| *part != KUBERNETES);
    let parts = pattern.split('.').map(|part| match part {
        KUBERNETES => Some(part),
        ANY => written.next(),
        _ => written.next().map(|_| part),
    });
    let parts: Option<Vec<_>> = parts.collect();
    parts.map(|parts| parts.join("."))
}

fn candidates() -> &'static [Candidate] {
    static CANDIDATES: LazyLock<Vec<Candidate>> = LazyLock::new(|| {
        let names = known_settings().map(|known| known.name);
        let mut names: Vec<_> = names
            // A prefix with a wildcard covers more settings than are worth comparing.
            .filter(|name| is_of_pods(name) && !(name.contains('*') && name.ends_with('.')))
            .collect();
        names.dedup();
        let candidates = names.into_iter().map(|name| {
            let parts = parts(name.trim_end_matches('.'));
            let joined = parts.concat();
            Candidate {
                name,
                parts,
                joined,
            }
        });
        candidates.collect()
    });
    &CANDIDATES
}

/// The segments of a name, normalized: lower case, singular, and without `kubernetes`.
fn parts(name: &str) -> Vec<String> {
    let parts = name.split('.').filter(|part| *part != KUBERNETES);
    let plain = parts.map(|part| {
        let mut part = part.to_lowercase();
        part.retain(|letter| letter != '-' && letter != '_');
        if part.len() > 3 && part.ends_with('s') {
            part.pop();
        }
        part
    });
    plain.collect()
}

/// The number of typos between two names; `None` if there are too many. Short segments may have none, longer ones one
/// and long ones two.
fn slips(one: &[String], other: &[String]) -> Option<usize> {
    if one.len() != other.len() {
        return None;
    }
    let mut slips = 0;
    for (part, known) in one.iter().zip(other) {
        if part == known || known == ANY && !part.is_empty() {
            continue;
        }
        let allowed = match known.len() {
            0..=4 => 0,
            5..=8 => 1,
            _ => 2,
        };
        // A letter has up to four bytes.
        if part.len().abs_diff(known.len()) > 4 * allowed {
            return None;
        }
        slips += strsim::damerau_levenshtein(part, known);
        if slips > allowed {
            return None;
        }
    }
    Some(slips)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_confusions_are_recognized() {
        for (written, meant) in [
            (
                "spark.executor.memoryoverhead",
                "spark.executor.memoryOverhead",
            ),
            (
                "spark.executor.memory.overhead",
                "spark.executor.memoryOverhead",
            ),
            (
                "spark.kubernetes.executor.memoryOverhead",
                "spark.executor.memoryOverhead",
            ),
            ("spark.executors.instances", "spark.executor.instances"),
            ("spark.kubernetes.executor.cores", "spark.executor.cores"),
            (
                "spark.executor.limit.cores",
                "spark.kubernetes.executor.limit.cores",
            ),
            (
                "spark.kubernetes.executor.limits.cores",
                "spark.kubernetes.executor.limit.cores",
            ),
            (
                "spark.dynamicAllocation.maxExecutor",
                "spark.dynamicAllocation.maxExecutors",
            ),
            (
                "spark.kubernetes.executor.labels.a.b/c",
                "spark.kubernetes.executor.label.a.b/c",
            ),
            (
                "spark.kubernetes.executor.nodeSelector.type",
                "spark.kubernetes.executor.node.selector.type",
            ),
            (
                "spark.kubernetes.driver.annotatoin.a",
                "spark.kubernetes.driver.annotation.a",
            ),
            ("spark.driver.memroy", "spark.driver.memory"),
            (
                "spark.executor.resource.gpu.amounts",
                "spark.executor.resource.gpu.amount",
            ),
            (
                "spark.kubernetes.driver.resources.Gpus.vendor",
                "spark.driver.resource.Gpus.vendor",
            ),
            (
                "spark.kubernetes.executor.volumes.hostpath.data.mount.paths",
                "spark.kubernetes.executor.volumes.hostPath.data.mount.path",
            ),
            ("spark.driver.env.A", "spark.kubernetes.driverEnv.A"),
            ("spark.kubernetes.executorEnv.A", "spark.executorEnv.A"),
            ("spark.executor.memor\u{443}", "spark.executor.memory"),
        ] {
            assert_eq!(
                meant_settings(written).first().map(String::as_str),
                Some(meant),
                "{written}"
            );
        }
    }

    #[test]
    fn other_names_are_not_matched() {
        for name in [
            "spark.driver.code",
            "spark.driver.mode",
            "spark.myapp.cores",
            "spark.executor.metrics",
            "spark.celeborn.client.push.replicate.enabled",
            "spark.hadoop.fs.s3a.endpoint",
            "spark.executor",
            "spark.executor.resource.gpu.size",
            "spark.executor.resource..amounts",
            "spark.sql.executor.memoryoverhead",
            "",
        ] {
            assert_eq!(meant_settings(name), Vec::<String>::new(), "{name}");
        }
    }
}
