//! Parts of a pod that can occur several times.

use std::borrow::Cow;

use super::{
    fact::{Fact, Object},
    schema,
};
use crate::{
    cel::Field,
    judged::SizedEntry,
    kube,
    spark::{Gpus, Volume},
};

pub(super) struct Toleration<'v>(pub(super) kube::Toleration<'v>);

pub(super) struct VolumeOf<'v>(pub(super) &'v Volume<'v>);

pub(super) struct GpusOf<'v>(pub(super) &'v Gpus);

/// An entry of the annotation that asks for specs.
pub(super) struct SpecOf<'v>(pub(super) &'v SizedEntry);

impl<'v> Object<'v> for Toleration<'v> {
    fn fields(&self) -> &'static [Field] {
        &schema::TOLERATION
    }

    fn get(&self, name: &str) -> Option<Fact<'v>> {
        let toleration = self.0;
        let text = match name {
            "key" => toleration.key,
            "operator" => Some(toleration.operator.unwrap_or("Equal")),
            "value" => toleration.value,
            "effect" => toleration.effect,
            _ => None,
        };
        Some(Fact::text(text?).at(toleration.span(name)))
    }
}

impl<'v> Object<'v> for VolumeOf<'v> {
    fn fields(&self) -> &'static [Field] {
        &schema::VOLUME
    }

    fn get(&self, name: &str) -> Option<Fact<'v>> {
        let volume = self.0;
        let text = |text: &'v Option<Cow<'v, str>>| Some(Fact::text(&**text.as_ref()?));
        let fact = match name {
            "name" => Fact::text(&*volume.name),
            "type" => Fact::text(&*volume.kind),
            "medium" => text(&volume.medium)?,
            "sizeLimit" => text(&volume.size_limit)?,
            "storageClassName" => {
                let class = volume.storage_class.as_ref()?;
                return Some(Fact::text(&*class.name).at(class.span));
            }
            "driver" => text(&volume.driver)?,
            _ => return None,
        };
        Some(fact.at(volume.span))
    }
}

impl<'v> Object<'v> for GpusOf<'v> {
    fn fields(&self) -> &'static [Field] {
        &schema::GPU
    }

    fn get(&self, name: &str) -> Option<Fact<'v>> {
        let gpus = self.0;
        match name {
            "resource" => Some(Fact::text(&*gpus.resource).at(gpus.name_span)),
            "number" => {
                let unknown =
                    || Fact::unknown(format!("`{}` is not a number of GPUs", gpus.number));
                let number = gpus.number.parse::<i64>();
                let fact = number.map_or_else(|_| unknown(), Fact::int);
                Some(fact.at(gpus.span))
            }
            _ => None,
        }
    }
}

impl<'v> Object<'v> for SpecOf<'v> {
    fn fields(&self) -> &'static [Field] {
        &schema::SPEC
    }

    fn get(&self, name: &str) -> Option<Fact<'v>> {
        let entry = self.0;
        let fact = match name {
            "name" => Fact::text(&*entry.entry.text),
            "cpuMillis" => Fact::int(entry.size?.vcpu.0),
            "memoryMib" => Fact::int(entry.size?.memory.0),
            _ => return None,
        };
        Some(fact.at(entry.span))
    }
}
