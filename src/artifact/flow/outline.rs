//! Lists the tasks, states, menus and bots of a flow with the actions in them, in the order of the text.

use super::position::{archy, configuration};
use crate::artifact::ArtifactKind;
use crate::artifact::nav::member;
use crate::diagnostic::Step;
use crate::syntax::{Tree, Value, ValueKind};
use crate::text::Span;

/// Something that has a name in Architect.
#[derive(Clone, Debug)]
pub struct OutlineItem {
    /// The whole item. Items inside it are within this span.
    pub span: Span,
    /// The span of the name without its quotes; without a name, that of the key that shows its kind.
    pub name: Span,
    pub step: Step,
    pub level: Level,
    /// By what references of the flow find it, without quotes.
    pub references: Vec<(Box<str>, Span)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    Flow,
    /// A task, state, menu or bot.
    Container,
    Action,
}

/// Lists the parts of a flow; empty for other artefacts. Embedded modules are left out.
#[must_use]
pub fn outline(kind: ArtifactKind, tree: &Tree<'_>) -> Vec<OutlineItem> {
    let objects = tree.values().filter(|value| matches!(value.kind(), ValueKind::Object | ValueKind::Array));
    match kind {
        ArtifactKind::ArchyYaml => objects.filter_map(archy_entry).collect(),
        ArtifactKind::Export | ArtifactKind::FlowConfiguration => objects.filter_map(configuration_entry).collect(),
        _ => Vec::new(),
    }
}

fn archy_entry(value: Value<'_>) -> Option<OutlineItem> {
    let key = value.key().filter(|key| *key != value)?;
    let position = archy::of(value)?;
    let level = level(value, [Some(position.flow), position.container, position.action])?;
    let span = Span { start: key.span().start, end: value.span().end.max(key.span().end) };
    Some(OutlineItem { span, ..entry(value, key, position.steps(), level, &["refId", "name"])? })
}

fn configuration_entry(value: Value<'_>) -> Option<OutlineItem> {
    let position = configuration::of(value)?;
    let is_embedded = position.flow.parent().is_some();
    let level = level(value, [Some(position.flow), position.container, position.action]).filter(|_| !is_embedded)?;
    let kind = member(value, "__type").unwrap_or(value);
    entry(value, kind, position.steps(), level, &["id"])
}

/// The level of a value that is itself a flow, container or action; `None` for values inside one.
fn level<'a>(value: Value<'a>, position: [Option<Value<'a>>; 3]) -> Option<Level> {
    let levels = position.into_iter().zip([Level::Flow, Level::Container, Level::Action]);
    levels.into_iter().find(|(own, _)| *own == Some(value)).map(|(_, level)| level)
}

fn entry(
    value: Value<'_>,
    kind: Value<'_>,
    steps: Vec<Step>,
    level: Level,
    references: &[&str],
) -> Option<OutlineItem> {
    let name = member(value, "name").filter(|name| !name.span().is_empty()).unwrap_or(kind);
    let is_container = level == Level::Container;
    let named = references.iter().filter(|_| is_container).filter_map(|key| member(value, key));
    Some(OutlineItem {
        span: value.span(),
        name: if kind == value { Span::at(value.span().start as usize) } else { name.content_span() },
        step: steps.into_iter().next_back()?,
        level,
        references: named.map(|name| (name.scalar_text().into(), name.content_span())).collect(),
    })
}
