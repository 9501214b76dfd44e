//! In: the calls of a project, and what can be called in it. Out: findings about names and types that do not agree.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use crate::artifact::ArtifactKind;
use crate::artifact::call::{Argument, Call, Callee, Parameter, ValueType};
use crate::diagnostic::{Diagnostic, Location, Place, Severity};
use crate::rules::WorkspaceContext;
use crate::wording::{closest, quote};
use crate::workspace::Callable;

/// Which half of an interface is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::rules) enum Direction {
    Input,
    Output,
}

/// A call whose callee the project has.
pub(in crate::rules) struct Found<'a> {
    /// The file of the call.
    pub file: &'a Arc<str>,
    /// What calls, in words: `Call Data Action`.
    pub caller: &'static str,
    pub call: &'a Call,
    pub callable: Callable<'a>,
}

/// The calls of what is one of `callees`, as far as the project tells what they mean.
pub(in crate::rules) fn calls<'a>(cx: &WorkspaceContext<'a>, callees: &[Callee]) -> Vec<Found<'a>> {
    let callables = cx.shared.callables();
    let files = cx.workspace.files();
    let calls = files.flat_map(|(file, facts)| facts.calls.iter().map(move |call| (file, facts.kind, call)));
    let found = calls.filter(|(_, _, call)| callees.contains(&call.callee)).filter_map(|(file, kind, call)| {
        let callable = callables.called(call)?;
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

/// The findings about one side of the calls of what is one of `callees`.
pub(in crate::rules) fn check(cx: &WorkspaceContext<'_>, side: Direction, callees: &[Callee]) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for found in calls(cx, callees) {
        let interface = found.callable.interface;
        let (passed, parameters) = match side {
            Direction::Input => (&found.call.inputs, &interface.inputs),
            Direction::Output => (&found.call.outputs, &interface.outputs),
        };
        let Some(parameters) = parameters else { continue };
        let before = findings.len();
        for argument in passed {
            match parameters.iter().find(|it| found.is_same(&it.name, &argument.name)) {
                Some(parameter) => findings.extend(found.wrong_type(cx, side, argument, parameter)),
                None => findings.push(found.missing(cx, side, argument, parameters)),
            }
        }
        // A name that is wrong may be that of the input that is not filled.
        if side == Direction::Input && found.call.is_complete && findings.len() == before {
            findings.extend(found.unbound(cx, parameters));
        }
    }
    findings
}

impl Found<'_> {
    /// Names in contracts and scripts distinguish case; those of variables of flows do not.
    fn is_same(&self, one: &str, other: &str) -> bool {
        match self.call.callee {
            Callee::DataAction | Callee::Script => one == other,
            _ => one.eq_ignore_ascii_case(other),
        }
    }

    /// What is called, in words.
    pub(in crate::rules) fn called(&self) -> String {
        let interface = self.callable.interface;
        format!("the {} {}", interface.callee.label(), quote(&interface.name))
    }

    fn missing(
        &self,
        cx: &WorkspaceContext<'_>,
        side: Direction,
        argument: &Argument,
        known: &[Parameter],
    ) -> Diagnostic {
        let (verb, what) = match (side, self.call.callee) {
            (Direction::Input, Callee::Script) => ("fills", "variable"),
            (Direction::Input, _) => ("passes", "input"),
            (Direction::Output, _) => ("takes", "output"),
        };
        let owner = self.called();
        let message = format!("{} {verb} the {what} {}, which {owner} lacks", self.caller, quote(&argument.name));
        let label = format!("no such {what}");
        let names: Vec<&str> = known.iter().map(|it| it.name.as_ref()).collect();
        let meant = closest(&argument.name, &names);
        let parameter = known.iter().find(|it| Some(it.name.as_ref()) == meant);
        let diagnostic = self.finding(cx, argument, message, label);
        match parameter {
            Some(meant) => diagnostic
                .with_related(self.place(meant), format!("the {} has {}", self.call.callee.label(), quote(&meant.name)))
                .with_help(format!("did you mean {}?", quote(&meant.name))),
            None => diagnostic
                .with_related(self.callable.location(), format!("the {} is here", self.call.callee.label()))
                .with_help(format!("add the {what} to {owner}, or remove it here")),
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
        let (fits, message) = match side {
            Direction::Input => (
                own.fits(wanted),
                format!(
                    "{} gives {} to {}, which is {}",
                    self.caller,
                    article(own),
                    quote(&argument.name),
                    article(wanted)
                ),
            ),
            Direction::Output => (
                wanted.fits(own),
                format!(
                    "{} puts the output {}, which is {}, into a variable for {}",
                    self.caller,
                    quote(&argument.name),
                    article(wanted),
                    article(own)
                ),
            ),
        };
        let diagnostic = self
            .finding(cx, argument, message, "of another type")
            .with_related(self.place(parameter), format!("{} here", article(wanted)));
        // Whether Architect converts on its own is not documented for every pair of types.
        let diagnostic = diagnostic.with_severity(Severity::Warning);
        (!fits).then(|| diagnostic.with_help(format!("use a value of the type {}", wanted.label())))
    }

    /// The required inputs that a call does not fill.
    fn unbound(&self, cx: &WorkspaceContext<'_>, parameters: &[Parameter]) -> Vec<Diagnostic> {
        let bound = self.call.inputs.iter().filter(|it| it.is_bound);
        let bound: FxHashSet<&str> = bound.map(|it| it.name.as_ref()).collect();
        let open = parameters.iter().filter(|it| it.is_required && !bound.contains(it.name.as_ref()));
        open.map(|parameter| {
            let name = quote(&parameter.name);
            let message = format!("{} does not fill the input {name}, which {} requires", self.caller, self.called());
            let empty = self.call.inputs.iter().find(|it| it.name == parameter.name);
            let span = empty.map_or(self.call.span, |it| it.span);
            let place = Place::in_artifact(span, &self.call.path);
            cx.diagnostic(self.file, &place, message, format!("{name} is empty"), &parameter.name)
                .with_related(self.place(parameter), "required here")
                .with_help(format!("give {name} a value"))
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
