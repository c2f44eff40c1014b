//! What is at the cursor.

use crate::{
    judged::{self, JudgedApplication},
    lint::LintOptions,
    rules,
    source::{self, Span, line_start},
    written,
    yaml::{self, Document, Entry, Step},
};

/// The rule whose id or name is at an offset, in a suppression.
pub(super) fn suppressed_rule(text: &str, offset: u32) -> Option<(&'static rules::Rule, Span)> {
    let at = offset as usize;
    let is_of_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
    let start = text[..at].trim_end_matches(is_of_name).len();
    let end = at + (text[at..].len() - text[at..].trim_start_matches(is_of_name).len());
    let line = line_start(text, start);
    let is_meant = text[line..start].contains("spark-eci-lint");
    let rule = rules::find(&text[start..end]).filter(|_| is_meant)?;
    Some((rule, Span::new(source::offset(start), source::offset(end))))
}

/// The keys around an offset, innermost last; the items of lists have no key.
pub(super) fn entries_at<'d>(document: &'d Document<'d>, offset: u32) -> Vec<Entry<'d>> {
    let path = document.root().path_at(offset).into_iter();
    path.filter_map(|step| match step {
        Step::Entry(entry) => Some(entry),
        Step::Item(_) => None,
    })
    .collect()
}

/// Calls `look` with the application at an offset, as rules see it.
pub(super) fn with_application<T>(
    text: &str,
    offset: u32,
    options: LintOptions<'_>,
    look: impl FnOnce(&JudgedApplication<'_, '_>) -> T,
) -> Option<T> {
    let end = source::offset(text.len());
    let document = yaml::parse(text, Span::new(0, end)).ok()??;
    let applications = written::applications(&document);
    let application = applications.iter().find(|application| {
        let span = application.object.span();
        span.start <= offset && offset <= span.end
    })?;
    let settings = options.settings;
    let environment = &settings.environment;
    let looked = judged::judge(application, text, settings.pods, environment, look);
    Some(looked)
}
