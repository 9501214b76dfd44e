//! Writes a commented `flowvet.toml` into the current folder if it has none, or prints the schema of that file.

use std::fs::File;
use std::io::{ErrorKind, Write};

use super::output::{Terminal, print_raw};
use super::{Exit, Failure};
use crate::config::{self, RuleEntry};
use crate::engine::{self, CONFIGURATION, Split};
use crate::rules;
use crate::schema::Schema;
use crate::wording::list;

pub(super) fn run(schema: bool, terminal: &Terminal) -> Result<Exit, Failure> {
    let entries: Vec<RuleEntry> = rules::ALL.iter().map(|rule| rule.meta().entry()).collect();
    if schema {
        print_raw(&format!("{:#}\n", config::schema(&entries)))?;
        return Ok(Exit::Clean);
    }
    engine::start_threads(None)?;
    let split = engine::split(&std::env::current_dir()?);
    let mut file = File::create_new(CONFIGURATION).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => Failure::Usage(format!("{CONFIGURATION} already exists and was not changed")),
        _ => Failure::from(error),
    })?;
    // Editors such as those with Taplo read the address of the schema from this line.
    file.write_all(format!("#:schema {}\n\n{}", Schema::Configuration.id(), config::template(&entries)).as_bytes())?;
    terminal.print(&format!("wrote {CONFIGURATION}, with every key and its default as a comment\n"))?;
    if let Some(split) = split {
        terminal.print(&describe(&split))?;
    }
    Ok(Exit::Clean)
}

/// Describes the difference after a folder in a project has become another project.
fn describe(split: &Split) -> String {
    let Split { project, inside, outside, shared } = split;
    let names = match shared.as_slice() {
        [] => "no attribute name is used on both sides".to_owned(),
        names => format!("{} used on both sides: {}", is_are(names.len()), list(names)),
    };
    format!(
        "this folder was part of the project in {project}; now it is a project of its own, and names in its artefacts \
         ({inside}) are not compared with names outside ({outside}); {names}\n\
         to undo this, delete {CONFIGURATION} here; to set rules for this folder only, use [[override]] in \
         {project}/{CONFIGURATION}\n",
    )
}

fn is_are(number: usize) -> String {
    if number == 1 { "1 attribute name is".to_owned() } else { format!("{number} attribute names are") }
}
