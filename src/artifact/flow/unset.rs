//! Finds the operands that need a value in the expressions of a flow, and get a variable that may have none.
//!
//! A variable counts only if nothing that runs before could be meant to give or to check its value.

use rustc_hash::{FxHashMap, FxHashSet};

use super::canonical::Canonical;
use super::control::Control;
use super::expressions::{Assignment, Container, Filler, Sources};
use super::json::item_of;
use super::variables::{Key, key, names_any};
use crate::artifact::nav::{key_is, member};
use crate::artifact::{ArtifactKind, Derived, Facts, place};
use crate::diagnostic::Place;
use crate::expr::architect::{self, NodeKind, Types};
use crate::knowledge::expressions::{BOOLEAN, Type};
use crate::syntax::Value;
use crate::text::Span;

/// An operand that must have a value, but has none if an attribute is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unguarded {
    /// The position of the Get among the attribute uses of the file.
    pub usage: usize,
    /// The variable that it fills, with its scope, as written in the expression.
    pub variable: Box<str>,
    /// The function or operator: `Lower`, `+`.
    pub function: Box<str>,
    pub place: Place,
}

/// The number of operands for which earlier actions are searched. A flow that people build has far fewer.
const SEARCHES: usize = 200;

/// Actions that read variables and decide nothing: their author has not thought of a missing value.
const PLAIN: [&str; 4] = ["setParticipantData", "setConversationData", "playAudio", "sendResponse"];

/// A place in an expression that names a variable.
struct Mention<'a> {
    expression: usize,
    name: String,
    span: Span,
    value: Value<'a>,
    container: Container<'a>,
    /// The operation that needs a value here.
    needed_by: Option<String>,
    /// Whether something true or false depends on it.
    is_tested: bool,
    /// Whether it is the whole expression.
    is_whole: bool,
}

/// The operands that need a value and get a variable that Get Participant Data or Get Conversation Data leaves without one
/// if the attribute is missing.
pub(super) fn operands(facts: &Facts, derived: &Derived<'_>) -> Vec<Unguarded> {
    if !facts.uses.iter().any(|it| it.target.is_some()) {
        return Vec::new();
    }
    let sources = derived.sources();
    if !sources.is_whole() {
        return Vec::new();
    }
    let expressions = derived.canonical();
    let (assignments, with_value) = (sources.assignments_by_variable(), sources.names_with_value());
    let targets = facts.uses.iter().enumerate().rev().filter_map(|(number, it)| Some((it.target.as_ref()?, number)));
    let usages: FxHashMap<Span, usize> = targets.map(|(target, number)| (target.place.span, number)).collect();
    let is_get = |it: &&Assignment<'_>| it.by == Filler::Get;
    let gets = sources.assignments().iter().filter(is_get).map(|get| key(&get.name, get.container));
    let wanted: FxHashSet<Key<'_>> = gets.filter(|(name, _)| !with_value.contains(name)).collect();
    let mentions = mentions(sources, expressions, &wanted);
    let mut seen = FxHashSet::default();
    let mut searches = SEARCHES;
    let mut found = Vec::new();
    for get in sources.assignments().iter().filter(is_get) {
        let key = key(&get.name, get.container);
        let Some(mentions) = mentions.get(&key).filter(|_| seen.insert(key.clone())) else { continue };
        let usage = usages.get(&get.value.content_span());
        let (Some(usage), Some(given)) = (usage, assignments.get(&key)) else { continue };
        let given = || given.iter().copied();
        for mention in mentions {
            let (Some(function), Some(action)) = (&mention.needed_by, derived.control().around(mention.value)) else {
                continue;
            };
            let Some(left) = searches.checked_sub(1) else { return found };
            searches = left;
            let at = mention.value.span();
            let control = derived.control();
            let (actions, container) = (control.before(action), mention.container);
            let before = Before { control, actions, action, container, at };
            let is_read = given().filter(is_get).any(|it| before.has(it.value, it.container));
            // A statement fills its variable after it has read others.
            let is_own =
                |it: &Assignment<'_>| control.around(it.value) == Some(action) && item_of(it.value).span().contains(at);
            let mut others = given().filter(|it| !is_get(it) && !is_own(it));
            let is_given = others.any(|it| before.has(it.value, it.container));
            if is_read && !is_given && !before.has_check(mention, mentions) {
                found.push(Unguarded {
                    usage: *usage,
                    variable: mention.name.as_str().into(),
                    function: function.as_str().into(),
                    place: mention.place(facts.kind, expressions),
                });
            }
        }
    }
    found
}

/// The actions that may run before an operand.
struct Before<'c, 'a> {
    control: &'c Control<'a>,
    actions: Vec<bool>,
    action: usize,
    container: Container<'a>,
    /// The place of the operand in the file.
    at: Span,
}

impl<'a> Before<'_, 'a> {
    /// Whether a value in an action may count before the operand. Tasks and states call each other in any order.
    fn has(&self, value: Value<'a>, container: Container<'a>) -> bool {
        match self.control.around(value) {
            Some(action) if action == self.action => value.span().start < self.at.start,
            Some(action) if container == self.container => self.actions.get(action) != Some(&false),
            _ => true,
        }
    }

    /// Whether one of the mentions of a variable may check it before this one.
    fn has_check(&self, operand: &Mention<'a>, mentions: &[Mention<'a>]) -> bool {
        mentions.iter().filter(|it| it.needed_by.is_none()).any(|it| {
            if it.expression == operand.expression {
                return it.is_tested;
            }
            let action = self.control.around(it.value).and_then(|it| self.control.actions.get(it));
            !action.is_some_and(|it| PLAIN.contains(&&*it.kind)) && self.has(it.value, it.container)
        })
    }
}

