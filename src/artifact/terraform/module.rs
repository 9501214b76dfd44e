//! In: the tree of a Terraform file. Out: what it adds to the module of its folder: variables, locals, outputs, calls of
//! other modules, and names of resources, as expressions. Works out nothing.

use super::{Block, Blocks};
use crate::artifact::call::Interface;
use crate::artifact::data_action::{DataAction, contract};
use crate::artifact::{ArtifactKind, path};
use crate::diagnostic::LogicalPath;
use crate::syntax::Value;
use crate::syntax::hcl::expression::Expression;

/// The parts of a module that one file of its folder defines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Module {
    /// With their defaults; [`Expression::Unknown`] where there is none.
    pub variables: Vec<Definition>,
    pub locals: Vec<Definition>,
    pub outputs: Vec<Definition>,
    pub calls: Vec<Call>,
    /// The names of resources and data sources: `genesyscloud_integration_action.label.name` by its parts.
    pub names: Vec<(Box<[Box<str>]>, Expression)>,
    /// Data actions whose name is an expression.
    pub actions: Vec<Action>,
}

/// Something with a name and a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    pub name: Box<str>,
    pub value: Expression,
    /// The logical path of the block that contains it.
    pub path: LogicalPath,
}

/// `module "label" { source = "./folder" … }`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    pub label: Box<str>,
    /// The folder of the module relative to that of the file.
    pub source: Box<str>,
    pub arguments: Vec<Definition>,
}

/// A data action whose name is an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// Its inputs and outputs, without name and category.
    pub interface: Interface,
    pub name: Expression,
    pub category: Option<Expression>,
}

/// The attributes of resources and data sources that other blocks take names from.
const NAMES: [&str; 3] = ["name", "category", "intended_name"];

/// The arguments of a module that Terraform reads itself and that are not variables.
const META_ARGUMENTS: [&str; 6] = ["source", "version", "count", "for_each", "providers", "depends_on"];

/// Reads what a file adds to its module; `None`: nothing.
pub(super) fn read<'a>(blocks: &Blocks<'a>, actions: &[DataAction<'a>]) -> Option<Module> {
    let labelled = |block: &Block<'a>| Some((block.label()?, block.body));
    let definition = |label: Value<'_>, body: Value<'_>, key| Definition {
        name: label.scalar_text().into(),
        value: body.get(key).map_or(Expression::Unknown, Expression::of),
        path: path::of(ArtifactKind::Terraform, body),
    };
    let module = Module {
        variables: blocks
            .variables
            .iter()
            .filter_map(labelled)
            .map(|(label, body)| definition(label, body, "default"))
            .collect(),
        locals: blocks.locals.iter().flat_map(|block| definitions(block.body)).collect(),
        outputs: blocks
            .outputs
            .iter()
            .filter_map(labelled)
            .map(|(label, body)| definition(label, body, "value"))
            .collect(),
        calls: blocks.modules.iter().filter_map(labelled).filter_map(|(label, body)| call(label, body)).collect(),
        names: names(blocks),
        actions: actions.iter().filter_map(action).collect(),
    };
    (module != Module::default()).then_some(module)
}

/// The members of a block.
fn definitions(body: Value<'_>) -> Vec<Definition> {
    let path = path::of(ArtifactKind::Terraform, body);
    let members = body.members();
    members
        .map(|(key, value)| Definition {
            name: key.scalar_text().into(),
            value: Expression::of(value),
            path: path.clone(),
        })
        .collect()
}

fn call(label: Value<'_>, body: Value<'_>) -> Option<Call> {
    let source = body.get("source")?.known()?.as_str()?;
    if !source.starts_with("./") && !source.starts_with("../") {
        return None;
    }
    let mut arguments = definitions(body);
    arguments.retain(|argument| !META_ARGUMENTS.contains(&&*argument.name));
    Some(Call { label: label.scalar_text().into(), source: source.into(), arguments })
}

fn names(blocks: &Blocks<'_>) -> Vec<(Box<[Box<str>]>, Expression)> {
    let mut names = Vec::new();
    for (blocks, prefix) in [(&blocks.resources, None), (&blocks.data, Some("data"))] {
        for block in blocks {
            for (key, value) in NAMES.iter().filter_map(|name| block.body.entry(name)) {
                let labels = block.labels.iter().map(|label| label.scalar_text());
                let parts = prefix.map(Into::into).into_iter().chain(labels).chain([key.scalar_text()]);
                names.push((parts.map(Into::into).collect(), Expression::of(value)));
            }
        }
    }
    names.retain(|(_, value)| *value != Expression::Unknown);
    names
}

/// A data action whose name is an expression; `None`: it is written out, or there is none.
fn action(action: &DataAction<'_>) -> Option<Action> {
    let name = action.root.get("name").filter(|_| action.name.is_none())?;
    Some(Action {
        interface: contract::unnamed(action, name),
        name: Expression::of(name),
        category: action.root.get("category").map(Expression::of),
    })
}
