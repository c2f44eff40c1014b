//! From an application's spec to Spark settings, as the operator does it.
//!
//! Source: kubeflow/spark-operator v2.5.2, `api/v1beta2/defaults.go` (defaults) and
//! `internal/controller/sparkapplication/submission.go` (order of arguments: for a key that is
//! given twice, `spark-submit` takes the last).

use std::{borrow::Cow, collections::BTreeMap};

use super::{Origin, Refusal, Role, Sourced, Stage};
use crate::{source::Span, yaml::Node};

/// One Spark setting.
#[derive(Clone)]
pub(super) struct Setting<'d> {
    /// What the user wrote it as: `executor.memory` or `spark.executor.memory`.
    pub(super) name: String,
    pub(super) value: Cow<'d, str>,
    /// The value in the file; `None` for a default.
    pub(super) node: Option<Node<'d>>,
    pub(super) key_span: Span,
    pub(super) span: Span,
}

impl<'d> Setting<'d> {
    pub(super) fn written(name: impl Into<String>, key_span: Span, node: Node<'d>) -> Option<Self> {
        Some(Self {
            name: name.into(),
            value: Cow::Borrowed(node.json_text()?),
            node: Some(node),
            key_span,
            span: node.span(),
        })
    }

    pub(super) fn origin(&self) -> Origin {
        Origin {
            setting: self.name.clone(),
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

    pub(super) fn refused(&self, stage: Stage, reason: &str) -> Refusal {
        Refusal {
            stage,
            message: format!("`{}: {}`: {reason}", self.name, self.value),
            origin: self.origin(),
        }
    }

    /// Scala's `toBoolean`.
    pub(super) fn is_true(&self) -> bool {
        self.value.trim().eq_ignore_ascii_case("true")
    }
}

/// The settings with which the operator calls `spark-submit`.
pub(super) struct Conf<'d> {
    settings: BTreeMap<String, Setting<'d>>,
    role_spans: [Span; 2],
}

impl<'d> Conf<'d> {
    /// The settings of an application. `role_spans` are the places of driver and executor, for
    /// what is said nowhere.
    pub(super) fn of(spec: Node<'d>, metadata: Option<Node<'d>>, role_spans: [Span; 2]) -> Self {
        let mut conf = Self {
            settings: BTreeMap::new(),
            role_spans,
        };
        // Before sparkConf, so that sparkConf wins; an empty factor counts as none.
        if spec
            .get("memoryOverheadFactor")
            .is_some_and(|factor| factor.as_str() != Some(""))
        {
            conf.field(
                spec,
                "memoryOverheadFactor",
                "spark.kubernetes.memoryOverheadFactor",
            );
        }
        conf.map(spec.get("sparkConf"), "");
        conf.defaults();
        let labels = metadata.and_then(|metadata| metadata.get("labels"));
        for role in [Role::Driver, Role::Executor] {
            conf.map(labels, &format!("spark.kubernetes.{role}.label."));
            if let Some(fields) = spec.get(role.field()) {
                conf.role(fields, role);
            }
        }
        conf.map(spec.get("nodeSelector"), "spark.kubernetes.node.selector.");
        conf
    }

    pub(super) fn get(&self, key: &str) -> Option<&Setting<'d>> {
        self.settings.get(key)
    }

    /// The settings below a prefix, each with the rest of its key.
    pub(super) fn below(&self, prefix: &str) -> impl Iterator<Item = (&str, &Setting<'d>)> {
        let from = self.settings.range(prefix.to_owned()..);
        from.map_while(move |(key, setting)| Some((key.strip_prefix(prefix)?, setting)))
    }

    pub(super) fn default_origin(&self, name: &str, role: Role) -> Origin {
        Origin {
            setting: name.to_owned(),
            span: self.role_spans[role as usize],
            written: false,
        }
    }

    fn role(&mut self, fields: Node<'d>, role: Role) {
        for (field, key) in [
            ("cores", "cores"),
            ("memory", "memory"),
            ("memoryOverhead", "memoryOverhead"),
        ] {
            self.field(fields, field, &format!("spark.{role}.{key}"));
        }
        self.field(
            fields,
            "coreRequest",
            &format!("spark.kubernetes.{role}.request.cores"),
        );
        self.field(
            fields,
            "coreLimit",
            &format!("spark.kubernetes.{role}.limit.cores"),
        );
        if role == Role::Executor {
            self.field(fields, "instances", "spark.executor.instances");
        }
        self.map(
            fields.get("labels"),
            &format!("spark.kubernetes.{role}.label."),
        );
        self.map(
            fields.get("annotations"),
            &format!("spark.kubernetes.{role}.annotation."),
        );
    }

    /// The operator's defaults; where its webhook is off, Spark's own are the same ones.
    fn defaults(&mut self) {
        for role in [Role::Driver, Role::Executor] {
            for (name, value) in [("cores", "1"), ("memory", "1g")] {
                let span = self.role_spans[role as usize];
                self.settings
                    .entry(format!("spark.{role}.{name}"))
                    .or_insert_with(|| Setting {
                        name: name.to_owned(),
                        value: Cow::Borrowed(value),
                        node: None,
                        key_span: span,
                        span,
                    });
            }
        }
    }

    fn field(&mut self, fields: Node<'d>, field: &str, key: &str) {
        let Some(entry) = fields.entry(field) else {
            return;
        };
        if let Some(setting) = Setting::written(field, entry.key_span, entry.value) {
            self.settings.insert(key.to_owned(), setting);
        }
    }

    fn map(&mut self, map: Option<Node<'d>>, prefix: &str) {
        for entry in map.into_iter().flat_map(Node::entries) {
            if let Some(setting) = Setting::written(entry.key.clone(), entry.key_span, entry.value)
            {
                self.settings
                    .insert(format!("{prefix}{}", entry.key), setting);
            }
        }
    }
}
