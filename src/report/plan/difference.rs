//! What a change costs, for the terminal and for pull requests.

use std::io::{self, Write};

use super::{markdown::escape, text};
use crate::{
    eci::PriceList,
    plan::{Cause, Change, ChangeKind, Difference, PodPlan, PriceDifference, RowPrice, TotalPrice},
    report::{Style, printable, wrap::write_line},
};

/// The most causes and files that are named.
const SHOWN: usize = 8;
/// Before lines that belong to the one above.
const INDENT: &str = "    ";

/// One block for each change, with the values that cause it.
pub(super) fn human(difference: &Difference, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let prices = difference.prices.as_ref();
    for change in &difference.changes {
        let row = change.row();
        let line = format!(
            "{} {} {}: {}",
            mark(change.kind),
            application(change),
            row.role,
            what(change, prices).join(", ")
        );
        write_line(&printable(&line), INDENT, style, out)?;
        for cause in causes(change) {
            write_line(&printable(&format!("{INDENT}{cause}")), INDENT, style, out)?;
        }
    }
    for line in summary(difference) {
        write_line(&printable(&line), INDENT, style, out)?;
    }
    Ok(())
}

/// One row for each change.
pub(in crate::report) fn markdown(difference: &Difference, out: &mut dyn Write) -> io::Result<()> {
    let prices = difference.prices.as_ref();
    if !difference.changes.is_empty() {
        let mut head = vec!["", "application", "role", "pods", "memory", "instance"];
        let titles = prices.map(|prices| {
            let currency = &prices.currency;
            [format!("{currency}/h per pod"), format!("{currency}/h all")]
        });
        head.extend(titles.iter().flatten().map(String::as_str));
        head.push("why");
        writeln!(out, "| {} |", head.join(" | "))?;
        writeln!(out, "|{}", "---|".repeat(head.len()))?;
    }
    for change in &difference.changes {
        let row = change.row();
        let mut cells = vec![
            format!("**{}**", mark(change.kind)),
            escape(&application(change)),
            row.role.to_owned(),
            escape(&both(change, text::pods)),
            escape(&both(change, needs)),
            escape(&both(change, text::given)),
        ];
        if let Some(prices) = prices {
            cells.push(escape(&both(change, |row| {
                text::prices(row, prices)[0].clone()
            })));
            let all = both(change, |row| all_pods(row, prices));
            let more = more(change.difference(prices));
            cells.push(escape(&format!("{all}{more}")));
        }
        cells.push(escape(&causes(change).join(", ")));
        writeln!(out, "| {} |", cells.join(" | "))?;
    }
    for line in summary(difference) {
        writeln!(out, "\n{}", escape(&line))?;
    }
    Ok(())
}

/// `jobs/etl`, or `jobs/etl (overlays/prod)` for a kustomization or chart, as several of them may have that name.
pub(super) fn application(change: &Change) -> String {
    let name = text::application(&change.row().application);
    match &change.way {
        _ if !change.is_built => name,
        None => format!("{name} ({})", change.path),
        Some(way) => format!("{name} ({} with {way})", change.path),
    }
}

fn mark(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Added => "+",
        ChangeKind::Removed => "−",
        ChangeKind::Altered => "~",
    }
}