impl Mention<'_> {
    fn place(&self, kind: ArtifactKind, expressions: &[Canonical<'_>]) -> Place {
        let place = place(kind, self.value);
        let span = expressions.get(self.expression).map_or(place.span, |it| it.span(self.span));
        Place { span, ..place }
    }
}

/// The inputs of a module that it uses as if they had a value, by name in lower case. It fails if a
/// caller passes none.
pub(super) fn needed_inputs(derived: &Derived<'_>) -> FxHashSet<String> {
    // A second document would be a second module.
    if derived.tree.documents().nth(1).is_some() {
        return FxHashSet::default();
    }
    let sources = derived.sources();
    let inputs = sources.declarations().iter().filter(|it| it.variable.is_input);
    let open = inputs.clone().filter(|it| !it.has_value && it.container.is_none());
    let open: Vec<Key<'_>> = open.map(|it| key(&it.variable.name, None)).collect();
    if open.is_empty() || !sources.is_whole() {
        return FxHashSet::default();
    }
    let is_only = inputs.count() == 1;
    let expressions = derived.canonical();
    let mentions = mentions(sources, expressions, &open.iter().cloned().collect());
    let assigned: FxHashSet<String> = sources.assignments().iter().map(|it| it.name.to_lowercase()).collect();
    let is_needed = |key: &Key<'_>| {
        let Some(mentions) = mentions.get(key).filter(|_| !assigned.contains(&key.0)) else { return false };
        let action = |it: &Mention<'_>| expressions.get(it.expression).and_then(|it| it.action);
        // What goes to a data action as it is need not be required there.
        let is_passed = |it: &Mention<'_>| it.is_whole && action(it).is_some_and(|it| is_data_action(derived.kind, it));
        let is_plain = |it: &Mention<'_>| it.needed_by.is_some() || is_passed(it);
        mentions.iter().all(is_plain) && mentions.iter().any(|it| it.needed_by.is_some() || is_only)
    };
    open.into_iter().filter(is_needed).map(|(name, _)| name).collect()
}

fn is_data_action(kind: ArtifactKind, action: Value<'_>) -> bool {
    match kind {
        ArtifactKind::ArchyYaml => key_is(action, "callData"),
        _ => member(action, "__type").is_some_and(|it| it.is_str("DataAction")),
    }
}

/// The places that name the variables that are wanted, by variable, in the order of the file.
fn mentions<'a>(
    sources: &Sources<'a>,
    expressions: &[Canonical<'a>],
    wanted: &FxHashSet<Key<'a>>,
) -> FxHashMap<Key<'a>, Vec<Mention<'a>>> {
    if wanted.is_empty() {
        return FxHashMap::default();
    }
    let variables = sources.types();
    let mut all: FxHashMap<Key<'a>, Vec<Mention<'a>>> = FxHashMap::default();
    let is_wanted = |it: &&Canonical<'a>| names_any(&it.text, it.container, |key| wanted.contains(key));
    for (number, expression) in expressions.iter().enumerate().filter(|(_, it)| is_wanted(it)) {
        let tree = architect::parse(&expression.text);
        let types = architect::infer(&tree, |scope, name| variables.of(scope, name));
        let (needed_by, is_tested) = context(&tree, &types);
        for (id, node) in tree.nodes().filter(|(_, node)| matches!(node.kind, NodeKind::Variable { .. })) {
            let name = tree.slice(node.span).to_owned();
            let is_right = tree.errors.is_empty();
            let mention = Mention {
                expression: number,
                span: node.span,
                value: expression.value,
                container: expression.container,
                needed_by: needed_by.get(&id.index()).filter(|_| is_right).cloned(),
                is_tested: is_tested.get(id.index()) != Some(&false),
                is_whole: tree.root().map(|root| tree.inside(root)) == Some(id),
                name,
            };
            let key = key(&mention.name, expression.container);
            if wanted.contains(&key) {
                all.entry(key).or_default().push(mention);
            }
        }
    }
    all
}

/// For the nodes of an expression: the function or operator that needs a value there, and whether something true or
/// false, or of an unknown type, is around it.
fn context(tree: &architect::Tree<'_>, types: &Types) -> (FxHashMap<usize, String>, Vec<bool>) {
    let mut needed_by = FxHashMap::default();
    let mut is_tested = vec![false; tree.nodes().len()];
    // From the root to the leaves.
    for (id, node) in tree.nodes().rev() {
        let of = types.of(id);
        let is_test = is_tested.get(id.index()) == Some(&true) || of.is_none() || of == Some(Type::plain(BOOLEAN));
        for child in tree.children(node) {
            if let Some(child) = is_tested.get_mut(child.index()) {
                *child = is_test;
            }
        }
        for child in types.needing_value(tree, node) {
            let function = match node.kind {
                NodeKind::Call { name } => tree.slice(name),
                NodeKind::Binary { operator, .. } | NodeKind::Unary(operator) => operator.sign(),
                _ => continue,
            };
            needed_by.insert(tree.inside(child).index(), function.to_owned());
        }
    }
    (needed_by, is_tested)
}
