//! The loop that takes messages.

use std::{
    collections::{BTreeMap, VecDeque},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::atomic::Ordering,
};

use crossbeam_channel::{Receiver, select, unbounded};
use gen_lsp_types::LspNotificationMethod;
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, Response};
use serde_json::Value;

use super::{
    Options,
    client::Client,
    notifications,
    outbox::{Outbox, Question},
    protocol::{cancelled, error},
    requests,
    state::{FinishedWalk, Phase, State},
    workspace::Workspace,
};

/// Serves a client until it says goodbye or is gone. True when it said goodbye as the protocol wants.
#[must_use]
pub fn serve(connection: &Connection, options: Options) -> bool {
    let (to_loop, from_walks) = unbounded();
    let mut server = Server {
        inbox: VecDeque::new(),
        state: State {
            outbox: Outbox::new(connection.sender.clone()),
            phase: Phase::New,
            is_initialized: false,
            client: Client::of(&Value::Null),
            workspace: Workspace::new(options),
            documents: BTreeMap::new(),
            walks: Vec::new(),
            found: None,
            to_loop,
            told: Vec::new(),
        },
    };
    server.run(&connection.receiver, &from_walks);
    server.state.phase == Phase::Done { as_agreed: true }
}

struct Server {
    /// Messages that have come and are not handled yet.
    inbox: VecDeque<Message>,
    state: State,
}

impl Server {
    fn run(&mut self, receiver: &Receiver<Message>, walks: &Receiver<FinishedWalk>) {
        while !matches!(self.state.phase, Phase::Done { .. }) {
            self.inbox.extend(receiver.try_iter());
            let message = match self.inbox.pop_front() {
                Some(message) => message,
                None => {
                    // Only when nothing waits: while somebody types fast, diagnostics of what is already
                    // gone would be of no use.
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
        for walk in &self.state.walks {
            walk.is_cancelled.store(true, Ordering::Relaxed);
        }
    }

    /// Does something that must not end the program, whatever happens.
    fn guarded<T>(&mut self, what: &str, act: impl FnOnce(&mut State) -> T) -> Option<T> {
        let state = &mut self.state;
        let done = catch_unwind(AssertUnwindSafe(|| act(state)));
        if done.is_err() {
            // What was known when that happened may be wrong.
            for document in state.documents.values_mut() {
                document.reset();
            }
            state.outbox.log(&format!(
                "{what} failed; this is a mistake of spark-eci-lint, please report it"
            ));
        }
        done.ok()
    }

    fn request(&mut self, request: Request) {
        let id = request.id.clone();
        let is_cancelled = self.inbox.iter().any(|message| match message {
            Message::Notification(notification) => cancelled(notification).as_ref() == Some(&id),
            _ => false,
        });
        let answer = if is_cancelled {
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
        if notification.method == LspNotificationMethod::Exit.to_string() {
            self.state.phase = Phase::Done {
                as_agreed: self.state.phase == Phase::ShutDown,
            };
            return;
        }
        if self.state.phase != Phase::Running {
            return;
        }
        let method = notification.method.clone();
        let taken = self.guarded(&method, |state| notifications::take(state, notification));
        if let Some(Err(why)) = taken {
            let outbox = &self.state.outbox;
            outbox.log(&format!("`{method}` is ignored: {}", why.message));
        }
    }
}
