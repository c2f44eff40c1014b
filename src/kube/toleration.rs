//! Taints and tolerations, as the Kubernetes scheduler compares them.

/// A taint on ECI's virtual nodes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taint {
    /// Key.
    pub key: String,
    /// Value.
    pub value: String,
    /// Effect: `NoSchedule`.
    pub effect: String,
}

/// The fields of a toleration; what is not given is `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TolerationFields<'t> {
    /// `key`; without one every key is tolerated, if the operator is `Exists`.
    pub key: Option<&'t str>,
    /// `operator`: `Equal` unless given.
    pub operator: Option<&'t str>,
    /// `value`, for `Equal`.
    pub value: Option<&'t str>,
    /// `effect`; without one every effect is tolerated.
    pub effect: Option<&'t str>,
}

/// A part of a toleration that keeps it from tolerating a taint whose key it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mismatch {
    /// The value is another one, or missing.
    Value,
    /// The effect is another one.
    Effect,
    /// There is no such operator.
    Operator,
    /// `Exists` takes no value: the API server refuses the pod.
    NeedlessValue,
}

impl Mismatch {
    /// The toleration's field that is wrong.
    #[must_use]
    pub fn field(self) -> &'static str {
        match self {
            Self::Value | Self::NeedlessValue => "value",
            Self::Effect => "effect",
            Self::Operator => "operator",
        }
    }
}

impl TolerationFields<'_> {
    /// True when the toleration says that it is about this taint.
    #[must_use]
    pub fn names(&self, taint: &Taint) -> bool {
        self.key == Some(&taint.key)
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

    /// What keeps a toleration of the taint's key from tolerating it.
    #[must_use]
    pub fn mismatches(&self, taint: &Taint) -> Vec<Mismatch> {
        let mut found = Vec::new();
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

    fn fields<'t>(
        key: &'t str,
        operator: &'t str,
        value: &'t str,
        effect: &'t str,
    ) -> TolerationFields<'t> {
        let given = |text: &'t str| (text != "-").then_some(text);
        TolerationFields {
            key: given(key),
            operator: given(operator),
            value: given(value),
            effect: given(effect),
        }
    }

    #[test]
    fn tolerations_count_as_for_the_scheduler() {
        let taint = Taint {
            key: "virtual-kubelet.io/provider".to_owned(),
            value: "alibabacloud".to_owned(),
            effect: "NoSchedule".to_owned(),
        };
        let key = "virtual-kubelet.io/provider";
        for (toleration, tolerates) in [
            (fields(key, "Equal", "alibabacloud", "NoSchedule"), true),
            (fields(key, "-", "alibabacloud", "NoSchedule"), true),
            (fields(key, "-", "alibabacloud", "-"), true),
            (fields(key, "Exists", "-", "-"), true),
            (fields(key, "Exists", "-", "NoSchedule"), true),
            (fields("-", "Exists", "-", "-"), true),
            (fields("", "Exists", "", ""), true),
            (fields("-", "Exists", "-", "NoExecute"), false),
            (fields("-", "Equal", "alibabacloud", "-"), false),
            (fields(key, "Equal", "aliyun", "NoSchedule"), false),
            (fields(key, "-", "-", "NoSchedule"), false),
            (fields(key, "Equal", "alibabacloud", "NoExecute"), false),
            (fields(key, "Exists", "alibabacloud", "-"), false),
            (fields(key, "exists", "-", "-"), false),
            (
                fields("virtual-kubelet.io/providers", "Exists", "-", "-"),
                false,
            ),
        ] {
            assert_eq!(toleration.tolerates(&taint), tolerates, "{toleration:?}");
        }
    }

    #[test]
    fn each_wrong_part_is_named() {
        let taint = Taint {
            key: "k".to_owned(),
            value: "v".to_owned(),
            effect: "NoSchedule".to_owned(),
        };
        assert_eq!(
            fields("k", "Equal", "x", "NoExecute").mismatches(&taint),
            [Mismatch::Value, Mismatch::Effect]
        );
        assert_eq!(
            fields("k", "Equals", "v", "-").mismatches(&taint),
            [Mismatch::Operator]
        );
        assert_eq!(
            fields("k", "Exists", "v", "-").mismatches(&taint),
            [Mismatch::NeedlessValue]
        );
    }
}
