//! What a change costs: two plans compared.

use std::collections::{BTreeMap, HashSet};

use super::{Plan, PlannedFile, PodPlan, RowPrice, TotalPrice, WrittenValue};
use crate::eci::PriceList;

/// What differs between two plans.
#[derive(Debug)]
pub struct Difference {
    /// The revision that is compared with, as it was named.
    pub base: String,
    /// The prices by which both sides are priced; `None` where none were asked for.
    pub prices: Option<PriceList>,
    /// True where nobody says the currency.
    pub guesses_currency: bool,
    /// The roles that differ, in the order of their applications.
    pub changes: Vec<Change>,
    /// How many applications are as they were.
    pub unchanged: usize,
    /// What all rows of the base cost.
    pub before: TotalPrice,
    /// What all rows cost now.
    pub after: TotalPrice,
    /// What could not be compared: everything in it counts as new.
    pub uncompared: Vec<Uncompared>,
}

/// A file of the base that could not be read or judged.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Uncompared {
    /// Its path as it is shown.
    pub path: String,
    /// Why: lower case, no full stop.
    pub reason: String,
}

/// How a row differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It is another one.
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
    /// How.
    pub kind: ChangeKind,
    /// The file or the folder in which it is, else was, as it is shown.
    pub path: String,
    /// The file or the folder in which it was, else is.
    pub path_before: String,
    /// As it was.
    pub before: Option<PodPlan>,
    /// As it is.
    pub after: Option<PodPlan>,
    /// The values that differ.
    pub because: Vec<Cause>,
}

/// A value that differs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cause {
    /// The file, as it is shown.
    pub path: String,
    /// The line, from 1; `None` for a file as a whole.
    pub line: Option<usize>,
    /// The setting.
    pub field: String,
    /// True for a value that is gone: the place is that of the base.
    pub is_gone: bool,
}

/// What more is paid by the hour, negative for less; `None` where it is unknown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PriceDifference {
    /// When all have started.
    pub first_hour: Option<f64>,
    /// At most.
    pub most_hour: Option<f64>,
}

impl Change {
    /// The row as it is, else as it was.
    ///
    /// # Panics
    /// Never: a change has one of the two.
    #[must_use]
    pub fn row(&self) -> &PodPlan {
        let row = self.after.as_ref().or(self.before.as_ref());
        row.expect("a row before or after")
    }

    /// What the change costs.
    #[must_use]
    pub fn difference(&self, prices: &PriceList) -> PriceDifference {
        if let (Some(before), Some(after)) = (&self.before, &self.after)
            && costs_the_same(before, after)
        {
            return PriceDifference {
                first_hour: Some(0.0),
                most_hour: Some(0.0),
            };
        }
        let [before, after] = [&self.before, &self.after].map(|row| price(row.as_ref(), prices));
        PriceDifference {
            first_hour: subtract(after.first_hour, before.first_hour),
            most_hour: subtract(after.most_hour, before.most_hour),
        }
    }
}

fn subtract(after: Option<f64>, before: Option<f64>) -> Option<f64> {
    Some(after? - before?)
}

/// True where the price may be unknown and is no other.
fn costs_the_same(before: &PodPlan, after: &PodPlan) -> bool {
    before.landing.name() == after.landing.name()
        && before.given == after.given
        && before.bill == after.bill
        && before.pods == after.pods
}

fn price(row: Option<&PodPlan>, prices: &PriceList) -> PriceDifference {
    let nothing = PriceDifference {
        first_hour: Some(0.0),
        most_hour: Some(0.0),
    };
    match row.map(|row| row.price(prices)) {
        None | Some(RowPrice::NotOnEci) => nothing,
        Some(RowPrice::Unknown(_)) => PriceDifference {
            first_hour: None,
            most_hour: None,
        },
        Some(RowPrice::Known(price)) => PriceDifference {
            first_hour: price.first_hour,
            most_hour: price.most_hour,
        },
    }
}

/// A row with the file that it is in.
type Located<'p> = (&'p PlannedFile, &'p PodPlan);

/// What makes a row the same one, wherever it is written: namespace, name, kind and role.
type Key<'p> = (&'p str, &'p str, &'p str, &'p str);

