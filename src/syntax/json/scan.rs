//! Finds the end of a token, a run of white space or a comment from a byte offset in a text. Reports nothing and
//! builds nothing.

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH_BITS: u64 = ONES * 0x80;
const SPACES: u64 = ONES * 0x20;
const QUOTES: u64 = ONES * 0x22;
const BACKSLASHES: u64 = ONES * 0x5c;

/// The byte at `at`; 0 after the end.
#[inline]
pub(super) fn byte(bytes: &[u8], at: usize) -> u8 {
    bytes.get(at).copied().unwrap_or(0)
}

/// Eight bytes from `at`, the first one lowest.
#[inline]
fn eight(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..)?.first_chunk().map(|chunk| u64::from_le_bytes(*chunk))
}

/// Finds the first offset from `at` on with a `"`, `\` or control character, or the end of the text.
#[inline]
pub(super) fn string_stop(bytes: &[u8], mut at: usize) -> usize {
    while let Some(word) = eight(bytes, at) {
        // The high bit of a byte is set where the byte is one of the wanted; above the first such byte it may be
        // set by a borrow, which does no harm since the lowest one is taken.
        let quote = word ^ QUOTES;
        let backslash = word ^ BACKSLASHES;
        let hits = ((quote.wrapping_sub(ONES) & !quote)
            | (backslash.wrapping_sub(ONES) & !backslash)
            | (word.wrapping_sub(SPACES) & !word))
            & HIGH_BITS;
        if hits != 0 {
            return at + hits.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20)).unwrap_or(rest.len())
}

/// Finds the end of JSON white space from `at` on.
#[inline]
pub(super) fn skip_white_space(bytes: &[u8], mut at: usize) -> usize {
    while matches!(byte(bytes, at), b' ' | b'\n' | b'\r' | b'\t') {
        at += 1;
        while let Some(word) = eight(bytes, at) {
            let other = word ^ SPACES;
            if other != 0 {
                at += other.trailing_zeros() as usize / 8;
                break;
            }
            at += 8;
        }
    }
    at
}

/// Finds the end of the number at `at`; `None` if it is not a valid JSON number or is followed directly by a letter
/// or digit.
#[inline]
pub(super) fn number(bytes: &[u8], at: usize) -> Option<usize> {
    let at = at + usize::from(byte(bytes, at) == b'-');
    let mut end = match byte(bytes, at) {
        b'0' => at + 1,
        b'1'..=b'9' => digits(bytes, at + 1),
        _ => return None,
    };
    if byte(bytes, end) == b'.' {
        end = some_digits(bytes, end + 1)?;
    }
    if matches!(byte(bytes, end), b'e' | b'E') {
        end += 1;
        end = some_digits(bytes, end + usize::from(matches!(byte(bytes, end), b'+' | b'-')))?;
    }
    ends_value(byte(bytes, end)).then_some(end)
}

#[inline]
fn digits(bytes: &[u8], mut at: usize) -> usize {
    while byte(bytes, at).is_ascii_digit() {
        at += 1;
    }
    at
}

#[inline]
fn some_digits(bytes: &[u8], at: usize) -> Option<usize> {
    let end = digits(bytes, at);
    (end > at).then_some(end)
}

/// Whether a number or literal may end before this byte; 0 stands for the end of the text.
#[inline]
pub(super) fn ends_value(byte: u8) -> bool {
    matches!(byte, b',' | b'}' | b']' | b' ' | b'\n' | b'\r' | b'\t' | 0)
}

/// The four hexadecimal digits at `at`.
pub(super) fn four_hex(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4)?.iter().try_fold(0, |sum, byte| Some(sum * 16 + char::from(*byte).to_digit(16)?))
}

/// Finds the end of the string whose opening quote, single or double, is at `at`; `None` if it is not closed on its
/// line.
pub(super) fn closed_on_line(bytes: &[u8], at: usize) -> Option<usize> {
    let quote = byte(bytes, at);
    let mut end = at + 1;
    loop {
        match bytes.get(end)? {
            b'\n' => return None,
            b'\\' => end += 2,
            byte if *byte == quote => return Some(end + 1),
            _ => end += 1,
        }
    }
}

