/// How a report for people may look where it goes.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Colours.
    pub color: bool,
    /// Links that can be clicked, on the ids of rules.
    pub hyperlinks: bool,
    /// The address of its rule's page below each finding.
    pub addresses: bool,
    /// Columns of the terminal; `None` where nobody says.
    pub width: Option<usize>,
}

/// Columns of a text whose terminal is unknown.
const DEFAULT_WIDTH: usize = 100;

impl Style {
    /// What suits a file.
    pub const PLAIN: Self = Self {
        color: false,
        hyperlinks: false,
        addresses: false,
        width: None,
    };

    /// In how many columns a text is wrapped.
    #[must_use]
    pub fn columns(self) -> usize {
        self.width.unwrap_or(DEFAULT_WIDTH)
    }
}
