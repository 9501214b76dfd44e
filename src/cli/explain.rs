//! In: the name of a rule. Out: its page.

use super::output::Terminal;
use super::{Exit, Failure};
use crate::rules::{self, Meta};

pub(super) fn run(name: &str, terminal: &Terminal) -> Result<Exit, Failure> {
    let meta = rules::ALL.iter().map(|rule| rule.meta()).find(|meta| meta.name == name);
    let meta = meta.ok_or_else(|| Failure::Usage(unknown(name)))?;
    terminal.print(&page(meta, terminal))?;
    Ok(Exit::Clean)
}

/// The page is readable as it is written; its headings stand out where the terminal can do that.
fn page(meta: &Meta, terminal: &Terminal) -> String {
    let level = if meta.recommended { meta.severity.as_str() } else { "off" };
    let mut text = format!("{} ({level})\n{}\n\n", terminal.bold(meta.name), meta.summary);
    let mut is_code = false;
    for line in meta.page.trim().lines() {
        is_code ^= line.starts_with("```");
        if line.starts_with('#') && !is_code {
            text += &terminal.bold(line);
        } else {
            text += line;
        }
        text.push('\n');
    }
    text
}

fn unknown(name: &str) -> String {
    let closest = rules::ALL
        .iter()
        .map(|rule| rule.meta().name)
        .map(|known| (strsim::jaro_winkler(known, name), known))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|one, other| one.0.total_cmp(&other.0));
    match closest {
        Some((_, known)) => format!("there is no rule `{name}`; did you mean `{known}`?"),
        None => format!("there is no rule `{name}`; `flowvet rules` lists them"),
    }
}
