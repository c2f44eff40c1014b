use std::sync::atomic::Ordering;

use lsp_server::RequestId;

use crate::lsp::state::State;

/// `$/cancelRequest` of a walk; other requests are answered before it is read.
pub(super) fn take(state: &State, id: &RequestId) {
    for walk in state.walks.iter().filter(|walk| walk.id == *id) {
        walk.is_cancelled.store(true, Ordering::Relaxed);
    }
}
