//! Parses JSON, YAML and TOML into one kind of tree with a span on every key and value, and a list of errors. Does
//! not know Genesys Cloud.
//!
//! Parsing never fails and never panics: every parser returns `(Tree, Vec<SyntaxError>)` for any text.

use std::borrow::Cow;
use std::hash::{Hash, Hasher};
use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use crate::text::Span;

pub mod hcl;
mod innermost;
pub mod json;
mod pointer;
pub mod scalar;
mod style;
pub mod toml;
pub mod yaml;

pub use innermost::Innermost;
pub use pointer::Pointers;
pub use style::{Host, Style};

/// Bounds that keep any input from taking all memory or the stack. Hitting one is an error of class
/// [`ErrorClass::Limit`] at the place where it was hit.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Nesting of objects and arrays. Real flow configurations reach 167.
    pub depth: usize,
    /// Keys and values in one tree, counted after aliases have been expanded.
    pub nodes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { depth: 1_000, nodes: 2_000_000 }
    }
}

/// The reason why a text could not be read in full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorClass {
    /// The text is not in the language.
    Syntax,
    /// The text may be in the language but goes over one of the [`Limits`].
    Limit,
}

/// One place where a text is not what its language asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    pub span: Span,
    pub class: ErrorClass,
    /// The error as a phrase without full stop: "expected `,` or `}` after this value".
    pub message: String,
}

/// The kind of a node. YAML scalars are resolved by the core schema of YAML 1.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueKind {
    Null,
    Bool,
    Number,
    String,
    Array,
    Object,
    /// A value that is required but missing, such as the value of `"key":` at the end of a text.
    Missing,
}

/// How a value of HCL is attached to its key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// Anything but the value of an argument and a block.
    #[default]
    Plain,
    /// A block, with or without labels: `key { … }`.
    Block,
    /// `key = value`
    Argument,
    /// The value is written elsewhere: `key = local.name`.
    Reference,
    /// The value is JSON in the text of a string.
    Text,
    /// `key = jsonencode(value)`
    Encoded,
    /// `jsonencode` within `jsonencode`.
    EncodedTwice,
    /// `key = templatefile("…", …)`
    TemplateFile,
}

/// A node of the arena. The members of an object are its key nodes, each followed by its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Node {
    /// With quotes and brackets.
    pub span: Span,
    /// The index of the first node after this one's subtree.
    pub end: u32,
    /// The index of the object or array that contains this node; its own index for a root.
    pub parent: u32,
    /// The position in an array from 0; the number of the member in an object, for keys and values alike.
    pub index: u32,
    pub kind: ValueKind,
    pub style: Style,
    /// Whether it is a scalar whose text is what is written, between two quotes of one byte each unless it is a plain scalar
    /// of YAML. `false` means unknown.
    pub is_verbatim: bool,
    pub form: Form,
}

/// A parsed text: nodes in the order of the text, the root first. A tree always has a root. A YAML text with several
/// documents has one for each of them.
#[derive(Debug, PartialEq, Eq)]
pub struct Tree<'t> {
    text: &'t str,
    nodes: Vec<Node>,
    /// Texts of scalars that a parser had to work out itself (block scalars, multi-line plain scalars, TOML).
    decoded: FxHashMap<u32, Box<str>>,
}

impl<'t> Tree<'t> {
    /// The text that was parsed.
    #[must_use]
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// The root; of several documents, that of the first.
    #[must_use]
    pub fn root(&self) -> Value<'_> {
        Value { tree: self, id: 0 }
    }

    /// The root of each document, in the order of the text.
    pub fn documents(&self) -> impl Iterator<Item = Value<'_>> {
        let after = |root: &Value<'_>| (root.node().end as usize).max(root.id + 1);
        std::iter::successors(Some(self.root()), move |root| {
            Some(Value { tree: self, id: after(root) }).filter(|next| next.id < self.nodes.len())
        })
    }

    /// The value or key with a number; see [`Value::number`].
    #[must_use]
    pub fn value(&self, number: usize) -> Option<Value<'_>> {
        (number < self.nodes.len()).then_some(Value { tree: self, id: number })
    }

    /// Every value and key of the tree, in the order of the text.
    pub fn values(&self) -> impl Iterator<Item = Value<'_>> {
        (0..self.nodes.len()).map(|id| Value { tree: self, id })
    }
}

