//! Writes resources as YAML, with the source of each part.

use std::sync::Arc;

use super::{
    built::{Built, BuiltResource},
    id::Resource,
    value::{Content, Entry, Origin, Scalar, ScalarKind, Value},
};
use crate::{
    inputs::Files,
    source::{MappedText, Quality, SourceFile, Span},
    yaml,
};

/// Writes all resources whose content is known exactly.
pub(super) fn emit(files: &Files<'_>, root: Arc<SourceFile>, resources: &[Resource]) -> Built {
    let mut writer = Writer {
        files,
        text: MappedText::default(),
    };
    let mut spans = Vec::new();
    for resource in resources {
        if resource.is_inexact || resource.is_generated {
            continue;
        }
        let origin = resource.value.origin;
        if writer.text.length() > 0 {
            writer.made("---\n", origin);
        }
        let start = writer.text.length();
        writer.block(&resource.value, 0);
        let namespace = &resource.written.namespace;
        spans.push(BuiltResource {
            span: Span::new(start, writer.text.length()),
            name: resource.current().name,
            written: (
                resource.written.name.clone(),
                (!namespace.is_empty()).then(|| namespace.clone()),
            ),
        });
    }
    let (text, map) = writer.text.finish();
    Built {
        file: root,
        text,
        map: map.laid_out_anew(),
        resources: spans,
    }
}

struct Writer<'w, 'r> {
    files: &'w Files<'r>,
    text: MappedText,
}

impl Writer<'_, '_> {
    fn source(&self, origin: Origin) -> &str {
        self.files.get(origin.file).text.slice(origin.span)
    }

    /// Writes a text that `origin` causes.
    fn made(&mut self, text: &str, origin: Origin) {
        let file = self.files.get(origin.file);
        self.text.write_from(text, file, origin.span, Quality::Near);
    }

    /// Writes a value verbatim from its file.
    fn copy(&mut self, origin: Origin) {
        let file = self.files.get(origin.file);
        self.text.copy_from(file, origin.span);
    }

    fn indent(&mut self, depth: usize, origin: Origin) {
        self.made(&"  ".repeat(depth), origin);
    }

    /// The lines of a value, each from its indentation to its end.
    fn block(&mut self, value: &Value, depth: usize) {
        match &value.content {
            Content::Map(entries) => {
                for entry in entries {
                    self.indent(depth, entry.origin);
                    self.entry(entry, depth);
                }
            }
            Content::List(items) => {
                for item in items {
                    self.indent(depth, item.origin);
                    self.made("- ", item.origin);
                    self.item(item, depth);
                }
            }
            Content::Scalar(scalar) => {
                self.scalar(scalar, value.origin, depth);
                self.made("\n", value.origin);
            }
        }
    }

    fn entry(&mut self, entry: &Entry, depth: usize) {
        self.key(entry);
        self.made(":", entry.origin);
        let value = &entry.value;
        if is_inline(value) {
            let is_nothing = matches!(&value.content, Content::Scalar(scalar) if scalar.kind == ScalarKind::Null && scalar.text.is_empty());
            if !is_nothing {
                self.made(" ", entry.origin);
            }
            self.inline(value, depth);
            self.made("\n", entry.origin);
        } else {
            self.made("\n", entry.origin);
            self.block(value, depth + 1);
        }
    }

    /// Writes the part after the dash of an item.
    fn item(&mut self, item: &Value, depth: usize) {
        match &item.content {
            Content::Map(entries) if !entries.is_empty() => {
                for (at, entry) in entries.iter().enumerate() {
                    if at > 0 {
                        self.indent(depth + 1, entry.origin);
                    }
                    self.entry(entry, depth + 1);
                }
            }
            Content::List(items) if !items.is_empty() => {
                self.made("\n", item.origin);
                self.block(item, depth + 1);
            }
            _ => {
                self.inline(item, depth);
                self.made("\n", item.origin);
            }
        }
    }

