//! Measures the language server on generated projects of 2,000 and 5,000 artefacts, through the protocol and with the real
//! binary, and prints what it takes beside the bounds that it should stay under. Judges nothing: a busy machine is slower
//! than an idle one, so the exit code is always 0.
//!
//! Run with `cargo bench --bench lsp`.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

#[path = "../../tests/suite/lsp_client.rs"]
mod client;
#[path = "../check/project.rs"]
#[allow(dead_code, reason = "the other benchmark needs more of it")]
mod project;

use client::{Client, uri};
use project::Counts;

const BINARY: &str = env!("CARGO_BIN_EXE_flowvet");

const SEED: u64 = 20_240_229;

const PROJECT: Counts =
    Counts { yaml_flows: 800, exports: 100, configurations: 40, data_actions: 1_000, scripts: 60, mistakes: 3 };

/// A project in which a keystroke should not take longer.
const LARGE_PROJECT: Counts =
    Counts { yaml_flows: 2_000, exports: 250, configurations: 100, data_actions: 2_500, scripts: 150, mistakes: 3 };

/// What a 1 MB flow is in a project.
const LARGE: &str = "flows/large.yaml";

fn main() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let folder = folder.path().canonicalize().expect("a path");
    project::write(&folder, &PROJECT, SEED).expect("the project is written");
    println!("flowvet lsp on a project of {} artefacts\n", PROJECT.files());

    let cold: Vec<Duration> = (0..11).map(|_| cold_start(&folder)).collect();
    print("from the start to the findings of the open file", cold, None, Some(300));

    let mut editor = Editor::start(&folder);
    let first = editor.memory();
    print("a keystroke in a name that others read", editor.keystrokes("flows/flow10.yaml", 400), Some(30), Some(100));
    editor.keystrokes("flows/flow10.yaml", 10_000);
    let after_edits = editor.memory();
    for branch in 0..100 {
        editor.switch_branch(branch);
    }
    print_memory("after the first findings", first);
    print_memory("after 10,000 edits", after_edits);
    print_memory("after 100 switches of branch", editor.memory());
    drop(editor);

    fs::write(folder.join(LARGE), large_flow()).expect("the large flow is written");
    let mut editor = Editor::start(&folder);
    print("a keystroke in a flow of 1 MB", editor.keystrokes(LARGE, 200), None, Some(100));
    drop(editor);

    let folder = tempfile::tempdir().expect("a temporary folder");
    let folder = folder.path().canonicalize().expect("a path");
    project::write(&folder, &LARGE_PROJECT, SEED).expect("the project is written");
    let mut editor = Editor::start(&folder);
    let what = format!("a keystroke in a project of {} artefacts", LARGE_PROJECT.files());
    print(&what, editor.keystrokes("flows/flow10.yaml", 400), Some(30), Some(100));
}

/// A server and the texts that are open in it.
struct Editor {
    client: Client,
    folder: PathBuf,
    version: u64,
}

impl Editor {
    fn start(folder: &Path) -> Self {
        let mut client = Client::start(BINARY, folder);
        client.ask("initialize", &json!({"processId": null, "rootUri": uri(folder, ""), "capabilities": {}}));
        client.notify("initialized", &json!({}));
        client.drain();
        Editor { client, folder: folder.to_path_buf(), version: 0 }
    }

    fn open(&mut self, file: &str) -> String {
        let text = fs::read_to_string(self.folder.join(file)).expect("a text");
        let document = json!({"uri": uri(&self.folder, file), "languageId": "yaml", "version": 0, "text": text});
        self.client.notify("textDocument/didOpen", &json!({"textDocument": document}));
        text
    }

    /// Types in the first name that the file sets: each keystroke changes what holds in the files that get it. Out: the
    /// time from each to the last of what the server has to say about it.
    fn keystrokes(&mut self, file: &str, count: usize) -> Vec<Duration> {
        let text = self.open(file);
        let lines = text.lines().position(|line| line.contains("lit: "));
        let line = lines.expect("a name");
        let at = text.lines().nth(line).and_then(|line| line.find("lit: ")).expect("a name") + 5;
        self.client.drain();
        let times = (0..count).map(|number| {
            // A letter comes, and goes.
            let (end, new) = if number % 2 == 0 { (at, "x") } else { (at + 1, "") };
            let range = json!({"start": {"line": line, "character": at}, "end": {"line": line, "character": end}});
            self.version += 1;
            let document = json!({"uri": uri(&self.folder, file), "version": self.version});
            let changes = json!([{"range": range, "text": new}]);
            let start = Instant::now();
            let params = json!({"textDocument": document, "contentChanges": changes});
            self.client.notify("textDocument/didChange", &params);
            self.client.drain();
            start.elapsed()
        });
        let times = times.collect();
        self.client.notify("textDocument/didClose", &json!({"textDocument": {"uri": uri(&self.folder, file)}}));
        times
    }

