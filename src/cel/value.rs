//! Values: what an expression reads, and what it gives.

use std::{borrow::Cow, fmt, ops::Deref, rc::Rc};

/// A value. Lists and maps are read only as far as an expression needs them.
#[derive(Clone)]
pub enum Value<'v> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number with a fraction.
    Double(f64),
    /// A text.
    Text(Text<'v>),
    /// A quantity of Kubernetes, in billionths.
    Quantity(i128),
    /// A list.
    List(Rc<dyn List<'v> + 'v>),
    /// A map or an object: values with keys.
    Map(Rc<dyn Map<'v> + 'v>),
    /// What `.?` gives.
    Optional(Option<Rc<Value<'v>>>),
    /// What `type()` gives.
    Type(&'static str),
}

/// A text that is borrowed from elsewhere or was computed.
#[derive(Clone)]
pub enum Text<'v> {
    /// Borrowed.
    Borrowed(&'v str),
    /// Computed.
    Computed(Rc<str>),
}

/// A list whose items are made when they are read. An evaluation counts the items that it reads: what makes more
/// than that makes it slower than it knows.
pub trait List<'v> {
    /// The number of items. Asked for often: it must not count them anew.
    fn len(&self) -> usize;

    /// An item; `None` behind the end.
    fn get(&self, at: usize) -> Option<Value<'v>>;

    /// Whether there is none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Values with keys, which are made when they are read.
pub trait Map<'v> {
    /// The number of keys. Asked for often: it must not count them anew.
    fn len(&self) -> usize;

    /// The value of a key; `None` if there is no such key. It may look at each key: what an evaluation spends on
    /// it grows with their number.
    fn get(&self, key: &str) -> Option<Value<'v>>;

    /// The keys, in the order in which they are written.
    fn keys<'m>(&'m self) -> Box<dyn Iterator<Item = Text<'v>> + 'm>;

    /// A number that there are at most: for the price of a look, for which nobody should count keys.
    fn most(&self) -> usize {
        self.len()
    }

    /// Whether there is none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<'v> Value<'v> {
    /// A list that is read lazily.
    #[must_use]
    pub fn list(list: impl List<'v> + 'v) -> Self {
        Self::List(Rc::new(list))
    }

    /// A map or an object that is read lazily.
    #[must_use]
    pub fn map(map: impl Map<'v> + 'v) -> Self {
        Self::Map(Rc::new(map))
    }

    /// The name of its type.
    #[must_use]
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "bool",
            Self::Int(_) => "int",
            Self::Double(_) => "double",
            Self::Text(_) => "string",
            Self::Quantity(_) => "quantity",
            Self::List(_) => "list",
            Self::Map(_) => "map",
            Self::Optional(_) => "optional_type",
            Self::Type(_) => "type",
        }
    }
}

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Self::Borrowed(text) => text,
            Self::Computed(text) => text,
        }
    }
}

impl fmt::Debug for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl fmt::Debug for Value<'_> {
    /// What lies in lists and maps is left out: it may be large.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool(value) => write!(f, "{value}"),
            Self::Int(value) => write!(f, "{value}"),
            Self::Double(value) => write!(f, "{value:?}"),
            Self::Text(value) => write!(f, "{value:?}"),
            other => f.write_str(other.type_name()),
        }
    }
}

impl<'v> List<'v> for Vec<Value<'v>> {
    fn len(&self) -> usize {
        self.len()
    }

    fn get(&self, at: usize) -> Option<Value<'v>> {
        self.as_slice().get(at).cloned()
    }
}

/// A map of few keys, in order.
impl<'v> Map<'v> for Vec<(Text<'v>, Value<'v>)> {
    fn len(&self) -> usize {
        self.len()
    }

    fn get(&self, key: &str) -> Option<Value<'v>> {
        let found = self.iter().find(|(known, _)| **known == *key)?;
        Some(found.1.clone())
    }

    fn keys<'m>(&'m self) -> Box<dyn Iterator<Item = Text<'v>> + 'm> {
        Box::new(self.iter().map(|(key, _)| key.clone()))
    }
}

impl<'v> From<&'v str> for Text<'v> {
    fn from(text: &'v str) -> Self {
        Self::Borrowed(text)
    }
}

impl From<String> for Text<'_> {
    fn from(text: String) -> Self {
        Self::Computed(text.into())
    }
}

impl<'v> From<Cow<'v, str>> for Text<'v> {
    fn from(text: Cow<'v, str>) -> Self {
        match text {
            Cow::Borrowed(text) => Self::Borrowed(text),
            Cow::Owned(text) => text.into(),
        }
    }
}

impl From<bool> for Value<'_> {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for Value<'_> {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<i32> for Value<'_> {
    fn from(value: i32) -> Self {
        Self::Int(value.into())
    }
}

impl From<u32> for Value<'_> {
    fn from(value: u32) -> Self {
        Self::Int(value.into())
    }
}

/// What is too large for CEL's `int` becomes the largest.
impl From<u64> for Value<'_> {
    fn from(value: u64) -> Self {
        Self::Int(i64::try_from(value).unwrap_or(i64::MAX))
    }
}

impl From<usize> for Value<'_> {
    fn from(value: usize) -> Self {
        Self::Int(i64::try_from(value).unwrap_or(i64::MAX))
    }
}

impl From<f64> for Value<'_> {
    fn from(value: f64) -> Self {
        Self::Double(value)
    }
}

impl<'v> From<&'v str> for Value<'v> {
    fn from(text: &'v str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl<'v> From<Cow<'v, str>> for Value<'v> {
    fn from(text: Cow<'v, str>) -> Self {
        Self::Text(text.into())
    }
}

impl<'v> From<Text<'v>> for Value<'v> {
    fn from(text: Text<'v>) -> Self {
        Self::Text(text)
    }
}

impl<'v> From<Vec<Value<'v>>> for Value<'v> {
    fn from(items: Vec<Value<'v>>) -> Self {
        Self::list(items)
    }
}

impl<'v, V: Into<Value<'v>>> From<Option<V>> for Value<'v> {
    /// `None` is `null`.
    fn from(value: Option<V>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// The values of a scope's variables.
#[derive(Clone, Debug, Default)]
pub struct Values<'v> {
    values: Vec<(&'static str, Value<'v>)>,
}

impl<'v> Values<'v> {
    /// No values.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// These and one more.
    #[must_use]
    pub fn with(mut self, variable: &'static str, value: impl Into<Value<'v>>) -> Self {
        self.values.push((variable, value.into()));
        self
    }

    pub(super) fn get(&self, variable: &str) -> Option<&Value<'v>> {
        let found = self.values.iter().find(|(name, _)| *name == variable)?;
        Some(&found.1)
    }
}
