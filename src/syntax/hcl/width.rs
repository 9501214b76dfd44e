//! Finds an object with so many entries that the HCL parser takes too long: it looks for each key among those before
//! it. This module only knows brackets and does not skip those in strings and comments.

/// The most entries of an object.
const MAX_ENTRIES: usize = 5_000;

/// The byte at which an object opens that has too many entries.
pub(super) fn too_wide(text: &str) -> Option<usize> {
    // Each open bracket: its place, whether it opens an object, and the number of entries so far.
    let mut open: Vec<(usize, bool, usize)> = Vec::new();
    let mut last = b' ';
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            // A block has words before its brace.
            b'{' => open.push((at, b"=:([,?".contains(&last), 0)),
            b'(' | b'[' => open.push((at, false, 0)),
            b'}' | b')' | b']' => _ = open.pop(),
            b',' | b'\n' if last != b',' => {
                if let Some((start, true, entries)) = open.last_mut() {
                    *entries += 1;
                    if *entries > MAX_ENTRIES {
                        return Some(*start);
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
