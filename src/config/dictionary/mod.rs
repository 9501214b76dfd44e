//! Reads the text of an attribute dictionary (`attributes.toml`) and returns its entries and the errors in it. Knows no
//! artefact, and does not decide which use of an attribute is wrong.

use std::collections::BTreeMap;
use std::sync::Arc;

use globset::{GlobBuilder, GlobMatcher};
use regex::{Regex, RegexBuilder};

use crate::diagnostic::{Location, Place};
use crate::syntax::{self, Limits, Style, Value, ValueKind, scalar};
use crate::text::{Source, Span};

mod findings;
pub mod write;

pub use findings::findings;

/// The name of the dictionary in the folder of the configuration.
pub const FILE: &str = "attributes.toml";

/// The largest automaton that a pattern may need, in bytes.
const PATTERN_LIMIT: usize = 1 << 20;

/// The attributes of a project, with the rules for their values.
#[derive(Clone, Debug, Default)]
pub struct Dictionary {
    /// In the order of the file.
    entries: Vec<Entry>,
    /// The numbers of the entries by name and alias. A name takes precedence over an alias, and the first of several.
    names: BTreeMap<Box<str>, usize>,
    /// The same by lower-case name.
    folded: BTreeMap<Box<str>, usize>,
}

/// The declaration of an attribute in the dictionary.
#[derive(Clone, Debug)]
pub struct Entry {
    pub name: Box<str>,
    /// The place of the name.
    pub location: Location,
    /// The name with its quotes, which an edit replaces to rename the entry.
    pub written: Span,
    pub description: Option<Box<str>>,
    pub owner: Option<Box<str>>,
    pub kind: Option<ValueType>,
    /// Empty: any.
    pub values: Vec<Box<str>>,
    pub pattern: Option<Pattern>,
    /// In characters (code points).
    pub max_length: Option<usize>,
    /// All that set it; `None`: this is not declared.
    pub set_by: Option<Vec<Party>>,
    pub read_by: Option<Vec<Party>>,
    pub sensitive: Option<bool>,
    pub deprecated: Option<Deprecation>,
    pub aliases: Vec<Name>,
}

/// A regular expression for whole values.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// As written.
    pub text: Box<str>,
    regex: Regex,
}

/// An artefact or system that sets or reads an attribute.
#[derive(Clone, Debug)]
pub struct Party {
    /// A path or glob below the folder of the configuration, the name of an artefact, or the name of a system.
    pub text: Box<str>,
    /// `None`: it is not a glob.
    pub glob: Option<GlobMatcher>,
    pub location: Location,
}

/// An attribute that should no longer be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deprecation {
    /// The attribute to use instead.
    pub replacement: Option<Name>,
}

/// The name of an attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    pub text: Box<str>,
    /// The name with its quotes, which an edit replaces to change it.
    pub written: Span,
}

/// The type of a value, which is always stored as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueType {
    String,
    Number,
    Boolean,
    Date,
    DateTime,
    Json,
    Phone,
    Email,
    Url,
}

/// Why the dictionary does not allow a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mismatch {
    /// Not one of the values.
    Value,
    /// The value does not match the pattern.
    Pattern,
    /// The value has this many characters.
    Length(usize),
    /// The value is not of this type.
    Type(ValueType),
}

impl ValueType {
    pub const ALL: [ValueType; 9] = [
        ValueType::String,
        ValueType::Number,
        ValueType::Boolean,
        ValueType::Date,
        ValueType::DateTime,
        ValueType::Json,
        ValueType::Phone,
        ValueType::Email,
        ValueType::Url,
    ];

