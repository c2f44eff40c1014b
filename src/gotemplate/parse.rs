//! Parses tokens to a template.
//!
//! Source: `text/template/parse/parse.go`.

use std::{ops::Range, rc::Rc};

use super::{
    Functions, Text, Value, builtin,
    constant::{number, unquote},
    lex::{Token, TokenKind, lex},
    problem::Problem,
    tree::{Action, Branch, Callee, Command, Node, Operand, OperandKind, Pipeline, Template},
};

/// The templates that a source defines.
pub(super) struct Parsed {
    /// The template of the source itself.
    pub(super) main: Template,
    /// Those defined with `define` and `block`.
    pub(super) named: Vec<(String, Template)>,
}

pub(super) fn parse(source: &Text, functions: &dyn Functions) -> Result<Parsed, Problem> {
    let parsed = lex(source.as_str()).and_then(|tokens| {
        let mut parser = Parser {
            source,
            functions,
            tokens,
            at: 0,
            variables: vec!["$".into()],
            range_depth: 0,
            depth: 0,
            named: Vec::new(),
        };
        let body = parser.top()?;
        Ok(Parsed {
            main: parser.template(body),
            named: parser.named,
        })
    });
    parsed.map_err(|problem| problem.placed(source))
}

/// The limit on nested controls and parentheses.
const MAX_DEPTH: usize = 500;

struct Parser<'p> {
    source: &'p Text,
    functions: &'p dyn Functions,
    tokens: Vec<Token>,
    at: usize,
    /// The variables in scope.
    variables: Vec<Rc<str>>,
    range_depth: usize,
    depth: usize,
    named: Vec<(String, Template)>,
}

/// The token that ends a list of nodes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ending {
    End,
    /// `{{else}}`
    Else,
    /// `{{else if`; its pipeline follows.
    ElseIf,
    /// `{{else with`
    ElseWith,
}

type Parse<T> = Result<T, Problem>;

