//! Reads the bytes of a file and decodes them to text; reports the encoding, or the reason why that failed.

use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::path::Path;
use std::time::SystemTime;

use super::Request;
use super::discover::LEADS_OUT;
use crate::artifact::detect::Format;
use crate::artifact::export;
use crate::rules::Cause;
use crate::text::{Encoding, Span};

/// Larger files are not read: the largest real export has half a megabyte.
const SIZE_LIMIT: u64 = 64 << 20;

/// The size limit in bytes of configurations and catalogues, which affect how other files are read.
const SMALL_LIMIT: u64 = 1 << 20;

/// The reason why a file has no text.
#[derive(Debug)]
pub(super) struct LoadError {
    /// A sentence without full stop.
    pub message: String,
    pub cause: Cause,
    /// The text as far as it can be guessed, and a place in it; only for finding out what the file would be.
    pub guess: String,
    pub span: Span,
}

impl LoadError {
    /// A link that leads out of the project.
    pub(super) fn leads_out() -> Self {
        LoadError::new(Cause::Link, LEADS_OUT)
    }

    fn new(cause: Cause, message: impl Into<String>) -> Self {
        LoadError { message: message.into(), cause, guess: String::new(), span: Span::at(0) }
    }
}

/// How old and how large a file is. Two that differ come from files that may differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    changed: SystemTime,
    size: u64,
}

impl Stamp {
    /// The stamp of the file at `path`; `None` if it is unknown.
    pub(super) fn of(path: &Path) -> Option<Self> {
        fs::metadata(path).ok().as_ref().and_then(Self::from_metadata)
    }

    fn from_metadata(metadata: &Metadata) -> Option<Self> {
        Some(Stamp { changed: metadata.modified().ok()?, size: metadata.len() })
    }
}

/// The bytes of the overlay of a file in a request, or else of the file.
pub(super) fn read_bytes(path: &Path, request: &Request) -> Result<Vec<u8>, LoadError> {
    read_with_stamp(path, request).map(|(bytes, _)| bytes)
}

/// As [`read_bytes`], with the stamp of the file where these are its bytes.
pub(super) fn read_with_stamp(path: &Path, request: &Request) -> Result<(Vec<u8>, Option<Stamp>), LoadError> {
    match request.overlays.get(path) {
        Some(bytes) => Ok((bytes.clone(), None)),
        None => bytes(path),
    }
}

/// Reads the bytes of a file, unless it is too large.
fn bytes(path: &Path) -> Result<(Vec<u8>, Option<Stamp>), LoadError> {
    limited(path, SIZE_LIMIT)
}

/// The bytes of a file as a check reads it: not of a pipe or a device, and only up to the size limit.
///
/// # Errors
///
/// The reason, as a sentence without full stop.
pub(crate) fn file_bytes(path: &Path) -> Result<Vec<u8>, String> {
    bytes(path).map(|(bytes, _)| bytes).map_err(|error| error.message)
}

/// Reads the text of a small file, such as a configuration.
pub(super) fn small_text(path: &Path) -> Result<(String, Encoding), LoadError> {
    small(limited(path, SMALL_LIMIT)?.0)
}

/// As [`small_text`], of bytes that are in place of the file.
pub(super) fn small(bytes: Vec<u8>) -> Result<(String, Encoding), LoadError> {
    if bytes.len() as u64 > SMALL_LIMIT {
        return Err(too_large(bytes.len() as u64, SMALL_LIMIT));
    }
    decode(bytes, Format::Json)
}

/// Reads standard input, as much of it as would be read of a file.
///
/// # Errors
///
/// When it cannot be read, or there is more.
pub(crate) fn standard_input() -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    io::stdin().lock().take(SIZE_LIMIT + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > SIZE_LIMIT {
        let limit = SIZE_LIMIT >> 20;
        return Err(io::Error::other(format!("standard input has more than {limit} MiB, the most that flowvet reads")));
    }
    Ok(bytes)
}

fn too_large(size: u64, limit: u64) -> LoadError {
    let (size, limit) = (size.div_ceil(1 << 20), limit >> 20);
    LoadError::new(Cause::Size, format!("this file is {size} MiB; flowvet only reads files up to {limit} MiB"))
}

