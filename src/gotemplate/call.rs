//! How templates call functions.

use super::{Text, Value};

/// A function of a template. An error is what Go's function returns as one, or the reason why the arguments do not
/// fit, in lower case and without a full stop.
pub type Function = fn(&mut Call<'_>, &[Value]) -> Result<Value, String>;

/// The functions that templates can call, by name.
pub trait Functions {
    /// The function with this name. `None` where there is none.
    fn get(&self, name: &str) -> Option<Function>;
}

/// What a function can do besides compute.
pub struct Call<'e> {
    pub(super) execution: &'e mut dyn Host,
}

/// What an execution offers to functions.
pub(super) trait Host {
    fn spend(&mut self, steps: usize) -> Result<(), String>;
    fn render_named(&mut self, name: &str, data: &Value) -> Result<Text, String>;
    fn render_text(&mut self, text: &Text, data: &Value) -> Result<Text, String>;
}

impl Call<'_> {
    /// Counts work that grows with the arguments: about one step for each value or each ten bytes that are made.
    ///
    /// # Errors
    /// When the templates take more steps than they may.
    pub fn spend(&mut self, steps: usize) -> Result<(), String> {
        self.execution.spend(steps)
    }

    /// Renders the template with a name.
    ///
    /// # Errors
    /// When there is none, or it cannot be rendered.
    pub fn render_named(&mut self, name: &str, data: &Value) -> Result<Text, String> {
        self.execution.render_named(name, data)
    }

    /// Renders a text as a template beside the others.
    ///
    /// # Errors
    /// When it is no template, or cannot be rendered.
    pub fn render_text(&mut self, text: &Text, data: &Value) -> Result<Text, String> {
        self.execution.render_text(text, data)
    }
}
