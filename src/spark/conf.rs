//! Converts an application's spec to Spark settings like the operators.
//!
//! Source for `sparkoperator.k8s.io`: kubeflow/spark-operator v2.5.2, `api/v1beta2/defaults.go` (defaults) and
//! `internal/controller/sparkapplication/submission.go` (order of arguments: if a key is given twice, `spark-submit`
//! uses the last one).

use std::{borrow::Cow, collections::BTreeMap, ops::Bound};

use super::{
    Operator, Origin, Problem, Role, Sourced, SparkVersion, Stage, Unjudged,
    known_settings::is_read,
};
use crate::{
    source::Span,
    yaml::{Kind, Node, Openness, Scalar},
};

/// The prefixes of settings that set annotations, for each role that Spark builds.
pub const ANNOTATION_PREFIXES: [&str; 2] = [
    "spark.kubernetes.driver.annotation.",
    "spark.kubernetes.executor.annotation.",
];

#[derive(Clone)]
pub struct Setting<'d> {
    /// The name as the user wrote it: `memory` or `spark.executor.memory`.
    pub name: Cow<'d, str>,
    pub value: Cow<'d, str>,
    /// The value's node; `None` for a default.
    pub node: Option<Node<'d>>,
    /// The place of the key; for a default, the place of the role.
    pub key_span: Span,
    /// The place of the value; for a default, the place of the role.
    pub span: Span,
}

/// Where an application's tasks run.
#[derive(Clone, Copy)]
pub enum Master<'c, 'd> {
    /// In executor pods.
    Kubernetes,
    /// In the driver's own process.
    Local,
    /// In the workers of the standalone cluster that this setting names.
    Standalone(&'c Setting<'d>),
}

/// A value without effect, because another one overrides it.
#[derive(Clone)]
pub struct Overridden<'d> {
    /// The name of the Spark setting.
    pub key: String,
    /// The overridden setting.
    pub lost: Setting<'d>,
    /// The effective setting.
    pub winner: Setting<'d>,
}

impl<'d> Setting<'d> {
    pub(super) fn written(
        name: impl Into<Cow<'d, str>>,
        key_span: Span,
        node: Node<'d>,
    ) -> Option<Self> {
        Some(Self {
            name: name.into(),
            value: match node.kind() {
                // JSON does not distinguish 2.0 from 2.
                Kind::Scalar(Scalar::Float(number)) if number.fract() == 0.0 => {
                    Cow::Owned(format!("{number}"))
                }
                _ => Cow::Borrowed(node.json_text()?),
            },
            node: Some(node),
            key_span,
            span: node.span(),
        })
    }

    pub(super) fn origin(&self) -> Origin {
        Origin {
            setting: self.name.clone().into_owned(),
            span: self.span,
            written: self.node.is_some(),
        }
    }

    pub(super) fn sourced<T>(&self, value: T) -> Sourced<T> {
        Sourced {
            value,
            origin: self.origin(),
        }
    }

    pub(super) fn refused(&self, stage: Stage, problem: Problem, reason: &str) -> Unjudged {
        Unjudged::new(&self.value, self.origin(), stage, problem, reason)
    }

    /// Scala's `toBoolean`.
    #[must_use]
    pub fn is_true(&self) -> bool {
        super::trim::trim(&self.value).eq_ignore_ascii_case("true")
    }

    /// True for a value that Spark accepts as a boolean.
    pub(super) fn is_boolean(&self) -> bool {
        self.is_true() || super::trim::trim(&self.value).eq_ignore_ascii_case("false")
    }
}

/// The Spark settings from which an application's pods are built, by name.
pub struct Conf<'d> {
    settings: BTreeMap<Cow<'d, str>, Setting<'d>>,
    overridden: Vec<Overridden<'d>>,
    role_spans: [Span; 2],
    /// True if a template inserts unknown content into the driver or the executor, which may include missing settings.
    is_open: [bool; 2],
}

/// The value of a setting that a template may insert.
const PUT_IN: &str = "{{ … }}";

impl<'d> Conf<'d> {
    /// No settings. `role_spans` are the places of driver and executor, used for defaults.
    pub(super) fn new(role_spans: [Span; 2]) -> Self {
        Self {
            settings: BTreeMap::new(),
            overridden: Vec::new(),
            role_spans,
            is_open: [false; 2],
        }
    }

