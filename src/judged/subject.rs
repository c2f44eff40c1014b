use std::{cell::OnceCell, fmt::Display};

use super::environment::{Cluster, Environment, Placement, RegionalSpecs};
use crate::{
    eci::{self, Availability, Catalog, EntryKind, ImageCache, NodeFamily, Spec, SpecEntry},
    finding::{Diagnostic, Fix, Safety},
    kube::{Mib, MilliCpu, TolerationFields},
    source::{Edit, Span, is_placeholder},
    spark::{
        self, Application, Conf, Kind, Pair, Pod, PodOptions, SparkVersion, Toleration,
        UnknownField, Violation,
    },
    yaml::{Editor, Entry, New, Node},
};

/// A pod, and what ECI makes of it: what rules look at.
pub struct JudgedPod<'p, 'd> {
    /// The pod.
    pub pod: &'p Pod<'d>,
    /// The file's text.
    pub source: &'d str,
    /// What is known beside the manifest.
    pub environment: &'p Environment,
    /// ECI's tables.
    pub catalog: &'p Catalog,
    /// What is wrong with the application's form.
    pub form: &'p Form<'d>,
    /// The entries of `k8s.aliyun.com/eci-use-specs`, each with its place.
    pub entries: Vec<SizedEntry>,
}

/// An application with its pods: what rules look at that are about more than one pod.
pub struct JudgedApplication<'p, 'd> {
    /// The application.
    pub application: &'p Application<'d>,
    /// Its Spark settings.
    pub conf: &'p Conf<'d>,
    /// The version of Spark.
    pub version: SparkVersion,
    /// Its pods.
    pub pods: Vec<JudgedPod<'p, 'd>>,
    /// What is wrong with its form.
    pub form: &'p Form<'d>,
}

/// What is wrong with an application's form: values of another type than the API server takes, and
/// fields that nobody reads.
#[derive(Default)]
pub struct Form<'d> {
    /// True for a version of the API that no current operator serves: what its values mean is not known.
    pub is_unserved: bool,
    /// Values of another type.
    pub violations: Vec<Violation<'d>>,
    /// Fields that are lost.
    pub unknown_fields: Vec<UnknownField<'d>>,
    /// Keys of the application's own annotations, which reach no pod.
    pub lost_annotations: Vec<Entry<'d>>,
    /// The application with the file's text.
    written: Option<(&'d str, Node<'d>)>,
    spec: Option<Node<'d>>,
    editor: OnceCell<Option<Editor<'d>>>,
}

impl<'d> Form<'d> {
    /// Looks at an application. What another version of the API demands is not known.
    #[must_use]
    pub fn of(application: &Application<'d>, source: &'d str) -> Self {
        let written = Some((source, application.object));
        let spec = application.spec.as_ref().map(|spec| spec.value);
        if !application.is_served() {
            return Self {
                is_unserved: true,
                written,
                spec,
                ..Self::default()
            };
        }
        Self {
            is_unserved: false,
            written,
            spec,
            editor: OnceCell::new(),
            violations: spark::violations(application),
            unknown_fields: spark::unknown_fields(application),
            lost_annotations: application
                .metadata
                .and_then(|metadata| metadata.get("annotations"))
                .map(Node::entries)
                .unwrap_or_default(),
        }
    }
}

impl<'d> Form<'d> {
    /// The application's spec, where its roles stand.
    #[must_use]
    pub fn spec(&self) -> Option<Node<'d>> {
        self.spec
    }

    /// The file's text.
    #[must_use]
    pub fn source(&self) -> &'d str {
        self.written.map_or("", |(source, _)| source)
    }

    /// A fix, unless one of its edits cannot be made. Where an edit changes what aliases repeat, it is
    /// not safe.
    #[must_use]
    pub fn fix(
        &self,
        safety: Safety,
        title: impl Into<String>,
        edits: impl IntoIterator<Item = Option<Edit>>,
    ) -> Option<Fix> {
        let editor = self.editor()?;
        let mut edits: Vec<Edit> = edits.into_iter().collect::<Option<_>>()?;
        edits.sort();
        let overlaps = |pair: &[Edit]| pair[0].span.end > pair[1].span.start;
        if edits.windows(2).any(overlaps) {
            return None;
        }
        let is_shared = edits.iter().any(|edit| editor.is_shared(edit.span));
        Some(match safety {
            Safety::Safe if !is_shared => Fix::safe(title, edits),
            _ => Fix::risky(title, edits),
        })
    }

    /// Whether it is certain that something can be put at a path below the spec: what else a pod template
    /// that is not there yet has to say is not known here.
    #[must_use]
    pub fn safety_of(&self, base: &str) -> Safety {
        let mut parts = base.split('.');
        let found = parts.try_fold(self.spec, |node, part| Some(node?.get(part)));
        if base.contains('.') && found.flatten().is_none() {
            Safety::Unsafe
        } else {
            Safety::Safe
        }
    }

    /// Puts a value at a path below the spec, such as `driver` and `nodeSelector`.
    #[must_use]
    pub fn put(&self, base: &str, path: &[&str], new: &New) -> Option<Edit> {
        let path: Vec<&str> = base.split('.').chain(path.iter().copied()).collect();
        self.editor()?.put(self.spec?, &path, new)
    }

    /// Writes edits of the application. `None` where there is none.
    #[must_use]
    pub fn editor(&self) -> Option<&Editor<'d>> {
        let (source, object) = self.written?;
        let editor = self.editor.get_or_init(|| Editor::new(source, object));
        editor.as_ref()
    }
}

