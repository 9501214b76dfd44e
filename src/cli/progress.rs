//! Shows the progress of a run as a bar on standard error, if that is a terminal and the run is slow.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::engine::Progress;

/// Shorter runs show no bar.
const DELAY: Duration = Duration::from_secs(1);

/// A bar that appears after a second.
#[derive(Debug)]
pub(super) struct Bar {
    started: Instant,
    total: AtomicU64,
    done: AtomicU64,
    drawn: OnceLock<ProgressBar>,
}

impl Bar {
    pub(super) fn new() -> Self {
        Bar { started: Instant::now(), total: AtomicU64::new(0), done: AtomicU64::new(0), drawn: OnceLock::new() }
    }

    /// Removes the bar from the terminal.
    pub(super) fn clear(&self) {
        if let Some(bar) = self.drawn.get() {
            bar.finish_and_clear();
        }
    }
}

impl Progress for Bar {
    fn start(&self, total: usize) {
        self.total.fetch_add(total as u64, Ordering::Relaxed);
    }

    fn advance(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        if self.started.elapsed() >= DELAY {
            let bar = self.drawn.get_or_init(|| draw(self.total.load(Ordering::Relaxed)));
            bar.set_position(done);
        }
    }
}

/// indicatif draws on standard error, and only where that is a terminal.
fn draw(total: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:30} {pos} of {len} files");
    ProgressBar::new(total).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
