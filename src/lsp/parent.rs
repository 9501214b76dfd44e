//! Watches the process of the editor and sends an event when it has ended, even if another process keeps its end of
//! the pipe open.

use std::sync::mpsc::Sender;
use std::thread;
use std::time::Duration;

use super::Event;

/// How often to look.
const PAUSE: Duration = Duration::from_secs(1);

/// Watches a process. A process that is not visible at the start is in another namespace and is not watched.
pub(super) fn watch(process: i32, events: Sender<Event>) {
    if !is_alive(process) {
        return;
    }
    thread::spawn(move || {
        while is_alive(process) {
            thread::sleep(PAUSE);
        }
        let _ = events.send(Event::End);
    });
}

#[cfg(unix)]
fn is_alive(process: i32) -> bool {
    use rustix::io::Errno;
    use rustix::process::{Pid, test_kill_process};
    Pid::from_raw(process).is_some_and(|process| test_kill_process(process) != Err(Errno::SRCH))
}

/// On this system only the end of the pipe is noticed.
#[cfg(not(unix))]
fn is_alive(_process: i32) -> bool {
    false
}
