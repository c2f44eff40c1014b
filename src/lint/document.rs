use std::{
    collections::{HashMap, hash_map::RandomState},
    hash::BuildHasher,
    sync::Arc,
};

use super::{
    LintOptions, Settings, Shielded,
    precedence::{self, Reported},
    suppression::{self, Suppression},
};
use crate::{
    finding::{Diagnostic, Finding, Subject},
    judged,
    rules::{self, Rule, custom_rule_not_judged, invalid_yaml, not_judged, unused_suppression},
    source::{OriginMap, Span},
    spark::{Application, Role},
    written::{self, Part, Reason, UnjudgedText, Visit},
    yaml::{self, Document, ParseError},
};

/// The report about one document of a file. All places count from its start.
#[derive(Clone, Debug, Default)]
pub struct DocumentReport {
    pub(super) findings: Vec<Finding>,
    pub(super) shielded: Vec<Shielded>,
    pub(super) suppressed: usize,
    pub(super) applications: Vec<Subject>,
    pub(super) extents: Vec<Span>,
    pub(super) not_judged: usize,
    pub(super) is_template: bool,
    /// True if a resource policy may change the findings of a pod.
    pub(super) would_follow_policy: bool,
    /// True if something could not be checked, even a single value: then an unused suppression may be needed.
    pub(super) has_gaps: bool,
}

/// Checks one document. Suppressions for the whole file are not applied.
#[must_use]
pub fn lint_document(text: &str, part: &Part, options: LintOptions<'_>) -> DocumentReport {
    let mut linter = Linter {
        options,
        report: DocumentReport::default(),
        entered: Vec::new(),
    };
    written::visit(text, part, &mut linter);
    linter.report
}

struct Linter<'o> {
    options: LintOptions<'o>,
    report: DocumentReport,
    /// The state at the start of each nested text that is being visited.
    entered: Vec<Entered>,
}

#[derive(Clone, Copy, Default)]
struct Entered {
    findings: usize,
    shielded: usize,
    extents: usize,
}

