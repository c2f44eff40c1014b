use std::sync::Arc;

use super::{SourceText, Span};

/// How exactly a place in a file corresponds to a part of a checked text, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quality {
    /// The place has exactly these characters.
    Exact,
    /// The place produces this part: an expression, a patch, a setting.
    Made,
    /// This part is somewhere within the place.
    Near,
}

/// A file, with its path for reports.
#[derive(Debug)]
pub struct SourceFile {
    /// The path.
    pub path: String,
    /// The text.
    pub text: SourceText,
}

/// Where a part of a checked text is written.
#[derive(Clone, Debug)]
pub struct Place {
    /// The file; `None` for the file being checked.
    pub file: Option<Arc<SourceFile>>,
    /// The bytes in the file.
    pub span: Span,
    pub quality: Quality,
}

/// Maps each part of a checked text to the place where it is written; every part has one.
///
/// Most texts are verbatim parts of one file. For those the map is a single number.
#[derive(Clone, Debug, Default)]
pub struct OriginMap {
    /// The start of the text in its file, if it is a verbatim part of the file.
    start: u32,
    /// Otherwise the pieces of the text, in order and without gaps.
    pieces: Vec<Piece>,
    /// The prefix that each line has in the file, but not in the text.
    line_prefix: String,
    /// True if lines are broken and indented differently from the files.
    is_laid_out_anew: bool,
}

#[derive(Clone, Debug)]
struct Piece {
    /// The start of the piece in the checked text.
    start: u32,
    length: u32,
    place: Place,
}

impl Piece {
    fn end(&self) -> u32 {
        self.start + self.length
    }

    /// The place of an offset in the checked text. A piece that is not exact maps as a whole.
    fn offset(&self, at: u32, is_end: bool) -> u32 {
        let Place { span, quality, .. } = &self.place;
        match quality {
            Quality::Exact => span.start + (at - self.start),
            Quality::Made | Quality::Near if is_end => span.end,
            Quality::Made | Quality::Near => span.start,
        }
    }
}

impl OriginMap {
    /// The map of a text that is a verbatim part of its file and starts at this offset.
    #[must_use]
    pub fn starting_at(start: u32) -> Self {
        Self {
            start,
            ..Self::default()
        }
    }

    /// The map of a text decoded from a part of its file, such as a quoted string.
    #[must_use]
    pub fn within(text: &str, part: Span) -> Self {
        let mut writer = MappedText::default();
        writer.write(text, part, Quality::Near);
        writer.finish().1
    }

    /// Sets the prefix that lines have in the file.
    #[must_use]
    pub fn with_line_prefix(mut self, prefix: &str) -> Self {
        prefix.clone_into(&mut self.line_prefix);
        self
    }

    /// Marks the text as broken and indented differently from the files: insertions computed from it do not fit there.
    #[must_use]
    pub fn laid_out_anew(mut self) -> Self {
        self.is_laid_out_anew = true;
        self
    }

    pub(super) fn is_laid_out_anew(&self) -> bool {
        self.is_laid_out_anew
    }

    /// Adds the line prefix of the file to new lines of the text.
    #[must_use]
    pub(crate) fn written(&self, text: String) -> String {
        if self.line_prefix.is_empty() {
            return text;
        }
        text.replace('\n', &format!("\n{}", self.line_prefix))
    }

    /// The place of a part of the text.
    #[must_use]
    pub fn place(&self, span: Span) -> Place {
        let [first, .., last] = &*self.pieces else {
            return match &*self.pieces {
                [only] => Self::between(std::slice::from_ref(only), span),
                _ => Place {
                    file: None,
                    span: span.moved(self.start),
                    quality: Quality::Exact,
                },
            };
        };
        // The pieces have no gaps, so an offset without a piece is at an end of the text.
        let index = |at: u32| {
            let at = at.clamp(first.start, last.end().saturating_sub(1));
            self.pieces.partition_point(|piece| piece.start <= at) - 1
        };
        if span.is_empty() {
            let behind = index(span.start);
            let before = index(span.start.saturating_sub(1));
            // Between two pieces, a position belongs to the one that is exact.
            let known = [before, behind].into_iter().find(|at| {
                let piece = &self.pieces[*at];
                piece.place.quality == Quality::Exact && piece.start <= span.start
            });
            let at = known.unwrap_or(behind);
            return Self::between(&self.pieces[at..=at], span);
        }
        Self::between(&self.pieces[index(span.start)..=index(span.end - 1)], span)
    }

    fn between(pieces: &[Piece], span: Span) -> Place {
        let (first, last) = (&pieces[0], &pieces[pieces.len() - 1]);
        let worst = pieces.iter().map(|piece| piece.place.quality).max();
        let mut quality = worst.unwrap_or(Quality::Near);
        let clamp = |at: u32, piece: &Piece| at.clamp(piece.start, piece.end());
        let start = first.offset(clamp(span.start, first), span.is_empty());
        let is_one_file = pieces
            .iter()
            .all(|piece| is_same_file(&piece.place, &first.place));
        if !is_one_file {
            return Place {
                file: first.place.file.clone(),
                span: Span::new(start, first.offset(first.end(), true)),
                quality: Quality::Near,
            };
        }
        let end = last.offset(clamp(span.end, last), true);
        let is_contiguous = pieces
            .windows(2)
            .all(|pair| pair[0].place.span.end == pair[1].place.span.start);
        if !is_contiguous {
            quality = quality.max(Quality::Near);
        }
        Place {
            file: first.place.file.clone(),
            span: Span::new(start.min(end), end.max(start)),
            quality,
        }
    }

