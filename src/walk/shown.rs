use std::path::{MAIN_SEPARATOR, Path};

/// A path as people write it: with `/` as the separator and without a leading `./`. Invalid bytes are shown as `\xff`,
/// so that different names never look alike.
#[must_use]
pub fn shown(path: &Path) -> String {
    let mut text = String::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        if MAIN_SEPARATOR == '\\' {
            text.push_str(&chunk.valid().replace('\\', "/"));
        } else {
            text.push_str(chunk.valid());
        }
        for byte in chunk.invalid() {
            text.extend(byte.escape_ascii().map(char::from));
        }
    }
    let short = text.trim_start_matches("./").trim_start_matches('/');
    if text.starts_with("./") && !short.is_empty() {
        short.to_owned()
    } else {
        text
    }
}
