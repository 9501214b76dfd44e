//! Decodes the bytes of an Architect export to the JSON text in it, and encodes it again.
//!
//! An export is the base64 encoding (standard alphabet, padded, one line) of the result of `encodeURIComponent` for
//! the JSON text; observed in all published exports.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Why an export cannot be decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError {
    /// Byte offset in the file, from 0.
    pub offset: usize,
    /// The error as a phrase without full stop.
    pub message: String,
}

/// Decodes base64 (standard alphabet, padded) of percent-encoded UTF-8 text. A byte order mark before it and line
/// breaks after it are passed over; `+` in the percent-encoded text is a plus.
///
/// # Errors
///
/// At the first byte that is not base64, not a percent code or, decoded, not UTF-8.
pub fn decode(bytes: &[u8]) -> Result<String, DecodeError> {
    let body = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let start = bytes.len() - body.len();
    let body = body.trim_ascii_end();
    if body.is_empty() {
        return Err(DecodeError { offset: 0, message: "the file is empty".into() });
    }
    let error = |offset, message| DecodeError { offset: start + offset, message };
    let codes = STANDARD.decode(body).map_err(|cause| {
        let (offset, message) = not_base64(body, &cause);
        error(offset, message)
    })?;
    let text = resolve_percent_codes(&codes).map_err(|at| {
        error(base64_offset(at), format!("the percent code at byte {} of the decoded text is broken", at + 1))
    })?;
    if let Err(cause) = simdutf8::compat::from_utf8(&text) {
        let at = encoded_offset(body, cause.valid_up_to());
        return Err(error(base64_offset(at), "the decoded text is not UTF-8".into()));
    }
    // Checked right above; the standard library has no other safe way to take the bytes over without a copy.
    String::from_utf8(text).map_err(|_| error(0, "the decoded text is not UTF-8".into()))
}

/// The characters that `encodeURIComponent` does not encode, besides letters and digits (ECMA-262, section 19.2.6).
const KEPT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'!')
    .remove(b'~')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')');

/// Encodes JSON text as Architect does; the opposite of [`decode`].
#[must_use]
pub fn encode(text: &str) -> String {
    let codes: String = utf8_percent_encode(text, KEPT).collect();
    STANDARD.encode(codes)
}

/// The byte offset and the reason why `body` is not valid base64.
fn not_base64(body: &[u8], cause: &base64::DecodeError) -> (usize, String) {
    match cause {
        base64::DecodeError::InvalidByte(at, _) | base64::DecodeError::InvalidLastSymbol(at, _) => {
            (*at, format!("character {} is not base64", at + 1))
        }
        base64::DecodeError::InvalidLength(_) | base64::DecodeError::InvalidPadding => {
            (body.len(), "the base64 text ends early; the file is cut off".into())
        }
    }
}

/// Replaces every percent code by its byte. The error is the offset of a broken one.
fn resolve_percent_codes(bytes: &[u8]) -> Result<Vec<u8>, usize> {
    let mut resolved = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    // Every third to tenth byte begins a code: to search for the next one takes longer than to look at each.
    loop {
        let (value, after) = match rest {
            [b'%', high, low, after @ ..] => (percent_code(*high, *low), after),
            [b'%', ..] => (None, rest),
            [byte, after @ ..] => (Some(*byte), after),
            [] => return Ok(resolved),
        };
        resolved.push(value.ok_or(bytes.len() - rest.len())?);
        rest = after;
    }
}

fn percent_code(high: u8, low: u8) -> Option<u8> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    Some(digit(high)? << 4 | digit(low)?)
}

/// The offset in base64 of the character that contains the first bits of byte `at` of the decoded data.
fn base64_offset(at: usize) -> usize {
    at / 3 * 4 + at % 3
}

/// The offset in the percent-encoded text of byte `decoded` of the final text. Only errors need it, so the base64 is
/// decoded once more instead of being kept.
fn encoded_offset(body: &[u8], decoded: usize) -> usize {
    let text = STANDARD.decode(body).unwrap_or_default();
    let mut at = 0;
    for _ in 0..decoded {
        at += if text.get(at) == Some(&b'%') { 3 } else { 1 };
    }
    at
}
