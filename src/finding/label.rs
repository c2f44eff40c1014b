use std::sync::Arc;

use crate::{
    source::{OriginMap, SourceFile, Span},
    text::Text,
};

/// A place in a file with a message.
#[derive(Clone, Debug)]
pub struct Label {
    /// The bytes in the text of the file.
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
    /// Moves it to the place where the text is written.
    pub(super) fn place(&mut self, map: &OriginMap) {
        // A place in another file is already final.
        if self.file.is_none() {
            let place = map.place(self.span);
            (self.file, self.span) = (place.file, place.span);
        }
    }

    /// A label in the file that the finding is about.
    pub fn new(span: Span, message: impl Into<Text>) -> Self {
        Self {
            span,
            file: None,
            message: message.into(),
        }
    }
}
