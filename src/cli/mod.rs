//! Runs the command line: prints text to the terminal and returns an exit code. The engine does all the work.

use std::io::{self, Write};
use std::process::ExitCode;

mod args;
mod attributes;
mod check;
mod completions;
mod explain;
mod fix;
mod ignore;
mod init;
mod map;
mod output;
mod page;
mod paths;
mod progress;
mod rules;
mod show;
mod watch;

use args::Task;
pub use args::command;
use output::Terminal;

use crate::engine::{self, CONFIGURATION, UsageError};
use crate::lsp;
use crate::text::printable;

/// How a run ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Exit {
    Clean,
    Findings,
    /// Wrong usage or configuration.
    Usage,
    /// flowvet itself failed on something.
    Broken,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(match exit {
            Exit::Clean => 0,
            Exit::Findings => 1,
            Exit::Usage => 2,
            Exit::Broken => 3,
        })
    }
}

/// Why a task could not be done.
#[derive(Debug)]
enum Failure {
    /// The request is not possible, with the reason as a sentence.
    Usage(String),
    /// Reading or writing failed.
    Io(io::Error),
}

impl Failure {
    /// Refers to `flowvet check`, the only command that shows the errors of a configuration.
    fn configuration() -> Self {
        Failure::Usage(format!("{CONFIGURATION} has errors; run `flowvet check` to see them"))
    }
}

impl From<UsageError> for Failure {
    fn from(UsageError(message): UsageError) -> Self {
        Failure::Usage(message)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Failure::Io(error)
    }
}

/// Runs flowvet with the arguments of the process.
#[must_use]
pub fn run() -> ExitCode {
    let arguments = match args::parse(std::env::args_os()) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Ignore write errors: there is nowhere to report them.
            let _ = error.print();
            return if error.use_stderr() { Exit::Usage } else { Exit::Clean }.into();
        }
    };
    let terminal = Terminal::new(arguments.color);
    let done = match &arguments.task {
        Task::Check(options) => check::run(options, &terminal),
        Task::Fix(options) => fix::run(options, &terminal),
        Task::Explain { rule } => explain::run(rule, &terminal),
        Task::Map { paths, format, question, stamp } => map::run(paths, *format, question.as_ref(), *stamp),
        Task::Attributes { verb, paths } => attributes::run(*verb, paths, &terminal),
        Task::Rules { config } => rules::run(*config, &terminal),
        Task::Ignore { finding, reason } => ignore::run(finding, reason, &terminal),
        Task::Init { schema } => init::run(*schema, &terminal),
        Task::Completions { shell } => completions::run(*shell),
        Task::Lsp => serve(),
    };
    let (message, exit) = match done {
        Ok(exit) => return exit.into(),
        Err(Failure::Usage(message)) => (message, Exit::Usage),
        Err(Failure::Io(error)) => (error.to_string(), Exit::Broken),
    };
    let _ = writeln!(io::stderr(), "error: {}", lines(&message));
    exit.into()
}

/// A message for a terminal: control characters in names are made visible, and its line breaks stay.
fn lines(message: &str) -> String {
    message.split('\n').map(printable::inline).collect::<Vec<_>>().join("\n")
}

/// Serves an editor until it goes.
fn serve() -> Result<Exit, Failure> {
    engine::start_threads(None)?;
    Ok(if lsp::serve(io::stdin(), io::stdout()) { Exit::Clean } else { Exit::Findings })
}
