use std::sync::atomic::Ordering;

use lsp_server::RequestId;

use crate::lsp::state::State;

/// `$/cancelRequest` of a request that waits for a walk. The main loop cancels the requests that wait for their
/// turn.
pub(super) fn take(state: &mut State, id: &RequestId) {
    state.waiting.wanted.remove(id);
    if let Some(walk) = &mut state.walk
        && walk.waiters.wanted.remove(id)
        && walk.waiters.wanted.is_empty()
    {
        walk.is_cancelled.store(true, Ordering::Relaxed);
    }
}
