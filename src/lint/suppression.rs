//! Comments and annotations that suppress findings.
//!
//! `# spark-eci-lint: ignore[ECI303] reason` applies to its line or, on a line of its own, to the next one, and to everything
//! below a key on that line. `ignore-file[…]` before the first document applies to the file, and the annotation
//! `spark-eci-lint/ignore` to the findings of its application.

use std::sync::{Arc, LazyLock};

use memchr::memmem;
use regex::Regex;

use super::{Settings, sweep::Sweep};
use crate::{
    finding::{Diagnostic, Finding, Fix, Label},
    rules::{Rule, RuleSet, Selector, unused_suppression},
    source::{Edit, Span, line_start, offset},
    spark::Application,
    yaml::Document,
};

/// The annotation of an application that suppresses findings: `ECI303: reason`.
pub const ANNOTATION: &str = "spark-eci-lint/ignore";

/// A suppression, and whether it is used.
pub(super) struct Suppression {
    parts: Vec<Part>,
    has_reason: bool,
    place: Span,
    reach: Reach,
    /// The span to remove with the suppression; `None` for an annotation.
    whole: Option<Span>,
    /// Why it is invalid.
    error: Option<String>,
}

struct Part {
    text: String,
    span: Span,
    selector: Option<Selector>,
    is_used: bool,
}

/// The findings that a suppression applies to.
#[derive(Clone, Copy, Debug)]
enum Reach {
    /// Findings on a line, and below a key on it.
    Block { line: Span, block: Span },
    /// All findings.
    All,
}

/// The suppressions in a document's comments.
pub(super) fn of_comments(
    source: &str,
    document: &Document<'_>,
    rules: &RuleSet,
) -> Vec<Suppression> {
    let mut found = Vec::new();
    // From the last to the first, because consecutive comments all apply to the line after the last one.
    let mut next = None;
    // A lone carriage return also ends a comment, so thousands can be on one line: cache the line.
    let mut own = (usize::MAX, 0);
    for comment in document.comments().iter().rev() {
        let start = comment.span.start as usize;
        if !(own.0..own.1).contains(&start) {
            own = line_at(source, start);
        }
        let line = target_line(source, comment.span, own, next);
        next = Some((comment.span.start, line));
        let parsed = ParsedComment::find(source, comment.span, own, rules);
        if let Some(parsed) = parsed.filter(|parsed| !parsed.is_for_file) {
            found.push((line, parsed));
        }
    }
    if found.is_empty() {
        return Vec::new();
    }
    let mut blocks = document.root().blocks();
    blocks.sort_unstable_by_key(|block| block.start);
    // Thousands of comments can apply to one line: cache its block.
    let mut last: Option<(Span, Span)> = None;
    let with_block = |(line, parsed): (Span, ParsedComment)| {
        if let Some((_, block)) = last.filter(|(known, _)| *known == line) {
            return parsed.with(Reach::Block { line, block });
        }
        let first = blocks.partition_point(|block| block.start < line.start);
        let on_line = blocks[first..]
            .iter()
            .take_while(|block| block.start < line.end);
        let end = on_line.map(|block| block.end).max().unwrap_or(line.end);
        let block = Span::new(line.start, end.max(line.end));
        last = Some((line, block));
        parsed.with(Reach::Block { line, block })
    };
    found.into_iter().rev().map(with_block).collect()
}

/// The suppressions in the comments of a text that is not YAML. Each applies to its line or, alone on a line, to the next
/// one.
pub(super) fn of_lines(source: &str, rules: &RuleSet) -> Vec<Suppression> {
    let mut found = Vec::new();
    for at in memmem::find_iter(source.as_bytes(), b"spark-eci-lint") {
        let own = line_at(source, at);
        let Some(start) = source[own.0..at].rfind('#') else {
            continue;
        };
        let end = own.0 + source[own.0..own.1].trim_end().len();
        let comment = span(own.0 + start, end);
        let line = target_line(source, comment, own, None);
        let parsed = ParsedComment::find(source, comment, own, rules);
        let parsed = parsed.filter(|parsed| !parsed.is_for_file);
        found.extend(parsed.map(|parsed| parsed.with(Reach::Block { line, block: line })));
    }
    found
}

/// The suppressions for a whole file, in the comments before its first document. They are read without parsing, so that they
/// also apply to a file that cannot be parsed.
pub(super) fn of_file(source: &str, rules: &RuleSet) -> Vec<Suppression> {
    let mut start = 0;
    let mut found = Vec::new();
    for line in source.split_inclusive('\n') {
        let text = line.trim();
        if !text.is_empty() && !text.starts_with('#') && text != "---" {
            break;
        }
        let from = start + (line.len() - line.trim_start().len());
        if text.starts_with('#') {
            let own = (start, start + line.len());
            let of_file = ParsedComment::find(source, span(from, from + text.len()), own, rules);
            found.extend(
                of_file
                    .filter(|found| found.is_for_file)
                    .map(|found| found.with(Reach::All)),
            );
        }
        start += line.len();
    }
    found
}

