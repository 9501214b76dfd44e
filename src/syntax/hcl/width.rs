//! Finds an object with so many entries that the HCL parser takes too long: it looks for each key among those before
//! it. This module only knows brackets and does not skip those in strings and comments.

/// The most entries of an object.
const MAX_ENTRIES: usize = 5_000;

/// An open bracket.
struct Open {
    at: usize,
    is_object: bool,
    /// The number of entries so far.
    entries: usize,
    /// Whether the current entry has its `=` or `:`.
    has_value: bool,
}

/// The byte at which an object opens that has too many entries.
pub(super) fn too_wide(text: &str) -> Option<usize> {
    let mut open: Vec<Open> = Vec::new();
    let mut last = b' ';
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            // A block has words before its brace.
            b'{' => open.push(Open { at, is_object: b"=:([,?".contains(&last), entries: 0, has_value: false }),
            b'(' | b'[' => open.push(Open { at, is_object: false, entries: 0, has_value: false }),
            b'}' | b')' | b']' => _ = open.pop(),
            b'=' | b':' => {
                if let Some(object) = open.last_mut() {
                    object.has_value = true;
                }
            }
            b',' | b'\n' => {
                // Lines without a value are comments or text.
                if let Some(object) = open.last_mut().filter(|it| it.is_object && it.has_value) {
                    object.has_value = false;
                    object.entries += 1;
                    if object.entries > MAX_ENTRIES {
                        return Some(object.at);
                    }
                }
            }
            _ => {}
        }
        if !byte.is_ascii_whitespace() {
            last = byte;
        }
    }
    None
}
