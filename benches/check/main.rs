//! Measures `flowvet check` from its start to its end on generated projects, beside reading and parsing the same
//! bytes alone, and prints medians with the bounds that they should stay under. Judges nothing: a busy machine is
//! slower than an idle one, so the exit code is always 0.
//!
//! Run with `cargo bench --bench check`.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use flowvet::artifact::{Hint, detect, export};
use flowvet::syntax::{self, Limits};
use rayon::prelude::*;

mod project;

use project::Counts;

const SEED: u64 = 20_240_229;
const THREADS: usize = 4;

/// A repository of 500 artefacts of all kinds.
const REPOSITORY: Counts =
    Counts { yaml_flows: 250, exports: 30, configurations: 10, data_actions: 190, scripts: 20, mistakes: 3 };
/// A whole organisation as CX as Code.
const ORGANISATION: Counts =
    Counts { yaml_flows: 1_500, exports: 0, configurations: 0, data_actions: 2_200, scripts: 0, mistakes: 3 };

fn main() {
    rayon::ThreadPoolBuilder::new().num_threads(THREADS).build_global().expect("a thread pool");
    let folder = tempfile::tempdir().expect("a temporary folder");
    println!("flowvet check, start to end of the process, {THREADS} threads, medians of several runs\n");

    let repository = Generated::new(folder.path(), "repository", &REPOSITORY);
    let one_file = Run { runs: 31, threads: THREADS, hooked: Some("flows/flow0.yaml"), findings: None };
    let changed = one_file.measure(&repository);
    changed.print("one changed file of the project, in a hook", Some(Duration::from_millis(40)));

    let organisation = Generated::new(folder.path(), "organisation", &ORGANISATION);
    let whole = Run { runs: 21, threads: THREADS, hooked: None, findings: Some(ORGANISATION.mistakes) };
    let all = whole.measure(&organisation);
    all.print("the whole project", Some(Duration::from_millis(200)));
    Run { runs: 11, threads: 1, ..whole }.measure(&organisation).print("the whole project, 1 thread", None);
    let read = time(11, || read_all(&organisation.files));
    read.print("reading the same bytes alone", None);
    time(11, || parse_all(&organisation.files)).print("reading and parsing them alone", None);
    time(11, || extract_all(&organisation.files)).print("reading, parsing and taking facts alone", None);
    println!("  check takes {:.1} times as long as reading alone", ratio(all.median(), read.median()));
    print_memory("peak memory", organisation.peak_memory(), Some(100));

    unrelated(folder.path())
        .print("2,000 scripts that have nothing to do with attributes", Some(Duration::from_millis(20)));

    let ten = Generated::new(folder.path(), "ten organisations", &ORGANISATION.times(10));
    let growth = Growth::measure(9, || whole.once(&organisation), || whole.once(&ten));
    growth.many.print("the whole project", None);
    let factor = ratio(growth.many.median(), growth.one.median());
    println!("  ten times the files take {factor:.1} times as long (bound 11, {})", verdict(factor <= 11.0));
    if let Some(factor) = growth.work {
        println!("  and {factor:.1} times the processor time, which other work on the machine changes less");
    }
    print_memory("peak memory", ten.peak_memory(), None);
}

/// How long a check of a folder of scripts takes that set no attributes.
fn unrelated(parent: &Path) -> Times {
    let folder = parent.join("unrelated");
    std::fs::create_dir(&folder).expect("a folder");
    for number in 0..2_000 {
        let line =
            "export const total = (items) => items.map((it) => it.price).reduce((sum, price) => sum + price, 0);\n";
        std::fs::write(folder.join(format!("module{number}.js")), line.repeat(10 + number % 70)).expect("a script");
    }
    time(21, || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_flowvet"));
        command.args(["check", "--threads", &THREADS.to_string()]).current_dir(&folder).stdin(Stdio::null());
        assert_eq!(command.output().expect("flowvet runs").status.code(), Some(0), "no findings are expected");
    })
}

