//! What an evaluation has left to spend.

use super::limits;

/// Counts steps, and ends an evaluation that takes too many.
#[derive(Debug)]
pub(super) struct Meter {
    left: u64,
}

/// Why an evaluation has no value.
#[derive(Debug)]
pub(super) enum Failure {
    /// An error of the expression, which `||` and `&&` may make good.
    Error(String),
    /// It would take too long.
    TooLarge,
    /// It would make a text that is too long.
    LongText,
}

impl Failure {
    pub(super) fn message(self) -> String {
        match self {
            Self::Error(message) => message,
            Self::TooLarge => format!(
                "what it reads is too large to be evaluated: it would take more than {} steps",
                limits::COST
            ),
            Self::LongText => format!(
                "what it reads is too large to be evaluated: it would make a text of more than {} bytes",
                limits::TEXT
            ),
        }
    }
}

impl Meter {
    pub(super) fn new() -> Self {
        Self { left: limits::COST }
    }

    /// So many steps.
    pub(super) fn spend(&mut self, steps: u64) -> Result<(), Failure> {
        match self.left.checked_sub(steps) {
            Some(left) => {
                self.left = left;
                Ok(())
            }
            None => {
                self.left = 0;
                Err(Failure::TooLarge)
            }
        }
    }

    /// Looks at so many bytes.
    pub(super) fn look(&mut self, bytes: usize) -> Result<(), Failure> {
        self.spend(bytes as u64 / 10 + 1)
    }

    /// Makes a text of so many bytes.
    pub(super) fn make(&mut self, bytes: usize) -> Result<(), Failure> {
        if bytes > limits::TEXT {
            return Err(Failure::LongText);
        }
        self.look(bytes)
    }

    /// Looks something up among so many.
    pub(super) fn look_up(&mut self, among: usize) -> Result<(), Failure> {
        self.spend(among as u64 / 32 + 1)
    }
}
