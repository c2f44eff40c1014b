//! Moves an entry from a mapping to the enclosing one.

use super::{Editor, New, Node};
use crate::source::Edit;

impl<'d> Editor<'d> {
    /// Moves an entry of the mapping at a key to the enclosing mapping. `None` if that already has such an entry, or if
    /// more would have to be changed.
    #[must_use]
    pub fn hoist(&self, outer: Node<'d>, map: &str, key: &str) -> Option<Vec<Edit>> {
        let inner = outer.get(map)?;
        if outer.is_alias() || inner.is_alias() || outer.get(key).is_some() {
            return None;
        }
        let new = New::copy(self.source, inner.entry(key)?.value)?;
        let removal = if inner.entries().len() > 1 {
            self.remove(inner, key)?
        } else if outer.entries().len() > 1 {
            self.remove(outer, map)?
        } else {
            return None;
        };
        let insertion = self.put(outer, &[key], &new)?;
        let lines = insertion.text.trim_start_matches(['\r', '\n']);
        let is_inside = removal.span.start < insertion.span.start
            && insertion.span.start <= removal.span.end
            && lines.len() < insertion.text.len();
        if !is_inside {
            return Some(vec![removal, insertion]);
        }
        // They are the last lines of the outer mapping: they stay in place, with less indentation.
        let line_break = &insertion.text[..insertion.text.len() - lines.len()];
        let removed = &self.source[removal.span.range()];
        let end = if removed.ends_with('\n') {
            line_break
        } else {
            ""
        };
        Some(vec![Edit::replace(removal.span, format!("{lines}{end}"))])
    }
}