/// Judges an application and hands the verdicts to `look`.
pub fn judge<'d, T>(
    application: &Application<'d>,
    source: &'d str,
    options: PodOptions,
    environment: &Environment,
    look: impl FnOnce(&JudgedApplication<'_, 'd>) -> T,
) -> T {
    let submission = spark::submission(application, options);
    let form = Form::of(application, source);
    let judged = |pod| JudgedPod::new(pod, source, environment, &form);
    look(&JudgedApplication {
        application,
        conf: &submission.conf,
        version: submission.version,
        pods: submission.pods.iter().map(judged).collect(),
        form: &form,
    })
}

impl JudgedApplication<'_, '_> {
    /// True for one of the Spark operator's own kinds: `sparkoperator.k8s.io`, no `SparkConnect`.
    #[must_use]
    pub fn is_operators(&self) -> bool {
        matches!(
            self.application.kind,
            Kind::SparkApplication | Kind::ScheduledSparkApplication
        )
    }
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
    /// True for an ECS instance type.
    #[must_use]
    pub fn is_type(&self) -> bool {
        self.entry.kind == EntryKind::InstanceType
    }

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
    pub fn new(
        pod: &'p Pod<'d>,
        source: &'d str,
        environment: &'p Environment,
        form: &'p Form<'d>,
    ) -> Self {
        let catalog = &*environment.catalog;
        let entries = pod
            .annotation(eci::USE_SPECS)
            // A number or a boolean is told by a rule of its own.
            .filter(|pair| {
                let mut violations = form.violations.iter();
                violations.all(|violation| violation.node.span() != pair.node.span())
            })
            .map(|pair| entries(pair, source, catalog))
            .unwrap_or_default();
        Self {
            pod,
            source,
            environment,
            catalog,
            form,
            entries,
        }
    }

    /// Where the role's pods are to run.
    #[must_use]
    pub fn placement(&self) -> Placement {
        self.environment.placement(self.pod.role)
    }

    /// True when every pod of the cluster runs on ECI.
    #[must_use]
    pub fn is_serverless(&self) -> bool {
        self.environment.cluster == Some(Cluster::AckServerless)
    }

    /// True unless the role is to stay on other nodes, and its manifest leaves it there.
    #[must_use]
    pub fn is_meant_for_eci(&self) -> bool {
        self.placement() != Placement::Off
            || self.is_sent_to_eci()
            || self.selected_family().is_some()
    }

    /// True when something in the manifest, or the cluster, leads the pod to ECI or lets it go there.
    #[must_use]
    pub fn is_bound_for_eci(&self) -> bool {
        let is_ecis = |pair: &Pair<'_>| pair.key.starts_with("k8s.aliyun.com/eci-");
        self.is_meant_for_eci()
            && (self.is_serverless()
                || self.is_sent_to_eci()
                || self.selected_family().is_some()
                || self.tolerates_eci()
                || self.pod.annotations.iter().any(is_ecis))
    }

    /// Puts another name in the place of a key. `None` where the key does not stand in the file as it
    /// is, such as behind the prefix of a Spark setting.
    #[must_use]
    pub fn rename(&self, pair: &Pair<'_>, name: &str) -> Option<Edit> {
        let (source, object) = self.form.written?;
        let written = source[pair.key_span.range()].trim_matches(['"', '\'']);
        // Of a key that stands twice only one would be renamed.
        let mut duplicates = object.mappings().into_iter().flat_map(Node::duplicate_keys);
        let is_only = duplicates.all(|(earlier, _)| earlier.key != pair.key);
        let editor = self.form.editor()?;
        (written == pair.key && is_only)
            .then(|| editor.replace_key(pair.key_span, name))
            .flatten()
    }

    /// The annotation of ECI with that name behind its prefix.
    #[must_use]
    pub fn eci_annotation(&self, name: &str) -> Option<&'p Pair<'d>> {
        let key = |pair: &&Pair<'_>| pair.key.strip_prefix("k8s.aliyun.com/") == Some(name);
        self.pod.annotations.iter().find(key)
    }

