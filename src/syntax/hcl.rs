//! Parses HCL, the language of Terraform, or its form in JSON, into a tree and its errors.
//!
//! A body is an object; attributes and blocks are members of it. A block with labels is an array of its labels and
//! its body, and several blocks of one type are several members of one name. The argument of `jsonencode(…)` replaces
//! the call. A value that only Terraform can compute is a node of [`ValueKind::Missing`] with its span; a string that
//! Terraform completes is a string with holes, whose style is [`Style::HclTemplate`].

use std::borrow::Cow;
use std::ops::Range;

use hcl_edit::expr::{Expression, FuncCall, ObjectKey};
use hcl_edit::structure::{Block, BlockLabel, Body, Structure};
use hcl_edit::template::{Element, HeredocTemplate, StringTemplate, Template};
use hcl_edit::{Span as _, parser};

use super::json;
use super::{Builder, ErrorClass, Form, Host, Limits, Style, SyntaxError, Tree, Value, ValueKind, scalar, visible};
use crate::text::Span;

use locals::Locals;

mod brackets;
mod chains;
pub mod expression;
mod from_json;
mod locals;
mod recover;
mod repeat;
mod width;

pub use from_json::parse as parse_json;

const TOO_DEEP: &str = "this is nested too deeply";

/// Parses HCL. The parser limits the nesting depth. An argument that repeats another one is in the tree as a second
/// member; a block or argument at the top level with an error is left out, and the rest is read. A string under one
/// of [`Keys::json`] becomes the JSON object that its text contains.
#[must_use]
pub fn parse<'t>(text: &'t str, keys: &Keys<'_>) -> (Tree<'t>, Vec<SyntaxError>) {
    parse_with(text, text.len(), &[], keys)
}

/// The keys whose values are read in another way than written.
#[derive(Clone, Copy, Debug, Default)]
pub struct Keys<'k> {
    /// Strings under them are JSON.
    pub json: &'k [&'k str],
    /// Values of `locals` of the same module are inserted under them, as copies with the spans of the originals.
    pub inserted: &'k [&'k str],
    /// Resources of these types are in the tree once more for each member of their `for_each`, under the key `for_each`.
    pub repeated: &'k [&'k str],
}

/// A file that a text needs.
#[derive(Clone, Debug)]
pub struct Included {
    /// The source text of the first argument of the call that names it.
    pub argument: Box<str>,
    /// The range of the file's text.
    pub range: Range<usize>,
    pub form: IncludedForm,
}

/// How a file is read that a text needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IncludedForm {
    /// As it is, by `file("…")`.
    Text,
    /// Terraform completes it, by `templatefile("…", …)`.
    Template,
    /// As HCL of the same module, for its local values. Before all others.
    Definitions,
    /// As a file of the same module in JSON, for its local values. Before all others but [`IncludedForm::Definitions`].
    JsonDefinitions,
}

/// As [`parse`], for the first `own` bytes of `text`; the files that they need follow: those of the same module, which are
/// part of the root, and then those that they name, each of which is a string that replaces the call.
#[must_use]
pub fn parse_with<'t>(
    text: &'t str,
    own: usize,
    included: &[Included],
    keys: &Keys<'_>,
) -> (Tree<'t>, Vec<SyntaxError>) {
    let mut builder = Builder::new(text);
    let whole = text;
    let text = text.get(..own).unwrap_or(text);
    if let Some((at, message)) = exceeded_limit(text) {
        let error = SyntaxError { span: visible(text, at), class: ErrorClass::Limit, message: message.to_owned() };
        return (builder.finish(text.len()), vec![error]);
    }
    let (body, readable, errors) = recover::parse(text);
    if let Some(body) = body {
        let others = definitions(whole, own, included);
        let definitions = others.as_deref().and_then(|others| recover::parse(others).0);
        let in_json = locals::in_json(whole, included);
        let last = definitions_end(included);
        let source = match whole.get(..last).filter(|_| last > own) {
            Some(all) => Cow::Owned(format!("{readable}{}", all.get(own..).unwrap_or_default())),
            None => readable,
        };
        let locals = Locals::of(&body, definitions.as_ref(), in_json.as_ref());
        let mut reader = Reader {
            source: &source,
            within: None,
            keys,
            included,
            insertable: INSERTED,
            locals,
            builder: &mut builder,
        };
        // Text before the first attribute or block consists of comments about the file.
        let first = body.iter().next().and_then(hcl_edit::Span::span);
        reader.body(&body, first.map_or(0, |first| first.start)..source.len());
    }
    (builder.finish(text.len()), errors)
}

