use crate::{
    plan::{Plan, TotalPrice},
    report::plan::text,
};

/// What all of it costs.
pub(super) struct Total {
    pub(super) figures: Vec<Figure>,
    pub(super) notes: Vec<String>,
}

pub(super) struct Figure {
    pub(super) label: &'static str,
    pub(super) amount: String,
    /// Empty where there is none.
    pub(super) unit: &'static str,
}

impl Total {
    pub(super) fn new(plan: &Plan) -> Option<Self> {
        let prices = plan.prices.as_ref()?;
        let total = TotalPrice::new(plan.rows(), prices);
        let figure = |label, hour: Option<f64>, otherwise: &str| {
            let at_least = if total.unknown > 0 { "at least " } else { "" };
            let amount = hour.map(|hour| format!("{at_least}{} {hour:.2}", prices.currency));
            Figure {
                label,
                unit: if amount.is_some() { "an hour" } else { "" },
                amount: amount.unwrap_or_else(|| otherwise.to_owned()),
            }
        };
        let figures = match (total.priced, total.unknown) {
            (0, 0) if total.elsewhere == 0 => return None,
            (0, 0) => vec![figure("To pay to ECI", None, "nothing")],
            (0, _) => vec![figure("When all have started", None, "unknown")],
            _ => vec![
                figure("When all have started", Some(total.first_hour), ""),
                figure(
                    "With all executors there may be",
                    total.most_hour,
                    "no limit",
                ),
            ],
        };
        Some(Self {
            figures,
            notes: text::total_notes(plan, prices, &total)
                .iter()
                .map(|note| sentence(note))
                .collect(),
        })
    }
}

/// A note as a sentence of its own.
fn sentence(note: &str) -> String {
    let mut letters = note.chars();
    match letters.next() {
        Some(first) => format!("{}{}.", first.to_uppercase(), letters.as_str()),
        None => String::new(),
    }
}
