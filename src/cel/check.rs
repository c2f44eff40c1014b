//! From the syntax tree of the `cel` crate to a checked one: names, types, and limits on its shape.

use std::{ops::Range, rc::Rc};

use super::{
    form::Form,
    functions::{self, Function},
    limits,
    near::nearest,
    pattern::Pattern,
    problem::Problem,
    syntax::{self, Places},
    tree::{Constant, Each, Entry, Item, Kind, Loop, Node, Search},
    types::{Position, Scope},
    typing::{field_form, held, quoted, result, unknown_function},
};
use cel::{
    IdedExpr,
    common::ast::{CallExpr, EntryExpr, Expr, LiteralValue, operators},
};

/// Checks a syntax tree. Also returns the number of its patterns.
pub(super) fn check(
    tree: &IdedExpr,
    places: &Places<'_>,
    scope: &Scope,
) -> Result<(Node, Form, usize), Problem> {
    let mut checker = Checker {
        places,
        scope,
        locals: Vec::new(),
        nodes: 0,
        depth: 0,
        loops: 0,
        patterns: 0,
    };
    let (node, form) = checker.node(tree)?;
    Ok((node, form, checker.patterns))
}

struct Checker<'t> {
    places: &'t Places<'t>,
    scope: &'t Scope,
    locals: Vec<(String, Form)>,
    nodes: usize,
    depth: usize,
    loops: usize,
    patterns: usize,
}

type Checked = Result<(Node, Form), Problem>;

/// The names that can be compared with `type()`.
const TYPES: [&str; 8] = [
    "bool",
    "int",
    "double",
    "string",
    "list",
    "map",
    "null_type",
    "quantity",
];

