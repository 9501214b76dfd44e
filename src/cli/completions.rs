//! Prints the completion script of a shell to standard output.

use clap::{Arg, Command};
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
    let script = with_revisions(shell, &String::from_utf8_lossy(&script));
    print_raw(&if shell == Shell::Fish { script + &words_for_fish(&command) } else { script })?;
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
            let function = format!("_flowvet_revisions() {{\n    compadd -- ${{(f)\"$({REVISIONS})\"}}\n}}\n");
            let start = "#compdef flowvet\n";
            let script = script.replace(":REV:_default", ":REV:_flowvet_revisions");
            script.replacen(start, &format!("{start}\n{function}"), 1)
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

/// Lines that complete the words of a command which are not options. clap leaves them out of the script for fish.
fn words_for_fish(command: &Command) -> String {
    let lines = command.get_subcommands().filter_map(|command| {
        let words: Vec<String> = command
            .get_positionals()
            .flat_map(Arg::get_possible_values)
            .map(|value| value.get_name().to_owned())
            .collect();
        let name = command.get_name();
        let lead = format!("complete -c flowvet -n \"__fish_flowvet_using_subcommand {name}\" -f");
        (!words.is_empty()).then(|| format!("{lead} -a \"{}\"\n", words.join(" ")))
    });
    lines.collect()
}
