//! In: the paths of a request. Out: the projects they lie in, with their configuration and the files to read.
//! Looks at names only, except for `flowvet.toml` and `.gitignore`.

use std::collections::VecDeque;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use walkdir::{DirEntry, WalkDir};

use super::Request;
use crate::artifact::Hint;
use crate::artifact::detect::{self, Format};
use crate::config::{self, Config};
use crate::diagnostic::Diagnostic;
use crate::rules::{Problem, ProblemKind};
use crate::text::{Encoding, Source, Span};

/// The name of a project's configuration file.
pub const CONFIGURATION: &str = "flowvet.toml";

/// A file that is to be read.
#[derive(Debug)]
pub(super) struct Entry {
    pub absolute: PathBuf,
    /// Relative to the root of the run.
    pub path: Arc<str>,
    pub format: Format,
    pub hint: Hint,
}

/// Something that was met on the way and cannot be read.
#[derive(Debug)]
pub(super) struct Obstacle {
    pub path: Arc<str>,
    pub problem: Problem,
}

/// Files that are checked together.
#[derive(Debug)]
pub(super) struct Project {
    pub settings: Arc<Settings>,
    /// In the order of their paths, each once.
    pub files: Vec<Entry>,
    pub obstacles: Vec<Obstacle>,
}

/// What a `flowvet.toml` says, and where it stands.
#[derive(Debug, Default)]
pub struct Settings {
    pub config: Config,
    /// The text of the file; `None` where there is none.
    pub source: Option<Source>,
    /// What is wrong with it.
    pub findings: Vec<Diagnostic>,
    folder: PathBuf,
}

/// A path of a request.
#[derive(Debug)]
struct Target {
    path: PathBuf,
    is_folder: bool,
}

/// The projects of a run, and which findings of them are to be shown.
#[derive(Debug)]
pub(super) struct Discovery {
    pub projects: Vec<Project>,
    root: PathBuf,
    shown: Vec<PathBuf>,
}

impl Discovery {
    /// Whether a finding in this file (relative to the root of the run) was asked for.
    pub(super) fn shows(&self, file: &str) -> bool {
        let file = self.root.join(file);
        self.shown.iter().any(|path| file.starts_with(path))
    }
}

/// Finds the projects in which the paths of `request` lie, and their files.
pub(super) fn discover(request: &Request) -> Discovery {
    let targets = targets(request);
    let mut queue: VecDeque<(PathBuf, Option<Arc<Settings>>)> = VecDeque::new();
    for root in roots(request, &targets) {
        // The nearest project that contains another one finds it by itself.
        queue.push_back((root, None));
    }
    let root = run_root(request, queue.iter().map(|(root, _)| root.as_path()));
    let mut seen: Vec<PathBuf> = Vec::new();
    let mut projects = Vec::new();
    while let Some((folder, inherited)) = queue.pop_front() {
        let wanted = targets.iter().any(|target| target.path.starts_with(&folder) || folder.starts_with(&target.path));
        if seen.contains(&folder) || !wanted {
            continue;
        }
        seen.push(folder.clone());
        let walk = Walk::new(&root, &folder, inherited, request, &targets);
        let (project, nested) = walk.run();
        queue.extend(nested);
        projects.push(project);
    }
    let shown = targets.into_iter().map(|target| target.path).collect();
    Discovery { projects, root, shown }
}

/// The configuration that holds in `folder`: that of the nearest folder with a `flowvet.toml`, up to the nearest
/// `.git`. `folder` is absolute.
#[must_use]
pub fn settings(folder: &Path) -> Settings {
    let root = marked(folder).unwrap_or_else(|| folder.to_path_buf());
    read_settings(&root, &root)
}

fn targets(request: &Request) -> Vec<Target> {
    let stdin = request.stdin.iter().map(|(path, _)| path);
    let mut targets: Vec<Target> = request
        .paths
        .iter()
        .chain(stdin)
        .map(|path| {
            let path = normal(&request.folder.join(path));
            Target { is_folder: path.is_dir(), path }
        })
        .collect();
    if targets.is_empty() {
        targets.push(Target { path: normal(&request.folder), is_folder: true });
    }
    targets
}

