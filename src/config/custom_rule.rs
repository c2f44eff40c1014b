//! One rule of a team, from its mapping.

use url::Url;

use super::{
    conjuncts::conjuncts,
    example::{examples, examples_words},
    form::word_of,
    form::words,
    rule_source::{Source, field},
    values::boolean,
};
use crate::{
    cel::{Expression, Problem, Scope, Template},
    facts,
    finding::{Diagnostic, FixKind, Label, RuleInfo, RuleOrigin, Severity},
    named::Named,
    rules::{CustomRule, GROUP, On, RuleSet},
    source::Span,
    text::Text,
    yaml::Node,
};

/// A rule that was read.
pub(super) struct Draft {
    pub(super) info: RuleInfo,
    pub(super) rule: CustomRule,
    /// Where its id is.
    pub(super) id: Label,
    /// Where its name is.
    pub(super) name: Label,
    /// The rules to which it yields, as they are written.
    pub(super) yields_to: Vec<(String, Label)>,
    /// False where the configuration itself has it.
    pub(super) is_other: bool,
}

/// How many rules one may yield to.
const MAX_YIELDS: usize = 20;

/// How long a help may be, in letters.
const MAX_HELP: usize = 1_000;

/// Where pages about this program stand.
const PAGE: &str = concat!(
    env!("CARGO_PKG_REPOSITORY"),
    "/blob/main/docs/custom-rules.md"
);

/// Reads a rule; `None` where its id or its name is missing. What is wrong with it is added to the errors.
pub(super) fn draft(
    node: Node<'_>,
    source: &Source<'_>,
    errors: &mut Vec<Diagnostic>,
) -> Option<Draft> {
    let text = |name: &str| field(node, name).and_then(Node::as_str);
    let place = |name: &str| {
        let span = field(node, name).map_or(node.span(), Node::span);
        Label {
            file: source.label_file(),
            ..Label::new(span, "")
        }
    };
    let (id, name) = (text("id")?, text("name")?);
    if let Err(reason) = check_id(id) {
        errors.push(Diagnostic::at(
            place("id").span,
            "not an id for your rules",
            reason,
        ));
    }
    if let Err(reason) = check_name(name) {
        errors.push(Diagnostic::at(
            place("name").span,
            "not a name for your rules",
            reason,
        ));
    }
    let on = text("on").or_else(|| field(node, "on").and_then(Node::scalar_text));
    let on = on.and_then(On::from_name).unwrap_or(On::Pod);
    let scope = match on {
        On::Pod => &facts::OF_POD,
        On::Application => &facts::OF_APPLICATION,
    };
    let mut reader = Reader {
        node,
        source,
        scope,
        errors,
    };
    let when = reader.condition("when");
    let check = reader.condition("check").map(|whole| reader.parts(whole));
    let at = reader.place();
    let message = reader.message();
    let url = reader.url();
    let help = reader.help();
    let yields_to = reader.yields_to();
    let examples = examples(node, source, errors);
    let severity = field(node, "severity").and_then(Node::scalar_text);
    let severity = severity.and_then(|text| word_of(text, &words::<Severity>()));
    let from = source.line(node.span());
    let condition = text("when").map(|when| format!(" for which `{when}` is true"));
    let condition = condition.unwrap_or_default();
    let wanted = text("check").unwrap_or_default();
    let description = format!(
        "A rule of your own, from {from}. `{wanted}` has to be true for each {}{condition}.",
        on.name()
    );
    let mut page = format!("# {name}\n\n## What it checks\n\n{description}\n");
    if let Some(help) = &help {
        page = page + "\n## How to fix\n\n" + help + "\n";
    }
    page += &examples_words(&examples);
    let info = RuleInfo {
        id: id.to_owned(),
        name: name.to_owned(),
        summary: text("message").unwrap_or_default().to_owned(),
        group: GROUP.to_owned(),
        severity: severity
            .and_then(Severity::from_name)
            .unwrap_or(Severity::Warning),
        origin: RuleOrigin::Configuration(from),
        fix: FixKind::None,
        is_about_absence: false,
        yields_to: Vec::new(),
        tag: None,
        options: Vec::new(),
        references: url.iter().cloned().collect(),
        description: description.replace('`', ""),
        translations: Vec::new(),
        page: page.into(),
        url: url.unwrap_or_else(|| PAGE.to_owned()),
    };
    Some(Draft {
        rule: CustomRule {
            on,
            when,
            check: check?,
            message: message?,
            help,
            at,
            is_ignorable: field(node, "ignorable").and_then(boolean) != Some(false),
            examples,
        },
        info,
        id: place("id"),
        name: place("name"),
        yields_to,
        is_other: source.is_other,
    })
}

