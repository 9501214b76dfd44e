//! Writes a commented `flowvet.toml` into the current folder if it has none.

use std::fs::File;
use std::io::{ErrorKind, Write};

use super::output::Terminal;
use super::{Exit, Failure};
use crate::config::{self, RuleEntry};
use crate::engine::CONFIGURATION;
use crate::rules;

pub(super) fn run(terminal: &Terminal) -> Result<Exit, Failure> {
    let entries: Vec<RuleEntry> = rules::ALL.iter().map(|rule| rule.meta().entry()).collect();
    let mut file = File::create_new(CONFIGURATION).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => Failure::Usage(format!("{CONFIGURATION} already exists and was not changed")),
        _ => Failure::from(error),
    })?;
    file.write_all(config::template(&entries).as_bytes())?;
    terminal.print(&format!("wrote {CONFIGURATION}, with every key and its default as a comment\n"))?;
    Ok(Exit::Clean)
}
