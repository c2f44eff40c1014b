//! SARIF 2.1.0, as GitHub code scanning and other viewers read it.
//!
//! Columns count UTF-16 code units, as the run says.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, HashMap, HashSet},
    io::{self, Write},
    sync::Arc,
};

use serde::Serialize;
use serde_sarif::sarif::{
    ArtifactChange, ArtifactContent, ArtifactLocation, Fix as SarifFix, Invocation, Location,
    LogicalLocation, Message, MultiformatMessageString, Notification, PhysicalLocation,
    PropertyBag, Region, Replacement, ReportingConfiguration, ReportingDescriptor,
    Result as SarifResult, ResultLevel, Tool, ToolComponent,
};

use super::{Context, fingerprint::fingerprints, json_list, place, place::Uri, printable};
use crate::{
    finding::{Finding, Fix, Label, Language, RuleInfo, Safety, Severity},
    lint::{LintedFile, Run},
    named::Named,
    source::{ColumnUnit, Edit, SourceText, Span},
    text,
};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
/// The name of the root of the sources.
const ROOT: &str = "%SRCROOT%";
const FINGERPRINT: &str = "sparkEciLint/v1";

/// GitHub code scanning refuses a run with more results.
///
/// Source: `docs.github.com/code-security/reference/code-scanning/sarif-files/sarif-support-for-code-scanning`.
const RESULTS: usize = 25_000;

pub(super) fn write(run: &Run, context: &Context<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut findings: Vec<_> = context.findings(run).enumerate().collect();
    let left_out = findings.len().saturating_sub(RESULTS);
    if left_out > 0 {
        // Keep the worst; the sort is stable, so the order of the report stays.
        findings.sort_by_key(|(_, (_, finding))| Reverse(finding.severity));
        findings.truncate(RESULTS);
        findings.sort_by_key(|(index, _)| *index);
    }
    let findings: Vec<_> = findings.into_iter().map(|(_, found)| found).collect();
    let artifacts = Artifacts::new(run, context);
    let fingerprints = fingerprints(&findings);
    let results: Vec<_> = findings.into_iter().zip(fingerprints).collect();
    let rules = if context.lists_all_rules {
        (context.rules)()
    } else {
        fired(&results)
    };
    let places = rules.iter().enumerate();
    let places: HashMap<_, _> = places
        .map(|(index, rule)| (address_of(rule), index))
        .collect();
    json_list::write(
        &Log::new(run, left_out, &rules),
        &results,
        |((file, finding), fingerprint)| {
            let artifact = artifacts.of_file(file);
            let index = places.get(&address_of(&finding.rule)).copied();
            result(file, finding, index, context, artifact, fingerprint)
        },
        out,
    )
}

/// The rules of the results, ordered by id. Viewers need no others, and with the pages of all rules a report of nine
/// findings had 218 KB.
fn fired(results: &[((&LintedFile, &Finding), String)]) -> Vec<Arc<RuleInfo>> {
    let mut seen = HashSet::new();
    let rules = results.iter().map(|((_, finding), _)| &finding.rule);
    let mut rules: Vec<_> = rules
        .filter(|rule| seen.insert(address_of(rule)))
        .cloned()
        .collect();
    rules.sort();
    rules
}

/// Rules are compared by address, because configurations of two folders may use one id for different rules.
fn address_of(rule: &Arc<RuleInfo>) -> usize {
    Arc::as_ptr(rule).addr()
}

/// The log without its results.
#[derive(Serialize)]
struct Log {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [SarifRun; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifRun {
    tool: Tool,
    column_kind: &'static str,
    original_uri_base_ids: BTreeMap<&'static str, ArtifactLocation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    invocations: Option<[Invocation; 1]>,
    properties: BTreeMap<&'static str, usize>,
    /// Empty here: the items are written one by one.
    results: [(); 0],
}

impl Log {
    fn new(run: &Run, left_out: usize, rules: &[Arc<RuleInfo>]) -> Self {
        let root = ArtifactLocation::builder()
            .description("The root of the repository, or the folder that the linter was run in.")
            .build();
        Self {
            schema: SCHEMA,
            version: "2.1.0",
            runs: [SarifRun {
                tool: tool(rules),
                column_kind: "utf16CodeUnits",
                original_uri_base_ids: BTreeMap::from([(ROOT, root)]),
                invocations: (left_out > 0).then(|| [invocation(left_out)]),
                properties: BTreeMap::from([
                    ("applications", run.applications()),
                    ("notJudged", run.not_judged()),
                    ("suppressed", run.suppressed()),
                    ("known", run.known),
                    ("unchanged", run.unchanged),
                    ("excluded", run.excluded),
                    ("ignored", run.ignored),
                ]),
                results: [],
            }],
        }
    }
}

/// The locations of files, each computed once.
struct Artifacts<'r>(HashMap<&'r str, ArtifactLocation>);

impl<'r> Artifacts<'r> {
    fn new(run: &'r Run, context: &Context<'_>) -> Self {
        let files = run.files.iter();
        let files = files.map(|file| (file.path.as_str(), artifact(file, context)));
        Self(files.collect())
    }

