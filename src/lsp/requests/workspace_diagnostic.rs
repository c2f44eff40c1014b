use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, atomic::AtomicBool},
    thread,
};

use gen_lsp_types::WorkspaceDiagnosticParams;
use lsp_server::{ErrorCode, RequestId, Response};
use serde_json::Value;

use crate::lsp::{
    folders::Walk,
    protocol::{Answer, done, read},
    state::{FinishedWalk, RunningWalk, State},
};

/// `workspace/diagnostic`: starts a walk over the folders, which answers when it is at its end.
pub(super) fn start(state: &mut State, id: RequestId, params: Value) -> Answer {
    let params: WorkspaceDiagnosticParams = read(params)?;
    let previous = params.previous_result_ids;
    // Clients ask again and again: without a change, nothing is read again.
    if let Some(found) = state.found.clone().filter(|_| state.client.watches) {
        return done(state.folders_report(&found, &previous));
    }
    let is_cancelled = Arc::new(AtomicBool::new(false));
    let documents = state.documents.values();
    let walk = Walk {
        client: state.client,
        lowest: state.workspace.settings.severity,
        folders: state.workspace.folders.clone(),
        project: Arc::clone(&state.workspace.project),
        open: documents.filter_map(|open| open.path.clone()).collect(),
        is_cancelled: Arc::clone(&is_cancelled),
    };
    state.walks.push(RunningWalk {
        id: id.clone(),
        previous,
        is_cancelled,
        epoch: state.workspace.epoch,
    });
    let to_loop = state.to_loop.clone();
    thread::spawn(move || {
        let found = catch_unwind(AssertUnwindSafe(|| walk.run()));
        // After the end of the loop nobody listens.
        let _ = to_loop.send(FinishedWalk {
            id,
            found: found.ok().flatten(),
        });
    });
    Ok(None)
}

/// Answers the request that started a walk.
pub(in crate::lsp) fn finish(state: &mut State, finished: FinishedWalk) {
    let Some(at) = state.walks.iter().position(|walk| walk.id == finished.id) else {
        return;
    };
    let walk = state.walks.swap_remove(at);
    let Some(found) = finished.found else {
        state.outbox.send(Response::new_err(
            walk.id,
            ErrorCode::RequestCanceled as i32,
            "request cancelled".to_owned(),
        ));
        return;
    };
    let report = state.folders_report(&found, &walk.previous);
    if walk.epoch == state.workspace.epoch {
        state.found = Some(Arc::new(found));
    }
    state.outbox.send(Response::new_ok(walk.id, report));
}
