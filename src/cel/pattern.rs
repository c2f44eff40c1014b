//! Regular expressions, compiled once.

use regex::{Regex, RegexBuilder};

use super::size::looked_at;
use crate::go_pattern::with_ascii_classes;

/// A regular expression, and the cost of a search for it.
#[derive(Debug)]
pub(super) struct Pattern {
    pub(super) regex: Regex,
    length: u64,
    /// An upper bound on its memory, in KiB.
    memory: u64,
}

/// Size limits in KiB that are tried in turn: the size of a pattern determines the cost of a search.
const SIZES: [usize; 4] = [1, 4, 16, 64];

/// How many Unicode classes a pattern may have.
const UNICODE_CLASSES: usize = 4;

impl Pattern {
    /// Compiles a pattern, or returns why it is invalid. The grammar is Go's, as in Kubernetes.
    pub(super) fn compile(pattern: &str) -> Result<Self, String> {
        const MOST: usize = SIZES[SIZES.len() - 1];
        // Each takes long to look up, even longer ignoring case, and the size of the pattern is known only afterwards.
        let unicode = pattern.matches("\\p").count() + pattern.matches("\\P").count();
        if unicode > UNICODE_CLASSES {
            return Err(format!(
                "the pattern has more than {UNICODE_CLASSES} Unicode classes such as `\\pL`"
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
                    // The last line of the error has the reason; the lines above show the pattern.
                    let told = error.to_string();
                    let reason = told.lines().last().unwrap_or_default();
                    let reason = reason.strip_prefix("error: ").unwrap_or(reason);
                    return Err(format!("the pattern is invalid: {reason}"));
                }
            }
        }
        Err(format!("the pattern needs more than {MOST} KiB"))
    }

    /// The steps of a search, as Kubernetes counts them.
    pub(super) fn usual_steps(&self, text: u64) -> u64 {
        looked_at(text).saturating_mul(self.length / 4 + 1)
    }

    /// The maximum number of steps of a search: some patterns visit each of their parts for each letter.
    pub(super) fn most_steps(&self, text: usize) -> u64 {
        looked_at(text as u64).saturating_mul(self.memory * 16)
    }
}
