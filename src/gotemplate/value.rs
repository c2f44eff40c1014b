//! The values of templates.

use std::{
    any::Any,
    cell::{Ref, RefCell, RefMut},
    collections::BTreeMap,
    fmt::Debug,
    rc::Rc,
};

use super::{Text, Trace};

/// A value of a template: what Go has behind an `interface{}`.
#[derive(Clone, Debug, Default)]
pub enum Value {
    /// `nil`, or a missing key of a mapping.
    #[default]
    Nil,
    /// `bool`
    Bool(bool, Trace),
    /// `int`, `int64` and the like.
    Int(i64, Trace),
    /// `float64`, which Helm uses for all numbers in YAML.
    Float(f64, Trace),
    /// `string`
    Text(Text),
    /// `[]interface {}` and the like.
    List(List),
    /// `map[string]interface {}` and the like.
    Map(Map),
    /// A value with fields and methods of its own.
    Object(Rc<dyn Object>),
}

/// An immutable list.
#[derive(Clone, Debug)]
pub struct List {
    items: Rc<[Value]>,
    /// The trace of the list as a whole.
    pub trace: Trace,
}

/// A mapping. Clones share it: `set` on one changes all.
#[derive(Clone, Debug)]
pub struct Map {
    entries: Rc<RefCell<Entries>>,
    /// The trace of the mapping as a whole.
    pub trace: Trace,
}

/// The entries of a mapping, by key.
pub type Entries = BTreeMap<Rc<str>, Entry>;

#[derive(Clone, Debug)]
pub struct Entry {
    /// The trace of the key.
    pub key: Trace,
    pub value: Value,
}

/// What functions and methods can do besides computing.
pub type Call<'c> = dyn Host + 'c;

/// What an execution offers to functions and methods.
pub trait Host {
    /// Counts work that is proportional to the arguments: about one step per value or per ten bytes.
    ///
    /// # Errors
    /// The templates exceed their steps.
    fn spend(&mut self, steps: usize) -> Result<(), String>;

    /// Renders a template by name.
    ///
    /// # Errors
    /// The template does not exist, or cannot be rendered.
    fn render_named(&mut self, name: &str, data: &Value) -> Result<Text, String>;

    /// Renders a text as a template that can call the others.
    ///
    /// # Errors
    /// The text is not a valid template, or cannot be rendered.
    fn render_text(&mut self, text: &Text, data: &Value) -> Result<Text, String>;
}

/// A value with fields and methods of its own, such as the files of a chart.
pub trait Object: Any + Debug {
    /// Go's name of the type, such as `*common.Capabilities`.
    fn type_name(&self) -> &'static str;

    /// The value of a field. `None` if there is no such field.
    fn field(&self, name: &str) -> Option<Value>;

    /// The result of a method. `None` if there is no such method.
    fn call(
        &self,
        call: &mut Call<'_>,
        method: &str,
        arguments: &[Value],
    ) -> Option<Result<Value, String>>;

    /// The entries that `range` visits. `None` if it cannot be ranged over.
    fn entries(&self) -> Option<Vec<(String, Value)>> {
        None
    }

    /// The number of entries, for `len`. `None` if it has no length.
    fn length(&self) -> Option<usize> {
        self.entries().map(|entries| entries.len())
    }

    /// The string for functions that accept bytes, such as those of a file. `None` if it has none.
    fn text(&self) -> Option<Text> {
        None
    }

    /// The output of `{{ . }}`.
    fn printed(&self) -> String;
}

