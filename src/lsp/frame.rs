//! Reads JSON messages with their headers from bytes, or reports why there is none.

use std::io::{self, BufRead, Read};

use serde_json::Value;

/// An event between two messages.
#[derive(Debug)]
pub(super) enum Frame {
    Body(Value),
    /// Not a message: why, as a sentence without full stop.
    Bad(String),
}

/// The longest line of a header: all that are known are far shorter.
const LINE: u64 = 4096;

/// The largest body: a file of the largest size that is read, escaped.
const BODY: u64 = 256 << 20;

/// The name of the header that counts.
const LENGTH: &[u8] = b"content-length:";

/// The length of a body according to its header.
enum Header {
    Length(u64),
    Silent,
    End,
}

/// The next frame; `None` at the end of the input.
///
/// # Errors
///
/// When the input cannot be read.
pub(super) fn read(input: &mut Input<impl BufRead>) -> io::Result<Option<Frame>> {
    let length = match header(input)? {
        Header::Length(length) => length,
        Header::Silent => return Ok(Some(Frame::Bad("missing `Content-Length` header".to_owned()))),
        Header::End => return Ok(None),
    };
    if length > BODY {
        // Such a length is wrong, and what follows is searched for the next header.
        return Ok(Some(Frame::Bad(format!("a message of {length} bytes is too large"))));
    }
    let mut body = Vec::new();
    input.by_ref().take(length).read_to_end(&mut body)?;
    if (body.len() as u64) < length {
        return Ok(None);
    }
    Ok(Some(serde_json::from_slice(&body).map_or_else(
        |error| {
            // If the length is too large, the next message is part of this one.
            let cut = || {
                (1..LENGTH.len()).rev().map(|length| body.len().saturating_sub(length)).find(|at| is_begun(&body, *at))
            };
            if let Some(next) = find_header(&body).or_else(cut) {
                input.unread(body.split_off(next));
            }
            Frame::Bad(error.to_string())
        },
        Frame::Body,
    )))
}

/// The offset at which a header starts in these bytes.
fn find_header(bytes: &[u8]) -> Option<usize> {
    bytes.windows(LENGTH.len()).position(|window| window.eq_ignore_ascii_case(LENGTH))
}

/// Whether these bytes end within the name of a header that starts at `at`.
fn is_begun(bytes: &[u8], at: usize) -> bool {
    let end = bytes.get(at..).unwrap_or_default();
    LENGTH.get(..end.len()).is_some_and(|start| start.eq_ignore_ascii_case(end))
}

fn header(input: &mut impl BufRead) -> io::Result<Header> {
    let mut header = Header::Silent;
    let mut is_empty = true;
    let mut line = Vec::new();
    loop {
        // A piece of a long line may end within a header.
        let kept = if line.ends_with(b"\n") { line.len() } else { line.len().saturating_sub(2 * LENGTH.len()) };
        line.drain(..kept);
        if input.by_ref().take(LINE).read_until(b'\n', &mut line)? == 0 {
            return Ok(Header::End);
        }
        let text = line.trim_ascii();
        // Line breaks between messages are not a header.
        if text.is_empty() && !is_empty {
            return Ok(header);
        }
        is_empty &= text.is_empty();
        // If the previous length was too small, the rest of a body precedes the name.
        if let Some(value) = find_header(text).and_then(|at| text.get(at + LENGTH.len()..)) {
            let value = std::str::from_utf8(value).unwrap_or_default();
            header = value.trim().parse().map_or(Header::Silent, Header::Length);
        }
    }
}

/// Bytes that can be given back.
pub(super) struct Input<R> {
    back: io::Cursor<Vec<u8>>,
    input: R,
}

impl<R: BufRead> Input<R> {
    pub(super) fn new(input: R) -> Self {
        Input { back: io::Cursor::default(), input }
    }

    /// These bytes are read next.
    fn unread(&mut self, mut bytes: Vec<u8>) {
        bytes.extend(self.back.get_ref().iter().skip(usize::try_from(self.back.position()).unwrap_or(usize::MAX)));
        self.back = io::Cursor::new(bytes);
    }

    fn has_back(&self) -> bool {
        self.back.position() < self.back.get_ref().len() as u64
    }
}

impl<R: BufRead> Read for Input<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.has_back() { self.back.read(buffer) } else { self.input.read(buffer) }
    }
}

impl<R: BufRead> BufRead for Input<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.has_back() { self.back.fill_buf() } else { self.input.fill_buf() }
    }

    fn consume(&mut self, amount: usize) {
        if self.has_back() { self.back.consume(amount) } else { self.input.consume(amount) }
    }
}
