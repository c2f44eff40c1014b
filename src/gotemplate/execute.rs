//! Executes a template with its data.
//!
//! Source: `text/template/exec.go`.

use std::{collections::HashMap, ops::Range, rc::Rc};

use super::{
    Call, Functions, Host, Text, TextBuilder, Trace, Value,
    parse::parse,
    print::written,
    problem::Problem,
    tree::{Action, Branch, Callee, Command, Node, Operand, OperandKind, Pipeline, Template},
};

/// The limit on the work for a chart, so that no chart takes long.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    /// The remaining steps: an action, a value that a function makes and ten bytes of text cost about one each.
    pub steps: usize,
}

/// The limit on nested template calls; controls and parentheses count, too.
const MAX_DEPTH: usize = 1_000;

/// A set of templates that can call one another.
#[derive(Clone)]
pub struct Templates {
    functions: Rc<dyn Functions>,
    by_name: HashMap<Rc<str>, Rc<Template>>,
}

impl Templates {
    #[must_use]
    pub fn new(functions: Rc<dyn Functions>) -> Self {
        Self {
            functions,
            by_name: HashMap::new(),
        }
    }

    /// Adds a template and those that its source defines. A later one replaces an earlier one with the same name,
    /// unless it is empty.
    ///
    /// # Errors
    /// The source is not a valid template.
    pub fn add(&mut self, name: &str, source: &Text) -> Result<(), Problem> {
        let parsed = parse(source, &*self.functions)?;
        for (name, template) in parsed.named {
            self.put(&name, template);
        }
        self.put(name, parsed.main);
        Ok(())
    }

    fn put(&mut self, name: &str, template: Template) {
        let is_empty = template
            .body
            .iter()
            .all(|node| matches!(node, Node::Text(text) if text.as_str().trim().is_empty()));
        if !is_empty || !self.by_name.contains_key(name) {
            self.by_name.insert(name.into(), Rc::new(template));
        }
    }

    /// Renders a template. Needs [`STACK`](super::STACK) bytes of stack.
    ///
    /// # Errors
    /// The template does not exist, cannot be rendered, or needs more steps than are left.
    pub fn render(&self, name: &str, data: &Value, budget: &mut Budget) -> Result<Text, Problem> {
        let mut execution = Execution {
            templates: Rc::new(self.clone()),
            budget,
            variables: Vec::new(),
            output: TextBuilder::default(),
            failure: None,
            depth: 0,
        };
        let rendered = execution.render_named(name, data);
        let failure = execution.failure.take();
        rendered.map_err(|message| failure.unwrap_or_else(|| Problem::new(0..0, message)))
    }
}

struct Execution<'b> {
    templates: Rc<Templates>,
    budget: &'b mut Budget,
    variables: Vec<(Rc<str>, Value)>,
    output: TextBuilder,
    /// The innermost problem. Functions pass on only its message, so it is recorded here.
    failure: Option<Problem>,
    depth: usize,
}

/// How execution continues after a node.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Flow {
    Next,
    Break,
    Continue,
}

type Executed<T> = Result<T, Problem>;

/// The template being executed, for the places of its parts.
#[derive(Clone, Copy)]
struct Within<'t>(&'t Template);

impl Within<'_> {
    fn problem(self, place: &Range<usize>, message: impl Into<String>) -> Problem {
        Problem::new(place.clone(), message).placed(&self.0.source)
    }
}

impl Host for Execution<'_> {
    fn spend(&mut self, steps: usize) -> Result<(), String> {
        match self.budget.steps.checked_sub(steps) {
            Some(left) => {
                self.budget.steps = left;
                Ok(())
            }
            None => {
                self.budget.steps = 0;
                Err("rendering the chart exceeds the limit on steps".to_owned())
            }
        }
    }

    fn render_named(&mut self, name: &str, data: &Value) -> Result<Text, String> {
        let Some(template) = self.templates.by_name.get(name).map(Rc::clone) else {
            return Err(format!("the template `{name}` is not defined"));
        };
        self.render_template(&template, data)
    }

    fn render_text(&mut self, text: &Text, data: &Value) -> Result<Text, String> {
        const NAME: &str = "gotpl";
        let known = self.templates.by_name.len();
        self.spend(known / 10 + text.as_str().len() / 4 + 1)?;
        let mut templates = Templates::clone(&self.templates);
        templates.by_name.remove(NAME);
        if let Err(problem) = templates.add(NAME, text) {
            return Err(self.fail(problem));
        }
        let outer = std::mem::replace(&mut self.templates, Rc::new(templates));
        let rendered = self.render_named(NAME, data);
        self.templates = outer;
        rendered
    }
}

