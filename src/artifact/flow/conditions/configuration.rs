//! Reads conditions from Architect's own reading of the expressions of a flow configuration.

use std::borrow::Cow;
use std::ops::Range;

use rustc_hash::FxHashMap;

use super::super::expressions::Sources;
use super::super::position::configuration as position;
use super::super::variables::{Key, key};
use super::{Altered, Case, Compared, Condition, Filled, Reads};
use crate::artifact::nav::member;
use crate::artifact::place_on;
use crate::diagnostic::Place;
use crate::expr::placeholder;
use crate::syntax::{Tree, Value, ValueKind};

pub(super) fn find<'a>(tree: &'a Tree<'a>, sources: &Sources<'a>, filled: &Filled<'a>) -> Vec<Condition> {
    let mut found = Vec::new();
    let variables: Vec<usize> = tree.values().filter(|key| key.is_written("\"ref\"")).map(Value::number).collect();
    // Configurations may be in one another, so none is searched.
    let reads_variable = |config: Value<'_>| {
        let next = variables.partition_point(|number| *number < config.number());
        variables.get(next).is_some_and(|number| *number < config.number() + config.descendants().len())
    };
    for config in tree.values().filter(|key| key.is_written("\"config\"")).filter_map(Value::of_key) {
        let (Some(body), Some((head, inner))) = (config.parent(), config.members().next()) else { continue };
        // Most read no variable.
        if !reads_variable(config) {
            continue;
        }
        let text = member(body, "text").filter(|text| text.kind() == ValueKind::String);
        let Some(text) = text else { continue };
        let position = position::of(body).filter(|it| it.flow.parent().is_none());
        if let Some(position) = position.filter(|position| position.action.is_some()) {
            found.extend(Expression { body, parts: (head, inner), text, position, ids: &sources.ids, filled }.read());
        }
    }
    found
}

struct Expression<'a, 'f> {
    /// The value of the setting.
    body: Value<'a>,
    parts: Part<'a>,
    /// As its author wrote it.
    text: Value<'a>,
    position: position::Position<'a>,
    /// The names of variables by their ids.
    ids: &'f FxHashMap<Cow<'a, str>, Cow<'a, str>>,
    filled: &'f Filled<'a>,
}

/// A part of an expression: its kind and its content.
type Part<'a> = (Value<'a>, Value<'a>);

impl<'a> Expression<'a, '_> {
    fn read(&self) -> Vec<Condition> {
        let mut reads = Reads::default();
        let mut compared = Vec::new();
        let mut open = vec![self.parts];
        while let Some(part) = open.pop() {
            if let Some((key, name)) = self.named(part) {
                reads.add(key, &name);
                continue;
            }
            let operands: Vec<Part<'a>> = operands(part.1).collect();
            if let Some((left, right, case)) = sides(part.0, &operands) {
                for (variable, text) in [(left, right), (right, left)] {
                    if let (Some((key, altered)), Some(text)) = (self.variable(variable), literal(text)) {
                        compared.push((key, text, Altered { case: case.or(altered.case), ..altered }));
                    }
                }
            }
            open.extend(operands);
        }
        if reads.all.is_empty() {
            return Vec::new();
        }
        let path = self.position.steps().into();
        let place = place_on(&path, self.text);
        let text = self.text.scalar_text();
        let (letters, locator) = (Letters::of(&text), self.text.locator());
        for (key, (literal, at), altered) in compared {
            let found = at.and_then(|at| letters.string(&literal, at));
            let span = found.map_or(place.span, |range| locator.span(range));
            let text = literal.as_ref().into();
            reads.compare(&key, Compared { text, place: Place { span, ..place.clone() }, altered });
        }
        if let Some((key, altered)) = self.variable(self.parts) {
            for case in self.cases() {
                let Some(text) = case.as_str().filter(|text| placeholder::find(text).is_empty()) else { continue };
                reads.compare(&key, Compared { text: text.as_ref().into(), place: place_on(&path, case), altered });
            }
        }
        let is_boolean =
            member(self.body, "type").is_some_and(|it| it.is_str("bln")) && !self.parts.0.text_equals("ref");
        self.filled.conditions(reads, &text, &place, is_boolean)
    }

    /// The variable that a part is, if a Get fills it, with its name as declared.
    fn named(&self, (head, inner): Part<'a>) -> Option<(Key<'a>, Cow<'a, str>)> {
        if !head.text_equals("ref") {
            return None;
        }
        let name = self.ids.get(&member(inner, "val")?.as_str()?)?;
        let key = key(name, self.position.container);
        self.filled.0.contains_key(&key).then(|| (key, name.clone()))
    }

    /// The variable that a part reads, and what functions around it do with its value.
    fn variable(&self, part: Part<'a>) -> Option<(Key<'a>, Altered)> {
        let (mut functions, mut part) = (Vec::new(), part);
        while !part.0.text_equals("ref") {
            let mut operands = operands(part.1);
            let (only, None) = (operands.next()?, operands.next()) else { return None };
            functions.push(part.0.scalar_text());
            part = only;
        }
        let (key, _) = self.named(part)?;
        let altered = functions.iter().rev().try_fold(Altered::default(), |altered, name| altered.by(name))?;
        Some((key, altered))
    }

    /// The texts of the cases, if the value is what a switch compares.
    fn cases(&self) -> Vec<Value<'a>> {
        let is_switch = |action: &Value<'a>| {
            member(*action, "__type").is_some_and(|it| it.is_str("SwitchAction"))
                && member(*action, "expression") == Some(self.body)
        };
        let switch = self.position.action.filter(is_switch);
        let cases = switch.and_then(|it| member(it, "cases")).into_iter().flat_map(Value::items);
        cases.filter_map(|case| member(case, "value")?.at(&["config", "lit", "text"])).collect()
    }
}

