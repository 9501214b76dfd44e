//! Determines whether a known path of transfers, calls and hand-overs leads from a place that sets an attribute to one
//! that gets it.
//!
//! The nodes of the graph are files. A transfer leads one way; a call leads back, too, and so does a transfer to a secure
//! flow. No file contains the queues, so every flow leads to all in-queue flows, scripts and surveys.

use rustc_hash::{FxHashMap, FxHashSet};

use super::readers::{is_written_by_platform, is_written_outside};
use crate::artifact::call::{Call, Callee};
use crate::artifact::{ArtifactKind, Facts, Via};
use crate::workspace::{AttributeUseRef, Callables, Spelling, Workspace, names_read};

/// How a value may get to a place that gets an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// Only through a flow or module that the project does not have.
    Outside,
    /// On no path that is known.
    None,
}

/// How many connections are followed for all attributes together. In a project with more, all paths count as known.
const MOST: usize = 20_000_000;

/// The places that get an attribute that the project sets, and to which no known path leads from one that sets it, in the
/// order of the attributes.
pub(super) fn unrouted(workspace: &Workspace) -> Vec<(AttributeUseRef<'_>, Route)> {
    let apart = |spelling: &Spelling<'_>| {
        let sets: FxHashSet<&str> = spelling.writers().map(|it| &**it.file).collect();
        spelling.readers().any(|reader| follows_calls(reader.usage.via) && !sets.contains(&**reader.file))
    };
    let spellings: Vec<Spelling<'_>> = workspace.spellings().filter(apart).collect();
    if spellings.is_empty() {
        return Vec::new();
    }
    let graph = Graph::of(workspace);
    let mut budget = MOST;
    let mut found = Vec::new();
    for spelling in spellings {
        for is_script in [false, true] {
            let is_meant = |reader: &AttributeUseRef<'_>| {
                follows_calls(reader.usage.via) && reader.usage.via.is_script_variable() == is_script
            };
            let readers: Vec<_> = spelling.readers().filter(is_meant).collect();
            let Some(first) = readers.first() else { continue };
            let Some(writers) = writers(workspace, first.usage.via, spelling.name) else { continue };
            let Some(reached) = graph.reached(&writers, &mut budget) else { return Vec::new() };
            let missed = readers.into_iter().filter(|reader| !graph.is_in(reader.file, &reached.nodes));
            let route = if reached.leads_outside { Route::Outside } else { Route::None };
            found.extend(missed.map(|reader| (reader, route)));
        }
    }
    found
}

/// Whether a value gets to a place with the conversation: others look at any conversation.
fn follows_calls(via: Via) -> bool {
    via == Via::ParticipantData || via.is_script_variable()
}

/// The files of the flows that set what `via` reads as `name`; `None` if nothing in the project sets it, or if something
/// sets it whose place in the conversation is not known.
fn writers<'a>(workspace: &'a Workspace, via: Via, name: &str) -> Option<FxHashSet<&'a str>> {
    if is_written_outside(workspace, via, name) || is_written_by_platform(via, name) {
        return None;
    }
    let names = names_read(via, name).filter_map(|name| workspace.spelling(&name));
    let writers: Vec<_> = names.flat_map(Spelling::writers).collect();
    let is_flow = writers.iter().all(|writer| writer.usage.via == Via::ParticipantData);
    (is_flow && !writers.is_empty()).then(|| writers.into_iter().map(|writer| &**writer.file).collect())
}

/// The connections between the files of a project.
struct Graph<'a> {
    numbers: FxHashMap<&'a str, usize>,
    /// For each file the files that it leads to; then those of the queue and of any flow.
    next: Vec<Vec<usize>>,
    /// Whether a file leads to something that the project does not have.
    leads_outside: Vec<bool>,
}

/// The files that can be reached.
struct Reached {
    nodes: Vec<bool>,
    leads_outside: bool,
}

