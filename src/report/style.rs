/// The style of human output.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Whether to use colours.
    pub color: bool,
    /// Whether rule ids are terminal hyperlinks.
    pub hyperlinks: bool,
    /// Whether the URL of the rule's page is below each finding.
    pub addresses: bool,
    /// The width of the terminal; `None` if it is unknown.
    pub width: Option<usize>,
}

/// The width of text for an unknown terminal.
const DEFAULT_WIDTH: usize = 100;

impl Style {
    /// The style of files.
    pub const PLAIN: Self = Self {
        color: false,
        hyperlinks: false,
        addresses: false,
        width: None,
    };

    /// The width that text is wrapped to.
    #[must_use]
    pub fn columns(self) -> usize {
        self.width.unwrap_or(DEFAULT_WIDTH)
    }
}