/// A value or a key of a [`Tree`]: a handle, cheap to copy.
#[derive(Clone, Copy, Debug)]
pub struct Value<'a> {
    tree: &'a Tree<'a>,
    id: usize,
}

/// The way back from the text of a scalar to its span in the file; see [`Value::locator`].
#[derive(Clone, Debug)]
pub struct Locator<'a> {
    value: Value<'a>,
    /// Read with the first question.
    found: OnceLock<Option<scalar::Locator>>,
}

impl Locator<'_> {
    /// As [`Value::span_within`].
    #[must_use]
    pub fn span(&self, range: std::ops::Range<usize>) -> Span {
        let start = self.value.span().start as usize;
        let raw = self.value.raw();
        let read = || scalar::Locator::new(raw, self.value.style(), &self.value.scalar_text());
        let found = self.found.get_or_init(read).as_ref();
        found
            .and_then(|found| found.locate(raw, &range))
            .map_or_else(|| self.value.content_span(), |found| Span::new(start + found.start, start + found.end))
    }

    /// The byte of `text`, the text of the scalar, that is written at an offset of the file: the last one that starts
    /// there or before.
    #[must_use]
    pub fn text_offset(&self, text: &str, offset: u32) -> usize {
        let (mut low, mut high) = (0, text.len());
        while low < high {
            let middle = text.ceil_char_boundary(low + (high - low).div_ceil(2));
            if self.span(0..middle).end <= offset {
                low = middle;
            } else {
                high = text.floor_char_boundary(middle - 1);
            }
        }
        low
    }
}

impl PartialEq for Value<'_> {
    /// The same node of the same tree.
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.tree.text, other.tree.text) && self.id == other.id
    }
}

impl Eq for Value<'_> {}

impl Hash for Value<'_> {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        self.id.hash(hasher);
    }
}

static NO_NODE: Node = Node {
    span: Span { start: 0, end: 0 },
    end: 0,
    parent: 0,
    index: 0,
    kind: ValueKind::Missing,
    style: Style::Bare,
    is_verbatim: false,
    form: Form::Plain,
};

impl<'a> Value<'a> {
    /// Its position among all values and keys of its tree, in the order of the text, from 0.
    #[must_use]
    #[inline]
    pub fn number(self) -> usize {
        self.id
    }

    /// The tree that it is a node of.
    #[must_use]
    #[inline]
    pub fn tree(self) -> &'a Tree<'a> {
        self.tree
    }

