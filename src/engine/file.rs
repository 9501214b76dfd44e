//! Reads one file and checks it by the rules that need no other file. Returns its facts and findings.

use std::sync::Arc;

use super::discover::{ProjectFile, Settings, UNKNOWN, problem_kind};
use super::guard::{READING, guarded};
use super::included::Included;
use super::load::{self, LoadError, Stamp};
use super::neighbours::unknown_locals;
use super::{Request, Stage, cap};
use crate::artifact::Facts;
use crate::artifact::detect::{self, Format};
use crate::artifact::flow::control::Control;
use crate::artifact::flow::expressions::Expressions;
use crate::diagnostic::Diagnostic;
use crate::rules::{Cause, FileContext, Problem, ProblemContext, ProblemKind, Rule};
use crate::suppress::comment::{self, Comment};
use crate::syntax::{ErrorClass, Innermost, Limits, SyntaxError};
use crate::text::{Encoding, Source, Span};

/// The result of one file.
#[derive(Debug)]
pub(super) struct FileResult {
    pub path: Arc<str>,
    /// `None` if the file itself has no finding.
    pub source: Option<Arc<Source>>,
    /// `None` if the file is not an artefact.
    pub facts: Option<Facts>,
    pub diagnostics: Vec<Diagnostic>,
    /// The findings that its comments ignore.
    pub comments: Vec<Comment>,
    /// Whether it is an artefact that could not be read completely.
    pub is_broken: bool,
    /// The first thing that is wrong with the text itself, regardless of the rules.
    pub problem: Option<Box<str>>,
    /// The files that it brings along.
    pub included: Included,
    /// The age of the file when it was read; `None` if an overlay replaces it or it could not be read.
    pub stamp: Option<Stamp>,
}

impl FileResult {
    /// Whether a report needs more of it than its facts.
    pub(super) fn is_notable(&self) -> bool {
        let FileResult { source, diagnostics, comments, is_broken, included, .. } = self;
        source.is_some() || !diagnostics.is_empty() || !comments.is_empty() || *is_broken || !included.is_empty()
    }
}

/// Reads and checks a file. `deployed`: what the rules see in place of the facts as written.
pub(super) fn check(
    entry: &ProjectFile,
    request: &Request,
    settings: &Settings,
    rules: &[&dyn Rule],
    deployed: Option<&Facts>,
) -> FileResult {
    let mut checked = FileResult {
        path: entry.path.clone(),
        source: None,
        facts: None,
        diagnostics: Vec::new(),
        comments: Vec::new(),
        is_broken: true,
        problem: None,
        included: Included::default(),
        stamp: None,
    };
    // The readers are guarded like rules: a crash in one must not cost the other files.
    let crashed = guarded(READING, &entry.path, || {
        checked = check_unguarded(entry, request, settings, rules, deployed);
        Vec::new()
    });
    checked.diagnostics.extend(crashed);
    if checked.source.is_none() && !checked.diagnostics.is_empty() {
        checked.source = Some(Arc::new(Source::new(entry.path.clone(), String::new(), Encoding::Utf8)));
    }
    checked
}

fn check_unguarded(
    entry: &ProjectFile,
    request: &Request,
    settings: &Settings,
    rules: &[&dyn Rule],
    deployed: Option<&Facts>,
) -> FileResult {
    let loaded = request.timed(Stage::Read, None, || {
        let (bytes, stamp) = load::read_with_stamp(&entry.absolute, request)?;
        load::decode(bytes, entry.format).map(|(text, encoding)| (text, encoding, stamp))
    });
    let (text, encoding, stamp) = match loaded {
        Ok(loaded) => loaded,
        Err(error) => return undecodable(entry, error, rules),
    };
    let source = Source::new(entry.path.clone(), text, encoding);
    // The texts of the files that this one names are read with it.
    let whole = Included::read(entry, source.text(), settings, request);
    let parse = || match &whole {
        Some(whole) => detect::parse_with(&whole.text, source.text().len(), &whole.texts),
        None => detect::parse(&entry.path, source.text(), entry.format, &entry.hint, &Limits::default()),
    };
    let parsed = request.timed(Stage::Parse, None, parse);
    let derived = parsed.derived();
    let facts = request.timed(Stage::Parse, None, || parsed.facts(&derived));
    let artifact = facts.as_ref().filter(|facts| facts.kind.is_artifact());
    let problems = problems(entry, &source, &parsed.errors, artifact.is_some());
    let mut diagnostics = check_problems(&source, &problems, rules);
    let facts_of_rules = artifact.map(|written| deployed.unwrap_or(written)).filter(|_| !rules.is_empty());
    if let Some(facts) = facts_of_rules {
        let tree = &parsed.tree;
        let (source, innermost, positions) = (&source, &Innermost::of(tree), derived.positions());
        let derive = || (derived.data_actions(), derived.attribute_actions(), Expressions::read(derived.sources()));
        let (data_actions, attribute_actions, expressions) = &request.timed(Stage::Parse, None, derive);
        // Only about flows that set or get attributes is the order of interest.
        let uses_attributes = facts.uses.iter().any(|usage| usage.via.is_action());
        let no_control = Control::default();
        let control = if uses_attributes { derived.control() } else { &no_control };
        let relative = settings.relative(&entry.absolute).to_string_lossy();
        let set = &settings.config.in_file(&relative);
        for rule in rules {
            let meta = rule.meta();
            let context = FileContext {
                meta,
                source,
                tree,
                innermost,
                facts,
                data_actions,
                positions,
                control,
                expressions,
                attribute_actions,
                set,
            };
            let check = || guarded(meta.name, &entry.path, || rule.check_file(&context));
            diagnostics.extend(cap::in_file(request.timed(Stage::File, Some(meta.name), check)));
        }
    }
    let has_comments = entry.format.has_comments() && facts.is_some();
    let comments = if has_comments { comment::read(source.text(), &parsed.tree) } else { Vec::new() };
    // Changes of other files are not noticed, so a file that needs them, or may need them, is read again each time.
    let may_need_others = entry.format == Format::Hcl && !unknown_locals(source.text()).is_empty();
    let path = entry.path.clone();
    let is_broken = hide_findings(&problems);
    let is_needed = !diagnostics.is_empty() || !comments.is_empty();
    let source = is_needed.then(|| Arc::new(source));
    let included = whole.map(|whole| whole.included).unwrap_or_default();
    if !included.is_empty() {
        diagnostics = diagnostics.into_iter().map(|it| included.located(&path, it)).collect();
    }
    let stamp = stamp.filter(|_| included.is_empty() && !may_need_others);
    let problem = first(&problems);
    FileResult { path, source, facts, diagnostics, comments, is_broken, problem, included, stamp }
}

