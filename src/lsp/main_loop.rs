//! The loop that handles messages one after the other.

use std::{
    collections::{HashSet, VecDeque},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::atomic::Ordering,
};

use crossbeam_channel::{Receiver, select, unbounded};
use gen_lsp_types::LspNotificationMethod;
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, RequestId, Response};
use serde_json::Value;

use super::{
    Options, notifications,
    outbox::Question,
    protocol::{cancelled, error},
    requests,
    state::{FinishedWalk, Phase, State},
};

/// Serves a client until it exits or hangs up. True if it exited after `shutdown`, as the protocol
/// demands.
#[must_use]
pub fn serve(connection: &Connection, options: Options) -> bool {
    let (to_loop, from_walks) = unbounded();
    let mut server = Server {
        inbox: VecDeque::new(),
        cancelled: HashSet::new(),
        state: State::new(options, connection.sender.clone(), to_loop),
    };
    server.run(&connection.receiver, &from_walks);
    server.state.phase
        == Phase::Exited {
            after_shutdown: true,
        }
}

struct Server {
    /// Messages that have arrived and are not handled yet.
    inbox: VecDeque<Message>,
    /// The requests that one of them cancels.
    cancelled: HashSet<RequestId>,
    state: State,
}

impl Server {
    fn run(&mut self, receiver: &Receiver<Message>, walks: &Receiver<FinishedWalk>) {
        while !matches!(self.state.phase, Phase::Exited { .. }) {
            // Read everything that has arrived: a later `$/cancelRequest` saves the work of a request.
            for message in receiver.try_iter() {
                if let Message::Notification(notification) = &message {
                    self.cancelled.extend(cancelled(notification));
                }
                self.inbox.push_back(message);
            }
            let message = match self.inbox.pop_front() {
                Some(message) => message,
                None => {
                    // Only when the inbox is empty: while the user types, diagnostics of an old text
                    // would be useless.
                    self.guarded("publishing", State::publish);
                    select! {
                        recv(receiver) -> message => match message {
                            Ok(message) => message,
                            Err(_) => break,
                        },
                        recv(walks) -> walk => {
                            if let Ok(walk) = walk {
                                requests::workspace_diagnostic::finish(&mut self.state, walk);
                            }
                            continue;
                        }
                    }
                }
            };
            match message {
                Message::Request(request) => self.request(request),
                Message::Notification(notification) => self.notification(notification),
                Message::Response(response) => self.response(response),
            }
        }
        if let Some(walk) = &self.state.walk {
            walk.is_cancelled.store(true, Ordering::Relaxed);
        }
    }

    /// Calls `act`, and logs a panic in it instead of ending the server.
    fn guarded<T>(&mut self, what: &str, act: impl FnOnce(&mut State) -> T) -> Option<T> {
        let state = &mut self.state;
        let result = catch_unwind(AssertUnwindSafe(|| act(state)));
        if result.is_err() {
            // The panic may have left analyses half made.
            for document in state.documents.values_mut() {
                document.reset();
            }
            state.built.forget();
            state.outbox.log(&format!(
                "{what} failed; this is a bug in spark-eci-lint, please report it"
            ));
        }
        result.ok()
    }

    fn request(&mut self, request: Request) {
        let id = request.id.clone();
        let answer = if self.cancelled.contains(&id) {
            Err(error(ErrorCode::RequestCanceled, "request cancelled"))
        } else {
            let method = request.method.clone();
            let answer = self.guarded(&method, |state| requests::answer(state, request));
            let failed = || Err(error(ErrorCode::InternalError, "request failed"));
            answer.unwrap_or_else(failed)
        };
        let outbox = &self.state.outbox;
        match answer {
            Ok(Some(result)) => outbox.send(Response::new_ok(id, result)),
            Ok(None) => {}
            Err(error) => outbox.send(Response::new_err(id, error.code, error.message)),
        }
    }

    fn response(&mut self, response: Response) {
        let question = self.state.outbox.answered(&response.id);
        if question == Some(Question::Configuration)
            && let Ok(Value::Array(items)) = response.response_result
            && let Some(settings) = items.first().filter(|settings| !settings.is_null())
        {
            self.state.set(settings);
        }
    }

    fn notification(&mut self, notification: Notification) {
        if let Some(id) = cancelled(&notification) {
            // An id may be used again.
            self.cancelled.remove(&id);
        }
        if notification.method == LspNotificationMethod::Exit.to_string() {
            self.state.phase = Phase::Exited {
                after_shutdown: self.state.phase == Phase::ShutDown,
            };
            return;
        }
        if self.state.phase != Phase::Running {
            return;
        }
        let method = notification.method.clone();
        let result = self.guarded(&method, |state| notifications::take(state, notification));
        if let Some(Err(why)) = result {
            let outbox = &self.state.outbox;
            outbox.log(&format!("ignored `{method}`: {}", why.message));
        }
    }
}