/// The end of the rule list in the comment right above a line, if that comment applies to the line.
pub(super) fn rules_end_above(source: &str, line: usize) -> Option<u32> {
    let above = source[..line].trim_end_matches(['\r', '\n']);
    let start = line_start(above, above.len());
    let text = above[start..].trim_start();
    let from = above.len() - text.len();
    let comment = span(from, above.len());
    let found = ParsedComment::find(source, comment, (start, line), &RuleSet::default())
        .filter(|_| text.starts_with('#'))?;
    let last = found.suppression.parts.last()?;
    (!found.is_for_file).then_some(last.span.end)
}

/// The suppressions in an application's annotation.
pub(super) fn of_annotation(
    source: &str,
    application: &Application<'_>,
    rules: &RuleSet,
) -> Vec<Suppression> {
    let annotations = application
        .metadata
        .and_then(|metadata| metadata.get("annotations"));
    let Some(entry) = annotations.and_then(|annotations| annotations.entry(ANNOTATION)) else {
        return Vec::new();
    };
    let text = entry.value.scalar_text().unwrap_or_default();
    let spans = entry.value.part_spans(source);
    let place = |from: usize, to: usize| spans(from..to);
    let mut start = 0;
    let mut found = Vec::new();
    for item in text.split_inclusive([';', '\n']) {
        let content = item.trim_end_matches([';', '\n']);
        if !content.trim().is_empty() {
            let (ids, reason) = content.split_once(':').unwrap_or((content, ""));
            found.push(Suppression {
                parts: parts(ids, rules, |range| {
                    place(start + range.start, start + range.end)
                }),
                has_reason: !reason.trim().is_empty(),
                place: place(start, start + content.len()),
                reach: Reach::All,
                whole: None,
                error: None,
            });
        }
        start += item.len();
    }
    found
}

/// Removes suppressed findings and returns their number.
pub(super) fn apply(
    suppressions: &mut [Suppression],
    findings: &mut Vec<Finding>,
    from: usize,
    settings: &Settings,
) -> usize {
    apply_in(None, suppressions, findings, from, settings)
}

/// Like [`apply`], for the suppressions of another file; `None` is the checked one.
pub(super) fn apply_in(
    file: Option<&str>,
    suppressions: &mut [Suppression],
    findings: &mut Vec<Finding>,
    from: usize,
    settings: &Settings,
) -> usize {
    let is_here = |label: &Label| label.file.as_ref().map(|file| file.path.as_str()) == file;
    let before = findings.len();
    let (mut everywhere, mut blocks, mut lines) =
        (Sweep::default(), Sweep::default(), Sweep::default());
    for (at, suppression) in suppressions.iter().enumerate() {
        if !suppression.has_reason && settings.require_reason {
            continue;
        }
        for (index, part) in suppression.parts.iter().enumerate() {
            let Some(selector) = &part.selector else {
                continue;
            };
            let key = selector.key();
            match suppression.reach {
                Reach::All => everywhere.add(key, Span::new(0, u32::MAX), (at, index)),
                Reach::Block { line, block } => {
                    blocks.add(key, block, (at, index));
                    // A comment at any label of the finding suppresses it.
                    lines.add(key, line, (at, index));
                }
            }
        }
    }
    // A suppression of a finding that yielded is not unused: it is needed once the other one is fixed.
    let nobody = findings.len();
    for (at, finding) in findings.iter().enumerate().skip(from) {
        let diagnostic = &finding.diagnostic;
        let yielded = diagnostic.yielded_rules.iter();
        let yielded = yielded.filter_map(|id| settings.rule_set.find(id));
        for key in yielded.flat_map(|rule| Selector::keys(rule.info())) {
            if is_here(&diagnostic.primary) {
                let places = diagnostic.yielded.iter().chain([&diagnostic.primary.span]);
                for place in places {
                    everywhere.ask(key, place.start, nobody);
                    blocks.ask(key, place.start, nobody);
                }
            }
            for label in diagnostic.related.iter().filter(|label| is_here(label)) {
                lines.ask(key, label.span.start, nobody);
            }
        }
        let about = finding.diagnostic.for_rule.iter();
        let mut ids = about.chain([&finding.rule.id]);
        if !ids.all(|id| settings.is_ignorable(id)) {
            continue;
        }
        // By rule and not by comment, because thousands of comments can each name all rules.
        for key in Selector::keys(&finding.rule) {
            if is_here(&diagnostic.primary) {
                everywhere.ask(key, diagnostic.primary.span.start, at);
                blocks.ask(key, diagnostic.primary.span.start, at);
            }
            for label in diagnostic.related.iter().filter(|label| is_here(label)) {
                lines.ask(key, label.span.start, at);
            }
        }
    }
    let mut is_suppressed = vec![false; findings.len() + 1];
    let mut used = Vec::new();
    for sweep in [everywhere, blocks, lines] {
        sweep.run(&mut is_suppressed, &mut |part| used.push(part));
    }
    for (at, index) in used {
        suppressions[at].parts[index].is_used = true;
    }
    let mut is_suppressed = is_suppressed.into_iter();
    findings.retain(|_| !is_suppressed.next().unwrap_or(false));
    before - findings.len()
}

