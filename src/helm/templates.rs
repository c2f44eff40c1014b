//! The templates of a chart and its subcharts, in Helm's order.

use std::collections::BTreeMap;

use super::{chart::is_partial, scope::Scopes, tree::Node};
use crate::{
    gotemplate::{Map, Text, Value},
    source::FileId,
};

#[derive(Clone, Debug)]
pub(super) struct Template {
    /// The name, such as `parent/charts/sub/templates/job.yaml`.
    pub(super) name: String,
    pub(super) file: FileId,
    pub(super) text: Text,
    pub(super) role: Role,
    scope: Map,
    base_path: String,
}

/// What Helm does with a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Its output is applied to the cluster.
    Manifest,
    /// Its output is shown to the user. Helm renders it too, so an error in it fails the installation.
    Notes,
    /// It only defines templates for others.
    Partial,
}

impl Template {
    /// The data for the template. Call it just before rendering: the templates of a chart share their data, and each
    /// sees what earlier ones set in it.
    pub(super) fn scope(&self) -> Value {
        let template = Value::map([
            ("Name".to_owned(), Value::text(&self.name)),
            ("BasePath".to_owned(), Value::text(&self.base_path)),
        ]);
        self.scope.set("Template", template);
        Value::Map(self.scope.clone())
    }
}

/// All templates, deeper ones first: if several define the same name, the last one wins.
pub(super) fn in_order(node: &Node, scopes: &Scopes) -> Vec<Template> {
    let mut found = BTreeMap::new();
    collect(node, scopes, None, node.name.as_str(), &mut found);
    let mut templates: Vec<Template> = found.into_values().collect();
    templates.sort_by(|one, other| {
        let depth = |template: &Template| template.name.matches('/').count();
        depth(other)
            .cmp(&depth(one))
            .then_with(|| other.name.cmp(&one.name))
    });
    templates
}

fn collect(
    node: &Node,
    scopes: &Scopes,
    above: Option<&Map>,
    path: &str,
    found: &mut BTreeMap<String, Template>,
) -> Map {
    let scope = scopes.of(node, above);
    let subcharts = Map::default();
    for inner in &node.nodes {
        let name = inner.name.as_str();
        let path = format!("{path}/charts/{name}");
        let inner = collect(inner, scopes, Some(&scope), &path, found);
        subcharts.set(name, Value::Map(inner));
    }
    scope.set("Subcharts", Value::Map(subcharts));
    for template in &*node.templates {
        let is_partial = is_partial(&template.name);
        if node.metadata.is_library() && !is_partial {
            continue;
        }
        let name = format!("{path}/{}", template.name);
        let role = if is_partial {
            Role::Partial
        } else if name.ends_with("NOTES.txt") {
            Role::Notes
        } else {
            Role::Manifest
        };
        let template = Template {
            name: name.clone(),
            file: template.file,
            text: template.text.clone(),
            role,
            scope: scope.clone(),
            base_path: format!("{path}/templates"),
        };
        found.insert(name, template);
    }
    scope
}
