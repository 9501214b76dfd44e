//! Compares the calls of a project with the interfaces of their targets and reports names and types that do not
//! match.

use std::borrow::Cow;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::artifact::ArtifactKind;
use crate::artifact::call::{Argument, Call, Callee, Interface, Parameter, ValueType};
use crate::diagnostic::{Diagnostic, Location, Place, Severity};
use crate::rules::context::WorkspaceContext;
use crate::text::Span;
use crate::text::compare::lower;
use crate::wording::{closest, did_you_mean, or_one_of, quote};
use crate::workspace::Callable;

/// The most required inputs that are reported for one call: any number of calls may refer to one data action.
const MAX_UNFILLED: usize = 100;

/// The half of an interface that is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::rules) enum Direction {
    Input,
    Output,
}

/// A call of something that the project contains.
pub(in crate::rules) struct Found<'a> {
    /// The file of the call.
    pub file: &'a Arc<str>,
    /// The caller, in words: `Call Data Action`.
    pub caller: &'static str,
    pub call: &'a Call,
    pub callable: Callable<'a>,
}

/// Finds the calls of one of `callees` that the project can resolve.
pub(in crate::rules) fn calls<'a>(cx: &WorkspaceContext<'a>, callees: &[Callee]) -> Vec<Found<'a>> {
    let files = cx.shared.callers().iter();
    let calls = files.flat_map(|&(file, facts)| facts.calls.iter().map(move |call| (file, facts.kind, call)));
    let found = calls.filter(|(_, _, call)| callees.contains(&call.callee)).filter_map(|(file, kind, call)| {
        let callable = cx.shared.callables().called(file, call)?;
        Some(Found { file, caller: caller(kind, call.callee), call, callable })
    });
    found.collect()
}

fn caller(kind: ArtifactKind, callee: Callee) -> &'static str {
    match callee {
        _ if kind == ArtifactKind::Script => "the script",
        Callee::DataAction => "Call Data Action",
        Callee::CommonModule => "Call Common Module",
        Callee::BotFlow => "Call Bot Flow",
        Callee::DigitalBotFlow => "Call Digital Bot Flow",
        Callee::Script => "Set Screen Pop",
        Callee::Flow => "Transfer to Flow",
    }
}

/// The inputs or outputs of what is called, by name.
struct Known<'a> {
    /// In the order of the interface.
    names: Vec<&'a str>,
    /// Names in contracts and scripts are case-sensitive, variables of flows are not.
    ignores_case: bool,
    by_name: FxHashMap<Cow<'a, str>, &'a Parameter>,
}

impl<'a> Known<'a> {
    fn new(callee: Callee, parameters: &'a [Parameter]) -> Self {
        let ignores_case = !matches!(callee, Callee::DataAction | Callee::Script);
        let names = parameters.iter().map(|it| it.name.as_ref()).collect();
        let mut known = Known { names, ignores_case, by_name: FxHashMap::default() };
        for parameter in parameters {
            known.by_name.entry(known.key(&parameter.name)).or_insert(parameter);
        }
        known
    }

    fn key<'n>(&self, name: &'n str) -> Cow<'n, str> {
        if self.ignores_case { lower(name) } else { Cow::Borrowed(name) }
    }

    fn get(&self, name: &str) -> Option<&'a Parameter> {
        self.by_name.get(&*self.key(name)).copied()
    }
}

/// Checks one side of the calls of one of `callees`.
pub(in crate::rules) fn check(cx: &WorkspaceContext<'_>, side: Direction, callees: &[Callee]) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    // Of each interface once: any number of calls may refer to one with any number of inputs.
    let mut interfaces: FxHashMap<*const Interface, Known<'_>> = FxHashMap::default();
    for found in calls(cx, callees) {
        let interface = found.callable.interface;
        let (passed, parameters) = match side {
            Direction::Input => (&found.call.inputs, &interface.inputs),
            Direction::Output => (&found.call.outputs, &interface.outputs),
        };
        let Some(parameters) = parameters else { continue };
        let known =
            interfaces.entry(std::ptr::from_ref(interface)).or_insert_with(|| Known::new(interface.callee, parameters));
        let before = findings.len();
        for argument in passed {
            match known.get(&argument.name) {
                Some(parameter) => findings.extend(found.wrong_type(cx, side, argument, parameter)),
                None => findings.push(found.missing(cx, side, argument, known)),
            }
        }
        // An unknown name may be a misspelling of the input that is not filled.
        if side == Direction::Input && found.call.is_complete && findings.len() == before {
            findings.extend(found.missing_inputs(cx, parameters));
        }
    }
    findings
}

