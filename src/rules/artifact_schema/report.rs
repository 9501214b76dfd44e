//! Turns violations of a schema into findings that use the terms of the format. A missing key and an unknown key in
//! one object are one mistake.

use rustc_hash::FxHashMap;

use crate::diagnostic::{Diagnostic, Edit, Fix, Place, Safety};
use crate::knowledge::key_words::meant;
use crate::rules::context::FileContext;
use crate::schema::Violation;
use crate::syntax::{Value, ValueKind};
use crate::text::Span;
use crate::wording::quote;

/// The words of the messages about one format.
pub(super) struct Format {
    /// "Archy refuses the flow".
    pub refused: &'static str,
    /// "key" or "argument".
    pub key: &'static str,
    /// Whether the value of an unknown key could stand under a known one.
    pub takes: fn(&Violation<'_>, &str) -> bool,
}

/// Violations by the objects that they are about: an action may have many attributes.
type Groups<'v, 'a> = FxHashMap<Option<Span>, Vec<&'v Violation<'a>>>;

/// The findings about violations, in the order of the text.
pub(super) fn findings(cx: &FileContext<'_>, format: &Format, violations: &[Violation<'_>]) -> Vec<Diagnostic> {
    let of = |keyword| violations.iter().filter(move |it| it.keyword == keyword);
    let (mut unknown, mut missing): (Groups<'_, '_>, Groups<'_, '_>) = Default::default();
    for violation in of("additionalProperties") {
        unknown.entry(violation.at.parent().map(Value::span)).or_default().push(violation);
    }
    for violation in of("required") {
        missing.entry(Some(violation.at.span())).or_default().push(violation);
    }
    let mut found = Vec::new();
    for violation in violations {
        let is_unknown = violation.keyword == "additionalProperties";
        let object = if is_unknown { violation.at.parent() } else { Some(violation.at) }.map(Value::span);
        let unknown = unknown.get(&object).map_or(&[][..], Vec::as_slice);
        let missing = missing.get(&object).map_or(&[][..], Vec::as_slice);
        match violation.keyword {
            "additionalProperties" => found.push(unknown_key(cx, format, violation, missing)),
            "required" => {
                let is_renamed = |it: &&&Violation<'_>| !unknown.iter().any(|key| renames(key, it, missing));
                let gaps: Vec<&&Violation<'_>> =
                    missing.iter().filter(|it| it.at == violation.at).filter(is_renamed).collect();
                // All keys that are missing in one place are one finding.
                if gaps.first().is_some_and(|first| std::ptr::eq(**first, violation)) {
                    found.push(missing_keys(cx, format, violation, &gaps));
                }
            }
            _ => found.push(bad_value(cx, format, violation)),
        }
    }
    found
}

/// Whether the unknown key is most likely what is missing: nearly the same, or the only one of both.
fn renames(unknown: &Violation<'_>, missing: &Violation<'_>, all: &[&Violation<'_>]) -> bool {
    let is_there = unknown.at.parent() == Some(missing.at);
    let only = all.iter().filter(|it| it.at == missing.at).count() == 1;
    is_there && (only || missing.allowed.iter().any(|key| meant(&unknown.at.scalar_text(), &[key]).is_some()))
}

fn unknown_key(
    cx: &FileContext<'_>,
    format: &Format,
    violation: &Violation<'_>,
    missing: &[&Violation<'_>],
) -> Diagnostic {
    let key = violation.at;
    let name = key.scalar_text();
    let gap = missing.iter().find(|it| renames(violation, it, missing)).and_then(|it| it.allowed.first());
    let meant = violation.suggestion().or(gap.map(String::as_str));
    let message = format!("{} is not a known {} here; {}", quote(&name), format.key, format.refused);
    let diagnostic = cx.diagnostic(&cx.place(key), message, format!("unknown {}", format.key), &name);
    let Some(meant) = meant else {
        let known: Vec<String> = violation.allowed.iter().map(|key| quote(key)).collect();
        return diagnostic.with_help(if known.is_empty() {
            format!("remove {}", quote(&name))
        } else {
            format!("use {}", known.join(", "))
        });
    };
    let diagnostic = diagnostic.with_help(format!("rename it to {}", quote(meant)));
    if (format.takes)(violation, meant) { diagnostic.with_fix(rename(cx, key, &name, meant)) } else { diagnostic }
}

/// Replaces what is written at `value` by `meant`, which needs no escapes.
pub(super) fn rename(cx: &FileContext<'_>, value: Value<'_>, name: &str, meant: &str) -> Fix {
    let edit = Edit { file: cx.source.path().clone(), span: value.content_span(), replacement: meant.to_owned() };
    let safety = if name.eq_ignore_ascii_case(meant) { Safety::Safe } else { Safety::Unsafe };
    Fix { title: format!("rename it to {}", quote(meant)), safety, edits: vec![edit] }
}

fn missing_keys(
    cx: &FileContext<'_>,
    format: &Format,
    violation: &Violation<'_>,
    gaps: &[&&Violation<'_>],
) -> Diagnostic {
    let names: Vec<&str> = gaps.iter().flat_map(|it| it.allowed.iter()).map(String::as_str).collect();
    let quoted: Vec<String> = names.iter().map(|name| quote(name)).collect();
    let (list, verb) = match quoted.as_slice() {
        [before @ .., last] if !before.is_empty() => (format!("s {} and {last}", before.join(", ")), "are"),
        one => (format!(" {}", one.concat()), "is"),
    };
    let place = Place { span: violation.span, ..cx.place(violation.at) };
    let message = format!("the {}{list} {verb} missing here; {}", format.key, format.refused);
    let diagnostic = cx.diagnostic(&place, message, "incomplete", &names.join(" "));
    diagnostic.with_help(format!("add {}", quoted.join(" and ")))
}

fn bad_value(cx: &FileContext<'_>, format: &Format, violation: &Violation<'_>) -> Diagnostic {
    // A wrong kind of container is a mistake of its key.
    let is_container = matches!(violation.at.kind(), ValueKind::Object | ValueKind::Array);
    let key = violation.at.key().filter(|_| is_container && violation.keyword == "type");
    let span = key.map_or(violation.span, Value::content_span);
    let place = Place { span, ..cx.place(violation.at) };
    let subject = violation.at.key().map(Value::scalar_text).unwrap_or_default();
    let message = match violation.keyword {
        "enum" => {
            let (value, known) = (quote(&violation.at.scalar_text()), violation.allowed.join(", "));
            format!("{value} is not a method of data actions, which are {known}")
        }
        _ => format!("{}; {}", violation.message, format.refused),
    };
    let diagnostic = cx.diagnostic(&place, message, "wrong value", &subject);
    match violation.suggestion() {
        Some(meant) if violation.keyword == "enum" => {
            let fix = rename(cx, violation.at, &violation.at.scalar_text(), meant);
            diagnostic.with_help(format!("use {}", quote(meant))).with_fix(fix)
        }
        _ if violation.keyword == "enum" => {
            diagnostic.with_help(format!("use one of {}", violation.allowed.join(", ")))
        }
        _ => diagnostic,
    }
}

/// The finding about a key of a flow that should be another one.
pub(super) fn finding(cx: &FileContext<'_>, key: Value<'_>, text: &str, meant: &str) -> Diagnostic {
    let message = format!("{} is not a known key here; Archy refuses the flow", quote(text));
    let diagnostic = cx.diagnostic(&cx.place(key), message, "unknown key", text);
    diagnostic.with_help(format!("rename it to {}", quote(meant))).with_fix(rename(cx, key, text, meant))
}
