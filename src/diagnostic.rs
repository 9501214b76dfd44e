//! Defines a finding of a rule, which always has a place. Does not know how it is shown.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use smol_str::SmolStr;

use crate::text::Span;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; never fails a run by default.
    Info,
    /// It very probably will not work, or it hides the next mistake.
    Warning,
    /// It will not work in production.
    Error,
}

impl Severity {
    /// From the worst down.
    pub const ALL: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Info];

    /// The word that reports and the configuration use: `info`, `warning` or `error`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One step of a logical path, in the words of Architect: flow, task or state, action.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Step {
    /// The kind of the step: `inboundCall`, `task`, `Set Participant Data`, `data action`.
    pub kind: Box<str>,
    /// The name that its author gave it; `None` if it only repeats the kind.
    pub name: Option<Box<str>>,
    /// The number that Architect shows next to an action; only exports and flow configurations have it.
    pub tracking: Option<u64>,
}

impl Step {
    /// A step with a name; a name that only repeats the kind is left out.
    #[must_use]
    pub fn new(kind: &str, name: Option<&str>) -> Self {
        Step { kind: kind.into(), name: name.filter(|name| *name != kind).map(Into::into), tracking: None }
    }

    #[must_use]
    pub fn tracked(mut self, tracking: Option<u64>) -> Self {
        self.tracking = tracking;
        self
    }
}

impl fmt::Display for Step {
    /// `task "Greet"`, `Set Participant Data #9`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.kind)?;
        if let Some(name) = &self.name {
            write!(f, " \"{name}\"")?;
        }
        if let Some(tracking) = self.tracking {
            write!(f, " #{tracking}")?;
        }
        Ok(())
    }
}

/// A logical path from the artefact down to the action, shared between all places in one action.
pub type LogicalPath = Arc<[Step]>;

/// A place inside one file: what of it (`span`), where in its structure, and where in the artefact's own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub span: Span,
    /// JSON pointer (RFC 6901) of the value, also for YAML.
    pub pointer: SmolStr,
    pub path: LogicalPath,
}

impl Place {
    /// A place of which no more is known than its span.
    #[must_use]
    pub fn at(span: Span) -> Self {
        Place { span, pointer: SmolStr::default(), path: Arc::from([]) }
    }

    /// A place with only a span and the logical path of the part of the artefact around it.
    #[must_use]
    pub fn in_artifact(span: Span, path: &LogicalPath) -> Self {
        Place { span, pointer: SmolStr::default(), path: path.clone() }
    }

    /// Its logical path as reports write it: `inboundCall "Main" › task "Greet"`. Empty where there is none.
    #[must_use]
    pub fn words(&self) -> String {
        self.path.iter().map(Step::to_string).collect::<Vec<_>>().join(" › ")
    }
}

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// Relative to the root of the run, with `/`.
    pub file: Arc<str>,
    pub place: Place,
}

/// A location with a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    pub location: Location,
    pub message: String,
}

/// Whether a fix keeps what the author meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Safety {
    /// It does what the author meant in practically every case.
    Safe,
    /// It may change what happens; a person decides.
    Unsafe,
}

/// One replacement in the decoded text of one file, ready to be put there: escapes and quotes are part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    pub file: Arc<str>,
    pub span: Span,
    pub replacement: String,
}

/// Edits that belong together and fix one finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// The effect, as an order: "rename to `customerId`".
    pub title: String,
    pub safety: Safety,
    pub edits: Vec<Edit>,
}

/// A finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    pub rule: &'static str,
    pub severity: Severity,
    /// The problem in one line, in Architect's words.
    pub message: String,
    /// The place of the problem, with a few words about it.
    pub primary: Label,
    /// Other places that one must see to understand.
    pub related: Vec<Label>,
    /// The remedy in one line.
    pub help: Option<String>,
    pub fix: Option<Fix>,
    /// The name or key that the finding is about, for the fingerprint.
    subject: String,
    /// The 0-based number of this finding among those with the same rule, logical path and subject.
    pub(crate) occurrence: u32,
    /// How many bytes of the file's path lead to the folder of its configuration: where a run starts must not change
    /// a fingerprint.
    pub(crate) folder: usize,
}

