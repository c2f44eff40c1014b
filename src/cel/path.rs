//! The paths of values that an expression reads.

use std::fmt;

/// A variable and the steps from it to a value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path {
    pub variable: String,
    pub steps: Vec<Step>,
}

/// A step of a path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// `.name`, or `['name']`.
    Key(String),
    /// `[0]`.
    Item(usize),
    /// Each item of a list or each value of a map, in a comprehension.
    Each,
    /// A computed key.
    Computed,
}

impl fmt::Display for Path {
    /// Writes it as `pod.containers[*].image` or `pod.labels['a/b']`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.variable)?;
        for step in &self.steps {
            match step {
                Step::Key(name) if is_identifier(name) => write!(f, ".{name}")?,
                Step::Key(name) => write!(f, "['{}']", name.replace('\'', "\\'"))?,
                Step::Item(at) => write!(f, "[{at}]")?,
                Step::Each => f.write_str("[*]")?,
                Step::Computed => f.write_str("[?]")?,
            }
        }
        Ok(())
    }
}

fn is_identifier(name: &str) -> bool {
    !name.starts_with(|letter: char| letter.is_ascii_digit())
        && !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}
