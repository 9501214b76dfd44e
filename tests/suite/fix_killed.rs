//! `flowvet fix`, killed at any moment: each file is the old one or the new one, whole. Takes minutes:
//! `cargo test --release --test suite fix_killed -- --ignored --nocapture`.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// Runs that end by a signal.
const KILLED: usize = 1_000;
const FILES: usize = 40;

/// Runs that are not killed, to see how long one takes.
const UNKILLED: usize = 5;

type Files = BTreeMap<PathBuf, Vec<u8>>;

/// A flow that sets an attribute, and many files of several kilobytes with a mistake.
fn project() -> Files {
    let flow = |action: &str, name: &str, rest: &str| {
        format!(
            "inboundCall:\n  name: Main\n  tasks:\n    - task:\n        name: Greet\n        actions:\n          - {action}: {{attributes: [{{attribute: {{name: {{lit: {name}}}, {rest}}}}}]}}\n"
        )
    };
    let comment = "# the bookshop at the corner\n".repeat(700);
    let set = ("set.yaml".into(), flow("setParticipantData", "shelfMark", "value: {exp: Flow.x}"));
    let get = |number: usize| {
        let text = flow("getParticipantData", "ShelfMark", "variable: Flow.x") + &comment;
        (format!("flows/{}/get {number}.yaml", number % 4).into(), text)
    };
    let payload = |number: usize| {
        let blanks = " ".repeat(20_000);
        (format!("payloads/{number}.payload.json").into(), format!("{{\"attributes\": {{{blanks}\"shelf\": 3}}}}"))
    };
    let half = FILES / 2;
    std::iter::once(set)
        .chain((0..half).map(get))
        .chain((half..FILES).map(payload))
        .map(|(path, text): (PathBuf, String)| (path, text.into_bytes()))
        .collect()
}

fn write(folder: &Path, files: &Files) {
    for (path, bytes) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

/// All files of a folder, those of flowvet's own apart.
fn read(folder: &Path) -> (Files, Vec<PathBuf>) {
    let mut files = Files::new();
    let mut left_behind = Vec::new();
    for entry in walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap).filter(|it| it.file_type().is_file()) {
        let path = entry.path().strip_prefix(folder).unwrap().to_path_buf();
        if entry.file_name().to_string_lossy().starts_with(".flowvet-") {
            left_behind.push(entry.into_path());
        } else {
            files.insert(path, fs::read(entry.path()).unwrap());
        }
    }
    (files, left_behind)
}

fn flowvet(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_flowvet"));
    command.current_dir(folder).args(arguments).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

#[test]
#[ignore = "takes minutes"]
#[allow(clippy::print_stdout, reason = "the numbers are what a person runs this for")]
fn every_file_is_old_or_new_and_whole() {
    let old = project();
    let folder = TempDir::new().unwrap();
    let mut shortest = Duration::MAX;
    for _ in 0..UNKILLED {
        write(folder.path(), &old);
        let start = Instant::now();
        flowvet(folder.path(), &["fix"]).status().unwrap();
        shortest = shortest.min(start.elapsed());
    }
    let (new, left_behind) = read(folder.path());
    assert_eq!(left_behind, [] as [PathBuf; 0]);
    let changed = old.iter().filter(|(path, bytes)| new.get(*path) != Some(bytes)).count();
    assert_eq!(changed, FILES, "all files but one have a mistake");

    let mut dice = Dice(42);
    let (mut run, mut killed, mut none, mut some, mut all, mut with_leftovers, mut leftovers) = (0, 0, 0, 0, 0, 0, 0);
    while killed < KILLED {
        run += 1;
        write(folder.path(), &old);
        let mut child = flowvet(folder.path(), &["fix"]).spawn().unwrap();
        thread::sleep(Duration::from_micros(dice.throw(u64::try_from(shortest.as_micros()).unwrap())));
        child.kill().unwrap();
        // A process that a signal ended has no exit code.
        killed += usize::from(child.wait().unwrap().code().is_none());
        let (now, left_behind) = read(folder.path());
        assert_eq!(now.len(), old.len(), "run {run}: a file has gone or come");
        for (path, bytes) in &now {
            assert!(bytes == &old[path] || bytes == &new[path], "run {run}: {} is neither", path.display());
        }
        match now.iter().filter(|(path, bytes)| old.get(*path) != Some(bytes)).count() {
            0 => none += 1,
            FILES => all += 1,
            _ => some += 1,
        }
        if !left_behind.is_empty() {
            // What is left behind is no part of the project: once all is fixed, nothing is found.
            flowvet(folder.path(), &["fix"]).status().unwrap();
            assert!(flowvet(folder.path(), &["check"]).status().unwrap().success(), "run {run}");
            with_leftovers += 1;
            leftovers += left_behind.len();
        }
        for path in left_behind {
            fs::remove_file(path).unwrap();
        }
    }
    println!(
        "{run} runs on {FILES} files to change, {killed} of them killed: no file was new in {none}, some in {some}, all \
         in {all}; {leftovers} temporary files were left behind in {with_leftovers} runs; no file was partial or mixed"
    );
}
