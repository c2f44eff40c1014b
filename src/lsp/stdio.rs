//! The connection over standard input and output.

use std::{
    borrow::Cow,
    io::{self, BufRead, Read, Write},
    sync::LazyLock,
    thread,
};

use crossbeam_channel::unbounded;
use lsp_server::{Connection, Message};
use regex::bytes::{Captures, Regex};

/// A connection over standard input and output.
///
/// An invalid message is skipped with a warning on standard error: the next one may be valid.
#[must_use]
pub fn stdio() -> (Connection, Writer) {
    let (to_server, receiver) = unbounded();
    let (sender, to_client) = unbounded::<Message>();
    // Ends with the process: a read of standard input cannot be interrupted.
    thread::spawn(move || {
        let mut stdin = io::stdin().lock();
        loop {
            match read(&mut stdin) {
                Ok(Some(message)) => {
                    if to_server.send(message).is_err() {
                        return;
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                    let why: String = error.to_string().chars().take(QUOTED).collect();
                    // If standard error is closed, nobody can be warned.
                    let _ = writeln!(
                        io::stderr(),
                        "spark-eci-lint: skipped an invalid message: {why}"
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

/// The most characters of an invalid message that are quoted.
const QUOTED: usize = 300;
/// The longest accepted message in bytes; a greater length can only be an error of the client.
const LONGEST: u64 = 1 << 28;
/// The longest accepted header in bytes.
const LONGEST_HEADER: u64 = 1 << 16;

/// Reads a message. One that is too long is skipped without being kept in memory.
///
/// # Errors
/// [`io::ErrorKind::InvalidData`] for an invalid message, and the errors of the reader.
fn read(reader: &mut impl BufRead) -> io::Result<Option<Message>> {
    let mut header = Vec::new();
    let mut length = None;
    loop {
        let start = header.len();
        let left = LONGEST_HEADER.saturating_sub(start as u64);
        reader.take(left).read_until(b'\n', &mut header)?;
        let line = header[start..].trim_ascii();
        // The end of the header or of the input, or the limit of the header.
        if line.is_empty() || !header.ends_with(b"\n") {
            break;
        }
        let line = String::from_utf8_lossy(line);
        if let Some((name, value)) = line.split_once(':')
            && name.trim().eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse::<u64>().ok();
        }
    }
    if let Some(length) = length.filter(|length| *length > LONGEST) {
        io::copy(&mut reader.take(length), &mut io::sink())?;
        let why = format!("message too long: {length} bytes");
        return Err(io::Error::new(io::ErrorKind::InvalidData, why));
    }
    let Some(length) = length else {
        return Message::read(&mut header.chain(reader));
    };
    let mut body = Vec::new();
    reader.take(length).read_to_end(&mut body)?;
    let body = without_lone_surrogates(&body);
    let header = format!("Content-Length: {}\r\n\r\n", body.len());
    Message::read(&mut header.as_bytes().chain(&*body))
}

/// Editors that count in UTF-16 can cut a surrogate pair in two, which is invalid text. Refusing such a message would
/// desynchronize the document.
fn without_lone_surrogates(body: &[u8]) -> Cow<'_, [u8]> {
    static ESCAPE: LazyLock<Regex> = LazyLock::new(|| {
        let high = r"\\u[dD][89abAB][0-9a-fA-F]{2}";
        let low = r"\\u[dD][c-fC-F][0-9a-fA-F]{2}";
        Regex::new(&format!(r"\\[^u]|{high}{low}|({high}|{low})")).expect("a valid pattern")
    });
    if memchr::memmem::find(body, b"\\u").is_none() {
        return Cow::Borrowed(body);
    }
    ESCAPE.replace_all(body, |found: &Captures<'_>| match found.get(1) {
        Some(_) => b"\\ufffd".to_vec(),
        None => found[0].to_vec(),
    })
}

/// The thread that writes to standard output.
pub struct Writer(thread::JoinHandle<io::Result<()>>);

impl Writer {
    /// Waits until everything is written. The connection must be dropped before.
    ///
    /// # Errors
    /// The errors of standard output.
    pub fn finish(self) -> io::Result<()> {
        self.0
            .join()
            .unwrap_or_else(|_| Err(io::Error::other("the writing thread failed")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn methods(mut input: &[u8]) -> Vec<Result<String, String>> {
        let mut found = Vec::new();
        loop {
            match read(&mut input) {
                Ok(Some(Message::Notification(notification))) => {
                    found.push(Ok(notification.method));
                }
                Ok(Some(_)) => found.push(Ok("another".to_owned())),
                Ok(None) => return found,
                Err(error) => {
                    found.push(Err(error.to_string()));
                    if error.kind() != io::ErrorKind::InvalidData {
                        return found;
                    }
                }
            }
        }
    }

    #[test]
    fn e_a_lone_surrogate_is_replaced_and_a_pair_is_not() {
        let replaced = |text: &str| {
            let text = without_lone_surrogates(text.as_bytes()).into_owned();
            String::from_utf8(text).expect("UTF-8")
        };
        assert_eq!(replaced(r#""a\ud800b""#), r#""a\ufffdb""#);
        assert_eq!(
            replaced(r#""\udc00\ud83e\udd80""#),
            r#""\ufffd\ud83e\udd80""#
        );
        assert_eq!(replaced(r#""\\ud800""#), r#""\\ud800""#);
    }

    #[test]
    fn e_a_header_may_end_in_line_feeds_alone() {
        let message = r#"{"jsonrpc":"2.0","method":"exit"}"#;
        let of = |end: &str| format!("Content-Length: {}{end}{end}{message}", message.len());
        let taken = methods(format!("{}{}{}", of("\n"), of("\r\n"), of("\n")).as_bytes());
        assert_eq!(
            taken,
            ["exit", "exit", "exit"].map(|name| Ok(name.to_owned()))
        );
    }

    #[test]
    fn a_length_that_no_message_has_takes_no_memory() {
        let message = r#"{"jsonrpc":"2.0","method":"exit"}"#;
        let good = format!("Content-Length: {}\r\n\r\n{message}", message.len());
        let other_case = format!(
            "content-type: x\r\ncontent-length: {}\r\n\r\n{message}",
            message.len()
        );
        let taken = methods(format!("{good}{other_case}").as_bytes());
        assert_eq!(taken, [Ok("exit".to_owned()), Ok("exit".to_owned())]);
        for length in ["999999999999", "18446744073709551615"] {
            let taken = methods(format!("{good}Content-Length: {length}\r\n\r\n{good}").as_bytes());
            assert_eq!(
                taken,
                [
                    Ok("exit".to_owned()),
                    Err(format!("message too long: {length} bytes"))
                ]
            );
        }
        let long = "x".repeat(100_000);
        let taken = methods(long.as_bytes());
        assert!(matches!(&taken[..], [Err(_), ..]), "{taken:?}");
    }
}
