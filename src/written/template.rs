//! Reads a template without rendering it: actions that are alone on a line are removed, others become placeholder
//! strings, and of several branches only the first is kept. Line breaks are kept, so that the map has the place of
//! every character copied from the template.

use super::actions::{Action, ActionKind, Block, actions, blocks};
use crate::source::{MappedText, OriginMap, Quality, Span};

/// A template that can be parsed.
pub(super) struct ReadTemplate {
    pub(super) text: String,
    pub(super) map: OriginMap,
    /// Where unknown content is inserted: offsets in `text`, and the indentation.
    pub(super) insertions: Vec<Insertion>,
    /// The conditional blocks, in places of `text`.
    pub(super) blocks: Vec<Block>,
}

/// A place where unknown content is inserted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Insertion {
    pub(super) at: u32,
    pub(super) indentation: usize,
}

/// Reads a template. `value` returns the value of an action, if it is known.
pub(super) fn read_template(
    template: &str,
    value: &dyn Fn(&str) -> Option<String>,
) -> ReadTemplate {
    let actions = actions(template);
    let blocks = blocks(template, &actions);
    let mut reader = Reader {
        template,
        actions: &actions,
        next: 0,
        value,
        text: MappedText::default(),
        insertions: Vec::new(),
        line_starts: Vec::new(),
        quote: None,
        brackets: 0,
        block_scalar: None,
    };
    let mut branches = left_out(&blocks).into_iter().peekable();
    let mut start = 0;
    while start < template.len() {
        let end = reader.line_end(start);
        while branches
            .next_if(|branch| branch.end as usize <= start)
            .is_some()
        {}
        let is_left_out = branches
            .peek()
            .is_some_and(|branch| branch.start as usize <= start && end <= branch.end as usize);
        reader.line(start, end, is_left_out);
        start = end;
    }
    let line_starts = std::mem::take(&mut reader.line_starts);
    // Blocks start and end between lines, where the lines of both texts correspond.
    let moved = |at: u32| {
        let line = line_starts.partition_point(|(old, _)| *old <= at).max(1) - 1;
        line_starts
            .get(line)
            .map_or(at, |(old, new)| new + (at - old))
    };
    let moved_blocks = blocks.iter().map(|block| {
        let part = |span: Span| {
            let (start, end) = (moved(span.start), moved(span.end));
            Span::new(start.min(end), end)
        };
        Block {
            span: part(block.span),
            otherwise: block.otherwise.map(part),
        }
    });
    let moved_blocks = moved_blocks.collect();
    let insertions = std::mem::take(&mut reader.insertions);
    let (text, map) = reader.text.finish();
    ReadTemplate {
        text,
        map,
        insertions,
        blocks: moved_blocks,
    }
}

/// The omitted branches, only the outermost ones, in the order of the text.
fn left_out(blocks: &[Block]) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    for branch in blocks.iter().filter_map(|block| block.otherwise) {
        found.push(branch);
    }
    found.sort();
    found.dedup_by(|inner, outer| outer.contains(*inner));
    found
}

struct Reader<'t> {
    template: &'t str,
    actions: &'t [Action],
    /// The next action that has not been read.
    next: usize,
    value: &'t dyn Fn(&str) -> Option<String>,
    text: MappedText,
    insertions: Vec<Insertion>,
    /// The start of each line in the template and in the text.
    line_starts: Vec<(u32, u32)>,
    /// The quote that an earlier line opened.
    quote: Option<char>,
    /// The number of brackets that earlier lines opened.
    brackets: usize,
    /// The indentation of the line with the header of the current block scalar.
    block_scalar: Option<usize>,
}

