//! Reads the facts of a Terraform file from its tree: the data actions that it defines, the flow files that it
//! deploys with their substitutions, the triggers of workflows, and the definitions from which other files compute names
//! (<https://registry.terraform.io/providers/MyPureCloud/genesyscloud/latest/docs>). Values that only Terraform can
//! compute are unknown.

use super::data_action::{self, DataAction};
use super::nav::objects;
use super::{ArtifactKind, AttributeUse, Facts};
use crate::diagnostic::LogicalPath;
use crate::knowledge::key_words::meant;
use crate::syntax::hcl::Keys;
use crate::syntax::hcl::expression::Expression;
use crate::syntax::{Form, Value, ValueKind};
use crate::text::Span;
use crate::wording::misspelling;

pub mod module;
mod trigger;

pub use module::Module;
pub use trigger::Trigger;

const DATA_ACTIONS: [&str; 2] = ["genesyscloud_integration_action", "genesyscloud_integration_action_draft"];
const FLOW: &str = "genesyscloud_flow";
const TRIGGER: &str = "genesyscloud_processautomation_trigger";
const SCRIPT: &str = "genesyscloud_script";

/// The blocks other than resources that define names and substitutions.
const MODULE_BLOCKS: [&str; 5] = ["module", "variable", "locals", "output", "provider"];

/// The resources that write a file, which others may name.
pub(super) const WRITERS: [&str; 2] = ["local_file", "local_sensitive_file"];

/// The attributes whose strings are JSON, and those of data actions whose values may be local values.
pub(super) const KEYS: Keys<'_> = Keys {
    json: &["contract_input", "contract_output", "match_criteria"],
    inserted: &[
        "contract_input",
        "contract_output",
        "request_url_template",
        "request_type",
        "request_template",
        "headers",
        "translation_map",
        "translation_map_defaults",
        "success_template",
    ],
    repeated: &DATA_ACTIONS,
};

/// The category of data actions that run a function
/// (<https://registry.terraform.io/providers/MyPureCloud/genesyscloud/latest/docs/resources/integration_action>).
pub const FUNCTIONS: &str = "Function Data Actions";

/// Whether an object of HCL is a block.
#[must_use]
pub fn is_block(object: Value<'_>) -> bool {
    object.form() == Form::Block
}

/// The arguments of a body of HCL: the members that are not blocks.
pub fn arguments(body: Value<'_>) -> impl Iterator<Item = Value<'_>> {
    body.members().filter(|(_, value)| !matches!(value.form(), Form::Plain | Form::Block)).map(|(key, _)| key)
}

/// Whether a body of HCL has an argument twice.
#[must_use]
pub fn repeats_argument(root: Value<'_>) -> bool {
    let mut names = Vec::new();
    let bodies = root.descendants().filter(|value| value.kind() == ValueKind::Object);
    std::iter::once(root).chain(bodies).filter(|body| *body == root || is_block(*body)).any(|body| {
        names.clear();
        names.extend(arguments(body).map(Value::raw));
        names.sort_unstable();
        names.windows(2).any(|pair| matches!(pair, [one, other] if one == other))
    })
}

/// Whether an object or list that an argument has in HCL, or a member in the JSON form of Terraform, is written as such,
/// and not as the argument of `jsonencode` or as JSON in a string.
#[must_use]
pub fn is_bare(object: Value<'_>) -> bool {
    matches!(object.form(), Form::Argument | Form::Reference) || object.form() == Form::Plain && is_json_form(object)
}

/// Whether a value is part of the JSON form of Terraform.
#[must_use]
pub fn is_json_form(value: Value<'_>) -> bool {
    value.tree().root().raw().starts_with('{')
}

/// Whether a value is the argument of `jsonencode`, so that Terraform writes the JSON of it.
#[must_use]
pub fn is_encoded(value: Value<'_>) -> bool {
    matches!(value.form(), Form::Encoded | Form::EncodedTwice)
}

/// The type of resources that flowvet reads of which `kind` is certainly a misspelling.
#[must_use]
pub fn misspelt_resource(kind: &str) -> Option<&'static str> {
    const TYPES: [&str; 5] = [DATA_ACTIONS[0], DATA_ACTIONS[1], FLOW, TRIGGER, SCRIPT];
    if !kind.starts_with("genesys") || TYPES.contains(&kind) {
        return None;
    }
    misspelling(kind, &TYPES)
}