    // Everything calls it: without combinators, it is also quick in builds without optimisation.
    #[inline]
    fn node(self) -> &'a Node {
        match self.tree.nodes.get(self.id) {
            Some(node) => node,
            None => &NO_NODE,
        }
    }

    #[must_use]
    #[inline]
    pub fn kind(self) -> ValueKind {
        self.node().kind
    }

    #[must_use]
    #[inline]
    pub fn style(self) -> Style {
        self.node().style
    }

    /// All of the value, with its quotes or brackets.
    #[must_use]
    #[inline]
    pub fn span(self) -> Span {
        self.node().span
    }

    /// The value without its quotes. For an empty string and anything that has no quotes, all of it.
    #[must_use]
    pub fn content_span(self) -> Span {
        let span = self.span();
        if let Some(content) = self.verbatim() {
            return if content.is_empty() { span } else { content };
        }
        scalar::content(self.raw(), self.style())
            .filter(|content| !content.is_empty())
            .map_or(span, |content| Span::new(span.start as usize + content.start, span.start as usize + content.end))
    }

    /// The span of its text if the text is written without escapes.
    #[inline]
    fn verbatim(self) -> Option<Span> {
        let Node { span, style, is_verbatim, .. } = *self.node();
        if !is_verbatim {
            return None;
        }
        let quote = u32::from(!matches!(style, Style::Plain));
        Some(Span { start: span.start + quote, end: span.end - quote })
    }

    /// The bytes of its text if the text is written without escapes; quicker than [`Value::scalar_text`].
    #[must_use]
    #[inline]
    pub fn plain_bytes(self) -> Option<&'a [u8]> {
        self.tree.text.as_bytes().get(self.verbatim()?.range())
    }

    /// The source text of the value, with its quotes or brackets.
    #[must_use]
    #[inline]
    pub fn raw(self) -> &'a str {
        self.tree.text.get(self.span().range()).unwrap_or_default()
    }

    /// Whether [`Value::raw`] is this text: quicker, because most values have another length.
    #[must_use]
    #[inline]
    pub fn is_written(self, raw: &str) -> bool {
        self.tree.has_at(self.span(), raw)
    }

    /// Whether [`Value::raw`] ends in this text; as quick as [`Value::is_written`].
    #[must_use]
    #[inline]
    pub fn ends_written(self, end: &str) -> bool {
        let span = self.span();
        let upto = || self.tree.text.as_bytes().get(..span.end as usize);
        (span.end - span.start) as usize >= end.len() && upto().is_some_and(|upto| upto.ends_with(end.as_bytes()))
    }

    /// How it is attached to its key, in HCL.
    #[must_use]
    pub fn form(self) -> Form {
        self.node().form
    }

    /// The text of a string, unescaped; `None` for anything else.
    #[must_use]
    pub fn as_str(self) -> Option<Cow<'a, str>> {
        (self.kind() == ValueKind::String).then(|| self.scalar_text())
    }

    /// The text of any scalar: a string unescaped, a number, boolean or null as written. Empty for the rest.
    #[must_use]
    #[inline]
    pub fn scalar_text(self) -> Cow<'a, str> {
        match self.verbatim() {
            Some(content) => Cow::Borrowed(self.tree.text.get(content.range()).unwrap_or_default()),
            None => self.decoded(),
        }
    }

    fn decoded(self) -> Cow<'a, str> {
        if let Some(text) = u32::try_from(self.id).ok().and_then(|id| self.tree.decoded.get(&id)) {
            return Cow::Borrowed(text);
        }
        match self.kind() {
            ValueKind::Array | ValueKind::Object | ValueKind::Missing => Cow::Borrowed(""),
            _ => scalar::decode(self.raw(), self.style()),
        }
    }

    /// Whether this is a scalar whose [`Value::scalar_text`] is exactly this text.
    #[must_use]
    #[inline]
    pub fn text_equals(self, text: &str) -> bool {
        match self.verbatim() {
            Some(content) => self.tree.has_at(content, text),
            None => self.decodes_to(text),
        }
    }

    fn decodes_to(self, text: &str) -> bool {
        match u32::try_from(self.id).ok().and_then(|id| self.tree.decoded.get(&id)) {
            Some(own) => **own == *text,
            None => match self.kind() {
                ValueKind::Array | ValueKind::Object | ValueKind::Missing => text.is_empty(),
                _ => scalar::decodes_to(self.raw(), self.style(), text),
            },
        }
    }

    /// Whether this is a string with exactly this text.
    #[must_use]
    #[inline]
    pub fn is_str(self, text: &str) -> bool {
        self.kind() == ValueKind::String && self.text_equals(text)
    }

    #[must_use]
    pub fn as_bool(self) -> Option<bool> {
        (self.kind() == ValueKind::Bool).then(|| self.raw().eq_ignore_ascii_case("true"))
    }

    #[must_use]
    pub fn as_u64(self) -> Option<u64> {
        (self.kind() == ValueKind::Number).then(|| self.raw().parse().ok()).flatten()
    }

    /// Converts a byte range of [`Value::scalar_text`] to a span in the file. The span is exact through escapes; if
    /// the style has no exact mapping, it is the whole content.
    #[must_use]
    pub fn span_within(self, range: std::ops::Range<usize>) -> Span {
        self.locator().span(range)
    }

    /// Answers what [`Value::span_within`] answers, for many ranges of one string in little more time than for one.
    #[must_use]
    pub fn locator(self) -> Locator<'a> {
        Locator { value: self, found: OnceLock::new() }
    }

    /// The value, if the text of the file determines all of it: `None` for missing values and for expressions that
    /// Terraform evaluates.
    #[must_use]
    pub fn known(self) -> Option<Self> {
        (self.kind() != ValueKind::Missing && !self.style().has_holes()).then_some(self)
    }

    /// The members of an object as key and value, in the order of the text. Empty for anything else.
    #[inline]
    pub fn members(self) -> impl Iterator<Item = (Value<'a>, Value<'a>)> {
        let wanted = self.kind() == ValueKind::Object;
        let tree = self.tree;
        let end = if wanted { self.node().end as usize } else { 0 };
        let mut id = self.id + 1;
        std::iter::from_fn(move || {
            if id + 1 >= end {
                return None;
            }
            let pair = (Value { tree, id }, Value { tree, id: id + 1 });
            id = (pair.1.node().end as usize).max(id + 2);
            Some(pair)
        })
    }

    /// The items of an array. Empty for anything else.
    #[inline]
    pub fn items(self) -> impl Iterator<Item = Value<'a>> {
        let wanted = self.kind() == ValueKind::Array;
        let tree = self.tree;
        let end = if wanted { self.node().end as usize } else { 0 };
        let mut id = self.id + 1;
        std::iter::from_fn(move || {
            if id >= end {
                return None;
            }
            let item = Value { tree, id };
            id = (item.node().end as usize).max(id + 1);
            Some(item)
        })
    }

    /// The member with this key; where a key is repeated, the last one, as parsers of JSON have it.
    #[must_use]
    pub fn get(self, key: &str) -> Option<Value<'a>> {
        self.entry(key).map(|(_, value)| value)
    }

    /// As [`Value::get`], with the key's own node.
    #[must_use]
    pub fn entry(self, key: &str) -> Option<(Value<'a>, Value<'a>)> {
        self.members().filter(|(name, _)| name.text_equals(key) && name.kind() != ValueKind::Missing).last()
    }

    /// The value at the end of a chain of keys.
    #[must_use]
    pub fn at(self, keys: &[&str]) -> Option<Value<'a>> {
        keys.iter().try_fold(self, |value, key| value.get(key))
    }

    /// The object or array that contains this value; `None` for a root.
    #[must_use]
    #[inline]
    pub fn parent(self) -> Option<Value<'a>> {
        let parent = self.node().parent as usize;
        (parent != self.id).then_some(Value { tree: self.tree, id: parent })
    }

    /// The key of the value in its object; the key of a key is itself. `None` in an array and for the root.
    #[must_use]
    #[inline]
    pub fn key(self) -> Option<Value<'a>> {
        let parent = self.parent()?;
        (parent.kind() == ValueKind::Object).then(|| self.tree.key_of(self.id, parent.id))
    }

    /// The value of the member whose key this is.
    #[must_use]
    pub fn of_key(self) -> Option<Value<'a>> {
        let value = Value { tree: self.tree, id: self.id + 1 };
        let is_inside = value.id < self.tree.nodes.len() && value != self;
        (is_inside && value.key() == Some(self)).then_some(value)
    }

    /// The item before this one in its array; in an object, what is before this key or value.
    #[must_use]
    pub fn before(self) -> Option<Value<'a>> {
        let parent = self.parent()?;
        let mut before = Value { tree: self.tree, id: self.id.checked_sub(1)? };
        while before != parent && before.parent()? != parent {
            before = before.parent()?;
        }
        (before != parent).then_some(before)
    }

    /// The 0-based position of the value in its array, or of the member in its object.
    #[must_use]
    #[inline]
    pub fn index(self) -> usize {
        self.node().index as usize
    }

    /// This value and all keys and values in it, in the order of the text.
    #[must_use]
    pub fn descendants(self) -> impl ExactSizeIterator<Item = Value<'a>> {
        let tree = self.tree;
        (self.id..(self.node().end as usize).max(self.id + 1)).map(move |id| Value { tree, id })
    }

    /// Whether both have the same content: keys, values and their order, in any notation.
    #[must_use]
    pub fn repeats(self, other: Value<'_>) -> bool {
        let size = |value: Value<'_>| (value.node().end as usize).saturating_sub(value.id);
        size(self) == size(other)
            && self.descendants().zip(other.descendants()).all(|(one, other)| {
                one.kind() == other.kind() && size(one) == size(other) && one.scalar_text() == other.scalar_text()
            })
    }
}