impl Reader<'_> {
    /// The end of a line including its break; a break inside an action does not end it.
    fn line_end(&self, start: usize) -> usize {
        let mut from = start;
        let mut at = self.next;
        loop {
            let end = self.template[from..]
                .find('\n')
                .map_or(self.template.len(), |at| from + at + 1);
            while self
                .actions
                .get(at)
                .is_some_and(|action| action.span.end as usize <= end)
            {
                at += 1;
            }
            match self.actions.get(at) {
                Some(action) if (action.span.start as usize) < end => {
                    from = action.span.end as usize;
                }
                _ => return end,
            }
        }
    }

    fn line(&mut self, start: usize, end: usize, is_left_out: bool) {
        self.line_starts.push((offset(start), self.text.length()));
        let first = self.next;
        while self
            .actions
            .get(self.next)
            .is_some_and(|action| (action.span.start as usize) < end)
        {
            self.next += 1;
        }
        let of_line = &self.actions[first..self.next];
        let line = &self.template[start..end];
        if is_left_out {
            self.blank(start, end);
            return;
        }
        let indentation = line.len() - line.trim_start_matches(' ').len();
        if let Some(outer) = self.block_scalar {
            if line.trim().is_empty() || indentation > outer {
                self.plain(start, end, of_line);
                return;
            }
            // A line of actions does not show where a block scalar ends.
            if is_alone(line, start, of_line) {
                self.alone(start, end, of_line, indentation);
                return;
            }
            self.block_scalar = None;
        }
        if !of_line.is_empty() && self.quote.is_none() && is_alone(line, start, of_line) {
            self.alone(start, end, of_line, indentation);
            return;
        }
        self.tokens(start, end, of_line, indentation);
    }

    /// Replaces everything but line breaks by spaces.
    fn blank(&mut self, start: usize, end: usize) {
        let line = &self.template[start..end];
        let blank: String = line
            .chars()
            .flat_map(|letter| {
                let width = letter.len_utf8();
                let blank = if matches!(letter, '\n' | '\r') {
                    letter
                } else {
                    ' '
                };
                std::iter::repeat_n(blank, width)
            })
            .collect();
        self.text.write(&blank, span(start, end), Quality::Made);
    }

    /// Handles a line of actions.
    fn alone(&mut self, start: usize, end: usize, of_line: &[Action], indentation: usize) {
        // A known value is written.
        if let [action] = of_line
            && let Some(value) = (self.value)(self.inner(action))
        {
            let before = span(start, action.span.start as usize);
            self.text.copy(self.template, before);
            self.text.write(&value, action.span, Quality::Made);
            self.text
                .copy(self.template, span(action.span.end as usize, end));
            return;
        }
        let at = self.text.length();
        for action in of_line
            .iter()
            .filter(|action| action.kind == ActionKind::Output)
        {
            self.insertions.push(Insertion {
                at: at + offset(indentation.min(end - start)),
                indentation: indentation_of(self.inner(action)).unwrap_or(indentation),
            });
        }
        self.blank(start, end);
    }

    /// The content of an action.
    fn inner(&self, action: &Action) -> &str {
        let text = &self.template[action.span.range()];
        text[2..text.len() - 2].trim_matches('-').trim()
    }

    /// Handles a line of text: only known values are inserted.
    fn plain(&mut self, start: usize, end: usize, of_line: &[Action]) {
        let mut from = start;
        for action in of_line {
            if let Some(value) = (self.value)(self.inner(action)) {
                self.text
                    .copy(self.template, span(from, action.span.start as usize));
                self.text.write(&value, action.span, Quality::Made);
                from = action.span.end as usize;
            }
        }
        self.text.copy(self.template, span(from, end));
    }

    /// Handles a line of keys and values.
    fn tokens(&mut self, start: usize, end: usize, of_line: &[Action], indentation: usize) {
        let mut cursor = Cursor {
            template: self.template,
            actions: of_line,
            at: start,
            end,
        };
        while cursor.at < end {
            if let Some(quote) = self.quote {
                self.quoted(&mut cursor, quote);
                continue;
            }
            let Some(letter) = cursor.letter() else {
                self.token(&mut cursor);
                continue;
            };
            match letter {
                ' ' | '\t' | '\r' | '\n' => self.copy_letter(&mut cursor),
                '#' if cursor.is_behind_blank(start) => {
                    self.text.copy(self.template, span(cursor.at, end));
                    return;
                }
                '"' | '\'' => {
                    self.quote = Some(letter);
                    self.copy_letter(&mut cursor);
                }
                '[' | '{' => {
                    self.brackets += 1;
                    self.copy_letter(&mut cursor);
                }
                ']' | '}' if self.brackets > 0 => {
                    self.brackets -= 1;
                    self.copy_letter(&mut cursor);
                }
                ',' if self.brackets > 0 => self.copy_letter(&mut cursor),
                '-' | '?' | ':' if cursor.is_before_blank() => self.copy_letter(&mut cursor),
                '|' | '>'
                    if self.brackets == 0 && is_block_header(&self.template[cursor.at..end]) =>
                {
                    self.block_scalar = Some(indentation);
                    self.text.copy(self.template, span(cursor.at, end));
                    return;
                }
                _ => self.token(&mut cursor),
            }
        }
    }

    fn copy_letter(&mut self, cursor: &mut Cursor<'_>) {
        let width = cursor.template[cursor.at..]
            .chars()
            .next()
            .map_or(1, char::len_utf8);
        self.text
            .copy(self.template, span(cursor.at, cursor.at + width));
        cursor.at += width;
    }

    /// Copies a quoted string, up to its quote or to the end of the line.
    fn quoted(&mut self, cursor: &mut Cursor<'_>, quote: char) {
        while cursor.at < cursor.end {
            if let Some(action) = cursor.action() {
                self.put(action, Some(quote));
                cursor.at = action.span.end as usize;
                continue;
            }
            let rest = &cursor.template[cursor.at..cursor.end];
            if quote == '"' && rest.starts_with('\\') {
                self.copy_letter(cursor);
                if cursor.at < cursor.end && cursor.action().is_none() {
                    self.copy_letter(cursor);
                }
            } else if quote == '\'' && rest.starts_with("''") {
                self.copy_letter(cursor);
                self.copy_letter(cursor);
            } else {
                let is_end = rest.starts_with(quote);
                self.copy_letter(cursor);
                if is_end {
                    self.quote = None;
                    return;
                }
            }
        }
    }

    /// Copies an unquoted key or value. It gets quotes if it contains an action.
    fn token(&mut self, cursor: &mut Cursor<'_>) {
        let start = cursor.at;
        let mut end = start;
        let mut is_open = false;
        while cursor.at < cursor.end {
            if let Some(action) = cursor.action() {
                let is_known = (self.value)(self.inner(action)).is_some();
                is_open |= action.kind != ActionKind::Silent && !is_known;
                cursor.at = action.span.end as usize;
                end = cursor.at;
                continue;
            }
            let rest = &cursor.template[cursor.at..cursor.end];
            let ends_here = rest.starts_with(['\n', '\r'])
                || rest.starts_with(':') && cursor.is_before_blank()
                || rest.starts_with(" #")
                    && cursor.template[cursor.at + 2..cursor.end].starts_with([' ', '!'])
                || rest.starts_with(" #") && !rest[2..].starts_with('{')
                || self.brackets > 0
                    && rest.starts_with([',', ']', '}', ':'])
                    && cursor.is_flow_end();
            // A token has at least one character.
            let is_end = ends_here && cursor.at > start;
            if is_end {
                break;
            }
            let letter = rest.chars().next().unwrap_or(' ');
            cursor.at += letter.len_utf8();
            if !letter.is_whitespace() {
                end = cursor.at;
            }
        }
        let first = (cursor.actions).partition_point(|action| (action.span.start as usize) < start);
        let has_actions =
            (cursor.actions.get(first)).is_some_and(|action| (action.span.start as usize) < end);
        let spelled = !has_actions
            && crate::source::is_placeholder(&self.template[start..end])
            && needs_quotes(&self.template[start..end]);
        let quote = (is_open || spelled).then_some('\'');
        if quote.is_some() {
            self.text.write("'", span(start, start), Quality::Made);
        }
        let mut at = start;
        while at < end {
            let mut inner = Cursor { at, ..*cursor };
            inner.end = end;
            if let Some(action) = inner.action() {
                if action.kind == ActionKind::Silent {
                    self.text.write(" ", action.span, Quality::Made);
                } else {
                    self.put(action, quote);
                }
                at = action.span.end as usize;
                continue;
            }
            let behind =
                (cursor.actions).partition_point(|action| action.span.start as usize <= at);
            let next = (cursor.actions.get(behind))
                .map_or(end, |action| end.min(action.span.start as usize));
            self.escaped(at, next, quote);
            at = next;
        }
        if quote.is_some() {
            self.text.write("'", span(end, end), Quality::Made);
        }
        self.text.copy(self.template, span(end, cursor.at));
    }

    /// Writes an action inside a key, a value or a quoted string.
    fn put(&mut self, action: &Action, quote: Option<char>) {
        let known = (self.value)(self.inner(action));
        let text = match &known {
            Some(value) => value.clone(),
            None => self.template[action.span.range()].replace(['\n', '\r', '\t'], " "),
        };
        let text = match quote {
            Some('"') => text.replace('\\', "\\\\").replace('"', "\\\""),
            Some(_) => text.replace('\'', "''"),
            None => text,
        };
        self.text.write(&text, action.span, Quality::Made);
    }

    /// Copies a part of the template, with the escapes that the quote requires.
    fn escaped(&mut self, start: usize, end: usize, quote: Option<char>) {
        let part = &self.template[start..end];
        if quote.is_none() || !part.contains('\'') {
            self.text.copy(self.template, span(start, end));
            return;
        }
        let mut from = start;
        for (at, _) in part.match_indices('\'') {
            let at = start + at;
            self.text.copy(self.template, span(from, at));
            self.text.write("''", span(at, at + 1), Quality::Made);
            from = at + 1;
        }
        self.text.copy(self.template, span(from, end));
    }
}