/// An id is letters of the team and a number.
fn check_id(id: &str) -> Result<(), String> {
    let letters = id.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let is_id = (2..=8).contains(&letters.len())
        && id.len() == letters.len() + 3
        && letters.bytes().all(|letter| letter.is_ascii_uppercase());
    if id.starts_with("ECI") {
        return Err(format!(
            "`{id}` begins with `ECI`, as the built-in rules do"
        ));
    }
    if is_id {
        Ok(())
    } else {
        Err(format!(
            "`{id}` is not 2 to 8 capital letters and 3 digits, such as `ACME001`"
        ))
    }
}

/// How long a name may be.
const MAX_NAME: usize = 60;

fn check_name(name: &str) -> Result<(), String> {
    let is_word = |word: &str| {
        let is_letter = |letter: u8| letter.is_ascii_lowercase() || letter.is_ascii_digit();
        !word.is_empty() && word.bytes().all(is_letter)
    };
    let is_name = name.len() <= MAX_NAME
        && name.starts_with(|letter: char| letter.is_ascii_lowercase())
        && name.split('-').all(is_word);
    if !is_name {
        return Err(format!(
            "`{name}` is not up to {MAX_NAME} small letters, digits and `-`, such as `executors-have-a-cap`"
        ));
    }
    let rules = RuleSet::default();
    if rules.find(name).is_some() {
        return Err(format!("`{name}` is a built-in rule"));
    }
    if name == GROUP || rules.iter().any(|rule| rule.info().group == name) {
        return Err(format!("`{name}` is a group of rules"));
    }
    Ok(())
}

fn is_condition(expression: &Expression) -> bool {
    expression.result_type().can_be_bool()
}

/// A URL that ends nothing around it where it is written as a link.
fn in_markdown(url: &Url) -> String {
    let text = url.as_str();
    text.replace('(', "%28")
        .replace(')', "%29")
        .replace('|', "%7C")
}

struct Reader<'r, 'd, 's> {
    node: Node<'d>,
    source: &'r Source<'s>,
    scope: &'static Scope,
    errors: &'r mut Vec<Diagnostic>,
}

