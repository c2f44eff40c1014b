use crate::source::Span;

/// A text that holds a Spark application and could not be judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnjudgedText {
    /// Where to look.
    pub place: Span,
    /// Why.
    pub reason: Reason,
}

/// Why a text could not be judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It is a template, and invalid YAML even without its actions.
    Template(TemplateKind),
    /// It changes an application that is written elsewhere.
    Patch,
    /// It comes from a chart that is not there.
    Dependency,
    /// It is in a text that cannot be read as a manifest.
    Text,
    /// Its file is not a manifest.
    File,
}

/// What renders a template, by its looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TemplateKind {
    /// Helm, or something else with Go's templates.
    Helm,
    /// Jinja, as Airflow uses it.
    Jinja,
    /// Argo Workflows, with parameters.
    Argo,
    /// Something that replaces names, such as envsubst.
    Names,
}

impl TemplateKind {
    /// The kind of a template with actions.
    pub(super) fn of(text: &str) -> Self {
        /// More actions say no more about the language.
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
