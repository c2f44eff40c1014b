//! The values of a manifest that a row of the plan depends on, each with its place.

use crate::{
    eci,
    judged::{JudgedApplication, JudgedPod},
    source::{OriginMap, SourceText, Span},
    spark::{ContainerMemory, Origin, OverheadReason, Pair, Resources, Sourced, Unjudged},
    yaml::Node,
};

/// A value that a row of the plan depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenValue {
    /// The name of the setting: `instances`, `spark.executor.memory`.
    pub field: String,
    /// The text of the value.
    pub value: String,
    /// The place in the text that was read.
    pub span: Span,
    /// The file with the value; `None` for the one that was read.
    pub path: Option<String>,
    /// Its line, from 1.
    pub line: usize,
}

impl WrittenValue {
    pub(super) fn new(field: &str, value: String, span: Span) -> Self {
        Self {
            field: field.to_owned(),
            value,
            span,
            path: None,
            line: 0,
        }
    }

    /// True for an annotation that the price depends on.
    pub(super) fn decides_price(&self) -> bool {
        ANNOTATIONS.contains(&self.field.as_str())
    }

    /// Sets the line, from the text that was read.
    pub(super) fn locate(&mut self, source: &SourceText) {
        self.line = source.line_index(self.span.start) + 1;
    }

    /// Sets the file and line, for a kustomization or chart.
    pub fn locate_built(&mut self, map: &OriginMap) {
        let place = map.place(self.span);
        if let Some(file) = place.file {
            self.line = file.text.line_index(place.span.start) + 1;
            self.path = Some(file.path.clone());
        }
    }
}

/// The annotations that instance and price depend on.
const ANNOTATIONS: [&str; 7] = [
    eci::USE_SPECS,
    eci::INSTANCE_FAMILY,
    "k8s.aliyun.com/eci-instance-generation",
    "k8s.aliyun.com/eci-spot-strategy",
    "k8s.aliyun.com/eci-spot-price-limit",
    "k8s.aliyun.com/eci-compute-category",
    "k8s.aliyun.com/eci-extra-ephemeral-storage",
];

/// The values that the row of a pod depends on.
pub(super) fn written(
    judged: &JudgedPod<'_, '_>,
    application: &JudgedApplication<'_, '_>,
    common: Option<&Unjudged>,
) -> Vec<WrittenValue> {
    let pod = judged.pod;
    let source = judged.fixer.source();
    let catalog = judged.catalog;
    let mut written = Vec::new();
    let mut add = |field: &str, span: Span, value: &str| {
        written.push(WrittenValue::new(field, value.to_owned(), span));
    };
    let counts = pod.count_settings.iter();
    for setting in counts.filter(|setting| setting.origin.written) {
        add(&setting.origin.setting, setting.origin.span, &setting.value);
    }
    let others = pod.sidecars.iter().chain(&pod.init_containers);
    let others = others.flat_map(|container| of_resources(&container.resources));
    let all = of_container(judged).chain(others);
    for (origin, value) in all.filter(|(origin, _)| origin.written) {
        add(&origin.setting, origin.span, &value);
    }
    if let Some(refusal) = common.filter(|refusal| refusal.origin.written) {
        add(&refusal.origin.setting, refusal.origin.span, &refusal.value);
    }
    let is_relevant = |pair: &&Pair<'_>| {
        ANNOTATIONS.contains(&&*pair.key) || *pair.key == catalog.burst_annotation.key
    };
    let leads = |pair: &&Pair<'_>| {
        let mut labels = catalog.pod_labels.iter().map(|label| &label.key);
        labels.any(|key| *key == pair.key) || *pair.key == catalog.acs_label.key
    };
    let annotations = pod.annotations.iter().filter(is_relevant);
    let labels = pod.labels.iter().filter(leads);
    for pair in annotations.chain(labels).chain(&pod.node_selector) {
        add(&pair.key, pair.node.span(), &pair.value);
    }
    let tolerations = pod.tolerations.iter();
    let tolerations = tolerations.map(|toleration| ("tolerations", toleration.fields.node));
    let affinity = pod.affinity.map(|affinity| ("affinity", affinity.node));
    let node_name = pod.node_name.map(|name| ("nodeName", name.node));
    let raw = application.application.spec.as_ref();
    let raw = raw.into_iter().flat_map(|spec| of_spec(spec.value));
    let nodes = tolerations
        .chain(affinity)
        .chain(node_name)
        .chain(super::runs::nodes(application.application))
        .chain(raw);
    for (field, node) in nodes {
        let text = source.get(node.span().range()).unwrap_or_default();
        // Other white space does not make another value.
        let text: String = text.split_whitespace().collect();
        add(field, node.span(), &text);
    }
    if let Some(storage) = &pod.container.ephemeral_storage
        && storage.origin.written
    {
        add(&storage.origin.setting, storage.origin.span, &storage.value);
    }
    written
}

