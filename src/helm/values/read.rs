//! Reads values as templates see them.

use super::table::merge_maps;
use crate::{
    gotemplate::{Entries, Entry, List, Map, Trace, Value},
    helm::scalar::{Written, printed},
    inputs::{Files, Problem},
    source::{FileId, Quality},
    yaml::{self, Kind, Node, Scalar},
};

/// The limit on nesting: values are copied and written recursively.
const MAX_DEPTH: usize = 200;

/// Reads a values file; later documents override earlier ones.
///
/// Source: `LoadValues` in `pkg/chart/v2/loader/load.go`.
pub(crate) fn read_values(files: &mut Files<'_>, file: FileId) -> Result<Map, Problem> {
    let source = std::sync::Arc::clone(files.get(file));
    read_written(files, Written::new(file, source.text.as_str()))
}

/// Reads the documents of a text.
pub(crate) fn read_written(files: &mut Files<'_>, written: Written<'_>) -> Result<Map, Problem> {
    let mut values = Map::default();
    for chunk in yaml::split(written.text) {
        let refused = |files: &Files<'_>, place, reason: &str| {
            let message = format!("the YAML is invalid: {reason}");
            files.refused(written.file, written.place(place), message)
        };
        if let Some(error) = chunk.error {
            let place = error.span.moved(chunk.span.start);
            return Err(refused(files, place, &error.message));
        }
        let document = yaml::parse(written.text, chunk.span)
            .map_err(|error| refused(files, error.span, &error.message))?;
        if let Some(document) = document {
            let map = read_mapping(files, written, document.root())?;
            values = merge_maps(&values, &map);
        }
    }
    Ok(values)
}

/// Reads values that must be a mapping or null.
pub(crate) fn read_mapping(
    files: &mut Files<'_>,
    written: Written<'_>,
    node: Node<'_>,
) -> Result<Map, Problem> {
    let mut reading = Reading { written, files };
    match reading.value(node, 0)? {
        Value::Nil => Ok(Map::default()),
        Value::Map(map) => Ok(map),
        other => {
            let message = format!("values must be a mapping, not {}", described(&other));
            Err(files.refused(written.file, written.place(node.span()), message))
        }
    }
}

fn described(value: &Value) -> &'static str {
    match value {
        Value::List(_) => "a list",
        Value::Text(_) => "a string",
        Value::Bool(..) => "a boolean",
        _ => "a number",
    }
}

/// Turns YAML into Helm's values: all numbers are `float64`.
pub(crate) struct Reading<'r, 'f, 't> {
    pub(crate) written: Written<'t>,
    pub(crate) files: &'r mut Files<'f>,
}

impl Reading<'_, '_, '_> {
    pub(crate) fn value(&mut self, node: Node<'_>, depth: usize) -> Result<Value, Problem> {
        let file = self.written.file;
        let place = self.written.place(node.span());
        self.files.spend(1, file, place)?;
        if depth > MAX_DEPTH {
            let message = format!("values nest deeper than {MAX_DEPTH} levels");
            return Err(self.files.not_built(file, place, message));
        }
        let written = self.written;
        Ok(match node.kind() {
            Kind::Scalar(scalar) => match scalar {
                Scalar::Null => Value::Nil,
                Scalar::Bool(is_so) => {
                    Value::Bool(is_so, written.scalar_trace(node, &is_so.to_string()))
                }
                #[expect(clippy::cast_precision_loss, reason = "Helm reads numbers as float64")]
                Scalar::Int(number) => self.number(node, number as f64),
                Scalar::Float(number) => self.number(node, number),
                Scalar::Str(text) => Value::Text(written.string(node, text)),
            },
            Kind::Sequence => {
                let items = node.items().map(|item| self.value(item, depth + 1));
                Value::List(List::new(items.collect::<Result<_, _>>()?, self.near(node)))
            }
            Kind::Mapping => {
                let mut entries = Entries::new();
                for entry in node.entries() {
                    let value = self.value(entry.value, depth + 1)?;
                    let key = written.key_trace(&entry.key, entry.key_span);
                    entries.insert((*entry.key).into(), Entry { key, value });
                }
                Value::Map(Map::new(entries, self.near(node)))
            }
        })
    }

    fn number(&self, node: Node<'_>, number: f64) -> Value {
        let trace = self.written.scalar_trace(node, &printed(number));
        Value::Float(number, trace)
    }

    fn near(&self, node: Node<'_>) -> Trace {
        self.written.trace(node.span(), Quality::Near)
    }
}