impl<'d> Reader<'_, 'd, '_> {
    fn node(&self, name: &str) -> Option<Node<'d>> {
        field(self.node, name)
    }

    fn error(&mut self, node: Node<'d>, label: &str, message: impl Into<Text>) {
        self.errors
            .push(Diagnostic::at(node.span(), label, message));
    }

    fn problem(&mut self, node: Node<'d>, problem: Problem) {
        let place = part(node, self.source.file.text.as_str(), problem.span);
        let error = Diagnostic::at(place, "here", problem.message);
        self.errors.push(match problem.help {
            Some(help) => error.help(help),
            None => error,
        });
    }

    fn expression(&mut self, node: Node<'d>) -> Option<Expression> {
        let text = node.scalar_text()?;
        match Expression::compile(text, self.scope) {
            Ok(expression) => Some(expression),
            Err(problem) => {
                self.problem(node, problem);
                // The rule is known, and nothing is run.
                Expression::compile("true", self.scope).ok()
            }
        }
    }

    /// What has to be true.
    fn condition(&mut self, name: &str) -> Option<Expression> {
        let node = self.node(name)?;
        let expression = self.expression(node)?;
        if !is_condition(&expression) {
            let ty = expression.result_type();
            let message = format!(
                "`{name}` is never `true` or `false`: it is of the type {}",
                ty.name()
            );
            self.error(node, "not a condition", message);
        }
        Some(expression)
    }

    /// The parts of the check that all have to be true.
    fn parts(&self, whole: Expression) -> Vec<Expression> {
        let text = self.node("check").and_then(Node::scalar_text);
        let parts = conjuncts(text.unwrap_or_default()).into_iter();
        let parts = parts.map(|part| Expression::compile(part, self.scope).ok());
        match parts.collect::<Option<Vec<_>>>() {
            Some(parts) if parts.len() > 1 && parts.iter().all(is_condition) => parts,
            _ => vec![whole],
        }
    }

    /// What is marked.
    fn place(&mut self) -> Option<Expression> {
        let node = self.node("at")?;
        let expression = self.expression(node)?;
        if expression.reads().is_empty() && node.scalar_text() != Some("true") {
            let is_known = self
                .errors
                .iter()
                .any(|error| node.span().contains(error.primary.span));
            if !is_known {
                self.error(
                    node,
                    "reads nothing",
                    "`at` is a path, such as `pod.memory`",
                );
            }
        }
        Some(expression)
    }

    fn message(&mut self) -> Option<Template> {
        let node = self.node("message")?;
        match Template::compile(node.scalar_text()?, self.scope) {
            Ok(template) => Some(template),
            Err(problem) => {
                self.problem(node, problem);
                Template::compile("", self.scope).ok()
            }
        }
    }

    fn help(&mut self) -> Option<String> {
        let node = self.node("help")?;
        let text = node.as_str()?;
        if text.chars().count() > MAX_HELP {
            let message = format!("`help` may have {MAX_HELP} letters");
            self.error(node, "too long", message);
        }
        Some(text.to_owned())
    }

    fn url(&mut self) -> Option<String> {
        let node = self.node("url")?;
        let text = node.as_str()?;
        match Url::parse(text) {
            Ok(url) if matches!(url.scheme(), "http" | "https") => Some(in_markdown(&url)),
            Ok(url) => {
                let message = format!(
                    "`url` begins with `https://` or `http://`, not with `{}:`",
                    url.scheme()
                );
                self.error(node, "not a page on the web", message);
                None
            }
            Err(error) => {
                self.error(node, "not a URL", format!("`url` is not a URL: {error}"));
                None
            }
        }
    }

    fn yields_to(&mut self) -> Vec<(String, Label)> {
        let items = self.node("yields-to").into_iter().flat_map(Node::items);
        let items: Vec<_> = items.collect();
        if let Some(item) = items.get(MAX_YIELDS) {
            let message = format!("a rule may yield to {MAX_YIELDS} others");
            self.error(*item, "one too many", message);
        }
        let items = items.into_iter().take(MAX_YIELDS);
        let items = items.filter_map(|item| {
            let label = Label {
                file: self.source.label_file(),
                ..Label::new(item.span(), "")
            };
            Some((item.as_str()?.to_owned(), label))
        });
        items.collect()
    }
}

/// The place of a part of a text. Where the text is written with escapes, it is the place of the whole.
pub(super) fn part(node: Node<'_>, source: &str, part: std::ops::Range<usize>) -> Span {
    let exact = node.part_span(source, part.clone());
    if exact != node.span() || part.is_empty() {
        return exact;
    }
    let text = node.scalar_text().unwrap_or_default();
    folded(text, source, node.span(), &part).unwrap_or(exact)
}

/// The same for a text that is folded or indented: all its letters are written in their order, and only white space
/// differs.
fn folded(text: &str, source: &str, whole: Span, part: &std::ops::Range<usize>) -> Option<Span> {
    let written = &source[whole.range()];
    // A block has its indicator, and perhaps a comment, before its first line.
    let header = if written.starts_with(['|', '>']) {
        written.find('\n')?
    } else {
        written.len() - written.trim_start_matches(['"', '\'']).len()
    };
    let mut places = written[header..]
        .char_indices()
        .filter(|(_, letter)| !letter.is_whitespace());
    let (mut start, mut end) = (None, None);
    for (at, letter) in text.char_indices() {
        if letter.is_whitespace() {
            continue;
        }
        let (place, same) = places.next()?;
        if same != letter {
            return None;
        }
        let place = whole.start as usize + header + place;
        if at >= part.start && at < part.end {
            start = start.or(Some(place));
            end = Some(place + letter.len_utf8());
        }
    }
    let offset = crate::source::offset;
    Some(Span::new(offset(start?), offset(end?)))
}