    /// The inverse of [`Self::place`] for the file being checked; `None` if the span is not verbatim in the text.
    #[must_use]
    pub fn judged(&self, span: Span) -> Option<Span> {
        if self.pieces.is_empty() {
            let start = span.start.checked_sub(self.start)?;
            return Some(Span::new(start, span.end - self.start));
        }
        let piece = self.pieces.iter().find(|piece| {
            piece.place.quality == Quality::Exact
                && piece.place.file.is_none()
                && piece.place.span.contains(span)
        })?;
        let offset = |at: u32| piece.start + (at - piece.place.span.start);
        Some(Span::new(offset(span.start), offset(span.end)))
    }
}

fn is_same_file(one: &Place, other: &Place) -> bool {
    is_one_file(one.file.as_ref(), other.file.as_ref())
}

/// True for the same file; `None` is the file being checked.
pub(crate) fn is_one_file(one: Option<&Arc<SourceFile>>, other: Option<&Arc<SourceFile>>) -> bool {
    match (one, other) {
        (None, None) => true,
        (Some(one), Some(other)) => Arc::ptr_eq(one, other),
        _ => false,
    }
}

/// Builds a text from pieces, together with its map.
#[derive(Default)]
pub struct MappedText {
    text: String,
    pieces: Vec<Piece>,
}

impl MappedText {
    /// Appends a verbatim part of the file being checked.
    pub fn copy(&mut self, source: &str, span: Span) {
        self.add(&source[span.range()], None, span, Quality::Exact);
    }

    /// Appends a verbatim part of another file.
    pub fn copy_from(&mut self, file: &Arc<SourceFile>, span: Span) {
        let text = &file.text.as_str()[span.range()];
        self.add(text, Some(file), span, Quality::Exact);
    }

    /// Appends a text that something in the file being checked produces.
    pub fn write(&mut self, text: &str, made_by: Span, quality: Quality) {
        self.add(text, None, made_by, quality);
    }

    /// Appends a text that something in another file produces.
    pub fn write_from(
        &mut self,
        text: &str,
        file: &Arc<SourceFile>,
        made_by: Span,
        quality: Quality,
    ) {
        self.add(text, Some(file), made_by, quality);
    }

    /// The length of the text so far, in bytes.
    #[must_use]
    pub fn length(&self) -> u32 {
        u32::try_from(self.text.len()).unwrap_or(u32::MAX)
    }

    fn add(&mut self, text: &str, file: Option<&Arc<SourceFile>>, span: Span, quality: Quality) {
        if text.is_empty() {
            return;
        }
        let start = self.length();
        let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
        self.text.push_str(text);
        if let Some(last) = self.pieces.last_mut()
            && quality == Quality::Exact
            && last.place.quality == Quality::Exact
            && is_one_file(last.place.file.as_ref(), file)
            && last.place.span.end == span.start
        {
            last.length += length;
            last.place.span.end = span.end;
            return;
        }
        self.pieces.push(Piece {
            start,
            length,
            place: Place {
                file: file.cloned(),
                span,
                quality,
            },
        });
    }

    #[must_use]
    pub fn finish(self) -> (String, OriginMap) {
        let map = OriginMap {
            pieces: self.pieces,
            ..OriginMap::default()
        };
        (self.text, map)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(map: &OriginMap, start: u32, end: u32) -> (u32, u32, Quality) {
        let place = map.place(Span::new(start, end));
        (place.span.start, place.span.end, place.quality)
    }

    #[test]
    fn the_map_of_a_part_of_a_file_is_its_start() {
        let map = OriginMap::starting_at(10);
        assert_eq!(place(&map, 2, 4), (12, 14, Quality::Exact));
        assert_eq!(map.judged(Span::new(12, 14)), Some(Span::new(2, 4)));
        assert_eq!(map.judged(Span::new(2, 4)), None);
    }

    #[test]
    fn every_part_of_a_text_of_pieces_has_a_place() {
        // `a: ` and `\n` are copied; the value between them is produced by `{{ .x }}`.
        let source = "a: {{ .x }}\nb: 2\n";
        let mut text = MappedText::default();
        text.copy(source, Span::new(0, 3));
        text.write("value", Span::new(3, 11), Quality::Made);
        text.copy(source, Span::new(11, 17));
        let (text, map) = text.finish();
        assert_eq!(text, "a: value\nb: 2\n");
        assert_eq!(place(&map, 0, 1), (0, 1, Quality::Exact));
        assert_eq!(place(&map, 5, 6), (3, 11, Quality::Made));
        assert_eq!(place(&map, 0, 8), (0, 11, Quality::Made));
        assert_eq!(place(&map, 9, 10), (12, 13, Quality::Exact));
        // An insertion on either side of the value is exact; one inside it is not.
        assert_eq!(place(&map, 3, 3), (3, 3, Quality::Exact));
        assert_eq!(place(&map, 8, 8), (11, 11, Quality::Exact));
        assert_eq!(place(&map, 5, 5), (11, 11, Quality::Made));
        assert_eq!(place(&map, 14, 14), (17, 17, Quality::Exact));
        assert_eq!(map.judged(Span::new(12, 13)), Some(Span::new(9, 10)));
        assert_eq!(map.judged(Span::new(5, 6)), None);
    }

    #[test]
    fn parts_with_other_text_between_them_are_not_exact_together() {
        let source = "ab--cd";
        let mut text = MappedText::default();
        text.copy(source, Span::new(0, 2));
        text.copy(source, Span::new(4, 6));
        let (text, map) = text.finish();
        assert_eq!(text, "abcd");
        assert_eq!(place(&map, 1, 3), (1, 5, Quality::Near));
        assert_eq!(place(&map, 2, 4), (4, 6, Quality::Exact));
    }
}
