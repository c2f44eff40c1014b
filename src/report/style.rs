/// How a report for people may look where it goes.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Colours.
    pub color: bool,
    /// Links that can be clicked; else the address is written out.
    pub hyperlinks: bool,
    /// Columns.
    pub width: usize,
}
