//! Compares two plans, to tell what a change costs.

use std::collections::{BTreeMap, BTreeSet};

use super::{Plan, PlannedFile, PodPlan, RowPrice, TotalPrice, WrittenValue};
use crate::eci::PriceList;

/// The difference of two plans.
#[derive(Debug)]
pub struct Difference {
    /// The name of the base revision.
    pub base: String,
    /// The price list of both sides; `None` if prices are off.
    pub prices: Option<PriceList>,
    /// True if the currency is a guess.
    pub guesses_currency: bool,
    /// The roles that differ, ordered by application.
    pub changes: Vec<Change>,
    /// The number of unchanged applications.
    pub unchanged: usize,
    /// The price of all rows of the base.
    pub before: TotalPrice,
    /// The current price of all rows.
    pub after: TotalPrice,
    /// True if applications of the base cannot be checked now, so that their current price is unknown.
    pub is_incomplete: bool,
    /// Files that could not be compared.
    pub uncompared: Vec<Uncompared>,
    /// Other remarks: sentences without a full stop.
    pub remarks: Vec<String>,
}

/// A file that could not be read or checked, in the base or now.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Uncompared {
    /// The path to show.
    pub path: String,
    /// The problem and its consequence: lower case, no full stop.
    pub reason: String,
}

/// How a row differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// The row is new.
    Added,
    /// The row is gone.
    Removed,
    /// The row has other content.
    Altered,
}

impl ChangeKind {
    /// The name in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Altered => "altered",
        }
    }
}

/// A role of an application that differs.
#[derive(Clone, Debug)]
pub struct Change {
    /// How it differs.
    pub kind: ChangeKind,
    /// The current file or folder, else that of the base.
    pub path: String,
    /// The file or folder in the base, else the current one.
    pub path_before: String,
    /// The values that a chart is rendered with, if there are several choices.
    pub way: Option<String>,
    /// True for an application of a kustomization or chart.
    pub is_built: bool,
    /// The row in the base.
    pub before: Option<PodPlan>,
    /// The current row.
    pub after: Option<PodPlan>,
    /// The values that cause the change.
    pub because: Vec<Cause>,
}

/// A value that differs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cause {
    /// The path of the file to show.
    pub path: String,
    /// The line, from 1; `None` for a file as a whole.
    pub line: Option<usize>,
    /// The name of the setting.
    pub field: String,
    /// True for a removed value: then the place is that in the base.
    pub is_gone: bool,
}

/// The increase of the price per hour, negative for a decrease; `None` if it is unknown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PriceDifference {
    /// Once all pods have started.
    pub first_hour: Option<f64>,
    /// With the maximum number of pods.
    pub most_hour: Option<f64>,
}

impl PriceDifference {
    const NOTHING: Self = Self {
        first_hour: Some(0.0),
        most_hour: Some(0.0),
    };
    const UNKNOWN: Self = Self {
        first_hour: None,
        most_hour: None,
    };

    fn and(self, other: Self) -> Self {
        let add = |one: Option<f64>, other: Option<f64>| Some(one? + other?);
        Self {
            first_hour: add(self.first_hour, other.first_hour),
            most_hour: add(self.most_hour, other.most_hour),
        }
    }
}

impl Change {
    /// The current row, else that of the base.
    ///
    /// # Panics
    /// Never: a change has one of the two.
    #[must_use]
    pub fn row(&self) -> &PodPlan {
        let row = self.after.as_ref().or(self.before.as_ref());
        row.expect("a row before or after")
    }

    /// The difference of the price.
    #[must_use]
    pub fn difference(&self, prices: &PriceList) -> PriceDifference {
        if let (Some(before), Some(after)) = (&self.before, &self.after)
            && billed(before) == billed(after)
        {
            // The price may be unknown, but it has not changed.
            return PriceDifference::NOTHING;
        }
        let [before, after] = [&self.before, &self.after].map(|row| price(row.as_ref(), prices));
        let subtract = |after: Option<f64>, before: Option<f64>| Some(after? - before?);
        PriceDifference {
            first_hour: subtract(after.first_hour, before.first_hour),
            most_hour: subtract(after.most_hour, before.most_hour),
        }
    }
}

fn price(row: Option<&PodPlan>, prices: &PriceList) -> PriceDifference {
    match row.map(|row| row.price(prices)) {
        None | Some(RowPrice::NotOnEci) => PriceDifference::NOTHING,
        Some(RowPrice::Unknown(_)) => PriceDifference::UNKNOWN,
        Some(RowPrice::Known(price)) => PriceDifference {
            first_hour: price.first_hour,
            most_hour: price.most_hour,
        },
    }
}

#[derive(Clone, Copy)]
struct Located<'p> {
    file: &'p PlannedFile,
    rows: &'p [PodPlan],
}

