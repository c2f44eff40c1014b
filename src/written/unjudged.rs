use crate::source::Span;

/// A text with a Spark application that could not be checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnjudgedText {
    pub place: Span,
    pub reason: Reason,
}

/// Why a text could not be checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It is a template, and invalid YAML even without its actions.
    Template(TemplateKind),
    /// It patches an application that is written elsewhere.
    Patch,
    /// It comes from a missing chart.
    Dependency,
    /// It is in a string that is not a valid manifest.
    Text,
    /// Its file is not a manifest.
    File,
}

/// The tool that renders a template, guessed from its syntax.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TemplateKind {
    /// Helm, or another program with Go templates.
    Helm,
    /// Jinja, as in Airflow.
    Jinja,
    /// Parameters of Argo Workflows.
    Argo,
    /// A tool that replaces names, such as envsubst.
    Names,
}

impl TemplateKind {
    /// Guesses the tool from the actions.
    pub(super) fn of(text: &str) -> Self {
        /// A limit: further actions do not tell more about the language.
        const MANY: usize = 64;
        const OF_ARGO: [&str; 5] = ["inputs.", "workflow.", "steps.", "tasks.", "item"];
        const OF_GO: [&str; 12] = [
            ".",
            "$",
            "include ",
            "toYaml ",
            "template ",
            "define ",
            "if ",
            "with ",
            "range ",
            "end",
            "tpl ",
            "/*",
        ];
        let is_any = |starts: &[&str]| {
            let mut actions = text.split("{{").skip(1).take(MANY);
            actions.any(|action| {
                let action = action.trim_start_matches('-').trim_start();
                starts.iter().any(|start| action.starts_with(start))
            })
        };
        if text.contains("{%") || text.contains("{#") {
            Self::Jinja
        } else if is_any(&OF_GO) {
            Self::Helm
        } else if is_any(&OF_ARGO) {
            Self::Argo
        } else if text.contains("{{") {
            Self::Jinja
        } else {
            Self::Names
        }
    }
}
