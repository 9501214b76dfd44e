//! In: the process of the editor. Out: an event when it has ended, whoever still holds its end of the pipe.

use std::sync::mpsc::Sender;
use std::thread;
use std::time::Duration;

use super::Event;

/// How often to look.
const PAUSE: Duration = Duration::from_secs(1);

/// Watches a process. One that cannot be seen from the start stands behind a wall, and says nothing.
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

/// Here the end of the pipe has to tell.
#[cfg(not(unix))]
fn is_alive(_process: i32) -> bool {
    false
}
