//! Reads the calls and transfers of a flow from its tree, with the inputs that they pass and the outputs that they
//! read; and the contracts of data actions that an export contains.

use rustc_hash::FxHashSet;

use super::position::archy::{self, Position};
use super::position::configuration;
use super::unset;
use super::{Variable, Variables};
use crate::artifact::call::{Argument, Call, Callee, Interface, Parameter, Unfinished, ValueType};
use crate::artifact::data_action::contract;
use crate::artifact::data_action::model::Contract;
use crate::artifact::nav::{containers, member};
use crate::artifact::path;
use crate::artifact::{ArtifactKind, Derived};
use crate::expr::placeholder;
use crate::knowledge::flow_types;
use crate::syntax::{Tree, Value, ValueKind};
use crate::text::Span;

/// An action that calls.
struct Action {
    callee: Callee,
    /// Its key in Archy, and the key below it that names the target.
    archy: (&'static str, &'static str),
    /// Its `__type` in a flow configuration, and the keys of the id and the name of what is called.
    configuration: (&'static str, &'static str, &'static str),
}

/// Observed in published flows of both forms; `transferToFlowSecure` has been seen in Archy alone.
static ACTIONS: &[Action] = &[
    Action {
        callee: Callee::DataAction,
        archy: ("callData", "category"),
        configuration: ("DataAction", "actionId", "actionName"),
    },
    Action {
        callee: Callee::CommonModule,
        archy: ("callCommonModule", "commonModule"),
        configuration: ("CallCommonModuleAction", "flowId", "flowName"),
    },
    Action {
        callee: Callee::BotFlow,
        archy: ("callBotFlow", "botFlow"),
        configuration: ("CallBotFlowAction", "flowId", "flowName"),
    },
    Action {
        callee: Callee::DigitalBotFlow,
        archy: ("callDigitalBotFlow", "digitalBotFlow"),
        configuration: ("CallDigitalBotFlowAction", "flowId", "flowName"),
    },
    Action {
        callee: Callee::Script,
        archy: ("setScreenPop", "screenPopScript"),
        configuration: ("ScreenPopAction", "screenPopId", "screenPopName"),
    },
    Action {
        callee: Callee::Flow,
        archy: ("transferToFlow", "targetFlow"),
        configuration: ("TransferFlowAction", "flowId", "flowName"),
    },
    Action {
        callee: Callee::Flow,
        archy: ("transferToFlowSecure", "targetFlow"),
        configuration: ("TransferFlowSecureAction", "flowId", "flowName"),
    },
];

/// Those of a flow in Archy YAML. The key of what is called is its name:
/// `callData: {category: {Integration: {dataAction: {Name: {inputs: …}}}}}`,
/// `callCommonModule: {commonModule: {Name: {ver_latestPublished: {inputs: …}}}}`,
/// `setScreenPop: {screenPopScript: {Name: {inputs: …}}}`, `transferToFlow: {targetFlow: {name: Name}}`.
pub(super) fn archy(derived: &Derived<'_>, variables: &Variables) -> Vec<Call> {
    let kind_of = |key: Value<'_>| {
        let exact = ACTIONS.iter().find(|action| key.is_str(action.archy.0));
        exact.or_else(|| archy::misspelt(key).and_then(|meant| ACTIONS.iter().find(|action| action.archy.0 == meant)))
    };
    let actions = derived.positions().actions();
    actions.filter_map(|(action, position)| archy_call(kind_of(action.key()?)?, action, variables, position)).collect()
}

fn archy_call<'a>(kind: &Action, action: Value<'a>, variables: &Variables, position: Position<'a>) -> Option<Call> {
    let mut category = None;
    let (name, settings) = match (kind.callee, member(action, kind.archy.1)?) {
        (Callee::Flow, target) => {
            let name = member(target, "name")?;
            (name, name)
        }
        (Callee::DataAction, integrations) => {
            let (integration, actions) = integrations.members().next()?;
            category = Some(integration);
            member(actions, "dataAction")?.members().next()?
        }
        (Callee::Script, target) => target.members().next()?,
        (_, target) => {
            let (name, versions) = target.members().next()?;
            (name, versions.members().next().map_or(versions, |(_, settings)| settings))
        }
    };
    let arguments = |key| {
        let members = member(settings, key).into_iter().flat_map(Value::members);
        members.map(|(name, value)| archy_argument(name, value, variables))
    };
    let outputs = if kind.callee == Callee::DataAction { "successOutputs" } else { "outputs" };
    let text = |name: Value<'_>| Box::<str>::from(name.scalar_text());
    let is_deployed = category.into_iter().chain([name]).any(|name| known(name).is_none());
    Some(Call {
        callee: kind.callee,
        id: None,
        category: category.and_then(known).map(|(name, _)| name),
        name: known(name).map(|(name, _)| name),
        written: is_deployed.then(|| Box::new(Unfinished { category: category.map(text), name: text(name) })),
        span: name.content_span(),
        inputs: arguments("inputs").flatten().collect(),
        outputs: arguments(outputs).flatten().collect(),
        is_complete: arguments("inputs").all(|argument| argument.is_some()),
        path: position.steps().into(),
    })
}

