//! In: URIs of files. Out: their paths; and back.

use std::path::{Path, PathBuf};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

const SCHEME: &str = "file://";

/// What stands in a path as it is, beside letters and digits (RFC 3986, unreserved, and what separates parts).
const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// The path of a file; `None`: the URI is of something else.
pub(super) fn path(uri: &str) -> Option<PathBuf> {
    let rest = uri.strip_prefix(SCHEME)?;
    // An authority is the name of a machine: `localhost` is this one.
    decoded(rest.get(rest.find('/')?..)?)
}

/// The path that is written in percent codes.
pub(super) fn decoded(text: &str) -> Option<PathBuf> {
    let text = percent_decode_str(text).decode_utf8().ok()?;
    // `/C:/…`
    let is_drive = cfg!(windows) && text.get(2..3) == Some(":");
    Some(PathBuf::from(text.get(usize::from(is_drive)..)?))
}

/// The URI of a file.
pub(super) fn of(path: &Path) -> String {
    format!("{SCHEME}{}", encoded(path))
}

/// A path in percent codes, from a `/` on.
pub(super) fn encoded(path: &Path) -> String {
    let text = path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
    let slash = if text.starts_with('/') { "" } else { "/" };
    format!("{slash}{}", utf8_percent_encode(&text, KEPT))
}
