//! The analysis of an open document. It is cached by document of the stream, so that a keystroke only analyses the document
//! that it changes.

use std::{
    collections::HashMap,
    sync::{Arc, OnceLock},
};

use super::carry::Carry;
use crate::{
    judged::ResourcePolicies,
    lint::{DocumentReport, FileReport, LintOptions, lint_document},
    plan::{FilePlan, PodPlan, plan_document},
    project::ForFile,
    source::{OriginMap, SourceText, Span},
    written,
};

pub(super) struct Analysis {
    /// The text, without a byte order mark.
    pub(super) content: String,
    pub(super) for_file: ForFile,
    /// The state of the configurations that the text was checked with.
    pub(super) epoch: u64,
    /// Equal to the report of a check of the whole file. `None` if the text names no Spark application.
    pub(super) report: Option<FileReport>,
    pub(super) parts: Vec<Part>,
    /// The resource policies in the text, on which the parts depend.
    policies: ResourcePolicies,
    /// The last known pods of documents that cannot be parsed now.
    carried: Vec<PodPlan>,
    pods: OnceLock<Vec<PodPlan>>,
}

/// A document of the stream.
pub(super) struct Part {
    pub(super) span: Span,
    known: Arc<PartAnalysis>,
}

/// The analysis of a document of the stream. It does not depend on where the document starts.
struct PartAnalysis {
    text: String,
    part: written::Part,
    report: DocumentReport,
    plan: OnceLock<FilePlan>,
}

impl Analysis {
    /// Parts that are equal to those of `before` are not analysed again.
    pub(super) fn new(
        content: String,
        for_file: ForFile,
        epoch: u64,
        before: Option<&Analysis>,
    ) -> Self {
        let policies = ResourcePolicies::find(content.as_bytes());
        let is_same = |before: &&Analysis| before.epoch == epoch && before.policies == policies;
        let same = before.filter(is_same);
        let options = for_file.options();
        let with_policies =
            (!policies.is_empty()).then(|| options.settings.with_policies(policies.clone()));
        let options = LintOptions {
            settings: with_policies.as_ref().unwrap_or(options.settings),
            ..options
        };
        let known = same.into_iter().flat_map(|before| &before.parts);
        let known: HashMap<_, _> = known
            .map(|part| {
                (
                    (part.known.text.as_str(), part.known.part.kind()),
                    &part.known,
                )
            })
            .collect();
        let parts = written::parts(&content, for_file.form).into_iter();
        let parts = parts.map(|part| {
            let (span, text) = (part.span, &content[part.span.range()]);
            let known = known.get(&(text, part.kind()));
            let known = match known {
                Some(known) => Arc::clone(known),
                None => Arc::new(PartAnalysis {
                    text: text.to_owned(),
                    report: lint_document(text, &part, options),
                    part,
                    plan: OnceLock::new(),
                }),
            };
            Part { span, known }
        });
        let parts: Vec<Part> = parts.collect();
        let reports = parts
            .iter()
            .map(|part| (part.span.start, part.known.report.clone()));
        let report = FileReport::from_documents(
            SourceText::from(content.clone()),
            reports,
            &for_file.effective.settings,
        );
        let mut analysis = Self {
            carried: Vec::new(),
            report,
            parts,
            policies,
            content,
            for_file,
            epoch,
            pods: OnceLock::new(),
        };
        let is_whole = (analysis.report.as_ref()).is_none_or(|report| report.not_judged == 0);
        if let Some(before) = before.filter(|_| !is_whole) {
            let carry = Carry::new(&before.content, &analysis.content);
            let pods = before.pods().iter();
            analysis.carried = pods.filter_map(|pod| carry.pod(pod)).collect();
        }
        analysis
    }

    /// The pods of all applications, in the order of the text. An application that cannot be parsed now has its last known
    /// pods.
    pub(super) fn pods(&self) -> &[PodPlan] {
        self.pods.get_or_init(|| {
            let mut pods = Vec::new();
            for part in &self.parts {
                let plan = part.known.plan(&self.for_file);
                let map = OriginMap::starting_at(part.span.start);
                let known = plan.pods.iter().map(|pod| pod.clone().placed(&map));
                let mut known: Vec<PodPlan> = known.collect();
                if plan.not_judged > 0 {
                    let carried = self.carried.iter();
                    let carried = carried.filter(|pod| part.has_lost(pod.places.object, plan));
                    known.extend(carried.cloned());
                    known.sort_by_key(|pod| pod.places.object);
                }
                pods.extend(known);
            }
            pods
        })
    }

    /// The document of the stream that contains an offset or ends there.
    pub(super) fn part_at(&self, offset: u32) -> Option<&Part> {
        let behind = self.parts.partition_point(|part| part.span.start <= offset);
        let part = self.parts.get(behind.checked_sub(1)?)?;
        (offset <= part.span.end).then_some(part)
    }
}

impl Part {
    /// True if there was an application, and there is text now that cannot be parsed.
    fn has_lost(&self, object: Span, plan: &FilePlan) -> bool {
        if !self.span.contains(object) {
            return false;
        }
        // Without pods, the whole document may be impossible to parse.
        let mut texts = plan.unjudged_texts.iter();
        let is_there = |text: Span| text.start < object.end && object.start < text.end;
        plan.pods.is_empty() || texts.any(|text| is_there(text.moved(self.span.start)))
    }

    pub(super) fn text(&self) -> &str {
        &self.known.text
    }

    /// The part of a text that only has this document.
    pub(super) fn whole(&self) -> written::Part {
        self.known.part.of_kind(&self.known.text)
    }
}

impl PartAnalysis {
    fn plan(&self, for_file: &ForFile) -> &FilePlan {
        self.plan
            .get_or_init(|| plan_document(&self.text, &self.part, for_file.options()))
    }
}
