//! Builds the graph of the actions of a flow: which action can follow which.
//!
//! In Archy YAML the actions of a path are a list below the action that branches. In a flow configuration all actions
//! of a container are one list; each refers to the next one by its id, and the paths of an action to their first one
//! (observed in published exports). Both result in the same graph. An action after a branch always counts as
//! reachable.

use rustc_hash::FxHashMap;

use super::position::archy;
use crate::artifact::nav::{ancestors, containers, member};
use crate::artifact::{ArtifactKind, Derived};
use crate::knowledge::actions::{configuration_key, ends_path};
use crate::syntax::{Tree, Value, ValueKind};

/// An action of a flow.
#[derive(Clone, Debug)]
pub struct Action<'a> {
    /// Its settings.
    pub value: Value<'a>,
    /// The value that identifies the action for a person: its name, otherwise its settings.
    pub label: Value<'a>,
    /// Its type, as Archy spells it.
    pub kind: Box<str>,
    /// The number of the action that follows it in the same list.
    pub next: Option<usize>,
    /// The numbers of the actions with which its paths begin.
    pub paths: Vec<usize>,
    /// The number of the action that ends the path before it, where nothing else leads here.
    pub behind: Option<usize>,
}

/// The actions of a flow and their order. Embedded modules are flows of their own and not in it.
#[derive(Clone, Debug, Default)]
pub struct Control<'a> {
    pub actions: Vec<Action<'a>>,
    numbers: FxHashMap<Value<'a>, usize>,
    /// The actions with which tasks and states begin.
    entries: Vec<usize>,
}

/// How deep paths may be in each other.
const PATHS_IN_PATHS: usize = 64;

impl<'a> Control<'a> {
    /// The order of the actions of a flow; nothing for anything else.
    pub(in crate::artifact) fn of(derived: &Derived<'a>) -> Self {
        let mut control = Control::default();
        let entries = match derived.kind {
            ArtifactKind::ArchyYaml => control.read_archy(derived.tree),
            ArtifactKind::Export | ArtifactKind::FlowConfiguration => control.read_configuration(derived.tree.root()),
            _ => Vec::new(),
        };
        control.find_ends(entries.clone());
        control.entries = entries;
        control
    }

