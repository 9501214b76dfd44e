//! Reads the facts of a flow in Archy YAML from its tree.

use std::sync::Arc;

use super::attributes::{Attribute, Layout, Name, entry_like};
use super::expressions::Declaration;
use super::position::archy::{self as position, Position, Positions};
use super::variables::{Variable, archy_declarations};
use super::{ATTRIBUTE_ACTIONS, AttributeAction, Variables, call, conditions, constants, json, root, unset};
use crate::artifact::call::Interface;
use crate::artifact::{
    Access, ArtifactKind, AttributeUse, Derived, Facts, Placeholder, ReplacedAt, Scalar, SourceText, Text, known_name,
    resolved_at_deployment,
};
use crate::diagnostic::{LogicalPath, Place};
use crate::expr::{architect, placeholder};
use crate::syntax::{Pointers, Tree, Value, ValueKind};
use crate::text::Span;

/// Reads the flows of a file: the root of a document with a flow has its type as a key. The name is that of the first
/// flow, the type that of all of them.
#[must_use]
pub fn read(derived: &Derived<'_>) -> Facts {
    let tree = derived.tree;
    let flows: Vec<Flow<'_>> = tree.documents().filter_map(|document| Flow::of(derived, document)).collect();
    let mut uses = Vec::new();
    let mut conversation_ids = Vec::new();
    let mut places = Places::default();
    for (group, it) in (0..).zip(derived.attribute_actions()) {
        places.path = it.position.steps().into();
        let conversation = it.action.entry("conversationId");
        conversation_ids.extend(conversation.map(|(key, value)| setting(key, value, &mut places)));
        uses.extend(it.layout.attributes.iter().map(|attribute| usage(it.kind, group, attribute, &mut places)));
    }
    let flow_type = flows.first().map(|flow| flow.kind.clone());
    let flow_type = flow_type.filter(|kind| flows.iter().all(|flow| flow.kind == *kind));
    let is_known = |interface: &Interface| known_name(&interface.name).is_some();
    let (interfaces, unnamed) = flows.iter().filter_map(|flow| flow.interface(derived)).partition(is_known);
    let names: Option<Vec<_>> =
        flows.iter().map(|flow| flow.name.and_then(Value::as_str).and_then(|name| known_name(&name))).collect();
    let variables: Variables = flows.into_iter().flat_map(|flow| flow.variables).collect();
    let facts = Facts {
        name: names.and_then(|names| names.into_iter().next()),
        calls: call::archy(derived, &variables),
        interfaces,
        unnamed,
        flow_type,
        conditions: conditions::read(derived, &uses),
        uses,
        variables,
        conversation_ids,
        placeholders: placeholders(tree.text()),
        external: external(tree),
        ..Facts::new(ArtifactKind::ArchyYaml)
    };
    let mut facts =
        Facts { unset: unset::operands(&facts, derived), properties: json::reads(&facts, derived), ..facts };
    constants::follow(&mut facts, derived);
    facts
}

/// The references to other files: `./tasks.yaml#/task[Greet_10]` as an item of a list, or below a key that ends in `Ref`.
fn external(tree: &Tree<'_>) -> Vec<(Box<str>, Span)> {
    // The end of `.yaml#` and of `.yml#`.
    if memchr::memmem::find(tree.text().as_bytes(), b"ml#").is_none() {
        return Vec::new();
    }
    let is_reference = |value: &Value<'_>| {
        let key = value.key().filter(|key| key != value);
        let may_be =
            key.map_or(value.parent().is_some_and(|it| it.kind() == ValueKind::Array), |it| it.ends_written("Ref"));
        value.kind() == ValueKind::String && may_be
    };
    let texts = tree.values().filter(is_reference).map(|value| (value.scalar_text(), value.content_span()));
    let external = texts.filter(|(text, _)| is_external(text));
    external.map(|(text, span)| (text.as_ref().into(), span)).collect()
}

/// Whether a text is the path of a part of another file.
fn is_external(text: &str) -> bool {
    let extension = text.split_once('#').and_then(|(file, _)| file.rsplit_once('.')).map(|(_, extension)| extension);
    matches!(extension, Some("yaml" | "yml"))
}

/// Whether a value is a text that is replaced by one of any shape: filled in at deployment, by hand or by a script of the
/// project (`<callbackQueueId>`), or a part of another file.
#[must_use]
pub fn is_replaced(value: Value<'_>) -> bool {
    let is_marked = |text: &str| text.starts_with('<') && text.ends_with('>');
    let is_replaced = |text: &str| is_external(text) || is_marked(text) || !placeholder::find(text).is_empty();
    value.as_str().is_some_and(|text| is_replaced(&text))
}

