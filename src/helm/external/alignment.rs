//! Guesses which line of a template wrote a rendered line, where it cannot be proved.

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// The limit on pairs of lines compared for all documents of a chart: the time is proportional to it.
const MAX_PAIRS: usize = 20_000_000;

/// Compares documents with templates, up to a bound.
pub(super) struct Aligner {
    left: usize,
}

impl Default for Aligner {
    fn default() -> Self {
        Self { left: MAX_PAIRS }
    }
}

impl Aligner {
    /// For each line of a document, the index of a line of the template. A line without a match gets one near the match
    /// of the previous line.
    pub(super) fn align(&mut self, document: &[&str], template: &[&str]) -> Vec<usize> {
        let mut found = vec![0; document.len()];
        let pairs = document.len().saturating_mul(template.len());
        let Some(left) = self.left.checked_sub(pairs) else {
            return found;
        };
        self.left = left;
        let rendered: Vec<_> = document.iter().map(|line| key(line)).collect();
        let written: Vec<_> = template.iter().map(|line| key(line)).collect();
        let mut known = vec![None; document.len()];
        for operation in capture_diff_slices(Algorithm::Myers, &written, &rendered) {
            if let DiffOp::Equal {
                old_index,
                new_index,
                len,
            } = operation
            {
                for at in 0..len {
                    known[new_index + at] = Some(old_index + at);
                }
            }
        }
        let mut last = 0;
        for (line, known) in found.iter_mut().zip(known) {
            last = known.unwrap_or(last);
            *line = last;
        }
        found
    }
}

/// The part that a template line shares with its rendered line: the text before an action, or the key if there is one.
fn key(line: &str) -> &str {
    let line = line.trim();
    let text = line.split_once("{{").map_or(line, |(text, _)| text);
    match text.split_once(": ") {
        Some((key, _)) => key.trim_end(),
        None => text.trim_end().trim_end_matches(':'),
    }
}

#[cfg(test)]
mod tests {
    use super::Aligner;

    #[test]
    fn lines_are_matched_by_their_keys() {
        let template = [
            "spec:",
            "  {{- with .x }}",
            "  a: {{ . }}",
            "  {{- end }}",
            "  b: 2",
            "  c:",
        ];
        let document = ["spec:", "  a: 1", "  new: 1", "  b: 2", "  c:", "    d: 1"];
        let aligned = Aligner::default().align(&document, &template);
        assert_eq!(aligned, [0, 2, 2, 4, 5, 5]);
    }

    #[test]
    fn nothing_is_compared_beyond_the_limit() {
        let mut aligner = Aligner { left: 3 };
        assert_eq!(aligner.align(&["a", "b"], &["b", "a"]), [0, 0]);
        assert_eq!(aligner.align(&["a"], &["b", "a"]), [1]);
    }
}
