//! Parameters in Argo Workflows and their defaults.

use std::{collections::HashMap, rc::Rc};

use crate::{
    source::Span,
    yaml::{Kind, Node, Step},
};

/// A default may refer to another parameter; this limits the chain.
const MAX_DEPTH: usize = 4;

/// The defaults declared by one mapping, by the expressions that refer to them; `None` for a parameter without a
/// default.
type Declared = HashMap<String, Option<String>>;

/// A cache, because many texts may be below the same declarations.
pub(super) type KnownDeclarations = HashMap<Span, Rc<Declared>>;

/// The parameters in scope for a text of a workflow.
#[derive(Default)]
pub(super) struct Parameters {
    /// The declarations of each enclosing mapping, outermost first.
    layers: Vec<Rc<Declared>>,
}

impl Parameters {
    /// Collects the declarations around a text.
    pub(super) fn new(root: Node<'_>, around: &[Step<'_>], known: &mut KnownDeclarations) -> Self {
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
        let layers = mappings
            .filter(|mapping| mapping.kind() == Kind::Mapping)
            .map(|mapping| {
                let declared = known.entry(mapping.span());
                Rc::clone(declared.or_insert_with(|| Rc::new(declared_in(mapping))))
            })
            .filter(|declared| !declared.is_empty());
        Self {
            layers: layers.collect(),
        }
    }

    /// True if no parameters are declared.
    pub(super) fn is_empty(&self) -> bool {
        self.layers.is_empty()
    }

    /// The value of an action.
    pub(super) fn value(&self, action: &str) -> Option<String> {
        let find = |name: &str| {
            let mut layers = self.layers.iter().rev();
            layers.find_map(|layer| layer.get(name))?.as_ref()
        };
        let mut value = find(action.trim())?;
        for _ in 0..MAX_DEPTH {
            let inner = value
                .strip_prefix("{{")
                .and_then(|rest| rest.strip_suffix("}}"));
            match inner {
                Some(inner) => value = find(inner.trim())?,
                None => return (!value.contains("{{")).then(|| value.clone()),
            }
        }
        None
    }
}

/// The declarations in a mapping.
fn declared_in(mapping: Node<'_>) -> Declared {
    let mut declared = Declared::new();
    for (field, prefix) in [
        ("arguments", "workflow.parameters."),
        ("inputs", "inputs.parameters."),
    ] {
        // The arguments of a step belong to another template.
        if field == "arguments" && mapping.get("templates").is_none() {
            continue;
        }
        let list = mapping.get(field).and_then(|owner| owner.get("parameters"));
        for parameter in list.into_iter().flat_map(Node::items) {
            let Some(name) = parameter.get("name").and_then(Node::scalar_text) else {
                continue;
            };
            let value = parameter
                .get("value")
                .or_else(|| parameter.get("default"))
                .and_then(Node::json_text)
                .filter(|value| !value.contains('\n'));
            declared.insert(format!("{prefix}{name}"), value.map(str::to_owned));
        }
    }
    declared
}
