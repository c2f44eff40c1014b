use crate::source::OriginMap;

/// A text that was built of several files.
#[derive(Clone, Copy)]
pub struct BuiltText<'o> {
    /// The way in which it is built, where there are several.
    pub way: Option<&'o str>,
    /// The text.
    pub text: &'o str,
    /// Where each part of it is written.
    pub map: &'o OriginMap,
}
