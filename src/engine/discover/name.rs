//! Converts the name of a file to text and back. The texts of two names differ, even if the names are not UTF-8.

use std::borrow::Cow;
use std::ffi::{OsStr, OsString};

/// The name with an escape (`\xff`) for each byte that is not UTF-8, and for each `\` that looks like the start of one.
#[cfg(unix)]
pub(super) fn escape(name: &OsStr) -> Cow<'_, str> {
    use std::fmt::Write;
    use std::os::unix::ffi::OsStrExt;

    let text = name.to_str();
    if let Some(text) = text.filter(|text| !text.contains("\\x")) {
        return text.into();
    }
    let mut escaped = String::new();
    for chunk in name.as_bytes().utf8_chunks() {
        escaped += &chunk.valid().replace("\\x", "\\x5cx");
        for byte in chunk.invalid() {
            // Writing to a string cannot fail.
            let _ = write!(escaped, "\\x{byte:02x}");
        }
    }
    escaped.into()
}

/// The name whose text [`escape`] returns.
#[cfg(unix)]
pub(super) fn unescape(text: &str) -> OsString {
    use std::os::unix::ffi::OsStringExt;

    let mut bytes = Vec::with_capacity(text.len());
    let mut parts = text.split("\\x");
    bytes.extend_from_slice(parts.next().unwrap_or_default().as_bytes());
    for part in parts {
        if let Some(byte) = part.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            bytes.push(byte);
            bytes.extend_from_slice(part.get(2..).unwrap_or_default().as_bytes());
        } else {
            bytes.extend_from_slice(b"\\x");
            bytes.extend_from_slice(part.as_bytes());
        }
    }
    OsString::from_vec(bytes)
}

/// The bytes of the name whose text [`escape`] returns.
pub(crate) fn name_bytes(text: &str) -> Vec<u8> {
    unescape(text).into_encoded_bytes()
}

/// Elsewhere a `\` separates folders, and names that are not Unicode cannot be made by other programs of flowvet.
#[cfg(not(unix))]
pub(super) fn escape(name: &OsStr) -> Cow<'_, str> {
    name.to_string_lossy()
}

#[cfg(not(unix))]
pub(super) fn unescape(text: &str) -> OsString {
    text.into()
}
