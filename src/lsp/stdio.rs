//! The connection over standard input and output.

use std::{
    io::{self, Write},
    thread,
};

use crossbeam_channel::unbounded;
use lsp_server::{Connection, Message};

/// A connection over standard input and output.
///
/// A message that is no JSON-RPC is told on standard error and passed over: the next may be one.
#[must_use]
pub fn stdio() -> (Connection, Writer) {
    let (to_server, receiver) = unbounded();
    let (sender, to_client) = unbounded::<Message>();
    // Ends with the process: a read of standard input cannot be interrupted.
    thread::spawn(move || {
        let mut stdin = io::stdin().lock();
        loop {
            match Message::read(&mut stdin) {
                Ok(Some(message)) => {
                    if to_server.send(message).is_err() {
                        return;
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                    // Where standard error is closed there is nobody to tell.
                    let _ = writeln!(
                        io::stderr(),
                        "spark-eci-lint: a message is passed over: {error}"
                    );
                }
                // The client is gone.
                Ok(None) | Err(_) => return,
            }
        }
    });
    let writer = thread::spawn(move || {
        let mut stdout = io::stdout().lock();
        for message in to_client {
            message.write(&mut stdout)?;
        }
        Ok(())
    });
    (Connection { sender, receiver }, Writer(writer))
}

/// What writes to standard output.
pub struct Writer(thread::JoinHandle<io::Result<()>>);

impl Writer {
    /// Waits until everything is written, after the connection is dropped.
    ///
    /// # Errors
    /// What the system says.
    pub fn finish(self) -> io::Result<()> {
        self.0
            .join()
            .unwrap_or_else(|_| Err(io::Error::other("the writing thread failed")))
    }
}