/// The key of a substitution that is written with its braces, without them.
#[must_use]
pub fn unbraced(key: &str) -> Option<&str> {
    key.strip_prefix("{{")?.strip_suffix("}}").map(str::trim)
}

/// The substitutions of a flow; a key with braces means the key in them.
fn substitutions(value: Value<'_>) -> Expression {
    let mut substitutions = Expression::of(value);
    if let Expression::Map(map) = &mut substitutions {
        for entry in &mut map.entries {
            if let Some(key) = unbraced(&entry.key).map(Into::into) {
                entry.key = key;
            }
        }
    }
    substitutions
}

/// A flow file that Terraform deploys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deployment {
    /// The name by which other resources of the folder refer to it.
    pub label: Box<str>,
    /// The logical path of the resource.
    pub path: LogicalPath,
    /// The path of the flow file.
    pub file: Expression,
    /// The span of that path in the file.
    pub span: Span,
    /// The substitutions in the text of the flow file; `None` if there are none.
    pub substitutions: Option<Expression>,
    /// The values that the resource is repeated for: each flow once.
    pub for_each: Option<Expression>,
}

/// Whether the text of a Terraform file may contain anything that flowvet reads.
#[must_use]
pub fn may_be(text: &str) -> bool {
    let has = |word: &str| memchr::memmem::find(text.as_bytes(), word.as_bytes()).is_some();
    MODULE_BLOCKS.iter().any(|block| has(block)) || names_resource(text) || WRITERS.iter().any(|kind| has(kind))
}

/// Whether the text of a Terraform file may contain a resource that flowvet reads.
#[must_use]
pub fn names_resource(text: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), b"\"genesyscloud_").is_some()
}

/// Reads a Terraform file with these data actions.
#[must_use]
pub fn read(root: Value<'_>, actions: &[DataAction<'_>]) -> Facts {
    let blocks = Blocks::of(root);
    // Other files know a data action by its name, which is not that of one member of its `for_each`.
    let is_written = |action: &&DataAction<'_>| !action.is_repeated;
    let actions = || actions.iter().filter(is_written);
    let mut groups = 0..;
    let of_actions = (&mut groups).zip(actions()).flat_map(|(group, action)| data_action::uses(action, group));
    let mut uses: Vec<AttributeUse> = of_actions.collect();
    let triggers = groups.zip(blocks.of_type(TRIGGER));
    uses.extend(triggers.flat_map(|(group, block)| trigger::uses(block.body, group)));
    uses.sort_by_key(|usage| usage.name.place.span);
    let is_ours = |block: &Block<'_>| {
        block.is_of_type(&[FLOW, TRIGGER, SCRIPT])
            || block.labels.first().is_some_and(|kind| misspelt_resource(&kind.scalar_text()).is_some())
    };
    let is_artifact = actions().next().is_some() || blocks.resources.iter().any(is_ours);
    Facts {
        uses,
        interfaces: actions().filter_map(data_action::contract::interface).collect(),
        deployments: blocks.of_type(FLOW).filter_map(deployment).collect(),
        triggers: blocks.of_type(TRIGGER).filter_map(|block| trigger::read(block.body)).collect(),
        module: module::read(&blocks, actions()).map(Box::new),
        ..Facts::new(if is_artifact { ArtifactKind::Terraform } else { ArtifactKind::TerraformModule })
    }
}

/// Reads a `.tfvars` file; `None` if it sets no variable.
#[must_use]
pub fn read_values(root: Value<'_>) -> Option<Facts> {
    let module = module::read_values(root).map(Box::new)?;
    Some(Facts { module: Some(module), ..Facts::new(ArtifactKind::TerraformModule) })
}

/// The data actions that the file defines, in the order of the text.
pub(super) fn data_actions(root: Value<'_>) -> Vec<DataAction<'_>> {
    Blocks::of(root).data_actions().collect()
}

/// The blocks at the top of a file that flowvet reads, by their words, each in the order of the text.
#[derive(Default)]
struct Blocks<'a> {
    resources: Vec<Block<'a>>,
    /// Data actions, once for each member of `for_each`.
    repeated: Vec<Block<'a>>,
    data: Vec<Block<'a>>,
    modules: Vec<Block<'a>>,
    variables: Vec<Block<'a>>,
    outputs: Vec<Block<'a>>,
    locals: Vec<Block<'a>>,
    providers: Vec<Block<'a>>,
}