    /// Half of the flows become others, as the editor's watcher tells.
    fn switch_branch(&mut self, branch: usize) {
        let files: Vec<String> = (0..PROJECT.yaml_flows / 2).map(|flow| format!("flows/flow{flow}.yaml")).collect();
        for file in &files {
            let path = self.folder.join(file);
            let text = fs::read_to_string(&path).expect("a text");
            let (old, new) = if branch.is_multiple_of(2) { ("Number", "Count") } else { ("Count", "Number") };
            fs::write(path, text.replace(old, new)).expect("a text is written");
        }
        let changes: Vec<Value> = files.iter().map(|file| json!({"uri": uri(&self.folder, file), "type": 2})).collect();
        self.client.notify("workspace/didChangeWatchedFiles", &json!({"changes": changes}));
        self.client.drain();
    }

    /// The memory of the server in bytes, as the system counts it; `None` where there is no `/proc`.
    fn memory(&self) -> Option<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.client.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        Some(line.trim().strip_suffix(" kB")?.parse::<u64>().ok()? * 1024)
    }
}

/// From the start of the process to the findings of a file with a mistake.
fn cold_start(folder: &Path) -> Duration {
    let file = "flows/flow0.yaml";
    let text = fs::read_to_string(folder.join(file)).expect("a text");
    let start = Instant::now();
    let mut client = Client::start(BINARY, folder);
    client.ask("initialize", &json!({"processId": null, "rootUri": uri(folder, ""), "capabilities": {}}));
    client.notify("initialized", &json!({}));
    let document = json!({"uri": uri(folder, file), "languageId": "yaml", "version": 0, "text": text});
    client.notify("textDocument/didOpen", &json!({"textDocument": document}));
    loop {
        let message = client.receive().expect("findings");
        if message["params"]["uri"] == json!(uri(folder, file)) {
            return start.elapsed();
        }
    }
}

fn large_flow() -> String {
    let mut text =
        "inboundCall:\n  name: Large\n  startUpRef: \"/inboundCall/tasks/task[A_1]\"\n  tasks:\n    - task:\n        \
                    name: A\n        refId: A_1\n        actions:\n"
            .to_owned();
    let mut number = 0;
    while text.len() < 1_000_000 {
        number += 1;
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            "          - setParticipantData:\n              name: Remember {number}\n              attributes:\n                \
             - attribute:\n                    name:\n                      lit: largeNumber{number}\n                    \
             value:\n                      exp: Flow.x{number}\n"
        );
    }
    text
}

/// Prints the median, the 95th percentile and the maximum, with bounds in milliseconds.
fn print(what: &str, mut times: Vec<Duration>, most: Option<u64>, all: Option<u64>) {
    times.sort_unstable();
    let at = |share: usize| times[(times.len() - 1) * share / 100];
    let ms = |time: Duration| time.as_secs_f64() * 1_000.0;
    let bound = |time: Duration, bound: Option<u64>| {
        let verdict = |bound| if time <= Duration::from_millis(bound) { "ok" } else { "OVER" };
        bound.map_or(String::new(), |bound| format!(" (bound {bound} ms, {})", verdict(bound)))
    };
    let (most, all) = (bound(at(95), most), bound(at(100), all));
    println!(
        "  {what}: median {:.1} ms, 95 % within {:.1} ms{most}, all within {:.1} ms{all}",
        ms(at(50)),
        ms(at(95)),
        ms(at(100))
    );
}

fn print_memory(what: &str, bytes: Option<u64>) {
    let Some(bytes) = bytes else { return println!("  memory {what}: this system does not tell") };
    let verdict = if bytes <= 150_000_000 { "ok" } else { "OVER" };
    println!("  memory {what}: {} MB (bound 150 MB, {verdict})", bytes / 1_000_000);
}
