//! Finds the names and values of attributes that are a variable which always has the same text there: one literal is its
//! only value, from the beginning of the flow or by an Update Data that always runs before.

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use super::canonical::Canonical;
use super::control::Control;
use super::expressions::{Assignment, Declaration, Filler, Sources};
use super::variables::{Key, key};
use crate::artifact::nav::{key_is, member};
use crate::artifact::{ArtifactKind, Derived, Facts, Text};
use crate::expr::architect::{self, NodeKind};
use crate::expr::placeholder;
use crate::syntax::{Value, ValueKind};
use crate::text::Span;

/// How many variables that get each other's value are followed.
const STEPS: usize = 8;

/// How many names and values are looked at. A flow that people build has far fewer.
const SEARCHES: usize = 400;

/// How many actions before one are looked at.
const ACTIONS: usize = 4_000;

/// The scopes of variables that nothing but assignments fill.
const SCOPES: [&str; 4] = ["flow", "task", "state", "common"];

/// Replaces names that are such a variable by their text, and adds the texts of such values to the facts.
pub(super) fn follow(facts: &mut Facts, derived: &Derived<'_>) {
    let is_computed = |text: &Text| matches!(text, Text::Computed(_));
    let is_set = facts.uses.iter().filter(|it| it.via.is_action());
    let mut texts = is_set.flat_map(|it| std::iter::once(&it.name).chain(&it.value)).map(|written| &written.text);
    // A second document would be a second flow.
    if !texts.clone().any(is_computed) || derived.tree.documents().nth(1).is_some() || !derived.sources().is_whole() {
        return;
    }
    // Most values are variables that a data action or a caller fills.
    let names = filled_once(derived);
    let may_follow = |text: &Text| matches!(text, Text::Computed(text) if names.contains(&text.trim().to_lowercase()));
    if !texts.any(may_follow) {
        return;
    }
    let mut follower = Follower::of(derived);
    for usage in facts.uses.iter_mut().filter(|it| it.via.is_action()) {
        if may_follow(&usage.name.text)
            && let Some(text) = follower.text_at(usage.name.place.span)
        {
            usage.name.text = Text::Constant(text);
            usage.name.scalar = None;
        }
        if let Some(value) = usage.value.as_ref().filter(|value| may_follow(&value.text))
            && let Some(text) = follower.text_at(value.place.span)
        {
            facts.known_values.push((value.place.span, text));
        }
    }
    facts.known_values.sort_unstable();
}

/// The names, in lower case, of variables that have a value from the beginning only, or from one action that may be an
/// Update Data.
fn filled_once(derived: &Derived<'_>) -> FxHashSet<String> {
    let sources = derived.sources();
    let assignments = sources.assignments_by_variable();
    let is_initial =
        |it: &&Declaration<'_>| it.has_value && !assignments.contains_key(&key(&it.variable.name, it.container));
    let initial = sources.declarations().iter().filter(is_initial).map(|it| it.variable.name.to_lowercase());
    // In Archy YAML the type of what Update Data fills is known.
    let is_typed = |it: &Assignment<'_>| it.of.is_some() || derived.kind != ArtifactKind::ArchyYaml;
    let is_update = |it: &Assignment<'_>| it.by == Filler::Other && is_typed(it);
    let updated = assignments.iter().filter(|(_, all)| matches!(all.as_slice(), [only] if is_update(only)));
    initial.chain(updated.map(|((name, _), _)| name.clone())).collect()
}

struct Follower<'s, 'a> {
    expressions: FxHashMap<Span, &'s Canonical<'a>>,
    assignments: FxHashMap<Key<'a>, Vec<&'s Assignment<'a>>>,
    declarations: FxHashMap<Key<'a>, Vec<&'s Declaration<'a>>>,
    control: &'s Control<'a>,
    /// For each action, the only one that leads to it.
    leads: Vec<Option<usize>>,
    searches: usize,
}

