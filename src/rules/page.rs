//! A rule's page: front matter in YAML between two lines of `---`, then Markdown.

use crate::{
    finding::{
        FixKind, Language, RuleInfo, RuleOption, RuleOrigin, RuleTag, RuleTranslation, Severity,
    },
    named::Named,
    source::Span,
    yaml::{self, Node},
};

/// The pages on the web, of the version that ran: a later one may know other rules.
const PAGES: &str = concat!(
    env!("CARGO_PKG_REPOSITORY"),
    "/blob/v",
    env!("CARGO_PKG_VERSION"),
    "/rules"
);

/// The id on a page, without reading the rest: each page begins with it.
pub(super) fn id(page: &'static str) -> &'static str {
    let line = page
        .lines()
        .nth(1)
        .and_then(|line| line.strip_prefix("id: "));
    line.expect("a page that begins with its id")
}

/// Reads a built-in page. Invalid pages panic: they are part of the program, and tests read all of them.
pub(super) fn parse(page: &'static str) -> RuleInfo {
    let (front, body) = page
        .strip_prefix("---\n")
        .and_then(|rest| rest.split_once("\n---\n"))
        .expect("a page with front matter");
    let whole = Span::new(0, u32::try_from(front.len()).expect("a short page"));
    let document = yaml::parse(front, whole)
        .expect("front matter is YAML")
        .expect("front matter");
    let root = document.root();
    let text = |key: &str| {
        root.get(key)
            .and_then(Node::scalar_text)
            .unwrap_or_else(|| panic!("{key} in {front}"))
            .to_owned()
    };
    let texts = |key: &str| {
        let items = root.get(key).into_iter().flat_map(Node::items);
        items
            .filter_map(|item| item.as_str().map(str::to_owned))
            .collect()
    };
    let (id, name) = (text("id"), text("name"));
    let translation = |language: Language| {
        let tag = language.name();
        let text = |key: &str| {
            let text = root.get(&format!("{key}-{tag}"))?.scalar_text()?;
            Some(text.to_owned())
        };
        Some(RuleTranslation {
            language,
            title: text("title")?,
            summary: text("summary")?,
            url: format!("{PAGES}/{tag}/{id}-{name}.md"),
        })
    };
    RuleInfo {
        translations: translation(Language::ZhCn).into_iter().collect(),
        url: format!("{PAGES}/{id}-{name}.md"),
        id,
        name,
        summary: text("summary"),
        group: text("group"),
        severity: Severity::from_name(&text("severity")).expect("a severity"),
        origin: RuleOrigin::Version(text("since")),
        fix: FixKind::from_name(&text("fix")).expect("a kind of fix"),
        tag: root
            .get("tag")
            .and_then(Node::as_str)
            .map(|name| RuleTag::from_name(name).expect("a tag")),
        options: root
            .get("options")
            .into_iter()
            .flat_map(Node::items)
            .map(option)
            .collect(),
        is_about_absence: (root.get("about-absence").and_then(Node::scalar_text)) == Some("true"),
        yields_to: texts("yields-to"),
        references: texts("references"),
        description: first_paragraph(body),
        page: body.trim_start().into(),
    }
}

fn option(option: Node<'_>) -> RuleOption {
    let text = |key: &str| {
        let text = option.get(key).and_then(Node::scalar_text);
        text.unwrap_or_else(|| panic!("{key} of an option"))
    };
    RuleOption {
        name: text("name").to_owned(),
        default: text("default").parse().expect("a whole number"),
        summary: text("summary").to_owned(),
    }
}

/// The first paragraph below the first second-level heading, on one line, without Markdown's code quotes.
#[must_use]
pub fn first_paragraph(body: &str) -> String {
    let section = body
        .split_once("\n## ")
        .and_then(|(_, rest)| rest.split_once('\n'))
        .map_or("", |(_, rest)| rest);
    let lines = section
        .trim_start()
        .lines()
        .take_while(|line| !line.trim().is_empty());
    lines.collect::<Vec<_>>().join(" ").replace('`', "")
}
