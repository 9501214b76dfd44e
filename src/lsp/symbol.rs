//! Finds the symbol at a place in a file, its definition and its uses.

use std::sync::Arc;

use super::context::{Context, ShownFile};
use super::variable::{self, Variable};
use crate::artifact::flow::mentions::Role;
use crate::artifact::flow::outline::{Level, OutlineItem, outline};
use crate::artifact::{Access, AttributeUse, Call, Facts};
use crate::diagnostic::Location;
use crate::text::Span;
use crate::workspace::{Callable, Deployment, Substitution, names_read};

/// Something that several places name.
#[derive(Clone, Debug)]
pub(super) enum Symbol<'a> {
    /// An attribute, in this spelling.
    Attribute(&'a str),
    /// A key that is replaced at deployment.
    Substitution(&'a str),
    /// A variable of the flow.
    Variable(Box<Variable>),
    /// A task, state, menu or bot of the flow.
    Container(OutlineItem),
    /// A data action, flow or script.
    Callable(Callable<'a>),
    /// Something of that sort that the project does not have.
    Unknown(&'a Call),
}

/// A file and a place in it.
pub(super) type Target = (Arc<str>, Span);

/// The symbol at a byte offset, and the span of its name.
pub(super) fn at<'a>(cx: Context<'a>, shown: &ShownFile<'a>, offset: u32) -> Option<(Symbol<'a>, Span)> {
    if let Some(found) = in_dictionary(shown, offset) {
        return Some(found);
    }
    let facts = shown.facts.filter(|_| !shown.is_stale)?;
    named(shown, facts, offset)
        .or_else(|| {
            let (variable, span) = variable::at(cx, shown, facts, offset)?;
            Some((Symbol::Variable(Box::new(variable)), span))
        })
        .or_else(|| container(cx, shown, facts, offset))
}

/// Whether an offset is in a span or directly after it, where a cursor is after typing.
pub(super) fn contains(span: Span, offset: u32) -> bool {
    span.start <= offset && offset <= span.end
}

/// The attribute that the attribute dictionary names at an offset: as an entry, an alias or a replacement.
fn in_dictionary<'a>(shown: &ShownFile<'a>, offset: u32) -> Option<(Symbol<'a>, Span)> {
    let declared = shown.workspace.externals().dictionary.as_ref().filter(|it| it.file == shown.file)?;
    let found = declared.dictionary.entries().iter().find_map(|entry| {
        if contains(entry.location.place.span, offset) {
            return Some((&*entry.name, entry.location.place.span));
        }
        let replacement = entry.deprecated.as_ref().and_then(|it| it.replacement.as_ref());
        let mut names = entry.aliases.iter().chain(replacement);
        let name = names.find(|name| contains(name.written, offset))?;
        let Span { start, end } = name.written;
        let quotes = u32::from(shown.source.slice(name.written).starts_with(['"', '\'']));
        Some((&*name.text, Span { start: start + quotes, end: end - quotes }))
    });
    found.map(|(name, span)| (Symbol::Attribute(name), span))
}

fn named<'a>(shown: &ShownFile<'a>, facts: &'a Facts, offset: u32) -> Option<(Symbol<'a>, Span)> {
    if let Some((key, span)) = facts.placeholders.iter().find(|(_, span)| contains(*span, offset)) {
        return Some((Symbol::Substitution(key.trim()), *span));
    }
    let usage = facts.uses.iter().find(|usage| contains(usage.name.place.span, offset));
    if let Some((usage, name)) = usage.and_then(|usage| Some((usage, usage.known_name()?))) {
        return Some((Symbol::Attribute(name), usage.name.place.span));
    }
    if let Some(call) = facts.calls.iter().find(|call| contains(call.span, offset)) {
        let callable = shown.workspace.callables().called(&shown.file, call);
        return Some((callable.map_or(Symbol::Unknown(call), Symbol::Callable), call.span));
    }
    if let Some(interface) = facts.interfaces.iter().find(|interface| contains(interface.span, offset)) {
        let (file, _) = shown.workspace.facts(&shown.file)?;
        return Some((Symbol::Callable(Callable { file, interface }), interface.span));
    }
    let mut keys = deployments(shown).flat_map(|it| it.substitutions.iter()).filter(|key| key.file == shown.file);
    keys.find(|key| contains(key.span, offset)).map(|key| (Symbol::Substitution(&key.key), key.span))
}

