//! Patterns, compiled once.

use regex::{Regex, RegexBuilder};

use super::size::looked_at;
use crate::go_pattern::with_ascii_classes;

/// A pattern, and what a search for it takes.
#[derive(Debug)]
pub(super) struct Pattern {
    pub(super) regex: Regex,
    length: u64,
    /// An upper bound of the memory that it takes, in KiB.
    memory: u64,
}

/// A search takes the more time the larger a pattern is, so it is found out how large it is.
const SIZES: [usize; 4] = [1, 4, 16, 64];

/// How many classes of Unicode a pattern may have.
const UNICODE_CLASSES: usize = 4;

impl Pattern {
    /// Compiles a pattern, or says what is wrong with it. The grammar is that of Go, as in Kubernetes.
    pub(super) fn compile(pattern: &str) -> Result<Self, String> {
        const MOST: usize = SIZES[SIZES.len() - 1];
        // Each takes a while to look up, more so in any case, before the size of the pattern is known.
        let unicode = pattern.matches("\\p").count() + pattern.matches("\\P").count();
        if unicode > UNICODE_CLASSES {
            return Err(format!(
                "the pattern has more than {UNICODE_CLASSES} classes of Unicode, such as `\\pL`"
            ));
        }
        let written = with_ascii_classes(pattern);
        for memory in SIZES {
            let built = RegexBuilder::new(&written)
                .size_limit(memory << 10)
                .dfa_size_limit(MOST << 12)
                .nest_limit(32)
                .build();
            match built {
                Ok(regex) => {
                    return Ok(Self {
                        regex,
                        length: pattern.len() as u64,
                        memory: memory as u64,
                    });
                }
                Err(regex::Error::CompiledTooBig(_)) => {}
                Err(error) => {
                    // The last line of the error says what is wrong; those above show the pattern.
                    let told = error.to_string();
                    let reason = told.lines().last().unwrap_or_default();
                    let reason = reason.strip_prefix("error: ").unwrap_or(reason);
                    return Err(format!("the pattern is invalid: {reason}"));
                }
            }
        }
        Err(format!("the pattern needs more than {MOST} KiB"))
    }

    /// The steps that a search takes, as Kubernetes counts them.
    pub(super) fn usual_steps(&self, text: u64) -> u64 {
        looked_at(text).saturating_mul(self.length / 4 + 1)
    }

    /// The steps that a search takes at most: some patterns need a look at each of their parts for each letter.
    pub(super) fn most_steps(&self, text: usize) -> u64 {
        looked_at(text as u64).saturating_mul(self.memory * 16)
    }
}