impl Found<'_> {
    /// Names what is called: "data action `Order State`".
    pub(in crate::rules) fn called(&self) -> String {
        let interface = self.callable.interface;
        format!("{} {}", interface.callee.label(), quote(&interface.name))
    }

    fn missing(
        &self,
        cx: &WorkspaceContext<'_>,
        side: Direction,
        argument: &Argument,
        known: &Known<'_>,
    ) -> Diagnostic {
        let (what, effect) = match (side, self.call.callee) {
            (Direction::Input, Callee::Script) => ("variable", "the value is lost"),
            (Direction::Input, _) => ("input", "the value is lost"),
            (Direction::Output, _) => ("output", "the variable is never filled"),
        };
        let owner = self.called();
        let name = quote(&argument.name);
        let message = format!("{owner} has no {what} {name}, so {effect}");
        let meant = closest(&argument.name, &known.names);
        let parameter = meant.and_then(|meant| known.get(meant));
        let label = match (meant, self.call.callee) {
            (Some(meant), _) if meant.eq_ignore_ascii_case(&argument.name) => {
                format!("spelled {} there; names are case-sensitive", quote(meant))
            }
            (_, Callee::DataAction) => format!("not in the {what} contract"),
            _ => format!("unknown {what}"),
        };
        let help = did_you_mean(meant, or_one_of(format!("add {name} to the {what}s of {owner}"), &known.names));
        let diagnostic = self.finding(cx, argument, message, label).with_help(help);
        match parameter {
            Some(meant) => diagnostic.with_related(self.place(meant), format!("{} is here", quote(&meant.name))),
            None => {
                diagnostic.with_related(self.callable.location(), format!("the {} is here", self.call.callee.label()))
            }
        }
    }

    fn wrong_type(
        &self,
        cx: &WorkspaceContext<'_>,
        side: Direction,
        argument: &Argument,
        parameter: &Parameter,
    ) -> Option<Diagnostic> {
        let (own, wanted) = (argument.kind?, parameter.kind?);
        let fits = match side {
            Direction::Input => own.fits(wanted),
            Direction::Output => wanted.fits(own),
        };
        if fits {
            return None;
        }
        let (message, help) = match side {
            Direction::Input => (
                format!(
                    "input {} of {} expects {}, but gets {}",
                    quote(&argument.name),
                    self.called(),
                    article(wanted),
                    article(own)
                ),
                format!("convert the value first: `{}(…)`", conversion(wanted)),
            ),
            Direction::Output => (
                format!(
                    "output {} of {} is {}, but it is assigned to {} variable",
                    quote(&argument.name),
                    self.called(),
                    article(wanted),
                    article(own)
                ),
                format!(
                    "assign it to {} variable, and convert it afterwards with `{}(…)`",
                    article(wanted),
                    conversion(own)
                ),
            ),
        };
        let diagnostic = self
            .finding(cx, argument, message, "type mismatch")
            .with_related(self.place(parameter), format!("declared as {} here", article(wanted)));
        // Whether Architect converts automatically is not documented for every pair of types.
        Some(diagnostic.with_severity(Severity::Warning).with_help(help))
    }

    /// Reports the required inputs that a call does not fill.
    fn missing_inputs(&self, cx: &WorkspaceContext<'_>, parameters: &[Parameter]) -> Vec<Diagnostic> {
        let listed: FxHashMap<&str, Span> = self.call.inputs.iter().map(|it| (it.name.as_ref(), it.span)).collect();
        let is_contract = matches!(self.call.callee, Callee::DataAction | Callee::Script);
        // Only contracts and scripts distinguish capitalisation.
        let key = |name: &str| if is_contract { name.to_owned() } else { name.to_lowercase() };
        let bound: FxHashSet<String> =
            self.call.inputs.iter().filter(|it| it.is_bound).map(|it| key(&it.name)).collect();
        let open = parameters.iter().filter(|it| it.is_required && !bound.contains(&key(&it.name)));
        open.take(MAX_UNFILLED)
            .map(|parameter| {
                let name = quote(&parameter.name);
                let unfilled = format!("{} does not fill input {name}", self.caller);
                let label = format!("{name} is empty");
                let help = format!("enter a value for {name}");
                if !is_contract {
                    let message = format!("{unfilled}, but {} uses it without checking that it is set", self.called());
                    let place = Place::in_artifact(self.call.span, &self.call.path);
                    return cx
                        .diagnostic(self.file, &place, message, label, &parameter.name)
                        .with_severity(Severity::Warning)
                        .with_related(self.place(parameter), "has no initial value")
                        .with_help(format!("{help}, or give the input an initial value"));
                }
                let message = format!("{unfilled}, which {} requires", self.called());
                let span = listed.get(parameter.name.as_ref()).copied().unwrap_or(self.call.span);
                let place = Place::in_artifact(span, &self.call.path);
                cx.diagnostic(self.file, &place, message, label, &parameter.name)
                    .with_related(self.place(parameter), "required here")
                    .with_help(help)
            })
            .collect()
    }

    fn finding(
        &self,
        cx: &WorkspaceContext<'_>,
        argument: &Argument,
        message: String,
        label: impl Into<String>,
    ) -> Diagnostic {
        let place = Place::in_artifact(argument.span, &self.call.path);
        cx.diagnostic(self.file, &place, message, label, &argument.name)
    }

    fn place(&self, parameter: &Parameter) -> Location {
        self.callable.place(parameter.span)
    }
}

fn article(kind: ValueType) -> String {
    let article = if kind == ValueType::Integer { "an" } else { "a" };
    format!("{article} {}", kind.label())
}

/// The function of Architect expressions that converts a value to this type.
fn conversion(kind: ValueType) -> &'static str {
    match kind {
        ValueType::String => "ToString",
        ValueType::Integer => "ToInt",
        ValueType::Number => "ToDecimal",
        ValueType::Boolean => "ToBool",
    }
}
