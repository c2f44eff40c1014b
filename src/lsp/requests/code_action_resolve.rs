use gen_lsp_types::{CodeAction, Uri};
use serde_json::Value;

use crate::lsp::{
    actions::{resolve, unresolved},
    protocol::{Answer, done, read},
    state::State,
};

/// `codeAction/resolve`.
pub(super) fn answer(state: &mut State, params: Value) -> Answer {
    let action: CodeAction = read(params)?;
    let Some(uri) = unresolved(&action) else {
        return done(action);
    };
    let unchanged = action.clone();
    let resolved = state.with_view(&Uri(uri), |view| resolve(view, action))?;
    done(resolved.unwrap_or(unchanged))
}
