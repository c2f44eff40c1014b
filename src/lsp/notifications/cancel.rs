use std::sync::atomic::Ordering;

use lsp_server::RequestId;

use crate::lsp::state::State;

/// `$/cancelRequest` of a running walk. The main loop cancels the requests that wait.
pub(super) fn take(state: &State, id: &RequestId) {
    for walk in state.walks.iter().filter(|walk| walk.id == *id) {
        walk.is_cancelled.store(true, Ordering::Relaxed);
    }
}
