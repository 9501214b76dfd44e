//! Prints the completion script of a shell to standard output.

use clap_complete::Shell;

use super::output::print_raw;
use super::{Exit, Failure, args};

pub(super) fn run(shell: Shell) -> Result<Exit, Failure> {
    let mut command = args::command();
    let name = command.get_name().to_owned();
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, name, &mut script);
    print_raw(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Clean)
}