impl Tree<'_> {
    /// Whether all of a part of the text is this text. Most parts that are compared have another length; the rest are
    /// compared with as many bytes as `text` has, which is quicker where the compiler knows how many.
    #[inline]
    fn has_at(&self, part: Span, text: &str) -> bool {
        let rest = || self.text.as_bytes().get(part.start as usize..);
        (part.end - part.start) as usize == text.len() && rest().is_some_and(|rest| rest.starts_with(text.as_bytes()))
    }

    /// The key of the member of `parent` to which node `id`, a key or a value of it, belongs.
    #[inline]
    fn key_of(&self, id: usize, parent: usize) -> Value<'_> {
        let index = self.nodes.get(id).map(|node| node.index);
        let before = id.saturating_sub(1);
        // A value directly follows its key, and both carry the same member number.
        let is_value = before > parent
            && self.nodes.get(before).is_some_and(|node| {
                node.parent as usize == parent && Some(node.index) == index && node.end as usize == id
            });
        Value { tree: self, id: if is_value { before } else { id } }
    }
}

/// The character at `at`; at the end of a line or of the text the last visible one before it, so that there is
/// something to show. A parser that counts bytes may stop within a character.
pub(crate) fn visible(text: &str, at: usize) -> Span {
    let at = text.floor_char_boundary(at);
    let after = text.get(at..).unwrap_or_default();
    if let Some(found) = after.chars().next().filter(|found| !found.is_whitespace()) {
        return Span::new(at, at + found.len_utf8());
    }
    let before = text.get(..at).unwrap_or_default().trim_end();
    let Some(last) = before.chars().next_back() else { return Span::at(at) };
    Span::new(before.len() - last.len_utf8(), before.len())
}

