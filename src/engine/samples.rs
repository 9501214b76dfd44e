//! Checks the samples of a project against the contracts of its data actions, and reports samples whose contract is
//! not known. The few files that matter are read again, since facts do not contain contracts.

use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::discover::{Project, ProjectFile};
use super::guard::guarded;
use super::{Request, Stage, file};
use crate::artifact::call::{Callee, Interface};
use crate::artifact::data_action::{SampleOf, published_name, strict};
use crate::artifact::detect::{self, Reading};
use crate::artifact::{self, DataAction};
use crate::config::{self, PayloadFiles, PayloadIs};
use crate::diagnostic::{Diagnostic, Location, Severity};
use crate::rules::{Rule, SampleContext, Shared};
use crate::schema::Foreign;
use crate::syntax::Limits;
use crate::text::{Source, Span};
use crate::wording::{closest, did_you_mean, or_one_of};
use crate::workspace::{Callable, Callables};

/// The findings about the samples of a project, and the mistakes in their declarations.
#[derive(Debug, Default)]
pub(super) struct Samples {
    pub findings: Vec<Diagnostic>,
    pub mistakes: Vec<Mistake>,
}

/// A sample whose contract is not known.
#[derive(Clone, Debug)]
pub(super) struct Mistake {
    error: SampleError,
    /// The location of the sample's declaration in the configuration; `None` if it is on the command line.
    location: Option<Location>,
    action: Box<str>,
}

/// The reason why the contract of a sample is not known.
#[derive(Clone, Debug)]
struct SampleError {
    message: String,
    label: &'static str,
    help: String,
}

impl Mistake {
    /// The mistake and its help, in one line.
    pub(super) fn sentence(&self) -> String {
        format!("{}; {}", self.error.message, self.error.help)
    }

    /// The finding in the configuration; `None` where the mistake is not there.
    pub(super) fn finding(&self) -> Option<Diagnostic> {
        let SampleError { message, label, help } = self.error.clone();
        let location = self.location.clone()?;
        Some(Diagnostic::new(config::CLASS, Severity::Error, message, location, label, &*self.action).with_help(help))
    }
}

/// Checks the samples of a project with the rules that are on in it.
pub(super) fn check(project: &Project, shared: &Shared<'_>, request: &Request, rules: &[&dyn Rule]) -> Samples {
    let entries: Vec<&ProjectFile> = project.files.iter().filter(|entry| entry.hint.sample).collect();
    if entries.is_empty() {
        return Samples::default();
    }
    let callables = shared.callables();
    let check = |entry: &&ProjectFile| {
        let (of, location) = meant(project, request, &entry.absolute)?;
        let found = Check { project, callables, request, rules, of }.run(entry);
        let mistake = |error| Mistake { error, location: location.cloned(), action: of.action.clone() };
        Some(found.map_err(|error| Box::new(mistake(error))))
    };
    let checked: Vec<_> = entries.par_iter().filter_map(check).collect();
    let mut samples = Samples::default();
    for found in checked {
        match found {
            Ok(findings) => samples.findings.extend(findings),
            Err(mistake) => samples.mistakes.push(*mistake),
        }
    }
    samples
}

/// The data action that a file is a sample of, and the location of that declaration in the configuration.
fn meant<'a>(project: &'a Project, request: &'a Request, path: &Path) -> Option<(&'a SampleOf, Option<&'a Location>)> {
    if let Some((_, of)) = request.sample.as_ref().filter(|(sample, _)| sample == path) {
        return Some((of, None));
    }
    match &PayloadFiles::of(&project.settings.config.payloads, project.settings.relative(path))?.are {
        PayloadIs::Sample(of, location) => Some((of, Some(location))),
        PayloadIs::Kind(_) => None,
    }
}

/// One sample on its way to findings.
struct Check<'a, 'w> {
    project: &'a Project,
    callables: &'a Callables<'w>,
    request: &'a Request,
    rules: &'a [&'a dyn Rule],
    of: &'a SampleOf,
}

