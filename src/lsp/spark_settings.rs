//! Texts about the keys of `sparkConf` for completions and hovers.

use crate::spark::{KnownSetting, ValueType, is_of_pods, known_setting, known_settings};

/// The settings to offer for the typed text: those about pods, and others once the text names their area. Each name once, for
/// the newest version with it.
pub(super) fn offered(typed: &str) -> Vec<KnownSetting> {
    let of_what = typed.rfind('.').map_or("", |dot| &typed[..=dot]);
    let is_narrow = of_what.matches('.').count() > 1;
    let all: Vec<_> = known_settings().collect();
    let of_names = all.chunk_by(|one, next| one.name == next.name);
    let newest = of_names.filter_map(<[_]>::last).copied();
    let offered = newest.filter(|known| {
        let is_asked_for = is_of_pods(known.name) || is_narrow && known.name.starts_with(of_what);
        let is_whole = !matches!(known.value, ValueType::Unknown | ValueType::Alias(_));
        let is_wanted = is_whole || known.is_prefix() && is_of_pods(known.name);
        is_asked_for && is_wanted && !known.name.contains('*')
    });
    offered.collect()
}

/// The type and versions of a setting: `time, since Spark 3.1`.
pub(super) fn detail(known: &KnownSetting) -> String {
    let kind = match known.value {
        ValueType::Boolean => "boolean",
        ValueType::Int(_) | ValueType::Long(_) => "whole number",
        ValueType::Double(_) => "number",
        ValueType::Time(..) => "time",
        ValueType::Bytes(..) => "size",
        ValueType::OneOf(_) | ValueType::OneOfAnyCase(_) => "word",
        ValueType::Text => "text",
        ValueType::Alias(_) => "older name",
        ValueType::Unknown if known.is_prefix() => "several settings",
        ValueType::Unknown => "setting",
    };
    match versions(known) {
        Some(versions) => format!("{kind}, {versions}"),
        None => kind.to_owned(),
    }
}

fn versions(known: &KnownSetting) -> Option<String> {
    match (known.since, known.until) {
        (Some(since), Some(until)) => Some(format!("Spark {since} to {until}")),
        (Some(since), None) => Some(format!("since Spark {since}")),
        (None, Some(until)) => Some(format!("until Spark {until}")),
        (None, None) => None,
    }
}

/// The description of a setting; `None` for one that no version of Spark has.
pub(super) fn words(key: &str) -> Option<String> {
    let mut known = known_setting(key);
    let first = *known.first()?;
    let mut lines = vec![
        format!("**{}**: a Spark setting", first.name),
        String::new(),
    ];
    // An unknown type adds nothing if the type is known for other versions.
    if known.iter().any(|known| known.value != ValueType::Unknown) {
        known.retain(|known| known.value != ValueType::Unknown);
    }
    let mut rows: Vec<(String, KnownSetting)> = Vec::new();
    for known in &known {
        let value = match known.value {
            ValueType::Alias(name) => format!("another name of `{name}`"),
            value => value.allowed(),
        };
        match rows.last_mut() {
            Some((last, row)) if *last == value => row.until = known.until,
            _ => rows.push((value, *known)),
        }
    }
    for (value, row) in rows {
        let parts = [Some(value), versions(&row)].into_iter().flatten();
        let parts: Vec<_> = parts.filter(|part| !part.is_empty()).collect();
        if !parts.is_empty() {
            lines.push(format!("- {}", parts.join("; ")));
        }
    }
    Some(lines.join("\n").trim_end().to_owned())
}

/// The possible values of a setting.
pub(super) fn choices(key: &str) -> Vec<&'static str> {
    match known_setting(key).last().map(|known| known.value) {
        Some(ValueType::Boolean) => vec!["true", "false"],
        Some(ValueType::OneOf(options) | ValueType::OneOfAnyCase(options)) => {
            options.split('|').collect()
        }
        _ => Vec::new(),
    }
}
