//! Answers a question about one attribute or one flow of a map, as text for people or as JSON. Reads no files.

use super::{Attribute, Map, Node};
use crate::artifact::ArtifactKind;
use crate::wording::{closest, did_you_mean, list, quote};

mod json;
mod text;

/// A question to a map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// The life of the attribute with this name.
    Attribute(String),
    /// The attributes and calls of the flow with this name, or in this file.
    Flow(String),
}

/// The part of a map that answers a question.
enum Found<'a> {
    /// Several projects may have an attribute of the name.
    Attributes(Vec<&'a Attribute>),
    Flows(Vec<usize>),
}

impl Map {
    /// Answers a question, in JSON or as text, with a line break at its end.
    ///
    /// # Errors
    ///
    /// When the map does not have what the question is about: a sentence with the names that are similar.
    pub fn answer(&self, question: &Question, is_json: bool) -> Result<String, String> {
        let found = self.find(question)?;
        Ok(if is_json { json::render(self, &found) } else { text::render(self, &found) })
    }

    fn find(&self, question: &Question) -> Result<Found<'_>, String> {
        match question {
            Question::Attribute(name) => {
                let found: Vec<_> = self.attributes.iter().filter(|it| *it.name == **name).collect();
                let names = || self.attributes.iter().map(|it| &*it.name).collect();
                if found.is_empty() { Err(unknown("attribute", name, names())) } else { Ok(Found::Attributes(found)) }
            }
            Question::Flow(name) => {
                let flows = || (0..).zip(&self.nodes).filter(|(_, node)| is_flow(node));
                let is_meant = |node: &Node| plain_name(node) == name || node.name == *name || *node.file == **name;
                let found: Vec<usize> = flows().filter(|(_, it)| is_meant(it)).map(|(number, _)| number).collect();
                let names = || flows().map(|(_, node)| plain_name(node)).collect();
                if found.is_empty() { Err(unknown("flow", name, names())) } else { Ok(Found::Flows(found)) }
            }
        }
    }
}

fn is_flow(node: &Node) -> bool {
    let flows = [ArtifactKind::ArchyYaml, ArtifactKind::Export, ArtifactKind::FlowConfiguration];
    node.kind.is_some_and(|kind| flows.contains(&kind))
}

/// The name of a flow without its type: `Main` of `inboundCall "Main"`.
fn plain_name(node: &Node) -> &str {
    let quoted = node.name.split_once(" \"").and_then(|(_, name)| name.strip_suffix('"'));
    quoted.unwrap_or(&node.name)
}

/// The sentence about a name that does not exist.
fn unknown(what: &str, name: &str, mut names: Vec<&str>) -> String {
    names.retain(|name| !name.trim().is_empty());
    names.sort_unstable();
    names.dedup();
    let no = format!("the project has no {what} {}", quote(name));
    if names.is_empty() {
        return no;
    }
    format!("{no}; {}", did_you_mean(closest(name, &names), format!("it has {}", list(&names))))
}
