use std::fmt;

use crate::kube::{Mib, MilliCpu};

/// A pair of vCPU and memory, ordered by vCPU, then by memory, like ECI's table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Spec {
    pub vcpu: MilliCpu,
    pub memory: Mib,
}

impl Spec {
    /// Parses two decimal numbers, vCPU and GiB. `None` if one has more than three decimals or is out of range.
    #[must_use]
    pub fn parse(vcpu: &str, gib: &str) -> Option<Self> {
        let memory = thousandths(gib)?.checked_mul(1024)?;
        Some(Self {
            vcpu: MilliCpu(thousandths(vcpu)?),
            memory: Mib(memory.div_ceil(1000)),
        })
    }

    /// True if a pod of that size fits.
    #[must_use]
    pub fn holds(self, vcpu: MilliCpu, memory: Mib) -> bool {
        self.vcpu >= vcpu && self.memory >= memory
    }
}

impl fmt::Display for Spec {
    /// The format of the annotation: `2-4Gi`, `0.5-1Gi`, `0.25-0.5Gi`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // GiB have the same three decimals as vCPU.
        let gib = MilliCpu(self.memory.0 * 1000 / 1024);
        write!(f, "{}-{gib}Gi", self.vcpu)
    }
}

fn thousandths(text: &str) -> Option<u64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    if fraction.len() > 3 || fraction.is_empty() {
        return None;
    }
    let whole: u64 = whole.parse().ok()?;
    let fraction: u64 = format!("{fraction:0<3}").parse().ok()?;
    whole.checked_mul(1000)?.checked_add(fraction)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn specs_are_read_and_shown_as_in_the_annotation() {
        for (vcpu, gib, shown) in [
            ("2", "4", "2-4Gi"),
            ("0.25", "0.5", "0.25-0.5Gi"),
            ("2.0", "4.0", "2-4Gi"),
            ("64", "512", "64-512Gi"),
        ] {
            assert_eq!(Spec::parse(vcpu, gib).expect("a spec").to_string(), shown);
        }
        assert_eq!(
            Spec::parse("2", "0.5").map(|spec| spec.memory),
            Some(Mib(512))
        );
        for (vcpu, gib) in [
            ("2.", "4"),
            ("2", "4.0001"),
            ("", "4"),
            ("99999999999999999999", "1"),
            ("2", "99999999999999999"),
        ] {
            assert_eq!(Spec::parse(vcpu, gib), None, "{vcpu}-{gib}");
        }
    }
}
