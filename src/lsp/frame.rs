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
pub(super) fn read(input: &mut impl BufRead) -> io::Result<Option<Frame>> {
    let length = match header(input)? {
        Header::Length(length) => length,
        Header::Silent => return Ok(Some(Frame::Bad("missing `Content-Length` header".to_owned()))),
        Header::End => return Ok(None),
    };
    if length > BODY {
        io::copy(&mut input.by_ref().take(length), &mut io::sink())?;
        return Ok(Some(Frame::Bad(format!("a message of {length} bytes is too large"))));
    }
    let mut body = Vec::new();
    input.by_ref().take(length).read_to_end(&mut body)?;
    if (body.len() as u64) < length {
        return Ok(None);
    }
    Ok(Some(serde_json::from_slice(&body).map_or_else(|error| Frame::Bad(error.to_string()), Frame::Body)))
}

fn header(input: &mut impl BufRead) -> io::Result<Header> {
    let mut header = Header::Silent;
    let mut is_empty = true;
    loop {
        let mut line = Vec::new();
        if input.by_ref().take(LINE).read_until(b'\n', &mut line)? == 0 {
            return Ok(Header::End);
        }
        let line = String::from_utf8_lossy(&line);
        let line = line.trim();
        // Line breaks between messages are no header.
        if line.is_empty() && !is_empty {
            return Ok(header);
        }
        is_empty &= line.is_empty();
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            header = value.trim().parse().map_or(Header::Silent, Header::Length);
        }
    }
}
