//! Reads the configuration files of git, with those that they include, as far as it decides what git ignores (git-config(1)).

use std::path::{Path, PathBuf};

use globset::GlobBuilder;

use crate::engine::git::git_folder;
use crate::engine::load;

/// How deep files include each other; git refuses more.
const DEPTH: usize = 10;
/// How many files are read, whatever they include.
const FILES: usize = 100;

/// The file that `core.excludesFile` names for the repository whose root is a folder; without the key, git's default.
pub(super) fn excludes_file(root: &Path) -> Option<PathBuf> {
    let git = git_folder(&root.join(".git"));
    let shared = common_folder(&root.join(".git"));
    let mut config = Config { remotes: remotes(&shared), branch: branch(&git), git, entries: Vec::new(), files: 0 };
    for file in user_files() {
        config.read(&file, 0);
    }
    config.read(&shared.join("config"), 0);
    if config.value("extensions.worktreeconfig").is_some_and(|value| value.eq_ignore_ascii_case("true")) {
        config.read(&config.git.join("config.worktree"), 0);
    }
    match config.value("core.excludesfile") {
        Some(file) => Some(root.join(at_home(file))),
        None => Some(user_folder()?.join("ignore")),
    }
}

/// The folder that contains `info` and `config` of a repository: in a worktree, the one that all worktrees share
/// (gitrepository-layout(5)).
pub(super) fn common_folder(git: &Path) -> PathBuf {
    let folder = git_folder(git);
    let shared = load::small_text(&folder.join("commondir")).ok().map(|(text, _)| folder.join(text.trim()));
    shared.unwrap_or(folder)
}

/// The files of the machine and of the user, in rising precedence.
fn user_files() -> Vec<PathBuf> {
    let named = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let is_without_system = named("GIT_CONFIG_NOSYSTEM").is_some_and(|value| value != Path::new("0"));
    let system = named("GIT_CONFIG_SYSTEM").unwrap_or_else(|| "/etc/gitconfig".into());
    let mut files = if is_without_system { Vec::new() } else { vec![system] };
    if let Some(file) = std::env::var_os("GIT_CONFIG_GLOBAL") {
        files.push(file.into());
    } else {
        files.extend(user_folder().map(|folder| folder.join("config")));
        files.extend(std::env::home_dir().map(|home| home.join(".gitconfig")));
    }
    files
}

/// The folder of the user for files of git.
fn user_folder() -> Option<PathBuf> {
    let set = std::env::var_os("XDG_CONFIG_HOME").filter(|folder| !folder.is_empty()).map(PathBuf::from);
    Some(set.or_else(|| Some(std::env::home_dir()?.join(".config")))?.join("git"))
}

/// The branch that is checked out; `None` for a commit without one.
fn branch(git: &Path) -> Option<String> {
    let (head, _) = load::small_text(&git.join("HEAD")).ok()?;
    head.trim().strip_prefix("ref: refs/heads/").map(str::to_owned)
}

/// The addresses of the remotes of a repository.
fn remotes(shared: &Path) -> Vec<String> {
    let Ok((text, _)) = load::small_text(&shared.join("config")) else { return Vec::new() };
    let is_address = |key: &str| key.starts_with("remote.") && key.strip_suffix(".url").is_some();
    entries(&text).into_iter().filter(|(key, _)| is_address(key)).map(|(_, value)| value).collect()
}

/// A path of a configuration: `~/` is the folder of the user.
fn at_home(path: &str) -> PathBuf {
    match (path.strip_prefix("~/"), std::env::home_dir()) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => path.into(),
    }
}

/// The entries of files that were read, the last of which counts, and what decides which files are included.
struct Config {
    /// The folder of git for this worktree.
    git: PathBuf,
    branch: Option<String>,
    remotes: Vec<String>,
    entries: Vec<(String, String)>,
    /// How many files were read.
    files: usize,
}

impl Config {
    fn value(&self, wanted: &str) -> Option<&str> {
        self.entries.iter().rev().find(|(key, _)| key == wanted).map(|(_, value)| value.as_str())
    }

    /// Adds the entries of a file and, at the place where it includes others, theirs. A file that cannot be read has none.
    fn read(&mut self, file: &Path, depth: usize) {
        if depth > DEPTH || self.files == FILES {
            return;
        }
        self.files += 1;
        let Ok((text, _)) = load::small_text(file) else { return };
        for (key, value) in entries(&text) {
            let condition = key.strip_prefix("includeif.").and_then(|rest| rest.strip_suffix(".path"));
            if key == "include.path" || condition.is_some_and(|condition| self.is_met(condition, file)) {
                self.read(&file.with_file_name("").join(at_home(&value)), depth + 1);
            } else if condition.is_none() {
                self.entries.push((key, value));
            }
        }
    }

