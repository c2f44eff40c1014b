//! Converts a document to JSON, to compare it with `kubectl`'s result for the same text.

use serde_json::{Map, Value};

use super::{Kind, Node, Scalar};

pub(super) fn to_json(node: Node<'_>) -> Value {
    match node.kind() {
        Kind::Scalar(Scalar::Null) => Value::Null,
        Kind::Scalar(Scalar::Bool(value)) => value.into(),
        Kind::Scalar(Scalar::Int(value)) => match (i64::try_from(value), u64::try_from(value)) {
            (Ok(value), _) => value.into(),
            (_, Ok(value)) => value.into(),
            _ => unreachable!("integers fit 64 bits"),
        },
        Kind::Scalar(Scalar::Float(value)) => value.into(),
        Kind::Scalar(Scalar::Str(text)) => text.into(),
        Kind::Sequence => node.items().map(to_json).collect(),
        Kind::Mapping => {
            let entries = node.entries().into_iter();
            Value::Object(
                entries
                    .map(|entry| (entry.key.into_owned(), to_json(entry.value)))
                    .collect::<Map<_, _>>(),
            )
        }
    }
}
