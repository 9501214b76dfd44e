//! Describes the name at a position in a document as Markdown.

use std::fmt::Write;
use std::sync::Arc;

use serde_json::{Value, json};

use super::context::{Context, ShownFile};
use super::expression::{self, Expression};
use super::navigate;
use super::signature::signatures;
use super::symbol::{self, Symbol, Target};
use super::variable::Variable;
use super::view;
use crate::artifact::call::Parameter;
use crate::artifact::flow::mentions::Role;
use crate::artifact::{Access, Call};
use crate::diagnostic::Place;
use crate::engine::CONFIGURATION;
use crate::expr::architect::NodeKind;
use crate::knowledge::expressions::{self, Knowledge, Type};
use crate::rules::{self, Meta, reference};
use crate::text::{Source, Span, printable};
use crate::workspace::{Attribute, Callable, Spelling, Substitution};

/// How many places of a kind are listed.
const SHOWN: usize = 20;

pub(super) fn hover(cx: Context<'_>, shown: &ShownFile<'_>, params: &Value) -> Option<Value> {
    let offset = cx.offset(shown, params.get("position")?)?;
    let named = || navigate::symbol_at(cx, shown, params).map(|(symbol, span)| (describe(cx, shown, &symbol), span));
    let (text, span) = in_expression(cx, shown, offset).or_else(named).map_or_else(
        || {
            let (meta, span) = rule_at(&shown.source, offset)?;
            Some((reference::page(meta), span))
        },
        Some,
    )?;
    Some(json!({"contents": {"kind": "markdown", "value": text}, "range": shown.view.range(span, cx.client)}))
}

/// The page of the rule whose name is at a position of a configuration.
pub(super) fn in_configuration(cx: Context<'_>, source: &Source, params: &Value) -> Option<Value> {
    let offset = cx.client.encoding.offset(source, params.get("position")?)?;
    let (meta, span) = rule_at(source, Span::at(offset).start)?;
    let range = cx.client.encoding.range(source, span);
    Some(json!({"contents": {"kind": "markdown", "value": reference::page(meta)}, "range": range}))
}

/// The rule whose name is at an offset of a configuration or of a comment for flowvet.
fn rule_at(source: &Source, offset: u32) -> Option<(&'static Meta, Span)> {
    let text = source.text();
    let line = source.line_range(source.line_of(offset as usize));
    let is_configuration = source.path().ends_with(CONFIGURATION) || source.path().is_empty();
    if !is_configuration && !text.get(line.clone())?.contains("flowvet:") {
        return None;
    }
    let is_name = |it: &char| it.is_ascii_lowercase() || *it == '-';
    let (before, after) = (text.get(line.start..offset as usize)?, text.get(offset as usize..line.end)?);
    let start = offset as usize - before.chars().rev().take_while(is_name).count();
    let end = offset as usize + after.chars().take_while(is_name).count();
    let name = text.get(start..end)?;
    let meta = rules::ALL.iter().map(|rule| rule.meta()).find(|meta| meta.name == name)?;
    Some((meta, Span::new(start, end)))
}

