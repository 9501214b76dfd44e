//! Converts words of the command line to values.

use std::path::PathBuf;

use anstream::ColorChoice;

use super::FailOn;
use crate::diagnostic::Severity;
use crate::report::Format;
use crate::wording::{closest, did_you_mean, quote};
use crate::{map, rules};

pub(super) fn color(word: &str) -> ColorChoice {
    match word {
        "always" => ColorChoice::Always,
        "never" => ColorChoice::Never,
        _ => ColorChoice::Auto,
    }
}

pub(super) fn format(word: &str) -> Result<Format, String> {
    let known = || Format::ALL.map(Format::as_str).join(", ");
    Format::parse(word).ok_or_else(|| format!("unknown format {}; use one of: {}", quote(word), known()))
}

/// `FORMAT=FILE`.
pub(super) fn output(word: &str) -> Result<(Format, PathBuf), String> {
    match word.split_once('=') {
        Some((name, file)) if !file.is_empty() => Ok((format(name)?, PathBuf::from(file))),
        _ => Err("write it as FORMAT=FILE".to_owned()),
    }
}

/// The name of a rule, in any capitalisation.
pub(super) fn rule(word: &str) -> Result<String, String> {
    let name = word.trim().to_lowercase();
    let names = rules::ALL.iter().map(|rule| rule.meta().name);
    if names.clone().any(|known| known == name) { Ok(name) } else { Err(unknown_rule(&name, names)) }
}

/// The message about the name of a rule that is not one of `names`.
pub(in crate::cli) fn unknown_rule<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> String {
    let names: Vec<&str> = names.collect();
    let help = did_you_mean(closest(name, &names), "run `flowvet rules` to list the rules");
    format!("{} is not a rule; {help}", quote(name))
}

pub(super) fn map_format(word: &str) -> map::Format {
    map::Format::ALL.into_iter().find(|format| format.as_str() == word).unwrap_or(map::Format::Json)
}

pub(super) fn fail_on(word: &str) -> FailOn {
    let level = Severity::ALL.into_iter().find(|level| level.as_str() == word);
    level.map_or(FailOn::Never, FailOn::At)
}
