//! Colours of a report in a terminal: only the sixteen that the theme of the terminal makes readable.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style as Ansi};

use super::Style;
use crate::finding::Severity;

/// A part of a report that has a colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// The title of a finding, and its primary label.
    Severity(Severity),
    Message,
    /// Line numbers and frames.
    Frame,
    Path,
    /// The word `help:`.
    Help,
    /// A safe fix, and an added line.
    Added,
    /// An unsafe fix.
    Risky,
    /// A removed line.
    Removed,
    Plain,
}

impl Part {
    fn style(self) -> Ansi {
        let plain = Ansi::new();
        let colored = |color: AnsiColor| plain.fg_color(Some(color.into()));
        match self {
            // Not bold: some terminals make bold yellow bright, which is unreadable on white.
            Self::Severity(Severity::Warning) | Self::Risky => colored(AnsiColor::Yellow),
            Self::Severity(Severity::Error) => colored(AnsiColor::Red).bold(),
            Self::Severity(Severity::Info) | Self::Path | Self::Help => colored(AnsiColor::Cyan),
            Self::Message => plain.bold(),
            Self::Frame => plain.dimmed(),
            Self::Added => colored(AnsiColor::Green),
            Self::Removed => colored(AnsiColor::Red),
            Self::Plain => plain,
        }
    }
}

pub(super) fn paint(text: &str, part: Part, style: Style, out: &mut String) {
    if text.is_empty() {
        return;
    }
    if !style.color || part == Part::Plain {
        out.push_str(text);
        return;
    }
    let part = part.style();
    // Each line separately, so that a pager that shows only some of them has the right colours.
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            out.push('\n');
        }
        // Writing to a string does not fail.
        let _ = write!(out, "{part}{line}{part:#}");
    }
}

/// Adds a text as a terminal hyperlink (OSC 8).
pub(super) fn link(text: &str, address: &str, out: &mut String) {
    for part in [
        "\u{1b}]8;;",
        address,
        "\u{1b}\\",
        text,
        "\u{1b}]8;;\u{1b}\\",
    ] {
        out.push_str(part);
    }
}
