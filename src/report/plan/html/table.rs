pub(super) struct Table {
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    pub(super) caption: String,
    pub(super) columns: Vec<Column>,
    /// The first cell of each row names its application.
    pub(super) rows: Vec<Vec<Cell>>,
}

pub(super) struct Column {
    pub(super) label: String,
    pub(super) is_number: bool,
    /// True if its cells can be sorted.
    pub(super) is_sortable: bool,
    /// True for the column that the rows are sorted by, the largest number first.
    pub(super) is_sorted: bool,
}

impl Column {
    pub(super) fn text(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            is_number: false,
            is_sortable: true,
            is_sorted: false,
        }
    }

    pub(super) fn picture(label: impl Into<String>) -> Self {
        Self {
            is_sortable: false,
            ..Self::text(label)
        }
    }

    pub(super) fn number(label: impl Into<String>) -> Self {
        Self {
            is_number: true,
            ..Self::text(label)
        }
    }
}

#[derive(Default)]
pub(super) struct Cell {
    pub(super) text: String,
    /// Shown in small letters after the text.
    pub(super) note: String,
    pub(super) class: String,
    /// The number that its column is sorted by.
    pub(super) value: Option<f64>,
    pub(super) bars: Option<Bars>,
}

impl Cell {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    pub(super) fn number(text: impl Into<String>, value: Option<f64>) -> Self {
        Self {
            text: text.into(),
            value,
            class: "number".to_owned(),
            ..Self::default()
        }
    }

    pub(super) fn with_note(self, note: impl Into<String>) -> Self {
        Self {
            note: note.into(),
            ..self
        }
    }

    /// Highlights a problem, which the text also tells.
    pub(super) fn marked(self, is_bad: bool) -> Self {
        if is_bad {
            self.with_class(" bad")
        } else {
            self
        }
    }

    /// Allows line breaks, which cells of numbers do not have otherwise.
    pub(super) fn broken(self) -> Self {
        self.with_class(" words")
    }

    fn with_class(mut self, class: &str) -> Self {
        self.class.push_str(class);
        self
    }
}

/// A bar for the price, and the used share of it.
pub(super) struct Bars {
    /// The content of the picture as text, for screen readers.
    pub(super) words: String,
    /// The length of the bar, in percent of the longest.
    pub(super) paid: String,
    pub(super) drawn: Vec<Bar>,
}

pub(super) struct Bar {
    pub(super) y: u32,
    pub(super) class: &'static str,
    /// The length of the used part.
    pub(super) used: String,
}
