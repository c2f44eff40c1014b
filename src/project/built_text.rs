use crate::source::OriginMap;

/// A text that was built of several files.
#[derive(Clone, Copy)]
pub struct BuiltText<'o> {
    /// The way that it is built, if there are several.
    pub way: Option<&'o str>,
    /// The text.
    pub text: &'o str,
    /// The source of each part.
    pub map: &'o OriginMap,
}
