//! Offsets as JavaScript counts them.

/// Turns byte offsets of a text into counts of UTF-16 code units. A byte order mark is no part of what findings count.
pub struct Offsets<'t> {
    text: &'t str,
    /// Code units of the mark.
    before: u32,
    /// Every so many bytes, the count so far: findings are many, and each has several places.
    marks: Vec<u32>,
}

/// Bytes between two marks.
const STEP: usize = 1024;

impl<'t> Offsets<'t> {
    pub fn new(text: &'t str) -> Self {
        let (text, before) = match text.strip_prefix('\u{feff}') {
            Some(text) => (text, 1),
            None => (text, 0),
        };
        let mut marks = Vec::with_capacity(text.len() / STEP + 1);
        let mut units = 0;
        for (at, letter) in text.char_indices() {
            while marks.len() * STEP <= at {
                marks.push(units);
            }
            units += length(letter);
        }
        Self {
            text,
            before,
            marks,
        }
    }

    /// The UTF-16 offset of a byte offset; the end of the text for one behind it.
    pub fn of(&self, byte: u32) -> u32 {
        let byte = (byte as usize).min(self.text.len());
        let mark = (byte / STEP).min(self.marks.len().saturating_sub(1));
        let Some(before) = self.marks.get(mark) else {
            return self.before;
        };
        // A mark counts what starts before it, so that it may lie inside of a letter.
        let mut from = mark * STEP;
        while !self.text.is_char_boundary(from) {
            from += 1;
        }
        let rest = self.text[from.min(byte)..].char_indices();
        let rest = rest.take_while(|(at, _)| from + at < byte);
        self.before + before + rest.map(|(_, letter)| length(letter)).sum::<u32>()
    }
}

fn length(letter: char) -> u32 {
    if u32::from(letter) > 0xffff { 2 } else { 1 }
}

#[cfg(test)]
mod tests {
    use super::Offsets;

    #[test]
    fn offsets_are_those_of_javascript() {
        let mut text = "a\u{e9}\u{4e2d}\u{1f600}z".repeat(700);
        text.insert(0, '\u{1f600}');
        let offsets = Offsets::new(&text);
        for (at, _) in text.char_indices().chain([(text.len(), ' ')]) {
            let expected = text[..at].encode_utf16().count();
            assert_eq!(
                offsets.of(u32::try_from(at).expect("short")) as usize,
                expected,
                "{at}"
            );
        }
        assert_eq!(Offsets::new("").of(5), 0);
        assert_eq!(Offsets::new("\u{feff}ab").of(1), 2);
    }
}
