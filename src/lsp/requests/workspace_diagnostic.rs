use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, atomic::AtomicBool},
    thread,
};

use gen_lsp_types::WorkspaceDiagnosticParams;
use lsp_server::{ErrorCode, RequestId, Response};
use serde_json::Value;

use crate::lsp::{
    built::texts,
    folders::{Walk, report},
    protocol::{Answer, done, read},
    state::{FinishedWalk, RunningWalk, State, Waiter, Waiters},
};

/// `workspace/diagnostic`: starts a walk over the folders, which answers when it ends. Only one runs at a time: requests that
/// arrive meanwhile wait for the next one, which sees later changes.
pub(super) fn start(state: &mut State, id: RequestId, params: Value) -> Answer {
    let params: WorkspaceDiagnosticParams = read(params)?;
    let previous = params.previous_result_ids;
    // Clients ask repeatedly. A client that watches files reports changes, so the last result is still valid without one.
    if let Some(diagnostics) = state.last_walk.as_ref().filter(|_| state.client.watches) {
        return done(report(diagnostics, &previous, &state.open_files()));
    }
    state.waiting.add(Waiter { id, previous });
    if state.walk.is_none() {
        begin(state);
    }
    Ok(None)
}

/// Starts a walk for all waiting requests.
fn begin(state: &mut State) {
    let is_cancelled = Arc::new(AtomicBool::new(false));
    let walk = Walk {
        client: state.client,
        lowest: state.workspace.settings.severity,
        folders: state.workspace.folders.clone(),
        project: Arc::clone(&state.workspace.project),
        open: state.open_files(),
        texts: texts(&state.documents),
        is_cancelled: Arc::clone(&is_cancelled),
    };
    state.walk = Some(RunningWalk {
        waiters: std::mem::take(&mut state.waiting),
        is_cancelled,
        epoch: state.workspace.epoch,
    });
    let to_loop = state.to_loop.clone();
    thread::spawn(move || {
        let diagnostics = catch_unwind(AssertUnwindSafe(|| walk.run()));
        // Fails only after the end of the main loop, which does not need the result.
        let _ = to_loop.send(FinishedWalk(diagnostics.ok().flatten()));
    });
}

/// Answers the requests that wait for a walk, and starts the next one for those that came later.
pub(in crate::lsp) fn finish(state: &mut State, finished: FinishedWalk) {
    let Some(walk) = state.walk.take() else {
        return;
    };
    let Waiters { all, wanted } = walk.waiters;
    for waiter in all {
        let diagnostics = finished.0.as_ref().filter(|_| wanted.contains(&waiter.id));
        let response = match diagnostics {
            Some(diagnostics) => {
                let report = report(diagnostics, &waiter.previous, &state.open_files());
                Response::new_ok(waiter.id, report)
            }
            None => Response::new_err(
                waiter.id,
                ErrorCode::RequestCanceled as i32,
                "request cancelled".to_owned(),
            ),
        };
        state.outbox.send(response);
    }
    if walk.epoch == state.workspace.epoch {
        state.last_walk = finished.0.map(Arc::new).or(state.last_walk.take());
    }
    if !state.waiting.all.is_empty() {
        begin(state);
    }
}

#[cfg(test)]
mod tests {
    use crossbeam_channel::unbounded;
    use lsp_server::Message;
    use serde_json::json;

    use super::*;
    use crate::{config::Flags, finding::Language, lsp::Options, project::Choice};

    #[test]
    fn e_one_walk_answers_all_that_wait_for_it() {
        const ASKED: i32 = 800;
        let (to_client, from_server) = unbounded();
        let (to_loop, walks) = unbounded();
        let options = Options {
            choice: Choice::None,
            flags: Flags::default(),
            language: None,
            usual_language: Language::default(),
        };
        let mut state = State::new(options, to_client, to_loop);
        for id in 0..ASKED {
            let answer = start(&mut state, id.into(), json!({"previousResultIds": []}));
            assert!(matches!(answer, Ok(None)));
        }
        let mut count = 0;
        while state.walk.is_some() {
            finish(&mut state, walks.recv().expect("the end of a walk"));
            count += 1;
        }
        // Requests that arrive during the first walk are answered by the second.
        assert_eq!(count, 2);
        let answers = from_server.try_iter();
        let answers = answers.filter(|message| matches!(message, Message::Response(_)));
        assert_eq!(answers.count(), 800);
    }
}