#[derive(Clone, Copy)]
struct Cursor<'t> {
    template: &'t str,
    actions: &'t [Action],
    at: usize,
    end: usize,
}

impl<'t> Cursor<'t> {
    /// The action at the current position.
    fn action(&self) -> Option<&'t Action> {
        let at = offset(self.at);
        let index = self
            .actions
            .binary_search_by_key(&at, |action| action.span.start)
            .ok()?;
        Some(&self.actions[index])
    }

    /// The character at the current position, unless an action starts there.
    fn letter(&self) -> Option<char> {
        if self.action().is_some() {
            return None;
        }
        let rest = &self.template[self.at..self.end];
        // A placeholder that looks like a list or a mapping is a single string.
        if spelled_in_brackets(rest) {
            return None;
        }
        rest.chars().next()
    }

    /// True at the end of a key or value in brackets.
    fn is_flow_end(&self) -> bool {
        let rest = &self.template[self.at..self.end];
        !rest.starts_with(':') || rest[1..].starts_with([' ', '\n', ',', '}', ']'])
    }

    fn is_before_blank(&self) -> bool {
        let rest = &self.template.as_bytes()[self.at + 1..self.end];
        rest.first().is_none_or(u8::is_ascii_whitespace)
    }

    fn is_behind_blank(&self, start: usize) -> bool {
        let before = &self.template.as_bytes()[start..self.at];
        let is_name = self.template[self.at..].starts_with("#{");
        !is_name && before.last().is_none_or(u8::is_ascii_whitespace)
    }
}

