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

use super::{Application, Kind, Pod, SparkVersion};

/// What is known about the cluster beside the manifests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PodOptions {
    /// The Spark inside the operator, which builds the driver's pod; `None`: the application's own.
    pub operator_spark: Option<SparkVersion>,
}

/// The pods of an application: those of the driver, server or master first.
#[must_use]
pub fn pods<'d>(application: &Application<'d>, options: PodOptions) -> Vec<Pod<'d>> {
    let Some(spec) = &application.spec else {
        return Vec::new();
    };
    match application.kind {
        // A schedule hands its labels on to the applications that it makes.
        Kind::SparkApplication | Kind::ScheduledSparkApplication => {
            operator::pods(spec, application.metadata, options)
        }
        Kind::SparkConnect => connect::pods(spec),
        Kind::ApacheSparkApplication => apache::application_pods(spec, options),
        Kind::ApacheSparkCluster => apache::cluster_pods(spec),
    }
}
