//! Which values an expression reads.

use std::fmt;

/// A value that an expression reads: a variable, and the way from it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path {
    /// The name of the variable.
    pub variable: String,
    /// The way from it.
    pub steps: Vec<Step>,
}

/// A step of a path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// `.name`, or `['name']`.
    Key(String),
    /// `[0]`.
    Item(usize),
    /// What a comprehension is about: each item of a list, or each value of a map.
    Each,
    /// A key that is computed.
    Computed,
}

impl fmt::Display for Path {
    /// `pod.containers[*].image`, `pod.labels['a/b']`.
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