fn limited(path: &Path, limit: u64) -> Result<(Vec<u8>, Option<Stamp>), LoadError> {
    let load_error = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => LoadError::new(Cause::Missing, "this file does not exist"),
        _ => LoadError::new(Cause::Access, format!("this file cannot be read: {error}")),
    };
    let file = open(path).map_err(load_error)?;
    let metadata = file.metadata().map_err(load_error)?;
    if !metadata.is_file() {
        return Err(LoadError::new(Cause::Access, "this is not a regular file"));
    }
    let size = metadata.len();
    if size > limit {
        return Err(too_large(size, limit));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0));
    // Of a file that grows meanwhile, read only its size at the start; its end need not be read again.
    file.take(size).read_to_end(&mut bytes).map_err(load_error)?;
    Ok((bytes, Stamp::from_metadata(&metadata)))
}

/// Opens a file to be read, without waiting for a writer where it is a pipe.
#[cfg(unix)]
fn open(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;

    let flags = rustix::fs::OFlags::NONBLOCK.bits().cast_signed();
    File::options().read(true).custom_flags(flags).open(path)
}

#[cfg(not(unix))]
fn open(path: &Path) -> io::Result<File> {
    File::open(path)
}

/// Decodes the bytes of a file of `format`.
pub(super) fn decode(bytes: Vec<u8>, format: Format) -> Result<(String, Encoding), LoadError> {
    if format == Format::Export {
        return export::decode(&bytes).map(|text| (text, Encoding::Export)).map_err(|error| {
            let guess = String::from_utf8_lossy(&bytes).into_owned();
            let span = char_at(&guess, error.offset);
            if guess.trim_start_matches('\u{feff}').trim_start().starts_with('{') {
                let message = "this file contains the decoded flow as JSON, so Architect cannot import it as an export";
                return LoadError { guess, span, ..LoadError::new(Cause::Decoded, message) };
            }
            LoadError { message: error.message, cause: Cause::Syntax, guess, span }
        });
    }
    if let Some(guess) = utf16(&bytes) {
        let message = "this file is encoded in UTF-16; only UTF-8 is supported";
        return Err(LoadError { guess, ..LoadError::new(Cause::Encoding, message) });
    }
    let bom = bytes.starts_with(b"\xef\xbb\xbf");
    let (bytes, encoding) =
        if bom { (bytes.get(3..).unwrap_or_default().to_vec(), Encoding::Utf8Bom) } else { (bytes, Encoding::Utf8) };
    if simdutf8::basic::from_utf8(&bytes).is_err() {
        return Err(not_utf8(&bytes));
    }
    String::from_utf8(bytes).map(|text| (text, encoding)).map_err(|error| not_utf8(error.as_bytes()))
}

fn not_utf8(bytes: &[u8]) -> LoadError {
    let good = std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len);
    let guess = String::from_utf8_lossy(bytes).into_owned();
    let byte = bytes.get(good).copied().unwrap_or_default();
    let span = char_at(&guess, good);
    let message = format!("this file is not valid UTF-8 (byte {byte:#04x} at offset {good})");
    LoadError { guess, span, ..LoadError::new(Cause::Encoding, message) }
}

/// The text of a file that begins with a UTF-16 byte order mark, or looks like ASCII in UTF-16 without one.
fn utf16(bytes: &[u8]) -> Option<String> {
    let little = match bytes {
        [0xff, 0xfe, ..] | [1..=0x7f, 0, 1..=0x7f, 0, ..] => true,
        [0xfe, 0xff, ..] | [0, 1..=0x7f, 0, 1..=0x7f, ..] => false,
        _ => return None,
    };
    let units = bytes.chunks_exact(2).filter_map(|pair| <[u8; 2]>::try_from(pair).ok());
    let units: Vec<u16> =
        if little { units.map(u16::from_le_bytes).collect() } else { units.map(u16::from_be_bytes).collect() };
    Some(String::from_utf16_lossy(&units).trim_start_matches('\u{feff}').to_owned())
}

/// The character at a byte offset, or the last one of the text.
fn char_at(text: &str, offset: usize) -> Span {
    let start = text.floor_char_boundary(offset.min(text.len()));
    let length = text.get(start..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    Span::new(start, start + length)
}
