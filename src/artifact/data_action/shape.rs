//! Determines the JSON that a template produces, as far as the template itself determines it: its members, the
//! references in place of whole values, and the first place where it is not valid JSON.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use super::mask::{Masked, mask};
use crate::expr::velocity::{Piece, PieceKind, Template};
use crate::syntax::{Limits, SyntaxError, Value, ValueKind, json};

/// The JSON that a template produces. All ranges are bytes of the template.
#[derive(Clone, Debug)]
pub struct Shape {
    /// All values, containers before their members; the first is the whole. Empty if the text is not JSON.
    pub nodes: Vec<Node>,
    /// The first place at which the text is not valid JSON.
    pub error: Option<(Range<usize>, String)>,
    /// The text after the end of the complete value.
    pub surplus: Option<Range<usize>>,
}

/// A value.
#[derive(Clone, Debug)]
pub struct Node {
    /// The index of the object or array that contains it.
    pub parent: Option<usize>,
    pub kind: ShapeKind,
    /// The name of the member of an object; `None` in arrays, and where a reference has a hand in the name.
    pub key: Option<Key>,
    /// All of the value.
    pub range: Range<usize>,
    /// Whether references bring members along that are not written here.
    pub has_splices: bool,
}

/// A name of a member.
#[derive(Clone, Debug)]
pub struct Key {
    pub name: String,
    /// Without the quotes.
    pub range: Range<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShapeKind {
    Object,
    Array,
    /// A string without references.
    Text,
    /// A string that contains references.
    Filled,
    /// A reference in place of a value, by its number in [`crate::expr::velocity::Template::references`].
    Reference(usize),
    /// A number, a boolean, `null`, several references side by side.
    Other,
}

/// Reads the JSON that the text of a template becomes. `None` where directives or quotes made by macros decide what it is.
pub(super) fn read(written: &str, template: &Template) -> Option<Shape> {
    if template.has_directives() || makes_quotes(written, template) {
        return None;
    }
    let pieces = &template.pieces;
    let Masked { text, splices } = mask(written, pieces);
    let (tree, errors) = json::parse(&text, &Limits::default());
    let root = tree.root();
    let end = root.span().range().end;
    let rest = text.get(end..).unwrap_or_default();
    // After an earlier error the end of the template is not known.
    let is_right = errors.iter().all(|error| error.span.range().start >= end);
    let surplus = (is_right && !rest.trim().is_empty())
        .then(|| end + rest.len() - rest.trim_start().len()..text.trim_end().len());
    let mut nodes = Vec::new();
    let mut numbers = FxHashMap::default();
    let spliced: FxHashSet<usize> = splices.iter().map(|splice| splice.object).collect();
    for value in tree.values().filter(|value| value.key() != Some(*value)) {
        let range = value.span().range();
        numbers.insert(range.start, nodes.len());
        let parent = value.parent().and_then(|parent| numbers.get(&parent.span().range().start).copied());
        nodes.push(Node {
            parent,
            kind: kind(template, value),
            key: value.key().and_then(|key| self::key(pieces, key)),
            has_splices: value.kind() == ValueKind::Object && spliced.contains(&range.start),
            range,
        });
    }
    // A recovered text may differ from the intended one.
    if !errors.is_empty() {
        nodes.clear();
    }
    let error = errors.into_iter().next().and_then(|error| described(written, pieces, error));
    Some(Shape { nodes, error, surplus })
}

/// Whether a text is JSON.
#[must_use]
pub fn is_json(text: &str) -> bool {
    json::parse(text, &Limits::default()).1.is_empty()
}

/// Whether macros produce quotes or braces, so that the quotes in the text do not determine what is a string.
pub(super) fn makes_quotes(text: &str, template: &Template) -> bool {
    template.references.iter().any(|reference| {
        let name = reference.properties.last().and_then(|name| text.get(name.clone()));
        reference.within.is_none() && name == Some("quote")
    })
}

fn kind(template: &Template, value: Value<'_>) -> ShapeKind {
    let range = value.span().range();
    let mut pieces = in_range(&template.pieces, &range);
    match value.kind() {
        ValueKind::Object => ShapeKind::Object,
        ValueKind::Array => ShapeKind::Array,
        ValueKind::String if pieces.next().is_some() => ShapeKind::Filled,
        ValueKind::String => ShapeKind::Text,
        _ => {
            let references = &template.references;
            let number = references.partition_point(|reference| reference.range.start < range.start);
            let is_whole = references.get(number).is_some_and(|reference| reference.range == range);
            if is_whole { ShapeKind::Reference(number) } else { ShapeKind::Other }
        }
    }
}

fn key(pieces: &[Piece], key: Value<'_>) -> Option<Key> {
    let range = key.content_span().range();
    let is_written = key.kind() == ValueKind::String && in_range(pieces, &range).next().is_none();
    is_written.then(|| Key { name: key.scalar_text().into_owned(), range })
}

/// The pieces that have a byte in `range`.
pub(super) fn in_range<'p>(pieces: &'p [Piece], range: &Range<usize>) -> impl Iterator<Item = &'p Piece> {
    let first = pieces.partition_point(|piece| piece.range.end <= range.start);
    let end = range.end;
    pieces.iter().skip(first).take_while(move |piece| piece.range.start < end)
}

/// The error, where it is one of the text that is written: what a reference brings may be more than one value.
pub(super) fn described(text: &str, pieces: &[Piece], error: SyntaxError) -> Option<(Range<usize>, String)> {
    let range = error.span.range();
    let is_separator = text.get(range.clone())?.starts_with([',', ':', '}', ']']);
    let before = text.get(..range.start)?.trim_end().len();
    let start = if is_separator { range.start } else { before.saturating_sub(1) };
    let near = start..range.end.max(range.start + 1);
    let mut pieces = in_range(pieces, &near);
    pieces.all(|piece| piece.kind != PieceKind::Reference).then_some((range, error.message))
}
