//! What a rule is: its metadata and the hooks through which it is called.

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
            Group::Payloads => "Payloads",
            Group::DataActions => "Data actions",
            Group::Across => "Across artefacts",
            Group::Linter => "About the linter itself",
        }
    }
}

/// What a rule says of itself.
#[derive(Debug)]
pub struct Meta {
    /// Kebab-case, reads well after "allow".
    pub name: &'static str,
    pub group: Group,
    /// The severity of its findings where the rule itself does not say otherwise and the configuration is silent.
    pub severity: Severity,
    /// Whether it is on in the preset `recommended`; `strict` has all.
    pub recommended: bool,
    /// Whether its findings are about what has no effect: editors show that pale.
    pub unnecessary: bool,
    /// What `flowvet.toml` can set beside the level.
    pub options: &'static [RuleOption],
    /// The version of flowvet that had it first.
    pub since: &'static str,
    /// One line: what it says.
    pub summary: &'static str,
    /// Markdown with fixed headings: *What it does*, *Why is this a problem?*, *Example*, *Use instead*, *In Architect*
    /// (where to click, if that helps), *Fix safety* (if there is a fix), *When to turn it off* (if there is a reason),
    /// *Sources*.
    pub page: &'static str,
}

/// A rule implements the hook at the granularity that it needs.
pub trait Rule: Sync {
    fn meta(&self) -> &'static Meta;

    /// Looks at what stood in the way of reading a file.
    fn check_problems(&self, _cx: &ProblemContext<'_>) -> Vec<Diagnostic> {
        Vec::new()
    }

    /// Looks at one artefact.
    fn check_file(&self, _cx: &FileContext<'_>) -> Vec<Diagnostic> {
        Vec::new()
    }

    /// Looks at a sample payload beside the data action that it is for.
    fn check_sample(&self, _cx: &SampleContext<'_>) -> Vec<Diagnostic> {
        Vec::new()
    }

    /// Looks at all artefacts of a project together.
    fn check_workspace(&self, _cx: &WorkspaceContext<'_>) -> Vec<Diagnostic> {
        Vec::new()
    }
}

impl Meta {
    /// What the configuration must know of the rule.
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

    /// Whether it has fixes: its page says then how safe they are.
    #[must_use]
    pub fn has_fix(&self) -> bool {
        self.page.contains("\n## Fix safety\n")
    }

    /// The option of this name.
    pub(super) fn option(&self, name: &str) -> Option<&'static RuleOption> {
        self.options.iter().find(|option| option.name == name)
    }

    /// A finding of this rule with its own severity. `label` stands beside the place; `subject` is the name or key
    /// that the finding is about.
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
