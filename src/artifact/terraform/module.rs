//! Reads the parts of a module that a Terraform file defines: variables, locals, outputs, calls of other modules, and
//! names of resources, as expressions. Evaluates nothing.

use super::{Block, Blocks, WRITERS};
use crate::artifact::call::Interface;
use crate::artifact::data_action::{DataAction, contract};
use crate::artifact::{ArtifactKind, path};
use crate::diagnostic::LogicalPath;
use crate::syntax::Value;
use crate::syntax::hcl::expression::{Expression, read_file};
use crate::text::Span;

/// The parts of a module that one file of its folder defines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Module {
    /// With their defaults; [`Expression::Unknown`] where there is none.
    pub variables: Vec<Definition>,
    pub locals: Vec<Definition>,
    pub outputs: Vec<Definition>,
    /// The values of variables in a `.tfvars` file.
    pub values: Vec<Definition>,
    pub calls: Vec<Call>,
    /// The names of resources and data sources: `genesyscloud_integration_action.label.name` by its parts.
    pub names: Vec<(Box<[Box<str>]>, Expression)>,
    /// Data actions whose name is an expression.
    pub actions: Vec<Action>,
    /// Agent scripts that are deployed from files, and other files that resources read.
    pub files: Vec<DeployedFile>,
    /// The files that Terraform itself writes.
    pub generated: Vec<Expression>,
    /// Secret values in the settings of the provider.
    pub secrets: Vec<Secret>,
    /// The blocks and locals, each with what it refers to.
    pub nodes: Vec<Node>,
}

/// A file that a resource names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeployedFile {
    pub file: Expression,
    /// The span of the path in the file.
    pub span: Span,
    pub path: LogicalPath,
    /// The values that the resource is repeated for.
    pub for_each: Option<Expression>,
    /// Whether keys are replaced in the text of the file.
    pub is_filled: bool,
    /// The artefact that is deployed, in words; `None` for a file that is only read.
    pub what: Option<&'static str>,
}

/// A secret argument of a provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secret {
    pub argument: Box<str>,
    pub value: Expression,
    pub span: Span,
    pub path: LogicalPath,
}

/// A block or a local value by what others call it: `genesyscloud_flow.main`, `module.bots`, `local.name`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    pub id: Box<str>,
    /// All of the block.
    pub span: Span,
    /// Its last label, without quotes.
    pub label: Span,
    pub path: LogicalPath,
    /// The resources to which it refers, in the same form, sorted.
    pub references: Box<[Box<str>]>,
}

/// Something with a name and a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    pub name: Box<str>,
    pub value: Expression,
    /// The span of the value, without quotes; without a value, of the name.
    pub span: Span,
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
    /// The values that the module is repeated for.
    pub for_each: Option<Expression>,
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
pub(super) fn read<'b, 'a: 'b>(
    blocks: &Blocks<'a>,
    actions: impl Iterator<Item = &'b DataAction<'a>>,
) -> Option<Module> {
    let labelled = |block: &Block<'a>| Some((block.label()?, block.body));
    let definition = |label: Value<'_>, body: Value<'_>, key| Definition {
        name: label.scalar_text().into(),
        value: body.get(key).map_or(Expression::Unknown, Expression::of),
        span: body.get(key).unwrap_or(label).content_span(),
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
        values: Vec::new(),
        calls: blocks.modules.iter().filter_map(labelled).filter_map(|(label, body)| call(label, body)).collect(),
        names: names(blocks),
        actions: actions.filter_map(action).collect(),
        files: files(blocks, &["genesyscloud_script"], "filepath")
            .into_iter()
            .map(|it| DeployedFile { what: Some("agent script"), ..it })
            .chain(blocks.resources.iter().flat_map(read_files))
            .collect(),
        generated: files(blocks, &WRITERS, "filename").into_iter().map(|it| it.file).collect(),
        secrets: blocks.providers.iter().flat_map(secrets).collect(),
        nodes: graph(blocks),
    };
    (module != Module::default()).then_some(module)
}

/// Reads a `.tfvars` file, in which each argument is the value of a variable.
pub(super) fn read_values(root: Value<'_>) -> Option<Module> {
    let values = definitions(root);
    (!values.is_empty()).then(|| Module { values, ..Module::default() })
}

