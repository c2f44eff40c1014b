//! Fixes that request another spec. They change what is billed, so they are unsafe.

use super::{JudgedPod, SizedEntry, Suitability};
use crate::{
    eci::{self, TypeKind},
    finding::{Fix, Safety},
    source::Span,
    text,
    text::Text,
    yaml::New,
};

impl JudgedPod<'_, '_> {
    /// Replaces entries with what fits the pod: an instance type with a larger one of its kind, and
    /// everything else with the smallest spec. `None` for a list that is longer than ECI takes: it must be
    /// shortened first, and each of its entries would write the whole list again.
    #[must_use]
    pub fn resize(&self, entries: &[&SizedEntry]) -> Option<Fix> {
        self.rewrite(entries, |entry, taken| self.larger(entry, taken))
    }

    /// Rewrites the list with replacements for some of its entries, and each spec once.
    fn rewrite(
        &self,
        entries: &[&SizedEntry],
        new: impl Fn(&SizedEntry, &[String]) -> Option<String>,
    ) -> Option<Fix> {
        if self.is_too_long(self.entries.len()) {
            return None;
        }
        let (mut specs, mut replaced, mut kept): (Vec<String>, Vec<&str>, Vec<&str>) =
            (Vec::new(), Vec::new(), Vec::new());
        for entry in &self.entries {
            let text = entry.entry.text.as_str();
            let is_meant = entries.iter().any(|known| known.span == entry.span);
            let new = is_meant.then(|| new(entry, &specs)).flatten();
            match &new {
                Some(_) => replaced.push(text),
                None if is_meant => kept.push(text),
                None => {}
            }
            let new = new.unwrap_or_else(|| text.to_owned());
            if !specs.contains(&new) {
                specs.push(new);
            }
        }
        if replaced.is_empty() {
            return None;
        }
        let (first, last) = (self.entries.first()?, self.entries.last()?);
        let between = self.entries.get(1).map_or(",", |second| {
            let gap = first.span.end as usize..second.span.start as usize;
            self.fixer.source().get(gap).unwrap_or(",")
        });
        let whole = self.specs()?.node.span();
        let part = Span::new(first.span.start, last.span.end);
        // The new list may be too small for another pod that has the same list by an alias.
        let editor = self
            .fixer
            .editor()
            .filter(|editor| !editor.is_shared(whole))?;
        let edit = editor.replace_part(whole, part, &specs.join(between));
        let old: Vec<_> = self.entries.iter().map(|entry| &entry.entry.text).collect();
        let new: Vec<_> = specs.iter().filter(|spec| !old.contains(spec)).collect();
        let title = title(&new, &replaced, &kept);
        self.fixer.fix(Safety::Unsafe, title, [edit])
    }

    /// A replacement for an entry that fits the pod. Two instance types are not replaced with the same
    /// one: the second is there in case the first is out of stock.
    fn larger(&self, entry: &SizedEntry, taken: &[String]) -> Option<String> {
        let (cpu, memory) = self.size.requests()?;
        let memory = self.size.with_limit(memory);
        if entry.is_type() && entry.size.is_some() {
            let text = &entry.entry.text;
            return self.catalog.larger_type(text, (cpu, memory), taken);
        }
        // A pair of vCPU and memory cannot be combined with a GPU, an Arm or a local-disk type.
        let mut kinds = self.entries.iter().filter_map(SizedEntry::type_kind);
        let takes_pairs = kinds.all(|kind| kind == TypeKind::Ordinary);
        let spec = self.smallest_spec(cpu, memory).filter(|_| takes_pairs)?;
        Some(spec.to_string())
    }

    /// Replaces an entry with the specs that were probably meant, if they suit the pod.
    #[must_use]
    pub fn correct_spec(&self, entry: &SizedEntry, meant: &str) -> Option<Fix> {
        if self.suitability(meant, Some(entry)) != Suitability::Suits {
            return None;
        }
        if self.entries.iter().any(|known| known.entry.text == meant) {
            return self.rewrite(&[entry], |_, _| Some(meant.to_owned()));
        }
        self.put_spec(entry, meant)
    }

    /// Replaces an entry with another spec.
    #[must_use]
    pub fn put_spec(&self, entry: &SizedEntry, spec: &str) -> Option<Fix> {
        if self.is_too_long(self.entries.len())
            || self.entries.iter().any(|known| known.entry.text == spec)
        {
            return None;
        }
        let whole = self.specs()?.node.span();
        let edit = self.fixer.editor()?.replace_part(whole, entry.span, spec);
        let title = text!("Use `{spec}` instead", spec);
        self.fixer.fix(Safety::Unsafe, title, [edit])
    }

    /// Adds the annotation that requests a spec.
    #[must_use]
    pub fn ask_for(&self, spec: &str) -> Option<Fix> {
        let base = self.pod.paths.metadata;
        let edit = self
            .fixer
            .put(base, &["annotations", eci::USE_SPECS], &New::text(spec));
        let title = text!("Add the spec `{spec}`", spec);
        self.fixer.fix(Safety::Unsafe, title, [edit])
    }
}

/// The title names every entry that is removed or kept.
fn title(new: &[&String], replaced: &[&str], kept: &[&str]) -> Text {
    let names = |specs: &[&str]| Text::listed(specs.iter().map(|spec| text!("`{spec}`", spec)));
    let new: Vec<&str> = new.iter().map(|spec| spec.as_str()).collect();
    let asked = match (&new[..], replaced) {
        ([], _) => text!("Remove {specs}", specs = names(replaced)),
        (_, [_]) => text!("Use {specs} instead", specs = names(&new)),
        _ => text!(
            "Use {specs} instead of {old}",
            specs = names(&new),
            old = names(replaced)
        ),
    };
    match kept {
        [] => asked,
        kept => text!(
            "{change}, and keep {kept}: no larger type of its kind is known",
            change = asked,
            kept = names(kept)
        ),
    }
}