    /// The annotation that asks for a spot instance.
    #[must_use]
    pub fn spot(&self) -> Option<&'p Pair<'d>> {
        let is_asked = |pair: &&Pair<'_>| pair.value.starts_with("Spot");
        self.eci_annotation("eci-spot-strategy").filter(is_asked)
    }

    /// The annotations that lead to an image cache in one of the two ways.
    pub fn image_caches(&self, way: ImageCache) -> impl Iterator<Item = &'p Pair<'d>> {
        let is_way = move |pair: &&Pair<'_>| {
            let known = self.catalog.annotation(&pair.key);
            known.and_then(|known| known.image_cache) == Some(way)
        };
        self.pod.annotations.iter().filter(is_way)
    }

    /// True for a value of a type that the API server refuses: that is told by a rule of its own.
    #[must_use]
    pub fn is_mistyped(&self, place: Span) -> bool {
        let mut violations = self.form.violations.iter();
        violations.any(|violation| violation.node.span() == place)
    }

    /// True when what one of these fields says is lost, because it stands where nobody reads it:
    /// that is told by a rule of its own.
    #[must_use]
    pub fn is_misplaced(&self, fields: &[&str]) -> bool {
        self.form.unknown_fields.iter().any(|field| {
            fields.contains(&field.meant) && field.role.is_none_or(|role| role == self.pod.role)
        })
    }

    /// True when the label that sends pods to ECI stands among annotations, the pod's or the
    /// application's: that is told by a rule of its own.
    #[must_use]
    pub fn has_label_elsewhere(&self) -> bool {
        let labels = self.catalog.pod_labels.iter();
        // The short label of old is too common a word to be sure.
        let mut labels = labels.filter(|label| label.key.contains('/'));
        labels.any(|label| {
            self.pod.annotation(&label.key).is_some()
                || (self.form.lost_annotations.iter()).any(|entry| entry.key == label.key)
        })
    }

    /// True when no spec of ECI and none of the instance types asked for holds the pod.
    #[must_use]
    pub fn is_too_large(&self) -> bool {
        let Some((cpu, memory)) = self.pod.requests() else {
            return false;
        };
        let is_held = |entry: &SizedEntry| entry.size.is_none_or(|size| size.holds(cpu, memory));
        let types = self.entries.iter().filter(|entry| entry.is_type());
        let mut types = types.peekable();
        self.catalog.rounded_up(cpu, memory).everywhere.is_none()
            && (types.peek().is_none() || !types.any(is_held))
    }

    /// True when the pod goes to ECI whatever else it says: by a label, or by its node's name.
    /// Neither needs a toleration.
    #[must_use]
    pub fn is_sent_to_eci(&self) -> bool {
        let by_label = self.sending_label().is_some();
        let node = self.pod.node_name.and_then(|field| field.node.as_str());
        let by_node = |name: &str| self.catalog.is_virtual_node(name) || is_placeholder(name);
        by_label || node.is_some_and(by_node)
    }

    /// The label that sends the pod to ECI.
    #[must_use]
    pub fn sending_label(&self) -> Option<&'p Pair<'d>> {
        self.catalog.pod_labels.iter().find_map(|label| {
            let pair = self.pod.label(&label.key)?;
            (pair.value == label.value || is_placeholder(&pair.value)).then_some(pair)
        })
    }

    /// True for a toleration of the taint of virtual nodes that the pod is meant for.
    #[must_use]
    pub fn is_about_eci(&self, toleration: &Toleration<'_>) -> bool {
        let mut families = self.meant_families().iter();
        families.any(|family| fields(toleration).tolerates(&family.taint))
    }

    /// The virtual nodes that the pod selects; without a selector, all kinds of them.
    fn meant_families(&self) -> &'p [NodeFamily] {
        match self.selected_family() {
            Some(family) => std::slice::from_ref(family),
            None => &self.catalog.node_families,
        }
    }

    /// The virtual nodes to which node selector or required affinity confine the pod.
    #[must_use]
    pub fn selected_family(&self) -> Option<&'p NodeFamily> {
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

    /// The virtual nodes whose taint the pod has to tolerate: those it selects, else the cluster's.
    #[must_use]
    pub fn wanted_family(&self) -> &'p NodeFamily {
        self.selected_family()
            .unwrap_or_else(|| self.environment.family())
    }

    /// True when the pod tolerates the taint of the virtual nodes it is meant for; without a
    /// selector that of any kind will do.
    #[must_use]
    pub fn tolerates_eci(&self) -> bool {
        let mut tolerations = self.pod.tolerations.iter();
        tolerations.any(|toleration| self.is_about_eci(toleration))
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

    /// The smallest spec that holds the pod, in the place of these entries: what is billed changes.
    #[must_use]
    pub fn resize(&self, entries: &[&SizedEntry]) -> Option<Fix> {
        let (cpu, memory) = self.pod.requests()?;
        let spec = self.rounded_up(cpu, memory)?.to_string();
        let is_meant = |entry: &SizedEntry| entries.iter().any(|known| known.span == entry.span);
        let mut specs: Vec<&str> = Vec::new();
        for entry in &self.entries {
            let text = if is_meant(entry) {
                &spec
            } else {
                &entry.entry.text
            };
            if !specs.contains(&text.as_str()) {
                specs.push(text);
            }
        }
        let (first, last) = (self.entries.first()?, self.entries.last()?);
        let between = self.entries.get(1).map_or(",", |second| {
            let gap = first.span.end as usize..second.span.start as usize;
            self.source.get(gap).unwrap_or(",")
        });
        let whole = self.pod.annotation(eci::USE_SPECS)?.node.span();
        let part = Span::new(first.span.start, last.span.end);
        // What holds this pod may not hold another that an alias gives the same list.
        let editor = self
            .form
            .editor()
            .filter(|editor| !editor.is_shared(whole))?;
        let edit = editor.replace_part(whole, part, &specs.join(between));
        let title = format!("Ask for `{spec}` instead");
        self.form.fix(Safety::Unsafe, title, [edit])
    }

    /// Another spec in the place of an entry.
    #[must_use]
    pub fn put_spec(&self, entry: &SizedEntry, spec: &str) -> Option<Fix> {
        if self.entries.iter().any(|known| known.entry.text == spec) {
            return None;
        }
        let whole = self.pod.annotation(eci::USE_SPECS)?.node.span();
        let edit = self.form.editor()?.replace_part(whole, entry.span, spec);
        let title = format!("Ask for `{spec}` instead");
        self.form.fix(Safety::Unsafe, title, [edit])
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
    pub fn with_role(&self, diagnostic: Diagnostic) -> Diagnostic {
        let place = diagnostic.primary.span;
        if place == self.pod.span || self.pod.covers(place) {
            return diagnostic;
        }
        diagnostic.related(self.pod.span, format!("of this {}", self.pod.role))
    }

    /// Where a container is called by its name; else the whole container.
    #[must_use]
    pub fn name_span(&self, container: Node<'_>) -> Span {
        container.get("name").map_or(container.span(), Node::span)
    }

    /// A sentence that names the smallest specs which hold a pod of that size.
    #[must_use]
    pub fn smallest_specs(&self, cpu: MilliCpu, memory: Mib) -> String {
        match self.nearest(cpu, memory) {
            Some(nearest) => format!("the smallest spec that holds the pod is {nearest}"),
            None => "no spec of ECI holds the pod".to_owned(),
        }
    }

    /// The spec to which ECI rounds a size up, as words for a message; two of them where it depends
    /// on a region that is not known.
    #[must_use]
    pub fn nearest(&self, cpu: MilliCpu, memory: Mib) -> Option<String> {
        let nearest = self.catalog.rounded_up(cpu, memory);
        let everywhere = nearest.everywhere?;
        Some(
            match (nearest.in_some_regions, self.environment.regional_specs()) {
                (Some(regional), RegionalSpecs::Unknown) => {
                    format!("`{everywhere}` (`{regional}` in the regions that have it)")
                }
                (Some(regional), RegionalSpecs::Offered) => format!("`{regional}`"),
                _ => format!("`{everywhere}`"),
            },
        )
    }

    /// The specs that hold the pod, cheapest first, each with the price of an hour: see
    /// [`Environment::choices`].
    #[must_use]
    pub fn choices(&self) -> Vec<(Spec, f64)> {
        let Some((cpu, memory)) = self.pod.requests() else {
            return Vec::new();
        };
        self.environment.choices(cpu, memory, self.spot().is_some())
    }

    /// The annotation that asks for a spec, written where there is none yet.
    #[must_use]
    pub fn ask_for(&self, spec: &str) -> Option<Fix> {
        let base = self.pod.paths.metadata;
        let edit = (self.form).put(base, &["annotations", eci::USE_SPECS], &New::text(spec));
        let title = format!("Ask for `{spec}`");
        self.form.fix(Safety::Unsafe, title, [edit])
    }

    /// The spec to which ECI rounds a size up, in the region that is configured.
    #[must_use]
    pub fn rounded_up(&self, cpu: MilliCpu, memory: Mib) -> Option<Spec> {
        let nearest = self.catalog.rounded_up(cpu, memory);
        match self.environment.regional_specs() {
            RegionalSpecs::Offered => nearest.in_some_regions.or(nearest.everywhere),
            _ => nearest.everywhere,
        }
    }
}

/// A toleration's fields, as the scheduler compares them.
#[must_use]
pub fn fields<'d>(toleration: &Toleration<'d>) -> TolerationFields<'d> {
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
