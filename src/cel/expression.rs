//! An expression, compiled once and evaluated for many values.

#[cfg(not(target_family = "wasm"))]
use std::thread;

use super::{
    check, cost, evaluate,
    meter::{Budget, Failure, Meter},
    path::Path,
    problem::Problem,
    reads, syntax,
    tree::Node,
    types::{Scope, Type},
    value::{Value, Values},
};

/// A checked expression.
#[derive(Debug)]
pub struct Expression {
    text: String,
    root: Node,
    result: Type,
    reads: Vec<Path>,
    cost: u64,
    /// The number of patterns, each of which was compiled.
    pub(super) patterns: usize,
}

impl Expression {
    /// Checks an expression: syntax, names, types and estimated cost.
    ///
    /// # Errors
    ///
    /// The expression is invalid or could cost too much.
    pub fn compile(text: &str, scope: &Scope) -> Result<Self, Problem> {
        syntax::scan(text)?;
        on_deep_stack(|| Self::compile_here(text, scope))
    }

    /// Checks an expression; call it inside [`on_deep_stack`].
    pub(super) fn compile_here(text: &str, scope: &Scope) -> Result<Self, Problem> {
        syntax::scan(text)?;
        let (tree, places) = syntax::parse(text)?;
        let (root, form, patterns) = check::check(&tree, &places, scope)?;
        Ok(Self {
            text: text.to_owned(),
            cost: cost::cost(&root)?,
            reads: reads::reads(&root),
            result: form.as_type(),
            patterns,
            root,
        })
    }

    /// The type of the result.
    #[must_use]
    pub fn result_type(&self) -> Type {
        self.result
    }

    /// The paths it reads, in source order, without duplicates.
    #[must_use]
    pub fn reads(&self) -> &[Path] {
        &self.reads
    }

    /// The estimated number of steps, for lists and strings of usual sizes.
    #[must_use]
    pub fn cost(&self) -> u64 {
        self.cost
    }

    /// Evaluates the expression.
    ///
    /// # Errors
    ///
    /// Why it has no value.
    pub fn evaluate<'v>(&'v self, values: &Values<'v>) -> Result<Value<'v>, String> {
        self.evaluate_from(&mut Budget::default(), values)
    }

    /// Evaluates the expression; the steps are subtracted from a budget.
    ///
    /// # Errors
    ///
    /// Why it has no value.
    pub fn evaluate_from<'v>(
        &'v self,
        budget: &mut Budget,
        values: &Values<'v>,
    ) -> Result<Value<'v>, String> {
        let mut meter = budget.meter();
        let evaluated = self.evaluate_within(values, &mut meter);
        budget.take(&meter);
        evaluated.map_err(Failure::message)
    }

    pub(super) fn evaluate_within<'v>(
        &'v self,
        values: &Values<'v>,
        meter: &mut Meter,
    ) -> Result<Value<'v>, Failure> {
        evaluate::evaluate(&self.root, &self.text, values, meter)
    }
}

/// Runs code that recurses as deep as an expression is long: the parser, and everything that walks its tree.
/// WebAssembly has no threads; there, the module's own stack is deep (`playground/.cargo/config.toml`).
#[cfg(target_family = "wasm")]
pub(super) fn on_deep_stack<T>(run: impl FnOnce() -> Result<T, Problem>) -> Result<T, Problem> {
    run()
}

/// Runs code that recurses as deep as an expression is long: the parser, and everything that walks its tree.
#[cfg(not(target_family = "wasm"))]
pub(super) fn on_deep_stack<T: Send>(
    run: impl FnOnce() -> Result<T, Problem> + Send,
) -> Result<T, Problem> {
    const STACK: usize = 16 << 20;
    thread::scope(|scope| {
        let thread = thread::Builder::new()
            .stack_size(STACK)
            .spawn_scoped(scope, run);
        match thread.map(thread::ScopedJoinHandle::join) {
            Ok(Ok(result)) => result,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            Err(error) => {
                let message = format!("the expression cannot be checked: {error}");
                Err(Problem::new(0..0, message))
            }
        }
    })
}
