//! `fromYaml` and `fromYamlArray`.

use crate::{
    gotemplate::{Call, Entries, Entry, List, Map, Text, TextBuilder, Trace, Value},
    source::Span,
    yaml::{self, Kind, Node, Scalar},
};

/// Reads a mapping. An error becomes the value of the key `Error`, as in Helm.
pub(super) fn mapping(call: &mut Call<'_>, text: &Text) -> Result<Value, String> {
    match read(call, text)? {
        Ok(Value::Map(map)) => Ok(Value::Map(map)),
        Ok(Value::Nil) => Ok(Value::Map(Map::default())),
        Ok(other) => {
            let kind = json_kind(&other);
            Ok(error(&format!(
                "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal {kind} into Go value of type map[string]interface {{}}"
            )))
        }
        Err(message) => Ok(error(&message)),
    }
}

/// Reads a list. An error becomes its only item, as in Helm.
pub(super) fn list(call: &mut Call<'_>, text: &Text) -> Result<Value, String> {
    match read(call, text)? {
        Ok(Value::List(list)) => Ok(Value::List(list)),
        Ok(Value::Nil) => Ok(Value::list(Vec::new())),
        Ok(other) => {
            let kind = json_kind(&other);
            Ok(Value::list(vec![Value::text(&format!(
                "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal {kind} into Go value of type []interface {{}}"
            ))]))
        }
        Err(message) => Ok(Value::list(vec![Value::text(&message)])),
    }
}

pub(super) fn error(message: &str) -> Value {
    Value::map([("Error".to_owned(), Value::text(message))])
}

pub(super) fn json_kind(value: &Value) -> &'static str {
    match value {
        Value::Nil => "null",
        Value::Bool(..) => "bool",
        Value::Int(..) | Value::Float(..) => "number",
        Value::Text(_) => "string",
        Value::List(_) => "array",
        Value::Map(_) | Value::Object(_) => "object",
    }
}

/// The first document of a text.
fn read(call: &mut Call<'_>, text: &Text) -> Result<Result<Value, String>, String> {
    let letters = text.as_str();
    call.spend(letters.len() / 2 + 1)?;
    let end = u32::try_from(letters.len()).unwrap_or(u32::MAX);
    let document = match yaml::parse(letters, Span::new(0, end)) {
        Ok(Some(document)) => document,
        Ok(None) => return Ok(Ok(Value::Nil)),
        Err(problem) => return Ok(Err(format!("error converting YAML to JSON: {problem}"))),
    };
    Ok(Ok(value(call, document.root(), text)?))
}

fn value(call: &mut Call<'_>, node: Node<'_>, text: &Text) -> Result<Value, String> {
    call.spend(1)?;
    let span = node.span();
    let trace = text.trace_of(span.start as usize..span.end as usize);
    Ok(match node.kind() {
        Kind::Scalar(Scalar::Null) => Value::Nil,
        Kind::Scalar(Scalar::Bool(is_so)) => Value::Bool(is_so, trace),
        #[expect(clippy::cast_precision_loss, reason = "JSON's numbers are read so")]
        Kind::Scalar(Scalar::Int(number)) => Value::Float(number as f64, trace),
        Kind::Scalar(Scalar::Float(number)) => Value::Float(number, trace),
        Kind::Scalar(Scalar::Str(read)) => {
            call.spend(read.len() / 10)?;
            Value::Text(scalar(node, read, text))
        }
        Kind::Sequence => {
            let items: Result<Vec<Value>, String> =
                node.items().map(|item| value(call, item, text)).collect();
            Value::List(List::new(items?, trace))
        }
        Kind::Mapping => {
            let mut entries = Entries::new();
            for entry in node.entries() {
                let key = key_trace(text, &entry.key, entry.key_span);
                let value = value(call, entry.value, text)?;
                entries.insert((&*entry.key).into(), Entry { key, value });
            }
            Value::Map(Map::new(entries, trace))
        }
    })
}

/// A string with its place, or with the place of each line if it is written verbatim.
fn scalar(node: Node<'_>, read: &str, text: &Text) -> Text {
    let span_of = node.part_spans(text.as_str());
    let mut builder = TextBuilder::default();
    let mut at = 0;
    for line in read.split_inclusive('\n') {
        let content = line.trim_end_matches('\n');
        let span = span_of(at..at + content.len());
        let place = span.start as usize..span.end as usize;
        let trace = text.trace_of(place.clone());
        let is_copy = text.as_str().get(place) == Some(content);
        builder.push(content, if is_copy { trace } else { trace.made() });
        builder.push(&line[content.len()..], trace.made());
        at += line.len();
    }
    if read.is_empty() {
        return Text::new(
            "",
            text.trace_of(node.span().start as usize..node.span().end as usize),
        );
    }
    builder.finish()
}

fn key_trace(text: &Text, key: &str, span: Span) -> Trace {
    let place = span.start as usize..span.end as usize;
    let written = &text.as_str()[place.clone()];
    let quotes = usize::from(written.len() == key.len() + 2 && written.starts_with(['"', '\'']));
    let inside = place.start + quotes..place.end - quotes;
    if text.as_str()[inside.clone()] == *key {
        text.trace_of(inside)
    } else {
        text.trace_of(place).made()
    }
}
