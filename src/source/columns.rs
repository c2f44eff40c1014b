use super::ColumnUnit;

/// The distance of two checkpoints, in bytes.
const STEP: usize = 4096;

/// Counts letters and UTF-16 units of a text up to an offset. A file can be one line, and a report has
/// thousands of places in it: counting each from the start of the line would take minutes.
#[derive(Clone, Debug)]
pub struct Columns {
    /// The counts up to each multiple of [`STEP`]: code points and UTF-16 units.
    checkpoints: Vec<(usize, usize)>,
}

impl Columns {
    /// An index of a text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut counts = (0, 0);
        let mut checkpoints = vec![counts];
        checkpoints.extend(text.as_bytes().chunks_exact(STEP).map(|chunk| {
            let (letters, units) = count(chunk);
            counts = (counts.0 + letters, counts.1 + units);
            counts
        }));
        Self { checkpoints }
    }

    /// The length of a part of the text of which this is the index, in a unit.
    #[must_use]
    pub fn length(&self, text: &str, from: usize, to: usize, unit: ColumnUnit) -> usize {
        if unit == ColumnUnit::Utf8 || to - from < STEP {
            return unit.length(&text[from..to]);
        }
        self.before(text, to, unit) - self.before(text, from, unit)
    }

    /// The offset of the letter in which a column lies, counted in a unit from the start of a part of the
    /// text; the end of the part where it has fewer.
    #[must_use]
    pub fn offset(
        &self,
        text: &str,
        part: std::ops::Range<usize>,
        column: usize,
        unit: ColumnUnit,
    ) -> usize {
        let wanted = self.before(text, part.start, unit).saturating_add(column);
        let at = match unit {
            ColumnUnit::Utf8 => wanted / STEP + 1,
            ColumnUnit::Utf16 => self
                .checkpoints
                .partition_point(|(_, units)| *units <= wanted),
            ColumnUnit::CodePoint => {
                (self.checkpoints).partition_point(|(letters, _)| *letters <= wanted)
            }
        };
        // A checkpoint may lie inside of a letter that has been counted.
        let near = (at.saturating_sub(1) * STEP).clamp(part.start, part.end);
        let near = (0..=near).rev().find(|at| text.is_char_boundary(*at));
        let near = near.unwrap_or_default().max(part.start);
        let mut reached = self.before(text, near, unit);
        for (at, letter) in text[near..part.end].char_indices() {
            reached += unit.length(letter.encode_utf8(&mut [0; 4]));
            if reached > wanted {
                return near + at;
            }
        }
        part.end
    }

    /// How much of a unit stands before an offset.
    fn before(&self, text: &str, offset: usize, unit: ColumnUnit) -> usize {
        let at = offset / STEP;
        let (letters, units) = self.checkpoints[at];
        let (more_letters, more_units) = count(&text.as_bytes()[at * STEP..offset]);
        match unit {
            ColumnUnit::Utf8 => offset,
            ColumnUnit::Utf16 => units + more_units,
            ColumnUnit::CodePoint => letters + more_letters,
        }
    }
}

/// Letters and UTF-16 units whose first byte is in a part of a text.
fn count(bytes: &[u8]) -> (usize, usize) {
    let letters = bytes
        .iter()
        .filter(|byte| !matches!(**byte, 0x80..=0xbf))
        .count();
    // Letters of four bytes are two units.
    let long = bytes.iter().filter(|byte| **byte >= 0xf0).count();
    (letters, letters + long)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_those_of_the_whole_part() {
        let text = "a中🦀é".repeat(4000);
        let columns = Columns::new(&text);
        let offsets: Vec<_> = text.char_indices().map(|(at, _)| at).collect();
        let mut offsets: Vec<_> = offsets.into_iter().step_by(97).collect();
        offsets.push(text.len());
        for unit in [ColumnUnit::Utf8, ColumnUnit::Utf16, ColumnUnit::CodePoint] {
            for from in [0, offsets[3]] {
                for to in offsets.iter().filter(|to| **to >= from) {
                    let length = columns.length(&text, from, *to, unit);
                    assert_eq!(length, unit.length(&text[from..*to]));
                    assert_eq!(columns.offset(&text, from..text.len(), length, unit), *to);
                }
            }
        }
        assert_eq!(columns.offset(&text, 0..10, 9999, ColumnUnit::Utf16), 10);
    }
}