impl<'a> Blocks<'a> {
    fn of(root: Value<'a>) -> Self {
        let mut blocks = Blocks::default();
        for (key, value) in root.members() {
            let (list, labels) = match &*key.scalar_text() {
                "resource" => (&mut blocks.resources, 2),
                "for_each" => (&mut blocks.repeated, 2),
                "data" => (&mut blocks.data, 2),
                "module" => (&mut blocks.modules, 1),
                "variable" => (&mut blocks.variables, 1),
                "output" => (&mut blocks.outputs, 1),
                "locals" => (&mut blocks.locals, 0),
                "provider" => (&mut blocks.providers, 1),
                _ => continue,
            };
            add(list, value, labels);
        }
        blocks
    }

    /// The resources of a type.
    fn of_type(&self, wanted: &str) -> impl Iterator<Item = &Block<'a>> {
        self.resources.iter().filter(move |block| block.is_of_type(&[wanted]))
    }

    fn data_actions(&self) -> impl Iterator<Item = DataAction<'a>> {
        let actions = self.resources.iter().filter(|block| block.is_of_type(&DATA_ACTIONS));
        let repeated = self
            .repeated
            .iter()
            .map(|block| DataAction { is_repeated: true, ..DataAction::from_terraform(block.body) });
        actions.map(|block| DataAction::from_terraform(block.body)).chain(repeated)
    }
}

/// A block at the top of a file.
struct Block<'a> {
    labels: Vec<Value<'a>>,
    body: Value<'a>,
}

impl<'a> Block<'a> {
    /// The last label.
    fn label(&self) -> Option<Value<'a>> {
        self.labels.last().copied()
    }

    /// Whether it is a resource of one of these types.
    fn is_of_type(&self, types: &[&str]) -> bool {
        self.labels.first().is_some_and(|first| types.contains(&&*first.scalar_text()))
    }
}

/// Adds the blocks in the value of a word, which have this many labels: `resource "kind" "label" { … }`, in JSON
/// `"resource": {"kind": {"label": {…}}}`.
fn add<'a>(blocks: &mut Vec<Block<'a>>, value: Value<'a>, labels: usize) {
    if value.items().next().is_some_and(|first| first.kind() == ValueKind::String) {
        let mut parts: Vec<_> = value.items().collect();
        let body = parts.pop().filter(|_| parts.len() == labels);
        blocks.extend(body.map(|body| Block { labels: parts, body }));
        return;
    }
    let mut level: Vec<Block<'a>> = objects(value).map(|body| Block { labels: Vec::new(), body }).collect();
    for _ in 0..labels {
        let members = level.iter().flat_map(|block| block.body.members().map(move |member| (block, member)));
        let inner = members.flat_map(|(block, (label, bodies))| {
            let labels = [block.labels.as_slice(), &[label]].concat();
            objects(bodies).map(move |body| Block { labels: labels.clone(), body })
        });
        level = inner.collect();
    }
    blocks.extend(level);
}

fn deployment(flow: &Block<'_>) -> Option<Deployment> {
    let body = flow.body;
    // A misspelt argument means what it is near to.
    let argument = |name: &'static str| {
        let is_like = |(key, _): &(Value<'_>, Value<'_>)| meant(&key.scalar_text(), &[name]).is_some();
        let is_known =
            |key: Value<'_>| ["filepath", "substitutions", "file_content_hash"].iter().any(|it| key.text_equals(it));
        let other = || body.members().filter(|(key, _)| !is_known(*key)).find(is_like).map(|(_, value)| value);
        body.get(name).or_else(other)
    };
    let file = argument("filepath");
    Some(Deployment {
        label: flow.label()?.scalar_text().into(),
        path: super::path::of(ArtifactKind::Terraform, body),
        file: file.map_or(Expression::Unknown, Expression::of),
        span: file.map_or(body.span(), Value::content_span),
        substitutions: argument("substitutions").map(substitutions),
        for_each: body.get("for_each").map(Expression::of),
    })
}

/// Whether Terraform merges the blocks of a file with those of other files, which have what is missing in it
/// (<https://developer.hashicorp.com/terraform/language/files/override>).
#[must_use]
pub(crate) fn is_override(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let name = name.strip_suffix(".json").unwrap_or(name);
    name.strip_suffix(".tf").is_some_and(|name| name == "override" || name.ends_with("_override"))
}