    /// Whether the condition of an `[includeIf "…"]` in a file is met. One that is not known is not.
    fn is_met(&self, condition: &str, file: &Path) -> bool {
        let Some((kind, pattern)) = condition.split_once(':') else { return false };
        match kind {
            "gitdir" => self.is_in(pattern, file, false),
            "gitdir/i" => self.is_in(pattern, file, true),
            "onbranch" => self.branch.as_ref().is_some_and(|branch| matches(&whole_folder(pattern), branch, false)),
            "hasconfig" => pattern
                .strip_prefix("remote.*.url:")
                .is_some_and(|pattern| self.remotes.iter().any(|remote| matches(pattern, remote, false))),
            _ => false,
        }
    }

    /// Whether the folder of git matches a pattern of `gitdir`, as it is named or where its links lead.
    fn is_in(&self, pattern: &str, file: &Path, ignores_case: bool) -> bool {
        let pattern = match pattern.strip_prefix("./") {
            Some(rest) => file.with_file_name("").join(rest),
            None => at_home(pattern),
        };
        let pattern = whole_folder(&slashed(&pattern));
        let pattern = if Path::new(&pattern).is_absolute() { pattern } else { format!("**/{pattern}") };
        let resolved = self.git.canonicalize().ok();
        [Some(&self.git), resolved.as_ref()]
            .into_iter()
            .flatten()
            .any(|folder| matches(&pattern, &slashed(folder), ignores_case))
    }
}

fn slashed(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// A pattern that ends with `/` means all that is below.
fn whole_folder(pattern: &str) -> String {
    if pattern.ends_with('/') { format!("{pattern}**") } else { pattern.to_owned() }
}

fn matches(pattern: &str, text: &str, ignores_case: bool) -> bool {
    let glob = GlobBuilder::new(pattern).literal_separator(true).case_insensitive(ignores_case).build();
    glob.is_ok_and(|glob| glob.compile_matcher().is_match(text))
}

/// The keys and values of a file, in order. Keys are `section.key` or `section.subsection.key`; section and key in lower
/// case. A key without a value is `true`. Lines that cannot be read are left out.
fn entries(text: &str) -> Vec<(String, String)> {
    let mut entries = Vec::new();
    let mut section = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let mut line = line.trim_start();
        if let Some((name, rest)) = line.strip_prefix('[').and_then(heading) {
            section = name;
            line = rest.trim_start();
        }
        if section.is_empty() || line.is_empty() || line.starts_with(['#', ';', '[']) {
            continue;
        }
        let (key, written) = line.split_once('=').unwrap_or((line, "true"));
        let mut value = Value::default();
        let mut continues = value.add(written);
        while continues && let Some(next) = lines.next() {
            continues = value.add(next);
        }
        entries.push((format!("{section}.{}", key.trim().to_ascii_lowercase()), value.text));
    }
    entries
}

/// The name of the section that a heading begins, after its `[`, and the rest of the line.
fn heading(text: &str) -> Option<(String, &str)> {
    let end = text.find(['"', ']'])?;
    let (name, rest) = text.split_at(end);
    let name = name.trim().to_ascii_lowercase();
    if let Some(rest) = rest.strip_prefix(']') {
        return Some((name, rest));
    }
    let mut subsection = String::new();
    let mut characters = rest.strip_prefix('"')?.chars();
    loop {
        match characters.next()? {
            '"' => break,
            '\\' => subsection.push(characters.next()?),
            other => subsection.push(other),
        }
    }
    let rest = characters.as_str().trim_start().strip_prefix(']')?;
    Some((format!("{name}.{subsection}"), rest))
}

/// A value, which may go over several lines.
#[derive(Default)]
struct Value {
    text: String,
    is_quoted: bool,
    /// Spaces that count if something follows.
    spaces: String,
}

impl Value {
    /// Adds what is written in a line. Whether the value goes on in the next one.
    fn add(&mut self, line: &str) -> bool {
        let mut characters = line.chars();
        while let Some(character) = characters.next() {
            let added = match character {
                '"' => {
                    self.is_quoted = !self.is_quoted;
                    continue;
                }
                '\\' => match characters.next() {
                    None => return true,
                    Some('n') => '\n',
                    Some('t') => '\t',
                    Some('b') => '\u{8}',
                    Some(other) => other,
                },
                '#' | ';' if !self.is_quoted => return false,
                other if other.is_whitespace() && !self.is_quoted => {
                    self.spaces.push(other);
                    continue;
                }
                other => other,
            };
            if !self.text.is_empty() {
                self.text.push_str(&self.spaces);
            }
            self.spaces.clear();
            self.text.push(added);
        }
        false
    }
}