/// A flow of a file.
struct Flow<'a> {
    name: Option<Value<'a>>,
    kind: Arc<str>,
    variables: Vec<Variable>,
}

impl<'a> Flow<'a> {
    /// The flow of a document.
    fn of(derived: &Derived<'a>, document: Value<'a>) -> Option<Self> {
        let flow = root::of(document)?;
        let kind = flow.kind.map_or_else(|| flow.key.scalar_text().as_ref().into(), |kind| kind.archy.into());
        Some(Flow { name: flow.body.get("name"), kind, variables: declared(derived, document, flow.body) })
    }

    /// The interface for its calls; `None` without a name.
    fn interface(&self, derived: &Derived<'_>) -> Option<Interface> {
        let name = self.name.filter(|name| name.kind() == ValueKind::String)?;
        Some(call::interface(derived, name, &self.kind, &self.variables))
    }
}

/// The variables of the flow of a document.
fn declared(derived: &Derived<'_>, document: Value<'_>, flow: Value<'_>) -> Vec<Variable> {
    let variables = |all: &[Declaration<'_>]| all.iter().map(|it| it.variable.clone()).collect();
    if document == derived.tree.root() {
        return variables(derived.sources().declarations());
    }
    variables(&archy_declarations(flow))
}

/// The substitutions anywhere in the text of a flow: Archy and CX as Code replace them before they read it.
fn placeholders(text: &str) -> Vec<(Box<str>, Span)> {
    if memchr::memmem::find(text.as_bytes(), b"{{").is_none() {
        return Vec::new();
    }
    let found = placeholder::find(text).into_iter().filter(|found| found.syntax == placeholder::Syntax::Mustache);
    found.map(|found| (found.key.into(), Span::new(found.range.start, found.range.end))).collect()
}

/// An action that sets or gets attributes.
#[derive(Clone, Debug)]
pub struct ActionLayout<'a> {
    pub key: Value<'a>,
    /// What is below the key.
    pub action: Value<'a>,
    pub layout: Layout<'a>,
    kind: &'static AttributeAction,
    position: Position<'a>,
}

/// The actions of a flow in Archy YAML that set or get attributes.
pub(in crate::artifact) fn attribute_actions<'a>(positions: &Positions<'a>) -> Vec<ActionLayout<'a>> {
    let actions = positions.actions().filter_map(|(action, position)| {
        let key = action.key()?;
        let exact = ATTRIBUTE_ACTIONS.iter().find(|kind| key.is_str(kind.archy));
        let misspelt = || position::misspelt(key).and_then(|key| ATTRIBUTE_ACTIONS.iter().find(|it| it.archy == key));
        let kind = exact.or_else(misspelt)?;
        Some(ActionLayout { key, action, layout: Layout::of(kind.access, key, action), kind, position })
    });
    actions.collect()
}

/// The places of what an action sets and gets.
#[derive(Default)]
struct Places<'a> {
    /// The logical path of the action.
    path: LogicalPath,
    pointers: Pointers<'a>,
}

impl<'a> Places<'a> {
    fn of(&mut self, value: Value<'a>) -> Place {
        Place { span: value.content_span(), pointer: self.pointers.of(value).into(), path: self.path.clone() }
    }
}

/// The use that an attribute of an action is.
fn usage<'a>(kind: &AttributeAction, group: u32, attribute: &Attribute<'a>, places: &mut Places<'a>) -> AttributeUse {
    let name = match attribute.name {
        Name::Setting((key, value)) => setting(key, value, places),
        Name::Key(key) => self::literal(key, key, places),
        Name::Missing => SourceText::missing(places.of(attribute.at)),
    };
    let (value, target) = match (kind.access, attribute.value) {
        (Access::Set, Some((key, value))) => (Some(setting(key, value, places)), None),
        (Access::Set, None) => (Some(SourceText::missing(places.of(attribute.at))), None),
        (Access::Get, value) => (None, value.and_then(|value| target(value, places)).map(Box::new)),
    };
    AttributeUse { access: kind.access, via: kind.via, group, name, value, target }
}

/// The variable in which the value is stored: its bare name, or `var:` and its name.
fn target<'a>((key, value): (Value<'a>, Value<'a>), places: &mut Places<'a>) -> Option<SourceText> {
    let (key, name) = ["var", "exp", "lit"].iter().find_map(|name| value.entry(name)).unwrap_or((key, value));
    (name.kind() == ValueKind::String).then(|| expression(key, name, places))
}