/// The texts of the same module that follow the first `own` bytes, at their places: the rest is empty lines.
fn definitions(text: &str, own: usize, included: &[Included]) -> Option<String> {
    let files = included.iter().filter(|file| file.form == IncludedForm::Definitions);
    let mut found = String::new();
    for range in files.map(|file| &file.range) {
        let raw = text.get(range.clone()).filter(|raw| exceeded_limit(raw).is_none())?;
        found.extend(std::iter::repeat_n('\n', range.start.checked_sub(found.len())?));
        found.push_str(raw);
    }
    (found.len() > own).then_some(found)
}

/// The end of the texts of the same module that follow.
fn definitions_end(included: &[Included]) -> usize {
    let is_definition =
        |file: &&Included| matches!(file.form, IncludedForm::Definitions | IncludedForm::JsonDefinitions);
    included.iter().filter(is_definition).map(|file| file.range.end).max().unwrap_or_default()
}

/// The place where a text is more than the HCL parser reads in reasonable time, and a description.
fn exceeded_limit(text: &str) -> Option<(usize, &'static str)> {
    let depth = chains::too_deep(text).map(|at| (at, TOO_DEEP));
    depth.or_else(|| Some((width::too_wide(text)?, "this object has more than 5,000 entries")))
}

fn explain(error: &parser::Error, text: &str) -> SyntaxError {
    let message = error.message();
    let span = visible(text, error.location().offset());
    if message.contains("nesting depth") || message.contains("operator depth") {
        return SyntaxError { span, class: ErrorClass::Limit, message: TOO_DEEP.to_owned() };
    }
    let words = if message.starts_with("invalid expression") {
        "expected a value after this"
    } else {
        message.lines().next_back().unwrap_or("this is not valid HCL")
    };
    SyntaxError { span, class: ErrorClass::Syntax, message: words.to_owned() }
}

/// The most bytes of files and local values that are inserted in one text; what is named after that is an unknown value.
const INSERTED: usize = 16 << 20;

struct Reader<'t, 's, 'b> {
    /// The text to which the spans of the parser refer.
    source: &'s str,
    /// The offset of each byte of `source` in the text of the tree, if it is not that text itself.
    within: Option<&'s [usize]>,
    keys: &'s Keys<'s>,
    /// The files that the text names.
    included: &'s [Included],
    /// How many more bytes may be inserted: a small text may name a large file or value any number of times.
    insertable: usize,
    locals: Locals<'s>,
    builder: &'b mut Builder<'t>,
}

impl<'s> Reader<'_, 's, '_> {
    fn body(&mut self, body: &'s Body, range: Range<usize>) {
        let id = self.builder.len();
        self.builder.open(ValueKind::Object, range.start);
        self.builder.form(id, |_| Form::Block);
        for structure in body {
            match structure {
                Structure::Attribute(attribute) => {
                    self.key(attribute.key.span(), Style::Bare);
                    let name = attribute.key.span().and_then(|key| self.builder.text().get(key)).unwrap_or_default();
                    let is_json = self.keys.json.contains(&name);
                    let is_outer = std::mem::replace(&mut self.locals.are_inserted, self.keys.inserted.contains(&name));
                    let id = self.builder.len();
                    if !(is_json && self.json_text(&attribute.value)) {
                        self.expression(&attribute.value);
                    }
                    self.builder.form(id, argument);
                    self.locals.are_inserted = is_outer;
                }
                Structure::Block(block) => self.block(block),
            }
        }
        body.iter().filter_map(Structure::as_block).for_each(|block| self.repeated(block));
        self.builder.close_over(Span::new(range.start, range.end));
    }

