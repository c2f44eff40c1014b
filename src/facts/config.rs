use super::{
    fact::{Fact, Object},
    schema,
};
use crate::{
    cel::Field,
    judged::{Environment, Placement},
    named::Named,
};

/// The variable `config`.
pub(super) struct Config<'v>(pub(super) &'v Environment);

struct Intent<'v>(&'v Environment);

impl<'v> Object<'v> for Config<'v> {
    fn fields(&self) -> &'static [Field] {
        &schema::CONFIG
    }

    fn get(&self, name: &str) -> Option<Fact<'v>> {
        let environment = self.0;
        match name {
            "cluster" => Some(Fact::text(environment.cluster?.name())),
            "region" => Some(Fact::text(environment.region.as_deref()?)),
            "currency" => Some(Fact::text(environment.currency().name())),
            "placement" => Some(Fact::object(Intent(environment))),
            _ => None,
        }
    }
}

impl<'v> Object<'v> for Intent<'v> {
    fn fields(&self) -> &'static [Field] {
        &schema::PLACEMENT
    }

    fn get(&self, name: &str) -> Option<Fact<'v>> {
        match name {
            "driver" => Some(Fact::text(self.0.driver.map(Placement::name)?)),
            "executor" => Some(Fact::text(self.0.executor.name())),
            _ => None,
        }
    }
}
