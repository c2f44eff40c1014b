use super::ColumnUnit;

/// The distance between two checkpoints, in bytes. Each checkpoint takes 8 bytes.
const STEP: usize = 256;

/// Counts code points and UTF-16 units up to an offset. A file can be a single line, and a report can have thousands of
/// places in it: counting each from the start of the line would take minutes.
#[derive(Clone, Debug)]
pub struct Columns {
    /// The counts up to each multiple of [`STEP`]: code points and UTF-16 units. `None` for plain ASCII, where each
    /// byte is one of each.
    checkpoints: Option<Vec<(u32, u32)>>,
}

impl Columns {
    /// Indexes a text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        if text.is_ascii() {
            return Self { checkpoints: None };
        }
        let mut counts = (0, 0);
        let mut checkpoints = vec![counts];
        checkpoints.extend(text.as_bytes().chunks_exact(STEP).map(|chunk| {
            let (letters, units) = count(chunk);
            counts = (counts.0 + letters, counts.1 + units);
            counts
        }));
        Self {
            checkpoints: Some(checkpoints),
        }
    }

    /// The length of a part of the indexed text, in a unit.
    #[must_use]
    pub fn length(&self, text: &str, from: usize, to: usize, unit: ColumnUnit) -> usize {
        if self.checkpoints.is_none() {
            return to - from;
        }
        if to - from < STEP {
            return unit.length(&text[from..to]);
        }
        self.before(text, to, unit) - self.before(text, from, unit)
    }

    /// The offset of the letter at a column, counted from the start of a part of the text; the end of the part if it is
    /// shorter.
    #[must_use]
    pub fn offset(
        &self,
        text: &str,
        part: std::ops::Range<usize>,
        column: usize,
        unit: ColumnUnit,
    ) -> usize {
        let Some(checkpoints) = &self.checkpoints else {
            return part.start.saturating_add(column).min(part.end);
        };
        let wanted = self.before(text, part.start, unit).saturating_add(column);
        let at = match unit {
            ColumnUnit::Utf8 => wanted / STEP + 1,
            ColumnUnit::Utf16 => {
                checkpoints.partition_point(|(_, units)| *units as usize <= wanted)
            }
            ColumnUnit::CodePoint => {
                checkpoints.partition_point(|(letters, _)| *letters as usize <= wanted)
            }
        };
        // A checkpoint may be inside a letter that has already been counted.
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

    /// The number of units before an offset.
    fn before(&self, text: &str, offset: usize, unit: ColumnUnit) -> usize {
        let (Some(checkpoints), ColumnUnit::Utf16 | ColumnUnit::CodePoint) =
            (&self.checkpoints, unit)
        else {
            return offset;
        };
        let at = offset / STEP;
        let (letters, units) = checkpoints[at];
        let (more_letters, more_units) = count(&text.as_bytes()[at * STEP..offset]);
        let counted = match unit {
            ColumnUnit::Utf16 => units + more_units,
            ColumnUnit::Utf8 | ColumnUnit::CodePoint => letters + more_letters,
        };
        counted as usize
    }
}

/// Counts code points and UTF-16 units whose first byte is in this part.
fn count(bytes: &[u8]) -> (u32, u32) {
    // The compiler vectorizes a sum of small numbers.
    let sum =
        |is_counted: fn(u8) -> bool| bytes.iter().map(|byte| u32::from(is_counted(*byte))).sum();
    let letters: u32 = sum(|byte| !matches!(byte, 0x80..=0xbf));
    // A character of four bytes is two UTF-16 units.
    let long: u32 = sum(|byte| byte >= 0xf0);
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
        let plain = "abc".repeat(400);
        let columns = Columns::new(&plain);
        for unit in [ColumnUnit::Utf8, ColumnUnit::Utf16, ColumnUnit::CodePoint] {
            assert_eq!(columns.length(&plain, 3, 1100, unit), 1097);
            assert_eq!(columns.offset(&plain, 3..1200, 1097, unit), 1100);
            assert_eq!(columns.offset(&plain, 3..1200, usize::MAX, unit), 1200);
        }
    }
}
