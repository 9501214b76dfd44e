//! Renders the durations of the parts of a run as tables by stage and by rule.

use std::fmt::Write;
use std::time::Duration;

use crate::engine::{Stage, Times};

/// The stages in the order in which they come, and the rules that took part, the slowest first. `passed`: how long the
/// whole run took.
#[must_use]
pub fn render(times: &Times, passed: Duration) -> String {
    let sum = |wanted: &dyn Fn(Stage, Option<&'static str>) -> bool| -> Duration {
        times.iter().filter(|((stage, rule), _)| wanted(*stage, *rule)).map(|(_, time)| *time).sum()
    };
    let mut text = format!("{} passed; the times below are those of all threads together\n", milliseconds(passed));
    for stage in Stage::ALL {
        let time = sum(&|own, _| own == stage);
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{:>12}  {}", milliseconds(time), label(stage));
    }
    let mut rules: Vec<&'static str> = times.keys().filter_map(|(_, rule)| *rule).collect();
    rules.sort_unstable();
    rules.dedup();
    let mut rules: Vec<(Duration, &'static str)> =
        rules.into_iter().map(|rule| (sum(&|_, own| own == Some(rule)), rule)).collect();
    rules.sort_by(|one, other| other.0.cmp(&one.0).then(one.1.cmp(other.1)));
    let _ = writeln!(text, "\n{:>12}  {:>12}  {:>12}  rule", "all", "in files", "across files");
    for (all, rule) in rules {
        let one = sum(&|stage, own| stage == Stage::File && own == Some(rule));
        let (all, across) = (milliseconds(all), milliseconds(all.saturating_sub(one)));
        let _ = writeln!(text, "{all:>12}  {:>12}  {across:>12}  {rule}", milliseconds(one));
    }
    text
}

fn label(stage: Stage) -> &'static str {
    match stage {
        Stage::Find => "finding files",
        Stage::Read => "reading them",
        Stage::Parse => "parsing them and taking their facts",
        Stage::File => "rules in single files",
        Stage::Workspace => "rules across files",
        Stage::Suppress => "suppressing findings",
        Stage::Report => "making reports",
    }
}

fn milliseconds(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1e3)
}