impl Parser<'_> {
    fn template(&self, body: Vec<Node>) -> Template {
        Template {
            body,
            source: self.source.clone(),
        }
    }

    fn text(&self, token: Token) -> &str {
        &self.source.as_str()[token.range()]
    }

    fn peek(&self) -> Token {
        self.tokens[self.at.min(self.tokens.len() - 1)]
    }

    fn next(&mut self) -> Token {
        let token = self.peek();
        self.at += 1;
        token
    }

    fn peek_behind_space(&mut self) -> Token {
        while self.peek().kind == TokenKind::Space {
            self.at += 1;
        }
        self.peek()
    }

    fn next_behind_space(&mut self) -> Token {
        self.peek_behind_space();
        self.next()
    }

    fn unexpected<T>(&self, token: Token, context: &str) -> Parse<T> {
        let what = match token.kind {
            TokenKind::End => "the end of the template".to_owned(),
            _ => format!("`{}`", self.text(token)),
        };
        Err(Problem::new(
            token.range(),
            format!("unexpected {what} in {context}"),
        ))
    }

    fn expect_close(&mut self, context: &str) -> Parse<Token> {
        let token = self.next_behind_space();
        if token.kind != TokenKind::Close {
            return self.unexpected(token, context);
        }
        Ok(token)
    }

    fn keyword(&mut self) -> Option<&'static str> {
        let token = self.peek_behind_space();
        if token.kind != TokenKind::Identifier {
            return None;
        }
        KEYWORDS.into_iter().find(|word| *word == self.text(token))
    }

    fn deeper(&mut self) -> Parse<()> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            let message = format!("the template nests deeper than {MAX_DEPTH} levels");
            return Err(Problem::new(self.peek().range(), message));
        }
        Ok(())
    }

    fn top(&mut self) -> Parse<Vec<Node>> {
        let mut body = Vec::new();
        loop {
            match self.peek().kind {
                TokenKind::End => return Ok(body),
                TokenKind::Text => self.push_text(&mut body),
                _ => {
                    let open = self.next();
                    match self.keyword() {
                        Some("define") => self.definition()?,
                        Some(word @ ("end" | "else")) => {
                            let message = format!("unexpected {{{{{word}}}}}");
                            return Err(Problem::new(open.start..self.peek().end, message));
                        }
                        _ => body.push(self.action(open)?),
                    }
                }
            }
        }
    }

    fn push_text(&mut self, body: &mut Vec<Node>) {
        let token = self.next();
        body.push(Node::Text(self.source.slice(token.range())));
    }

    fn definition(&mut self) -> Parse<()> {
        self.next_behind_space();
        let name = self.name("a define clause")?;
        self.expect_close("a define clause")?;
        self.define(name)
    }

    /// The body of a `define` or `block`, with its own variables.
    fn define(&mut self, name: String) -> Parse<()> {
        let outer = std::mem::replace(&mut self.variables, vec!["$".into()]);
        let outer_ranges = std::mem::take(&mut self.range_depth);
        let start = self.peek().range();
        let (body, ending) = self.nodes()?;
        if ending != Ending::End {
            return Err(Problem::new(start, "unexpected {{else}} in a definition"));
        }
        self.variables = outer;
        self.range_depth = outer_ranges;
        let template = self.template(body);
        self.named.push((name, template));
        Ok(())
    }

    fn name(&mut self, context: &str) -> Parse<String> {
        let token = self.next_behind_space();
        if !matches!(token.kind, TokenKind::Quoted | TokenKind::Raw) {
            return self.unexpected(token, context);
        }
        match unquote(self.source, token) {
            Some(text) => Ok(text.as_str().to_owned()),
            None => Err(Problem::new(token.range(), "invalid string")),
        }
    }

    /// Parses nodes up to the token that ends them.
    fn nodes(&mut self) -> Parse<(Vec<Node>, Ending)> {
        self.deeper()?;
        let mut body = Vec::new();
        loop {
            match self.peek().kind {
                TokenKind::End => {
                    let token = self.peek();
                    return Err(Problem::new(
                        token.range(),
                        "unexpected end of the template: {{end}} is missing",
                    ));
                }
                TokenKind::Text => self.push_text(&mut body),
                _ => {
                    let open = self.next();
                    let ending = match self.keyword() {
                        Some("end") => {
                            self.next_behind_space();
                            self.expect_close("{{end}}")?;
                            Ending::End
                        }
                        Some("else") => {
                            self.next_behind_space();
                            match self.keyword() {
                                Some("if") => Ending::ElseIf,
                                Some("with") => Ending::ElseWith,
                                _ => {
                                    self.expect_close("{{else}}")?;
                                    Ending::Else
                                }
                            }
                        }
                        _ => {
                            body.push(self.action(open)?);
                            continue;
                        }
                    };
                    self.depth -= 1;
                    return Ok((body, ending));
                }
            }
        }
    }

    fn action(&mut self, open: Token) -> Parse<Node> {
        let Some(word) = self.keyword().filter(|word| !CONSTANTS.contains(word)) else {
            let pipeline = self.pipeline("a command", TokenKind::Close, false)?;
            let close = self.tokens[self.at - 1];
            return Ok(Node::Action(Action {
                pipeline,
                trace: self.source.trace_of(open.start..close.end).made(),
            }));
        };
        let token = self.next_behind_space();
        match word {
            "if" => Ok(Node::If(self.branch(word)?)),
            "with" => Ok(Node::With(self.branch(word)?)),
            "range" => Ok(Node::Range(self.branch(word)?)),
            "template" => {
                let name = self.name("a template clause")?;
                let data = if self.peek_behind_space().kind == TokenKind::Close {
                    self.next();
                    None
                } else {
                    Some(self.pipeline("a template clause", TokenKind::Close, false)?)
                };
                let place = open.start..self.tokens[self.at - 1].end;
                Ok(Node::Template { name, data, place })
            }
            "block" => {
                let name = self.name("a block clause")?;
                let data = Some(self.pipeline("a block clause", TokenKind::Close, false)?);
                let place = open.start..self.tokens[self.at - 1].end;
                self.define(name.clone())?;
                Ok(Node::Template { name, data, place })
            }
            "break" | "continue" => {
                self.expect_close(word)?;
                if self.range_depth == 0 {
                    let message = format!("{{{{{word}}}}} outside of {{{{range}}}}");
                    return Err(Problem::new(token.range(), message));
                }
                Ok(if word == "break" {
                    Node::Break
                } else {
                    Node::Continue
                })
            }
            _ => self.unexpected(token, "a command"),
        }
    }

    fn branch(&mut self, word: &'static str) -> Parse<Branch> {
        let known = self.variables.len();
        let is_range = word == "range";
        let pipeline = self.pipeline(word, TokenKind::Close, is_range)?;
        self.range_depth += usize::from(is_range);
        let (body, ending) = self.nodes()?;
        self.range_depth -= usize::from(is_range);
        let otherwise = match (ending, word) {
            (Ending::End, _) => Vec::new(),
            (Ending::Else, _) => {
                let start = self.peek().range();
                let (body, ending) = self.nodes()?;
                if ending != Ending::End {
                    return Err(Problem::new(start, "expected {{end}}, found {{else}}"));
                }
                body
            }
            (Ending::ElseIf, "if") => {
                self.next_behind_space();
                self.deeper()?;
                let nested = vec![Node::If(self.branch("if")?)];
                self.depth -= 1;
                nested
            }
            (Ending::ElseWith, "with") => {
                self.next_behind_space();
                self.deeper()?;
                let nested = vec![Node::With(self.branch("with")?)];
                self.depth -= 1;
                nested
            }
            _ => {
                let token = self.peek();
                return self.unexpected(token, "{{else}}");
            }
        };
        self.variables.truncate(known);
        Ok(Branch {
            pipeline,
            body,
            otherwise,
        })
    }

    /// Parses a pipeline and the token that ends it.
    fn pipeline(&mut self, context: &str, end: TokenKind, is_range: bool) -> Parse<Pipeline> {
        let start = self.peek_behind_space().start;
        let (names, declares) = self.declarations(context, is_range)?;
        let mut commands = Vec::new();
        loop {
            let token = self.peek_behind_space();
            if token.kind == end {
                self.next();
                let place = start..token.start;
                if commands.is_empty() {
                    return Err(Problem::new(
                        place.start..token.end,
                        format!("missing value for {context}"),
                    ));
                }
                check_stages(&commands)?;
                if declares {
                    self.variables.extend(names.iter().cloned());
                }
                return Ok(Pipeline {
                    variables: names,
                    declares,
                    commands,
                    place,
                });
            }
            commands.push(self.command(context)?);
        }
    }

    fn declarations(&mut self, context: &str, is_range: bool) -> Parse<(Vec<Rc<str>>, bool)> {
        let mut names: Vec<Rc<str>> = Vec::new();
        loop {
            let token = self.peek_behind_space();
            if token.kind != TokenKind::Variable {
                break;
            }
            let before = self.at;
            self.next();
            let next = self.peek_behind_space();
            match next.kind {
                TokenKind::Assign | TokenKind::Declare => {
                    self.next();
                    names.push(self.text(token).into());
                    let declares = next.kind == TokenKind::Declare;
                    if !declares {
                        let unknown = names.iter().find(|name| !self.variables.contains(name));
                        if let Some(name) = unknown {
                            let message = format!("undefined variable `{name}`");
                            return Err(Problem::new(token.range(), message));
                        }
                    }
                    return Ok((names, declares));
                }
                TokenKind::Comma if is_range && names.is_empty() => {
                    self.next();
                    names.push(self.text(token).into());
                    if self.peek_behind_space().kind != TokenKind::Variable {
                        let token = self.peek();
                        return self.unexpected(token, context);
                    }
                }
                TokenKind::Comma => {
                    return Err(Problem::new(
                        token.range(),
                        format!("too many variables in {context}"),
                    ));
                }
                _ => {
                    self.at = before;
                    break;
                }
            }
        }
        if names.is_empty() {
            return Ok((names, false));
        }
        let token = self.peek();
        self.unexpected(token, context)
    }

    fn command(&mut self, context: &str) -> Parse<Command> {
        let start = self.peek_behind_space().start;
        let mut operands = Vec::new();
        loop {
            self.peek_behind_space();
            if let Some(operand) = self.operand(context)? {
                operands.push(operand);
            }
            let token = self.peek();
            match token.kind {
                TokenKind::Space => {
                    self.next();
                    continue;
                }
                TokenKind::Close | TokenKind::RightParenthesis => {}
                TokenKind::Pipe => {
                    self.next();
                }
                _ => return self.unexpected(token, "an operand"),
            }
            let place = start..token.start;
            if operands.is_empty() {
                return Err(Problem::new(place.start..token.end, "empty command"));
            }
            return Ok(Command { operands, place });
        }
    }

    fn operand(&mut self, context: &str) -> Parse<Option<Operand>> {
        let Some(mut operand) = self.term(context)? else {
            return Ok(None);
        };
        let mut fields: Vec<Rc<str>> = Vec::new();
        while self.peek().kind == TokenKind::Field {
            let token = self.next();
            fields.push(self.text(token)[1..].into());
        }
        if fields.is_empty() {
            return Ok(Some(operand));
        }
        let place = operand.place.start..self.tokens[self.at - 1].end;
        match &mut operand.kind {
            OperandKind::Field(known) | OperandKind::Variable(_, known) => known.extend(fields),
            OperandKind::Dot | OperandKind::Nil | OperandKind::Constant(_) => {
                let term = &self.source.as_str()[operand.place.clone()];
                let message = format!("unexpected . after the term `{term}`");
                return Err(Problem::new(place, message));
            }
            OperandKind::Function(_) | OperandKind::Pipeline(_) | OperandKind::Chain(..) => {
                let kind = OperandKind::Chain(Box::new(operand), fields);
                return Ok(Some(Operand { kind, place }));
            }
        }
        operand.place = place;
        Ok(Some(operand))
    }

    fn term(&mut self, context: &str) -> Parse<Option<Operand>> {
        let token = self.peek_behind_space();
        let kind = match token.kind {
            TokenKind::Identifier => match self.text(token) {
                "nil" => OperandKind::Nil,
                word @ ("true" | "false") => {
                    let trace = self.source.trace_of(token.range());
                    OperandKind::Constant(Value::Bool(word == "true", trace))
                }
                word if KEYWORDS.contains(&word) => return self.unexpected(token, context),
                word => OperandKind::Function(self.callee(word, token)?),
            },
            TokenKind::Dot => OperandKind::Dot,
            TokenKind::Variable => {
                let name = self.text(token);
                if !self.variables.iter().any(|known| **known == *name) {
                    let message = format!("undefined variable `{name}`");
                    return Err(Problem::new(token.range(), message));
                }
                OperandKind::Variable(name.into(), Vec::new())
            }
            TokenKind::Field => OperandKind::Field(vec![self.text(token)[1..].into()]),
            TokenKind::Number | TokenKind::Letter => {
                let trace = self.source.trace_of(token.range());
                match number(self.text(token), trace) {
                    Ok(value) => OperandKind::Constant(value),
                    Err(message) => return Err(Problem::new(token.range(), message)),
                }
            }
            TokenKind::Quoted | TokenKind::Raw => match unquote(self.source, token) {
                Some(text) => OperandKind::Constant(Value::Text(text)),
                None => return Err(Problem::new(token.range(), "invalid string")),
            },
            TokenKind::LeftParenthesis => {
                self.next();
                self.deeper()?;
                let pipeline = self.pipeline(
                    "a parenthesized pipeline",
                    TokenKind::RightParenthesis,
                    false,
                )?;
                self.depth -= 1;
                let place = token.start..self.tokens[self.at - 1].end;
                let kind = OperandKind::Pipeline(pipeline);
                return Ok(Some(Operand { kind, place }));
            }
            _ => return Ok(None),
        };
        self.next();
        let place = token.range();
        Ok(Some(Operand { kind, place }))
    }

    fn callee(&self, name: &str, token: Token) -> Parse<Callee> {
        match name {
            "and" => return Ok(Callee::And),
            "or" => return Ok(Callee::Or),
            _ => {}
        }
        let function = self.functions.get(name).or_else(|| builtin::get(name));
        match function {
            Some(function) => Ok(Callee::Function(name.into(), function)),
            None => Err(Problem::new(
                token.range(),
                format!("function `{name}` is not defined"),
            )),
        }
    }
}

const KEYWORDS: [&str; 13] = [
    "block", "break", "continue", "define", "else", "end", "if", "range", "nil", "template",
    "with", "true", "false",
];

/// Keywords that are values.
const CONSTANTS: [&str; 3] = ["nil", "true", "false"];

/// A constant cannot be a later stage of a pipeline, because it takes no argument.
fn check_stages(commands: &[Command]) -> Parse<()> {
    for (at, command) in commands.iter().enumerate().skip(1) {
        let first = &command.operands[0];
        let is_value = matches!(
            first.kind,
            OperandKind::Dot | OperandKind::Nil | OperandKind::Constant(_)
        );
        if is_value {
            let place: Range<usize> = first.place.clone();
            let message = format!("stage {} of the pipeline cannot be executed", at + 1);
            return Err(Problem::new(place, message));
        }
    }
    Ok(())
}