/// Settings that pods depend on although no part of a pod has them as its origin.
const SPARK_CONF: [&str; 5] = [
    "spark.memory.offHeap.enabled",
    "spark.driver.minMemoryOverhead",
    "spark.executor.minMemoryOverhead",
    "spark.kubernetes.memoryOverheadFactor",
    "spark.dynamicAllocation.enabled",
];

/// Fields of the spec that pods depend on although no part of a pod has them as its origin.
fn of_spec(spec: Node<'_>) -> impl Iterator<Item = (&'static str, Node<'_>)> {
    let fields = ["type", "sparkVersion"].into_iter();
    let fields = fields.filter_map(move |field| Some((field, spec.get(field)?)));
    let conf = spec.get("sparkConf");
    let settings = SPARK_CONF.into_iter();
    let settings = settings.filter_map(move |key| Some((key, conf?.get(key)?)));
    let dynamic = spec.get("dynamicAllocation");
    let dynamic = dynamic.and_then(|dynamic| Some(("enabled", dynamic.get("enabled")?)));
    fields.chain(settings).chain(dynamic)
}

pub(super) fn of_container<'j>(
    judged: &'j JudgedPod<'_, '_>,
) -> impl Iterator<Item = (&'j Origin, String)> {
    let container = &judged.pod.container;
    let memory = container.memory.as_ref().ok().and_then(Option::as_ref);
    let parts = memory.and_then(ContainerMemory::computed);
    let given = match memory {
        Some(ContainerMemory::Given(given)) => sourced(Some(given)),
        _ => None,
    };
    let overhead = parts.and_then(|memory| match &memory.overhead.reason {
        OverheadReason::Explicit(origin) => Some((origin, memory.overhead.mib.to_string())),
        OverheadReason::Share { factor, .. } => {
            let origin = factor.origin.as_ref()?;
            Some((origin, factor.value.to_string()))
        }
    });
    let limit = container.memory_limit.as_ref().ok();
    let of_memory = [
        sourced(parts.map(|memory| &memory.heap)),
        given,
        overhead,
        sourced(parts.and_then(|memory| memory.off_heap.as_ref())),
        sourced(parts.and_then(|memory| memory.pyspark.as_ref())),
        sourced(limit.and_then(Option::as_ref)),
    ];
    let of_cpu = [&container.cpu_request, &container.cpu_limit]
        .map(|cpu| sourced(cpu.as_ref().ok().and_then(Option::as_ref)));
    let refused = judged.pod.unjudged();
    let refused = refused.map(|refusal| (&refusal.origin, refusal.value.clone()));
    of_memory.into_iter().chain(of_cpu).flatten().chain(refused)
}

fn of_resources(resources: &Resources) -> impl Iterator<Item = (&Origin, String)> {
    [
        sourced(resources.cpu_request.as_ref()),
        sourced(resources.cpu_limit.as_ref()),
        sourced(resources.memory_request.as_ref()),
        sourced(resources.memory_limit.as_ref()),
    ]
    .into_iter()
    .flatten()
}

/// An origin with the parsed value, so that `2g` and `2048m` are equal.
fn sourced<T: ToString>(sourced: Option<&Sourced<T>>) -> Option<(&Origin, String)> {
    let sourced = sourced?;
    Some((&sourced.origin, sourced.value.to_string()))
}
