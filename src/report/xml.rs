//! XML 1.0. Characters that it cannot contain are shown as escapes.

use std::{
    borrow::Cow,
    io::{self, Write},
};

use quick_xml::{
    Writer,
    events::{BytesDecl, Event},
};

use super::printable;

/// A writer that has written the XML declaration.
pub(super) fn document<W: Write>(out: W) -> io::Result<Writer<W>> {
    let mut writer = Writer::new_with_indent(out, b' ', 2);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    Ok(writer)
}

/// A text that XML can contain. Besides control characters, two other code points are invalid.
pub(super) fn text(text: &str) -> Cow<'_, str> {
    let is_refused = |letter| matches!(letter, '\u{fffe}' | '\u{ffff}');
    match printable(text) {
        safe if safe.contains(is_refused) => Cow::Owned(safe.replace(is_refused, "\u{fffd}")),
        safe => safe,
    }
}
