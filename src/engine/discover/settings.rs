//! Reads the configuration of a project, with the files that it extends.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use super::CONFIGURATION;
use super::paths::{
    LEADS_OUT, absolute, exists, leads_out, link_leads_out, marked, name_from, repository, strip_folder,
};
use crate::config::{self, Config, Definition, FileName};
use crate::diagnostic::{Diagnostic, Location, Place, Severity};
use crate::engine::guard::{READING, guarded};
use crate::engine::nearby::nearest_name;
use crate::engine::{Request, load};
use crate::rules::ALL;
use crate::text::{Encoding, Source, Span};
use crate::wording::{did_you_mean, quote};

/// The most files that extend each other.
const LONGEST_CHAIN: usize = 16;

/// The content of a `flowvet.toml` and its folder.
#[derive(Debug, Default)]
pub struct Settings {
    pub config: Config,
    /// The text of the file; `None` where there is none.
    pub source: Option<Arc<Source>>,
    /// The files that it extends, the nearest first.
    pub bases: Vec<Arc<Source>>,
    /// Why the file cannot be read, as a sentence without full stop.
    pub(in crate::engine) read_error: Option<String>,
    pub(super) folder: PathBuf,
    /// The errors of the file, and of those that it extends.
    pub findings: Vec<Diagnostic>,
}

impl Settings {
    /// A path as the globs of the file take it.
    #[must_use]
    pub fn relative<'p>(&self, path: &'p Path) -> &'p Path {
        strip_folder(&self.folder, path)
    }

    /// The folder of the file; without one, the root of the project.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Whether nothing in the file is an error.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.findings.iter().all(|finding| finding.severity < Severity::Error)
    }
}

/// The configuration that applies in `folder`: that of the nearest folder with a `flowvet.toml`, up to the nearest
/// `.git`. `folder` is absolute.
#[must_use]
pub fn settings(folder: &Path) -> Arc<Settings> {
    let root = marked(folder).unwrap_or_else(|| folder.to_path_buf());
    read_settings(&root, &root, &Request::default(), |_| ()).0
}

/// Reads the configuration in `folder`, or the file or text that `request` has in its place. While one thread checks it,
/// another one does with its settings what is to be done `meanwhile`.
pub(super) fn read_settings<T: Send>(
    root: &Path,
    folder: &Path,
    request: &Request,
    meanwhile: impl FnOnce(&Config) -> T + Send,
) -> (Arc<Settings>, T) {
    let path =
        request.config.as_ref().map_or_else(|| folder.join(CONFIGURATION), |file| absolute(&request.folder, file));
    let read = match request.overlays.get(&path) {
        Some(bytes) => Some(load::small(bytes.clone()).map_err(|error| error.message)),
        None if request.config.is_none() && !exists(&path) => None,
        None if request.config.is_none() && link_leads_out(&path, folder) => Some(Err(LEADS_OUT.to_owned())),
        None => Some(load::small_text(&path).map_err(|error| error.message)),
    };
    let read_error = read.as_ref().and_then(|read| read.as_ref().err().cloned());
    let source = read.map(|read| {
        let (text, encoding) = read.unwrap_or_else(|_| (String::new(), Encoding::Utf8));
        Arc::new(Source::new(name_from(root, &path), text, encoding))
    });
    let (config, parsed) = source.as_ref().map(|source| config::read(source)).unzip();
    let mut chain = Chain { root, request, files: vec![path], sources: Vec::new(), findings: Vec::new() };
    let mut config: Config = config.map(|config| chain.complete(config)).unwrap_or_default();
    config.preset = config.preset.or(request.preset);
    config.choice = request.choice.clone();
    let check = || match (&source, &read_error, &parsed) {
        (Some(source), Some(reason), _) => vec![unreadable(source, reason)],
        (Some(source), None, Some(parsed)) => guarded(READING, source.path(), || parsed.findings(definition())),
        _ => Vec::new(),
    };
    let (done, mut findings) = rayon::join(|| meanwhile(&config), check);
    drop(parsed);
    let Chain { sources: bases, findings: others, .. } = chain;
    findings.extend(others);
    (Arc::new(Settings { config, source, bases, read_error, folder: folder.to_path_buf(), findings }), done)
}

