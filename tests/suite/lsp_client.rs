//! An editor for tests and benchmarks: starts the server and talks to it over pipes.
#![allow(dead_code, reason = "tests and benchmarks need different parts")]

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};

/// Longer than any answer takes, on any machine.
const DELAY: Duration = Duration::from_mins(1);

pub struct Client {
    child: Child,
    input: Option<ChildStdin>,
    messages: Receiver<Value>,
    next: u64,
}

impl Client {
    /// Starts a server. It does not know of any folder yet.
    pub fn start(binary: &str, folder: &Path) -> Self {
        let mut child = Command::new(binary)
            .arg("lsp")
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (sender, messages) = channel();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        std::thread::spawn(move || {
            while let Some(message) = read(&mut output) {
                if sender.send(message).is_err() {
                    break;
                }
            }
        });
        let input = child.stdin.take();
        Client { child, input, messages, next: 0 }
    }

    /// The number of its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Sends bytes as they are. A server that has ended does not read them.
    pub fn send_bytes(&mut self, bytes: &[u8]) {
        if let Some(input) = &mut self.input {
            let _ = input.write_all(bytes).and_then(|()| input.flush());
        }
    }

    pub fn send(&mut self, message: &Value) {
        let body = message.to_string();
        self.send_bytes(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    }

    pub fn notify(&mut self, method: &str, params: &Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// Sends a request and returns its id.
    pub fn request(&mut self, method: &str, params: &Value) -> u64 {
        self.next += 1;
        self.send(&json!({"jsonrpc": "2.0", "id": self.next, "method": method, "params": params}));
        self.next
    }

    /// The next message; `None`: the server has ended.
    pub fn receive(&mut self) -> Option<Value> {
        self.messages.recv_timeout(DELAY).map_or_else(
            |error| match error {
                std::sync::mpsc::RecvTimeoutError::Timeout => panic!("the server says nothing"),
                std::sync::mpsc::RecvTimeoutError::Disconnected => None,
            },
            Some,
        )
    }

    /// All messages up to the answer to a request that no server knows: what it has to say to what was sent before.
    pub fn drain(&mut self) -> Vec<Value> {
        let id = self.request("test/nothing", &Value::Null);
        let mut messages = Vec::new();
        while let Some(message) = self.receive() {
            if message.get("id") == Some(&id.into()) {
                break;
            }
            messages.push(message);
        }
        messages
    }

    /// Sends a request and waits for its answer; the other messages on the way are dropped.
    pub fn ask(&mut self, method: &str, params: &Value) -> Value {
        let id = self.request(method, params);
        loop {
            let message = self.receive().expect("an answer");
            if message.get("id") == Some(&id.into()) && message.get("method").is_none() {
                return message;
            }
        }
    }

    /// Closes the way to the server and waits for its end.
    pub fn end(mut self) -> ExitStatus {
        self.input = None;
        self.child.wait().unwrap()
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn read(output: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim() {
            "" => break,
            line => length = line.strip_prefix("Content-Length: ")?.parse().ok()?,
        }
    }
    let mut body = vec![0; length];
    output.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}

/// The URI of a file.
pub fn uri(folder: &Path, file: &str) -> String {
    const KEPT: &percent_encoding::AsciiSet =
        &percent_encoding::NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');
    let path = folder.join(file);
    format!("file://{}", percent_encoding::utf8_percent_encode(path.to_str().unwrap(), KEPT))
}