    /// The word of the dictionary.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            ValueType::String => "string",
            ValueType::Number => "number",
            ValueType::Boolean => "boolean",
            ValueType::Date => "date",
            ValueType::DateTime => "date-time",
            ValueType::Json => "json",
            ValueType::Phone => "phone",
            ValueType::Email => "email",
            ValueType::Url => "url",
        }
    }

    /// Whether a text may be a value of the type. Dates, telephone numbers and addresses have many forms, of which only
    /// what all have in common is required.
    fn allows(self, text: &str) -> bool {
        match self {
            ValueType::Number => text.trim().parse::<f64>().is_ok_and(f64::is_finite),
            ValueType::Boolean => ["true", "false"].iter().any(|word| text.trim().eq_ignore_ascii_case(word)),
            ValueType::Json => syntax::json::parse(text, &Limits::default()).1.is_empty(),
            ValueType::Date | ValueType::DateTime | ValueType::Phone => text.contains(char::is_numeric),
            ValueType::Email => text.contains('@'),
            ValueType::Url => text.contains([':', '/', '.']) && !text.trim().contains(char::is_whitespace),
            ValueType::String => true,
        }
    }
}

impl Dictionary {
    /// All attributes, in the order of the file.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The attribute with exactly this name or alias.
    #[must_use]
    pub fn entry(&self, name: &str) -> Option<&Entry> {
        self.entries.get(*self.names.get(name)?)
    }

    /// The attribute whose name or alias differs from this name in capitalisation at most, and that name or alias.
    #[must_use]
    pub fn in_any_case(&self, name: &str) -> Option<(&Entry, &str)> {
        let folded = name.to_lowercase();
        let entry = self.entries.get(*self.folded.get(folded.as_str())?)?;
        let spelled = entry.names().find(|own| own.to_lowercase() == folded)?;
        Some((entry, spelled))
    }

    fn of(entries: Vec<Entry>) -> Self {
        let mut dictionary = Dictionary { entries, ..Dictionary::default() };
        let names = dictionary.entries.iter().zip(0..).map(|(entry, number)| (&entry.name, number));
        let aliases = dictionary.entries.iter().zip(0..);
        let aliases = aliases.flat_map(|(entry, number)| entry.aliases.iter().map(move |alias| (&alias.text, number)));
        for (name, number) in names.chain(aliases) {
            dictionary.names.entry(name.clone()).or_insert(number);
            dictionary.folded.entry(name.to_lowercase().into()).or_insert(number);
        }
        dictionary
    }
}

impl Entry {
    /// The name and the aliases.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&*self.name).chain(self.aliases.iter().map(|alias| &*alias.text))
    }

    /// The edits that rename an attribute in the entry, each a span and the new text.
    #[must_use]
    pub fn renamed(&self, old: &str, new: &str) -> Vec<(Span, String)> {
        let replacement = self.deprecated.as_ref().and_then(|it| it.replacement.as_ref());
        let texts = self.aliases.iter().chain(replacement).filter(|name| *name.text == *old);
        let own = (*self.name == *old).then(|| (self.written, key(new)));
        own.into_iter().chain(texts.map(|name| (name.written, quoted(new)))).collect()
    }

    /// All that set the attribute, or all that get it; `None`: this is not declared.
    #[must_use]
    pub fn parties(&self, sets: bool) -> Option<&[Party]> {
        if sets { self.set_by.as_deref() } else { self.read_by.as_deref() }
    }

    /// Why a value is not allowed; `None`: it is. The empty text clears an attribute and is always allowed.
    #[must_use]
    pub fn mismatch(&self, value: &str) -> Option<Mismatch> {
        if value.is_empty() {
            return None;
        }
        if !self.values.is_empty() && !self.values.iter().any(|known| **known == *value) {
            return Some(Mismatch::Value);
        }
        if let Some(kind) = self.kind.filter(|kind| !kind.allows(value)) {
            return Some(Mismatch::Type(kind));
        }
        if self.pattern.as_ref().is_some_and(|pattern| !pattern.regex.is_match(value)) {
            return Some(Mismatch::Pattern);
        }
        let length = value.chars().count();
        self.max_length.is_some_and(|limit| length > limit).then_some(Mismatch::Length(length))
    }
}

