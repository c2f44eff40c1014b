use super::documents::{self, Visit};
use crate::{
    finding::{Draft, Finding, Subject},
    rules::{self, Check, JudgedPod, Rule, invalid_yaml, not_judged},
    source::{SourceText, Span},
    spark::{self, Application, Placeholder, PodOptions, Role},
    yaml::ParseError,
};

/// What is known about a file beside its bytes.
#[derive(Clone, Copy, Debug, Default)]
pub struct LintOptions<'o> {
    /// What is known about the cluster.
    pub pods: PodOptions,
    /// The kustomization of which this file is a patch.
    pub patch_of: Option<&'o str>,
}

/// What there is to say about a file.
#[derive(Debug)]
pub struct FileReport {
    /// The file's text.
    pub source: SourceText,
    /// What was found: by place, then by rule.
    pub findings: Vec<Finding>,
    /// How many Spark applications were judged.
    pub applications: usize,
    /// How many documents name a Spark application and could not be judged.
    pub not_judged: usize,
}

/// False only when no document in these bytes can be a Spark application.
#[must_use]
pub fn may_matter(bytes: &[u8]) -> bool {
    spark::may_mention(bytes)
}

/// Lints one file. `None` when no Spark application is named in it.
#[must_use]
pub fn lint_bytes(bytes: &[u8], options: LintOptions<'_>) -> Option<FileReport> {
    if !may_matter(bytes) {
        return None;
    }
    let mut linter = Linter::new(options);
    let source = documents::visit(bytes, &mut linter);
    if linter.applications == 0 && linter.not_judged == 0 {
        return None;
    }
    let mut findings = linter.findings;
    findings.sort_by(|one, other| {
        let key = |finding: &Finding| (finding.draft.primary.span, finding.rule);
        key(one)
            .cmp(&key(other))
            .then_with(|| one.role.cmp(&other.role))
    });
    Some(FileReport {
        source,
        findings,
        applications: linter.applications,
        not_judged: linter.not_judged,
    })
}

struct Linter<'o> {
    options: LintOptions<'o>,
    findings: Vec<Finding>,
    applications: usize,
    not_judged: usize,
    has_template: bool,
}

impl Visit for Linter<'_> {
    fn application(&mut self, source: &str, application: &Application<'_>, origin: Option<&str>) {
        let about = About {
            application: Some(subject(application)),
            role: None,
            origin: origin.map(str::to_owned),
        };
        if let Some(kustomization) = self.options.patch_of {
            self.not_judged += 1;
            self.input(
                &about,
                not_judged::patch_draft(application.span, kustomization),
            );
            return;
        }
        self.applications += 1;
        if application.spec.is_none() {
            let missing = application.kind.spec_field();
            self.input(&about, not_judged::empty_draft(application.span, missing));
        }
        for pod in spark::submission(application, self.options.pods).pods {
            let about = About {
                role: Some(pod.role),
                ..about.clone()
            };
            let judged = JudgedPod::new(&pod, source);
            for rule in rules::all() {
                let Check::Pod(check) = rule.check else {
                    continue;
                };
                for draft in check(&judged) {
                    self.add(rule, &about, judged.with_role(draft));
                }
            }
        }
    }

    fn broken(&mut self, error: &ParseError, origin: Option<&str>) {
        self.not_judged += 1;
        let about = About {
            origin: origin.map(str::to_owned),
            ..About::default()
        };
        let rule = rules::find(invalid_yaml::ID).expect("a built-in rule");
        self.add(rule, &about, invalid_yaml::draft(error));
    }

    /// A template is named once for each file: rendering it is one step.
    fn template(&mut self, place: Span, placeholder: &Placeholder) {
        self.not_judged += 1;
        if !std::mem::replace(&mut self.has_template, true) {
            let draft = not_judged::placeholder_draft(place, placeholder.is_action);
            self.input(&About::default(), draft);
        }
    }
}

/// What a finding is about.
#[derive(Clone, Default)]
struct About {
    application: Option<Subject>,
    role: Option<Role>,
    origin: Option<String>,
}

impl<'o> Linter<'o> {
    fn new(options: LintOptions<'o>) -> Self {
        Self {
            options,
            findings: Vec::new(),
            applications: 0,
            not_judged: 0,
            has_template: false,
        }
    }

    fn input(&mut self, about: &About, draft: Draft) {
        let rule = rules::find(not_judged::ID).expect("a built-in rule");
        self.add(rule, about, draft);
    }

    fn add(&mut self, rule: &'static Rule, about: &About, draft: Draft) {
        self.findings.push(Finding {
            rule: &rule.info,
            severity: rule.info.severity,
            application: about.application.clone(),
            role: about.role.map(Role::field),
            rendered_from: about.origin.clone(),
            draft,
        });
    }
}

/// How reports name an application.
pub(crate) fn subject(application: &Application<'_>) -> Subject {
    Subject {
        kind: application.kind.name(),
        namespace: application.namespace.map(str::to_owned),
        name: application.name.clone().into_owned(),
    }
}
