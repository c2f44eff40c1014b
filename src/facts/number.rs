//! How many pods of a role there will be, and where that is configured.

use super::{
    fact::{Fact, Object},
    resources::quantity,
    schema,
};
use crate::{
    cel::Field,
    source::Span,
    spark::{Application, Conf, Count, Pod, Role},
    yaml::Node,
};

#[derive(Clone, Copy)]
pub(super) struct Number<'v> {
    pub(super) pod: &'v Pod<'v>,
    pub(super) application: &'v Application<'v>,
    pub(super) conf: &'v Conf<'v>,
}

/// The number that Spark uses for no limit.
const WITHOUT_BOUND: u32 = i32::MAX.unsigned_abs();

const INSTANCES: &str = "spark.executor.instances";
const ENABLED: &str = "spark.dynamicAllocation.enabled";
const MIN: &str = "spark.dynamicAllocation.minExecutors";
const INITIAL: &str = "spark.dynamicAllocation.initialExecutors";
const MAX: &str = "spark.dynamicAllocation.maxExecutors";

/// The maximum number.
pub(super) fn most(count: &Count) -> u32 {
    count.max.unwrap_or(WITHOUT_BOUND)
}

impl<'v> Object<'v> for Number<'v> {
    fn fields(&self) -> &'static [Field] {
        &schema::PODS
    }

    fn get(&self, name: &str) -> Option<Fact<'v>> {
        quantity(&self.pod.count, |count| {
            let number = match name {
                "min" => count.min,
                "initial" => count.initial,
                "max" => most(count),
                _ => return None,
            };
            Some(Fact::int(number).at(self.place(name, number)))
        })
    }
}

impl Number<'_> {
    /// The place that determines a number, or that removes the limit.
    fn place(&self, name: &str, number: u32) -> Option<Span> {
        match self.pod.role {
            Role::Worker => self.place_of_workers(name),
            Role::Executor => self.place_of_executors(name, number),
            _ => None,
        }
    }

    fn place_of_executors(&self, name: &str, number: u32) -> Option<Span> {
        let written = |key: &str| {
            let setting = self.conf.get(key)?;
            setting.node.is_some().then_some(setting)
        };
        let says_it = |key: &str| {
            written(key).is_some_and(|setting| setting.value.trim() == number.to_string())
        };
        let key = match name {
            _ if !self.conf.is_true(ENABLED) => INSTANCES,
            "min" => MIN,
            // The largest of these three counts.
            "initial" => [INITIAL, MIN, INSTANCES]
                .into_iter()
                .find(|key| says_it(key))?,
            _ if number == WITHOUT_BOUND => ENABLED,
            _ => MAX,
        };
        Some(written(key)?.span)
    }

    fn place_of_workers(&self, name: &str) -> Option<Span> {
        let spec = self.application.spec.as_ref()?.value;
        let instances = spec.get("clusterTolerations")?.get("instanceConfig")?;
        let field = match name {
            "min" => "minWorkers",
            "initial" => "initWorkers",
            _ => "maxWorkers",
        };
        let field = instances
            .get(field)
            .or_else(|| instances.get("initWorkers"));
        field.map(Node::span)
    }
}
