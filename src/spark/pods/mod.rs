//! From Spark settings and pod templates to pods.

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

/// What is known about the cluster beside the manifests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PodOptions {
    /// The Spark inside the operator, which builds the driver's pod; `None` where the configuration does not say it.
    pub operator_spark: Option<SparkVersion>,
    /// Whether the operator's webhook changes pods.
    pub webhook: Webhook,
}

/// What becomes of an application.
pub struct Submission<'d> {
    /// The settings that Spark gets; none for a standalone cluster.
    pub conf: Conf<'d>,
    /// The version of Spark that the application says it is written for, or what is taken for it.
    pub version: SparkVersion,
    /// False where it is only taken for one.
    pub is_version_known: bool,
    /// The Spark that builds the driver's pod.
    pub submit: SubmitSpark,
    /// The pods: those of the driver, server or master first.
    pub pods: Vec<Pod<'d>>,
}

/// What pods are made of.
pub(super) struct Manifest<'m, 'd> {
    /// The application's spec with its key.
    pub(super) spec: &'m Entry<'d>,
    /// The object's metadata.
    pub(super) metadata: Option<Node<'d>>,
    /// The roles of its kind.
    pub(super) roles: &'static [RoleSpec],
    /// What is known about the cluster.
    pub(super) options: PodOptions,
}

impl Submission<'_> {
    /// Nothing: of an application without a spec.
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
