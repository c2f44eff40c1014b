use crate::{
    gotemplate::{Text, Value},
    source::FileId,
};

/// A template of a chart, or of one that it needs, with its data.
pub(super) struct Template {
    /// Its name, such as `orders/templates/app.yaml`.
    pub(super) name: String,
    pub(super) file: FileId,
    pub(super) text: Text,
    /// What `.` is in it.
    pub(super) scope: Value,
    /// False for what only defines templates for others.
    pub(super) is_rendered: bool,
}