/// The offset of the first `"` from `at` on that is not escaped and that something follows which may follow a
/// string; the search ends at the first `"` that is not so unless `further`, and at `limit`.
pub(super) fn plausible_close(bytes: &[u8], at: usize, limit: usize, further: bool) -> Option<usize> {
    let mut at = at;
    while at < limit {
        at += memchr::memchr2(b'"', b'\\', bytes.get(at..limit)?)?;
        if byte(bytes, at) == b'\\' {
            at += 2;
            continue;
        }
        let next = skip_white_space(bytes, at + 1);
        if matches!(byte(bytes, next), b',' | b'}' | b']') || next >= bytes.len() {
            return Some(at);
        }
        if !further {
            return None;
        }
        at += 1;
    }
    None
}

/// Finds the end of the line at `at`, before its line break.
pub(super) fn line_end(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    let end = at + memchr::memchr(b'\n', rest).unwrap_or(rest.len());
    end - usize::from(end > at && byte(bytes, end - 1) == b'\r')
}

/// Finds the start of the line at `at`.
pub(super) fn line_start(bytes: &[u8], at: usize) -> usize {
    memchr::memrchr(b'\n', bytes.get(..at).unwrap_or_default()).map_or(0, |found| found + 1)
}

/// The end of the comment at `at`: `// …`, `/* … */` or `# …`. One that is never closed goes to the end.
pub(super) fn comment(bytes: &[u8], at: usize) -> Option<usize> {
    match (byte(bytes, at), byte(bytes, at + 1)) {
        (b'/', b'/') | (b'#', b' ' | b'#' | b'!' | b'\t' | b'\r' | b'\n') => Some(line_end(bytes, at)),
        (b'/', b'*') => {
            let rest = bytes.get(at + 2..).unwrap_or_default();
            Some(memchr::memmem::find(rest, b"*/").map_or(bytes.len(), |found| at + found + 4))
        }
        _ => None,
    }
}

/// The end of the template placeholder at `at`: `{{…}}`, `${…}` or `$!{…}`, on one line and with nothing in it that
/// looks like JSON.
pub(super) fn placeholder(bytes: &[u8], at: usize) -> Option<usize> {
    let rest = bytes.get(at..)?;
    let (open, close): (usize, &[u8]) = match rest {
        [b'{', b'{', ..] => (2, b"}}"),
        [b'$', b'{', ..] => (2, b"}"),
        [b'$', b'!', b'{', ..] => (3, b"}"),
        _ => return None,
    };
    let inner = rest.get(open..)?;
    let length = inner.iter().position(|byte| matches!(byte, b'{' | b'}' | b'"' | b'\n'))?;
    (length > 0 && inner.get(length..)?.starts_with(close)).then_some(at + open + length + close.len())
}

/// Finds the end of the unquoted text at `at`. It ends before the next `,`, `;`, bracket, double quote, comment or
/// line end, for a key also before the next `:` or `=`; placeholders are part of it, trailing white space is not.
pub(super) fn word(bytes: &[u8], at: usize, key: bool) -> usize {
    let mut end = at;
    let mut next = at;
    while let Some(byte) = bytes.get(next) {
        if let Some(behind) = placeholder(bytes, next) {
            next = behind;
            end = behind;
            continue;
        }
        match byte {
            b',' | b'}' | b']' | b'{' | b'[' | b'"' | b'\n' => break,
            b':' | b'=' if key => break,
            b';' if next > at => break,
            b'/' if next > at && is_comment_in_word(bytes, next) => break,
            b' ' | b'\t' | b'\r' => next += 1,
            _ => {
                next += 1;
                end = next;
            }
        }
    }
    end
}

/// Whether a comment starts at `at` inside an unquoted word; the `//` of a URL is not a comment.
fn is_comment_in_word(bytes: &[u8], at: usize) -> bool {
    match byte(bytes, at + 1) {
        b'*' => true,
        b'/' => !matches!(byte(bytes, at - 1), b':' | b'/'),
        _ => false,
    }
}