/// What the key below a setting says of its content.
#[derive(Clone, Copy)]
enum Wrapper {
    Literal,
    Expression,
    NoValue,
}

/// Reads a setting: `lit`, `exp`, `var` or `noValue` below its key.
fn setting<'a>(key: Value<'a>, value: Value<'a>, places: &mut Places<'a>) -> SourceText {
    type Known = (&'static str, Wrapper);
    const KNOWN: [Known; 6] = [
        ("lit", Wrapper::Literal),
        ("literal", Wrapper::Literal),
        ("exp", Wrapper::Expression),
        ("var", Wrapper::Expression),
        ("expression", Wrapper::Expression),
        ("noValue", Wrapper::NoValue),
    ];
    let exact = |(name, wrapper): &Known| value.entry(name).map(|entry| (*wrapper, entry));
    // A wrapper with a misspelt key means what it is near to.
    let like = |(name, wrapper): &Known| entry_like(value, name).map(|entry| (*wrapper, entry));
    match KNOWN.iter().find_map(exact).or_else(|| KNOWN.iter().find_map(like)) {
        Some((Wrapper::Literal, (key, literal))) => self::literal(key, literal, places),
        Some((Wrapper::Expression, (key, expression))) => self::expression(key, expression, places),
        Some((Wrapper::NoValue, (no_value, _))) => SourceText::missing(places.of(no_value)),
        // No wrapper at all, or one that no attribute can have: the text of a scalar is all there is.
        None => self::literal(key, value, places),
    }
}

fn literal<'a>(key: Value<'a>, value: Value<'a>, places: &mut Places<'a>) -> SourceText {
    let text = value.scalar_text();
    let placeholders = Placeholder::all_in(value, &text, resolved_at_deployment);
    let text = match value.kind() {
        ValueKind::String if has_substitution(&placeholders) => Text::Unresolved(text.into()),
        ValueKind::String => Text::Literal(text.into()),
        ValueKind::Null | ValueKind::Missing => Text::Missing,
        ValueKind::Object if value.members().next().is_none() => Text::Missing,
        _ => Text::OtherType(value.raw().into()),
    };
    written(text, key, value, placeholders, places)
}

fn expression<'a>(key: Value<'a>, value: Value<'a>, places: &mut Places<'a>) -> SourceText {
    let text = value.scalar_text();
    let mut placeholders = Placeholder::all_in(value, &text, resolved_at_deployment);
    note_compared(value, &text, &mut placeholders);
    let constant = architect::constant(&text);
    let literal = constant.as_ref().and_then(|constant| constant.literal.clone()).filter(|range| !range.is_empty());
    let text = match value.kind() {
        ValueKind::Null | ValueKind::Missing => Text::Missing,
        ValueKind::Array | ValueKind::Object => Text::OtherType(value.raw().into()),
        _ if text.trim().is_empty() => Text::Missing,
        _ => match constant {
            Some(constant) if has_substitution(&placeholders) => Text::Unresolved(constant.value.into()),
            Some(constant) => Text::Constant(constant.value.into()),
            None => Text::Computed(text.into()),
        },
    };
    let written = written(text, key, value, placeholders, places);
    match literal {
        Some(range) => SourceText { place: Place { span: value.span_within(range), ..written.place }, ..written },
        None => written,
    }
}

/// Notes which of the placeholders of an expression are in strings that it compares or searches for.
fn note_compared(value: Value<'_>, text: &str, placeholders: &mut [Placeholder]) {
    if placeholders.is_empty() {
        return;
    }
    let (compared, locator) = (architect::parse(text).compared(), value.locator());
    for placeholder in placeholders {
        placeholder.is_compared = compared.contains(locator.text_offset(text, placeholder.span.start));
    }
}

fn has_substitution(placeholders: &[Placeholder]) -> bool {
    placeholders.iter().any(|template| template.replaced == ReplacedAt::Deployment)
}

/// `text` at its scalar, or at the key if it has no value.
fn written<'a>(
    text: Text,
    key: Value<'a>,
    value: Value<'a>,
    placeholders: Vec<Placeholder>,
    places: &mut Places<'a>,
) -> SourceText {
    let is_scalar = !matches!(value.kind(), ValueKind::Array | ValueKind::Object | ValueKind::Missing);
    let is_written = value.span() != Span::at(value.span().start as usize);
    SourceText {
        text,
        place: places.of(if is_written { value } else { key }),
        scalar: (is_scalar && is_written).then(|| Scalar::of(value)),
        placeholders,
    }
}
