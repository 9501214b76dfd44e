//! Parses a text that should be TOML into its tree and errors.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue, Error};

use super::{Builder, ErrorClass, Limits, Style, SyntaxError, Tree, ValueKind, visible};
use crate::text::Span;

/// Parses TOML 1.1. Dotted keys, `[tables]` and `[[lists of tables]]` become objects and arrays in each other, their
/// members in the order of the text. The span of such a table reaches from the first to the last of what belongs to
/// it, so that the spans of two tables may overlap. Dates and times are strings.
#[must_use]
pub fn parse<'t>(text: &'t str, limits: &Limits) -> (Tree<'t>, Vec<SyntaxError>) {
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut errors: Vec<_> = errors.iter().map(|error| explain(error, text)).collect();
    // Too deep nesting is reported again at each level.
    if let Some(limit) = errors.iter().position(|error| error.class == ErrorClass::Limit) {
        errors = errors.drain(limit..=limit).collect();
    }
    errors.sort_by_key(|error| error.span);
    let mut reader = Reader {
        text,
        limits: *limits,
        builder: Builder::new(text),
        covered: Vec::new(),
        steps: Vec::new(),
        after_key: 0,
    };
    errors.extend(reader.read(table.get_ref()));
    (reader.builder.finish(text.len()), errors)
}

fn explain(error: &Error, text: &str) -> SyntaxError {
    let span = error.span().unwrap_or(0..0);
    let is_nothing = text.get(span.clone()).is_none_or(|found| found.trim().is_empty());
    let message = error.message();
    let words = match message {
        _ if message.contains("recurs") => "this is nested too deeply",
        _ if message.starts_with("string values must be quoted") && is_nothing => "expected a value after this",
        _ if message.starts_with("string values must be quoted") => "a text must be in quotes",
        _ if message.starts_with("unquoted keys cannot be empty") => "expected a key before this",
        _ if message.starts_with("invalid basic string, expected `\"`") => "the text in quotes has no closing quote",
        "duplicate key" => "this key is already set above",
        _ => message,
    };
    SyntaxError {
        span: if is_nothing { visible(text, span.start) } else { Span::new(span.start, span.end) },
        class: if message.contains("recurs") { ErrorClass::Limit } else { ErrorClass::Syntax },
        message: words.to_owned(),
    }
}

struct Reader<'t, 'a> {
    text: &'t str,
    limits: Limits,
    builder: Builder<'t>,
    /// The byte ranges that the open tables and arrays cover so far.
    covered: Vec<Range<usize>>,
    /// The end of the last key.
    after_key: usize,
    /// The steps still to do, the next one last.
    steps: Vec<Step<'a>>,
}

enum Step<'a> {
    Key(&'a Spanned<DeString<'a>>),
    Value(&'a Spanned<DeValue<'a>>),
    Close,
}

impl<'a> Reader<'_, 'a> {
    /// Adds the whole table; a limit that is hit ends the reading.
    fn read(&mut self, table: &'a DeTable<'a>) -> Option<SyntaxError> {
        self.builder.open(ValueKind::Object, 0);
        self.covered.push(0..self.text.len());
        self.push_members(table);
        while let Some(step) = self.steps.pop() {
            match step {
                Step::Close => self.close(),
                Step::Key(key) => {
                    self.after_key = key.span().end;
                    self.string(key.get_ref(), key.span());
                }
                Step::Value(value) => {
                    let what = if self.builder.depth() >= self.limits.depth {
                        format!("this is nested deeper than {} levels", self.limits.depth)
                    } else if self.builder.len() >= self.limits.nodes {
                        format!("this file has more than {} keys and values", self.limits.nodes)
                    } else {
                        self.value(value);
                        continue;
                    };
                    let span = visible(self.text, value.span().start);
                    return Some(SyntaxError { span, class: ErrorClass::Limit, message: what });
                }
            }
        }
        None
    }

    fn value(&mut self, value: &'a Spanned<DeValue<'a>>) {
        let span = value.span();
        match value.get_ref() {
            DeValue::Table(table) => {
                self.open(ValueKind::Object, span);
                self.push_members(table);
            }
            DeValue::Array(array) => {
                self.open(ValueKind::Array, span);
                self.steps.extend(array.iter().rev().map(Step::Value));
            }
            _ if span.is_empty() => self.scalar(ValueKind::Missing, self.after_key..self.after_key),
            DeValue::String(text) => self.string(text, span),
            DeValue::Boolean(_) => self.scalar(ValueKind::Bool, span),
            DeValue::Integer(integer) => {
                let decimal = i64::from_str_radix(integer.as_str(), integer.radix()).map(|number| number.to_string());
                self.number(&decimal.unwrap_or_else(|_| integer.as_str().to_owned()), span);
            }
            DeValue::Float(float) => self.number(float.as_str(), span),
            DeValue::Datetime(_) => self.scalar(ValueKind::String, span),
        }
    }

    fn push_members(&mut self, table: &'a DeTable<'a>) {
        let mut members: Vec<_> = table.iter().collect();
        members.sort_by_key(|(key, _)| key.span().start);
        self.steps.extend(members.into_iter().rev().flat_map(|(key, value)| [Step::Value(value), Step::Key(key)]));
    }

    fn open(&mut self, kind: ValueKind, span: Range<usize>) {
        self.builder.open(kind, span.start);
        self.covered.push(span);
        self.steps.push(Step::Close);
    }

    fn close(&mut self) {
        if let Some(covered) = self.covered.pop() {
            self.builder.close_over(Span::new(covered.start, covered.end));
            self.cover(&covered);
        }
    }

    /// Extends the open containers to include `span`.
    fn cover(&mut self, span: &Range<usize>) {
        if let Some(covered) = self.covered.last_mut() {
            covered.start = covered.start.min(span.start);
            covered.end = covered.end.max(span.end);
        }
    }

    fn string(&mut self, text: &str, span: Range<usize>) {
        self.cover(&span);
        let id = self.builder.scalar(ValueKind::String, Style::Toml, Span::new(span.start, span.end));
        if self.text.get(span) != Some(text) {
            self.builder.decoded(id, text);
        }
    }

    /// Adds a number, as it is without prefix, underscores and plus.
    fn number(&mut self, text: &str, span: Range<usize>) {
        self.cover(&span);
        let id = self.builder.scalar(ValueKind::Number, Style::Bare, Span::new(span.start, span.end));
        let text = text.strip_prefix('+').unwrap_or(text);
        if self.text.get(span) != Some(text) {
            self.builder.decoded(id, text);
        }
    }

    fn scalar(&mut self, kind: ValueKind, span: Range<usize>) {
        self.cover(&span);
        self.builder.scalar(kind, Style::Bare, Span::new(span.start, span.end));
    }
}
