//! In: the configuration that holds in the current folder. Out: the table of rules.

use std::fmt::Write;

use super::output::Terminal;
use super::{Exit, Failure};
use crate::config::{Config, Level, Preset};
use crate::engine;
use crate::rules::{self, Meta};

pub(super) fn run(terminal: &Terminal) -> Result<Exit, Failure> {
    let settings = engine::settings(&std::env::current_dir()?);
    terminal.print(&table(&settings.config, terminal))?;
    Ok(Exit::Clean)
}

/// One line per rule: name, level, where the level comes from, summary; under the headings of the reference.
fn table(config: &Config, terminal: &Terminal) -> String {
    let rows: Vec<[&str; 4]> = rules::ALL.iter().map(|rule| row(rule.meta(), config)).collect();
    let width = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.len()).max().unwrap_or(0);
    let (names, levels, origins) = (width(0), width(1), width(2));
    let mut text = String::new();
    let mut group = None;
    for (rule, [name, level, origin, summary]) in rules::ALL.iter().zip(&rows) {
        let own = rule.meta().group;
        if group.replace(own) != Some(own) {
            let gap = if text.is_empty() { "" } else { "\n" };
            let _ = writeln!(text, "{gap}{}", terminal.bold(own.title()));
        }
        // Writing to a string cannot fail.
        let _ = writeln!(text, "  {name:names$}  {level:levels$}  {origin:origins$}  {summary}");
    }
    text
}

fn row(meta: &'static Meta, config: &Config) -> [&'static str; 4] {
    let own = meta.severity.as_str();
    let preset = match config.preset {
        Preset::Recommended => "preset recommended",
        Preset::Strict => "preset strict",
        Preset::None => "preset none",
    };
    let (level, origin) = match config.rules.get(meta.name) {
        Some(Level::Off) => ("off", engine::CONFIGURATION),
        Some(Level::On(severity)) => (severity.as_str(), engine::CONFIGURATION),
        None if config.is_on(meta.name, meta.recommended) => (own, preset),
        None => ("off", preset),
    };
    [meta.name, level, origin, meta.summary]
}