impl Execution<'_> {
    /// Records a problem with its place, and returns the message for functions to pass on.
    fn fail(&mut self, problem: Problem) -> String {
        let message = problem.message.clone();
        self.failure.get_or_insert(problem);
        message
    }

    fn render_template(&mut self, template: &Template, data: &Value) -> Result<Text, String> {
        self.spend(10)?;
        // The caller is the place of the problem.
        if self.depth >= MAX_DEPTH {
            return Err(too_deep());
        }
        let variables = vec![("$".into(), data.clone())];
        let outer_variables = std::mem::replace(&mut self.variables, variables);
        let outer_output = std::mem::take(&mut self.output);
        self.depth += 1;
        let walked = self.walk(Within(template), data, &template.body);
        self.depth = self.depth.saturating_sub(1);
        self.variables = outer_variables;
        let output = std::mem::replace(&mut self.output, outer_output);
        match walked {
            Ok(_) => Ok(output.finish()),
            Err(problem) => Err(self.fail(problem)),
        }
    }

    fn deeper(&mut self, within: Within<'_>, place: &Range<usize>) -> Executed<()> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(within.problem(place, too_deep()));
        }
        Ok(())
    }

    fn spend_at(&mut self, steps: usize, within: Within<'_>, place: &Range<usize>) -> Executed<()> {
        self.spend(steps)
            .map_err(|message| within.problem(place, message))
    }

    fn walk(&mut self, within: Within<'_>, dot: &Value, nodes: &[Node]) -> Executed<Flow> {
        for node in nodes {
            let flow = match node {
                Node::Text(text) => {
                    self.spend_at(text.as_str().len() / 10 + 1, within, &(0..0))?;
                    self.output.push_text(text);
                    Flow::Next
                }
                Node::Action(action) => {
                    self.action(within, dot, action)?;
                    Flow::Next
                }
                Node::If(branch) => self.branch(within, dot, branch, false)?,
                Node::With(branch) => self.branch(within, dot, branch, true)?,
                Node::Range(branch) => self.range(within, dot, branch)?,
                Node::Template { name, data, place } => {
                    let data = match data {
                        Some(pipeline) => self.pipeline(within, dot, pipeline)?,
                        None => Value::Nil,
                    };
                    let text = self
                        .render_named(name, &data)
                        .map_err(|message| self.problem_at(within, place, message))?;
                    self.output.push_text(&text);
                    Flow::Next
                }
                Node::Break => Flow::Break,
                Node::Continue => Flow::Continue,
            };
            if flow != Flow::Next {
                return Ok(flow);
            }
        }
        Ok(Flow::Next)
    }

    /// The recorded innermost problem, or a new one.
    fn problem_at(&mut self, within: Within<'_>, place: &Range<usize>, message: String) -> Problem {
        let failure = self.failure.take();
        failure.unwrap_or_else(|| within.problem(place, message))
    }

    fn action(&mut self, within: Within<'_>, dot: &Value, action: &Action) -> Executed<()> {
        let known = self.variables.len();
        let value = self.pipeline(within, dot, &action.pipeline)?;
        if action.pipeline.variables.is_empty() {
            self.variables.truncate(known);
            let text = match value {
                Value::Text(text) => text,
                Value::Nil => Text::plain(NO_VALUE),
                value => written(&value)
                    .map_err(|message| within.problem(&action.pipeline.place, message))?,
            };
            let steps = text.as_str().len() / 10 + 1;
            self.spend_at(steps, within, &action.pipeline.place)?;
            self.output.push_written(&text, action.trace);
        }
        Ok(())
    }

    fn branch(
        &mut self,
        within: Within<'_>,
        dot: &Value,
        branch: &Branch,
        sets_dot: bool,
    ) -> Executed<Flow> {
        self.deeper(within, &branch.pipeline.place)?;
        let known = self.variables.len();
        let value = self.pipeline(within, dot, &branch.pipeline)?;
        let flow = if value.is_true() {
            let dot = if sets_dot { &value } else { dot };
            self.walk(within, dot, &branch.body)?
        } else {
            self.walk(within, dot, &branch.otherwise)?
        };
        self.variables.truncate(known);
        self.depth -= 1;
        Ok(flow)
    }

    fn range(&mut self, within: Within<'_>, dot: &Value, branch: &Branch) -> Executed<Flow> {
        let place = &branch.pipeline.place;
        self.deeper(within, place)?;
        let known = self.variables.len();
        let value = self.pipeline(within, dot, &branch.pipeline)?;
        let items: Box<dyn Iterator<Item = (Value, Value)>> = match &value {
            Value::Nil => Box::new(std::iter::empty()),
            Value::List(list) => {
                let list = list.clone();
                let number = list.len();
                Box::new((0..number).map(move |at| (index(at), list[at].clone())))
            }
            Value::Map(map) => {
                // The body may change the mapping; Go visits the entries that existed before.
                let entries = map.borrow();
                self.spend_at(entries.len() / 10 + 1, within, place)?;
                let items: Vec<_> = entries
                    .iter()
                    .map(|(key, entry)| {
                        (Value::Text(Text::new(key, entry.key)), entry.value.clone())
                    })
                    .collect();
                Box::new(items.into_iter())
            }
            Value::Int(number, _) => {
                Box::new((0..*number).map(|at| (Value::int(at), Value::int(at))))
            }
            Value::Object(object) if object.length().is_some() => {
                self.spend_at(object.length().unwrap_or_default() / 10 + 1, within, place)?;
                let entries = object.entries().unwrap_or_default();
                Box::new(
                    entries
                        .into_iter()
                        .map(|(key, value)| (Value::text(&key), value)),
                )
            }
            other => {
                let message = format!(
                    "range can't iterate over {}",
                    written(other)
                        .map_err(|message| within.problem(place, message))?
                        .as_str()
                );
                return Err(within.problem(place, message));
            }
        };
        let names = &branch.pipeline.variables;
        let mark = self.variables.len();
        let mut is_empty = true;
        for (key, item) in items {
            is_empty = false;
            self.spend_at(1, within, place)?;
            let values = match names.len() {
                0 => vec![],
                1 => vec![item.clone()],
                _ => vec![key, item.clone()],
            };
            if branch.pipeline.declares {
                for (at, value) in values.into_iter().enumerate() {
                    self.variables[mark - names.len() + at].1 = value;
                }
            } else {
                for (name, value) in names.iter().zip(values) {
                    self.assign(name, value);
                }
            }
            let flow = self.walk(within, &item, &branch.body)?;
            self.variables.truncate(mark);
            if flow == Flow::Break {
                break;
            }
        }
        let flow = if is_empty {
            self.walk(within, dot, &branch.otherwise)?
        } else {
            Flow::Next
        };
        self.variables.truncate(known);
        self.depth -= 1;
        Ok(flow)
    }

    fn assign(&mut self, name: &str, value: Value) {
        let mut known = self.variables.iter_mut().rev();
        if let Some(variable) = known.find(|(known, _)| **known == *name) {
            variable.1 = value;
        }
    }

    fn pipeline(
        &mut self,
        within: Within<'_>,
        dot: &Value,
        pipeline: &Pipeline,
    ) -> Executed<Value> {
        let mut value = None;
        for command in &pipeline.commands {
            value = Some(self.command(within, dot, command, value)?);
        }
        let value = value.unwrap_or_default();
        for name in &pipeline.variables {
            if pipeline.declares {
                self.variables.push((Rc::clone(name), value.clone()));
            } else {
                self.assign(name, value.clone());
            }
        }
        Ok(value)
    }

    /// Executes a command; its last argument is the result of the previous command.
    fn command(
        &mut self,
        within: Within<'_>,
        dot: &Value,
        command: &Command,
        last: Option<Value>,
    ) -> Executed<Value> {
        self.spend_at(1, within, &command.place)?;
        let (first, arguments) = command.operands.split_at(1);
        let first = &first[0];
        if let OperandKind::Function(callee) = &first.kind {
            return self.function(within, dot, callee, arguments, last, &command.place);
        }
        if arguments.is_empty() && last.is_none() {
            if matches!(first.kind, OperandKind::Nil) {
                return Err(within.problem(&first.place, "nil is not a command"));
            }
            return self.operand(within, dot, first);
        }
        let (receiver, fields) = match &first.kind {
            OperandKind::Field(fields) => (dot.clone(), fields),
            OperandKind::Variable(name, fields) => (self.variable(name), fields),
            OperandKind::Chain(operand, fields) => (self.operand(within, dot, operand)?, fields),
            _ => return Err(not_a_function(within, first)),
        };
        let Some((method, before)) = fields.split_last() else {
            return Err(not_a_function(within, first));
        };
        let receiver = self.fields(within, receiver, before, &first.place)?;
        let mut values = Vec::new();
        for argument in arguments {
            values.push(self.operand(within, dot, argument)?);
        }
        values.extend(last);
        self.method(within, &receiver, method, &values, &first.place)
    }

    fn method(
        &mut self,
        within: Within<'_>,
        receiver: &Value,
        name: &str,
        arguments: &[Value],
        place: &Range<usize>,
    ) -> Executed<Value> {
        if let Value::Object(object) = receiver {
            let object = Rc::clone(object);
            let call: &mut Call<'_> = self;
            match object.call(call, name, arguments) {
                Some(Ok(value)) => return Ok(value),
                Some(Err(message)) => {
                    let message = format!("error calling {name}: {message}");
                    return Err(self.problem_at(within, place, message));
                }
                None => {}
            }
        }
        if !arguments.is_empty() {
            let message = format!("{name} is not a method but has arguments");
            return Err(within.problem(place, message));
        }
        field(receiver, name).map_err(|message| within.problem(place, message))
    }

    /// Evaluates a chain of fields. Only the first receiver may be nil: it has no type.
    fn fields(
        &mut self,
        within: Within<'_>,
        receiver: Value,
        names: &[Rc<str>],
        place: &Range<usize>,
    ) -> Executed<Value> {
        let mut value = receiver;
        for (at, name) in names.iter().enumerate() {
            if matches!(value, Value::Nil) {
                if at == 0 {
                    continue;
                }
                let message = format!("nil pointer evaluating interface {{}}.{name}");
                return Err(within.problem(place, message));
            }
            value = self.method(within, &value, name, &[], place)?;
        }
        Ok(value)
    }

    fn variable(&self, name: &str) -> Value {
        let mut known = self.variables.iter().rev();
        let found = known.find(|(known, _)| **known == *name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    }

    fn operand(&mut self, within: Within<'_>, dot: &Value, operand: &Operand) -> Executed<Value> {
        match &operand.kind {
            OperandKind::Dot => Ok(dot.clone()),
            OperandKind::Nil => Ok(Value::Nil),
            OperandKind::Constant(value) => Ok(value.clone()),
            OperandKind::Function(callee) => {
                self.function(within, dot, callee, &[], None, &operand.place)
            }
            OperandKind::Variable(name, fields) => {
                let variable = self.variable(name);
                self.fields(within, variable, fields, &operand.place)
            }
            OperandKind::Field(fields) => self.fields(within, dot.clone(), fields, &operand.place),
            OperandKind::Pipeline(pipeline) => {
                self.deeper(within, &operand.place)?;
                let known = self.variables.len();
                let value = self.pipeline(within, dot, pipeline)?;
                self.variables.truncate(known);
                self.depth -= 1;
                Ok(value)
            }
            OperandKind::Chain(receiver, fields) => {
                let receiver = self.operand(within, dot, receiver)?;
                self.fields(within, receiver, fields, &operand.place)
            }
        }
    }

    fn function(
        &mut self,
        within: Within<'_>,
        dot: &Value,
        callee: &Callee,
        operands: &[Operand],
        last: Option<Value>,
        place: &Range<usize>,
    ) -> Executed<Value> {
        let (name, function) = match callee {
            Callee::And => return self.junction(within, dot, operands, last, false, place),
            Callee::Or => return self.junction(within, dot, operands, last, true, place),
            Callee::Function(name, function) => (name, function),
        };
        let mut arguments = Vec::with_capacity(operands.len() + 1);
        for operand in operands {
            arguments.push(self.operand(within, dot, operand)?);
        }
        arguments.extend(last);
        let call: &mut Call<'_> = self;
        match function(call, &arguments) {
            Ok(value) => {
                if let Value::Text(text) = &value {
                    self.spend_at(text.as_str().len() / 10, within, place)?;
                }
                Ok(value)
            }
            Err(message) => {
                let message = format!("error calling {name}: {message}");
                Err(self.problem_at(within, place, message))
            }
        }
    }

    /// `and` and `or`, which stop at the deciding argument.
    fn junction(
        &mut self,
        within: Within<'_>,
        dot: &Value,
        operands: &[Operand],
        last: Option<Value>,
        stops_at: bool,
        place: &Range<usize>,
    ) -> Executed<Value> {
        let mut value = None;
        for operand in operands {
            let found = self.operand(within, dot, operand)?;
            if found.is_true() == stops_at {
                return Ok(found);
            }
            value = Some(found);
        }
        let name = if stops_at { "or" } else { "and" };
        let missing = || {
            let message = format!("wrong number of args for {name}: want at least 1 got 0");
            within.problem(place, message)
        };
        last.or(value).ok_or_else(missing)
    }
}

/// What Go prints for a missing value; Helm removes it.
pub const NO_VALUE: &str = "<no value>";

fn too_deep() -> String {
    format!("templates nest deeper than {MAX_DEPTH} levels")
}

fn index(at: usize) -> Value {
    Value::Int(i64::try_from(at).unwrap_or(i64::MAX), Trace::default())
}

fn not_a_function(within: Within<'_>, operand: &Operand) -> Problem {
    let written = &within.0.source.as_str()[operand.place.clone()];
    let message = format!("can't give argument to non-function {written}");
    within.problem(&operand.place, message)
}

fn field(receiver: &Value, name: &str) -> Result<Value, String> {
    let found = match receiver {
        Value::Nil => return Ok(Value::Nil),
        Value::Map(map) => return Ok(map.get(name).unwrap_or_default()),
        Value::Object(object) => object.field(name),
        _ => None,
    };
    found.ok_or_else(|| {
        let kind = receiver.type_name();
        format!("can't evaluate field {name} in type {kind}")
    })
}