/// The project root of each target: the nearest folder with a mark; without one, the current folder for files in it,
/// else the folder that all such targets share.
fn roots(request: &Request, targets: &[Target]) -> Vec<PathBuf> {
    let mut roots: Vec<PathBuf> = Vec::new();
    let mut unmarked: Option<PathBuf> = None;
    for target in targets {
        let folder = if target.is_folder { target.path.as_path() } else { parent(&target.path) };
        if let Some(root) = marked(folder) {
            roots.push(root);
        } else {
            unmarked = Some(unmarked.map_or_else(|| folder.to_path_buf(), |shared| common(&shared, folder)));
        }
    }
    roots.extend(unmarked.map(|shared| {
        let here = normal(&request.folder);
        let files_below_here = targets.iter().all(|target| !target.is_folder) && shared.starts_with(&here);
        // Files typed in one folder belong together, but a whole home folder is nobody's project.
        if files_below_here && std::env::home_dir().is_none_or(|home| home != here) { here } else { shared }
    }));
    roots.sort();
    roots.dedup();
    roots
}

/// What the paths in the output are relative to: the project; with several, the folder that holds them all; with a
/// project that nothing marks, the current folder where that holds it.
fn run_root<'a>(request: &Request, roots: impl Iterator<Item = &'a Path>) -> PathBuf {
    let here = normal(&request.folder);
    roots
        .map(|root| if is_marked(root) || !root.starts_with(&here) { root.to_path_buf() } else { here.clone() })
        .reduce(|left, right| common(&left, &right))
        .unwrap_or(here)
}

fn marked(folder: &Path) -> Option<PathBuf> {
    folder.ancestors().find(|folder| is_marked(folder)).map(Path::to_path_buf)
}

fn is_marked(folder: &Path) -> bool {
    folder.join(CONFIGURATION).is_file() || folder.join(".git").exists()
}

fn parent(path: &Path) -> &Path {
    path.parent().unwrap_or(path)
}

fn common(left: &Path, right: &Path) -> PathBuf {
    left.components().zip(right.components()).take_while(|(left, right)| left == right).map(|(part, _)| part).collect()
}

/// `path` without `.` and `..`, by its text alone: symbolic links stay what they are called.
fn normal(path: &Path) -> PathBuf {
    path.components().fold(PathBuf::new(), |mut normal, part| {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                normal.pop();
            }
            part => normal.push(part),
        }
        normal
    })
}

/// Whether `path`, as it was given in `request`, is the file at `absolute`.
pub(super) fn same_file(request: &Request, path: &Path, absolute: &Path) -> bool {
    normal(&request.folder.join(path)) == absolute
}

/// `path` relative to `root`, with `/`.
fn display(root: &Path, path: &Path) -> Arc<str> {
    let relative = path.strip_prefix(root).unwrap_or(path);
    let text = relative.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '/' { text.into() } else { text.replace(std::path::MAIN_SEPARATOR, "/").into() }
}

fn read_settings(root: &Path, folder: &Path) -> Settings {
    let path = folder.join(CONFIGURATION);
    let Ok(bytes) = fs::read(&path) else {
        return Settings { folder: folder.to_path_buf(), ..Settings::default() };
    };
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let source = Source::new(display(root, &path), text, Encoding::Utf8);
    let (config, findings) = config::parse(&source);
    Settings { config, source: Some(source), findings, folder: folder.to_path_buf() }
}

/// A walk over the files of one project.
struct Walk<'a> {
    root: &'a Path,
    folder: &'a Path,
    settings: Arc<Settings>,
    request: &'a Request,
    targets: &'a [Target],
    files: Vec<Entry>,
    obstacles: Vec<Obstacle>,
    nested: Vec<(PathBuf, Option<Arc<Settings>>)>,
}

type Found = (Project, Vec<(PathBuf, Option<Arc<Settings>>)>);

impl<'a> Walk<'a> {
    fn new(
        root: &'a Path,
        folder: &'a Path,
        inherited: Option<Arc<Settings>>,
        request: &'a Request,
        targets: &'a [Target],
    ) -> Self {
        let settings = inherited.unwrap_or_else(|| Arc::new(read_settings(root, folder)));
        let (files, obstacles, nested) = (Vec::new(), Vec::new(), Vec::new());
        Walk { root, folder, settings, request, targets, files, obstacles, nested }
    }

