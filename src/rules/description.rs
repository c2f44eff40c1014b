use std::sync::{Arc, OnceLock};

use super::page;
use crate::finding::RuleInfo;

/// The description of a rule. Pages are read on demand: a run needs few of them, and reading all takes longer than judging an
/// application.
pub(super) struct Description {
    /// The page of a built-in rule.
    page: &'static str,
    info: OnceLock<Arc<RuleInfo>>,
}

impl Description {
    pub(super) fn of_page(page: &'static str) -> Self {
        Self {
            page,
            info: OnceLock::new(),
        }
    }

    pub(super) fn known(info: RuleInfo) -> Self {
        Self {
            page: "",
            info: OnceLock::from(Arc::new(info)),
        }
    }

    pub(super) fn info(&self) -> &Arc<RuleInfo> {
        self.info.get_or_init(|| Arc::new(page::parse(self.page)))
    }
}
