//! Writes messages with their headers, each as a whole, from any thread.

use std::fmt;
use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value, json};

/// The way to an editor.
#[derive(Clone)]
pub(super) struct Output(Arc<Mutex<Box<dyn Write + Send>>>);

impl fmt::Debug for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Output")
    }
}

impl Output {
    pub(super) fn new(output: impl Write + Send + 'static) -> Self {
        Output(Arc::new(Mutex::new(Box::new(output))))
    }

    pub(super) fn send(&self, message: &Value) {
        let body = message.to_string();
        let mut output = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // An editor that has gone is noticed where its messages are read.
        let _ = write!(output, "Content-Length: {}\r\n\r\n{body}", body.len()).and_then(|()| output.flush());
    }

    pub(super) fn notify(&self, method: &str, params: &Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// Sends a request whose response is ignored; `id` distinguishes it from other requests.
    pub(super) fn request(&self, id: &str, method: &str, params: &Value) {
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
    }
}
