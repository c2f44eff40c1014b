//! Values of the command line: `--set` and similar options.
//!
//! Source: `pkg/strvals/parser.go`, `literal_parser.go` and `pkg/cli/values/options.go` of Helm 4.1.4.

use super::table::{Allowance, merge_maps};
use crate::gotemplate::{List, Map, Value};

/// An option such as `--set`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    pub kind: SettingKind,
    /// The argument, such as `a.b=1,c=2`.
    pub text: String,
}

/// Which option it is. Helm applies them in this order, regardless of their order on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SettingKind {
    /// `--set-json`
    Json,
    /// `--set`
    Typed,
    /// `--set-string`
    Text,
    /// `--set-literal`
    Literal,
}

impl Setting {
    /// The equivalent option of Helm, for a message.
    #[must_use]
    pub fn written(&self) -> String {
        format!("{} {}", self.kind.flag(), self.text)
    }
}

impl SettingKind {
    /// The name of Helm's option.
    #[must_use]
    pub fn flag(self) -> &'static str {
        match self {
            Self::Json => "--set-json",
            Self::Typed => "--set",
            Self::Text => "--set-string",
            Self::Literal => "--set-literal",
        }
    }
}

/// Helm's limit on an index.
const MAX_INDEX: usize = 65_536;

/// Helm's limit on nested names.
const MAX_LEVELS: usize = 30;

/// Adds settings to values.
pub(crate) fn apply(
    values: Map,
    settings: &[Setting],
    allowance: &mut Allowance,
) -> Result<Map, String> {
    let mut sorted: Vec<&Setting> = settings.iter().collect();
    sorted.sort_by_key(|setting| setting.kind);
    let mut values = values;
    for setting in sorted {
        let text = setting.text.trim();
        if setting.kind == SettingKind::Json && text.starts_with('{') {
            let json = serde_json::from_str(text).map_err(|error| error.to_string())?;
            if let Value::Map(map) = from_json(json) {
                values = merge_maps(&values, &map);
            }
            continue;
        }
        let mut parser = Parser {
            rest: &setting.text,
            kind: setting.kind,
            allowance,
        };
        loop {
            match parser.key(&values, 0) {
                Ok(()) => {}
                Err(Stop::End) => break,
                Err(Stop::Failed(message)) => return Err(message),
            }
        }
    }
    Ok(values)
}

enum Stop {
    End,
    Failed(String),
}

fn failed<T>(message: impl Into<String>) -> Result<T, Stop> {
    Err(Stop::Failed(message.into()))
}

struct Parser<'t, 'a> {
    rest: &'t str,
    kind: SettingKind,
    allowance: &'a mut Allowance,
}

impl Parser<'_, '_> {
    fn next(&mut self) -> Option<char> {
        let mut letters = self.rest.chars();
        let letter = letters.next()?;
        self.rest = letters.as_str();
        Some(letter)
    }

    /// The text before the next one of these letters, and that letter; no letter at the end.
    fn until(&mut self, stops: &[char]) -> (String, Option<char>) {
        let mut found = String::new();
        while let Some(letter) = self.next() {
            if stops.contains(&letter) {
                return (found, Some(letter));
            }
            if letter == '\\' && self.kind != SettingKind::Literal {
                match self.next() {
                    Some(next) => found.push(next),
                    None => break,
                }
            } else {
                found.push(letter);
            }
        }
        (found, None)
    }

    fn key(&mut self, map: &Map, levels: usize) -> Result<(), Stop> {
        let stops: &[char] = match self.kind {
            SettingKind::Literal => &['=', '[', '.'],
            _ => &['=', '[', ',', '.'],
        };
        let (key, stop) = self.until(stops);
        match stop {
            None if key.is_empty() => Err(Stop::End),
            None => failed(format!("key `{key}` has no value")),
            Some('[') => {
                let index = self.index()?;
                let mut list = match map.get(&key) {
                    None => Vec::new(),
                    Some(Value::List(list)) => self.copied(&list)?,
                    Some(_) => return failed(format!("`{key}` is not a list")),
                };
                let result = self.item(&mut list, index, levels);
                set(map, &key, Value::list(list));
                result
            }
            Some('=') => self.assigned(map, &key),
            Some(',') => failed(format!("key `{key}` has no value (it cannot end with `,`)")),
            _ => {
                let levels = levels + 1;
                if levels > MAX_LEVELS {
                    return failed(format!("names nest deeper than {MAX_LEVELS} levels"));
                }
                let inner = match map.get(&key) {
                    None => Map::default(),
                    Some(Value::Map(inner)) => inner,
                    Some(_) => return failed(format!("`{key}` is not a mapping")),
                };
                let result = self.key(&inner, levels);
                let is_empty = inner.borrow().is_empty();
                if result.is_ok() && is_empty {
                    return failed(format!("key map `{key}` has no value"));
                }
                if !is_empty {
                    set(map, &key, Value::Map(inner));
                }
                result
            }
        }
    }

    fn assigned(&mut self, map: &Map, key: &str) -> Result<(), Stop> {
        match self.kind {
            SettingKind::Json => {
                if self.is_empty_value() {
                    set(map, key, Value::Nil);
                    return Ok(());
                }
                let value = self.json()?;
                set(map, key, value);
                self.is_empty_value();
                Ok(())
            }
            SettingKind::Literal => {
                let (text, _) = self.until(&[]);
                set(map, key, Value::text(&text));
                Ok(())
            }
            SettingKind::Typed | SettingKind::Text if self.rest.is_empty() => {
                set(map, key, Value::text(""));
                Err(Stop::End)
            }
            SettingKind::Typed | SettingKind::Text => {
                let value = self.value()?;
                set(map, key, value);
                Ok(())
            }
        }
    }