/// The part of the flow that a reference at an offset leads to, or that is named there.
fn container<'a>(cx: Context<'_>, shown: &ShownFile<'_>, facts: &Facts, offset: u32) -> Option<(Symbol<'a>, Span)> {
    let containers = containers(cx, shown, facts);
    let own =
        containers.iter().find_map(|it| Some((it, it.references.iter().find(|(_, span)| contains(*span, offset))?.1)));
    if let Some((entry, span)) = own {
        return Some((Symbol::Container(entry.clone()), span));
    }
    let found = containers.iter().find_map(|it| {
        let mut places = references(shown.source.text(), it).into_iter();
        Some((it, places.find(|span| contains(*span, offset))?))
    });
    found.map(|(entry, span)| (Symbol::Container(entry.clone()), span))
}

/// The tasks, states, menus and bots of the flow.
fn containers(cx: Context<'_>, shown: &ShownFile<'_>, facts: &Facts) -> Vec<OutlineItem> {
    let entries = cx.session.read_tree(&shown.source, |reading| outline(facts.kind, &reading.tree));
    entries.into_iter().flatten().filter(|entry| entry.level == Level::Container).collect()
}

/// The places that refer to a part of the flow: `task[Greet_10]` in Archy, the id in a flow configuration.
fn references(text: &str, entry: &OutlineItem) -> Vec<Span> {
    let places = |(name, own): &(Box<str>, Span)| {
        let own = *own;
        let found = [format!("[{name}]"), format!("\"{name}\"")].map(|written| {
            let matches = text.match_indices(&written).map(|(at, _)| Span::new(at + 1, at + 1 + name.len()));
            matches.filter(|span| *span != own).collect::<Vec<_>>()
        });
        found.into_iter().flatten()
    };
    let mut spans: Vec<Span> = entry.references.iter().filter(|(name, _)| !name.is_empty()).flat_map(places).collect();
    spans.retain(|span| !entry.references.iter().any(|(_, own)| own == span));
    spans.sort();
    spans
}

impl Symbol<'_> {
    /// The definitions: for an attribute, the places that set it.
    pub(super) fn definitions(&self, shown: &ShownFile<'_>) -> Vec<Target> {
        let here = |span| (shown.file.clone(), span);
        match self {
            Symbol::Attribute(name) if declared(shown, name).is_some() => declared(shown, name).into_iter().collect(),
            Symbol::Attribute(name) => {
                let written = shown.workspace.externals().written.in_any_case(name).iter();
                let outside = written.filter(|it| *it.name == **name).map(|it| target(&it.location));
                attribute_sites(shown, name, true).into_iter().chain(outside).collect()
            }
            Symbol::Substitution(key) => {
                let mut targets: Vec<Target> =
                    substitutions(shown, key).into_iter().map(|own| (own.file.clone(), own.span)).collect();
                targets.dedup();
                targets
            }
            Symbol::Variable(variable) => variable.spans(variable.defining()).map(here).collect(),
            Symbol::Container(entry) => vec![here(entry.name)],
            Symbol::Callable(callable) => vec![(callable.file.clone(), callable.interface.span)],
            Symbol::Unknown(_) => Vec::new(),
        }
    }

    /// The places that name it, apart from its definitions.
    pub(super) fn uses(&self, shown: &ShownFile<'_>) -> Vec<Target> {
        let here = |span| (shown.file.clone(), span);
        match self {
            Symbol::Attribute(name) => {
                let mut uses = attribute_sites(shown, name, false);
                if declared(shown, name).is_some() {
                    uses.extend(attribute_sites(shown, name, true));
                }
                let read = shown.workspace.externals().read.in_any_case(name).iter();
                uses.extend(read.filter(|it| *it.name == **name).map(|it| target(&it.location)));
                uses
            }
            Symbol::Substitution(key) => deployments(shown).flat_map(|it| placeholders(shown, it, key)).collect(),
            Symbol::Variable(variable) => {
                let others = [Role::Fills, Role::Reads].into_iter().filter(|role| *role != variable.defining());
                let mut spans: Vec<Span> = others.flat_map(|role| variable.spans(role)).collect();
                spans.sort();
                spans.into_iter().map(here).collect()
            }
            Symbol::Container(entry) => references(shown.source.text(), entry).into_iter().map(here).collect(),
            Symbol::Callable(callable) => {
                let callables = shown.workspace.callables();
                let is_meant = |file: &str, call: &Call| {
                    callables
                        .called(file, call)
                        .is_some_and(|it| it.file == callable.file && it.interface.span == callable.interface.span)
                };
                let files = shown.workspace.files();
                let calls = files.flat_map(|(file, facts)| {
                    let calls = facts.calls.iter().filter(|call| is_meant(file, call));
                    calls.map(|call| (file.clone(), call.span)).collect::<Vec<_>>()
                });
                calls.collect()
            }
            Symbol::Unknown(_) => Vec::new(),
        }
    }
}

