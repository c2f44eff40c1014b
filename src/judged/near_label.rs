//! A label that was probably meant to send a pod to ECI and does not.

use super::{Fixer, JudgedPod};
use crate::{
    eci::PodLabel,
    finding::{Fix, Safety},
    source::{Span, is_placeholder, looks_like, odd_letter},
    spark::{Pair, Role},
    text,
    text::Text,
};

/// A label that was probably meant to send a pod to ECI and does not.
pub struct NearLabel<'p, 'd> {
    /// The label.
    pub pair: &'p Pair<'d>,
    /// The label that sends pods to ECI.
    pub meant: &'p PodLabel,
    /// True where the key is wrong; otherwise it is the value.
    pub is_key: bool,
}

impl NearLabel<'_, '_> {
    /// The part that is wrong.
    #[must_use]
    pub fn span(&self) -> Span {
        if self.is_key {
            self.pair.key_span
        } else {
            self.pair.node.span()
        }
    }

    /// Why the label has no effect.
    #[must_use]
    pub fn reason(&self) -> Text {
        if self.is_key {
            let odd = odd_letter(&self.pair.key);
            text!("the label is named `{key}`{odd}", key = self.meant.key, odd)
        } else {
            text!(
                "only `\"{value}\"` sends pods to ECI",
                value = self.meant.value
            )
        }
    }

    /// That it does not send the pods of a role to ECI, and why.
    #[must_use]
    pub fn message(&self, role: Role) -> Text {
        text!(
            "the label `{key}: \"{value}\"` does not send the {role}'s pods to ECI: {reason}",
            key = self.pair.key,
            value = self.pair.value,
            role = role.text(),
            reason = self.reason()
        )
    }

    /// Writes the label that was meant.
    #[must_use]
    pub fn fix(&self, fixer: &Fixer<'_>) -> Option<Fix> {
        let key = self
            .is_key
            .then(|| fixer.rename(self.pair, &self.meant.key));
        let value = (self.pair.value != self.meant.value).then(|| {
            let editor = fixer.editor()?;
            editor.replace(self.pair.node.span(), &self.meant.value)
        });
        let title = text!(
            "Write `{label}`",
            label = format_args!("{}: \"{}\"", self.meant.key, self.meant.value)
        );
        fixer.fix(Safety::Unsafe, title, key.into_iter().chain(value))
    }
}

impl<'p, 'd> JudgedPod<'p, 'd> {
    /// The label that was probably meant to send the pod to ECI and does not.
    #[must_use]
    pub fn near_label(&self) -> Option<NearLabel<'p, 'd>> {
        let meant = self.catalog.pod_labels.first()?;
        let labels = || {
            self.pod
                .labels
                .iter()
                .filter(|pair| !is_placeholder(&pair.value))
        };
        let of_value = labels()
            .find(|pair| pair.key == meant.key && pair.value != meant.value && is_yes(&pair.value));
        let is_key = of_value.is_none();
        // If the right key is there, another one was not meant as it.
        let is_free = self.pod.label(&meant.key).is_none();
        let of_key = || {
            let near = |pair: &&Pair<'_>| is_near_key(&pair.key, &meant.key) && is_yes(&pair.value);
            labels().find(near).filter(|_| is_free)
        };
        let pair = of_value.or_else(of_key)?;
        Some(NearLabel {
            pair,
            meant,
            is_key,
        })
    }
}

/// True for what people write for `true`.
fn is_yes(value: &str) -> bool {
    ["true", "yes", "on", "1", "enabled"]
        .iter()
        .any(|yes| value.trim().eq_ignore_ascii_case(yes))
}

/// True for the same name below another domain of the vendor, for a longer name below the same domain, and for a
/// typo.
fn is_near_key(key: &str, known: &str) -> bool {
    let (Some((domain, name)), Some((known_domain, known_name))) =
        (key.split_once('/'), known.split_once('/'))
    else {
        return false;
    };
    let is_of_vendor = domain.contains("aliyun") || domain.contains("alibabacloud");
    let is_longer = |rest: &str| rest.starts_with(['-', '_', '.']);
    let name = name.to_ascii_lowercase();
    key != known
        && (looks_like(key, known)
            || is_of_vendor && name == known_name
            || domain == known_domain && name.strip_prefix(known_name).is_some_and(is_longer)
            // Three letters are too few to tell typos.
            || name == known_name
                && domain.len().abs_diff(known_domain.len()) <= 2
                && strsim::damerau_levenshtein(domain, known_domain) <= 2)
}

#[cfg(test)]
mod tests {
    use super::is_near_key;

    #[test]
    fn keys_are_near_that_only_one_thing_can_mean() {
        let known = "alibabacloud.com/eci";
        for key in [
            "alibabacloud.com/ECI",
            "k8s.aliyun.com/eci",
            "alibabacloud.com/eci-pod",
            "alibabaclould.com/eci",
            "k8s.alibabacloud.com/eci",
        ] {
            assert!(is_near_key(key, known), "{key}");
        }
        for key in [
            "alibabacloud.com/eci",
            "alibabacloud.com/acs",
            "alibabacloud.com/ecs",
            "example.com/eci",
            "eci",
            "app",
        ] {
            assert!(!is_near_key(key, known), "{key}");
        }
    }
}
