use std::{borrow::Cow, sync::Arc};

use super::{FilePlan, PodPlan};
use crate::{
    eci::PriceList,
    judged::{Currency, Environment},
    named::Named,
};

/// The plan of all files.
#[derive(Debug, Default)]
pub struct Plan {
    /// The files with a Spark application, by path.
    pub files: Vec<PlannedFile>,
    /// The price list; `None` if prices are off.
    pub prices: Option<PriceList>,
    /// True if the currency is a guess.
    pub guesses_currency: bool,
}

/// A file with a Spark application.
#[derive(Debug)]
pub struct PlannedFile {
    /// The path to show; for a kustomization or chart, that of its folder.
    pub path: String,
    /// The place, to compare with another plan: it is equal in both for a file that did not move.
    pub place: String,
    /// The values that a chart is rendered with, if there are several choices: these are alternatives.
    pub way: Option<String>,
    /// The configuration that applies to it.
    pub configuration: Option<Configuration>,
    /// True for a kustomization or chart.
    pub is_built: bool,
    /// The rows.
    pub plan: FilePlan,
}

/// The configuration of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Configuration {
    /// The path to show.
    pub path: String,
    /// The settings that a plan depends on, except prices.
    pub settings: Arc<str>,
}

/// Which prices a plan shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PriceChoice {
    /// No prices.
    Off,
    /// Prices in this currency.
    In(Currency),
    /// Prices in the currency of the configuration.
    Configured,
}

impl PlannedFile {
    /// The path, and the values if there are several choices.
    #[must_use]
    pub fn title(&self) -> Cow<'_, str> {
        match &self.way {
            None => Cow::Borrowed(&self.path),
            Some(way) => Cow::Owned(format!("{} with {way}", self.path)),
        }
    }
}

impl Plan {
    /// Joins the plans of files. A plan has one currency and one price list: those of its first file, whose cluster is
    /// `first`.
    #[must_use]
    pub fn new(files: Vec<PlannedFile>, first: Option<&Environment>, choice: PriceChoice) -> Self {
        let prices = first.and_then(|environment| {
            let currency = match choice {
                PriceChoice::Off => return None,
                PriceChoice::In(currency) => currency,
                PriceChoice::Configured => environment.currency(),
            };
            environment.catalog.prices(currency.name())
        });
        Self {
            files,
            prices: prices.cloned(),
            guesses_currency: choice == PriceChoice::Configured
                && first.is_some_and(Environment::guesses_currency),
        }
    }

    /// All rows.
    pub fn rows(&self) -> impl Iterator<Item = &PodPlan> {
        self.files.iter().flat_map(|file| &file.plan.pods)
    }

    /// True with a kustomization or chart: then rows must name their file, as several may have an application of the same
    /// name.
    #[must_use]
    pub fn has_built(&self) -> bool {
        self.files.iter().any(|file| file.is_built)
    }

    /// The number of Spark applications without a row, because they have no `spec`.
    #[must_use]
    pub fn applications_without_pods(&self) -> usize {
        self.files.iter().map(|file| file.plan.without_pods).sum()
    }

    /// The number of Spark applications, with and without pods.
    #[must_use]
    pub fn applications(&self) -> usize {
        self.files.iter().map(|file| file.plan.applications).sum()
    }
}
