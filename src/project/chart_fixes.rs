//! Moves fixes of a rendered chart to the literal text of a template, or to the values.

use std::sync::Arc;

use super::additions::place_additions_in;
use crate::{
    finding::Fix,
    helm::Written,
    source::{Edit, Quality, SourceFile, Span},
    yaml,
};

/// Moves a fix to a file. `None` unless the file has everything that it changes literally.
pub(super) fn place(fix: Fix, written: &Written, file: &Arc<SourceFile>) -> Option<Fix> {
    let mut edits = fix.edits.iter();
    let placed: Option<Vec<Edit>> = edits
        .clone()
        .map(|edit| place_edit(edit, written, file))
        .collect();
    if let Some(edits) = placed {
        return Some(Fix { edits, ..fix });
    }
    // Additions to values use the style of their file.
    let first = edits.next()?.span;
    let chunks = yaml::split(&written.text).into_iter();
    let document = chunks
        .map(|chunk| chunk.span)
        .find(|span| span.contains(first))?;
    let added = place_additions_in(&written.text, document, &written.map, &fix)?;
    (added.file.path == file.path).then_some(added.fix)
}

fn place_edit(edit: &Edit, written: &Written, file: &SourceFile) -> Option<Edit> {
    let Written {
        text,
        map,
        templates,
        ..
    } = written;
    let edit = without_quotes(edit, text);
    let place = map.place(edit.span);
    // Additions to values must fit the style of their file.
    let is_of_values = templates
        .place(edit.span)
        .file
        .map(|file| file.path.clone())
        != place.file.as_ref().map(|file| file.path.clone());
    if is_of_values && (edit.span.is_empty() || edit.text.contains('\n')) {
        return None;
    }
    let is_here = place
        .file
        .as_ref()
        .is_some_and(|other| other.path == file.path);
    if place.quality != Quality::Exact || !is_here {
        return None;
    }
    let rendered = indentation(text, edit.span.start);
    let written = indentation(file.text.as_str(), place.span.start);
    Some(Edit {
        span: place.span,
        text: indented_less(&edit.text, rendered, written)?,
    })
}

/// Removes the quotes around the replaced text from an edit, because they may be written elsewhere.
fn without_quotes(edit: &Edit, text: &str) -> Edit {
    let old = &text[edit.span.range()];
    let inside = ['"', '\''].into_iter().find_map(|quote| {
        let is_quoted = old.len() > 2 && old.starts_with(quote) && old.ends_with(quote);
        let new = edit.text.strip_prefix(quote)?.strip_suffix(quote)?;
        is_quoted.then(|| Edit {
            span: Span::new(edit.span.start + 1, edit.span.end - 1),
            text: new.to_owned(),
        })
    });
    inside.unwrap_or_else(|| edit.clone())
}

fn indentation(text: &str, at: u32) -> usize {
    let before = &text[..at as usize];
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    let line = &text[start..];
    line.len() - line.trim_start_matches(' ').len()
}

/// Reduces the indentation of new lines to that of the source: `nindent` indents the output of a named template.
fn indented_less(new: &str, rendered: usize, written: usize) -> Option<String> {
    if rendered == written || !new.contains('\n') {
        return Some(new.to_owned());
    }
    let mut lines = new.split('\n');
    let mut text = lines.next().unwrap_or_default().to_owned();
    for line in lines {
        text.push('\n');
        if line.is_empty() {
            continue;
        }
        let spaces = line.len() - line.trim_start_matches(' ').len();
        let spaces = (spaces + written).checked_sub(rendered)?;
        text.extend(std::iter::repeat_n(' ', spaces));
        text.push_str(line.trim_start_matches(' '));
    }
    Some(text)
}
