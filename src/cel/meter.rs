//! What an evaluation, or many of them, have left to spend.

use super::limits;

/// The steps that many evaluations have together, such as those of all rules for a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    left: u64,
}

impl Budget {
    /// So many steps. One takes some 20 nanoseconds, and rarely 200.
    #[must_use]
    pub fn new(steps: u64) -> Self {
        Self { left: steps }
    }

    /// The steps that are left.
    #[must_use]
    pub fn left(self) -> u64 {
        self.left
    }

    /// A meter for one evaluation.
    pub(super) fn meter(self) -> Meter {
        let left = self.left.min(limits::COST);
        Meter { left, all: left }
    }

    /// Takes off what an evaluation has spent.
    pub(super) fn take(&mut self, meter: &Meter) {
        self.left = self.left.saturating_sub(meter.all - meter.left);
    }
}

impl Default for Budget {
    /// That of one evaluation.
    fn default() -> Self {
        Self::new(limits::COST)
    }
}

/// Counts steps, and ends an evaluation that takes too many.
#[derive(Debug)]
pub(super) struct Meter {
    left: u64,
    all: u64,
}

/// Why an evaluation has no value.
#[derive(Debug)]
pub(super) enum Failure {
    /// An error of the expression. `||` and `&&` ignore it where the other side decides.
    Error(String),
    /// It would take more than so many steps.
    TooLarge(u64),
    /// It would make a text that is too long.
    LongText,
}

impl Failure {
    pub(super) fn message(self) -> String {
        match self {
            Self::Error(message) => message,
            Self::TooLarge(limits::COST) => format!(
                "what it reads is too large to be evaluated: it would take more than {} steps",
                limits::COST
            ),
            Self::TooLarge(_) => {
                "what is read is too large to be evaluated: the steps of all rules together are used up"
                    .to_owned()
            }
            Self::LongText => format!(
                "what it reads is too large to be evaluated: it would make a text of more than {} bytes",
                limits::TEXT
            ),
        }
    }
}

impl Meter {
    /// So many steps.
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
