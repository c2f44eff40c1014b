//! The progress of a long walk, on a terminal.

use std::{
    io::{self, IsTerminal},
    sync::{
        atomic::{AtomicUsize, Ordering},
        mpsc::{RecvTimeoutError, channel},
    },
    thread,
    time::Duration,
};

use indicatif::{ProgressBar, ProgressStyle};

/// No progress is shown before this.
const PATIENCE: Duration = Duration::from_secs(1);
/// The interval between updates.
const TICK: Duration = Duration::from_millis(100);

/// Runs `act`, and shows the number of files meanwhile if it takes long and standard error is a terminal.
pub(super) fn show<T>(files_read: &AtomicUsize, is_wanted: bool, act: impl FnOnce() -> T) -> T {
    if !is_wanted || !io::stderr().is_terminal() {
        return act();
    }
    thread::scope(|scope| {
        let (done, is_done) = channel::<()>();
        scope.spawn(move || {
            if is_done.recv_timeout(PATIENCE) != Err(RecvTimeoutError::Timeout) {
                return;
            }
            let bar = ProgressBar::new_spinner();
            let style = ProgressStyle::with_template("{spinner} {human_pos} files read, {elapsed}");
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
            loop {
                bar.set_position(files_read.load(Ordering::Relaxed) as u64);
                bar.tick();
                if is_done.recv_timeout(TICK) != Err(RecvTimeoutError::Timeout) {
                    bar.finish_and_clear();
                    return;
                }
            }
        });
        let made = act();
        drop(done);
        made
    })
}