fn archy_argument(name: Value<'_>, value: Value<'_>, variables: &Variables) -> Option<Argument> {
    let written = member(value, "exp").or_else(|| member(value, "var")).unwrap_or(value);
    let variable = written.as_str();
    let mut kinds = variable.iter().flat_map(|name| variables.named(name.trim()));
    // Each task and state may have a variable of the name.
    let first = kinds.next().map(|it| &it.kind);
    let kind = first.filter(|kind| kinds.all(|it| it.kind == **kind)).and_then(|kind| ValueType::of(kind));
    let is_bound = member(value, "noValue").is_none() && !matches!(value.kind(), ValueKind::Null | ValueKind::Missing);
    known(name).map(|(name, span)| Argument { name, span, kind, is_bound })
}

/// Those of a flow configuration. Embedded modules have their own flow.
pub(super) fn configuration(tree: &Tree<'_>) -> Vec<Call> {
    let actions = containers(tree.root()).filter_map(|it| member(it, "actionList")).flat_map(Value::items);
    let choices = containers(tree.root()).filter_map(|it| member(it, "menuChoiceList")).flat_map(Value::items);
    let of_choices = choices.filter_map(|choice| member(choice, "action"));
    actions.chain(of_choices).filter_map(configuration_call).collect()
}

fn configuration_call(action: Value<'_>) -> Option<Call> {
    let kind = member(action, "__type")?.as_str()?;
    let kind = ACTIONS.iter().find(|it| it.configuration.0 == kind)?;
    let (_, id, name) = kind.configuration;
    let name = member(action, name)?;
    let text = |value: Option<Value<'_>>| value.and_then(Value::as_str).map(Box::<str>::from);
    let arguments = |key| {
        let items = member(action, key).into_iter().flat_map(Value::items);
        items.map(|item| configuration_argument(member(item, "name")?, member(item, "value")))
    };
    Some(Call {
        callee: kind.callee,
        id: text(member(action, id)),
        category: text(member(action, "category").and_then(|category| member(category, "name"))),
        name: text(Some(name)),
        written: None,
        span: name.content_span(),
        inputs: arguments("inputs").flatten().collect(),
        outputs: arguments("outputs").flatten().collect(),
        is_complete: arguments("inputs").all(|argument| argument.is_some()),
        path: configuration::of(action)?.steps().into(),
    })
}

fn configuration_argument(name: Value<'_>, value: Option<Value<'_>>) -> Option<Argument> {
    let is_empty = |value: Value<'_>| member(value, "config").is_some_and(|config| member(config, "emp").is_some());
    let is_bound = value.is_some_and(|value| !is_empty(value));
    let kind = value.filter(|_| is_bound).and_then(|value| member(value, "type")).and_then(Value::as_str);
    known(name).map(|(name, span)| Argument { name, span, kind: kind.and_then(|kind| ValueType::of(&kind)), is_bound })
}

/// The contracts of data actions as they were when a flow was exported
/// (`uiMetaData.actionServiceActions[]`, observed in published exports).
pub(super) fn snapshots(root: Value<'_>) -> Vec<Interface> {
    let actions = member(root, "uiMetaData").and_then(|it| member(it, "actionServiceActions"));
    actions.into_iter().flat_map(Value::items).filter_map(snapshot).collect()
}

fn snapshot(action: Value<'_>) -> Option<Interface> {
    let text = |key| member(action, key).and_then(Value::as_str).map(Box::<str>::from);
    let name = member(action, "name")?;
    let schema = |keys: [&str; 2]| member(action, "contract")?.at(&keys)?.get("schema");
    Some(Interface {
        callee: Callee::DataAction,
        id: text("id"),
        category: text("category"),
        name: name.as_str()?.into(),
        span: name.content_span(),
        path: path::of(ArtifactKind::FlowConfiguration, action),
        inputs: contract::inputs(Contract { schema: schema(["input", "inputSchemaFlattened"]) }),
        outputs: contract::outputs(schema(["output", "successSchemaFlattened"])),
        attributes: None,
        is_open: true,
    })
}

/// The interface of a flow, by its name as written.
pub(super) fn interface(derived: &Derived<'_>, name: Value<'_>, flow_type: &str, variables: &[Variable]) -> Interface {
    let callee = match flow_types::by_archy(flow_type).map(|row| row.configuration) {
        Some("commonmodule") => Callee::CommonModule,
        Some("bot") => Callee::BotFlow,
        Some("digitalbot") => Callee::DigitalBotFlow,
        _ => Callee::Flow,
    };
    let needed = match callee {
        Callee::CommonModule => unset::needed_inputs(derived),
        _ => FxHashSet::default(),
    };
    let side = |is_in: fn(&Variable) -> bool| {
        let parameter = |it: &Variable| Parameter {
            name: it.name.clone(),
            span: it.span,
            kind: ValueType::of(&it.kind),
            is_required: needed.contains(&it.name.to_lowercase()),
        };
        let mut side: Vec<_> = variables.iter().filter(|it| is_in(it)).map(parameter).collect();
        side.sort_by(|one, other| one.name.cmp(&other.name));
        Some(side)
    };
    Interface {
        callee,
        id: None,
        category: None,
        name: name.scalar_text().into(),
        span: name.content_span(),
        path: path::of(derived.kind, name),
        inputs: side(|it| it.is_input),
        outputs: side(|it| it.is_output),
        attributes: None,
        is_open: true,
    }
}

/// A name that is known before deployment.
fn known(name: Value<'_>) -> Option<(Box<str>, Span)> {
    let text = name.scalar_text();
    let is_known = name.kind() == ValueKind::String && placeholder::find(&text).is_empty();
    is_known.then(|| (text.into(), name.content_span()))
}
