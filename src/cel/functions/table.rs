//! The description of a function.

use std::rc::Rc;

use crate::cel::{
    form::Form,
    meter::{Failure, Meter},
    size::Size,
    value::Value,
};

#[derive(Debug)]
pub(in crate::cel) struct Function {
    pub(in crate::cel) name: &'static str,
    /// True if it is called on a value, which becomes the first argument.
    pub(in crate::cel) on_value: bool,
    pub(in crate::cel) overloads: &'static [Overload],
    /// The maximum number of steps for arguments of these sizes, and the size of the result.
    pub(in crate::cel) cost: fn(&[Size]) -> (u64, Size),
}

/// One of the signatures of a function.
#[derive(Debug)]
pub(in crate::cel) struct Overload {
    pub(in crate::cel) takes: &'static [Takes],
    pub(in crate::cel) gives: Gives,
    pub(in crate::cel) run: Run,
}

pub(super) type Run = for<'v> fn(&[Value<'v>], &mut Meter) -> Result<Value<'v>, Failure>;

/// The type of an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cel) enum Takes {
    Any,
    Bool,
    Int,
    Double,
    Number,
    Text,
    Quantity,
    List,
    Texts,
    Map,
    Optional,
}

/// The type of a result.
#[derive(Clone, Copy, Debug)]
pub(in crate::cel) enum Gives {
    Any,
    Bool,
    Int,
    Double,
    Text,
    Texts,
    Quantity,
    TypeName,
    /// The type of the first argument.
    First,
    /// The type of both arguments.
    Both,
    /// The item type of the first argument.
    Item,
    /// The item type of the first argument, or the item type of those items if they are lists.
    Flat,
    /// The type of the first argument, as an optional.
    Optional,
    /// The content of the first argument, an optional, or else the second argument.
    Held,
    /// An optional of any type.
    Nothing,
}

impl Function {
    /// The overloads with this number of arguments.
    pub(in crate::cel) fn of(&self, arguments: usize) -> impl Iterator<Item = &Overload> {
        self.overloads
            .iter()
            .filter(move |overload| overload.takes.len() == arguments)
    }

    pub(in crate::cel) fn run<'v>(
        &self,
        arguments: &[Value<'v>],
        meter: &mut Meter,
    ) -> Result<Value<'v>, Failure> {
        let fits = |overload: &&Overload| {
            let mut pairs = overload.takes.iter().zip(arguments);
            pairs.all(|(takes, value)| takes.accepts_value(value))
        };
        match self.of(arguments.len()).find(fits) {
            Some(overload) => (overload.run)(arguments, meter),
            None => {
                let types: Vec<&str> = arguments.iter().map(Value::type_name).collect();
                let mut message = self.refusal(&types);
                if let ["int", "double"] | ["double", "int"] = *types {
                    message += "; write `double(x)` around the `int`";
                }
                Err(Failure::Error(message))
            }
        }
    }

    /// The error for arguments of unsupported types.
    pub(in crate::cel) fn refusal(&self, types: &[&str]) -> String {
        match (self.operator(), types) {
            (Some(sign), [one]) => format!("no such overload: `{sign}{one}`"),
            (Some(sign), [one, other]) => format!("no such overload: `{one} {sign} {other}`"),
            (_, [target, rest @ ..]) if self.on_value => {
                format!(
                    "no such overload: `{target}.{}({})`",
                    self.name,
                    rest.join(", ")
                )
            }
            _ => format!("no such overload: `{}({})`", self.name, types.join(", ")),
        }
    }

    /// The signatures, such as `string.startsWith(string) → bool`.
    pub(in crate::cel) fn signatures(&self) -> impl Iterator<Item = String> {
        self.overloads.iter().map(|overload| {
            let takes: Vec<&str> = overload.takes.iter().map(|takes| takes.name()).collect();
            let gives = overload.gives.name();
            match (self.operator(), takes.as_slice()) {
                (Some(sign), [one]) => format!("{sign}{one} → {gives}"),
                (Some(sign), [one, other]) => format!("{one} {sign} {other} → {gives}"),
                (_, [target, rest @ ..]) if self.on_value => {
                    format!("{target}.{}({}) → {gives}", self.name, rest.join(", "))
                }
                _ => format!("{}({}) → {gives}", self.name, takes.join(", ")),
            }
        })
    }

    /// The symbol, if it is an operator.
    pub(in crate::cel) fn operator(&self) -> Option<&'static str> {
        match self.name {
            "@in" => Some("in"),
            "-_" => Some("-"),
            name => name.strip_prefix('_')?.strip_suffix('_'),
        }
    }
}

impl Takes {
    /// Whether a value of this form is accepted.
    pub(in crate::cel) fn accepts(self, form: &Form) -> bool {
        matches!(
            (self, form),
            (Self::Any, _)
                | (_, Form::Any)
                | (Self::Bool, Form::Bool)
                | (Self::Int | Self::Number, Form::Int)
                | (Self::Double | Self::Number, Form::Double)
                | (Self::Text, Form::Text)
                | (Self::Quantity, Form::Quantity)
                | (Self::List, Form::List(_))
                | (Self::Map, Form::Map(_) | Form::Object(_))
                | (Self::Optional, Form::Optional(_))
        ) || matches!((self, form), (Self::Texts, Form::List(item)) if matches!(**item, Form::Text | Form::Any))
    }

