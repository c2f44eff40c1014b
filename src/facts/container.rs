use super::{
    fact::{Fact, Object, field, pod_field},
    resources::{Cpu, MemoryOf, SparkCpu, SparkMemory},
    schema,
};
use crate::{
    cel::Field,
    spark::{Container, Pod, Role},
};

/// A container of a pod.
#[derive(Clone, Copy)]
pub(super) enum Contained<'v> {
    /// Spark's own container.
    Spark(&'v Pod<'v>),
    /// A sidecar or init container.
    Beside(&'v Container<'v>),
}

impl<'v> Object<'v> for Contained<'v> {
    fn fields(&self) -> &'static [Field] {
        &schema::CONTAINER
    }

    fn get(&self, name: &str) -> Option<Fact<'v>> {
        match (*self, name) {
            (of, "isSpark") => Some(Fact::bool(matches!(of, Self::Spark(_)))),
            (Self::Spark(pod), "cpu") => Some(Fact::object(SparkCpu(&pod.container))),
            (Self::Spark(pod), "memory") => Some(Fact::object(SparkMemory(&pod.container))),
            (Self::Spark(pod), "name") => Some(Fact::text(spark_name(pod.role))),
            (Self::Spark(pod), "image") => {
                let image = pod.image.as_ref()?;
                Some(Fact::text(&*image.name).at(image.span))
            }
            (Self::Spark(pod), "securityContext") => {
                pod_field(pod.container_security_context.as_ref())
            }
            (Self::Spark(_), _) => None,
            (Self::Beside(container), "cpu") => Some(Fact::object(Cpu(&container.resources))),
            (Self::Beside(container), "memory") => {
                Some(Fact::object(MemoryOf(&container.resources)))
            }
            (Self::Beside(container), _) => field(Some(container.node), name),
        }
    }
}

fn spark_name(role: Role) -> &'static str {
    match role {
        Role::Driver | Role::Server => "spark-kubernetes-driver",
        Role::Executor => "spark-kubernetes-executor",
        Role::Master | Role::Worker => role.name(),
    }
}