fn key(row: &PodPlan) -> Key<'_> {
    let application = &row.application;
    (
        application.namespace.as_deref().unwrap_or_default(),
        &application.name,
        application.kind,
        row.role,
    )
}

impl Difference {
    /// Compares a plan with that of a base; both are priced by the prices of the first.
    #[must_use]
    pub fn new(plan: &Plan, base: &Plan, revision: &str, mut uncompared: Vec<Uncompared>) -> Self {
        uncompared.sort();
        uncompared.dedup();
        let mut changes = Vec::new();
        let mut differing = HashSet::new();
        let mut before = by_key(base);
        let mut all: BTreeMap<Key<'_>, Vec<Located<'_>>> = by_key(plan);
        for key in before.keys() {
            all.entry(*key).or_default();
        }
        for (key, after) in all {
            let before = before.remove(&key).unwrap_or_default();
            for (before, after) in pairs(before, after) {
                if let Some(change) = change(before, after) {
                    differing.insert(identity(change_place(before, after)));
                    changes.push(change);
                }
            }
        }
        let applications: HashSet<_> = plan
            .files
            .iter()
            .flat_map(|file| file.plan.pods.iter().map(move |row| identity((file, row))))
            .collect();
        let total = |side: &Plan| match &plan.prices {
            None => TotalPrice::default(),
            Some(prices) => TotalPrice::new(side.rows(), prices),
        };
        Self {
            base: revision.to_owned(),
            prices: plan.prices.clone(),
            guesses_currency: plan.guesses_currency,
            unchanged: applications.difference(&differing).count(),
            before: total(base),
            after: total(plan),
            changes,
            uncompared,
        }
    }

    /// What all changes cost together.
    #[must_use]
    pub fn total(&self) -> Option<PriceDifference> {
        let prices = self.prices.as_ref()?;
        let differences = self.changes.iter().map(|change| change.difference(prices));
        let nothing = PriceDifference {
            first_hour: Some(0.0),
            most_hour: Some(0.0),
        };
        Some(differences.fold(nothing, |sum, next| PriceDifference {
            first_hour: add(sum.first_hour, next.first_hour),
            most_hour: add(sum.most_hour, next.most_hour),
        }))
    }
}

fn add(one: Option<f64>, other: Option<f64>) -> Option<f64> {
    Some(one? + other?)
}

/// An application: where it is, and which one there.
type Identity<'p> = (
    &'p str,
    Option<&'p str>,
    &'p str,
    Option<&'p str>,
    &'p str,
    u32,
);