impl<'s, 'a> Follower<'s, 'a> {
    fn of(derived: &'s Derived<'a>) -> Self {
        let sources: &Sources<'a> = derived.sources();
        let mut declarations: FxHashMap<Key<'a>, Vec<&Declaration<'a>>> = FxHashMap::default();
        for declaration in sources.declarations() {
            declarations.entry(key(&declaration.variable.name, declaration.container)).or_default().push(declaration);
        }
        let control = derived.control();
        let leads = control.only_leads();
        let expressions = derived.canonical().iter().map(|it| (it.value.content_span(), it)).collect();
        let assignments = sources.assignments_by_variable();
        Follower { expressions, assignments, declarations, control, leads, searches: SEARCHES }
    }

    /// The text of the variable that the expression at a place is.
    fn text_at(&mut self, place: Span) -> Option<SmolStr> {
        self.searches = self.searches.checked_sub(1)?;
        let mut expression = *self.expressions.get(&place)?;
        for _ in 0..STEPS {
            let name = variable(&expression.text)?;
            let key = key(&name, expression.container);
            let assignments = self.assignments.get(&key).map_or(&[][..], Vec::as_slice);
            let [only] = assignments else {
                return assignments.is_empty().then(|| self.initial(&key)).flatten();
            };
            let (update, written) = self.update(only)?;
            if !self.always_before(update, self.control.around(expression.value)?) {
                return None;
            }
            match literal(written) {
                Some(text) => return Some(text),
                None => expression = self.expression(written)?,
            }
            if let Some(constant) = architect::constant(&expression.text) {
                return plain(&constant.value);
            }
        }
        None
    }

    /// The action that is an Update Data, and the value of the statement that fills a variable.
    fn update(&self, assignment: &Assignment<'a>) -> Option<(usize, Value<'a>)> {
        let number = self.control.around(assignment.value).filter(|_| assignment.by == Filler::Other)?;
        let is_update = self.control.actions.get(number).is_some_and(|it| &*it.kind == "updateData");
        let is_target = |value: &Value<'a>| key_is(*value, "variable");
        let target = [Some(assignment.value), assignment.value.parent()].into_iter().flatten().find(is_target)?;
        let statement = target.parent().filter(|_| is_update)?;
        let written = member(statement, "value").or_else(|| member(statement, "expression"))?;
        Some((number, written))
    }

    fn expression(&self, written: Value<'a>) -> Option<&'s Canonical<'a>> {
        let scalar = member(written, "exp").or_else(|| member(written, "text"))?;
        self.expressions.get(&scalar.content_span()).copied()
    }

    /// The text that a variable has from the beginning, if nothing fills it.
    fn initial(&self, key: &Key<'a>) -> Option<SmolStr> {
        let [only] = self.declarations.get(key)?.as_slice() else { return None };
        let variable = &only.variable;
        let is_fixed = only.has_value && !variable.is_input && !variable.is_secure;
        let body = only.value.parent().filter(|_| is_fixed && &*variable.kind == "string")?;
        literal(member(body, "initialValue")?)
    }

    /// Whether an action always runs before another one in the same task or state.
    fn always_before(&self, first: usize, action: usize) -> bool {
        let lead = |action: &usize| self.leads.get(*action).copied().flatten();
        let earlier = std::iter::successors(lead(&action), lead);
        earlier.take(ACTIONS).any(|it| it == first)
    }
}

/// The name of the variable that an expression is, with its scope.
fn variable(expression: &str) -> Option<String> {
    let tree = architect::parse(expression);
    let root = tree.node(tree.inside(tree.root()?)).filter(|_| tree.errors.is_empty())?;
    let NodeKind::Variable { scope, .. } = root.kind else { return None };
    let is_known = SCOPES.iter().any(|known| tree.slice(scope).eq_ignore_ascii_case(known));
    is_known.then(|| tree.slice(root.span).to_owned())
}

/// The text of a literal, in Archy YAML or in a flow configuration.
fn literal(value: Value<'_>) -> Option<SmolStr> {
    let in_configuration = || {
        let literal = member(member(value, "config")?, "lit")?;
        member(literal, "text").filter(|_| member(literal, "type").is_none_or(|own| own.is_str("str")))
    };
    let text = member(value, "lit").or_else(in_configuration)?;
    plain(&text.scalar_text()).filter(|_| text.kind() == ValueKind::String)
}

/// A text without a placeholder.
fn plain(text: &str) -> Option<SmolStr> {
    placeholder::find(text).is_empty().then(|| text.into())
}
