//! Watches the process of the editor and sends an event when it has ended, even if another process keeps its end of
//! the pipe open.

use std::sync::mpsc::SyncSender;
use std::thread;
use std::time::Duration;

use super::Event;

/// How often to look.
const PAUSE: Duration = Duration::from_secs(1);

/// Watches a process. A process that is not visible at the start is in another namespace and is not watched.
pub(super) fn watch(process: i32, events: SyncSender<Event>) {
    if !is_alive(process) {
        return;
    }
    let is_parent = is_parent(process);
    thread::spawn(move || {
        while is_alive(process) && (!is_parent || self::is_parent(process)) {
            thread::sleep(PAUSE);
        }
        let _ = events.send(Event::End);
    });
}

#[cfg(unix)]
fn is_alive(process: i32) -> bool {
    use rustix::io::Errno;
    use rustix::process::{Pid, test_kill_process};
    let is_there = |process| test_kill_process(process) != Err(Errno::SRCH);
    // A negative number would be a group of processes.
    process > 0 && Pid::from_raw(process).is_some_and(is_there) && !is_zombie(process)
}

/// Whether a process has ended and nothing has asked yet how. Only Linux shows it; elsewhere the parent of this process
/// has changed by then.
#[cfg(unix)]
fn is_zombie(process: i32) -> bool {
    let Ok(status) = std::fs::read_to_string(format!("/proc/{process}/stat")) else { return false };
    // The name of the program is in parentheses and may contain any of them.
    let state = status.rsplit_once(')').and_then(|(_, rest)| rest.trim_start().chars().next());
    matches!(state, Some('Z' | 'X' | 'x'))
}

/// Whether a process is the parent of this one. When the parent ends, another process replaces it.
#[cfg(unix)]
fn is_parent(process: i32) -> bool {
    rustix::process::getppid().is_some_and(|parent| parent.as_raw_nonzero().get() == process)
}

#[cfg(not(unix))]
fn is_parent(_process: i32) -> bool {
    false
}

/// On this system only the end of the pipe is noticed.
#[cfg(not(unix))]
fn is_alive(_process: i32) -> bool {
    false
}