    fn block(&mut self, block: &'s Block) {
        self.key(block.ident.span(), Style::Bare);
        self.block_body(block);
    }

    /// Adds a block without its first word.
    fn block_body(&mut self, block: &'s Block) {
        let whole = block.span().unwrap_or_default();
        // The braces belong to the block: its body only has a span if it is not empty.
        let open = block.labels.last().map_or_else(|| block.ident.span(), hcl_edit::Span::span).map_or(0, |it| it.end);
        if block.labels.is_empty() {
            return self.body(&block.body, open..whole.end);
        }
        let start = block.labels.first().and_then(hcl_edit::Span::span).map_or(open, |label| label.start);
        let id = self.builder.len();
        self.builder.open(ValueKind::Array, start);
        self.builder.form(id, |_| Form::Block);
        for label in &block.labels {
            let style = if matches!(label, BlockLabel::String(_)) { Style::Hcl } else { Style::Bare };
            self.scalar(ValueKind::String, style, label.span());
        }
        self.body(&block.body, open..whole.end);
        self.builder.close_over(Span::new(start, whole.end));
    }

    fn key(&mut self, span: Option<Range<usize>>, style: Style) {
        self.scalar(ValueKind::String, style, span);
    }

    fn scalar(&mut self, kind: ValueKind, style: Style, span: Option<Range<usize>>) -> u32 {
        let span = self.place(span.unwrap_or_default());
        match (self.within, style) {
            (None, _) | (_, Style::Bare) => self.builder.scalar(kind, style, span),
            (_, Style::Hcl) => self.builder.scalar(kind, Style::HclWithinJson, span),
            // A string inside a string is not decoded if it has holes: that is rare.
            _ => self.builder.scalar(ValueKind::Missing, Style::Bare, span),
        }
    }

    /// The span in the text of the tree of a range of `source`.
    fn place(&self, range: Range<usize>) -> Span {
        let place = |at: usize| match self.within {
            Some(offsets) => offsets.get(at).or(offsets.last()).copied().unwrap_or_default(),
            None => at,
        };
        Span::new(place(range.start), place(range.end))
    }

    /// Adds the JSON object in the text of a string; returns false if there is none.
    fn json_text(&mut self, expression: &'s Expression) -> bool {
        let id = self.builder.len();
        let is_json = self.grafted(expression);
        self.builder.form(id, |form| if is_json { Form::Text } else { form });
        is_json
    }

    fn grafted(&mut self, expression: &'s Expression) -> bool {
        let target = self.locals.target(expression);
        if !target.is_none_or(|target| self.may_insert(target.span().unwrap_or_default())) {
            return false;
        }
        let expression = target.unwrap_or(expression);
        if let Expression::FuncCall(call) = expression
            && let Some(file) = self.file(call).filter(|file| file.form == IncludedForm::Text)
        {
            let range = file.range.clone();
            if !self.may_insert(range.clone()) {
                return false;
            }
            let raw = self.builder.text().get(range.clone()).unwrap_or_default();
            return from_json::graft(self.builder, raw, Style::Whole, None, range.start);
        }
        let span = expression.span().unwrap_or_default();
        let (range, style) = match expression {
            Expression::String(_) => (span, Style::Hcl),
            Expression::HeredocTemplate(heredoc) if holes(&heredoc.template).is_empty() => {
                (content_of_heredoc(self.source, span), heredoc_style(heredoc))
            }
            _ => return false,
        };
        let raw = self.source.get(range.clone()).unwrap_or_default();
        let host = if style == Style::Hcl { Host::Hcl } else { Host::Heredoc };
        self.within.is_none() && from_json::graft(self.builder, raw, style, Some(host), range.start)
    }

