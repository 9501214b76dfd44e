//! In: a text that should be HCL, the language of Terraform. Out: its tree and its first error.
//!
//! A body is an object, an attribute or a block a member of it; a block with labels is an array of its labels and its
//! body, and several blocks of one type are several members of one name. `jsonencode(…)` is seen through. What only
//! Terraform can work out is a node of [`Kind::Missing`] with its span; a string that it completes is a string with
//! holes, whose style is [`Style::HclTemplate`].

use std::ops::Range;

use hcl_edit::expr::{Expression, FuncCall, ObjectKey};
use hcl_edit::structure::{Block, BlockLabel, Body, Structure};
use hcl_edit::template::{Element, Template};
use hcl_edit::{Span as _, parser};

use super::{Builder, ErrorClass, Kind, Style, SyntaxError, Tree, scalar, visible};
use crate::text::Span;

/// Parses HCL. The parser bounds how deep things may nest; with an error there is no tree but the empty one.
#[must_use]
pub fn parse(text: &str) -> (Tree<'_>, Vec<SyntaxError>) {
    let mut reader = Reader { text, builder: Builder::new(text) };
    let error = match parser::parse_body(text) {
        Ok(body) => {
            // What stands before the first attribute or block are comments about the file.
            let first = body.iter().next().and_then(hcl_edit::Span::span);
            reader.body(&body, first.map_or(0, |first| first.start)..text.len());
            None
        }
        Err(error) => Some(explain(&error, text)),
    };
    (reader.builder.finish(text.len()), error.into_iter().collect())
}

fn explain(error: &parser::Error, text: &str) -> SyntaxError {
    let message = error.message();
    let is_limit = message.contains("nesting depth") || message.contains("operator depth");
    let words = if message.starts_with("invalid expression") {
        "a value belongs behind this"
    } else {
        message.lines().next_back().unwrap_or("this is no HCL")
    };
    SyntaxError {
        span: visible(text, error.location().offset()),
        class: if is_limit { ErrorClass::Limit } else { ErrorClass::Syntax },
        message: if is_limit { "this is nested too deeply".to_owned() } else { words.to_owned() },
    }
}

struct Reader<'t> {
    text: &'t str,
    builder: Builder<'t>,
}

impl Reader<'_> {
    fn body(&mut self, body: &Body, range: Range<usize>) {
        self.builder.open(Kind::Object, range.start);
        for structure in body {
            match structure {
                Structure::Attribute(attribute) => {
                    self.key(attribute.key.span(), Style::Bare);
                    self.expression(&attribute.value);
                }
                Structure::Block(block) => self.block(block),
            }
        }
        self.builder.close_over(Span::new(range.start, range.end));
    }

    fn block(&mut self, block: &Block) {
        self.key(block.ident.span(), Style::Bare);
        let whole = block.span().unwrap_or_default();
        // The braces belong to the block: its body has a span of its own only where something stands in it.
        let open = block.labels.last().map_or_else(|| block.ident.span(), hcl_edit::Span::span).map_or(0, |it| it.end);
        if block.labels.is_empty() {
            return self.body(&block.body, open..whole.end);
        }
        let start = block.labels.first().and_then(hcl_edit::Span::span).map_or(open, |label| label.start);
        self.builder.open(Kind::Array, start);
        for label in &block.labels {
            let style = if matches!(label, BlockLabel::String(_)) { Style::Hcl } else { Style::Bare };
            self.scalar(Kind::String, style, label.span());
        }
        self.body(&block.body, open..whole.end);
        self.builder.close_over(Span::new(start, whole.end));
    }

    fn key(&mut self, span: Option<Range<usize>>, style: Style) {
        self.scalar(Kind::String, style, span);
    }

    fn scalar(&mut self, kind: Kind, style: Style, span: Option<Range<usize>>) -> u32 {
        let span = span.unwrap_or_default();
        self.builder.scalar(kind, style, Span::new(span.start, span.end))
    }

    fn expression(&mut self, expression: &Expression) {
        let span = expression.span();
        match expression {
            Expression::Null(_) => _ = self.scalar(Kind::Null, Style::Bare, span),
            Expression::Bool(_) => _ = self.scalar(Kind::Bool, Style::Bare, span),
            Expression::Number(_) => _ = self.scalar(Kind::Number, Style::Bare, span),
            Expression::String(_) => _ = self.scalar(Kind::String, Style::Hcl, span),
            Expression::StringTemplate(template) => {
                let holes = template.iter().filter_map(hole).collect();
                self.template(span.unwrap_or_default(), Style::Hcl, holes);
            }
            Expression::HeredocTemplate(heredoc) => {
                let holes = holes(&heredoc.template);
                let style = if heredoc.indent().is_some() { Style::HeredocIndented } else { Style::Heredoc };
                self.template(content_of_heredoc(self.text, span.unwrap_or_default()), style, holes);
            }
            Expression::Parenthesis(inner) => self.expression(inner.inner()),
            Expression::Array(array) => {
                self.builder.open(Kind::Array, span.clone().unwrap_or_default().start);
                for item in array {
                    self.expression(item);
                }
                self.builder.close(span.unwrap_or_default().end);
            }
            Expression::Object(object) => {
                self.builder.open(Kind::Object, span.clone().unwrap_or_default().start);
                for (key, value) in object {
                    self.object_key(key);
                    self.expression(value.expr());
                }
                self.builder.close(span.unwrap_or_default().end);
            }
            Expression::FuncCall(call) if is_jsonencode(call) => {
                call.args.iter().for_each(|argument| self.expression(argument));
            }
            _ => _ = self.scalar(Kind::Missing, Style::Bare, span),
        }
    }

    fn object_key(&mut self, key: &ObjectKey) {
        match key {
            ObjectKey::Ident(ident) => self.key(ident.span(), Style::Bare),
            ObjectKey::Expression(Expression::String(text)) => self.key(text.span(), Style::Hcl),
            ObjectKey::Expression(other) => _ = self.scalar(Kind::Missing, Style::Bare, other.span()),
        }
    }

    /// A string that stands at `range`, its markers not included where it is a heredoc.
    fn template(&mut self, range: Range<usize>, style: Style, holes: Vec<Range<usize>>) {
        let raw = self.text.get(range.clone()).unwrap_or_default();
        if holes.is_empty() {
            self.scalar(Kind::String, style, Some(range));
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
        let id = self.scalar(Kind::String, style, Some(range));
        self.builder.decoded(id, &text);
    }
}

fn is_jsonencode(call: &FuncCall) -> bool {
    !call.name.is_namespaced() && call.name.name.as_str() == "jsonencode" && call.args.len() == 1
}

/// Where Terraform puts something in.
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
