//! Serves editors over the Language Server Protocol (3.17,
//! <https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/>). Findings come from
//! the engine, and symbols from facts: this module only translates.

use std::io::{BufReader, Read, Write};
use std::sync::mpsc::{self, Receiver, SyncSender, TryRecvError};
use std::thread;

use serde_json::Value;

mod actions;
mod client;
mod completion;
mod context;
mod diagnostics;
mod documents;
mod edits;
mod expression;
mod expression_completion;
mod frame;
mod hover;
mod ignore;
mod inlay;
mod message;
mod navigate;
mod outline;
mod output;
mod parent;
mod pieces;
mod position;
mod pretty;
mod progress;
mod rename;
mod semantic_tokens;
mod server;
mod signature;
mod symbol;
mod uri;
mod variable;
mod view;

use frame::{Frame, Input};
use message::Message;
use output::Output;
use server::Server;

/// So many messages wait at most; further ones stay in the pipe.
const WAITING: usize = 256;

/// An event that a server handles.
#[derive(Debug)]
enum Event {
    Frame(Frame),
    /// The editor has gone.
    End,
}

/// Serves an editor until it closes or sends `exit`. Returns whether it sent `shutdown` before, as the protocol
/// requires.
pub fn serve(input: impl Read + Send + 'static, output: impl Write + Send + 'static) -> bool {
    let (sender, events) = mpsc::sync_channel(WAITING);
    let for_frames = sender.clone();
    thread::spawn(move || read(input, &for_frames));
    run(Server::new(Output::new(output), sender), &events)
}

/// Reads frames as they come, so that an editor never waits for a server that is busy.
fn read(input: impl Read, events: &SyncSender<Event>) {
    let mut input = Input::new(BufReader::new(input));
    while let Ok(Some(frame)) = frame::read(&mut input) {
        if events.send(Event::Frame(frame)).is_err() {
            return;
        }
    }
    // Nobody listens any more where this fails.
    let _ = events.send(Event::End);
}

fn run(mut server: Server, events: &Receiver<Event>) -> bool {
    loop {
        // Findings are worked out when nothing else is to be done: a burst of changes costs one check.
        let first = match events.try_recv() {
            Ok(event) => Ok(event),
            Err(TryRecvError::Empty) => {
                server.publish();
                events.recv().map_err(|_| ())
            }
            Err(TryRecvError::Disconnected) => Err(()),
        };
        let Ok(first) = first else { return server.was_shut_down() };
        let mut batch = vec![first];
        batch.extend(events.try_iter().take(WAITING));
        let messages: Vec<Option<Message>> = batch.into_iter().map(message).collect();
        let cancelled: Vec<Value> = messages.iter().flatten().filter_map(Message::cancels).collect();
        for message in messages {
            match message {
                None => return server.was_shut_down(),
                Some(Message::Request { id, .. }) if cancelled.contains(&id) => server.cancelled(&id),
                Some(message) => {
                    if server.take(message) {
                        return server.was_shut_down();
                    }
                }
            }
        }
    }
}

/// `None`: the editor has gone.
fn message(event: Event) -> Option<Message> {
    match event {
        Event::Frame(Frame::Body(body)) => Some(Message::of(body)),
        Event::Frame(Frame::Bad(reason)) => Some(Message::not_parsed(reason)),
        Event::End => None,
    }
}
