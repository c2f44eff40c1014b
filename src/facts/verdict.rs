//! What ECI makes of a pod, as facts.

use super::{fact::Fact, notes::Notes, pod::PodOf};
use crate::{
    eci::{Spec, Unpriced},
    judged::{Given, JudgedPod, Landing, SizedEntry},
    named::Named,
    source::Span,
    spark::Count,
};

/// Verdicts about a pod, whatever else its type says: values of CEL have one lifetime.
pub(super) trait Verdicts {
    fn landing(&self) -> Landing;
    fn is_meant_for_eci(&self) -> bool;
    fn given(&self) -> Option<Given>;
    fn pod_hour(&self) -> Option<Result<f64, Unpriced>>;
    /// The annotation that asks for a spot instance.
    fn spot(&self) -> Option<Span>;
    /// The annotation that asks for specs.
    fn specs(&self) -> Option<Span>;
}

impl Verdicts for JudgedPod<'_, '_> {
    fn landing(&self) -> Landing {
        self.landing()
    }

    fn is_meant_for_eci(&self) -> bool {
        self.is_meant_for_eci()
    }

    fn given(&self) -> Option<Given> {
        self.given()
    }

    fn pod_hour(&self) -> Option<Result<f64, Unpriced>> {
        self.pod_hour()
    }

    fn spot(&self) -> Option<Span> {
        self.spot().map(|pair| pair.node.span())
    }

    fn specs(&self) -> Option<Span> {
        self.specs().map(|pair| pair.node.span())
    }
}

pub(super) fn spec<'v>(entry: &'v SizedEntry, name: &str) -> Option<Fact<'v>> {
    let fact = match name {
        "name" => Fact::text(&*entry.entry.text),
        _ => size(entry.size?, name)?,
    };
    Some(fact.at(entry.span))
}

fn size<'v>(size: Spec, name: &str) -> Option<Fact<'v>> {
    match name {
        "cpuMillis" => Some(Fact::int(size.vcpu.0)),
        "memoryMib" => Some(Fact::int(size.memory.0)),
        _ => None,
    }
}

/// True where the instance is known that ECI gives; else it is noted why it is not.
pub(super) fn is_given<'v>(pod: PodOf<'v>, notes: &Notes<'v>) -> bool {
    let is_known = pod.verdicts.given().is_some();
    if !is_known {
        notes.note_missing(match pod.verdicts.landing() {
            Landing::Elsewhere(_) => "the pod does not run on ECI, so that ECI gives no instance",
            _ => "the instance that ECI gives is not known",
        });
    }
    is_known
}

pub(super) fn given<'v>(pod: PodOf<'v>, name: &str) -> Option<Fact<'v>> {
    let given = pod.verdicts.given()?;
    let fact = match name {
        "spec" => Fact::text(given.name.clone()),
        _ => size(given.size(), name)?,
    };
    // The first entry decides, where there is one.
    Some(fact.at(pod.entries.first().map(|entry| entry.span)))
}

/// What one pod costs by the hour; nothing to ECI where it runs elsewhere.
fn pod_hour(pod: PodOf<'_>) -> Result<f64, String> {
    match pod.verdicts.pod_hour() {
        Some(Ok(price)) => Ok(price),
        Some(Err(why)) => Err(format!("its price is not known: {}", why.summary())),
        None => Ok(0.0),
    }
}

/// True where the price is known; else it is noted why it is not.
pub(super) fn is_priced<'v>(pod: PodOf<'v>, notes: &Notes<'v>) -> bool {
    match pod_hour(pod) {
        Ok(_) => true,
        Err(reason) => {
            notes.note_missing(&reason);
            false
        }
    }
}

pub(super) fn price<'v>(pod: PodOf<'v>, name: &str) -> Option<Fact<'v>> {
    let times = |number: fn(&Count) -> u32, of: &str| {
        let pod_hour = pod_hour(pod).ok()?;
        let hour = pod.pod.count.as_ref().ok().map(number);
        match hour {
            Some(number) => Some(Fact::double(f64::from(number) * pod_hour)),
            // The number is refused, and the reason with it.
            None => pod.number(of),
        }
    };
    match name {
        "currency" => Some(Fact::text(pod.environment.currency().name())),
        "podHour" => Some(Fact::double(pod_hour(pod).ok()?)),
        "firstHour" => times(|count| count.initial, "initial"),
        "mostHour" => times(super::pod::most, "max"),
        _ => None,
    }
    .map(|fact| {
        let place = match name {
            "mostHour" => pod.number("max"),
            "firstHour" => pod.number("initial"),
            _ => None,
        };
        let place = place.and_then(|fact| fact.place);
        let place = place.or_else(|| pod.verdicts.specs());
        fact.at(place)
    })
}

pub(super) fn placement(pod: PodOf<'_>) -> &'static str {
    pod.verdicts.landing().name()
}
