//! The data that the templates of a chart see.
//!
//! Source: `recAllTpls` in `pkg/engine/engine.go` and `structToMap` in `pkg/chart/common.go` of Helm 4.1.4.

use std::rc::Rc;

use super::{
    metadata::TEXTS,
    release::Release,
    tree::{Need, Node},
    values::table::map_at,
};
use crate::gotemplate::{Entries, Entry, Map, Text, Trace, Value};

/// The data shared by the charts of a release.
pub(super) struct Scopes {
    release: Value,
    capabilities: Value,
    values: Map,
}

impl Scopes {
    pub(super) fn new(release: &Release, values: Map) -> Self {
        Self {
            release: Value::map([
                ("Name".to_owned(), Value::text(&release.name)),
                ("Namespace".to_owned(), Value::text(&release.namespace)),
                ("IsUpgrade".to_owned(), Value::bool(false)),
                ("IsInstall".to_owned(), Value::bool(true)),
                ("Revision".to_owned(), Value::int(1)),
                ("Service".to_owned(), Value::text("Helm")),
            ]),
            capabilities: Value::Object(Rc::new(release.capabilities.clone())),
            values,
        }
    }

    /// The data of a chart; `above` is the data of its parent chart.
    pub(super) fn of(&self, node: &Node, above: Option<&Map>) -> Map {
        let values = match above {
            None => Some(self.values.clone()),
            Some(above) => map_at(above, "Values")
                .and_then(|values| super::values::table::table(&values, node.name.as_str())),
        };
        let scope = Map::default();
        scope.set("Chart", chart(node, above.is_none()));
        scope.set(
            "Files",
            Value::Object(Rc::clone(&node.files) as Rc<dyn crate::gotemplate::Object>),
        );
        scope.set("Release", self.release.clone());
        scope.set("Capabilities", self.capabilities.clone());
        scope.set("Values", Value::Map(values.unwrap_or_default()));
        scope.set("Subcharts", Value::map([]));
        scope
    }
}

fn texts(texts: &[Text]) -> Value {
    Value::list(texts.iter().cloned().map(Value::Text).collect())
}

fn chart(node: &Node, is_root: bool) -> Value {
    let metadata = &node.metadata;
    let map = Map::default();
    for (field, name) in TEXTS {
        let text = metadata.texts.get(field).cloned();
        map.set(name, Value::Text(text.unwrap_or_else(|| Text::plain(""))));
    }
    map.set("Name", Value::Text(node.name.clone()));
    map.set("Sources", texts(&metadata.sources));
    map.set("Keywords", texts(&metadata.keywords));
    let (is_deprecated, trace) = metadata.is_deprecated;
    map.set("Deprecated", Value::Bool(is_deprecated, trace));
    let mut annotations = Entries::new();
    for (key, trace, text) in &metadata.annotations {
        let entry = Entry {
            key: *trace,
            value: Value::Text(text.clone()),
        };
        annotations.insert(key.as_str().into(), entry);
    }
    let annotations = Map::new(annotations, Trace::default());
    map.set("Annotations", Value::Map(annotations));
    let maintainers = metadata.maintainers.iter().map(|maintainer| {
        let fields = ["Name", "Email", "URL"].map(str::to_owned);
        let texts = maintainer.iter().cloned().map(Value::Text);
        Value::map(fields.into_iter().zip(texts))
    });
    map.set("Maintainers", Value::list(maintainers.collect()));
    let dependencies = node.needs.iter().flatten().map(dependency);
    map.set("Dependencies", Value::list(dependencies.collect()));
    map.set("IsRoot", Value::bool(is_root));
    Value::Map(map)
}

fn dependency(need: &Need) -> Value {
    let said = &need.dependency;
    let imports = said.imports.iter().map(|import| {
        Value::map([
            ("child".to_owned(), Value::text(&import.child)),
            ("parent".to_owned(), Value::text(&import.parent)),
        ])
    });
    let map = Map::default();
    for (name, text) in [
        ("Name", &need.name),
        ("Version", &said.version),
        ("Repository", &said.repository),
        ("Condition", &said.condition),
        ("Alias", &said.alias),
    ] {
        map.set(name, Value::Text(text.clone()));
    }
    map.set("Tags", texts(&said.tags));
    map.set("Enabled", Value::bool(need.is_enabled));
    map.set("ImportValues", Value::list(imports.collect()));
    Value::Map(map)
}
