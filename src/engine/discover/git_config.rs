//! Reads the configuration files of git, with those that they include, as far as it decides what git ignores (git-config(1)).

use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::str::Lines;

use globset::{GlobBuilder, GlobMatcher};

use crate::engine::git::git_folder;
use crate::engine::load;

/// How deep files include each other; git refuses more.
const DEPTH: usize = 10;
/// How many files are read, whatever they include.
const FILES: usize = 100;
/// How many conditions are checked; those after them are not met.
const CONDITIONS: usize = 1_000;
/// How many remotes a condition is compared with.
const REMOTES: usize = 100;
/// The most bytes of a pattern and of an address.
const LONGEST: usize = 1_024;

/// The file that `core.excludesFile` names for the repository whose root is a folder; without the key, git's default.
pub(super) fn excludes_file(root: &Path) -> Option<PathBuf> {
    let git = git_folder(&root.join(".git"));
    let shared = common_folder(&root.join(".git"));
    let (remotes, branch) = (remotes(&shared), branch(&git));
    let mut config =
        Config { git, branch, remotes, excludes_file: None, has_worktree_file: false, files: 0, conditions: 0 };
    for file in user_files() {
        config.read(&file, 0);
    }
    config.read(&shared.join("config"), 0);
    if config.has_worktree_file {
        config.read(&config.git.join("config.worktree"), 0);
    }
    match config.excludes_file {
        Some(file) => Some(root.join(at_home(&file))),
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
    let is_address = |entry: &Entry| entry.section.starts_with("remote.") && entry.key == "url";
    let addresses = entries(&text).filter(is_address).map(|entry| entry.value);
    addresses.filter(|address| address.len() <= LONGEST).take(REMOTES).collect()
}

/// A path of a configuration: `~/` is the folder of the user.
fn at_home(path: &str) -> PathBuf {
    match (path.strip_prefix("~/"), std::env::home_dir()) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => path.into(),
    }
}

/// The values of the files that were read, of which the last counts, and what decides which files are included.
struct Config {
    /// The folder of git for this worktree.
    git: PathBuf,
    branch: Option<String>,
    remotes: Vec<String>,
    excludes_file: Option<String>,
    /// Whether the worktree has a file of its own.
    has_worktree_file: bool,
    /// How many files were read.
    files: usize,
    /// How many conditions were checked.
    conditions: usize,
}

impl Config {
    /// Reads a file and, at the place where it includes others, those. A file that cannot be read has no values.
    fn read(&mut self, file: &Path, depth: usize) {
        if depth > DEPTH || self.files == FILES {
            return;
        }
        self.files += 1;
        let Ok((text, _)) = load::small_text(file) else { return };
        for Entry { section, key, value } in entries(&text) {
            match (&*section, key.as_str()) {
                ("core", "excludesfile") => self.excludes_file = Some(value),
                ("extensions", "worktreeconfig") => self.has_worktree_file = value.eq_ignore_ascii_case("true"),
                (section, "path") if self.is_included(section, file) => {
                    self.read(&file.with_file_name("").join(at_home(&value)), depth + 1);
                }
                _ => {}
            }
        }
    }

    /// Whether the path in a section of a file is included.
    fn is_included(&mut self, section: &str, file: &Path) -> bool {
        let Some(condition) = section.strip_prefix("includeif.") else { return section == "include" };
        self.conditions += 1;
        self.conditions <= CONDITIONS && self.is_met(condition, file)
    }

    /// Whether the condition of an `[includeIf "…"]` in a file is met. One that is not known is not.
    fn is_met(&self, condition: &str, file: &Path) -> bool {
        let Some((kind, pattern)) = condition.split_once(':') else { return false };
        match kind {
            "gitdir" => self.is_in(pattern, file, false),
            "gitdir/i" => self.is_in(pattern, file, true),
            "onbranch" => {
                let branch = self.branch.as_ref();
                branch.zip(matcher(&whole_folder(pattern), false)).is_some_and(|(branch, glob)| glob.is_match(branch))
            }
            "hasconfig" => {
                let glob = pattern.strip_prefix("remote.*.url:").and_then(|pattern| matcher(pattern, false));
                glob.is_some_and(|glob| self.remotes.iter().any(|remote| glob.is_match(remote)))
            }
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
        let Some(glob) = matcher(&pattern, ignores_case) else { return false };
        let resolved = self.git.canonicalize().ok();
        [Some(&self.git), resolved.as_ref()].into_iter().flatten().any(|folder| glob.is_match(slashed(folder)))
    }
}

fn slashed(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// A pattern that ends with `/` means all that is below.
fn whole_folder(pattern: &str) -> String {
    if pattern.ends_with('/') { format!("{pattern}**") } else { pattern.to_owned() }
}

/// `None` for a pattern that is not valid or too long.
fn matcher(pattern: &str, ignores_case: bool) -> Option<GlobMatcher> {
    if pattern.len() > LONGEST {
        return None;
    }
    let pattern = without_alternatives(pattern);
    let mut builder = GlobBuilder::new(&pattern);
    builder.literal_separator(true).backslash_escape(true).case_insensitive(ignores_case);
    Some(builder.build().ok()?.compile_matcher())
}

/// The pattern with each brace as the letter that it is to git.
fn without_alternatives(pattern: &str) -> String {
    let mut escaped = String::with_capacity(pattern.len());
    let mut is_escaped = false;
    for character in pattern.chars() {
        if matches!(character, '{' | '}') && !is_escaped {
            escaped.push('\\');
        }
        is_escaped = character == '\\' && !is_escaped;
        escaped.push(character);
    }
    escaped
}

/// A key of a file and its value.
struct Entry {
    /// `section` or `section.subsection`, the section in lower case.
    section: Rc<str>,
    /// In lower case.
    key: String,
    /// `true` for a key without a value.
    value: String,
}

/// The entries of a file, in order. Lines that cannot be read are left out.
fn entries(text: &str) -> Entries<'_> {
    Entries { lines: text.lines(), section: Rc::from("") }
}

/// Reads one entry at a time: a file may have any number of them.
struct Entries<'t> {
    lines: Lines<'t>,
    section: Rc<str>,
}

impl Iterator for Entries<'_> {
    type Item = Entry;

    fn next(&mut self) -> Option<Entry> {
        loop {
            let mut line = self.lines.next()?.trim_start();
            if let Some((name, rest)) = line.strip_prefix('[').and_then(heading) {
                self.section = name.into();
                line = rest.trim_start();
            }
            if self.section.is_empty() || line.is_empty() || line.starts_with(['#', ';', '[']) {
                continue;
            }
            let (key, written) = line.split_once('=').unwrap_or((line, "true"));
            let mut value = Value::default();
            let mut continues = value.add(written);
            while continues && let Some(next) = self.lines.next() {
                continues = value.add(next);
            }
            let (section, key) = (Rc::clone(&self.section), key.trim().to_ascii_lowercase());
            return Some(Entry { section, key, value: value.text });
        }
    }
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
