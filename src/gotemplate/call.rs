//! The functions that templates call.

use super::{Call, Value};

/// A function of a template. An error is what Go's function returns as one, or the reason why the arguments do not
/// fit, in lower case and without a full stop.
pub type Function = fn(&mut Call<'_>, &[Value]) -> Result<Value, String>;

/// The functions that templates can call, by name.
pub trait Functions {
    /// The function with this name. `None` where there is none.
    fn get(&self, name: &str) -> Option<Function>;
}
