//! From an application's spec to Spark settings, as the operators do it.
//!
//! Source for `sparkoperator.k8s.io`: kubeflow/spark-operator v2.5.2, `api/v1beta2/defaults.go` (defaults) and
//! `internal/controller/sparkapplication/submission.go` (order of arguments: for a key that is
//! given twice, `spark-submit` takes the last).

use std::{borrow::Cow, collections::BTreeMap, ops::Bound};

use super::{
    Operator, Origin, Problem, Role, Sourced, SparkVersion, Stage, Unjudged,
    known_settings::is_read,
};
use crate::{
    source::Span,
    yaml::{Kind, Node, Openness, Scalar},
};

/// What stands before the keys of annotations in Spark settings, for each role that Spark builds.
pub const ANNOTATION_PREFIXES: [&str; 2] = [
    "spark.kubernetes.driver.annotation.",
    "spark.kubernetes.executor.annotation.",
];

/// One Spark setting.
#[derive(Clone)]
pub struct Setting<'d> {
    /// What the user wrote it as: `memory` or `spark.executor.memory`.
    pub name: Cow<'d, str>,
    /// Its value's text.
    pub value: Cow<'d, str>,
    /// The value in the file; `None` for a default.
    pub node: Option<Node<'d>>,
    /// Where its key stands; for a default, where the role stands.
    pub key_span: Span,
    /// Where its value stands; for a default, where the role stands.
    pub span: Span,
}

/// Where an application's tasks run.
#[derive(Clone, Copy)]
pub enum Master<'c, 'd> {
    /// In executor pods.
    Kubernetes,
    /// In the driver's own process.
    Local,
    /// In the workers of a standalone cluster, which this setting names.
    Standalone(&'c Setting<'d>),
}

/// A value that is written and has no effect, because another one takes its place.
#[derive(Clone)]
pub struct Overridden<'d> {
    /// The Spark setting.
    pub key: String,
    /// What is lost.
    pub lost: Setting<'d>,
    /// What counts instead.
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
                // JSON does not tell 2.0 from 2.
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

    /// True for a value that Spark reads as a boolean.
    pub(super) fn is_boolean(&self) -> bool {
        self.is_true() || super::trim::trim(&self.value).eq_ignore_ascii_case("false")
    }
}

/// The settings with which Spark builds an application's pods, by their Spark names.
pub struct Conf<'d> {
    settings: BTreeMap<Cow<'d, str>, Setting<'d>>,
    overridden: Vec<Overridden<'d>>,
    role_spans: [Span; 2],
    /// Whether a template puts something unknown into driver and executor: what is not written there may come
    /// with it.
    is_open: [bool; 2],
}

/// A value that is not known, because a template may put it in.
const PUT_IN: &str = "{{ … }}";

impl<'d> Conf<'d> {
    /// No settings. `role_spans` are the places of driver and executor, for what is said nowhere.
    pub(super) fn new(role_spans: [Span; 2]) -> Self {
        Self {
            settings: BTreeMap::new(),
            overridden: Vec::new(),
            role_spans,
            is_open: [false; 2],
        }
    }

    /// The settings with which the Spark operator calls `spark-submit`.
    pub(super) fn from_operator(
        spec: Node<'d>,
        metadata: Option<Node<'d>>,
        role_spans: [Span; 2],
        has_webhook: bool,
    ) -> Self {
        let mut conf = Self::new(role_spans);
        conf.open_by(spec, ["driver", "executor"]);
        // These before sparkConf, so that sparkConf wins; an empty factor counts as none.
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

    /// The settings of an application of Apache's operator: `sparkConf` is the only place.
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

    /// The setting of that name, defaults of the operator included.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Setting<'d>> {
        self.settings.get(key)
    }

    /// The setting of that name, where that version of Spark reads it.
    pub(super) fn get_of(&self, key: &str, version: SparkVersion) -> Option<&Setting<'d>> {
        self.get(key).filter(|_| is_read(key, version))
    }

    /// Where the tasks run. The operator of `sparkoperator.k8s.io` names `spark.master` itself.
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

    /// True for a setting that is `true`.
    #[must_use]
    pub fn is_true(&self, key: &str) -> bool {
        self.get(key).is_some_and(Setting::is_true)
    }

    /// The values of `sparkConf` that lose to a field of the spec, and those of fields that lose to
    /// `sparkConf`, where the two differ.
    #[must_use]
    pub fn overridden(&self) -> &[Overridden<'d>] {
        &self.overridden
    }

    /// The settings below a prefix, each with the rest of its key.
    pub fn below(&self, prefix: &str) -> impl Iterator<Item = (&str, &Setting<'d>)> {
        let from = (Bound::Included(prefix), Bound::Unbounded);
        let from = self.settings.range::<str, _>(from);
        from.map_while(move |(key, setting)| Some((key.strip_prefix(prefix)?, setting)))
    }

    /// The settings of `sparkConf` that count, with their keys.
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

    /// The operator turns it on unless the spec turns it off, whatever `sparkConf` says.
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

    /// What the operators' webhooks and Spark itself fill in alike.
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
            // The labels of the metadata and those of a role are both fields: to override there is usual.
            && is_of_conf(lost) != is_of_conf(&setting)
        {
            let (lost, winner) = (lost.clone(), setting.clone());
            let key = key.clone().into_owned();
            self.overridden.push(Overridden { key, lost, winner });
        }
        self.settings.insert(key, setting);
    }
}
