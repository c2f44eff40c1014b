//! Reads one custom rule.

use url::Url;

use super::{
    example::{examples, examples_words},
    form::word_of,
    form::words,
    rule_source::{Source, field},
    values::boolean,
};
use crate::{
    finding::{Diagnostic, FixKind, Label, RuleInfo, RuleOrigin, Severity},
    named::Named,
    rules::{CustomRule, GROUP, On, RuleSet},
    text::Text,
    yaml::Node,
};

pub(super) struct Draft {
    pub(super) info: RuleInfo,
    pub(super) rule: CustomRule,
    pub(super) id: Label,
    pub(super) name: Label,
    /// The rules that it yields to, not resolved yet.
    pub(super) yields_to: Vec<(String, Label)>,
    /// False if it is in the configuration itself.
    pub(super) is_other: bool,
}

/// The most rules that one may yield to.
const MAX_YIELDS: usize = 20;

/// The most characters of `help`.
const MAX_HELP: usize = 1_000;

/// The documentation of custom rules, for those without a page of their own.
const PAGE: &str = concat!(
    env!("CARGO_PKG_REPOSITORY"),
    "/blob/main/docs/custom-rules.md"
);

/// Reads a rule and adds its errors; `None` if its id or name is missing.
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
        errors.push(Diagnostic::at(place("id").span, "invalid rule id", reason));
    }
    if let Err(reason) = check_name(name) {
        errors.push(Diagnostic::at(
            place("name").span,
            "invalid rule name",
            reason,
        ));
    }
    let on = text("on").or_else(|| field(node, "on").and_then(Node::scalar_text));
    let on = on.and_then(On::from_name).unwrap_or(On::Pod);
    let mut reader = Reader {
        node,
        source,
        errors,
    };
    #[cfg(feature = "custom-rules")]
    let expressions = reader.expressions(on);
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
        "A custom rule from {from}. `{wanted}` must be true for each {}{condition}.",
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
            #[cfg(feature = "custom-rules")]
            expressions: expressions?,
            help,
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

fn check_id(id: &str) -> Result<(), String> {
    let letters = id.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let is_id = (2..=8).contains(&letters.len())
        && id.len() == letters.len() + 3
        && letters.bytes().all(|letter| letter.is_ascii_uppercase());
    if id.starts_with("ECI") {
        return Err(format!(
            "`{id}` starts with `ECI`, which is reserved for built-in rules"
        ));
    }
    if is_id {
        Ok(())
    } else {
        Err(format!(
            "expected 2 to 8 capital letters and 3 digits, such as `ACME001`, not `{id}`"
        ))
    }
}

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
            "expected up to {MAX_NAME} lowercase letters, digits and `-`, such as `executors-have-a-cap`, not `{name}`"
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

/// Escapes a URL for a Markdown link.
fn in_markdown(url: &Url) -> String {
    let text = url.as_str();
    text.replace('(', "%28")
        .replace(')', "%29")
        .replace('|', "%7C")
}

pub(super) struct Reader<'r, 'd, 's> {
    node: Node<'d>,
    pub(super) source: &'r Source<'s>,
    pub(super) errors: &'r mut Vec<Diagnostic>,
}

impl<'d> Reader<'_, 'd, '_> {
    pub(super) fn node(&self, name: &str) -> Option<Node<'d>> {
        field(self.node, name)
    }

    pub(super) fn error(&mut self, node: Node<'d>, label: &str, message: impl Into<Text>) {
        self.errors
            .push(Diagnostic::at(node.span(), label, message));
    }

    fn help(&mut self) -> Option<String> {
        let node = self.node("help")?;
        let text = node.as_str()?;
        if text.chars().count() > MAX_HELP {
            let message = format!("`help` may have at most {MAX_HELP} characters");
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
                    "`url` must start with `https://` or `http://`, not with `{}:`",
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
            let message = format!("a rule may yield to at most {MAX_YIELDS} others");
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
