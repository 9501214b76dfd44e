//! In: the name of a rule. Out: its page.

use super::output::Terminal;
use super::{Exit, Failure};
use crate::rules::{self, Meta, reference};
use crate::wording::{closest, did_you_mean, quote};

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
    let names: Vec<&str> = rules::ALL.iter().map(|rule| rule.meta().name).collect();
    let help = did_you_mean(closest(name, &names), "run `flowvet rules` to list the rules");
    format!("there is no rule {}; {help}", quote(name))
}
