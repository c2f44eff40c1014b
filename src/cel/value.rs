//! Values that an expression reads and returns.

use std::{borrow::Cow, fmt, ops::Deref, rc::Rc};

use super::types::Position;

/// A value. Lists and maps are read only as far as an expression needs them.
#[derive(Clone)]
pub enum Value<'v> {
    Null,
    Bool(bool),
    Int(i64),
    Double(f64),
    Text(Text<'v>),
    /// A Kubernetes quantity, in billionths.
    Quantity(i128),
    List(Rc<dyn List<'v> + 'v>),
    /// A map or an object.
    Map(Rc<dyn Map<'v> + 'v>),
    /// The result of `.?`.
    Optional(Option<Rc<Value<'v>>>),
    /// The result of `type()`: the name of a type.
    Type(&'static str),
}

/// A string that is borrowed from elsewhere or computed.
#[derive(Clone)]
pub enum Text<'v> {
    Borrowed(&'v str),
    Computed(Rc<str>),
}

/// A list whose items are created when they are read. An evaluation counts only the items that it reads: an
/// implementation that does more work per item takes time that is not accounted for.
pub trait List<'v> {
    /// The number of items. It is called often, so it must not recount.
    fn len(&self) -> usize;

    /// An item; `None` past the end.
    fn get(&self, at: usize) -> Option<Value<'v>>;

    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Values by key, created when they are read.
pub trait Map<'v> {
    /// The number of keys. It is called often, so it must not recount.
    fn len(&self) -> usize;

    /// The value of a key; `None` if there is no such key. It may visit each key: the evaluation is charged for their
    /// number.
    fn get(&self, key: &str) -> Option<Value<'v>>;

    /// The same for a field of an object, whose position is known.
    fn field(&self, name: &str, _position: Position) -> Option<Value<'v>> {
        self.get(name)
    }

    /// The keys in source order.
    fn keys<'m>(&'m self) -> Box<dyn Iterator<Item = Text<'v>> + 'm>;

    /// An upper bound on the number of keys, for the price of a lookup, without counting them.
    fn most(&self) -> usize {
        self.len()
    }

    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<'v> Value<'v> {
    /// A lazily read list.
    #[must_use]
    pub fn list(list: impl List<'v> + 'v) -> Self {
        Self::List(Rc::new(list))
    }

    /// A lazily read map or object.
    #[must_use]
    pub fn map(map: impl Map<'v> + 'v) -> Self {
        Self::Map(Rc::new(map))
    }

    /// CEL's name of the type.
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
    /// Omits the contents of lists and maps, which may be large.
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

/// Saturates at CEL's largest `int`.
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
    /// `None` becomes `null`.
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
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the value of a variable.
    #[must_use]
    pub fn with(mut self, variable: &'static str, value: impl Into<Value<'v>>) -> Self {
        self.values.push((variable, value.into()));
        self
    }

    /// The value of a variable, which is found fastest if the values are in the order of the scope.
    pub(super) fn get(&self, variable: &str, at: usize) -> Option<&Value<'v>> {
        let is_it = |(name, _): &&(&str, _)| *name == variable;
        let expected = self.values.get(at).filter(is_it);
        let found = expected.or_else(|| self.values.iter().find(is_it))?;
        Some(&found.1)
    }
}
