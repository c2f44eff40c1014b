//! `prices`: contract prices that replace the list prices.

use super::form::{Field, ValueForm, words};
use crate::{
    eci::Contract,
    finding::Diagnostic,
    judged::{Currency, Environment},
    named::Named,
    yaml::Node,
};

#[derive(Default)]
pub(super) struct Prices {
    currency: Option<Currency>,
    contract: Contract,
    /// Name, value and line of each, for `config show`.
    pub(super) shown: Vec<(String, String, usize)>,
}

const TYPES: &str = "instance-types";
const DISCOUNT: &str = "discount-percent";

pub(super) fn fields() -> Vec<Field> {
    let amount = |name, summary| Field {
        name,
        summary,
        form: ValueForm::Amount,
        is_required: false,
    };
    vec![
        Field {
            name: "currency",
            summary: "The currency of these prices, and of the plan.",
            form: ValueForm::OneOf(words::<Currency>()),
            is_required: false,
        },
        amount("vcpu-second", "One vCPU for one second."),
        amount(
            "economy-vcpu-second",
            "One vCPU of the economy category for one second.",
        ),
        amount("gib-second", "One GiB of memory for one second."),
        amount(
            "storage-gib-second",
            "One GiB of temporary storage beyond the free storage for one second.",
        ),
        Field {
            name: TYPES,
            summary: "ECS instance types for one hour, such as `ecs.c7.large: 0.5`.",
            form: ValueForm::Amounts,
            is_required: false,
        },
        amount(
            DISCOUNT,
            "The discount on all prices, including those above, in percent.",
        ),
    ]
}

impl Prices {
    /// The mapping must be checked before.
    pub(super) fn read(node: Node<'_>, line: &dyn Fn(Node<'_>) -> usize) -> Self {
        let amount = |name: &str| node.get(name).and_then(Node::as_f64);
        let types = node.get(TYPES).into_iter().flat_map(Node::entries);
        let types = types.filter_map(|entry| {
            let hour = entry.value.as_f64()?;
            Some((entry.key.into_owned(), hour))
        });
        let currency = node.get("currency").and_then(Node::scalar_text);
        let shown = node.entries().into_iter().flat_map(|entry| {
            let shown = |name: String, value: Node<'_>| {
                let text = value.scalar_text()?.to_owned();
                Some((name, text, line(value)))
            };
            if entry.key == TYPES {
                let types = entry.value.entries().into_iter();
                let types = types.filter_map(|entry| {
                    shown(format!("prices.{TYPES}.{}", entry.key), entry.value)
                });
                types.collect::<Vec<_>>()
            } else {
                let own = shown(format!("prices.{}", entry.key), entry.value);
                own.into_iter().collect()
            }
        });
        Self {
            currency: currency.and_then(Currency::from_name),
            contract: Contract {
                vcpu_second: amount("vcpu-second"),
                economy_vcpu_second: amount("economy-vcpu-second"),
                gib_second: amount("gib-second"),
                storage_gib_second: amount("storage-gib-second"),
                instance_types: types.collect(),
                discount_percent: amount(DISCOUNT).unwrap_or_default(),
            },
            shown: shown.collect(),
        }
    }

    /// Replaces the list prices. Without a currency, only the discount is applied, in all currencies.
    pub(super) fn apply(&self, environment: &mut Environment) {
        environment.contract = self.currency;
        for currency in Currency::ALL {
            if self.currency.is_none_or(|own| own == *currency) {
                let catalog = environment.catalog.make_mut();
                catalog.apply_contract(currency.name(), &self.contract);
            }
        }
    }
}

/// Checks values of the right type.
pub(super) fn check(root: Node<'_>, errors: &mut Vec<Diagnostic>) {
    let Some(prices) = root.get("prices") else {
        return;
    };
    let currency = prices.get("currency").and_then(Node::scalar_text);
    let is_amount = |key: &str| key != "currency" && key != DISCOUNT;
    let mut entries = prices.entries().into_iter();
    if currency.is_none()
        && let Some(entry) = entries.find(|entry| is_amount(&entry.key))
    {
        let message = "prices need a `currency`: `CNY` or `USD`";
        errors.push(Diagnostic::at(
            entry.key_span,
            "price without a currency",
            message,
        ));
    }
    let said = root.get("currency");
    if let (Some(own), Some(said)) = (currency, said)
        && let Some(text) = said.scalar_text()
        && !text.eq_ignore_ascii_case(own)
    {
        let message =
            format!("`currency` is {text}, but `prices` are in {own}: remove one of them");
        errors.push(Diagnostic::at(said.span(), "different currency", message));
    }
    let discount = prices.get(DISCOUNT);
    if let Some(discount) = discount
        && discount.as_f64().is_some_and(|percent| percent > 100.0)
    {
        let message = format!("`{DISCOUNT}` must be at most 100");
        errors.push(Diagnostic::at(discount.span(), "more than 100", message));
    }
    let types = prices.get(TYPES).into_iter().flat_map(Node::entries);
    for entry in types {
        if !(entry.key.starts_with("ecs.") && entry.key.matches('.').count() == 2) {
            let message = "an instance type has the form `ecs.FAMILY.SIZE`, such as `ecs.c7.large`";
            errors.push(Diagnostic::at(
                entry.key_span,
                "invalid instance type",
                message,
            ));
        }
    }
}