impl Visit for Linter<'_> {
    fn application(&mut self, source: &str, application: &Application<'_>, origin: Option<&str>) {
        let about = About {
            application: Some(subject(application)),
            role: None,
            origin: origin.map(str::to_owned),
        };
        let before = self.report.findings.len();
        let had_gaps = std::mem::take(&mut self.report.has_gaps);
        // A complete application is checked even if a kustomization uses it as a patch.
        let patched = self.options.patch_of.filter(|_| !application.is_whole());
        if let Some(kustomization) = patched {
            self.report.not_judged += 1;
            let diagnostic = not_judged::patch_diagnostic(application.span, kustomization);
            self.input(not_judged::ID, &about, diagnostic);
            return;
        }
        let outer = application.object.raw("spec");
        if application.spec.is_none() && outer.is_some_and(|spec| spec.openness_within().is_some())
        {
            self.report.not_judged += 1;
            let diagnostic = not_judged::put_in_diagnostic(application.span, self.options.chart);
            self.input(not_judged::ID, &about, diagnostic);
            return;
        }
        self.report.applications.push(subject(application));
        self.report.extents.push(application.object.span());
        if application.spec.is_none() {
            let missing = application.kind.spec().spec_path.join(".");
            let diagnostic = not_judged::empty_diagnostic(application.span, &missing);
            self.input(not_judged::ID, &about, diagnostic);
        }
        let settings = self.options.settings;
        let environment = &settings.environment;
        judged::judge(application, source, environment, |judged| {
            let mut pods = judged.pods.iter();
            self.report.would_follow_policy |= pods.any(|pod| pod.placement.would_follow_policy());
            if let Some(diagnostic) = not_judged::open_diagnostic(judged, self.options.chart) {
                self.input(not_judged::ID, &about, diagnostic);
            }
            let mut reported = Vec::new();
            rules::run(
                judged,
                &settings.rule_set,
                |rule| settings.options(rule),
                |rule, role, diagnostic| {
                    // A missing value may come with an inserted text.
                    let rests_on_absence =
                        rule.info().is_about_absence || diagnostic.rests_on_absence;
                    let (rule, diagnostic) = if rests_on_absence && judged.is_open(role) {
                        // A custom rule that could not be evaluated.
                        let unjudged = settings.rule_set.find(custom_rule_not_judged::ID);
                        match unjudged.filter(|_| rule.info().is_custom()) {
                            Some(unjudged) => (unjudged, diagnostic.not_judged(&rule.info().id)),
                            None => return,
                        }
                    } else {
                        (rule, diagnostic)
                    };
                    let for_rule = diagnostic.for_rule.as_deref();
                    if for_rule.is_some_and(|id| !settings.reports_unjudged(rule, id)) {
                        return;
                    }
                    reported.push(Reported {
                        rule,
                        role,
                        severity: settings.severity(rule, &diagnostic),
                        diagnostic,
                    });
                },
            );
            self.settle(reported, &about);
        });
        let suppressions = suppression::of_annotation(source, application, &settings.rule_set);
        self.suppress(suppressions, before, &about);
        self.report.has_gaps |= had_gaps;
    }

    fn document_ends(&mut self, source: &str, document: &Document<'_>, origin: Option<&str>) {
        let about = About {
            origin: origin.map(str::to_owned),
            ..About::default()
        };
        let root = document.root().span();
        let extents = self.report.extents.last();
        let has_application = extents.is_some_and(|extent| root.contains(*extent));
        if has_application && let Some(place) = yaml::content_behind_comment(source, document) {
            let diagnostic = invalid_yaml::hidden_diagnostic(place);
            self.input(invalid_yaml::ID, &about, diagnostic);
        }
        let suppressions =
            suppression::of_comments(source, document, &self.options.settings.rule_set);
        let from = self.entered.last().map_or(0, |entered| entered.findings);
        self.suppress(suppressions, from, &about);
    }

    fn broken(&mut self, error: &ParseError, origin: Option<&str>) {
        self.report.not_judged += 1;
        let about = About {
            origin: origin.map(str::to_owned),
            ..About::default()
        };
        self.input(invalid_yaml::ID, &about, invalid_yaml::diagnostic(error));
    }

    fn unjudged(&mut self, text: &UnjudgedText, origin: Option<&str>) {
        self.report.not_judged += 1;
        self.report.is_template |= matches!(text.reason, Reason::Template(_));
        let about = About {
            origin: origin.map(str::to_owned),
            ..About::default()
        };
        let diagnostic = not_judged::text_diagnostic(text, self.options.chart);
        self.input(not_judged::ID, &about, diagnostic);
    }

    fn enter(&mut self, _: &OriginMap) {
        self.entered.push(Entered {
            findings: self.report.findings.len(),
            shielded: self.report.shielded.len(),
            extents: self.report.extents.len(),
        });
    }

    fn leave(&mut self, map: &OriginMap) {
        let entered = self.entered.pop().unwrap_or_default();
        let report = &mut self.report;
        for finding in report.findings.split_off(entered.findings) {
            report.findings.push(Finding {
                diagnostic: finding.diagnostic.placed(map),
                ..finding
            });
        }
        for shielded in report.shielded.split_off(entered.shielded) {
            report.shielded.push(shielded.placed(map));
        }
        for extent in &mut report.extents[entered.extents..] {
            *extent = map.place(*extent).span;
        }
    }
}

#[derive(Clone, Default)]
pub(super) struct About {
    application: Option<Subject>,
    role: Option<Role>,
    origin: Option<String>,
}

impl Linter<'_> {
    fn suppress(&mut self, suppressions: Vec<Suppression>, from: usize, about: &About) {
        let report = &mut self.report;
        let needs_are_known = !report.has_gaps && report.not_judged == 0;
        report.suppressed += suppress(
            &mut report.findings,
            from,
            suppressions,
            needs_are_known,
            self.options.settings,
            about,
        );
    }

    fn settle(&mut self, reported: Vec<Reported<'_>>, about: &About) {
        let of_role = |role| About {
            role,
            ..about.clone()
        };
        let settled = precedence::settle(reported, self.options.settings);
        // Indexed by message, too: with aliases one place can have thousands of findings with different messages.
        let mut of_place: HashMap<(&str, Span, u64), Vec<usize>> = HashMap::new();
        let hashes = RandomState::new();
        for report in settled.kept {
            let (rule, diagnostic) = (report.rule, report.diagnostic);
            // A value that both roles use is one mistake.
            let place = diagnostic.primary.span;
            let words = hashes.hash_one(&diagnostic.message);
            let at_place = of_place.entry((&rule.id, place, words)).or_default();
            let findings = &self.report.findings;
            let is_same = |at: &&usize| findings[**at].diagnostic.message == diagnostic.message;
            match at_place.iter().find(is_same).copied() {
                Some(known) => self.report.findings[known].role = None,
                None => {
                    at_place.push(findings.len());
                    self.add(rule, &of_role(report.role), diagnostic);
                }
            }
        }
        for (report, by) in settled.shielded {
            let about = of_role(report.role);
            let finding = about.finding(report.rule, report.diagnostic, self.options.settings);
            self.report.shielded.push(Shielded::new(finding, by));
        }
    }

    fn input(&mut self, id: &str, about: &About, diagnostic: Diagnostic) {
        let settings = self.options.settings;
        let rule = settings.rule_set.find(id).expect("a built-in rule");
        if settings.is_on(rule) {
            self.add(rule, about, diagnostic);
        }
    }

    fn add(&mut self, rule: &Arc<Rule>, about: &About, diagnostic: Diagnostic) {
        self.report.has_gaps |= rule.id == not_judged::ID || diagnostic.for_rule.is_some();
        let finding = about.finding(rule, diagnostic, self.options.settings);
        self.report.findings.push(finding);
    }
}

