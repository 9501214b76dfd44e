//! In: the command line. Out: text on the terminal and an exit code. Thin: all work is the engine's.

use std::process::ExitCode;

/// Runs flowvet as the command line says.
#[must_use]
pub fn run() -> ExitCode {
    ExitCode::SUCCESS
}
