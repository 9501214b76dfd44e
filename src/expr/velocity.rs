//! In: a Velocity template of a data action. Out: where its references, directives and comments are.
//! Knows nothing of JSON and of what a reference stands for.
//!
//! The notation is that of the [Velocity user guide](https://velocity.apache.org/engine/1.7/user-guide.html). Time is
//! linear: what has no end reaches to the end of the template, and no byte is looked at more than twice.

use std::ops::Range;

/// What Velocity does with a piece of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PieceKind {
    /// Replaced by a value: `$x`, `${x.y}`, `$!{x}`, `$esc.jsonString(${input.x})`.
    Reference,
    /// Removed, whatever it decides: `#if(…)`, `#{else}`, `#end`, `#set(…)`.
    Directive,
    /// Removed: `## …`, `#* … *#`.
    Comment,
}

/// A piece of a template that does not stay as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    pub kind: PieceKind,
    /// Byte range in the template.
    pub range: Range<usize>,
}

/// Everything in `template` that Velocity replaces or removes, in order and without overlap.
#[must_use]
pub fn dynamic(template: &str) -> Vec<Piece> {
    let bytes = template.as_bytes();
    let mut pieces = Vec::new();
    let mut at = 0;
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr::memchr3(b'$', b'#', b'\\', rest)) {
        let start = at + found;
        at = match bytes.get(start) {
            // A backslash takes the meaning from whatever follows it, a second backslash included.
            Some(b'\\') => start + 2,
            Some(b'$') => reference(bytes, start).map_or(start + 1, |end| {
                pieces.push(Piece { kind: PieceKind::Reference, range: start..end });
                end
            }),
            _ => hash(bytes, start, &mut pieces),
        };
    }
    pieces
}

/// The end of the reference that starts with the `$` at `start`. A `${` that never gets its `}` is one too: nobody
/// can say what Velocity makes of it.
fn reference(bytes: &[u8], start: usize) -> Option<usize> {
    let quiet = start + 1 + usize::from(bytes.get(start + 1) == Some(&b'!'));
    let formal = bytes.get(quiet) == Some(&b'{');
    let end = suffixes(bytes, identifier(bytes, quiet + usize::from(formal))?);
    Some(if formal && bytes.get(end) == Some(&b'}') { end + 1 } else { end })
}

/// The end of the properties, method calls and indices that follow the name that ends at `at`.
fn suffixes(bytes: &[u8], mut at: usize) -> usize {
    loop {
        let next = match bytes.get(at) {
            Some(b'.') => identifier(bytes, at + 1).map(|end| arguments(bytes, end).unwrap_or(end)),
            Some(b'[') => index(bytes, at),
            _ => None,
        };
        match next {
            Some(end) => at = end,
            None => return at,
        }
    }
}

/// The end of the name that starts at `start`, if one does.
fn identifier(bytes: &[u8], start: usize) -> Option<usize> {
    bytes.get(start).filter(|first| first.is_ascii_alphabetic() || **first == b'_')?;
    Some(start + run(bytes, start, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')))
}

/// The end of the arguments whose `(` is at `start`, if one is there: the `)` that closes it, or all that is left.
/// Parentheses in strings do not count; a doubled quote in a string closes and opens it again, which is the same.
fn arguments(bytes: &[u8], start: usize) -> Option<usize> {
    bytes.get(start).filter(|first| **first == b'(')?;
    let mut depth = 0_usize;
    let mut quote = None;
    for (offset, byte) in bytes.iter().enumerate().skip(start) {
        if quote.is_some() {
            quote = quote.filter(|open| *open != byte);
            continue;
        }
        match byte {
            b'"' | b'\'' => quote = Some(byte),
            b'(' => depth += 1,
            b')' if depth == 1 => return Some(offset + 1),
            b')' => depth -= 1,
            _ => {}
        }
    }
    Some(bytes.len())
}

/// The end of the index whose `[` is at `start`: a number, a string or a reference without an index of its own.
fn index(bytes: &[u8], start: usize) -> Option<usize> {
    let inside = |byte: u8| byte.is_ascii_alphanumeric() || b"_-$!{}.\"' ".contains(&byte);
    let length = run(bytes, start + 1, inside);
    let end = start + 1 + length;
    (length > 0 && bytes.get(end) == Some(&b']')).then_some(end + 1)
}

/// Adds the directive or comment that starts with the `#` at `start`, if one does; returns where to look on.
fn hash(bytes: &[u8], start: usize, pieces: &mut Vec<Piece>) -> usize {
    let rest = bytes.get(start..).unwrap_or_default();
    let (kind, end) = if rest.starts_with(b"##") {
        (PieceKind::Comment, start + memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len()))
    } else if rest.starts_with(b"#*") {
        (PieceKind::Comment, after(bytes, start + 2, b"*#").unwrap_or(bytes.len()))
    } else if rest.starts_with(b"#[[") {
        return literal_block(bytes, start, pieces);
    } else {
        match directive(bytes, start) {
            Some(end) => (PieceKind::Directive, end),
            None => return start + 1,
        }
    };
    pieces.push(Piece { kind, range: start..end });
    end
}

/// Adds the two marks of the block `#[[ … ]]#` at `start`; what stands between them is sent as it is written.
fn literal_block(bytes: &[u8], start: usize, pieces: &mut Vec<Piece>) -> usize {
    let mut mark = |range| pieces.push(Piece { kind: PieceKind::Directive, range });
    mark(start..start + 3);
    let Some(end) = after(bytes, start + 3, b"]]#") else { return bytes.len() };
    mark(end - 3..end);
    end
}

/// The end of the directive that starts with the `#` at `start`.
fn directive(bytes: &[u8], start: usize) -> Option<usize> {
    let formal = bytes.get(start + 1) == Some(&b'{');
    let name_start = start + 1 + usize::from(formal);
    let name_end = identifier(bytes, name_start)?;
    let end = name_end + usize::from(formal);
    if formal && bytes.get(name_end) != Some(&b'}') {
        return None;
    }
    match bytes.get(name_start..name_end)? {
        b"else" | b"end" | b"stop" | b"break" => Some(end),
        b"if" | b"elseif" | b"set" | b"foreach" | b"macro" | b"define" | b"evaluate" | b"include" | b"parse" => {
            arguments(bytes, end + run(bytes, end, |byte| byte == b' ' || byte == b'\t'))
        }
        _ => None,
    }
}

/// The byte after the next `mark` from `start` on.
fn after(bytes: &[u8], start: usize, mark: &[u8]) -> Option<usize> {
    let rest = bytes.get(start..)?;
    memchr::memmem::find(rest, mark).map(|found| start + found + mark.len())
}

/// How many bytes from `start` on satisfy `wanted`.
fn run(bytes: &[u8], start: usize, wanted: impl Fn(u8) -> bool) -> usize {
    bytes.get(start..).unwrap_or_default().iter().take_while(|byte| wanted(**byte)).count()
}