    /// The actions of a flow configuration that end or repeat a loop and are on no path of one. None if the path of a loop is
    /// unknown.
    #[must_use]
    pub fn outside_loops(root: Value<'a>) -> Vec<Value<'a>> {
        let mut control = Control::default();
        control.read_configuration(root);
        let loops = || control.actions.iter().filter(|action| is_type(action.value, "LoopAction"));
        if loops().any(|action| action.paths.is_empty()) {
            return Vec::new();
        }
        let mut is_inside = vec![false; control.actions.len()];
        let bodies = loops().flat_map(|action| action.paths.iter().copied()).collect();
        control.mark_reachable(bodies, &mut is_inside, None);
        let ends =
            |action: &Action<'_>| ["ExitLoopAction", "NextLoopAction"].iter().any(|it| is_type(action.value, it));
        let outside = control.actions.iter().zip(is_inside).filter(|(action, is_inside)| !is_inside && ends(action));
        outside.map(|(action, _)| action.value).collect()
    }

    /// The index of the innermost action that is or contains `value`.
    #[must_use]
    pub fn around(&self, value: Value<'a>) -> Option<usize> {
        ancestors(value).find_map(|value| self.numbers.get(&value).copied())
    }

    /// For each action, whether it may run before this one in the same task or state.
    #[must_use]
    pub fn before(&self, action: usize) -> Vec<bool> {
        let mut owners: Vec<Option<usize>> = vec![None; self.actions.len()];
        for (owner, action) in self.actions.iter().enumerate() {
            for path in &action.paths {
                let mut next = Some(*path);
                while let Some(number) = next {
                    let Some(free @ None) = owners.get_mut(number) else { break };
                    *free = Some(owner);
                    next = self.actions.get(number).and_then(|it| it.next);
                }
            }
        }
        let after = |action: usize| {
            // At the end of a path the action goes on that the path belongs to.
            let around = std::iter::successors(Some(action), |it| owners.get(*it).copied().flatten());
            around.take(PATHS_IN_PATHS).find_map(|it| self.actions.get(it).and_then(|it| it.next))
        };
        let mut earlier: Vec<Vec<usize>> = vec![Vec::new(); self.actions.len()];
        for (number, action) in self.actions.iter().enumerate() {
            for later in action.paths.iter().copied().chain(after(number)) {
                earlier.get_mut(later).into_iter().for_each(|it| it.push(number));
            }
        }
        let mut is_before = vec![false; self.actions.len()];
        let mut open = earlier.get(action).cloned().unwrap_or_default();
        while let Some(number) = open.pop() {
            let Some(known) = is_before.get_mut(number).filter(|it| !**it) else { continue };
            *known = true;
            open.extend(earlier.get(number).into_iter().flatten());
        }
        is_before
    }

    /// For each action, the one that leads to it, if the task or state does not begin with it and no other one does.
    #[must_use]
    pub fn only_leads(&self) -> Vec<Option<usize>> {
        let mut count = vec![0_usize; self.actions.len()];
        let mut leads = vec![None; self.actions.len()];
        for (number, action) in self.actions.iter().enumerate() {
            for later in action.paths.iter().copied().chain(action.next) {
                count.get_mut(later).into_iter().for_each(|it| *it += 1);
                leads.get_mut(later).into_iter().for_each(|it| *it = Some(number));
            }
        }
        for entry in &self.entries {
            count.get_mut(*entry).into_iter().for_each(|it| *it += 1);
        }
        leads.into_iter().zip(count).map(|(lead, count)| lead.filter(|_| count == 1)).collect()
    }

    fn add(&mut self, value: Value<'a>, kind: Box<str>) -> usize {
        let label = member(value, "name").filter(|name| name.kind() == ValueKind::String).unwrap_or(value);
        let number = self.actions.len();
        self.actions.push(Action { value, label, kind, next: None, paths: Vec::new(), behind: None });
        self.numbers.insert(value, number);
        number
    }

    /// Reads a flow in Archy YAML. Returns the first actions of the lists that do not belong to an action.
    fn read_archy(&mut self, tree: &'a Tree<'a>) -> Vec<usize> {
        let mut entries = Vec::new();
        // An action comes before the lists in it, so that it is known when they are read.
        for list in tree.values().filter(|value| value.kind() == ValueKind::Array) {
            let is_list = list.key().is_some_and(|key| archy::is_action_list(&key.scalar_text()));
            if !is_list {
                continue;
            }
            let owner = self.around(list);
            let is_sequence = !list.key().is_some_and(|key| key.is_str(archy::CHOICES));
            let mut before: Option<usize> = None;
            for (kind, body) in list.items().filter_map(|item| item.members().next()) {
                let number = self.add(body, archy::meant(&kind.scalar_text()).into());
                match (before.filter(|_| is_sequence).and_then(|before| self.actions.get_mut(before)), owner) {
                    (Some(before), _) => before.next = Some(number),
                    (None, Some(owner)) => self.actions.get_mut(owner).into_iter().for_each(|it| it.paths.push(number)),
                    (None, None) => entries.push(number),
                }
                before = Some(number);
            }
        }
        entries
    }

    /// Reads a flow configuration; returns the actions with which its containers begin.
    fn read_configuration(&mut self, root: Value<'a>) -> Vec<usize> {
        let mut entries = Vec::new();
        for container in containers(root) {
            let mut ids = FxHashMap::default();
            let start = self.actions.len();
            for action in member(container, "actionList").into_iter().flat_map(Value::items) {
                let Some(kind) = member(action, "__type").and_then(Value::as_str) else { continue };
                let number = self.add(action, configuration_key(&kind).into());
                ids.extend(member(action, "id").and_then(Value::as_str).map(|id| (id, number)));
            }
            let number = |id: Option<Value<'a>>| ids.get(&id?.as_str()?).copied();
            for action in self.actions.iter_mut().skip(start) {
                action.next = number(member(action.value, "nextAction"));
                let one = member(action.value, "path").into_iter();
                let paths = one.chain(member(action.value, "paths").into_iter().flat_map(Value::items));
                action.paths = paths.filter_map(|path| number(member(path, "nextActionId"))).collect();
            }
            entries.extend(number(member(container, "startAction")));
        }
        entries
    }

    /// Finds the actions that come after one that ends the path and cannot be reached in another way.
    fn find_ends(&mut self, entries: Vec<usize>) {
        let mut is_reached = vec![false; self.actions.len()];
        self.mark_reachable(entries, &mut is_reached, None);
        for end in 0..self.actions.len() {
            let Some(action) = self.actions.get(end).filter(|action| ends_path(&action.kind)) else { continue };
            if is_reached.get(end) == Some(&true) {
                self.mark_reachable(action.next.into_iter().collect(), &mut is_reached, Some(end));
            }
        }
    }

    /// Marks all actions that can be reached from `open` and are not marked yet. With `end`, the actions are recorded
    /// as unreachable because of it; without, an action that ends the path leads to nothing.
    fn mark_reachable(&mut self, mut open: Vec<usize>, is_reached: &mut [bool], end: Option<usize>) {
        while let Some(number) = open.pop() {
            let Some(reached) = is_reached.get_mut(number).filter(|reached| !**reached) else { continue };
            *reached = true;
            let Some(action) = self.actions.get_mut(number) else { continue };
            action.behind = end;
            open.extend(&action.paths);
            open.extend(action.next.filter(|_| end.is_some() || !ends_path(&action.kind)));
        }
    }
}

fn is_type(action: Value<'_>, kind: &str) -> bool {
    member(action, "__type").is_some_and(|it| it.is_str(kind))
}
