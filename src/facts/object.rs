//! What the objects of the schema are made of.

use std::borrow::Cow;

use super::{
    container::Contained,
    fact::{Fact, Shape},
    notes::Notes,
    pod::PodOf,
    schema,
    verdict,
};
use crate::{
    cel::Field,
    judged::{Environment, Placement},
    named::Named,
    spark::{Application, Gpus, Volume},
    yaml::{Entry, Node},
};

/// An object of the schema, and what it is about.
#[derive(Clone, Copy)]
pub(super) enum Object<'v> {
    App(&'v Application<'v>),
    Metadata(&'v Application<'v>),
    Pod(PodOf<'v>),
    Pods(PodOf<'v>),
    Cpu(Contained<'v>),
    Memory(PodOf<'v>),
    Total(PodOf<'v>),
    Toleration(crate::kube::Toleration<'v>),
    Volume(&'v Volume<'v>),
    Container(Contained<'v>),
    ContainerMemory(Contained<'v>),
    Gpu(&'v Gpus),
    Spec(&'v crate::judged::SizedEntry),
    Given(PodOf<'v>),
    Price(PodOf<'v>),
    Config(&'v Environment),
    Placement(&'v Environment),
}

impl<'v> Object<'v> {
    /// The fields that it may have.
    pub(super) fn fields(self) -> &'static [Field] {
        match self {
            Self::App(_) => &schema::APP,
            Self::Metadata(_) => &schema::METADATA,
            Self::Pod(_) => &schema::POD,
            Self::Pods(_) => &schema::PODS,
            Self::Cpu(_) => &schema::CPU,
            Self::Memory(_) => &schema::MEMORY,
            Self::Total(_) => &schema::TOTAL,
            Self::Toleration(_) => &schema::TOLERATION,
            Self::Volume(_) => &schema::VOLUME,
            Self::Container(_) => &schema::CONTAINER,
            Self::ContainerMemory(_) => &schema::CONTAINER_MEMORY,
            Self::Gpu(_) => &schema::GPU,
            Self::Spec(_) => &schema::SPEC,
            Self::Given(_) => &schema::GIVEN,
            Self::Price(_) => &schema::PRICE,
            Self::Config(_) => &schema::CONFIG,
            Self::Placement(_) => &schema::PLACEMENT,
        }
    }

    /// A field, where it is there.
    pub(super) fn get(self, name: &str, notes: &Notes<'v>) -> Option<Fact<'v>> {
        match self {
            Self::App(application) => app(application, name),
            Self::Metadata(application) => metadata(application, name),
            Self::Pod(pod) => pod.get(name, notes),
            Self::Pods(pod) => pod.number(name),
            Self::Cpu(container) => container.cpu(name),
            Self::Memory(pod) => pod.memory(name),
            Self::Total(pod) => pod.total(name),
            Self::Toleration(toleration) => self::toleration(toleration, name),
            Self::Volume(volume) => self::volume(volume, name),
            Self::Container(container) => container.get(name),
            Self::ContainerMemory(container) => container.memory(name),
            Self::Gpu(gpus) => self::gpus(gpus, name),
            Self::Spec(entry) => verdict::spec(entry, name),
            Self::Given(pod) => verdict::given(pod, name),
            Self::Price(pod) => verdict::price(pod, name),
            Self::Config(environment) => config(environment, name),
            Self::Placement(environment) => placement(environment, name),
        }
    }
}

/// A field of a mapping of the document.
pub(super) fn field<'v>(node: Option<Node<'v>>, name: &str) -> Option<Fact<'v>> {
    let entry = node?.entry(name)?;
    Some(Fact::node(entry.value, entry.key_span))
}

/// A mapping of texts; empty where there is none.
pub(super) fn texts<'v>(entry: Option<Entry<'v>>) -> Fact<'v> {
    let place = entry.as_ref().map(|entry| entry.key_span);
    let entries = entry.map(|entry| entry.value.entries()).unwrap_or_default();
    let texts = entries.into_iter().filter_map(|entry| {
        let text = entry.value.json_text()?;
        Some((entry.key, Fact::text(text).at(entry.value.span())))
    });
    Fact::map(texts).at(place)
}

fn app<'v>(application: &'v Application<'v>, name: &str) -> Option<Fact<'v>> {
    match name {
        "metadata" => Some(Fact::object(Object::Metadata(application))),
        "kind" => Some(
            field(Some(application.object), name)
                .unwrap_or_else(|| Fact::text(application.kind.name())),
        ),
        // An item of a typed list need not say it.
        "apiVersion" => Some(field(Some(application.object), name).unwrap_or_else(|| Fact::text(""))),
        _ => field(Some(application.object), name),
    }
}

fn metadata<'v>(application: &'v Application<'v>, name: &str) -> Option<Fact<'v>> {
    let metadata = application.metadata;
    match name {
        "name" => Some(Fact::text(&*application.name).at(application.span)),
        "labels" | "annotations" => {
            Some(texts(metadata.and_then(|metadata| metadata.entry(name))))
        }
        _ => field(metadata, name),
    }
}

fn toleration<'v>(toleration: crate::kube::Toleration<'v>, name: &str) -> Option<Fact<'v>> {
    let text = match name {
        "key" => toleration.key,
        "operator" => Some(toleration.operator.unwrap_or("Equal")),
        "value" => toleration.value,
        "effect" => toleration.effect,
        _ => None,
    };
    Some(Fact::text(text?).at(toleration.span(name)))
}

fn volume<'v>(volume: &'v Volume<'v>, name: &str) -> Option<Fact<'v>> {
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

fn gpus<'v>(gpus: &'v Gpus, name: &str) -> Option<Fact<'v>> {
    match name {
        "resource" => Some(Fact::text(&*gpus.resource).at(gpus.name_span)),
        "number" => {
            let fact = match gpus.number.parse::<i64>() {
                Ok(number) => Fact::int(number),
                Err(_) => Fact::new(Shape::Unknown(
                    format!("`{}` is not a number of GPUs", gpus.number).into(),
                )),
            };
            Some(fact.at(gpus.span))
        }
        _ => None,
    }
}

fn config<'v>(environment: &'v Environment, name: &str) -> Option<Fact<'v>> {
    match name {
        "cluster" => Some(Fact::text(environment.cluster?.name())),
        "region" => Some(Fact::text(environment.region.as_deref()?)),
        "currency" => Some(Fact::text(environment.currency().name())),
        "placement" => Some(Fact::object(Object::Placement(environment))),
        _ => None,
    }
}

fn placement<'v>(environment: &'v Environment, name: &str) -> Option<Fact<'v>> {
    match name {
        "driver" => Some(Fact::text(environment.driver.map(Placement::name)?)),
        "executor" => Some(Fact::text(environment.executor.name())),
        _ => None,
    }
}
