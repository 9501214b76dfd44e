//! Keeps the expressions and variables of the tree of a flow for all readers of the flow. They are found once, and only if
//! a reader needs them.

use std::cell::OnceCell;

use super::canonical::Canonical;
use super::expressions::Sources;
use crate::artifact::ArtifactKind;
use crate::syntax::Tree;

pub(super) struct Shared<'a> {
    pub kind: ArtifactKind,
    pub tree: &'a Tree<'a>,
    sources: OnceCell<Sources<'a>>,
    canonical: OnceCell<Vec<Canonical<'a>>>,
}

impl<'a> Shared<'a> {
    pub(super) fn of(kind: ArtifactKind, tree: &'a Tree<'a>) -> Self {
        Shared { kind, tree, sources: OnceCell::new(), canonical: OnceCell::new() }
    }

    pub(super) fn sources(&self) -> &Sources<'a> {
        self.sources.get_or_init(|| Sources::of(self.kind, self.tree))
    }

    pub(super) fn canonical(&self) -> &[Canonical<'a>] {
        self.canonical.get_or_init(|| self.sources().canonical())
    }
}
