//! The value of `k8s.aliyun.com/eci-use-specs`.

use std::{ops::Range, sync::LazyLock};

use regex::{Captures, Regex};

use super::Spec;
use crate::{
    kube::{Mib, MilliCpu},
    source::{is_number_placeholder, odd_letter},
    text,
    text::Text,
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpecEntry {
    /// The text without surrounding white space.
    pub text: String,
    /// The byte range in the annotation's value; for an empty entry, the place where one is missing.
    pub range: Range<usize>,
    pub kind: EntryKind,
}

/// The kind of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// vCPU and memory: `2-4Gi`. The catalogue knows whether ECI offers it.
    CpuMemory(Spec),
    /// An ECS instance type: `ecs.c6.large`.
    InstanceType,
    /// The old GPU shorthand: `ecigpu-P4-1`.
    Obsolete,
    /// A placeholder: `${SPEC}`.
    Placeholder,
    /// An invalid entry.
    Malformed {
        /// Lower case, no full stop.
        reason: Text,
        /// What was probably meant.
        meant: Meant,
    },
}

/// What was probably meant by an invalid entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meant {
    /// Not clear.
    Unclear,
    /// A spec, or several with commas between them.
    Specs(String),
    /// All types of a family, `ecs.c6`, for which there is another annotation.
    Family(String),
}

/// Splits the annotation's value at commas and parses each entry.
#[must_use]
pub fn parse_spec_list(value: &str) -> Vec<SpecEntry> {
    let mut start = 0;
    value
        .split(',')
        .map(|part| {
            let text = part.trim_ascii();
            let from =
                start + (part.len() - part.trim_ascii_start().len()).min(part.len() - text.len());
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
                reason: text!("a number is too large or has more than three decimals"),
                meant: Meant::Unclear,
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

/// Why an entry is invalid, and what was probably meant.
fn diagnose(text: &str) -> (Text, Meant) {
    // Two numbers with any units: `2-4G`, `2c4g`, `500m-1Gi`, `2C-4GB`, `2-4gi`.
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
        pattern(r"(?i)^[a-z]+[0-9]+[a-z]*(?:-[a-z0-9_]+)*\.(?:small|medium|large|[0-9]*xlarge)$")
    });
    static FAMILY: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"(?i)^(?:ecs\.)?([a-z]+[0-9]+[a-z]*(?:-[a-z0-9_]+)*)\.\*$"));
    if text.is_empty() {
        return (text!("the entry is empty"), Meant::Unclear);
    }
    if text.trim() != text {
        let reason = text!(
            "white space other than blanks around it{odd}",
            odd = odd_letter(text)
        );
        return (reason, separated(text));
    }
    if text.contains(['，', '、', ';', '；', '|']) {
        let reason = text!("specs are separated by a plain comma `,`");
        return (reason, separated(text));
    }
    if let Some(parts) = REVERSED.captures(text) {
        let meant = format!("{}-{}Gi", &parts[2], &parts[1]);
        return (text!("vCPU come first, then memory"), Meant::Specs(meant));
    }
    if let Some(parts) = LOOSE.captures(text) {
        let (reason, meant) = of_two_numbers(&parts);
        return (reason, meant.map_or(Meant::Unclear, Meant::Specs));
    }
    if text.contains(char::is_whitespace) {
        let reason = text!("specs are separated by a comma `,`, not by a blank");
        return (reason, separated(text));
    }
    if let Some(parts) = FAMILY.captures(text) {
        let family = format!("ecs.{}", parts[1].to_ascii_lowercase());
        let reason = text!("`*` is not a size: a spec is one size of a family");
        return (reason, Meant::Family(family));
    }
    let lower = text.to_ascii_lowercase();
    if TYPE_WITHOUT_PREFIX.is_match(text) {
        let meant = Meant::Specs(format!("ecs.{lower}"));
        return (text!("instance types start with `ecs.`"), meant);
    }
    if lower.starts_with("ecs.") {
        let reason = text!("an instance type is `ecs.FAMILY.SIZE`, in lower case");
        let meant = if lower == text {
            Meant::Unclear
        } else {
            Meant::Specs(lower)
        };
        return (reason, meant);
    }
    let reason = text!(
        "a spec is vCPU and memory, such as `2-4Gi`, or an ECS instance type, such as `ecs.c6.large`"
    );
    (reason, Meant::Unclear)
}

