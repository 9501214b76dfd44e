//! Decides which findings of the projects that share a configuration are reported, and sets their severity by the
//! configuration.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use super::discover::{LEADS_OUT, Scope, Settings, link_leads_out};
use super::samples::Mistake;
use super::{Request, UsageError, cap, guard, load};
use crate::config::RuleEntry;
use crate::diagnostic::{Diagnostic, Location, Place, Severity};
use crate::suppress::baseline;
use crate::suppress::comment::Comment;
use crate::suppress::{self, BaselineTask, Verdict};
use crate::text::{Encoding, Source, Span};

/// The rule that reports files that cannot be read.
const UNREADABLE: &str = "unreadable-file";

/// A baseline that is to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewBaseline {
    pub path: PathBuf,
    pub text: String,
}

/// The result of one project.
pub(super) struct ProjectOutcome {
    pub diagnostics: Vec<Diagnostic>,
    pub sources: BTreeMap<Arc<str>, Arc<Source>>,
    pub artifacts: usize,
    /// How many files are of no kind that flowvet reads.
    pub others: usize,
    pub broken: BTreeSet<Arc<str>>,
    pub comments: BTreeMap<Arc<str>, Vec<Comment>>,
    pub mistakes: Vec<Mistake>,
}

/// The findings in the projects that share a configuration.
pub(super) struct ConfigGroup {
    settings: Arc<Settings>,
    diagnostics: Vec<Diagnostic>,
    comments: BTreeMap<Arc<str>, Vec<Comment>>,
    is_whole: bool,
    is_broken: bool,
}

impl ConfigGroup {
    /// Adds a project to the group that has its configuration, or makes one. `is_whole`: whether all findings of the group
    /// are known.
    pub(super) fn add(
        groups: &mut Vec<ConfigGroup>,
        settings: &Arc<Settings>,
        checked: &mut ProjectOutcome,
        is_whole: bool,
    ) {
        let is_same = |group: &ConfigGroup| Arc::ptr_eq(&group.settings, settings);
        let number = groups.iter().position(is_same).unwrap_or(groups.len());
        if number == groups.len() {
            groups.push(ConfigGroup {
                settings: settings.clone(),
                diagnostics: Vec::new(),
                comments: BTreeMap::new(),
                is_whole,
                is_broken: false,
            });
        }
        let Some(group) = groups.get_mut(number) else { return };
        group.diagnostics.append(&mut checked.diagnostics);
        group.comments.append(&mut checked.comments);
        group.is_broken |= !checked.broken.is_empty();
    }

    /// Separates the findings to report from the others. Returns them with the baseline that was read, and the new
    /// one if it is to change.
    pub(super) fn apply(
        self,
        request: &Request,
        rules: &[RuleEntry],
        run: &Scope,
    ) -> Result<(Verdict, Source, Option<NewBaseline>), UsageError> {
        let ConfigGroup { settings, diagnostics, comments, is_whole, is_broken } = self;
        let path = settings.folder().join(baseline::FILE);
        let name = run.relative(&path);
        let is_text = request.overlays.contains_key(&path);
        let is_outside = !is_text && link_leads_out(&path, settings.folder());
        let exists = is_text || !is_outside && path.exists();
        let bytes = if exists { load::read_bytes(&path, request) } else { Ok(Vec::new()) };
        let bytes = bytes.map_err(|error| UsageError(format!("{name}: {}", error.message)))?;
        let baseline = Source::new(name, String::from_utf8_lossy(&bytes).into_owned(), Encoding::Utf8);
        let mut scope = suppress::Input {
            config: &settings.config,
            rules,
            source: settings.source.as_deref(),
            folder: &run.prefix(settings.folder()),
            comments: &comments,
            baseline: &baseline,
            task: request.baseline,
            is_whole,
            is_broken,
        };
        let diagnostics: Vec<Diagnostic> = scope.reported(diagnostics).collect();
        scope.is_broken |= diagnostics.iter().any(|found| found.rule == guard::RULE || cap::is_rest(found));
        let mut verdict = suppress::apply(diagnostics, &scope);
        if is_outside {
            verdict.diagnostics.push(outside(&baseline));
        }
        let must = (request.baseline == BaselineTask::Write || exists) && !is_outside;
        let text = verdict.baseline.clone().filter(|text| must && (!exists || text != baseline.text()));
        let new = text.map(|text| NewBaseline { path, text });
        Ok((verdict, baseline, new))
    }
}

/// The finding about a baseline that a link leads out of the project.
fn outside(baseline: &Source) -> Diagnostic {
    let location = Location { file: baseline.path().clone(), place: Place::at(Span::at(0)) };
    let message = format!("{LEADS_OUT}: it is neither read nor written, and accepts no finding");
    Diagnostic::new(UNREADABLE, Severity::Error, message, location, "leads out of the project", baseline::FILE)
        .with_help("replace the link by a file, then run `flowvet check --write-baseline`")
}
