use crate::{
    plan::{Difference, Plan, TotalPrice},
    report::plan::{difference, text},
};

pub(super) struct Total {
    pub(super) title: String,
    pub(super) figures: Vec<Figure>,
    pub(super) notes: Vec<String>,
}

pub(super) struct Figure {
    pub(super) label: &'static str,
    pub(super) amount: String,
    pub(super) unit: &'static str,
}

impl Total {
    pub(super) fn new(plan: &Plan) -> Option<Self> {
        let prices = plan.prices.as_ref()?;
        let total = TotalPrice::new(plan.rows(), prices);
        let amount = |hour: f64| amount(hour, &total, &prices.currency);
        let figures = match (total.priced, total.unknown) {
            (0, 0) if total.elsewhere == 0 => return None,
            (0, 0) => vec![Figure::new("Cost of ECI", "none")],
            (0, _) => vec![Figure::new("Once all have started", "unknown")],
            _ => vec![
                Figure::by_hour("Once all have started", amount(total.first_hour)),
                match total.most_hour {
                    Some(most) => Figure::by_hour(MOST, amount(most)),
                    None => Figure::new(MOST, "no limit"),
                },
            ],
        };
        let notes = text::total_notes(plan, prices, &total);
        Some(Self {
            title: "Total".to_owned(),
            figures,
            notes: notes.iter().map(|note| sentence(note)).collect(),
        })
    }

    pub(super) fn of_difference(of: &Difference) -> Self {
        let mut figures = Vec::new();
        if let (Some(prices), Some(change)) = (&of.prices, difference::total_change(of)) {
            let before = amount(of.before.first_hour, &of.before, &prices.currency);
            figures.push(Figure::by_hour("Before", before));
            let total = of.total();
            let first = total.and_then(|total| total.first_hour);
            figures.push(match first {
                Some(first) if !difference::is_zero(first) => {
                    Figure::by_hour("Difference", format!("{} {change}", prices.currency))
                }
                Some(_) => Figure::new("Difference", change),
                None => Figure::new("Difference", "unknown"),
            });
            let most = total.and_then(|total| total.most_hour);
            figures.push(match most {
                Some(most) if difference::is_zero(most) => Figure::new(MOST_CHANGE, "same price"),
                Some(most) => {
                    let most = difference::signed(most);
                    Figure::by_hour(MOST_CHANGE, format!("{} {most}", prices.currency))
                }
                None => Figure::new(MOST_CHANGE, "unknown or unlimited"),
            });
        }
        let notes = difference::unchanged(of).into_iter();
        let notes = notes.chain(difference::uncompared(of));
        Self {
            title: format!("Change against {}", text::shown(&of.base)),
            figures,
            notes: notes.map(|note| sentence(&text::shown(&note))).collect(),
        }
    }
}

const MOST: &str = "With the maximum number of executors";
const MOST_CHANGE: &str = "Difference with the maximum number of executors";

impl Figure {
    fn new(label: &'static str, amount: impl Into<String>) -> Self {
        Self {
            label,
            amount: amount.into(),
            unit: "",
        }
    }

    fn by_hour(label: &'static str, amount: String) -> Self {
        Self {
            unit: "an hour",
            ..Self::new(label, amount)
        }
    }
}

/// `at least CNY 13.01`.
fn amount(hour: f64, total: &TotalPrice, currency: &str) -> String {
    let at_least = if total.unknown > 0 { "at least " } else { "" };
    format!("{at_least}{currency} {hour:.2}")
}

fn sentence(note: &str) -> String {
    let mut letters = note.chars();
    match letters.next() {
        Some(first) => format!("{}{}.", first.to_uppercase(), letters.as_str()),
        None => String::new(),
    }
}