/// True for a line that has only actions and white space.
fn is_alone(line: &str, start: usize, of_line: &[Action]) -> bool {
    if of_line.is_empty() {
        return false;
    }
    let mut from = start;
    let mut rest = String::new();
    for action in of_line {
        rest.push_str(&line[from - start..action.span.start as usize - start]);
        from = action.span.end as usize;
    }
    rest.push_str(&line[from - start..]);
    rest.trim().is_empty()
}

/// The indentation that an action gives to its output: `… | nindent 6`.
fn indentation_of(action: &str) -> Option<usize> {
    let at = action.rfind("indent")?;
    let digits = action[at + "indent".len()..].trim_start_matches(['(', ' ']);
    let end = digits.find(|letter: char| !letter.is_ascii_digit());
    digits[..end.unwrap_or(digits.len())].parse().ok()
}

fn is_block_header(rest: &str) -> bool {
    let rest =
        rest[1..].trim_start_matches(['+', '-', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
    let rest = rest.trim();
    rest.is_empty() || rest.starts_with('#')
}

/// True if a value starts with a placeholder that looks like a list, a mapping or a comment.
pub(super) fn spelled_in_brackets(rest: &str) -> bool {
    // Looks ahead only as far as necessary, because the line may be the whole file.
    let is_end = |rest: &str| {
        let rest = rest
            .trim_start_matches('#')
            .trim_start_matches([' ', '\t', '\r']);
        rest.is_empty() || rest.starts_with('\n') || rest.starts_with("# ")
    };
    if let Some(rest) = rest.strip_prefix("[[") {
        return behind_name(rest, "]]").is_some_and(is_end);
    }
    if let Some(rest) = rest.strip_prefix("#{") {
        return behind_name(rest, "}").is_some();
    }
    if let Some(rest) = rest.strip_prefix('{') {
        return behind_name(rest, "}").is_some_and(|rest| !rest.starts_with([',', ']', '}']));
    }
    false
}

/// The text after a name and its closing bracket.
fn behind_name<'t>(text: &'t str, end: &str) -> Option<&'t str> {
    let text = text.trim_start_matches(' ');
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || "_.-".contains(letter);
    let name = text.trim_start_matches(is_part);
    let is_name =
        text.starts_with(|letter: char| letter.is_ascii_alphabetic() || "_.".contains(letter));
    name.trim_start_matches(' ')
        .strip_prefix(end)
        .filter(|_| is_name)
}