/// The entry of an attribute in the dictionary, which defines it.
fn declared(shown: &ShownFile<'_>, name: &str) -> Option<Target> {
    let declared = shown.workspace.externals().dictionary.as_ref()?;
    Some(target(&declared.dictionary.entry(name)?.location))
}

fn target(location: &Location) -> Target {
    (location.file.clone(), location.place.span)
}

/// The places that set an attribute, or that get it; a variable `x` of a script gets `context.x` too.
fn attribute_sites(shown: &ShownFile<'_>, name: &str, sets: bool) -> Vec<Target> {
    let access = if sets { Access::Set } else { Access::Get };
    let is_meant = |usage: &AttributeUse| {
        let own = usage.known_name();
        own == Some(name)
            || access == Access::Get && own.is_some_and(|own| names_read(usage.via, own).any(|read| read == name))
    };
    let uses = shown
        .sharing
        .iter()
        .flat_map(|it| it.uses())
        .filter(|usage| usage.usage.access == access && is_meant(usage.usage));
    let mut targets: Vec<Target> = uses.map(|usage| (usage.file.clone(), usage.usage.name.place.span)).collect();
    targets.dedup();
    targets
}

/// The deployments of a flow, or those that a file has a part in.
fn deployments<'a>(shown: &ShownFile<'a>) -> impl Iterator<Item = &'a Deployment> {
    let file = shown.file.clone();
    let has_part = move |it: &&Deployment| {
        it.file == file || it.flow.as_ref() == Some(&file) || it.substitutions.iter().any(|own| own.file == file)
    };
    shown.workspace.deployments().iter().filter(has_part)
}

/// The values of a substitution key, each place and value once.
pub(super) fn substitutions<'a>(shown: &ShownFile<'a>, key: &str) -> Vec<&'a Substitution> {
    let all = deployments(shown).flat_map(|it| it.substitutions.iter());
    let mut found: Vec<_> = all.filter(|own| own.key.trim() == key.trim()).collect();
    found.sort_by_key(|own| (&own.file, own.span, &own.value));
    found.dedup();
    found
}

/// The keys that deployments of a flow replace, and those that it has.
pub(super) fn keys(shown: &ShownFile<'_>) -> Vec<String> {
    let given = deployments(shown).flat_map(|it| it.substitutions.iter()).map(|it| it.key.to_string());
    let own = shown.facts.into_iter().flat_map(|facts| &facts.placeholders).map(|(key, _)| key.trim().to_owned());
    let mut keys: Vec<String> = given.chain(own).collect();
    keys.sort();
    keys.dedup();
    keys
}

fn placeholders(shown: &ShownFile<'_>, deployment: &Deployment, key: &str) -> Vec<Target> {
    let flow = deployment.flow.as_ref().and_then(|flow| shown.workspace.facts(flow));
    let Some((file, facts)) = flow else { return Vec::new() };
    let meant = facts.placeholders.iter().filter(|(own, _)| own.trim() == key.trim());
    meant.map(|(_, span)| (file.clone(), *span)).collect()
}
