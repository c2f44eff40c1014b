//! `spark-eci-lint config test`: runs custom rules on their examples.

use std::io::{self, Write};

use super::{
    args::ConfigPath,
    configured::for_path,
    exit,
    output::{exit_code, plural, to_stdout},
};
use crate::{
    finding::Finding,
    lint::{LintOptions, Selection, Settings, lint_bytes},
    report::printable,
    rules::{Check, CustomRule, Example, Rule},
    written::FileForm,
};

#[derive(Default)]
struct Outcome {
    rules: usize,
    examples: usize,
    without_examples: Vec<String>,
    /// One line each.
    failures: Vec<String>,
}

pub(super) fn run(arguments: &ConfigPath) -> u8 {
    let of_file = match for_path(arguments) {
        Ok(of_file) => of_file,
        Err(code) => return code,
    };
    let settings = &of_file.effective.settings;
    let mut outcome = Outcome::default();
    for rule in settings.rule_set.custom() {
        if let Check::Custom(custom) = &rule.check {
            outcome.try_rule(rule, custom, settings);
        }
    }
    let written = to_stdout(|out| outcome.write(out));
    let has_failed = !outcome.failures.is_empty();
    exit_code(&written).max(if has_failed {
        exit::FINDINGS
    } else {
        exit::CLEAN
    })
}

impl Outcome {
    fn try_rule(&mut self, rule: &Rule, custom: &CustomRule, settings: &Settings) {
        self.rules += 1;
        if custom.examples.is_empty() {
            self.without_examples.push(rule.id.clone().into_owned());
        }
        // Only this rule, so that no other rule wins over it and nothing suppresses its findings.
        let settings = Settings {
            selection: Selection {
                select: vec![rule.id.clone().into_owned()],
                ignore: Vec::new(),
            },
            no_suppressions: true,
            ..settings.clone()
        };
        for example in &custom.examples {
            self.examples += 1;
            let kind = if example.is_bad { "bad" } else { "good" };
            let reasons = failures(rule, example, &settings);
            self.failures.extend(reasons.into_iter().map(|reason| {
                let (id, name) = (&rule.id, &rule.info().name);
                format!(
                    "{}: {id} {name}: this {kind} example {reason}",
                    example.place
                )
            }));
        }
    }

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        for failure in &self.failures {
            writeln!(out, "{}", printable(failure))?;
        }
        if !self.without_examples.is_empty() {
            let number = self.without_examples.len();
            let names = self.without_examples.join(", ");
            writeln!(
                out,
                "{number} rule{} without examples: {names}",
                plural(number)
            )?;
        }
        let failures = match self.failures.len() {
            0 => "all passed".to_owned(),
            number => format!("{number} failure{}", plural(number)),
        };
        writeln!(
            out,
            "{} rule{}, {} example{}: {failures}",
            self.rules,
            plural(self.rules),
            self.examples,
            plural(self.examples)
        )
    }
}

fn failures(rule: &Rule, example: &Example, settings: &Settings) -> Vec<String> {
    let options = LintOptions {
        settings,
        patch_of: None,
        form: FileForm::Manifests,
        chart: None,
    };
    let report = lint_bytes(example.text.as_bytes(), options);
    let Some(report) = report.filter(|report| !report.applications.is_empty()) else {
        return vec!["has no Spark application that can be checked".to_owned()];
    };
    let (own, others): (Vec<&Finding>, Vec<&Finding>) =
        (report.findings.iter()).partition(|finding| finding.rule.id == *rule.id);
    let others = others.iter();
    let mut failures: Vec<_> = others
        .map(|finding| format!("cannot be checked: {}", finding.diagnostic.message))
        .collect();
    match own.first() {
        None if example.is_bad && failures.is_empty() => {
            failures.push("has no finding".to_owned());
        }
        Some(finding) if !example.is_bad => {
            failures.push(format!("has a finding: {}", finding.diagnostic.message));
        }
        _ => {}
    }
    failures
}