/// Reports unused and invalid suppressions.
pub(super) fn unused(suppressions: &[Suppression], settings: &Settings) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for suppression in suppressions {
        if let Some(error) = &suppression.error {
            let help = "write `# spark-eci-lint: ignore[RULE] reason`, with the id or the name of a rule, the beginning of ids, or a group";
            let diagnostic =
                unused_suppression::diagnostic(suppression.place, error, Some(help.to_owned()));
            diagnostics.push(diagnostic);
            continue;
        }
        if settings.require_reason && !suppression.has_reason {
            let reason = "missing reason: the configuration requires one for each suppression";
            let help = "write the reason after the rules".to_owned();
            diagnostics.push(unused_suppression::diagnostic(
                suppression.place,
                reason,
                Some(help),
            ));
            continue;
        }
        // A suppression that also suppresses this finding is meant to stay.
        let is_meant = |part: &Part| part.names(unused_suppression::ID);
        if !suppression.parts.iter().any(is_meant) {
            let is_all_needless = suppression.is_needless(settings);
            let parts = suppression.parts.iter().enumerate();
            diagnostics.extend(parts.filter_map(|(at, part)| {
                let diagnostic = part.unused(settings)?;
                let fix = part
                    .selector
                    .as_ref()
                    .and_then(|_| suppression.without(at, is_all_needless));
                Some(diagnostic.fix(fix))
            }));
        }
    }
    diagnostics
}

impl Suppression {
    /// For a suppression of which it is unknown whether it is needed.
    pub(super) fn count_as_used(&mut self) {
        for part in &mut self.parts {
            part.is_used = true;
        }
    }

    /// The places of the rules that have findings.
    pub(super) fn used(&self) -> impl Iterator<Item = Span> + '_ {
        let used = self.parts.iter().filter(|part| part.is_used);
        used.map(|part| part.span)
    }

    fn is_needless(&self, settings: &Settings) -> bool {
        let is_needless = |part: &Part| part.selector.is_some() && part.unused(settings).is_some();
        self.parts.iter().all(is_needless)
    }

    /// The fix that removes an unused part, or the whole suppression if nothing else is left.
    fn without(&self, at: usize, is_all_needless: bool) -> Option<Fix> {
        let whole = self.whole?;
        if is_all_needless {
            return Some(Fix::safe(
                "Remove the suppression",
                vec![Edit::replace(whole, "")],
            ));
        }
        let part = &self.parts[at];
        let cut = match (self.parts.get(at + 1), at.checked_sub(1)) {
            (Some(next), _) => Span::new(part.span.start, next.span.start),
            (None, Some(before)) => Span::new(self.parts[before].span.end, part.span.end),
            (None, None) => return None,
        };
        let title = format!("Remove {} from the suppression", part.text);
        Some(Fix::safe(title, vec![Edit::replace(cut, "")]))
    }
}

impl Part {
    /// True if it names this rule, and no other.
    fn names(&self, id: &str) -> bool {
        let is_named = |selector: &Selector| selector.is_one() && selector.key() == id;
        self.selector.as_ref().is_some_and(is_named)
    }

    fn unused(&self, settings: &Settings) -> Option<Diagnostic> {
        let text = &self.text;
        let Some(selector) = &self.selector else {
            let help = settings.rule_set.help_for(text);
            let reason = format!("unknown rule or group `{text}` in the suppression");
            return Some(unused_suppression::diagnostic(
                self.span,
                &reason,
                Some(help),
            ));
        };
        let rules = || selector.rules(&settings.rule_set);
        let is_refused =
            |rule: &Arc<Rule>| !settings.is_ignorable(&rule.id) && !settings.is_off(rule);
        if rules().all(is_refused) {
            let reason =
                format!("{text} cannot be suppressed: the configuration does not allow it");
            return Some(unused_suppression::diagnostic(self.span, &reason, None));
        }
        // The suppression may be meant for a rule that is off.
        if self.is_used || !rules().all(|rule| settings.is_on(rule)) {
            return None;
        }
        let reason = format!("unused suppression of {text}: there is no such finding here");
        let help = "remove it".to_owned();
        Some(unused_suppression::diagnostic(
            self.span,
            &reason,
            Some(help),
        ))
    }
}

