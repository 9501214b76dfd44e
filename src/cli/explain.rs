//! In: the name of a rule. Out: its page.

use super::output::Terminal;
use super::{Exit, Failure};
use crate::rules::{self, Meta, reference};

/// How alike two names must be, from 0 to 1, for one to be taken for the other.
const ALIKE: f64 = 0.8;

pub(super) fn run(name: &str, terminal: &Terminal) -> Result<Exit, Failure> {
    let meta = rules::ALL.iter().map(|rule| rule.meta()).find(|meta| meta.name == name);
    let meta = meta.ok_or_else(|| Failure::Usage(unknown(name)))?;
    terminal.print(&page(meta, terminal))?;
    Ok(Exit::Clean)
}

/// The page is readable as it is written; its headings stand out where the terminal can do that.
fn page(meta: &Meta, terminal: &Terminal) -> String {
    let mut text = String::new();
    let mut is_code = false;
    for line in reference::page(meta).lines() {
        is_code ^= line.starts_with("```");
        let is_heading = line.starts_with('#') && !is_code;
        text += &if is_heading { terminal.bold(line) } else { line.to_owned() };
        text.push('\n');
    }
    text
}

fn unknown(name: &str) -> String {
    let closest = rules::ALL
        .iter()
        .map(|rule| rule.meta().name)
        .map(|known| (strsim::jaro_winkler(known, name), known))
        .filter(|(likeness, _)| *likeness > ALIKE)
        .max_by(|one, other| one.0.total_cmp(&other.0));
    match closest {
        Some((_, known)) => format!("there is no rule `{name}`; did you mean `{known}`?"),
        None => format!("there is no rule `{name}`; `flowvet rules` lists them"),
    }
}
