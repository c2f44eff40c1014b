//! Taints and tolerations, as the Kubernetes scheduler compares them.

use crate::{
    source::{Span, is_placeholder, looks_like},
    yaml::Node,
};

/// A taint of a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taint {
    pub key: String,
    pub value: String,
    /// The effect, such as `NoSchedule`.
    pub effect: String,
}

/// A toleration of a pod; missing fields are `None`.
#[derive(Clone, Copy)]
pub struct Toleration<'d> {
    /// The whole entry.
    pub node: Node<'d>,
    /// `key`; without one, every key is tolerated if the operator is `Exists`.
    pub key: Option<&'d str>,
    /// `operator`; the default is `Equal`.
    pub operator: Option<&'d str>,
    /// `value`, for `Equal`.
    pub value: Option<&'d str>,
    /// `effect`; without one every effect is tolerated.
    pub effect: Option<&'d str>,
}

/// A field of a toleration that keeps it from tolerating a taint with the same or a similar key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mismatch {
    /// The key has a typo.
    Key,
    /// The value differs or is missing.
    Value,
    /// The effect differs.
    Effect,
    /// The operator is unknown.
    Operator,
    /// `Exists` has a value: the API server rejects the pod.
    NeedlessValue,
}

/// True for the same name in a part of the domain: `virtual-kubelet/provider`.
fn is_of_near_domain(key: &str, known: &str) -> bool {
    let (Some((domain, name)), Some((known, known_name))) =
        (key.split_once('/'), known.split_once('/'))
    else {
        return false;
    };
    let is_part = |whole: &str, part: &str| {
        whole
            .strip_prefix(part)
            .is_some_and(|rest| rest.starts_with('.'))
            || whole
                .strip_suffix(part)
                .is_some_and(|rest| rest.ends_with('.'))
    };
    name == known_name && (is_part(known, domain) || is_part(domain, known))
}

/// The maximum number of typos in a key.
const SLIPS: usize = 2;

impl Mismatch {
    /// The name of the field.
    #[must_use]
    pub fn field(self) -> &'static str {
        match self {
            Self::Key => "key",
            Self::Value | Self::NeedlessValue => "value",
            Self::Effect => "effect",
            Self::Operator => "operator",
        }
    }
}

impl<'d> Toleration<'d> {
    /// Parses an entry of `tolerations`.
    #[must_use]
    pub fn from_node(node: Node<'d>) -> Self {
        let text = |field| node.get(field).and_then(Node::json_text);
        Self {
            node,
            key: text("key"),
            operator: text("operator"),
            value: text("value"),
            effect: text("effect"),
        }
    }

    /// The place of a field's value; if the field is missing, the place of the whole toleration.
    #[must_use]
    pub fn span(&self, field: &str) -> Span {
        self.node.get(field).map_or(self.node.span(), Node::span)
    }

    /// True if a field is a placeholder.
    #[must_use]
    pub fn has_placeholder(&self) -> bool {
        let fields = [self.key, self.operator, self.value, self.effect];
        fields.into_iter().flatten().any(is_placeholder)
    }

    /// The place of `tolerationSeconds` without the effect `NoExecute`: the API server rejects the pod.
    #[must_use]
    pub fn needless_seconds(&self) -> Option<Span> {
        let seconds = self.node.entry("tolerationSeconds")?;
        let is_needless =
            self.effect != Some("NoExecute") && !self.effect.is_some_and(is_placeholder);
        // A value that is not a number is reported elsewhere.
        let is_set = seconds.value.as_u64().is_some();
        (is_needless && is_set).then_some(seconds.key_span)
    }

    /// True if the toleration has the key of this taint.
    #[must_use]
    pub fn names(&self, taint: &Taint) -> bool {
        self.key == Some(&taint.key)
    }

    /// True if the key differs from the taint's in a letter or two, or in lookalike letters.
    #[must_use]
    pub fn nearly_names(&self, taint: &Taint) -> bool {
        self.key.is_some_and(|key| {
            key != taint.key
                && (is_of_near_domain(key, &taint.key)
                    || key.trim().eq_ignore_ascii_case(&taint.key)
                    || looks_like(key, &taint.key)
                    || key.len() <= 2 * taint.key.len()
                        && strsim::damerau_levenshtein(key, &taint.key) <= SLIPS)
        })
    }

    /// Follows `ToleratesTaint` in Kubernetes' `core/v1/toleration.go` and the validation of the API server.
    #[must_use]
    pub fn tolerates(&self, taint: &Taint) -> bool {
        match self.key.filter(|key| !key.is_empty()) {
            Some(key) if key != taint.key => false,
            None if self.operator != Some("Exists") => false,
            _ => self.mismatches(taint).is_empty(),
        }
    }