impl<'p> Located<'p> {
    fn roles(side: Option<Self>) -> Vec<&'p str> {
        let rows = side.map(|side| side.rows).unwrap_or_default();
        rows.iter().map(|row| row.role).collect()
    }

    fn of_role(self, role: &str) -> Option<Row<'p>> {
        let row = self.rows.iter().find(|row| row.role == role)?;
        Some((self.file, row))
    }
}

/// Identifies an application wherever it is written: namespace, name and kind.
type Key<'p> = (&'p str, &'p str, &'p str);

fn applications(plan: &Plan) -> BTreeMap<Key<'_>, Vec<Located<'_>>> {
    let mut all: BTreeMap<Key<'_>, Vec<Located<'_>>> = BTreeMap::new();
    for file in &plan.files {
        let applications = file.plan.pods.chunk_by(|one, other| {
            one.application == other.application && one.places.object == other.places.object
        });
        for rows in applications {
            let application = &rows[0].application;
            let namespace = application.namespace.as_deref().unwrap_or_default();
            let key = (namespace, application.name.as_str(), application.kind);
            all.entry(key).or_default().push(Located { file, rows });
        }
    }
    all
}

impl Difference {
    /// Compares a plan with that of a base. Both use the price list of the current plan, else that of the base.
    #[must_use]
    pub fn new<'p>(plan: &'p Plan, base: &'p Plan, revision: &str) -> Self {
        let mut before = applications(base);
        let mut all = applications(plan);
        for key in before.keys() {
            all.entry(*key).or_default();
        }
        // Applications of a file that cannot be checked now were not removed.
        let unjudged = plan.files.iter().filter(|file| file.plan.not_judged > 0);
        let unjudged: BTreeSet<_> = unjudged.map(|file| file.place.as_str()).collect();
        let mut difference = Self {
            base: revision.to_owned(),
            prices: plan.prices.clone().or_else(|| base.prices.clone()),
            guesses_currency: if plan.prices.is_some() {
                plan.guesses_currency
            } else {
                base.guesses_currency
            },
            changes: Vec::new(),
            unchanged: 0,
            before: TotalPrice::default(),
            after: TotalPrice::default(),
            is_incomplete: false,
            uncompared: Vec::new(),
            remarks: Vec::new(),
        };
        for (key, after) in all {
            let before = before.remove(&key).unwrap_or_default();
            for (before, after) in pairs(before, after) {
                if let (Some(before), None) = (before, after)
                    && unjudged.contains(before.file.place.as_str())
                {
                    difference.is_incomplete = true;
                    continue;
                }
                let known = difference.changes.len();
                difference.add(before, after);
                difference.unchanged += usize::from(difference.changes.len() == known);
            }
        }
        if let Some(prices) = &difference.prices {
            difference.before = TotalPrice::new(base.rows(), prices);
            difference.after = TotalPrice::new(plan.rows(), prices);
        }
        difference
    }

    fn add(&mut self, before: Option<Located<'_>>, after: Option<Located<'_>>) {
        let mut roles = Located::roles(after);
        for role in Located::roles(before) {
            if !roles.contains(&role) {
                roles.push(role);
            }
        }
        for role in roles {
            let then = before.and_then(|before| before.of_role(role));
            let now = after.and_then(|after| after.of_role(role));
            self.changes.extend(change(then, now));
        }
    }

    /// The sum of all changes. `None` without prices.
    #[must_use]
    pub fn total(&self) -> Option<PriceDifference> {
        let prices = self.prices.as_ref()?;
        let start = if self.is_incomplete {
            PriceDifference::UNKNOWN
        } else {
            PriceDifference::NOTHING
        };
        let differences = self.changes.iter().map(|change| change.difference(prices));
        Some(differences.fold(start, PriceDifference::and))
    }
}

type Pair<'p> = (Option<Located<'p>>, Option<Located<'p>>);

/// Pairs applications of the same name: first those in the same place, then those with equal content, then in their order.
fn pairs<'p>(before: Vec<Located<'p>>, after: Vec<Located<'p>>) -> Vec<Pair<'p>> {
    let mut pairs = Vec::new();
    let place = |side: Located<'p>| (side.file.place.as_str(), side.file.way.as_deref());
    let contents = |side: Located<'p>| side.rows.iter().map(content).collect::<Vec<_>>();
    let both = |side: Located<'p>| (place(side), contents(side));
    let (before, after) = take_pairs(before, after, &mut pairs, both);
    let (before, after) = take_pairs(before, after, &mut pairs, place);
    let (before, after) = take_pairs(before, after, &mut pairs, contents);
    let (mut before, mut after) = (before.into_iter(), after.into_iter());
    loop {
        match (before.next(), after.next()) {
            (None, None) => return pairs,
            pair => pairs.push(pair),
        }
    }
}

