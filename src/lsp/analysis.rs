//! What is known about an open document: kept part by part, so that a keystroke costs as much as the
//! part of a stream that it is in.

use std::{
    collections::HashMap,
    sync::{Arc, OnceLock},
};

use super::carry::Carry;
use crate::{
    lint::{DocumentReport, FileReport, lint_document},
    plan::{FilePlan, PodPlan, plan_document},
    project::ForFile,
    source::{SourceText, Span},
    yaml::{self, ParseError},
};

/// What is known about a version of an open document.
pub(super) struct Analysis {
    /// The text, without a byte order mark.
    pub(super) content: String,
    /// What holds for the file.
    pub(super) for_file: ForFile,
    /// Which state of the configurations that was.
    pub(super) epoch: u64,
    /// What a fresh check of the file says; `None` where no Spark application is named in it.
    pub(super) report: Option<FileReport>,
    /// The documents of the stream.
    pub(super) parts: Vec<Part>,
    /// The pods of documents that cannot be read, as they were when those could be.
    carried: Vec<PodPlan>,
    pods: OnceLock<Vec<PodPlan>>,
}

/// A document of the stream.
pub(super) struct Part {
    /// Its part of the content.
    pub(super) span: Span,
    known: Arc<PartAnalysis>,
}

/// What is known about a document of a stream, wherever it stands.
struct PartAnalysis {
    text: String,
    error: Option<ParseError>,
    report: DocumentReport,
    plan: OnceLock<FilePlan>,
}

impl Analysis {
    /// Looks at a text; what `before` knows about parts that are still the same is taken over.
    pub(super) fn new(
        content: String,
        for_file: ForFile,
        epoch: u64,
        before: Option<&Analysis>,
    ) -> Self {
        let same = before.filter(|before| before.epoch == epoch);
        let known = same.into_iter().flat_map(|before| &before.parts);
        let known: HashMap<_, _> = known
            .map(|part| ((part.known.text.as_str(), &part.known.error), &part.known))
            .collect();
        let chunks = yaml::split(&content).into_iter();
        let parts = chunks.map(|chunk| {
            let text = &content[chunk.span.range()];
            let known = known.get(&(text, &chunk.error));
            let known = match known {
                Some(known) => Arc::clone(known),
                None => Arc::new(PartAnalysis {
                    text: text.to_owned(),
                    report: lint_document(text, chunk.error.as_ref(), for_file.options()),
                    error: chunk.error,
                    plan: OnceLock::new(),
                }),
            };
            Part {
                span: chunk.span,
                known,
            }
        });
        let parts: Vec<Part> = parts.collect();
        let reports = parts
            .iter()
            .map(|part| (part.span.start, part.known.report.clone()));
        let report = FileReport::of_documents(
            SourceText::from(content.clone()),
            reports,
            &for_file.effective.settings,
        );
        let mut analysis = Self {
            carried: Vec::new(),
            report,
            parts,
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

    /// The pods of all applications, in the order of the text. Where a document cannot be read as it
    /// stands, those that it had before.
    pub(super) fn pods(&self) -> &[PodPlan] {
        self.pods.get_or_init(|| {
            let mut pods = Vec::new();
            for part in &self.parts {
                let plan = part.known.plan(&self.for_file);
                if plan.pods.is_empty() && plan.not_judged > 0 {
                    let carried = self.carried.iter();
                    let is_here = |pod: &&PodPlan| {
                        let object = pod.places.object;
                        part.span.start <= object.start && object.end <= part.span.end
                    };
                    pods.extend(carried.filter(is_here).cloned());
                } else {
                    let moved = |pod: &PodPlan| pod.clone().moved(part.span.start);
                    pods.extend(plan.pods.iter().map(moved));
                }
            }
            pods
        })
    }

    /// The document of the stream that an offset is in, or at the end of.
    pub(super) fn part_at(&self, offset: u32) -> Option<&Part> {
        let behind = self.parts.partition_point(|part| part.span.start <= offset);
        let part = self.parts.get(behind.checked_sub(1)?)?;
        (offset <= part.span.end).then_some(part)
    }
}

impl Part {
    /// The document's text.
    pub(super) fn text(&self) -> &str {
        &self.known.text
    }
}

impl PartAnalysis {
    fn plan(&self, for_file: &ForFile) -> &FilePlan {
        self.plan
            .get_or_init(|| plan_document(&self.text, self.error.as_ref(), for_file.options()))
    }
}
