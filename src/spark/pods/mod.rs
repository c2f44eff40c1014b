//! From Spark settings and pod templates to pods.

mod apache;
mod build;
mod connect;
mod container;
mod operator;
mod own_container;
mod pieces;
mod template;
mod webhook;

use super::{Application, Kind, Pod, SparkVersion, conf::Conf};
use crate::source::Span;

/// What is known about the cluster beside the manifests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PodOptions {
    /// The Spark inside the operator, which builds the driver's pod; `None`: the application's own.
    pub operator_spark: Option<SparkVersion>,
}

/// What becomes of an application.
pub struct Submission<'d> {
    /// The settings that Spark gets; none for a standalone cluster.
    pub conf: Conf<'d>,
    /// The version of Spark that the application says it is written for, or what is taken for it.
    pub version: SparkVersion,
    /// The pods: those of the driver, server or master first.
    pub pods: Vec<Pod<'d>>,
}

/// What becomes of an application: its Spark settings and its pods.
#[must_use]
pub fn submission<'d>(application: &Application<'d>, options: PodOptions) -> Submission<'d> {
    let Some(spec) = &application.spec else {
        return Submission {
            conf: Conf::new([Span::default(); 2]),
            version: SparkVersion::ASSUMED,
            pods: Vec::new(),
        };
    };
    match application.kind {
        // A schedule hands its labels on to the applications that it makes.
        Kind::SparkApplication | Kind::ScheduledSparkApplication => {
            operator::submission(spec, application.metadata, options)
        }
        Kind::SparkConnect => connect::submission(spec),
        Kind::ApacheSparkApplication => apache::application(spec, options),
        Kind::ApacheSparkCluster => apache::cluster(spec),
    }
}
