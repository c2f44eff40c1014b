use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, atomic::AtomicBool},
    thread,
};

use gen_lsp_types::WorkspaceDiagnosticParams;
use lsp_server::{ErrorCode, RequestId, Response};
use serde_json::Value;

use crate::lsp::{
    folders::{Walk, report},
    protocol::{Answer, done, read},
    state::{FinishedWalk, RunningWalk, State},
};

/// `workspace/diagnostic`: starts a walk over the folders, which answers when it ends.
pub(super) fn start(state: &mut State, id: RequestId, params: Value) -> Answer {
    let params: WorkspaceDiagnosticParams = read(params)?;
    let previous = params.previous_result_ids;
    // Clients ask again and again. One that watches files reports changes, so nothing need be read again.
    if let Some(diagnostics) = state.last_walk.as_ref().filter(|_| state.client.watches) {
        return done(report(diagnostics, &previous, &state.open_files()));
    }
    let is_cancelled = Arc::new(AtomicBool::new(false));
    let walk = Walk {
        client: state.client,
        lowest: state.workspace.settings.severity,
        folders: state.workspace.folders.clone(),
        project: Arc::clone(&state.workspace.project),
        open: state.open_files(),
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
        let diagnostics = catch_unwind(AssertUnwindSafe(|| walk.run()));
        // After the main loop has ended, the result is not needed.
        let _ = to_loop.send(FinishedWalk {
            id,
            diagnostics: diagnostics.ok().flatten(),
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
    let Some(diagnostics) = finished.diagnostics else {
        state.outbox.send(Response::new_err(
            walk.id,
            ErrorCode::RequestCanceled as i32,
            "request cancelled".to_owned(),
        ));
        return;
    };
    let report = report(&diagnostics, &walk.previous, &state.open_files());
    if walk.epoch == state.workspace.epoch {
        state.last_walk = Some(Arc::new(diagnostics));
    }
    state.outbox.send(Response::new_ok(walk.id, report));
}
