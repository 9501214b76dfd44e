//! Finds the properties that a flow reads from JSON that a data action returns:
//! `GetJsonObjectProperty(JsonParse(Flow.text), "name")`, with the parsed JSON in a variable of its own or not.

use memchr::memmem;

use super::canonical::Canonical;
use super::expressions::{Assignment, Container, Filler, Sources};
use crate::artifact::call::{Call, Callee};
use crate::artifact::nav::{ancestors, key_is, member};
use crate::artifact::{Facts, SourceText, Text, place};
use crate::diagnostic::Place;
use crate::expr::architect::{self, Node, NodeKind};
use crate::expr::placeholder;
use crate::syntax::{Tree, Value, ValueKind};

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
pub(super) fn reads(facts: &Facts, tree: &Tree<'_>) -> Vec<PropertyRead> {
    let has_data_action = facts.calls.iter().any(|it| it.callee == Callee::DataAction);
    if !has_data_action || memmem::find(tree.text().as_bytes(), b"bjectProperty").is_none() {
        return Vec::new();
    }
    let sources = &Sources::of(facts.kind, tree);
    if !sources.is_whole {
        return Vec::new();
    }
    let expressions = sources.canonical();
    let reader = Reader { sources, expressions: &expressions, calls: &facts.calls };
    let mut found = Vec::new();
    for expression in &expressions {
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

struct Reader<'r, 'a> {
    sources: &'r Sources<'a>,
    expressions: &'r [Canonical<'a>],
    calls: &'r [Call],
}

impl<'a> Reader<'_, 'a> {
    /// The call and its output that JSON comes from: through `JsonParse`, or a variable that contains the result of it.
    fn source(
        &self,
        tree: &architect::Tree<'_>,
        id: architect::NodeId,
        container: Container<'a>,
    ) -> Option<(usize, Box<str>)> {
        let node = tree.node(id)?;
        if is_call(tree, node, PARSE) {
            return self.output(tree, node, container);
        }
        let statement = item_of(self.filled(tree, node, container)?.value);
        // The value of the statement that fills the variable.
        let mut values = self.expressions.iter().filter(|it| statement.span().contains(it.value.span()));
        let (value, None) = (values.next()?, values.next()) else { return None };
        let parsed = architect::parse(&value.text);
        let root = parsed.node(parsed.inside(parsed.root()?))?;
        let is_parsed = parsed.errors.is_empty() && is_call(&parsed, root, PARSE);
        is_parsed.then(|| self.output(&parsed, root, value.container)).flatten()
    }

    /// The output that fills the variable that is parsed.
    fn output(&self, tree: &architect::Tree<'_>, parse: &Node, container: Container<'a>) -> Option<(usize, Box<str>)> {
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
        let call = self.calls.iter().enumerate().filter(|(_, it)| it.callee == Callee::DataAction);
        let around = ancestors(filled).find(|it| key_is(*it, "callData") || member(*it, "actionName").is_some())?;
        let call = call.map(|(number, it)| (number, it.span)).find(|(_, span)| around.span().contains(*span))?;
        Some((call.0, output.into()))
    }

    /// The only assignment of a variable that has no other value.
    fn filled(&self, tree: &architect::Tree<'_>, node: &Node, container: Container<'a>) -> Option<&Assignment<'a>> {
        let NodeKind::Variable { scope, .. } = node.kind else { return None };
        let name = tree.slice(node.span);
        let is_local = !["flow", "common"].iter().any(|it| tree.slice(scope).eq_ignore_ascii_case(it));
        let declared = self.sources.declarations().iter().filter(|it| it.variable.name.eq_ignore_ascii_case(name));
        let assigned = self.sources.assignments().iter().filter(|it| it.name.eq_ignore_ascii_case(name));
        let mut assigned = assigned.filter(|it| !is_local || it.container == container);
        let (only, None) = (assigned.next()?, assigned.next()) else { return None };
        let mut has_value = declared.filter(|it| it.has_value || it.variable.is_input);
        (has_value.next().is_none() && only.by == Filler::Other).then_some(only)
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