impl Check<'_, '_> {
    fn run(&self, entry: &ProjectFile) -> Result<Vec<Diagnostic>, SampleError> {
        let named = self.callables.named(Callee::DataAction, published_name(&self.of.action));
        if named.is_empty() {
            return Err(self.unknown());
        }
        let mut sources = Vec::new();
        for Callable { file, interface } in named {
            let Some(entry) = self.entry(file) else { continue };
            sources.extend(file::source(entry, self.request).map(|source| (interface, entry, source)));
        }
        let readings: Vec<Reading<'_>> = sources.iter().map(|(_, entry, source)| read(entry, source)).collect();
        let pairs = sources.iter().zip(&readings);
        let actions = pairs.filter_map(|((it, _, source), reading)| Some((source.path(), action(reading, it)?)));
        let actions: Vec<(&Arc<str>, DataAction<'_>)> = actions.collect();
        let (file, action, contract) = self.unique_action(&actions)?;
        let Some(source) = file::source(entry, self.request) else { return Ok(Vec::new()) };
        let reading = read(entry, &source);
        // A recovered sample may differ from the intended one.
        if !reading.errors.is_empty() {
            return Ok(Vec::new());
        }
        let found = self.rules.iter().flat_map(|rule| {
            let (meta, source, tree, of) = (rule.meta(), &source, &reading.tree, self.of);
            let context = SampleContext { meta, source, tree, of, file, action, contract: &contract };
            let check = || guarded(meta.name, source.path(), || rule.check_sample(&context));
            self.request.timed(Stage::Workspace, Some(meta.name), check)
        });
        Ok(found.collect())
    }

    fn entry(&self, file: &str) -> Option<&ProjectFile> {
        let at = self.project.files.binary_search_by(|entry| (*entry.path).cmp(file)).ok()?;
        self.project.files.get(at)
    }

    /// The data action that is meant, with its contract; it may be there in several forms that agree.
    fn unique_action<'m, 'a>(
        &self,
        actions: &'m [(&'m Arc<str>, DataAction<'a>)],
    ) -> Result<(&'m Arc<str>, &'m DataAction<'a>, Foreign), SampleError> {
        let (name, side) = (&self.of.action, self.of.side.as_str());
        let mut known = actions.iter().filter_map(|it| Some((it, strict(it.1.contract(self.of.side))?)));
        let Some(((file, action), contract)) = known.next() else {
            let message = format!("cannot read the {side} contract of data action `{name}`");
            let help =
                "write the contract out in the file: values that Terraform computes are unknown to flowvet".to_owned();
            return Err(SampleError { message, label: "no contract to check against", help });
        };
        if let Some(((other, _), _)) = known.find(|(_, other)| *other != contract) {
            let message = format!(
                "data action `{name}` is ambiguous: `{file}` and `{other}` define it with different {side} contracts"
            );
            let help = "rename one of the two data actions".to_owned();
            return Err(SampleError { message, label: "ambiguous", help });
        }
        Foreign::new(contract).map(|contract| (*file, action, contract)).ok_or_else(|| {
            let message = format!("the {side} contract of data action `{name}` is not a valid JSON Schema");
            let help = format!("correct the contract in `{file}`");
            SampleError { message, label: "no contract to check against", help }
        })
    }

    fn unknown(&self) -> SampleError {
        let names: &[&str] = self.callables.names(Callee::DataAction);
        let otherwise = "use the `name` of the data action, not the name of its file";
        let help = did_you_mean(closest(&self.of.action, names), or_one_of(otherwise, names));
        let message = format!("data action `{}` is not defined in this project", self.of.action);
        SampleError { message, label: "unknown data action", help }
    }
}

fn read<'t>(entry: &ProjectFile, source: &'t Source) -> Reading<'t> {
    detect::read(source.path(), source.text(), entry.format, &entry.hint, &Limits::default())
}

/// The data action of a file that callers see as `interface`.
fn action<'a>(reading: &'a Reading<'_>, interface: &Interface) -> Option<DataAction<'a>> {
    let all = artifact::data_actions(reading.facts.as_ref()?.kind, &reading.tree);
    // The name itself may come from elsewhere.
    let holds = |span: Span| span.start <= interface.span.start && interface.span.end <= span.end;
    all.into_iter().find(|action| holds(action.root.span()))
}
