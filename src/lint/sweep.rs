//! Finds the places within spans of each rule in one pass, because a file can have thousands of both.

use std::collections::HashMap;

use crate::source::Span;

/// The index of a suppression, and of one of its rules.
pub(super) type Part = (usize, usize);

/// The spans of suppressions, and the places to look up in them.
#[derive(Default)]
pub(super) struct Sweep<'r> {
    rules: HashMap<&'r str, OfRule>,
}

#[derive(Default)]
struct OfRule {
    spans: Vec<(Span, Part)>,
    /// The places, each with the index of its finding.
    places: Vec<(u32, usize)>,
}

impl<'r> Sweep<'r> {
    pub(super) fn add(&mut self, rule: &'r str, span: Span, part: Part) {
        self.rules.entry(rule).or_default().spans.push((span, part));
    }

    /// Adds a place if there are spans of its rule.
    pub(super) fn ask(&mut self, rule: &str, place: u32, finding: usize) {
        if let Some(of_rule) = self.rules.get_mut(rule) {
            of_rule.places.push((place, finding));
        }
    }

    /// Marks the findings whose place is in a span, and calls `use_part` for the used parts.
    pub(super) fn run(self, is_found: &mut [bool], use_part: &mut impl FnMut(Part)) {
        for mut of_rule in self.rules.into_values() {
            of_rule.spans.sort_unstable_by_key(|(span, _)| span.start);
            of_rule.places.sort_unstable();
            let mut spans = of_rule.spans.into_iter().peekable();
            // The open spans without a place so far. Used ones only matter by their `end`.
            let mut open: Vec<(Span, Part)> = Vec::new();
            let mut end = 0;
            for (place, finding) in of_rule.places {
                while let Some(next) = spans.next_if(|(span, _)| span.start <= place) {
                    open.push(next);
                }
                for (span, part) in open.drain(..).filter(|(span, _)| place < span.end) {
                    use_part(part);
                    end = end.max(span.end);
                }
                is_found[finding] |= place < end;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_in_spans_are_found_and_spans_without_places_are_not_used() {
        let mut sweep = Sweep::default();
        for (at, (start, end)) in [(0, 10), (2, 4), (3, 12), (20, 30)].into_iter().enumerate() {
            sweep.add("A", Span::new(start, end), (at, 0));
        }
        for (finding, place) in [11, 1, 12, 5].into_iter().enumerate() {
            sweep.ask("A", place, finding);
        }
        sweep.ask("B", 1, 0);
        let (mut found, mut used) = ([false; 4], Vec::new());
        sweep.run(&mut found, &mut |part| used.push(part));
        assert_eq!(found, [true, true, false, true]);
        assert_eq!(used, [(0, 0), (2, 0)]);
    }
}
