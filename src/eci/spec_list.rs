//! The value of `k8s.aliyun.com/eci-use-specs`.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

use super::Spec;
use crate::{
    kube::{Mib, MilliCpu},
    source::is_number_placeholder,
};

/// One entry of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpecEntry {
    /// The entry, without the white space around it.
    pub text: String,
    /// Its bytes in the annotation's value; for an empty entry the place where one is missing.
    pub range: Range<usize>,
    /// What it is.
    pub kind: EntryKind,
}

/// What an entry of the list is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// vCPU and memory: `2-4Gi`. Whether ECI has it is the catalogue's business.
    CpuMemory(Spec),
    /// An ECS instance type: `ecs.c6.large`.
    InstanceType,
    /// The GPU shorthand of old: `ecigpu-P4-1`.
    Obsolete,
    /// Still to be filled in: `${SPEC}`.
    Placeholder,
    /// No spec.
    Malformed {
        /// Why: lower case, no full stop.
        reason: String,
        /// What was probably meant.
        meant: Option<String>,
    },
}

/// Splits the annotation's value at commas and reads each entry.
#[must_use]
pub fn parse_spec_list(value: &str) -> Vec<SpecEntry> {
    let mut start = 0;
    value
        .split(',')
        .map(|part| {
            let text = part.trim();
            let from = start + (part.len() - part.trim_start().len()).min(part.len() - text.len());
            start += part.len() + 1;
            SpecEntry {
                text: text.to_owned(),
                range: from..from + text.len(),
                kind: parse_entry(text),
            }
        })
        .collect()
}

fn parse_entry(text: &str) -> EntryKind {
    static PAIR: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"^([0-9]+(?:\.[0-9]+)?)-([0-9]+(?:\.[0-9]+)?)Gi$"));
    static INSTANCE_TYPE: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"^ecs\.[a-z0-9]+(?:-[a-z0-9_]+)*\.[a-z0-9-]+$"));
    if let Some(pair) = PAIR.captures(text) {
        match Spec::parse(&pair[1], &pair[2]) {
            Some(spec) => EntryKind::CpuMemory(spec),
            None => EntryKind::Malformed {
                reason: "a number is too large, or has more than three decimals".to_owned(),
                meant: None,
            },
        }
    } else if INSTANCE_TYPE.is_match(text) {
        EntryKind::InstanceType
    } else if text.starts_with("ecigpu-") {
        EntryKind::Obsolete
    } else if is_number_placeholder(text) {
        EntryKind::Placeholder
    } else {
        let (reason, meant) = diagnose(text);
        EntryKind::Malformed { reason, meant }
    }
}

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a valid pattern")
}

