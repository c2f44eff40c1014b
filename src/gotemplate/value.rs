//! The values that templates compute with.

use std::{
    any::Any,
    cell::{Ref, RefCell, RefMut},
    collections::BTreeMap,
    fmt::Debug,
    rc::Rc,
};

use super::{Text, Trace};

/// A value of a template, as Go has it behind an `interface{}`.
#[derive(Clone, Debug, Default)]
pub enum Value {
    /// `nil`, and what a mapping does not have.
    #[default]
    Nil,
    /// `bool`
    Bool(bool, Trace),
    /// `int`, `int64` and the like.
    Int(i64, Trace),
    /// `float64`, as which Helm reads all numbers of YAML.
    Float(f64, Trace),
    /// `string`
    Text(Text),
    /// `[]interface {}` and the like.
    List(List),
    /// `map[string]interface {}` and the like.
    Map(Map),
    /// Something with fields and methods of its own.
    Object(Rc<dyn Object>),
}

/// A list. Functions make new ones; none is changed.
#[derive(Clone, Debug)]
pub struct List {
    items: Rc<[Value]>,
    /// Where the list as a whole comes from.
    pub trace: Trace,
}

/// A mapping, of which all copies are the same one: `set` changes it everywhere.
#[derive(Clone, Debug)]
pub struct Map {
    entries: Rc<RefCell<Entries>>,
    /// Where the mapping as a whole comes from.
    pub trace: Trace,
}

/// The entries of a mapping, by their keys.
pub type Entries = BTreeMap<Rc<str>, Entry>;

/// An entry of a mapping.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Where the key comes from.
    pub key: Trace,
    /// The value.
    pub value: Value,
}

/// What a function or a method can do besides compute.
pub type Call<'c> = dyn Host + 'c;

/// What an execution offers to functions and methods.
pub trait Host {
    /// Counts work that grows with the arguments: about one step for each value or each ten bytes that are made.
    ///
    /// # Errors
    /// When the templates take more steps than they may.
    fn spend(&mut self, steps: usize) -> Result<(), String>;

    /// Renders the template with a name.
    ///
    /// # Errors
    /// When there is none, or it cannot be rendered.
    fn render_named(&mut self, name: &str, data: &Value) -> Result<Text, String>;

    /// Renders a text as a template beside the others.
    ///
    /// # Errors
    /// When it is no template, or cannot be rendered.
    fn render_text(&mut self, text: &Text, data: &Value) -> Result<Text, String>;
}

/// A value with fields and methods of its own, such as the files of a chart.
pub trait Object: Any + Debug {
    /// The type as Go names it, such as `*common.Capabilities`.
    fn type_name(&self) -> &'static str;

    /// The value of a field. `None` where there is none.
    fn field(&self, name: &str) -> Option<Value>;

    /// What a method returns. `None` where there is none.
    fn call(
        &self,
        call: &mut Call<'_>,
        method: &str,
        arguments: &[Value],
    ) -> Option<Result<Value, String>>;

    /// What `range` visits, each with its key. `None` for what cannot be visited.
    fn entries(&self) -> Option<Vec<(String, Value)>> {
        None
    }

    /// How many entries there are.
    fn length(&self) -> Option<usize> {
        self.entries().map(|entries| entries.len())
    }

    /// What functions that want a text take it for, such as the bytes of a file. `None` where it is none.
    fn text(&self) -> Option<Text> {
        None
    }

    /// How `{{ . }}` writes it.
    fn printed(&self) -> String;
}

impl Value {
    /// A text that comes from nowhere in particular.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self::Text(Text::plain(text))
    }

    /// A number that comes from nowhere in particular.
    #[must_use]
    pub fn int(number: i64) -> Self {
        Self::Int(number, Trace::default())
    }

    /// A number that comes from nowhere in particular.
    #[must_use]
    pub fn float(number: f64) -> Self {
        Self::Float(number, Trace::default())
    }

    /// A truth value that comes from nowhere in particular.
    #[must_use]
    pub fn bool(is_so: bool) -> Self {
        Self::Bool(is_so, Trace::default())
    }

    /// A list that comes from nowhere in particular.
    #[must_use]
    pub fn list(items: Vec<Self>) -> Self {
        Self::List(List::new(items, Trace::default()))
    }

    /// A mapping that comes from nowhere in particular.
    #[must_use]
    pub fn map(entries: impl IntoIterator<Item = (String, Self)>) -> Self {
        let map = Map::default();
        for (key, value) in entries {
            map.set(&key, value);
        }
        Self::Map(map)
    }

    /// Where it comes from, as far as it is one.
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

    /// The type as `typeOf` and messages name it.
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

    /// The kind as `kindOf` names it.
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
    /// A list.
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
    /// A mapping.
    #[must_use]
    pub fn new(entries: Entries, trace: Trace) -> Self {
        Self {
            entries: Rc::new(RefCell::new(entries)),
            trace,
        }
    }

    /// The entries. Nothing must change the mapping while they are borrowed.
    #[must_use]
    pub fn borrow(&self) -> Ref<'_, Entries> {
        self.entries.borrow()
    }

    /// The entries, to change them.
    #[must_use]
    pub fn borrow_mut(&self) -> RefMut<'_, Entries> {
        self.entries.borrow_mut()
    }

    /// The value of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<Value> {
        self.borrow().get(key).map(|entry| entry.value.clone())
    }

    /// Sets a key that comes from nowhere in particular.
    pub fn set(&self, key: &str, value: Value) {
        let entry = Entry {
            key: Trace::default(),
            value,
        };
        self.borrow_mut().insert(key.into(), entry);
    }

    /// True for the same mapping, not only for an equal one.
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

/// Drops values one after the other: templates can nest them deeper than the stack is.
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