    /// The fields that keep a toleration with the same or a similar key from tolerating the taint.
    #[must_use]
    pub fn mismatches(&self, taint: &Taint) -> Vec<Mismatch> {
        let mut found = Vec::new();
        if self.nearly_names(taint) {
            found.push(Mismatch::Key);
        }
        match self.operator.filter(|operator| !operator.is_empty()) {
            None | Some("Equal") => {
                if self.value.unwrap_or_default() != taint.value {
                    found.push(Mismatch::Value);
                }
            }
            Some("Exists") => {
                if self.value.is_some_and(|value| !value.is_empty()) {
                    found.push(Mismatch::NeedlessValue);
                }
            }
            Some(_) => found.push(Mismatch::Operator),
        }
        if self
            .effect
            .is_some_and(|effect| !effect.is_empty() && effect != taint.effect)
        {
            found.push(Mismatch::Effect);
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml;

    fn mismatches(toleration: &str, taint: &Taint) -> (bool, Vec<Mismatch>) {
        let end = u32::try_from(toleration.len()).expect("a short text");
        let document = yaml::parse(toleration, Span::new(0, end))
            .expect("YAML")
            .expect("a document");
        let toleration = Toleration::from_node(document.root());
        (toleration.tolerates(taint), toleration.mismatches(taint))
    }

    fn taint(key: &str, value: &str) -> Taint {
        Taint {
            key: key.to_owned(),
            value: value.to_owned(),
            effect: "NoSchedule".to_owned(),
        }
    }

    #[test]
    fn tolerations_count_as_for_the_scheduler() {
        let taint = taint("virtual-kubelet.io/provider", "alibabacloud");
        for (toleration, tolerates) in [
            (
                "{key: virtual-kubelet.io/provider, operator: Equal, value: alibabacloud, effect: NoSchedule}",
                true,
            ),
            (
                "{key: virtual-kubelet.io/provider, value: alibabacloud, effect: NoSchedule}",
                true,
            ),
            (
                "{key: virtual-kubelet.io/provider, value: alibabacloud}",
                true,
            ),
            ("{key: virtual-kubelet.io/provider, operator: Exists}", true),
            (
                "{key: virtual-kubelet.io/provider, operator: Exists, effect: NoSchedule}",
                true,
            ),
            ("{operator: Exists}", true),
            ("{key: '', operator: Exists, value: '', effect: ''}", true),
            ("{operator: Exists, effect: NoExecute}", false),
            ("{operator: Equal, value: alibabacloud}", false),
            (
                "{key: virtual-kubelet.io/provider, operator: Equal, value: aliyun, effect: NoSchedule}",
                false,
            ),
            (
                "{key: virtual-kubelet.io/provider, effect: NoSchedule}",
                false,
            ),
            (
                "{key: virtual-kubelet.io/provider, operator: Equal, value: alibabacloud, effect: NoExecute}",
                false,
            ),
            (
                "{key: virtual-kubelet.io/provider, operator: Exists, value: alibabacloud}",
                false,
            ),
            (
                "{key: virtual-kubelet.io/provider, operator: exists}",
                false,
            ),
            (
                "{key: virtual-kubelet.io/providers, operator: Exists}",
                false,
            ),
        ] {
            assert_eq!(mismatches(toleration, &taint).0, tolerates, "{toleration}");
        }
    }

    #[test]
    fn seconds_need_the_effect_that_they_are_about() {
        for (toleration, is_needless) in [
            ("{key: k, operator: Exists, tolerationSeconds: 60}", true),
            (
                "{key: k, operator: Exists, effect: NoSchedule, tolerationSeconds: 60}",
                true,
            ),
            (
                "{key: k, operator: Exists, effect: NoExecute, tolerationSeconds: 60}",
                false,
            ),
            (
                "{key: k, operator: Exists, effect: '${EFFECT}', tolerationSeconds: 60}",
                false,
            ),
            ("{key: k, operator: Exists, tolerationSeconds: null}", false),
            ("{key: k, operator: Exists}", false),
        ] {
            let end = u32::try_from(toleration.len()).expect("a short text");
            let document = yaml::parse(toleration, Span::new(0, end))
                .expect("YAML")
                .expect("a document");
            let found = Toleration::from_node(document.root()).needless_seconds();
            assert_eq!(found.is_some(), is_needless, "{toleration}");
        }
    }

    #[test]
    fn each_wrong_part_is_named() {
        let taint = taint("k", "v");
        for (toleration, wrong) in [
            (
                "{key: k, operator: Equal, value: x, effect: NoExecute}",
                &[Mismatch::Value, Mismatch::Effect][..],
            ),
            (
                "{key: k, operator: Equals, value: v}",
                &[Mismatch::Operator],
            ),
            (
                "{key: k, operator: Exists, value: v}",
                &[Mismatch::NeedlessValue],
            ),
        ] {
            assert_eq!(mismatches(toleration, &taint).1, wrong, "{toleration}");
        }
        let taint = self::taint("virtual-kubelet.io/provider", "v");
        for key in [
            "virtual-kubelet.io/provder",
            "Virtual-Kubelet.io/provider",
            "virtual-kubelet.io/prov\u{456}der",
            "virtual-kubelet.io/\u{200b}provider",
            "virtual-kubelet.io/providers",
            "virtual-kubelet/provider",
            "k8s.virtual-kubelet.io/provider",
        ] {
            let toleration = format!("{{key: {key}, operator: Exists}}");
            assert_eq!(
                mismatches(&toleration, &taint),
                (false, vec![Mismatch::Key]),
                "{key}"
            );
        }
        for key in [
            "virtual-kubelet.io/provider",
            "virtual-kubelet.io/name",
            "example.com/provider",
            "provider",
            "spot",
        ] {
            let toleration = format!("{{key: {key}, operator: Exists}}");
            assert_eq!(mismatches(&toleration, &taint).1, [], "{key}");
        }
    }
}
