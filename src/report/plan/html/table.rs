/// A table of the page.
pub(super) struct Table {
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    pub(super) caption: String,
    pub(super) columns: Vec<Column>,
    /// The first cell of each names its application.
    pub(super) rows: Vec<Vec<Cell>>,
}

pub(super) struct Column {
    pub(super) label: String,
    pub(super) is_number: bool,
    /// True where its cells have an order.
    pub(super) is_sortable: bool,
    /// True for the one by which the rows are sorted, the largest number first.
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
    /// What is said about it in small letters.
    pub(super) note: String,
    pub(super) class: String,
    /// The number by which its column is sorted.
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

    /// Marks what is wrong; its text says it, too.
    pub(super) fn marked(self, is_bad: bool) -> Self {
        if is_bad {
            self.with_class(" bad")
        } else {
            self
        }
    }

    /// With lines that may be broken, as that of a number usually may not.
    pub(super) fn broken(self) -> Self {
        self.with_class(" words")
    }

    fn with_class(mut self, class: &str) -> Self {
        self.class.push_str(class);
        self
    }
}

/// What is paid, as long as its price, and how much of it is used.
pub(super) struct Bars {
    /// What the picture shows, in words.
    pub(super) words: String,
    /// The length of what is paid, in per cent of the longest.
    pub(super) paid: String,
    pub(super) drawn: Vec<Bar>,
}

pub(super) struct Bar {
    pub(super) y: u32,
    pub(super) class: &'static str,
    /// The length of what is used.
    pub(super) used: String,
}
