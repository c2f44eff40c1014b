//! Moves places to where they are after a change of the text.

use crate::{plan::PodPlan, source::Span};

/// A change of a text, described by its unchanged start and end.
pub(super) struct Carry {
    /// The number of equal bytes at the start.
    before: u32,
    /// Where the equal end starts in the old text.
    behind: u32,
    /// The number of bytes that the equal end moves by.
    shift: i64,
}

impl Carry {
    pub(super) fn new(old: &str, new: &str) -> Self {
        let (old, new) = (old.as_bytes(), new.as_bytes());
        let same = |pairs: &mut dyn Iterator<Item = (&u8, &u8)>| {
            pairs.take_while(|(one, other)| one == other).count()
        };
        let before = same(&mut old.iter().zip(new));
        let rest = &mut old[before..].iter().rev().zip(new[before..].iter().rev());
        let behind = same(rest);
        let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let length = |text: &[u8]| i64::try_from(text.len()).unwrap_or(i64::MAX);
        Self {
            before: number(before),
            behind: number(old.len() - behind),
            shift: length(new) - length(old),
        }
    }

    fn offset(&self, at: u32) -> Option<u32> {
        if at <= self.before {
            Some(at)
        } else if at >= self.behind {
            u32::try_from(i64::from(at) + self.shift).ok()
        } else {
            None
        }
    }

    /// A place that contains the change, or lies before or after it.
    fn around(&self, span: Span) -> Option<Span> {
        let (start, end) = (self.offset(span.start)?, self.offset(span.end)?);
        (start <= end).then(|| Span::new(start, end))
    }

    /// A place that the change does not touch.
    fn untouched(&self, span: Span) -> Option<Span> {
        let is_same = span.end < self.before || span.start > self.behind;
        is_same.then(|| self.around(span)).flatten()
    }

    /// A pod, if its application is still there. Values that changed lose their place.
    pub(super) fn pod(&self, pod: &PodPlan) -> Option<PodPlan> {
        let mut pod = pod.clone();
        let places = &mut pod.places;
        places.object = self.around(places.object)?;
        places.application = self.around(places.application)?;
        places.role = places.role.and_then(|span| self.around(span));
        places.extent = self.around(places.extent)?;
        places.heap = places.heap.and_then(|span| self.untouched(span));
        places.specs = places.specs.and_then(|span| self.untouched(span));
        let sizes = places.sizes.iter();
        places.sizes = sizes.filter_map(|span| self.untouched(*span)).collect();
        Some(pod)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_move_with_what_is_around_them() {
        let carry = Carry::new("abc def ghi", "abc XXXX ghi");
        let around = |start, end| {
            carry
                .around(Span::new(start, end))
                .map(|span| (span.start, span.end))
        };
        assert_eq!(around(0, 3), Some((0, 3)));
        assert_eq!(around(8, 11), Some((9, 12)));
        assert_eq!(around(0, 11), Some((0, 12)));
        assert_eq!(around(5, 11), None);
        assert_eq!(carry.untouched(Span::new(4, 7)), None);
        assert_eq!(carry.untouched(Span::new(8, 11)), Some(Span::new(9, 12)));
        // Text typed directly after a value belongs to the value.
        let typed = Carry::new("a: 4", "a: 4g");
        assert_eq!(typed.untouched(Span::new(3, 4)), None);
    }
}
