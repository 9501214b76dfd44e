//! Removes from a JSON Schema the regular expressions that would be slow to compile or to run, so that the values
//! they allow are unknown. The validator compiles regular expressions without a useful limit.

use regex_syntax::hir::{Hir, HirKind};
use serde_json::{Map, Value};

/// The most states that the regular expressions of a schema may come to, all repetitions written out.
const STATES: u64 = 20_000;

/// Members whose values are data and not schemas.
const DATA: [&str; 4] = ["const", "enum", "default", "examples"];

/// Leaves out `pattern`, and where a name of `patternProperties` goes, also what depends on it.
pub(super) fn remove_costly_patterns(schema: &mut Value) {
    let mut left = STATES;
    let mut waiting = vec![schema];
    while let Some(schema) = waiting.pop() {
        match schema {
            Value::Object(members) => {
                clean(members, &mut left);
                let schemas = members.iter_mut().filter(|(key, _)| !DATA.contains(&key.as_str()));
                waiting.extend(schemas.map(|(_, value)| value));
            }
            Value::Array(items) => waiting.extend(items),
            _ => {}
        }
    }
}

fn clean(members: &mut Map<String, Value>, left: &mut u64) {
    if members.get("pattern").and_then(Value::as_str).is_some_and(|pattern| !is_cheap(pattern, left)) {
        members.remove("pattern");
    }
    let Some(Value::Object(named)) = members.get_mut("patternProperties") else { return };
    let before = named.len();
    named.retain(|pattern, _| is_cheap(pattern, left));
    if named.len() < before {
        members.remove("additionalProperties");
        members.remove("unevaluatedProperties");
    }
}

/// Whether the budget allows one more regular expression. The validator reports those that cannot be parsed here.
fn is_cheap(pattern: &str, left: &mut u64) -> bool {
    // The parser itself is linear; only the repetitions of what it gives are not.
    let Ok(parsed) = regex_syntax::parse(pattern) else { return pattern.len() as u64 <= STATES };
    match left.checked_sub(states(&parsed)) {
        Some(rest) => {
            *left = rest;
            true
        }
        None => false,
    }
}

/// How many states an expression comes to. The parser bounds the depth.
fn states(expression: &Hir) -> u64 {
    match expression.kind() {
        HirKind::Empty | HirKind::Look(_) => 1,
        HirKind::Literal(literal) => literal.0.len() as u64,
        // A class of Unicode compiles to a small automaton.
        HirKind::Class(class) => match class {
            regex_syntax::hir::Class::Unicode(class) => 1 + class.ranges().len() as u64 / 8,
            regex_syntax::hir::Class::Bytes(class) => 1 + class.ranges().len() as u64 / 8,
        },
        HirKind::Repetition(repetition) => {
            let times = u64::from(repetition.max.unwrap_or(repetition.min).max(1));
            times.saturating_mul(states(&repetition.sub)).saturating_add(1)
        }
        HirKind::Capture(capture) => states(&capture.sub).saturating_add(2),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => {
            parts.iter().fold(1, |sum: u64, part| sum.saturating_add(states(part)))
        }
    }
}
