use std::path::Path;

/// A path as people write it: `/` between the parts, no `./` before them.
#[must_use]
pub fn shown(path: &Path) -> String {
    let text = path.to_string_lossy();
    let text = if std::path::MAIN_SEPARATOR == '\\' {
        text.replace('\\', "/")
    } else {
        text.into_owned()
    };
    let short = text.trim_start_matches("./").trim_start_matches('/');
    if text.starts_with("./") && !short.is_empty() {
        short.to_owned()
    } else {
        text
    }
}
