//! Taints and tolerations, as the Kubernetes scheduler compares them.

use crate::{
    source::{Span, is_placeholder, looks_like},
    yaml::Node,
};

/// A taint of a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taint {
    /// Key.
    pub key: String,
    /// Value.
    pub value: String,
    /// Effect: `NoSchedule`.
    pub effect: String,
}

/// A toleration of a pod; what is not given is `None`.
#[derive(Clone, Copy)]
pub struct Toleration<'d> {
    /// The whole entry.
    pub node: Node<'d>,
    /// `key`; without one every key is tolerated, if the operator is `Exists`.
    pub key: Option<&'d str>,
    /// `operator`: `Equal` unless given.
    pub operator: Option<&'d str>,
    /// `value`, for `Equal`.
    pub value: Option<&'d str>,
    /// `effect`; without one every effect is tolerated.
    pub effect: Option<&'d str>,
}

/// A part of a toleration that keeps it from tolerating a taint whose key it names, or nearly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mismatch {
    /// The key is another one by a slip.
    Key,
    /// The value is another one, or missing.
    Value,
    /// The effect is another one.
    Effect,
    /// There is no such operator.
    Operator,
    /// `Exists` takes no value: the API server refuses the pod.
    NeedlessValue,
}

/// How many slips of a letter a key may have.
const SLIPS: usize = 2;

impl Mismatch {
    /// The toleration's field that is wrong.
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
    /// Reads an entry of `tolerations`.
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

    /// The place of a field's value; where the field is missing, of the whole toleration.
    #[must_use]
    pub fn span(&self, field: &str) -> Span {
        self.node.get(field).map_or(self.node.span(), Node::span)
    }

    /// True when a part of it is still to be filled in.
    #[must_use]
    pub fn has_placeholder(&self) -> bool {
        let fields = [self.key, self.operator, self.value, self.effect];
        fields.into_iter().flatten().any(is_placeholder)
    }

    /// True when the toleration says that it is about this taint.
    #[must_use]
    pub fn names(&self, taint: &Taint) -> bool {
        self.key == Some(&taint.key)
    }

    /// True for a key that differs from the taint's in a letter or two, or in letters that look alike.
    #[must_use]
    pub fn nearly_names(&self, taint: &Taint) -> bool {
        self.key.is_some_and(|key| {
            key != taint.key
                && (key.trim().eq_ignore_ascii_case(&taint.key)
                    || looks_like(key, &taint.key)
                    || key.len() <= 2 * taint.key.len()
                        && strsim::damerau_levenshtein(key, &taint.key) <= SLIPS)
        })
    }

    /// The rule of `ToleratesTaint` in Kubernetes' `core/v1/toleration.go`, together with what the
    /// API server's validation demands.
    #[must_use]
    pub fn tolerates(&self, taint: &Taint) -> bool {
        match self.key.filter(|key| !key.is_empty()) {
            Some(key) if key != taint.key => false,
            None if self.operator != Some("Exists") => false,
            _ => self.mismatches(taint).is_empty(),
        }
    }

    /// What keeps a toleration that names the taint's key, or nearly, from tolerating it.
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
            "spot",
        ] {
            let toleration = format!("{{key: {key}, operator: Exists}}");
            assert_eq!(mismatches(&toleration, &taint).1, [], "{key}");
        }
    }
}
