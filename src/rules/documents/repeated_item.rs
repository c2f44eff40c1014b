//! An item of a list with the same key as another one.

use crate::{finding::Diagnostic, judged::JudgedApplication, spark::RepeatedItem};

pub(in crate::rules) const PAGE: &str = page!("ECI010-repeated-item");

pub(in crate::rules) fn check(judged: &JudgedApplication<'_, '_>) -> Vec<Diagnostic> {
    let repeated = judged.form.mismatches().repeated_items.iter();
    repeated.map(diagnostic).collect()
}

fn diagnostic(item: &RepeatedItem) -> Diagnostic {
    let RepeatedItem { path, keys, .. } = item;
    let same = match keys {
        [] => "it is in the list twice".to_owned(),
        keys => {
            let keys: Vec<_> = keys.iter().map(|key| format!("`{key}`")).collect();
            format!("it has the same {} as an earlier item", keys.join(" and "))
        }
    };
    let message = format!("duplicate item `{path}`: {same}; the API server rejects the object");
    Diagnostic::at(item.place, "duplicate", message)
        .related(item.first, "the earlier one")
        .help("remove one of them")
}