fn take_pairs<'p, K: Ord>(
    before: Vec<Located<'p>>,
    after: Vec<Located<'p>>,
    pairs: &mut Vec<Pair<'p>>,
    key: impl Fn(Located<'p>) -> K,
) -> (Vec<Located<'p>>, Vec<Located<'p>>) {
    if before.is_empty() || after.is_empty() {
        return (before, after);
    }
    let mut known: BTreeMap<K, Vec<Located<'p>>> = BTreeMap::new();
    // Reversed, so that `pop` takes the first of several first.
    for side in before.into_iter().rev() {
        known.entry(key(side)).or_default().push(side);
    }
    let mut left = Vec::new();
    for side in after {
        match known.get_mut(&key(side)).and_then(Vec::pop) {
            Some(before) => pairs.push((Some(before), Some(side))),
            None => left.push(side),
        }
    }
    let rest = known
        .into_values()
        .flat_map(|sides| sides.into_iter().rev());
    (rest.collect(), left)
}

/// What ECI bills for a row, as a text. Equal texts mean equal prices, even unknown ones.
fn billed(row: &PodPlan) -> String {
    let priced: Vec<_> = row
        .written
        .iter()
        .filter(|value| value.decides_price())
        .map(|value| (&value.field, &value.value))
        .collect();
    // An unknown number or size may differ if its text does.
    let counts: Vec<_> = row
        .written
        .iter()
        .filter(|_| row.pods.is_none() || row.given.is_none())
        .map(|value| (&value.field, &value.value))
        .collect();
    let landing = row.landing.name();
    format!(
        "{:?}",
        (landing, &row.given, &row.bill, row.pods, priced, counts)
    )
}

/// The content of a row, as a text to compare.
fn content(row: &PodPlan) -> String {
    let memory = &row.memory;
    let refused = row.refused.as_ref();
    let refused = refused.map(|refused| (refused.stage, &refused.message));
    let runs = &row.runs;
    format!(
        "{:?}",
        (
            (row.role, row.cpu_request, row.cpu_limit),
            (memory.request, memory.limit, row.needs),
            (row.landing, refused),
            (
                &runs.schedule,
                runs.a_day,
                runs.length,
                runs.is_one_at_a_time
            ),
            billed(row),
        )
    )
}

type Row<'p> = (&'p PlannedFile, &'p PodPlan);

fn change(before: Option<Row<'_>>, after: Option<Row<'_>>) -> Option<Change> {
    let kind = match (before, after) {
        (Some((_, before)), Some((_, after))) if content(before) == content(after) => return None,
        (Some(_), Some(_)) => ChangeKind::Altered,
        (None, _) => ChangeKind::Added,
        (_, None) => ChangeKind::Removed,
    };
    let (file, row) = match (before, after) {
        (_, Some(after)) => after,
        (before, None) => before?,
    };
    let path_before = before.map_or(&file.path, |(file, _)| &file.path);
    Some(Change {
        kind,
        path: file.path.clone(),
        path_before: path_before.clone(),
        way: file.way.clone(),
        is_built: file.is_built,
        because: match (before, after) {
            (Some(before), Some(after)) => causes(before, after),
            _ => vec![cause(file, &row.origin, kind == ChangeKind::Removed)],
        },
        before: before.map(|(_, row)| row.clone()),
        after: after.map(|(_, row)| row.clone()),
    })
}

/// The values that differ, and the configuration if it differs.
fn causes(before: Row<'_>, after: Row<'_>) -> Vec<Cause> {
    let new = differing(after, before);
    let mut causes: Vec<_> = new
        .iter()
        .map(|value| cause(after.0, value, false))
        .collect();
    // A value that another one overrides may still be written.
    if causes.is_empty() {
        let gone = differing(before, after);
        causes.extend(gone.iter().map(|value| cause(before.0, value, true)));
    }
    let (now, then) = (&after.0.configuration, &before.0.configuration);
    if now != then {
        let known = now.as_ref().or(then.as_ref());
        causes.extend(known.map(|known| Cause {
            path: known.path.clone(),
            line: None,
            field: "configuration".to_owned(),
            is_gone: now.is_none(),
        }));
    }
    causes.sort();
    causes.dedup();
    causes
}

/// The values that are in `row` and not in `other`, counting duplicates.
fn differing<'p>((_, row): Row<'p>, (_, other): Row<'_>) -> Vec<&'p WrittenValue> {
    let key = |value: &WrittenValue| (value.field.clone(), value.value.clone());
    let mut known: BTreeMap<(String, String), usize> = BTreeMap::new();
    for value in &other.written {
        *known.entry(key(value)).or_default() += 1;
    }
    let values = row.written.iter();
    let is_new = |value: &&WrittenValue| match known.get_mut(&key(value)) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    };
    values.filter(is_new).collect()
}

fn cause(file: &PlannedFile, value: &WrittenValue, is_gone: bool) -> Cause {
    Cause {
        path: value.path.clone().unwrap_or_else(|| file.path.clone()),
        line: Some(value.line),
        field: value.field.clone(),
        is_gone,
    }
}
