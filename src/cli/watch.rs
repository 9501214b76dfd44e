//! Runs `flowvet check --watch`: checks again after each change of a file, until a signal ends it.

use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::args::Check;
use super::check::{print, rendered};
use super::output::{Terminal, print_note, print_raw};
use super::progress::Bar;
use super::{Exit, Failure};
use crate::engine::{Request, Session};
use crate::rules;

/// Changes that follow each other faster count as one: editors write a file in several steps.
const SETTLED: Duration = Duration::from_millis(100);

/// Moves the cursor to the start, and clears the screen and what was above it.
const CLEAR: &str = "\u{1b}[H\u{1b}[2J\u{1b}[3J";

/// A reason to check again or to end.
enum Event {
    /// These absolute paths may have changed.
    Changed(Vec<PathBuf>),
    /// The process is to end.
    End,
}

pub(super) fn run(options: &Check, request: Request, terminal: &Terminal) -> Result<Exit, Failure> {
    let (send, events) = channel();
    end_on_signal(send.clone())?;
    let mut watcher = watcher(send)?;
    let bar = Bar::new();
    let mut session = Session::new(request, rules::ALL, &bar);
    bar.clear();
    watch(&mut watcher, &session)?;
    let mut last = None;
    loop {
        // A mistake in the request, such as an unknown revision, may be gone after the next change.
        let now = session.outcome().map(|mut outcome| {
            outcome.apply_filter();
            (rendered(options, &outcome, terminal), outcome)
        });
        let text = now.as_ref().map_or_else(|error| error.0.clone(), |(text, _)| text.clone());
        // A change that changes nothing here may be that of the file into which this report goes.
        if last.as_ref() != Some(&text) {
            if io::stdout().is_terminal() {
                print_raw(CLEAR)?;
            }
            match &now {
                Ok((text, outcome)) => print(text, options, outcome, terminal)?,
                Err(error) => print_note(&format!("error: {}\n", error.0))?,
            }
            print_note("watching for changes; Ctrl-C ends\n")?;
            last = Some(text);
        }
        match next(&session, &events) {
            Some(changed) => session.refresh(&changed),
            None => return Ok(Exit::Clean),
        }
        // A configuration may name other files now.
        watch(&mut watcher, &session)?;
    }
}

/// Waits for changes that matter, and for their end; `None`: the watch ends.
fn next(session: &Session<'_>, events: &Receiver<Event>) -> Option<Vec<PathBuf>> {
    let mut all: Vec<PathBuf> = Vec::new();
    loop {
        let event = if all.is_empty() { events.recv().ok() } else { events.recv_timeout(SETTLED).ok() };
        match event {
            Some(Event::Changed(paths)) => all.extend(paths.into_iter().filter(|path| session.is_relevant(path))),
            Some(Event::End) => return None,
            None if all.is_empty() => return None,
            None => return Some(all),
        }
    }
}

fn watcher(send: Sender<Event>) -> Result<RecommendedWatcher, Failure> {
    let handle = move |event: notify::Result<notify::Event>| {
        if let Ok(event) = event
            && !matches!(event.kind, EventKind::Access(_))
        {
            // The receiver is gone when the process ends.
            let _ = send.send(Event::Changed(event.paths));
        }
    };
    notify::recommended_watcher(handle).map_err(failure)
}

/// Watches the folder of the run, and the folders of other files that configurations name.
fn watch(watcher: &mut RecommendedWatcher, session: &Session<'_>) -> Result<(), Failure> {
    let root = session.scope().absolute("");
    watcher.watch(&root, RecursiveMode::Recursive).map_err(failure)?;
    let folders = session.inputs().filter_map(|file| file.parent().map(PathBuf::from));
    let folders = folders.filter(|folder| !folder.starts_with(&root) && folder.is_dir());
    for folder in folders.collect::<Vec<_>>() {
        watcher.watch(&folder, RecursiveMode::NonRecursive).map_err(failure)?;
    }
    Ok(())
}

fn failure(error: notify::Error) -> Failure {
    Failure::Io(io::Error::other(error))
}

#[cfg(unix)]
fn end_on_signal(send: Sender<Event>) -> io::Result<()> {
    use signal_hook::consts::{SIGINT, SIGTERM};

    let mut signals = signal_hook::iterator::Signals::new([SIGINT, SIGTERM])?;
    std::thread::spawn(move || {
        for _ in signals.forever() {
            let _ = send.send(Event::End);
        }
    });
    Ok(())
}

/// On other systems the process ends at once; there is nothing to remove.
#[cfg(not(unix))]
fn end_on_signal(_: Sender<Event>) -> io::Result<()> {
    Ok(())
}
