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
    /// The prices by which it reckons; `None` where none were asked for.
    pub prices: Option<PriceList>,
    /// True where nobody says the currency.
    pub guesses_currency: bool,
}

/// A file with a Spark application.
#[derive(Debug)]
pub struct PlannedFile {
    /// The path as it is shown; for what is built, that of the kustomization's or the chart's folder.
    pub path: String,
    /// The values with which a chart is rendered, where there are several choices: they are alternatives.
    pub way: Option<String>,
    /// The configuration that holds for it, where there is one.
    pub configuration: Option<Configuration>,
    /// True for what a kustomization builds or a chart renders.
    pub is_built: bool,
    /// Its plan.
    pub plan: FilePlan,
}

/// The configuration of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Configuration {
    /// Its path as it is shown.
    pub path: String,
    /// All settings that hold.
    pub settings: Arc<str>,
}

/// Which prices a plan shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PriceChoice {
    /// None.
    Off,
    /// Those in this currency.
    In(Currency),
    /// Those in the currency of the configuration.
    Configured,
}

impl PlannedFile {
    /// The path, and the values where there are several choices.
    #[must_use]
    pub fn title(&self) -> Cow<'_, str> {
        match &self.way {
            None => Cow::Borrowed(&self.path),
            Some(way) => Cow::Owned(format!("{} with {way}", self.path)),
        }
    }
}

impl Plan {
    /// Puts the plans of files together. One plan has one currency and one price list: those that hold
    /// for its first file, whose cluster is `first`.
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

    /// True where a kustomization was built or a chart was rendered: its applications are told apart from those of others.
    #[must_use]
    pub fn has_built(&self) -> bool {
        self.files.iter().any(|file| file.is_built)
    }

    /// How many Spark applications have no row, as they have no spec.
    #[must_use]
    pub fn applications_without_pods(&self) -> usize {
        self.files.iter().map(|file| file.plan.without_pods).sum()
    }

    /// How many Spark applications there are, with pods or without.
    #[must_use]
    pub fn applications(&self) -> usize {
        self.files.iter().map(|file| file.plan.applications).sum()
    }
}
