use crate::source::{Origin, Quality};

/// The source of a value or of a part of a string.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    /// The text or the action of a template that writes it.
    pub template: Option<Origin>,
    /// The part of a values file that it is, or is computed from.
    pub value: Option<Origin>,
}

impl Trace {
    /// The trace of something in a template.
    #[must_use]
    pub fn of_template(origin: Origin) -> Self {
        Self {
            template: Some(origin),
            value: None,
        }
    }

    /// The trace of something in a values file.
    #[must_use]
    pub fn of_value(origin: Origin) -> Self {
        Self {
            template: None,
            value: Some(origin),
        }
    }

    /// The trace of something computed from it.
    #[must_use]
    pub fn made(self) -> Self {
        Self {
            template: self.template.map(Origin::made),
            value: self.value.map(Origin::made),
        }
    }

    /// Fills in unknown parts from another trace.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            template: self.template.or(other.template),
            value: self.value.or(other.value),
        }
    }

    /// The trace of a part of a string, with its start and end in bytes.
    pub(super) fn part(self, start: u32, end: u32) -> Self {
        Self {
            template: self.template.map(|origin| origin.part(start, end)),
            value: self.value.map(|origin| origin.part(start, end)),
        }
    }

    /// The trace of a string of this length: exact only if the place has the same length.
    pub(super) fn of_length(self, length: u32) -> Self {
        let fit = |origin: Origin| {
            let is_whole = origin.span.end - origin.span.start == length;
            if is_whole { origin } else { origin.made() }
        };
        Self {
            template: self.template.map(fit),
            value: self.value.map(fit),
        }
    }

    /// True if strings with these traces, one after the other, have a single contiguous trace.
    pub(super) fn is_followed_by(self, next: Self) -> bool {
        let follows = |one: Option<Origin>, other: Option<Origin>| match (one, other) {
            (None, None) => true,
            (Some(one), Some(other)) if one.quality == Quality::Exact => {
                one.file == other.file
                    && other.quality == Quality::Exact
                    && one.span.end == other.span.start
            }
            (one, other) => one == other,
        };
        follows(self.template, next.template) && follows(self.value, next.value)
    }

    /// The contiguous trace of both strings.
    pub(super) fn joined(self, next: Self) -> Self {
        let join = |one: Option<Origin>, other: Option<Origin>| match (one, other) {
            (Some(one), Some(other)) if one.quality == Quality::Exact => Some(Origin {
                span: crate::source::Span::new(one.span.start, other.span.end),
                ..one
            }),
            (one, _) => one,
        };
        Self {
            template: join(self.template, next.template),
            value: join(self.value, next.value),
        }
    }
}
