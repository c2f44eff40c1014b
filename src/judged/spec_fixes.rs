//! Fixes that ask for another spec. What is billed changes, so none of them is safe.

use super::{JudgedPod, SizedEntry};
use crate::{
    eci,
    finding::{Fix, Safety},
    source::Span,
    yaml::New,
};

impl JudgedPod<'_, '_> {
    /// Replaces entries by the smallest spec that holds the pod. `None` for a list that is longer than
    /// ECI takes: it must be shortened first, and each of its entries would write the whole list again.
    #[must_use]
    pub fn resize(&self, entries: &[&SizedEntry]) -> Option<Fix> {
        if self.has_too_many_entries() {
            return None;
        }
        let (cpu, memory) = self.size.requests()?;
        let spec = self.rounded_up(cpu, memory)?.to_string();
        let is_meant = |entry: &SizedEntry| entries.iter().any(|known| known.span == entry.span);
        let mut specs: Vec<&str> = Vec::new();
        for entry in &self.entries {
            let text = if is_meant(entry) {
                &spec
            } else {
                &entry.entry.text
            };
            if !specs.contains(&text.as_str()) {
                specs.push(text);
            }
        }
        let (first, last) = (self.entries.first()?, self.entries.last()?);
        let between = self.entries.get(1).map_or(",", |second| {
            let gap = first.span.end as usize..second.span.start as usize;
            self.fixer.source().get(gap).unwrap_or(",")
        });
        let whole = self.specs()?.node.span();
        let part = Span::new(first.span.start, last.span.end);
        // What holds this pod may not hold another that an alias gives the same list.
        let editor = self
            .fixer
            .editor()
            .filter(|editor| !editor.is_shared(whole))?;
        let edit = editor.replace_part(whole, part, &specs.join(between));
        let title = format!("Ask for `{spec}` instead");
        self.fixer.fix(Safety::Unsafe, title, [edit])
    }

    fn has_too_many_entries(&self) -> bool {
        self.entries.len() > usize::try_from(self.catalog.max_entries).unwrap_or(usize::MAX)
    }

    /// Replaces an entry by another spec, with the same exception.
    #[must_use]
    pub fn put_spec(&self, entry: &SizedEntry, spec: &str) -> Option<Fix> {
        if self.has_too_many_entries() || self.entries.iter().any(|known| known.entry.text == spec)
        {
            return None;
        }
        let whole = self.specs()?.node.span();
        let edit = self.fixer.editor()?.replace_part(whole, entry.span, spec);
        let title = format!("Ask for `{spec}` instead");
        self.fixer.fix(Safety::Unsafe, title, [edit])
    }

    /// Adds the annotation that asks for a spec.
    #[must_use]
    pub fn ask_for(&self, spec: &str) -> Option<Fix> {
        let base = self.pod.paths.metadata;
        let edit = self
            .fixer
            .put(base, &["annotations", eci::USE_SPECS], &New::text(spec));
        let title = format!("Ask for `{spec}`");
        self.fixer.fix(Safety::Unsafe, title, [edit])
    }
}