    /// The settings with which the Spark operator runs `spark-submit`.
    pub(super) fn from_operator(
        spec: Node<'d>,
        metadata: Option<Node<'d>>,
        role_spans: [Span; 2],
        has_webhook: bool,
    ) -> Self {
        let mut conf = Self::new(role_spans);
        conf.open_by(spec, ["driver", "executor"]);
        // These come before sparkConf, so that sparkConf wins. An empty factor counts as missing.
        conf.field(
            spec,
            "imagePullPolicy",
            "spark.kubernetes.container.image.pullPolicy",
        );
        let factor = spec.get("memoryOverheadFactor");
        if factor.is_some_and(|factor| factor.as_str() != Some("")) {
            conf.field(
                spec,
                "memoryOverheadFactor",
                "spark.kubernetes.memoryOverheadFactor",
            );
        }
        conf.field(
            spec,
            "pythonVersion",
            "spark.kubernetes.pyspark.pythonVersion",
        );
        conf.map(spec.get("sparkConf"), "");
        conf.map(spec.get("hadoopConf"), "spark.hadoop.");
        let is_dynamic = spec
            .get("dynamicAllocation")
            .and_then(|allocation| allocation.get("enabled"))
            .is_some_and(|enabled| enabled.json_text() == Some("true"));
        conf.defaults();
        if !is_dynamic && has_webhook {
            conf.default("spark.executor.instances", "instances", "1", Role::Executor);
        }
        let labels = metadata.and_then(|metadata| metadata.get("labels"));
        for role in [Role::Driver, Role::Executor] {
            conf.map(labels, &format!("spark.kubernetes.{role}.label."));
            if let Some(fields) = spec.get(role.name()) {
                conf.role(fields, role);
            }
        }
        conf.map(spec.get("nodeSelector"), "spark.kubernetes.node.selector.");
        if is_dynamic {
            conf.dynamic_allocation(spec);
            conf.shuffle_tracking(spec);
        }
        conf
    }

    /// The settings of a `SparkConnect`: `sparkConf`, then the executors' fields.
    pub(super) fn from_connect(spec: Node<'d>, role_spans: [Span; 2]) -> Self {
        let mut conf = Self::new(role_spans);
        conf.open_by(spec, ["server", "executor"]);
        conf.map(spec.get("sparkConf"), "");
        conf.defaults();
        if let Some(fields) = spec.get("executor") {
            for field in ["cores", "memory", "instances"] {
                conf.field(fields, field, format!("spark.executor.{field}"));
            }
        }
        conf.dynamic_allocation(spec);
        conf
    }

    /// The settings of an application of Apache's operator, which come only from `sparkConf`.
    pub(super) fn from_apache(spec: Node<'d>, role_spans: [Span; 2]) -> Self {
        let mut conf = Self::new(role_spans);
        conf.map(spec.get("sparkConf"), "");
        conf.defaults();
        conf
    }

    fn open_by(&mut self, spec: Node<'d>, roles: [&str; 2]) {
        let is_incomplete = |node: Node<'_>| node.openness() == Some(Openness::Incomplete);
        let of_all = is_incomplete(spec) || spec.get("sparkConf").is_some_and(is_incomplete);
        self.is_open = roles
            .map(|role| of_all || spec.raw(role).is_some_and(|role| role.openness().is_some()));
    }

