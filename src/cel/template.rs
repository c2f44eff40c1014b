//! Texts with expressions in braces.

use super::{path::Path, problem::Problem, types::Scope, value::Values};

/// A text in which `{EXPRESSION}` becomes a value; `{{` and `}}` are braces.
#[derive(Debug)]
pub struct Template {
    text: String,
    reads: Vec<Path>,
}

impl Template {
    /// Checks a template.
    ///
    /// # Errors
    ///
    /// What is wrong with one of its expressions, at its place in the template.
    pub fn compile(text: &str, _scope: &Scope) -> Result<Self, Problem> {
        Ok(Self {
            text: text.to_owned(),
            reads: Vec::new(),
        })
    }

    /// What its expressions read, in the order in which they are written, each once.
    #[must_use]
    pub fn reads(&self) -> &[Path] {
        &self.reads
    }

    /// The text, with a value for each expression.
    ///
    /// # Errors
    ///
    /// Why an expression has no value.
    pub fn render<'v>(&'v self, _values: &Values<'v>) -> Result<String, String> {
        Ok(self.text.clone())
    }
}
