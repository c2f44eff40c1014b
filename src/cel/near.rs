//! Suggestions for a misspelt name.

/// The closest of the names, if it is close enough.
pub(super) fn nearest<'n>(name: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let plain = |name: &str| name.replace(['_', '-'], "").to_lowercase();
    let asked = plain(name);
    if asked.len() > 64 {
        return None;
    }
    let most = match asked.len() {
        0..=2 => 0,
        3..=5 => 1,
        _ => 2,
    };
    let distance = |known: &str| strsim::damerau_levenshtein(&plain(known), &asked);
    known
        .into_iter()
        .map(|known| (distance(known), known))
        .min_by_key(|(distance, _)| *distance)
        .filter(|(distance, _)| *distance <= most)
        .map(|(_, known)| known)
}