impl Checker<'_> {
    fn node(&mut self, tree: &IdedExpr) -> Checked {
        self.nodes += 1;
        self.depth += 1;
        let token = self.places.token(tree);
        if self.depth > limits::DEPTH {
            let message = format!(
                "the expression is more than {} operations deep",
                limits::DEPTH
            );
            return Err(Problem::new(token, message));
        }
        if self.nodes > limits::NODES {
            let message = format!("the expression has more than {} parts", limits::NODES);
            return Err(Problem::new(token, message));
        }
        let checked = match &tree.expr {
            Expr::Literal(literal) => literal_node(literal, token),
            Expr::Ident(name) => self.name(name, token),
            Expr::Select(select) => self.field(&select.operand, &select.field, &token, false),
            Expr::List(list) => {
                let optional = |at: usize| list.optional_indices.contains(&at);
                let mut items = Vec::new();
                let mut form: Option<Form> = None;
                let mut end = token.end;
                for (at, item) in list.elements.iter().enumerate() {
                    let (node, of) = self.node(item)?;
                    let of = if optional(at) { held(&of, &node)? } else { of };
                    form = Some(form.map_or_else(|| of.clone(), |form| form.join(&of)));
                    end = node.span.end;
                    items.push(Item {
                        node,
                        optional: optional(at),
                    });
                }
                let span = token.start..self.places.closed(end);
                let form = Form::list(form.unwrap_or(Form::Any));
                Ok((node(span, Kind::List(items)), form))
            }
            Expr::Map(map) => {
                let mut entries = Vec::new();
                let mut form: Option<Form> = None;
                let mut end = token.end;
                for entry in &map.entries {
                    let EntryExpr::MapEntry(entry) = &entry.expr else {
                        return Err(unsupported(token, "this"));
                    };
                    let (key, key_form) = self.node(&entry.key)?;
                    if !matches!(key_form, Form::Text | Form::Any) {
                        let message =
                            format!("a key of a map must be a string, not {}", key_form.name());
                        return Err(Problem::new(key.span, message));
                    }
                    let (value, of) = self.node(&entry.value)?;
                    let of = if entry.optional {
                        held(&of, &value)?
                    } else {
                        of
                    };
                    form = Some(form.map_or_else(|| of.clone(), |form| form.join(&of)));
                    end = value.span.end;
                    entries.push(Entry {
                        key,
                        value,
                        optional: entry.optional,
                    });
                }
                let span = token.start..self.places.closed(end);
                let form = Form::Map(Rc::new(form.unwrap_or(Form::Any)));
                Ok((node(span, Kind::Map(entries)), form))
            }
            Expr::Call(call) => self.call(call, token),
            Expr::Struct(_) => Err(unsupported(token, "a message")),
            Expr::Comprehension(_) | Expr::Unspecified => Err(unsupported(token, "this")),
        };
        self.depth -= 1;
        checked
    }

    fn name(&mut self, name: &str, span: Range<usize>) -> Checked {
        let name = name.trim_start_matches('.');
        let local = self.locals.iter().rposition(|(known, _)| known == name);
        if let Some(slot) = local {
            return Ok((node(span, Kind::Local(slot)), self.locals[slot].1.clone()));
        }
        if let Some(at) = self.scope.position(name) {
            let variable = &self.scope.variables[at];
            return Ok((
                node(
                    span,
                    Kind::Variable {
                        name: variable.name,
                        at,
                    },
                ),
                variable.ty.into(),
            ));
        }
        if let Some(known) = TYPES.iter().find(|known| **known == name) {
            let kind = Kind::Constant(Constant::Type(known));
            return Ok((node(span, kind), Form::TypeName));
        }
        let known = || {
            let locals = self.locals.iter().map(|(name, _)| name.as_str());
            locals.chain(self.scope.variables.iter().map(|variable| variable.name))
        };
        let problem = Problem::new(span, format!("unknown variable `{name}`"));
        Err(problem.help(match nearest(name, known()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("available: {}", quoted(known())),
        }))
    }

    fn field(&mut self, of: &IdedExpr, name: &str, dot: &Range<usize>, optional: bool) -> Checked {
        let (of, form) = self.node(of)?;
        let at = self.places.name_after(dot.start);
        let (form, was_optional) = match form {
            Form::Optional(held) => ((*held).clone(), true),
            form => (form, false),
        };
        let value = field_form(&form, name, &at)?;
        let position = match form {
            Form::Object(fields) => Position::of(name, fields),
            _ => None,
        };
        let form = if optional || was_optional {
            Form::Optional(Rc::new(value))
        } else {
            value
        };
        let kind = Kind::Field {
            name: name.to_owned(),
            position,
            optional,
            of: Box::new(of),
        };
        Ok((node(start_of(&kind, at.start)..at.end, kind), form))
    }

    fn index(&mut self, call: &CallExpr, optional: bool) -> Checked {
        let [of, at] = call.args.as_slice() else {
            return Err(unsupported(0..0, "this"));
        };
        let (of, form) = self.node(of)?;
        let (at, at_form) = self.node(at)?;
        let span = of.span.start..self.places.closed(at.span.end);
        let (form, was_optional) = match form {
            Form::Optional(held) => ((*held).clone(), true),
            form => (form, false),
        };
        let wants = |wanted: &str| {
            let message = format!("{wanted}, not {}", at_form.name());
            Problem::new(at.span.clone(), message)
        };
        let value = match (&form, &at_form) {
            (Form::List(item), Form::Int | Form::Any) => (**item).clone(),
            (Form::List(_), _) => return Err(wants("a list is indexed by an int")),
            (Form::Map(_) | Form::Object(_), Form::Text | Form::Any) => match at.constant_text() {
                Some(name) => field_form(&form, name, &at.span)?,
                None => match &form {
                    Form::Map(value) => (**value).clone(),
                    _ => Form::Any,
                },
            },
            (Form::Map(_) | Form::Object(_), _) => {
                return Err(wants("a map is indexed by a string"));
            }
            (Form::Any, _) => Form::Any,
            (other, _) => {
                let message = format!("a value of type `{}` has no items", other.name());
                return Err(Problem::new(span, message));
            }
        };
        let form = if optional || was_optional {
            Form::Optional(Rc::new(value))
        } else {
            value
        };
        let (of, at) = (Box::new(of), Box::new(at));
        Ok((node(span, Kind::Index { of, at, optional }), form))
    }

    fn call(&mut self, call: &CallExpr, token: Range<usize>) -> Checked {
        match (call.func_name.as_str(), call.args.as_slice()) {
            (operators::LOGICAL_AND, [one, other]) => {
                let pair = [self.condition(one, "`&&`")?, self.condition(other, "`&&`")?];
                let span = pair[0].span.start..pair[1].span.end;
                Ok((node(span, Kind::And(Box::new(pair))), Form::Bool))
            }
            (operators::LOGICAL_OR, [one, other]) => {
                let pair = [self.condition(one, "`||`")?, self.condition(other, "`||`")?];
                let span = pair[0].span.start..pair[1].span.end;
                Ok((node(span, Kind::Or(Box::new(pair))), Form::Bool))
            }
            (operators::LOGICAL_NOT, [one]) => {
                let one = self.condition(one, "`!`")?;
                let span = token.start..one.span.end;
                Ok((node(span, Kind::Not(Box::new(one))), Form::Bool))
            }
            (operators::CONDITIONAL, [condition, one, other]) => {
                let condition = self.condition(condition, "`?`")?;
                let (one, form) = self.node(one)?;
                let (other, other_form) = self.node(other)?;
                let span = condition.span.start..other.span.end;
                let kind = Kind::If(Box::new([condition, one, other]));
                Ok((node(span, kind), form.join(&other_form)))
            }
            (operators::INDEX, [_, _]) => self.index(call, false),
            (operators::OPT_INDEX, [_, _]) => self.index(call, true),
            (operators::OPT_SELECT, [of, name]) => {
                let name = match &name.expr {
                    Expr::Literal(literal) => syntax::text_of(literal).unwrap_or_default(),
                    _ => "",
                };
                self.field(of, name, &token, true)
            }
            (name, arguments) => match functions::find(name, false) {
                Some(operator) if operator.operator().is_some() => {
                    self.function(operator, None, arguments, &token, &token)
                }
                _ => self.named_call(call, &token),
            },
        }
    }

    /// A call by name: a macro or a function.
    fn named_call(&mut self, call: &CallExpr, token: &Range<usize>) -> Checked {
        let name = call.func_name.trim_start_matches('.');
        let name_at = self.places.name_before(token.start);
        let arguments = call.args.as_slice();
        let Some(target) = call.target.as_deref() else {
            return if name == "has" {
                self.has(arguments, &name_at)
            } else {
                self.lookup(name, None, arguments, token, &name_at)
            };
        };
        if let Expr::Ident(space) = &target.expr
            && !self.is_variable(space)
        {
            let full = format!("{space}.{name}");
            if full == "cel.bind" {
                return self.bind(arguments, &name_at);
            }
            let is_known = functions::find(&full, false).is_some();
            let is_space = [
                "math", "sets", "optional", "lists", "strings", "cel", "base64",
            ];
            if is_known || is_space.contains(&space.as_str()) {
                let at = self.places.token(target).start..name_at.end;
                return self.lookup(&full, None, arguments, token, &at);
            }
        }
        let each = match (name, arguments.len()) {
            ("all", 2 | 3) => Some(Loop::All),
            ("exists", 2 | 3) => Some(Loop::Exists),
            ("exists_one" | "existsOne", 2 | 3) => Some(Loop::ExistsOne),
            ("filter", 2) => Some(Loop::Filter),
            ("map", 2 | 3) | ("transformList", 3 | 4) => Some(Loop::Map),
            ("sortBy", 2) => Some(Loop::SortBy),
            ("transformMap", 3 | 4) => Some(Loop::Entries),
            _ => None,
        };
        if let Some(what) = each {
            return self.each(what, target, name, arguments, &name_at);
        }
        match (name, arguments) {
            ("matches", [pattern]) => self.search(target, Search::Matches, pattern, name),
            ("find", [pattern]) => self.search(target, Search::Find, pattern, name),
            ("findAll", [pattern]) => {
                self.search(target, Search::FindAll(usize::MAX), pattern, name)
            }
            ("findAll", [pattern, number]) => match &number.expr {
                Expr::Literal(LiteralValue::Int(number)) => {
                    // As in Kubernetes, a negative number means all.
                    let most = usize::try_from(*number.inner()).unwrap_or(usize::MAX);
                    self.search(target, Search::FindAll(most), pattern, name)
                }
                _ => {
                    let at = self.places.token(number);
                    Err(Problem::new(at, "the number must be a literal"))
                }
            },
            ("optMap", [variable, body]) => self.opt_map(target, variable, body, &name_at),
            _ => self.lookup(name, Some(target), arguments, token, &name_at),
        }
    }

    fn is_variable(&self, name: &str) -> bool {
        self.scope.position(name).is_some() || self.locals.iter().any(|(known, _)| known == name)
    }

    fn lookup(
        &mut self,
        name: &str,
        target: Option<&IdedExpr>,
        arguments: &[IdedExpr],
        token: &Range<usize>,
        name_at: &Range<usize>,
    ) -> Checked {
        match functions::find(name, target.is_some()) {
            Some(function) => self.function(function, target, arguments, token, name_at),
            None => {
                if let Some(target) = target {
                    self.node(target)?;
                }
                Err(unknown_function(
                    name,
                    target.is_some(),
                    arguments.len(),
                    name_at,
                ))
            }
        }
    }

    fn function(
        &mut self,
        function: &'static Function,
        target: Option<&IdedExpr>,
        arguments: &[IdedExpr],
        token: &Range<usize>,
        name_at: &Range<usize>,
    ) -> Checked {
        let mut nodes = Vec::new();
        let mut forms = Vec::new();
        for argument in target.into_iter().chain(arguments) {
            let (node, form) = self.node(argument)?;
            nodes.push(node);
            forms.push(form);
        }
        let first = nodes.first().map_or(token.start, |node| node.span.start);
        let last = nodes.last().map_or(token.end, |node| node.span.end);
        let span = if function.operator().is_some() {
            first.min(token.start)..last
        } else {
            first.min(name_at.start)..self.places.closed(last.max(token.end))
        };
        let form = result(function, &forms, &nodes, name_at, &span)?;
        let kind = Kind::Call {
            function,
            arguments: nodes,
        };
        Ok((node(span, kind), form))
    }

    fn condition(&mut self, tree: &IdedExpr, of: &str) -> Result<Node, Problem> {
        let (node, form) = self.node(tree)?;
        if matches!(form, Form::Bool | Form::Any) {
            return Ok(node);
        }
        let message = format!("{of} needs a bool, not {}", form.name());
        Err(Problem::new(node.span, message))
    }

    fn has(&mut self, arguments: &[IdedExpr], name_at: &Range<usize>) -> Checked {
        let [argument] = arguments else {
            return Err(Problem::new(name_at.clone(), "`has` needs one field").help(HAS_HELP));
        };
        if !matches!(argument.expr, Expr::Select(_)) {
            let (node, _) = self.node(argument)?;
            let problem = Problem::new(node.span, "`has` needs a field");
            return Err(problem.help(match &node.kind {
                Kind::Index { .. } => "write `'key' in a.b` for a key in brackets".to_owned(),
                _ => HAS_HELP.to_owned(),
            }));
        }
        let (field, _) = self.node(argument)?;
        let span = name_at.start..self.places.closed(field.span.end);
        let Kind::Field {
            of, name, position, ..
        } = field.kind
        else {
            return Err(unsupported(span, "this"));
        };
        let kind = Kind::Has { of, name, position };
        Ok((node(span, kind), Form::Bool))
    }

    fn search(
        &mut self,
        target: &IdedExpr,
        what: Search,
        pattern: &IdedExpr,
        name: &str,
    ) -> Checked {
        let (of, form) = self.node(target)?;
        if !matches!(form, Form::Text | Form::Any) {
            let message = format!("`{name}` searches a string, not {}", form.name());
            return Err(Problem::new(of.span, message));
        }
        let (text, _) = self.node(pattern)?;
        let Some(constant) = text.constant_text() else {
            let problem = Problem::new(text.span, "the pattern must be a literal");
            return Err(
                problem.help("write a string: a computed pattern would be compiled for each value")
            );
        };
        self.patterns += 1;
        if self.patterns > limits::PATTERNS {
            let message = format!("the expression has more than {} patterns", limits::PATTERNS);
            return Err(Problem::new(text.span, message));
        }
        let pattern = Pattern::compile(constant)
            .map_err(|message| Problem::new(text.span.clone(), message))?;
        let span = of.span.start..self.places.closed(text.span.end);
        let form = match what {
            Search::Matches => Form::Bool,
            Search::Find => Form::Text,
            Search::FindAll(_) => Form::list(Form::Text),
        };
        let (of, pattern) = (Box::new(of), Box::new(pattern));
        Ok((node(span, Kind::Pattern { of, pattern, what }), form))
    }

    fn variable(&self, tree: &IdedExpr, of: &str) -> Result<String, Problem> {
        match &tree.expr {
            Expr::Ident(name) if !name.starts_with('.') => Ok(name.clone()),
            _ => {
                let at = self.places.token(tree);
                let message = format!("`{of}` needs the name of a variable here");
                Err(Problem::new(at, message).help("write `list.all(x, x > 0)`"))
            }
        }
    }

    fn each(
        &mut self,
        what: Loop,
        range: &IdedExpr,
        name: &str,
        arguments: &[IdedExpr],
        name_at: &Range<usize>,
    ) -> Checked {
        let (range, form) = self.node(range)?;
        let is_pair = arguments.len() > 2 && !matches!(name, "map" | "filter" | "sortBy");
        let (key_form, item_form) = match &form {
            Form::List(item) => (Form::Int, (**item).clone()),
            Form::Map(value) => (Form::Text, (**value).clone()),
            Form::Object(_) => (Form::Text, Form::Any),
            Form::Any => (Form::Any, Form::Any),
            other => {
                let message = format!("`{name}` needs a list or a map, not {}", other.name());
                return Err(Problem::new(range.span, message));
            }
        };
        let of_keys = !is_pair && matches!(form, Form::Map(_) | Form::Object(_));
        self.loops += 1;
        if self.loops > limits::LOOPS {
            let message = format!("comprehensions are nested more than {} deep", limits::LOOPS);
            return Err(Problem::new(name_at.clone(), message));
        }
        let slot = self.locals.len();
        let first = self.variable(&arguments[0], name)?;
        let variables = if is_pair {
            let second = self.variable(&arguments[1], name)?;
            self.locals.push((first, key_form));
            self.locals.push((second, item_form));
            2
        } else {
            // A single variable is the key if it ranges over a map.
            let is_map = matches!(form, Form::Map(_) | Form::Object(_));
            self.locals
                .push((first, if is_map { key_form } else { item_form.clone() }));
            1
        };
        let single = self.locals[slot].1.clone();
        let bodies = &arguments[variables..];
        let quoted = format!("`{name}`");
        let filter = match bodies {
            [filter, _] => Some(self.condition(filter, &quoted)?),
            _ => None,
        };
        let last = bodies.last().unwrap_or(&arguments[0]);
        let (body, body_form) = match what {
            Loop::All | Loop::Exists | Loop::ExistsOne | Loop::Filter => {
                (self.condition(last, &quoted)?, Form::Bool)
            }
            Loop::Map | Loop::SortBy | Loop::Entries => self.node(last)?,
        };
        self.locals.truncate(slot);
        self.loops -= 1;
        let span = range.span.start..self.places.closed(body.span.end);
        let form = match what {
            Loop::All | Loop::Exists | Loop::ExistsOne => Form::Bool,
            Loop::Filter | Loop::SortBy => Form::list(single),
            Loop::Map => Form::list(body_form),
            Loop::Entries => Form::Map(Rc::new(body_form)),
        };
        let each = Each {
            what,
            range,
            slot,
            is_pair,
            of_keys,
            filter,
            body,
        };
        Ok((node(span, Kind::Each(Box::new(each))), form))
    }

    fn bind(&mut self, arguments: &[IdedExpr], name_at: &Range<usize>) -> Checked {
        let [variable, value, body] = arguments else {
            let problem = Problem::new(name_at.clone(), "`cel.bind` needs three arguments");
            return Err(problem.help("write `cel.bind(x, a.b, x > 0 && x < 9)`"));
        };
        let variable = self.variable(variable, "cel.bind")?;
        let (value, form) = self.node(value)?;
        self.bound(variable, value, form, body, name_at.start, false)
    }

    fn opt_map(
        &mut self,
        target: &IdedExpr,
        variable: &IdedExpr,
        body: &IdedExpr,
        name_at: &Range<usize>,
    ) -> Checked {
        let variable = self.variable(variable, "optMap")?;
        let (value, form) = self.node(target)?;
        let held = match &form {
            Form::Optional(held) => (**held).clone(),
            Form::Any => Form::Any,
            other => {
                let message = format!("`optMap` needs an optional, not {}", other.name());
                return Err(Problem::new(value.span, message));
            }
        };
        self.bound(variable, value, held, body, name_at.start, true)
    }

    fn bound(
        &mut self,
        variable: String,
        value: Node,
        form: Form,
        body: &IdedExpr,
        start: usize,
        optional: bool,
    ) -> Checked {
        let slot = self.locals.len();
        self.locals.push((variable, form));
        let (body, form) = self.node(body)?;
        self.locals.truncate(slot);
        let span = value.span.start.min(start)..self.places.closed(body.span.end);
        let form = if optional {
            Form::Optional(Rc::new(form))
        } else {
            form
        };
        let kind = Kind::Bind {
            slot,
            value: Box::new(value),
            body: Box::new(body),
            optional,
        };
        Ok((node(span, kind), form))
    }
}

