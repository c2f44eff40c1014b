//! Findings: what rules produce and reports show.

mod diagnostic;
#[expect(
    clippy::module_inception,
    reason = "the folder is called after its main type"
)]
mod finding;
mod fix;
mod label;
mod language;
mod rule_info;
mod severity;
mod subject;

pub use diagnostic::Diagnostic;
pub use finding::Finding;
pub use finding::listed;
pub use fix::{Fix, Safety};
pub use label::Label;
pub use language::Language;
pub use rule_info::{FixKind, RuleInfo, RuleOption, RuleOrigin, RuleTag, RuleTranslation};
pub use severity::Severity;
pub use subject::Subject;