    /// Adds the JSON that `jsondecode(…)` reads; returns false if it is not certain.
    fn decoded(&mut self, call: &'s FuncCall) -> bool {
        let is_decoded = self.locals.are_inserted && locals::is_call(call, "jsondecode") && call.args.len() == 1;
        is_decoded && call.args.iter().next().is_some_and(|text| self.grafted(text))
    }

    /// Adds the value of the expression that all of a string is, as in `"${file("…")}"`; returns false if it is not certain.
    fn whole(&mut self, template: &'s StringTemplate) -> bool {
        let is_read = self.locals.are_inserted && self.within.is_none();
        let Some(only) = locals::only(template).filter(|_| is_read) else { return false };
        match only {
            Expression::FuncCall(call) if is_jsonencode(call) || self.file(call).is_some() => self.expression(only),
            _ => return self.inserted(only),
        }
        true
    }

    /// The file that a call inserts.
    fn file(&self, call: &FuncCall) -> Option<&Included> {
        let name = call.name.name.as_str();
        let form = match (call.name.is_namespaced(), name) {
            (false, "file") => IncludedForm::Text,
            (false, "templatefile") => IncludedForm::Template,
            _ => return None,
        };
        let argument = self.source.get(call.args.iter().next().and_then(hcl_edit::Span::span)?)?.trim();
        self.included.iter().find(|file| file.form == form && *file.argument == *argument)
    }

    /// Whether a part of the text may be inserted once more.
    fn may_insert(&mut self, range: Range<usize>) -> bool {
        let left = self.insertable.checked_sub(range.len());
        self.insertable = left.unwrap_or_default();
        left.is_some()
    }

    /// Adds the text of a file as a string.
    fn included_text(&mut self, file: &Included) {
        let id = self.builder.len();
        let text = self.builder.text();
        let raw = text.get(file.range.clone()).unwrap_or_default();
        let span = Span::new(file.range.start, file.range.end);
        if !self.may_insert(file.range.clone()) {
            self.builder.scalar(ValueKind::Missing, Style::Bare, span);
            return;
        }
        if file.form != IncludedForm::Template {
            self.builder.scalar(ValueKind::String, Style::Whole, span);
            return;
        }
        let holes = match exceeded_limit(raw) {
            None => parser::parse_template(raw).ok().map(|template| holes(&template)),
            Some(_) => None,
        };
        match holes {
            Some(holes) if holes.is_empty() => _ = self.builder.scalar(ValueKind::String, Style::Heredoc, span),
            Some(holes) => {
                let id = self.builder.scalar(ValueKind::String, Style::HeredocTemplate, span);
                self.builder.decoded(id, &scalar::decode_hcl(raw, Style::Heredoc, &holes));
            }
            None => _ = self.builder.scalar(ValueKind::Missing, Style::Bare, span),
        }
        self.builder.form(id, |_| Form::TemplateFile);
    }