/// The members of a block.
fn definitions(body: Value<'_>) -> Vec<Definition> {
    let path = path::of(ArtifactKind::Terraform, body);
    let members = body.members();
    members
        .map(|(key, value)| Definition {
            name: key.scalar_text().into(),
            value: Expression::of(value),
            span: value.content_span(),
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
    let for_each = body.get("for_each").map(Expression::of);
    Some(Call { label: label.scalar_text().into(), source: source.into(), arguments, for_each })
}

/// The files that resources of these types name.
fn files(blocks: &Blocks<'_>, types: &[&str], key: &str) -> Vec<DeployedFile> {
    let resources = blocks.resources.iter().filter(|block| block.is_of_type(types));
    let files = resources.filter_map(|block| {
        let file = block.body.get(key)?;
        let path = path::of(ArtifactKind::Terraform, block.body);
        let for_each = block.body.get("for_each").map(Expression::of);
        let is_filled = block.body.get("substitutions").is_some();
        let (file, span) = (Expression::of(file), file.content_span());
        Some(DeployedFile { file, span, path, for_each, is_filled, what: None })
    });
    files.collect()
}

/// The files that a resource of Genesys Cloud reads by a function, other than the one that it deploys. Archives are
/// mostly built right before they are deployed.
fn read_files(block: &Block<'_>) -> Vec<DeployedFile> {
    let is_ours = block.labels.first().is_some_and(|kind| kind.scalar_text().starts_with("genesyscloud_"));
    let body = block.body;
    let deployed = body.get("filepath").map(Expression::of);
    let is_archive = |path: &str| [".zip", ".jar", ".gz"].iter().any(|ending| path.ends_with(ending));
    let values = body.descendants().filter(|_| is_ours);
    let files = values.filter_map(|value| {
        let (file, span) = read_file(value)?;
        let is_built = match &file {
            Expression::Text(text) => is_archive(text),
            Expression::Joined(parts) => {
                parts.iter().any(|it| matches!(it, Expression::Text(text) if is_archive(text)))
            }
            _ => true,
        };
        let path = path::of(ArtifactKind::Terraform, body);
        let for_each = body.get("for_each").map(Expression::of);
        let is_new = !is_built && deployed.as_ref() != Some(&file);
        is_new.then_some(DeployedFile { file, span, path, for_each, is_filled: false, what: None })
    });
    files.collect()
}

/// The secret arguments of a provider of Genesys Cloud.
fn secrets(provider: &Block<'_>) -> Vec<Secret> {
    let is_genesys = provider.label().is_some_and(|label| label.is_str("genesyscloud"));
    let body = provider.body;
    let arguments =
        ["oauthclient_secret", "access_token"].iter().filter_map(|name| body.entry(name)).filter(|_| is_genesys);
    let secret = |(key, value): (Value<'_>, Value<'_>)| Secret {
        argument: key.scalar_text().into(),
        value: Expression::of(value),
        span: value.content_span(),
        path: path::of(ArtifactKind::Terraform, body),
    };
    arguments.map(secret).collect()
}

/// The blocks and local values with what they refer to.
fn graph(blocks: &Blocks<'_>) -> Vec<Node> {
    let mut found = Vec::new();
    let lists = [(&blocks.resources, ""), (&blocks.data, "data."), (&blocks.modules, "module.")];
    for (block, prefix) in lists.into_iter().flat_map(|(list, prefix)| list.iter().map(move |block| (block, prefix))) {
        let names: Vec<_> = block.labels.iter().map(|label| label.scalar_text()).collect();
        let Some(label) = block.label() else { continue };
        found.push(Node {
            id: format!("{prefix}{}", names.join(".")).into(),
            span: block.body.span(),
            label: label.content_span(),
            path: path::of(ArtifactKind::Terraform, block.body),
            references: references(block.body.raw()),
        });
    }
    for (key, value) in blocks.locals.iter().flat_map(|block| block.body.members()) {
        found.push(Node {
            id: format!("local.{}", key.scalar_text()).into(),
            span: value.span(),
            label: key.content_span(),
            path: path::of(ArtifactKind::Terraform, value),
            references: references(value.raw()),
        });
    }
    // Only what may lead from one resource to another matters.
    found.retain(|node| node.id.starts_with("genesyscloud_") || !node.references.is_empty());
    found
}

/// The names to which a text refers: `genesyscloud_flow.main`, `module.bots`, `local.name`.
fn references(text: &str) -> Box<[Box<str>]> {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '.');
    let words = text.split(|letter: char| !is_part(letter)).filter(|word| word.contains('.'));
    let mut found: Vec<Box<str>> = words
        .filter_map(|word| {
            let mut parts = word.split('.');
            let (first, second) = (parts.next()?, parts.next()?);
            let is_name = |part: &str| part.starts_with(|first: char| first.is_ascii_alphabetic());
            let id = match first {
                "data" => format!("data.{second}.{}", parts.next()?),
                "var" | "path" | "each" | "self" | "count" | "input" => return None,
                _ => format!("{first}.{second}"),
            };
            (is_name(first) && is_name(second)).then(|| id.into())
        })
        .collect();
    found.sort_unstable();
    found.dedup();
    found.into()
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