impl Diagnostic {
    /// Creates a finding of `rule` at `location`. `label` is shown next to the place; `subject` is the name or key
    /// that the finding is about and goes into the fingerprint.
    #[must_use]
    pub fn new(
        rule: &'static str,
        severity: Severity,
        message: impl Into<String>,
        location: Location,
        label: impl Into<String>,
        subject: impl Into<String>,
    ) -> Self {
        Diagnostic {
            rule,
            severity,
            message: message.into(),
            primary: Label { location, message: label.into() },
            related: Vec::new(),
            help: None,
            fix: None,
            subject: subject.into(),
            occurrence: 0,
            folder: 0,
        }
    }

    #[must_use]
    pub fn with_related(mut self, location: Location, message: impl Into<String>) -> Self {
        self.related.push(Label { location, message: message.into() });
        self
    }

    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    #[must_use]
    pub fn with_fix(mut self, fix: Fix) -> Self {
        self.fix = Some(fix);
        self
    }

    #[must_use]
    pub fn with_severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// An address of the finding that stays the same when lines move, files are reformatted or reordered, and the
    /// message is reworded: 16 hexadecimal digits over rule, logical path (or the file without one), subject and the
    /// number of the occurrence. White space in the subject does not count: formatters move it.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let (rule, file, path, subject) = self.identity();
        let mut hash = Fnv::new();
        hash.add(rule);
        if let Some(file) = file {
            hash.add(file);
        }
        for step in path {
            hash.add(&step.to_string());
        }
        hash.add(&subject);
        hash.add(&self.occurrence.to_string());
        hash.digits()
    }

    /// The fields that identify a finding, apart from its occurrence number. The numbers of findings with the same
    /// identity are 0, 1, 2 and so on without a gap, so that a baseline counts them: if one of three is fixed, or all
    /// change places, the others are still in it.
    pub(crate) fn identity(&self) -> (&'static str, Option<&str>, &[Step], Cow<'_, str>) {
        let Location { file, place } = &self.primary.location;
        let subject = if self.subject.contains(char::is_whitespace) {
            Cow::Owned(self.subject.split_whitespace().collect())
        } else {
            Cow::Borrowed(&*self.subject)
        };
        let file = place.path.is_empty().then(|| file.get(self.folder..).unwrap_or(file));
        (self.rule, file, &place.path, subject)
    }

    /// The order in which findings are reported.
    pub(crate) fn order(&self) -> (&str, Span, &'static str, &str, &str) {
        let location = &self.primary.location;
        (&location.file, location.place.span, self.rule, &self.message, &location.place.pointer)
    }
}

/// FNV-1a, 64 bits: the hashers of the standard library may change between releases, fingerprints may not.
struct Fnv(u64);

impl Fnv {
    fn new() -> Self {
        Fnv(0xcbf2_9ce4_8422_2325)
    }

    /// Adds a part and an end mark, so that ("ab", "c") and ("a", "bc") differ.
    fn add(&mut self, part: &str) {
        for byte in part.bytes().chain([0xff]) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn digits(&self) -> String {
        format!("{:016x}", self.0)
    }
}

/// Puts findings in the order of files, places and rules, each once: an alias in YAML and a local value of Terraform show
/// the same place twice, with different pointers, and several samples share one error.
pub(crate) fn sort_and_dedup(findings: &mut Vec<Diagnostic>) {
    findings.sort_by(|one, other| one.order().cmp(&other.order()));
    findings.dedup_by(|second, first| {
        let (file, span, rule, message, _) = first.order();
        let other = second.order();
        (file, span, rule, message) == (other.0, other.1, other.2, other.3)
    });
}
