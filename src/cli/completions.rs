//! Prints the completion script of a shell to standard output.

use clap_complete::Shell;

use super::output::print_raw;
use super::{Exit, Failure, args};

/// Prints the names that git knows for commits, one line each.
const REVISIONS: &str = "git for-each-ref --format='%(refname:short)' 2>/dev/null";

pub(super) fn run(shell: Shell) -> Result<Exit, Failure> {
    let mut command = args::for_completions();
    let name = command.get_name().to_owned();
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, name, &mut script);
    print_raw(&with_revisions(shell, &String::from_utf8_lossy(&script)))?;
    Ok(Exit::Clean)
}

/// Completes the value of `--since` with revisions. clap can only list values that are known when the script is made.
fn with_revisions(shell: Shell, script: &str) -> String {
    match shell {
        Shell::Bash => {
            let files = "--since)\n                    COMPREPLY=($(compgen -f \"${cur}\"))";
            let revisions =
                format!("--since)\n                    COMPREPLY=($(compgen -W \"$({REVISIONS})\" -- \"${{cur}}\"))");
            script.replace(files, &revisions)
        }
        Shell::Zsh => {
            let revisions = REVISIONS.replace('\'', "").replace('(', "\\(").replace(')', "\\)");
            script.replace(":REV:_default", &format!(":REV:{{compadd -- ${{(f)\"$({revisions})\"}}}}"))
        }
        Shell::Fish => {
            let is_since = |line: &str| line.contains(" -l since ");
            let complete = |line: &str| {
                let revisions = if is_since(line) { format!(" -f -a \"({REVISIONS})\"") } else { String::new() };
                format!("{line}{revisions}\n")
            };
            script.lines().map(complete).collect()
        }
        _ => script.to_owned(),
    }
}
