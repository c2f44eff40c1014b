//! Evaluates a checked expression step by step, within a budget.

use std::rc::Rc;

use super::{
    functions::{self, Function},
    meter::{Failure, Meter},
    pattern::Pattern,
    tree::{Constant, Each, Item, Kind, Loop, Node, Search},
    types::Position,
    value::{self, Text, Value, Values},
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

impl<'e, 'v> Evaluation<'e, 'v> {
    fn node(&mut self, node: &'v Node) -> Evaluated<'v> {
        self.meter.spend(1)?;
        match &node.kind {
            Kind::Constant(constant) => Ok(constant_value(constant)),
            Kind::Variable { name, at } => self.variable(name, *at).cloned(),
            Kind::Local(slot) => Ok(self.locals.get(*slot).cloned().unwrap_or(Value::Null)),
            Kind::Field {
                of,
                name,
                position,
                optional,
            } => self.with(of, |this, value| {
                this.field(value, of, (name, *position), *optional)
            }),
            Kind::Has { of, name, position } => {
                let has = self.with(of, |this, value| this.has(value, of, (name, *position)))?;
                Ok(has.into())
            }
            Kind::Index { of, at, optional } => {
                let value = self.node(of)?;
                let at = self.node(at)?;
                self.index(&value, of, &at, *optional)
            }
            Kind::Not(one) => {
                let value = self.condition(one)?;
                Ok((!value).into())
            }
            Kind::And(pair) => Ok(self.both(pair, false)?.into()),
            Kind::Or(pair) => Ok(self.both(pair, true)?.into()),
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

    fn variable(&mut self, name: &str, at: usize) -> Result<&'e Value<'v>, Failure> {
        match self.values.get(name, at) {
            Some(value) => Ok(value),
            None => self.error(format!("there is no value for `{name}`")),
        }
    }

    /// Evaluates a node for code that only looks at the value; that of a variable is not copied.
    fn with<T>(
        &mut self,
        node: &'v Node,
        look: impl FnOnce(&mut Self, &Value<'v>) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        if let Kind::Variable { name, at } = &node.kind {
            self.meter.spend(1)?;
            let value = self.variable(name, *at)?;
            return look(self, value);
        }
        let value = self.node(node)?;
        look(self, &value)
    }

    /// Errors cost steps too, because most of them are discarded by `||` and `&&`.
    #[cold]
    fn error<T>(&mut self, message: String) -> Result<T, Failure> {
        self.meter.spend(10)?;
        Err(Failure::Error(message))
    }

    /// The source of a part of the expression, for messages.
    #[cold]
    fn shown(&self, node: &Node) -> String {
        const MOST: usize = 80;
        let text = self.text.get(node.span.clone()).unwrap_or_default();
        match text.char_indices().nth(MOST) {
            Some((end, _)) => format!("`{}…`", &text[..end]),
            None => format!("`{text}`"),
        }
    }

    fn condition(&mut self, node: &'v Node) -> Result<bool, Failure> {
        // These make no value, which takes longer than they do.
        match &node.kind {
            Kind::Not(one) => {
                self.meter.spend(1)?;
                return Ok(!self.condition(one)?);
            }
            Kind::And(pair) => {
                self.meter.spend(1)?;
                return self.both(pair, false);
            }
            Kind::Or(pair) => {
                self.meter.spend(1)?;
                return self.both(pair, true);
            }
            Kind::Has { of, name, position } => {
                self.meter.spend(1)?;
                return self.with(of, |this, value| this.has(value, of, (name, *position)));
            }
            _ => {}
        }
        match self.node(node)? {
            Value::Bool(value) => Ok(value),
            other => {
                let shown = self.shown(node);
                self.error(format!("{shown} is {}, not a bool", other.type_name()))
            }
        }
    }

    /// `&&` or `||`: an operand that equals `decisive` decides, even if the other one is an error.
    fn both(&mut self, pair: &'v [Node; 2], decisive: bool) -> Result<bool, Failure> {
        let [one, other] = pair;
        match self.condition(one) {
            Ok(value) if value == decisive => Ok(decisive),
            Ok(_) => self.condition(other),
            Err(error @ Failure::Error(_)) => match self.condition(other) {
                Ok(value) if value == decisive => Ok(decisive),
                Ok(_) | Err(Failure::Error(_)) => Err(error),
                Err(end) => Err(end),
            },
            Err(end) => Err(end),
        }
    }

    fn field(
        &mut self,
        value: &Value<'v>,
        of: &Node,
        (name, position): (&str, Option<Position>),
        optional: bool,
    ) -> Evaluated<'v> {
        match value {
            Value::Map(map) => {
                self.meter.look_up(map.most())?;
                match look_up(&**map, name, position) {
                    found if optional => Ok(Value::Optional(found.map(Rc::new))),
                    Some(found) => Ok(found),
                    None => {
                        let of = self.shown(of);
                        self.error(format!("{of} has no `{name}`: check it with `has()` first"))
                    }
                }
            }
            Value::Optional(None) => Ok(Value::Optional(None)),
            Value::Optional(Some(held)) => self.field(held, of, (name, position), true),
            Value::Null if optional => Ok(Value::Optional(None)),
            other => {
                let (of, found) = (self.shown(of), other.type_name());
                self.error(format!("{of} is {found} and has no field `{name}`"))
            }
        }
    }

    fn has(
        &mut self,
        value: &Value<'v>,
        of: &Node,
        (name, position): (&str, Option<Position>),
    ) -> Result<bool, Failure> {
        match value {
            Value::Map(map) => {
                self.meter.look_up(map.most())?;
                Ok(look_up(&**map, name, position).is_some())
            }
            Value::Optional(None) => Ok(false),
            Value::Optional(Some(held)) => self.has(held, of, (name, position)),
            other => {
                let (of, found) = (self.shown(of), other.type_name());
                self.error(format!("{of} is {found} and has no field `{name}`"))
            }
        }
    }

    fn index(
        &mut self,
        value: &Value<'v>,
        of: &Node,
        at: &Value<'v>,
        optional: bool,
    ) -> Evaluated<'v> {
        let found = match (value, at) {
            (Value::Optional(None), _) => return Ok(Value::Optional(None)),
            (Value::Optional(Some(held)), _) => {
                return self.index(held, of, at, true);
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

    fn list(&mut self, items: &'v [Item]) -> Evaluated<'v> {
        let is_constant =
            |item: &Item| !item.optional && matches!(item.node.kind, Kind::Constant(_));
        if items.iter().all(is_constant) {
            self.meter.spend(items.len() as u64)?;
            return Ok(Value::list(Constants(items)));
        }
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

/// A list of constants, such as `['a', 'b']`.
struct Constants<'v>(&'v [Item]);

impl<'v> value::List<'v> for Constants<'v> {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn get(&self, at: usize) -> Option<Value<'v>> {
        match &self.0.get(at)?.node.kind {
            Kind::Constant(constant) => Some(constant_value(constant)),
            _ => None,
        }
    }
}

fn look_up<'v>(
    map: &(dyn value::Map<'v> + 'v),
    name: &str,
    position: Option<Position>,
) -> Option<Value<'v>> {
    match position {
        Some(position) => map.field(name, position),
        None => map.get(name),
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
