//! What custom rules can read: an application as written, and its pods as they will be created, with the place of each
//! value.

mod app;
mod config;
mod container;
mod fact;
mod notes;
mod number;
mod parts;
mod pod;
mod reader;
mod resources;
mod schema;
mod verdict;

use std::{cell::Cell, rc::Rc};

use app::App;
use config::Config;
use fact::{Fact, Shape, written};
use notes::Notes;
use pod::PodOf;
pub use schema::{OBJECTS, OF_APPLICATION, OF_POD, VERSION};

use crate::{
    cel::{Budget, Expression, Path, Step, Template, Value, Values},
    judged::JudgedApplication,
    source::Span,
};

/// An unknown value that an expression read.
#[derive(Clone, Debug)]
pub struct Unknown {
    /// Where it is written.
    pub place: Option<Span>,
    /// Lower case, no full stop.
    pub reason: Rc<str>,
}

/// The facts about an application, shared by all rules.
#[derive(Clone)]
pub struct Known<'v> {
    app: Fact<'v>,
    config: Fact<'v>,
    /// The place of the application as a whole.
    place: Span,
    budget: Rc<Cell<Budget>>,
    /// With the places of their roles.
    pods: Rc<[(Fact<'v>, Span)]>,
    notes: Rc<Notes<'v>>,
    app_value: Option<Value<'v>>,
    config_value: Option<Value<'v>>,
}

/// What a rule can read about a pod or an application.
pub struct Facts<'v> {
    known: Known<'v>,
    pod: Option<(Fact<'v>, Span)>,
    values: Values<'v>,
}

/// A value that an expression reads.
#[derive(Clone, Debug)]
pub struct Read {
    /// The path in CEL's notation.
    pub path: String,
    /// The place of the value; if it is missing in an item of a list, the place of the item.
    pub place: Option<Span>,
    /// False if the value does not exist.
    pub is_there: bool,
    /// The value, if it is short.
    pub shown: Option<String>,
    /// True if something that is not written here may be added to it.
    pub may_be_more: bool,
}

/// The steps that all expressions about an application may take together, some 50 milliseconds: ten times as many as
/// two hundred ordinary rules take for five pods.
const STEPS: u64 = 2_000_000;

/// The longest value that is shown, in letters.
const SHOWN: usize = 40;

impl<'v> Known<'v> {
    #[must_use]
    pub fn new(judged: &'v JudgedApplication<'_, '_>) -> Self {
        let notes = Rc::new(Notes::default());
        let (application, environment) = (judged.application, judged.environment);
        let app = Fact::object(App(application));
        let config = Fact::object(Config(environment));
        let pods = judged.pods.iter();
        let pods = pods.map(|pod| (Fact::object(PodOf::new(judged, pod)), pod.pod.span));
        Self {
            app_value: reader::value(app.clone(), &notes),
            config_value: reader::value(config.clone(), &notes),
            app,
            config,
            pods: pods.collect(),
            place: application.span,
            budget: Rc::new(Cell::new(Budget::new(STEPS))),
            notes,
        }
    }

    /// The facts about each of its pods, in order.
    pub fn of_pods(&self) -> impl Iterator<Item = Facts<'v>> {
        self.pods.iter().map(|pod| {
            let value = reader::value(pod.0.clone(), &self.notes);
            Facts {
                values: self.values("pod", value),
                known: self.clone(),
                pod: Some(pod.clone()),
            }
        })
    }

    /// The facts about the application as a whole.
    #[must_use]
    pub fn of_application(&self) -> Facts<'v> {
        let pods = reader::value(self.list(), &self.notes);
        Facts {
            values: self.values("pods", pods),
            known: self.clone(),
            pod: None,
        }
    }

    /// The values in the order of the scopes.
    fn values(&self, about: &'static str, value: Option<Value<'v>>) -> Values<'v> {
        Values::new()
            .with("app", self.app_value.clone())
            .with(about, value)
            .with("config", self.config_value.clone())
    }

    fn list(&self) -> Fact<'v> {
        Fact::list(self.pods.iter().map(|(pod, span)| pod.clone().at(*span)))
    }
}