impl<'a> Graph<'a> {
    fn of(workspace: &'a Workspace) -> Self {
        let numbers: FxHashMap<&str, usize> = workspace.files().map(|(file, _)| &**file).zip(0..).collect();
        let count = numbers.len();
        let mut graph = Graph { numbers, next: vec![Vec::new(); count + 2], leads_outside: vec![false; count] };
        let (queue, any) = (count, count + 1);
        let callables = workspace.callables();
        for (file, facts) in workspace.files() {
            let Some(own) = graph.numbers.get(&**file).copied() else { continue };
            if facts.kind == ArtifactKind::Script || facts.flow_type.as_deref().is_some_and(is_after_queue) {
                graph.connect(queue, own);
            }
            if facts.flow_type.is_some() {
                graph.connect(own, queue);
                graph.connect(any, own);
            }
            // Many calls of a file may have the same target, which may be many files.
            let mut seen = FxHashSet::default();
            let calls = facts.calls.iter().filter(|call| call.callee != Callee::DataAction);
            for call in calls.filter(|it| seen.insert((it.callee, &it.name, &it.category, &it.id))) {
                graph.add(workspace, &callables, (own, file, facts), call, any);
            }
        }
        graph
    }

    fn connect(&mut self, from: usize, to: usize) {
        if let Some(next) = self.next.get_mut(from) {
            next.push(to);
        }
    }

    fn add(
        &mut self,
        workspace: &Workspace,
        callables: &Callables<'_>,
        (own, file, facts): (usize, &str, &Facts),
        call: &Call,
        any: usize,
    ) {
        // An export and a flow in YAML may be the same flow: all of a name count.
        let named = call.name.as_deref().map(|name| callables.named(call.callee, name)).unwrap_or_default();
        let targets = if named.is_empty() { callables.candidates(file, call) } else { named.to_vec() };
        if targets.is_empty() {
            if call.name.is_none() && call.callee == Callee::Flow {
                self.connect(own, any);
            } else if let Some(leads_outside) = self.leads_outside.get_mut(own) {
                *leads_outside |= call.callee != Callee::Script;
            }
        }
        let is_secure = |facts: &Facts| facts.flow_type.as_deref() == Some("secureCall");
        for target in targets {
            let Some(number) = self.numbers.get(&**target.file).copied() else { continue };
            self.connect(own, number);
            let returns = match call.callee {
                Callee::Script | Callee::DataAction => false,
                Callee::CommonModule | Callee::BotFlow | Callee::DigitalBotFlow => true,
                Callee::Flow => is_secure(facts) || workspace.facts(target.file).is_some_and(|(_, it)| is_secure(it)),
            };
            if returns {
                self.connect(number, own);
            }
        }
    }

    /// The files that can be reached from some files; `None` once the budget is spent.
    fn reached(&self, from: &FxHashSet<&str>, budget: &mut usize) -> Option<Reached> {
        let mut reached = Reached { nodes: vec![false; self.next.len()], leads_outside: false };
        *budget = budget.checked_sub(self.next.len())?;
        let mut open: Vec<usize> = from.iter().filter_map(|file| self.numbers.get(file).copied()).collect();
        while let Some(at) = open.pop() {
            let Some(seen) = reached.nodes.get_mut(at).filter(|seen| !**seen) else { continue };
            *seen = true;
            reached.leads_outside |= self.leads_outside.get(at).copied().unwrap_or_default();
            let next = self.next.get(at).map_or(&[][..], Vec::as_slice);
            *budget = budget.checked_sub(next.len())?;
            open.extend(next);
        }
        Some(reached)
    }

    fn is_in(&self, file: &str, nodes: &[bool]) -> bool {
        self.numbers.get(file).is_none_or(|number| nodes.get(*number).copied().unwrap_or(true))
    }
}

/// Whether flows of a type run after or while a conversation waits in a queue, or after it.
fn is_after_queue(flow_type: &str) -> bool {
    flow_type.starts_with("inqueue")
        || matches!(flow_type, "surveyInvite" | "voiceSurvey" | "voicemail" | "workflow" | "workitem")
}