/// A text whose letters have numbers.
struct Letters<'t> {
    text: &'t str,
    /// The start of each letter, in bytes; empty if all letters have one byte.
    starts: Vec<usize>,
}

impl<'t> Letters<'t> {
    fn of(text: &'t str) -> Self {
        let starts = if text.is_ascii() { Vec::new() } else { text.char_indices().map(|(start, _)| start).collect() };
        Letters { text, starts }
    }

    /// The range of the content of a string literal without escapes; `at`: the number of its quote in code points, from 1.
    fn string(&self, content: &str, at: u64) -> Option<Range<usize>> {
        let at = usize::try_from(at).ok()?.checked_sub(1)?;
        let start = if self.starts.is_empty() { at } else { *self.starts.get(at)? };
        let after = self.text.get(start..)?.strip_prefix('"')?.strip_prefix(content)?;
        after.starts_with('"').then(|| start + 1..start + 1 + content.len())
    }
}

/// The operands of a part.
fn operands(inner: Value<'_>) -> impl Iterator<Item = Part<'_>> {
    let operands = inner.get("operands").into_iter().flat_map(Value::items);
    operands.filter_map(|operand| operand.members().next())
}

/// The two sides of a comparison for equality, and how it treats capitalisation.
fn sides<'a>(head: Value<'a>, operands: &[Part<'a>]) -> Option<(Part<'a>, Part<'a>, Option<Case>)> {
    let is_function = head.scalar_text().eq_ignore_ascii_case("AreEqual");
    match operands {
        [left, right] if is_function || head.text_equals("==") || head.text_equals("!=") => Some((*left, *right, None)),
        // The first argument determines whether capitalisation is ignored.
        [(_, ignored), left, right] if is_function => match member(*ignored, "text")?.scalar_text().as_ref() {
            "true" => Some((*left, *right, Some(Case::Ignored))),
            "false" => Some((*left, *right, None)),
            _ => None,
        },
        _ => None,
    }
}

/// The text that a part is, and where it begins in the text of the author.
fn literal((head, inner): Part<'_>) -> Option<(Cow<'_, str>, Option<u64>)> {
    let text = member(inner, "text")
        .filter(|_| head.text_equals("lit") && member(inner, "type").is_some_and(|it| it.is_str("str")));
    let text = text?.as_str().filter(|text| placeholder::find(text).is_empty())?;
    Some((text, member(inner, "pos").and_then(Value::as_u64)))
}
