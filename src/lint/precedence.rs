//! Decides which finding wins if two are about one mistake.
//!
//! The page of a rule lists in `yields-to` the rules with a better message for the same mistake. A finding of the rule is
//! dropped only if one of them has a finding about the same pod or application, at the same place or at one that the
//! finding names, and not at a lower severity. So a rule that is off, not selected or lowered silences no other one.
//! Findings of a rule with `ignorable: false` come back if the winning finding is suppressed or in the baseline: otherwise
//! suppressing that one would bypass the rule.

use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
};

use super::Settings;
use crate::{
    finding::{Diagnostic, Finding, RuleInfo, Severity},
    rules::Rule,
    source::{OriginMap, Span},
    spark::Role,
};

pub(super) struct Reported<'s> {
    pub(super) rule: &'s Arc<Rule>,
    /// `None` if it is about the application.
    pub(super) role: Option<Role>,
    pub(super) severity: Severity,
    pub(super) diagnostic: Diagnostic,
}

/// A finding that cannot be ignored, and yields to others only as long as one of them is shown.
#[derive(Clone, Debug)]
pub struct Shielded {
    pub(super) finding: Finding,
    by: Vec<Winner>,
}

/// A finding that another one yields to.
#[derive(Clone, Debug)]
struct Winner {
    rule: Arc<RuleInfo>,
    place: Span,
}

type WinnerOf<'s> = (&'s Arc<Rule>, Span);

pub(super) struct Settled<'s> {
    /// Reports that yield to no other.
    pub(super) kept: Vec<Reported<'s>>,
    /// Reports that cannot be ignored but yield, each with those that it finally yields to.
    pub(super) shielded: Vec<(Reported<'s>, Vec<WinnerOf<'s>>)>,
}

/// Applies the precedence of rules to the reports about one application.
pub(super) fn settle<'s>(mut reported: Vec<Reported<'s>>, settings: &Settings) -> Settled<'s> {
    let index = Index::new(&reported);
    let winners: Vec<Vec<usize>> = reported.iter().map(|loser| index.winners(loser)).collect();
    let mut last_winners = vec![Vec::new(); reported.len()];
    for at in 0..reported.len() {
        if winners[at].is_empty() {
            continue;
        }
        last_winners[at] = last(at, &winners);
        let places: Vec<_> = reported[at].diagnostic.places().collect();
        let rule = reported[at].rule.id.to_string();
        for winner in &last_winners[at] {
            let winner = &mut reported[*winner];
            let own = winner.place();
            let more = places.iter().filter(|place| **place != own);
            winner.diagnostic.yielded.extend(more);
            let rules = &mut winner.diagnostic.yielded_rules;
            if !rules.contains(&rule) {
                rules.push(rule.clone());
            }
        }
    }
    // Only reports that may come back need their winners.
    let by: Vec<_> = (reported.iter().zip(&last_winners))
        .map(|(loser, last)| {
            let last = last.iter().map(|at| &reported[*at]);
            let last = last.map(|winner| (winner.rule, winner.place()));
            if settings.is_ignorable(&loser.rule.info().id) {
                Vec::new()
            } else {
                last.collect::<Vec<_>>()
            }
        })
        .collect();
    let mut settled = Settled {
        kept: Vec::new(),
        shielded: Vec::new(),
    };
    for ((report, by), winners) in reported.into_iter().zip(by).zip(&winners) {
        if winners.is_empty() {
            settled.kept.push(report);
        } else if !by.is_empty() {
            settled.shielded.push((report, by));
        }
    }
    settled
}

/// The reports of each rule, by place. A manifest can have thousands, and comparing all pairs would take minutes.
struct Index<'r, 's> {
    reported: &'r [Reported<'s>],
    of_rule: BTreeMap<&'s str, Vec<usize>>,
}