    fn expression(&mut self, expression: &'s Expression) {
        let span = expression.span();
        match expression {
            Expression::Null(_) => _ = self.scalar(ValueKind::Null, Style::Bare, span),
            Expression::Bool(_) => _ = self.scalar(ValueKind::Bool, Style::Bare, span),
            Expression::Number(_) => _ = self.scalar(ValueKind::Number, Style::Bare, span),
            Expression::String(_) => _ = self.scalar(ValueKind::String, Style::Hcl, span),
            Expression::StringTemplate(template) if self.whole(template) => {}
            Expression::StringTemplate(template) => {
                let holes = template.iter().filter_map(hole).collect();
                self.template(span.unwrap_or_default(), Style::Hcl, holes);
            }
            Expression::HeredocTemplate(heredoc) => {
                let range = content_of_heredoc(self.source, span.unwrap_or_default());
                self.template(range, heredoc_style(heredoc), holes(&heredoc.template));
            }
            Expression::Parenthesis(inner) => self.expression(inner.inner()),
            Expression::Array(array) => {
                self.builder.open(ValueKind::Array, 0);
                for item in array {
                    self.expression(item);
                }
                let span = self.place(span.unwrap_or_default());
                self.builder.close_over(span);
            }
            Expression::Object(object) => {
                self.builder.open(ValueKind::Object, 0);
                for (key, value) in object {
                    self.member(key, value.expr());
                }
                let span = self.place(span.unwrap_or_default());
                self.builder.close_over(span);
            }
            Expression::FuncCall(call) if is_jsonencode(call) => {
                let id = self.builder.len();
                call.args.iter().for_each(|argument| self.expression(argument));
                self.builder.form(id, |form| match form {
                    Form::Encoded | Form::EncodedTwice => Form::EncodedTwice,
                    _ => Form::Encoded,
                });
            }
            Expression::FuncCall(call) if self.decoded(call) => {}
            Expression::FuncCall(call) if self.file(call).is_some() => {
                if let Some(file) = self.file(call).cloned() {
                    self.included_text(&file);
                }
            }
            _ => {
                if !self.inserted(expression) {
                    self.scalar(ValueKind::Missing, Style::Bare, span);
                }
            }
        }
    }

    fn member(&mut self, key: &'s ObjectKey, value: &'s Expression) {
        self.object_key(key);
        let id = self.builder.len();
        self.expression(value);
        self.builder.form(id, argument);
    }

    fn object_key(&mut self, key: &ObjectKey) {
        match key {
            ObjectKey::Ident(ident) => self.key(ident.span(), Style::Bare),
            ObjectKey::Expression(Expression::String(text)) => self.key(text.span(), Style::Hcl),
            ObjectKey::Expression(other) => _ = self.scalar(ValueKind::Missing, Style::Bare, other.span()),
        }
    }

    /// Adds the string at `range`, which excludes the markers of a heredoc.
    fn template(&mut self, range: Range<usize>, style: Style, holes: Vec<Range<usize>>) {
        let raw = self.source.get(range.clone()).unwrap_or_default();
        if holes.is_empty() || self.within.is_some() {
            self.scalar(ValueKind::String, if holes.is_empty() { style } else { Style::HclTemplate }, Some(range));
            return;
        }
        let inside = |hole: Range<usize>| hole.start.saturating_sub(range.start)..hole.end.saturating_sub(range.start);
        let holes: Vec<_> = holes.into_iter().map(inside).collect();
        let text = scalar::decode_hcl(raw, style, &holes);
        let style = match style {
            Style::Hcl => Style::HclTemplate,
            _ if style == Style::HeredocIndented => Style::HeredocIndentedTemplate,
            _ => Style::HeredocTemplate,
        };
        let id = self.scalar(ValueKind::String, style, Some(range));
        self.builder.decoded(id, &text);
    }
}

/// The form of the value of an argument.
fn argument(form: Form) -> Form {
    if form == Form::Plain { Form::Argument } else { form }
}

fn is_jsonencode(call: &FuncCall) -> bool {
    !call.name.is_namespaced() && call.name.name.as_str() == "jsonencode" && call.args.len() == 1
}

fn heredoc_style(heredoc: &HeredocTemplate) -> Style {
    if heredoc.indent().is_some() { Style::HeredocIndented } else { Style::Heredoc }
}

/// The ranges that Terraform replaces.
fn holes(template: &Template) -> Vec<Range<usize>> {
    template.iter().filter_map(hole).collect()
}

fn hole(element: &Element) -> Option<Range<usize>> {
    if element.is_literal() { None } else { element.span() }
}

/// The lines between the markers of the heredoc at `range`.
fn content_of_heredoc(text: &str, range: Range<usize>) -> Range<usize> {
    let raw = text.get(range.clone()).unwrap_or_default();
    let first = raw.find('\n').map_or(raw.len(), |at| at + 1);
    let last = raw.trim_end().rfind('\n').map_or(raw.len(), |at| at + 1).max(first);
    range.start + first..range.start + last
}
