//! The input of each hook of a rule: a problem, a file, a sample or a project.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use super::rule::Meta;
use crate::artifact::data_action::{DataAction, SampleOf, Template};
use crate::artifact::flow::archy::ActionLayout;
use crate::artifact::flow::control::Control;
use crate::artifact::flow::expressions::Expressions;
use crate::artifact::flow::position::archy::Positions;
use crate::artifact::{self, Facts};
use crate::config::{Config, InFile, OptionValue, PerFile};
use crate::diagnostic::{Diagnostic, Location, Place};
use crate::schema::Foreign;
use crate::syntax::{Innermost, Tree, Value};
use crate::text::{Source, Span};
use crate::workspace::{Analysis, Callables, Workspace};

/// A reason why a file could not be read, or not completely.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub span: Span,
    pub kind: ProblemKind,
    pub cause: Cause,
    /// A sentence without full stop.
    pub message: String,
}

/// The cause that prevents the reading of a file; it decides what its author can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The text is not in the language of the file.
    Syntax,
    /// The bytes are not UTF-8.
    Encoding,
    /// The file has too many bytes.
    Size,
    /// The text is nested too deeply or contains too many values.
    Limit,
    /// The system does not let this user read it, or it is not a regular file.
    Access,
    /// A symbolic link is broken or leads to its own folder.
    Link,
    /// The file does not exist.
    Missing,
    /// The file has no content.
    Empty,
    /// A file for an encoded export contains the flow as JSON.
    Decoded,
    /// Nothing in the file is known to flowvet.
    Unknown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// The text is not in the language of the file.
    Syntax,
    /// The file cannot be read at all: permission, encoding, size, depth.
    Unreadable,
    /// As [`ProblemKind::Unreadable`], but there is no sign that the file is an artefact.
    UnreadableUnknown,
}

/// One file whose text could be read, and the problems that prevented reading more.
#[derive(Clone, Copy, Debug)]
pub struct ProblemContext<'a> {
    pub(crate) meta: &'static Meta,
    pub source: &'a Source,
    pub problems: &'a [Problem],
}

/// One artefact.
#[derive(Clone, Copy, Debug)]
pub struct FileContext<'a> {
    pub(crate) meta: &'static Meta,
    pub source: &'a Source,
    pub tree: &'a Tree<'a>,
    /// Finds the value or key of the tree at a place.
    pub innermost: &'a Innermost<'a>,
    pub facts: &'a Facts,
    /// The data actions that the file defines.
    pub data_actions: &'a [DataAction<'a>],
    /// The positions of the nodes of a flow in Archy YAML; there are none in other artefacts.
    pub positions: &'a Positions<'a>,
    /// The order of the actions of the flow.
    pub control: &'a Control<'a>,
    /// The expressions and variables of the flow.
    pub expressions: &'a Expressions<'a>,
    /// The actions of a flow in Archy YAML that set or get attributes.
    pub attribute_actions: &'a [ActionLayout<'a>],
    /// The values of options of rules in this file.
    pub(crate) set: &'a InFile<'a>,
}

/// A payload that is a sample of what goes into or comes out of a data action.
#[derive(Clone, Copy, Debug)]
pub struct SampleContext<'a> {
    pub(crate) meta: &'static Meta,
    pub source: &'a Source,
    pub tree: &'a Tree<'a>,
    pub of: &'a SampleOf,
    /// The file of the data action.
    pub file: &'a Arc<str>,
    pub action: &'a DataAction<'a>,
    /// The contract of the side that the sample is for.
    pub contract: &'a Foreign,
}

/// One project.
#[derive(Clone, Copy, Debug)]
pub struct WorkspaceContext<'a> {
    pub(crate) meta: &'static Meta,
    pub config: &'a Config,
    /// The path prefix that is removed before the globs of the configuration are matched.
    pub(crate) folder: &'a str,
    pub workspace: &'a Workspace,
    pub shared: &'a Shared<'a>,
}

