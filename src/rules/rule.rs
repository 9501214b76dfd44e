//! Defines a rule: its metadata, and the hooks through which the engine calls it.

use std::sync::Arc;

use super::context::{FileContext, ProblemContext, SampleContext, WorkspaceContext};
use crate::config::{RuleEntry, RuleOption};
use crate::diagnostic::{Diagnostic, Location, Place, Severity};

/// The sections of the rule reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    Syntax,
    Names,
    Values,
    Expressions,
    Payloads,
    DataActions,
    Across,
    Linter,
}

impl Group {
    /// The heading in the rule reference.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Group::Syntax => "Syntax",
            Group::Names => "Attribute names",
            Group::Values => "Attribute values",
            Group::Expressions => "Expressions and variables",
            Group::Payloads => "Payloads",
            Group::DataActions => "Data actions",
            Group::Across => "Across artefacts",
            Group::Linter => "About the linter itself",
        }
    }
}

/// The metadata of a rule.
#[derive(Debug)]
pub struct Meta {
    /// Kebab-case, reads well after "allow".
    pub name: &'static str,
    pub group: Group,
    /// The severity of its findings unless the rule or the configuration sets another.
    pub severity: Severity,
    /// Whether it is on in the preset `recommended`; `strict` has all.
    pub recommended: bool,
    /// Whether its findings are about what has no effect: editors show that pale.
    pub unnecessary: bool,
    /// The settings in `flowvet.toml` in addition to the level.
    pub options: &'static [RuleOption],
    /// The version of flowvet that had it first.
    pub since: &'static str,
    /// One line that describes the mistake.
    pub summary: &'static str,
    /// Markdown with fixed headings: *What it does*, *Why is this a problem?*, *Example*, *Use instead*, *In Architect*
    /// (where to click, if that helps), *Fix safety* (if there is a fix), *When to turn it off* (if there is a reason),
    /// *Sources*.
    pub page: &'static str,
}

/// A rule implements the hook at the granularity that it needs.
pub trait Rule: Sync {
    fn meta(&self) -> &'static Meta;

    /// Checks the problems that prevented the reading of a file.
    fn check_problems(&self, _cx: &ProblemContext<'_>) -> Vec<Diagnostic> {
        Vec::new()
    }

    /// Looks at one artefact.
    fn check_file(&self, _cx: &FileContext<'_>) -> Vec<Diagnostic> {
        Vec::new()
    }

    /// Checks a sample payload against the data action that it is for.
    fn check_sample(&self, _cx: &SampleContext<'_>) -> Vec<Diagnostic> {
        Vec::new()
    }

    /// Looks at all artefacts of a project together.
    fn check_workspace(&self, _cx: &WorkspaceContext<'_>) -> Vec<Diagnostic> {
        Vec::new()
    }
}

impl Meta {
    /// The metadata that the configuration needs.
    #[must_use]
    pub fn entry(&self) -> RuleEntry {
        RuleEntry {
            name: self.name,
            summary: self.summary,
            severity: self.severity,
            recommended: self.recommended,
            options: self.options,
        }
    }

    /// Whether it has fixes: then its page describes how safe they are.
    #[must_use]
    pub fn has_fix(&self) -> bool {
        self.page.contains("\n## Fix safety\n")
    }

    /// The option of this name.
    pub(super) fn option(&self, name: &str) -> Option<&'static RuleOption> {
        self.options.iter().find(|option| option.name == name)
    }

    /// Creates a finding of this rule with the default severity. `label` is shown at the place; `subject` is the name
    /// or key that the finding is about, or empty where it is about a whole action or file. It is part of the
    /// fingerprint, so it must stay the same when other lines of the file change.
    pub(super) fn diagnostic(
        &'static self,
        file: &Arc<str>,
        place: &Place,
        message: impl Into<String>,
        label: impl Into<String>,
        subject: &str,
    ) -> Diagnostic {
        let location = Location { file: file.clone(), place: place.clone() };
        Diagnostic::new(self.name, self.severity, message, location, label, subject)
    }
}