    fn of_file(&self, file: &LintedFile) -> &ArtifactLocation {
        &self.0[file.path.as_str()]
    }
}

/// A notification about omitted results.
fn invocation(left_out: usize) -> Invocation {
    let text = format!(
        "{left_out} less severe findings are omitted: code scanning accepts {RESULTS} results."
    );
    let notification = Notification::builder()
        .message(Message::from(&text))
        .level("warning")
        .build();
    Invocation::builder()
        .execution_successful(true)
        .tool_execution_notifications(vec![notification])
        .build()
}

fn tool(rules: &[Arc<RuleInfo>]) -> Tool {
    let driver = ToolComponent::builder()
        .name(env!("CARGO_PKG_NAME"))
        .semantic_version(env!("CARGO_PKG_VERSION"))
        .information_uri(env!("CARGO_PKG_REPOSITORY"))
        .short_description(&sentence(env!("CARGO_PKG_DESCRIPTION"), Language::En))
        .rules(
            rules
                .iter()
                .map(|rule| descriptor(rule))
                .collect::<Vec<_>>(),
        )
        .build();
    Tool::builder().driver(driver).build()
}

fn descriptor(rule: &RuleInfo) -> ReportingDescriptor {
    let help = MultiformatMessageString::builder()
        .text(rule.description.clone())
        .markdown(rule.page.clone())
        .build();
    let kind = match rule.severity {
        Severity::Info => "recommendation",
        severity => severity.name(),
    };
    let properties = BTreeMap::from([
        ("problem.severity".to_owned(), kind.into()),
        ("precision".to_owned(), "high".into()),
    ]);
    ReportingDescriptor::builder()
        .id(rule.id.clone())
        .name(pascal_case(&rule.name))
        .short_description(&sentence(&rule.summary, Language::En))
        .full_description(&rule.description)
        .help(help)
        .help_uri(rule.url.clone())
        .default_configuration(
            ReportingConfiguration::builder()
                .level(level_name(rule.severity))
                .build(),
        )
        .properties(
            PropertyBag::builder()
                .tags(["spark", "kubernetes", "eci", rule.group.as_str()].map(str::to_owned))
                .additional_properties(properties)
                .build(),
        )
        .build()
}

fn result(
    file: &LintedFile,
    finding: &Finding,
    rule_index: Option<usize>,
    context: &Context<'_>,
    artifact: &ArtifactLocation,
    fingerprint: &str,
) -> SarifResult {
    let rule_index = rule_index.and_then(|index| i64::try_from(index).ok());
    let mut primary = location(file, &finding.diagnostic.primary, artifact, None);
    let region = primary
        .physical_location
        .as_mut()
        .and_then(|place| place.region.as_mut());
    if let Some(region) = region.filter(|_| !finding.diagnostic.primary.span.is_empty()) {
        region.snippet = Some(
            ArtifactContent::builder()
                .text(file.report.source.slice(finding.diagnostic.primary.span))
                .build(),
        );
    }
    primary.logical_locations = logical_location(finding).map(|location| vec![location]);
    let related = (1_i64..).zip(&finding.diagnostic.related);
    let related: Vec<Location> = related
        .map(|(id, label)| {
            let elsewhere = label
                .file
                .as_ref()
                .map(|file| artifact_of(&file.path, context));
            location(
                file,
                label,
                elsewhere.as_ref().unwrap_or(artifact),
                Some((id, finding.diagnostic.language)),
            )
        })
        .collect();
    let help = finding
        .diagnostic
        .help
        .as_deref()
        .map(|help| format!(" {}", sentence(help, finding.diagnostic.language)))
        .unwrap_or_default();
    let mut result = SarifResult::builder()
        .rule_id(finding.rule.id.clone())
        .level(level(finding.severity))
        .message(&format!("{}{help}", message_of(finding)))
        .locations(vec![primary])
        .partial_fingerprints(BTreeMap::from([(
            FINGERPRINT.to_owned(),
            fingerprint.to_owned(),
        )]))
        .build();
    result.rule_index = rule_index;
    // Each fix is an alternative (SARIF 2.1.0, 3.27.30).
    let fixes = finding.diagnostic.ways();
    let fixes: Vec<SarifFix> = fixes
        .map(|fix| sarif_fix(file, fix, finding.diagnostic.language, artifact))
        .collect();
    result.fixes = Some(fixes).filter(|fixes| !fixes.is_empty());
    result.related_locations = Some(related).filter(|related| !related.is_empty());
    result
}

fn sarif_fix(
    file: &LintedFile,
    fix: &Fix,
    language: Language,
    artifact: &ArtifactLocation,
) -> SarifFix {
    let replacement = |edit: &Edit| {
        Replacement::builder()
            .deleted_region(region(&file.report.source, edit.span))
            .inserted_content(ArtifactContent::builder().text(&edit.text).build())
            .build()
    };
    let title = match fix.safety {
        Safety::Safe => fix.title.clone(),
        Safety::Unsafe => language.shown(&text!("{title} (needs a decision)", title = fix.title)),
    };
    let change = ArtifactChange::builder()
        .artifact_location(artifact.clone())
        .replacements(fix.edits.iter().map(replacement).collect::<Vec<_>>())
        .build();
    SarifFix::builder()
        .description(Message::from(&sentence(&title, language)))
        .artifact_changes(vec![change])
        .build()
}

fn artifact(file: &LintedFile, context: &Context<'_>) -> ArtifactLocation {
    artifact_of(&file.path, context)
}

fn artifact_of(path: &str, context: &Context<'_>) -> ArtifactLocation {
    let root = context.workspace.unwrap_or(context.current_dir);
    match place::uri(path, root, context.current_dir) {
        Uri::Relative(uri) => ArtifactLocation::builder()
            .uri(uri)
            .uri_base_id(ROOT)
            .build(),
        Uri::Absolute(uri) => ArtifactLocation::builder().uri(uri).build(),
    }
}

fn location(
    file: &LintedFile,
    label: &Label,
    artifact: &ArtifactLocation,
    related: Option<(i64, Language)>,
) -> Location {
    let physical = PhysicalLocation::builder()
        .artifact_location(artifact.clone())
        .region(region(file.source_of(label).1, label.span))
        .build();
    let mut location = Location::builder().physical_location(physical).build();
    location.id = related.map(|(id, _)| id);
    location.message =
        related.map(|(_, language)| Message::from(&sentence(&label.message, language)));
    location
}

fn region(source: &SourceText, span: Span) -> Region {
    let number = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let position = |offset| source.position(offset, ColumnUnit::Utf16);
    let (start, end) = (position(span.start), position(span.end));
    Region::builder()
        .start_line(number(start.line))
        .start_column(number(start.column))
        .end_line(number(end.line))
        .end_column(number(end.column))
        .build()
}

/// The application and, if there is one, the role: `SparkApplication/jobs/etl/executor`.
fn logical_location(finding: &Finding) -> Option<LogicalLocation> {
    let application = finding.application.as_ref()?;
    let parts = [
        Some(application.kind),
        application.namespace.as_deref(),
        Some(&application.name),
        finding.role,
    ];
    let full_name = parts
        .into_iter()
        .flatten()
        .map(|part| printable(part).into_owned())
        .collect::<Vec<_>>()
        .join("/");
    let name = finding.role.unwrap_or(&application.name);
    Some(
        LogicalLocation::builder()
            .name(printable(name))
            .fully_qualified_name(full_name)
            .kind("resource")
            .build(),
    )
}

fn level(severity: Severity) -> ResultLevel {
    match severity {
        Severity::Error => ResultLevel::Error,
        Severity::Warning => ResultLevel::Warning,
        Severity::Info => ResultLevel::Note,
    }
}

fn level_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// The message of a custom rule may start with a name, which must not be capitalized.
fn message_of(finding: &Finding) -> String {
    if finding.rule.is_custom() {
        let message = finding.message();
        return format!("{}.", printable(&message).trim_end_matches('.'));
    }
    sentence(&finding.message(), finding.diagnostic.language)
}

/// SARIF messages are sentences.
fn sentence(text: &str, language: Language) -> String {
    let text = printable(text);
    let mut sentence = String::with_capacity(text.len() + 1);
    let mut letters = text.chars();
    sentence.extend(letters.next().into_iter().flat_map(char::to_uppercase));
    sentence.push_str(letters.as_str().trim_end_matches('.'));
    sentence.push(match language {
        Language::En => '.',
        Language::ZhCn => '。',
    });
    sentence
}

/// `cores-exceed-spec` as `CoresExceedSpec`.
fn pascal_case(name: &str) -> String {
    name.split('-')
        .map(|word| word[..1].to_ascii_uppercase() + &word[1..])
        .collect()
}
