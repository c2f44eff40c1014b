//! `.Files`: the files of a chart that are neither templates nor charts.
//!
//! Source: `pkg/engine/files.go` of Helm 4.1.4.

use std::{collections::BTreeMap, rc::Rc};

use base64::{Engine, prelude::BASE64_STANDARD};

use super::glob::gobwas_pattern;
use crate::gotemplate::{Call, List, Object, Text, Value};

/// A file, by its path in the chart. `text` is `None` if it is not UTF-8.
#[derive(Clone, Debug)]
pub(super) struct ChartFile {
    pub(super) name: String,
    pub(super) text: Option<Text>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct ChartFiles(BTreeMap<String, Option<Text>>);

impl ChartFiles {
    pub(super) fn new(files: Vec<ChartFile>) -> Self {
        Self(
            files
                .into_iter()
                .map(|file| (file.name, file.text))
                .collect(),
        )
    }

    /// The content of a file; empty if the file does not exist, as in Helm.
    fn text(&self, name: &str) -> Result<Text, String> {
        match self.0.get(name) {
            None => Ok(Text::plain("")),
            Some(text) => readable(name, text.as_ref()),
        }
    }

    fn matching(&self, pattern: &str) -> Self {
        // Helm lets an invalid pattern match everything.
        let pattern = gobwas_pattern(pattern);
        let matches = |name: &str| {
            pattern
                .as_ref()
                .is_none_or(|pattern| pattern.is_match(name))
        };
        let files = self.0.iter().filter(|(name, _)| matches(name));
        Self(
            files
                .map(|(name, text)| (name.clone(), text.clone()))
                .collect(),
        )
    }

    /// The files by their base names, in the form of the data of a `ConfigMap` or a `Secret`.
    fn as_yaml(&self, call: &mut Call<'_>, make: impl Fn(&Text) -> Text) -> Result<Value, String> {
        let mut entries = Vec::new();
        for (name, text) in &self.0 {
            let text = readable(name, text.as_ref())?;
            call.spend(text.as_str().len() / 10 + 1)?;
            let base = name.rsplit('/').next().unwrap_or(name);
            entries.push((base.to_owned(), Value::Text(make(&text))));
        }
        let data = Value::map(entries);
        call.render_text(&Text::plain("{{ toYaml . }}"), &data)
            .map(Value::Text)
    }
}

fn readable(name: &str, text: Option<&Text>) -> Result<Text, String> {
    text.cloned().ok_or_else(|| {
        format!("the file `{name}` is not valid UTF-8, so it cannot be included here")
    })
}

fn lines(text: &Text) -> Value {
    let whole = text.as_str();
    let whole = whole.strip_suffix('\n').unwrap_or(whole);
    let lines = whole.split('\n').map(|line| Value::Text(text.part(line)));
    Value::List(List::new(lines.collect(), text.trace().made()))
}

impl Object for ChartFiles {
    fn type_name(&self) -> &'static str {
        "engine.files"
    }

    fn field(&self, name: &str) -> Option<Value> {
        let text = self.0.get(name).cloned().flatten();
        let bytes = Bytes(text.unwrap_or_else(|| Text::plain("")));
        Some(Value::Object(Rc::new(bytes)))
    }

    fn call(
        &self,
        call: &mut Call<'_>,
        method: &str,
        arguments: &[Value],
    ) -> Option<Result<Value, String>> {
        let name = match arguments {
            [Value::Text(name)] => Some(name.as_str()),
            _ => None,
        };
        let with_name = |run: &dyn Fn(&str) -> Result<Value, String>| {
            name.ok_or_else(|| "it takes one string".to_owned())
                .and_then(run)
        };
        Some(match method {
            "Get" => with_name(&|name| self.text(name).map(Value::Text)),
            "GetBytes" => with_name(&|name| Ok(Value::Object(Rc::new(Bytes(self.text(name)?))))),
            "Lines" => with_name(&|name| {
                if !self.0.contains_key(name) {
                    return Ok(Value::list(Vec::new()));
                }
                let text = self.text(name)?;
                if text.as_str().is_empty() {
                    // Helm 4.1.4 fails as well.
                    return Err(format!("the file `{name}` is empty"));
                }
                Ok(lines(&text))
            }),
            "Glob" => {
                if let Err(reason) = call.spend(self.0.len() / 10 + 1) {
                    return Some(Err(reason));
                }
                with_name(&|pattern| Ok(Value::Object(Rc::new(self.matching(pattern)))))
            }
            "AsConfig" => self.as_yaml(call, Text::clone),
            "AsSecrets" => self.as_yaml(call, |text| {
                text.made(&BASE64_STANDARD.encode(text.as_str()))
            }),
            _ => return None,
        })
    }

    fn length(&self) -> Option<usize> {
        Some(self.0.len())
    }

    fn entries(&self) -> Option<Vec<(String, Value)>> {
        let entries = self.0.iter().map(|(name, text)| {
            let text = text.clone().unwrap_or_else(|| Text::plain(""));
            (
                name.clone(),
                Value::Object(Rc::new(Bytes(text)) as Rc<dyn Object>),
            )
        });
        Some(entries.collect())
    }

    fn printed(&self) -> String {
        let files = self.0.iter().map(|(name, text)| {
            let bytes = text.as_ref().map_or("", Text::as_str);
            format!("{name}:{}", numbers(bytes))
        });
        format!("map[{}]", files.collect::<Vec<_>>().join(" "))
    }
}

/// Go's `[]byte`: functions that expect a string reject it, but `toString` accepts it.
#[derive(Clone, Debug)]
struct Bytes(Text);

impl Object for Bytes {
    fn type_name(&self) -> &'static str {
        "[]uint8"
    }

    fn field(&self, _: &str) -> Option<Value> {
        None
    }

    fn call(&self, _: &mut Call<'_>, _: &str, _: &[Value]) -> Option<Result<Value, String>> {
        None
    }

    fn length(&self) -> Option<usize> {
        Some(self.0.as_str().len())
    }

    fn entries(&self) -> Option<Vec<(String, Value)>> {
        let bytes = self.0.as_str().bytes().enumerate();
        Some(
            bytes
                .map(|(at, byte)| (at.to_string(), Value::int(byte.into())))
                .collect(),
        )
    }

    fn text(&self) -> Option<Text> {
        Some(self.0.clone())
    }

    fn printed(&self) -> String {
        numbers(self.0.as_str())
    }
}

fn numbers(text: &str) -> String {
    let numbers: Vec<_> = text.bytes().map(|byte| byte.to_string()).collect();
    format!("[{}]", numbers.join(" "))
}