const HAS_HELP: &str = "write `has(a.b)`";

fn node(span: Range<usize>, kind: Kind) -> Node {
    Node { span, kind }
}

/// The start of the value whose field this is.
fn start_of(kind: &Kind, otherwise: usize) -> usize {
    match kind {
        Kind::Field { of, .. } => of.span.start,
        _ => otherwise,
    }
}

fn literal_node(literal: &LiteralValue, span: Range<usize>) -> Checked {
    let (constant, form) = match literal {
        LiteralValue::Null => (Constant::Null, Form::Null),
        LiteralValue::Boolean(value) => (Constant::Bool(*value.inner()), Form::Bool),
        LiteralValue::Int(number) => (Constant::Int(*number.inner()), Form::Int),
        LiteralValue::Double(number) => (Constant::Double(*number.inner()), Form::Double),
        LiteralValue::String(text) => (Constant::Text(text.inner().to_owned()), Form::Text),
        LiteralValue::UInt(_) => {
            let problem = unsupported(span, "an unsigned number");
            return Err(problem.help("write it without `u`"));
        }
        LiteralValue::Bytes(_) => {
            let problem = unsupported(span, "a bytes literal");
            return Err(problem.help("write it without `b`"));
        }
    };
    Ok((node(span, Kind::Constant(constant)), form))
}

fn unsupported(span: Range<usize>, what: &str) -> Problem {
    Problem::new(span, format!("{what} is not supported"))
}