/// The role of a node in its object or array; the root counts as an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Slot {
    Key,
    Value,
    Item,
}

/// Builds a [`Tree`] from the events of a parser: open, scalar, close, in the order of the text.
#[derive(Debug)]
pub(crate) struct Builder<'t> {
    text: &'t str,
    nodes: Vec<Node>,
    decoded: FxHashMap<u32, Box<str>>,
    /// The open objects and arrays, the innermost last.
    open: Vec<OpenContainer>,
}

/// An object or array that is not closed yet.
#[derive(Clone, Copy, Debug)]
struct OpenContainer {
    /// The index of its node.
    id: u32,
    /// How many keys and values it has so far.
    count: u32,
    is_object: bool,
}

impl<'t> Builder<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Builder { text, nodes: Vec::new(), decoded: FxHashMap::default(), open: Vec::new() }
    }

    #[inline]
    pub(crate) fn depth(&self) -> usize {
        self.open.len()
    }

    /// Whether the innermost open node is an object.
    #[inline]
    pub(crate) fn in_object(&self) -> bool {
        self.open.last().is_some_and(|open| open.is_object)
    }

    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    pub(crate) fn text(&self) -> &'t str {
        self.text
    }

    /// The byte offset at which the last added node ends.
    pub(crate) fn last_end(&self) -> usize {
        self.nodes.last().map_or(0, |node| node.span.end as usize)
    }

    /// The role that the next node will have in its object or array.
    pub(crate) fn slot(&self) -> Slot {
        match self.open.last() {
            Some(open) if open.is_object && open.count % 2 == 0 => Slot::Key,
            Some(open) if open.is_object => Slot::Value,
            _ => Slot::Item,
        }
    }

    /// The nodes right below a node: of an object its keys and values in turn.
    pub(crate) fn children(&self, id: u32) -> Vec<u32> {
        let is_open = self.open.iter().any(|open| open.id == id);
        let end = if is_open { self.nodes.len() } else { id as usize + self.size(id) };
        let mut children = Vec::new();
        let mut next = id as usize + 1;
        while next < end {
            children.push(u32::try_from(next).unwrap_or(u32::MAX));
            next = self.nodes.get(next).map_or(end, |node| (node.end as usize).max(next + 1));
        }
        children
    }

    /// The kind of a node.
    pub(crate) fn kind(&self, id: u32) -> Option<ValueKind> {
        self.nodes.get(id as usize).map(|node| node.kind)
    }

    /// The text of a scalar.
    pub(crate) fn scalar_text(&self, id: u32) -> std::borrow::Cow<'_, str> {
        let Some(node) = self.nodes.get(id as usize) else { return "".into() };
        match self.decoded.get(&id) {
            Some(text) => (&**text).into(),
            None => scalar::decode(self.text.get(node.span.range()).unwrap_or_default(), node.style),
        }
    }

    /// The number of nodes in the subtree of a closed node.
    pub(crate) fn size(&self, id: u32) -> usize {
        self.nodes.get(id as usize).map_or(0, |node| node.end.saturating_sub(id) as usize)
    }

    /// Adds a copy of a closed node and all below it, spans and texts included. As a key it becomes a string.
    pub(crate) fn copy(&mut self, id: u32) {
        let is_key = self.slot() == Slot::Key;
        let (parent, index) = self.place();
        let copy = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        let by = copy.saturating_sub(id);
        for from in id..id.saturating_add(u32::try_from(self.size(id)).unwrap_or(u32::MAX)) {
            let Some(mut node) = self.nodes.get(from as usize).copied() else { break };
            node.end = node.end.saturating_add(by);
            node.parent = node.parent.saturating_add(by);
            if from == id {
                (node.parent, node.index) = (parent, index);
                node.kind = if is_key { ValueKind::String } else { node.kind };
            }
            self.nodes.push(node);
            if let Some(text) = self.decoded.get(&from).cloned() {
                self.decoded.insert(from.saturating_add(by), text);
            }
        }
    }

    /// Adds a scalar, key or value, and returns its index.
    #[inline]
    pub(crate) fn scalar(&mut self, kind: ValueKind, style: Style, span: Span) -> u32 {
        let is_yaml = matches!(style, Style::Plain | Style::Single | Style::Double);
        let is_verbatim = is_yaml && self.text.get(span.range()).is_some_and(|raw| scalar::is_verbatim(raw, style));
        self.add(kind, style, span, is_verbatim)
    }

    /// As [`Builder::scalar`], where [`Node::is_verbatim`] is known.
    #[inline]
    pub(crate) fn add(&mut self, kind: ValueKind, style: Style, span: Span, is_verbatim: bool) -> u32 {
        let (parent, index) = self.place();
        let id = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        let end = id.saturating_add(1);
        self.nodes.push(Node { span, end, parent, index, kind, style, is_verbatim, form: Form::Plain });
        id
    }

    /// Sets how a node is attached to its key; `form` gets what it was before.
    pub(crate) fn form(&mut self, id: usize, form: impl FnOnce(Form) -> Form) {
        if let Some(node) = self.nodes.get_mut(id) {
            node.form = form(node.form);
        }
    }

    /// Stores the decoded text of a scalar.
    pub(crate) fn decoded(&mut self, id: u32, text: &str) {
        self.decoded.insert(id, text.into());
        if let Some(node) = self.nodes.get_mut(id as usize) {
            node.is_verbatim = false;
        }
    }

    #[inline]
    pub(crate) fn open(&mut self, kind: ValueKind, start: usize) -> u32 {
        let id = self.scalar(kind, Style::Bare, Span::at(start));
        self.open.push(OpenContainer { id, count: 0, is_object: kind == ValueKind::Object });
        id
    }

    /// Closes the innermost open object or array; `end` is the byte after it.
    #[inline]
    pub(crate) fn close(&mut self, end: usize) {
        let start = self
            .open
            .last()
            .and_then(|open| self.nodes.get(open.id as usize))
            .map_or(end, |node| node.span.start as usize);
        self.close_over(Span::new(start, end));
    }

    /// Closes the innermost open object or array and sets its span, for formats in which only the end of a container
    /// reveals its start.
    pub(crate) fn close_over(&mut self, span: Span) {
        let next = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        if let Some(node) = self.open.pop().and_then(|open| self.nodes.get_mut(open.id as usize)) {
            node.end = next;
            node.span = span;
        }
    }

    /// Closes what is still open at `end` and hands over the tree; an empty text has a missing value at its end.
    pub(crate) fn finish(mut self, end: usize) -> Tree<'t> {
        while !self.open.is_empty() {
            self.close(end);
        }
        if self.nodes.is_empty() {
            self.scalar(ValueKind::Missing, Style::Bare, Span::at(end));
        }
        Tree { text: self.text, nodes: self.nodes, decoded: self.decoded }
    }

    #[inline]
    fn place(&mut self) -> (u32, u32) {
        let Some(open) = self.open.last_mut() else {
            return (u32::try_from(self.nodes.len()).unwrap_or(u32::MAX), 0);
        };
        let position = open.count;
        open.count += 1;
        (open.id, if open.is_object { position / 2 } else { position })
    }
}
