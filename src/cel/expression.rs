//! An expression, compiled once and evaluated for many values.

use super::{
    path::Path,
    problem::Problem,
    types::{Scope, Type},
    value::{Value, Values},
};

/// A checked expression.
#[derive(Debug)]
pub struct Expression {
    result: Type,
    reads: Vec<Path>,
}

impl Expression {
    /// Checks an expression.
    ///
    /// # Errors
    ///
    /// What is wrong with it, or that it could cost too much.
    pub fn compile(text: &str, _scope: &Scope) -> Result<Self, Problem> {
        if text.is_empty() {
            return Err(Problem::new(0..0, "the expression is empty"));
        }
        Ok(Self {
            result: Type::Any,
            reads: Vec::new(),
        })
    }

    /// The type of what it gives.
    #[must_use]
    pub fn result_type(&self) -> Type {
        self.result
    }

    /// What it reads, in the order in which it is written, each once.
    #[must_use]
    pub fn reads(&self) -> &[Path] {
        &self.reads
    }

    /// Its value.
    ///
    /// # Errors
    ///
    /// Why it has none.
    pub fn evaluate<'v>(&'v self, _values: &Values<'v>) -> Result<Value<'v>, String> {
        Err("expressions are not evaluated yet".to_owned())
    }
}