fn identity((file, row): Located<'_>) -> Identity<'_> {
    let application = &row.application;
    (
        &file.path,
        file.way.as_deref(),
        application.kind,
        application.namespace.as_deref(),
        &application.name,
        row.places.object.start,
    )
}

fn change_place<'p>(before: Option<Located<'p>>, after: Option<Located<'p>>) -> Located<'p> {
    after.or(before).expect("a row before or after")
}

fn by_key(plan: &Plan) -> BTreeMap<Key<'_>, Vec<Located<'_>>> {
    let mut rows: BTreeMap<Key<'_>, Vec<Located<'_>>> = BTreeMap::new();
    for file in &plan.files {
        for row in &file.plan.pods {
            rows.entry(key(row)).or_default().push((file, row));
        }
    }
    rows
}

type Pair<'p> = (Option<Located<'p>>, Option<Located<'p>>);

/// Which of several rows of the same name became which: those that are alike, wherever they are now, then those in the
/// same place, then in their order.
fn pairs<'p>(before: Vec<Located<'p>>, after: Vec<Located<'p>>) -> Vec<Pair<'p>> {
    let mut pairs = Vec::new();
    let (before, after) = take_pairs(before, after, &mut pairs, |(_, row)| content(row));
    let (before, after) = take_pairs(before, after, &mut pairs, place_of);
    let (mut before, mut after) = (before.into_iter(), after.into_iter());
    loop {
        match (before.next(), after.next()) {
            (None, None) => return pairs,
            pair => pairs.push(pair),
        }
    }
}

fn place_of((file, _): Located<'_>) -> String {
    format!("{}\n{}", file.path, file.way.as_deref().unwrap_or_default())
}

/// Takes out those with equal keys, each once.
fn take_pairs<'p>(
    before: Vec<Located<'p>>,
    after: Vec<Located<'p>>,
    pairs: &mut Vec<Pair<'p>>,
    key: impl Fn(Located<'p>) -> String,
) -> (Vec<Located<'p>>, Vec<Located<'p>>) {
    let mut known: BTreeMap<String, Vec<Located<'p>>> = BTreeMap::new();
    // The first of several is taken first.
    for row in before.into_iter().rev() {
        known.entry(key(row)).or_default().push(row);
    }
    let mut left = Vec::new();
    for row in after {
        match known.get_mut(&key(row)).and_then(Vec::pop) {
            Some(before) => pairs.push((Some(before), Some(row))),
            None => left.push(row),
        }
    }
    let rest = known.into_values().flat_map(|rows| rows.into_iter().rev());
    (rest.collect(), left)
}

/// What a row says about pods, as a text that is equal for rows that say the same.
fn content(row: &PodPlan) -> String {
    let memory = &row.memory;
    let refused = row.refused.as_ref();
    let specs: Vec<_> = row.specs.iter().map(|spec| &spec.spec).collect();
    let runs = (&row.runs.schedule, row.runs.a_day, row.runs.length);
    format!(
        "{:?}",
        (
            (row.pods, row.cpu_request, row.cpu_limit),
            (memory.request, memory.limit, row.needs),
            (specs, &row.given, row.landing, &row.bill),
            (
                runs,
                refused.map(|refused| (refused.stage, &refused.message))
            ),
        )
    )
}

fn change(before: Option<Located<'_>>, after: Option<Located<'_>>) -> Option<Change> {
    let kind = match (before, after) {
        (Some((_, before)), Some((_, after))) if content(before) == content(after) => return None,
        (Some(_), Some(_)) => ChangeKind::Altered,
        (None, _) => ChangeKind::Added,
        (_, None) => ChangeKind::Removed,
    };
    let (file, _) = change_place(before, after);
    Some(Change {
        kind,
        path: file.path.clone(),
        path_before: change_place(after, before).0.path.clone(),
        because: match (before, after) {
            (Some(before), Some(after)) => causes(before, after),
            _ => {
                let (file, row) = change_place(before, after);
                vec![cause(file, &row.origin, kind == ChangeKind::Removed)]
            }
        },
        before: before.map(|(_, row)| row.clone()),
        after: after.map(|(_, row)| row.clone()),
    })
}

/// The values that differ; else the configuration, where that does.
fn causes(before: Located<'_>, after: Located<'_>) -> Vec<Cause> {
    fn values((_, row): Located<'_>) -> HashSet<(&str, &str)> {
        let values = row.written.iter();
        values
            .map(|value| (value.field.as_str(), value.value.as_str()))
            .collect()
    }
    fn new<'p>(
        (file, row): Located<'p>,
        known: &HashSet<(&str, &str)>,
        is_gone: bool,
    ) -> Vec<Cause> {
        let values = row.written.iter();
        let is_new = |value: &&'p WrittenValue| {
            !known.contains(&(value.field.as_str(), value.value.as_str()))
        };
        let new = values.filter(is_new);
        new.map(|value| cause(file, value, is_gone)).collect()
    }
    let mut causes = new(after, &values(before), false);
    let gone = new(before, &values(after), true);
    let is_replaced = |gone: &Cause| {
        let mut now = after.1.written.iter();
        now.any(|value| value.field == gone.field)
    };
    causes.extend(gone.into_iter().filter(|gone| !is_replaced(gone)));
    let (now, then) = (&after.0.configuration, &before.0.configuration);
    if causes.is_empty() && now != then {
        let path = now
            .as_ref()
            .or(then.as_ref())
            .map(|known| known.path.clone());
        causes.extend(path.map(|path| Cause {
            path,
            line: None,
            field: "configuration".to_owned(),
            is_gone: now.is_none(),
        }));
    }
    causes.sort();
    causes.dedup();
    causes
}

fn cause(file: &PlannedFile, value: &WrittenValue, is_gone: bool) -> Cause {
    Cause {
        path: value.path.clone().unwrap_or_else(|| file.path.clone()),
        line: Some(value.line),
        field: value.field.clone(),
        is_gone,
    }
}
