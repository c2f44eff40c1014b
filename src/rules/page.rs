//! A rule's page: front matter in YAML between two lines of `---`, then Markdown.

use crate::{
    finding::{
        FixKind, Language, RuleInfo, RuleOption, RuleOrigin, RuleTag, RuleTranslation, Severity,
    },
    named::Named,
    source::Span,
    yaml::{self, Node},
};

/// A page of the folder `rules`, by the name of its file.
///
/// Without the feature `rule-pages`, only its start is in the program: see [`start_length`].
#[cfg(feature = "rule-pages")]
macro_rules! page {
    ($name:literal) => {
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/", $name, ".md"))
    };
}

#[cfg(not(feature = "rule-pages"))]
macro_rules! page {
    ($name:literal) => {{
        const WHOLE: &str =
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/", $name, ".md"));
        const LENGTH: usize = $crate::rules::page::start_length(WHOLE);
        // A copy, as a part of the whole would bring the whole into the program.
        const START: &[u8] = &$crate::rules::page::start::<LENGTH>(WHOLE);
        match std::str::from_utf8(START) {
            Ok(start) => start,
            Err(_) => panic!("a page that is cut within a letter"),
        }
    }};
}

/// The length of the front matter, the title and the first paragraph: what reports show of a page.
#[cfg(any(test, not(feature = "rule-pages")))]
pub(super) const fn start_length(page: &str) -> usize {
    let page = page.as_bytes();
    let heading = find(page, b"\n## ", 0);
    let paragraph = find(page, b"\n\n", heading) + 2;
    find(page, b"\n\n", paragraph) + 1
}

#[cfg(not(feature = "rule-pages"))]
pub(super) const fn start<const LENGTH: usize>(page: &str) -> [u8; LENGTH] {
    let mut start = [0; LENGTH];
    let mut at = 0;
    while at < LENGTH {
        start[at] = page.as_bytes()[at];
        at += 1;
    }
    start
}

/// The place of the first occurrence at or after another place.
#[cfg(any(test, not(feature = "rule-pages")))]
const fn find(text: &[u8], wanted: &[u8], from: usize) -> usize {
    let mut at = from;
    loop {
        let mut same = 0;
        while same < wanted.len() && text[at + same] == wanted[same] {
            same += 1;
        }
        if same == wanted.len() {
            return at;
        }
        at += 1;
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::RuleSet;

    #[test]
    fn the_start_of_a_page_has_its_description() {
        for rule in RuleSet::default().iter() {
            let info = rule.info();
            let page = format!("---\nid: {}\n---\n{}", info.id, info.page);
            let start = &page[..start_length(&page)];
            assert_eq!(first_paragraph(start), info.description, "{}", info.id);
            assert!(start.len() < page.len() / 2, "{}", info.id);
        }
    }
}
