use super::{
    fact::{Fact, Shape},
    object::{Object, field},
    pod::{PodOf, quantity},
};
use crate::{
    kube::{Mib, MilliCpu},
    spark::{Container, Sourced},
};

/// A container of a pod.
#[derive(Clone, Copy)]
pub(super) enum Contained<'v> {
    /// Spark's own.
    Spark(PodOf<'v>),
    /// Another one.
    Beside(&'v Container<'v>),
}

impl<'v> Contained<'v> {
    pub(super) fn get(self, name: &str) -> Option<Fact<'v>> {
        match name {
            "isSpark" => return Some(Fact::bool(matches!(self, Self::Spark(_)))),
            "cpu" => return Some(Fact::object(Object::Cpu(self))),
            "memory" => {
                return Some(Fact::object(match self {
                    Self::Spark(pod) => Object::Memory(pod),
                    Self::Beside(_) => Object::ContainerMemory(self),
                }));
            }
            _ => {}
        }
        match self {
            Self::Beside(container) => field(Some(container.node), name),
            Self::Spark(pod) => match name {
                "name" => Some(Fact::text(pod.container_name())),
                "image" => {
                    let image = pod.pod.image.as_ref()?;
                    Some(Fact::text(&*image.name).at(image.span))
                }
                "securityContext" => pod.field(pod.pod.container_security_context.as_ref()),
                _ => None,
            },
        }
    }

    pub(super) fn cpu(self, name: &str) -> Option<Fact<'v>> {
        let millis = |cpu: &'v Sourced<MilliCpu>| sourced(cpu, cpu.value.0);
        match (self, name) {
            (Self::Spark(pod), "requestMillis") => quantity(&pod.pod.container.cpu_request, millis),
            (Self::Spark(pod), "limitMillis") => quantity(&pod.pod.container.cpu_limit, millis),
            (Self::Beside(container), "requestMillis") => {
                container.resources.cpu_request.as_ref().map(millis)
            }
            (Self::Beside(container), "limitMillis") => {
                container.resources.cpu_limit.as_ref().map(millis)
            }
            _ => None,
        }
    }

    pub(super) fn memory(self, name: &str) -> Option<Fact<'v>> {
        let Self::Beside(container) = self else {
            return None;
        };
        let mib = |memory: &'v Sourced<Mib>| sourced(memory, memory.value.0);
        match name {
            "requestMib" => container.resources.memory_request.as_ref().map(mib),
            "limitMib" => container.resources.memory_limit.as_ref().map(mib),
            _ => None,
        }
    }
}

/// A number with the place of its setting.
pub(super) fn sourced<'v, T>(from: &Sourced<T>, number: u64) -> Fact<'v> {
    let origin = &from.origin;
    Fact::new(Shape::Int(i64::try_from(number).unwrap_or(i64::MAX)))
        .at(origin.written.then_some(origin.span))
}