/// `2 → 6 pods`, `2-4Gi → 4-8Gi`, `CNY 0.88 → 5.29 an hour (+4.41)`: what differs; all values for a new or removed row.
fn what(change: &Change, prices: Option<&PriceList>) -> Vec<String> {
    let is_altered = change.kind == ChangeKind::Altered;
    let mut parts = Vec::new();
    let mut add = |text: fn(&PodPlan) -> String, is_wanted: bool| {
        let values = both(change, text);
        if is_wanted && !is_altered || values.contains(ARROW) {
            parts.push(values);
        }
    };
    add(
        |row| format!("{} pods", text::pods(row)).replace("1 pods", "1 pod"),
        true,
    );
    add(text::cpu_of_spark, false);
    add(needs, false);
    add(text::given, true);
    add(refusal, false);
    let rows = || [&change.before, &change.after].into_iter().flatten();
    let on_eci = |prices: &&PriceList| rows().any(|row| row.price(prices) != RowPrice::NotOnEci);
    if let Some(prices) = prices.filter(on_eci) {
        let all = both(change, |row| all_pods(row, prices));
        let more = more(change.difference(prices));
        let currency = &prices.currency;
        parts.push(format!("{currency} {all} an hour{more}"));
        let runs = both(change, |row| runs(row, Some(prices)));
        if runs.contains(ARROW) {
            parts.push(runs);
        }
    } else {
        let runs = both(change, |row| runs(row, None));
        if runs.contains(ARROW) {
            parts.push(runs);
        }
    }
    parts
}

const ARROW: &str = " → ";

/// A value before and after, or just once if it is the same.
pub(super) fn both(change: &Change, text: impl Fn(&PodPlan) -> String) -> String {
    let [before, after] = [&change.before, &change.after].map(|row| row.as_ref().map(&text));
    match (before, after) {
        (Some(before), Some(after)) if before != after => format!("{before}{ARROW}{after}"),
        (before, after) => after.or(before).unwrap_or_default(),
    }
}

/// `4505 of 4096 MiB`: the requested memory and that of the instance.
pub(super) fn needs(row: &PodPlan) -> String {
    let needs = row.needs.map(|(_, memory)| memory);
    match (needs, &row.given) {
        (Some(needs), Some(given)) => format!("{} of {}", needs.0, given.memory),
        (Some(needs), None) => needs.to_string(),
        (None, _) => text::memory(row),
    }
}

fn refusal(row: &PodPlan) -> String {
    match &row.refused {
        Some(refused) => format!("refused ({})", refused.stage),
        None => "accepted".to_owned(),
    }
}

fn runs(row: &PodPlan, prices: Option<&PriceList>) -> String {
    text::runs(&[row], prices).unwrap_or_else(|| "no schedule".to_owned())
}

/// `0.88`, `0.88, at most 5.29`, `?` or `spot`.
pub(super) fn all_pods(row: &PodPlan, prices: &PriceList) -> String {
    match row.price(prices) {
        RowPrice::Known(price) => match price.first_hour {
            Some(first) => format!("{first:.2}{}", text::bound(first, price.most_hour)),
            None => "?".to_owned(),
        },
        _ => text::prices(row, prices)[0].clone(),
    }
}

/// ` (+4.41)`, ` (+0.59, at most +23.01)`; empty for the same price.
fn more(difference: PriceDifference) -> String {
    let PriceDifference {
        first_hour,
        most_hour,
    } = difference;
    match (first_hour, most_hour) {
        (None, _) => " (difference unknown)".to_owned(),
        (Some(first), Some(most)) if is_zero(first) && is_zero(most) => " (same price)".to_owned(),
        (Some(first), Some(most)) if is_zero(most - first) => format!(" ({})", signed(first)),
        (Some(first), Some(most)) => format!(" ({}, at most {})", signed(first), signed(most)),
        (Some(first), None) if is_zero(first) => " (the same at the start)".to_owned(),
        (Some(first), None) => format!(" ({} at the start)", signed(first)),
    }
}

pub(super) fn is_zero(amount: f64) -> bool {
    amount.abs() < 0.0005
}

/// `+4.41` or `−4.41`, with more digits for small amounts.
pub(super) fn signed(amount: f64) -> String {
    let sign = if amount < 0.0 { "−" } else { "+" };
    match amount.abs() {
        amount if amount < 0.1 => format!("{sign}{amount:.3}"),
        amount => format!("{sign}{amount:.2}"),
    }
}

