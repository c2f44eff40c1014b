//! Colours of a report in a terminal: only the sixteen that a terminal's own theme makes readable on its
//! background.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style as Ansi};

use super::Style;
use crate::finding::Severity;

/// What a part of a report is, for its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// What is as bad as a finding: its title, the place to look at.
    Severity(Severity),
    /// The message of a finding.
    Message,
    /// What only leads the eye: line numbers and frames.
    Frame,
    /// A path.
    Path,
    /// The word before advice.
    Help,
    /// A safe fix, and a line that it writes.
    Added,
    /// A fix that needs a decision.
    Risky,
    /// A line that a fix takes away.
    Removed,
    /// Everything else.
    Plain,
}

impl Part {
    fn style(self) -> Ansi {
        let plain = Ansi::new();
        let colored = |color: AnsiColor| plain.fg_color(Some(color.into()));
        match self {
            // Yellow stays as it is: where bold makes it bright, nobody reads it on white.
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

/// Adds a text in its colour, where there are colours.
pub(super) fn paint(text: &str, part: Part, style: Style, out: &mut String) {
    if text.is_empty() {
        return;
    }
    if !style.color || part == Part::Plain {
        out.push_str(text);
        return;
    }
    let part = part.style();
    // Each line by itself, so that a pager which shows only some of them shows them right.
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            out.push('\n');
        }
        // Writing to a string does not fail.
        let _ = write!(out, "{part}{line}{part:#}");
    }
}

/// Adds a text that leads to an address where the terminal has links.
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
