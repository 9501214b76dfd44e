//! Reports the progress of reading files to the editor.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

use super::output::Output;
use crate::engine::Progress;

const TOKEN: &str = "flowvet/indexing";

/// The number of progress steps that are reported.
const STEPS: usize = 10;

/// Sends progress messages to the editor.
#[derive(Debug)]
pub(super) struct Indexing {
    output: Output,
    total: AtomicUsize,
    done: AtomicUsize,
}

impl Indexing {
    pub(super) fn begin(output: Output) -> Self {
        output.request("progress", "window/workDoneProgress/create", &json!({"token": TOKEN}));
        let indexing = Indexing { output, total: AtomicUsize::new(0), done: AtomicUsize::new(0) };
        indexing.notify(&json!({"kind": "begin", "title": "Reading flows", "percentage": 0}));
        indexing
    }

    pub(super) fn end(self) {
        let total = self.total.load(Ordering::Relaxed);
        self.notify(&json!({"kind": "end", "message": format!("{total} files")}));
    }

    fn notify(&self, value: &Value) {
        self.output.notify("$/progress", &json!({"token": TOKEN, "value": value}));
    }
}

impl Progress for Indexing {
    fn start(&self, total: usize) {
        self.total.store(total, Ordering::Relaxed);
    }

    fn advance(&self) {
        let total = self.total.load(Ordering::Relaxed).max(1);
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        if done * STEPS / total != (done - 1) * STEPS / total && done < total {
            self.notify(&json!({"kind": "report", "percentage": done * 100 / total}));
        }
    }
}