/// The list that was meant by an entry with other separators than commas, if each of its parts is clear.
fn separated(text: &str) -> Meant {
    let is_separator =
        |letter: char| letter.is_whitespace() || ['，', '、', ';', '；', '|'].contains(&letter);
    let parts = text.split(is_separator).filter(|part| !part.is_empty());
    let specs: Option<Vec<String>> = parts
        .map(|part| match parse_entry(part) {
            EntryKind::CpuMemory(_) | EntryKind::InstanceType => Some(part.to_owned()),
            EntryKind::Malformed {
                meant: Meant::Specs(meant),
                ..
            } => Some(meant),
            _ => None,
        })
        .collect();
    match specs {
        Some(specs) if !specs.is_empty() => Meant::Specs(specs.join(",")),
        _ => Meant::Unclear,
    }
}

/// The same for two numbers with any units.
fn of_two_numbers(parts: &Captures<'_>) -> (Text, Option<String>) {
    let unit = parts.get(4).map_or("", |unit| unit.as_str());
    if !parts[2].is_empty() {
        let meant = parts[1]
            .parse()
            .ok()
            .map(|millis| format!("{}-{}Gi", MilliCpu(millis), &parts[3]));
        return (text!("vCPU are a plain number, not thousandths"), meant);
    }
    if unit.to_ascii_lowercase().starts_with('m') {
        let mib = parts[3].parse().ok().filter(|mib| mib % 512 == 0);
        let meant = mib.and_then(|mib| {
            let (vcpu, memory) = (Spec::parse(&parts[1], "0")?.vcpu, Mib(mib));
            Some(Spec { vcpu, memory }.to_string())
        });
        return (text!("memory is given in `Gi`"), meant);
    }
    let reason = match unit {
        "" => text!("the unit `Gi` is missing"),
        "Gi" => text!("vCPU and memory are joined by `-` only"),
        unit => text!("the unit is `Gi`, not `{unit}`", unit),
    };
    (reason, Some(format!("{}-{}Gi", &parts[1], &parts[3])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_have_their_place() {
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
    fn specs_and_instance_types_are_distinguished() {
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
            ("ECS.C6.LARGE", "ecs.c6.large"),
            ("C6.Large", "ecs.c6.large"),
            // No spec may be lost, whatever the separator is.
            ("2-4Gi，4-8Gi", "2-4Gi,4-8Gi"),
            ("2-4Gi、4-8Gi、8-16Gi", "2-4Gi,4-8Gi,8-16Gi"),
            ("2-4Gi;4-8Gi", "2-4Gi,4-8Gi"),
            ("2-4Gi； 4-8Gi；", "2-4Gi,4-8Gi"),
            ("2-4Gi|ecs.c6.large", "2-4Gi,ecs.c6.large"),
            ("2-4Gi 4-8Gi", "2-4Gi,4-8Gi"),
            ("2-4Gi\t4-8Gi  c6.large", "2-4Gi,4-8Gi,ecs.c6.large"),
            ("2-4G，4c8g", "2-4Gi,4-8Gi"),
            ("2-4Gi\u{a0}", "2-4Gi"),
            ("\u{3000}ecs.c6.large", "ecs.c6.large"),
        ] {
            let EntryKind::Malformed { meant, .. } = parse_entry(text) else {
                panic!("{text} is a spec")
            };
            assert_eq!(meant, Meant::Specs(expected.to_owned()), "{text}");
        }
        for text in [
            "",
            "2-4Gi，large",
            "2-4Gi large",
            "，",
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
            assert_eq!(meant, Meant::Unclear, "{text}");
        }
        for text in ["ecs.c6.*", "ECS.C6.*", "c6.*"] {
            let EntryKind::Malformed { meant, .. } = parse_entry(text) else {
                panic!("{text} is a spec")
            };
            assert_eq!(meant, Meant::Family("ecs.c6".to_owned()), "{text}");
        }
    }
}