impl<'v> Facts<'v> {
    /// Evaluates an expression.
    ///
    /// # Errors
    /// Why it has no value.
    pub fn evaluate(&self, expression: &'v Expression) -> Result<Value<'v>, String> {
        self.spend(|budget| expression.evaluate_from(budget, &self.values))
    }

    /// Renders a template.
    ///
    /// # Errors
    /// Why one of its expressions has no value.
    pub fn render(&self, template: &'v Template) -> Result<String, String> {
        self.known.notes.is_lenient.set(true);
        let rendered = self.spend(|budget| template.render_from(budget, &self.values));
        self.known.notes.is_lenient.set(false);
        rendered
    }

    fn spend<T>(&self, run: impl FnOnce(&mut Budget) -> T) -> T {
        let mut budget = self.known.budget.get();
        let made = run(&mut budget);
        self.known.budget.set(budget);
        made
    }

    /// Forgets what the last expression read.
    pub fn begin(&self) {
        self.known.notes.begin();
    }

    /// An unknown value that was read since [`Self::begin`].
    #[must_use]
    pub fn unknown(&self) -> Option<Unknown> {
        self.known.notes.unknown()
    }

    /// Why a value that was read since [`Self::begin`] does not exist.
    #[must_use]
    pub fn missing(&self) -> Option<Rc<str>> {
        self.known.notes.missing()
    }

    /// The place of the role, or of the application's name.
    #[must_use]
    pub fn place(&self) -> Span {
        let role = self.pod.as_ref().map(|(_, span)| *span);
        role.unwrap_or(self.known.place)
    }

    /// The value at a path. Of several list items it is the one that was read last, because the items after it do not
    /// matter.
    #[must_use]
    pub fn read(&self, path: &Path) -> Read {
        let notes = &self.known.notes;
        let mut found = self.variable(&path.variable);
        let mut item = None;
        let mut is_choice = false;
        for step in &path.steps {
            found = found.and_then(|fact| match step {
                // The membership test `key in list` reads the list itself.
                Step::Key(_) if matches!(fact.shape, Shape::List(_)) => Some(fact),
                Step::Key(key) => notes.get(&fact, key),
                Step::Item(at) => notes.parts(&fact).get(*at).cloned(),
                Step::Each | Step::Computed => {
                    is_choice = true;
                    let chosen = notes.last_read(notes.parts(&fact))?;
                    item = written(&chosen);
                    Some(chosen)
                }
            });
        }
        let has_parts = |fact: &Fact<'v>| {
            matches!(
                fact.shape,
                Shape::List(_) | Shape::Map(_) | Shape::Node(_) | Shape::Missing(_)
            )
        };
        Read {
            path: path.to_string(),
            place: found.as_ref().and_then(written).or(item),
            is_there: found.is_some(),
            shown: found.as_ref().and_then(shown),
            may_be_more: is_choice || found.as_ref().is_none_or(has_parts),
        }
    }

    fn variable(&self, name: &str) -> Option<Fact<'v>> {
        let known = &self.known;
        match name {
            "app" => Some(known.app.clone()),
            "config" => Some(known.config.clone()),
            "pod" => self.pod.as_ref().map(|(pod, _)| pod.clone()),
            "pods" => Some(known.list()),
            _ => None,
        }
    }
}

fn shown(fact: &Fact<'_>) -> Option<String> {
    let text = match &fact.shape {
        Shape::Bool(is_so) => is_so.to_string(),
        Shape::Int(number) => number.to_string(),
        Shape::Double(number) => number.to_string(),
        Shape::Text(text) => text.to_string(),
        _ => return None,
    };
    (text.chars().count() <= SHOWN).then_some(text)
}