/// `orders.yaml:31 instances`.
pub(super) fn causes(change: &Change) -> Vec<String> {
    let name = |cause: &Cause| {
        let line = cause.line.map(|line| format!(":{line}"));
        let gone = if cause.is_gone { " (removed)" } else { "" };
        format!(
            "{}{} {}{gone}",
            cause.path,
            line.unwrap_or_default(),
            cause.field
        )
    };
    let mut causes: Vec<_> = change.because.iter().take(SHOWN).map(name).collect();
    if change.because.len() > SHOWN {
        causes.push(format!("{} more", change.because.len() - SHOWN));
    }
    causes
}

fn summary(difference: &Difference) -> Vec<String> {
    let unchanged = unchanged(difference).into_iter();
    unchanged
        .chain(total(difference))
        .chain(uncompared(difference))
        .collect()
}

/// The number of unchanged applications. `None` if there is nothing to report.
pub(super) fn unchanged(difference: &Difference) -> Option<String> {
    let base = &difference.base;
    let unchanged = match difference.unchanged {
        0 => "no Spark application".to_owned(),
        1 => "1 application is unchanged".to_owned(),
        many => format!("{many} applications are unchanged"),
    };
    if difference.changes.is_empty() {
        Some(format!("no change against {base}: {unchanged}"))
    } else {
        (difference.unchanged > 0).then_some(unchanged)
    }
}

fn total(difference: &Difference) -> Option<String> {
    let prices = difference.prices.as_ref()?;
    let change = total_change(difference)?;
    let mut notes = vec![prices.described()];
    if difference.guesses_currency {
        notes.push("the currency depends on the site of the account".to_owned());
    }
    let at_least = |is_unknown: bool| if is_unknown { "at least " } else { "" };
    let (before, after) = (difference.before, difference.after);
    let most = |total: TotalPrice| {
        let known = total.most_hour.filter(|_| total.unknown == 0);
        known.map_or_else(|| "unknown".to_owned(), |most| format!("{most:.2}"))
    };
    let most = if differs_at_most(difference) {
        format!("; at most {} → {}", most(before), most(after))
    } else {
        String::new()
    };
    Some(format!(
        "{} {}{:.2} → {}{:.2} an hour when all have started ({change}){most} ({})",
        prices.currency,
        at_least(before.unknown > 0),
        before.first_hour,
        at_least(after.unknown > 0 || difference.is_incomplete),
        after.first_hour,
        notes.join("; ")
    ))
}

/// True if the number of pods can grow after the start.
fn differs_at_most(difference: &Difference) -> bool {
    [difference.before, difference.after].iter().any(|total| {
        total
            .most_hour
            .is_none_or(|most| !is_zero(most - total.first_hour))
    })
}

/// `+4.41, +34 %`: the change of the total. `None` without prices.
pub(super) fn total_change(difference: &Difference) -> Option<String> {
    let before = difference.before;
    Some(match difference.total()?.first_hour {
        None => "difference unknown".to_owned(),
        Some(more) if is_zero(more) && !differs_at_most(difference) => "same price".to_owned(),
        Some(more) if is_zero(more) => "the same at the start".to_owned(),
        Some(more) if before.unknown == 0 && before.first_hour > 0.0 => {
            let percent = more / before.first_hour * 100.0;
            let sign = if percent < 0.0 { "−" } else { "+" };
            format!("{}, {sign}{:.0} %", signed(more), percent.abs())
        }
        Some(more) => signed(more),
    })
}

pub(super) fn uncompared(difference: &Difference) -> Vec<String> {
    let mut lines = difference.remarks.clone();
    for uncompared in difference.uncompared.iter().take(SHOWN) {
        lines.push(format!(
            "not compared: {} {}",
            uncompared.path, uncompared.reason
        ));
    }
    if difference.uncompared.len() > SHOWN {
        let more = difference.uncompared.len() - SHOWN;
        lines.push(format!("not compared: {more} more"));
    }
    lines
}