/// Data about one project that several rules share, computed on first use.
#[derive(Debug)]
pub struct Shared<'a> {
    pub workspace: &'a Workspace,
    callables: OnceLock<Callables<'a>>,
    callers: OnceLock<Vec<(&'a Arc<str>, &'a Facts)>>,
    /// The writers, readers and obstacles of the attributes.
    pub analysis: Analysis<'a>,
}

impl ProblemContext<'_> {
    /// A finding at a problem of this file.
    #[must_use]
    pub fn diagnostic(&self, problem: &Problem, message: impl Into<String>, label: impl Into<String>) -> Diagnostic {
        let place = Place::at(problem.span);
        self.meta.diagnostic(self.source.path(), &place, message, label, &problem.message)
    }
}

impl FileContext<'_> {
    /// A finding at `place` of this file.
    #[must_use]
    pub fn diagnostic(
        &self,
        place: &Place,
        message: impl Into<String>,
        label: impl Into<String>,
        subject: &str,
    ) -> Diagnostic {
        self.meta.diagnostic(self.source.path(), place, message, label, subject)
    }

    /// The value of an option of the rule in this file. `name` must be one of its [`Meta::options`].
    #[must_use]
    pub fn option(&self, name: &str) -> Option<OptionValue> {
        let option = self.meta.option(name)?;
        Some(self.set.option(self.meta.name, option))
    }

    /// The location of a place of this file.
    #[must_use]
    pub fn location(&self, place: &Place) -> Location {
        Location { file: self.source.path().clone(), place: place.clone() }
    }

    /// The place of a value or key of the tree.
    #[must_use]
    pub fn place(&self, value: Value<'_>) -> Place {
        artifact::place(self.facts.kind, value)
    }

    /// The place of a piece of a template, byte range of its text.
    #[must_use]
    pub fn place_in(&self, template: &Template<'_>, range: Range<usize>) -> Place {
        Place { span: template.span(range), ..self.place(template.value) }
    }
}

impl SampleContext<'_> {
    /// A finding in the sample, at `span`, about a key or value of it.
    #[must_use]
    pub fn diagnostic(
        &self,
        at: Value<'_>,
        span: Span,
        message: impl Into<String>,
        label: impl Into<String>,
        subject: &str,
    ) -> Diagnostic {
        let place = Place { span, ..artifact::place(artifact::ArtifactKind::Payload, at) };
        self.meta.diagnostic(self.source.path(), &place, message, label, subject)
    }

    /// The location of a key or value of the data action.
    #[must_use]
    pub fn location(&self, value: Value<'_>) -> Location {
        Location { file: self.file.clone(), place: artifact::place(self.action.kind, value) }
    }
}

impl WorkspaceContext<'_> {
    /// A finding at `place` of `file`.
    #[must_use]
    pub fn diagnostic(
        &self,
        file: &Arc<str>,
        place: &Place,
        message: impl Into<String>,
        label: impl Into<String>,
        subject: &str,
    ) -> Diagnostic {
        self.meta.diagnostic(file, place, message, label, subject)
    }
}

impl<'a> WorkspaceContext<'a> {
    /// The value of an option of the rule in each file, as `prepare` returns it. `name` must be one of its
    /// [`Meta::options`].
    pub fn option<T>(&self, name: &str, prepare: impl Fn(&OptionValue) -> T) -> Option<PerFile<'a, T>> {
        Some(self.config.option_per_file(self.folder, self.meta.name, self.meta.option(name)?, prepare))
    }
}

impl<'a> Shared<'a> {
    #[must_use]
    pub fn of(workspace: &'a Workspace) -> Self {
        let (callables, callers) = (OnceLock::new(), OnceLock::new());
        Shared { workspace, callables, callers, analysis: Analysis::of(workspace) }
    }

    /// The artefacts of the project that can be called.
    pub fn callables(&self) -> &Callables<'a> {
        self.callables.get_or_init(|| self.workspace.callables())
    }

    /// The artefacts of the project that call something, in the order of their paths.
    pub fn callers(&self) -> &[(&'a Arc<str>, &'a Facts)] {
        self.callers.get_or_init(|| self.workspace.files().filter(|(_, facts)| !facts.calls.is_empty()).collect())
    }
}
