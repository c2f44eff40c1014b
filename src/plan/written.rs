//! The values of a manifest on which a row of the plan depends, each with its place.

use crate::{
    eci,
    judged::{JudgedApplication, JudgedPod},
    source::{OriginMap, SourceText, Span},
    spark::{ContainerMemory, Origin, OverheadReason, Pair, Resources, Sourced},
};

/// A value on which a row of the plan depends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenValue {
    /// The setting's name as a person would look for it: `instances`, `spark.executor.memory`.
    pub field: String,
    /// The value as it is written.
    pub value: String,
    /// Where it is written in the text that was read.
    pub span: Span,
    /// The file in which it is written; `None` for the one that was read.
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

    /// Notes the line in the text that was read.
    pub(super) fn locate(&mut self, source: &SourceText) {
        self.line = source.line_index(self.span.start) + 1;
    }

    /// Notes the file and the line of what was built of several files.
    pub fn locate_built(&mut self, map: &OriginMap) {
        let place = map.place(self.span);
        if let Some(file) = place.file {
            self.line = file.text.line_index(place.span.start) + 1;
            self.path = Some(file.path.clone());
        }
    }
}

/// The annotations on which instance and price depend.
const ANNOTATIONS: [&str; 7] = [
    eci::USE_SPECS,
    eci::INSTANCE_FAMILY,
    "k8s.aliyun.com/eci-instance-generation",
    "k8s.aliyun.com/eci-spot-strategy",
    "k8s.aliyun.com/eci-spot-price-limit",
    "k8s.aliyun.com/eci-compute-category",
    "k8s.aliyun.com/eci-extra-ephemeral-storage",
];

/// The values on which the row of a pod depends.
pub(super) fn written(
    judged: &JudgedPod<'_, '_>,
    application: &JudgedApplication<'_, '_>,
) -> Vec<WrittenValue> {
    let pod = judged.pod;
    let source = judged.fixer.source();
    let catalog = judged.catalog;
    let mut written = Vec::new();
    let mut add = |field: &str, span: Span| {
        let value = source.get(span.range()).unwrap_or_default();
        written.push(WrittenValue::new(field, value.to_owned(), span));
    };
    let counts = pod.count_settings.iter().map(|setting| &setting.origin);
    let others = pod.sidecars.iter().chain(&pod.init_containers);
    let others = others.flat_map(|container| origins(&container.resources));
    let all = counts.chain(of_container(judged)).chain(others);
    for origin in all.filter(|origin| origin.written) {
        add(&origin.setting, origin.span);
    }
    let is_relevant = |pair: &&Pair<'_>| {
        ANNOTATIONS.contains(&&*pair.key) || *pair.key == catalog.burst_annotation.key
    };
    for pair in pod.annotations.iter().filter(is_relevant) {
        add(&pair.key, pair.node.span());
    }
    let leads = |pair: &&Pair<'_>| {
        let mut labels = catalog.pod_labels.iter().map(|label| &label.key);
        labels.any(|key| *key == pair.key) || *pair.key == catalog.acs_label.key
    };
    let labels = pod.labels.iter().filter(leads);
    for pair in labels.chain(&pod.node_selector) {
        add(&pair.key, pair.node.span());
    }
    for toleration in &pod.tolerations {
        add("tolerations", toleration.fields.node.span());
    }
    if let Some(affinity) = pod.affinity {
        add("affinity", affinity.node.span());
    }
    if let Some(name) = pod.node_name {
        add("nodeName", name.node.span());
    }
    for (field, node) in super::runs::nodes(application.application) {
        add(field, node.span());
    }
    let spec = application.application.spec.as_ref();
    for field in ["type", "sparkVersion"] {
        if let Some(node) = spec.and_then(|spec| spec.value.get(field)) {
            add(field, node.span());
        }
    }
    written
}

/// The settings of Spark's container.
pub(super) fn of_container<'j>(judged: &'j JudgedPod<'_, '_>) -> impl Iterator<Item = &'j Origin> {
    let container = &judged.pod.container;
    let memory = container.memory.as_ref().ok().and_then(Option::as_ref);
    let parts = memory.and_then(ContainerMemory::computed);
    let given = match memory {
        Some(ContainerMemory::Given(given)) => Some(&given.origin),
        _ => None,
    };
    let overhead = parts.and_then(|memory| match &memory.overhead.reason {
        OverheadReason::Explicit(origin) => Some(origin),
        OverheadReason::Share { factor, .. } => factor.origin.as_ref(),
    });
    let limit = container.memory_limit.as_ref().ok();
    let of_memory = [
        parts.map(|memory| &memory.heap.origin),
        given,
        overhead,
        parts.and_then(|memory| Some(&memory.off_heap.as_ref()?.origin)),
        parts.and_then(|memory| Some(&memory.pyspark.as_ref()?.origin)),
        limit.and_then(|limit| Some(&limit.as_ref()?.origin)),
    ];
    let of_cpu = [&container.cpu_request, &container.cpu_limit]
        .map(|cpu| Some(&cpu.as_ref().ok()?.as_ref()?.origin));
    let refused = judged.pod.unjudged().map(|refusal| &refusal.origin);
    of_memory.into_iter().chain(of_cpu).flatten().chain(refused)
}

fn origins(resources: &Resources) -> impl Iterator<Item = &Origin> {
    fn origin<T>(sourced: Option<&Sourced<T>>) -> Option<&Origin> {
        sourced.map(|sourced| &sourced.origin)
    }
    [
        origin(resources.cpu_request.as_ref()),
        origin(resources.cpu_limit.as_ref()),
        origin(resources.memory_request.as_ref()),
        origin(resources.memory_limit.as_ref()),
    ]
    .into_iter()
    .flatten()
}
