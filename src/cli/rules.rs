//! Prints the table of rules with their levels in the current folder.

use std::fmt::Write;

use super::output::{Terminal, columns};
use super::{Exit, Failure};
use crate::config::{Config, Origin};
use crate::engine::{self, CONFIGURATION};
use crate::rules::{self, Meta};

pub(super) fn run(with_overrides: bool, terminal: &Terminal) -> Result<Exit, Failure> {
    let settings = engine::settings(&std::env::current_dir()?);
    terminal.print(&table(&settings.config, with_overrides, terminal))?;
    if settings.is_valid() {
        return Ok(Exit::Clean);
    }
    Err(Failure::Usage(format!(
        "{CONFIGURATION} has errors, so this table only reflects the settings that could be read; run `flowvet check` to see them"
    )))
}

/// Renders the rules under the headings of the reference: name, level, origin of the level, summary. One line per
/// rule if the terminal is wide enough; otherwise the summary is on the next line.
fn table(config: &Config, with_overrides: bool, terminal: &Terminal) -> String {
    let rows: Vec<Row> = rules::ALL.iter().map(|rule| Row::new(rule.meta(), config)).collect();
    let width = |cell: fn(&Row) -> &str| rows.iter().map(|row| cell(row).len()).max().unwrap_or_default();
    let (names, levels, origins) = (width(|row| row.meta.name), width(|row| row.level), width(|row| &row.origin));
    let gaps = 2 * 4;
    let row = names + levels + origins + gaps;
    let available = columns().unwrap_or(usize::MAX);
    let is_wide = row + width(|row| row.meta.summary) <= available;
    let origin_gap = if row <= available { "  " } else { "\n      " };
    let mut text = String::new();
    for section in rows.chunk_by(|one, next| one.meta.group == next.meta.group) {
        let title = section.first().map_or("", |row| row.meta.group.title());
        let gap = if text.is_empty() { "" } else { "\n" };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{gap}{}", terminal.bold(title));
        for Row { meta, level, origin } in section {
            let summary = if is_wide { format!("  {}", meta.summary) } else { indented(meta.summary, available) };
            let row = format!("  {:names$}  {level:levels$}{origin_gap}{origin:origins$}", meta.name);
            let row = if is_wide { row } else { row.trim_end().to_owned() };
            let _ = writeln!(text, "{row}{summary}");
            for (level, origin, files) in overrides(config, meta.name).filter(|_| with_overrides) {
                let _ = if is_wide {
                    writeln!(text, "  {:names$}  {level:levels$}  {origin:origins$}  in {files}", "")
                } else {
                    writeln!(
                        text,
                        "{}",
                        indented(&format!("{level}  {origin}  in {files}"), available).trim_start_matches('\n')
                    )
                };
            }
        }
    }
    text
}

/// A text on separate lines below a row.
fn indented(text: &str, columns: usize) -> String {
    let options = textwrap::Options::new(columns).initial_indent("      ").subsequent_indent("      ");
    format!("\n{}", textwrap::fill(text, options.word_splitter(textwrap::WordSplitter::NoHyphenation)))
}

/// The levels that overrides give to a rule, with their lines and the globs of their files. The last one wins.
fn overrides<'c>(config: &'c Config, rule: &'c str) -> impl Iterator<Item = (&'static str, String, String)> + 'c {
    config.overrides_of(rule).filter_map(move |(file, table)| {
        let named = table.rules.get(rule)?;
        let file = file.map_or(CONFIGURATION, |file| file);
        Some((named.level?.as_str(), format!("{file}:{}", named.line), table.globs.join(", ")))
    })
}

/// A rule with its level in a configuration.
pub(super) struct Row {
    meta: &'static Meta,
    pub level: &'static str,
    /// The preset, or the line of the configuration, that decides the level.
    pub origin: String,
}

impl Row {
    pub fn new(meta: &'static Meta, config: &Config) -> Self {
        let setting = config.setting(meta.name, meta.recommended);
        let severity = config.severity(meta.name).unwrap_or(meta.severity);
        let origin = match setting.origin {
            Origin::Preset(preset) => format!("preset {}", preset.as_str()),
            Origin::CommandLine => "the command line".to_owned(),
            Origin::Named(line) => format!("{CONFIGURATION}:{line}"),
            Origin::Extended(file, line) => format!("{file}:{line}"),
        };
        Row { meta, level: if setting.on { severity.as_str() } else { "off" }, origin }
    }
}
