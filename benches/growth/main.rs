//! Measures by how much the processor time of `flowvet check` or `flowvet fix` grows if a hostile project becomes twice as
//! large, and prints each factor with its bound. Judges nothing: a busy machine is slower than an idle one, so the exit code
//! is always 0.
//!
//! Run with `cargo bench --bench growth`, or with `-- NAME` for the projects with this in their names.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::indexing_slicing)]

use std::path::Path;
use std::process::{Command, Stdio};

mod hostile;

/// The most by which the time may grow: twice the work, and what sorting and a cold cache add.
const BOUND: f64 = 2.5;

const CHECK: &[&str] = &["check", "--format", "concise"];
/// Makes the fixes and shows them, without writing them.
const FIX: &[&str] = &["fix", "--unsafe", "--diff"];

/// The runs of each project.
const ROUNDS: usize = 5;

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|it| !it.starts_with('-')).collect();
    println!("flowvet on a hostile project, and on one that is twice as large (bound {BOUND})\n");
    let all = hostile::ALL.iter().map(|project| (CHECK, project));
    let all = all.chain(hostile::FIXED.iter().map(|project| (FIX, project)));
    for (command, (name, size, files)) in
        all.filter(|(_, (name, ..))| wanted.iter().all(|it| name.contains(it.as_str())))
    {
        let [one, two] = [*size, size * 2].map(|size| ticks(command, &files(size)));
        let Some((one, two)) = one.zip(two).filter(|(one, _)| *one > 0) else {
            println!("  {name}: this system does not tell");
            continue;
        };
        let factor = f64::from(two) / f64::from(one);
        let verdict = if factor <= BOUND { "ok" } else { "OVER" };
        println!("  {name}: {factor:.2} ({one} ticks for {size}, {verdict})");
    }
}

/// The processor time that a command takes on these files in all rounds, in ticks of the clock of the system; `None` if it
/// does not tell.
fn ticks(command: &[&str], files: &[(String, String)]) -> Option<u32> {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        std::fs::write(folder.path().join(path), text).unwrap();
    }
    run(command, folder.path());
    let before = ticks_of_children()?;
    (0..ROUNDS).for_each(|_| run(command, folder.path()));
    Some(ticks_of_children()? - before)
}

fn run(words: &[&str], folder: &Path) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_flowvet"));
    command.args(words).args(["--threads", "1"]).current_dir(folder).stdin(Stdio::null());
    let status = command.output().unwrap().status;
    assert!(status.code().is_some_and(|code| code <= 3), "{status}");
}

/// The processor time of the children that have ended, in user mode; `None` without a `/proc`.
fn ticks_of_children() -> Option<u32> {
    let text = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The name before `)` may contain spaces.
    let (_, fields) = text.rsplit_once(')')?;
    fields.split_whitespace().nth(13)?.parse().ok()
}
