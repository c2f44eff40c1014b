//! The documents that are open in the editor.

use std::path::PathBuf;

use gen_lsp_types::{Range, Uri};
use serde::Deserialize;

use super::{
    analysis::Analysis,
    client::Client,
    settings::Settings,
    text::Text,
    workspace::{self, Workspace},
};

/// A document that is open.
pub(super) struct Document {
    /// Its URI, as the client writes it.
    pub(super) uri: Uri,
    /// The file, where it is one.
    pub(super) path: Option<PathBuf>,
    /// The client's number for this text.
    pub(super) version: i32,
    /// The text.
    pub(super) text: Text,
    /// What is known about this text; `None` where that has not been asked for.
    now: Option<Now>,
    /// What was known about an earlier one.
    before: Option<Analysis>,
    /// Tells what is known from all that was known before, about whatever document.
    serial: u64,
    /// The version, and the state of the configurations, of which diagnostics were sent.
    published: Option<(i32, u64)>,
}

struct Now {
    epoch: u64,
    /// `None` for what is not to be checked.
    analysis: Option<Analysis>,
}

/// A part of the text and what is to stand there; everything, without a range.
#[derive(Deserialize)]
pub(super) struct Change {
    range: Option<Range>,
    text: String,
}

/// A document and what is known about it: what requests look at.
#[derive(Clone, Copy)]
pub(super) struct View<'v> {
    pub(super) client: Client,
    pub(super) settings: &'v Settings,
    pub(super) uri: &'v Uri,
    pub(super) version: i32,
    pub(super) text: &'v Text,
    pub(super) analysis: &'v Analysis,
}

impl Document {
    pub(super) fn new(uri: Uri, version: i32, text: Text) -> Self {
        Self {
            path: workspace::path_of(&uri),
            uri,
            version,
            text,
            now: None,
            before: None,
            serial: 0,
            published: None,
        }
    }

    /// True for a configuration of this linter.
    pub(super) fn is_configuration(&self) -> bool {
        self.path
            .as_deref()
            .is_some_and(workspace::is_configuration)
    }

    /// Takes changes, one after the other.
    pub(super) fn change(&mut self, version: i32, changes: &[Change]) {
        for change in changes {
            self.text.change(change.range, &change.text);
        }
        self.version = version;
        self.forget();
    }

    /// Forgets what is known, but for what helps to find it out again.
    pub(super) fn forget(&mut self) {
        let analysis = self.now.take().and_then(|now| now.analysis);
        self.before = analysis.or_else(|| self.before.take());
    }

    /// Forgets everything: what is known may be wrong.
    pub(super) fn reset(&mut self) {
        self.now = None;
        self.before = None;
    }

    /// Finds out what there is to know, unless that is known.
    pub(super) fn analyse(&mut self, workspace: &mut Workspace) -> Option<&Analysis> {
        if self
            .now
            .as_ref()
            .is_none_or(|now| now.epoch != workspace.epoch)
        {
            self.forget();
            let for_file = if self.is_configuration() {
                None
            } else {
                workspace.of(self.path.as_deref())
            };
            let analysis = for_file.map(|for_file| {
                let content = self.text.content().to_owned();
                Analysis::new(content, for_file, workspace.epoch, self.before.as_ref())
            });
            workspace.serial += 1;
            self.serial = workspace.serial;
            self.now = Some(Now {
                epoch: workspace.epoch,
                analysis,
            });
        }
        self.now.as_ref()?.analysis.as_ref()
    }

    /// What is known, where that was found out.
    pub(super) fn analysis(&self) -> Option<&Analysis> {
        self.now.as_ref()?.analysis.as_ref()
    }

    /// True when diagnostics of this text were sent.
    pub(super) fn is_published(&self, epoch: u64) -> bool {
        self.published == Some((self.version, epoch)) && self.now.is_some()
    }

    /// Diagnostics of this text were sent.
    pub(super) fn set_published(&mut self, epoch: u64) {
        self.published = Some((self.version, epoch));
    }

    /// What tells what is known from what was known before.
    pub(super) fn result_id(&self) -> String {
        self.serial.to_string()
    }
}