/// A project on the disk.
struct Generated {
    folder: PathBuf,
    files: Vec<PathBuf>,
}

impl Generated {
    fn new(parent: &Path, name: &str, counts: &Counts) -> Generated {
        let folder = parent.join(name.replace(' ', "-"));
        std::fs::create_dir(&folder).expect("a folder");
        project::write(&folder, counts, SEED).expect("the project is written");
        let files: Vec<PathBuf> = walkdir::WalkDir::new(&folder)
            .into_iter()
            .filter_map(Result::ok)
            .filter(|entry| entry.file_type().is_file() && entry.file_name() != "flowvet.toml")
            .map(walkdir::DirEntry::into_path)
            .collect();
        let bytes: u64 = files.iter().filter_map(|file| file.metadata().ok()).map(|data| data.len()).sum();
        println!(
            "{name}: {} files, {:.1} MB ({} YAML flows, {} exports, {} flow configurations, {} data actions, {} scripts)",
            counts.files(),
            to_mb(bytes),
            counts.yaml_flows,
            counts.exports,
            counts.configurations,
            counts.data_actions,
            counts.scripts
        );
        Generated { folder, files }
    }

    /// `hooked`: the file that a hook names; `None` for a check of all.
    fn command(&self, threads: usize, hooked: Option<&str>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_flowvet"));
        command.arg("check").args(["--format", "concise", "--threads", &threads.to_string()]);
        command
            .args(hooked.iter().flat_map(|file| ["--hook", "--", file]))
            .current_dir(&self.folder)
            .stdin(Stdio::null());
        command
    }

    /// The high-water mark of resident memory of one run, in bytes; `None` where the system does not tell. Asked
    /// for again and again while the process runs, so growth in its last instant may be missed.
    fn peak_memory(&self) -> Option<u64> {
        let mut child = self.command(THREADS, None).stdout(Stdio::null()).spawn().expect("flowvet starts");
        let status = format!("/proc/{}/status", child.id());
        let mut peak = None;
        while child.try_wait().expect("a state").is_none() {
            let text = std::fs::read_to_string(&status).unwrap_or_default();
            let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
            peak = peak.max(kilobytes.map(|kilobytes| kilobytes * 1_024));
        }
        peak
    }
}

/// One way to call the tool, measured several times.
#[derive(Clone, Copy)]
struct Run {
    runs: usize,
    threads: usize,
    hooked: Option<&'static str>,
    /// How many findings there must be: others would cost time that a real project does not take.
    findings: Option<usize>,
}

impl Run {
    fn measure(self, project: &Generated) -> Times {
        time(self.runs, || self.once(project))
    }

    fn once(self, project: &Generated) {
        let output = project.command(self.threads, self.hooked).output().expect("flowvet runs");
        let found = output.stdout.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).count();
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(self.findings.is_none_or(|wanted| wanted == found), "not the mistakes that were made: {text}");
        assert_eq!(output.status.code(), Some(1), "findings are expected: {text}");
    }
}

fn read_all(files: &[PathBuf]) {
    files.par_iter().for_each(|file| {
        std::hint::black_box(std::fs::read(file).expect("a file"));
    });
}

fn parse_all(files: &[PathBuf]) {
    files.par_iter().for_each(|file| {
        let text = decoded(file);
        let is_yaml = file.extension().is_some_and(|extension| extension == "yaml");
        let parse = if is_yaml { syntax::yaml::parse } else { syntax::json::parse };
        std::hint::black_box(parse(&text, &Limits::default()));
    });
}

fn extract_all(files: &[PathBuf]) {
    files.par_iter().for_each(|file| {
        let (path, text, hint) = (file.to_string_lossy(), decoded(file), Hint::default());
        let format = detect::format(&path, &hint).expect("a known kind of file");
        std::hint::black_box(detect::read(&path, &text, format, &hint, &Limits::default()));
    });
}