impl<'r, 's> Index<'r, 's> {
    fn new(reported: &'r [Reported<'s>]) -> Self {
        let mut of_rule: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (at, report) in reported.iter().enumerate() {
            let name = report.rule.info().name.as_str();
            of_rule.entry(name).or_default().push(at);
        }
        for reports in of_rule.values_mut() {
            reports.sort_by_key(|at| reported[*at].place().start);
        }
        Self { reported, of_rule }
    }

    /// The reports that one yields to directly.
    fn winners(&self, loser: &Reported<'_>) -> Vec<usize> {
        let rules = loser.rule.info().yields_to.iter();
        rules
            .filter_map(|name| self.of_rule.get(name.as_str()))
            .flat_map(|reports| {
                let causes = loser.diagnostic.causes.as_deref();
                let own = [loser.place()];
                let places = causes.unwrap_or(&own).iter();
                places
                    .flat_map(|place| self.within(reports, *place))
                    .collect::<Vec<_>>()
            })
            .filter(|at| yields(loser, &self.reported[*at]))
            .collect()
    }

    /// The reports of a rule within a place.
    fn within(&self, reports: &[usize], whole: Span) -> Vec<usize> {
        let place = |at: &usize| self.reported[*at].place();
        let first = reports.partition_point(|at| place(at).start < whole.start);
        let starting = reports[first..]
            .iter()
            .take_while(|at| place(at).start <= whole.end);
        starting
            .filter(|at| whole.contains(place(at)))
            .copied()
            .collect()
    }
}

impl Reported<'_> {
    fn place(&self) -> Span {
        self.diagnostic.primary.span
    }
}

/// True if `winner` is about the same pod or application and at least as severe.
fn yields(loser: &Reported<'_>, winner: &Reported<'_>) -> bool {
    let is_about_same = match (loser.role, winner.role) {
        (Some(one), Some(other)) => one == other,
        // A report about an application is about all its pods.
        _ => true,
    };
    winner.severity >= loser.severity && is_about_same
}

/// The reports that one finally yields to, each once, although several paths can lead to it.
fn last(from: usize, winners: &[Vec<usize>]) -> Vec<usize> {
    let mut found = Vec::new();
    let mut seen = HashSet::from([from]);
    let mut open = vec![from];
    while let Some(at) = open.pop() {
        if winners[at].is_empty() {
            found.push(at);
        }
        let next = winners[at].iter().rev();
        open.extend(next.filter(|next| seen.insert(**next)));
    }
    found
}

impl Shielded {
    pub(super) fn new(finding: Finding, by: Vec<(&Arc<Rule>, Span)>) -> Self {
        let by = by.into_iter().map(|(rule, place)| Winner {
            rule: Arc::clone(rule.info()),
            place,
        });
        Self {
            finding,
            by: by.collect(),
        }
    }

    /// The finding.
    #[must_use]
    pub fn finding(&self) -> &Finding {
        &self.finding
    }

    /// Moves the places of a built text to its source files.
    pub(super) fn placed(mut self, map: &OriginMap) -> Self {
        self.finding.diagnostic = self.finding.diagnostic.placed(map);
        for winner in &mut self.by {
            winner.place = map.place(winner.place).span;
        }
        self
    }

    fn is_shielded(&self, findings: &HashSet<(&str, Span)>) -> bool {
        let mut by = self.by.iter();
        by.any(|winner| findings.contains(&(winner.rule.id.as_str(), winner.place)))
    }
}

/// Removes and returns the findings that no finding shields any more.
pub(super) fn release(shielded: &mut Vec<Shielded>, findings: &[Finding]) -> Vec<Finding> {
    if shielded.is_empty() {
        return Vec::new();
    }
    let place = |finding: &'_ Finding| finding.diagnostic.primary.span;
    let findings = findings
        .iter()
        .map(|finding| (finding.rule.id.as_str(), place(finding)));
    let findings: HashSet<_> = findings.collect();
    let released = shielded.extract_if(.., |shielded| !shielded.is_shielded(&findings));
    released.map(|shielded| shielded.finding).collect()
}
