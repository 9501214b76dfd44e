//! Recognises a YAML file with options for Archy, and reads the substitutions in it
//! (<https://developer.genesys.cloud/devapps/archy/flowAuthoring/lesson_07_substitutions>).

use super::{ArtifactKind, Facts};
use crate::syntax::hcl::expression::{Expression, Map};
use crate::syntax::{Value, ValueKind};
use crate::text::Span;

/// The content of an options file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// The keys that are replaced in the text of the flow file, with their values.
    pub substitutions: Map,
    /// The span of the key that contains them.
    pub span: Span,
}

const SUBSTITUTIONS: &str = "substitutions";

/// Keys next to substitutions in files of other tools: Google Cloud Build, Kubernetes.
const OTHERS: [&str; 4] = ["steps", "images", "apiVersion", "kind"];

/// Whether the text of a YAML file may be an options file.
#[must_use]
pub fn may_be(text: &str) -> bool {
    let is_key = |at: usize| at == 0 || text.as_bytes().get(at - 1) == Some(&b'\n');
    memchr::memmem::find_iter(text.as_bytes(), b"substitutions:").any(is_key)
}

/// Reads an options file; `None`: it is none.
#[must_use]
pub fn read(root: Value<'_>) -> Option<Facts> {
    let (key, substitutions) = root.entry(SUBSTITUTIONS).filter(|(_, map)| map.kind() == ValueKind::Object)?;
    if root.members().any(|(key, _)| OTHERS.iter().any(|other| key.is_str(other))) {
        return None;
    }
    let Expression::Map(substitutions) = Expression::of(substitutions) else { return None };
    let options = Options { substitutions, span: key.content_span() };
    Some(Facts { options: Some(Box::new(options)), ..Facts::new(ArtifactKind::ArchyOptions) })
}