fn decoded(file: &Path) -> String {
    let bytes = std::fs::read(file).expect("a file");
    let is_export = file.extension().is_some_and(|extension| extension == "i3InboundFlow");
    if is_export { export::decode(&bytes).expect("an export") } else { String::from_utf8(bytes).expect("UTF-8") }
}

/// How long something took, several times, shortest first.
struct Times(Vec<Duration>);

/// How much longer one thing takes than another.
struct Growth {
    one: Times,
    many: Times,
    /// The processor time of `many` as a multiple of that of `one`, where the system tells.
    work: Option<f64>,
}

impl Growth {
    /// Does the two in turn, so that what else the machine does hits both alike.
    fn measure(rounds: usize, mut one: impl FnMut(), mut many: impl FnMut()) -> Growth {
        let mut elapsed = [Vec::new(), Vec::new()];
        let mut ticks = [0, 0];
        for _ in 0..rounds {
            for (index, work) in [&mut one as &mut dyn FnMut(), &mut many].into_iter().enumerate() {
                let (before, start) = (ticks_of_children().unwrap_or(0), Instant::now());
                work();
                elapsed[index].push(start.elapsed());
                ticks[index] += ticks_of_children().unwrap_or(0) - before;
            }
        }
        let [one, many] = elapsed.map(Times::new);
        let work = (ticks[0] > 0).then(|| f64::from(ticks[1]) / f64::from(ticks[0]));
        Growth { one, many, work }
    }
}

/// The processor time that finished children of this process have taken, in ticks of the system's clock; `None`
/// where there is no `/proc`.
fn ticks_of_children() -> Option<u32> {
    let text = std::fs::read_to_string("/proc/self/stat").ok()?;
    // Behind the name, which may hold blanks: the 14th and 15th field are times in user and in system mode.
    let (_, fields) = text.rsplit_once(')')?;
    fields.split_whitespace().skip(13).take(2).map(|field| field.parse::<u32>().ok()).sum()
}

/// Does `work` once to warm up and then `runs` times.
fn time(runs: usize, mut work: impl FnMut()) -> Times {
    work();
    let run = |_| {
        let start = Instant::now();
        work();
        start.elapsed()
    };
    Times::new((0..runs).map(run).collect())
}

impl Times {
    fn new(mut times: Vec<Duration>) -> Times {
        times.sort_unstable();
        Times(times)
    }

    fn median(&self) -> Duration {
        self.0[self.0.len() / 2]
    }

    fn print(&self, what: &str, bound: Option<Duration>) {
        let (first, last) = (self.0[0], self.0[self.0.len() - 1]);
        let bound = bound.map_or(String::new(), |bound| {
            format!(", bound {} ms, {}", bound.as_millis(), verdict(self.median() <= bound))
        });
        println!("  {what}: {:.1} ms ({:.1} to {:.1}{bound})", to_ms(self.median()), to_ms(first), to_ms(last));
    }
}

fn print_memory(what: &str, bytes: Option<u64>, bound: Option<u64>) {
    let Some(bytes) = bytes else { return println!("  {what}: this system does not tell") };
    let bound =
        bound.map_or(String::new(), |bound| format!(" (bound {bound} MB, {})", verdict(bytes <= bound * 1_000_000)));
    println!("  {what}: {:.1} MB{bound}", to_mb(bytes));
}

fn verdict(kept: bool) -> &'static str {
    if kept { "ok" } else { "OVER" }
}

fn ratio(one: Duration, other: Duration) -> f64 {
    one.as_secs_f64() / other.as_secs_f64()
}

fn to_ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1_000.0
}

#[allow(clippy::cast_precision_loss, reason = "sizes of files and processes are far below 2^52")]
fn to_mb(bytes: u64) -> f64 {
    bytes as f64 / 1_000_000.0
}
