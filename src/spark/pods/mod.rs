//! Builds pods from Spark settings and pod templates.

mod added_volumes;
mod apache;
mod build;
mod connect;
mod container;
mod image;
mod mounts;
mod operator;
mod pieces;
mod spark_container;
mod template;
mod webhook;

pub(super) use apache::{application as apache_application, cluster as apache_cluster};
pub(super) use connect::submission as connect;
pub(super) use operator::submission as operator;
pub use pieces::is_local_dir;

use super::{Pod, RoleSpec, SparkVersion, SubmitSpark, Webhook, conf::Conf};
use crate::{
    source::Span,
    yaml::{Entry, Node},
};

/// What is known about the cluster apart from the manifests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PodOptions {
    /// The Spark version inside the operator, which builds the driver's pod; `None` if it is not configured.
    pub operator_spark: Option<SparkVersion>,
    /// Whether the operator's webhook changes pods.
    pub webhook: Webhook,
}

/// The settings and pods of an application.
pub struct Submission<'d> {
    /// The Spark settings; empty for a standalone cluster.
    pub conf: Conf<'d>,
    /// The Spark version that the application names, or the assumed one.
    pub version: SparkVersion,
    /// False if the version is assumed.
    pub is_version_known: bool,
    /// The Spark version that builds the driver's pod.
    pub submit: SubmitSpark,
    /// The pods, starting with the driver, server or master.
    pub pods: Vec<Pod<'d>>,
}

/// The input for building pods.
pub(super) struct Manifest<'m, 'd> {
    /// The application's spec with its key.
    pub(super) spec: &'m Entry<'d>,
    pub(super) metadata: Option<Node<'d>>,
    /// The roles of its kind.
    pub(super) roles: &'static [RoleSpec],
    pub(super) options: PodOptions,
}

impl Submission<'_> {
    /// The result for an application without a spec.
    pub(super) fn empty() -> Self {
        Self {
            conf: Conf::new([Span::default(); 2]),
            version: SparkVersion::ASSUMED,
            is_version_known: false,
            submit: SubmitSpark::of(SparkVersion::ASSUMED),
            pods: Vec::new(),
        }
    }
}