/// The source of a file that was read before; `None` where it has gone since.
pub(super) fn source(entry: &ProjectFile, request: &Request) -> Option<Source> {
    let (text, encoding) =
        load::read_bytes(&entry.absolute, request).and_then(|bytes| load::decode(bytes, entry.format)).ok()?;
    Some(Source::new(entry.path.clone(), text, encoding))
}

/// The findings about something that was met on the way and is not to be read.
pub(super) fn unreadable(path: &Arc<str>, problem: &Problem, rules: &[&dyn Rule]) -> FileResult {
    unread(Source::new(path.clone(), String::new(), Encoding::Utf8), problem, rules)
}

/// The result of a file that a problem prevents from being read at all.
fn unread(source: Source, problem: &Problem, rules: &[&dyn Rule]) -> FileResult {
    let (path, problems) = (source.path().clone(), std::slice::from_ref(problem));
    let (diagnostics, is_broken) = (check_problems(&source, problems, rules), hide_findings(problems));
    let source = Some(Arc::new(source));
    FileResult {
        path,
        source,
        facts: None,
        diagnostics,
        comments: Vec::new(),
        is_broken,
        problem: first(problems),
        included: Included::default(),
        stamp: None,
    }
}

/// The result of a file whose text cannot be read. As much of the text as can be guessed decides whether it is an
/// artefact.
fn undecodable(entry: &ProjectFile, error: LoadError, rules: &[&dyn Rule]) -> FileResult {
    let guess = || detect::read(&entry.path, &error.guess, entry.format, &entry.hint, &Limits::default());
    let matters =
        entry.is_declared_artifact() || entry.hint.named || guess().facts.is_some_and(|facts| facts.kind.is_artifact());
    let kind = if error.cause == Cause::Syntax { ProblemKind::Syntax } else { problem_kind(matters) };
    let problem = Problem { span: error.span, kind, cause: error.cause, message: error.message };
    // The place is in the guessed text; an export's bytes are its text here.
    let source = Source::new(entry.path.clone(), error.guess, Encoding::Utf8);
    unread(source, &problem, rules)
}

fn problems(entry: &ProjectFile, source: &Source, errors: &[SyntaxError], is_artifact: bool) -> Vec<Problem> {
    let matters = is_artifact || entry.is_declared_artifact();
    if !matters && source.text().trim().is_empty() {
        // Terraform modules often contain empty files.
        if entry.format == Format::Hcl {
            return Vec::new();
        }
        return vec![problem(ProblemKind::UnreadableUnknown, Cause::Empty, "this file is empty")];
    }
    let problems: Vec<Problem> = errors
        .iter()
        .filter_map(|error| {
            let (kind, cause) = match error.class {
                // Report files that are too deeply nested to identify.
                ErrorClass::Limit => (problem_kind(matters || entry.hint.named), Cause::Limit),
                // Ignore syntax errors in files that are not ours unless named on the command line.
                ErrorClass::Syntax
                    if matters || entry.hint.named && matches!(entry.format, Format::Json | Format::HclJson) =>
                {
                    (ProblemKind::Syntax, Cause::Syntax)
                }
                ErrorClass::Syntax => return None,
            };
            Some(Problem { span: error.span, kind, cause, message: error.message.clone() })
        })
        .collect();
    if problems.is_empty() && !is_artifact && entry.hint.named {
        return vec![problem(ProblemKind::UnreadableUnknown, Cause::Unknown, UNKNOWN)];
    }
    problems
}

fn first(problems: &[Problem]) -> Option<Box<str>> {
    problems.first().map(|problem| problem.message.as_str().into())
}

/// Whether these problems may hide findings.
fn hide_findings(problems: &[Problem]) -> bool {
    problems.iter().any(|problem| matches!(problem.kind, ProblemKind::Syntax | ProblemKind::Unreadable))
}

fn problem(kind: ProblemKind, cause: Cause, message: &str) -> Problem {
    Problem { span: Span::at(0), kind, cause, message: message.to_owned() }
}

fn check_problems(source: &Source, problems: &[Problem], rules: &[&dyn Rule]) -> Vec<Diagnostic> {
    if problems.is_empty() {
        return Vec::new();
    }
    let run = |rule: &&dyn Rule| {
        let context = ProblemContext { meta: rule.meta(), source, problems };
        guarded(rule.meta().name, source.path(), || rule.check_problems(&context))
    };
    rules.iter().flat_map(run).collect()
}
