//! The remaining steps of one evaluation, or of many.

use super::limits;

/// The steps that many evaluations share, such as those of all rules for a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    left: u64,
}

impl Budget {
    /// A budget of this many steps. A step takes some 20 nanoseconds, rarely 200.
    #[must_use]
    pub fn new(steps: u64) -> Self {
        Self { left: steps }
    }

    /// The remaining steps.
    #[must_use]
    pub fn left(self) -> u64 {
        self.left
    }

    /// A meter for one evaluation.
    pub(super) fn meter(self) -> Meter {
        let left = self.left.min(limits::COST);
        Meter { left, all: left }
    }

    /// Subtracts the steps of an evaluation.
    pub(super) fn take(&mut self, meter: &Meter) {
        self.left = self.left.saturating_sub(meter.all - meter.left);
    }
}

impl Default for Budget {
    /// The budget of one evaluation.
    fn default() -> Self {
        Self::new(limits::COST)
    }
}

/// Counts steps and stops an evaluation that takes too many.
#[derive(Debug)]
pub(super) struct Meter {
    left: u64,
    all: u64,
}

/// Why an evaluation has no value.
#[derive(Debug)]
pub(super) enum Failure {
    /// An error in the expression. `||` and `&&` ignore it if the other operand decides.
    Error(String),
    /// It exceeds this many steps.
    TooLarge(u64),
    /// It would make too long a string.
    LongText,
}

impl Failure {
    pub(super) fn message(self) -> String {
        match self {
            Self::Error(message) => message,
            Self::TooLarge(limits::COST) => format!(
                "the values are too large to be evaluated: more than {} steps would be needed",
                limits::COST
            ),
            Self::TooLarge(_) => {
                "the values are too large to be evaluated: all rules together have used up their steps"
                    .to_owned()
            }
            Self::LongText => format!(
                "the values are too large to be evaluated: a string would exceed {} bytes",
                limits::TEXT
            ),
        }
    }
}

impl Meter {
    pub(super) fn spend(&mut self, steps: u64) -> Result<(), Failure> {
        match self.left.checked_sub(steps) {
            Some(left) => {
                self.left = left;
                Ok(())
            }
            None => {
                self.left = 0;
                Err(Failure::TooLarge(self.all))
            }
        }
    }

    /// Counts reading this many bytes.
    pub(super) fn look(&mut self, bytes: usize) -> Result<(), Failure> {
        self.spend(bytes as u64 / 10 + 1)
    }

    /// Counts making a string of this many bytes.
    pub(super) fn make(&mut self, bytes: usize) -> Result<(), Failure> {
        if bytes > limits::TEXT {
            return Err(Failure::LongText);
        }
        self.look(bytes)
    }

    /// Counts a lookup among this many keys.
    pub(super) fn look_up(&mut self, among: usize) -> Result<(), Failure> {
        self.spend(among as u64 / 32 + 1)
    }
}
