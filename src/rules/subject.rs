use std::fmt::Display;

use crate::{
    eci::{self, Availability, Catalog, EntryKind, NodeFamily, Spec, SpecEntry, TolerationFields},
    finding::Draft,
    source::{Span, is_placeholder},
    spark::{Pair, Pod, Toleration},
    units::{Mib, MilliCpu},
    yaml::Node,
};

/// A pod, and what ECI makes of it: what all rules look at.
pub struct JudgedPod<'p, 'd> {
    /// The pod.
    pub pod: &'p Pod<'d>,
    /// The file's text.
    pub source: &'d str,
    /// ECI's tables.
    pub catalog: &'static Catalog,
    /// The entries of `k8s.aliyun.com/eci-use-specs`, each with its place.
    pub entries: Vec<SizedEntry>,
}

/// An entry of `k8s.aliyun.com/eci-use-specs`.
pub struct SizedEntry {
    /// The entry.
    pub entry: SpecEntry,
    /// Where it stands.
    pub span: Span,
    /// How large it is: `None` for what ECI does not have, and where the size is not known.
    pub size: Option<Spec>,
    /// True for a spec that only some regions have.
    pub is_regional: bool,
}

impl SizedEntry {
    /// Words to stand beside the entry: how much of something it has.
    #[must_use]
    pub fn describe(&self, amount: impl Display, unit: &str) -> String {
        let gap = if unit.is_empty() || unit.starts_with(':') {
            ""
        } else {
            " "
        };
        let regions = if self.is_regional {
            ", in some regions only"
        } else {
            ""
        };
        format!("{amount}{gap}{unit}{regions}")
    }
}

impl<'p, 'd> JudgedPod<'p, 'd> {
    /// Looks at a pod with ECI's eyes.
    #[must_use]
    pub fn new(pod: &'p Pod<'d>, source: &'d str) -> Self {
        let catalog = Catalog::built_in();
        let entries = pod
            .annotation(eci::USE_SPECS)
            .map(|pair| entries(pair, source, catalog))
            .unwrap_or_default();
        Self {
            pod,
            source,
            catalog,
            entries,
        }
    }

    /// True when the pod goes to ECI whatever else it says: by a label, or by its node's name.
    /// Neither needs a toleration.
    #[must_use]
    pub fn is_sent_to_eci(&self) -> bool {
        let by_label = self.catalog.pod_labels.iter().any(|label| {
            let pair = self.pod.label(&label.key);
            pair.is_some_and(|pair| pair.value == label.value || is_placeholder(&pair.value))
        });
        let node = self.pod.node_name.and_then(|field| field.node.as_str());
        let by_node = |name: &str| self.catalog.is_virtual_node(name) || is_placeholder(name);
        by_label || node.is_some_and(by_node)
    }

    /// The virtual nodes to which node selector or required affinity confine the pod.
    #[must_use]
    pub fn selected_family(&self) -> Option<&'static NodeFamily> {
        self.catalog.node_families.iter().find(|family| {
            let by_selector = self
                .pod
                .node_selector
                .iter()
                .any(|pair| family.is_meant_by(&pair.key, &pair.value));
            by_selector
                || self
                    .pod
                    .affinity
                    .is_some_and(|affinity| confines(affinity.node, family))
        })
    }

    /// The virtual nodes whose taint the pod has to tolerate: those it selects, else ACK's.
    #[must_use]
    pub fn wanted_family(&self) -> &'static NodeFamily {
        self.selected_family()
            .unwrap_or(&self.catalog.node_families[0])
    }

    /// True when the pod tolerates the taint of the virtual nodes it is meant for; without a
    /// selector that of any kind will do.
    #[must_use]
    pub fn tolerates_eci(&self) -> bool {
        let families = match self.selected_family() {
            Some(family) => std::slice::from_ref(family),
            None => &self.catalog.node_families,
        };
        let tolerates = |family: &NodeFamily| {
            self.pod
                .tolerations
                .iter()
                .any(|toleration| fields(toleration).tolerates(&family.taint))
        };
        families.iter().any(tolerates)
    }

    /// The selectors whose value is still to be filled in: where they lead is not known.
    pub fn unknown_selectors(&self) -> impl Iterator<Item = &Pair<'d>> {
        let pairs = self.pod.node_selector.iter();
        pairs.filter(|pair| is_placeholder(&pair.value) || is_placeholder(&pair.key))
    }

    /// The tolerations with a part that is still to be filled in.
    pub fn unknown_tolerations(&self) -> impl Iterator<Item = &Toleration<'d>> {
        let is_unknown = |toleration: &&Toleration<'d>| {
            let fields = ["key", "operator", "value", "effect"];
            let mut values = fields.iter().filter_map(|name| toleration.field(name));
            values.any(is_placeholder)
        };
        self.pod.tolerations.iter().filter(is_unknown)
    }

    /// The entries that are smaller than the pod in this respect, with their sizes.
    pub fn entries_that(&self, is_too_small: impl Fn(Spec) -> bool) -> Vec<(&SizedEntry, Spec)> {
        let sized = self
            .entries
            .iter()
            .filter_map(|entry| Some((entry, entry.size?)));
        sized.filter(|(_, size)| is_too_small(*size)).collect()
    }

    /// Adds the role to a finding whose place lies outside of it, in `sparkConf` or an anchor.
    #[must_use]
    pub fn with_role(&self, draft: Draft) -> Draft {
        let place = draft.primary.span;
        if place == self.pod.span || self.pod.covers(place) {
            return draft;
        }
        draft.related(self.pod.span, format!("of this {}", self.pod.role))
    }

    /// Where a container is called by its name; else the whole container.
    #[must_use]
    pub fn name_span(&self, container: Node<'_>) -> Span {
        container.get("name").map_or(container.span(), Node::span)
    }

    /// A sentence that names the smallest specs which hold a pod of that size.
    #[must_use]
    pub fn smallest_specs(&self, cpu: MilliCpu, memory: Mib) -> String {
        let nearest = self.catalog.rounded_up(cpu, memory);
        match (nearest.everywhere, nearest.in_some_regions) {
            (Some(everywhere), None) => {
                format!("the smallest spec that holds the pod is `{everywhere}`")
            }
            (Some(everywhere), Some(regional)) => {
                format!(
                    "the smallest spec that holds the pod is `{everywhere}` (`{regional}` in the regions that have it)"
                )
            }
            (None, _) => "no spec of ECI holds the pod".to_owned(),
        }
    }
}