    fn run(mut self) -> Found {
        let mut ignores = Ignores::above(self.folder);
        let mut entries = WalkDir::new(self.folder).into_iter();
        while let Some(entry) = entries.next() {
            match entry {
                Ok(entry) if entry.file_type().is_dir() => {
                    if self.enters(&entry, &mut ignores) {
                        ignores.enter(entry.path(), entry.depth());
                    } else {
                        entries.skip_current_dir();
                    }
                }
                Ok(entry) => {
                    if !ignores.ignored(entry.path(), entry.depth(), false) && !is_hidden(&entry) {
                        self.meet(&entry);
                    }
                }
                Err(error) => {
                    let path = error.path().unwrap_or(self.folder).to_path_buf();
                    let reason = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
                    self.obstacle(&path, ProblemKind::Unreadable, format!("this folder cannot be read: {reason}"));
                }
            }
        }
        self.add_targets();
        self.files.sort_by(|left, right| left.path.cmp(&right.path));
        self.files.dedup_by(|second, first| {
            let same = second.path == first.path;
            first.hint.named |= same && second.hint.named;
            same
        });
        let project = Project { settings: self.settings, files: self.files, obstacles: self.obstacles };
        (project, self.nested)
    }

    /// Whether the walk goes on inside this folder. A folder that is a project of its own is noted for later.
    fn enters(&mut self, entry: &DirEntry, ignores: &mut Ignores) -> bool {
        let path = entry.path();
        if entry.depth() == 0 {
            return true;
        }
        if is_hidden(entry) || entry.file_name() == "node_modules" || ignores.ignored(path, entry.depth(), true) {
            return false;
        }
        let relative = self.relative(path);
        let config = &self.settings.config;
        if config.exclude.is_match(&relative) {
            return false;
        }
        let listed = config.projects.is_match(&relative);
        if listed || is_marked(path) {
            let inherits = listed && !path.join(CONFIGURATION).is_file();
            self.nested.push((path.to_path_buf(), inherits.then(|| self.settings.clone())));
            return false;
        }
        true
    }

    fn meet(&mut self, entry: &DirEntry) {
        let path = entry.path();
        if entry.path_is_symlink() && !self.follows(path) {
            return;
        }
        let relative = self.relative(path);
        let config = &self.settings.config;
        let included = config.include.is_empty() || config.include.is_match(&relative);
        if included && !config.exclude.is_match(&relative) {
            self.add(path, false);
        }
    }

    /// Whether a symbolic link is to be read like a file. One that leads to a file of this project is not, since
    /// that is read under its own name; folders behind links are never entered.
    fn follows(&mut self, path: &Path) -> bool {
        match fs::metadata(path) {
            Ok(target) if target.is_dir() => {
                if let (Ok(target), Ok(here)) = (path.canonicalize(), parent(path).canonicalize())
                    && here.starts_with(&target)
                {
                    let message = "this link leads back to a folder that holds it, and was not followed";
                    self.obstacle(path, ProblemKind::UnreadableUnknown, message.to_owned());
                }
                false
            }
            Ok(_) => match (path.canonicalize(), self.folder.canonicalize()) {
                (Ok(target), Ok(folder)) => !target.starts_with(folder),
                _ => true,
            },
            Err(error) => {
                let format = detect::format(&path.to_string_lossy(), &Hint::default());
                if format.is_some() || error.kind() != io::ErrorKind::NotFound {
                    let kind = problem_kind(format.is_some_and(Format::names_artifact));
                    self.obstacle(path, kind, format!("this link leads nowhere: {error}"));
                }
                false
            }
        }
    }

    fn add(&mut self, path: &Path, named: bool) {
        let relative = self.relative(path);
        let config = &self.settings.config;
        let hint = Hint {
            named,
            payload: config.payloads.iter().find(|payload| payload.files.is_match(&relative)).map(|it| it.kind),
            snippet: config.snippets.is_match(&relative),
        };
        let display = display(self.root, path);
        if let Some(format) = detect::format(&display, &hint) {
            self.files.push(Entry { absolute: path.to_path_buf(), path: display, format, hint });
        } else if named {
            self.obstacle(path, ProblemKind::UnreadableUnknown, UNKNOWN.to_owned());
        }
    }

