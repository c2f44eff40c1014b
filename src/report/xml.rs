//! XML 1.0: what it cannot hold is shown as an escape.

use std::{
    borrow::Cow,
    io::{self, Write},
};

use quick_xml::{
    Writer,
    events::{BytesDecl, Event},
};

use super::printable;

/// A writer behind the declaration.
pub(super) fn document<W: Write>(out: W) -> io::Result<Writer<W>> {
    let mut writer = Writer::new_with_indent(out, b' ', 2);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    Ok(writer)
}

/// A text that XML can hold: two code points that are no control characters cannot stand in it.
pub(super) fn text(text: &str) -> Cow<'_, str> {
    let is_refused = |letter| matches!(letter, '\u{fffe}' | '\u{ffff}');
    match printable(text) {
        safe if safe.contains(is_refused) => Cow::Owned(safe.replace(is_refused, "\u{fffd}")),
        safe => safe,
    }
}
