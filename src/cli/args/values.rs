//! Converts words of the command line to values.

use std::path::PathBuf;

use anstream::ColorChoice;

use super::FailOn;
use crate::diagnostic::Severity;
use crate::map;
use crate::report::Format;

pub(super) fn color(word: &str) -> ColorChoice {
    match word {
        "always" => ColorChoice::Always,
        "never" => ColorChoice::Never,
        _ => ColorChoice::Auto,
    }
}

pub(super) fn format(word: &str) -> Result<Format, String> {
    let known = || Format::ALL.map(Format::as_str).join(", ");
    Format::parse(word).ok_or_else(|| format!("unknown format `{word}`; use one of: {}", known()))
}

/// `FORMAT=FILE`.
pub(super) fn output(word: &str) -> Result<(Format, PathBuf), String> {
    match word.split_once('=') {
        Some((name, file)) if !file.is_empty() => Ok((format(name)?, PathBuf::from(file))),
        _ => Err("write it as FORMAT=FILE".to_owned()),
    }
}

pub(super) fn map_format(word: &str) -> map::Format {
    map::Format::ALL.into_iter().find(|format| format.as_str() == word).unwrap_or(map::Format::Json)
}

pub(super) fn fail_on(word: &str) -> FailOn {
    let level = Severity::ALL.into_iter().find(|level| level.as_str() == word);
    level.map_or(FailOn::Never, FailOn::At)
}
