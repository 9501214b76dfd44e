//! Prints the page of a rule, or of the mistakes in the configuration, which are reported like a rule.

use std::io::{self, IsTerminal};

use super::args::unknown_rule;
use super::output::{Terminal, width};
use super::{Exit, Failure, page};
use crate::config;
use crate::engine;
use crate::rules::{self, Meta, reference};

/// Mistakes in `flowvet.toml` and the catalogues that it names have no rule that could be turned off.
const CONFIGURATION_PAGE: &str = "# configuration

A mistake in flowvet.toml, or in a catalogue that it names.

## What it does

Reports keys, values and globs of `flowvet.toml` that flowvet cannot use, and catalogues that it cannot read. The other
settings are still used. Such a finding cannot be turned off or ignored; `flowvet check` ends with exit code 2.

`flowvet init` writes a `flowvet.toml` with every key and its default.
";

pub(super) fn run(name: &str, terminal: &Terminal) -> Result<Exit, Failure> {
    let name = name.trim().to_lowercase();
    let text = match rules::ALL.iter().map(|rule| rule.meta()).find(|meta| meta.name == name) {
        Some(meta) => reference::page(meta) + &level_here(meta)?,
        None if name == config::CLASS => CONFIGURATION_PAGE.to_owned(),
        None => {
            let names = rules::ALL.iter().map(|rule| rule.meta().name).chain([config::CLASS]);
            return Err(Failure::Usage(unknown_rule(&name, names)));
        }
    };
    let is_read = io::stdout().is_terminal();
    terminal.print(&if is_read { page::render(&text, width(), terminal) } else { page::wrap(&text, width()) })?;
    Ok(Exit::Clean)
}

/// The level of a rule in the current folder, and the line or preset that sets it.
fn level_here(meta: &'static Meta) -> Result<String, Failure> {
    let settings = engine::settings(&std::env::current_dir()?);
    let row = super::rules::Row::new(meta, &settings.config);
    Ok(format!("\n## In this folder\n\nLevel **{}**, set by {}.\n", row.level, row.origin))
}