/// A toleration's fields, as the scheduler compares them.
pub(super) fn fields<'d>(toleration: &Toleration<'d>) -> TolerationFields<'d> {
    TolerationFields {
        key: toleration.field("key"),
        operator: toleration.field("operator"),
        value: toleration.field("value"),
        effect: toleration.field("effect"),
    }
}

fn entries(pair: &Pair<'_>, source: &str, catalog: &Catalog) -> Vec<SizedEntry> {
    let place = |entry: SpecEntry| {
        let availability = match &entry.kind {
            EntryKind::CpuMemory(spec) => catalog.availability(*spec),
            _ => None,
        };
        let size = match &entry.kind {
            EntryKind::CpuMemory(spec) => availability.map(|_| *spec),
            EntryKind::InstanceType => catalog.instance_type(&entry.text),
            EntryKind::Obsolete | EntryKind::Placeholder | EntryKind::Malformed { .. } => None,
        };
        SizedEntry {
            span: pair.node.part_span(source, entry.range.clone()),
            entry,
            size,
            is_regional: availability == Some(Availability::SomeRegions),
        }
    };
    eci::parse_spec_list(&pair.value)
        .into_iter()
        .map(place)
        .collect()
}

/// True when a required node affinity leaves only nodes of that family: the terms are
/// alternatives, so each of them has to.
fn confines(affinity: Node<'_>, family: &NodeFamily) -> bool {
    let required = affinity
        .get("nodeAffinity")
        .and_then(|affinity| affinity.get("requiredDuringSchedulingIgnoredDuringExecution"));
    let Some(terms) = required.and_then(|required| required.get("nodeSelectorTerms")) else {
        return false;
    };
    let allows_only = |expression: Node<'_>, is_ours: &dyn Fn(&str, &str) -> bool| {
        let field = |name| expression.get(name).and_then(Node::scalar_text);
        let mut values = expression
            .get("values")
            .into_iter()
            .flat_map(Node::items)
            .peekable();
        field("operator") == Some("In")
            && values.peek().is_some()
            && values.all(|value| {
                let value = value.scalar_text().unwrap_or_default();
                // What is still to be filled in may well be right.
                is_ours(field("key").unwrap_or_default(), value) || is_placeholder(value)
            })
    };
    let by_label = |key: &str, value: &str| family.is_meant_by(key, value);
    let by_name = |key: &str, value: &str| key == "metadata.name" && family.has_name(value);
    let confined = |term: Node<'_>| {
        let expressions = |list| term.get(list).into_iter().flat_map(Node::items);
        expressions("matchExpressions").any(|expression| allows_only(expression, &by_label))
            || expressions("matchFields").any(|expression| allows_only(expression, &by_name))
    };
    let mut terms = terms.items().peekable();
    terms.peek().is_some() && terms.all(confined)
}
