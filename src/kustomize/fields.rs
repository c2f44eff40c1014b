//! The fields of a kustomization. Like Go's JSON decoder, names are case-insensitive.

use super::value::{Content, Entry, Origin, ScalarKind, Value};
use crate::inputs::{Files, Problem};

#[derive(Clone, Copy)]
pub(super) struct Fields<'v> {
    pub(super) value: &'v Value,
}

/// A text and where it is written.
#[derive(Clone, Debug)]
pub(super) struct Text {
    pub(super) text: String,
    pub(super) origin: Origin,
}

impl<'v> Fields<'v> {
    /// The fields of a mapping; an unknown field is an error.
    pub(super) fn of(files: &Files<'_>, value: &'v Value, known: &[&str]) -> Result<Self, Problem> {
        if !matches!(value.content, Content::Map(_)) {
            let message = "this must be a mapping".to_owned();
            return Err(files.refused(value.origin.file, value.origin.span, message));
        }
        let is_known = |entry: &&Entry| known.iter().any(|field| fits(&entry.key, field));
        if let Some(unknown) = value.entries().iter().find(|entry| !is_known(entry)) {
            let message = format!("unknown field `{}`", unknown.key);
            return Err(files.refused(unknown.origin.file, unknown.origin.span, message));
        }
        Ok(Self { value })
    }

    /// The value of a field; `None` if it is missing or null.
    pub(super) fn get(self, field: &str) -> Option<&'v Value> {
        let entries = self.value.entries().iter();
        let mut found = entries.filter(|entry| fits(&entry.key, field));
        // Of duplicate fields the last one wins.
        let last = found.next_back()?;
        (!last.value.is_null()).then_some(&last.value)
    }

    pub(super) fn text(self, files: &Files<'_>, field: &str) -> Result<Option<Text>, Problem> {
        self.get(field).map(|value| text(files, value)).transpose()
    }

    pub(super) fn list(self, files: &Files<'_>, field: &str) -> Result<&'v [Value], Problem> {
        let Some(value) = self.get(field) else {
            return Ok(&[]);
        };
        match &value.content {
            Content::List(items) => Ok(items),
            _ => Err(wrong(files, value, "a list")),
        }
    }

    pub(super) fn texts(self, files: &Files<'_>, field: &str) -> Result<Vec<Text>, Problem> {
        let items = self.list(files, field)?.iter();
        items.map(|item| text(files, item)).collect()
    }

    pub(super) fn flag(self, files: &Files<'_>, field: &str) -> Result<bool, Problem> {
        match self.get(field).map(|value| (value, &value.content)) {
            None => Ok(false),
            Some((_, Content::Scalar(scalar))) if scalar.kind == ScalarKind::Bool => {
                let yes = ["true", "yes", "on", "y"];
                Ok(yes.contains(&scalar.text.to_lowercase().as_str()))
            }
            Some((value, _)) => Err(wrong(files, value, "`true` or `false`")),
        }
    }

    pub(super) fn number(self, files: &Files<'_>, field: &str) -> Result<i64, Problem> {
        match self.get(field) {
            None => Ok(0),
            Some(value) => {
                let number = value.scalar().and_then(|text| text.parse().ok());
                number.ok_or_else(|| wrong(files, value, "a whole number"))
            }
        }
    }

    /// The entries of a field that maps keys to strings, such as labels.
    pub(super) fn pairs(self, files: &Files<'_>, field: &str) -> Result<&'v [Entry], Problem> {
        let Some(value) = self.get(field) else {
            return Ok(&[]);
        };
        let Content::Map(entries) = &value.content else {
            return Err(wrong(files, value, "a mapping"));
        };
        for entry in entries {
            text(files, &entry.value)?;
        }
        Ok(entries)
    }
}

fn fits(key: &str, field: &str) -> bool {
    key.eq_ignore_ascii_case(field)
}

pub(super) fn text(files: &Files<'_>, value: &Value) -> Result<Text, Problem> {
    match &value.content {
        Content::Scalar(scalar) if matches!(scalar.kind, ScalarKind::Text | ScalarKind::Null) => {
            let is_null = scalar.kind == ScalarKind::Null;
            Ok(Text {
                text: if is_null {
                    String::new()
                } else {
                    scalar.text.clone()
                },
                origin: value.origin,
            })
        }
        _ => Err(wrong(files, value, "a string: write it in quotes")),
    }
}

pub(super) fn wrong(files: &Files<'_>, value: &Value, wanted: &str) -> Problem {
    let message = format!("this must be {wanted}");
    files.refused(value.origin.file, value.origin.span, message)
}