impl About {
    fn finding(&self, rule: &Arc<Rule>, diagnostic: Diagnostic, settings: &Settings) -> Finding {
        Finding {
            rule: Arc::clone(rule.info()),
            severity: settings.severity(rule, &diagnostic),
            application: self.application.clone(),
            role: self.role.map(Role::name),
            rendered_from: self.origin.clone(),
            ways: Vec::new(),
            written_as: None,
            diagnostic,
        }
    }
}

/// A finding about the input, such as a kustomization that could not be built. `None` if the rule is off.
#[must_use]
pub fn input_finding(id: &str, diagnostic: Diagnostic, settings: &Settings) -> Option<Finding> {
    let rule = settings
        .rule_set
        .find(id)
        .filter(|rule| settings.is_on(rule))?;
    Some(About::default().finding(rule, diagnostic, settings))
}

/// Removes suppressed findings from index `from` on, and reports unused suppressions if they are known to be unused. Returns
/// the number of suppressed findings.
pub(super) fn suppress(
    findings: &mut Vec<Finding>,
    from: usize,
    mut suppressions: Vec<Suppression>,
    needs_are_known: bool,
    settings: &Settings,
    about: &About,
) -> usize {
    if suppressions.is_empty() || settings.no_suppressions {
        return 0;
    }
    let suppressed = suppression::apply(&mut suppressions, findings, from, settings);
    if !needs_are_known {
        suppressions.iter_mut().for_each(Suppression::count_as_used);
    }
    let rule = (settings.rule_set)
        .find(unused_suppression::ID)
        .expect("a built-in rule");
    if settings.is_on(rule) {
        let diagnostics = suppression::unused(&suppressions, settings).into_iter();
        findings.extend(diagnostics.map(|diagnostic| about.finding(rule, diagnostic, settings)));
    }
    suppressed
}

pub(crate) fn subject(application: &Application<'_>) -> Subject {
    Subject {
        kind: application.kind.name(),
        namespace: application.namespace.map(str::to_owned),
        name: application.name.clone().into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_name_what_they_were_rendered_from() {
        let application = "apiVersion: sparkoperator.k8s.io/v1beta2
kind: SparkApplication
metadata: {name: a}
spec: {driver: {}} # spark-eci-lint: ignore[ECI404] nothing
";
        let settings = Settings::default();
        let options = LintOptions {
            settings: &settings,
            patch_of: None,
            form: crate::written::FileForm::Manifests,
            chart: None,
        };
        let origins = |text: &str| {
            let parts = crate::written::parts(text, crate::written::FileForm::Manifests);
            let report = lint_document(text, &parts[0], options);
            let origin =
                |finding: &Finding| (finding.rule.id.clone(), finding.rendered_from.clone());
            report.findings.iter().map(origin).collect::<Vec<_>>()
        };
        for text in [application, "kind: SparkApplication\nmetadata: {name: a\n"] {
            let rendered = format!("# Source: chart/templates/a.yaml\n{text}");
            let (plain, rendered) = (origins(text), origins(&rendered));
            assert!(!plain.is_empty());
            assert!(plain.iter().all(|(_, origin)| origin.is_none()));
            let expected = plain
                .into_iter()
                .map(|(id, _)| (id, Some("chart/templates/a.yaml".to_owned())));
            assert_eq!(rendered, expected.collect::<Vec<_>>());
        }
        // All kinds of findings are among them.
        let ids = origins(application);
        for id in ["ECI003", "ECI101"] {
            assert!(ids.iter().any(|(known, _)| known == id), "{id}: {ids:?}");
        }
    }
}
