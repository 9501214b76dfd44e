//! Finds the properties that a flow reads from JSON that a data action returns:
//! `GetJsonObjectProperty(JsonParse(Flow.text), "name")`, with the parsed JSON in its own variable or not.

use memchr::memmem;
use rustc_hash::{FxHashMap, FxHashSet};

use super::canonical::Canonical;
use super::expressions::{Assignment, Container, Filler};
use super::variables::{Key, key};
use crate::artifact::call::Callee;
use crate::artifact::nav::{ancestors, key_is, member};
use crate::artifact::{Derived, Facts, SourceText, Text, place};
use crate::diagnostic::Place;
use crate::expr::architect::{self, Node, NodeKind};
use crate::expr::placeholder;
use crate::syntax::{Value, ValueKind};
use crate::text::Span;

/// A property that is read from JSON that an output of a data action contains.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PropertyRead {
    pub name: SourceText,
    /// The position of the call of the data action among the calls of the file.
    pub call: usize,
    /// The output of the data action.
    pub output: Box<str>,
}

/// The functions, in lower case.
const GET: &str = "getjsonobjectproperty";
const PARSE: &str = "jsonparse";

/// The properties that a flow reads from the JSON of data actions. A variable counts only if exactly one action fills it.
pub(super) fn reads(facts: &Facts, derived: &Derived<'_>) -> Vec<PropertyRead> {
    let has_data_action = facts.calls.iter().any(|it| it.callee == Callee::DataAction);
    if !has_data_action || memmem::find(derived.tree.text().as_bytes(), b"bjectProperty").is_none() {
        return Vec::new();
    }
    let sources = derived.sources();
    if !sources.is_whole() {
        return Vec::new();
    }
    let expressions = derived.canonical();
    let calls = facts.calls.iter().enumerate().filter(|(_, it)| it.callee == Callee::DataAction);
    let mut calls: Vec<(Span, usize)> = calls.map(|(number, it)| (it.span, number)).collect();
    calls.sort_unstable();
    let (assignments, with_value) = (sources.assignments_by_variable(), sources.names_with_value());
    let mut reader = Reader { expressions, calls, assignments, with_value, parsed: FxHashMap::default() };
    let mut found = Vec::new();
    for expression in expressions {
        let tree = architect::parse(&expression.text);
        if !tree.errors.is_empty() {
            continue;
        }
        for (_, node) in tree.nodes().filter(|(_, node)| is_call(&tree, node, GET)) {
            let [json, name] = tree.children(node) else { continue };
            let Some(name) = tree.node(tree.inside(*name)) else { continue };
            let Some(text) = tree.string(name).filter(|text| placeholder::find(text).is_empty()) else { continue };
            let Some((call, output)) = reader.source(&tree, tree.inside(*json), expression.container) else { continue };
            let place =
                Place { span: expression.span_of_text(name.span, &text), ..place(facts.kind, expression.value) };
            let name = SourceText { text: Text::Literal(text.into()), ..SourceText::missing(place) };
            found.push(PropertyRead { name, call, output });
        }
    }
    found
}

/// The number of a call of a data action, and one of its outputs.
type Output = (usize, Box<str>);

struct Reader<'r, 'a> {
    /// In the order of the file.
    expressions: &'r [Canonical<'a>],
    /// The names of data actions that are called, in the order of the file, each with the number of its call.
    calls: Vec<(Span, usize)>,
    assignments: FxHashMap<Key<'a>, Vec<&'r Assignment<'a>>>,
    with_value: FxHashSet<String>,
    /// The output whose JSON an expression parses, by the value of the expression.
    parsed: FxHashMap<Value<'a>, Option<Output>>,
}

impl<'r, 'a> Reader<'r, 'a> {
    /// The call and its output that JSON comes from: through `JsonParse`, or a variable that contains the result of it.
    fn source(
        &mut self,
        tree: &architect::Tree<'_>,
        id: architect::NodeId,
        container: Container<'a>,
    ) -> Option<Output> {
        let node = tree.node(id)?;
        if is_call(tree, node, PARSE) {
            return self.output(tree, node, container);
        }
        let statement = item_of(self.filled(tree, node, container)?.value);
        // The value of the statement that fills the variable.
        let first = self.expressions.partition_point(|it| it.value.span().start < statement.span().start);
        let mut values = self.expressions.get(first..)?.iter().take(2);
        let mut value = || values.next().filter(|it| statement.span().contains(it.value.span()));
        let (value, None) = (value()?, value()) else { return None };
        if let Some(known) = self.parsed.get(&value.value) {
            return known.clone();
        }
        let output = self.parsed(value);
        self.parsed.insert(value.value, output.clone());
        output
    }

    /// The output whose JSON an expression parses, if it does nothing else.
    fn parsed(&self, value: &Canonical<'a>) -> Option<Output> {
        let tree = architect::parse(&value.text);
        let root = tree.node(tree.inside(tree.root()?))?;
        let is_parsed = tree.errors.is_empty() && is_call(&tree, root, PARSE);
        is_parsed.then(|| self.output(&tree, root, value.container)).flatten()
    }

    /// The output that fills the variable that is parsed.
    fn output(&self, tree: &architect::Tree<'_>, parse: &Node, container: Container<'a>) -> Option<Output> {
        let [text] = tree.children(parse) else { return None };
        let filled = self.filled(tree, tree.node(tree.inside(*text))?, container)?.value;
        let output = match ancestors(filled).find(|it| it.parent().is_some_and(|it| key_is(it, "successOutputs"))) {
            Some(output) => output.key()?.as_str()?,
            None => member(
                item_of(filled).parent().filter(|list| key_is(*list, "outputs")).map(|_| item_of(filled))?,
                "name",
            )?
            .as_str()?,
        };
        // The innermost action of a data action around the variable: calls inside of its paths come later in the file.
        let around =
            ancestors(filled).find(|it| key_is(*it, "callData") || member(*it, "actionName").is_some())?.span();
        let first = self.calls.partition_point(|(name, _)| name.start < around.start);
        let (_, call) = self.calls.get(first).filter(|(name, _)| around.contains(*name))?;
        Some((*call, output.into()))
    }

    /// The only assignment of a variable that has no other value.
    fn filled(&self, tree: &architect::Tree<'_>, node: &Node, container: Container<'a>) -> Option<&'r Assignment<'a>> {
        let NodeKind::Variable { .. } = node.kind else { return None };
        let key = key(tree.slice(node.span), container);
        let [only] = self.assignments.get(&key)?.as_slice() else { return None };
        (only.by == Filler::Other && !self.with_value.contains(&key.0)).then_some(*only)
    }
}

fn is_call(tree: &architect::Tree<'_>, node: &Node, function: &str) -> bool {
    matches!(node.kind, NodeKind::Call { name } if tree.slice(name).eq_ignore_ascii_case(function))
}

/// The innermost item of a list that contains a value.
pub(super) fn item_of(value: Value<'_>) -> Value<'_> {
    let mut items = ancestors(value).filter(|it| it.parent().is_some_and(|list| list.kind() == ValueKind::Array));
    items.next().unwrap_or(value)
}
