//! The functions that templates call.

use super::{Call, Value};

/// A template function. An error is either what Go's function returns, or why the arguments do not fit: lower case, no
/// full stop.
pub type Function = fn(&mut Call<'_>, &[Value]) -> Result<Value, String>;

/// Looks up template functions by name.
pub trait Functions {
    fn get(&self, name: &str) -> Option<Function>;
}