    fn accepts_value(self, value: &Value<'_>) -> bool {
        match value {
            Value::Bool(_) => matches!(self, Self::Any | Self::Bool),
            Value::Int(_) => matches!(self, Self::Any | Self::Int | Self::Number),
            Value::Double(_) => matches!(self, Self::Any | Self::Double | Self::Number),
            Value::Text(_) => matches!(self, Self::Any | Self::Text),
            Value::Quantity(_) => matches!(self, Self::Any | Self::Quantity),
            Value::List(_) => matches!(self, Self::Any | Self::List | Self::Texts),
            Value::Map(_) => matches!(self, Self::Any | Self::Map),
            Value::Optional(_) => matches!(self, Self::Any | Self::Optional),
            Value::Null | Value::Type(_) => self == Self::Any,
        }
    }

    pub(in crate::cel) fn name(self) -> &'static str {
        match self {
            Self::Any => "value",
            Self::Bool => "bool",
            Self::Int => "int",
            Self::Double => "double",
            Self::Number => "number",
            Self::Text => "string",
            Self::Quantity => "quantity",
            Self::List => "list",
            Self::Texts => "list of strings",
            Self::Map => "map",
            Self::Optional => "optional",
        }
    }
}

impl Gives {
    fn name(self) -> &'static str {
        match self {
            Self::Any | Self::Item | Self::Held => "value",
            Self::Bool => "bool",
            Self::Int => "int",
            Self::Double => "double",
            Self::Text => "string",
            Self::Texts => "list of strings",
            Self::Quantity => "quantity",
            Self::TypeName => "type",
            Self::First | Self::Both | Self::Flat => "list",
            Self::Optional | Self::Nothing => "optional",
        }
    }

    /// The form of the result for arguments of these forms.
    pub(in crate::cel) fn form(self, arguments: &[Form]) -> Form {
        let first = || arguments.first().cloned().unwrap_or(Form::Any);
        let second = || arguments.get(1).cloned().unwrap_or(Form::Any);
        match self {
            Self::Any => Form::Any,
            Self::Bool => Form::Bool,
            Self::Int => Form::Int,
            Self::Double => Form::Double,
            Self::Text => Form::Text,
            Self::Texts => Form::list(Form::Text),
            Self::Quantity => Form::Quantity,
            Self::TypeName => Form::TypeName,
            Self::First => first(),
            Self::Both => first().join(&second()),
            Self::Item => match first() {
                Form::List(item) => (*item).clone(),
                _ => Form::Any,
            },
            Self::Flat => match first() {
                Form::List(item) => match &*item {
                    Form::List(inner) => Form::List(Rc::clone(inner)),
                    Form::Any => Form::list(Form::Any),
                    _ => first(),
                },
                _ => Form::Any,
            },
            Self::Optional => Form::Optional(Rc::new(first())),
            Self::Held => match first() {
                Form::Optional(held) if arguments.len() == 2 => (*held).clone().join(&second()),
                Form::Optional(held) => (*held).clone(),
                _ => Form::Any,
            },
            Self::Nothing => Form::Optional(Rc::new(Form::Any)),
        }
    }
}

/// The cost of one step that returns a scalar.
pub(super) fn step(_: &[Size]) -> (u64, Size) {
    (1, Size::scalar())
}

/// The cost of scanning the first argument for a scalar result.
pub(super) fn scan(sizes: &[Size]) -> (u64, Size) {
    let steps = sizes.first().map_or(1, Size::steps);
    (steps, Size::scalar())
}

/// The cost of a copy of the first argument.
pub(super) fn copy(sizes: &[Size]) -> (u64, Size) {
    let first = sizes.first().cloned().unwrap_or_default();
    (first.steps(), first)
}

/// An argument as a string; the choice of the overload has checked its type.
pub(super) fn text<'a>(arguments: &'a [Value<'_>], at: usize) -> &'a str {
    match arguments.get(at) {
        Some(Value::Text(text)) => text,
        _ => "",
    }
}

/// An argument as an `int`, likewise.
pub(super) fn int(arguments: &[Value<'_>], at: usize) -> i64 {
    match arguments.get(at) {
        Some(Value::Int(number)) => *number,
        _ => 0,
    }
}

/// An argument as a `double`, likewise.
pub(super) fn double(arguments: &[Value<'_>], at: usize) -> f64 {
    match arguments.get(at) {
        Some(Value::Double(number)) => *number,
        _ => 0.0,
    }
}

/// The items of an argument, likewise; each costs a step.
pub(super) fn items<'v>(
    arguments: &[Value<'v>],
    at: usize,
    meter: &mut Meter,
) -> Result<Vec<Value<'v>>, Failure> {
    let Some(Value::List(list)) = arguments.get(at) else {
        return Ok(Vec::new());
    };
    meter.spend(list.len() as u64)?;
    Ok((0..list.len()).filter_map(|at| list.get(at)).collect())
}

pub(super) fn error<T>(message: impl Into<String>) -> Result<T, Failure> {
    Err(Failure::Error(message.into()))
}
