//! Verdicts about a pod on ECI, as facts.

use super::{
    fact::{Fact, Object},
    number::{Number, most},
    schema,
};
use crate::{
    cel::Field,
    eci::Unpriced,
    judged::{Currency, Given, JudgedPod, Landing},
    named::Named,
    source::Span,
};

/// Erases the type of a verdict, because CEL values have a single lifetime.
pub(super) trait Verdicts {
    fn landing(&self) -> Landing;
    fn is_meant_for_eci(&self) -> bool;
    fn given(&self) -> Option<Given>;
    fn pod_hour(&self) -> Option<Result<f64, Unpriced>>;
    fn currency(&self) -> Currency;
    /// The place of the annotation that requests a spot instance.
    fn spot(&self) -> Option<Span>;
    /// The place of the first requested spec.
    fn spec(&self) -> Option<Span>;
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

    fn spec(&self) -> Option<Span> {
        self.entries.first().map(|entry| entry.span)
    }

    fn currency(&self) -> Currency {
        self.environment.currency()
    }
}

/// The instance that ECI provides.
pub(super) struct GivenTo {
    given: Given,
    /// The place of the spec that determines it.
    place: Option<Span>,
}

/// The price of the pods of a role.
pub(super) struct PriceOf<'v> {
    pod_hour: f64,
    currency: Currency,
    number: Number<'v>,
    place: Option<Span>,
}

impl GivenTo {
    pub(super) fn fact<'v>(verdicts: &(dyn Verdicts + 'v)) -> Fact<'v> {
        let place = verdicts.spec();
        match (verdicts.given(), verdicts.landing()) {
            (Some(given), _) => Fact::object(Self { given, place }),
            (None, Landing::Elsewhere(_)) => {
                Fact::missing("the pod does not run on ECI, so it has no ECI instance")
            }
            (None, _) => Fact::missing("the ECI instance is not known"),
        }
    }
}

impl<'v> Object<'v> for GivenTo {
    fn fields(&self) -> &'static [Field] {
        &schema::GIVEN
    }

    fn get(&self, name: &str) -> Option<Fact<'v>> {
        let fact = match name {
            "spec" => Fact::text(self.given.name.clone()),
            "cpuMillis" => Fact::int(self.given.vcpu.0),
            "memoryMib" => Fact::int(self.given.memory.0),
            _ => return None,
        };
        Some(fact.at(self.place))
    }
}

impl<'v> PriceOf<'v> {
    /// Zero if the pods run elsewhere.
    pub(super) fn fact(verdicts: &(dyn Verdicts + 'v), number: Number<'v>) -> Fact<'v> {
        let pod_hour = match verdicts.pod_hour() {
            Some(Ok(price)) => price,
            Some(Err(why)) => {
                return Fact::missing(format!("its price is not known: {}", why.summary()));
            }
            None => 0.0,
        };
        Fact::object(Self {
            pod_hour,
            currency: verdicts.currency(),
            number,
            place: verdicts.spec(),
        })
    }
}

impl<'v> Object<'v> for PriceOf<'v> {
    fn fields(&self) -> &'static [Field] {
        &schema::PRICE
    }

    fn get(&self, name: &str) -> Option<Fact<'v>> {
        let of = |name: &str| {
            let number = self.number.get(name)?;
            // If the number is rejected, the price is unknown for the same reason.
            let Ok(count) = &self.number.pod.count else {
                return Some(number);
            };
            let count = if name == "max" {
                most(count)
            } else {
                count.initial
            };
            let price = Fact::price(f64::from(count) * self.pod_hour);
            Some(price.at(number.place.or(self.place)))
        };
        match name {
            "currency" => Some(Fact::text(self.currency.name())),
            "podHour" => Some(Fact::price(self.pod_hour).at(self.place)),
            "firstHour" => of("initial"),
            "mostHour" => of("max"),
            _ => None,
        }
    }
}
