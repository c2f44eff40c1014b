//! How values are read on the command line.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use crate::{finding::Severity, judged::Currency, named::Named};

/// The names of an enum.
pub(super) fn named<T: Named + Send + Sync>() -> impl TypedValueParser<Value = T> {
    or(possible::<T>(), T::from_name)
}

/// A severity; `None` for `never`.
pub(super) fn fail_on() -> impl TypedValueParser<Value = FailOn> {
    let mut values = possible::<Severity>();
    values.push(PossibleValue::new("never").help("Nothing: findings never make the exit code 1"));
    or(values, |name| Some(FailOn(Severity::from_name(name))))
}

/// The lowest severity that makes a run fail; `None` where none does.
#[derive(Clone, Copy, Debug)]
pub(super) struct FailOn(pub(super) Option<Severity>);

/// A currency; `None` for no prices.
pub(super) fn price() -> impl TypedValueParser<Value = Price> {
    let mut values = possible::<Currency>();
    values.push(PossibleValue::new("none").help("No prices"));
    or(values, |name| Some(Price(Currency::from_name(name))))
}

/// The currency of prices; `None` for no prices.
#[derive(Clone, Copy, Debug)]
pub(super) struct Price(pub(super) Option<Currency>);

fn possible<T: Named>() -> Vec<PossibleValue> {
    let all = T::ALL.iter();
    all.map(|variant| PossibleValue::new(variant.name()).help(variant.summary()))
        .collect()
}

fn or<T: Clone + Send + Sync + 'static>(
    values: Vec<PossibleValue>,
    read: fn(&str) -> Option<T>,
) -> impl TypedValueParser<Value = T> {
    PossibleValuesParser::new(values)
        .try_map(move |name| read(&name).ok_or_else(|| format!("unknown value `{name}`")))
}
