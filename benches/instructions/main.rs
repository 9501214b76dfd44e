//! Counts the instructions of `flowvet check` on three fixed projects, with valgrind, and compares them with the counts in
//! `counts.txt`, if it exists. Other work on the machine changes times but hardly these counts; another compiler or
//! processor does.
//!
//! Run with `cargo bench --bench instructions`. The exit code is 1 where a count is more than 5 % above the one in the file;
//! with `FLOWVET_UPDATE=1`, the file is written instead.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

#[path = "../check/project.rs"]
#[allow(dead_code, reason = "the other benchmark uses more of it")]
mod project;

use project::Counts;

const SEED: u64 = 20_240_229;
const REPOSITORY: Counts =
    Counts { yaml_flows: 250, exports: 30, configurations: 10, data_actions: 190, scripts: 20, mistakes: 3 };
const PAYLOADS: usize = 500;
/// How much more a count may be than the one in the file, in per cent.
const TOLERANCE: u64 = 5;

fn main() -> ExitCode {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let make = |name: &str| {
        let inner = folder.path().join(name);
        fs::create_dir(&inner).expect("a folder");
        inner
    };
    let [repository, payloads, mistakes] = ["repository", "payloads", "mistakes"].map(make);
    project::write(&repository, &REPOSITORY, SEED).expect("the project is written");
    let right = write_payloads(&payloads, |number, key| format!("\"value {key} of {number}\""));
    let wrong = write_payloads(&mistakes, |_, key| key.to_string());

    let counts = [
        ("a repository of 500 artefacts", count(&repository, &[], REPOSITORY.mistakes)),
        ("500 payloads without a mistake", count(&payloads, &right, 0)),
        ("500 payloads with 10,000 mistakes", count(&mistakes, &wrong, 10_000)),
    ];
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/instructions/counts.txt");
    if std::env::var_os("FLOWVET_UPDATE").is_some() {
        let mut text = String::new();
        for (name, count) in counts {
            writeln!(text, "{name}: {count}").expect("a string grows");
        }
        fs::write(file, text).expect("the counts are written");
        return ExitCode::SUCCESS;
    }
    let Ok(text) = fs::read_to_string(file) else {
        println!(
            "There are no counts to compare with; `FLOWVET_UPDATE=1 cargo bench --bench instructions` writes them."
        );
        return ExitCode::SUCCESS;
    };
    let before: BTreeMap<&str, u64> = text
        .lines()
        .filter_map(|line| line.split_once(": "))
        .map(|(name, count)| (name, count.parse().expect("a number")))
        .collect();
    let mut code = ExitCode::SUCCESS;
    for (name, count) in counts {
        let before = before[name];
        let is_more = count * 100 > before * (100 + TOLERANCE);
        if is_more {
            code = ExitCode::FAILURE;
        }
        let verdict = if is_more { "over the tolerance" } else { "within the tolerance" };
        println!("{name}: {count} instructions, {} % of {before}, {verdict}", count * 100 / before);
    }
    code
}

/// Writes 500 payloads of 20 attributes and returns their names. `value` makes the JSON text of each attribute from the number
/// of the payload and of the attribute.
fn write_payloads(folder: &Path, value: impl Fn(usize, usize) -> String) -> Vec<String> {
    fs::write(folder.join("flowvet.toml"), "preset = \"strict\"\n[externals]\nread = [\"attribute*\"]\n")
        .expect("the configuration is written");
    let write = |number| {
        let attributes: Vec<String> =
            (0..20).map(|key| format!("    \"attribute{key}\": {}", value(number, key))).collect();
        let text = format!("{{\n  \"data\": {{\n{}\n  }}\n}}\n", attributes.join(",\n"));
        let name = format!("payload{number:03}.json");
        fs::write(folder.join(&name), text).expect("the payload is written");
        name
    };
    (0..PAYLOADS).map(write).collect()
}

/// The instructions of one check of these files, or of all, on one thread. It must report so many `findings`.
fn count(folder: &Path, files: &[String], findings: usize) -> u64 {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null", env!("CARGO_BIN_EXE_flowvet")])
        .args(["check", "--threads", "1", "--format", "concise"])
        .args(files)
        .current_dir(folder)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .stdin(Stdio::null())
        .output()
        .expect("valgrind runs");
    let found = output.stdout.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).count();
    assert_eq!(found, findings, "each finding is one line");
    let text = String::from_utf8_lossy(&output.stderr);
    let collected = text.lines().find_map(|line| line.split_once("Collected : "));
    let (_, number) = collected.unwrap_or_else(|| panic!("valgrind says no count: {text}"));
    number.trim().parse().expect("a number")
}