/// A name as Markdown code: its fence of backticks is longer than any in the name.
fn code(name: &str) -> String {
    let name = printable::inline(name);
    let longest = name.split(|it| it != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let gap = if name.starts_with('`') || name.ends_with('`') { " " } else { "" };
    format!("{fence}{gap}{name}{gap}{fence}")
}

/// A text in which nothing is Markdown.
fn plain(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in printable::inline(text).chars() {
        if matches!(character, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '!' | '&' | ':' | '@')
        {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

fn describe(cx: Context<'_>, shown: &ShownFile<'_>, symbol: &Symbol<'_>) -> String {
    match symbol {
        Symbol::Attribute(name) => attribute(cx, shown, name),
        Symbol::Substitution(key) => substitution(cx, shown, key),
        Symbol::Variable(variable) => self::variable(cx, shown, variable),
        Symbol::Container(entry) => {
            format!("{}, used in {} other places", plain(&entry.step.to_string()), symbol.uses(shown).len())
        }
        Symbol::Callable(callable) => self::callable(cx, shown, callable, &symbol.uses(shown)),
        Symbol::Unknown(call) => unknown(call),
    }
}

/// The function or the property of a value whose name is at an offset.
fn in_expression(cx: Context<'_>, shown: &ShownFile<'_>, offset: u32) -> Option<(String, Span)> {
    expression::with(cx, shown, offset, |expression, sources| {
        let (tree, types) = Expression::typed(&expression.text, sources);
        let at = Span::at(expression.at).start;
        let name_at = |name: Span| name.start <= at && at <= name.end;
        let found = tree.nodes().find_map(|(id, node)| match node.kind {
            NodeKind::Call { name } if name_at(name) => Some((function(tree.slice(name))?, name)),
            NodeKind::Member { name } if name_at(name) => {
                let kind = types.of(id).map_or(String::new(), |of| format!(": {}", of.label()));
                Some((format!("property {}{kind}", code(tree.slice(name))), name))
            }
            _ => None,
        });
        found.map(|(text, name)| (text, expression.locator.span(name.range())))
    })
}

/// The signatures of a function; `None` if the tables do not have it.
fn function(name: &str) -> Option<String> {
    let function = expressions::function(name)?;
    let mut lines = signatures(function);
    if lines.is_empty() {
        lines.push(format!("{}(…)", function.name));
    }
    let more = match function.known {
        Knowledge::Complete => "",
        _ => "\nflowvet does not know all ways to call it\n",
    };
    Some(format!("function {}\n\n```text\n{}\n```\n{more}", code(function.name), lines.join("\n")))
}

fn variable(cx: Context<'_>, shown: &ShownFile<'_>, variable: &Variable) -> String {
    let own = if variable.is_built_in { "built-in variable" } else { "variable" };
    let kind = variable.kind.as_deref().map(plain).or(variable.of.map(Type::label));
    let kind = kind.map_or(String::new(), |kind| format!(": {kind}"));
    let flags: Vec<&str> = variable.flags.iter().flat_map(|flag| [", ", flag]).collect();
    let mut text = format!("{own} {}{kind}{}\n", code(&variable.name), flags.concat());
    let line = |place: &Place| line(cx, &shown.file, place);
    for (title, role) in [("declared in", Role::Declares), ("filled by", Role::Fills)] {
        let places = variable.places.iter().filter(|(own, _)| *own == role);
        let lines: Vec<String> = places.map(|(_, place)| line(place)).collect();
        list(&mut text, title, &lines);
    }
    let read = variable.spans(Role::Reads).count();
    let _ = write!(text, "\nread in {read} {}\n", if read == 1 { "place" } else { "places" });
    text
}

fn attribute(cx: Context<'_>, shown: &ShownFile<'_>, name: &str) -> String {
    let mut text = format!("attribute {}\n", code(name));
    declaration(&mut text, shown, name);
    for (title, access) in [("set by", Access::Set), ("read by", Access::Get)] {
        let of_name = shown.sharing.iter().filter_map(|it| it.spelling(name)).flat_map(Spelling::uses);
        let mut lines: Vec<String> = of_name
            .filter(|usage| usage.usage.access == access)
            .map(|it| line(cx, it.file, &it.usage.name.place))
            .collect();
        let externals = shown.workspace.externals();
        let outside = if access == Access::Set { &externals.written } else { &externals.read };
        if outside.has(name) {
            lines.push("systems outside the project".to_owned());
        }
        list(&mut text, title, &lines);
    }
    let spellings = shown.workspace.attribute(name).into_iter().flat_map(Attribute::spellings);
    let others: Vec<String> = spellings.filter(|other| other.name != name).map(|other| code(other.name)).collect();
    list(&mut text, "other spellings", &others);
    text
}

/// A place as an item of a list, in the words of Architect, with a link.
fn line(cx: Context<'_>, file: &Arc<str>, place: &Place) -> String {
    let link = link(cx, &(file.clone(), place.span));
    if place.path.is_empty() { link } else { format!("{} — {link}", plain(&place.words())) }
}

/// Adds what the attribute dictionary declares of an attribute.
fn declaration(text: &mut String, shown: &ShownFile<'_>, name: &str) {
    let Some(declared) = &shown.workspace.externals().dictionary else { return };
    let Some(entry) = declared.dictionary.entry(name) else {
        let _ = writeln!(text, "\nnot in the attribute dictionary");
        return;
    };
    if let Some(description) = &entry.description {
        let _ = writeln!(text, "\n{}", code(description));
    }
    let values: Vec<String> = entry.values.iter().map(|value| code(value)).collect();
    let instead = entry.deprecated.as_ref().map(|it| match &it.replacement {
        Some(name) => format!("use {} instead", code(&name.text)),
        None => "yes".to_owned(),
    });
    let facts = [
        ("type", entry.kind.map(|kind| kind.as_str().to_owned())),
        ("values", (!values.is_empty()).then(|| values.join(", "))),
        ("pattern", entry.pattern.as_ref().map(|pattern| code(&pattern.text))),
        ("longest value", entry.max_length.map(|length| format!("{length} characters"))),
        ("owner", entry.owner.as_deref().map(code)),
        ("sensitive", (entry.sensitive == Some(true)).then(|| "yes".to_owned())),
        ("deprecated", instead),
    ];
    let lines: Vec<String> = facts.into_iter().filter_map(|(key, fact)| Some(format!("{key}: {}", fact?))).collect();
    list(text, "in the attribute dictionary", &lines);
}

/// A link to a place: `flows/main.yaml:9`.
fn link(cx: Context<'_>, (file, span): &Target) -> String {
    let Some(location) = cx.place(file, *span) else { return file.to_string() };
    let uri = location.get("uri").and_then(Value::as_str).unwrap_or_default();
    let line = location.pointer("/range/start/line").and_then(Value::as_u64).unwrap_or_default() + 1;
    format!("[{}:{line}]({}#L{line})", plain(file), uri.replace('(', "%28").replace(')', "%29"))
}

/// Adds a list under a title, if there is anything to list.
fn list(text: &mut String, title: &str, lines: &[String]) {
    if lines.is_empty() {
        return;
    }
    // Writing to a string cannot fail.
    let _ = write!(text, "\n{title}\n\n");
    for line in lines.iter().take(SHOWN) {
        let _ = writeln!(text, "- {line}");
    }
    if let Some(more) = lines.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        let _ = writeln!(text, "- and {more} more");
    }
}

fn substitution(cx: Context<'_>, shown: &ShownFile<'_>, key: &str) -> String {
    let mut text = format!("substitution {}, replaced at deployment\n", code(key));
    let line = |own: &Substitution| {
        let value = own.value.as_ref().map_or("a value that Terraform computes".to_owned(), |it| code(it));
        format!("{value} — {}", link(cx, &(own.file.clone(), own.span)))
    };
    let lines: Vec<String> = symbol::substitutions(shown, key).into_iter().map(line).collect();
    list(&mut text, "value", &lines);
    text
}

fn callable(cx: Context<'_>, shown: &ShownFile<'_>, callable: &Callable<'_>, uses: &[Target]) -> String {
    let interface = callable.interface;
    let place = if *callable.file == shown.file {
        String::new()
    } else {
        format!(" — {}", link(cx, &(callable.file.clone(), interface.span)))
    };
    let mut text = format!("{} {}{place}\n", interface.callee.label(), code(&interface.name));
    for (title, side) in [("inputs", &interface.inputs), ("outputs", &interface.outputs)] {
        let lines: Vec<String> = side.iter().flatten().map(parameter).collect();
        list(&mut text, title, &lines);
    }
    let lines: Vec<String> = uses.iter().map(|target| link(cx, target)).collect();
    list(&mut text, "called by", &lines);
    text
}

fn parameter(parameter: &Parameter) -> String {
    let kind = parameter.kind.map_or(String::new(), |kind| format!(": {}", kind.label()));
    let required = if parameter.is_required { ", required" } else { "" };
    format!("{}{kind}{required}", code(&parameter.name))
}

fn unknown(call: &Call) -> String {
    let name = call.name.as_deref().or(call.id.as_deref()).unwrap_or_default();
    format!("{} {}, not defined in this project", call.callee.label(), code(name))
}

/// Whether a URI is that of a configuration.
pub(super) fn is_configuration(uri: &str) -> bool {
    uri.rsplit('/').next() == Some(CONFIGURATION) && !uri.starts_with(view::SCHEME)
}
