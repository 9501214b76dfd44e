//! The command `flowvet`.

use std::process::ExitCode;

fn main() -> ExitCode {
    flowvet::cli::run()
}