    fn value(&mut self) -> Result<Value, Stop> {
        if let Some(rest) = self.rest.strip_prefix('{') {
            self.rest = rest;
            return self.list();
        }
        let (text, _) = self.until(&[',']);
        Ok(self.typed(&text))
    }

    fn list(&mut self) -> Result<Value, Stop> {
        let mut items = Vec::new();
        loop {
            let (text, last) = self.until(&[',', '}']);
            match last {
                None => return failed("list must terminate with `}`"),
                Some(last) => {
                    items.push(self.typed(&text));
                    if last == '}' {
                        self.rest = self.rest.strip_prefix(',').unwrap_or(self.rest);
                        return Ok(Value::list(items));
                    }
                }
            }
        }
    }

    fn typed(&self, text: &str) -> Value {
        if self.kind == SettingKind::Text {
            return Value::text(text);
        }
        let is = |word: &str| text.eq_ignore_ascii_case(word);
        if is("true") {
            return Value::bool(true);
        }
        if is("false") {
            return Value::bool(false);
        }
        if is("null") {
            return Value::Nil;
        }
        if text == "0" {
            return Value::int(0);
        }
        let number = text.parse().ok().filter(|_| !text.starts_with('0'));
        number.map_or_else(|| Value::text(text), Value::int)
    }

    fn index(&mut self) -> Result<usize, Stop> {
        let (text, last) = self.until(&[']']);
        if last.is_none() {
            return failed("an index has no `]`");
        }
        match text.parse::<i64>() {
            Err(_) => failed(format!("`{text}` is not an index")),
            Ok(index) => match usize::try_from(index) {
                Err(_) => failed(format!("negative {index} index not allowed")),
                Ok(index) if index > MAX_INDEX => {
                    failed(format!("the index {index} is greater than {MAX_INDEX}"))
                }
                Ok(index) => Ok(index),
            },
        }
    }

    fn copied(&mut self, list: &List) -> Result<Vec<Value>, Stop> {
        self.spend(list.len())?;
        Ok(list.to_vec())
    }

    fn spend(&mut self, values: usize) -> Result<(), Stop> {
        match self.allowance.spend(values) {
            Some(()) => Ok(()),
            None => failed("too many values"),
        }
    }

    fn item(&mut self, list: &mut Vec<Value>, index: usize, levels: usize) -> Result<(), Stop> {
        let (text, stop) = self.until(&['[', '.', '=']);
        if !text.is_empty() {
            return failed(format!("unexpected data at end of array index: `{text}`"));
        }
        let own = list.get(index).cloned();
        let value = match stop {
            None => return Err(Stop::End),
            Some('=') => {
                let map = Map::default();
                let result = self.assigned(&map, "value");
                let value = map.get("value").unwrap_or_default();
                match result {
                    Ok(()) | Err(Stop::End) => value,
                    Err(failed) => return Err(failed),
                }
            }
            Some('[') => {
                let next = self.index()?;
                let mut inner = match own {
                    None | Some(Value::Nil) => Vec::new(),
                    Some(Value::List(inner)) => self.copied(&inner)?,
                    Some(_) => return failed("an item is not a list"),
                };
                self.item(&mut inner, next, levels)?;
                Value::list(inner)
            }
            _ => {
                let inner = match own {
                    Some(Value::Map(inner)) => inner,
                    _ => Map::default(),
                };
                self.key(&inner, levels)?;
                Value::Map(inner)
            }
        };
        if list.len() <= index {
            self.spend(index + 1 - list.len())?;
            list.resize(index + 1, Value::Nil);
        }
        list[index] = value;
        Ok(())
    }

    /// Skips white space and a comma. True if only white space came before the comma or the end.
    fn is_empty_value(&mut self) -> bool {
        self.rest = self.rest.trim_start();
        match self.rest.strip_prefix(',') {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => self.rest.is_empty(),
        }
    }

    fn json(&mut self) -> Result<Value, Stop> {
        let mut values = serde_json::Deserializer::from_str(self.rest).into_iter();
        let value = match values.next() {
            Some(Ok(value)) => value,
            Some(Err(error)) => return failed(error.to_string()),
            None => return Err(Stop::End),
        };
        self.rest = &self.rest[values.byte_offset()..];
        Ok(from_json(value))
    }
}

/// An empty key sets nothing.
fn set(map: &Map, key: &str, value: Value) {
    if !key.is_empty() {
        map.set(key, value);
    }
}

fn from_json(json: serde_json::Value) -> Value {
    match json {
        serde_json::Value::Null => Value::Nil,
        serde_json::Value::Bool(is_so) => Value::bool(is_so),
        serde_json::Value::Number(number) => Value::float(number.as_f64().unwrap_or_default()),
        serde_json::Value::String(text) => Value::text(&text),
        serde_json::Value::Array(items) => Value::list(items.into_iter().map(from_json).collect()),
        serde_json::Value::Object(entries) => Value::map(
            entries
                .into_iter()
                .map(|(key, value)| (key, from_json(value))),
        ),
    }
}
