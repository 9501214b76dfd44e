//! Keeps what several readers and rules derive from the tree of an artefact. Each part is found once, and only if it is
//! needed.

use std::cell::OnceCell;

use super::flow::archy::{self, ActionLayout};
use super::flow::canonical::Canonical;
use super::flow::control::Control;
use super::flow::expressions::Sources;
use super::flow::position::archy::Positions;
use super::{ArtifactKind, DataAction};
use crate::syntax::Tree;

/// What is derived from the tree of a file of a kind.
#[derive(Debug)]
pub struct Derived<'a> {
    pub kind: ArtifactKind,
    pub tree: &'a Tree<'a>,
    data_actions: OnceCell<Vec<DataAction<'a>>>,
    positions: OnceCell<Positions<'a>>,
    attribute_actions: OnceCell<Vec<ActionLayout<'a>>>,
    control: OnceCell<Control<'a>>,
    sources: OnceCell<Sources<'a>>,
    canonical: OnceCell<Vec<Canonical<'a>>>,
}

impl<'a> Derived<'a> {
    #[must_use]
    pub fn of(kind: ArtifactKind, tree: &'a Tree<'a>) -> Self {
        Derived {
            kind,
            tree,
            data_actions: OnceCell::new(),
            positions: OnceCell::new(),
            attribute_actions: OnceCell::new(),
            control: OnceCell::new(),
            sources: OnceCell::new(),
            canonical: OnceCell::new(),
        }
    }

    /// The data actions that the file defines, in the order of the text.
    pub fn data_actions(&self) -> &[DataAction<'a>] {
        self.data_actions.get_or_init(|| super::data_actions(self.kind, self.tree))
    }

    /// The positions of the nodes of a flow in Archy YAML; there are none in other artefacts.
    pub fn positions(&self) -> &Positions<'a> {
        let is_archy = self.kind == ArtifactKind::ArchyYaml;
        self.positions.get_or_init(|| if is_archy { Positions::of(self.tree) } else { Positions::none(self.tree) })
    }

    /// The actions of a flow in Archy YAML that set or get attributes.
    pub fn attribute_actions(&self) -> &[ActionLayout<'a>] {
        self.attribute_actions.get_or_init(|| archy::attribute_actions(self.positions()))
    }

    /// The order of the actions of a flow; there are none in other artefacts.
    pub fn control(&self) -> &Control<'a> {
        self.control.get_or_init(|| Control::of(self))
    }

    /// The expressions and variables of a flow; there are none in other artefacts.
    pub fn sources(&self) -> &Sources<'a> {
        self.sources.get_or_init(|| Sources::read(self))
    }

    pub(super) fn into_sources(self) -> Sources<'a> {
        self.sources();
        self.sources.into_inner().unwrap_or_default()
    }

    /// All expressions of a flow in one form.
    pub(super) fn canonical(&self) -> &[Canonical<'a>] {
        self.canonical.get_or_init(|| self.sources().canonical())
    }
}