/// The files that extend each other.
struct Chain<'a> {
    root: &'a Path,
    request: &'a Request,
    /// From the configuration of the project on.
    files: Vec<PathBuf>,
    /// Those after the first.
    sources: Vec<Arc<Source>>,
    findings: Vec<Diagnostic>,
}

impl Chain<'_> {
    /// Adds what the last file extends to its settings. A file that cannot be used is a finding at its name.
    fn complete(&mut self, config: Config) -> Config {
        let Some(name) = config.extend.clone() else { return config };
        let folder = self.files.last().and_then(|file| file.parent()).unwrap_or(self.root).to_path_buf();
        let path = absolute(&folder, Path::new(&*name.path));
        let text = match self.read(&path, &folder) {
            Ok(text) => text,
            Err((reason, help)) => {
                self.findings.push(not_extended(&name, &reason, &help));
                return config;
            }
        };
        let source = Arc::new(Source::new(name_from(self.root, &path), text.0, text.1));
        let (base, parsed) = config::read(&source);
        self.findings.extend(guarded(READING, source.path(), || parsed.findings(definition())));
        drop(parsed);
        self.files.push(path);
        self.sources.push(source.clone());
        let base = self.complete(base);
        config.extending(base, source.path())
    }

    /// The text of a file that one in `folder` extends; otherwise why it is not used, and what to do.
    fn read(&self, path: &Path, folder: &Path) -> Result<(String, Encoding), (String, String)> {
        let other = || "name another flowvet.toml, or remove `extend`".to_owned();
        if self.files.iter().any(|file| file == path) {
            return Err(("the files extend each other in a circle".to_owned(), other()));
        }
        if self.files.len() > LONGEST_CHAIN {
            return Err((format!("more than {LONGEST_CHAIN} files extend each other"), other()));
        }
        if let Some(bytes) = self.request.overlays.get(path) {
            return load::small(bytes.clone()).map_err(|error| (error.message, other()));
        }
        if !exists(path) {
            let help = "correct the path, which is relative to the folder of this file";
            return Err(("this file does not exist".to_owned(), did_you_mean(nearest_name(path).as_deref(), help)));
        }
        // Without a repository, the folders above are not known to belong together: only a configuration is read there.
        let is_above = path.file_name().is_some_and(|name| name == CONFIGURATION)
            && path.parent().is_some_and(|above| folder.starts_with(above));
        let may = repository(folder).is_none() && is_above && !path.is_symlink();
        if !may && leads_out(path, folder) {
            return Err((
                "it is outside of the repository".to_owned(),
                "name a file inside of the repository".to_owned(),
            ));
        }
        load::small_text(path).map_err(|error| (error.message, other()))
    }
}

fn not_extended(name: &FileName, reason: &str, help: &str) -> Diagnostic {
    let message = format!("{} cannot be extended: {reason}", quote(&name.path));
    let location = name.location.clone();
    Diagnostic::new(config::CLASS, Severity::Error, message, location, "not used", &*name.path).with_help(help)
}

/// The finding about a `flowvet.toml` that cannot be read.
fn unreadable(source: &Source, reason: &str) -> Diagnostic {
    let location = Location { file: source.path().clone(), place: Place::at(Span::at(0)) };
    let message = format!("`{}` cannot be read, so that no setting is known: {reason}", source.path());
    Diagnostic::new(config::CLASS, Severity::Error, message, location, "reading stops here", CONFIGURATION)
        .with_help("make it a text file in UTF-8 of at most 1 MiB that this user may read")
}

/// The definition of `flowvet.toml`, compiled once per process.
fn definition() -> &'static Definition {
    static DEFINITION: OnceLock<Definition> = OnceLock::new();
    DEFINITION.get_or_init(|| Definition::of(&ALL.iter().map(|rule| rule.meta().entry()).collect::<Vec<_>>()))
}