    /// Adds what was named on the command line and that the walk may have passed over.
    fn add_targets(&mut self) {
        for target in self.targets.iter().filter(|target| !target.is_folder) {
            let nested = self.nested.iter().any(|(folder, _)| target.path.starts_with(folder));
            if nested || !target.path.starts_with(self.folder) || self.request.hook {
                continue;
            }
            let is_stdin =
                self.request.stdin.as_ref().is_some_and(|(path, _)| same_file(self.request, path, &target.path));
            if is_stdin || target.path.exists() {
                self.add(&target.path, true);
            } else if !self.obstacles.iter().any(|obstacle| obstacle.path == display(self.root, &target.path)) {
                self.obstacle(&target.path, ProblemKind::Unreadable, "this file does not exist".to_owned());
            }
        }
    }

    fn obstacle(&mut self, path: &Path, kind: ProblemKind, message: String) {
        let problem = Problem { span: Span::at(0), kind, message };
        self.obstacles.push(Obstacle { path: display(self.root, path), problem });
    }

    fn relative(&self, path: &Path) -> PathBuf {
        path.strip_prefix(&self.settings.folder).unwrap_or(path).to_path_buf()
    }
}

/// How bad it is that a file cannot be read: that of an artefact is missed, any other one is only mentioned.
pub(super) fn problem_kind(is_artifact: bool) -> ProblemKind {
    if is_artifact { ProblemKind::Unreadable } else { ProblemKind::UnreadableUnknown }
}

/// Said of a file of no known kind that was named on the command line.
pub(super) const UNKNOWN: &str = "this file is of no kind that flowvet knows, and was passed over";

/// Names that start with a dot are the business of other tools.
fn is_hidden(entry: &DirEntry) -> bool {
    entry.depth() > 0 && entry.file_name().to_string_lossy().starts_with('.')
}

/// The `.gitignore` files that hold at the present place of a walk, the outermost first.
struct Ignores {
    stack: Vec<(usize, Gitignore)>,
}

impl Ignores {
    /// Those of the folders above `folder`, up to the root of the git repository, and its `info/exclude`.
    fn above(folder: &Path) -> Self {
        let mut stack = Vec::new();
        let above: Vec<&Path> = folder.ancestors().collect();
        let repository = above.iter().position(|folder| folder.join(".git").exists());
        for folder in above.into_iter().take(repository.map_or(0, |depth| depth + 1)).skip(1) {
            stack.extend(read_ignore(folder, &folder.join(".gitignore")).map(|ignore| (0, ignore)));
        }
        if let Some(root) = folder.ancestors().nth(repository.unwrap_or(usize::MAX)) {
            stack.extend(read_ignore(root, &root.join(".git/info/exclude")).map(|ignore| (0, ignore)));
        }
        stack.reverse();
        Ignores { stack }
    }

    /// Takes the `.gitignore` of a folder at `depth` below the start of the walk into account.
    fn enter(&mut self, folder: &Path, depth: usize) {
        self.leave(depth);
        self.stack.extend(read_ignore(folder, &folder.join(".gitignore")).map(|ignore| (depth + 1, ignore)));
    }

    fn ignored(&mut self, path: &Path, depth: usize, is_folder: bool) -> bool {
        self.leave(depth);
        self.stack
            .iter()
            .rev()
            .map(|(_, ignore)| ignore.matched(path, is_folder))
            .find(|found| !found.is_none())
            .is_some_and(|found| found.is_ignore())
    }

    /// Forgets the folders that do not hold an entry at `depth`.
    fn leave(&mut self, depth: usize) {
        while self.stack.last().is_some_and(|(of, _)| *of > depth) {
            self.stack.pop();
        }
    }
}

fn read_ignore(folder: &Path, file: &Path) -> Option<Gitignore> {
    if !file.is_file() {
        return None;
    }
    let mut builder = GitignoreBuilder::new(folder);
    // A line that is no pattern is git's business, the others count.
    let _ = builder.add(file);
    builder.build().ok()
}