    /// A setting by name, including defaults of the operator.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Setting<'d>> {
        self.settings.get(key)
    }

    /// A setting by name, if this version of Spark reads it.
    pub(super) fn get_of(&self, key: &str, version: SparkVersion) -> Option<&Setting<'d>> {
        self.get(key).filter(|_| is_read(key, version))
    }

    /// Where the tasks run. The operator of `sparkoperator.k8s.io` always sets `spark.master` itself.
    ///
    /// Sources: SPARK-42190; `examples/` of apache/spark-kubernetes-operator, `pi-with-one-pod.yaml` and
    /// `spark-connect-server-with-spark-cluster.yaml`.
    #[must_use]
    pub fn master(&self, operator: Operator) -> Master<'_, 'd> {
        let own = self
            .get("spark.master")
            .filter(|_| operator == Operator::Apache);
        let of_driver = self.get("spark.kubernetes.driver.master");
        match of_driver.or(own) {
            Some(master) if master.value.starts_with("local") => Master::Local,
            _ => own
                .filter(|master| master.value.starts_with("spark://"))
                .map_or(Master::Kubernetes, Master::Standalone),
        }
    }

    /// True if a setting is `true`.
    #[must_use]
    pub fn is_true(&self, key: &str) -> bool {
        self.get(key).is_some_and(Setting::is_true)
    }

    /// The values of `sparkConf` that a field of the spec overrides, and those of fields that `sparkConf` overrides, if
    /// the two differ.
    #[must_use]
    pub fn overridden(&self) -> &[Overridden<'d>] {
        &self.overridden
    }

    /// The settings with a prefix, each with the rest of its name.
    pub fn below(&self, prefix: &str) -> impl Iterator<Item = (&str, &Setting<'d>)> {
        let from = (Bound::Included(prefix), Bound::Unbounded);
        let from = self.settings.range::<str, _>(from);
        from.map_while(move |(key, setting)| Some((key.strip_prefix(prefix)?, setting)))
    }

    /// The effective settings of `sparkConf`, by name.
    pub fn of_spark_conf(&self) -> impl Iterator<Item = (&str, &Setting<'d>)> {
        let all = self.settings.iter();
        let written = all.filter(|(key, setting)| setting.node.is_some() && setting.name == **key);
        written.map(|(key, setting)| (key.as_ref(), setting))
    }

    pub(super) fn default_origin(&self, name: &str, role: Role) -> Origin {
        Origin {
            setting: name.to_owned(),
            span: self.role_spans[usize::from(role == Role::Executor)],
            written: false,
        }
    }

    fn role(&mut self, fields: Node<'d>, role: Role) {
        let on_kubernetes = format!("spark.kubernetes.{role}");
        for (field, key) in [
            ("cores", format!("spark.{role}.cores")),
            ("memory", format!("spark.{role}.memory")),
            ("memoryOverhead", format!("spark.{role}.memoryOverhead")),
            ("javaOptions", format!("spark.{role}.extraJavaOptions")),
            ("coreRequest", format!("{on_kubernetes}.request.cores")),
            ("coreLimit", format!("{on_kubernetes}.limit.cores")),
        ] {
            self.field(fields, field, key);
        }
        if role == Role::Executor {
            self.field(fields, "instances", "spark.executor.instances");
            let key = format!("{on_kubernetes}.deleteOnTermination");
            self.field(fields, "deleteOnTermination", key);
            self.map(fields.get("envVars"), "spark.executorEnv.");
        } else {
            self.field(fields, "podName", format!("{on_kubernetes}.pod.name"));
            self.map(fields.get("envVars"), "spark.kubernetes.driverEnv.");
            for (field, part) in [
                ("serviceLabels", "label"),
                ("serviceAnnotations", "annotation"),
            ] {
                let prefix = format!("{on_kubernetes}.service.{part}.");
                self.map(fields.get(field), &prefix);
            }
        }
        self.map(fields.get("labels"), &format!("{on_kubernetes}.label."));
        self.map(
            fields.get("annotations"),
            &format!("{on_kubernetes}.annotation."),
        );
    }

    fn dynamic_allocation(&mut self, spec: Node<'d>) {
        let Some(allocation) = spec.get("dynamicAllocation") else {
            return;
        };
        for field in [
            "enabled",
            "initialExecutors",
            "minExecutors",
            "maxExecutors",
        ] {
            let key = format!("spark.dynamicAllocation.{field}");
            self.field(allocation, field, key);
        }
    }

    /// The operator enables it unless the spec disables it, regardless of `sparkConf`.
    fn shuffle_tracking(&mut self, spec: Node<'d>) {
        let key = "spark.dynamicAllocation.shuffleTracking.enabled";
        let (name, span) = ("shuffleTrackingEnabled", self.role_spans[1]);
        let default = Setting {
            name: Cow::Borrowed(name),
            value: Cow::Borrowed("true"),
            node: None,
            key_span: span,
            span,
        };
        self.insert(Cow::Borrowed(key), default);
        if let Some(allocation) = spec.get("dynamicAllocation") {
            self.field(allocation, name, key);
            let key = "spark.dynamicAllocation.shuffleTracking.timeout";
            self.field(allocation, "shuffleTrackingTimeout", key);
        }
    }

    /// Defaults that the operators' webhooks and Spark itself have in common.
    fn defaults(&mut self) {
        for role in [Role::Driver, Role::Executor] {
            for (name, value) in [("cores", "1"), ("memory", "1g")] {
                self.default(format!("spark.{role}.{name}"), name, value, role);
            }
        }
    }

    fn default(
        &mut self,
        key: impl Into<Cow<'d, str>>,
        name: &'static str,
        value: &'static str,
        role: Role,
    ) {
        let span = self.default_origin(name, role).span;
        let is_open = self.is_open[usize::from(role == Role::Executor)];
        let value = if is_open { PUT_IN } else { value };
        self.settings.entry(key.into()).or_insert_with(|| Setting {
            name: Cow::Borrowed(name),
            value: Cow::Borrowed(value),
            node: None,
            key_span: span,
            span,
        });
    }

    fn field(&mut self, fields: Node<'d>, field: &'static str, key: impl Into<Cow<'d, str>>) {
        let Some(entry) = fields.entry(field) else {
            return;
        };
        if let Some(setting) = Setting::written(field, entry.key_span, entry.value) {
            self.insert(key.into(), setting);
        }
    }

    fn map(&mut self, map: Option<Node<'d>>, prefix: &str) {
        for entry in map.into_iter().flat_map(Node::entries) {
            if let Some(setting) = Setting::written(entry.key.clone(), entry.key_span, entry.value)
            {
                let key = match prefix {
                    "" => entry.key,
                    prefix => Cow::Owned(format!("{prefix}{}", entry.key)),
                };
                self.insert(key, setting);
            }
        }
    }

    fn insert(&mut self, key: Cow<'d, str>, setting: Setting<'d>) {
        let is_of_conf = |setting: &Setting<'d>| setting.name == key;
        if let Some(lost) = self.settings.get(&key)
            && lost.node.is_some()
            && lost.value != setting.value
            // The metadata's labels and those of a role are both fields, and overriding one with the other is common.
            && is_of_conf(lost) != is_of_conf(&setting)
        {
            let (lost, winner) = (lost.clone(), setting.clone());
            let key = key.clone().into_owned();
            self.overridden.push(Overridden { key, lost, winner });
        }
        self.settings.insert(key, setting);
    }
}
