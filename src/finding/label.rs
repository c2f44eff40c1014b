use std::sync::Arc;

use crate::{
    source::{OriginMap, SourceFile, Span},
    text::Text,
};

/// A place in the file and what is to be said about it.
#[derive(Clone, Debug)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// The file of the place; `None` for the file that the finding is about.
    pub file: Option<Arc<SourceFile>>,
    /// A few words: lower case, no full stop.
    pub message: Text,
}

impl PartialEq for Label {
    fn eq(&self, other: &Self) -> bool {
        let path = |label: &Self| label.file.as_ref().map(|file| file.path.clone());
        (self.span, &self.message) == (other.span, &other.message) && path(self) == path(other)
    }
}

impl Eq for Label {}

impl Label {
    /// The same about the places where a text is written.
    pub(super) fn place(&mut self, map: &OriginMap) {
        // What already lies in another file stays there.
        if self.file.is_none() {
            let place = map.place(self.span);
            (self.file, self.span) = (place.file, place.span);
        }
    }

    /// A place with words.
    pub fn new(span: Span, message: impl Into<Text>) -> Self {
        Self {
            span,
            file: None,
            message: message.into(),
        }
    }
}