impl Value {
    /// A string without a trace.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self::Text(Text::plain(text))
    }

    /// A number without a trace.
    #[must_use]
    pub fn int(number: i64) -> Self {
        Self::Int(number, Trace::default())
    }

    /// A number without a trace.
    #[must_use]
    pub fn float(number: f64) -> Self {
        Self::Float(number, Trace::default())
    }

    /// A boolean without a trace.
    #[must_use]
    pub fn bool(is_so: bool) -> Self {
        Self::Bool(is_so, Trace::default())
    }

    /// A list without a trace.
    #[must_use]
    pub fn list(items: Vec<Self>) -> Self {
        Self::List(List::new(items, Trace::default()))
    }

    /// A mapping without traces.
    #[must_use]
    pub fn map(entries: impl IntoIterator<Item = (String, Self)>) -> Self {
        let map = Map::default();
        for (key, value) in entries {
            map.set(&key, value);
        }
        Self::Map(map)
    }

    /// The trace of the value as a whole.
    #[must_use]
    pub fn trace(&self) -> Trace {
        match self {
            Self::Nil | Self::Object(_) => Trace::default(),
            Self::Bool(_, trace) | Self::Int(_, trace) | Self::Float(_, trace) => *trace,
            Self::Text(text) => text.trace(),
            Self::List(list) => list.trace,
            Self::Map(map) => map.trace,
        }
    }

    /// Go's truth of a value in `if`: false for zero, empty and nil.
    #[must_use]
    pub fn is_true(&self) -> bool {
        match self {
            Self::Nil => false,
            Self::Bool(is_so, _) => *is_so,
            Self::Int(number, _) => *number != 0,
            Self::Float(number, _) => *number != 0.0,
            Self::Text(text) => !text.as_str().is_empty(),
            Self::List(list) => !list.is_empty(),
            Self::Map(map) => !map.borrow().is_empty(),
            Self::Object(object) => object.length() != Some(0),
        }
    }

    /// The name of the type in `typeOf` and in messages.
    #[must_use]
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Nil => "<nil>",
            Self::Bool(..) => "bool",
            Self::Int(..) => "int",
            Self::Float(..) => "float64",
            Self::Text(_) => "string",
            Self::List(_) => "[]interface {}",
            Self::Map(_) => "map[string]interface {}",
            Self::Object(object) => object.type_name(),
        }
    }

    /// The name of the kind in `kindOf`.
    #[must_use]
    pub fn kind_name(&self) -> &'static str {
        match self {
            Self::Nil => "invalid",
            Self::List(_) => "slice",
            Self::Map(_) => "map",
            Self::Object(object) if object.type_name().starts_with('*') => "ptr",
            Self::Object(_) => "struct",
            other => other.type_name(),
        }
    }
}

impl List {
    #[must_use]
    pub fn new(items: Vec<Value>, trace: Trace) -> Self {
        Self {
            items: items.into(),
            trace,
        }
    }
}

impl std::ops::Deref for List {
    type Target = [Value];

    fn deref(&self) -> &[Value] {
        &self.items
    }
}

impl Default for Map {
    fn default() -> Self {
        Self::new(Entries::new(), Trace::default())
    }
}

impl Map {
    #[must_use]
    pub fn new(entries: Entries, trace: Trace) -> Self {
        Self {
            entries: Rc::new(RefCell::new(entries)),
            trace,
        }
    }

    /// The entries. The mapping must not be changed while they are borrowed.
    #[must_use]
    pub fn borrow(&self) -> Ref<'_, Entries> {
        self.entries.borrow()
    }

    /// The entries, mutably.
    #[must_use]
    pub fn borrow_mut(&self) -> RefMut<'_, Entries> {
        self.entries.borrow_mut()
    }

    #[must_use]
    pub fn get(&self, key: &str) -> Option<Value> {
        self.borrow().get(key).map(|entry| entry.value.clone())
    }

    /// Sets a key, without a trace.
    pub fn set(&self, key: &str, value: Value) {
        let entry = Entry {
            key: Trace::default(),
            value,
        };
        self.borrow_mut().insert(key.into(), entry);
    }

    /// True if both are the same mapping, not just equal ones.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.entries, &other.entries)
    }
}

impl Drop for Map {
    fn drop(&mut self) {
        if let Some(entries) = Rc::get_mut(&mut self.entries) {
            let entries = std::mem::take(entries.get_mut());
            take_apart(entries.into_values().map(|entry| entry.value).collect());
        }
    }
}

impl Drop for List {
    fn drop(&mut self) {
        if let Some(items) = Rc::get_mut(&mut self.items) {
            take_apart(items.iter_mut().map(std::mem::take).collect());
        }
    }
}

/// Drops values iteratively: templates can nest them deeper than the stack allows.
fn take_apart(mut open: Vec<Value>) {
    while let Some(mut value) = open.pop() {
        match &mut value {
            Value::Map(map) => {
                if let Some(entries) = Rc::get_mut(&mut map.entries) {
                    let entries = std::mem::take(entries.get_mut());
                    open.extend(entries.into_values().map(|entry| entry.value));
                }
            }
            Value::List(list) => {
                if let Some(items) = Rc::get_mut(&mut list.items) {
                    open.extend(items.iter_mut().map(std::mem::take));
                }
            }
            _ => {}
        }
    }
}