    fn key(&mut self, entry: &Entry) {
        let source = self.source(entry.origin);
        let is_copy = entry.origin.quality == Quality::Exact
            && !source.is_empty()
            && !source.contains(['\n', '\\']);
        if is_copy {
            self.copy(entry.origin);
        } else {
            let file = self.files.get(entry.origin.file);
            let (key, span) = (yaml::quoted(&entry.key), entry.origin.span);
            self.text.write_from(&key, file, span, Quality::Made);
        }
    }

    fn inline(&mut self, value: &Value, depth: usize) {
        match &value.content {
            Content::Scalar(scalar) => self.scalar(scalar, value.origin, depth),
            Content::List(_) => self.empty("[]", value.origin),
            Content::Map(_) => self.empty("{}", value.origin),
        }
    }

    fn empty(&mut self, text: &str, origin: Origin) {
        if origin.quality == Quality::Exact && self.source(origin) == text {
            self.copy(origin);
        } else {
            self.made(text, origin);
        }
    }

    fn scalar(&mut self, scalar: &Scalar, origin: Origin, depth: usize) {
        let source = self.source(origin);
        // JSON and YAML read escapes in quoted strings differently.
        let has_escapes = source.starts_with('"') && source.contains('\\');
        let is_line = !source.is_empty() && !source.contains(['\n', '\r']);
        let is_copy = origin.quality == Quality::Exact
            && is_line
            && !has_escapes
            && !source.starts_with(['|', '>']);
        if is_copy {
            return self.copy(origin);
        }
        if scalar.is_literal
            && origin.quality == Quality::Exact
            && self.literal(scalar, origin, depth)
        {
            return;
        }
        let text = match scalar.kind {
            ScalarKind::Text => yaml::quoted(&scalar.text),
            ScalarKind::Null | ScalarKind::Bool | ScalarKind::Number => scalar.text.clone(),
        };
        let file = self.files.get(origin.file);
        let quality = origin.quality.max(Quality::Made);
        self.text.write_from(&text, file, origin.span, quality);
    }

    /// Writes a literal block as a literal block, so that its lines have their places. False if that is not possible.
    fn literal(&mut self, scalar: &Scalar, origin: Origin, depth: usize) -> bool {
        let file = Arc::clone(self.files.get(origin.file));
        let source = file.text.as_str();
        let text = &scalar.text;
        let body = text.trim_end_matches('\n');
        let is_plain = !body.is_empty()
            && !text.contains('\r')
            && body
                .lines()
                .all(|line| !line.trim().is_empty() || line.is_empty());
        if !is_plain {
            return false;
        }
        // Each line of the string is a suffix of a line in the file.
        let mut places = Vec::new();
        let mut at = origin.span.start as usize;
        if source[at..].starts_with('|') {
            at = source[at..]
                .find('\n')
                .map_or(source.len(), |end| at + end + 1);
        } else {
            at = source[..at].rfind('\n').map_or(0, |line| line + 1);
        }
        for line in body.split('\n') {
            let end = source[at..].find('\n').map_or(source.len(), |end| at + end);
            let written = source[at..end].trim_end_matches('\r');
            let Some(before) = written.strip_suffix(line) else {
                return false;
            };
            if !before.bytes().all(|byte| byte == b' ') {
                return false;
            }
            let start = at + before.len();
            places.push((start, start + line.len()));
            at = (end + 1).min(source.len());
        }
        let trailing = text.len() - body.len();
        let chomping = match trailing {
            0 => "-",
            1 => "",
            _ => "+",
        };
        // The first line may start with spaces that belong to the string.
        let indentation = if body.starts_with([' ', '\n']) {
            "2"
        } else {
            ""
        };
        self.made(&format!("|{indentation}{chomping}"), origin);
        for (start, end) in places {
            let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
            let span = Span::new(offset(start), offset(end));
            self.made("\n", origin);
            if !span.is_empty() {
                self.indent(depth + 1, origin);
                self.text.copy_from(&file, span);
            }
        }
        if trailing > 1 {
            self.made(&"\n".repeat(trailing - 1), origin);
        }
        true
    }
}

/// True for a value that is written on the line of its key.
fn is_inline(value: &Value) -> bool {
    match &value.content {
        Content::Scalar(_) => true,
        Content::List(items) => items.is_empty(),
        Content::Map(entries) => entries.is_empty(),
    }
}
