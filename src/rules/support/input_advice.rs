//! Writes the text to type in place of a reference to an input in a request template, so that all rules about inputs
//! offer the same advice: it is escaped, and it is valid if the input is missing.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::typed::typed;
use crate::artifact::data_action::model::Property;
use crate::artifact::data_action::shape::{Shape, ShapeKind};
use crate::artifact::data_action::{DataAction, Part, Template};
use crate::expr::velocity::{PieceKind, Reference};
use crate::wording::quote;

/// Writes advice about the references of one template.
pub(in crate::rules) struct Advisor<'t> {
    part: Part,
    template: &'t Template<'t>,
    /// Where the query of a URL begins.
    query: Option<usize>,
    /// Whether a body is JSON.
    is_json: bool,
    shape: Option<&'t Shape>,
    inputs: FxHashMap<String, Input>,
}

#[derive(Clone, Copy, Default)]
struct Input {
    is_text: bool,
    is_optional: bool,
}

/// The position of a reference.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Position {
    /// The arguments of a macro or method.
    Argument,
    /// A URL before its `?`: an empty value leaves `//`.
    Path,
    Query,
    /// In place of a JSON value: an empty value leaves nothing there.
    Value,
    /// A string of a JSON body.
    JsonString,
    /// A header, or a body that is not JSON.
    Text,
}

impl<'t> Advisor<'t> {
    pub(in crate::rules) fn new(action: &DataAction<'_>, part: Part, template: &'t Template<'t>) -> Self {
        let input = |property: &Property<'_>| Input {
            is_text: property.is_text(),
            is_optional: !property.is_required && property.schema.get("default").is_none(),
        };
        let properties = action.input.properties();
        let inputs = properties.iter().map(|it| (it.key.scalar_text().to_lowercase(), input(it))).collect();
        let shape = (part == Part::Body).then(|| template.shape()).flatten();
        let query = template.text.find('?');
        let is_json = template.text.trim_start().starts_with(['{', '[']);
        Advisor { part, template, query, is_json, shape, inputs }
    }

    /// Returns the help for a reference to the input whose name is at `name`, in bytes of the template.
    pub(in crate::rules) fn help(&self, reference: &Reference, name: &Range<usize>) -> String {
        let name = self.template.slice(name);
        let input = self.inputs.get(&name.to_lowercase()).copied().unwrap_or_default();
        let written = self.template.slice(&reference.range);
        let inner = written.trim_start_matches('$').trim_start_matches('!');
        let inner = inner.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or(inner);
        let (plain, quiet) = (format!("${{{inner}}}"), format!("$!{{{inner}}}"));
        let require = format!("make {} required in the input contract", quote(name));
        let position = self.position(reference);
        let escape = match position {
            _ if !input.is_text || reference.call.is_some() => None,
            Position::JsonString => Some("jsonString"),
            Position::Path | Position::Query => Some("uriEncode"),
            _ => None,
        };
        let typed = |velocity: &str| typed(self.template, velocity);
        match (input.is_optional, position, escape) {
            (true, Position::Argument, _) => {
                format!("write {} (empty when {} is missing)", typed(&format!("\"{quiet}\"")), quote(name))
            }
            (true, Position::Path, Some(escape)) => {
                format!("{require}, and write {}", typed(&format!("$esc.{escape}({plain})")))
            }
            (true, Position::Path, None) => format!("{require}: without a value, a part of the URL path is missing"),
            (true, Position::Value, _) => {
                let guarded = format!("#if(\"{quiet}\" != \"\"){plain}#{{else}}null#end");
                format!("write {}, or {require}", typed(&guarded))
            }
            (true, _, Some(escape)) => {
                let escaped = typed(&format!("$esc.{escape}(\"{quiet}\")"));
                format!("write {escaped} (empty when {} is missing)", quote(name))
            }
            (true, _, None) => format!("write {} (sends nothing when missing), or {require}", typed(&quiet)),
            (false, _, Some(escape)) => format!("write {}", typed(&format!("$esc.{escape}({written})"))),
            (false, _, None) => format!("write {}", typed(&plain)),
        }
    }

    fn position(&self, reference: &Reference) -> Position {
        let start = reference.range.start;
        let text = &self.template.text;
        if reference.within.is_some() {
            return Position::Argument;
        }
        match (self.part, &self.shape) {
            (Part::Url, _) if self.query.is_some_and(|query| query < start) => Position::Query,
            (Part::Url, _) => Position::Path,
            (Part::Body, _) if !self.is_json => Position::Text,
            (Part::Body, Some(shape)) if !shape.nodes.is_empty() => in_json(shape, start),
            // Directives or errors hide the structure; the characters around the reference still show a bare value.
            (Part::Body, _) => {
                let before = text.get(..start).unwrap_or_default().trim_end();
                let after = text.get(reference.range.end..).unwrap_or_default().trim_start();
                let is_value = before.ends_with([':', ',', '[', '{']) && after.starts_with([',', '}', ']', '#']);
                if is_value { Position::Value } else { Position::JsonString }
            }
            _ => Position::Text,
        }
    }
}

/// The position of a reference that starts at `start`, in bytes of the template.
fn in_json(shape: &Shape, start: usize) -> Position {
    // The innermost value around a reference is the last one that starts at or before it.
    let after = shape.nodes.partition_point(|node| node.range.start <= start);
    let innermost = shape.nodes.get(..after).and_then(<[_]>::last);
    match innermost.filter(|node| node.range.contains(&start)).map(|node| node.kind) {
        Some(ShapeKind::Filled) => Position::JsonString,
        Some(ShapeKind::Reference(_) | ShapeKind::Other) => Position::Value,
        // A part of a key, or a reference next to other members.
        _ => Position::Text,
    }
}

/// Finds the references to inputs that may be sent literally: not quiet, not the condition of a directive, and not in a
/// block whose condition tests the same input.
pub(in crate::rules) fn unquiet_references<'t>(template: &'t Template<'_>) -> Vec<(&'t Reference, &'t Range<usize>)> {
    let directives = template.velocity.pieces.iter().filter(|piece| piece.kind == PieceKind::Directive);
    let mut directives = directives.peekable();
    let mut tested: FxHashMap<&str, usize> = FxHashMap::default();
    let mut blocks: Vec<Vec<&str>> = Vec::new();
    let mut found = Vec::new();
    for (reference, name) in template.inputs() {
        while let Some(directive) = directives.next_if(|it| it.range.start <= reference.range.start) {
            let text = template.slice(&directive.range).trim_start_matches(['#', '{']);
            let is = |word: &str| text.starts_with(word);
            if is("end") {
                for name in blocks.pop().unwrap_or_default() {
                    tested.entry(name).and_modify(|count| *count = count.saturating_sub(1));
                }
            } else if is("if") || is("foreach") || is("macro") || is("define") {
                blocks.push(Vec::new());
            }
        }
        let name_text = template.slice(name);
        if reference.in_directive {
            if let Some(block) = blocks.last_mut() {
                block.push(name_text);
                *tested.entry(name_text).or_default() += 1;
            }
        } else if !reference.is_quiet && tested.get(name_text).is_none_or(|count| *count == 0) {
            found.push((reference, name));
        }
    }
    found
}
