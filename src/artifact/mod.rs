//! Reads the tree of a file: determines its kind and its facts. Readers do not judge: the only error that they report
//! is that a file cannot be read.

use crate::diagnostic::{LogicalPath, Place};
use crate::expr::placeholder;
use crate::syntax::{Tree, Value};

pub mod call;
pub mod data_action;
mod derived;
pub mod detect;
pub mod export;
pub mod facts;
pub mod flow;
mod nav;
pub mod options;
mod page;
pub mod path;
pub mod payload;
pub mod script;
pub mod snippet;
pub mod terraform;

pub use call::{Call, Interface};
pub use data_action::DataAction;
pub use derived::Derived;
pub use facts::{Access, AttributeUse, Facts, Placeholder, ReplacedAt, Scalar, SourceText, Text, Via, Within};
pub use payload::PayloadKind;

/// The kind of a file that flowvet recognises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ArtifactKind {
    /// A flow as Archy and CX as Code take it.
    ArchyYaml,
    /// A flow as Architect exports it, `.i3…`.
    Export,
    /// A flow as `GET /api/v2/flows/{id}/latestconfiguration` returns it.
    FlowConfiguration,
    DataAction,
    Script,
    Payload,
    Snippet,
    /// A web page, or a script of another system, that sets attributes.
    Page,
    /// A Terraform file with resources of Genesys Cloud.
    Terraform,
    /// A Terraform file without; names in others may come from it.
    TerraformModule,
    /// Options that Archy reads in addition to a flow file; names in flows may come from it.
    ArchyOptions,
}

impl ArtifactKind {
    /// The name for people: "Archy YAML flow".
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            ArtifactKind::ArchyYaml => "Archy YAML flow",
            ArtifactKind::Export => "Architect export",
            ArtifactKind::FlowConfiguration => "flow configuration",
            ArtifactKind::DataAction => "data action",
            ArtifactKind::Script => "agent script",
            ArtifactKind::Payload => "payload",
            ArtifactKind::Snippet => "script snippet",
            ArtifactKind::Page => "web page or script",
            ArtifactKind::Terraform => "Terraform file",
            ArtifactKind::TerraformModule => "Terraform file without such resources",
            ArtifactKind::ArchyOptions => "Archy options file",
        }
    }

    /// Whether rules look at files of this kind. All others are read for the sake of those.
    #[must_use]
    pub fn is_artifact(self) -> bool {
        !matches!(self, ArtifactKind::TerraformModule | ArtifactKind::ArchyOptions)
    }
}

/// Information about a file in addition to its path and its text.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hint {
    /// A person named the file on the command line.
    pub named: bool,
    /// The configuration declares the file as a payload of this kind.
    pub payload: Option<PayloadKind>,
    /// The configuration or the command line declares the file as a sample of the input or output of a data action.
    pub sample: bool,
    /// The configuration declares the file as a script snippet.
    pub snippet: bool,
}

/// The data actions in a file of `kind`, in the order of the text.
#[must_use]
pub fn data_actions<'a>(kind: ArtifactKind, tree: &'a Tree<'a>) -> Vec<DataAction<'a>> {
    match kind {
        ArtifactKind::DataAction => vec![DataAction::from_json(tree.root())],
        ArtifactKind::Terraform => terraform::data_actions(tree.root()),
        _ => Vec::new(),
    }
}

/// The place of a value or key of an artefact: its span without quotes, its pointer and its logical path.
#[must_use]
pub fn place(kind: ArtifactKind, value: Value<'_>) -> Place {
    place_on(&path::of(kind, value), value)
}

/// As [`place`], where the logical path is known already.
fn place_on(path: &LogicalPath, value: Value<'_>) -> Place {
    Place { span: value.content_span(), pointer: value.pointer().into(), path: path.clone() }
}

/// The name of an artefact, unless it contains a substitution.
fn known_name(name: &str) -> Option<Box<str>> {
    placeholder::find(name).is_empty().then(|| name.into())
}

/// When a placeholder in an Archy file or an agent script is replaced, which is at deployment, in the text of the
/// file: `{{key}}` by Archy and CX as Code, `${key}` by Terraform's `templatefile`. `$!{key}` is only known to
/// Velocity, which never sees these files.
fn resolved_at_deployment(placeholder: &str) -> ReplacedAt {
    if placeholder.starts_with("$!") { ReplacedAt::Never } else { ReplacedAt::Deployment }
}