/// Why a text is no spec, and what was probably meant.
fn diagnose(text: &str) -> (String, Option<String>) {
    // Two numbers with whatever units around them: `2-4G`, `2c4g`, `500m-1Gi`, `2C-4GB`, `2-4gi`.
    static LOOSE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)^([0-9]+(?:\.[0-9]+)?)(m?)(?:c|cpu|vcpu|core|cores|u)?\s*[-_:x*]?\s*([0-9]+(?:\.[0-9]+)?)\s*(gi?b?|mi?b?)?$",
        )
    });
    // Memory first: `4Gi-2`.
    static REVERSED: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"(?i)^([0-9]+(?:\.[0-9]+)?)gi?b?\s*-\s*([0-9]+(?:\.[0-9]+)?)c?$")
    });
    static TYPE_WITHOUT_PREFIX: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"^[a-z]+[0-9]+[a-z]*(?:-[a-z0-9_]+)*\.(?:small|medium|large|[0-9]*xlarge)$")
    });
    if text.is_empty() {
        return ("the entry is empty".to_owned(), None);
    }
    if text.contains(['，', '、', ';', '；', '|']) {
        return ("specs are separated by a plain comma `,`".to_owned(), None);
    }
    if let Some(parts) = REVERSED.captures(text) {
        return (
            "vCPU come first, then memory".to_owned(),
            Some(format!("{}-{}Gi", &parts[2], &parts[1])),
        );
    }
    if let Some(parts) = LOOSE.captures(text) {
        let unit = parts.get(4).map_or("", |unit| unit.as_str());
        if !parts[2].is_empty() {
            let meant = parts[1]
                .parse()
                .ok()
                .map(|millis| format!("{}-{}Gi", MilliCpu(millis), &parts[3]));
            return ("vCPU are a plain number, not thousandths".to_owned(), meant);
        }
        if unit.to_ascii_lowercase().starts_with('m') {
            let mib = parts[3].parse().ok().filter(|mib| mib % 512 == 0);
            let meant = mib.and_then(|mib| {
                let (vcpu, memory) = (Spec::parse(&parts[1], "0")?.vcpu, Mib(mib));
                Some(Spec { vcpu, memory }.to_string())
            });
            return ("memory is given in `Gi`".to_owned(), meant);
        }
        let meant = Some(format!("{}-{}Gi", &parts[1], &parts[3]));
        let reason = match unit {
            "" => "the unit `Gi` is missing".to_owned(),
            "Gi" => "vCPU and memory are joined by `-` alone".to_owned(),
            unit => format!("the unit is `Gi`, not `{unit}`"),
        };
        return (reason, meant);
    }
    if TYPE_WITHOUT_PREFIX.is_match(text) {
        return (
            "instance types start with `ecs.`".to_owned(),
            Some(format!("ecs.{text}")),
        );
    }
    if text.starts_with("ecs.") {
        return (
            "an instance type is `ecs.FAMILY.SIZE`, in lower case".to_owned(),
            Some(text.to_ascii_lowercase()).filter(|lower| lower != text),
        );
    }
    ("a spec is vCPU and memory, such as `2-4Gi`, or an ECS instance type, such as `ecs.c6.large`".to_owned(), None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_know_their_place() {
        let value = " 2-4Gi, ecs.c6.large,,4-8Gi ";
        let places: Vec<_> = parse_spec_list(value)
            .into_iter()
            .map(|entry| value[entry.range].to_owned())
            .collect();
        assert_eq!(places, ["2-4Gi", "ecs.c6.large", "", "4-8Gi"]);
        assert_eq!(parse_spec_list("")[0].range, 0..0);
        assert_eq!(parse_spec_list("a,   ")[1].range, 5..5);
    }

    #[test]
    fn specs_and_instance_types_are_told_apart() {
        for text in ["2-4Gi", "0.5-1Gi", "2.0-4.0Gi", "3-5Gi"] {
            assert!(
                matches!(parse_entry(text), EntryKind::CpuMemory(_)),
                "{text}"
            );
        }
        for text in [
            "ecs.c6.large",
            "ecs.gn7i-4x.8xlarge",
            "ecs.c7a-network_queue_upto16.4xlarge",
            "ecs.u1-c1m2.large",
        ] {
            assert_eq!(parse_entry(text), EntryKind::InstanceType, "{text}");
        }
        assert_eq!(parse_entry("ecigpu-P4-1"), EntryKind::Obsolete);
        assert_eq!(parse_entry("${SPEC}"), EntryKind::Placeholder);
        assert_eq!(
            parse_entry("{{ .Values.cores }}-4Gi"),
            EntryKind::Placeholder
        );
    }

    #[test]
    fn malformed_entries_say_what_was_meant() {
        for (text, expected) in [
            ("2-4G", "2-4Gi"),
            ("2-4GB", "2-4Gi"),
            ("2-4gi", "2-4Gi"),
            ("2-4", "2-4Gi"),
            ("2c4g", "2-4Gi"),
            ("2C4G", "2-4Gi"),
            ("2c-4Gi", "2-4Gi"),
            ("2x4Gi", "2-4Gi"),
            ("2 - 4Gi", "2-4Gi"),
            ("500m-1Gi", "0.5-1Gi"),
            ("2-4096Mi", "2-4Gi"),
            ("4Gi-2", "2-4Gi"),
            ("c6.large", "ecs.c6.large"),
            ("ecs.C6.large", "ecs.c6.large"),
        ] {
            let EntryKind::Malformed { meant, .. } = parse_entry(text) else {
                panic!("{text} is a spec")
            };
            assert_eq!(meant.as_deref(), Some(expected), "{text}");
        }
        for text in [
            "",
            "2-4Gi，4-8Gi",
            "large",
            "2-4-8Gi",
            "-2-4Gi",
            "ecs.c6",
            "2-4Ti",
            "2-4.0001Gi",
            "99999999999999999999-4Gi",
            "2-4.0001Gi",
            "99999999999999999999-4Gi",
            "2,5-4Gi",
        ] {
            let EntryKind::Malformed { meant, .. } = parse_entry(text) else {
                panic!("{text} is a spec")
            };
            assert_eq!(meant, None, "{text}");
        }
    }
}