/// Reads a dictionary: what is valid of it counts. [`findings`] reports the rest.
#[must_use]
pub fn read(source: &Source) -> Dictionary {
    let (tree, _) = syntax::toml::parse(source.text(), &Limits::default());
    let tables = tree.root().members().filter(|(_, table)| table.kind() == ValueKind::Object);
    Dictionary::of(tables.map(|(key, table)| entry(source, key, table)).collect())
}

/// A name as the key of a table: `customerId`, `"context.customerId"`.
#[must_use]
pub fn key(name: &str) -> String {
    let is_bare = |it: char| it.is_ascii_alphanumeric() || it == '-' || it == '_';
    if !name.is_empty() && name.chars().all(is_bare) { name.to_owned() } else { quoted(name) }
}

/// A text as a string of TOML.
pub(crate) fn quoted(text: &str) -> String {
    scalar::encode(text, Style::Toml)
}

fn entry(source: &Source, key: Value<'_>, table: Value<'_>) -> Entry {
    let text = |name| -> Option<Box<str>> { Some(table.get(name)?.as_str()?.into()) };
    let words = |name| text(name).filter(|text| !text.trim().is_empty());
    let kind = text("type");
    let parties = |name| table.get(name).map(|list| strings(list).filter_map(|item| party(source, item)).collect());
    Entry {
        name: key.scalar_text().into(),
        location: location(source, key),
        written: key.span(),
        description: words("description"),
        owner: words("owner"),
        kind: ValueType::ALL.into_iter().find(|known| kind.as_deref() == Some(known.as_str())),
        values: table.get("values").into_iter().flat_map(strings).map(|item| item.scalar_text().into()).collect(),
        pattern: text("pattern").and_then(|text| {
            let regex = compile(&text).ok()?;
            Some(Pattern { text, regex })
        }),
        max_length: table.get("max-length").and_then(Value::as_u64).and_then(|it| usize::try_from(it).ok()),
        set_by: parties("set-by"),
        read_by: parties("read-by"),
        sensitive: table.get("sensitive").and_then(Value::as_bool),
        deprecated: table.get("deprecated").and_then(|value| match value.as_bool() {
            Some(is_deprecated) => is_deprecated.then_some(Deprecation { replacement: None }),
            None => value.as_str().map(|_| Deprecation { replacement: Some(name(value)) }),
        }),
        aliases: table.get("aliases").into_iter().flat_map(strings).map(name).collect(),
    }
}

fn name(value: Value<'_>) -> Name {
    Name { text: value.scalar_text().into(), written: value.span() }
}

/// The strings in a list.
fn strings(list: Value<'_>) -> impl Iterator<Item = Value<'_>> {
    list.items().filter(|item| item.kind() == ValueKind::String)
}

fn party(source: &Source, item: Value<'_>) -> Option<Party> {
    let text: Box<str> = item.as_str().filter(|text| !text.is_empty())?.into();
    // A name such as `Desk [old` is not a glob.
    let glob = text.contains(['*', '?', '[', '{']).then(|| glob(&text).ok()).flatten();
    Some(Party { text, glob, location: location(source, item) })
}

/// Compiles a glob, as the globs of the configuration: without `/` it matches a name in any folder.
fn glob(text: &str) -> Result<GlobMatcher, globset::Error> {
    let path = text.strip_prefix("./").unwrap_or(text);
    let path = if path.contains('/') { path.to_owned() } else { format!("**/{path}") };
    Ok(GlobBuilder::new(&path).literal_separator(true).build()?.compile_matcher())
}

/// Compiles a pattern so that it matches whole values.
fn compile(pattern: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(&format!("^(?:{pattern})$")).size_limit(PATTERN_LIMIT).build()
}

fn location(source: &Source, value: Value<'_>) -> Location {
    let place = Place { span: value.content_span(), pointer: value.pointer().into(), path: Arc::from([]) };
    Location { file: source.path().clone(), place }
}
