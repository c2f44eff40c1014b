//! Evaluates a checked expression step by step, within a budget.

use std::rc::Rc;

use super::{
    functions::{self, Function},
    meter::{Failure, Meter},
    pattern::Pattern,
    tree::{Constant, Each, Kind, Loop, Node, Search},
    value::{Text, Value, Values},
};

/// Evaluates an expression. `text` is its source, for messages.
pub(super) fn evaluate<'v>(
    node: &'v Node,
    text: &'v str,
    values: &Values<'v>,
    meter: &mut Meter,
) -> Result<Value<'v>, Failure> {
    let mut evaluation = Evaluation {
        text,
        values,
        meter,
        locals: Vec::new(),
    };
    evaluation.node(node)
}

struct Evaluation<'e, 'v> {
    text: &'v str,
    values: &'e Values<'v>,
    meter: &'e mut Meter,
    locals: Vec<Value<'v>>,
}

type Evaluated<'v> = Result<Value<'v>, Failure>;

impl<'v> Evaluation<'_, 'v> {
    fn node(&mut self, node: &'v Node) -> Evaluated<'v> {
        self.meter.spend(1)?;
        match &node.kind {
            Kind::Constant(constant) => Ok(constant_value(constant)),
            Kind::Variable(name) => match self.values.get(name) {
                Some(value) => Ok(value.clone()),
                None => self.error(format!("there is no value for `{name}`")),
            },
            Kind::Local(slot) => Ok(self.locals.get(*slot).cloned().unwrap_or(Value::Null)),
            Kind::Field { of, name, optional } => {
                let value = self.node(of)?;
                self.field(value, of, name, *optional)
            }
            Kind::Has { of, name } => {
                let value = self.node(of)?;
                self.has(value, of, name)
            }
            Kind::Index { of, at, optional } => {
                let value = self.node(of)?;
                let at = self.node(at)?;
                self.index(value, of, &at, *optional)
            }
            Kind::Not(one) => {
                let value = self.condition(one)?;
                Ok((!value).into())
            }
            Kind::And(pair) => self.both(pair, false),
            Kind::Or(pair) => self.both(pair, true),
            Kind::If(parts) => {
                let [condition, one, other] = &**parts;
                if self.condition(condition)? {
                    self.node(one)
                } else {
                    self.node(other)
                }
            }
            Kind::Call {
                function,
                arguments,
            } => self.call(node, function, arguments),
            Kind::Pattern { of, pattern, what } => {
                let value = self.node(of)?;
                let Value::Text(text) = &value else {
                    let of = self.shown(of);
                    let found = value.type_name();
                    return self.error(format!("a pattern searches a string, but {of} is {found}"));
                };
                self.meter.spend(pattern.most_steps(text.len()))?;
                self.search(pattern, text, *what)
            }
            Kind::List(items) => self.list(items),
            Kind::Map(entries) => self.map(entries),
            Kind::Each(each) => self.each(each),
            Kind::Bind {
                slot,
                value,
                body,
                optional,
            } => self.bind(*slot, value, body, *optional),
        }
    }

    /// Errors cost steps too, because most of them are discarded by `||` and `&&`.
    fn error<T>(&mut self, message: String) -> Result<T, Failure> {
        self.meter.spend(10)?;
        Err(Failure::Error(message))
    }

    /// The source of a part of the expression, for messages.
    fn shown(&self, node: &Node) -> String {
        const MOST: usize = 80;
        let text = self.text.get(node.span.clone()).unwrap_or_default();
        match text.char_indices().nth(MOST) {
            Some((end, _)) => format!("`{}…`", &text[..end]),
            None => format!("`{text}`"),
        }
    }

    fn condition(&mut self, node: &'v Node) -> Result<bool, Failure> {
        match self.node(node)? {
            Value::Bool(value) => Ok(value),
            other => {
                let shown = self.shown(node);
                self.error(format!("{shown} is {}, not a bool", other.type_name()))
            }
        }
    }

    /// `&&` or `||`: an operand that equals `decisive` decides, even if the other one is an error.
    fn both(&mut self, pair: &'v [Node; 2], decisive: bool) -> Evaluated<'v> {
        let [one, other] = pair;
        match self.condition(one) {
            Ok(value) if value == decisive => Ok(decisive.into()),
            Ok(_) => Ok(self.condition(other)?.into()),
            Err(error @ Failure::Error(_)) => match self.condition(other) {
                Ok(value) if value == decisive => Ok(decisive.into()),
                Ok(_) | Err(Failure::Error(_)) => Err(error),
                Err(end) => Err(end),
            },
            Err(end) => Err(end),
        }
    }

    fn field(&mut self, value: Value<'v>, of: &Node, name: &str, optional: bool) -> Evaluated<'v> {
        match value {
            Value::Map(map) => {
                self.meter.look_up(map.most())?;
                match map.get(name) {
                    found if optional => Ok(Value::Optional(found.map(Rc::new))),
                    Some(found) => Ok(found),
                    None => {
                        let of = self.shown(of);
                        self.error(format!("{of} has no `{name}`: check it with `has()` first"))
                    }
                }
            }
            Value::Optional(None) => Ok(Value::Optional(None)),
            Value::Optional(Some(held)) => {
                let found = self.field((*held).clone(), of, name, true)?;
                Ok(found)
            }
            Value::Null if optional => Ok(Value::Optional(None)),
            other => {
                let (of, found) = (self.shown(of), other.type_name());
                self.error(format!("{of} is {found} and has no field `{name}`"))
            }
        }
    }

    fn has(&mut self, value: Value<'v>, of: &Node, name: &str) -> Evaluated<'v> {
        match value {
            Value::Map(map) => {
                self.meter.look_up(map.most())?;
                Ok(map.get(name).is_some().into())
            }
            Value::Optional(None) => Ok(false.into()),
            Value::Optional(Some(held)) => self.has((*held).clone(), of, name),
            other => {
                let (of, found) = (self.shown(of), other.type_name());
                self.error(format!("{of} is {found} and has no field `{name}`"))
            }
        }
    }

    fn index(
        &mut self,
        value: Value<'v>,
        of: &Node,
        at: &Value<'v>,
        optional: bool,
    ) -> Evaluated<'v> {
        let found = match (value, at) {
            (Value::Optional(None), _) => return Ok(Value::Optional(None)),
            (Value::Optional(Some(held)), _) => {
                return self.index((*held).clone(), of, at, true);
            }
            (Value::Null, _) if optional => None,
            (Value::Map(map), Value::Text(key)) => {
                self.meter.look_up(map.most())?;
                self.meter.look(key.len())?;
                map.get(key)
            }
            (Value::List(list), Value::Int(at)) => {
                usize::try_from(*at).ok().and_then(|at| list.get(at))
            }
            (other, at) => {
                let (of, found, at) = (self.shown(of), other.type_name(), at.type_name());
                return self.error(format!("{of} is {found} and cannot be indexed by {at}"));
            }
        };
        match found {
            found if optional => Ok(Value::Optional(found.map(Rc::new))),
            Some(found) => Ok(found),
            None => {
                let of = self.shown(of);
                let at = match at {
                    Value::Text(key) => key.chars().take(80).collect(),
                    Value::Int(at) => at.to_string(),
                    _ => String::new(),
                };
                self.error(format!("{of} has no item `{at}`"))
            }
        }
    }

    fn call(&mut self, node: &Node, function: &Function, arguments: &'v [Node]) -> Evaluated<'v> {
        let called = match arguments {
            [] => function.run(&[], self.meter),
            [one] => {
                let one = self.node(one)?;
                function.run(&[one], self.meter)
            }
            [one, two] => {
                let values = [self.node(one)?, self.node(two)?];
                function.run(&values, self.meter)
            }
            more => {
                let mut values = Vec::with_capacity(more.len());
                for argument in more {
                    values.push(self.node(argument)?);
                }
                function.run(&values, self.meter)
            }
        };
        match called {
            Err(Failure::Error(reason)) => {
                let shown = self.shown(node);
                self.error(format!("{shown}: {reason}"))
            }
            other => other,
        }
    }

    fn search(&mut self, pattern: &Pattern, text: &str, what: Search) -> Evaluated<'v> {
        Ok(match what {
            Search::Matches => pattern.regex.is_match(text).into(),
            Search::Find => {
                let found = pattern.regex.find(text).map_or("", |found| found.as_str());
                self.meter.make(found.len())?;
                found.to_owned().into()
            }
            Search::FindAll(most) => {
                let mut all: Vec<Value<'v>> = Vec::new();
                for found in pattern.regex.find_iter(text).take(most) {
                    // A search may scan the whole rest, even if the match is short.
                    let left = text.len() - found.start();
                    self.meter.spend(pattern.most_steps(left))?;
                    self.meter.make(found.len())?;
                    all.push(found.as_str().to_owned().into());
                }
                all.into()
            }
        })
    }

    fn list(&mut self, items: &'v [super::tree::Item]) -> Evaluated<'v> {
        let mut list = Vec::with_capacity(items.len());
        for item in items {
            let value = self.node(&item.node)?;
            if let Some(value) = self.present(value, &item.node, item.optional)? {
                list.push(value);
            }
        }
        Ok(list.into())
    }

    fn map(&mut self, entries: &'v [super::tree::Entry]) -> Evaluated<'v> {
        let mut map: Vec<(Text<'v>, Value<'v>)> = Vec::with_capacity(entries.len());
        for entry in entries {
            let Value::Text(key) = self.node(&entry.key)? else {
                let shown = self.shown(&entry.key);
                return self.error(format!("a key of a map must be a string: {shown}"));
            };
            let value = self.node(&entry.value)?;
            self.meter.look(key.len())?;
            self.meter.look_up(map.len())?;
            if map.iter().any(|(known, _)| **known == *key) {
                let shown = self.shown(&entry.key);
                return self.error(format!("duplicate key {shown}"));
            }
            if let Some(value) = self.present(value, &entry.value, entry.optional)? {
                map.push((key, value));
            }
        }
        Ok(Value::map(map))
    }

    /// The content of an optional item, if any.
    fn present(
        &mut self,
        value: Value<'v>,
        node: &Node,
        optional: bool,
    ) -> Result<Option<Value<'v>>, Failure> {
        match value {
            value if !optional => Ok(Some(value)),
            Value::Optional(held) => Ok(held.map(|held| (*held).clone())),
            other => {
                let (shown, found) = (self.shown(node), other.type_name());
                self.error(format!("{shown} is {found}, not an optional"))
            }
        }
    }

    fn bind(
        &mut self,
        slot: usize,
        value: &'v Node,
        body: &'v Node,
        optional: bool,
    ) -> Evaluated<'v> {
        let mut value = match self.node(value)? {
            Value::Optional(None) if optional => return Ok(Value::Optional(None)),
            Value::Optional(Some(held)) if optional => (*held).clone(),
            other if optional => {
                let (shown, found) = (self.shown(value), other.type_name());
                return self.error(format!("{shown} is {found}, not an optional"));
            }
            other => other,
        };
        self.locals.truncate(slot);
        self.locals.push(value);
        value = self.node(body)?;
        self.locals.truncate(slot);
        if optional {
            value = Value::Optional(Some(Rc::new(value)));
        }
        Ok(value)
    }

    fn each(&mut self, each: &'v Each) -> Evaluated<'v> {
        let range = self.node(&each.range)?;
        let mut gathered = Gathered::new(each.what);
        match &range {
            Value::List(list) => {
                for at in 0..list.len() {
                    let Some(item) = list.get(at) else {
                        break;
                    };
                    let index = each.is_pair.then(|| at.into());
                    if self.turn(each, index, item, &mut gathered)? {
                        break;
                    }
                }
            }
            Value::Map(map) => {
                for key in map.keys() {
                    let key = Value::Text(key);
                    let ended = if each.is_pair {
                        self.meter.look_up(map.most())?;
                        let Value::Text(name) = &key else {
                            break;
                        };
                        let value = map.get(name).unwrap_or(Value::Null);
                        self.turn(each, Some(key), value, &mut gathered)?
                    } else {
                        self.turn(each, None, key, &mut gathered)?
                    };
                    if ended {
                        break;
                    }
                }
            }
            other => {
                let (shown, found) = (self.shown(&each.range), other.type_name());
                return self.error(format!("{shown} is {found}, not a list or a map"));
            }
        }
        self.locals.truncate(each.slot);
        gathered.result(self.meter)
    }

    /// Evaluates one item. True if the remaining items do not matter.
    fn turn(
        &mut self,
        each: &'v Each,
        first: Option<Value<'v>>,
        item: Value<'v>,
        gathered: &mut Gathered<'v>,
    ) -> Result<bool, Failure> {
        self.meter.spend(1)?;
        self.locals.truncate(each.slot);
        let key = first.clone();
        self.locals.extend(first);
        self.locals.push(item.clone());
        if let Some(filter) = &each.filter
            && !self.condition(filter)?
        {
            return Ok(false);
        }
        match each.what {
            Loop::All | Loop::Exists => match self.condition(&each.body) {
                Ok(holds) if holds == (each.what == Loop::Exists) => {
                    gathered.decided = true;
                    return Ok(true);
                }
                Ok(_) => {}
                Err(error @ Failure::Error(_)) => gathered.failure = Some(error),
                Err(end) => return Err(end),
            },
            Loop::ExistsOne => gathered.number += usize::from(self.condition(&each.body)?),
            Loop::Filter => {
                if self.condition(&each.body)? {
                    gathered.list.push(item);
                }
            }
            Loop::Map => {
                let made = self.node(&each.body)?;
                gathered.list.push(made);
            }
            Loop::SortBy => {
                let by = self.node(&each.body)?;
                gathered.pairs.push((by, item));
            }
            Loop::Entries => {
                let made = self.node(&each.body)?;
                let Some(Value::Text(key)) = key else {
                    return self.error("`transformMap` needs a map".to_owned());
                };
                gathered.entries.push((key, made));
            }
        }
        Ok(false)
    }
}

/// The result of a comprehension so far.
struct Gathered<'v> {
    what: Loop,
    /// An item has decided the result, whatever the others are.
    decided: bool,
    /// An error that becomes the result unless an item decides.
    failure: Option<Failure>,
    number: usize,
    list: Vec<Value<'v>>,
    pairs: Vec<(Value<'v>, Value<'v>)>,
    entries: Vec<(Text<'v>, Value<'v>)>,
}

impl<'v> Gathered<'v> {
    fn new(what: Loop) -> Self {
        Self {
            what,
            decided: false,
            failure: None,
            number: 0,
            list: Vec::new(),
            pairs: Vec::new(),
            entries: Vec::new(),
        }
    }

    fn result(self, meter: &mut Meter) -> Evaluated<'v> {
        match (self.what, self.failure) {
            (Loop::All | Loop::Exists, Some(failure)) if !self.decided => Err(failure),
            (Loop::All, _) => Ok((!self.decided).into()),
            (Loop::Exists, _) => Ok(self.decided.into()),
            (Loop::ExistsOne, _) => Ok((self.number == 1).into()),
            (Loop::Filter | Loop::Map, _) => Ok(self.list.into()),
            (Loop::SortBy, _) => functions::sort_by(self.pairs, meter),
            (Loop::Entries, _) => Ok(Value::map(self.entries)),
        }
    }
}

fn constant_value(constant: &Constant) -> Value<'_> {
    match constant {
        Constant::Null => Value::Null,
        Constant::Bool(value) => (*value).into(),
        Constant::Int(number) => (*number).into(),
        Constant::Double(number) => (*number).into(),
        Constant::Text(text) => text.as_str().into(),
        Constant::Type(name) => Value::Type(name),
    }
}