struct ParsedComment {
    is_for_file: bool,
    suppression: Suppression,
}

impl ParsedComment {
    /// `line` is the range of the comment's line.
    fn find(source: &str, comment: Span, line: (usize, usize), rules: &RuleSet) -> Option<Self> {
        static SUPPRESSION: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r"#\s*spark-eci-lint(:\s*|\s+)(ignore(-file)?\s*\[([^\]]*)\]\s*(.*)|.*)$")
                .expect("a valid pattern")
        });
        let text = source[comment.range()].trim_end();
        // A cheap search first: few manifests have suppressions, and compiling the pattern is expensive.
        memmem::find(text.as_bytes(), b"spark-eci-lint")?;
        let found = SUPPRESSION.captures(text)?;
        let whole = found.get(0)?;
        let place = inside(comment, whole.start(), whole.end());
        let has_colon = found[1].starts_with(':');
        let is_for_file = found[2].starts_with("ignore-file");
        let error = match found.get(4) {
            Some(ids) if ids.as_str().trim().is_empty() => {
                Some("missing rule in the suppression".to_owned())
            }
            Some(_) if !has_colon => Some("missing colon after `spark-eci-lint`".to_owned()),
            Some(_) => None,
            // A comment that only mentions this program is not a suppression.
            None if has_colon => Some("invalid suppression".to_owned()),
            None => return None,
        };
        let ids = found.get(4);
        let parts = ids.filter(|_| error.is_none()).map(|ids| {
            parts(ids.as_str(), rules, |range| {
                inside(comment, ids.start() + range.start, ids.start() + range.end)
            })
        });
        let reason = found.get(5).map_or("", |reason| reason.as_str());
        Some(Self {
            is_for_file,
            suppression: Suppression {
                parts: parts.unwrap_or_default(),
                has_reason: !reason.trim().is_empty(),
                place,
                reach: Reach::All,
                whole: Some(whole_comment(
                    source,
                    Span::new(place.start, comment.end),
                    line,
                )),
                error,
            },
        })
    }

    fn with(self, reach: Reach) -> Suppression {
        Suppression {
            reach,
            ..self.suppression
        }
    }
}

/// A comment with the white space before it, or its whole line if it is alone there.
fn whole_comment(source: &str, place: Span, (line, end): (usize, usize)) -> Span {
    let text = source[line..place.start as usize].trim_end();
    let rest = &source[place.end as usize..];
    if text.is_empty() {
        return span(line, end);
    }
    let blank = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    span(line + text.len(), place.end as usize + blank)
}

/// The rules of a list, each with its place.
fn parts(list: &str, rules: &RuleSet, place: impl Fn(std::ops::Range<usize>) -> Span) -> Vec<Part> {
    let mut start = 0;
    let mut found = Vec::new();
    for item in list.split(',') {
        let text = item.trim();
        let from = start + (item.len() - item.trim_start().len());
        if !text.is_empty() {
            found.push(Part {
                text: text.to_owned(),
                span: place(from..from + text.len()),
                selector: Selector::read(text, rules),
                is_used: false,
            });
        }
        start += item.len() + 1;
    }
    found
}

/// The range of the line of an offset, with its line feed.
fn line_at(source: &str, offset: usize) -> (usize, usize) {
    let end = memchr::memchr(b'\n', &source.as_bytes()[offset..]);
    let end = end.map_or(source.len(), |at| offset + at + 1);
    (line_start(source, offset), end)
}

/// The line that a comment applies to: its own line, `own`, or, if the comment is alone on it, the next line with content.
/// `next` is the start of the next comment and the line that it applies to.
fn target_line(
    source: &str,
    comment: Span,
    (start, mut end): (usize, usize),
    next: Option<(u32, Span)>,
) -> Span {
    if !source[start..comment.start as usize].trim().is_empty() {
        return span(start, end);
    }
    while end < source.len() {
        let (at, next_end) = line_at(source, end);
        let text = source[at..next_end].trim();
        if let Some((_, line)) = next.filter(|(next, _)| (at..next_end).contains(&(*next as usize)))
            && text.starts_with('#')
        {
            // After the last content there are only comments.
            let is_content =
                line.start as usize >= at && !source[line.range()].trim_start().starts_with('#');
            return if is_content {
                line
            } else {
                Span::new(span(start, start).start, line.end)
            };
        }
        if !text.is_empty() && !text.starts_with('#') {
            return span(at, next_end);
        }
        end = next_end;
    }
    span(start, end)
}

fn inside(outer: Span, from: usize, to: usize) -> Span {
    span(outer.start as usize + from, outer.start as usize + to)
}

fn span(start: usize, end: usize) -> Span {
    Span::new(offset(start), offset(end))
}