/// True for a placeholder that needs quotes.
fn needs_quotes(text: &str) -> bool {
    text.starts_with(['@', '%', '[', '{', '#', '`'])
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

fn span(start: usize, end: usize) -> Span {
    Span::new(offset(start), offset(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(template: &str) -> String {
        read_template(template, &|_| None).text
    }

    #[test]
    fn lines_of_actions_are_removed() {
        assert_eq!(
            read("{{- if .x }}\na: 1\n  {{- end }}\n{% if y %}\n"),
            "            \na: 1\n            \n          \n"
        );
        assert_eq!(
            read("a:\n{{ if x }}\n  b: 1\n{{ else }}\n  b: 2\n  c: 3\n{{ end }}\nd: 1\n"),
            "a:\n          \n  b: 1\n          \n      \n      \n         \nd: 1\n"
        );
    }

    #[test]
    fn actions_in_values_become_strings() {
        for (template, text) in [
            ("a: {{ .x }}\n", "a: '{{ .x }}'\n"),
            (
                "a: b-{{ .x }}-c # d {{ e }}\n",
                "a: 'b-{{ .x }}-c' # d {{ e }}\n",
            ),
            (
                "a: {{ .x | default 'y' }}\n",
                "a: '{{ .x | default ''y'' }}'\n",
            ),
            (
                "a: \"{{ .x | default \"y\" }}\"\n",
                "a: \"{{ .x | default \\\"y\\\" }}\"\n",
            ),
            ("a: 'it''s {{ 'x' }}'\n", "a: 'it''s {{ ''x'' }}'\n"),
            ("- {{ a }}:{{ b }}\n", "- '{{ a }}:{{ b }}'\n"),
            ("{{ k }}: v\n", "'{{ k }}': v\n"),
            (
                "a: {b: {{ c }}, d: [{{ e }}, f]}\n",
                "a: {b: '{{ c }}', d: ['{{ e }}', f]}\n",
            ),
            ("a: 4g {{/* why */}}\n", "a: 4g  \n"),
            (
                "a: {{ if x }}4g{{ else }}8g{{ end }}\n",
                "a: '{{ if x }}4g{{ else }}8g{{ end }}'\n",
            ),
            (
                "a: [[x]]\nb: {y}\nc: #{z}#\n",
                "a: '[[x]]'\nb: '{y}'\nc: '#{z}#'\n",
            ),
            (
                "a: @X@\nb: %%Y%%\nc: {R}/app:1\n",
                "a: '@X@'\nb: '%%Y%%'\nc: '{R}/app:1'\n",
            ),
            ("a: {b: c}\nd: [e]\n", "a: {b: c}\nd: [e]\n"),
            ("a: {b:,c:]\n{{ x }}: :\n", "a: {b:,c:]\n'{{ x }}': :\n"),
            (
                "a: |\n  {{ x }} y\n  z: {{ x }}\nb: 1\n",
                "a: |\n  {{ x }} y\n  z: {{ x }}\nb: 1\n",
            ),
            (
                "a: >-\n  b\n{{ end }}\nc: {{ x }}\n",
                "a: >-\n  b\n         \nc: '{{ x }}'\n",
            ),
            (
                "a: \"b\n  {{ c }} d\"\ne: {{ f }}\n",
                "a: \"b\n  {{ c }} d\"\ne: '{{ f }}'\n",
            ),
        ] {
            assert_eq!(read(template), text, "{template}");
        }
    }

    #[test]
    fn known_values_are_inserted() {
        let value = |action: &str| (action == "x").then(|| "4".to_owned());
        let read = |template: &str| read_template(template, &value).text;
        assert_eq!(
            read("a: {{x}}\nb: \"{{x}}g\"\nc: {{ y }}\n"),
            "a: 4\nb: \"4g\"\nc: '{{ y }}'\n"
        );
    }

    #[test]
    fn places_refer_to_the_template() {
        let template = "a: {{ .x }}\n{{ if y }}\nb: c\n{{ end }}\n";
        let read = read_template(template, &|_| None);
        for (part, quality) in [
            ("a", Quality::Exact),
            ("b: c", Quality::Exact),
            ("'{{ .x }}'", Quality::Made),
        ] {
            let at = read.text.find(part).expect("a part");
            let place = read.map.place(span(at, at + part.len()));
            let written = &template[place.span.range()];
            assert_eq!((written, place.quality), (part.trim_matches('\''), quality));
        }
    }

    #[test]
    fn insertions_have_their_indentation() {
        let read = read_template("a:\n  {{- toYaml .x | nindent 4 }}\n  {{ .y }}\n", &|_| {
            None
        });
        let found: Vec<_> = read
            .insertions
            .iter()
            .map(|insertion| insertion.indentation)
            .collect();
        assert_eq!(found, [4, 2]);
    }
}
