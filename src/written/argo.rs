//! What Argo Workflows put into their templates: the defaults of parameters.

use std::collections::HashMap;

use crate::yaml::{Node, Step};

/// A default may be another parameter; that many lead to a value at most.
const MAX_DEPTH: usize = 4;

/// The values of the parameters that are declared around a text of a workflow.
#[derive(Default)]
pub(super) struct Parameters {
    values: HashMap<String, String>,
}

impl Parameters {
    /// Those that are declared in the mappings around a text, outermost first.
    pub(super) fn new(root: Node<'_>, around: &[Step<'_>]) -> Self {
        let mut values = HashMap::new();
        let is_argo = root
            .get("apiVersion")
            .and_then(Node::as_str)
            .is_some_and(|version| version.starts_with("argoproj.io/"));
        if !is_argo {
            return Self::default();
        }
        let mappings = std::iter::once(root).chain(around.iter().map(|step| match step {
            Step::Entry(entry) => entry.value,
            Step::Item(item) => *item,
        }));
        for mapping in mappings {
            for (field, prefix) in [
                ("arguments", "workflow.parameters."),
                ("inputs", "inputs.parameters."),
            ] {
                // The arguments of a step are those of another template.
                let is_of_workflow = field == "inputs" || mapping.get("templates").is_some();
                let list = mapping.get(field).and_then(|owner| owner.get("parameters"));
                for parameter in list
                    .into_iter()
                    .flat_map(Node::items)
                    .filter(|_| is_of_workflow)
                {
                    let Some(name) = parameter.get("name").and_then(Node::scalar_text) else {
                        continue;
                    };
                    let value = parameter.get("value").or_else(|| parameter.get("default"));
                    let value = value
                        .and_then(Node::json_text)
                        .filter(|value| !value.contains('\n'));
                    match value {
                        Some(value) => values.insert(format!("{prefix}{name}"), value.to_owned()),
                        None => values.remove(&format!("{prefix}{name}")),
                    };
                }
            }
        }
        Self { values }
    }

    /// True where no parameter has a default.
    pub(super) fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The value that stands for an action.
    pub(super) fn value(&self, action: &str) -> Option<String> {
        let mut value = self.values.get(action.trim())?;
        for _ in 0..MAX_DEPTH {
            let inner = value
                .strip_prefix("{{")
                .and_then(|rest| rest.strip_suffix("}}"));
            match inner {
                Some(inner) => value = self.values.get(inner.trim())?,
                None => return (!value.contains("{{")).then(|| value.clone()),
            }
        }
        None
    }
}
